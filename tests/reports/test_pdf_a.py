"""Documents to keep are PDF/A-2b by an examination of our own, and that examination notices what breaks it."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from assay.core.period import Month
from assay.reports.paper import KINDS, page_pdf, simulation_pdf
from assay.reports.paper.sheet import sheet_pdf
from tests.reports.pdf_a import violations
from tests.reports.sheets import sheet
from tests.reports.test_simulation_pdf import simulated
from tests.reports.test_statement_pdf import LANGS, settled, source, statement_paper


@cache
def statement() -> bytes:
    return statement_paper(settled()[1], Month(2027, 3), "zh").data


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"credit-note"}))
def test_each_monthly_document_breaks_no_clause(kind: str, lang: str) -> None:
    assert violations(page_pdf(KINDS[kind], source(2, lang))) == []


@pytest.mark.parametrize(
    ("kind", "name", "langs"),
    [("contract", "full", "zh"), ("annex", "demo", "both"), ("amendment", "full", "en")],
)
def test_each_text_to_sign_breaks_no_clause(kind: str, name: str, langs: str) -> None:
    assert violations(sheet_pdf(sheet(kind, name, langs))) == []


def test_a_simulation_breaks_no_clause() -> None:
    assert violations(simulation_pdf(*simulated(), "en")) == []


def _named(**entries: Any) -> DictionaryObject:  # noqa: ANN401  # any PDF object
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def _without(key: str) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        del writer.root_object[NameObject(key)]

    return change


def _script(writer: PdfWriter) -> None:
    action = _named(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))
    writer.root_object[NameObject("/OpenAction")] = action


def _font_taken_out(writer: PdfWriter) -> None:
    for number in range(1, len(writer._objects) + 1):  # pypdf has no other list of them
        item = writer.get_object(number)
        if isinstance(item, DictionaryObject) and item.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile2", "/FontFile3"):
                item.pop(NameObject(key), None)


def _hidden_note(writer: PdfWriter) -> None:
    note = _named(Type=NameObject("/Annot"), Subtype=NameObject("/Text"), F=NumberObject(2))
    note[NameObject("/Rect")] = ArrayObject([NumberObject(0)] * 4)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])


def _ink(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"0 0 0 1 k 0 0 9 9 re f ")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


def _title(writer: PdfWriter) -> None:
    writer.add_metadata({"/Title": TextStringObject("another")})


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        (_without("/OutputIntents"), "6.2.3 output intent"),
        (_without("/Metadata"), "6.6.2 metadata"),
        (_script, "6.5.1 action"),
        (_font_taken_out, "6.2.11.4 font not embedded"),
        (_hidden_note, "6.3.2 annotation that does not print"),
        (_ink, "6.2.4 ink without a profile"),
        (_title, "6.6.3 title in two forms"),
    ],
)
def test_what_breaks_a_clause_is_noticed(change: Callable[[PdfWriter], None], clause: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(statement())))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    assert clause in violations(target.getvalue())


def test_bytes_after_the_end_are_noticed() -> None:
    assert violations(statement() + b"more") == ["6.1.3 bytes after the end"]
