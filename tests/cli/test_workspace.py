"""``measure``, ``settle``, ``leads`` and ``explain`` on the demo's workspace, and on one that holds only January."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Ran, assay, bytes_below
from tests.demo.shared import CONTRACT, MONTHS, DemoRun

AS_OF = ("--as-of", "2027-02-05T09:00:00+08:00")
JANUARY = ("--period", "2027-01", *AS_OF)


def stored(workspace: Path) -> dict[str, str]:
    """Everything in a workspace but the lock, which holds no data."""
    return {name: digest for name, digest in bytes_below(workspace).items() if name != "lock"}


def run(command: str, workspace: Path, *more: object) -> Ran:
    return assay(command, *CONTRACT, "--workspace", workspace, *more)


@pytest.fixture
def own(january: Path, tmp_path: Path) -> Path:
    """January in a workspace of the test's own."""
    return Path(shutil.copytree(january, tmp_path / "buyer"))


# ── measure ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_figures_of_a_month_are_printed_with_what_is_still_open(january: Path) -> None:
    ran = run("measure", january, *JANUARY)
    assert (ran.exit_code, ran.codes) == (0, ["leads.unknown.campaign_missing"])
    lines = ran.stdout.splitlines()
    assert lines[0] == "计量　HY-FS-2027-01　2027-01　截至 2027-02-05 09:00+08:00"
    assert lines[3].split() == ["valid_leads", "2027-01", "33", "49", "终定"]
    assert lines[4].split() == ["qualified", "2027-01", "5", "3", "33", "暂定"]
    assert lines[5].split() == ["form_rate", "01-01…01-03", "4", "/", "9", "终定"]
    assert lines[-1] == "投放批次 124 个，消耗合计 1648.31 USD"


def test_the_figures_of_a_month_in_english(january: Path) -> None:
    lines = run("measure", january, *JANUARY, "--lang", "en").stdout.splitlines()
    assert lines[0] == "Measurements  HY-FS-2027-01  2027-01  as of 2027-02-05 09:00+08:00"
    assert lines[4].split() == ["qualified", "2027-01", "5", "3", "33", "provisional"]
    assert lines[-1] == "124 spend lots, 1648.31 USD in all"


def import_sessions(workspace: Path, lines: str, account: str = "site/huayao-solar") -> None:
    file = workspace.parent / "会话日报.csv"
    file.write_text(lines, "utf-8")
    options = ("--mapping", "web_sessions", "--account", account, "--zone", "Asia/Shanghai")
    ran = assay("import", file, "--workspace", workspace, "--known-at", "2027-02-04T10:00:00+08:00", *options)
    assert ran.exit_code == 0, ran.stderr


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "广告系列“search-us-solar”：2027-01 有 2 天的会话日报没有写明"),
        ("en", 'Campaign "search-us-solar" in 2027-01: the sessions report leaves open'),
    ],
)
def test_measure_says_where_the_report_is_silent_and_takes_nothing_for_zero(
    lang: str, said: str, own: Path
) -> None:
    day = "2027-01-01"
    before = run("measure", own, *JANUARY, "--format", "json").document["periods"][0]["lots"]["spend"]
    (lot,) = (lot for lot in before if lot["id"] == f"search-us-solar/{day}")
    assert (lot["sessions"]["judged"], lot["sessions"]["unjudged"]) == ("18", "0")
    import_sessions(own, "日期,广告系列,会话数\n2027/1/1,search-us-solar,18\n2027/1/2,search-us-solar,20\n")
    ran = run("measure", own, *JANUARY, "--format", "json", "--lang", lang)
    unknown = [code for code in ran.codes if code.endswith("_unknown")]
    assert (ran.exit_code, unknown) == (0, ["measure.bounces_unknown"])  # there are no click rules
    assert ran.stderr.count(said) == 1
    (lot,) = (
        lot for lot in ran.document["periods"][0]["lots"]["spend"] if lot["id"] == f"search-us-solar/{day}"
    )
    assert (lot["sessions"]["judged"], lot["sessions"]["unjudged"]) == ("0", "18")
    assert lot["sessions"]["invalid"]["A"] == "0"


def test_measuring_keeps_nothing(own: Path) -> None:
    before = stored(own)
    assert run("measure", own, *JANUARY, "--format", "json").exit_code == 0
    assert stored(own) == before


