"""6.6.2.3: how a packet describes schemas of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from tests.reports.pdf_a.file import File
from tests.reports.pdf_a.metadata import fields, is_text, members, properties
from tests.reports.pdf_a.rules import forbid, rule

_PDFA = "http://www.aiim.org/pdfa/ns/"
_EXTENSION = f"{{{_PDFA}extension/}}"
_TYPES = frozenset(
    "Text Integer Real Boolean Date URI URL Locale MIMEType ProperName AgentName RenditionClass ResourceRef "
    "ResourceEvent GUID Rational XPath".split()
)


@dataclass(frozen=True)
class Form:
    """A kind of structure: its namespace, and its fields in the order of the profile's tests, each with what it holds.

    ``?`` marks a field that may be missing; a kind of structure in brackets, a list of those.
    """

    called: str
    fields: tuple[str, ...]
    holds: tuple[str, ...]
    first_test: int

    @property
    def namespace(self) -> str:
        return f"{{{_PDFA}{self.called.removeprefix('pdfa').lower()}#}}"


SCHEMA = Form(
    "pdfaSchema",
    ("schema", "namespaceURI", "prefix", "property", "valueType"),
    ("text", "text", "text", "list?", "list?"),
    2,
)
PROPERTY = Form(
    "pdfaProperty", ("name", "valueType", "category", "description"), ("text", "type", "side", "text"), 7
)
TYPE = Form(
    "pdfaType",
    ("type", "namespaceURI", "prefix", "description", "field"),
    ("text", "text", "text", "text", "list?"),
    11,
)
FIELD = Form("pdfaField", ("name", "valueType", "description"), ("text", "type", "text"), 16)
FORMS = (SCHEMA, PROPERTY, TYPE, FIELD)


def _containers(file: File) -> list[etree._Element]:
    return [found.element for found in properties(file) if found.name == f"{_EXTENSION}schemas"]


def _below(items: list[etree._Element], form: Form, field: str) -> list[etree._Element]:
    """The structures in a field of others."""
    lists = [one for item in items for one in fields(item) if one.tag == f"{form.namespace}{field}"]
    return [member for one in lists for member in members(one, "Seq") or ()]


def _structures(file: File, form: Form) -> list[etree._Element]:
    """Every structure of a kind."""
    schemas = [item for one in _containers(file) for item in members(one, "Bag") or ()]
    types = _below(schemas, SCHEMA, "valueType")
    match form.called:
        case "pdfaSchema":
            return schemas
        case "pdfaProperty":
            return _below(schemas, SCHEMA, "property")
        case "pdfaType":
            return types
        case _:
            return _below(types, TYPE, "field")


@rule("6.6.2.3.3-1")
def container(file: File) -> Iterator[str]:
    """Schemas stand in a bag, in a namespace that is called pdfaExtension."""
    for one in _containers(file):
        if members(one, "Bag") is None or one.prefix != "pdfaExtension":
            yield "schemas"


@rule("6.6.2.3.2-1")
def no_other_fields(file: File) -> Iterator[str]:
    """A description has the fields of PDF/A and no others."""
    for form in FORMS:
        known = {f"{form.namespace}{name}" for name in form.fields}
        for item in _structures(file, form):
            yield from (str(field.tag) for field in fields(item) if field.tag not in known)


def _field(form: Form, name: str, holds: str, number: int) -> None:
    """Demand a field: there once, called right, holding what it has to."""

    def places(file: File) -> Iterator[str]:
        own_types = {"".join(t.itertext()) for t in _named(_structures(file, TYPE), TYPE, "type")}
        for item in _structures(file, form):
            found = _named([item], form, name)
            if len(found) != 1 and not (holds == "list?" and not found):
                yield f"{form.called}:{name}"
            for one in found:
                if one.prefix != form.called or not _holds(one, holds, own_types):
                    yield f"{one.prefix}:{name}"

    forbid([f"6.6.2.3.3-{number}"], f"{form.called}:{name} is there, in its namespace and form.", places)


def _named(items: list[etree._Element], form: Form, name: str) -> list[etree._Element]:
    return [one for item in items for one in fields(item) if one.tag == f"{form.namespace}{name}"]


def _holds(element: etree._Element, holds: str, own_types: set[str]) -> bool:
    text = (element.text or "").strip()
    match holds:
        case "list?":
            return members(element, "Seq") is not None
        case "side":
            return is_text(element) and text in ("internal", "external")
        case "type":
            return is_text(element) and text.rpartition(" ")[2] in _TYPES | own_types
        case _:
            return is_text(element) and text != ""


for _form in FORMS:
    for _at, (_name, _holding) in enumerate(zip(_form.fields, _form.holds, strict=True)):
        _field(_form, _name, _holding, _form.first_test + _at)
