"""The web-server log as a source: sessions per campaign and day. No address, browser or path leaves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import BinaryIO, TypeAlias
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
from assay.sources.web_log.visits import SILENCE_SECONDS, DisorderError, Visit, Visits

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
        records = tuple(_records(reading.days, options.account))
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
class Counted:
    """The sessions of one campaign on one day: first line, how many, how many with a browser, how many of bots."""

    row: int
    sessions: int = 0
    judged: int = 0
    bots: int = 0


Days: TypeAlias = dict[tuple[date, str], Counted]


@dataclass(slots=True)
class _Reading:
    """What was seen while the lines went by: counts, the first rows of odd and unread lines, first and last moment."""

    layout: str
    zone: ZoneInfo
    directives: Directives = field(default_factory=Directives)
    days: Days = field(default_factory=dict)
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
        if not hit.agent:
            self.counts["without_agent"] += 1
        if self.span is None:
            self.span = hit.at, hit.at
        elif not self.span[0] <= hit.at <= self.span[1]:
            self.span = min(self.span[0], hit.at), max(self.span[1], hit.at)

    def over(self, visit: Visit) -> None:
        """Count a session on the day of its first page."""
        day = datetime.fromtimestamp(visit.page_at or visit.start, self.zone).date()
        counted = self.days.setdefault((day, visit.landing[1] if visit.landing else ""), Counted(visit.row))
        counted.row = min(counted.row, visit.row)
        counted.sessions += 1
        counted.judged += visit.is_bot is not None
        counted.bots += visit.is_bot is True


def _read(file: BinaryIO, layout: str, zone: ZoneInfo, problems: Problems) -> _Reading:
    try:
        return _read_once(file, _Reading(layout, zone), problems, keeps_all=False)
    except DisorderError:
        return _read_once(file, _Reading(layout, zone), problems, keeps_all=True)


def _read_once(file: BinaryIO, reading: _Reading, problems: Problems, *, keeps_all: bool) -> _Reading:
    visits = Visits(reading.over, keeps_all=keeps_all)
    try:
        for row, hit in hits(file, reading.layout, reading.zone, reading.directives):
            reading.lines += 1
            if hit is None:
                reading.note("unread", row)
            else:
                reading.take(hit, row)
                visits.add(hit, row)
    except TooLargeError:
        problems.error("sources.packed_too_large", expected=LARGEST_LOG)
    except BROKEN:
        problems.error("sources.packed_broken", reading.lines, line=reading.lines)
    visits.end()
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
    if not problems.has_error() and not reading.days:
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


def _records(days: Days, account: str) -> Iterator[Record]:
    """One row per (campaign, day of the first page); what cannot be known from a log stays unknown."""
    for (day, campaign), counted in sorted(days.items()):
        values = {
            "source": FORMAT_ID,
            "account": account,
            "campaign": campaign or None,
            "day": day,
            "sessions": counted.sessions,
            "judged": counted.judged or None,
            "invalid_a": counted.bots if counted.judged else None,
        }
        yield Record("sessions", counted.row, values)


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
