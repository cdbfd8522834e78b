"""``reconcile``: books side by side in four formats; what differs is a warning, what cannot be used an error."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.running import Ran, assay
from tests.demo.shared import CONTRACT, DemoRun
from tests.docs.schema import problems

ADS = """Campaign report
"March 1, 2027 - March 3, 2027"
Day,Campaign,Clicks,Impr.,Currency code,Cost
2027-03-01,search-de,120,2400,USD,96.00
2027-03-02,search-de,130,2500,USD,104.00
2027-03-03,search-de,50,1000,USD,40.00
2027-03-01,display,400,90000,USD,40.00
2027-03-02,display,410,91000,USD,41.00
"""
SESSIONS = """Date,Campaign,Sessions
2027-03-01,search-de,114
2027-03-02,search-de,121
2027-03-01,display,240
2027-03-02,display,251
"""
LEDGER = """Entry no,Date,Kind,Account currency,Amount credited,Currency paid,Amount paid,Balance after
L-01,2027-03-01,Top-up,USD,200.00,CNY,1430.00,200.00
L-02,2027-03-01,Grant,USD,20.00,,,220.00
L-03,2027-03-02,Top-up,USD,300.00,CNY,2118.00,520.00
L-04,2027-03-03,Spend,USD,333.00,,,187.00
"""
ACCOUNT = "google_ads/lumora"


def bring(folder: Path, name: str, text: str, account: str = ACCOUNT) -> None:
    (folder / name).write_text(text, "utf-8")
    zone = ("--zone", "Asia/Shanghai")
    ran = assay("import", folder / name, "--account", account, *zone, "--workspace", folder / "w")
    assert ran.exit_code == 0, ran.stderr


@pytest.fixture
def books(tmp_path: Path) -> Path:
    bring(tmp_path, "ads.csv", ADS)
    bring(tmp_path, "sessions.csv", SESSIONS, "site/lumora")
    bring(tmp_path, "ledger.csv", LEDGER)
    return tmp_path / "w"


def reconcile(workspace: Path, *more: object, month: str = "2027-03") -> Ran:
    return assay("reconcile", *more, "--from", month, "--workspace", workspace, "--lang", "en")


def lines(document: Any, pair: str) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON value
    return [line for line in document["lines"] if line["pair"] == pair]


def test_the_figures_of_both_books_stand_side_by_side(books: Path) -> None:
    ran = reconcile(books, "--format", "json")
    assert ran.exit_code == 0
    assert problems(ran.document, "reconciliation.schema.json") == []
    # search-de: 120 + 130 + 50 = 300 clicks, 114 + 121 = 235 sessions; the 50 of 3 March met no site data: −15 left
    display, search = lines(ran.document, "clicks_sessions")
    assert (search["first"]["value"], search["second"]["value"]) == ("300", "235")
    assert (search["difference"], search["residual"], search["allowed"]) == ("-65", "-15", "60")
    assert search["explained"] == [{"why": "days_without_rows", "amount": "-50", "count": 1}]
    # display: 810 clicks, 491 sessions; 20% of 810 = 162
    assert (display["difference"], display["allowed"], display["state"]) == ("-319", "162", "beyond")


def test_spend_is_held_against_the_ledger_and_priced_first_in_first_out(books: Path) -> None:
    document = reconcile(books, "--format", "json").document
    # 96 + 104 + 40 + 40 + 41 = 321 reported, 333 in the ledger
    (line,) = lines(document, "spend_ledger")
    assert (line["first"]["value"], line["second"]["value"], line["state"]) == ("321", "333", "beyond")
    # 200 × 7.15 + 20 × 0 + 101 × 7.06 = 1430 + 713.06 = 2143.06; 2143.06 ÷ 321 = 107153/16050
    (top_ups,) = document["top_ups"]
    assert (top_ups["topped_up"], top_ups["free"], top_ups["paid"], top_ups["rate"]) == (
        "500",
        "20",
        "3548",
        "7.096",
    )
    assert (top_ups["spent"], top_ups["spent_paid"], top_ups["spent_rate"]) == (
        "321",
        "2143.06",
        "107153/16050",
    )


def test_what_differs_and_what_is_silent_is_a_warning_and_the_exit_code_is_0(books: Path) -> None:
    ran = reconcile(books)
    assert ran.exit_code == 0
    assert ran.codes == ["reconcile.gap", "reconcile.beyond", "reconcile.beyond"]
    assert "web_sessions/site/lumora: 03-03 (days: 1)" in ran.stdout
    assert [found["code"] for found in reconcile(books, "--format", "json").document["findings"]] == ran.codes


def test_lines_that_agree_are_counted_and_shown_with_all(books: Path) -> None:
    assert "1 more agree (--all lists them)" in reconcile(books).stdout
    every = reconcile(books, "--all").stdout
    assert "more agree" not in every
    assert "ledger.csv · balance · Balance after USD" in every


def test_the_agencys_copy_is_held_against_ours(tmp_path: Path, books: Path) -> None:
    bring(tmp_path, "copy.csv", ADS.replace("search-de,120", "search-de,150"), "agency/copy")
    document = reconcile(books, "--agency", "agency/copy", "--format", "json").document
    (clicks,) = [line for line in lines(document, "agency_counts") if line["state"] == "beyond"]
    # 330 by the agency, 300 by the platform; 2% of 330 = 6.6
    assert (clicks["measure"], clicks["difference"], clicks["allowed"]) == ("clicks", "-30", "6.6")
    assert clicks["first"]["book"] == "google_ads_report/agency/copy"
    assert {line["state"] for line in lines(document, "agency_cost")} == {"agrees"}
    assert [line["first"]["value"] for line in lines(document, "clicks_sessions")] == ["810", "300"]


def test_statements_of_a_ledger_that_do_not_join_are_named(tmp_path: Path, books: Path) -> None:
    head = LEDGER.partition("\n")[0]
    bring(tmp_path, "next.csv", f"{head}\nL-09,2027-03-20,Spend,USD,10.00,,,150.00\n")
    ran = reconcile(books)
    # before L-09 the balance was 150 + 10 = 160; the statement before ended with 187
    assert "reconcile.balance_break" in ran.codes
    assert "before entry L-09 of 2027-03-20 the balance should be 160 USD" in ran.stderr
    assert "ended with 187 USD" in ran.stderr


def test_a_closed_month_that_was_altered_raises_the_alarm(demo: DemoRun, tmp_path: Path) -> None:
    workspace = demo.copy(tmp_path)
    where = (*CONTRACT, "--format", "json")
    before = reconcile(workspace, *where).document
    assert (before["restated"], [month["closed"] for month in before["months"]]) == ([], [True])
    report = (
        "Campaign report\nAll time\nDay,Campaign,Campaign type,Clicks,Impr.,Currency code,Cost\n"
        "2027-03-02,search-us-solar,Search,1,10,USD,0.50\n"
    )
    (tmp_path / "again.csv").write_text(report, "utf-8")
    said = ("--account", "google_ads/huayao-main", "--zone", "Asia/Shanghai", "--workspace", workspace)
    assert assay("import", tmp_path / "again.csv", *said).exit_code == 0
    ran = reconcile(workspace, *where)
    assert ran.exit_code == 3
    assert ran.codes[0] == "reconcile.restated"
    assert problems(ran.document, "reconciliation.schema.json") == []
    clicks, cost, results = ran.document["restated"]  # the report that came again has no conversions
    assert [one["measure"] for one in (clicks, cost, results)] == ["clicks", "cost", "results"]
    assert (cost["campaign"], cost["unit"], cost["first_on"], cost["days"]) == (
        "search-us-solar", "USD", "2027-03-02", 1,
    )  # fmt: skip
    assert cost["files"] == ["again.csv"]
    shown = reconcile(workspace, *CONTRACT)
    assert "Tampering alarm: figures altered after closing" in shown.stdout
    assert "files again.csv" in shown.stdout
    other_month = reconcile(workspace, *where, month="2027-04").document
    assert other_month["restated"] == []


def test_a_contract_says_whose_scope_and_by_when(demo: DemoRun) -> None:
    document = reconcile(
        demo.workspace, *CONTRACT, "--to", "2027-05", "--format", "json", month="2027-04"
    ).document
    assert problems(document, "reconciliation.schema.json") == []
    assert document["contract"] == {"id": "HY-FS-2027-01", "version": "1.1.0"}
    assert [(month["month"], month["finish_by"]) for month in document["months"]] == [
        ("2027-04", "2027-05-05"), ("2027-05", "2027-06-05"),
    ]  # fmt: skip
    # supplement 1 takes the brand's own campaign out of the contract from May on
    brand = [line["month"] for line in document["lines"] if line["campaign"] == "brand-huayao"]
    assert set(brand) == {"2027-04"}


def test_tolerances_of_ones_own_take_the_place_of_the_products(tmp_path: Path, books: Path) -> None:
    said = tmp_path / "t.toml"
    said.write_text('assay = "tolerances/v1"\n[clicks_sessions]\nshare = "40%"\nleast = "0"\n', "utf-8")
    document = reconcile(books, "--tolerances", said, "--format", "json").document
    assert document["tolerances"]["clicks_sessions"] == {"share": "0.4", "least": "0"}
    assert document["tolerances"]["forms_leads"] == {"share": "0.05", "least": "2"}
    assert [line["state"] for line in lines(document, "clicks_sessions")] == ["within", "within"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("assay =", ["t.toml"]),
        ('[clicks_sessions]\nshare = "15%"\n', ["t.toml, assay"]),
        ('assay = "tolerances/v1"\n[clicks]\nshare = "15%"\n', ["t.toml, clicks"]),
        ('assay = "tolerances/v1"\nclicks_sessions = 3\n', ["t.toml, clicks_sessions"]),
        (
            'assay = "tolerances/v1"\n[clicks_sessions]\nshare = "0.15"\nleast = "-1"\nmost = "3"\n',
            [
                "t.toml, clicks_sessions.least",
                "t.toml, clicks_sessions.most",
                "t.toml, clicks_sessions.share",
            ],
        ),
        ('assay = "tolerances/v1"\n[clicks_sessions]\nshare = "101%"\n', ["t.toml, clicks_sessions.share"]),
        ('assay = "tolerances/v1"\n[clicks_sessions]\nleast = 3\n', ["t.toml, clicks_sessions.least"]),
    ],
)
def test_a_file_of_tolerances_that_says_something_else_is_refused(
    text: str, places: list[str], tmp_path: Path, books: Path
) -> None:
    (tmp_path / "t.toml").write_text(text, "utf-8")
    ran = reconcile(books, "--tolerances", tmp_path / "t.toml")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.codes == ["reconcile.tolerances"] * len(places)
    assert [place for place in places if f"error {place}: " not in ran.stderr] == []


def test_months_the_wrong_way_round_are_refused(books: Path) -> None:
    ran = reconcile(books, "--to", "2027-02")
    assert (ran.exit_code, ran.codes) == (1, ["reconcile.months"])
    assert reconcile(books, "--to", "2037-03").codes == ["reconcile.months"]


def test_a_month_without_data_says_so(books: Path) -> None:
    ran = reconcile(books, month="2026-01")
    assert (ran.exit_code, ran.codes) == (0, ["reconcile.nothing"])


def test_csv_holds_a_row_per_line_with_the_service_provider(demo: DemoRun) -> None:
    ran = reconcile(demo.workspace, *CONTRACT, "--format", "csv")
    head, *rows = csv.reader(io.StringIO(ran.stdout))
    assert head[:6] == ["month", "service provider", "compared", "measure", "account", "campaign"]
    assert {row[1] for row in rows} == {"Farsail Digital (vendor)"}
    assert len(rows) == len(reconcile(demo.workspace, *CONTRACT, "--format", "json").document["lines"])


def test_excel_has_the_lines_and_three_more_sheets(tmp_path: Path, books: Path) -> None:
    target = tmp_path / "r.xlsx"
    assert reconcile(books, "--format", "xlsx").codes == ["cli.no_format"]
    assert reconcile(books, "--format", "xlsx", "--output", target).exit_code == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Reconciliation", "Silent days", "Altered after closing", "Top-up rates"]
    rows = list(book["Reconciliation"].values)
    search = next(row for row in rows if row[5] == "search-de")
    assert search[8:15:2] == (300, 235, -50, 60)
    assert list(book["Top-up rates"].values)[1][-1] == "107153/16050"
    assert reconcile(books, "--format", "xlsx", "--output", target).codes == ["cli.file_exists"]


def test_the_same_workspace_gives_the_same_bytes(books: Path) -> None:
    assert reconcile(books, "--format", "json").stdout == reconcile(books, "--format", "json").stdout


def test_an_undone_file_is_not_listed_and_the_same_file_again_is_listed_once(
    tmp_path: Path, books: Path
) -> None:
    before = lines(reconcile(books, "--format", "json").document, "file_totals")
    assert [line["account"] for line in before] == [ACCOUNT]
    assert assay("undo", 3, "--workspace", books).exit_code == 0
    assert lines(reconcile(books, "--format", "json").document, "file_totals") == []
    bring(tmp_path, "ledger.csv", LEDGER)
    assert lines(reconcile(books, "--format", "json").document, "file_totals") == before


def test_when_every_file_is_undone_nothing_is_held(tmp_path: Path) -> None:
    bring(tmp_path, "ledger.csv", LEDGER)
    assert assay("undo", 1, "--workspace", tmp_path / "w").exit_code == 0
    assert "reconcile.nothing" in reconcile(tmp_path / "w").codes


def test_credit_used_in_a_month_without_a_report_leaves_the_price_of_later_spend_unknown(
    tmp_path: Path,
) -> None:
    """900 of 1,000 went in January, by the ledger; who would take the cheap credit for February's spend would pay 7,000.00."""
    ledger = """Entry no,Date,Kind,Account currency,Amount credited,Currency paid,Amount paid,Balance after
L-01,2027-01-01,Top-up,USD,1000.00,CNY,7000.00,1000.00
L-02,2027-01-31,Spend,USD,900.00,,,100.00
L-03,2027-02-01,Top-up,USD,1000.00,CNY,8000.00,1100.00
L-04,2027-02-28,Spend,USD,1000.00,,,100.00
"""
    report = """Campaign report
"February 28, 2027 - February 28, 2027"
Day,Campaign,Clicks,Impr.,Currency code,Cost
2027-02-28,search-de,120,2400,USD,1000.00
"""
    bring(tmp_path, "ledger.csv", ledger)
    bring(tmp_path, "ads.csv", report)
    (month,) = reconcile(tmp_path / "w", "--format", "json", month="2027-02").document["top_ups"]
    assert (month["spent"], month["spent_paid"]) == ("1000", None)
