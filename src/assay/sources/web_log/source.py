"""The web-server log as a source: sessions per campaign and day. No address, browser or path leaves it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import BinaryIO
from zoneinfo import ZoneInfo

from assay.core.tables import Record
from assay.ports import ImportOptions, Parsed
from assay.sources.dates import zone_said
from assay.sources.erase import table_without_rows, without_lines
from assay.sources.problems import Problems, rows_shown
from assay.sources.web_log.agents import bot_list
from assay.sources.web_log.hits import Hit
from assay.sources.web_log.keyed import Directives
from assay.sources.web_log.lines import (
    BROKEN,
    LARGEST_LOG,
    TooLargeError,
    hits,
    layout_of,
    packing,
    packing_of,
)
from assay.sources.web_log.visits import SILENCE_SECONDS, Visit, Visits

FORMAT_ID = "web_log"
_ROWS_KEPT = 6
_ONE_IN = 100


class WebLog:
    """An access log of Apache, nginx, Caddy, Traefik, IIS, HAProxy, CloudFront, a load balancer or S3."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the lines decide, not the name
        return bool(layout_of(BytesIO(data)))

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        return self.parse_lines(name, BytesIO(data), options)

    def parse_lines(self, name: str, file: BinaryIO, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        if not options.account:
            problems.error("sources.account_missing")
        zone = zone_said(options.zone, problems, "sources.day_zone_missing") or ZoneInfo("UTC")
        layout = layout_of(file)
        if not layout:
            problems.error("sources.log_unknown")
            return Parsed(FORMAT_ID, (), problems.findings)
        reading = _read(file, layout, zone, problems)
        _report(reading, zone, problems)
        records = tuple(_records(reading.visits, options.account, zone))
        kept = () if problems.has_error() else records
        facts = _facts(reading, records, packing_of(file))
        return Parsed(FORMAT_ID, kept, problems.findings, (), reading.lines, facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        """As the port says; of a packed log nothing is kept."""
        if packing(data) != "plain":
            return b"" if rows else data
        return table_without_rows(data, lambda _: 0, rows)

    def leave_out(self, name: str, file: BinaryIO, rows: frozenset[int]) -> Iterator[bytes]:  # noqa: ARG002 - as above
        return without_lines(file, rows)


@dataclass(slots=True)
class _Reading:
    """What was seen while the lines went by: counts, the first rows of odd and unread lines, first and last moment."""

    layout: str
    zone: ZoneInfo
    directives: Directives = field(default_factory=Directives)
    visits: Visits = field(default_factory=Visits)
    lines: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    rows: dict[str, list[int]] = field(default_factory=lambda: {"odd": [], "unread": []})
    span: tuple[int, int] | None = None

    def note(self, kind: str, row: int) -> None:
        """Count a line that is not as it should be."""
        self.counts[kind] += 1
        if len(self.rows[kind]) < _ROWS_KEPT:
            self.rows[kind].append(row)

    def take(self, hit: Hit, row: int) -> None:
        """Take in a request."""
        if hit.odd:
            self.note("odd", row)
        self.counts["without_agent"] += not hit.agent
        first, last = self.span or (hit.at, hit.at)
        self.span = min(first, hit.at), max(last, hit.at)
        self.visits.add(hit, row)


def _read(file: BinaryIO, layout: str, zone: ZoneInfo, problems: Problems) -> _Reading:
    reading = _Reading(layout, zone)
    try:
        for row, hit in hits(file, layout, zone, reading.directives):
            reading.lines += 1
            if hit is None:
                reading.note("unread", row)
            else:
                reading.take(hit, row)
    except TooLargeError:
        problems.error("sources.packed_too_large", expected=LARGEST_LOG)
    except BROKEN:
        problems.error("sources.packed_broken", reading.lines, line=reading.lines)
    return reading


def _report(reading: _Reading, zone: ZoneInfo, problems: Problems) -> None:
    missing = reading.directives.missing()
    if missing:
        problems.error("sources.columns_missing", columns=", ".join(missing))
    unread, odd = reading.counts["unread"], reading.counts["odd"]
    if unread:
        tell = problems.error if unread * _ONE_IN > reading.lines else problems.warn
        rows = rows_shown(reading.rows["unread"])
        tell(
            "sources.log_lines_unread",
            reading.rows["unread"][0],
            found=unread,
            lines=reading.lines,
            rows=rows,
        )
    if odd:
        problems.warn(
            "sources.log_lines_odd", reading.rows["odd"][0], found=odd, rows=rows_shown(reading.rows["odd"])
        )
    if reading.counts["without_agent"] == reading.lines - unread > 0:
        problems.warn("sources.log_no_agent")
    if not problems.has_error() and not any(reading.visits.sessions()):
        problems.warn("sources.no_rows")
    if reading.span:
        _report_edges(reading.span, zone, problems)


def _report_edges(span: tuple[int, int], zone: ZoneInfo, problems: Problems) -> None:
    """A log that begins or ends within a day counts that day in part, and an import replaces days whole."""
    first, last = (datetime.fromtimestamp(moment, zone) for moment in span)
    opening = datetime.combine(first.date(), time(), zone)
    late = first.timestamp() - opening.timestamp() > SILENCE_SECONDS
    early = datetime.fromtimestamp(span[1] + SILENCE_SECONDS, zone).date() == last.date()
    if late or early:
        params = {"first": f"{first:%Y-%m-%d %H:%M}", "last": f"{last:%Y-%m-%d %H:%M}"}
        problems.warn("sources.log_days_partial", 0, "", **params)


def _records(visits: Visits, account: str, zone: ZoneInfo) -> Iterator[Record]:
    """One row per (campaign, day of the first page); what cannot be known from a log stays unknown."""
    sessions: defaultdict[tuple[date, str], list[Visit]] = defaultdict(list)
    for visit in visits.sessions():
        day = datetime.fromtimestamp(visit.page_at or visit.start, zone).date()
        sessions[day, visit.landing[1] if visit.landing else ""].append(visit)
    for (day, campaign), of_day in sorted(sessions.items()):
        judged = [visit for visit in of_day if visit.is_bot is not None]
        values = {
            "source": FORMAT_ID,
            "account": account,
            "campaign": campaign or None,
            "day": day,
            "sessions": len(of_day),
            "judged": len(judged) or None,
            "invalid_a": sum(visit.is_bot is True for visit in judged) if judged else None,
        }
        yield Record("sessions", min(visit.row for visit in of_day), values)


def _facts(reading: _Reading, records: tuple[Record, ...], packed: str) -> dict[str, str]:
    layout = reading.layout
    if layout == "common" and reading.counts["without_agent"] < reading.lines:
        layout = "combined"
    facts = {
        "layout": layout,
        "packing": packed,
        "zone": reading.zone.key,
        "silence_minutes": str(SILENCE_SECONDS // 60),
        "sessions": _sum(records, "sessions"),
        "bots": _sum(records, "invalid_a"),
        "bot_list": bot_list(),
        "unread": str(reading.counts["unread"]),
        "odd": str(reading.counts["odd"]),
    }
    return facts if layout == "combined" else facts | {"seen": "no"}


def _sum(records: tuple[Record, ...], column: str) -> str:
    return str(sum(count for each in records if isinstance(count := each.values[column], int)))
