"""Exports of HubSpot, Salesforce and Zoho: leads with what sales said of them, won deals as orders, by ready mappings."""

from datetime import UTC, date, datetime

import pytest

from assay.core.findings import Finding, Severity
from assay.core.tables import Contact
from assay.ports import ImportOptions, Parsed
from assay.sources.mapped.salesforce import long_id
from assay.sources.registry import choose, detect
from tests.sources.reading import codes, only_error, read, rows_of

HUB = (
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Lifecycle Stage,Create Date,"
    "Original Source,Country/Region\n"
)
HUB_ROW = (
    "501,Max,Muster,max@lichthof.example,030 2345678,Li Na,New,Lead,2027-03-05 16:14,Paid Search,Germany\n"
)
DEALS = "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Deal owner,Associated Contact IDs\n"
LEADS = (
    "Lead ID,First Name,Last Name,Company / Account,Email,Lead Source,Lead Status,Created Date,Lead Owner\n"
)
LEADS_ROW = "00Q1G00000nDnM5,Max,Muster,Lichthof GmbH,max@lichthof.example,Web,New,2027-03-05T08:14:07.000+0000,Li Na\n"
OPPS = "Opportunity ID,Opportunity Name,Stage,Amount,Amount Currency,Close Date\n"
ZOHO = "Record Id,Lead Owner,First Name,Last Name,Company,Email,Phone,Lead Source,Lead Status,Annual Revenue,Created Time,Email Opt Out\n"
ZOHO_ROW = 'zcrm_4150868000000225013,Li Na,Max,Muster,Lichthof GmbH,max@lichthof.example,+49 30 2345678,Trade Show,{},"$22,700.00","15 Apr, 2027 00:03:00",No\n'


def parsed(
    text: str | bytes,
    mapping: str = "",
    date_order: str = "",
    zone: str = "Asia/Shanghai",
    account: str = "crm/lumora",
    currency: str = "USD",
) -> Parsed:
    return read(
        text,
        "export.csv",
        account=account,
        zone=zone,
        currency=currency,
        mapping=mapping,
        date_order=date_order,
    )


def verdicts(found: Parsed) -> list[object]:
    return [row["verdict"] for row in rows_of(found, "qualifications")]


def test_a_hubspot_contact_is_a_lead() -> None:
    found = parsed(HUB + HUB_ROW)
    assert (found.format_id, found.facts["seen"], codes(found)) == ("hubspot_contacts", "no", [])
    (lead,) = rows_of(found, "leads")
    assert {name: lead[name] for name in ("lead_id", "created_at", "channel", "country", "salesperson")} == {
        "lead_id": "501",
        "created_at": datetime(2027, 3, 5, 8, 14, tzinfo=UTC),  # 16:14 at UTC+8
        "channel": "paid_search",
        "country": "DE",
        "salesperson": "Li Na",
    }
    assert (lead["email_key"], lead["phone_key"], lead["name_key"]) == (
        Contact("email", "max@lichthof.example"),
        Contact("phone", "+49302345678"),
        Contact("name", "Max Muster"),
    )


def test_internal_names_are_read_like_labels() -> None:
    text = "hs_object_id,email,createdate,hs_lead_status,lifecyclestage,hs_analytics_source\n501,max@lichthof.example,2/5/27 1:51,UNQUALIFIED,lead,DIRECT_TRAFFIC\n"
    assert only_error(parsed(text)).code == "sources.date_order_unknown"
    found = parsed(text, date_order="mdy")
    (lead,) = rows_of(found, "leads")
    assert (lead["created_at"], lead["channel"]) == (datetime(2027, 2, 4, 17, 51, tzinfo=UTC), "direct")
    assert verdicts(found) == ["not_qualified"]


def test_hubspot_dates_without_a_zone_wait_for_one() -> None:
    assert only_error(parsed(HUB + HUB_ROW, zone="")).code == "sources.zone_missing"
    assert only_error(parsed(HUB + HUB_ROW, account="")).code == "sources.account_missing"


@pytest.mark.parametrize(
    "stage",
    [
        "Marketing Qualified Lead",
        "Sales Qualified Lead",
        "Opportunity",
        "Customer",
        "salesqualifiedlead",
        "Qualified",
    ],
)
def test_no_lifecycle_stage_is_a_verdict_of_sales_by_itself(stage: str) -> None:
    assert verdicts(parsed(HUB + HUB_ROW.replace(",Lead,", f",{stage},"))) == [None]


