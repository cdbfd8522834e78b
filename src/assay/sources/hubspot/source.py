"""Tables of HubSpot as a source: what is left after merges, read by the mappings of HubSpot's own exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assay.ports import ImportOptions, Parsed
from assay.sources.archive import is_archive
from assay.sources.cells import Row
from assay.sources.erase import table_without_rows
from assay.sources.hubspot.tables import (
    MAIN,
    Links,
    Table,
    followed,
    has_tables,
    links_of,
    main_score,
    merged_rows,
    tables_of,
)
from assay.sources.mapped import Mapping, read_table, ready_mapping
from assay.sources.mapped.rows import check_keys
from assay.sources.problems import Problems
from assay.sources.table import HEADER_WITHIN, Grid

FORMAT_ID = "hubspot_tables"
_RENAMED = {"id": "Record ID", "deal_id": "Record ID", "deal_pipeline_stage_id": "Deal Stage"}
_DELETED = ("_fivetran_deleted", "is_deleted")
_NUMBER = {"contacts": "id", "deals": "deal_id"}


class HubSpotTables:
    """Contacts and deals with columns ``property_…``: one csv, or a zip with the tables that belong to them.

    A mapping that extends the one of contacts or deals takes its place.
    """

    format_id = FORMAT_ID

    def __init__(self, *extended: Mapping) -> None:
        own = {mapping.id: mapping for mapping in extended}
        self.mappings = {
            kind: own.get(f"hubspot_{kind}") or ready_mapping(f"hubspot_{kind}") for kind in MAIN
        }

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the headers decide, not the name
        return has_tables(data)

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        """As the port says. A warehouse keeps times in UTC, so that is the zone when nobody says another."""
        problems = Problems(name)
        tables = tables_of(name, data, problems)
        main = [table for table in tables if table.kind in MAIN]
        if not main:
            if not problems.has_error():
                problems.error("sources.no_header", within=HEADER_WITHIN)
            return Parsed(FORMAT_ID, (), problems.findings)
        links = links_of(tables)
        said = replace(options, zone=options.zone or "UTC")
        parts = [
            read_table(self.mappings[table.kind], _grid(table, links, problems), said, problems)
            for table in main
        ]
        records = tuple(record for part in parts for record in part.records)
        check_keys(records, problems)
        facts = {
            **main[0].facts,
            "mapping": ", ".join(part.facts["mapping"] for part in parts),
            "tables": ", ".join(sorted(table.kind for table in tables)),
            "zone": said.zone,
        }
        kept = () if problems.has_error() else records
        return Parsed(FORMAT_ID, kept, problems.findings, (), sum(len(table.rows) for table in main), facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        """As the port says; of a zip nothing is kept, for its tables are numbered on and share one digest.

        A merged contact is the same person, so its row goes with the one that is left.
        """
        if is_archive(data):
            return b"" if rows else data
        return table_without_rows(data, main_score, rows | merged_rows(data, rows))


def _grid(table: Table, links: Links, problems: Problems) -> Grid:
    """A table as HubSpot would have exported it, without what was deleted or merged into another."""
    merges = links.contacts if table.kind == "contacts" else links.deals
    numbers = table.column(_NUMBER[table.kind])
    gone = table.flags(*_DELETED)
    merged = [followed(merges, number) != number for number in numbers]
    if any(merged):
        problems.report("sources.merged_left_out", found=sum(merged))
    added = _added(table, links, numbers) if table.kind == "deals" else {}
    rows = tuple(
        Row(row.number, (*row.cells, *(column[at] for column in added.values())))
        for at, row in enumerate(table.rows)
        if not (gone[at] or merged[at])
    )
    return Grid((), Row(0, (*_headers(table), *added)), rows, {})


def _headers(table: Table) -> Sequence[str]:
    """The names of HubSpot's own exports; the stage may stand twice, as a column and as a property."""
    kept = {name: label for name, label in _RENAMED.items() if name != "deal_pipeline_stage_id"}
    renamed = kept if "property_dealstage" in table.header else _RENAMED
    return [renamed.get(name, name.removeprefix("property_")) for name in table.header]


def _added(table: Table, links: Links, numbers: Sequence[str]) -> dict[str, list[str]]:
    """The contacts of each deal, and whether its stage is a won one, from the tables that say so."""
    added = {"Associated Contact IDs": [";".join(links.of_deal.get(number, ())) for number in numbers]}
    if links.won is not None and "property_hs_is_closed_won" not in table.header:
        stages = table.column("deal_pipeline_stage_id")
        said = [links.won.get(stage) for stage in stages]
        added["Is Closed Won"] = ["" if won is None else str(won).lower() for won in said]
    return added
