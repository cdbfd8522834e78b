"""From the invoice to what is paid: each step between the two amounts, so that finance can book both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assay.core.money import Money
from assay.i18n.figures import fraction_of, grouped
from assay.reports.paper.asked import asked_of
from assay.reports.paper.blocks import Block, Cell, Column, cell, table
from assay.reports.paper.page import Source
from assay.reports.paper.waiting import waited_of


@dataclass(frozen=True, slots=True)
class Step:
    """What stands between the invoice and the payable: a key of words, and a signed decimal; the two sums at the ends have no sign."""

    name: str
    amount: str
    is_sum: bool = False


def steps_of(document: Mapping[str, Any]) -> list[Step]:
    """From the invoice to the payable; the steps between them add up to the difference. What is zero is left out."""
    shown = [
        Step(name, Money.exactly(amount, document["currency"]).decimal)
        for name, amount in _between(document)
        if amount
    ]
    return [
        Step("invoice", asked_of(document).now.decimal, is_sum=True),
        *shown,
        Step("payable", document["payable"], is_sum=True),
    ]


def _between(document: Mapping[str, Any]) -> Iterator[tuple[str, Fraction]]:
    asked = asked_of(document)
    yield "credited", -asked.credited.amount
    yield "invoiced", asked.invoiced.amount
    due, retained = (
        sum((fraction_of(one[name]) for one in document["due"]), Fraction(0))
        for name in ("amount", "withheld")
    )
    yield "due", due - fraction_of(document["fee"])
    yield "retained", -retained
    yield "set_offs", -fraction_of(document["set_offs"])
    yield from _suspense(document)
    yield from _tax(document)
    yield "carry_before", fraction_of(document["carry"]["before"])
    yield "claim", fraction_of(document["claim"])
    yield "drawn", sum((fraction_of(bond["drawn"]) for bond in document["bonds"]), Fraction(0))
    yield "carry_after", -fraction_of(document["carry"]["after"])


def _suspense(document: Mapping[str, Any]) -> Iterator[tuple[str, Fraction]]:
    """What still waits, then what is decided; each may lower what was withheld, or what had lowered it."""
    moved = waited_of(document)
    withheld = sum((fraction_of(one.withheld) for one in moved), Fraction(0))
    released = sum((fraction_of(one.released) for one in moved), Fraction(0))
    yield "withheld_less" if withheld < 0 else "withheld", -withheld
    yield "lowers_no_more" if released < 0 else "released", released


def _tax(document: Mapping[str, Any]) -> Iterator[tuple[str, Fraction]]:
    """Where prices are without tax: the tax of what moves beside the invoice, and that of what is set off."""
    tax = document.get("tax")
    if tax is not None and tax["prices"] == "exclusive":
        yield "tax_beside", fraction_of(tax["added"]) - fraction_of(tax["tax"])
        yield "remedies_tax", -fraction_of(tax["remedies_tax"])


def payable_table(source: Source) -> Block:
    """The steps, each with what it is."""
    columns = (
        Column(source.say("money.label")),
        Column(source.say("money.amount_in", currency=source.document["currency"]), side="right"),
        Column(source.say("payable.why"), "wide"),
    )
    return table(columns, [_row(step, source) for step in steps_of(source.document)])


def _row(step: Step, source: Source) -> list[str | Cell]:
    return [
        cell(source.say(f"payable.{step.name}"), bold=step.is_sum, indented=not step.is_sum),
        cell(grouped(step.amount), bold=step.is_sum),
        cell("" if step.is_sum else source.say(f"payable.{step.name}.why"), small=True),
    ]
