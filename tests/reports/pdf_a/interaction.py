"""6.3 to 6.5 and 6.8 to 6.11: what a reader could click, fill in, open or switch."""

from __future__ import annotations

from collections.abc import Iterator

from pypdf.generic import DictionaryObject, StreamObject

from tests.reports.pdf_a.file import File, Obj, entry, listed, with_key
from tests.reports.pdf_a.rules import forbid, rule

_ANNOTATIONS = frozenset(
    f"/{name}"
    for name in (
        "Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret "
        "Ink Popup FileAttachment Widget PrinterMark TrapNet Watermark Redact"
    ).split()
)
_ACTIONS = frozenset("/GoTo /GoToR /GoToE /Thread /URI /Named /SubmitForm".split())
_NAMED = frozenset("/NextPage /PrevPage /FirstPage /LastPage".split())
_PRINT = 0b100
_UNSEEN = 0b1_0010_0011  # Invisible, Hidden, NoView and ToggleNoView


def _notes(file: File) -> Iterator[tuple[str, DictionaryObject]]:
    """Annotations, those that no page names among them."""
    for place, page in file.pages:
        yield from ((place, note) for note in listed(entry(page, "/Annots")))
    yield from file.of_type("/Annot")


@rule("6.3.1-1")
def kinds_of_notes(file: File) -> Iterator[str]:
    """An annotation is of a kind that stays as it is on paper."""
    yield from (place for place, note in _notes(file) if entry(note, "/Subtype") not in _ANNOTATIONS)


@rule("6.3.2-1")
def flags_given(file: File) -> Iterator[str]:
    """An annotation has flags, but for a pop-up."""
    for place, note in _notes(file):
        if entry(note, "/Subtype") != "/Popup" and entry(note, "/F") is None:
            yield place


@rule("6.3.2-2")
def printed(file: File) -> Iterator[str]:
    """An annotation is seen and printed."""
    for place, note in _notes(file):
        flags = entry(note, "/F")
        if flags is not None and (not flags & _PRINT or flags & _UNSEEN):
            yield place


def _is_nothing(note: DictionaryObject) -> bool:
    sides = listed(entry(note, "/Rect"))
    return bool(sides) and sides[:2] == sides[2:]


@rule("6.3.3-1")
def looks(file: File) -> Iterator[str]:
    """An annotation brings its looks, but for a link, a pop-up, and one without a size."""
    for place, note in _notes(file):
        drawn = entry(note, "/Subtype") not in ("/Popup", "/Link") and not _is_nothing(note)
        if drawn and entry(note, "/AP") is None:
            yield place


def _with_looks(file: File) -> Iterator[tuple[str, DictionaryObject, Obj]]:
    for place, note in _notes(file):
        if (found := entry(note, "/AP")) is not None:
            yield place, note, found


@rule("6.3.3-2")
def one_look(file: File) -> Iterator[str]:
    """An annotation looks always the same."""
    yield from (place for place, _, found in _with_looks(file) if set(found) != {"/N"})


def _is_button(note: DictionaryObject) -> bool:
    return bool(entry(note, "/Subtype") == "/Widget" and entry(note, "/FT") == "/Btn")


@rule("6.3.3-3")
def looks_of_buttons(file: File) -> Iterator[str]:
    """A button has a look for each of its states."""
    for place, note, found in _with_looks(file):
        states = entry(found, "/N")
        if _is_button(note) and (isinstance(states, StreamObject) or not states):
            yield place


@rule("6.3.3-4")
def looks_of_others(file: File) -> Iterator[str]:
    """Anything but a button has one look, drawn by a stream."""
    for place, note, found in _with_looks(file):
        if not _is_button(note) and not isinstance(entry(found, "/N"), StreamObject):
            yield place


@rule("6.4.1-1")
def widgets_do_nothing(file: File) -> Iterator[str]:
    """No field on a page does anything."""
    for place, note in _notes(file):
        if entry(note, "/Subtype") == "/Widget" and {"/A", "/AA"} & set(note):
            yield place


@rule("6.4.1-2")
def fields_do_nothing(file: File) -> Iterator[str]:
    """No field of a form does anything."""
    yield from with_key(((place, item) for place, item in file.dictionaries if "/FT" in item), "/AA")


def _form(file: File) -> DictionaryObject:
    found = entry(file.root, "/AcroForm")
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


@rule("6.4.1-3")
def fields_are_drawn(file: File) -> Iterator[str]:
    """The reader need not draw the fields of a form."""
    if entry(_form(file), "/NeedAppearances"):
        yield "form"


def _catalog(key: str, *ids: str, says: str) -> None:
    forbid(ids, says, lambda file: with_key((("catalog", file.root),), key))


forbid(["6.4.2-1"], "No form is drawn by XFA.", lambda file: with_key((("form", _form(file)),), "/XFA"))
_catalog("/NeedsRendering", "6.4.2-2", says="The reader need not draw the pages by a form.")
_catalog("/AA", "6.5.2-1", says="The file does nothing by itself.")
_catalog(
    "/OCProperties", "6.9-1", "6.9-2", "6.9-3", "6.9-4", says="Nothing on the pages can be switched off."
)
forbid(["6.5.2-2"], "A page does nothing by itself.", lambda file: with_key(file.pages, "/AA"))
forbid(["6.10-2"], "A page is not shown in steps.", lambda file: with_key(file.pages, "/PresSteps"))


@rule("6.10-1")
def one_presentation(file: File) -> Iterator[str]:
    """The pages are shown in one way."""
    yield from with_key((("names", entry(file.root, "/Names")),), "/AlternatePresentations")


@rule("6.4.3-1", "6.4.3-2", "6.4.3-3")
def no_signature(file: File) -> Iterator[str]:
    """The file has no signature by a key."""
    yield from with_key(file.dictionaries, "/ByteRange")
    yield from (place for place, _ in file.of_type("/Sig"))


def _actions(file: File) -> Iterator[tuple[str, DictionaryObject]]:
    """What happens on a click, on opening, and after that."""
    for place, item in file.dictionaries:
        found = [entry(item, key) for key in ("/A", "/OpenAction")]
        found += listed(entry(item, "/Next")) if "/S" in item else []
        more = entry(item, "/AA")
        found += [entry(more, key) for key in more] if isinstance(more, DictionaryObject) else []
        yield from ((place, one) for one in found if isinstance(one, DictionaryObject) and "/S" in one)
    yield from file.of_type("/Action")


@rule("6.5.1-1")
def kinds_of_actions(file: File) -> Iterator[str]:
    """A click leads to another place, and does nothing else."""
    yield from (place for place, one in _actions(file) if entry(one, "/S") not in _ACTIONS)


@rule("6.5.1-2")
def turning(file: File) -> Iterator[str]:
    """A click that is called by a name turns a page."""
    for place, one in _actions(file):
        if entry(one, "/S") == "/Named" and entry(one, "/N") not in _NAMED:
            yield place


@rule("6.8-2", "6.8-5")
def no_files_inside(file: File) -> Iterator[str]:
    """No file lies in the file."""
    yield from with_key(file.dictionaries, "/EF")
    yield from with_key(file.dictionaries, "/EmbeddedFiles")
    yield from (place for place, _ in file.of_type("/EmbeddedFile"))
