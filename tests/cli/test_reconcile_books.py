"""``reconcile`` over books of every kind: closed months, totals of periods, the platform's leads, accounts of two vendors."""

import csv
import io
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.cli.running import Ran, assay
from tests.cli.test_reconcile import ACCOUNT, ADS, LEDGER, SESSIONS, bring, lines, reconcile
from tests.demo.shared import CONTRACT, EXAMPLE, DemoRun
from tests.docs.schema import problems

TEXT = EXAMPLE / "contract.yaml"
JANUARY = ("--period", "2027-01", "--as-of", "2027-02-05T09:00:00+08:00")
MAIN = "google_ads/huayao-main"
TOP_UPS = """Entry no,Date,Kind,Account currency,Amount credited,Currency paid,Amount paid,Balance after
L-01,2027-01-02,Top-up,USD,3000.00,CNY,21360.00,3000.00
L-02,2027-01-20,Top-up,USD,1000.00,CNY,7100.00,4000.00
"""
IN_APRIL = "2027-04-05T09:00:00+08:00"
META = '"Day","Campaign name",Results,"Result indicator",Impressions,"Amount spent (USD)","Link clicks"\n'


def bring_into(workspace: Path, file: Path, account: str, *more: object) -> Ran:
    ran = assay(
        "import", file, "--account", account, "--zone", "Asia/Shanghai", "--workspace", workspace, *more
    )
    assert ran.exit_code == 0, ran.stderr
    return ran


def in_january(workspace: Path, *more: object, lang: str = "en") -> Ran:
    where = ("--from", "2027-01", "--workspace", workspace, "--lang", lang)
    return assay("reconcile", TEXT, *where, *more)


@pytest.fixture
def closed(january: Path, tmp_path: Path) -> Path:
    """January, with the ledger of its ads account, and its statement."""
    own = Path(copytree(january, tmp_path / "buyer"))
    (tmp_path / "top-ups.csv").write_text(TOP_UPS, "utf-8")
    bring_into(own, tmp_path / "top-ups.csv", MAIN, "--known-at", "2027-02-04T09:00:00+08:00")
    before = in_january(own, "--format", "json")
    assert (before.exit_code, before.document["months"][0]["closed"]) == (0, False)
    assert assay("settle", TEXT, "--workspace", own, *JANUARY).exit_code == 0
    return own


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_that_comes_again_with_other_figures_after_closing_raises_the_alarm(
    lang: str, closed: Path, tmp_path: Path
) -> None:
    calm = in_january(closed, "--format", "json", lang=lang)
    assert (calm.exit_code, calm.document["restated"]) == (0, [])
    assert calm.document["months"][0]["closed"] is True
    statement = closed / "statements" / "HY-FS-2027-01" / "2027-01" / "v1.json"
    sealed = statement.read_bytes()
    report = (EXAMPLE / "exports" / "2027-01" / "Campaign report.csv").read_text("utf-8")
    row = "2027-01-01,Enabled,search-us-solar,38.00,USD,Search,20,474,4.22%,1.44,28.73,"
    assert report.count(row) == 1
    # three clicks and 4.30 more on New Year's Day, and no totals rows that would betray it
    kept = report.partition("\n --,Total")[0].replace(
        row, row.replace("20,474", "23,474").replace("28.73", "33.03")
    )
    (tmp_path / "Campaign report (2).csv").write_text(f"{kept}\n", "utf-8")
    # imported by the clock of today, which lies before the day of the statement: the order of the log decides
    bring_into(closed, tmp_path / "Campaign report (2).csv", MAIN)
    ran = in_january(closed, "--format", "json", lang=lang)
    assert (ran.exit_code, ran.codes[0]) == (3, "reconcile.restated")
    assert problems(ran.document, "reconciliation.schema.json") == []
    clicks, cost = ran.document["restated"]
    assert [one["campaign"] for one in (clicks, cost)] == ["search-us-solar"] * 2
    assert int(clicks["now"]) - int(clicks["then"]) == 3
    assert round(float(cost["now"]) - float(cost["then"]), 2) == 4.30
    assert (cost["first_on"], cost["days"], cost["files"]) == ("2027-01-01", 1, ["Campaign report (2).csv"])
    shown = in_january(closed, lang=lang)
    assert shown.exit_code == 3
    assert {"zh": "篡改报警", "en": "Tampering alarm"}[lang] in shown.stderr.splitlines()[0]
    assert "Campaign report (2).csv" in shown.stdout
    assert statement.read_bytes() == sealed


