"""A Word file as a package: an empty one without the template's luggage, and one written with the same bytes each time.

python-docx is known to this folder alone.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LUGGAGE = (
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FONT = '<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="{charset}"/><w:family w:val="{family}"/></w:font>'
_FONTS = (
    ("宋体", "SimSun,Songti SC,Noto Serif CJK SC,Source Han Serif SC", "86", "roman"),
    ("黑体", "SimHei,Microsoft YaHei,Heiti SC,Noto Sans CJK SC,Source Han Sans SC", "86", "swiss"),
    ("Times New Roman", "Liberation Serif,Tinos", "00", "roman"),
    ("Arial", "Liberation Sans,Arimo", "00", "swiss"),
)
_SETTINGS = """<w:settings xmlns:w="{word}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>\
<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" \
w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>\
<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"""


def empty_document() -> Document:
    """A document with nothing in it and only the parts that it needs."""
    document = docx.Document()
    for part in (document.part.package, document.part):
        for name, relation in list(part.rels.items()):
            if relation.reltype in _LUGGAGE:
                del part.rels[name]
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = _font_table()  # noqa: SLF001  # the library has no door to it
    settings = document.settings.element
    fresh = parse_xml(_SETTINGS.format(word=_WORD))
    for child in list(settings):
        settings.remove(child)
    settings.extend(list(fresh))
    return document


def file_bytes(document: Document, title: str, author: str, at: datetime) -> bytes:
    """The file; it tells no other time than ``at``, and no name but the author's."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], author[:255], author[:255]
    properties.comments = ""
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    written = io.BytesIO()
    document.save(written)
    target = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(target, "w") as fixed:
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(info, source.read(entry))
    return target.getvalue()


def drop_styles(document: Document, kept: frozenset[str]) -> None:
    """Leave only the styles named."""
    styles = document.styles.element
    for style in list(styles.findall(qn("w:style"))):
        name = style.find(qn("w:name"))
        if name is not None and name.get(qn("w:val")) not in kept:
            styles.remove(style)


def _font_table() -> bytes:
    fonts = "".join(
        _FONT.format(name=name, others=others, charset=charset, family=family)
        for name, others, charset, family in _FONTS
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{_WORD}">{fonts}</w:fonts>'.encode()
