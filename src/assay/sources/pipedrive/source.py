"""Pipedrive as a source: each item of an answer is a row, read by the mapping of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assay.ports import ImportOptions, Parsed
from assay.sources.cells import Row
from assay.sources.mapped import read_table, ready_mapping
from assay.sources.mapped.rows import check_keys
from assay.sources.pipedrive.items import COLUMNS, Item, cells_of, items_of, kind_of, without_items
from assay.sources.problems import Problems
from assay.sources.table import Grid

FORMAT_ID = "pipedrive_items"
_MAPPINGS = {"person": "pipedrive_people", "deal": "pipedrive_deals"}
_MARK = b'"add_time"'


class PipedriveItems:
    """An answer of ``/persons``, ``/deals`` or ``/recents``, saved as it came."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the content decides, not the name
        likely = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _MARK in data
        return likely and any(kind_of(item.said) for item in items_of(data) or ())

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        """As the port says; a row's number is the line on which its item begins. Pipedrive writes its times in UTC."""
        problems = Problems(name)
        items = items_of(data)
        if items is None:
            problems.error("sources.json_answer_broken")
            return Parsed(FORMAT_ID, (), problems.findings)
        kinds = [kind_of(item.said) for item in items]
        if not any(kinds):
            problems.warn("sources.no_rows")
        if kinds.count(""):
            problems.report("sources.items_left_out", found=kinds.count(""))
        said = replace(options, zone="UTC")
        parts = [
            read_table(ready_mapping(_MAPPINGS[kind]), _grid(kind, items, kinds), said, problems)
            for kind in COLUMNS
            if kind in kinds
        ]
        records = tuple(record for part in parts for record in part.records)
        check_keys(records, problems)
        facts = {"mapping": ", ".join(part.facts["mapping"] for part in parts), "zone": "UTC"}
        kept = () if problems.has_error() else records
        return Parsed(FORMAT_ID, kept, problems.findings, (), len(items) - kinds.count(""), facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        return without_items(data, rows)


def _grid(kind: str, items: Sequence[Item], kinds: Sequence[str]) -> Grid:
    pairs = zip(items, kinds, strict=True)
    rows = (Row(item.row, cells_of(kind, item.said)) for item, its_kind in pairs if its_kind == kind)
    return Grid((), Row(0, COLUMNS[kind]), tuple(rows), {})