def test_a_month_without_any_rows_is_missing_and_never_zero(january: Path) -> None:
    ran = run("measure", january, "--period", "2027-03", "--format", "json")
    assert {
        (name, kpi["status"], kpi["fault"])
        for name, kpi in ran.document["periods"][-1]["kpis"].items()
        if "weeks" not in kpi
    } == {
        ("valid_leads", "missing", "buyer"),
        ("qualified", "missing", "buyer"),
        ("cpl", "missing", "neither"),
    }
    assert {"measure.no_rows.leads", "measure.no_rows.spend"} <= set(ran.codes)


def test_the_agency_recomputes_every_statement_from_one_small_file(demo: DemoRun, tmp_path: Path) -> None:
    measured = run("measure", demo.workspace, "--period", "2027-06", "--format", "json")
    assert measured.exit_code == 0
    file = tmp_path / "measurements.json"
    file.write_text(measured.stdout, "utf-8")
    assert file.stat().st_size < 1024 * 1024
    for month in MONTHS:
        ran = assay("settle", *CONTRACT, "--measurements", file, "--period", month, "--format", "json")
        assert (ran.exit_code, ran.codes) == (0, [])
        assert ran.stdout.encode() == demo.statement(month)


@pytest.mark.parametrize("month", MONTHS[:2])
def test_the_file_of_a_month_ends_with_that_month(month: str, demo: DemoRun) -> None:
    document = run("measure", demo.workspace, "--period", month, "--format", "json").document
    assert [period["period"] for period in document["periods"]] == list(MONTHS[: MONTHS.index(month) + 1])
    assert document["contract"]["version"] == "1.0.0"


# ── settle ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_dry_run_keeps_nothing(own: Path) -> None:
    before = stored(own)
    ran = run("settle", own, *JANUARY, "--dry-run", "--format", "json")
    assert ran.document["payable"] == "28234.70"
    assert stored(own) == before


def test_settling_again_gives_the_stored_statement_byte_for_byte(own: Path) -> None:
    first = run("settle", own, *JANUARY, "--format", "json")
    kept = stored(own)
    again = run("settle", own, *JANUARY, "--format", "json")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert again.stdout == first.stdout
    assert stored(own) == kept


def test_the_command_settles_january_as_the_demo_did(own: Path, demo: DemoRun) -> None:
    assert run("settle", own, *JANUARY, "--format", "json").stdout.encode() == demo.statement("2027-01")


def test_the_statement_day_of_the_contract_is_the_default(own: Path) -> None:
    ran = run("settle", own, "--period", "2027-01", "--dry-run")
    assert "截至 2027-02-06 00:00 +08:00" in ran.stdout  # day 5 of the next month, to its end


