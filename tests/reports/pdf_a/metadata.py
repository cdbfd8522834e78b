"""6.6: what the file says about itself, in XMP and in the older list beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]
from pypdf.generic import StreamObject

from tests.reports.pdf_a.file import File, entry
from tests.reports.pdf_a.rules import forbid, rule

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ID = "{http://www.aiim.org/pdfa/ns/id/}"
DC, XMP, MM, PAGES, PDF = (
    "{http://purl.org/dc/elements/1.1/}",
    "{http://ns.adobe.com/xap/1.0/}",
    "{http://ns.adobe.com/xap/1.0/mm/}",
    "{http://ns.adobe.com/xap/1.0/t/pg/}",
    "{http://ns.adobe.com/pdf/1.3/}",
)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HEAD = re.compile(rb"<\?xpacket\s+begin=[\"'](?P<mark>[^\"']*)[\"'](?P<rest>[^?]*)\?>")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")


@dataclass(frozen=True)
class Property:
    """Something that a packet says, and where its namespace is called how."""

    place: str
    name: str
    prefix: str | None
    element: etree._Element

    @property
    def text(self) -> str:
        return (self.element.text or "").strip()


@dataclass(frozen=True)
class Packet:
    """A stream of metadata; no tree where it is not well formed."""

    place: str
    data: bytes
    tree: etree._Element | None

    def properties(self) -> Iterator[Property]:
        """What it says, property by property; what stands as an attribute too."""
        described = self.tree.iter(f"{RDF}Description") if self.tree is not None else ()
        for one in described:
            if one.getparent().tag != f"{RDF}RDF":
                continue
            for name, value in one.attrib.items():
                if not name.startswith((RDF, "{http://www.w3.org/XML")):
                    made = etree.Element(name, nsmap=one.nsmap)
                    made.text = value
                    yield Property(self.place, name, made.prefix, made)
            yield from (
                Property(self.place, str(item.tag), item.prefix, item) for item in one.iterchildren("*")
            )


def packets(file: File) -> list[Packet]:
    """Every stream of metadata, the catalog's first."""
    main = entry(file.root, "/Metadata")
    streams = [("catalog", main)] if isinstance(main, StreamObject) else []
    streams += [(p, s) for p, s in file.of_type("/Metadata") if isinstance(s, StreamObject) and s is not main]
    return [Packet(place, stream.get_data(), _tree(stream.get_data())) for place, stream in streams]


def _tree(data: bytes) -> etree._Element | None:
    try:
        tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None
    return tree if tree.tag == f"{RDF}RDF" or tree.find(f"{RDF}RDF") is not None else None


def properties(file: File) -> list[Property]:
    """What all packets say."""
    return [found for packet in packets(file) for found in packet.properties()]


@rule("6.6.2.1-1")
def metadata(file: File) -> Iterator[str]:
    """The catalog has a stream of metadata."""
    found = entry(file.root, "/Metadata")
    kinds = (entry(found, "/Type"), entry(found, "/Subtype")) if isinstance(found, StreamObject) else None
    if kinds != ("/Metadata", "/XML"):
        yield "catalog"


def _without(attribute: bytes, number: str, says: str) -> None:
    def places(file: File) -> Iterator[str]:
        for packet in packets(file):
            head = _HEAD.search(packet.data)
            if head is not None and re.search(rb"\b" + attribute + rb"\s*=", head["rest"]):
                yield packet.place

    forbid([number], says, places)


_without(b"bytes", "6.6.2.1-2", "The head of a packet does not count bytes.")
_without(b"encoding", "6.6.2.1-3", "The head of a packet does not name an encoding.")


@rule("6.6.2.1-4")
def well_formed(file: File) -> Iterator[str]:
    """A packet is well-formed XML, and RDF."""
    for packet in packets(file):
        if packet.tree is None or not any(True for _ in packet.properties()):
            yield packet.place


@rule("6.6.2.1-5")
def utf8(file: File) -> Iterator[str]:
    """A packet is UTF-8 and begins with its mark of byte order."""
    for packet in packets(file):
        head = _HEAD.search(packet.data)
        try:
            packet.data.decode("utf-8")
        except UnicodeDecodeError:
            yield packet.place
        if head is None or head["mark"] not in (b"", b"\xef\xbb\xbf"):
            yield packet.place


def is_text(element: etree._Element) -> bool:
    """A value without a structure."""
    return len(element) == 0


def _is_uri(element: etree._Element) -> bool:
    return is_text(element) and " " not in (element.text or "").strip()


def _is_date(element: etree._Element) -> bool:
    return is_text(element) and _DATE.fullmatch((element.text or "").strip()) is not None


def _is_number(element: etree._Element) -> bool:
    return is_text(element) and re.fullmatch(r"[+-]?\d+", (element.text or "").strip()) is not None


def members(element: etree._Element, kind: str) -> list[etree._Element] | None:
    """The members of an RDF list of a kind; nothing where there is another or none."""
    if len(element) != 1 or element[0].tag != f"{RDF}{kind}":
        return None
    found = list(element[0].iterchildren("*"))
    return found if found and all(one.tag == f"{RDF}li" for one in found) else None


def fields(element: etree._Element) -> list[etree._Element]:
    """The fields of a structure, written in either way of RDF."""
    if len(element) == 1 and element[0].tag == f"{RDF}Description":
        element = element[0]
    return list(element.iterchildren("*"))


