"""Cells to values, one column at a time. Contact values are never shown in a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from assay.core.leads.identity import normalise_email, normalise_phone, trim_name
from assay.core.money import is_currency
from assay.core.tables import Contact, Value
from assay.ports import ImportOptions
from assay.sources.cells import Located, text_of
from assay.sources.columns import fractions_of, stamps_of
from assay.sources.countries import country_code
from assay.sources.dates import RepeatedTimeError, SkippedTimeError, Stamp, to_instant
from assay.sources.mapped.mapping import Field
from assay.sources.numbers import bare_number, is_ruined_id, micros
from assay.sources.problems import Problems, shown

_LONGEST_EXACT = Decimal(10) ** 15
_SEVERAL = re.compile(r"[;,，、；/\n]")
_CURRENCIES = {
    "CNY": ("人民币", "RMB", "元"),
    "USD": ("美元", "美金", "US$"),
    "EUR": ("欧元", "€", "Euro"),
    "GBP": ("英镑", "£"),
    "HKD": ("港币", "港元"),
    "JPY": ("日元",),
}
_FLAGS = {
    "true": ("是", "有", "已授权", "同意", "yes", "y", "ja", "true", "1", "✓", "√"),
    "false": ("否", "无", "未授权", "不同意", "no", "n", "nein", "false", "0", "✗", "×"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column to be read.

    Attributes:
        field: What the mapping says about it.
        header: Its header as exported, for findings.
        cells: Its cells in row order.
        options: What the importing person said.
        zone: Zone of times without one; None when nobody said.
        countries: Row → country, for national phone numbers.
        problems: Takes every finding.
    """

    field: Field
    header: str
    cells: Sequence[Located]
    options: ImportOptions
    zone: ZoneInfo | None
    countries: Mapping[int, str]
    problems: Problems

    def refuse(self, code: str, cell: Located, **params: object) -> None:
        """Add a finding about a cell: a warning when the field is lenient, else an error."""
        add = self.problems.warn if self.field.lenient else self.problems.error
        add(code, cell.row, self.header, **params)


def values_of(column: Column) -> dict[int, Value]:
    """Row number → value; null where the cell is missing or refused."""
    read = _READERS[column.field.type]
    return dict(zip((cell.row for cell in column.cells), read(column), strict=True))


def _ids(column: Column) -> list[Value]:
    return [_id(column, cell) for cell in column.cells]


def _id(column: Column, cell: Located) -> Value:
    too_long = isinstance(cell.cell, Decimal) and abs(cell.cell) >= _LONGEST_EXACT
    if too_long or is_ruined_id(cell.text):
        column.refuse("sources.ruined_id", cell, found=shown(cell.text))
        return None
    return None if cell.missing else cell.text.removeprefix("'")


def _texts(column: Column) -> list[Value]:
    return [None if cell.missing else cell.text for cell in column.cells]


def _choices_of(column: Column, values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    known = {alias.casefold(): value for value, aliases in values.items() for alias in (value, *aliases)}
    return {text_of(alias): value for alias, value in known.items() if alias}


def _choices(column: Column) -> list[Value]:
    known = _choices_of(column, column.field.values)
    return [None if cell.missing else _choice(column, cell, known, cell.text) for cell in column.cells]


def _choice(column: Column, cell: Located, known: Mapping[str, str], text: str) -> str | None:
    value = known.get(text.casefold())
    if value is None:
        names = ", ".join(alias for aliases in column.field.values.values() for alias in aliases[:1])
        column.refuse("sources.unknown_value", cell, found=shown(text), known=names)
    return value or None


def _several(column: Column) -> list[Value]:
    known = _choices_of(column, column.field.values)
    found: list[Value] = []
    for cell in column.cells:
        parts = [] if cell.missing else [part.strip() for part in _SEVERAL.split(cell.text) if part.strip()]
        values = [_choice(column, cell, known, part) for part in parts]
        found.append(";".join(filter(None, values)) or None)
    return found


def _flags(column: Column) -> list[Value]:
    values = {value: (*column.field.values.get(value, ()), *_FLAGS[value]) for value in _FLAGS}
    column = replace(column, field=replace(column.field, values=values))
    return [None if text is None else text == "true" for text in _choices(column)]


def _countries(column: Column) -> list[Value]:
    found: list[Value] = []
    for cell in column.cells:
        code = None if cell.missing else country_code(cell.text)
        if code is None and not cell.missing:
            column.refuse("sources.country_unknown", cell, found=shown(cell.text))
        found.append(code)
    return found


def _currencies(column: Column) -> list[Value]:
    known = _choices_of(column, _CURRENCIES)
    found: list[Value] = []
    for cell in column.cells:
        text = column.options.currency if cell.missing else cell.text
        code = known.get(text.casefold(), text.upper())
        if not is_currency(code):
            params = {"found": shown(text)}
            column.refuse("sources.currency_unknown", cell, **params)
        found.append(code if is_currency(code) else None)
    return found


def _counts(column: Column) -> list[Value]:
    cells = [replace(cell, cell=_without_unit(cell, column.field.units)) for cell in column.cells]
    return [None if value is None else value.numerator for value in _numbers(column, cells, whole=True)]


def _without_unit(cell: Located, units: Sequence[str]) -> str | Decimal:
    if isinstance(cell.cell, Decimal):
        return cell.cell
    for unit in sorted(units, key=len, reverse=True):
        if cell.text.casefold().endswith(unit.casefold()):
            return cell.text[: -len(unit)].rstrip()
    return cell.text


def _micros(column: Column) -> list[Value]:
    return [None if value is None else value.numerator for value in _numbers(column, column.cells, whole=True)]


def _numbers(column: Column, cells: Sequence[Located], *, whole: bool) -> list[object]:
    raise NotImplementedError
