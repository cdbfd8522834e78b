"""Reports of ad platforms: each platform's plain case, and each quirk that its reports are known for."""

import io
import tomllib
import zipfile
from datetime import date
from importlib import resources
from typing import Unpack

import pytest

from assay.core.findings import Finding, Severity
from assay.core.tables import Value
from assay.ports import Parsed
from assay.sources.ad_reports.preset import FIELDS, preset, preset_names
from assay.sources.cells import header_key
from assay.sources.registry import detect
from assay.sources.workbook import workbook_bytes
from tests.sources.books import book
from tests.sources.reading import Said, codes, fixture, only_error, read, rows_of

SAID: Said = {"account": "ads/lumora", "zone": "Asia/Shanghai"}
MARCH = (date(2027, 3, 1), date(2027, 4, 1))
META = "Reporting starts,Reporting ends,Campaign name,Impressions,Link clicks,Amount spent (USD)\n"
BAIDU = "日期,推广计划,展现,点击,消费\n"


def told(data: bytes | str, name: str = "report.csv", **said: Unpack[Said]) -> Parsed:
    return read(data, name, **(SAID | said))


def days(parsed: Parsed) -> list[tuple[Value, ...]]:
    rows = rows_of(parsed, "spend")
    return [(row["entity"], row["day"], row["currency"], row["cost_micros"]) for row in rows]


def totals(parsed: Parsed) -> list[tuple[Value, ...]]:
    rows = rows_of(parsed, "spend_totals")
    return [(row["entity"], row["start_on"], row["end_on"], row["cost_micros"]) for row in rows]


def baidu(unit: str, rows: str, period: str = "20270301-20270331") -> bytes:
    head = f"数据生成时间：2027-04-01 14:02\n数据生成条件：\n1. 时间范围：{period}\n2. 时间单位：{unit}\n\n"
    return (head + BAIDU + rows).encode("gbk")


# ── Meta ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_meta_export_over_a_month_is_kept_as_totals_of_that_month() -> None:
    parsed = told(fixture("meta_ads.en.csv"))
    assert (parsed.format_id, codes(parsed), parsed.rows_read) == ("meta_ads", [], 2)
    assert rows_of(parsed, "spend") == []
    assert parsed.records[0].values == {
        "source": "meta_ads",
        "account": "ads/lumora",
        "grain": "campaign",
        "entity": "lamps-us",
        "campaign": "lamps-us",
        "campaign_type": None,
        "start_on": MARCH[0],
        "end_on": MARCH[1],
        "currency": "USD",
        "cost_micros": 100_500_000,
        "impressions": 1200,
        "clicks": 40,
        "result_kind": "actions:onsite_conversion.lead_grouped",
        "results": 12,
    }
    (finding,) = [each for each in parsed.findings if each.severity is Severity.WARNING]
    assert (finding.code, finding.params["rows"]) == ("sources.kept_as_totals", "2")


def test_the_nameless_row_of_meta_controls_sums_and_never_reach_or_results() -> None:
    # 100.50 + 20.25 = 120.75; 1200 + 400 = 1600; 40 + 30 = 70. Reach 900 + 300 is not 1100, and nobody asks.
    parsed = told(fixture("meta_ads.en.csv"))
    assert [(each.column, each.stated, each.summed, each.agrees) for each in parsed.controls] == [
        ("cost", "120.75", "120.75", True),
        ("impressions", "1600", "1600", True),
        ("clicks", "70", "70", True),
    ]


def test_a_nameless_row_of_meta_that_disagrees_refuses_the_report() -> None:
    parsed = told(fixture("meta_ads.en.csv").replace(b",20.25,", b",20.35,"))
    assert codes(parsed) == ["sources.total_disagrees"]
    assert parsed.records == ()


def test_the_nameless_row_may_come_first() -> None:
    parsed = told(META + "2027-03-01,2027-03-31,,9,2,3.00\n2027-03-01,2027-03-31,c,9,2,3.00\n")
    assert totals(parsed) == [("c", *MARCH, 3_000_000)]
    assert {each.agrees for each in parsed.controls} == {True}


def test_the_totals_row_of_an_account_by_day_is_the_one_without_its_day() -> None:
    # 3.00 + 4.00 = 7.00
    head = "Reporting starts,Reporting ends,Day,Impressions,Amount spent (USD)\n"
    rows = "".join(f"2027-03-01,2027-03-02,{tail}\n" for tail in ("2027-03-01,9,3.00", "2027-03-02,9,4.00"))
    parsed = told(head + rows + "2027-03-01,2027-03-02,,18,7.00\n")
    assert [row[1:] for row in days(parsed)] == [
        (date(2027, 3, 1), "USD", 3_000_000),
        (date(2027, 3, 2), "USD", 4_000_000),
    ]
    assert [(each.column, each.agrees) for each in parsed.controls] == [("cost", True), ("impressions", True)]
    wrong = told(head + rows + "2027-03-01,2027-03-02,,18,7.03\n")
    assert codes(wrong) == ["sources.total_disagrees"]


