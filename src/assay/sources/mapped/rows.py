"""Values to records: what each row of a mapped table yields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from assay.core.tables import TABLES, Contact, Record, Value
from assay.sources.mapped.model import Cast, Field, Yield
from assay.sources.mapped.model import Mapping as TableMapping
from assay.sources.problems import Problems, shown

Values = Mapping[str, Mapping[int, Value]]
"""Field → row number → value."""


def records_of(mapping: TableMapping, rows: Sequence[int], values: Values, account: str) -> Iterator[Record]:
    """The records of each row in file order, each with ``source`` and ``account``."""
    yields = [each for each in mapping.yields if _file_has(each, values)]
    for row in rows:
        said = {field: column.get(row) for field, column in values.items()}
        for each in yields:
            if _row_has(each, said):
                yield Record(
                    each.table, row, {"source": mapping.id, "account": account, **_record(each, said)}
                )


def check_columns(
    fields: Sequence[Field], headers: Mapping[str, str], values: Values, problems: Problems
) -> None:
    """Rules between columns: moments that should not precede others, parts that cannot exceed their whole."""
    for field in fields:
        if field.name not in values:
            continue
        column, header = values[field.name], headers.get(field.name, field.name)
        if field.not_before in values:
            _check_order(values[field.not_before], column, header, problems)
        if field.at_most in values:
            _check_part(values[field.at_most], column, header, problems)


def check_filled(
    mapping: TableMapping, headers: Mapping[str, str], rows: Sequence[int], values: Values, problems: Problems
) -> None:
    """What a record cannot do without must stand in every row that gives one."""
    for each in (each for each in mapping.yields if each.filled and _file_has(each, values)):
        for row in rows:
            said = {field: column.get(row) for field, column in values.items()}
            for field in each.filled:
                if _row_has(each, said) and said.get(field) is None:
                    problems.error("sources.missing_value", row, headers.get(field, field), found="")


def check_keys(records: Sequence[Record], problems: Problems) -> None:
    """No two rows of a file may give the same record, for one of them would silently replace the other."""
    first: dict[tuple[Value, ...], int] = {}
    refused: set[int] = set()
    for record in records:
        key = tuple(record.values.get(column) for column in TABLES[record.table].key)
        row = first.setdefault((record.table, *key), record.row)
        if row != record.row and record.row not in refused:
            refused.add(record.row)
            found = " / ".join(str(part) for part in key[2:])
            problems.error("sources.repeated_row", record.row, found=shown(found), first=row)


def _file_has(each: Yield, values: Values) -> bool:
    one = not each.needs_one or any(field in values for field in each.needs_one)
    return one and all(field in values for field in each.needs)


def _row_has(each: Yield, said: Mapping[str, Value]) -> bool:
    filled = {field for field, value in said.items() if value is not None}
    one = not each.when_one or bool(filled.intersection(each.when_one))
    return one and filled.issuperset(each.when) and filled.isdisjoint(each.unless)


def _record(each: Yield, said: Mapping[str, Value]) -> dict[str, Value]:
    return {column: _value(cast, said) for column, cast in each.values.items()}


def _value(cast: Cast, said: Mapping[str, Value]) -> Value:
    if cast.text:
        known = {field: value for field, value in said.items() if value is not None}
        try:
            return cast.text.format_map(known)
        except KeyError:
            return None
    if cast.join:
        return _joined([said.get(field) for field in cast.join])
    found = next((said[field] for field in cast.fields if said.get(field) is not None), None)
    return cast.const or None if found is None else found


def _joined(parts: Sequence[Value]) -> Value:
    """The parts of a name that are there, with blanks between them."""
    contacts = [part for part in parts if isinstance(part, Contact)]
    return Contact(contacts[0].kind, " ".join(part.value for part in contacts)) if contacts else None


def _check_order(
    earlier: Mapping[int, Value], later: Mapping[int, Value], header: str, problems: Problems
) -> None:
    for row, moment in later.items():
        start = earlier.get(row)
        if isinstance(moment, datetime) and isinstance(start, datetime) and moment < start:
            problems.warn(
                "sources.out_of_order", row, header, found=moment.isoformat(), start=start.isoformat()
            )


def _check_part(
    whole: Mapping[int, Value], part: Mapping[int, Value], header: str, problems: Problems
) -> None:
    for row, count in part.items():
        most = whole.get(row)
        if isinstance(count, int) and isinstance(most, int) and count > most:
            problems.error("sources.part_exceeds_whole", row, header, found=count, expected=most)