def test_a_buyer_may_say_which_stage_is_a_verdict() -> None:
    own = 'extends = "hubspot_contacts"\nversion = "lumora-1"\n[values.stage]\nqualified = ["Sales Qualified Lead", "Opportunity"]\n'
    text = HUB + HUB_ROW.replace(",Lead,", ",Opportunity,") + HUB_ROW.replace("501", "502")
    found = parsed(text, mapping=own)
    assert verdicts(found) == ["qualified", None]
    assert (found.format_id, found.facts["mapping"]) == ("hubspot_contacts", "hubspot_contacts@1+lumora-1")


def test_what_sales_said_goes_before_the_stage() -> None:
    own = 'extends = "hubspot_contacts"\nversion = "2"\n[values.stage]\nqualified = ["Opportunity"]\n'
    text = HUB + HUB_ROW.replace(",New,Lead,", ",Unqualified,Opportunity,")
    assert verdicts(parsed(text, mapping=own)) == ["not_qualified"]


def test_a_status_of_ones_own_is_told_and_decides_nothing() -> None:
    found = parsed(HUB + HUB_ROW.replace(",New,", ",Hot!,"))
    assert verdicts(found) == [None]
    (note,) = (item for item in found.findings if item.code == "sources.values_not_named")
    assert (note.place.path, note.params["found"], note.severity) == ("Lead Status", "Hot!", Severity.INFO)


def test_without_a_status_nobody_judges() -> None:
    text = "Record ID,Email,Create Date\n501,max@lichthof.example,2027-03-05 16:14\n"
    found = parsed(text)
    assert (len(rows_of(found, "leads")), rows_of(found, "qualifications")) == (1, [])


def test_the_columns_of_the_company_are_not_the_contacts() -> None:
    head = "Record ID - Contact,Email,Phone Number,Create Date,Record ID - Company,Company name,Phone Number,Create Date\n"
    row = "501,max@lichthof.example,+49 30 2345678,2027-03-05 16:14,77,Lichthof GmbH,+49 30 9999999,2019-01-01 10:00\n"
    (lead,) = rows_of(parsed(head + row), "leads")
    assert (lead["phone_key"], lead["created_at"]) == (
        Contact("phone", "+49302345678"),
        datetime(2027, 3, 5, 8, 14, tzinfo=UTC),
    )


def test_two_columns_of_one_name_that_nobody_can_tell_apart_are_refused() -> None:
    text = "Record ID,Email,Create Date,Create Date\n501,max@lichthof.example,2027-03-05 16:14,2019-01-01 10:00\n"
    assert only_error(parsed(text)).code == "sources.duplicate_column"


def test_only_a_won_deal_is_an_order() -> None:
    found = parsed(
        DEALS
        + '901,Lamps,Closed Won,Sales,"12,500.50",2027-04-01 10:00,Li Na,501\n'
        + "902,Poles,Closed Lost,Sales,900.00,2027-04-02 10:00,Li Na,502\n"
        + "903,Bulbs,Contract Sent,Sales,100.00,,Li Na,503\n"
    )
    assert (found.format_id, found.rows_read, codes(found)) == ("hubspot_deals", 3, [])
    (order,) = rows_of(found, "orders")
    assert (order["order_no"], order["lead_id"], order["stage"], order["ordered_on"]) == (
        "901",
        "501",
        "bulk_order",
        date(2027, 4, 1),
    )
    assert (order["amount_micros"], order["currency"]) == (12_500_500_000, "USD")


def test_a_deal_of_several_contacts_names_no_lead() -> None:
    found = parsed(DEALS + "901,Lamps,Closed Won,Sales,12.50,2027-04-01 10:00,Li Na,501;502\n")
    assert rows_of(found, "orders")[0]["lead_id"] is None
    assert codes(found, Severity.WARNING).count("sources.several_ids") == 1


def test_a_won_deal_without_its_day_is_refused() -> None:
    error = only_error(parsed(DEALS + "901,Lamps,Closed Won,Sales,12.50,,Li Na,501\n"))
    assert (error.code, error.place.line, error.place.path) == ("sources.missing_value", 2, "Close Date")


