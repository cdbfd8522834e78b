"""A later version of a statement on paper: its lines beside those of the version before, why, and where the money is posted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.core.contract.remedy import Head
from assay.core.money import Money, total, zero
from assay.i18n.figures import fraction_of, grouped
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
from assay.reports.paper.page import Kind, Source, both_seal
from assay.reports.paper.workings import workings

_SUMS = ("invoice_basis", "set_offs")


def _blocks(source: Source) -> Iterator[Block]:
    document, (before,) = source.document, source.earlier
    note = document["reissue"]
    versions = {"version": document["version"], "before": before["version"]}
    basis = source.total(source.say("amount.invoice_basis"), document["invoice_basis"])
    yield paragraph(source.say("reissue.intro", period=document["period"], **versions))
    yield from section(
        source.say("reissue.why"),
        items([source.say(f"reissue.{name}", value=note[name]) for name in ("reason", "event")]),
    )
    yield from section(source.say("reissue.amounts"), amounts([basis]))
    yield from section(source.say("reissue.lines"), _table(before, source))
    posted = source.say(
        "reissue.posted", posted_in=note["posted_in"], payable=source.money(document["payable"])
    )
    notes = [posted]
    if any(line["period"] != document["period"] for line in before["lines"]):
        notes.append(source.say("reissue.others", before=before["version"]))
    yield together((*section(source.say("invoice.notes"), items(notes)), both_seal(source, basis)))
    if document["lines"]:
        yield workings(document["lines"], source)


REISSUE = Kind("reissue", "", _blocks)
"""更正结算单: what a version after the first says of the month; its number is the statement's own."""


def _table(before: Mapping[str, Any], source: Source) -> Block:
    columns = (
        Column(source.say("money.label"), "wide"),
        *(
            Column(source.say("reissue.version", version=each["version"]), side="right")
            for each in (before, source.document)
        ),
    )
    return table(columns, list(_rows(before, source)))


def _rows(before: Mapping[str, Any], source: Source) -> Iterator[list[str | Cell]]:
    """From the fee to what is set off, as both versions have it; a line that one of them lacks is zero there."""
    both = (before, source.document)
    yield _sum(source.say("so_far.fee"), [each["fee"] for each in both])
    for name in _SUMS:
        sums = [_own_sum(each, source.document["period"], name) for each in both]
        for line_id, then, now in _lines(before, source, on_invoice=name == "invoice_basis"):
            yield [
                source.line_cell(line_id, source.document["period"], indented=True),
                grouped(then),
                grouped(now),
            ]
        yield _sum(source.say(f"amount.{name}"), sums)


def _own_sum(document: Mapping[str, Any], period: str, name: str) -> str:
    """What the month's own lines come to, with its fee on the invoice: a first version holds lines of other months too."""
    on_invoice = name == "invoice_basis"
    currency = document["currency"]
    own = total(
        (
            Money.exactly(fraction_of(line["amount"]), currency)
            for line in document["lines"]
            if line["period"] == period and Head(line["head"]).on_invoice is on_invoice
        ),
        currency,
    )
    fee = Money.exactly(fraction_of(document["fee"]), currency)
    return (fee + own if on_invoice else -own).decimal


def _lines(before: Mapping[str, Any], source: Source, *, on_invoice: bool) -> Iterator[tuple[str, str, str]]:
    """Id and both amounts of the month's own lines."""
    document = source.document
    then, now = (
        {line["id"]: line for line in each["lines"] if line["period"] == document["period"]}
        for each in (before, document)
    )
    nothing = zero(document["currency"]).decimal
    for line_id in dict.fromkeys((*now, *then)):
        line = now.get(line_id, then.get(line_id, {}))
        if Head(line["head"]).on_invoice is on_invoice:
            amount_of = [each[line_id]["amount"] if line_id in each else nothing for each in (then, now)]
            yield line_id, amount_of[0], amount_of[1]


def _sum(label: str, found: list[str]) -> list[str | Cell]:
    return [cell(label, bold=True), *(cell(grouped(amount), bold=True) for amount in found)]
