"""What ISO 19005-2 (PDF/A-2, level B) forbids and asks for, looked up in a file's objects: no word of the writer is believed.

The rules of structure, fonts, colour, annotations, actions and metadata; glyph widths and the syntax of content streams are
not looked at. Each violation is named by its clause.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

Obj = Any  # a PDF object of any kind

_ACTIONS = frozenset(
    f"/{name}"
    for name in (
        "Launch Sound Movie ResetForm ImportData Hide SetOCGState Rendition Trans GoTo3DView JavaScript".split()
    )
)
_ANNOTATIONS = frozenset(("/Link", "/Widget", "/Text", "/Popup"))
_HIDDEN, _PRINT = 0b100011, 0b100  # Invisible, Hidden and NoView; Print


def violations(data: bytes) -> list[str]:
    """The clauses that a file breaks, each once, in order."""
    reader = PdfReader(io.BytesIO(data))
    found = [*_structure(data, reader), *_document(reader)]
    for item in _objects(reader):
        found += [*_stream(item), *_font(item), *_annotation(item), *_action(item), *_image(item)]
    return sorted(set(found))


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary that the trailer leads to, streams among them."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Obj] = [reader.trailer]
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            key = (item.idnum, item.generation)
            if key in seen:
                continue
            seen.add(key)
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            yield item
            waiting.extend(item.raw_get(key) for key in item)
        elif isinstance(item, ArrayObject):
            waiting.extend(item)


def _structure(data: bytes, reader: PdfReader) -> Iterator[str]:
    head = data[:64].splitlines()
    if not re.fullmatch(rb"%PDF-1\.[0-7]", head[0]):
        yield "6.1.2 header"
    if not head[1].startswith(b"%") or sum(byte > 127 for byte in head[1][1:5]) != 4:
        yield "6.1.2 comment of four bytes above 127"
    if "/ID" not in reader.trailer:
        yield "6.1.3 file identifier"
    if "/Encrypt" in reader.trailer:
        yield "6.1.3 encryption"
    if data.rstrip(b"\r\n") != data[: data.rfind(b"%%EOF") + 5]:
        yield "6.1.3 bytes after the end"


def _document(reader: PdfReader) -> Iterator[str]:
    root: Obj = reader.trailer["/Root"]
    yield from _output_intent(root)
    yield from _metadata(reader, root)
    if "/AA" in root or any("/AA" in page for page in reader.pages):
        yield "6.5.2 additional actions"
    form = root.get("/AcroForm", {})
    if form.get("/NeedAppearances") or "/XFA" in form:
        yield "6.4 forms"
    names = root.get("/Names", {})
    if "/JavaScript" in names or "/EmbeddedFiles" in names:
        yield "6.6 scripts or files inside"
    if "/OCProperties" in root:
        yield "6.9 optional content"


def _output_intent(root: Obj) -> Iterator[str]:
    """One profile for colours that name none of their own; of three channels, for the pages are RGB."""
    intents = [intent.get_object() for intent in root.get("/OutputIntents", ())]
    profiles = [item["/DestOutputProfile"] for item in intents if item.get("/S") == "/GTS_PDFA1"]
    if len(profiles) != 1:
        yield "6.2.3 output intent"
        return
    profile = profiles[0].get_object()
    icc = profile.get_data()
    if icc[36:40] != b"acsp" or icc[16:20] != b"RGB " or profile["/N"] != 3 or icc[8] > 4:
        yield "6.2.3 profile"


def _metadata(reader: PdfReader, root: Obj) -> Iterator[str]:
    stream = root.get("/Metadata")
    if stream is None:
        yield "6.6.2 metadata"
        return
    text = stream.get_object().get_data().decode("utf-8")
    if "<pdfaid:part>2</pdfaid:part>" not in text or "<pdfaid:conformance>B</pdfaid:conformance>" not in text:
        yield "6.6.4 version and level"
    information = reader.metadata
    title = None if information is None else information.title
    if title is not None and title not in text:
        yield "6.6.3 title in two forms"


def _stream(item: DictionaryObject) -> Iterator[str]:
    if not isinstance(item, StreamObject):
        return
    filters = item.get("/Filter", [])
    names = [filters] if isinstance(filters, str) else list(filters)
    if {"/LZWDecode", "/Crypt"} & set(names):
        yield "6.1.7 filter"
    if {"/F", "/FFilter", "/FDecodeParms"} & set(item):
        yield "6.1.7 contents outside the file"
    if item.get("/Subtype") in ("/Image", "/Form", None) and "/Length1" not in item:
        yield from _colours(item)


def _colours(item: StreamObject) -> Iterator[str]:
    """Colours of four inks have no profile here."""
    if item.get("/ColorSpace") == "/DeviceCMYK":
        yield "6.2.4 ink without a profile"
    if item.get("/Type") is None and item.get("/Subtype") in (None, "/Form"):
        content = item.get_data()
        if re.search(rb"(?:[\d.]+\s+){4}[kK]\s", content):
            yield "6.2.4 ink without a profile"


def _font(item: DictionaryObject) -> Iterator[str]:
    if item.get("/Type") != "/Font" or item.get("/Subtype") == "/Type3":
        return
    if item.get("/Subtype") == "/Type0":
        if item["/Encoding"] not in ("/Identity-H", "/Identity-V"):
            yield "6.2.11.3 encoding"
        return
    descriptor = item.get("/FontDescriptor", {}).get_object() if "/FontDescriptor" in item else {}
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
        yield "6.2.11.4 font not embedded"
    if item.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in item:
        yield "6.2.11.3 glyph map"


def _annotation(item: DictionaryObject) -> Iterator[str]:
    if item.get("/Type") != "/Annot":
        return
    if item["/Subtype"] not in _ANNOTATIONS:
        yield "6.3.1 kind of annotation"
    flags = int(item.get("/F", 0))
    shown = flags & _PRINT == _PRINT and flags & _HIDDEN == 0
    if str(item["/Subtype"]) != "/Popup" and not shown:
        yield "6.3.2 annotation that does not print"


def _action(item: DictionaryObject) -> Iterator[str]:
    if item.get("/S") in _ACTIONS:
        yield "6.5.1 action"


def _image(item: DictionaryObject) -> Iterator[str]:
    if item.get("/Subtype") == "/Image" and (item.get("/Interpolate") or {"/Alternates", "/OPI"} & set(item)):
        yield "6.2.8 image"
