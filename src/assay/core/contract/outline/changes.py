"""What an amendment changes in the text: paragraph by paragraph, each with the sentences before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assay.core.contract.model import Contract
from assay.core.contract.outline import Section, annexes_of, articles
from assay.core.explain import Node

Pair = tuple[Node | None, Node | None]
"""A sentence before and after; None where there is none."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a paragraph stands: its article or annex, and both numbers."""

    kind: str
    number: int
    title: Node
    index: int


@dataclass(frozen=True, slots=True)
class ChangedParagraph:
    """A paragraph that is changed, added (no spot before) or removed (no spot after).

    Attributes:
        sentences: What it says before and after, as far as it differs; first its own sentence.
    """

    before: Spot | None
    after: Spot | None
    sentences: tuple[Pair, ...]


def changed_paragraphs(before: Contract, after: Contract) -> Iterator[ChangedParagraph]:
    """Every paragraph that says something else, in the order of the changed text."""
    for kind, sections in (("article", articles), ("annex", annexes_of)):
        yield from _in_sections(kind, sections(before), sections(after))


def _in_sections(
    kind: str, before: Sequence[Section], after: Sequence[Section]
) -> Iterator[ChangedParagraph]:
    old = {section.title.code: (number, section) for number, section in enumerate(before, 1)}
    new = {section.title.code: (number, section) for number, section in enumerate(after, 1)}
    for code in _in_order(tuple(old), list(new)):
        was, now = old.get(code), new.get(code)
        pairs = _pairs(was[1].paragraphs if was else (), now[1].paragraphs if now else ())
        for one, other in pairs:
            yield ChangedParagraph(
                _spot(kind, was, one), _spot(kind, now, other), tuple(_sentences(one, other))
            )


def _in_order(old: Sequence[str], order: list[str]) -> list[str]:
    """The sections after the change, those that are gone behind the one before them."""
    for place, code in enumerate(old):
        if code not in order:
            order.insert(order.index(old[place - 1]) + 1 if place else 0, code)
    return order


def _spot(kind: str, numbered: tuple[int, Section] | None, node: Node | None) -> Spot | None:
    if numbered is None or node is None:
        return None
    number, section = numbered
    index = next(place for place, item in enumerate(section.paragraphs, 1) if item is node)
    return Spot(kind, number, section.title, index)


def _pairs(before: Sequence[Node], after: Sequence[Node]) -> Iterator[Pair]:
    """Nodes that differ, those that belong together as pairs."""
    matcher = SequenceMatcher(None, list(map(_key, before)), list(map(_key, after)), autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield from _matched(before[start:end], after[new_start:new_end])


def _matched(before: Sequence[Node], after: Sequence[Node]) -> Iterator[Pair]:
    """Those of one sentence, else those of one kind; what is left is removed or added."""
    partners: dict[int, Node] = {}
    left = list(before)
    for is_partner in (_says_the_same, _is_of_one_kind):
        for place, node in enumerate(after):
            found = next((item for item in left if is_partner(item, node)), None)
            if place not in partners and found is not None:
                partners[place] = found
                left = [item for item in left if item is not found]
    for node in left:
        yield node, None
    for place, node in enumerate(after):
        yield partners.get(place), node


def _sentences(before: Node | None, after: Node | None) -> Iterator[Pair]:
    if before is None or after is None:
        for node in () if before is None else before.walk():
            yield node[1], None
        for node in () if after is None else after.walk():
            yield None, node[1]
        return
    yield before, after
    for one, other in _pairs(before.children, after.children):
        yield from _sentences(one, other)


def _says_the_same(one: Node, other: Node) -> bool:
    return (one.code, one.params) == (other.code, other.params)


def _is_of_one_kind(one: Node, other: Node) -> bool:
    return one.code == other.code


def _key(node: Node) -> str:
    return json.dumps(node.as_json(), sort_keys=True)
