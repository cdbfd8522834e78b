"""What stands below every page of a Word document: which text it is, its digest, the page, and a QR code."""

from __future__ import annotations

import io
import re

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Emu, Pt
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph

from assay.reports.blocks import Foot
from assay.reports.qr import qr_png
from assay.reports.word.tables import WIDTH

_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_CODE, _BESIDE = Cm(1.4), Cm(1.8)


def add_foot(document: Document, foot: Foot, more: str = "") -> None:
    """Write the foot of every page, with a line more where there is one."""
    footer = document.sections[0].footer
    table = footer.add_table(1, 2, WIDTH)
    table.autofit = False
    left, right = table.rows[0].cells
    for column, cell, width in zip(
        table.columns, (left, right), (Emu(WIDTH - _BESIDE), _BESIDE), strict=True
    ):
        column.width = cell.width = width
    for cell in (left, right):
        _rule_above(cell)
    lines = [left.paragraphs[0], left.add_paragraph(), left.add_paragraph()]
    lines[0].add_run(foot.number)
    lines[1].add_run(f"{foot.digest_label} {foot.digest}")
    _write_pages(lines[2], foot.pages)
    if more:
        lines.append(left.add_paragraph(more))
    for line in lines:
        line.paragraph_format.line_spacing = 1
        for run in line.runs:
            run.font.size = Pt(7)
    code = right.paragraphs[0]
    code.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    picture = code.add_run().add_picture(io.BytesIO(qr_png(foot.code)), height=_CODE)
    picture._inline.docPr.set("descr", foot.alt)  # noqa: SLF001  # the library has no door to it
    first = footer.paragraphs[0]._p  # noqa: SLF001  # same: a footer begins with an empty paragraph
    first.getparent().append(first)


def _rule_above(cell: Cell) -> None:
    """A thin line between the text and the foot, as on a page of PDF."""
    borders, top = OxmlElement("w:tcBorders"), OxmlElement("w:top")
    for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "C9C5BB")):
        top.set(qn(f"w:{key}"), value)
    borders.append(top)
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001  # the library has no door to borders


def _write_pages(paragraph: Paragraph, pattern: str) -> None:
    """The words with both numbers as fields, which Word counts."""
    for piece in re.split(r"(\{pages?\})", pattern):
        if piece not in _FIELDS:
            paragraph.add_run(piece)
            continue
        for kind in ("begin", "", "separate", "shown", "end"):
            run = paragraph.add_run("1" if kind == "shown" else "")
            if kind in ("begin", "separate", "end"):
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)  # noqa: SLF001  # the library has no door to fields
            elif not kind:
                code = OxmlElement("w:instrText")
                code.set(qn("xml:space"), "preserve")
                code.text = f" {_FIELDS[piece]} "
                run._r.append(code)  # noqa: SLF001  # the library has no door to fields
