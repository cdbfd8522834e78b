"""The items of an answer: people and deals, from nested objects full of nulls to flat rows of cells."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from assay.sources.cells import Cell
from assay.sources.deliveries import Rows, clean
from assay.sources.table import lines_of

Json = Mapping[str, object]
_WIDEST = 40  # a number such as 1e999999999 stays text, for writing it out would fill the memory
PERSON, DEAL = "person", "deal"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    PERSON: ("id", "add_time", "name", "email", "phone", "org_name", "owner_name", "active_flag"),
    DEAL: ("id", "status", "value", "currency", "won_time", "person_id", "org_name", "deleted"),
}
"""Kind → the columns of its rows, as the mapping of that kind heads them."""
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=lambda _: None)
_GAP = re.compile(r"[\s,:]*")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an answer.

    Attributes:
        row: Line on which it begins; of several on a line, as :class:`~assay.sources.deliveries.Rows` says.
        start: Where it begins in the text.
        end: Where it ends.
        said: What stands there.
    """

    row: int
    start: int
    end: int
    said: object


def items_of(data: bytes) -> tuple[Item, ...] | None:
    """The list under ``data``, numbers exact; a single object there is one item. None when it is no JSON, or too deep."""
    try:
        text = data.decode("utf-8-sig")
        document = json.loads(text)
        found = _found(text) if isinstance(document, dict) else []
    except (ValueError, RecursionError):
        return None
    rows, items = Rows(len(lines_of(text))), []
    line, counted = 1, 0
    for said, start, end in found:
        line, counted = line + len(_LINE_END.findall(text, counted, start)), start
        items.append(Item(rows.row(line, str(start)), start, end, said))
    return tuple(items)


def _found(text: str) -> list[tuple[object, int, int]]:
    """Each item with its beginning and its end in the text of an object that is known to be sound."""
    found: list[tuple[object, int, int]] = []
    at = _after_gap(text, text.index("{") + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _after_gap(text, at)
        if key == "data":
            found = list(_elements(text, at))
        at = _after_gap(text, _DECODER.raw_decode(text, at)[1])
    return found


def _elements(text: str, at: int) -> Iterator[tuple[object, int, int]]:
    if text[at] == "{":
        said, end = _DECODER.raw_decode(text, at)
        yield said, at, end
    elif text[at] == "[":
        at = _after_gap(text, at + 1)
        while text[at] != "]":
            said, end = _DECODER.raw_decode(text, at)
            yield said, at, end
            at = _after_gap(text, end)


def _after_gap(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def kind_of(item: object) -> str:
    """``person`` or ``deal``; empty for anything else, and for an item whose content is null."""
    content = content_of(item)
    named = item.get("item") if isinstance(item, dict) else None
    if content and named is not None:
        return next((kind for kind in COLUMNS if kind == named), "")
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
    """The answer with the items of these rows null, and every other where it was; no bytes when it is no answer.

    A row that no item has is a line, and takes the items that it lies in.
    """
    items = items_of(data)
    if items is None or not rows:
        return b"" if rows else data
    mark, text = data[: len(data) - len(data.removeprefix(BOM_UTF8))], data.decode("utf-8-sig")
    lines = rows - {item.row for item in items}
    pieces, at, line = [], 0, 1
    for item in items:
        line += len(_LINE_END.findall(text, at, item.start))
        ends = _LINE_END.findall(text, item.start, item.end)
        gone = item.row in rows or lines.intersection(range(line, line + len(ends) + 1))
        pieces += [text[at : item.start], "null" + "".join(ends) if gone else text[item.start : item.end]]
        at, line = item.end, line + len(ends)
    return mark + "".join((*pieces, text[at:])).encode()


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
            return clean(value)
        case _:
            return ""
