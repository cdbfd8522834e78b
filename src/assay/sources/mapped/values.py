"""Cells to values, one column at a time. Contact values are never shown in a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.leads.identity import normalise_email, normalise_phone, trim_name
from assay.core.money import is_currency
from assay.core.tables import Contact, Value
from assay.sources.cells import Cell, Located, is_ruined
from assay.sources.columns import fractions_of
from assay.sources.countries import country_code
from assay.sources.mapped.column import Column
from assay.sources.mapped.model import Field
from assay.sources.mapped.moments import days_of, instants_of
from assay.sources.mapped.salesforce import long_id
from assay.sources.numbers import bare_number, micros
from assay.sources.problems import Problems, shown

_CHINESE = re.compile(r"[\u3400-\u9fff]")
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


def values_of(column: Column) -> dict[int, Value]:
    """Row number → value; null where the cell is missing or refused."""
    read = _READERS[column.field.type]
    return dict(zip((cell.row for cell in column.cells), read(column), strict=True))


def _ids(column: Column) -> list[Value]:
    return [_id(column, cell) for cell in column.cells]


def _id(column: Column, cell: Located) -> Value:
    if is_ruined(cell.cell):
        column.refuse("sources.ruined_id", cell, found=shown(cell.text))
        return None
    if cell.missing:
        return None
    if column.field.single and ";" in cell.text.strip("; "):
        column.problems.warn("sources.several_ids", cell.row, column.header)
        return None
    return _bare_id(cell.text.removeprefix("'"), column.field.prefixes)


def _bare_id(text: str, prefixes: Sequence[str]) -> str:
    mark = next((prefix for prefix in prefixes if text.startswith(prefix)), "")
    return text.removeprefix(mark)


def _salesforce_ids(column: Column) -> list[Value]:
    """Ids in the form of 18 characters, so that reports and tables name a thing alike."""
    found: list[Value] = []
    for cell, text in zip(column.cells, _ids(column), strict=True):
        whole = long_id(str(text)) if text is not None else None
        if text is not None and whole is None:
            column.refuse("sources.salesforce_id_broken", cell, found=shown(text))
        found.append(whole)
    return found


def _texts(column: Column) -> list[Value]:
    return [None if cell.missing else cell.text for cell in column.cells]


def _aliases(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Every way to write a value, in lower case → the value; the value's own name is one of them."""
    known = {alias.casefold(): value for value, aliases in values.items() for alias in (value, *aliases)}
    return {alias: value for alias, value in known.items() if alias}


def _choices(column: Column) -> list[Value]:
    known = _aliases(column.field.values)
    if column.field.rest:
        known = _with_rest(column, known)
    return [None if cell.missing else _choice(column, cell, known, cell.text) for cell in column.cells]


def _with_rest(column: Column, known: Mapping[str, str]) -> dict[str, str]:
    """Values that the mapping does not name mean none here; each is told once, for somebody may want to name it."""
    others = Others(column.field)
    for cell in column.cells:
        others.look(cell.row, cell.text, missing=cell.missing)
    others.report(column.header, column.problems)
    return {**dict.fromkeys(others.found, ""), **known}


class Others:
    """Values of a choice that its mapping does not name.

    Attributes:
        found: Each in lower case → the row where it came first, and how it was written there.
    """

    def __init__(self, field: Field) -> None:
        self.found: dict[str, tuple[int, str]] = {}
        self._known = _aliases(field.values)

    def look(self, row: int, text: str, *, missing: bool) -> None:
        """Look at the next cell of the column."""
        if not missing and (key := text.casefold()) not in self._known:
            self.found.setdefault(key, (row, text))

    def report(self, header: str, problems: Problems) -> None:
        """Tell of them, if there are any."""
        if self.found:
            first = min(row for row, _ in self.found.values())
            texts = shown(", ".join(sorted(text for _, text in self.found.values())))
            problems.report("sources.values_not_named", first, header, found=texts)


def _choice(column: Column, cell: Located, known: Mapping[str, str], text: str) -> str | None:
    value = known.get(text.casefold())
    if value is None:
        names = ", ".join(_names(column.field.values, column.header))
        column.refuse("sources.unknown_value", cell, found=shown(text), known=names)
    return value or None


