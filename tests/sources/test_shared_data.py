"""Public sample data, where it lies beside the checkout: nothing in it makes a reader raise, and exports of the Google
Ads interface for programs are read through a mapping of one's own."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from assay.core.findings import Finding
from assay.ports import ImportOptions
from assay.sources.registry import detect
from tests.sources.reading import codes, read, rows_of

DATA = Path(__file__).parents[3] / "shared" / "data"
GOOGLE = DATA / "fivetran_dbt_google_ads"
SMALL = 300_000

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the sample data is not beside this checkout")

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


@needs_data
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


REPORTS = DATA / "fivetran_dbt_ad_reporting"


@needs_data
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


@needs_data
def test_a_table_by_month_is_no_daily_report() -> None:
    name = "linkedin_monthly_ad_analytics_by_member_country_data.csv"
    parsed = read((REPORTS / name).read_bytes(), name, account="ads/api", zone="UTC", currency="USD")
    assert "sources.aggregated_not_daily" in codes(parsed)


@needs_data
def test_no_public_file_makes_detection_or_reading_raise() -> None:
    read_files = 0
    for file in sorted(file for file in DATA.rglob("*") if file.is_file() and file.stat().st_size <= SMALL):
        data = file.read_bytes()
        found = detect(file.name, data)
        if not isinstance(found, Finding):
            found.parse(file.name, data, ImportOptions(account="a", zone="UTC", currency="USD"))
        read_files += 1
    assert read_files > 100
