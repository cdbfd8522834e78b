from datetime import date
from typing import Unpack

import pytest

from assay.core.findings import Severity
from assay.ports import Parsed
from tests.sources.reading import Said, codes, fixture, only_error, read, rows_of

SAID: Said = {"account": "google_ads/main", "zone": "Asia/Shanghai"}
HEAD = "Campaign report\nAll time\n"


def small(body: str, head: str = HEAD, **said: Unpack[Said]) -> Parsed:
    return read(head + body, **(SAID | said))


def test_a_campaign_report_gives_one_row_per_campaign_and_day() -> None:
    parsed = read(fixture("campaigns.en.csv"), **SAID)
    assert parsed.findings == ()
    assert parsed.rows_read == 4
    first = parsed.records[0]
    assert (first.table, first.row) == ("spend", 4)
    assert first.values == {
        "source": "google_ads_report",
        "account": "google_ads/main",
        "grain": "campaign",
        "entity": "search-us",
        "campaign": "search-us",
        "campaign_type": "Search",
        "day": date(2027, 3, 1),
        "currency": "USD",
        "cost_micros": 28_730_000,
        "impressions": 1042,
        "clicks": 20,
        "result_kind": None,
        "results": None,
    }


HEAD_WITH_CONVERSIONS = "Day,Campaign,Currency code,Impr.,Clicks,Cost,Conversions\n"


def conversions(*said: str) -> list[tuple[object, object]]:
    rows = "".join(f"2027-03-{at:02},c,USD,9,2,1.50,{each}\n" for at, each in enumerate(said, 1))
    found = small(HEAD_WITH_CONVERSIONS + rows)
    assert codes(found) == []
    return [(row["result_kind"], row["results"]) for row in rows_of(found, "spend")]


def test_whole_conversions_are_kept_under_the_name_of_their_column() -> None:
    assert conversions("2.00", "0.00", '"1,204.00"') == [
        ("Conversions", 2),
        ("Conversions", 0),
        ("Conversions", 1204),
    ]


def test_a_conversion_that_is_split_or_missing_is_unsaid_and_refuses_nothing() -> None:
    assert [found for _, found in conversions("1.33", "--", "2.00")] == [None, None, 2]


def test_a_column_of_conversions_that_cannot_be_read_is_left_unsaid() -> None:
    assert [found for _, found in conversions("a few", "2.00")] == [None, None]
    # 1,204 or 1.204? nobody can tell, and no money depends on it
    assert [found for _, found in conversions('"1,204"')] == [None]


def test_it_notes_how_the_file_was_read() -> None:
    facts = read(fixture("campaigns.en.csv"), **SAID).facts
    assert facts["title"] == "Campaign report"
    assert facts["period"] == "March 1, 2027 - March 2, 2027"
    assert (facts["encoding"], facts["delimiter"], facts["grain"], facts["zone"]) == (
        "utf-8",
        ",",
        "campaign",
        "Asia/Shanghai",
    )


def test_the_narrow_total_agrees_and_the_account_total_only_informs() -> None:
    # 28.73 + 3.95 + 19.65 + 0.00 = 52.33; 1042 + 6310 + 350 + 0 = 7702; 20 + 12 + 17 + 0 = 49
    controls = {
        (control.name, control.column): control
        for control in read(fixture("campaigns.en.csv"), **SAID).controls
    }
    cost = controls["Total: Campaigns", "cost"]
    assert (cost.stated, cost.summed, cost.within, cost.agrees) == ("52.33", "52.33", "0.04", True)
    assert controls["Total: Campaigns", "impressions"].agrees is True
    assert controls["Total: Account", "cost"].agrees is None


def test_the_excel_kind_in_chinese_is_read() -> None:
    parsed = read(fixture("campaigns.zh.utf16.csv"), **SAID)
    assert codes(parsed) == []
    assert [row["cost_micros"] for row in rows_of(parsed, "spend")] == [28_730_000, 19_650_000]
    assert (parsed.facts["encoding"], parsed.facts["delimiter"]) == ("utf-16-le", "tab")
    assert [control.agrees for control in parsed.controls] == [True, True, True, None, None, None]


