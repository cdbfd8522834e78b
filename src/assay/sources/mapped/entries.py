"""Parts of a mapping file, each read with its type or refused with its place."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence


class MappingError(ValueError):
    """The mapping file cannot be used.

    Attributes:
        at: Where in the file, such as ``columns[3].type``.
        reason: Code of the reason: ``syntax``, ``missing``, ``unknown``, ``wrong_type``, ``twice`` or ``mismatch``.
        found: The offending text.
    """

    def __init__(self, at: str, reason: str, found: str = "") -> None:
        self.at = at
        self.reason = reason
        self.found = found
        super().__init__(f"{at}: {reason} {found}".rstrip())


def check_known(names: Sequence[str], allowed: Sequence[str], at: str) -> None:
    """Refuse a name that is not among those allowed."""
    for name in names:
        if name not in allowed:
            raise MappingError(at, "unknown", name)


def entries_of(document: Dictionary[str, object], key: str) -> list[tuple[int, Dictionary[str, object]]]:
    """The tables of a list, each with its number."""
    entries = document.get(key)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise MappingError(key, "missing")
    return list(enumerate(entries))


def check_only(entry: Dictionary[str, object], at: str, allowed: Sequence[str]) -> None:
    """Refuse a key that nothing knows."""
    for key in entry:
        if key not in allowed:
            raise MappingError(f"{at}.{key}".lstrip("."), "unknown", key)


def text_of(entry: Dictionary[str, object], at: str, key: str, default: str | None = None) -> str:
    """A text; the default where the key is absent, and refused where there is none."""
    value = entry.get(key, default)
    if value is None:
        raise MappingError(f"{at}.{key}".lstrip("."), "missing")
    if not isinstance(value, str):
        raise MappingError(f"{at}.{key}".lstrip("."), "wrong_type", str(value))
    return value


def texts_of(
    entry: Dictionary[str, object], at: str, key: str, default: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    """A list of texts, with a default as for :func:`text_of`."""
    value = entry.get(key, default)
    if value is None:
        raise MappingError(f"{at}.{key}", "missing")
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise MappingError(f"{at}.{key}", "wrong_type", str(value))
    return tuple(value)


def flag_of(entry: Dictionary[str, object], at: str, key: str) -> bool:
    """True or false; false where the key is absent."""
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise MappingError(f"{at}.{key}", "wrong_type", str(value))
    return value
