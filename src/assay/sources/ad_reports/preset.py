"""The preset: one platform's reports as data. Everything that differs between two platforms is here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from assay.sources.cells import header_key, is_missing

FIELDS = (
    "day", "start", "end", "account", "currency", "campaign", "campaign_id", "campaign_type", "ad_group", "ad_group_id",
    "keyword", "match_type", "search_term", "ad", "ad_id", "cost", "cost_micros", "cost_total", "cost_grant", "impressions", "clicks",
    "result_kind", "results",
)  # fmt: skip
"""What a column may be. ``cost`` is what was paid, ``cost_micros`` the same in millionths; ``cost_total`` is it with what the
platform gave, ``cost_grant``."""

_PLACEHOLDERS = {"{currency}": "(?P<currency>[a-z]{3})", "{zone}": r"(?P<zone>[\w/+:\-]+)"}
_NOTHING = re.compile("(?!)")


@dataclass(frozen=True, slots=True)
class Header:
    """A column that is known.

    Attributes:
        field: One of :data:`FIELDS`; empty for a column that belongs to the platform and is not read.
        currency: ISO code that its name says, empty when none.
        zone: Time zone that its name says, empty when none.
    """

    field: str
    currency: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """A header that means a field only in one table of a platform, such as a bare ``id``.

    Attributes:
        key: The header as it is compared.
        field: One of :data:`FIELDS`.
        beside: Headers that show that it is that table.
        without: Headers that show that it is another.
    """

    key: str
    field: str
    beside: frozenset[str]
    without: frozenset[str]


@dataclass(frozen=True, slots=True)
class Preset:
    """One platform.

    Attributes:
        id: Format id; becomes the ``source`` of every row.
        version: Raised with every change.
        seen: Whether a real file was read, or only descriptions of it.
        known: Header as it is compared → what its column is; those of the platform that are not read among them.
        patterns: How a header is written that says more than its field, with that field.
        recognise: Groups of headers; one of them whole shows that a file is of this platform.
        unless: Headers that show that it is of another.
        only_known: Whether a column that is not named here shows that it is of another.
        totals: A totals row's label.
        blank_total: Whether a row that names no entity, or no day where there is none to name, is the totals row.
        footers: A line below the table that is no row of it.
        preamble: ``mark``, ``period``, ``unit``, ``account``, ``zone`` → how a title line says it; what is said is group 1.
        file_name: How the name of the file says the period.
        daily_units: Units of time (``unit`` of the preamble) of which a row is of one day.
        one_day: Whether figures of a period of one day are figures of that day.
        start_only: Whether the day column holds the first day of a longer time when the report is not split by day.
        date_order: Order of day and month that the platform always writes; empty when it depends.
        currency: Currency that the platform always writes; empty when it depends.
        signed: Whether every amount carries its currency.
        cash_apart: Whether the platform also spends what it gives, so that a total alone may hold it.
        within: Headers that mean something in one table only.
    """

    id: str
    version: str
    seen: bool
    known: Mapping[str, Header]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    recognise: tuple[tuple[re.Pattern[str], ...], ...]
    unless: frozenset[str]
    only_known: bool
    totals: re.Pattern[str]
    blank_total: bool
    footers: re.Pattern[str]
    preamble: Mapping[str, re.Pattern[str]]
    file_name: re.Pattern[str]
    daily_units: tuple[str, ...]
    one_day: bool
    start_only: bool
    date_order: str
    currency: str
    signed: bool
    cash_apart: bool
    within: tuple[Within, ...] = ()

    def of(self, keys: Collection[str]) -> Preset:
        """The preset as it reads a table with these headers, as they are compared."""
        more = {
            each.key: Header(each.field)
            for each in self.within
            if each.beside.issubset(keys) and each.without.isdisjoint(keys)
        }
        return replace(self, known={**self.known, **more}, within=()) if more else self

    def header(self, text: str) -> Header | None:
        """What a column is; None when the preset does not know it."""
        return self._header_of(bare_key(text))

    def is_word(self, word: str, text: str) -> bool:
        """Whether a header is this word of the preset, which may have a place for a currency or a zone."""
        return _pattern(word).fullmatch(bare_key(text)) is not None

    def header_score(self, cells: Sequence[str]) -> int:
        """How many fields a row of headers names; 0 unless a cost and something else is among them."""
        keys = list(map(bare_key, cells))
        return self.of(keys).score(keys)

    def claims(self, keys: Sequence[str], *, marked: bool) -> int:
        """The score of a row of headers that can only be of this platform, or that a title line has shown; else 0.

        Args:
            keys: The headers as they are compared.
            marked: Whether a title line has shown the platform.
        """
        score = self.of(keys).score(keys)
        if not score or self.unless.intersection(keys):
            return 0
        if self.only_known and any(key and self._header_of(key) is None for key in keys):
            return 0
        whole = marked or any(all(_among(keys, each) for each in group) for group in self.recognise)
        return score if whole else 0

    def score(self, keys: Sequence[str]) -> int:
        fields = {header.field for key in keys if (header := self._header_of(key))} - {""}
        costs = fields & {"cost", "cost_micros", "cost_total"}
        return len(fields) if costs and len(fields) > len(costs) else 0

    def _header_of(self, key: str) -> Header | None:
        if key in self.known:
            return self.known[key]
        for pattern, field in self.patterns:
            if found := pattern.fullmatch(key):
                said = found.groupdict()
                return Header(field, said.get("currency", "").upper(), said.get("zone", ""))
        return None


def bare(text: str) -> str:
    """A cell without the blanks before a quote, and the quotes that they have kept alive."""
    shown = text.strip()
    kept = text[:1].isspace() and len(shown) > 1 and shown[0] == shown[-1] == '"'
    return shown[1:-1] if kept else text


def bare_key(text: str) -> str:
    """A header as it is compared, without quotes that a blank before them has kept alive."""
    return header_key(text).strip('"')


def preset_names() -> tuple[str, ...]:
    """The presets that come with the package."""
    folder = resources.files("assay.sources.ad_reports") / "presets"
    return tuple(
        sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    )


@cache
def preset(name: str) -> Preset:
    """A preset that comes with the package.

    Raises:
        KeyError: It is not as a preset should be.
    """
    said = _said_of(name)
    words = [(word, field) for field in FIELDS for word in said["columns"].get(field, ())]
    words += [(word, "") for word in said.get("ignored", ())]
    return Preset(
        id=said["id"],
        version=said["version"],
        seen=said["seen"],
        known={header_key(word): Header(field) for word, field in words if "{" not in word},
        patterns=tuple((_pattern(word), field) for word, field in words if "{" in word),
        recognise=tuple(tuple(map(_pattern, group)) for group in said["recognise"]),
        unless=frozenset(map(header_key, said.get("unless", ()))),
        only_known=said.get("only_known", False),
        totals=_any_of(said.get("totals", ())),
        blank_total=said.get("blank_total", False),
        footers=_any_of(said.get("footers", ())),
        preamble={name: re.compile(pattern) for name, pattern in said.get("preamble", {}).items()},
        file_name=re.compile(said["file_name"]) if "file_name" in said else _NOTHING,
        daily_units=tuple(said.get("daily_units", ())),
        one_day=said.get("one_day", False),
        start_only=said.get("start_only", False),
        date_order=said.get("date_order", ""),
        currency=said.get("currency", ""),
        signed=said.get("signed", False),
        cash_apart=said.get("cash_apart", False),
        within=tuple(map(_within, said.get("within", ()))),
    )


@cache
def preset_words(name: str) -> tuple[tuple[str, ...], ...]:
    """The groups of headers by which a preset is known, as its file writes them."""
    return tuple(tuple(group) for group in _said_of(name)["recognise"])


def label_of(texts: Sequence[str]) -> str:
    """The first text of a row that says something."""
    return next((text for text in texts if not is_missing(text)), "")


def _said_of(name: str) -> dict[str, Any]:
    text = (resources.files("assay.sources.ad_reports") / "presets" / f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _within(said: Mapping[str, Any]) -> Within:
    beside, without = (frozenset(map(header_key, said.get(name, ()))) for name in ("beside", "without"))
    return Within(header_key(said["header"]), said["field"], beside, without)


def _pattern(header: str) -> re.Pattern[str]:
    escaped = re.escape(header_key(header))
    for placeholder, group in _PLACEHOLDERS.items():
        escaped = escaped.replace(re.escape(placeholder), group)
    return re.compile(escaped)


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else _NOTHING


def _among(keys: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(key) for key in keys)
