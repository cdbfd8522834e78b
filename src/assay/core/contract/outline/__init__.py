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
    """An article or an annex: its title and its paragraphs, each with what stands below it."""

    title: Node
    paragraphs: tuple[Node, ...]


_ARTICLES: tuple[tuple[Node, Part], ...] = (
    (Node("plain.article.parties"), general.parties),
    (Node("plain.article.definitions"), general.definitions),
    (Node("plain.article.services"), general.services),
    (Node("plain.article.credit"), general.credit),
    (Node("plain.article.term"), general.term),
    (Node("plain.article.fee"), fees.fee),
    (Node("plain.article.tax"), fees.tax),
    (Node("plain.article.payments"), fees.payments),
    (Node("plain.article.retention"), fees.securities),
    (Node("plain.article.acceptance"), running.acceptance),
    (Node("plain.article.kpis"), kpis.summary),
    (Node("plain.article.verdicts"), judgements.verdicts),
    (Node("plain.article.qualification"), judgements.qualification),
    (Node("plain.article.sources"), undertaken.sources),
    (Node("plain.article.access"), undertaken.access),
    (Node("plain.article.missing"), running.missing),
    (Node("plain.article.remedies"), remedies.clauses),
    (Node("plain.article.caps"), remedies.limits),
    (Node("plain.article.triggers"), remedies.triggers),
    (Node("plain.article.revision"), running.revision),
    (Node("plain.article.buyer_duties"), undertaken.buyer_duties),
    (Node("plain.article.vendor_duties"), undertaken.vendor_duties),
    (Node("plain.article.force_majeure"), running.force_majeure),
    (Node("plain.article.survival"), undertaken.survival),
    (Node("plain.article.disputes"), running.disputes),
    (Node("plain.article.law"), general.law),
    (Node("plain.article.amendments"), general.amendments),
)

_ANNEXES: tuple[tuple[Node, Part], ...] = (
    (Node("plain.annex.kpis"), kpis.sheets),
    (Node("plain.annex.baseline"), annexes.baseline),
    (Node("plain.annex.monitors"), annexes.monitors),
    (Node("plain.annex.samples"), annexes.samples),
    (Node("plain.annex.tables"), annexes.tables),
    (Node("plain.annex.workdays"), annexes.workdays),
    (Node("plain.annex.business_hours"), annexes.business_hours),
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


def _filled(parts: tuple[tuple[Node, Part], ...], contract: Contract) -> tuple[Section, ...]:
    sections = (Section(title, part(contract)) for title, part in parts)
    return tuple(section for section in sections if section.paragraphs)
