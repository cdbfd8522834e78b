"""6.3 to 6.5 and 6.8 to 6.10."""

from __future__ import annotations

from pypdf import PdfWriter

from tests.reports.damages.change import Damage, Edit, catalog, damage, held, page, put, stream

_LINK = {"Type": "/Annot", "Subtype": "/Link", "Rect": [0, 0, 9, 9], "F": 4}


def _note(**entries: object) -> Edit:
    """An annotation on the first page; an entry of None is left out."""
    return page("Annots", [{key: value for key, value in {**_LINK, **entries}.items() if value is not None}])


def _looking(states: str, **entries: object) -> Edit:
    """An annotation with looks: one for each letter."""

    def edit(writer: PdfWriter) -> None:
        look = held(writer, stream(b"", Subtype="/Form", BBox=[0, 0, 9, 9], Resources={}))
        _note(**{"Subtype": "/Stamp", "AP": dict.fromkeys(states, look), **entries})(writer)

    return edit


def _button(writer: PdfWriter) -> None:
    _looking("N", Subtype="/Widget", FT="/Btn")(writer)


def _file_inside(writer: PdfWriter) -> None:
    inside = held(writer, stream(b"a", Type="/EmbeddedFile"))
    put(writer.root_object, "Names", {"EmbeddedFiles": {"Names": ["a", {"F": "a", "EF": {"F": inside}}]}})


_SIGNED = "6.4.3-1 6.4.3-2 6.4.3-3"
INTERACTION: tuple[Damage, ...] = (
    damage("a film", "6.3.1-1 6.3.3-1", _note(Subtype="/Movie")),
    damage("no flags", "6.3.2-1", _note(F=None)),
    damage("a hidden link", "6.3.2-2", _note(F=6)),
    damage("a link that is not printed", "6.3.2-2", _note(F=0)),
    damage("a note without looks", "6.3.3-1", _note(Subtype="/Stamp")),
    damage("a note that changes its looks", "6.3.3-2", _looking("ND")),
    damage("a button of one look", "6.3.3-3", _button),
    damage("a note with looks for states", "6.3.3-4", _note(Subtype="/Stamp", AP={"N": {"On": 0}})),
    damage("a field that acts", "6.4.1-1", _note(Subtype="/Widget", Rect=[0, 0, 0, 0], A={"S": "/URI"})),
    damage(
        "a field of a form that acts", "6.4.1-2", catalog("AcroForm", {"Fields": [{"FT": "/Tx", "AA": {}}]})
    ),
    damage("fields to draw", "6.4.1-3", catalog("AcroForm", {"Fields": [], "NeedAppearances": True})),
    damage("a form by XFA", "6.4.2-1", catalog("AcroForm", {"Fields": [], "XFA": []})),
    damage("pages to draw", "6.4.2-2", catalog("NeedsRendering", value=True)),
    damage("a signature", _SIGNED, catalog("More", {"Type": "/Sig", "ByteRange": [0, 1, 2, 3]})),
    damage("a script", "6.5.1-1", catalog("OpenAction", {"S": "/JavaScript", "JS": "1"})),
    damage("a program to start", "6.5.1-1", _note(A={"S": "/Launch", "F": "a"})),
    damage(
        "a script after a link", "6.5.1-1", _note(A={"S": "/URI", "URI": "a", "Next": {"S": "/JavaScript"}})
    ),
    damage("a click that prints", "6.5.1-2", _note(A={"S": "/Named", "N": "/Print"})),
    damage("a file that acts", "6.5.2-1", catalog("AA", {})),
    damage("a page that acts", "6.5.2-2", page("AA", {})),
    damage("a file inside", "6.8-2 6.8-5", _file_inside),
    damage("a layer", "6.9-1 6.9-2 6.9-3 6.9-4", catalog("OCProperties", {"OCGs": [], "D": {}})),
    damage("another show", "6.10-1", catalog("Names", {"AlternatePresentations": {}})),
    damage("a page in steps", "6.10-2", page("PresSteps", {})),
)
