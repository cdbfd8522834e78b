"""6.6."""

from __future__ import annotations

from pypdf import PdfWriter
from pypdf.generic import StreamObject, TextStringObject

from tests.reports.damages.change import Damage, Edit, both, damage, packet

_LOST = "6.6.2.1-4 6.6.3 6.6.4-1"
_HEAD = 'id="W5M0MpCehiHzreSzNTczkc9d"?>'


def _gone(writer: PdfWriter) -> None:
    del writer.root_object["/Metadata"]


def _in_utf16(writer: PdfWriter) -> None:
    found: StreamObject = writer.root_object["/Metadata"]  # type: ignore[assignment]
    found.set_data(found.get_data().decode().encode("utf-16"))


_TYPE = {
    "pdfaType:type": "Shade",
    "pdfaType:namespaceURI": "http://example.com/",
    "pdfaType:prefix": "ex",
    "pdfaType:description": "How dark",
}
_FIELD = {"pdfaField:name": "depth", "pdfaField:valueType": "Integer", "pdfaField:description": "In percent"}


def _structure(fields: dict[str, str], more: str = "") -> str:
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in fields.items())
    return f'<rdf:li rdf:parseType="Resource">{inner}{more}</rdf:li>'


def _own_type(type_: dict[str, str], field: dict[str, str], holding: str = "pdfaType:field") -> Edit:
    """A type of value that the file describes itself."""
    held = f"<{holding}><rdf:Seq>{_structure(field)}</rdf:Seq></{holding}>"
    made = f"<pdfaSchema:valueType><rdf:Seq>{_structure(type_, held)}</rdf:Seq></pdfaSchema:valueType>"
    names = ' xmlns:pdfaType="http://www.aiim.org/pdfa/ns/type#" xmlns:pdfaField="http://www.aiim.org/pdfa/ns/field#"'
    return both(
        packet('<rdf:Description rdf:about=""', f'<rdf:Description rdf:about=""{names}'),
        packet("<pdfaSchema:property>", f"{made}<pdfaSchema:property>"),
    )


def _less(fields: dict[str, str], name: str) -> dict[str, str]:
    return {key: text for key, text in fields.items() if key != name}


def _dropped(name: str) -> Edit:
    """A field of the schemas taken out."""

    def edit(writer: PdfWriter) -> None:
        found: StreamObject = writer.root_object["/Metadata"]  # type: ignore[assignment]
        text = found.get_data().decode()
        begin = text.index(f"<{name}>")
        end = text.index(f"</{name}>") + len(f"</{name}>")
        found.set_data((text[:begin] + text[end:]).encode())

    return edit


def _renamed(prefix: str, name: str) -> Edit:
    """Another name for the namespace of a field."""
    space = f'xmlns:other="http://www.aiim.org/pdfa/ns/{prefix}"'

    def edit(writer: PdfWriter) -> None:
        found: StreamObject = writer.root_object["/Metadata"]  # type: ignore[assignment]
        text = found.get_data().decode()
        local = name.partition(":")[2]
        text = text.replace(f"<{name}>", f"<other:{local} {space}>", 1).replace(
            f"</{name}>", f"</other:{local}>", 1
        )
        found.set_data(text.encode())

    return edit


_OWN = (
    ("pdfaSchema:schema", 2),
    ("pdfaSchema:namespaceURI", 3),
    ("pdfaSchema:prefix", 4),
    ("pdfaProperty:name", 7),
    ("pdfaProperty:valueType", 8),
    ("pdfaProperty:category", 9),
    ("pdfaProperty:description", 10),
)
_OF_TYPES = tuple(zip(_TYPE, (11, 12, 13, 14), strict=True))
_OF_FIELDS = tuple(zip(_FIELD, (16, 17, 18), strict=True))

METADATA: tuple[Damage, ...] = (
    damage("no metadata", "6.6.2.1-1 6.6.4-1", _gone),
    damage("bytes counted", "6.6.2.1-2", packet(_HEAD, f'bytes="9" {_HEAD}')),
    damage("an encoding named", "6.6.2.1-3", packet(_HEAD, f'encoding="UTF-8" {_HEAD}')),
    damage("XML that does not close", _LOST, packet("</rdf:RDF>", "")),
    damage("another encoding", "6.6.2.1-5", _in_utf16),
    damage("a property of nobody", "6.6.2.3.1-1", packet("<dc:format>", "<dc:smell>a</dc:smell><dc:format>")),
    damage(
        "a property in another form",
        "6.6.2.3.1-2",
        packet("<xmpTPg:NPages>1</xmpTPg:NPages>", "<xmpTPg:NPages>one</xmpTPg:NPages>"),
    ),
    damage(
        "a field of nobody",
        "6.6.2.3.2-1",
        packet("<pdfaSchema:prefix>", "<pdfaSchema:smell>a</pdfaSchema:smell><pdfaSchema:prefix>"),
    ),
    damage("schemas called otherwise", "6.6.2.3.3-1", _renamed("extension/", "pdfaExtension:schemas")),
    *(damage(f"no {name}", f"6.6.2.3.3-{number}", _dropped(name)) for name, number in _OWN),
    damage(
        "properties in a bag",
        "6.6.2.3.3-5",
        both(
            packet("<pdfaSchema:property><rdf:Seq>", "<pdfaSchema:property><rdf:Bag>"),
            packet("</rdf:Seq></pdfaSchema:property>", "</rdf:Bag></pdfaSchema:property>"),
        ),
    ),
    damage(
        "types called otherwise",
        "6.6.2.3.3-6",
        both(_own_type(_TYPE, _FIELD), _renamed("schema#", "pdfaSchema:valueType")),
    ),
    damage(
        "a type of nobody",
        "6.6.2.3.3-8",
        packet("<pdfaProperty:valueType>Text", "<pdfaProperty:valueType>Smell"),
    ),
    *(
        damage(f"no {name}", f"6.6.2.3.3-{number}", _own_type(_less(_TYPE, name), _FIELD))
        for name, number in _OF_TYPES
    ),
    damage(
        "fields called otherwise",
        "6.6.2.3.3-15",
        both(_own_type(_TYPE, _FIELD), _renamed("type#", "pdfaType:field")),
    ),
    *(
        damage(f"no {name}", f"6.6.2.3.3-{number}", _own_type(_TYPE, _less(_FIELD, name)))
        for name, number in _OF_FIELDS
    ),
    damage(
        "not said to be PDF/A",
        "6.6.4-1",
        both(_dropped("pdfaid:part"), _dropped("pdfaid:conformance")),
    ),
    damage("part 3", "6.6.4-2", packet("<pdfaid:part>2", "<pdfaid:part>3")),
    damage("level A", "6.6.4-3", packet("<pdfaid:conformance>B", "<pdfaid:conformance>A")),
    damage("the part called otherwise", "6.6.4-4", _renamed("id/", "pdfaid:part")),
    damage("the level called otherwise", "6.6.4-5", _renamed("id/", "pdfaid:conformance")),
    *(
        damage(
            f"the {name} called otherwise",
            f"6.6.4-{number}",
            both(
                packet("<pdfaid:part>", f"<pdfaid:{name}>1</pdfaid:{name}><pdfaid:part>"),
                _renamed("id/", f"pdfaid:{name}"),
            ),
        )
        for name, number in (("amd", 6), ("corr", 7))
    ),
    damage(
        "another title", "6.6.3", lambda writer: writer.add_metadata({"/Title": TextStringObject("another")})
    ),
    damage(
        "another day",
        "6.6.3",
        lambda writer: writer.add_metadata({"/ModDate": TextStringObject("D:20200101000000Z")}),
    ),
)
