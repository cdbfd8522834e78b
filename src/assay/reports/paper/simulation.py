"""A simulation on paper: what the contract pays in each scenario, cash by month, cliffs and plateaus, chances of triggers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from fractions import Fraction
from typing import Any

from assay.core.contract.model import Contract
from assay.i18n import translate
from assay.i18n.figures import fraction_of, grouped
from assay.i18n.simulation import (
    SimulationSheet,
    applied_of,
    cash_scenarios,
    fired_words,
    simulation_sheet,
    with_unit,
)
from assay.reports.blocks import plain
from assay.reports.paper.blocks import (
    Block,
    Column,
    Entry,
    heading,
    items,
    note,
    paragraph,
    roll,
    section,
    table,
    together,
)
from assay.reports.paper.charts import calendar, curve
from assay.reports.paper.page import FRAME, Page, set_page
from assay.reports.plain_text.marks import text_of
from assay.reports.plain_text.names import names_of


def simulation_pdf(document: Mapping[str, Any], contract: Contract, lang: str) -> bytes:
    """A simulation (``simulation/v1``) as PDF.

    Raises:
        FindingsError: A character cannot be printed, or the fonts are missing.
    """
    return set_page(simulation_page(document, contract, lang))


def simulation_page(document: Mapping[str, Any], contract: Contract, lang: str) -> Page:
    """The same, laid out; its date is the first day of the term, for a simulation has none."""
    words = {word: _say(lang, f"word.{word}", page="{page}", pages="{pages}") for word in FRAME}
    words["digest"] = _say(lang, "word.digest_contract")
    return Page(
        lang=lang,
        title=_say(lang, "simulation.title"),
        under_title=contract.name.of(lang),
        number=f"{document['contract']['id']}/{document['contract']['version']}/SIM",
        digest=document["contract"]["digest"],
        author=contract.buyer.of(lang),
        facts=_facts(document, contract, lang),
        blocks=tuple(_blocks(document, contract, lang)),
        words=words,
        at=datetime.combine(contract.term.span.start_on, time(), contract.term.zone),
    )


def _say(lang: str, key: str, **params: str) -> str:
    return translate(lang, f"paper.{key}", params)


def _facts(document: Mapping[str, Any], contract: Contract, lang: str) -> list[list[str]]:
    values = {
        "buyer": contract.buyer.of(lang),
        "vendor": contract.vendor.of(lang),
        "contract": f"{document['contract']['id']} {document['contract']['version']}",
        "price": f"{document['currency']} {grouped(document['price'])}",
    }
    return [[_say(lang, f"fact.{name}"), value] for name, value in values.items()]


def _blocks(document: Mapping[str, Any], contract: Contract, lang: str) -> Iterator[Block]:
    sheet = simulation_sheet(document, lang)
    names = {name: plain(text_of(said)) for name, said in names_of(contract, lang).items()}
    yield from section(
        _say(lang, "simulation.span"), items([text for _, text in sheet.span]), filled=sheet.span
    )
    yield from section(_say(lang, "simulation.scenarios"), *_scenarios(document, sheet, lang))
    yield from section(sheet.cash_title, *_cash(document, sheet, lang), filled=sheet.cash)
    for curve_of, text in zip(document["curves"], sheet.curves, strict=True):
        title = _curve_title(curve_of, names, document["currency"], lang)
        marks = note(_say(lang, f"simulation.curve_note{'' if curve_of['cliffs'] else '_smooth'}"))
        yield together([heading(title), _curve(curve_of), marks, items(text.lines)])
    named = [(row[0], names.get(row[1], row[1]), *row[2:]) for row in sheet.chances]
    chances = _table(named, frozenset((3, 4, 5)))
    remark = [note(sheet.chances_note)] if sheet.chances_note else []
    yield from section(sheet.chances_title, chances, *remark, filled=sheet.chances)
    yield from section(_say(lang, "simulation.silent"), *map(note, sheet.silent), filled=sheet.silent)


def _curve_title(found: Mapping[str, Any], names: Mapping[str, str], currency: str, lang: str) -> str:
    target = with_unit(found["target"], found["unit"], lang)
    name = names.get(found["kpi"], found["kpi"])
    return _say(lang, "simulation.curve", period=found["period"], name=name, currency=currency, target=target)


def _scenarios(document: Mapping[str, Any], sheet: SimulationSheet, lang: str) -> Iterator[Block]:
    """What is held back stands above the figures: behind a long table it would fall on a page of its own."""
    if not sheet.scenarios:
        yield paragraph(translate(lang, "simulation.none_applies"))
        return
    head, *rows = sheet.scenarios
    figures = slice(1, sheet.figures + 1)
    fired = [fired_words(item["totals"], lang) for item in applied_of(document)]
    entries = [
        Entry(row[0], f"{head[-1]} {words}" if words else "", row[figures])
        for row, words in zip(rows, fired, strict=True)
    ]
    yield from (note(text) for text in sheet.held)
    yield roll(head[figures], entries)


def _table(rows: Sequence[Sequence[str]], right: frozenset[int]) -> Block:
    head = rows[0] if rows else ()
    columns = [
        Column(text, "narrow" if place else "wide", "right" if place in right else "left")
        for place, text in enumerate(head)
    ]
    return table(columns, rows[1:])


def _cash(document: Mapping[str, Any], sheet: SimulationSheet, lang: str) -> Iterator[Block]:
    """The months of each case drawn and written; what falls due after the sixth is in the table of figures alone."""
    months = [row[0] for row in sheet.cash[1:]]
    cases = {
        item["name"][lang]: _months(item["totals"]["calendar"], months) for item in cash_scenarios(document)
    }
    if len(months) <= _DRAWN:
        yield calendar(months, cases)
    else:
        yield _table(sheet.cash, frozenset(range(1, len(sheet.cash[0]))))


_DRAWN = 12
"""Months that a drawn calendar has room for."""


def _months(calendar_of: Sequence[Mapping[str, str]], months: Sequence[str]) -> list[tuple[str, Fraction]]:
    paid = {row["period"]: row["payable"] for row in calendar_of}
    return [
        (grouped(paid[month]) if month in paid else "–", fraction_of(paid.get(month, "0")))
        for month in months
    ]


def _curve(found: Mapping[str, Any]) -> Block:
    points = [(fraction_of(point["units"]), fraction_of(point["paid"])) for point in found["points"]]
    cliffs = [fraction_of(cliff["at"]) for cliff in found["cliffs"]]
    return curve(points, fraction_of(found["target"]), cliffs)
