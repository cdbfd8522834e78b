"""Bad input through the command line: a finding in either language, exit code 1, and nothing left but the sealed file."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from assay.core.tables import TABLES
from assay.i18n import languages
from tests.cli.running import assay, bytes_below
from tests.findings.causing import DATA, good_text

REPORT = """\
Campaign report
"January 1, 2027 - January 3, 2027"
Day,Campaign,Currency code,Clicks,Impr.,Cost
2027-01-01,search-us,USD,20,474,28.73
2027-01-02,search-us,USD,17,350,19.65
2027-01-03,search-us,USD,9,120,10.00
 --,Total: Campaigns,USD,46,944,58.38
 --,Total: Account,USD,46,944,58.38
"""
SESSIONS = """\
日期,广告系列,会话数,可判定会话,跳出会话,A类无效会话,表单开始,表单提交
{first},search-us,18,18,8,0,1,0
{second},search-de,16,16,6,1,1,1
"""
ORDERS = """\
订单号,询盘编号,客户,邮箱,电话,日期,阶段,币种,金额
{number},,示例公司,a@buyer.example,,2027-01-12,试单,USD,3840.00
"""
SAID = ("--account", "google_ads/main", "--zone", "Asia/Shanghai")


@dataclass(frozen=True)
class BadFile:
    """A file, the finding that refuses it, and what both sentences must name."""

    name: str
    data: bytes
    code: str
    place: str
    said: str
    also: tuple[str, ...] = ()


def _aggregated() -> str:
    rows = [line.split(",", 1)[1] for line in REPORT.splitlines()[2:]]
    return "\n".join(["Campaign report", "All time", *rows]) + "\n"


BAD_FILES = {
    "truncated inside a row": BadFile(
        "report.csv",
        REPORT[: REPORT.index("9,120")].encode(),
        "sources.ragged_row",
        "report.csv:6",
        "4",
        ("sources.no_last_line_break",),
    ),
    "a row taken out": BadFile(
        "report.csv",
        REPORT.replace("2027-01-02,search-us,USD,17,350,19.65\n", "").encode(),
        "sources.total_disagrees",
        "report.csv:6, clicks",
        "29",
        ("sources.total_disagrees", "sources.total_disagrees"),
    ),
    "wrong encoding": BadFile(
        "sessions.csv",
        SESSIONS.format(first="2027-01-01", second="2027-01-02").encode()
        + b"2027-01-03,caf\xe9,1,1,0,0,0,0\n",
        "sources.broken_text",
        "sessions.csv:4",
        "utf-8",
    ),
    "no known encoding": BadFile(
        "sessions.csv",
        SESSIONS.format(first="2027-01-01", second="2027-01-02").encode("gb18030")[:-40] + b"\xff\xfe\x81\n",
        "sources.encoding_unknown",
        "sessions.csv:1",
        "gb18030",
    ),
    "unknown format": BadFile(
        "letter.txt",
        b"Dear Sir or Madam,\nplease find nothing here.\n",
        "sources.unknown_format",
        "letter.txt",
        "--mapping",
    ),
    "aggregated report whose period nobody says": BadFile(
        "report.csv", _aggregated().encode(), "sources.aggregated_not_daily", "report.csv:3", "--covers"
    ),
    "ambiguous dates": BadFile(
        "sessions.csv",
        SESSIONS.format(first="03/04/2027", second="05/04/2027").encode(),
        "sources.date_order_unknown",
        "sessions.csv:2, 日期",
        "03/04/2027",
    ),
    "an id turned into a power of ten": BadFile(
        "orders.csv",
        ORDERS.format(number="1.20253E+17").encode(),
        "sources.ruined_id",
        "orders.csv:2, 订单号",
        "1.20253E+17",
    ),
    "no value where one must stand": BadFile(
        "report.csv",
        REPORT.replace("9,120,10.00", "9,120,--").replace("58.38", "48.38").encode(),
        "sources.missing_value",
        "report.csv:6, Cost",
        "--",
    ),
}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_refused_and_only_its_sealed_bytes_stay(kind: str, lang: str, tmp_path: Path) -> None:
    bad = BAD_FILES[kind]
    file, workspace = tmp_path / bad.name, tmp_path / "buyer"
    file.write_bytes(bad.data)
    ran = assay("import", file, *SAID, "--workspace", workspace, "--lang", lang)
    assert ran.exit_code == 1
    assert sorted(ran.codes) == sorted([bad.code, *bad.also])
    (line, *_) = [line for line in ran.stderr.splitlines() if line.endswith(f"[{bad.code}]")]
    assert f" {bad.place}: " in line
    assert bad.said in line
    assert bad.data not in b"".join(path.read_bytes() for path in workspace.rglob("*") if path.is_file())
    assert [path.name for path in (workspace / "facts").rglob("*") if path.is_file()] == []
    assert len(list((workspace / "blobs").iterdir())) == 1
    assert list((workspace / "tmp").iterdir()) == []
    assert assay("doctor", "--workspace", workspace).exit_code == 0
    for table in TABLES:
        assert assay("facts", table, "--workspace", workspace, "--format", "json").document == []


def test_a_missing_figure_that_may_be_missing_is_unknown_and_not_zero(tmp_path: Path) -> None:
    file, workspace = tmp_path / "report.csv", tmp_path / "buyer"
    file.write_text(REPORT.replace("9,120,10.00", "--,120,10.00"))
    ran = assay("import", file, *SAID, "--workspace", workspace)
    assert ran.exit_code == 0
    assert "sources.values_missing" in ran.codes
    rows = assay("facts", "spend", "--workspace", workspace, "--format", "json").document
    assert [row["clicks"] for row in rows] == ["20", "17", None]


def test_a_report_cut_between_two_rows_is_not_taken_for_proven(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text(REPORT[: REPORT.index(" --,Total: Campaigns")])
    ran = assay("import", file, *SAID, "--workspace", tmp_path / "buyer")
    assert (ran.exit_code, ran.codes) == (0, ["sources.no_control_total"])


# ── Contracts and measurements ───────────────────────────────────────────────────────────────────────────────────────

BAD_CONTRACTS = {
    "duplicate key": (
        "id: FD-2027-01\n",
        "id: FD-2027-01\nid: FD-2027-02\n",
        "document.duplicate_key",
        ":3",
        "id",
    ),
    "alias": ("id: FD-2027-01\n", "id: *other\n", "document.alias", ":2", "*other"),
    "unknown clause kind": (
        "kind: cost_share",
        "kind: cost_shere",
        "contract.unknown_word",
        "clauses[C2].kind",
        "cost_shere",
    ),
    "weights that do not add up": ('weight: "0.2"', 'weight: "0.3"', "contract.weights_sum", "kpis", "1.1"),
    "a share over 100%": (
        "over: 70%",
        "over: 170%",
        "contract.share_out_of_range",
        "validity.segment[bounce].over",
        "170%",
    ),
}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("command", ["lint", "settle"])
@pytest.mark.parametrize("kind", BAD_CONTRACTS)
def test_a_bad_contract_is_refused_by_every_command(
    kind: str, command: str, lang: str, tmp_path: Path
) -> None:
    old, new, code, place, said = BAD_CONTRACTS[kind]
    contract, workspace = tmp_path / "contract.yaml", tmp_path / "buyer"
    contract.write_text(good_text("contract.yaml").replace(old, new, 1), "utf-8")
    more = ("--period", "2027-01", "--workspace", workspace) if command == "settle" else ()
    ran = assay(command, contract, *more, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", [code])
    assert f"contract.yaml{place}" in ran.stderr or f", {place}: " in ran.stderr
    assert said in ran.stderr
    assert not workspace.exists()


BAD_MEASUREMENTS = {
    "a KPI without data": (
        '      valid_leads: {value: "45", n: "60", status: final}\n',
        "",
        "measurements.kpi_without_data",
        "valid_leads",
    ),
    "a measurements file of another contract": (
        "FD-2027-01",
        "FD-2027-02",
        "measurements.other_contract",
        "FD-2027-02",
    ),
    "a share over 100%": (
        'numerator: "9", denominator: "24"',
        'numerator: "25", denominator: "24"',
        "measurements.more_invalid",
        "25",
    ),
    "duplicate key": (
        "opening: none\n",
        "opening: none\nopening: none\n",
        "document.duplicate_key",
        "opening",
    ),
    "a figure in scientific notation": (
        'value: "45"',
        'value: "4.5E1"',
        "contract.unreadable_value",
        "4.5E1",
    ),
}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("kind", BAD_MEASUREMENTS)
def test_bad_measurements_are_refused(kind: str, lang: str, tmp_path: Path) -> None:
    old, new, code, said = BAD_MEASUREMENTS[kind]
    file = tmp_path / "measurements.yaml"
    file.write_text(good_text("measurements.yaml").replace(old, new, 1), "utf-8")
    before = bytes_below(tmp_path)
    ran = assay("settle", DATA / "contract.yaml", "--measurements", file, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", [code])
    assert "measurements.yaml" in ran.stderr
    assert said in ran.stderr
    assert bytes_below(tmp_path) == before


@pytest.mark.parametrize("name", ["contract.yaml", "measurements.yaml"])
def test_a_file_in_another_encoding_is_named_with_the_byte(name: str, tmp_path: Path) -> None:
    for file in ("contract.yaml", "measurements.yaml"):
        (tmp_path / file).write_text(good_text(file), "utf-8")
    (tmp_path / name).write_bytes("名称: 合同\n".encode("gb18030"))
    ran = assay("settle", tmp_path / "contract.yaml", "--measurements", tmp_path / "measurements.yaml")
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.not_utf8"])
    assert name in ran.stderr


@pytest.mark.parametrize("lang", languages())
def test_two_grains_of_spend_are_named_and_never_added(lang: str, tmp_path: Path) -> None:
    by_term = REPORT.replace("Campaign report", "Search terms report").replace(
        "Campaign,", "Search term,Campaign,"
    )
    by_term = by_term.replace("search-us,USD", '"street light",search-us,USD').replace(
        "Total: Campaigns,", "Total: Search terms, --,"
    )
    by_term = by_term.replace("Total: Account,", "Total: Account, --,")
    (tmp_path / "campaigns.csv").write_text(REPORT)
    (tmp_path / "terms.csv").write_text(by_term)
    files = (tmp_path / "campaigns.csv", tmp_path / "terms.csv")
    workspace = tmp_path / "buyer"
    when = ("--known-at", "2027-02-01T00:00:00+08:00")
    imported = assay("import", *files, *SAID, *when, "--workspace", workspace)
    assert imported.exit_code == 0, imported.stderr
    asked = ("--period", "2027-01", "--workspace", workspace, "--lang", lang)
    contract = tmp_path / "contract.yaml"
    excuse = ", relief: {duty: reply, effect: deemed_valid}}"  # which no lead by itself can tell
    contract.write_text((DATA / "contract.yaml").read_text("utf-8").replace(excuse, "}"), "utf-8")
    ran = assay("measure", contract, *asked)
    assert "measure.two_grains" in ran.codes
    assert "search_term" in ran.stderr
    lots = assay("measure", contract, *asked, "--format", "json").document["periods"][0]["lots"]
    assert [lot["cost"] for lot in lots["spend"]] == ["28.73 USD", "19.65 USD", "10.00 USD"]