def test_a_stored_statement_reads_the_same_in_english(demo: DemoRun) -> None:
    ran = run("settle", demo.workspace, "--period", "2027-03", "--lang", "en")
    assert ran.exit_code == 0
    lines = ran.stdout.splitlines()
    assert lines[0] == "Statement  HY-FS-2027-01  2027-03  v1"
    assert "  K1/C3 cap on C3                                     434.55" in lines
    assert lines[-2] == "Payable this month CNY                             22,226.71"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "错误 2027-01 还没有结算，不能先结算 2027-03。请按顺序先结算 2027-01。"),
        ("en", "error 2027-01 has not been settled, so 2027-03 cannot be settled yet. Settle 2027-01 first."),
    ],
)
def test_a_month_waits_for_the_ones_before_it(lang: str, said: str, own: Path) -> None:
    before = stored(own)
    ran = run("settle", own, "--period", "2027-03", "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["settlement.earlier_month_open"])
    assert ran.stderr.endswith(f"{said} [settlement.earlier_month_open]\n")
    assert stored(own) == before


def test_a_workspace_needs_a_period(january: Path) -> None:
    ran = run("settle", january)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.period_needed"])


def test_events_of_a_file_are_settled_and_kept_with_the_figures(own: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.yaml"
    events.write_text(
        """\
assay: events/v1
events:
  - {id: e1, kind: late_duty, party: buyer, duty: sales_reply, from: "2027-01-11", to: "2027-01-12",
     effective: "2027-01-11", known: "2027-01-20T09:00:00+08:00"}
""",
        "utf-8",
    )
    ran = run("settle", own, *JANUARY, "--events", events, "--format", "json")
    assert ran.exit_code == 0, ran.stderr
    document = run("measure", own, *JANUARY, "--format", "json").document
    (period,) = document["periods"]
    assert [event["id"] for event in period["events"]] == ["e1"]
    file = tmp_path / "measurements.json"
    file.write_text(json.dumps(document), "utf-8")
    recomputed = assay("settle", *CONTRACT, "--measurements", file, "--period", "2027-01", "--format", "json")
    assert recomputed.stdout == ran.stdout


def test_a_contract_that_ends_in_mid_month_is_measured_to_its_last_day(own: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.yaml"
    events.write_text(
        """\
assay: events/v1
events:
  - {id: e1, kind: termination, by: buyer, ground: convenience,
     effective: "2027-01-20", known: "2027-01-20T09:00:00+08:00"}
""",
        "utf-8",
    )
    january = run("settle", own, *JANUARY, "--events", events, "--format", "json").document
    assert january["fee"] == "19354.84"  # 30,000.00 × 20/31
    assert max(kpi["to"] for kpi in january["kpis"]) == "2027-01-20"
    february = run(
        "settle", own, "--period", "2027-02", "--as-of", "2027-03-05T09:00:00+08:00", "--format", "json"
    ).document
    assert (february["fee"], february["payable"]) == ("0.00", "0.00")
    assert {kpi["period"] for kpi in february["kpis"]} <= {"2027-01"}


def test_measure_alone_knows_of_an_early_end_by_its_events(own: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.yaml"
    events.write_text(
        """\
assay: events/v1
events:
  - {id: e1, kind: termination, by: buyer, ground: convenience,
     effective: "2027-01-20", known: "2027-01-20T09:00:00+08:00"}
  - {id: e2, kind: signing, effective: "2027-03-01", known: "2027-03-01T09:00:00+08:00"}
""",
        "utf-8",
    )
    whole = run("measure", own, *JANUARY, "--format", "json").document
    cut = run("measure", own, *JANUARY, "--events", events, "--format", "json").document
    assert [
        period["kpis"]["form_rate"]["weeks"][-1]["to"] for doc in (whole, cut) for period in doc["periods"]
    ] == [
        "2027-01-31",
        "2027-01-20",
    ]
    assert [event["id"] for event in cut["periods"][0]["events"]] == [
        "e1"
    ]  # what is known later is not told yet
    # Once January is settled its statement knows the end, and February has no figures any more.
    file = tmp_path / "january.json"
    file.write_text(json.dumps(cut), "utf-8")
    settled = run("settle", own, *JANUARY, "--events", events, "--format", "json")
    again = assay("settle", *CONTRACT, "--measurements", file, "--period", "2027-01", "--format", "json")
    assert again.stdout == settled.stdout
    february = ("--period", "2027-02", "--as-of", "2027-03-05T09:00:00+08:00", "--format", "json")
    assert run("measure", own, *february).document["periods"][-1]["kpis"] == {}


@pytest.mark.parametrize("command", ["measure", "leads", "settle"])
def test_a_figure_that_would_be_wrong_stops_the_command_and_leaves_nothing(command: str, own: Path) -> None:
    """The sessions of one campaign on one day, from a second source: counted twice they would be wrong."""
    import_sessions(own, "日期,广告系列,会话数\n2027-01-05,search-us-solar,100\n", "site/mirror")
    before = stored(own)
    for output in ("text", "json"):
        ran = run(command, own, *JANUARY, "--format", output)
        assert (ran.exit_code, ran.stdout) == (1, "")
        assert "measure.sessions_twice" in ran.codes
    assert stored(own) == before


# ── leads ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_enquiry_of_the_month_has_one_verdict(january: Path) -> None:
    ran = run("leads", january, *JANUARY)
    assert ran.exit_code == 0
    lines = ran.stdout.splitlines()
    assert len(lines) == 2 + 61 + 1  # the head and its rule, 61 enquiries, the sum
    assert lines[-1] == (
        "共 61 条询盘：归属本合同 49，其中有效 33、视为有效 0、待定 0、无效 16；归属待人工确认 1。"
    )


def test_a_month_without_enquiries_says_when_they_came(january: Path) -> None:
    """The log of January holds the 1st to the 31st; nothing of it was known at the statement of December."""
    ran = run("leads", january, "--period", "2027-05", "--lang", "zh")
    assert (ran.exit_code, ran.stdout.splitlines()) == (
        0,
        [
            "2027-05 的服务期内没有询盘。工作区里的询盘是 2027-01-01 至 2027-01-31 来的：请换一个月份，或导入缺少的登记表。"
        ],
    )
    before = run(
        "leads", january, "--period", "2027-01", "--as-of", "2026-12-01T00:00:00+08:00", "--lang", "en"
    )
    assert before.stdout.startswith(
        "No enquiry in 2027-01: at the time of its statement the workspace holds none"
    )
    csv_head = run("leads", january, "--period", "2027-05", "--format", "csv").stdout
    assert csv_head.splitlines() == ["id,created,owner,verdict,reason,relief,sales,lot,ad,file,row"]


def test_csv_speaks_in_codes_and_names_file_and_row(january: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("leads", january, *JANUARY, "--format", "csv").stdout)))
    assert rows[2] == {
        "id": "HY2701-003",
        "created": "2027-01-02",
        "owner": "contract",
        "verdict": "invalid",
        "reason": "excluded",
        "relief": "",
        "sales": "not_qualified",
        "lot": "search-us-solar/2027-01-02",
        "ad": "",
        "file": "询盘登记表.xlsx",
        "row": "4",
    }


@pytest.mark.parametrize(
    ("verdict", "number"), [("valid", 33), ("invalid", 16), ("open", 0), ("not_ours", 12)]
)
def test_one_verdict_can_be_asked_for(verdict: str, number: int, january: Path) -> None:
    document = run("leads", january, *JANUARY, "--verdict", verdict, "--format", "json").document
    assert (document["assay"], document["period"], len(document["leads"])) == ("leads/v1", "2027-01", number)
    assert {lead["verdict"] for lead in document["leads"]} == ({verdict} if number else set())


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "从 2027-01-04 09:12+08:00 起 72 小时内（到 2027-01-07 09:12+08:00 为止）没有再次互动"),
        ("en", "72 hours from 2027-01-04 09:12+08:00"),
    ],
)
def test_why_gives_the_working_under_each_lead(lang: str, said: str, january: Path) -> None:
    text = run("leads", january, *JANUARY, "--why", "--lang", lang).stdout
    under = text[text.index("HY2701-006") : text.index("HY2701-007")]
    assert said in under


