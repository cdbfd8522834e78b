"""Layouts that name their fields: JSON of nginx, Caddy and Traefik, and tables with a ``#Fields`` line (W3C, IIS, CloudFront)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from assay.sources.web_log.hits import Hit, common_time, iso_time, request_of, status_of

_ADDRESS = (
    "remote_addr",
    "clienthost",
    "request.client_ip",
    "request.remote_ip",
    "remote_ip",
    "client_ip",
    "clientip",
)
_AGENT = (
    "http_user_agent",
    "request_user-agent",
    "request.headers.user-agent",
    "user_agent",
    "useragent",
    "agent",
)
_TIME = (
    "time_iso8601",
    "@timestamp",
    "startutc",
    "startlocal",
    "time_local",
    "msec",
    "ts",
    "timestamp",
    "time",
)
_TARGET = ("request_uri", "request.uri", "requestpath", "uri", "path")
_QUERY = ("args", "query_string", "query")
_METHOD = ("request_method", "request.method", "requestmethod", "method")
_STATUS = ("status", "downstreamstatus", "originstatus", "status_code")
_DEEPEST = 3
NEEDED = ("date", "time", "c-ip", "cs-uri-stem", "sc-status")


def read_json(line: str, zone: ZoneInfo) -> Hit | None:
    """One object a line, under the names that servers use by default or in their documentation."""
    if not line.startswith("{"):
        return None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    fields = _flat(value) if isinstance(value, dict) else {}
    address, at = _first(fields, _ADDRESS), _moment(_first(fields, _TIME), zone)
    method, target = _first(fields, _METHOD), _first(fields, _TARGET)
    if not target:
        method, target = request_of(_first(fields, ("request",)))
    status = _first(fields, _STATUS)
    if not (address and target and status) or at is None:
        return None
    query = _first(fields, _QUERY)
    if query and "?" not in target:
        target = f"{target}?{query}"
    return Hit(at, address, _first(fields, _AGENT), method, target, status_of(status))


@dataclass(slots=True)
class Directives:
    """What the lines beginning with ``#`` have said so far: the columns, and the day where rows do not write it."""

    columns: Mapping[str, int] = field(default_factory=dict)
    day: str = ""

    def take(self, line: str) -> None:
        """Take in one such line."""
        name, _, rest = line.partition(":")
        words = rest.split()
        if name == "#Fields":
            self.columns = {word.lower(): index for index, word in enumerate(words)}
        elif name == "#Date" and words:
            self.day = words[0]

    def missing(self) -> tuple[str, ...]:
        """Columns that are needed and not there; none before any columns were named."""
        known = {*self.columns, *(("date",) if self.day else ())}
        return tuple(name for name in NEEDED if self.columns and name not in known)

    def read(self, line: str, zone: ZoneInfo) -> Hit | None:
        """One row; times are UTC."""
        cells = line.split("\t") if "\t" in line else line.split(" ")
        if self.missing() or len(cells) != len(self.columns):
            return None
        day, stem = self._cell(cells, "date") or self.day, self._cell(cells, "cs-uri-stem")
        at = iso_time(f"{day}T{self._cell(cells, 'time')}+00:00", zone)
        if at is None:
            return None
        query = self._cell(cells, "cs-uri-query")
        return Hit(
            at,
            self._cell(cells, "c-ip"),
            self._cell(cells, "cs(user-agent)"),
            self._cell(cells, "cs-method") or "GET",
            f"{stem}?{query}" if query else stem,
            status_of(self._cell(cells, "sc-status")),
        )

    def _cell(self, cells: list[str], name: str) -> str:
        at = self.columns.get(name)
        return "" if at is None or cells[at] == "-" else cells[at]


def _flat(value: Mapping[str, object], before: str = "", depth: int = 0) -> dict[str, str]:
    """Names in lower case, joined by dots → text; of a list its first member."""
    flat: dict[str, str] = {}
    for name, held in value.items():
        key = f"{before}{name.lower()}"
        one = held[0] if isinstance(held, list) and held else held
        if isinstance(one, dict) and depth < _DEEPEST:
            flat |= _flat(one, f"{key}.", depth + 1)
        elif isinstance(one, str | int | float) and not isinstance(one, bool):
            flat[key] = str(one)
    return flat


def _first(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name] for name in names if fields.get(name, "-") not in ("", "-")), "")


def _moment(written: str, zone: ZoneInfo) -> int | None:
    """An ISO text, a time as in the common layout, or a unix time with or without decimals."""
    whole = written.partition(".")[0]
    if whole.isascii() and whole.isdigit():
        return int(whole) if len(whole) == 10 else int(whole) // 1000 if len(whole) == 13 else None
    return iso_time(written, zone) if written[:4].isdigit() else common_time(written, zone)
