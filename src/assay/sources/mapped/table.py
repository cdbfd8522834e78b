"""A table that is held, by its mapping: the columns that its header names, the records of its rows, and its own totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.ports import Control, ImportOptions, Parsed
from assay.sources.cells import Row, header_key
from assay.sources.dates import zone_said
from assay.sources.mapped.model import Mapping as TableMapping
from assay.sources.mapped.reading import Found, Reading, Told
from assay.sources.mapped.rows import check_keys, check_numbers, records_of
from assay.sources.mapped.running import hold_balances
from assay.sources.mapped.totals import hold_footer, hold_totals, split_totals
from assay.sources.problems import Problems, shown
from assay.sources.table import Grid


def read_table(mapping: TableMapping, grid: Grid, options: ImportOptions, problems: Problems) -> Parsed:
    """The records of a table whose header has been found."""
    told = told_of(mapping, grid.header, options, problems)
    rows, totals = split_totals(grid.rows)
    reading = Reading(told)
    values = reading.part(rows)
    reading.hand_over()
    controls = hold_sums(reading, totals, grid.footer)
    if not rows:
        problems.warn("sources.no_rows", grid.header.number)
    numbers = [row.number for row in rows]
    if mapping.running and not problems.has_error():
        controls += hold_balances(mapping.running, numbers, values, told.headers, problems)
    check_numbers(mapping, told.headers, numbers, values, problems)
    records = tuple(records_of(mapping, numbers, values, options.account or mapping.id))
    check_keys(records, problems)
    kept = () if problems.has_error() else records
    return Parsed(mapping.id, kept, problems.findings, controls, len(rows), facts_of(told, grid.facts))


def told_of(mapping: TableMapping, header: Row, options: ImportOptions, problems: Problems) -> Told:
    """What the header and the importing person say."""
    if mapping.account and not options.account:
        problems.error("sources.account_missing")
    found = _find(mapping, header, problems)
    return Told(mapping, found, options, zone_said(options.zone or mapping.zone, problems), problems)


def hold_sums(reading: Reading, totals: Sequence[Row], footer: Sequence[Row]) -> tuple[Control, ...]:
    """The totals that the file states against its rows, unless these have errors."""
    told = reading.told
    if told.problems.has_error():
        return ()
    running = told.mapping.running
    unsummed = running.balance if running else ""
    columns = {each.index: (each.field, each.header) for each in told.found if each.field.name != unsummed}
    return (
        *hold_totals(totals, columns, reading.sums, told.problems),
        *hold_footer((*totals, *footer), reading.rows, told.problems),
    )


def facts_of(told: Told, read: Mapping[str, str]) -> dict[str, str]:
    """What was decided about the file."""
    facts = {**read, "mapping": f"{told.mapping.id}@{told.mapping.version}"}
    if told.zone:
        facts["zone"] = told.zone.key
    if not told.mapping.seen:
        facts["seen"] = "no"
    return facts


def _find(mapping: TableMapping, head: Row, problems: Problems) -> list[Found]:
    """The columns that the mapping knows; the others are dropped, and the drop is reported."""
    found: dict[str, Found] = {}
    dropped = []
    end = _end(mapping, head.texts)
    for index, header in enumerate(head.texts):
        field = mapping.field_of(header) if index < end else None
        if field is None or field.type == "drop":
            dropped.append(header or "—")
        elif field.name in found:
            problems.error("sources.duplicate_column", head.number, header)
        else:
            found[field.name] = Found(field, header, index)
    if dropped:
        problems.report("sources.columns_dropped", head.number, columns=shown(", ".join(dropped)))
    absent = [
        field
        for field in mapping.fields
        if field.name not in found and field.type not in ("drop", "currency")
    ]
    empty = [field.headers[0] for field in absent if not (field.required or field.aside)]
    if empty:
        problems.warn("sources.columns_absent", head.number, columns=", ".join(empty))
    missing = [field.headers[0] for field in absent if field.required]
    if missing:
        problems.error("sources.columns_missing", head.number, columns=", ".join(missing))
    return list(found.values())


def _end(mapping: TableMapping, headers: Sequence[str]) -> int:
    """Index of the first column that belongs to another thing; the number of columns when none does."""
    keys = [header_key(header) for header in headers]
    return next((index for index, key in enumerate(keys) if key in mapping.stops_at), len(keys))
