"""Filling a form in by program: what an example needs, and nobody else."""

from __future__ import annotations

import io
from collections.abc import Mapping

from assay.sources.forms.layout import KEY
from assay.sources.workbook import without_clock


def filled(data: bytes, written: Mapping[tuple[str, str], str]) -> bytes:
    """A form with text in some cells; the same text gives the same bytes.

    Args:
        data: The workbook that went out.
        written: Key of the row and header of the column → what is written; what is not there is left out.
    """
    import openpyxl  # noqa: PLC0415 - most commands write no workbook

    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        rows = list(sheet.iter_rows())
        header = next((row for row in rows if row[0].value == KEY), ())
        heads = {str(cell.value): place for place, cell in enumerate(header)}
        for row in rows:
            for (key, head), text in written.items():
                if row[0].value == key and head in heads:
                    row[heads[head]].value = text
    buffer = io.BytesIO()
    book.save(buffer)
    return without_clock(buffer.getvalue())
