"""The mapping file: from its TOML text to a :class:`~assay.sources.mapped.model.Mapping`."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from functools import cache
from importlib import resources

from assay.sources.cells import header_key
from assay.sources.mapped.checks import check_mapping
from assay.sources.mapped.document import (
    Document,
    entries_of,
    flag_at,
    only,
    read_document,
    table_at,
    text_at,
    texts_at,
    words_once,
)
from assay.sources.mapped.model import (
    FIELD_TYPES,
    Cast,
    Field,
    MailTemplate,
    Mapping,
    MappingError,
    Running,
    Yield,
)

_FIELD_FLAGS = ("required", "filled", "day_only", "day_column", "lenient", "single", "rest", "aside")
_CONDITIONS = ("needs", "when", "needs_one", "when_one", "unless", "filled")
_RUNNING = ("kind", "day", "amount", "balance", "currency", "out", "stated")


def ready_names() -> tuple[str, ...]:
    """The mappings that come with the package."""
    folder = resources.files("assay.sources") / "mappings"
    return tuple(
        sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    )


@cache
def ready_mapping(name: str) -> Mapping:
    """A mapping that comes with the package.

    Raises:
        KeyError: There is none of that name.
    """
    return load_mapping(_ready_text(name))


def load_mapping(text: str) -> Mapping:
    """A mapping from its TOML text.

    Raises:
        MappingError: It is no TOML, or says something that does not exist or does not fit.
    """
    document = read_document(text)
    if "extends" in document:
        document = _extended(document)
    only(
        document,
        "",
        (
            *("id", "version", "zh", "en", "zone", "encoding", "columns", "yields"),
            *("running", "account", "seen", "footer", "stops_at", "mail"),
        ),
    )
    fields = tuple(_field(entry, f"columns[{at}]") for at, entry in entries_of(document, "columns"))
    mapping = Mapping(
        id=text_at(document, "", "id"),
        version=text_at(document, "", "version"),
        fields=fields,
        yields=tuple(_yield(entry, f"yields[{at}]") for at, entry in entries_of(document, "yields")),
        running=_running(document),
        zone=text_at(document, "", "zone", ""),
        encoding=text_at(document, "", "encoding", ""),
        account=flag_at(document, "", "account"),
        seen=flag_at(document, "", "seen", default=True),
        footer=flag_at(document, "", "footer"),
        stops_at=tuple(map(header_key, texts_at(document, "", "stops_at", ()))),
        mail=_mail(document),
        by_header={header_key(header): field_ for field_ in fields for header in field_.headers},
    )
    check_mapping(mapping)
    return mapping


def _ready_text(name: str) -> str:
    if name not in ready_names():
        raise KeyError(name)
    return (resources.files("assay.sources") / "mappings" / f"{name}.toml").read_text("utf-8")


def _extended(document: Document) -> dict[str, object]:
    """A ready mapping whose choices know further words, or know them as another value."""
    only(document, "", ("extends", "version", "zone", "values"))
    name = text_at(document, "", "extends")
    if name not in ready_names():
        raise MappingError("extends", "unknown", name)
    base = read_document(_ready_text(name))
    base["version"] = f"{base['version']}+{text_at(document, '', 'version')}"
    base["zone"] = text_at(document, "", "zone", str(base.get("zone", "")))
    columns = {str(entry.get("field")): entry for _, entry in entries_of(base, "columns")}
    for field_, said in table_at(document, "", "values").items():
        at = f"values.{field_}"
        known = dict(table_at(columns.get(field_, {}), at, "values"))
        if not known or not isinstance(said, dict):
            raise MappingError(at, "unknown", field_)
        only(said, at, list(known))
        words_once(said, at)
        for value in said:
            _move(known, value, texts_at(said, at, value))
        columns[field_] = {**columns[field_], "values": known}
    base["columns"] = list(columns.values())
    return base


def _move(known: dict[str, object], value: str, words: tuple[str, ...]) -> None:
    """Let these words mean this value and no other."""
    taken = {word.casefold() for word in words}
    for other in known:
        kept = [word for word in texts_at(known, "values", other) if word.casefold() not in taken]
        known[other] = [*kept, *words] if other == value else kept


def _field(entry: Document, at: str) -> Field:
    only(
        entry,
        at,
        (
            *("field", "type", "headers", "not_before", "at_most", "currency", "units", "prefixes", "values"),
            *_FIELD_FLAGS,
        ),
    )
    kind = text_at(entry, at, "type")
    if kind not in FIELD_TYPES:
        raise MappingError(f"{at}.type", "unknown", kind)
    values = table_at(entry, at, "values")
    words_once(values, f"{at}.values")
    return Field(
        name=text_at(entry, at, "field"),
        type=kind,
        headers=texts_at(entry, at, "headers"),
        not_before=text_at(entry, at, "not_before", ""),
        at_most=text_at(entry, at, "at_most", ""),
        currency=text_at(entry, at, "currency", ""),
        units=texts_at(entry, at, "units", ()),
        prefixes=texts_at(entry, at, "prefixes", ()),
        values={value: texts_at(values, f"{at}.values", value) for value in values},
        **{flag: flag_at(entry, at, flag) for flag in _FIELD_FLAGS},
    )


def _yield(entry: Document, at: str) -> Yield:
    only(entry, at, ("table", "values", *_CONDITIONS))
    values = entry.get("values")
    if not isinstance(values, dict):
        raise MappingError(f"{at}.values", "missing")
    return Yield(
        table=text_at(entry, at, "table"),
        values={column: _cast(said, f"{at}.values.{column}") for column, said in values.items()},
        **{condition: texts_at(entry, at, condition, ()) for condition in _CONDITIONS},
    )


def _cast(said: object, at: str) -> Cast:
    match said:
        case str():
            return Cast(fields=(said,))
        case [str(), *_]:
            return Cast(fields=texts_at({at: said}, at, at))
        case {"text": str(text), **rest} if not rest:
            return Cast(text=text)
        case {"const": str(text), **rest} if not rest:
            return Cast(const=text)
        case {"join": [str(), *_] as fields, **rest} if not rest:
            return Cast(join=texts_at({at: fields}, at, at))
        case {"fields": [str(), *_] as fields, **rest}:
            return _or_else(texts_at({at: fields}, at, at), rest, at)
    raise MappingError(at, "wrong_type")


def _or_else(fields: tuple[str, ...], rest: Dictionary[object, object], at: str) -> Cast:
    """Fields, and what stands in where none of them has a value."""
    match rest:
        case {"const": str(text), **more} if not more:
            return Cast(fields=fields, const=text)
        case {"numbered": [str(), *_] as parts, **more} if not more:
            return Cast(fields=fields, numbered=texts_at({at: parts}, at, at))
    raise MappingError(at, "wrong_type")


def _running(document: Document) -> Running | None:
    if "running" not in document:
        return None
    said = table_at(document, "", "running")
    only(said, "running", _RUNNING)
    return Running(
        kind=text_at(said, "running", "kind"),
        day=text_at(said, "running", "day"),
        amount=text_at(said, "running", "amount"),
        balance=text_at(said, "running", "balance"),
        currency=text_at(said, "running", "currency"),
        out=texts_at(said, "running", "out"),
        stated=texts_at(said, "running", "stated"),
    )


def _mail(document: Document) -> MailTemplate | None:
    if "mail" not in document:
        return None
    said = table_at(document, "", "mail")
    only(said, "mail", ("from", "subject"))
    template = MailTemplate(texts_at(said, "mail", "from", ()), texts_at(said, "mail", "subject", ()))
    if not (template.senders or template.subjects):
        raise MappingError("mail.from", "missing")
    return template
