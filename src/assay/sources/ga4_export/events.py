"""Events of the export: JSON, CSV with JSON inside its cells, and the flat table of a warehouse connector."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import BinaryIO, NamedTuple

from assay.sources.cells import Row, header_key, is_missing, text_of
from assay.sources.dates import read_stamp
from assay.sources.deliveries import (
    Body,
    each_delivery,
    each_line_delivery,
    holds,
    is_json_lines,
    member,
    members,
    text,
)
from assay.sources.lines import Lines, NotByLinesError, read_rows
from assay.sources.numbers import is_ruined_id
from assay.sources.problems import Problems, shown
from assay.sources.table import read_grid

_FLAT = {
    "name": "event_name", "date": "event_date", "timestamp": "event_timestamp", "param_ga_session_id": "ga_session_id",
    "param_campaign": "campaign", "param_gclid": "gclid", "param_session_engaged": "session_engaged",
}  # fmt: skip
"""Columns of the flat table → fields and parameters of the export."""

_PARAMETERS = ("ga_session_id", "campaign", "gclid", "session_engaged")
_NESTED = ("event_params", "collected_traffic_source", "session_traffic_source_last_click")
UNKNOWN = frozenset({"(not set)", "(data not available)"})
"""What stands in place of a campaign that Google does not know."""

_FLAGS = {"true": "1", "false": "0"}
HEAD = 1 << 20
"""Bytes that tell which kind of file it is."""

_NEEDED = ("event_name", "event_date", "event_timestamp", "user_pseudo_id")
_READ = frozenset((*_NEEDED, *_PARAMETERS, *_NESTED))


class Event(NamedTuple):
    """One event; a tuple, for an export has millions of them.

    Attributes:
        row: Its row in the file.
        day: Day in the property's zone.
        moment: Its time stamp, written so that texts sort as moments do.
        visitor: Identifier of the browser; never leaves this package.
        session: Number of the visitor's session; either is empty where the visitor gave no consent.
        campaign: Campaign as the event names it; empty when it names none.
        last_click: Campaign of the session's last click, as Google decides it; empty when the export does not say.
        engaged: ``1``, ``0``, or empty when the event does not say.
    """

    row: int
    day: date
    moment: str
    visitor: str
    session: str
    name: str
    campaign: str
    last_click: str
    engaged: str


def is_json(data: bytes) -> bool:
    """Whether bytes look like events in JSON."""
    return holds(data, b'"event_name"', b'"user_pseudo_id"', b'"event_timestamp"')


def header_score(headers: Sequence[str]) -> int:
    """How many of the columns a row of headers names; 0 unless all that are needed are there."""
    known = {_FLAT.get(header_key(header), header_key(header)) for header in headers}
    has_session = bool(known & {"event_params", "ga_session_id"})
    found = known & {*_NEEDED, *_PARAMETERS, *_NESTED}
    return len(found) if known.issuperset(_NEEDED) and has_session else 0


def read_events(data: bytes, problems: Problems) -> Iterator[Event]:
    """Every event whose day can be read; the others are findings."""
    if is_json(data):
        for delivery in each_delivery(data, _is_event, problems):
            event = _event(delivery.line, delivery.body, problems)
            if event:
                yield event
        return
    grid = read_grid(data, header_score, problems)
    if grid is not None:
        yield from _row_events(grid.header, grid.rows, problems)


def stream_events(file: BinaryIO, problems: Problems) -> Iterator[Event]:
    """The same of a file of any size.

    Raises:
        NotByLinesError: It cannot be read line by line.
    """
    file.seek(0)
    head = file.read(HEAD)
    if not is_json(head):
        table = read_rows(file, header_score, problems)
        yield from _row_events(table.header, (row for row, _ in table.rows), problems)
    elif is_json_lines(head):
        for delivery in each_line_delivery(Lines(file), _is_event, problems):
            event = _event(delivery.line, delivery.body, problems)
            if event:
                yield event
    else:
        raise NotByLinesError


def _row_events(header: Row, rows: Iterable[Row], problems: Problems) -> Iterator[Event]:
    places: dict[str, int] = {}
    for place, each in enumerate(header.texts):
        name = _FLAT.get(header_key(each), header_key(each))
        if name in _READ:
            places.setdefault(name, place)
    columns = tuple(places.items())
    for row in rows:
        cells = row.cells
        fields = {name: _unpacked(name, text_of(cells[place])) for name, place in columns}
        event = _event(row.number, fields, problems)
        if event:
            yield event


def _is_event(body: Body) -> bool:
    return "event_name" in body and "event_timestamp" in body


def _unpacked(name: str, cell: str) -> object:
    if name not in _NESTED:
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def _event(row: int, fields: Body, problems: Problems) -> Event | None:
    written, moment = text(fields, "event_date"), text(fields, "event_timestamp")
    stamp = read_stamp(written)
    if stamp is None or not moment:
        column = "event_timestamp" if stamp else "event_date"
        problems.error("sources.not_a_date", row, column, found=shown(moment if stamp else written))
        return None
    params = _parameters(fields)
    visitor, session = text(fields, "user_pseudo_id"), params["ga_session_id"]
    for column, found in (
        ("event_timestamp", moment),
        ("user_pseudo_id", visitor),
        ("ga_session_id", session),
    ):
        if is_ruined_id(found):
            problems.error("sources.ruined_id", row, column, found=shown(found))
            return None
    collected = member(fields, "collected_traffic_source")
    clicked = params["gclid"] or text(collected, "gclid")
    engaged = params["session_engaged"]
    return Event(
        row,
        stamp.day,
        moment.zfill(20),
        "" if is_missing(visitor) else visitor,
        "" if is_missing(session) else session,
        text(fields, "event_name"),
        params["campaign"] or text(collected, "manual_campaign_name") or ("(gclid)" if clicked else ""),
        _last_click(member(fields, "session_traffic_source_last_click")),
        _FLAGS.get(engaged.lower(), engaged),
    )


def _parameters(fields: Body) -> Mapping[str, str]:
    """The parameters we need, out of the nested list or of columns of their own."""
    found = {name: text(fields, name) if name in fields else "" for name in _PARAMETERS}
    for parameter in members(fields, "event_params"):
        key = text(parameter, "key")
        if key in found:
            value = member(parameter, "value")
            found[key] = text(value, "string_value") or text(value, "int_value") or text(fields, key)
    return found


def _last_click(source: Body) -> str:
    """The campaign that Google gives the session: across channels, else of the tags, else of Google Ads."""
    if not source:
        return ""
    for part, name in (
        ("cross_channel_campaign", "campaign_name"),
        ("manual_campaign", "campaign_name"),
        ("google_ads_campaign", "campaign_name"),
    ):
        found = text(member(source, part), name)
        if found and found not in UNKNOWN:
            return found
    return ""