def test_a_lead_as_json_is_explained_in_both_languages(january: Path) -> None:
    leads = run("leads", january, *JANUARY, "--format", "json").document["leads"]
    silent = next(lead for lead in leads if lead["id"] == "HY2701-006")
    assert silent["source"] == {"file": "询盘登记表.xlsx", "row": "7"}
    assert (silent["verdict"], silent["reason"]) == ("invalid", "silent")
    assert set(silent["text"]) == {"zh", "en"}
    assert len(silent["text"]["zh"]) == len(silent["text"]["en"])


def test_a_lead_is_listed_with_its_ad_where_an_export_says_it(
    own: Path, january: Path, tmp_path: Path
) -> None:
    """The download of a form names the ad of one of two leads; no lead of the log has one."""
    head = "id\tcreated_time\tad_id\tcampaign_name\tfull_name\temail\n"
    rows = (
        "l:1\t2027-01-05T09:00:00+08:00\tag:120213456789012345\tsocial-leads\tAda Probe\tada@probe.example\n"
        "l:2\t2027-01-06T09:00:00+08:00\t\tsocial-leads\tBen Probe\tben@probe.example\n"
    )
    form = tmp_path / "form.csv"
    form.write_bytes(b"\xff\xfe" + (head + rows).encode("utf-16-le"))
    assert assay("import", form, "--workspace", own, "--account", "meta/forms").exit_code == 0
    then = ("--period", "2027-01", "--as-of", "2037-01-01T00:00:00+08:00")
    leads = run("leads", own, *then, "--format", "json").document["leads"]
    ads = {lead["id"]: lead["ad"] for lead in leads}
    assert (ads["1"], ads["2"]) == ({"platform": "meta", "id": "120213456789012345"}, None)
    assert {ad for name, ad in ads.items() if name.startswith("HY")} == {None}
    rows_now = csv.DictReader(io.StringIO(run("leads", own, *then, "--format", "csv").stdout))
    assert {row["id"]: row["ad"] for row in rows_now if row["ad"]} == {"1": "meta:120213456789012345"}
    assert "meta:120213456789012345" in run("leads", own, *then).stdout
    assert "广告" not in run("leads", january, *JANUARY).stdout.splitlines()[0]  # a column that nobody fills


def test_what_was_not_known_then_is_not_shown(demo: DemoRun) -> None:
    then = run("leads", demo.workspace, "--period", "2027-05", "--as-of", "2027-06-05T09:00:00+08:00")
    now = run("leads", demo.workspace, "--period", "2027-05", "--as-of", "2027-07-05T09:00:00+08:00")
    assert "其中有效 55、" in then.stdout
    assert "其中有效 50、" in now.stdout  # five of the Hamburg trader's six turned out to be duplicates


