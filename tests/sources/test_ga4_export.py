"""Events of Google Analytics 4: sessions by browser and number, whatever shape the export has."""

import csv
import io
import json
from datetime import date

import pytest

from assay.core.findings import Severity
from assay.core.tables import Value
from assay.ports import Parsed
from tests.sources.reading import codes, fixture, only_error, read, rows_of

FIGURES = ("sessions", "judged", "bounced", "form_starts", "form_submits")


def events(data: bytes | str = b"", zone: str = "UTC", account: str = "ga4/site") -> Parsed:
    return read(data or fixture("ga4_events.jsonl"), "events.jsonl", zone=zone, account=account)


def counted(parsed: Parsed) -> dict[tuple[Value, Value], tuple[Value, ...]]:
    return {
        (row["campaign"], row["day"]): tuple(row[name] for name in FIGURES)
        for row in rows_of(parsed, "sessions")
    }


def bodies() -> list[dict[str, object]]:
    return [json.loads(line) for line in fixture("ga4_events.jsonl").splitlines()]


def test_sessions_are_counted_once_on_the_day_of_their_first_event() -> None:
    # 111.222/900 and 333.444/900 are two sessions of search-us: the first engaged and with a form, the second bounced.
    # 333.444/901 runs over midnight and is one of 1 March, brought by no campaign, bounced.
    # 111.222/902: Google says display-eu, which counts more than the event's own search-us. 555.666/903: a click id alone.
    first, second = date(2027, 3, 1), date(2027, 3, 2)
    assert counted(events()) == {
        ("search-us", first): (2, 2, 1, 1, 1),
        (None, first): (1, 1, 1, 0, 0),
        ("display-eu", second): (1, None, None, 0, 0),
        ("(gclid)", second): (1, None, None, 0, 0),
    }


def test_events_without_a_session_are_told() -> None:
    (finding,) = [each for each in events().findings if each.severity is Severity.WARNING]
    assert (finding.code, dict(finding.params)) == (
        "sources.ga4_events_without_session",
        {"found": "1", "events": "10"},
    )


def test_forms_are_unknown_where_no_event_of_them_is_there() -> None:
    kept = [body for body in bodies() if not str(body["event_name"]).startswith("form_")]
    figures = counted(events("\n".join(map(json.dumps, kept))))
    assert {figure[3:] for figure in figures.values()} == {(None, None)}


def test_the_first_touch_of_a_browser_is_no_campaign_of_its_session() -> None:
    assert "first-touch" not in {row["campaign"] for row in rows_of(events(), "sessions")}


def test_no_identifier_leaves_the_source() -> None:
    assert not [each for each in ("111.222", "333.444", "Cj0K") if each in repr(events())]


def test_the_order_of_events_changes_nothing() -> None:
    turned = "\n".join(json.dumps(body) for body in reversed(bodies()))
    assert counted(events(turned)) == counted(events())


def test_a_table_with_json_in_its_cells_is_read_alike() -> None:
    names = [*bodies()[0], "session_traffic_source_last_click", "collected_traffic_source"]
    table = io.StringIO()
    writer = csv.DictWriter(table, names)
    writer.writeheader()
    for body in bodies():
        cells = {
            key: json.dumps(value, indent=1) if isinstance(value, list | dict) else value
            for key, value in body.items()
        }
        writer.writerow(cells)
    assert counted(events(table.getvalue())) == counted(events())


def test_a_flat_table_of_a_connector_is_read() -> None:
    table = (
        "date,name,timestamp,user_pseudo_id,param_ga_session_id,param_campaign,param_gclid,param_session_engaged,param_session_engaged\n"
        "2027-03-01,page_view,2027-03-01 12:00:00,a,1,search-us,,true,1\n"
        "2027-03-01,page_view,2027-03-01 12:01:00,b,1,,Cj0K,false,1\n"
    )
    assert counted(events(table)) == {
        ("search-us", date(2027, 3, 1)): (1, 1, 0, None, None),
        ("(gclid)", date(2027, 3, 1)): (1, 1, 1, None, None),
    }


def test_an_event_without_a_day_keeps_the_file_out() -> None:
    broken = json.dumps(bodies()[0] | {"event_date": "yesterday"})
    parsed = events(broken)
    assert (only_error(parsed).code, only_error(parsed).place.path) == ("sources.not_a_date", "event_date")
    assert parsed.records == ()


@pytest.mark.parametrize("unknown", ["(not set)", "(data not available)", "", None])
@pytest.mark.parametrize("part", ["cross_channel_campaign", "manual_campaign"])
def test_what_one_part_of_the_last_click_does_not_know_another_may(part: str, unknown: str | None) -> None:
    last_click = {part: {"campaign_name": unknown}, "google_ads_campaign": {"campaign_name": "search-us"}}
    parsed = events(json.dumps(bodies()[0] | {"session_traffic_source_last_click": last_click}))
    assert [campaign for campaign, _ in counted(parsed)] == ["search-us"]


_TABLE = "event_name,event_date,event_timestamp,user_pseudo_id,ga_session_id\n"


@pytest.mark.parametrize(
    ("column", "row"),
    [
        ("event_timestamp", "page_view,20270301,1.80327E+15,1.2,9"),
        ("user_pseudo_id", "page_view,20270301,1803270000000000,1.23457E+18,9"),
        ("ga_session_id", "page_view,20270301,1803270000000000,1.2,1.80327E+09"),
    ],
)
def test_ids_that_a_spreadsheet_has_rounded_would_make_one_session_of_many_and_are_refused(
    column: str, row: str
) -> None:
    parsed = events(f"{_TABLE}{row}\n")
    error = only_error(parsed)
    assert (error.code, error.place.line, error.place.path) == ("sources.ruined_id", 2, column)
    assert parsed.records == ()


@pytest.mark.parametrize("missing", ["", "null", "#N/A", "nan"])
def test_a_word_for_no_session_is_no_session(missing: str) -> None:
    rows = f"page_view,20270301,1803270000000000,1.2,9\npage_view,20270301,1803270000000000,3.4,{missing}\n"
    parsed = events(_TABLE + rows)
    assert counted(parsed) == {(None, date(2027, 3, 1)): (1, None, None, None, None)}
    assert codes(parsed, Severity.WARNING) == ["sources.ga4_events_without_session"]


def test_account_and_zone_are_asked_for() -> None:
    assert set(codes(events(account="", zone=""))) == {"sources.account_missing", "sources.day_zone_missing"}
    assert only_error(events(zone="Mars/Base")).code == "sources.zone_unknown"
