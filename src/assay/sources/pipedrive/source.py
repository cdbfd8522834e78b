"""Pipedrive as a source: each item of an answer is a row, read by the mapping of its kind."""

from __future__ import annotations

from dataclasses import replace

from assay.ports import ImportOptions, Parsed
from assay.sources.cells import Row
from assay.sources.mapped import read_table, ready_mapping
from assay.sources.mapped.rows import check_keys
from assay.sources.pipedrive.items import COLUMNS, cells_of, items_of, kind_of, read_json, without_items
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
        return likely and any(map(kind_of, items_of(read_json(data))))

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        """As the port says; a row's number is the item's place in the answer. Pipedrive writes its times in UTC."""
        problems = Problems(name)
        document = read_json(data)
        items = items_of(document)
        if document is None:
            problems.error("sources.json_answer_broken")
            return Parsed(FORMAT_ID, (), problems.findings)
        kinds = [kind_of(item) for item in items]
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


def _grid(kind: str, items: list[object], kinds: list[str]) -> Grid:
    rows = (Row(at, cells_of(kind, item)) for at, item in enumerate(items, 1) if kinds[at - 1] == kind)
    return Grid((), Row(0, COLUMNS[kind]), tuple(rows), {})