def test_results_of_two_kinds_are_never_added() -> None:
    head = "Reporting starts,Reporting ends,Campaign name,Impressions,Amount spent (USD),Results,Result indicator,Country\n"
    row = "2027-03-01,2027-03-31,c,9,1.00,{},actions:{},{}\n"
    mixed = told(head + row.format(3, "lead", "DE") + row.format(4, "link_click", "US"))
    alike = told(head + row.format(3, "lead", "DE") + row.format(4, "lead", "US"))
    kinds = [(row["result_kind"], row["results"]) for row in rows_of(mixed, "spend_totals")]
    assert kinds == [(None, None)]
    assert [row["results"] for row in rows_of(alike, "spend_totals")] == [7]


def test_a_day_column_makes_a_meta_export_daily_in_chinese_too() -> None:
    parsed = told(fixture("meta_ads.zh.csv"))
    assert codes(parsed) == []
    assert days(parsed) == [
        ("路灯-美国", date(2027, 3, 1), "USD", 10_500_000),
        ("路灯-美国", date(2027, 3, 2), "USD", 9_250_000),
    ]
    assert totals(parsed) == []


def test_a_row_of_meta_that_starts_and_ends_on_one_day_is_of_that_day() -> None:
    parsed = told(META + "2027-03-01,2027-03-01,c,9,2,3.00\n2027-03-02,2027-03-03,c,9,2,4.00\n")
    assert days(parsed) == [("c", date(2027, 3, 1), "USD", 3_000_000)]
    assert totals(parsed) == [("c", date(2027, 3, 2), date(2027, 3, 4), 4_000_000)]


def test_spanish_numbers_and_the_currency_in_the_header_are_read() -> None:
    parsed = told(fixture("meta_ads.es.csv"))
    assert codes(parsed) == []
    assert [
        (row["currency"], row["cost_micros"], row["impressions"]) for row in rows_of(parsed, "spend")
    ] == [
        ("EUR", 11_520_000, 1204),
        ("EUR", 1_008_480_000, 96),
    ]


def test_french_reports_come_with_semicolons() -> None:
    parsed = told("Jour;Nom de la campagne;Montant dépensé (USD)\n2027-03-01;lampes;3,50\n")
    assert days(parsed) == [("lampes", date(2027, 3, 1), "USD", 3_500_000)]
    assert codes(parsed, Severity.WARNING) == ["sources.columns_absent"]


def test_an_empty_meta_export_says_so_and_gives_nothing() -> None:
    parsed = told(META + '"No data available."\n')
    assert (codes(parsed), codes(parsed, Severity.WARNING), parsed.records) == ([], ["sources.no_rows"], ())


def test_another_currency_than_the_header_says_is_refused() -> None:
    finding = only_error(told(META + "2027-03-01,2027-03-31,c,9,2,3.00\n", currency="EUR"))
    assert (finding.code, finding.params) == ("sources.currency_differs", {"found": "USD", "expected": "EUR"})


def test_a_currency_column_that_says_another_than_the_header_is_refused() -> None:
    head = "Day,Campaign name,Currency,Impressions,Amount spent (USD)\n"
    finding = only_error(told(head + "2027-03-01,c,EUR,9,3.00\n"))
    assert (finding.code, finding.params) == ("sources.currency_differs", {"found": "EUR", "expected": "USD"})
    assert codes(told(head + "2027-03-01,c,usd,9,3.00\n")) == []


def test_a_campaign_without_any_figure_is_left_out_and_not_zero() -> None:
    parsed = told(META + "2027-03-01,2027-03-31,c,9,2,3.00\n2027-03-01,2027-03-31,asleep,,,\n")
    assert [row[0] for row in totals(parsed)] == ["c"]
    assert "sources.rows_without_figures" in codes(parsed, Severity.WARNING)


def test_a_missing_cost_beside_other_figures_is_refused() -> None:
    finding = only_error(told(META + "2027-03-01,2027-03-31,c,9,2,--\n"))
    assert (finding.code, finding.place.line, finding.params["found"]) == ("sources.missing_value", 2, "--")


def test_a_row_that_sums_up_the_finer_ones_is_not_taken_for_one_of_them() -> None:
    head = "Day,Campaign name,Ad set name,Impressions,Amount spent (USD)\n"
    finding = only_error(told(head + "2027-03-01,c,,9,3.00\n2027-03-01,c,a,9,3.00\n"))
    assert (finding.code, finding.place.line, finding.place.path) == (
        "sources.missing_value",
        2,
        "Ad set name",
    )


def test_ids_that_a_spreadsheet_ruined_refuse_the_report() -> None:
    head = "Day,Campaign name,Campaign ID,Impressions,Amount spent (USD)\n"
    finding = only_error(told(head + "2027-03-01,c,1.20253E+17,9,3.00\n"))
    assert (finding.code, finding.params["found"]) == ("sources.ruined_id", "1.20253E+17")


def test_ids_that_a_workbook_keeps_as_rounded_numbers_refuse_the_report() -> None:
    # 120253123456789011 and …012 are both 120253123456789000 in a cell of a number: two campaigns would become one
    head = ("Day", "Campaign ID", "Impressions", "Amount spent (USD)")
    rows = [("2027-03-01", 120253123456789011, 9, 3), ("2027-03-01", 120253123456789012, 9, 4)]
    parsed = told(book({"x": [head, *rows]}), "x.xlsx")
    assert (codes(parsed), parsed.records) == (["sources.ruined_id", "sources.ruined_id"], ())
    exact = told(book({"x": [head, ("2027-03-01", 120253123456789, 9, 3)]}), "x.xlsx")
    assert days(exact) == [("120253123456789", date(2027, 3, 1), "USD", 3_000_000)]