def test_the_alarm_comes_after_the_file_is_written_and_needs_an_alteration(
    closed: Path, tmp_path: Path
) -> None:
    (tmp_path / "again.csv").write_text(TOP_UPS, "utf-8")
    bring_into(closed, tmp_path / "again.csv", MAIN)  # the same statement once more alters nothing
    assert in_january(closed).exit_code == 0
    (tmp_path / "other.csv").write_text(TOP_UPS.replace("7100.00", "7300.00"), "utf-8")
    bring_into(closed, tmp_path / "other.csv", MAIN)
    target = tmp_path / "r.csv"
    assert in_january(closed, "--format", "csv", "--output", target).exit_code == 3
    assert target.exists()
    (paid,) = in_january(closed, "--format", "json").document["restated"]
    assert (paid["measure"], paid["campaign"], paid["then"], paid["now"], paid["files"]) == (
        "paid", "L-02", "7100", "7300", ["other.csv"],
    )  # fmt: skip


def test_a_book_that_is_new_after_closing_is_no_alteration(closed: Path, tmp_path: Path) -> None:
    (tmp_path / "meta.csv").write_text(META + "2027-01-05,lamps,,,100,7.00,3\n", "utf-8")
    bring_into(closed, tmp_path / "meta.csv", "agency/copy")
    assert in_january(closed, "--agency", "agency/copy").exit_code == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_agency_account_that_nobody_imported_is_refused(lang: str, books: Path) -> None:
    ran = assay(
        "reconcile", "--from", "2027-03", "--agency", "agency/copi", "--workspace", books, "--lang", lang
    )
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["reconcile.agency_unknown"])
    assert "agency/copi" in ran.stderr
    assert ACCOUNT in ran.stderr


def test_one_side_alone_is_named_and_is_no_difference(books: Path) -> None:
    ran = reconcile(books)
    assert "reconcile.one_sided" in ran.codes  # two campaigns with clicks, and no site at all
    assert "clicks_sessions: lines of which one side has no figure: 2, in 2027-03" in ran.stderr


@pytest.fixture
def books(tmp_path: Path) -> Path:
    bring(tmp_path, "ads.csv", ADS)
    bring(tmp_path, "ledger.csv", LEDGER)
    return tmp_path / "w"


def month_total(cost: str, clicks: int, *, days: str = "2027-03-01,2027-03-31") -> str:
    head = "Reporting starts,Reporting ends,Campaign name,Impressions,Amount spent (USD),Link clicks\n"
    return f"{head}{days},search-de,9000,{cost},{clicks}\n"


def test_the_agencys_total_of_the_month_is_held_against_our_days(tmp_path: Path, books: Path) -> None:
    bring(tmp_path, "agency.csv", month_total("250.00", 330), "agency/report")
    document = reconcile(books, "--agency", "agency/report", "--format", "json").document
    assert problems(document, "reconciliation.schema.json") == []
    (cost,) = lines(document, "agency_cost")
    # by the agency 250; ours 96 + 104 + 40 = 240 by day; 0.1% of 250 is less than the least of 1
    assert (cost["first"], cost["second"]["value"]) == (
        {"book": "meta_ads/agency/report · spend_totals", "value": "250"},
        "240",
    )
    assert (cost["difference"], cost["allowed"], cost["state"]) == ("-10", "1", "beyond")
    (clicks,) = lines(document, "agency_counts")
    assert (clicks["first"]["value"], clicks["second"]["value"]) == ("330", "300")
    # the agency's figures move nothing else
    (ledger,) = lines(document, "spend_ledger")
    assert ledger["first"]["value"] == "321"


def test_totals_beside_days_of_one_account_are_another_export_and_never_added(
    tmp_path: Path, books: Path
) -> None:
    bring(tmp_path, "month.csv", month_total("240.50", 300))
    document = reconcile(books, "--format", "json").document
    # the total speaks of 31 days, the daily report of three: the account is held against its ledger by the total
    (ledger,) = lines(document, "spend_ledger")
    assert (ledger["first"]["value"], ledger["second"]["value"]) == ("240.5", "333")
    (cost,) = lines(document, "exports_cost")
    assert (cost["first"]["value"], cost["second"]["value"]) == ("240", "240.5")
    assert {one["book"] for one in (cost["first"], cost["second"])} == {
        f"google_ads_report/{ACCOUNT}",
        f"meta_ads/{ACCOUNT} · spend_totals",
    }
    shown = reconcile(books, "--all").stdout
    assert f"google_ads_report/{ACCOUNT} → meta_ads/{ACCOUNT} · spend_totals" in shown


