"""A document before it is drawn: headings, paragraphs, lists, tables and boxes. Markdown, pages and Word are drawn from it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from assay.reports.letterhead import PLAIN, Letterhead


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; a cited name is read letter by letter."""

    text: str
    is_cited: bool = False


Text: TypeAlias = tuple[Run, ...]

_STAY = 3
"""Paragraphs before the seals that stay with them at most."""


class Rank(Enum):
    """How high a heading stands: a part holds sections, a head stands beside the parts, a point is below either."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    PART = "part"
    HEAD = "head"
    SECTION = "section"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, once in each language of the document."""

    rank: Rank
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        mark: Its number as text, ``15.2``; empty where it has none.
        is_note: Whether it explains and does not bind.
        leads: Whether it stays on one page with what follows.
    """

    text: Text
    lang: str
    mark: str = ""
    is_note: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, with its number where the document numbers its lists: ``（一）``, ``1.``."""

    text: Text
    mark: str
    below: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list below a paragraph."""

    items: tuple[Item, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``figures`` are the columns that hold amounts."""

    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    lang: str
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Signature:
    """The line on which a party signs; a page has boxes for it instead."""

    text: Text


@dataclass(frozen=True, slots=True)
class Box:
    """A place to write in by hand.

    Attributes:
        titles: Whose it is, in every language.
        lines: What is asked for, a line each; each line in every language.
    """

    titles: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """Two boxes beside each other, never split; those for a seal are high enough for one."""

    boxes: tuple[Box, Box]
    is_for_seals: bool


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Block: TypeAlias = Heading | Paragraph | Items | Table | Boxes | PageBreak | Signature


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below every page.

    Attributes:
        number: Which document and version this is, in every language.
        digest_label: What the digest is of.
        pages: ``Page {page} of {pages}``, the two left open, in every language.
        code: What the QR code holds.
        alt: What the QR code is, in words.
    """

    number: str
    digest_label: str
    digest: str
    pages: str
    code: str
    alt: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole document that people sign.

    Attributes:
        langs: Its languages, the leading one first.
        at: The only moment that its file tells.
        letterhead: The company's, on every page.
    """

    title: str
    author: str
    langs: tuple[str, ...]
    at: datetime
    foot: Foot
    blocks: tuple[Block, ...]
    letterhead: Letterhead = PLAIN


def plain(text: Text) -> str:
    """The text without a sign of what is cited."""
    return "".join(run.text for run in text)


def before_seals(blocks: Sequence[Block]) -> frozenset[int]:
    """Places of the blocks that stay on the page of the seals: what leads up to them, and the last of the text before it.

    A page that bears seals alone could be put behind another text. Of the paragraphs before the seals a few stay, back to
    the heading above them; of a list or a table the whole.
    """
    kept: set[int] = set()
    for end, block in enumerate(blocks):
        if isinstance(block, Boxes) and block.is_for_seals:
            start = end - 1
            while start >= 0 and _leads_to_seals(blocks[start]):
                start -= 1
            first = start
            while first > 0 and start - first < _STAY - 1 and _are_paragraphs(blocks[first - 1 : first + 1]):
                first -= 1
            kept |= set(range(max(0, first), end))
    return frozenset(kept)


def before_last_entry(blocks: Sequence[Block]) -> frozenset[int]:
    """The list before the last entry of a document that ends with entries, a heading over a list each: no page bears one alone."""
    tail = blocks[-4:]
    kinds = (Heading, Items, Heading, Items)
    is_entry = len(tail) == len(kinds) and all(map(isinstance, tail, kinds))
    return frozenset((len(blocks) - 3,)) if is_entry else frozenset()


def _are_paragraphs(blocks: Sequence[Block]) -> bool:
    return all(isinstance(block, Paragraph) for block in blocks)


def _leads_to_seals(block: Block) -> bool:
    return isinstance(block, Heading) or (isinstance(block, Paragraph) and block.leads)
