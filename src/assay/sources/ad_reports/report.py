"""A report laid out: its columns found, its totals rows apart from its data, its title lines read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assay.ports import ImportOptions
from assay.sources.ad_reports.preset import Header, Preset, bare, label_of
from assay.sources.cells import Cell, Row
from assay.sources.problems import Problems
from assay.sources.spend_lines import GRAINS
from assay.sources.table import Fields

_PATHS: Mapping[str, tuple[str, ...]] = {
    "account": ("account",),
    "campaign": ("campaign",),
    "ad_group": ("campaign", "ad_group"),
    "keyword": ("campaign", "ad_group", "keyword", "match_type"),
    "search_term": ("campaign", "ad_group", "keyword", "match_type", "search_term"),
    "ad": ("campaign", "ad_group", "ad"),
}
_BY_ID = {"campaign": "campaign_id", "ad_group": "ad_group_id", "ad": "ad_id"}


@dataclass(frozen=True)
class Report(Fields):
    """One report; its grid holds the totals rows too, and an amount in micros is a ``cost``.

    Attributes:
        preset: Its platform.
        name: Name of the file, followed by that of the zip it lay in.
        headers: Field → what its name says.
        options: What the importing person said.
        problems: Takes every finding.
    """

    preset: Preset
    name: str
    headers: Mapping[str, Header]
    options: ImportOptions
    problems: Problems

    @cached_property
    def grain(self) -> str:
        """The finest entity that has a column."""
        return next((grain for grain in GRAINS if self.named_by(grain) in self.places), "account")

    @cached_property
    def path(self) -> tuple[str, ...]:
        """Fields whose texts make the entity, from the campaign down; those that have a column."""
        fields = map(self.named_by, _PATHS[self.grain])
        return tuple(field for field in fields if field in self.places)

    def named_by(self, level: str) -> str:
        """The field that names a level: its name, or its id when the report has no names."""
        by_id = _BY_ID.get(level, level)
        return by_id if level not in self.places and by_id in self.places else level

    @cached_property
    def data(self) -> list[Row]:
        """The rows that are not totals."""
        return [row for row in self.grid.rows if not self.total_label(row)]

    @cached_property
    def totals(self) -> list[tuple[Row, str]]:
        """The totals rows with their labels, those above the header too."""
        width = len(self.grid.header.cells)
        above = [Row(row.number, tuple(map(_bare, row.cells[:width]))) for row in self.grid.preamble]
        whole = [row for row in above if len(row.cells) == width]
        return [(row, label) for row in (*whole, *self.grid.rows) if (label := self.total_label(row))]

    def total_label(self, row: Row) -> str:
        """The label of a totals row; empty for a row of data."""
        label = label_of(row.texts)
        if self.preset.totals.fullmatch(label):
            return label
        names = self.path or tuple({"day"} & self.places.keys())
        nameless = self.preset.blank_total and names and not any(self.text(field, row) for field in names)
        return "total" if nameless and any(self.text(field, row) for field in ("cost", "cost_total")) else ""

    def said(self, what: str) -> tuple[int, str]:
        """Row and text of what a title line says; 0 and empty when none says it."""
        pattern = self.preset.preamble.get(what)
        for number, line in self._title_lines():
            if pattern is not None and (found := pattern.search(line)):
                return number, spoken(found)
        return 0, ""

    def _title_lines(self) -> Iterator[tuple[int, str]]:
        for row in self.grid.preamble:
            yield row.number, ", ".join(text for text in row.texts if text)


def spoken(found: re.Match[str]) -> str:
    """What a pattern found: its group, or its first and last day as one text."""
    return " - ".join(part.strip() for part in found.groups() if part)


def mended(preset: Preset, row: Row, width: int) -> Row | None:
    """A row below the header without blanks before its quotes; None for a footer, a short totals row filled up."""
    cells = tuple(map(_bare, row.cells))
    cleaned = Row(row.number, cells)
    label = label_of(cleaned.texts)
    if preset.footers.fullmatch(label) and sum(map(bool, cleaned.texts)) == 1:
        return None
    short = len(cells) < width and preset.totals.fullmatch(label)
    return Row(row.number, cells + ("",) * (width - len(cells))) if short else cleaned


def _bare(cell: Cell) -> Cell:
    return bare(cell) if isinstance(cell, str) else cell