def _names(values: Mapping[str, Sequence[str]], header: str) -> list[str]:
    """How a file with such a header may write each value: in the header's script, as far as the mapping knows."""
    is_chinese = bool(_CHINESE.search(header))
    ways = (
        [alias for alias in aliases if bool(_CHINESE.search(alias)) == is_chinese] or list(aliases)
        for aliases in values.values()
    )
    return [way[0] for way in ways if way]


def _several(column: Column) -> list[Value]:
    known = _aliases(column.field.values)
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
    known = _aliases(_CURRENCIES)
    found: list[Value] = []
    for cell in column.cells:
        text = column.options.currency if cell.missing else cell.text
        code = known.get(text.casefold(), text.upper())
        if code and not is_currency(code):
            column.refuse("sources.currency_unknown", cell, found=shown(text))
        found.append(code if is_currency(code) else None)
    return found


def _counts(column: Column) -> list[Value]:
    cells = column.cells
    if column.field.units:
        cells = [Located(cell.row, without_unit(cell, column.field.units)) for cell in cells]
    return [None if value is None else value.numerator for value in _numbers(column, cells, whole=True)]


def without_unit(cell: Located, units: Sequence[str]) -> Cell:
    """A count without the word that follows it."""
    if isinstance(cell.cell, str):
        for unit in sorted(units, key=len, reverse=True):
            if cell.text.casefold().endswith(unit.casefold()):
                return cell.text[: -len(unit)].rstrip()
    return cell.cell


def _amounts(column: Column) -> list[Value]:
    amounts = _numbers(column, column.cells, whole=False)
    return [
        None if amount is None else _amount(column, cell, amount)
        for cell, amount in zip(column.cells, amounts, strict=True)
    ]


def _amount(column: Column, cell: Located, amount: Fraction) -> int | None:
    currency = str(column.beside.get(column.field.currency or "currency", {}).get(cell.row) or "")
    written = bare_number(cell.text)
    if written and currency and not written.may_be(currency):
        column.refuse("sources.currency_differs", cell, found=written.unit, expected=currency)
        return None
    exact = micros(amount)
    if exact is None:
        column.refuse("sources.too_fine", cell, found=shown(cell.text))
    return exact


def _numbers(column: Column, cells: Sequence[Located], *, whole: bool) -> list[Fraction | None]:
    """The column's numbers; in a lenient one every problem is a warning and leaves a null."""
    problems = Problems(column.problems.file) if column.field.lenient else column.problems
    numbers = fractions_of(cells, column.header, problems, mark=column.options.decimal_mark, whole=whole)
    if column.field.lenient:
        column.problems.warn_of(problems)
    return numbers


def _emails(column: Column) -> list[Value]:
    return [_contact(column, cell, "email", normalise_email(cell.text)) for cell in column.cells]


def _phones(column: Column) -> list[Value]:
    regions = column.beside["country"]
    return [
        _contact(column, cell, "phone", normalise_phone(cell.text, str(regions.get(cell.row) or "")))
        for cell in column.cells
    ]


def _contact(column: Column, cell: Located, kind: str, value: str | None) -> Contact | None:
    """A contact, or null with a warning that does not show what was typed."""
    if cell.missing:
        return None
    if value is None and kind == "email":
        column.problems.warn("sources.email_unreadable", cell.row, column.header)
    elif value is None:
        column.problems.warn("sources.phone_unreadable", cell.row, column.header)
    return None if value is None else Contact(kind, value)


def _named(column: Column) -> list[Value]:
    return [_contact(column, cell, column.field.type, trim_name(cell.text)) for cell in column.cells]


_READERS: Mapping[str, Callable[[Column], list[Value]]] = {
    "id": _ids,
    "salesforce_id": _salesforce_ids,
    "text": _texts,
    "choice": _choices,
    "choices": _several,
    "country": _countries,
    "currency": _currencies,
    "count": _counts,
    "amount": _amounts,
    "micros": _counts,
    "day": days_of,
    "instant": instants_of,
    "flag": _flags,
    "email": _emails,
    "phone": _phones,
    "name": _named,
    "company": _named,
}