def test_several_accounts_in_one_report_are_refused() -> None:
    head = "Day,Account name,Campaign name,Impressions,Amount spent (USD)\n"
    parsed = told(head + "2027-03-01,A,c,9,3.00\n2027-03-01,B,c,9,3.00\n")
    assert only_error(parsed).code == "sources.several_accounts"


def test_a_cost_that_may_be_a_thousand_is_asked_for() -> None:
    body = 'Day,Campaign name,Impressions,Amount spent (USD)\n2027-03-01,c,9,"1,204"\n'
    assert only_error(told(body)).code == "sources.decimal_mark_unknown"
    assert days(told(body, decimal_mark=".")) == [("c", date(2027, 3, 1), "USD", 1_204_000_000)]


def test_days_that_could_be_two_are_asked_for() -> None:
    body = "Day,Campaign name,Impressions,Amount spent (USD)\n5/12/2027,c,9,3.00\n"
    assert only_error(told(body)).code == "sources.date_order_unknown"
    assert days(told(body, date_order="dmy"))[0][1] == date(2027, 12, 5)


def test_a_row_that_ends_before_it_starts_is_refused() -> None:
    assert only_error(told(META + "2027-03-02,2027-03-01,c,9,2,3.00\n")).code == "sources.ends_before_start"


# ── Baidu ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_baidu_report_by_day_is_daily() -> None:
    parsed = told(fixture("baidu_search.gbk.csv"))
    assert (parsed.format_id, codes(parsed)) == ("baidu_search", [])
    assert days(parsed) == [
        ("出口路灯", date(2027, 3, 1), "CNY", 1_200_500_000),
        ("出口路灯", date(2027, 3, 2), "CNY", 799_500_000),
    ]
    facts = parsed.facts
    assert (facts["encoding"], facts["unit"], facts["period"]) == ("gb18030", "分日", "2027-03-01/2027-03-02")


@pytest.mark.parametrize("period", ["20270301-20270331", "2027-03-01至2027-03-31"])
def test_a_baidu_report_of_totals_is_never_daily(period: str) -> None:
    parsed = told(baidu("合计", "2027-03-01,出口路灯,10,1,3.20\n", period))
    assert days(parsed) == []
    assert totals(parsed) == [("出口路灯", *MARCH, 3_200_000)]


def test_a_baidu_total_of_one_day_is_a_total_still() -> None:
    parsed = told(baidu("合计", "20270301,出口路灯,10,1,3.20\n", "20270301"))
    assert (days(parsed), len(totals(parsed))) == ([], 1)


def test_hours_of_baidu_are_added_up_to_their_day() -> None:
    # 3.20 + 1.80 = 5.00
    rows = "2027-03-01,出口路灯,10,1,3.20\n2027-03-01,出口路灯,10,1,1.80\n"
    parsed = told(baidu("分时", rows))
    assert days(parsed) == [("出口路灯", date(2027, 3, 1), "CNY", 5_000_000)]
    assert codes(parsed, Severity.INFO) == ["sources.rows_added_up"]


def test_a_unit_of_time_that_is_no_day_makes_totals() -> None:
    parsed = told(baidu("分月", "2027-03-01,出口路灯,10,1,3.20\n"))
    assert (days(parsed), totals(parsed)) == ([], [("出口路灯", *MARCH, 3_200_000)])


def test_a_day_outside_the_days_of_the_report_is_refused() -> None:
    finding = only_error(told(baidu("分日", "2027-04-01,出口路灯,10,1,3.20\n")))
    assert (finding.code, finding.params["period"]) == ("sources.day_outside_report", "2027-03-01/2027-03-31")


def test_other_days_than_the_file_says_are_refused() -> None:
    data = baidu("合计", "2027-03-01,出口路灯,10,1,3.20\n")
    assert only_error(told(data, covers="2027-03-01/2027-03-30")).code == "sources.covers_differ"
    assert codes(told(data, covers="2027-03-01/2027-03-31")) == []


def test_the_feed_of_baidu_is_a_format_of_its_own() -> None:
    text = "日期,推广计划,推广计划ID,展现,点击,消费,点击率,平均点击价格,千次展现消费,移动营销页浏览量,网页转化\n2027-03-01,信息流,77,10,1,3.20,10%,3.2,320,0,0\n"
    parsed = told(("账户：示例\n时间范围：2027-03-01至2027-03-31\n单位：元\n\n" + text).encode("gbk"))
    assert parsed.format_id == "baidu_feed"
    assert days(parsed) == [("信息流", date(2027, 3, 1), "CNY", 3_200_000)]