def test_a_german_report_has_decimal_commas_and_dotted_days() -> None:
    parsed = read(fixture("campaigns.de.csv"), **SAID)
    assert codes(parsed) == []
    rows = rows_of(parsed, "spend")
    assert [(row["day"], row["cost_micros"], row["impressions"]) for row in rows] == [
        (date(2027, 3, 1), 1_128_730_000, 1042),
        (date(2027, 3, 2), 19_650_000, 350),
    ]


def test_a_french_report_has_thin_blanks_between_thousands_and_a_blank_before_the_colon() -> None:
    parsed = read(fixture("campaigns.fr.csv"), **SAID)
    assert codes(parsed) == []
    assert [
        (row["day"], row["campaign"], row["cost_micros"], row["impressions"], row["clicks"], row["results"])
        for row in rows_of(parsed, "spend")
    ] == [
        (date(2027, 2, 1), "search-fr", 1_128_730_000, 1042, 20, 2),
        (date(2027, 2, 2), "search-fr", 19_650_000, 350, 17, 1),
    ]
    # 1128.73 + 19.65; the account holds other campaigns too and only informs
    told = {(control.name, control.column): (control.stated, control.agrees) for control in parsed.controls}
    assert told["Total : campagnes", "cost"] == ("1148.38", True)
    assert told["Total : compte", "cost"] == ("2000", None)


@pytest.mark.parametrize(
    ("name", "label", "other"),
    [
        ("campaigns.fr.csv", "Total\u00a0: campagnes;EUR; --;37;1\u202f392;1\u00a0148,38", "1\u00a0148,38"),
        ("campaigns.de.csv", "Gesamt: Kampagnen;EUR; --;37;1.392;1.148,38", "1.148,38"),
    ],
)
def test_a_total_in_french_or_german_that_disagrees_is_refused(name: str, label: str, other: str) -> None:
    text = fixture(name).decode("utf-8-sig")
    assert label in text
    parsed = read(text.replace(label, label.replace(other, other.replace("8,38", "9,38"))), **SAID)
    assert only_error(parsed).code == "sources.total_disagrees"


def test_the_total_of_an_account_in_german_holds_other_campaigns_and_only_informs() -> None:
    text = fixture("campaigns.de.csv").decode("utf-8-sig") + " --;Gesamt: Konto;EUR; --;90;4.000;2.000,00\n"
    parsed = read(text, **SAID)
    assert codes(parsed) == []
    told = {(control.name, control.column): control.agrees for control in parsed.controls}
    assert (told["Gesamt: Konto", "cost"], told["Gesamt: Kampagnen", "cost"]) == (None, True)


def test_a_french_report_without_days_is_kept_under_the_days_of_its_second_line() -> None:
    lines = fixture("campaigns.fr.csv").decode().splitlines(keepends=True)
    lines = [lines[0], "1 février 2027 - 28 février 2027\n", lines[2], *lines[3:4]]
    parsed = read("".join(lines).replace("Jour;", "").replace("2027-02-01;", ""), **SAID)
    (row,) = rows_of(parsed, "spend_totals")
    assert (row["start_on"], row["end_on"]) == (date(2027, 2, 1), date(2027, 3, 1))


def test_what_a_report_splits_by_device_is_added_up_and_the_marker_may_stand_in_column_two() -> None:
    # 7.10 + 1.30 = 8.40 for the first term on the first day; the total says 8.41, within 0.01 × 3 rows.
    parsed = read(fixture("search_terms.csv"), **SAID)
    assert codes(parsed) == []
    assert codes(parsed, Severity.INFO) == ["sources.rows_added_up"]
    assert [(row["entity"], row["cost_micros"], row["clicks"]) for row in rows_of(parsed, "spend")] == [
        ('search-us / lights / "solar street light" / Exact match', 8_400_000, 6),
        ("search-us / lights / [solar panel price] / Broad match", 0, 0),
    ]
    assert {control.name for control in parsed.controls if control.agrees} == {"Total: Search terms"}


@pytest.mark.parametrize(
    ("title", "columns", "grain"),
    [
        ("Ad group report", "Ad group", "ad_group"),
        ("Search keyword report", "Ad group,Keyword", "keyword"),
        ("Ad report", "Ad group,Ad ID", "ad"),
        ("My own report", "Ad group,Search term,Keyword", "search_term"),
    ],
)
def test_title_or_columns_tell_the_grain(title: str, columns: str, grain: str) -> None:
    cells = ",".join("x" for _ in columns.split(","))
    parsed = small(
        f"Day,Campaign,{columns},Clicks,Impr.,Currency code,Cost\n2027-03-01,c,{cells},1,2,USD,3.00\n",
        head=f"{title}\nAll time\n",
    )
    assert codes(parsed) == []
    assert rows_of(parsed, "spend")[0]["grain"] == grain


