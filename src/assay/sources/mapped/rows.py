"""Values to records: what each row of a mapped table yields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from assay.core.tables import Record, Value
from assay.sources.mapped.mapping import Cast, Field, Yield
from assay.sources.mapped.mapping import Mapping as TableMapping
from assay.sources.problems import Problems

Values = Mapping[str, Mapping[int, Value]]
"""Field → row number → value."""


def records_of(mapping: TableMapping, rows: Sequence[int], values: Values, account: str) -> Iterator[Record]:
    """The records of each row in file order, each with ``source`` and ``account``."""
    yields = [each for each in mapping.yields if all(field in values for field in each.needs)]
    for row in rows:
        said = {field: column.get(row) for field, column in values.items()}
        for each in yields:
            if all(said.get(field) is not None for field in each.when):
                yield Record(
                    each.table, row, {"source": mapping.id, "account": account, **_record(each, said)}
                )


def check_rows(
    fields: Sequence[Field], headers: Mapping[str, str], values: Values, problems: Problems
) -> None:
    """Rules between rows and columns: ids that must not repeat, moments that should not precede others."""
    for field in fields:
        if field.name not in values:
            continue
        if field.unique:
            _check_unique(values[field.name], headers[field.name], problems)
        if field.not_before in values:
            _check_order(values[field.not_before], values[field.name], headers[field.name], problems)


def _record(each: Yield, said: Mapping[str, Value]) -> dict[str, Value]:
    return {column: _value(cast, said) for column, cast in each.values.items()}


def _value(cast: Cast, said: Mapping[str, Value]) -> Value:
    if cast.const:
        return cast.const
    if cast.text:
        known = {field: value for field, value in said.items() if value is not None}
        try:
            return cast.text.format_map(known)
        except KeyError:
            return None
    return next((said[field] for field in cast.fields if said.get(field) is not None), None)


def _check_unique(column: Mapping[int, Value], header: str, problems: Problems) -> None:
    first: dict[Value, int] = {}
    for row, value in column.items():
        if value is not None and first.setdefault(value, row) != row:
            problems.error("sources.repeated_id", row, header, found=value, first=first[value])


def _check_order(
    earlier: Mapping[int, Value], later: Mapping[int, Value], header: str, problems: Problems
) -> None:
    for row, moment in later.items():
        start = earlier.get(row)
        if isinstance(moment, datetime) and isinstance(start, datetime) and moment < start:
            problems.warn(
                "sources.out_of_order", row, header, found=moment.isoformat(), start=start.isoformat()
            )