def test_a_total_alone_is_spend_of_its_month_and_takes_credit_first_in_first_out(tmp_path: Path) -> None:
    bring(tmp_path, "month.csv", month_total("321.00", 300))
    bring(tmp_path, "ledger.csv", LEDGER)
    document = reconcile(tmp_path / "w", "--format", "json").document
    (ledger,) = lines(document, "spend_ledger")
    assert (ledger["first"]["value"], ledger["second"]["value"]) == ("321", "333")
    # 200 × 7.15 + 20 × 0 + 101 × 7.06 = 2143.06
    assert document["top_ups"][0]["spent_paid"] == "2143.06"
    assert document["gaps"] == []


def test_two_halves_make_up_a_month_and_a_quarter_does_not(tmp_path: Path, books: Path) -> None:
    half = month_total("240.00", 90, days="2027-03-01,2027-03-15")
    bring(tmp_path, "1.csv", half, "agency/halves")
    bring(tmp_path, "2.csv", month_total("0.00", 95, days="2027-03-16,2027-03-31"), "agency/halves")
    bring(tmp_path, "q.csv", month_total("700.00", 900, days="2027-01-01,2027-03-31"), "agency/quarter")
    ran = reconcile(books, "--agency", "agency/halves", "--agency", "agency/quarter", "--format", "json")
    (cost,) = lines(ran.document, "agency_cost")
    assert (cost["first"]["value"], cost["second"]["value"], cost["state"]) == ("240", "240", "agrees")
    assert "reconcile.totals_unused" in ran.codes
    assert "(2027-01-01…2027-03-31), and they do not make up 2027-03" in ran.stderr
    (unused,) = ran.document["totals_unused"]
    assert unused["periods"] == [{"first_on": "2027-01-01", "last_on": "2027-03-31"}]


def test_leads_as_the_platform_counts_them_are_held_against_the_log(tmp_path: Path) -> None:
    lead, click = "actions:onsite_conversion.lead_grouped", "actions:link_click"
    report = META + (
        f"2027-03-01,lamps,7,{lead},100,7.00,30\n2027-03-02,lamps,6,{lead},100,7.00,30\n"
        f"2027-03-01,reach,40,{click},100,7.00,40\n"
    )
    bring(tmp_path, "meta.csv", report, "meta/lumora")
    log = "Enquiry no,Enquiry time,Channel,Campaign,Email\n" + "".join(
        f"N{at},2027-03-0{1 + at % 3} 10:00,paid social,lamps,n{at}@buyer.example\n" for at in range(9)
    )
    bring(tmp_path, "log.csv", log, "crm/lumora")
    document = reconcile(tmp_path / "w", "--format", "json").document
    # 7 + 6 = 13 by the platform, 9 in the log; 10% of 13 is less than the least of 2. Link clicks are no leads
    (line,) = lines(document, "results_leads")
    assert (line["campaign"], line["account"]) == ("lamps", "meta/lumora")
    assert (line["first"]["value"], line["second"]["value"], line["difference"]) == ("13", "9", "-4")
    assert (line["allowed"], line["state"]) == ("2", "beyond")


def test_days_of_two_zones_are_named(tmp_path: Path, books: Path) -> None:
    bring(tmp_path, "sessions.csv", SESSIONS, "site/lumora")
    assert "reconcile.zones" not in reconcile(books).codes
    (tmp_path / "us.csv").write_text(META + "2027-03-01,lamps,,,100,7.00,3\n", "utf-8")
    bring_into(books, tmp_path / "us.csv", "meta/us", "--zone", "America/New_York")
    ran = reconcile(books, "--format", "json")
    assert "reconcile.zones" in ran.codes
    assert "meta_ads/meta/us America/New_York" in ran.stderr
    assert ran.document["zones"]["meta_ads/meta/us"] == "America/New_York"