# ── LinkedIn, Microsoft ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_linkedin_report_by_day_has_american_dates_and_its_own_zone() -> None:
    parsed = read(fixture("linkedin_ads.utf16.csv"), account="ads/lumora")
    assert (parsed.format_id, codes(parsed), codes(parsed, Severity.WARNING)) == ("linkedin_ads", [], [])
    assert [row[1:] for row in days(parsed)] == [
        (date(2027, 3, 1), "EUR", 10_500_000),
        (date(2027, 3, 2), "EUR", 11_500_000),
    ]
    # 10.50 + 11.50 = 22.00; 100 + 110 = 210; 3 + 4 = 7
    assert [each.agrees for each in parsed.controls] == [True, True, True]
    assert (parsed.facts["zone"], parsed.facts["encoding"]) == ("UTC", "utf-16-le")


def test_a_linkedin_report_whose_header_names_no_zone_is_by_day_all_the_same() -> None:
    text = (
        fixture("linkedin_ads.utf16.csv")[2:].decode("utf-16-le").replace("Start Date (in UTC)", "Start Date")
    )
    parsed = read(text, account="ads/lumora")
    assert (parsed.format_id, codes(parsed), totals(parsed)) == ("linkedin_ads", [], [])
    assert [row[1:] for row in days(parsed)] == [
        (date(2027, 3, 1), "EUR", 10_500_000),
        (date(2027, 3, 2), "EUR", 11_500_000),
    ]
    assert parsed.facts["zone"] == "UTC"  # from the title: Campaign Performance Report (in UTC)


def test_a_linkedin_report_that_names_no_zone_at_all_asks_for_it() -> None:
    text = fixture("linkedin_ads.utf16.csv")[2:].decode("utf-16-le").replace(" (in UTC)", "")
    assert [row[1] for row in days(told(text, zone="Europe/Berlin"))] == [date(2027, 3, 1), date(2027, 3, 2)]
    assert codes(read(text, account="ads/lumora"), Severity.WARNING) == ["sources.account_zone_unknown"]


def test_a_linkedin_report_that_stands_on_its_first_day_may_be_totals_and_is_asked_for() -> None:
    text = fixture("linkedin_ads.utf16.csv")[2:].decode("utf-16-le")
    one = "\n".join(line for line in text.split("\r\n") if not line.startswith(("03/02", "Total")))
    finding = only_error(told(one))
    assert (finding.code, finding.params["found"]) == ("sources.day_may_be_start", "2027-03-01/2027-03-31")
    assert totals(told(one, covers="2027-03-01/2027-03-31")) == [("buyers", *MARCH, 10_500_000)]


@pytest.mark.parametrize(
    ("days_of_rows", "refused"),
    [
        (("3/1", "3/8", "3/15"), True),
        (("3/3", "3/10"), True),
        (("3/1", "3/7", "3/14", "3/21"), True),
        (("3/1", "3/8", "3/22"), True),
        (("3/1", "3/8"), True),
        (("3/1", "4/1"), True),
        (("3/1", "3/9"), False),
        (("3/1", "3/2", "3/3"), False),
    ],
)
def test_rows_that_stand_where_weeks_or_months_begin_are_asked_for(
    days_of_rows: tuple[str, ...], refused: bool
) -> None:
    head = '"Report Name: x"\n"Report Time: 3/1/2027 - 4/30/2027"\n\nTimePeriod,Campaign name,Clicks,Spend\n'
    text = head + "".join(f"{day}/2027,c,1,2.00\n" for day in days_of_rows)
    asked = codes(told(text, currency="EUR", date_order="mdy"))
    assert asked == (["sources.day_may_be_start"] if refused else [])
    # 2.00 a row, kept as one sum over both months
    said = told(text, currency="EUR", date_order="mdy", covers="2027-03-01/2027-04-30")
    assert bool(totals(said)) is refused
    by_day = text.replace("\n\n", '\n"Report Aggregation: Daily"\n\n')
    assert codes(told(by_day, currency="EUR", date_order="mdy")) == []


def test_a_report_with_every_one_of_its_days_is_daily_even_over_the_turn_of_a_month() -> None:
    head = '"Report Name: x"\n"Report Time: 3/31/2027 - 4/1/2027"\n\nTimePeriod,Campaign name,Clicks,Spend\n'
    parsed = told(head + "3/31/2027,c,1,2.00\n4/1/2027,c,1,2.00\n", currency="EUR")
    assert [row[1] for row in days(parsed)] == [date(2027, 3, 31), date(2027, 4, 1)]


def test_a_microsoft_report_ends_with_a_short_total_and_a_footer() -> None:
    parsed = told(fixture("microsoft_ads.csv"))
    assert (parsed.format_id, codes(parsed), parsed.rows_read) == ("microsoft_ads", [], 2)
    assert [row[1:] for row in days(parsed)] == [
        (date(2027, 3, 1), "EUR", 12_500_000),
        (date(2027, 3, 14), "EUR", 500_000),
    ]
    assert parsed.facts["zone_in_file"] == "(GMT+01:00) Berlin"


def test_a_microsoft_report_saved_again_by_excel_is_read() -> None:
    lines = fixture("microsoft_ads.csv").decode("utf-8-sig").splitlines()
    again = "\n".join(line + "," * (8 - len(line.split('",'))) for line in lines).replace(
        "Report Time: 3", "Report Time: 3"
    )
    assert days(told(again)) == days(told(fixture("microsoft_ads.csv")))