def test_a_stage_in_other_words_is_won_when_the_buyer_says_so() -> None:
    text = DEALS + "901,Lamps,Gewonnen,Sales,12.50,2027-04-01,Li Na,501\n"
    assert rows_of(parsed(text), "orders") == []
    own = 'extends = "hubspot_deals"\nversion = "1"\n[values.stage]\ntrial_order = ["Gewonnen"]\n'
    assert rows_of(parsed(text, mapping=own), "orders")[0]["stage"] == "trial_order"


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        ('extends = "hubspot"\nversion = "1"\n', "sources.mapping_unknown"),
        ('extends = "hubspot_deals"\n', "sources.mapping_missing"),
        ('extends = "hubspot_deals"\nversion = "1"\n[values.amount]\nx = ["1"]\n', "sources.mapping_unknown"),
        (
            'extends = "hubspot_deals"\nversion = "1"\n[values.stage]\nwon = ["x"]\n',
            "sources.mapping_unknown",
        ),
        ('extends = "hubspot_deals"\nversion = "1"\nid = "mine"\n', "sources.mapping_unknown"),
        (
            'extends = "hubspot_deals"\nversion = "1"\n[values.stage]\nbulk_order = ["Won"]\ntrial_order = ["won"]\n',
            "sources.mapping_twice",
        ),
    ],
)
def test_an_extension_that_says_nothing_known_is_refused(own: str, reason: str) -> None:
    found = choose("d.csv", DEALS.encode(), ImportOptions(mapping=own))
    assert isinstance(found, Finding)
    assert found.code == reason


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        # capitals per five: 00Q1G → places 2, 4 → 4+16=20 → U; 00000 → 0 → A; nDnM5 → places 1, 3 → 2+8=10 → K
        ("00Q1G00000nDnM5", "00Q1G00000nDnM5UAK"),
        ("00Q1G00000nDnM5UAK", "00Q1G00000nDnM5UAK"),
        ("00q1g00000ndnm5uak", "00Q1G00000nDnM5UAK"),
        ("00Q1G00000NDNM5UAK", "00Q1G00000nDnM5UAK"),
        ("00Q1G00000nDnM5BAK", None),  # B = 1 would make a capital of the digit 0
        (
            "00Q1G00000nDnM5UAA",
            None,
        ),  # three letters that take the capitals D and M away are those of another id
        ("00Q1G", None),
        ("00Q1G00000nDnM5UA9", None),
    ],
)
def test_a_salesforce_id_is_one_however_it_is_written(text: str, whole: str | None) -> None:
    assert long_id(text) == whole


def test_a_salesforce_report_ends_with_lines_that_are_no_leads() -> None:
    footer = '\n\nGrand Totals (1 records)\n"Copyright © 2000-2027 salesforce.com, inc. All rights reserved."\nConfidential Information - Do Not Distribute\nGenerated By: Li Na 4/1/2027 10:00 AM\nLumora Ltd\n'
    found = parsed(LEADS + LEADS_ROW + footer)
    assert (found.format_id, found.rows_read, codes(found)) == ("salesforce_leads", 1, [])
    assert [(each.column, each.stated, each.agrees) for each in found.controls] == [("records", "1", True)]
    (lead,) = rows_of(found, "leads")
    assert (lead["lead_id"], lead["created_at"]) == (
        "00Q1G00000nDnM5UAK",
        datetime(2027, 3, 5, 8, 14, 7, tzinfo=UTC),
    )
    short = parsed(LEADS + LEADS_ROW + footer.replace("(1 ", "(2 "))
    assert (only_error(short).code, short.records) == ("sources.total_disagrees", ())


def test_a_row_that_was_cut_off_is_no_footer() -> None:
    assert only_error(parsed(LEADS + LEADS_ROW + "00Q1G00000nDnM6\n")).code == "sources.ragged_row"


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("Unqualified", "not_qualified"),
        ("Qualified", "qualified"),
        ("Closed - Converted", "qualified"),
        ("Closed - Not Converted", None),
        ("Working - Contacted", None),
    ],
)
def test_what_a_salesforce_status_says(status: str, verdict: str | None) -> None:
    assert verdicts(parsed(LEADS + LEADS_ROW.replace(",New,", f",{status},"))) == [verdict]


def test_a_converted_lead_was_judged_when_it_was_converted() -> None:
    head = "Id,CreatedDate,Status,LeadSource,IsConverted,ConvertedDate,gclid__c,IsDeleted\n"
    row = "00Q1G00000nDnM5UAK,2027-03-05T08:14:07.000Z,Working,Web,true,2027-03-09,CjX,false\n"
    found = parsed(head + row + row.replace("nDnM5UAK", "nDnM6").replace(",false\n", ",true\n"))
    (judged,) = rows_of(found, "qualifications")  # the second lead lies in the bin
    # a day without a time is its midnight, 00:00 at UTC+8
    assert (judged["verdict"], judged["judged_at"]) == ("qualified", datetime(2027, 3, 8, 16, tzinfo=UTC))
    assert [row["click_id"] for row in rows_of(found, "leads")] == ["CjX"]