def test_a_title_without_its_column_is_refused() -> None:
    parsed = small(
        "Day,Campaign,Clicks,Impr.,Cost\n2027-03-01,c,1,2,3.00\n",
        head="Ad group report\nAll time\n",
        currency="USD",
    )
    assert only_error(parsed).code == "sources.grain_column_missing"


SUMMED = "Campaign,Clicks,Impr.,Currency code,Cost\nc,1,2,USD,3.00\nTotal: Campaigns,1,2,USD,3.00\n"


@pytest.mark.parametrize(
    ("extra", "found"), [("", "Campaign, Clicks, Impr., Currency code,…"), ("Month,", "Month")]
)
def test_a_report_without_days_whose_period_nobody_says_is_refused(extra: str, found: str) -> None:
    cell = "2027-03," if extra else ""
    parsed = small(f"{extra}Campaign,Clicks,Impr.,Currency code,Cost\n{cell}c,1,2,USD,3.00\n")
    finding = only_error(parsed)
    assert (finding.code, finding.params["found"], finding.place.line) == (
        "sources.aggregated_not_daily",
        found,
        3,
    )
    assert parsed.records == ()


@pytest.mark.parametrize(
    "line",
    [
        '"March 1, 2027 - March 31, 2027"',
        "1 March 2027 - 31 March 2027",
        '"2027年3月1日 - 2027年3月31日"',
        "1. März 2027 - 31. März 2027",
        '"March 1, 2027 - March 31, 2027",,,,',
    ],
)
def test_a_report_without_days_is_kept_as_totals_of_the_days_in_line_two(line: str) -> None:
    parsed = small(SUMMED, head=f"Campaign report\n{line}\n")
    assert codes(parsed) == []
    assert codes(parsed, Severity.WARNING) == ["sources.kept_as_totals"]
    assert parsed.facts["covers"] == "2027-03-01/2027-03-31"
    assert [control.agrees for control in parsed.controls] == [True, True, True]
    assert rows_of(parsed, "spend") == []
    assert rows_of(parsed, "spend_totals") == [
        {
            "source": "google_ads_report",
            "account": "google_ads/main",
            "grain": "campaign",
            "entity": "c",
            "campaign": "c",
            "campaign_type": None,
            "start_on": date(2027, 3, 1),
            "end_on": date(2027, 4, 1),
            "currency": "USD",
            "cost_micros": 3_000_000,
            "impressions": 2,
            "clicks": 1,
            "result_kind": None,
            "results": None,
        }
    ]


def test_the_days_of_a_report_over_all_time_may_be_said() -> None:
    parsed = small(SUMMED, covers="2027-03-01/2027-03-31")
    assert [row["end_on"] for row in rows_of(parsed, "spend_totals")] == [date(2027, 4, 1)]


def test_a_period_of_one_day_in_line_two_stays_a_total() -> None:
    parsed = small(SUMMED, head='Campaign report\n"March 1, 2027 - March 1, 2027"\n')
    assert (len(rows_of(parsed, "spend")), len(rows_of(parsed, "spend_totals"))) == (0, 1)


def test_days_that_are_said_otherwise_than_in_line_two_are_refused() -> None:
    head = 'Campaign report\n"March 1, 2027 - March 31, 2027"\n'
    finding = only_error(small(SUMMED, head=head, covers="2027-03-01/2027-03-30"))
    assert (finding.code, finding.place.line) == ("sources.covers_differ", 2)
    assert finding.params == {"found": "2027-03-01/2027-03-31", "said": "2027-03-01/2027-03-30"}


def test_rows_by_month_are_added_up_to_the_whole_period() -> None:
    # 3.00 + 1.50 = 4.50
    body = "Month,Campaign,Clicks,Impr.,Currency code,Cost\n2027-03,c,1,2,USD,3.00\n2027-04,c,1,2,USD,1.50\n"
    parsed = small(body, head='Campaign report\n"March 1, 2027 - April 30, 2027"\n')
    assert [(row["cost_micros"], row["end_on"]) for row in rows_of(parsed, "spend_totals")] == [
        (4_500_000, date(2027, 5, 1))
    ]
    assert codes(parsed, Severity.INFO) == ["sources.rows_added_up"]