def test_ids_lose_their_brackets_where_there_are_no_names() -> None:
    text = '"Report Name: x"\n\nTimePeriod,CampaignId,Impressions,Clicks,Spend\n2027-03-01,[138689064],9,1,3.00\n'
    assert days(told(text, currency="EUR")) == [("138689064", date(2027, 3, 1), "EUR", 3_000_000)]


def test_a_microsoft_summary_takes_its_period_from_the_title_lines() -> None:
    head = '"Report Name: x"\n"Report Time: {}"\n\nCampaign name,Impressions,Clicks,Spend\nc,9,1,3.00\n'
    assert totals(told(head.format("3/1/2027 - 3/31/2027"), currency="EUR")) == [("c", *MARCH, 3_000_000)]
    assert (
        only_error(told(head.format("3/1/2027 - 4/1/2027"), currency="EUR")).code
        == "sources.date_order_unknown"
    )


def test_a_zipped_report_is_opened() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("report.csv", fixture("microsoft_ads.csv"))
    parsed = told(buffer.getvalue(), "report.zip")
    assert days(parsed) == days(told(fixture("microsoft_ads.csv")))


def test_a_zip_without_a_report_is_refused_when_the_format_is_named() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("notes.csv", "a,b\n1,2\n")
    parsed = told(buffer.getvalue(), "report.zip", format_id="microsoft_ads")
    assert only_error(parsed).code == "sources.no_header"


# ── TikTok, Amazon ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_tiktok_report_without_a_day_needs_its_days_said() -> None:
    text = "Campaign name,Cost,CPM,CPC (destination),Clicks (destination),Impressions,Conversions\nc,10.00,1,1,5,100,1\nTotal of 1 results,10.00,1,1,5,100,1\n"
    assert only_error(told(text, currency="USD")).code == "sources.aggregated_not_daily"
    parsed = told(text, currency="USD", covers="2027-03-01/2027-03-31")
    assert totals(parsed) == [("c", *MARCH, 10_000_000)]
    assert [each.agrees for each in parsed.controls] == [True, True, True]


def test_a_tiktok_report_does_not_say_its_currency() -> None:
    text = "By Day,Campaign name,Cost,Clicks (destination),Impressions\n2027-03-01,c,10.00,5,100\n"
    assert only_error(told(text)).code == "sources.currency_missing"


def test_hours_of_tiktok_are_added_up_to_their_day() -> None:
    head = "stat_time_hour,campaign_id,spend,impressions,clicks\n"
    parsed = told(head + "2027-03-01 05:00:00,7,1.50,10,-\n2027-03-01 06:00:00,7,2.50,10,1\n", currency="USD")
    assert days(parsed) == [("7", date(2027, 3, 1), "USD", 4_000_000)]
    # one of the hours does not state its clicks, so nobody knows those of the day
    assert [row["clicks"] for row in rows_of(parsed, "spend")] == [None]


AMAZON = "{},Portfolio name,Currency,Campaign Name,Ad Group Name,Targeting,Match Type,Customer Search Term,Impressions,Clicks,Spend,7 Day Total Sales \n"


def test_amounts_in_two_currencies_are_no_sum_and_their_total_is_no_control() -> None:
    head = "By Day,Campaign name,Currency,Cost,Clicks (destination),Impressions\n"
    rows = "2027-03-01,c,USD,1.00,5,10\n2027-03-01,d,EUR,1.00,5,10\n"
    parsed = told(head + rows + "Total of 2 results,,,2.00,10,20\n")
    assert [row[2:] for row in days(parsed)] == [("USD", 1_000_000), ("EUR", 1_000_000)]
    assert [(each.column, each.agrees) for each in parsed.controls] == [
        ("impressions", True),
        ("clicks", True),
    ]


def test_search_terms_of_amazon_are_read_by_day_and_by_period() -> None:
    by_day = told(AMAZON.format("Date") + "2027-03-01,p,USD,c,g,lamp,BROAD,solar lamp,100,2,1.25,0\n")
    assert days(by_day) == [("c / g / lamp / BROAD / solar lamp", date(2027, 3, 1), "USD", 1_250_000)]
    summed = told(
        AMAZON.format("Start Date,End Date")
        + "2027-03-01,2027-03-31,p,USD,c,g,lamp,BROAD,solar lamp,100,2,1.25,0\n"
    )
    assert totals(summed) == [("c / g / lamp / BROAD / solar lamp", *MARCH, 1_250_000)]


def test_a_workbook_of_amazon_and_one_in_chinese_are_read() -> None:
    head = (
        "日期",
        "货币",
        "广告活动名称",
        "广告组名称",
        "投放",
        "匹配类型",
        "客户搜索词",
        "展示量",
        "点击量",
        "花费",
        "7天总销售额",
    )
    row = ("2027-03-01", "USD", "c", "g", "lamp", "广泛", "路灯", "100", "2", "1.25", "0")
    parsed = told(workbook_bytes("x", [head, row]), "terms.xlsx")
    assert (parsed.format_id, days(parsed)[0][3]) == ("amazon_ads", 1_250_000)


