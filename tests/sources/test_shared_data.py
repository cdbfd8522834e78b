"""Public sample data, where it lies beside the checkout: nothing in it makes a reader raise, and exports of the Google
Ads interface for programs are read through a mapping of one's own."""

import csv
import io
from pathlib import Path

import pytest

from assay.core.findings import Finding, Severity
from assay.ports import ImportOptions
from assay.sources.registry import detect
from tests.sources.reading import codes, read, rows_of

DATA = Path(__file__).parents[3] / "shared" / "data"
GOOGLE = DATA / "fivetran_dbt_google_ads"
SMALL = 300_000
WARNING = Severity.WARNING

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


@needs_data
def test_ten_thousand_lines_of_a_real_log_are_all_accounted_for() -> None:
    data = (DATA / "weblog_elastic_apache" / "apache_combined_10k.log").read_bytes()
    parsed = read(data, "access.log", account="site/main", zone="UTC")
    assert codes(parsed) == []
    assert (parsed.rows_read, parsed.facts["unread"], parsed.facts["odd"]) == (10_000, "0", "1")
    counts = [count for row in rows_of(parsed, "sessions") if isinstance(count := row["sessions"], int)]
    assert str(sum(counts)) == parsed.facts["sessions"]


@needs_data
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


@needs_data
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