# ── explain ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def explain(demo: DemoRun, *more: object) -> Ran:
    return assay("explain", *more, "--workspace", demo.workspace)


def test_a_line_is_explained_down_to_the_rows(demo: DemoRun) -> None:
    ran = explain(demo, "2027-03", "C3")
    assert (ran.exit_code, ran.stderr) == (0, "")
    # 212.40 USD × 7.12 × 2 + 236.15 USD × 7.12 × 2 = 3024.576 + 3362.776 = 6387.352
    assert "C3 赔付  −6,387.35 CNY" in ran.stdout
    assert (
        "消耗 212.4 USD，退款 0 USD，汇率 7.12，净额 1512.288；无效比例 1，倍数 2 → −3024.576" in ran.stdout
    )
    assert "display-remarketing/2027-03-13 的线索：" in ran.stdout
    assert "HY2703-023  2027-03-13  无效  流量不合格  询盘登记表.xlsx  24" in ran.stdout


def test_a_line_is_explained_in_english(demo: DemoRun) -> None:
    ran = explain(demo, "2027-03", "C3", "--lang", "en")
    assert "C3 compensation  −6,387.35 CNY" in ran.stdout
    assert "leads of display-remarketing/2027-03-13:" in ran.stdout
    assert "HY2703-023  2027-03-13  invalid  failed segment" in ran.stdout


def test_the_exact_value_is_given_in_full(demo: DemoRun) -> None:
    # cpl of January: 1500 × (11735.9672 ÷ 33 − 350) ÷ 350 = 1500 × 185.9672 ÷ 11550 = 232459/9625 = 24.1516…
    assert "精确值 −232459/9625 ≈ −24.1516" in explain(demo, "2027-01", "C1/cpl").stdout


def test_without_a_line_every_line_is_explained(demo: DemoRun) -> None:
    document = explain(demo, "2027-06", "--format", "json").document
    assert [line["id"] for line in document] == [
        "C1/form_rate",
        "C1/qualified",
        "C2",
        "C5@2027-05",
    ]
    text = explain(demo, "2027-06").stdout
    assert all(f"{line['id']} " in text for line in document)


def test_every_line_of_every_statement_can_be_explained_in_both_languages(demo: DemoRun) -> None:
    for month in MONTHS:
        for line in explain(demo, month, "--format", "json").document:
            assert set(line["text"]) == {"zh", "en"}
            assert all(line["text"].values())


def test_a_statement_file_is_explained_without_a_workspace(demo: DemoRun, tmp_path: Path) -> None:
    file = tmp_path / "march.json"
    file.write_bytes(demo.statement("2027-03"))
    ran = assay("explain", file, "K1/C3", "--workspace", tmp_path / "gone")
    # C2 47.20 + C3 6387.35 = 6434.55, limit 20% of 30000 = 6000
    assert ran.stdout.splitlines()[0] == "K1/C3 封顶减免 C3  434.55 CNY"
    assert not (tmp_path / "gone").exists()


def test_the_last_of_a_list_of_statements_is_explained(demo: DemoRun, tmp_path: Path) -> None:
    documents: list[Any] = [json.loads(demo.statement(month)) for month in MONTHS[:3]]
    file = tmp_path / "quarter.json"
    file.write_text(json.dumps(documents), "utf-8")
    assert assay("explain", file, "C3").stdout.startswith("C3 赔付  −6,387.35 CNY")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("2027-03", "C9"), "cli.no_such_line", "C1/cpl, C1/form_rate, C1/valid_leads, C2, C3, K1/C3"),
        (("2027-09",), "cli.not_settled", "2027-09"),
        (("march",), "cli.no_such_statement", "march"),
        (("2027-03", "--contract", "OTHER"), "cli.not_settled", "2027-03"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_cannot_be_explained_is_said(
    arguments: tuple[str, ...], code: str, said: str, lang: str, demo: DemoRun
) -> None:
    ran = explain(demo, *arguments, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", [code])
    assert said in ran.stderr


def test_a_fee_line_and_a_clawback_name_their_leads(demo: DemoRun) -> None:
    fee = explain(demo, "2027-03", "C1/valid_leads", "--lang", "en").stdout
    assert (
        fee.count("HY2703-") + fee.count("DE-10") == 58
    )  # every lead that the contract was credited with in March
    clawback = explain(demo, "2027-06", "C5@2027-05", "--lang", "en").stdout
    assert (
        clawback.count("  duplicate  ") == 6
    )  # five of the Hamburg trader, found in June, beside one known in May