# ── China ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_cash_is_cost_at_ocean_engine() -> None:
    head = "时间,广告组id,广告组,展示数,点击数,消耗,现金消耗,赠款消耗,转化数,转化数(计费时间)\n"
    parsed = told("\ufeff" + head + "2027-03-01,11,组一,100,5,10.50,8.50,2.00,1,2\n")
    assert (parsed.format_id, codes(parsed)) == ("ocean_engine", [])
    assert days(parsed) == [("组一", date(2027, 3, 1), "CNY", 8_500_000)]


def test_cash_is_the_total_less_grants_when_it_has_no_column() -> None:
    # 10.50 − 2.00 = 8.50, of the totals row too
    head = "时间,广告组,展示数,点击数,总消耗,赠款消耗\n"
    parsed = told(head + "2027-03-01,组一,100,5,10.50,2.00\n合计,,100,5,10.50,2.00\n")
    assert days(parsed) == [("组一", date(2027, 3, 1), "CNY", 8_500_000)]
    assert [each.stated for each in parsed.controls if each.column == "cost"] == ["8.5"]


def test_a_total_that_may_hold_grants_is_taken_with_a_warning() -> None:
    text = "时间,广告计划id,广告计划,广告组id,广告组,展示数,点击数,点击率(%),总花费(元)\n2027-03-01,1,计划一,11,组一,100,5,5,10.50\n"
    parsed = told(text)
    assert days(parsed) == [("组一 / 计划一", date(2027, 3, 1), "CNY", 10_500_000)]
    assert codes(parsed, Severity.WARNING) == ["sources.grants_unknown"]


def test_cash_and_grants_that_do_not_make_the_total_are_refused() -> None:
    head = "时间,广告组,展示数,点击数,消耗,现金消耗,赠款消耗\n"
    finding = only_error(told(head + "2027-03-01,组一,100,5,10.50,8.50,1.00\n"))
    assert finding.code == "sources.cost_parts_differ"


def test_more_grants_than_the_whole_are_refused() -> None:
    head = "时间,广告组,展示数,点击数,总消耗,赠款消耗\n"
    finding = only_error(told(head + "2027-03-01,组一,100,5,2.00,2.01\n"))
    assert (finding.code, finding.params) == (
        "sources.part_exceeds_whole",
        {"found": "2.01", "expected": "2"},
    )
    assert days(told(head + "2027-03-01,组一,100,5,2.00,2.00\n")) == [("组一", date(2027, 3, 1), "CNY", 0)]


QIHOO = "推广账户,产品线,推广计划,展示次数,点击次数,点击率,总费用,平均每次点击费用\n示例,搜索,出口路灯,10,1,10%,3.20,3.20\n"


def test_360_takes_its_days_from_the_name_of_the_file() -> None:
    data = QIHOO.encode("gbk")
    assert totals(told(data, "计划_2027-03-01至2027-03-31_1.csv")) == [("出口路灯", *MARCH, 3_200_000)]
    one = told(data, "计划_2027-03-01至2027-03-01_1.csv")
    assert days(one) == [("出口路灯", date(2027, 3, 1), "CNY", 3_200_000)]


def test_a_zipped_report_of_360_takes_its_days_from_its_own_name_before_that_of_the_zip() -> None:
    def zipped(member: str, name: str) -> Parsed:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            package.writestr(member, QIHOO.encode("gbk"))
        return told(buffer.getvalue(), name)

    march = "计划_2027-03-01至2027-03-31.csv"
    assert totals(zipped(march, "下载.zip")) == [("出口路灯", *MARCH, 3_200_000)]
    assert totals(zipped(march, "2027-04-01至2027-04-30.zip")) == [("出口路灯", *MARCH, 3_200_000)]
    assert totals(zipped("计划.csv", "2027-03-01至2027-03-31.zip")) == [("出口路灯", *MARCH, 3_200_000)]


def test_a_renamed_report_of_360_needs_its_days_said() -> None:
    data = QIHOO.encode("gbk")
    assert only_error(told(data, "三月.csv")).code == "sources.aggregated_not_daily"
    assert len(totals(told(data, "三月.csv", covers="2027-03-01/2027-03-31"))) == 1


def test_the_totals_row_of_sogou_stands_first() -> None:
    # 5.00 + 7.00 = 12.00; 10 + 30 = 40; 1 + 2 = 3
    parsed = told(fixture("sogou.gbk.csv"))
    assert (parsed.format_id, parsed.rows_read, codes(parsed)) == ("sogou", 2, [])
    assert [(each.column, each.stated, each.agrees) for each in parsed.controls] == [
        ("cost", "12", True),
        ("impressions", "40", True),
        ("clicks", "3", True),
    ]


def test_blanks_before_quotes_are_no_part_of_a_shenma_report() -> None:
    text = '   "时间",账户,推广计划,展现量,点击量,消费,点击率,平均点击价格\n   "2027-03-01",示例,出口路灯,10,1,3.20,10%,3.2\n'
    parsed = told(text.encode("gbk"))
    assert (parsed.format_id, days(parsed)) == ("shenma", [("出口路灯", date(2027, 3, 1), "CNY", 3_200_000)])


def test_a_tencent_report_has_no_day_and_needs_its_days_said() -> None:
    text = "推广计划名称,限额(元),状态,曝光量,点击量,点击率,花费(元),点击均价(元)\n出口路灯,100,有效,10,1,10%,3.20,3.2\n"
    assert only_error(told(text)).code == "sources.aggregated_not_daily"
    assert totals(told(text, covers="2027-03-01/2027-03-31")) == [("出口路灯", *MARCH, 3_200_000)]


