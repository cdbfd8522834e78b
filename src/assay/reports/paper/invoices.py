"""What the vendor is asked to invoice for a month: what the amount is made of, and how much of it is paid now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.core.contract.remedy import Head
from assay.i18n.figures import grouped, percent
from assay.reports.called import Called
from assay.reports.paper.asked import asked_of
from assay.reports.paper.blocks import (
    Amount,
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
from assay.reports.paper.credit_note import no_credit
from assay.reports.paper.page import Kind, Source, notice_seals
from assay.reports.paper.payable import payable_table


def _invoice(source: Source) -> Iterator[Block]:
    document = source.document
    due = source.total(source.say("amount.invoice"), asked_of(document).now.decimal)
    paid = source.total(source.say("amount.payable"), document["payable"])
    shown = [due, Amount(paid.label, paid.amount, paid.words)]
    yield paragraph(source.say("invoice.to", vendor=source.parties[1], buyer=source.parties[0]))
    yield from section(source.say("invoice.amount"), amounts(shown))
    yield from section(source.say("invoice.made_of"), _table(_made_of(source), source))
    yield from section(source.say("invoice.to_payable"), payable_table(source))
    notes = list(_notes(source))
    yield together(
        (*section(source.say("invoice.notes"), items(notes), filled=notes), notice_seals(source, due))
    )


def _no_invoice(document: Mapping[str, Any]) -> str:
    return "" if asked_of(document).now.minor > 0 else "paper.nothing_invoiced"


INVOICE = Kind("invoice", "IR", _invoice, _no_invoice)
"""开票通知: the amount to invoice, what it is made of, its tax, and the steps to what is paid."""


def _made_of(source: Source) -> Iterator[tuple[Called, str, bool]]:
    """What it is, amount and whether it is a sum: from the fee to the invoice."""
    document = source.document
    yield Called(source.say("so_far.fee")), document["fee"], True
    for line in document["lines"]:
        if Head(line["head"]).on_invoice:
            yield source.names_in(line["period"]).line(line["id"]), line["amount"], False
    tax = document.get("tax")
    basis = "invoice.basis" if tax is not None and tax["prices"] == "exclusive" else "amount.invoice_basis"
    yield Called(source.say(basis)), document["invoice_basis"], True
    if tax is not None:
        rate = percent(tax["rate"])
        yield Called(source.say("tax.net")), tax["net"], False
        yield Called(source.say("tax.tax", rate=rate)), tax["tax"], False
        yield Called(source.say("tax.gross")), tax["gross"], True
    yield from _left(source)


def _left(source: Source) -> Iterator[tuple[Called, str, bool]]:
    """From the statement's amount to what is still to be invoiced; nothing where they are the same."""
    asked = asked_of(source.document)
    if not asked.is_other:
        return
    if asked.credited.minor:
        yield Called(source.say("invoice.credited")), asked.credited.decimal, False
    if asked.invoiced.minor:
        yield Called(source.say("invoice.invoiced")), (-asked.invoiced).decimal, False
    yield Called(source.say("amount.invoice")), asked.now.decimal, True
    if asked.split is not None and asked.rate is not None:
        yield Called(source.say("tax.net")), asked.split.net.decimal, False
        yield Called(source.say("tax.tax", rate=percent(str(asked.rate)))), asked.split.tax.decimal, False


def _table(rows: Iterator[tuple[Called, str, bool]], source: Source) -> Block:
    columns = (
        Column(source.say("money.label"), "wide"),
        Column(source.say("money.amount_in", currency=source.document["currency"]), side="right"),
    )
    cells: list[list[str | Cell]] = [
        [
            cell(called.words, aside=called.code, bold=is_sum, indented=not is_sum),
            cell(grouped(amount), bold=is_sum),
        ]
        for called, amount, is_sum in rows
    ]
    return table(columns, cells)


def _notes(source: Source) -> Iterator[str]:
    """A contract without a tax rate, and a credit note that is owed too."""
    document = source.document
    if document.get("tax") is None:
        yield source.say("invoice.no_tax")
    if not no_credit(document):
        yield source.say("invoice.credit", amount=source.money(document["tax"]["credit_note"]))
