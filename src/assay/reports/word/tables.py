"""Tables and boxes of a Word document: widths that fit the page, rows that are never split, heads that repeat."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Emu, Length, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as Cell
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph

from assay.reports.blocks import Box, Boxes, Table, Text
from assay.reports.columns import column_weights
from assay.reports.unbroken import unbroken
from assay.reports.word.styles import CITED, GREY, SECOND, shading

WIDTH = Cm(16)
"""Of a line of text: A4 without its margins."""

_WHOLE_ROWS = 14
_LAST_ROWS = 3
_SEAL_HEIGHT, _LINE_END = Cm(5.4), Cm(7.4)


def write(paragraph: Paragraph, text: Text, *, bold: bool = False, second: bool = False) -> None:
    """Add a text to a paragraph, cited names in their own style; in a heading the second language is set back."""
    for piece in text:
        said = piece.text if piece.is_cited else unbroken(piece.text)
        run = paragraph.add_run(said, style=CITED if piece.is_cited else None)
        if bold:
            run.bold = True
        if second:
            run.font.color.rgb, run.font.size = GREY, Pt(10.5)


def add_table(document: Document, table: Table, second: str, *, leads: bool = False) -> None:
    """Add a table; a short one stays on one page, and the last rows of one that leads stay with what follows."""
    drawn = _grid(document, len(table.rows) + 1, _widths(table), "Table Grid")
    stays = len(table.rows) <= _WHOLE_ROWS
    for place, (row, cells) in enumerate(zip(drawn.rows, (table.head, *table.rows), strict=True)):
        _keep_whole(row)
        for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles[f"Cell{second}"]
            paragraph.paragraph_format.keep_with_next = (leads and place > len(table.rows) - _LAST_ROWS) or (
                stays and place < len(table.rows)
            )
            if column in table.figures:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            write(paragraph, text, bold=not place)
            if not place:
                cell._tc.get_or_add_tcPr().append(shading())  # noqa: SLF001  # the library has no door to it
    _repeat(drawn.rows[0])
    _space_after(document, leads=leads)


def add_boxes(document: Document, boxes: Boxes) -> None:
    """Two boxes beside each other in one row that is never split."""
    drawn = _grid(document, 1, (Emu(WIDTH // 2), Emu(WIDTH // 2)), "Table Grid")
    row = drawn.rows[0]
    _keep_whole(row)
    if boxes.is_for_seals:
        row.height, row.height_rule = _SEAL_HEIGHT, WD_ROW_HEIGHT_RULE.AT_LEAST
    for cell, box in zip(row.cells, boxes.boxes, strict=True):
        _fill(document, cell, box, room=6 if boxes.is_for_seals else 0)
    _space_after(document)


def _fill(document: Document, cell: Cell, box: Box, room: int) -> None:
    """Who, room for the seal, and the lines to write on."""
    paragraph = cell.paragraphs[0]
    for title in box.titles:
        if paragraph.text:
            paragraph = cell.add_paragraph()
        paragraph.style = document.styles["Label"]
        paragraph.add_run(title).bold = True
    for _ in range(room):
        cell.add_paragraph(style="Label")
    for labels in box.lines:
        line = cell.add_paragraph(style="Label")
        line.paragraph_format.tab_stops.add_tab_stop(_LINE_END, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
        line.add_run(f"{labels[0]}\t")
        for label in labels[1:]:
            cell.add_paragraph(label, style=f"Note{SECOND}")


def _widths(table: Table) -> Sequence[Length]:
    weights = column_weights(table)
    return [Emu(WIDTH * weight // sum(weights)) for weight in weights]


def _grid(document: Document, rows: int, widths: Sequence[Length], style: str) -> WordTable:
    table: WordTable = document.add_table(rows, len(widths), style)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    return table


def _keep_whole(row: Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # the library has no door to it


def _repeat(row: Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # the library has no door to it


def _space_after(document: Document, *, leads: bool = False) -> None:
    """Word joins tables that touch, so a small paragraph stands between."""
    gap = document.add_paragraph(style="Note").paragraph_format
    gap.keep_with_next = leads
    gap.space_after = gap.space_before = Cm(0)
    gap.line_spacing = Cm(0.25)
