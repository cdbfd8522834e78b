"""The text of a contract laid out as Markdown: numbered articles and paragraphs, lists and tables below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assay.core.contract.model import Contract
from assay.core.contract.outline import Section, annexes_of, articles, closing, heading
from assay.core.explain import Node
from assay.i18n import translate
from assay.i18n.chinese_numbers import chinese_ordinal
from assay.reports.plain_text.names import names_of
from assay.reports.plain_text.values import Teller


def contract_text(contract: Contract, effective_on: date, langs: Sequence[str]) -> str:
    """The whole text.

    Args:
        contract: The version in force.
        effective_on: The day from which it holds.
        langs: One language, or several: then each paragraph comes in all of them, one after the other.

    Returns:
        Markdown that ends in one line break.
    """
    tellers = [Teller(lang, contract, names_of(contract, lang)) for lang in langs]
    title, version = heading(contract, effective_on)
    blocks = [f"# {_in_all(tellers, title)}", *(teller.say(version) for teller in tellers)]
    for number, section in enumerate(articles(contract), 1):
        blocks += _section(section, "article", number, tellers)
    for number, section in enumerate(annexes_of(contract), 1):
        blocks += _section(section, "annex", number, tellers)
    for node in closing():
        blocks += [teller.say(node) for teller in tellers]
    return "\n\n".join(blocks) + "\n"


def _section(section: Section, kind: str, number: int, tellers: Sequence[Teller]) -> Iterator[str]:
    titles = []
    for teller in tellers:
        params = {"number": _ordinal(teller.lang, number), "title": teller.say(section.title)}
        titles.append(translate(teller.lang, f"plain.{kind}", params))
    yield f"## {' / '.join(titles)}"
    for index, node in enumerate(section.paragraphs, 1):
        for teller in tellers:
            mark = translate(teller.lang, f"plain.{kind}.mark", {"number": str(number), "index": str(index)})
            yield f"**{mark}** {teller.say(node)}"
            yield from _below(node, teller)


def _below(node: Node, teller: Teller) -> Iterator[str]:
    """What stands below a paragraph: runs of list items, and tables."""
    run: list[str] = []
    in_table = False
    for child in node.children:
        said = teller.say(child)
        is_row = said.startswith("|")
        if run and is_row != in_table:
            yield "\n".join(run)
            run = []
        if is_row and not run:
            run = [said, "|" + "---|" * (said.replace("\\|", "").count("|") - 1)]
        else:
            run += (
                [said] if is_row else [f"- {said}", *(f"  - {teller.say(item)}" for item in child.children)]
            )
        in_table = is_row
    if run:
        yield "\n".join(run)


def _in_all(tellers: Sequence[Teller], node: Node) -> str:
    return " / ".join(teller.say(node) for teller in tellers)


def _ordinal(lang: str, number: int) -> str:
    """The number of an article: in Chinese numerals in Chinese."""
    return chinese_ordinal(number) if lang == "zh" else str(number)
