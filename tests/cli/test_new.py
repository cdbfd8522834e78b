"""``assay new`` and ``assay schema``: every draft loads as it stands and settles; nothing is written over."""

import json
import tomllib
from dataclasses import replace
from fractions import Fraction
from importlib import resources
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from assay.cli import cli
from assay.cli.new import _GOALS, _KINDS
from assay.core.acceptance.read import load_measurements
from assay.core.contract.amendment import load_amended
from assay.core.contract.load import load_contract
from assay.core.contract.model import Contract
from assay.core.findings import Severity
from assay.core.money import decimal_text
from assay.core.period import Month
from assay.core.scenarios.play import outcome
from assay.services.drafts import Wish, draft
from assay.services.settle_file import settle_file
from assay.services.simulate import standard_suite
from tests.cli.running import assay
from tests.docs.reading import DOCS, plain
from tests.docs.schema import problems

TEXTS = {"zh": "目标", "en": "the goal"}


def wish(kind: str = "b2b_machinery", goal: str = "leads", currency: str = "CNY", months: int = 6) -> Wish:
    first = Month(2027, 1)
    return Wish(kind, goal, ("US", "NO"), Fraction(30000), currency, first, months, TEXTS)


def loaded(text: str) -> Contract:
    """The contract, after it is held to the loader and the schema without a warning."""
    contract, findings = load_contract(text, "contract.yaml")
    assert [finding for finding in findings if finding.severity is not Severity.INFO] == []
    assert contract is not None
    assert problems(plain(text), "contract.schema.json") == []
    return contract


def january(contract: Contract) -> str:
    """A month in which every KPI meets its target exactly."""
    weeks = ", ".join(
        f'{{from: "2027-01-{first:02}", to: "2027-01-{last:02}", numerator: "50", denominator: "100"}}'
        for first, last in ((1, 3), (4, 10), (11, 17), (18, 24), (25, 31))
    )
    figures = {
        "valid_leads": 'value: "{target}", n: "150"',
        "qualified": 'value: "{target}", n: "150"',
        "visitors": 'value: "{target}", n: "20000"',
        "impressions": 'value: "{target}", n: "9000000"',
        "orders": 'value: "{target}", n: "60"',
        "crm_fill": 'numerator: "99", denominator: "100"',
        "form_rate": f"weeks: [{weeks}]",
    }
    lines = "".join(
        "      "
        f"{name}: {{{figures[name].replace('{target}', decimal_text(kpi.base * kpi.season.get(1, 1)))}, status: final}}\n"
        for name, kpi in contract.kpis.items()
    )
    return (
        "assay: measurements/v1\n"
        f'contract: {{id: {contract.id}, version: "{contract.version}"}}\n'
        "opening: none\n"
        "periods:\n"
        '  - period: "2027-01"\n'
        '    as_of: "2027-02-05T09:00:00+08:00"\n'
        f"    kpis:\n{lines}"
        "    lots: {spend: []}\n"
        "    events: []\n"
    )


def test_the_command_offers_what_the_drafts_know() -> None:
    figures = tomllib.loads((resources.files("assay.services.drafts") / "kinds.toml").read_text("utf-8"))
    assert (tuple(figures["kinds"]), tuple(figures["goals"])) == (_KINDS, _GOALS)


@pytest.mark.parametrize(("kind", "goal"), list(product(_KINDS, _GOALS)))
def test_every_draft_loads_without_a_warning_and_settles_a_month(kind: str, goal: str) -> None:
    texts = [draft(wish(kind, goal), lang) for lang in ("zh", "en")]
    assert plain(texts[0]) == plain(texts[1])
    contract = loaded(texts[0])
    assert sum(kpi.weight for kpi in contract.kpis.values()) == 1
    assert "qualified" in contract.kpis
    amended, _ = load_amended(texts[0], "contract.yaml")
    measurements, findings = load_measurements(january(contract), "january.yaml")
    assert measurements is not None, findings
    assert amended is not None
    (statement,) = settle_file(amended, measurements, None)
    assert (statement["fee"], statement["invoice_basis"]) == ("30000.00", "30000.00")


