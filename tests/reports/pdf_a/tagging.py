"""6.7, of level A, as far as a writer can know it: a structure that covers the pages, and what a screen reader needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pypdf.generic import DictionaryObject, IndirectObject

from tests.reports.pdf_a.content import SHOWING, Operation
from tests.reports.pdf_a.file import File, Obj, entry, follow
from tests.reports.pdf_a.rules import rule

_STANDARD = frozenset(
    f"/{name}"
    for name in (
        "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
        "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu "
        "WT WP Figure Formula Form"
    ).split()
)
_PAINTING = SHOWING | frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "EI"))
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _tree(file: File) -> DictionaryObject:
    found = entry(file.root, "/StructTreeRoot")
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _kids(item: DictionaryObject) -> list[Obj]:
    found = entry(item, "/K")
    return [] if found is None else [follow(one) for one in (found if isinstance(found, list) else [found])]


def elements(file: File) -> list[DictionaryObject]:
    """The elements of the structure in reading order."""
    found: list[DictionaryObject] = []
    waiting = list(reversed(_kids(_tree(file))))
    while waiting:
        item = waiting.pop()
        if isinstance(item, DictionaryObject) and "/S" in item:
            found.append(item)
            waiting += reversed(_kids(item))
    return found


def role(file: File, item: DictionaryObject) -> str:
    """What an element is, by a name of ISO 32000-1 where the file leads to one."""
    name, roles = str(entry(item, "/S")), entry(_tree(file), "/RoleMap") or {}
    for _ in roles:
        name = str(roles[name]) if name in roles and name not in _STANDARD else name
    return name


@rule("6.7.2.2")
def marked(file: File) -> Iterator[str]:
    """The catalog says that the file is marked."""
    if entry(entry(file.root, "/MarkInfo") or DictionaryObject(), "/Marked") is None:
        yield "catalog"


@rule("6.7.3.3")
def structure_there(file: File) -> Iterator[str]:
    """The file has a structure."""
    if not elements(file):
        yield "catalog"


@rule("6.7.3.4")
def roles(file: File) -> Iterator[str]:
    """Every element is, or stands for, one that ISO 32000-1 knows."""
    yield from (str(item["/S"]) for item in elements(file) if role(file, item) not in _STANDARD)


@rule("6.7.4")
def languages(file: File) -> Iterator[str]:
    """The file names its language, and every language is named in the right form."""
    if entry(file.root, "/Lang") is None:
        yield "catalog"
    for place, item in file.dictionaries:
        found = entry(item, "/Lang")
        if found is not None and not _LANGUAGE.fullmatch(str(found)):
            yield f"{place}: {found}"


def _number(operation: Operation) -> int | None:
    """The number that ties a marked part to the structure."""
    raws = [token.raw for token in operation.tokens]
    return int(raws[raws.index(b"/MCID") + 1]) if b"/MCID" in raws else None


def _parts(file: File) -> Iterator[tuple[str, list[tuple[str, int | None]], bool]]:
    """Each operation that draws on a page: the page, the marks around it, and whether one of them is an artifact."""
    for content in file.contents:
        if not content.place.startswith("page"):
            continue
        open_marks: list[tuple[str, int | None]] = []
        for operation in content.operations:
            if operation.operator in ("BMC", "BDC"):
                open_marks.append((operation.name(), _number(operation)))
            elif operation.operator == "EMC" and open_marks:
                open_marks.pop()
            elif operation.operator in _PAINTING:
                yield content.place, list(open_marks), any(name == "Artifact" for name, _ in open_marks)


@rule("6.7.3:marks")
def all_marked(file: File) -> Iterator[str]:
    """What is drawn on a page belongs to the structure, or is an artifact, never both."""
    for place, marks, artifact in _parts(file):
        tied = any(number is not None for _, number in marks)
        if tied == artifact:
            yield place


@rule("6.7.3:order")
def reading_order(file: File) -> Iterator[str]:
    """The structure holds every marked part of the pages, once."""
    pages = {page.indirect_reference.idnum: place for place, page in file.pages if page.indirect_reference}
    held = Counter((pages.get(page or 0), number) for page, number in _held(_tree(file), None))
    drawn = {(p, number) for p, marks, _ in _parts(file) for _, number in marks if number is not None}
    yield from (f"{place}: part {number}" for place, number in drawn - set(held))
    yield from (f"{place}: part {number}" for (place, number), times in held.items() if times > 1)


def _held(item: DictionaryObject, page: int | None) -> Iterator[tuple[int | None, int]]:
    """The marked parts below an element, each by its page."""
    named = item.raw_get("/Pg") if "/Pg" in item else None
    page = named.idnum if isinstance(named, IndirectObject) else page
    for kid in _kids(item):
        if isinstance(kid, int):
            yield page, int(kid)
        elif isinstance(kid, DictionaryObject) and "/MCID" in kid:
            yield (kid.raw_get("/Pg").idnum if "/Pg" in kid else page), int(entry(kid, "/MCID"))
        elif isinstance(kid, DictionaryObject):
            yield from _held(kid, page)


@rule("6.7.3:headings")
def headings(file: File) -> Iterator[str]:
    """Headings begin at the first level and go down one level at a time."""
    before = 0
    for item in elements(file):
        found = re.fullmatch(r"/H([1-6])", role(file, item))
        if found and int(found[1]) > before + 1:
            yield f"level {found[1]} after {before}"
        before = int(found[1]) if found else before


@rule("6.7.3:pictures")
def pictures(file: File) -> Iterator[str]:
    """A picture says in words what it shows."""
    for item in elements(file):
        if role(file, item) in ("/Figure", "/Formula") and not (
            entry(item, "/Alt") or entry(item, "/ActualText")
        ):
            yield str(item["/S"])


def _rows(file: File, table: DictionaryObject) -> list[list[DictionaryObject]]:
    """The cells of a table, row by row."""
    found = []
    for kid in _kids(table):
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            if role(file, kid) == "/TR":
                found.append([cell for cell in _kids(kid) if isinstance(cell, DictionaryObject)])
            elif role(file, kid) in ("/THead", "/TBody", "/TFoot"):
                found += _rows(file, kid)
    return found


@rule("6.7.3:tables")
def tables(file: File) -> Iterator[str]:
    """A table is made of rows, these of cells, and it has cells that head others."""
    for item in elements(file):
        if role(file, item) != "/Table":
            continue
        cells = [role(file, cell) for row in _rows(file, item) for cell in row]
        if not cells or set(cells) - {"/TH", "/TD"} or "/TH" not in cells:
            yield f"table {elements(file).index(item)}"
