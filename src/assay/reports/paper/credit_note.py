"""The credit-note request: which invoices of which month were too high, by how much, and the lines that lowered them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.core.contract.remedy import Head
from assay.core.money import Money
from assay.core.settlement.tax import split
from assay.i18n.figures import fraction_of, grouped, percent
from assay.i18n.statement import is_some
from assay.reports.paper.blocks import (
    Block,
    Cell,
    Column,
    amounts,
    cell,
    items,
    paragraph,
    section,
    table,
    together,
)
from assay.reports.paper.credit import Credited, Invoice, credited_of
from assay.reports.paper.page import Kind, Source, notice_seals

_SPLIT = ("net", "tax", "gross")


def _blocks(source: Source) -> Iterator[Block]:
    document = source.document
    due = source.total(source.say("amount.credit"), document["tax"]["credit_note"])
    found = credited_of(document, source.earlier)
    lines = [line for line in document["lines"] if Head(line["head"]).on_invoice]
    yield paragraph(source.say("credit-note.to", vendor=source.parties[1], buyer=source.parties[0]))
    yield from section(source.say("credit-note.amount"), amounts([due]))
    yield from section(source.say("credit-note.months"), _months(found, source), filled=found)
    invoices = [(one.period, invoice) for one in found for invoice in one.invoices]
    yield from section(source.say("credit-note.invoices"), _invoices(invoices, source), filled=invoices)
    yield from section(source.say("credit-note.why"), _lines(lines, source), filled=lines)
    notes = section(source.say("invoice.notes"), items(list(_notes(found, source))))
    yield together((*notes, notice_seals(source, due)))


def no_credit(document: Mapping[str, Any]) -> str:
    """Why there is no credit note to ask for; empty where there is one."""
    tax = document.get("tax")
    return "" if tax is not None and is_some(tax["credit_note"]) else "paper.no_credit_note"


CREDIT_NOTE = Kind("credit-note", "CN", _blocks, no_credit)
"""红字发票申请: the months invoiced too high, their invoices, the amount with and without tax, and the lines behind it."""


def _months(found: Sequence[Credited], source: Source) -> Block:
    names = ("invoiced", "should_be", "before")
    columns = [
        Column(source.say("so_far.period"), "wide"),
        *(Column(source.say(f"credit-note.{name}"), side="right") for name in names),
        *_split_columns(source),
    ]
    return table(columns, [_month(one, source) for one in found])


def _month(one: Credited, source: Source) -> list[str | Cell]:
    *parts, gross = _split(one.now, source, inclusive=True)
    before = (one.invoiced, one.should_be, one.before)
    return [one.period, *(grouped(amount.decimal) for amount in before), *parts, cell(gross, bold=True)]


def _invoices(found: Sequence[tuple[str, Invoice]], source: Source) -> Block:
    names = ("of_period", "id", "on_day", "amount", "number")
    columns = [
        Column(
            source.say(f"credit-note.invoice.{name}"),
            "wide" if name == "number" else "narrow",
            "right" if name == "amount" else "left",
        )
        for name in names
    ]
    rows = [[period, one.id, one.on_day, grouped(one.amount.decimal), ""] for period, one in found]
    return table(columns, rows)


def _lines(lines: Sequence[Mapping[str, Any]], source: Source) -> Block:
    columns = [
        Column(source.say("money.label"), "wide"),
        Column(source.say("so_far.period")),
        *_split_columns(source),
    ]
    inclusive = source.document["tax"]["prices"] == "inclusive"
    rows = [
        [
            source.line_cell(line["id"], line["period"]),
            line["period"],
            *_split(
                Money.exactly(fraction_of(line["amount"]), source.document["currency"]),
                source,
                inclusive=inclusive,
            ),
        ]
        for line in lines
    ]
    return table(columns, rows)


def _split_columns(source: Source) -> list[Column]:
    rate = percent(source.document["tax"]["rate"])
    return [Column(source.say(f"tax.{name}", rate=rate), side="right") for name in _SPLIT]


def _split(amount: Money, source: Source, *, inclusive: bool) -> list[str]:
    found = split(amount, fraction_of(source.document["tax"]["rate"]), inclusive=inclusive)
    return [grouped(each.decimal) for each in (found.net, found.tax, found.gross)]


def _notes(found: Sequence[Credited], source: Source) -> Iterator[str]:
    """The rate; what is not known of the invoices; that lines may round otherwise."""
    yield source.say("credit-note.gross", rate=percent(source.document["tax"]["rate"]))
    if not found:
        yield source.say("credit-note.unknown")
        return
    yield source.say("credit-note.no_number")
    if any(len(one.invoices) > 1 for one in found):
        yield source.say("credit-note.several")
    yield source.say("credit-note.rounding")