@pytest.mark.parametrize(("kind", "goal"), list(product(_KINDS, _GOALS)))
def test_a_draft_asks_for_what_its_goal_and_its_business_are_about(kind: str, goal: str) -> None:
    """The goal's own measure is paid for, in the greatest weight unless orders come half a year later, and no bonus is
    paid on impressions; nobody but a maker of machines asks for drawings, and no consumer for a budget."""
    contract = loaded(draft(wish(kind, goal), "zh"))
    own = {"leads": "valid_leads", "orders": "orders", "traffic": "visitors", "awareness": "impressions"}[
        goal
    ]
    weights = {kpi.metric: kpi.weight for kpi in contract.kpis.values()}
    slow = (kind, goal) == ("b2b_machinery", "orders")
    assert max(weights, key=lambda name: weights[name]) == ("sales_qualified_leads" if slow else own)
    assert own in weights
    assert ("impressions" in weights) is (goal == "awareness")
    assert ("orders" in weights) is (goal == "orders")
    watched = {monitor.metric for monitor in contract.monitors.values()}
    assert ({"brand_searches", "cpm"} <= watched) is (goal == "awareness")
    (bonus,) = (clause for clause in contract.clauses if clause.kind == "bonus")
    assert bonus.subject != "impressions"
    assert bonus.rate is not None
    assert bonus.rate > 0
    assert contract.sales is not None
    asked = {word for words in contract.sales.needs.values() for word in words}
    assert ("drawings" in asked) is (kind == "b2b_machinery")
    assert ("budget" in asked) is (kind != "fmcg")
    rules = {rule.rule for rule in contract.lead_rules}
    assert ("no_second_interaction" in rules) is (kind != "fmcg")


def test_no_two_drafts_are_the_same() -> None:
    texts = {
        (kind, goal): loaded(draft(wish(kind, goal), "zh")).digest for kind, goal in product(_KINDS, _GOALS)
    }
    assert len(set(texts.values())) == len(texts)


@pytest.mark.parametrize(("kind", "goal"), list(product(_KINDS, _GOALS)))
def test_a_late_notice_of_force_majeure_never_pays(kind: str, goal: str) -> None:
    amended, _ = load_amended(draft(wish(kind, goal), "zh"), "contract.yaml")
    assert amended is not None
    suite = standard_suite()
    kept = {
        scenario.id: outcome(amended, scenario, suite.assumed).kept
        for scenario in suite.scenarios
        if scenario.id in ("force_majeure", "majeure_told_late")
    }
    assert kept["majeure_told_late"] < kept["force_majeure"]


@pytest.mark.parametrize("currency", ["CNY", "USD"])
@pytest.mark.parametrize("months", [1, 2, 3, 12, 14])
def test_any_length_and_currency_loads(months: int, currency: str) -> None:
    contract = loaded(draft(wish(months=months, currency=currency), "zh"))
    assert contract.fee.total == 30000 * months
    assert {payment.on for payment in contract.payments} == (
        {"signing", "milestone", "final_acceptance"} if months > 2 else {"each_month", "final_acceptance"}
    )


def test_the_milestone_is_what_two_thirds_of_the_term_promise() -> None:
    """Six months from January: the first four promise 50 × (0.9 + 0.6 + 1.1 + 1.1) = 185 leads by the end of April."""
    contract = loaded(draft(wish(), "zh"))
    milestone = next(payment for payment in contract.payments if payment.on == "milestone")
    assert (milestone.reaches, str(milestone.latest_on)) == (185, "2027-04-30")


def test_a_lead_above_the_target_earns_what_one_below_it_costs() -> None:
    """30,000 × 40% × 0.6 ÷ 50 = 144.00 a lead."""
    bonus = next(clause for clause in loaded(draft(wish(), "zh")).clauses if clause.kind == "bonus")
    assert bonus.rate == 144


@pytest.mark.parametrize(
    ("monthly", "currency", "targets", "per_lead"),
    [
        (30_000, "CNY", (50, 10), "600.00"),
        (300_000, "CNY", (500, 100), "600.00"),  # ten times the fee, ten times the leads
        (45_500, "CNY", (76, 15), "598.68"),  # 75.83 and 15.17 leads, rounded; 45,500 ÷ 76
        (500, "CNY", (1, 1), "500.00"),  # never none
        (4_000, "USD", (50, 10), "80.00"),  # no rate says what it is in CNY
    ],
)
def test_targets_move_with_a_fee_in_renminbi_and_say_what_a_lead_then_costs(
    monthly: int, currency: str, targets: tuple[int, int], per_lead: str
) -> None:
    asked = replace(wish(currency=currency), monthly=Fraction(monthly))
    kpis = loaded(draft(asked, "zh")).kpis
    assert (int(kpis["valid_leads"].base), int(kpis["qualified"].base)) == targets
    for lang in ("zh", "en"):
        remarks = [line for line in draft(asked, lang).splitlines() if line.startswith("#")]
        assert sum(f"{per_lead} {currency}" in line for line in remarks) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_remarks_are_in_the_language_chosen(lang: str) -> None:
    remarks = [line for line in draft(wish(), lang).splitlines() if line.startswith("#")]
    chinese = [any("一" <= letter <= "鿿" for letter in line) for line in remarks]
    assert len(remarks) > 30
    assert all(chinese) if lang == "zh" else not any(chinese)
    assert not any(line.startswith(("#zh", "#en", "#if", "#end")) for line in remarks)


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────

