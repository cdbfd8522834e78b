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
        "Country,Sessions,Event name\nDE,7,click\n",
        "Nth day,Sessions\n0000,7\n",
        "First user campaign,Sessions\nsearch-us,7\n",
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


CHANNELS = (
    "Session primary channel group (Default channel group),Users,Sessions,Engaged sessions,Engagement rate\n"
    "Paid Search,300,400,250,0.625\n"
    "Organic Search,150,200,180,0.9\n"
    "Unassigned,4,5,0,0\n"
)


def test_a_standard_report_by_channel_is_kept_as_totals_of_its_period() -> None:
    parsed = report(HEAD + CHANNELS)
    assert (codes(parsed), codes(parsed, Severity.WARNING)) == ([], ["sources.sessions_kept_as_totals"])
    assert rows_of(parsed, "sessions") == []
    rows = rows_of(parsed, "session_totals")
    # bounced are the sessions that were not engaged: 400 − 250, 200 − 180, 5 − 0
    assert [(row["value"], row["sessions"], row["judged"], row["bounced"]) for row in rows] == [
        ("Paid Search", 400, 400, 150),
        ("Organic Search", 200, 200, 20),
        ("Unassigned", 5, 5, 5),
    ]
    assert {(row["dimension"], row["start_on"], row["end_on"]) for row in rows} == {
        ("channel", date(2027, 3, 1), date(2027, 4, 1))
    }
    assert (parsed.rows_read, parsed.facts["covers"]) == (3, "2027-03-01/2027-03-31")


def test_the_total_of_a_report_by_channel_is_held_against_its_rows() -> None:
    near = report(HEAD + CHANNELS + ",,610,430,,Grand total\n")
    far = report(HEAD + CHANNELS + ",,700,430,,Grand total\n")
    # 400 + 200 + 5 = 605; a fiftieth of 610 is 12, of 700 it is 14
    assert [(one.column, one.stated, one.summed, one.within) for one in near.controls] == [
        ("sessions", "610", "605", "12"),
        ("engaged", "430", "430", "8"),
    ]
    assert (codes(near), len(near.records)) == ([], 3)
    assert (only_error(far).code, far.records) == ("sources.total_disagrees", ())


def test_a_chinese_report_by_channel_is_read_and_the_series_beside_it_left_out() -> None:
    series = "第 N 天,会话数\n0000,12\n"
    table = "会话主要渠道组（默认渠道组）,会话数\nDirect,12\n"
    parsed = report(HEAD + series + "\n" + HEAD + table)
    assert codes(parsed) == []
    (row,) = rows_of(parsed, "session_totals")
    assert (row["dimension"], row["value"], row["sessions"], row["judged"]) == ("channel", "Direct", 12, None)
    assert "sources.ga4_tables_left_out" in codes(parsed, Severity.INFO)


def test_tables_that_split_differently_are_each_kept_and_two_alike_are_refused() -> None:
    campaigns = "Session campaign,Session medium,Sessions\nsearch-us,cpc,7\nsearch-us,cpc,2\n"
    parsed = report(HEAD + CHANNELS + "\n" + HEAD + campaigns)
    assert [(row["dimension"], row["value"], row["sessions"]) for row in rows_of(parsed, "session_totals")][
        -1
    ] == (
        "campaign / medium",
        "search-us / cpc",
        9,
    )
    assert only_error(report(HEAD + CHANNELS + "\n" + HEAD + CHANNELS)).code == "sources.ga4_several_tables"


def test_a_report_of_a_period_that_nobody_says_is_refused_and_read_when_it_is_said() -> None:
    text = "# Sessions\n" + CHANNELS
    assert only_error(report(text)).code == "sources.aggregated_not_daily"
    said = read(
        text, "d.csv", zone="UTC", account="a", format_id="ga4_report", covers="2027-03-01/2027-03-31"
    )
    assert len(rows_of(said, "session_totals")) == 3
    differs = read(HEAD + CHANNELS, "d.csv", zone="UTC", account="a", covers="2027-03-01/2027-03-30")
    assert only_error(differs).code == "sources.covers_differ"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("400,250", "--,250", "sources.missing_value"),
        ("400,250", "400,401", "sources.part_exceeds_whole"),
        ("Unassigned,4,5,0,0", "Unassigned,4,5", "sources.ragged_row"),
    ],
)
def test_a_row_of_totals_that_cannot_be_right_keeps_the_file_out(old: str, new: str, code: str) -> None:
    parsed = report(HEAD + CHANNELS.replace(old, new))
    assert (only_error(parsed).code, parsed.records) == (code, ())
