"""What a page is made of, in order: headings, tables, amounts, seals. Each block is data that the layout draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assay.reports.paper.typeset import Json

Block: TypeAlias = Mapping[str, Json]
Cell: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, whether it takes the room that is left, a greater or a plain part of it, and on which side its cells stand."""

    head: str
    width: Literal["wider", "wide", "narrow"] = "narrow"
    side: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount on top of a page; in capital figures where there are any. The total is the one to act on."""

    label: str
    amount: str
    words: str = ""
    total: bool = False


def heading(text: str) -> Block:
    """A numbered heading."""
    return {"kind": "heading", "text": text}


def paragraph(text: str) -> Block:
    """Running text."""
    return {"kind": "text", "text": text}


def note(text: str) -> Block:
    """Small text below a table."""
    return {"kind": "note", "text": text}


def items(texts: Sequence[str | Cell]) -> Block:
    """A list; an entry may have a code beside it."""
    shown: list[Json] = [cell(found) if isinstance(found, str) else found for found in texts]
    return {"kind": "items", "items": shown}


def amounts(found: Sequence[Amount]) -> Block:
    """Amounts side by side."""
    shown: list[Json] = [
        {"label": one.label, "amount": one.amount, "words": one.words, "total": one.total} for one in found
    ]
    return {"kind": "amounts", "amounts": shown}


def cell(  # noqa: PLR0913  # how a cell looks, each by its name
    text: str,
    *,
    bold: bool = False,
    small: bool = False,
    below: str = "",
    aside: str = "",
    indented: bool = False,
    tone: str = "plain",
    rule: Literal["thin", "sum", "bare"] = "thin",
    span: int = 1,
) -> Cell:
    """A cell; ``below`` stands in small print below it, ``aside`` beside it; ``tone`` is a colour of the layout, beside a word that says the same; ``span`` is how many columns it takes."""
    return {
        "text": text,
        "bold": bold,
        "small": small,
        "below": below,
        "aside": aside,
        "span": span,
        "indented": indented,
        "tone": tone,
        "rule": rule,
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a roll: its title, what is remarked of it, and its figures."""

    title: str
    remark: str
    figures: Sequence[str]


def roll(heads: Sequence[str], entries: Sequence[Entry]) -> Block:
    """Figures in columns, each row under a title of its own line, for titles that leave no room beside seven figures."""
    shown: list[Json] = [
        {"title": one.title, "remark": one.remark, "figures": tuple(one.figures)} for one in entries
    ]
    return {"kind": "roll", "heads": tuple(heads), "entries": shown}


def table(columns: Sequence[Column], rows: Sequence[Sequence[str | Cell]]) -> Block:
    """A table; a cell that is text alone is a plain one."""
    heads: list[Json] = [{"head": one.head, "width": one.width, "side": one.side} for one in columns]
    cells: list[Json] = [[cell(found) if isinstance(found, str) else found for found in row] for row in rows]
    return {"kind": "table", "columns": heads, "rows": cells}


def seals(parties: Sequence[str], sealed: Amount) -> Block:
    """Where the parties seal and sign, never split over pages; ``sealed`` is the amount that they seal."""
    return {
        "kind": "seals",
        "parties": tuple(parties),
        "label": sealed.label,
        "amount": sealed.amount,
        "words": sealed.words,
    }


def step(text: str, depth: int) -> Block:
    """A step of a working, further in the deeper it lies."""
    return {"kind": "step", "text": text, "depth": depth}


def working(unit: str, lines: Sequence[Json]) -> Block:
    """The working of each line: its ``title`` and ``code``, its ``place``, and ``steps`` that are blocks. ``unit`` says in what amounts are."""
    return {"kind": "working", "unit": unit, "lines": tuple(lines)}


def together(blocks: Iterable[Block]) -> Block:
    """Blocks that stay on one page: a seal never stands without what it seals."""
    return {"kind": "together", "parts": tuple(blocks)}


def section(title: str, *blocks: Block, filled: object = True) -> Iterator[Block]:
    """A heading with what stands below it; nothing of it where there is nothing to say."""
    if filled:
        yield heading(title)
        yield from blocks