GIVEN = ("--type", "saas", "--market", "us, de", "--goal", "orders", "--fee", "20000.5", "USD")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_with_everything_given_nothing_is_asked(lang: str, tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    ran = assay("new", *GIVEN, "--start", "2027-03-01", "--months", "3", "--output", file, "--lang", lang)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert f"assay lint {file}" in ran.stdout
    document = plain(file.read_text("utf-8"))
    assert document["term"] | {"start": "2027-03-01", "end": "2027-05-31"} == document["term"]
    assert document["fee"]["total"] == "60001.50 USD"
    assert document["audience"]["markets"] == ["US", "DE"]
    assert assay("lint", file).exit_code == 0


def test_what_is_not_given_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    answers = "fmcg\nfrance\nFR\ntraffic\nmuch\n18000 CNY\n"
    ran = CliRunner().invoke(
        cli, ["new", "--start", "2027-01-01", "--output", str(file), "--lang", "en"], input=answers
    )
    assert ran.exit_code == 0, ran.output
    document = plain(file.read_text("utf-8"))
    assert document["audience"] | {"markets": ["FR"], "type": "B2C"} == document["audience"]
    assert (document["goal"]["metric"], document["fee"]["monthly"]) == ("visitors", "18000.00 CNY")


def test_yes_takes_the_defaults_and_the_next_month(tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    assert assay("new", "--yes", "--output", file).exit_code == 0
    assert plain(file.read_text("utf-8"))["term"]["start"].endswith("-01")


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    file.write_text("mine", "utf-8")
    ran = assay("new", "--yes", "--output", file)
    assert (ran.exit_code, ran.codes) == (1, ["cli.file_exists"])
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--fee", "0", "CNY"),
        ("--fee", "30000", "RMB"),
        ("--fee", "many", "CNY"),
        ("--market", "USA"),
        ("--market", "US,XX"),
        ("--start", "2027-01-15"),
        ("--start", "soon"),
        ("--months", "0"),
        ("--type", "bakery"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(wrong: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "contract.yaml"
    ran = assay("new", "--yes", *wrong, "--output", file)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert wrong[0] in ran.stderr
    assert not file.exists()


def test_a_market_that_is_no_country_is_named_with_those_that_are(tmp_path: Path) -> None:
    ran = assay("new", "--yes", "--market", "us, xx,zy", "--output", tmp_path / "contract.yaml")
    assert "“XX, ZY” is no country's code" in ran.stderr
    assert "“XX, ZY”不是任何国家或地区的代码" in ran.stderr
    assert "DE DJ DK" in ran.stderr


@pytest.mark.parametrize("path", sorted((DOCS / "schemas").glob("*.json")), ids=lambda path: path.name)
def test_a_schema_is_printed_as_it_is(path: Path) -> None:
    ran = assay("schema", path.name.removesuffix(".schema.json"))
    assert ran.exit_code == 0
    assert json.loads(ran.stdout) == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("name", [("poem",), ("../../../etc/passwd",)])
def test_a_schema_that_is_not_there_is_named_with_those_that_are(name: tuple[str, ...]) -> None:
    ran = assay("schema", *name)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.no_such_schema"])
    assert "amendment, comparison, contract" in ran.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_kind_the_schemas_are_named(lang: str) -> None:
    ran = assay("schema", "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.schema_needed"])
    assert "amendment, comparison, contract" in ran.stderr


def test_a_fee_in_one_word_is_named_and_not_the_option_that_it_swallowed(tmp_path: Path) -> None:
    ran = assay("new", "--fee", "30000", "--yes", "--output", tmp_path / "c.yaml")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "--fee 的值不能用" in ran.stderr
    assert "30000 CNY" in ran.stderr
