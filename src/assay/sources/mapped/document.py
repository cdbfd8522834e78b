"""Reading a mapping's TOML: what must be there, of which type, and nothing that is not known."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence

from assay.sources.mapped.model import MappingError

Document = Dictionary[str, object]


def read_document(text: str) -> dict[str, object]:
    """The TOML as it is.

    Raises:
        MappingError: It is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise MappingError("", "syntax", str(broken)) from None


def entries_of(document: Document, key: str) -> list[tuple[int, Document]]:
    """The tables of an array, each with its place in it."""
    entries = document.get(key)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise MappingError(key, "missing")
    return list(enumerate(entries))


def table_at(entry: Document, at: str, key: str) -> Document:
    """A table inside another; empty when it is not there."""
    found = entry.get(key, {})
    if not isinstance(found, dict):
        raise MappingError(f"{at}.{key}".lstrip("."), "wrong_type")
    return found


def only(entry: Document, at: str, allowed: Sequence[str]) -> None:
    """Raises MappingError when the table has another key."""
    for key in entry:
        if key not in allowed:
            raise MappingError(f"{at}.{key}".lstrip("."), "unknown", key)


def text_at(entry: Document, at: str, key: str, default: str | None = None) -> str:
    """A text; mandatory without a default."""
    value = entry.get(key, default)
    if value is None:
        raise MappingError(f"{at}.{key}".lstrip("."), "missing")
    if not isinstance(value, str):
        raise MappingError(f"{at}.{key}".lstrip("."), "wrong_type", str(value))
    return value


def texts_at(entry: Document, at: str, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """A list of texts; mandatory without a default."""
    value = entry.get(key, default)
    if value is None:
        raise MappingError(f"{at}.{key}".lstrip("."), "missing")
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise MappingError(f"{at}.{key}".lstrip("."), "wrong_type", str(value))
    return tuple(value)


def words_once(values: Document, at: str) -> None:
    """Raises MappingError when a word stands for two values: nobody could say for which."""
    taken: dict[str, str] = {}
    for value in values:
        for word in texts_at(values, at, value):
            if taken.setdefault(word.casefold(), value) != value:
                raise MappingError(at, "twice", word)


def flag_at(entry: Document, at: str, key: str, *, default: bool = False) -> bool:
    """True or false."""
    value = entry.get(key, default)
    if not isinstance(value, bool):
        raise MappingError(f"{at}.{key}".lstrip("."), "wrong_type", str(value))
    return value
