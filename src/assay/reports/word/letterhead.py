"""The company's letterhead in a Word file: its logo and its line in the header; its footer is a line of the foot."""

from __future__ import annotations

import io

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Emu, Pt
from docx.text.run import Run

from assay.reports.letterhead import Letterhead, Logo
from assay.reports.paper.typeset import as_png
from assay.reports.word.styles import GREY
from assay.reports.word.tables import WIDTH

_TALL, _WIDEST = Cm(0.9), Cm(6)


def add_head(document: Document, letterhead: Letterhead, alt: str) -> None:
    """Write what stands above every page; ``alt`` says whose logo it is."""
    if letterhead.logo is None and not letterhead.header:
        return
    line = document.sections[0].header.paragraphs[0]
    line.style = document.styles["Normal"]  # the style of headers brings tab stops of its own
    line.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    line.paragraph_format.space_after = Pt(6)
    if letterhead.logo is not None:
        _add_logo(line.add_run(), letterhead.logo, alt)
    words = line.add_run(f"\t{letterhead.header}")
    words.font.size, words.font.color.rgb = Pt(8), GREY


def _add_logo(run: Run, logo: Logo, alt: str) -> None:
    """As tall as the head, or as wide as it may be. Word files hold no SVG that every reader draws."""
    data = as_png(logo.file, logo.data) if logo.ending == "svg" else logo.data
    picture = run.add_picture(io.BytesIO(data), height=_TALL)
    if picture.width > _WIDEST:
        picture.height = Emu(int(picture.height * _WIDEST / picture.width))
        picture.width = _WIDEST
    picture._inline.docPr.set("descr", alt)  # noqa: SLF001  # the library has no door to it
