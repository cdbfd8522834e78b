"""Reports of Google Analytics 4: many tables in one file, of which one can be imported."""

from datetime import date

import pytest

from assay.core.findings import Severity
from assay.core.tables import Value
from assay.ports import Parsed
from tests.sources.reading import codes, fixture, only_error, read, rows_of

HEAD = "# ----\n# Sessions\n# Start date: 20270301\n# End date: 20270331\n"


def report(data: bytes | str, zone: str = "UTC", account: str = "ga4/site") -> Parsed:
    return read(data, "download.csv", zone=zone, account=account, format_id="ga4_report")


def counted(parsed: Parsed) -> dict[tuple[Value, int], tuple[Value, ...]]:
    """(campaign, day of March) → sessions, judged, bounced."""
    return {
        (row["campaign"], day.day): (row["sessions"], row["judged"], row["bounced"])
        for row in rows_of(parsed, "sessions")
        if isinstance(day := row["day"], date)
    }


def test_the_table_of_campaigns_and_days_is_read_and_its_days_counted_from_its_start() -> None:
    # search-us on day 0: 30 + 10 = 40 sessions, engaged 21 + 4 = 25, so 15 bounced. No campaign: 12 + 8, engaged 6 + 8.
    parsed = read(fixture("ga4.csv"), "download.csv", zone="UTC", account="ga4/site")
    assert codes(parsed) == []
    assert counted(parsed) == {
        ("search-us", 1): (40, 40, 15),
        (None, 1): (20, 20, 6),
        ("search-us", 2): (50, 50, 10),
        ("(not set)", 3): (12, 12, 9),
    }
    assert (parsed.rows_read, parsed.facts["covers"]) == (6, "2027-03-01/2027-03-03")


def test_the_grand_total_is_held_against_the_rows() -> None:
    # 30 + 10 + 12 + 8 + 50 + 12 = 122; 21 + 4 + 6 + 8 + 40 + 3 = 82; a fiftieth of 122 is 2, of 82 it is 1.
    controls = report(fixture("ga4.csv")).controls
    assert [(one.name, one.column, one.stated, one.summed, one.within, one.agrees) for one in controls] == [
        ("Grand total", "sessions", "122", "122", "2", True),
        ("Grand total", "engaged", "82", "82", "1", True),
    ]


def test_a_total_off_by_more_than_a_fiftieth_keeps_the_file_out() -> None:
    near = report(fixture("ga4.csv").replace(b",,,122,", b",,,124,"))
    far = report(fixture("ga4.csv").replace(b",,,122,", b",,,125,"))
    assert (codes(near), len(near.records)) == ([], 4)
    assert (only_error(far).code, far.records) == ("sources.total_disagrees", ())


def test_users_and_other_tables_are_left_out_and_this_is_told() -> None:
    told = [each for each in report(fixture("ga4.csv")).findings if each.severity is Severity.INFO]
    assert [(each.code, dict(each.params)) for each in told] == [
        ("sources.ga4_tables_left_out", {"found": "2"}),
        ("sources.columns_dropped", {"columns": "Users, Key events"}),
    ]


def test_a_file_saved_again_in_a_spreadsheet_is_read_alike() -> None:
    lines = fixture("ga4.csv").decode().splitlines()
    padded = "".join(line + "," * (7 - line.count(",")) + "\r\n" for line in lines)
    assert report(padded).records == report(fixture("ga4.csv")).records
    assert report("\ufeff" + padded).records == report(fixture("ga4.csv")).records


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Date,Session campaign,Sessions", "20270302,search-us,7"),
        ("Session campaign,Date,Sessions", "search-us,20270302,7"),
        ("日期,会话广告系列,会话数", "20270302,search-us,7"),
        ("第 N 天;会话广告系列;会话数", "0001;search-us;7"),
        ("Nth day\tSession campaign\tSessions\tNew metric", "0001\tsearch-us\t7\t0.5"),
    ],
)
def test_columns_in_other_words_and_orders(header: str, row: str) -> None:
    assert counted(report(f"{HEAD}{header}\n{row}\n")) == {("search-us", 2): (7, None, None)}


@pytest.mark.parametrize(
    "table",
    [
        "Session campaign,Sessions\nsearch-us,7\n",
        "Nth day,Sessions\n0000,7\n",
        "Nth week,Session campaign,Sessions\n0000,search-us,7\n",
        "Nth day,First user campaign,Sessions\n0000,search-us,7\n",
        "Nth day,Session campaign,Users\n0000,search-us,7\n",
        "",
    ],
)
def test_what_does_not_say_sessions_by_campaign_and_day_is_refused(table: str) -> None:
    parsed = report(HEAD + table)
    assert (only_error(parsed).code, parsed.records) == ("sources.ga4_no_daily_sessions", ())


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("Nth day,Session campaign,Page title,Sessions\n0000,a,Home,7\n0000,a,Shop,7\n", "sources.ga4_not_addable"),
        ("Nth day,Session campaign,Sessions\n0000,a,7\n0000,a,7\n", "sources.repeated_row"),
        ("Nth day,Session campaign,Sessions\n0031,a,7\n", "sources.not_a_date"),
        ("Nth day,Session campaign,Sessions\n0000,a,--\n", "sources.missing_value"),
        ("Nth day,Session campaign,Sessions\n0000,,7\n", "sources.missing_value"),
        ("Nth day,Session campaign,Sessions\n0000,a,-1\n", "sources.not_a_count"),
        ("Nth day,Session campaign,Sessions\n0000,a\n", "sources.ragged_row"),
        ("Nth day,Session campaign,Sessions,Engaged sessions\n0000,a,7,8\n", "sources.part_exceeds_whole"),
        ('Nth day,Session campaign,Sessions\n0000,"a,7\n', "sources.broken_quotes"),
        ("Nth day,Session campaign,Sessions\n0000,a,7\n" + HEAD + "Nth day,Session campaign,Sessions\n0000,a,7\n", "sources.ga4_several_tables"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_added_up_or_read_is_refused(table: str, code: str) -> None:
    parsed = report(HEAD + table)
    assert (codes(parsed), parsed.records) == ([code], ())


def test_a_split_by_something_unknown_does_not_matter_where_no_campaign_repeats() -> None:
    table = "Nth day,Session campaign,Page title,Sessions\n0000,a,Home,7\n0000,b,Shop,8\n"
    assert counted(report(HEAD + table)) == {("a", 1): (7, None, None), ("b", 1): (8, None, None)}


def test_a_campaign_that_begins_with_a_cross_is_no_preamble() -> None:
    table = "Session campaign,Nth day,Sessions\n#brand,0000,7\n#brand,0001,8\n"
    assert counted(report(HEAD + table)) == {("#brand", 1): (7, None, None), ("#brand", 2): (8, None, None)}


def test_contacts_in_the_names_of_campaigns_are_not_kept_and_their_sessions_are() -> None:
    rows = "jan@kunde.example,20270301,4\nana@kunde.example,20270301,5\n"
    parsed = report(HEAD + "\nSession campaign,Date,Sessions\n" + rows)
    assert (codes(parsed), counted(parsed)) == ([], {("…", 1): (9, None, None)})


def test_days_without_a_start_an_account_or_a_zone_are_asked_for() -> None:
    bare = "# Sessions\nNth day,Session campaign,Sessions\n0000,a,7\n"
    assert only_error(report(bare)).code == "sources.ga4_start_missing"
    parsed = report(HEAD + "Nth day,Session campaign,Sessions\n0000,a,7\n", zone="", account="")
    assert set(codes(parsed)) == {"sources.account_missing", "sources.day_zone_missing"}
