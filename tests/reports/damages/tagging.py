"""6.7."""

from __future__ import annotations

from typing import Any

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject

from tests.reports.damages.change import Damage, Edit, catalog, damage, drawn, put


def _without(key: str) -> Edit:
    def edit(writer: PdfWriter) -> None:
        del writer.root_object[key]

    return edit


def _elements(writer: PdfWriter, name: str) -> list[DictionaryObject]:
    """The elements of a kind, in the order of their objects."""
    objects: list[Any] = list(writer._objects)
    found = [one for one in objects if isinstance(one, DictionaryObject)]
    return [one for one in found if str(one.get("/Type")) == "/StructElem" and str(one["/S"]) == name]


def _renamed(old: str, new: str, *, all_of_them: bool = False) -> Edit:
    """Elements of a kind turned into another."""

    def edit(writer: PdfWriter) -> None:
        found = _elements(writer, old)
        for one in found if all_of_them else found[:1]:
            put(one, "S", new)

    return edit


def _part_left_out(writer: PdfWriter) -> None:
    tree: Any = writer.root_object["/StructTreeRoot"]
    document = tree["/K"]
    document = document[0].get_object() if isinstance(document, list) else document
    put(document, "K", document["/K"][1:])


def _structure_gone(writer: PdfWriter) -> None:
    put(writer.root_object["/StructTreeRoot"], "K", [])  # type: ignore[arg-type]


def _picture_without_words(writer: PdfWriter) -> None:
    put(_elements(writer, "/P")[0], "S", "/Figure")


TAGGING: tuple[Damage, ...] = (
    damage("not said to be marked", "6.7.2.2", _without("/MarkInfo")),
    damage("no structure", "6.7.3.3 6.7.3:order", _structure_gone),
    damage("a role of nobody", "6.7.3.4", _renamed("/P", "/Whisper")),
    damage("no language", "6.7.4", _without("/Lang")),
    damage("a language of nobody", "6.7.4", catalog("Lang", "plain English")),
    damage("something unmarked", "6.7.3:marks", drawn(b"0 0 9 9 re f", artifact=False)),
    damage("a part left out", "6.7.3:order", _part_left_out),
    damage("a heading too low", "6.7.3:headings", _renamed("/H1", "/H3")),
    damage("a picture without words", "6.7.3:pictures", _picture_without_words),
    damage("a table without heads", "6.7.3:tables", _renamed("/TH", "/TD", all_of_them=True)),
)
