"""Values to records: what each row of a mapped table yields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from assay.core.tables import TABLES, Contact, Record, Value
from assay.sources.mapped.model import Cast, Field, Yield
from assay.sources.mapped.model import Mapping as TableMapping
from assay.sources.problems import Problems, rows_shown, shown

Values = Mapping[str, Mapping[int, Value]]
"""Field → row number → value."""

Reader = Callable[[Mapping[str, Value]], Value]


def records_of(mapping: TableMapping, rows: Sequence[int], values: Values, account: str) -> Iterator[Record]:
    """The records of each row in file order, each with ``source`` and ``account``."""
    yields = [
        (each, [(column, _reader(cast)) for column, cast in each.values.items()])
        for each in mapping.yields
        if _file_has(each, values)
    ]
    own = {"source": mapping.id, "account": account}
    for row, said in _said(rows, values):
        for each, columns in yields:
            if _row_has(each, said):
                yield Record(each.table, row, {**own, **{column: read(said) for column, read in columns}})


def _said(rows: Sequence[int], values: Values) -> Iterator[tuple[int, Mapping[str, Value]]]:
    """Each row with the fields that it has a value for."""
    columns = [(field, column.get) for field, column in values.items()]
    for row in rows:
        yield row, {field: value for field, get in columns if (value := get(row)) is not None}


def check_columns(field: Field, headers: Mapping[str, str], values: Values, problems: Problems) -> None:
    """Rules between columns: moments that should not precede others, parts that cannot exceed their whole."""
    if field.name not in values:
        return
    column, header = values[field.name], headers.get(field.name, field.name)
    if field.not_before in values:
        _check_order(values[field.not_before], column, header, problems)
    if field.at_most in values:
        _check_part(values[field.at_most], column, header, problems)


def check_filled(
    each: Yield, headers: Mapping[str, str], rows: Sequence[int], values: Values, problems: Problems
) -> None:
    """What a record cannot do without must stand in every row that gives one."""
    if not _file_has(each, values):
        return
    for row, said in _said(rows, values):
        for field in each.filled:
            if field not in said and _row_has(each, said):
                problems.error("sources.missing_value", row, headers.get(field, field), found="")


def check_numbers(
    mapping: TableMapping, headers: Mapping[str, str], rows: Sequence[int], values: Values, problems: Problems
) -> None:
    """Tell of rows that are numbered by what they say in a file that numbers others: the number may come later."""
    for cast in (cast for each in mapping.yields for cast in each.values.values() if cast.numbered):
        told = [values[field] for field in cast.fields if field in values]
        bare = [row for row in rows if all(column.get(row) is None for column in told)]
        if told and bare:
            header = next(headers[field] for field in cast.fields if field in headers)
            problems.report(
                "sources.rows_unnumbered", bare[0], header, count=len(bare), rows=rows_shown(bare)
            )


def key_of(record: Record) -> tuple[Value, ...]:
    """What only one row of a file may give: the table, and the values of its key."""
    return (record.table, *(record.values.get(column) for column in TABLES[record.table].key))


def check_keys(records: Iterable[Record], problems: Problems, *, most: int | None = None) -> None:
    """No two rows of a file may give the same record, for one of them would silently replace the other.

    Args:
        records: Of the file, those of a row one after the other; a row is told of once.
        problems: Takes ``sources.repeated_row``.
        most: How many different keys are held; all that come later are held against these.
    """
    first: dict[tuple[Value, ...], int] = {}
    refused = 0
    for record in records:
        key = key_of(record)
        if all(part is None for part in key[3:]):
            continue  # a row without its number has a finding of its own
        is_full = len(first) == most
        row = first.get(key, record.row) if is_full else first.setdefault(key, record.row)
        if record.row not in (row, refused):
            refused = record.row
            found = " / ".join("—" if part is None else str(part) for part in key[3:])
            problems.error("sources.repeated_row", record.row, found=shown(found), first=row)


def _file_has(each: Yield, values: Values) -> bool:
    one = not each.needs_one or any(field in values for field in each.needs_one)
    return one and all(field in values for field in each.needs)


def _row_has(each: Yield, said: Mapping[str, Value]) -> bool:
    filled = said.keys()
    one = not each.when_one or not filled.isdisjoint(each.when_one)
    return one and filled >= set(each.when) and filled.isdisjoint(each.unless)


def _reader(cast: Cast) -> Reader:
    """What takes a value out of what a row says."""
    if cast.text:
        return lambda said: _filled_in(cast.text, said)
    if cast.numbered:
        return _numbered(cast)
    if cast.join:
        return lambda said: _joined([said.get(field) for field in cast.join])
    if len(cast.fields) == 1 and not cast.const:
        (only,) = cast.fields
        return lambda said: said.get(only)
    return lambda said: next((said[field] for field in cast.fields if field in said), cast.const or None)


def _numbered(cast: Cast) -> Reader:
    """A number for rows that have none: what they say, and which of the rows that say the same it is."""
    seen: Counter[str] = Counter()

    def read(said: Mapping[str, Value]) -> Value:
        own = next((said[field] for field in cast.fields if field in said), None)
        if own is not None:
            return own
        text = "/".join(str(said[field]) for field in cast.numbered if field in said)
        seen[text] += 1
        return f"{text}/{seen[text]}"

    return read


def _filled_in(pattern: str, said: Mapping[str, Value]) -> Value:
    try:
        return pattern.format_map(said)
    except KeyError:
        return None


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
