"""Filling a form in by program: what an example needs, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assay.sources.forms.layout import Form, FormRow, FormSheet


def filled(form: Form, written: Mapping[tuple[str, str], str]) -> Form:
    """A form with text in some cells.

    Args:
        form: As it went out.
        written: Key of the row and header of the column → what is written; what is not there is left out.
    """
    return replace(form, sheets=tuple(_filled(sheet, written) for sheet in form.sheets))


def _filled(sheet: FormSheet, written: Mapping[tuple[str, str], str]) -> FormSheet:
    def answered(row: FormRow) -> FormRow:
        answers = {column.name: (row.key, column.head) for column in sheet.columns}
        said = {name: written[answer] for name, answer in answers.items() if answer in written}
        return replace(row, cells={**row.cells, **said})

    return replace(sheet, rows=tuple(map(answered, sheet.rows)))
