"""The outline of a contract as blocks: numbered articles and paragraphs, lists and tables below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from string import ascii_lowercase

from assay.core.contract.model import Contract
from assay.core.contract.outline import Section, annexes_of, articles, closing, heading
from assay.core.explain import Node
from assay.i18n import translate
from assay.i18n.chinese_numbers import chinese_ordinal
from assay.reports.blocks import (
    Block,
    Heading,
    Item,
    Items,
    PageBreak,
    Paragraph,
    Rank,
    Signature,
    Table,
    Text,
)
from assay.reports.plain_text.marks import text_of
from assay.reports.plain_text.names import names_of
from assay.reports.plain_text.values import Teller

_RANKS = {"article": Rank.SECTION, "annex": Rank.HEAD}


def tellers_of(contract: Contract, langs: Sequence[str]) -> tuple[Teller, ...]:
    """Who says the contract, in each language."""
    return tuple(Teller(lang, contract, names_of(contract, lang)) for lang in langs)


def contract_blocks(contract: Contract, effective_on: date, langs: Sequence[str]) -> Iterator[Block]:
    """The whole text.

    Args:
        contract: The version in force.
        effective_on: The day from which it holds.
        langs: One language, or several: then each paragraph comes in all of them, one after the other.
    """
    tellers = tellers_of(contract, langs)
    title, version = heading(contract, effective_on)
    yield Heading(Rank.TITLE, tuple(text_of(teller.say(title)) for teller in tellers))
    yield from (Paragraph(text_of(teller.say(version)), teller.lang) for teller in tellers)
    yield from sections_of(articles(contract), "article", tellers)
    yield from sections_of(annexes_of(contract), "annex", tellers)
    for node in closing():
        yield from (Signature(text_of(teller.say(node))) for teller in tellers)


def sections_of(sections: Sequence[Section], kind: str, tellers: Sequence[Teller]) -> Iterator[Block]:
    """Articles or annexes, each part of the contract with a heading before its first article."""
    if kind == "annex" and sections:
        yield PageBreak()
    parts = list(dict.fromkeys(section.part for section in sections if section.part))
    begun = ""
    for number, section in enumerate(sections, 1):
        if section.part != begun:
            begun = section.part
            node = Node(f"plain.part.{begun}")
            yield Heading(Rank.PART, titles("part", parts.index(begun) + 1, node, tellers))
        yield Heading(_RANKS[kind], titles(kind, number, section.title, tellers))
        for index, paragraph in enumerate(section.paragraphs, 1):
            for teller in tellers:
                params = {"number": str(number), "index": str(index)}
                mark = translate(teller.lang, f"plain.{kind}.mark", params)
                yield Paragraph(text_of(teller.say(paragraph)), teller.lang, mark)
                yield from below(paragraph, teller)


def below(node: Node, teller: Teller) -> Iterator[Items | Table]:
    """What stands below a paragraph: runs of list items, and tables."""
    items: list[Item] = []
    rows: list[tuple[Text, ...]] = []
    count = 0
    for child in node.children:
        cells = teller.cells(child)
        if cells and items:
            yield Items(tuple(items), teller.lang)
            items = []
        if rows and not cells:
            yield Table(rows[0], tuple(rows[1:]), teller.lang)
            rows = []
        if cells:
            rows.append(tuple(map(text_of, cells)))
        else:
            count += 1
            items.append(_item(child, count, teller))
    if items:
        yield Items(tuple(items), teller.lang)
    if rows:
        yield Table(rows[0], tuple(rows[1:]), teller.lang)


def _item(node: Node, number: int, teller: Teller) -> Item:
    inner = tuple(
        Item(text_of(teller.say(child)), mark_of("item.inner", index, teller.lang))
        for index, child in enumerate(node.children, 1)
    )
    return Item(text_of(teller.say(node)), mark_of("item", number, teller.lang), inner)


def mark_of(kind: str, number: int, lang: str) -> str:
    """The number of an item as the language counts: （一）, (a)."""
    return translate(lang, f"plain.{kind}.mark", {"number": str(number), "counted": _counted(number, lang)})


def _counted(number: int, lang: str) -> str:
    """一, 二, 三 or a, b, c, as far as these go."""
    if lang == "zh":
        return chinese_ordinal(number) if number < 100 else str(number)
    return ascii_lowercase[number - 1] if number <= len(ascii_lowercase) else str(number)


def titles(kind: str, number: int, title: Node, tellers: Sequence[Teller]) -> tuple[Text, ...]:
    """The heading of an article, annex or part, in every language."""
    return tuple(text_of(section_title(kind, number, title, teller)) for teller in tellers)


def section_title(kind: str, number: int, title: Node, teller: Teller) -> str:
    """The heading in one language: in Chinese its number is written in Chinese numerals."""
    ordinal = chinese_ordinal(number) if teller.lang == "zh" else str(number)
    return translate(teller.lang, f"plain.{kind}", {"number": ordinal, "title": teller.say(title)})
