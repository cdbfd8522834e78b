"""A contract as an outline: its articles and annexes, in the order of a private template, as codes and parameters.

Every field that binds has its node. The last part of a parameter's name says how its value is read:

=================  ======================================================================================
``_text``          as the contract writes it; ``_texts`` several, a line each
``_bilingual``     the Chinese line, then the English line
``_id``, ``_ids``  names that the contract gave, cited as they are
``_word``          a word of the contract language; ``_words`` several; ``_loose`` such words, or a text of the writer
``_causes``        clauses, rules and causes
``_paper``         a paper beside the contract
``_kpi``           a KPI or monitor of the contract; ``_metric``, ``_meaning`` of the catalogue
``_money``         exact amount and currency, written out in full; ``_amount`` in figures only
``_ratio``         a share of one; ``_num`` a plain number
``_qty``           a number and a unit, ``%`` among them
``_time``          a deadline as written; ``_rhythm`` how often, as a deadline; ``_clock`` minutes from midnight
``_day``, ``_days``  ISO dates; ``_month`` a month; ``_seasons`` numbers of months with their factors
``_weekdays``      weekdays, 0 is Monday
``_formula``       a formula in canonical form; ``_run`` periods in a row
``_bound``         operator, value and unit, a line each
=================  ======================================================================================

A parameter that ends in several values holds one a line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assay.core.contract.model import Contract
from assay.core.contract.outline import (
    annexes,
    fees,
    general,
    judgements,
    kpis,
    remedies,
    running,
    undertaken,
)
from assay.core.explain import Node

Part = Callable[[Contract], tuple[Node, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """An article or an annex: its title and its paragraphs, each with what stands below it.

    Attributes:
        part: The part of the contract that an article belongs to; articles of one part follow each other.
    """

    title: Node
    paragraphs: tuple[Node, ...]
    part: str = ""


_ARTICLES: tuple[tuple[str, Node, Part], ...] = (
    ("general", Node("plain.article.parties"), general.parties),
    ("general", Node("plain.article.definitions"), general.definitions),
    ("general", Node("plain.article.services"), general.services),
    ("general", Node("plain.article.credit"), general.credit),
    ("general", Node("plain.article.term"), general.term),
    ("money", Node("plain.article.fee"), fees.fee),
    ("money", Node("plain.article.tax"), fees.tax),
    ("money", Node("plain.article.payments"), fees.payments),
    ("money", Node("plain.article.retention"), fees.securities),
    ("acceptance", Node("plain.article.acceptance"), running.acceptance),
    ("acceptance", Node("plain.article.kpis"), kpis.summary),
    ("acceptance", Node("plain.article.verdicts"), judgements.verdicts),
    ("acceptance", Node("plain.article.qualification"), judgements.qualification),
    ("acceptance", Node("plain.article.sources"), undertaken.sources),
    ("acceptance", Node("plain.article.access"), undertaken.access),
    ("acceptance", Node("plain.article.missing"), running.missing),
    ("remedies", Node("plain.article.remedies"), remedies.clauses),
    ("remedies", Node("plain.article.caps"), remedies.limits),
    ("remedies", Node("plain.article.triggers"), remedies.triggers),
    ("conduct", Node("plain.article.revision"), running.revision),
    ("conduct", Node("plain.article.buyer_duties"), undertaken.buyer_duties),
    ("conduct", Node("plain.article.vendor_duties"), undertaken.vendor_duties),
    ("conduct", Node("plain.article.force_majeure"), running.force_majeure),
    ("conduct", Node("plain.article.survival"), undertaken.survival),
    ("closing", Node("plain.article.disputes"), running.disputes),
    ("closing", Node("plain.article.law"), general.law),
    ("closing", Node("plain.article.amendments"), general.amendments),
)

_ANNEXES: tuple[tuple[str, Node, Part], ...] = (
    ("", Node("plain.annex.kpis"), kpis.sheets),
    ("", Node("plain.annex.baseline"), annexes.baseline),
    ("", Node("plain.annex.monitors"), annexes.monitors),
    ("", Node("plain.annex.samples"), annexes.samples),
    ("", Node("plain.annex.tables"), annexes.tables),
    ("", Node("plain.annex.workdays"), annexes.workdays),
    ("", Node("plain.annex.business_hours"), annexes.business_hours),
)


def articles(contract: Contract) -> tuple[Section, ...]:
    """The articles that the contract fills, in their order."""
    return _filled(_ARTICLES, contract)


def annexes_of(contract: Contract) -> tuple[Section, ...]:
    """The annexes that the contract fills, in their order."""
    return _filled(_ANNEXES, contract)


def heading(contract: Contract, effective_on: date) -> tuple[Node, ...]:
    """The title, and which text this is: number, version, the day from which it holds, digest."""
    params = {
        "contract_id": contract.id,
        "version_text": contract.version,
        "from_day": str(effective_on),
        "digest_id": contract.digest,
    }
    title = Node("plain.title", {"name_bilingual": f"{contract.name.zh}\n{contract.name.en}"})
    return (title, Node("plain.version", params))


def closing() -> tuple[Node, ...]:
    """Where the parties sign."""
    return (Node("plain.signed.buyer"), Node("plain.signed.vendor"))


def _filled(parts: tuple[tuple[str, Node, Part], ...], contract: Contract) -> tuple[Section, ...]:
    sections = (Section(title, write(contract), part) for part, title, write in parts)
    return tuple(section for section in sections if section.paragraphs)