def test_a_ledger_says_nothing_of_the_zone_of_its_ads_account(tmp_path: Path, books: Path) -> None:
    (tmp_path / "again.csv").write_text(LEDGER.replace("L-0", "M-0"), "utf-8")
    bring_into(books, tmp_path / "again.csv", ACCOUNT, "--zone", "America/New_York")
    document = reconcile(books, "--format", "json").document
    assert document["zones"] == {f"google_ads_report/{ACCOUNT}": "Asia/Shanghai"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_months_without_anything_say_what_is_held_and_what_to_do(lang: str, books: Path) -> None:
    ran = assay("reconcile", "--from", "2026-01", "--workspace", books, "--lang", lang)
    assert (ran.exit_code, ran.codes) == (0, ["reconcile.nothing"])
    assert "2027-03-01…2027-03-03" in ran.stderr
    assert "assay import" in ran.stderr


def test_a_log_that_names_no_forms_explains_nothing_by_other_ways(tmp_path: Path) -> None:
    site = "Date,Campaign,Sessions,Form submits\n2027-03-01,lamps,90,9\n"
    bring(tmp_path, "site.csv", site, "site/lumora")
    rows = "".join(
        f"N{at},2027-03-01 1{at}:00,Google search,lamps,n{at}@buyer.example{{form}}\n" for at in range(8)
    )
    head = "Enquiry no,Enquiry time,Channel,Campaign,Email"
    bring(tmp_path, "log.csv", f"{head}\n{rows.format(form='')}", "crm/lumora")
    (line,) = lines(reconcile(tmp_path / "w", "--format", "json").document, "forms_leads")
    # 9 forms, 8 leads: nobody says how they came
    assert (line["difference"], line["explained"], line["state"]) == ("-1", [], "within")


def vendor_of(document: list[list[str]], pair: str, account: str) -> set[str]:
    return {row[1] for row in document if row[2] == pair and row[4] == account}


def test_the_whole_of_an_account_that_two_vendors_share_is_nobodys_alone(
    demo: DemoRun, tmp_path: Path
) -> None:
    """From May on the brand's campaign runs in the same account and is not the contract's."""
    workspace = demo.copy(tmp_path)
    top_ups = LEDGER.replace("2027-03", "2027-05").replace("L-04,2027-05-03,Spend,USD,333.00,,,187.00\n", "")
    (tmp_path / "top-ups.csv").write_text(top_ups.replace("200.00", "9000.00"), "utf-8")
    ran = bring_ledger(workspace, tmp_path)
    assert ran.exit_code == 0, ran.stderr
    april, may = (
        reconcile(workspace, *CONTRACT, "--format", "json", month=month).document
        for month in ("2027-04", "2027-05")
    )
    assert {line["shared"] for line in lines(april, "file_totals")} == {False}
    shared: list[dict[str, Any]] = [line for line in lines(may, "file_totals") if line["account"] == MAIN]
    assert shared
    assert all(line["shared"] for line in shared)
    ran = reconcile(workspace, *CONTRACT, "--format", "csv", month="2027-05")
    rows = list(csv.reader(io.StringIO(ran.stdout)))
    assert vendor_of(rows, "totals in the file → sum of its rows", MAIN) == {""}
    assert vendor_of(rows, "platform clicks → site sessions", MAIN) == {"Farsail Digital (vendor)"}
    # what was paid is held against the agreed rate for the contract's own campaigns only
    (paid,) = lines(may, "cost_paid")
    (whole,) = may["top_ups"]
    assert float(paid["second"]["value"]) < float(whole["spent_paid"])
    assert (paid["shared"], paid["first"]["book"]) == (False, f"google_ads_report/{MAIN}")


def bring_ledger(workspace: Path, folder: Path) -> Ran:
    (folder / "l.csv").write_text(
        "Entry no,Date,Kind,Account currency,Amount credited,Currency paid,Amount paid,Balance after\n"
        "L-01,2027-01-01,Top-up,USD,40000.00,CNY,284000.00,40000.00\n",
        "utf-8",
    )
    return bring_into(workspace, folder / "l.csv", MAIN)


def test_clicks_of_the_same_campaign_in_another_vendors_account_are_explained(
    demo: DemoRun, tmp_path: Path
) -> None:
    workspace = demo.copy(tmp_path)
    (tmp_path / "other.csv").write_text(
        "Day,Campaign name,Impressions,Amount spent (USD),Link clicks\n"
        "2027-03-02,search-us-solar,900,20.00,25\n2027-03-02,theirs-alone,900,20.00,30\n",
        "utf-8",
    )
    bring_into(workspace, tmp_path / "other.csv", "meta/other-vendor")
    document = reconcile(workspace, *CONTRACT, "--format", "json").document
    clicks = {line["campaign"]: line for line in lines(document, "clicks_sessions")}
    assert "theirs-alone" not in clicks
    assert clicks["search-us-solar"]["account"] == MAIN
    assert clicks["search-us-solar"]["explained"] == [{"why": "other_accounts", "amount": "25", "count": 25}]
    # another vendor's account is no book of ours: no gaps, no totals, no agency
    assert [gap for gap in document["gaps"] if "other-vendor" in gap["book"]] == []
    assert lines(document, "exports_cost") == lines(document, "agency_cost") == []


def test_what_only_the_agency_reports_stays_and_what_is_another_vendors_goes(
    demo: DemoRun, tmp_path: Path
) -> None:
    workspace = demo.copy(tmp_path)
    head = "Day,Campaign name,Impressions,Amount spent (USD),Link clicks\n"
    (tmp_path / "other.csv").write_text(f"{head}2027-03-02,theirs,900,20.00,30\n", "utf-8")
    bring_into(workspace, tmp_path / "other.csv", "meta/other-vendor")
    (tmp_path / "copy.csv").write_text(
        f"{head}2027-03-02,ghost,900,20.00,30\n2027-03-02,theirs,900,20.00,30\n", "utf-8"
    )
    bring_into(workspace, tmp_path / "copy.csv", "agency/copy")
    ran = reconcile(workspace, *CONTRACT, "--agency", "agency/copy", "--format", "json")
    (cost,) = lines(ran.document, "agency_cost")
    assert (cost["campaign"], cost["first"]["value"], cost["state"]) == ("ghost", "20", "unknown")


def test_a_zone_that_is_not_the_contracts_is_named_beside_the_contracts(
    demo: DemoRun, tmp_path: Path
) -> None:
    workspace = demo.copy(tmp_path)
    assert "reconcile.zones" not in reconcile(workspace, *CONTRACT).codes
    report = "Date,Campaign,Sessions\n2027-03-02,search-us-solar,9\n"
    (tmp_path / "site.csv").write_text(report, "utf-8")
    bring_into(workspace, tmp_path / "site.csv", "site/second", "--zone", "Europe/Berlin")
    ran = reconcile(workspace, *CONTRACT)
    assert "reconcile.zones" in ran.codes
    assert "web_sessions/site/second Europe/Berlin, HY-FS-2027-01 Asia/Shanghai" in ran.stderr


def test_the_alarm_names_the_file_that_was_undone_after_closing(closed: Path) -> None:
    assert assay("undo", 1, "--workspace", closed).exit_code == 0
    ran = in_january(closed, "--format", "json")
    assert ran.exit_code == 3
    assert {name for found in ran.document["restated"] for name in found["files"]} == {"Campaign report.csv"}


def test_a_file_of_totals_belongs_to_the_month_that_it_speaks_of_and_not_to_the_one_in_which_it_came(
    tmp_path: Path,
) -> None:
    # the total of February, with a totals row, imported in April
    total = (
        month_total("240.00", 90, days="2027-02-01,2027-02-28") + "2027-02-01,2027-02-28,,9000,240.00,90\n"
    )
    (tmp_path / "february.csv").write_text(total, "utf-8")
    bring_into(tmp_path / "w", tmp_path / "february.csv", ACCOUNT, "--known-at", IN_APRIL)
    february, march, april = (
        reconcile(tmp_path / "w", "--format", "json", month=f"2027-0{month}").document for month in (2, 3, 4)
    )
    assert {line["second"]["book"] for line in lines(february, "file_totals")} == {"february.csv"}
    assert lines(march, "file_totals") == lines(april, "file_totals") == []


def test_the_alarm_names_no_log_of_another_month(tmp_path: Path) -> None:
    """A correction of a lead of January and the log of June come after closing; only the first altered anything."""
    head = "Enquiry no,Enquiry time,Channel,Campaign,Email\n"
    january = "N1,2027-01-05 10:00,Google search,{campaign},n1@buyer.example\n"
    said = ("--known-at", "2027-02-04T09:00:00+08:00")
    (tmp_path / "log.csv").write_text(head + january.format(campaign="search-us-solar"), "utf-8")
    own = tmp_path / "own"
    for name in ("Campaign report.csv",):
        bring_into(own, EXAMPLE / "exports" / "2027-01" / name, MAIN, *said)
    bring_into(own, tmp_path / "log.csv", "crm/own", *said)
    assert assay("settle", TEXT, "--workspace", own, *JANUARY).exit_code == 0
    (tmp_path / "again.csv").write_text(head + january.format(campaign="search-de-solar"), "utf-8")
    (tmp_path / "june.csv").write_text(head + january.replace("N1,2027-01", "N9,2027-06"), "utf-8")
    for name in ("again.csv", "june.csv"):
        bring_into(own, tmp_path / name, "crm/own")
    restated = in_january(own, "--format", "json").document["restated"]
    assert {(one["measure"], *one["files"]) for one in restated} == {("leads", "again.csv")}


def test_a_refused_file_that_was_mended_is_no_difference_any_more(tmp_path: Path, books: Path) -> None:
    wrong = ADS + "Total: Campaigns, --,1110,193500,USD,400.00\n"  # the rows add up to 321.00
    (tmp_path / "wrong.csv").write_text(wrong, "utf-8")
    said = ("--account", "google_ads/second", "--zone", "Asia/Shanghai", "--workspace", books)
    assert assay("import", tmp_path / "wrong.csv", *said, "--known-at", IN_APRIL).exit_code == 1

    def held() -> set[str]:
        found = reconcile(books, "--format", "json", month="2027-04").document
        return {line["second"]["book"] for line in lines(found, "file_totals")}

    assert held() == {"wrong.csv"}
    (reject,) = assay("rejects", "--format", "json", "--workspace", books).document["rejects"]
    (tmp_path / "right.csv").write_text(ADS.replace("96.00", "97.00"), "utf-8")
    mends = ("--mends", reject["commit"], "--known-at", IN_APRIL)
    assert assay("import", tmp_path / "right.csv", *said, *mends).exit_code == 0
    assert held() == set()


def test_whether_a_log_names_forms_does_not_depend_on_the_months_asked(tmp_path: Path) -> None:
    """In February a lead of the log names its form; the one of March names none, so it came another way."""
    head = "Enquiry no,Enquiry time,Channel,Campaign,Email,Form\n"
    february = "N1,2027-02-01 10:00,Google search,lamps,n1@buyer.example,quote\n"
    march = "".join(
        f"M{at},2027-03-01 1{at}:00,Google search,lamps,m{at}@buyer.example,\n" for at in range(8)
    )
    bring(tmp_path, "log.csv", head + february + march, "crm/lumora")
    bring(tmp_path, "site.csv", "Date,Campaign,Sessions,Form submits\n2027-03-01,lamps,90,9\n", "site/lumora")
    explained = {}
    for since in ("2027-02", "2027-03"):
        ran = assay(
            "reconcile", "--from", since, "--to", "2027-03", "--workspace", tmp_path / "w", "--format", "json"
        )
        (line,) = (one for one in lines(ran.document, "forms_leads") if one["month"] == "2027-03")
        explained[since] = [(one["why"], one["amount"]) for one in line["explained"]]
    assert explained["2027-02"] == explained["2027-03"] == [("other_ways_in", "8")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workspace_of_more_contracts_says_whose_books_these_are(
    lang: str, closed: Path, tmp_path: Path
) -> None:
    calm = in_january(closed, "--format", "json", lang=lang)
    assert (calm.document["other_contracts"], calm.notes) == ([], [])
    alone = assay("reconcile", "--from", "2027-01", "--workspace", closed, "--format", "json", "--lang", lang)
    assert (alone.document["other_contracts"], alone.notes) == (["HY-FS-2027-01"], ["reconcile.no_contract"])
    second = tmp_path / "second.yaml"
    second.write_text(TEXT.read_text("utf-8").replace("HY-FS-2027-01", "HY-FS-2027-02"), "utf-8")
    where = ("--from", "2027-01", "--workspace", closed, "--lang", lang)
    ran = assay("reconcile", second, *where, "--format", "json")
    assert (ran.document["other_contracts"], ran.notes) == (["HY-FS-2027-01"], ["reconcile.other_contracts"])
    assert problems(ran.document, "reconciliation.schema.json") == []
    assert "HY-FS-2027-01" in ran.stderr
