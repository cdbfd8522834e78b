"""The items of an answer: people and deals, from nested objects full of nulls to flat rows of cells."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from assay.sources.cells import Cell

Json = Mapping[str, object]
_WIDEST = 40  # a number such as 1e999999999 stays text, for writing it out would fill the memory
PERSON, DEAL = "person", "deal"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    PERSON: ("id", "add_time", "name", "email", "phone", "org_name", "owner_name", "active_flag"),
    DEAL: ("id", "status", "value", "currency", "won_time", "person_id", "org_name", "deleted"),
}
"""Kind → the columns of its rows, as the mapping of that kind heads them."""


def read_json(data: bytes) -> object:
    """The JSON of a file, numbers exact; None when it is none, or nested too deeply."""
    try:
        return json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def items_of(document: object) -> list[object]:
    """The list under ``data``; a single object there is a list of one."""
    found = document.get("data") if isinstance(document, dict) else None
    if isinstance(found, dict):
        return [found]
    return found if isinstance(found, list) else []


def kind_of(item: object) -> str:
    """``person`` or ``deal``; empty for anything else, and for an item whose content is null."""
    content = content_of(item)
    named = item.get("item") if isinstance(item, dict) and "item" in item else None
    if not content or (named is not None and named not in COLUMNS):
        return ""
    if named is not None:
        return str(named)
    if {"id", "title", "stage_id", "status"} <= content.keys():
        return DEAL
    return PERSON if {"id", "name", "add_time"} <= content.keys() and content.keys() & _REACHED else ""


_REACHED = frozenset({"email", "emails", "phone", "phones"})


def content_of(item: object) -> Json:
    """What an item says; answers about recent changes wrap it once more."""
    if not isinstance(item, dict):
        return {}
    inner = item.get("data") if "item" in item else item
    return cast("Json", inner) if isinstance(inner, dict) else {}


def cells_of(kind: str, item: object) -> tuple[Cell, ...]:
    """The row of an item, in the columns of its kind."""
    said = content_of(item)
    flat = {
        "email": _primary(said.get("email") or said.get("emails")),
        "phone": _primary(said.get("phone") or said.get("phones")),
        "person_id": _cell(_inside(said.get("person_id"), "value", "id")),
        "org_name": _cell(said.get("org_name") or _inside(said.get("org_id"), "name")),
        "owner_name": _cell(said.get("owner_name") or _inside(said.get("owner_id"), "name")),
        "won_time": _cell(said.get("won_time") or said.get("close_time")),
        "deleted": _cell(said.get("deleted") if "deleted" in said else said.get("is_deleted")),
    }
    return tuple(flat[name] if name in flat else _cell(said.get(name)) for name in COLUMNS[kind])


def without_items(data: bytes, rows: frozenset[int]) -> bytes:
    """The answer with these items (counted from 1) null; no bytes when it is no answer."""
    document = read_json(data)
    items = items_of(document)
    if not isinstance(document, dict) or not rows:
        return b"" if rows else data
    left = [None if at in rows else item for at, item in enumerate(items, 1)]
    return json.dumps({**document, "data": left}, ensure_ascii=False, default=str).encode()


def _primary(values: object) -> Cell:
    """The primary address or number, else the first that is there."""
    if not isinstance(values, Sequence) or isinstance(values, str):
        return _cell(values)
    entries = [entry for entry in values if isinstance(entry, dict) and entry.get("value")]
    return _cell(next((each["value"] for each in sorted(entries, key=_is_second)), ""))


def _is_second(entry: Json) -> bool:
    return entry.get("primary") is not True


def _inside(value: object, *names: str) -> object:
    """A reference as a number or name, whether it is given bare or as an object."""
    if isinstance(value, dict):
        return next((value[name] for name in names if value.get(name) is not None), None)
    return value


def _cell(value: object) -> Cell:
    match value:
        case bool():
            return str(value).lower()
        case int() | Decimal():
            number = Decimal(value)
            return number if abs(number.adjusted()) <= _WIDEST else str(value)
        case str():
            return value
        case _:
            return ""
