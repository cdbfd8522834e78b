"""What the vendor is asked to invoice for a month, and the credit note for what was invoiced too high."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.i18n.figures import grouped, percent
from assay.i18n.statement import is_some, line_label
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
from assay.reports.paper.page import Kind, Source, notice_seals

_ON_INVOICE = ("fee_reduction", "bonus")


def _invoice(source: Source) -> Iterator[Block]:
    document = source.document
    due = source.total(source.say("amount.invoice"), _gross(document))
    yield paragraph(source.say("invoice.to", vendor=source.parties[1], buyer=source.parties[0]))
    yield from section(source.say("invoice.amount"), amounts([due]))
    yield from section(source.say("invoice.made_of"), _table(_made_of(source), source))
    notes = section(source.say("invoice.notes"), items(list(_notes(source))))
    yield together((*notes, notice_seals(source, due)))


def _credit(source: Source) -> Iterator[Block]:
    document = source.document
    due = source.total(source.say("amount.credit"), document["tax"]["credit_note"])
    lines = [
        [line_label(line, source.lang), line["period"], grouped(line["amount"])]
        for line in document["lines"]
        if line["head"] in _ON_INVOICE
    ]
    columns = (
        Column(source.say("money.label"), "wide"),
        Column(source.say("so_far.period")),
        Column(source.say("money.amount"), side="right"),
    )
    yield paragraph(source.say("credit-note.to", vendor=source.parties[1], buyer=source.parties[0]))
    yield from section(source.say("credit-note.amount"), amounts([due]))
    yield from section(source.say("credit-note.why"), table(columns, lines), filled=lines)
    gross = source.say("credit-note.gross", rate=percent(document["tax"]["rate"]))
    yield together((*section(source.say("invoice.notes"), items([gross])), notice_seals(source, due)))


def _no_invoice(document: Mapping[str, Any]) -> str:
    return (
        "" if is_some(_gross(document)) and not _gross(document).startswith("-") else "paper.nothing_invoiced"
    )


def _no_credit(document: Mapping[str, Any]) -> str:
    tax = document.get("tax")
    return "" if tax is not None and is_some(tax["credit_note"]) else "paper.no_credit_note"


INVOICE = Kind("invoice", "IR", _invoice, _no_invoice)
"""开票通知: the amount to invoice, what it is made of, and its tax."""

CREDIT_NOTE = Kind("credit-note", "CN", _credit, _no_credit)
"""红字发票申请: the amount that was invoiced too high, and which corrections lowered it."""


def _gross(document: Mapping[str, Any]) -> str:
    tax = document.get("tax")
    return str(document["invoice_basis"] if tax is None else tax["gross"])


def _made_of(source: Source) -> Iterator[tuple[str, str, bool]]:
    """Label, amount and whether it is a sum: from the fee to the invoice."""
    document = source.document
    yield source.say("so_far.fee"), document["fee"], True
    for line in document["lines"]:
        if line["head"] in _ON_INVOICE:
            yield line_label(line, source.lang), line["amount"], False
    tax = document.get("tax")
    basis = "invoice.basis" if tax is not None and tax["prices"] == "exclusive" else "amount.invoice_basis"
    yield source.say(basis), document["invoice_basis"], True
    if tax is not None:
        rate = percent(tax["rate"])
        yield source.say("tax.net"), tax["net"], False
        yield source.say("tax.tax", rate=rate), tax["tax"], False
        yield source.say("tax.gross"), tax["gross"], True


def _table(rows: Iterator[tuple[str, str, bool]], source: Source) -> Block:
    columns = (
        Column(source.say("money.label"), "wide"),
        Column(source.say("money.amount"), side="right"),
    )
    cells: list[list[str | Cell]] = [
        [cell(label, bold=is_sum, indented=not is_sum), cell(grouped(amount), bold=is_sum)]
        for label, amount, is_sum in rows
    ]
    return table(columns, cells)


def _notes(source: Source) -> Iterator[str]:
    """What the invoice does not show: set-offs, the payable, and a credit note that is owed too."""
    document = source.document
    if document.get("tax") is None:
        yield source.say("invoice.no_tax")
    if is_some(document["set_offs"]):
        yield source.say("invoice.set_offs", amount=source.money(document["set_offs"]))
    yield source.say("invoice.payable", amount=source.money(document["payable"]))
    if not _no_credit(document):
        yield source.say("invoice.credit", amount=source.money(document["tax"]["credit_note"]))