def test_a_campaign_whose_name_begins_like_a_total_is_a_campaign() -> None:
    # 3.20 + 1.80 = 5.00
    text = "推广计划名称,曝光量,点击量,花费(元)\n总计划-路灯,10,1,3.20\n路灯,10,1,1.80\n总计2条,20,2,5.00\n"
    parsed = told(text, covers="2027-03-01/2027-03-31")
    assert totals(parsed) == [("总计划-路灯", *MARCH, 3_200_000), ("路灯", *MARCH, 1_800_000)]
    assert [(each.name, each.agrees) for each in parsed.controls] == [("总计2条", True)] * 3


@pytest.mark.parametrize("first", [True, False])
def test_the_totals_row_of_xiaohongshu_stands_above_or_below_its_header(first: bool) -> None:
    head, total = "时间,计划名称,笔记ID,消费,点击量,展现量\n", "合计1条记录,,,3.20,1,10\n"
    text = (total + head if first else head + total) + "2027-03-01,种草,64a1b2c3d4e5f60718293a4b,3.20,1,10\n"
    parsed = told(text)
    assert (parsed.format_id, parsed.rows_read) == ("xiaohongshu", 1)
    assert days(parsed) == [("种草 / 64a1b2c3d4e5f60718293a4b", date(2027, 3, 1), "CNY", 3_200_000)]
    assert [each.agrees for each in parsed.controls] == [True, True, True]


# ── Cards of the Google Ads overview ──────────────────────────────────────────────────────────────────────────────────


def test_a_card_by_day_is_spend_of_the_account_in_the_currency_of_its_signs() -> None:
    text = 'Date,Clicks,Impressions,Cost\n"Mon, 1 Mar 2027",3,50,US$1.92\n"Tue, 2 Mar 2027",4,60,US$0.08\n'
    parsed = told(text, "Time_series(2027.03.05).csv")
    assert (parsed.format_id, parsed.facts["seen"]) == ("google_ads_overview", "yes")
    assert days(parsed) == [
        ("ads/lumora", date(2027, 3, 1), "USD", 1_920_000),
        ("ads/lumora", date(2027, 3, 2), "USD", 80_000),
    ]
    assert {(row["grain"], row["campaign"]) for row in rows_of(parsed, "spend")} == {("account", None)}


def test_a_card_by_hour_does_not_say_its_day() -> None:
    text = "Hour,Clicks,Cost\n00 - 01,3,US$1.92\n01 - 02,4,US$0.08\n"
    assert only_error(told(text)).code == "sources.aggregated_not_daily"
    # 1.92 + 0.08 = 2.00
    parsed = told(text, covers="2027-03-05/2027-03-05")
    assert totals(parsed) == [("ads/lumora", date(2027, 3, 5), date(2027, 3, 6), 2_000_000)]


def test_a_sign_of_several_currencies_is_asked_for() -> None:
    text = "Date,Clicks,Cost\n2027-03-01,3,$1.92\n"
    assert only_error(told(text)).code == "sources.currency_missing"
    assert days(told(text, currency="CAD"))[0][2] == "CAD"
    assert only_error(told(text, currency="EUR")).code == "sources.currency_differs"


def test_amounts_in_micros_are_read_exactly() -> None:
    head = "segments.date,customer.currency_code,campaign.id,campaign.name,metrics.cost_micros,metrics.impressions,metrics.clicks\n"
    parsed = told(head + "2027-03-01,USD,77,search-us,28730001,1042,20\n")
    assert (parsed.format_id, codes(parsed)) == ("google_ads_api", [])
    assert days(parsed) == [("search-us", date(2027, 3, 1), "USD", 28_730_001)]


def test_a_part_of_a_micro_is_refused() -> None:
    head = "segments.date,campaign.name,metrics.cost_micros,metrics.clicks\n"
    finding = only_error(told(head + "2027-03-01,search-us,28730001.5,20\n", currency="USD"))
    assert (finding.code, finding.place.path) == ("sources.not_a_count", "metrics.cost_micros")


TABLE = "date,customer_id,{names},ad_network_type,clicks,cost_micros,device,impressions\n"


@pytest.mark.parametrize(
    ("names", "row", "grain", "entity"),
    [
        ("base_campaign,id", "customers/9/campaigns/71,71", "campaign", "71"),
        ("base_ad_group,campaign_id,id", "customers/9/adGroups/8,71,8", "ad_group", "71 / 8"),
        (
            "ad_group_id,ad_group_criterion_criterion_id,campaign_id",
            "8,5,71",
            "keyword",
            "71 / 8 / 5",
        ),
        ("base_account", "x", "account", "ads/main"),
    ],
)
def test_a_table_of_a_warehouse_says_its_level_by_its_columns(
    names: str, row: str, grain: str, entity: str
) -> None:
    lines = "".join(
        f"2027-03-01,9,{row},SEARCH,{clicks},{cost},{device},50\n"
        for clicks, cost, device in ((3, 1_500_000, "MOBILE"), (2, 700_000, "DESKTOP"))
    )
    parsed = read(TABLE.format(names=names) + lines, account="ads/main", zone="UTC", currency="USD")
    assert (parsed.format_id, codes(parsed), parsed.facts["grain"]) == ("google_ads_api", [], grain)
    (line,) = rows_of(parsed, "spend")
    # 1.50 on phones and 0.70 on desks; 3 and 2 clicks
    assert (line["entity"], line["cost_micros"], line["clicks"]) == (entity, 2_200_000, 5)