def _is_history(element: etree._Element) -> bool:
    """A list of events, each of text fields, its moment a date."""
    events = members(element, "Seq") or []
    names = {f"{{http://ns.adobe.com/xap/1.0/sType/ResourceEvent#}}{name}" for name in _EVENT}
    for event in events:
        for field in fields(event):
            moment = str(field.tag).endswith("}when")
            if field.tag not in names or not (_is_date(field) if moment else is_text(field)):
                return False
    return bool(events)


_EVENT = ("action", "instanceID", "parameters", "softwareAgent", "when")


def _is_list(kind: str) -> object:
    return lambda element: bool(found := members(element, kind)) and all(is_text(one) for one in found or ())


def _is_in_languages(element: etree._Element) -> bool:
    found = members(element, "Alt") or []
    return bool(found) and all(is_text(one) and one.get(_LANG) for one in found)


_BAG, _SEQ = _is_list("Bag"), _is_list("Seq")
_KNOWN = {
    f"{DC}title": _is_in_languages,
    f"{DC}description": _is_in_languages,
    f"{DC}rights": _is_in_languages,
    f"{DC}creator": _SEQ,
    f"{DC}subject": _BAG,
    f"{DC}language": _BAG,
    f"{DC}publisher": _BAG,
    f"{DC}format": is_text,
    f"{DC}identifier": is_text,
    f"{XMP}CreatorTool": is_text,
    f"{XMP}CreateDate": _is_date,
    f"{XMP}ModifyDate": _is_date,
    f"{XMP}MetadataDate": _is_date,
    f"{MM}DocumentID": _is_uri,
    f"{MM}InstanceID": _is_uri,
    f"{MM}RenditionClass": is_text,
    f"{MM}History": _is_history,
    f"{PAGES}NPages": _is_number,
    f"{PDF}Keywords": is_text,
    f"{PDF}PDFVersion": is_text,
    f"{PDF}Producer": is_text,
    f"{ID}part": _is_number,
    f"{ID}conformance": is_text,
    f"{ID}amd": is_text,
    f"{ID}corr": is_text,
    "{http://www.aiim.org/pdfa/ns/extension/}schemas": lambda _: True,
}
"""The properties that the writer may use, of those that XMP and PDF/A define, with the form of each: fewer than there are."""


@rule("6.6.2.3.1-1")
def known_properties(file: File) -> Iterator[str]:
    """A packet says nothing that XMP or PDF/A does not define, as far as this list goes."""
    yield from (f"{found.place}: {found.name}" for found in properties(file) if found.name not in _KNOWN)


@rule("6.6.2.3.1-2")
def forms_of_properties(file: File) -> Iterator[str]:
    """A property has the form that is defined for it."""
    for found in properties(file):
        if not _KNOWN.get(found.name, is_text)(found.element):  # type: ignore[operator]
            yield f"{found.place}: {found.name}"


def _identity(file: File) -> dict[str, Property]:
    """What the catalog's packet says about PDF/A."""
    main = next(iter(packets(file)), None)
    found = list(main.properties()) if main is not None and main.place == "catalog" else []
    return {one.name.removeprefix(ID): one for one in found if one.name.startswith(ID)}


@rule("6.6.4-1")
def identified(file: File) -> Iterator[str]:
    """The catalog's packet says which PDF/A the file is."""
    if not _identity(file):
        yield "catalog"


@rule("6.6.4-2")
def part(file: File) -> Iterator[str]:
    """It is part 2."""
    found = _identity(file)
    if found and ("part" not in found or found["part"].text != "2"):
        yield "catalog"


@rule("6.6.4-3")
def level(file: File) -> Iterator[str]:
    """It is level B."""
    found = _identity(file)
    if found and ("conformance" not in found or found["conformance"].text != "B"):
        yield "catalog"


def _called_right(number: int, name: str) -> None:
    def places(file: File) -> Iterator[str]:
        found = _identity(file).get(name)
        if found is not None and found.prefix != "pdfaid":
            yield f"{found.prefix}:{name}"

    forbid([f"6.6.4-{number}"], f"The namespace of {name} is called pdfaid.", places)


for _number, _name in ((4, "part"), (5, "conformance"), (6, "amd"), (7, "corr")):
    _called_right(_number, _name)


_TWICE = {
    "/Title": f"{DC}title",
    "/Author": f"{DC}creator",
    "/Subject": f"{DC}description",
    "/Keywords": f"{PDF}Keywords",
    "/Creator": f"{XMP}CreatorTool",
    "/Producer": f"{PDF}Producer",
    "/CreationDate": f"{XMP}CreateDate",
    "/ModDate": f"{XMP}ModifyDate",
}


@rule("6.6.3")
def said_twice(file: File) -> Iterator[str]:
    """What the older list says, the packet says too, in the same words; of a moment, the same digits."""
    told = {found.name: found.element for found in properties(file)}
    for key, value in (file.reader.metadata or {}).items():
        name = _TWICE.get(key)
        texts = ["".join(told[name].itertext())] if name in told else []
        same = (
            texts == [value]
            if not key.endswith("Date")
            else [_moment(one) for one in texts] == [_moment(value)]
        )
        if name is not None and not same:
            yield key


def _moment(text: str) -> str:
    """The digits of a moment up to its seconds."""
    return re.sub(r"\D", "", text)[:14]
