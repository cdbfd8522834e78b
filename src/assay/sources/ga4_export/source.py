"""The event export of Google Analytics 4 as a source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from assay.ports import ImportOptions, Parsed
from assay.sources.dates import zone_said
from assay.sources.deliveries import without_deliveries
from assay.sources.erase import table_without_rows, without_lines
from assay.sources.ga4_export.events import HEAD, Event, header_score, is_json, read_events, stream_events
from assay.sources.ga4_export.sessions import collect, records_of
from assay.sources.lines import row_lines
from assay.sources.problems import Problems
from assay.sources.table import header_points

FORMAT_ID = "ga4_export"


class Ga4Export:
    """Events as BigQuery gives them, in JSON or CSV, or in the flat table of a warehouse connector."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the fields decide, not the name
        return is_json(data) or header_points(data, header_score) > 0

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        return _parsed(name, lambda problems: read_events(data, problems), options)

    def parse_lines(self, name: str, file: BinaryIO, options: ImportOptions) -> Parsed:
        return _parsed(name, lambda problems: stream_events(file, problems), options)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        if is_json(data):
            return without_deliveries(data, rows)
        return table_without_rows(data, header_score, rows)

    def leave_out(self, name: str, file: BinaryIO, rows: frozenset[int]) -> Iterator[bytes]:  # noqa: ARG002 - as above
        """As the port says; an event in JSON Lines is its line."""
        lines = rows if is_json(file.read(HEAD)) else row_lines(file, header_score, rows)
        file.seek(0)
        return without_lines(file, lines)


def _parsed(name: str, events: Callable[[Problems], Iterable[Event]], options: ImportOptions) -> Parsed:
    problems = of_events = Problems(name)

    def begin() -> Iterable[Event]:
        nonlocal of_events
        of_events = Problems(name)  # whoever begins again finds the same again
        return events(of_events)

    if not options.account:
        problems.error("sources.account_missing")
    zone_said(options.zone, problems, "sources.day_zone_missing")
    collected = collect(begin)
    problems.take(of_events)
    if collected.without_session:
        found, whole = collected.without_session, collected.events
        problems.warn("sources.ga4_events_without_session", found=found, events=whole)
    if not collected.events and not problems.has_error():
        problems.warn("sources.no_rows")
    records = tuple(records_of(collected, FORMAT_ID, options.account))
    facts = {"zone": options.zone, "sessions": str(collected.sessions)}
    kept = () if problems.has_error() else records
    return Parsed(FORMAT_ID, kept, problems.findings, (), collected.events, facts)
