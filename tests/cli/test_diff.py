"""``assay diff``: changed text, changed money, and whom each change serves."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import assay
from tests.demo.shared import EXAMPLE
from tests.docs.schema import problems
from tests.unit.scenarios.contracts import SMALL


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "contract.yaml"
    path.write_text(SMALL, "utf-8")
    return path


def changed(small: Path, *pairs: tuple[str, str]) -> Path:
    text = SMALL
    for old, new in pairs:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = small.with_name("new.yaml")
    path.write_text(text, "utf-8")
    return path


def document(*arguments: object) -> Any:  # noqa: ANN401  # any JSON value
    ran = assay("diff", *arguments, "--format", "json")
    assert ran.exit_code == 0, ran.stderr
    assert problems(ran.document, "diff.schema.json") == []
    return ran.document


def test_a_greater_target_serves_the_buyer_on_the_same_figures(small: Path) -> None:
    found = document(
        small, changed(small, (">= 40 lead", ">= 50 lead")), "--only", "exact", "--only", "double"
    )
    (change,) = found["changes"]
    assert change["places"] == [
        {"path": "kpis.valid_leads.target", "before": ">= 40 lead", "after": ">= 50 lead"}
    ]
    # The same 40 leads against 50: 15,000 × 10/50 = 3,000 less in each of six months; 80 leads still meet it.
    assert [(item["id"], item["difference"]) for item in found["scenarios"]] == [
        ("exact", "-18000.00"),
        ("double", "0.00"),
    ]
    assert (change["favours"], found["favours"]) == ("buyer", "buyer")
    assert change["less"] == {"scenarios": "1", "sum": "-18000.00"}


def test_less_at_risk_serves_the_vendor_though_its_two_shares_only_stand_together(small: Path) -> None:
    found = document(
        small, changed(small, ("base: 50%, at_risk: 50%", "base: 60%, at_risk: 40%")), "--only", "nil"
    )
    (change,) = found["changes"]
    assert [place["path"] for place in change["places"]] == ["fee.base", "fee.at_risk"]
    assert change["favours"] == "vendor"
    assert found["scenarios"][0]["difference"] == "18000.00"  # 10% of 30,000 less at risk, six times


def test_a_change_of_words_serves_neither(small: Path) -> None:
    found = document(small, changed(small, ("en: Buyer", "en: The buyer")))
    assert [change["favours"] for change in found["changes"]] == ["neither"]
    assert found["favours"] == "neither"


UNREACHED = {"zh": "没有情景用到这一处", "en": "no scenario reaches this"}
SAME = {"zh": "对双方都一样", "en": "favours neither"}
CAPS = (
    "caps:\n  - {id: K1, heads: [fee_reduction], limit: 20% of fee.month, per: month}\n"
    "  - {id: K2, heads: [fee_reduction], limit: 100% of fee.total, per: term}\n"
)


def test_a_change_that_no_scenario_reaches_is_not_called_the_same_for_both(small: Path) -> None:
    """Six months of at most 20% never come to the whole fee: K2 cuts in no scenario, K1 in that of no result at all."""
    capped = f"{SMALL}\n{CAPS}"
    small.write_text(capped, "utf-8")
    new = small.with_name("new.yaml")
    new.write_text(capped.replace("100% of fee.total", "500% of fee.total"), "utf-8")
    found = document(small, new, "--only", "nil", "--only", "exact")
    assert [(change["favours"], change["reached"]) for change in found["changes"]] == [("neither", False)]
    for lang in ("zh", "en"):
        text = assay("diff", small, new, "--only", "nil", "--only", "exact", "--lang", lang).stdout
        assert UNREACHED[lang] in text
        assert SAME[lang] not in text
        assert ("仍可能有影响" if lang == "zh" else "may still matter") in text.splitlines()[-1]
    # The cap of a month is reached: what is written otherwise and means the same is the same for both.
    new.write_text(capped.replace("limit: 20% of fee.month", "limit: 0.2 x fee.month"), "utf-8")
    found = document(small, new, "--only", "nil", "--only", "exact")
    assert [(change["favours"], change["reached"]) for change in found["changes"]] == [("neither", True)]


def test_changes_of_both_kinds_are_told_one_by_one(small: Path) -> None:
    bonus = (
        "mode: each_period}\n",
        (
            'mode: each_period}\n  - {id: C5, priority: "50", head: bonus, kind: bonus, for: valid_leads, '
            "rate: 100.00 CNY/lead, above: target, cap: 10% of fee.month}\n"
        ),
    )
    found = document(small, changed(small, (">= 40 lead", ">= 41 lead"), bonus))
    assert {change["places"][0]["path"]: change["favours"] for change in found["changes"]} == {
        "kpis.valid_leads.target": "buyer",
        "clauses[C5]": "vendor",
    }
    assert found["favours"] == "mixed"


def test_an_amendment_counts_from_its_day(small: Path) -> None:
    amendment = small.with_name("amendment.yaml")
    amendment.write_text(
        """assay: amendment/v1
contract: {id: HY-MIN-2027, version: "1.0.0"}
version: "1.1.0"
effective: "2027-05-01"
reason: {zh: 调整, en: adjusted}
signed: {buyer: "2027-04-20", vendor: "2027-04-20"}
changes: [{path: kpis.valid_leads.target, to: ">= 50 lead"}]
""",
        "utf-8",
    )
    found = document(small, "--amendment", amendment, "--only", "exact")
    (change,) = found["changes"]
    assert change["effective"] == "2027-05-01"
    assert found["scenarios"][0]["difference"] == "-6000.00"  # 3,000 in May and in June
    assert change["favours"] == "buyer"


def test_one_text_has_no_changes(small: Path) -> None:
    assert "两份文本没有不同" in assay("diff", small, small).stdout


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        ("zh", ("  − >= 40 lead", "  + >= 50 lead", "对甲方有利", "总的来看：对甲方有利。")),
        ("en", ("  − >= 40 lead", "favours the buyer", "All in all it favours the buyer.")),
    ],
)
def test_it_speaks_the_readers_language(small: Path, lang: str, texts: tuple[str, ...]) -> None:
    shown = assay("diff", small, changed(small, (">= 40 lead", ">= 50 lead")), "--lang", lang).stdout
    assert [text for text in texts if text not in shown] == []


def test_nothing_to_compare_with_is_a_finding(small: Path) -> None:
    ran = assay("diff", small)
    assert (ran.exit_code, ran.codes) == (1, ["cli.nothing_to_compare"])


def test_amounts_of_two_currencies_are_never_subtracted(small: Path) -> None:
    new = small.with_name("new.yaml")
    new.write_text(SMALL.replace("CNY", "EUR"), "utf-8")
    assert assay("diff", small, new).codes == ["cli.other_currency"]


def test_the_example_with_its_supplement() -> None:
    found = document(
        EXAMPLE / "contract.yaml", "--amendment", EXAMPLE / "supplement-1.yaml", "--only", "exact"
    )
    assert [place["path"] for change in found["changes"] for place in change["places"]] == ["scope.exclude"]
