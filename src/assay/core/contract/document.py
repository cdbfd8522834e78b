"""Reading a document: YAML 1.2 text → a tree of strings, lists and mappings that remembers its lines.

Every scalar stays the string that was written, so ``no``, ``12:30`` and ``3.10`` mean what they look like and no
float is ever made. Anchors, aliases, tags, duplicate keys and several documents are refused; 1 MiB, 20 levels, 10,000
fields in one block, 10,000 letters in one text and, for texts that people sign, 20,000 values are the limits.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from assay.core.findings import Finding, Place

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
MAX_VALUES = 20_000
MAX_KEYS = 10_000
MAX_LETTERS = 10_000
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Signs that nobody sees: controls but tab and new line, line separators, turned directions, halves of a sign."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Tree:
    """A node of the document: text, a list of nodes, or a mapping of nodes, with its 1-based line."""

    value: str | tuple[Tree, ...] | Mapping[str, Tree]
    line: int

    def plain(self) -> object:
        """Strings, lists and dicts without lines."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, tuple):
            return [item.plain() for item in self.value]
        return {key: item.plain() for key, item in self.value.items()}


class _RefusedError(Exception):
    def __init__(self, code: str, line: int, **params: str) -> None:
        self.code, self.line, self.params = code, line, params


def read_document(
    text: str, file: str, *, max_bytes: int = MAX_BYTES, max_values: int = MAX_VALUES
) -> Tree | Finding:
    """Parse a document.

    Args:
        text: The whole text.
        file: Label for findings.
        max_bytes: The largest text that is read.
        max_values: The most texts, lists, mappings and keys that are read.

    Returns:
        The tree, or the one finding that made reading impossible.
    """
    if len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        return Finding("document.too_large", Place(file), {"limit": f"{max_bytes // 1024**2} MiB"})
    try:
        events = yaml.parse(text, Loader=_Loader)
        return _document(_counted(events, max_values))
    except _RefusedError as refused:
        return Finding(refused.code, Place(file, refused.line), refused.params)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        return Finding("document.not_yaml", Place(file, line), {"problem": str(error.problem)})
    except (yaml.YAMLError, UnicodeEncodeError):
        return Finding("document.not_yaml", Place(file), {"problem": "unreadable character"})


def digest_of(document: object) -> str:
    """SHA-256, in hex, of a document of strings, lists and mappings in canonical JSON."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def canonical_bytes(document: object) -> bytes:
    """A document of strings, lists and mappings in canonical JSON: sorted keys, no blanks, UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def tree_of(document: object, line: int = 0) -> Tree:
    """A tree from plain data (numbers become their text, None the empty string); the inverse of :meth:`Tree.plain`."""
    if isinstance(document, str):
        return Tree(document, line)
    if isinstance(document, (dict, Mapping)):  # the abstract class alone is slow to ask
        return Tree({str(key): tree_of(value, line) for key, value in document.items()}, line)
    if isinstance(document, (list, tuple)):
        return Tree(tuple(tree_of(value, line) for value in document), line)
    return Tree("" if document is None else str(document), line)


def _document(events: Iterator[yaml.Event]) -> Tree:
    root: Tree | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if root is not None:
                raise _RefusedError("document.several", _line(event))
            root = _node(next(events), events, 1)
    if root is None:
        raise _RefusedError("document.empty", 1)
    return root


def _counted(events: Iterator[yaml.Event], most: int) -> Iterator[yaml.Event]:
    """The same events, as long as they are few enough; what is checked pair by pair must not grow without bound."""
    count = 0
    for event in events:
        count += isinstance(event, yaml.NodeEvent)
        if count > most:
            raise _RefusedError("document.too_many", _line(event), limit=f"{most:,}")
        yield event


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Tree:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent):
        raise _RefusedError("document.alias", line, name=str(event.anchor))
    if anchor := getattr(event, "anchor", None):
        raise _RefusedError("document.anchor", line, name=str(anchor))
    if tag := getattr(event, "tag", None):
        raise _RefusedError("document.tag", line, tag=str(tag))
    if depth > MAX_DEPTH:
        raise _RefusedError("document.too_deep", line, limit=str(MAX_DEPTH))
    if isinstance(event, yaml.ScalarEvent):
        if len(event.value) > MAX_LETTERS:
            raise _RefusedError("document.too_long", line, limit=f"{MAX_LETTERS:,}")
        if steering := _STEERING.search(event.value):
            raise _RefusedError("document.unseen_sign", line, found=f"U+{ord(steering[0]):04X}")
        return Tree(event.value, line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Tree(tuple(_items(events, depth)), line)
    return Tree(dict(_pairs(events, depth)), line)


def _items(events: Iterator[yaml.Event], depth: int) -> Iterator[Tree]:
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield _node(event, events, depth + 1)


def _pairs(events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[str, Tree]]:
    seen: dict[str, int] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _node(event, events, depth + 1)
        if not isinstance(key.value, str):
            raise _RefusedError("document.key_not_text", key.line)
        if key.value in seen:
            raise _RefusedError("document.duplicate_key", key.line, key=key.value, first=str(seen[key.value]))
        if len(seen) == MAX_KEYS:
            raise _RefusedError("document.too_many_keys", key.line, limit=f"{MAX_KEYS:,}")
        seen[key.value] = key.line
        yield key.value, _node(next(events), events, depth + 1)