def test_a_total_that_disagrees_refuses_the_report() -> None:
    broken = fixture("campaigns.en.csv").replace(
        b"2027-03-02,Enabled,search-us,USD,Search,17,350,4.86%,1.16,19.65\n", b""
    )
    errors = [finding for finding in read(broken, **SAID).findings if finding.severity is Severity.ERROR]
    assert {finding.code for finding in errors} == {"sources.total_disagrees"}
    cost = next(finding for finding in errors if finding.place.path == "cost")
    # 52.33 − 19.65 = 32.68, and three rows may differ by 0.03.
    assert cost.params == {
        "total": "Total: Campaigns",
        "stated": "52.33",
        "summed": "32.68",
        "within": "0.03",
    }


def test_rounding_of_a_cent_a_row_is_allowed_and_no_more() -> None:
    body = "Day,Campaign,Clicks,Impr.,Currency code,Cost\n2027-03-01,a,1,2,USD,1.10\n2027-03-01,b,1,2,USD,1.10\nTotal: Campaigns,--,2,4,USD,{}\n"
    assert codes(small(body.format("2.22"))) == []
    assert codes(small(body.format("2.23"))) == ["sources.total_disagrees"]


def test_a_report_without_total_is_imported_with_a_warning() -> None:
    parsed = small("Day,Campaign,Clicks,Impr.,Currency code,Cost\n2027-03-01,c,1,2,USD,3.00\n")
    assert codes(parsed) == []
    assert codes(parsed, Severity.WARNING) == ["sources.no_control_total"]


def test_a_search_term_that_is_the_word_total_is_no_totals_row() -> None:
    # 1.00 + 2.00 = 3.00
    body = "Day,Search term,Campaign,Ad group,Clicks,Impr.,Currency code,Cost\n"
    rows = "2027-03-01,lamp,c,g,1,2,USD,1.00\n2027-03-01,total,c,g,1,2,USD,2.00\n"
    parsed = small(
        body + rows + " --,Total: Search terms, --, --,2,4,USD,3.00\n", head="Search terms report\nAll time\n"
    )
    assert [row["entity"] for row in rows_of(parsed, "spend")] == ["c / g / lamp", "c / g / total"]
    assert {(each.name, each.agrees) for each in parsed.controls} == {("Total: Search terms", True)}
    named = small(body + rows + " --,Total, --, --,2,4,USD,3.00\n", head="Search terms report\nAll time\n")
    assert (len(named.records), {each.name for each in named.controls}) == (2, {"Total"})


def test_ids_of_ads_that_a_spreadsheet_ruined_refuse_the_report() -> None:
    body = "Day,Ad ID,Campaign,Ad group,Clicks,Impr.,Currency code,Cost\n2027-03-01,{},c,g,1,2,USD,1.00\n"
    parsed = small(body.format("7.00123E+11"), head="Ad report\nAll time\n")
    assert (only_error(parsed).code, parsed.records) == ("sources.ruined_id", ())
    whole = small(body.format("700123456789"), head="Ad report\nAll time\n")
    assert [row["entity"] for row in rows_of(whole, "spend")] == ["c / g / 700123456789"]


def test_a_report_with_no_rows_is_accepted_with_a_warning() -> None:
    parsed = small("Day,Campaign,Clicks,Impr.,Currency code,Cost\n")
    assert (codes(parsed), codes(parsed, Severity.WARNING)) == ([], ["sources.no_rows"])


def test_a_missing_cost_is_not_zero() -> None:
    finding = only_error(
        small(
            "Day,Campaign,Clicks,Impr.,Currency code,Cost\n2027-03-01,c,1,2,USD, --\n2027-03-02,c,1,2,USD,1.50\n"
        )
    )
    assert (finding.code, finding.place.line, finding.place.path, finding.params["found"]) == (
        "sources.missing_value",
        4,
        "Cost",
        "--",
    )


