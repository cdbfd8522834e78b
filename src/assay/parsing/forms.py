"""Whether a form that the child took apart holds together: the parent reads it by places, and believes no child."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from assay.core.findings import Finding, Place, Severity
from assay.sources.forms import Returned, ReturnedRow, ReturnedSheet

LAST_ROW = 1_048_576
"""Of a workbook's sheet."""

_DIGITS = 400
"""More than any program writes; a number with a longer exponent would fill the memory once it is a fraction."""


def holds_together(returned: Returned) -> bool:
    """Whether every row lies in a sheet that is there, is as wide as its headers, and has cells of the kinds of a workbook."""
    return (
        _are(tuple, returned.sheets, returned.unread)
        and _all_text(returned.unread)
        and all(map(_is_sheet, returned.sheets))
        and all(_is_row(row, returned.sheets) for row in returned.rows)
    )


def is_told(finding: Finding) -> bool:
    """Whether a finding can be shown."""
    place = finding.place
    return (
        _are(Place, place)
        and _are(Severity, finding.severity)
        and _is_number(place.line, 0, LAST_ROW)
        and _are(dict, finding.params)
        and _all_text((finding.code, place.file, place.path, *finding.params, *finding.params.values()))
    )


def _is_sheet(sheet: object) -> bool:
    return (
        isinstance(sheet, ReturnedSheet)
        and _are(tuple, sheet.tie, sheet.heads)
        and _all_text((sheet.name, *sheet.tie, *sheet.heads))
    )


def _is_row(row: ReturnedRow, sheets: tuple[ReturnedSheet, ...]) -> bool:
    if not (_is_number(row.sheet, 0, len(sheets) - 1) and _is_number(row.number, 1, LAST_ROW)):
        return False
    width = len(sheets[row.sheet].heads)
    return (
        _all_text((row.key,))
        and _are(bool, row.is_merged)
        and _are(tuple, row.cells, row.formulas)
        and len(row.cells) == width
        and all(map(_is_cell, row.cells))
        and all(_is_number(column, 0, width - 1) for column in row.formulas)
    )


def _is_cell(cell: object) -> bool:
    match cell:
        case Decimal():
            return (
                cell.is_finite() and abs(cell.adjusted()) < _DIGITS and len(cell.as_tuple().digits) < _DIGITS
            )
        case date():  # a moment is one, too
            return True
        case _:
            return _all_text((cell,))


def _are(kind: type, *values: object) -> bool:
    return all(type(value) is kind for value in values)


def _is_number(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _all_text(values: Iterable[object]) -> bool:
    """Whether all are text that can be written down: no half of a surrogate pair."""
    return all(
        isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value) for value in values
    )
