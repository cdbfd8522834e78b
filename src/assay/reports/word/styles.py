"""The styles of a Word document: real ones, so that people can change the look in one place. Chinese fonts are named apart from Latin ones."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from assay.reports.word.package import drop_styles

SECOND = " 2"
"""What the name of a style ends in for the language that comes second."""

CITED = "Cited"
_SONG, _HEI = ("Times New Roman", "宋体"), ("Arial", "黑体")
_INK, GREY = RGBColor(0x1D, 0x21, 0x26), RGBColor(0x56, 0x5D, 0x66)
_SHADE = "F1EFE9"
_CENTRE, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True, slots=True)
class _Look:
    """How a style looks; sizes and gaps in half points, indents in millimetres."""

    size: int
    fonts: tuple[str, str] = _SONG
    bold: bool = False
    align: WD_ALIGN_PARAGRAPH = _LEFT
    gaps: tuple[int, int] = (0, 8)
    left: int = 0
    hanging: int = 0
    leads: bool = False


_LOOKS = {
    "Title": _Look(40, _HEI, bold=True, align=_CENTRE, gaps=(0, 16)),
    "Subtitle": _Look(21, _SONG, align=_CENTRE, gaps=(0, 24)),
    "Heading 1": _Look(26, _HEI, bold=True, gaps=(36, 16), leads=True),
    "Heading 2": _Look(23, _HEI, bold=True, gaps=(24, 12), leads=True),
    "Heading 3": _Look(21, _HEI, bold=True, gaps=(18, 8), leads=True),
    "Body Text": _Look(21),
    "Clause": _Look(21, left=13, hanging=13),
    "Item": _Look(21, gaps=(0, 5), left=25, hanging=12),
    "Inner Item": _Look(21, gaps=(0, 5), left=32, hanging=7),
    "Note": _Look(18),
    "Cell": _Look(18, gaps=(3, 3)),
    "Label": _Look(20, gaps=(6, 6)),
}
_TWICE = ("Body Text", "Clause", "Item", "Inner Item", "Note", "Cell", "Label")
_BUILT_IN = (
    "Normal",
    "Title",
    "Subtitle",
    "heading 1",
    "heading 2",
    "heading 3",
    "Body Text",
    "header",
    "footer",
)
_NEEDED = ("Default Paragraph Font", "Normal Table", "No List", "Table Grid")


def set_styles(document: Document) -> None:
    """Give a document its styles, and the page its size and margins."""
    drop_styles(document, frozenset((*_BUILT_IN, *_NEEDED)))
    _defaults(document)
    for name, look in _LOOKS.items():
        style = _style(document, name)
        _dress(style, look)
        if name in _TWICE:
            second = _style(document, name + SECOND)
            second.base_style = style
            second.font.color.rgb = GREY
            second.font.size = Pt((look.size - 2) / 2)
    cited = document.styles.add_style(CITED, WD_STYLE_TYPE.CHARACTER)
    cited.element.get_or_add_rPr().append(shading())
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(3.4)
    section.footer_distance = Cm(1.1)


def shading() -> BaseOxmlElement:
    """The light ground of cited names and of the heads of tables."""
    shade: BaseOxmlElement = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
        shade.set(qn(f"w:{key}"), value)
    return shade


def _defaults(document: Document) -> None:
    styles = document.styles.element
    properties = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_fonts(properties, _SONG)
    language = properties.find(qn("w:lang"))
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    for name in ("Normal", "Header", "Footer"):
        style = _style(document, name)
        style.font.size = Pt(10.5)
        style.font.color.rgb = _INK
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.25


def _style(document: Document, name: str) -> ParagraphStyle:
    if name in document.styles:
        found = document.styles[name]
    else:
        found = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        found.base_style = document.styles["Normal"]
        found.quick_style = True
    assert isinstance(found, ParagraphStyle)  # noqa: S101  # these names are paragraphs' in the library's template
    return found


def _dress(style: ParagraphStyle, look: _Look) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)
    _set_fonts(properties, look.fonts)
    style.font.bold, style.font.size, style.font.color.rgb = look.bold, Pt(look.size / 2), _INK
    layout = style.paragraph_format
    layout.alignment, layout.keep_with_next, layout.widow_control = look.align, look.leads, True
    layout.space_before, layout.space_after = Pt(look.gaps[0] / 2), Pt(look.gaps[1] / 2)
    layout.left_indent, layout.first_line_indent = Cm(look.left / 10), Cm(-look.hanging / 10)
    layout.line_spacing = 1.25
    if look.hanging:
        layout.tab_stops.add_tab_stop(Cm(look.left / 10))


def _set_fonts(properties: BaseOxmlElement, fonts: tuple[str, str]) -> None:
    """Latin and Chinese font; whatever the theme says of them goes."""
    found = properties.find(qn("w:rFonts"))
    if found is not None:
        properties.remove(found)
    named = OxmlElement("w:rFonts")
    latin, chinese = fonts
    for key, value in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
        named.set(qn(f"w:{key}"), value)
    properties.insert(0, named)