@pytest.mark.parametrize(
    ("header", "row", "format_id", "entity"),
    [
        (
            "ad_id,date,account_id,impressions,inline_link_clicks,spend",
            "41,2027-03-01,9,80,4,7.50",
            "meta_ads",
            "41",
        ),
        (
            "account_id,country,date,impressions,inline_link_clicks,reach,spend",
            "9,DE,2027-03-01,80,4,60,7.50",
            "meta_ads",
            "ads/main",
        ),
        (
            "ad_group_id,date,campaign_bidding_strategy,clicks,cost,impressions",
            "8,2027-03-01,legacy,4,7.50,80",
            "amazon_ads",
            "8",
        ),
        (
            "ad_group_id,campaign_id,date,campaign_budget_currency_code,clicks,cost,impressions,search_term,targeting",
            "8,71,2027-03-01,USD,4,7.50,80,lamp,solar",
            "amazon_ads",
            "71 / 8 / solar / lamp",
        ),
        (
            "creative_id,day,clicks,impressions,cost_in_local_currency",
            "41,2027-03-01,4,80,7.50",
            "linkedin_ads",
            "41",
        ),
    ],
)
def test_tables_of_a_warehouse_are_read_by_the_presets_of_their_platforms(
    header: str, row: str, format_id: str, entity: str
) -> None:
    parsed = read(f"{header}\n{row}\n", account="ads/main", zone="UTC", currency="USD")
    assert (parsed.format_id, codes(parsed)) == (format_id, [])
    (line,) = rows_of(parsed, "spend")
    assert (line["entity"], line["cost_micros"], line["clicks"], line["impressions"]) == (
        entity,
        7_500_000,
        4,
        80,
    )


# ── All of them ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_says_nothing_that_is_not_read(name: str) -> None:
    said = tomllib.loads(
        (resources.files("assay.sources.ad_reports") / "presets" / f"{name}.toml").read_text("utf-8")
    )
    assert preset(name).id == name
    assert set(said["columns"]) <= set(FIELDS)
    assert set(said.get("preamble", {})) <= {"mark", "period", "unit", "account", "zone"}
    assert set(said) - {"columns", "preamble"} <= {
        "id", "version", "seen", "one_day", "blank_total", "footers", "recognise", "unless", "only_known", "ignored",
        "totals", "daily_units", "start_only", "date_order", "currency", "signed", "cash_apart", "file_name", "within",
    }  # fmt: skip


@pytest.mark.parametrize("name", preset_names())
def test_no_header_belongs_to_two_columns(name: str) -> None:
    said = tomllib.loads(
        (resources.files("assay.sources.ad_reports") / "presets" / f"{name}.toml").read_text("utf-8")
    )
    words = [header_key(word) for words in said["columns"].values() for word in words]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("name", "format_id"),
    [
        ("meta_ads.en.csv", "meta_ads"),
        ("meta_ads.zh.csv", "meta_ads"),
        ("meta_ads.es.csv", "meta_ads"),
        ("baidu_search.gbk.csv", "baidu_search"),
        ("linkedin_ads.utf16.csv", "linkedin_ads"),
        ("microsoft_ads.csv", "microsoft_ads"),
        ("sogou.gbk.csv", "sogou"),
    ],
)
def test_a_platform_is_known_by_its_headers(name: str, format_id: str) -> None:
    found = detect("anything", fixture(name))
    assert not isinstance(found, Finding)
    assert found.format_id == format_id


def test_formats_known_from_documents_say_so() -> None:
    assert {name for name in preset_names() if preset(name).seen} == {"google_ads_overview"}
    assert told(fixture("sogou.gbk.csv")).facts["seen"] == "no"


@pytest.mark.parametrize(
    "name", ["meta_ads.en.csv", "baidu_search.gbk.csv", "linkedin_ads.utf16.csv", "microsoft_ads.csv"]
)
def test_a_row_goes_and_the_others_stay_at_their_numbers(name: str) -> None:
    source = detect(name, fixture(name))
    assert not isinstance(source, Finding)
    before = told(fixture(name), name)
    assert source.without_rows(name, fixture(name), frozenset()) == fixture(name)
    gone = before.records[0].row
    left = told(source.without_rows(name, fixture(name), frozenset({gone, gone + 2})), name)
    assert list(left.records) == [record for record in before.records if record.row != gone]


def test_the_account_must_be_said_and_all_problems_are_shown_at_once() -> None:
    parsed = read(META + "2027-02-30,2027-03-31,c,1.5,2,lots\n", zone="UTC")
    assert sorted(codes(parsed)) == [
        "sources.account_missing",
        "sources.not_a_count",
        "sources.not_a_date",
        "sources.not_a_number",
    ]