def test_a_missing_count_stays_unknown() -> None:
    parsed = small("Day,Campaign,Clicks,Impr.,Currency code,Cost\n2027-03-01,c, --,2,USD,1.50\n")
    assert codes(parsed) == []
    assert rows_of(parsed, "spend")[0]["clicks"] is None
    assert "sources.values_missing" in codes(parsed, Severity.WARNING)


def test_the_currency_is_in_the_file_or_said_or_asked_for() -> None:
    body = "Day,Campaign,Clicks,Impr.,Cost\n2027-03-01,c,1,2,3.00\n"
    assert only_error(small(body)).code == "sources.currency_missing"
    assert rows_of(small(body, currency="EUR"), "spend")[0]["currency"] == "EUR"


def test_a_cost_with_another_currencys_sign_is_refused() -> None:
    finding = only_error(small("Day,Campaign,Clicks,Impr.,Currency code,Cost\n2027-03-01,c,1,2,USD,€3.00\n"))
    assert (finding.code, finding.params) == ("sources.currency_differs", {"found": "€", "expected": "USD"})


def test_one_campaign_in_two_currencies_on_a_day_is_refused() -> None:
    body = (
        "Day,Campaign,Clicks,Impr.,Currency code,Cost\n2027-03-01,c,1,2,USD,3.00\n2027-03-01,c,1,2,EUR,4.00\n"
    )
    finding = only_error(small(body))
    assert (finding.code, finding.place.line) == ("sources.repeated_row", 5)


def test_a_total_over_two_currencies_is_no_control_of_the_cost() -> None:
    # 1 USD and 1 EUR are not 2 of anything
    body = (
        "Day,Campaign,Clicks,Impr.,Currency code,Cost\n2027-03-01,c,1,2,USD,1.00\n2027-03-01,d,1,2,EUR,1.00\n"
    )
    parsed = small(body + "Total: Campaigns,--,2,4,--,2.00\n")
    assert [(each.column, each.agrees) for each in parsed.controls] == [
        ("impressions", True),
        ("clicks", True),
    ]


def test_the_account_must_be_said_and_the_zone_should_be() -> None:
    parsed = read(fixture("campaigns.en.csv"))
    assert codes(parsed) == ["sources.account_missing"]
    assert codes(parsed, Severity.WARNING) == ["sources.account_zone_unknown"]


def test_several_accounts_in_one_report_are_refused() -> None:
    body = "Day,Account,Campaign,Clicks,Impr.,Currency code,Cost\n2027-03-01,A,c,1,2,USD,3.00\n2027-03-01,B,c,1,2,USD,3.00\n"
    assert only_error(small(body)).code == "sources.several_accounts"


def test_a_preamble_resaved_with_trailing_commas_is_read() -> None:
    data = fixture("campaigns.en.csv").replace(b"Campaign report\n", b"Campaign report,,,,,,,,,,\n")
    parsed = read(data.replace(b"Avg. CPC,Cost\n", b"Avg. CPC,Cost,\n"), **SAID)
    assert codes(parsed) == []
    assert parsed.facts["title"] == "Campaign report"


def test_a_report_cut_off_inside_a_row_is_refused() -> None:
    whole = fixture("campaigns.en.csv")
    cut = whole[: whole.index(b"Paused")]
    assert codes(read(cut, **SAID)) == ["sources.ragged_row"]


def test_a_report_cut_off_between_rows_has_no_control_total() -> None:
    whole = fixture("campaigns.en.csv")
    cut = whole[: whole.index(b" --,Total")]
    assert codes(read(cut, **SAID), Severity.WARNING) == ["sources.no_control_total"]


def test_days_that_could_be_two_are_refused() -> None:
    body = "Day,Campaign,Clicks,Impr.,Currency code,Cost\n3/1/2027,c,1,2,USD,3.00\n"
    assert only_error(small(body)).code == "sources.date_order_unknown"
    assert rows_of(small(body, date_order="mdy"), "spend")[0]["day"] == date(2027, 3, 1)


def test_all_problems_are_shown_at_once() -> None:
    body = "Day,Campaign,Clicks,Impr.,Currency code,Cost\n2027-02-30,c,1.5,2,USD,3.00\n2027-03-01,,1,2,XXX,lots\n"
    assert sorted(codes(small(body))) == [
        "sources.currency_unknown",
        "sources.missing_value",
        "sources.not_a_count",
        "sources.not_a_date",
        "sources.not_a_number",
    ]