def test_a_salesforce_report_whose_create_date_is_a_day_takes_its_beginning_and_says_so() -> None:
    head = LEADS.replace("Created Date", "Create Date")
    rows = [
        LEADS_ROW.replace("2027-03-05T08:14:07.000+0000", "3/15/2027"),
        LEADS_ROW.replace("nDnM5,", "nDnM6,").replace("2027-03-05T08:14:07.000+0000", "3/2/2027"),
    ]
    found = parsed(head + "".join(rows))
    assert codes(found) == []
    # midnight at UTC+8 is 16:00 of the day before
    assert [row["created_at"] for row in rows_of(found, "leads")] == [
        datetime(2027, 3, 14, 16, tzinfo=UTC),
        datetime(2027, 3, 1, 16, tzinfo=UTC),
    ]
    (told,) = [each for each in found.findings if each.code == "sources.days_without_time"]
    assert (told.place.path, told.params["zone"], told.severity) == (
        "Create Date",
        "Asia/Shanghai",
        Severity.WARNING,
    )
    assert only_error(parsed(head + "".join(rows), zone="")).code == "sources.zone_missing"


def test_a_day_among_moments_of_salesforce_is_no_moment() -> None:
    text = LEADS + LEADS_ROW + LEADS_ROW.replace("nDnM5,", "nDnM6,").replace("T08:14:07.000+0000", "")
    finding = only_error(parsed(text))
    assert (finding.code, finding.place.line) == ("sources.time_missing", 3)


def test_a_won_opportunity_is_an_order() -> None:
    found = parsed(
        OPPS
        + '006q000000HddohAAB,Lamps,Closed Won,"24,120.00",EUR,26.02.2027\n'
        + "006q000000HdPzpAAF,Poles,Negotiation,5.00,EUR,27.02.2027\n\nGrand Totals (2 records)\n"
    )
    assert found.format_id == "salesforce_opportunities"
    (order,) = rows_of(found, "orders")
    assert (order["order_no"], order["ordered_on"], order["currency"], order["amount_micros"]) == (
        "006q000000HddohAAB",
        date(2027, 2, 26),
        "EUR",
        24_120_000_000,
    )


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("Junk Lead", "not_qualified"),
        ("Pre-Qualified", None),
        ("Lost Lead", None),
        ("Contacted", None),
        ("Qualified", "qualified"),
    ],
)
def test_what_a_zoho_status_says(status: str, verdict: str | None) -> None:
    found = parsed(ZOHO + ZOHO_ROW.format(status))
    assert (found.format_id, codes(found), verdicts(found)) == ("zoho_leads", [], [verdict])
    (lead,) = rows_of(found, "leads")
    assert (lead["lead_id"], lead["channel"]) == ("4150868000000225013", "trade_show")
    assert lead["created_at"] == datetime(2027, 4, 14, 16, 3, tzinfo=UTC)  # 00:03 at UTC+8


def test_a_zoho_deal_that_is_won_is_an_order() -> None:
    head = "Record Id,Deal Name,Stage,Amount,Closing Date,Account Name\n"
    rows = 'zcrm_11,Lamps,Closed Won,"$22,700.00","15 Apr, 2027",Lichthof GmbH\nzcrm_12,Poles,Qualification,"$1.00","16 Apr, 2027",Lichthof GmbH\n'
    found = parsed(head + rows)
    (order,) = rows_of(found, "orders")
    assert (order["order_no"], order["amount_micros"], order["ordered_on"]) == (
        "11",
        22_700_000_000,
        date(2027, 4, 15),
    )
    assert codes(parsed(head + rows, currency="EUR")) == ["sources.currency_differs"] * 2


def test_an_id_that_a_spreadsheet_has_ruined_is_refused() -> None:
    assert only_error(parsed(HUB + HUB_ROW.replace("501,", "5.01E+11,"))).code == "sources.ruined_id"


def test_lists_of_companies_and_orders_are_no_leads() -> None:
    for head in (
        "Record ID,Company name,Create Date,Phone Number\n",
        "id,created_date,status,total_amount\n",
    ):
        assert isinstance(detect("x.csv", head.encode() + b"1,2,3,4\n"), Finding)
