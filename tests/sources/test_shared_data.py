"""Public sample data, where it lies beside the checkout: what is worth more than a row of the table in ``shared_data.yaml``."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assay.core.findings import Severity
from assay.core.tables import Contact
from assay.ports import Parsed
from tests.shared import DATA, needs_shared
from tests.sources.reading import codes, read, rows_of

GOOGLE = DATA / "fivetran_dbt_google_ads"
WARNING = Severity.WARNING


MAPPING = """
id = "google_ads_api"
version = "1"
[[columns]]
field = "entity"
type = "id"
required = true
filled = true
headers = ["{entity}"]
[[columns]]
field = "row"
type = "id"
headers = ["_fivetran_id"]
[[columns]]
field = "day"
type = "day"
required = true
headers = ["date"]
[[columns]]
field = "cost"
type = "micros"
required = true
headers = ["cost_micros"]
[[columns]]
field = "clicks"
type = "count"
headers = ["clicks"]
[[columns]]
field = "impressions"
type = "count"
headers = ["impressions"]
[[yields]]
table = "spend"
[yields.values]
entity = { text = "{entity}/{row}" }
campaign = "entity"
day = "day"
cost_micros = "cost"
clicks = "clicks"
impressions = "impressions"
grain = { const = "campaign" }
currency = { const = "USD" }
"""


@needs_shared
def test_reports_of_the_programming_interface_are_read_by_a_mapping() -> None:
    data = (GOOGLE / "campaign_stats_data.csv").read_bytes()
    parsed = read(
        data,
        "campaign_stats_data.csv",
        mapping=MAPPING.replace('"{entity}"]', '"id"]'),
        account="google_ads/api",
    )
    assert codes(parsed) == []
    rows = rows_of(parsed, "spend")
    assert len(rows) == parsed.rows_read > 0
    stated = sum(int(row["cost_micros"]) for row in csv.DictReader(io.StringIO(data.decode())))
    summed = sum(cost for row in rows if isinstance(cost := row["cost_micros"], int))
    assert summed == stated


def imported(path: str, zone: str = "", ours: str = "") -> Parsed:
    file = DATA / path
    return read(file.read_bytes(), file.name, account="crm/a", currency="USD", zone=zone, ours=ours)


@needs_shared
def test_a_message_of_the_standard_is_read_as_it_says() -> None:
    parsed = imported("email_eml_mbox/rfc2822__example02.eml", ours="machine.example")
    (row,) = rows_of(parsed, "interactions")
    assert (row["interaction_id"], row["direction"]) == ("1234@local.machine.example", "out")
    # 09:55:06 at UTC-6 is 15:55:06 UTC
    assert row["at"] == datetime(1997, 11, 21, 15, 55, 6, tzinfo=UTC)
    assert row["contact_key"] == Contact("email", "mary@example.net")


@needs_shared
def test_hubspot_contacts_that_were_merged_are_one_lead() -> None:
    parsed = imported("fivetran_dbt_hubspot/contact_data.csv")
    assert (parsed.format_id, codes(parsed), parsed.rows_read) == ("hubspot_tables", [], 22)
    # the first row took in three of the others: 22 − 3 = 19
    numbers = {row["lead_id"] for row in rows_of(parsed, "leads")}
    assert (len(numbers), numbers & {"76340251", "46897301", "76226001"}) == (19, set())


@needs_shared
def test_hubspot_tables_hang_together_in_a_zip() -> None:
    names = (
        "contact",
        "deal",
        "merged_deal",
        "deal_contact",
        "deal_pipeline_stage",
        "contact_merge_audit",
        "owner",
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.write(DATA / f"fivetran_dbt_hubspot/{name}_data.csv", f"{name}_data.csv")
    parsed = read(buffer.getvalue(), "hubspot.zip", account="crm/a", currency="USD")
    assert (codes(parsed), parsed.rows_read) == ([], 22 + 44)
    # no deal of the sample names its stage, so none is known to be won
    assert (len(rows_of(parsed, "leads")), rows_of(parsed, "orders")) == (19, [])


@needs_shared
def test_a_salesforce_lead_that_was_converted_is_qualified() -> None:
    parsed = imported("fivetran_dbt_salesforce/sf_lead_data.csv", zone="UTC")
    assert (parsed.format_id, codes(parsed)) == ("salesforce_leads", [])
    assert [row["lead_id"] for row in rows_of(parsed, "leads")] == ["00Q1G00000nDnM5UAK"]
    assert [row["verdict"] for row in rows_of(parsed, "qualifications")] == ["qualified"]


@needs_shared
def test_salesforce_opportunities_in_the_bin_are_no_orders() -> None:
    data = (DATA / "fivetran_dbt_salesforce/sf_opportunity_data.csv").read_text("utf-8")
    parsed = imported("fivetran_dbt_salesforce/sf_opportunity_data.csv")
    assert (parsed.format_id, codes(parsed), rows_of(parsed, "orders")) == (
        "salesforce_opportunities",
        [],
        [],
    )
    rows = list(csv.DictReader(io.StringIO(data)))
    restored = read(data.replace(",true,true,,true,", ",true,false,,true,"), account="crm/a", currency="USD")
    orders = rows_of(restored, "orders")
    won = {row["id"] for row in rows if row["is_won"] == "true" and row["_fivetran_active"] == "true"}
    assert {order["order_no"] for order in orders} == won
    stated = sum(int(row["amount"] or 0) for row in rows if row["id"] in won)
    assert (
        sum(micros for order in orders if isinstance(micros := order["amount_micros"], int)) == stated * 10**6
    )


@needs_shared
def test_people_of_pipedrive_are_leads_and_nulls_are_none() -> None:
    parsed = imported("pipedrive_api/recents_response_with_null.json")
    assert (parsed.format_id, codes(parsed)) == ("pipedrive_items", [])
    leads = rows_of(parsed, "leads")
    # the item 4 is null; the e-mails and phones of the others are empty texts
    assert [(lead["lead_id"], lead["email_key"], lead["phone_key"]) for lead in leads] == [
        ("532", None, None),
        ("611", None, None),
    ]


REPORTS = DATA / "fivetran_dbt_ad_reporting"


@needs_shared
@pytest.mark.parametrize(
    ("name", "format_id", "cost"),
    [
        ("google_ads_ad_stats_data.csv", "google_ads_api", "cost_micros"),
        ("google_ads_search_term_keyword_stats_data.csv", "google_ads_api", "cost_micros"),
        ("linkedin_ad_analytics_by_campaign_data.csv", "linkedin_ads", "cost_in_local_currency"),
        ("microsoft_ads_campaign_performance_daily_report_data.csv", "microsoft_ads", "spend"),
        ("microsoft_ads_search_performance_daily_report_data.csv", "microsoft_ads", "spend"),
        ("tiktok_campaign_country_report_data.csv", "tiktok_ads", "spend"),
        ("tiktok_campaign_report_hourly_data.csv", "tiktok_ads", "SPEND"),
    ],
)
def test_tables_of_the_platforms_programming_interfaces_keep_every_cent(
    name: str, format_id: str, cost: str
) -> None:
    data = (REPORTS / name).read_bytes()
    parsed = read(data, name, account="ads/api", zone="UTC", currency="USD")
    assert (parsed.format_id, codes(parsed)) == (format_id, [])
    stated = sum(Decimal(row[cost]) for row in csv.DictReader(io.StringIO(data.decode())))
    summed = sum(
        row["cost_micros"] for row in rows_of(parsed, "spend") if isinstance(row["cost_micros"], int)
    )
    assert summed == (stated if cost == "cost_micros" else stated * 1_000_000)


@needs_shared
def test_a_table_by_month_is_no_daily_report() -> None:
    name = "linkedin_monthly_ad_analytics_by_member_country_data.csv"
    parsed = read((REPORTS / name).read_bytes(), name, account="ads/api", zone="UTC", currency="USD")
    assert "sources.aggregated_not_daily" in codes(parsed)


@needs_shared
def test_ten_thousand_lines_of_a_real_log_are_all_accounted_for() -> None:
    data = (DATA / "weblog_elastic_apache" / "apache_combined_10k.log").read_bytes()
    parsed = read(data, "access.log", account="site/main", zone="UTC")
    assert codes(parsed) == []
    assert (parsed.rows_read, parsed.facts["unread"], parsed.facts["odd"]) == (10_000, "0", "1")
    counts = [count for row in rows_of(parsed, "sessions") if isinstance(count := row["sessions"], int)]
    assert str(sum(counts)) == parsed.facts["sessions"]


@needs_shared
def test_bodies_of_the_cloud_api_are_read_or_say_that_nothing_concerns_us() -> None:
    folder = DATA / "whatsapp_webhooks"
    files = sorted(folder.glob("*.json"))
    parsed = {file.name: read(file.read_bytes(), file.name, account="whatsapp/w") for file in files}
    nothing = {name for name, one in parsed.items() if "sources.webhook_nothing" in codes(one, WARNING)}
    assert set(parsed) - nothing == {
        "call_permission_update.json",
        "callback_button.json",
        "callback_selection.json",
        "flow_completion.json",
        "message.json",
        "message_status.json",
    }
    leads = rows_of(parsed["message.json"], "leads")
    assert [lead["click_id"] for lead in leads] == ["CTWA_CLID"]


@needs_shared
def test_the_flat_table_of_events_gives_each_session_once() -> None:
    # Six events: pseudo_456 has two of one session, pseudo_123 two sessions; so five sessions.
    data = (DATA / "fivetran_dbt_ga4_export" / "event_data.csv").read_bytes()
    parsed = read(data, "event_data.csv", account="ga4/site", zone="UTC")
    assert codes(parsed) == []
    assert {row["campaign"]: row["sessions"] for row in rows_of(parsed, "sessions")} == {
        "campaign_1": 3,
        "campaign_2": 1,
        "(gclid)": 1,
    }
