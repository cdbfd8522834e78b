"""A contract as the annex to one that is already signed: how the two stand to each other, the terms, and what to check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assay.core.contract.model import Contract
from assay.core.contract.outline import annexes_of, articles, heading
from assay.core.contract.outline.annexed import demands, relation
from assay.core.explain import Node
from assay.i18n import translate
from assay.reports.blocks import Block, Heading, Item, Items, Paragraph, Rank, Text
from assay.reports.plain_text.compose import mark_of, sections_of, tellers_of
from assay.reports.plain_text.marks import text_of
from assay.reports.plain_text.values import Teller


def annex_blocks(contract: Contract, effective_on: date, main: str, langs: Sequence[str]) -> Iterator[Block]:
    """The annex, up to where the parties sign.

    Args:
        contract: The terms, in the version that is annexed.
        effective_on: The day from which that version holds.
        main: Number and day of the main contract, as people cite it.
        langs: One language, or several: then each paragraph comes in all of them.
    """
    tellers = tellers_of(contract, langs)
    name, version = heading(contract, effective_on)
    yield Heading(Rank.TITLE, _each(tellers, Node("annex.title")))
    yield Heading(Rank.SUBTITLE, _each(tellers, name))
    which = Node("annex.version", version.params)
    yield from (Paragraph(text_of(teller.say(which)), teller.lang) for teller in tellers)
    yield Heading(Rank.HEAD, _each(tellers, Node("annex.relation")))
    for index, node in enumerate(relation(contract, main), 1):
        for teller in tellers:
            yield Paragraph(text_of(teller.say(node)), teller.lang, mark_of("item", index, teller.lang))
    yield from sections_of(articles(contract), "article", tellers)
    yield from sections_of(annexes_of(contract), "annex", tellers)


def check_blocks(contract: Contract, langs: Sequence[str]) -> Iterator[Block]:
    """What the main contract must say for the annex to prevail, as a list to tick off."""
    tellers = tellers_of(contract, langs)
    yield Heading(Rank.HEAD, _each(tellers, Node("annex.check")))
    for teller in tellers:
        yield Paragraph(text_of(teller.say(Node("annex.check.note"))), teller.lang, is_note=True)
    for number, node in enumerate(demands(contract), 1):
        titles = (translate(teller.lang, "annex.must", _numbered(number, node, teller)) for teller in tellers)
        yield Heading(Rank.POINT, tuple(map(text_of, titles)))
        for teller in tellers:
            yield Items(tuple(_item(text) for text in _demand(node, teller)), teller.lang)


def _numbered(number: int, node: Node, teller: Teller) -> dict[str, str]:
    return {"number": str(number), "title": teller.say(node)}


def _demand(node: Node, teller: Teller) -> Iterator[Text]:
    yield from (text_of(teller.say(child)) for child in node.children)
    yield text_of(translate(teller.lang, "annex.check.found"))


def _item(text: Text) -> Item:
    return Item(text, "·")


def _each(tellers: Sequence[Teller], node: Node) -> tuple[Text, ...]:
    return tuple(text_of(teller.say(node)) for teller in tellers)
