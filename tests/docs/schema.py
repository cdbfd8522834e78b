"""JSON Schema, the part of 2020-12 that docs/schemas use. A keyword that is not known here is an error, never ignored."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.docs.reading import DOCS, Plain

FOLDER = DOCS / "schemas"
_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": int,
    "boolean": bool,
    "null": type(None),
}
_SILENT = {"$schema", "$id", "$defs", "title", "description", "then"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A value, the rule it must follow, the schema file of that rule, and where the value stands."""

    value: Plain
    rule: Plain
    file: str
    at: str

    def inside(self, step: str, value: Plain, rule: Plain) -> Spot:
        """A part of the value with the rule for it."""
        return Spot(value, rule, self.file, self.at + step)

    def by(self, rule: Plain, file: str = "") -> Spot:
        """The same value, held to another rule."""
        return Spot(self.value, rule, file or self.file, self.at)


@cache
def schema(file: str) -> dict[str, Any]:
    """A schema of docs/schemas by its file name."""
    loaded: dict[str, Any] = json.loads((FOLDER / file).read_text("utf-8"))
    return loaded


def problems(value: Plain, file: str) -> list[str]:
    """Everything in a document that its schema does not allow, each with where it stands."""
    return list(_problems(Spot(value, schema(file), file, "$")))


def fits(value: Plain, file: str) -> bool:
    """Whether a document has no problem; it looks no further than the first."""
    return not any(_problems(Spot(value, schema(file), file, "$")))


def _problems(spot: Spot) -> Iterator[str]:
    if spot.rule is True:
        return
    for keyword in spot.rule.keys() - _SILENT:
        yield from _KEYWORDS[keyword](spot, spot.rule[keyword])


def _ref(spot: Spot, target: str) -> Iterator[str]:
    file, _, pointer = target.partition("#/")
    found: Plain = schema(file or spot.file)
    for step in pointer.split("/"):
        found = found[step]
    yield from _problems(spot.by(found, file))


def _type(spot: Spot, names: str | list[str]) -> Iterator[str]:
    allowed = [names] if isinstance(names, str) else names
    fits = any(isinstance(spot.value, _TYPES[name]) for name in allowed)
    if not fits or (isinstance(spot.value, bool) and "boolean" not in allowed):
        yield f"{spot.at}: {spot.value!r} is no {names}"


def _enum(spot: Spot, allowed: list[Plain]) -> Iterator[str]:
    if spot.value not in allowed:
        yield f"{spot.at}: {spot.value!r} is none of {allowed}"


def _const(spot: Spot, only: Plain) -> Iterator[str]:
    if spot.value != only:
        yield f"{spot.at}: {spot.value!r} is not {only!r}"


def _pattern(spot: Spot, pattern: str) -> Iterator[str]:
    if isinstance(spot.value, str) and not re.search(pattern, spot.value):
        yield f"{spot.at}: {spot.value!r} does not match {pattern}"


def _minimum(spot: Spot, least: int) -> Iterator[str]:
    if isinstance(spot.value, int) and spot.value < least:
        yield f"{spot.at}: {spot.value} is less than {least}"


def _min_items(spot: Spot, least: int) -> Iterator[str]:
    if isinstance(spot.value, list) and len(spot.value) < least:
        yield f"{spot.at}: fewer than {least} items"


def _max_items(spot: Spot, most: int) -> Iterator[str]:
    if isinstance(spot.value, list) and len(spot.value) > most:
        yield f"{spot.at}: more than {most} items"


def _items(spot: Spot, rule: Plain) -> Iterator[str]:
    for index, item in enumerate(spot.value if isinstance(spot.value, list) else []):
        yield from _problems(spot.inside(f"[{index}]", item, rule))


def _required(spot: Spot, keys: list[str]) -> Iterator[str]:
    if isinstance(spot.value, dict):
        yield from (f"{spot.at}: {key} is missing" for key in keys if key not in spot.value)


def _properties(spot: Spot, rules: Mapping[str, Plain]) -> Iterator[str]:
    for key, rule in rules.items():
        if isinstance(spot.value, dict) and key in spot.value:
            yield from _problems(spot.inside(f".{key}", spot.value[key], rule))


def _additional(spot: Spot, rule: Plain) -> Iterator[str]:
    if not isinstance(spot.value, dict):
        return
    for key in spot.value.keys() - spot.rule.get("properties", {}).keys():
        if rule is False:
            yield f"{spot.at}: {key} is not known"
        else:
            yield from _problems(spot.inside(f".{key}", spot.value[key], rule))


def _any_of(spot: Spot, rules: list[Plain]) -> Iterator[str]:
    tried: list[list[str]] = []
    for rule in rules:
        tried.append(list(_problems(spot.by(rule))))
        if not tried[-1]:
            return
    if tried:
        yield from min(tried, key=lambda found: any(each.startswith(f"{spot.at}: ") for each in found))


def _all_of(spot: Spot, rules: list[Plain]) -> Iterator[str]:
    for rule in rules:
        yield from _problems(spot.by(rule))


def _if(spot: Spot, condition: Plain) -> Iterator[str]:
    if not any(_problems(spot.by(condition))):
        yield from _problems(spot.by(spot.rule["then"]))


_KEYWORDS: Mapping[str, Callable[[Spot, Any], Iterator[str]]] = {
    "$ref": _ref,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "minimum": _minimum,
    "minItems": _min_items,
    "maxItems": _max_items,
    "items": _items,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "anyOf": _any_of,
    "allOf": _all_of,
    "if": _if,
}
