"""A statement laid out for a reader: its words and figures in order, not yet as text, page or workbook. From its JSON alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assay.core.contract.remedy import Head
from assay.i18n import listed, translate
from assay.i18n.figures import grouped, percent, spelled
from assay.i18n.statement.monitors import monitor_rows
from assay.i18n.statement.slices import way_of
from assay.i18n.statement.words import (
    brief,
    due_label,
    duty_name,
    is_some,
    kpi_days,
    kpi_name,
    kpi_target,
    kpi_value,
    line_label,
    right_name,
)

_KPI_COLUMNS = ("name", "days", "target", "value", "state")
_MONITOR_COLUMNS = ("name", "days", "limit", "value", "state")


class Rank(StrEnum):
    """What a row of money is: a part, a sum of what stands above it, or what is paid in the end."""

    PART = "part"
    SUM = "sum"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A KPI's outcome; ``state`` is its word of the statement, ``days`` empty for the month itself."""

    name: str
    days: str
    target: str
    value: str
    state: str
    verdict: str


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A row of the settlement: amount as a decimal with its sign, and the working in one run.

    Attributes:
        part: Which amount of the statement it is: ``fee``, ``line/C2``, ``suspense/C1/cpl``, ``due/P1`` …
        way: Of what moves in suspense how it reads: ``in``, ``out``, ``lowers`` …
    """

    label: str
    amount: str
    rank: Rank = Rank.PART
    brief: str = ""
    part: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A statement in one language.

    Attributes:
        title, under_title: What it is, of which contract, drawn when.
        kpi_head, kpis: Columns and rows of the KPI table.
        money: From the fee to the payable.
        notices: Rights that arose.
        matters: What is open or owed beside the payable.
        monitor_head, monitors: Columns and rows of the monitors; no rows where the contract has none.
    """

    title: str
    under_title: str
    kpi_head: tuple[str, ...]
    kpis: tuple[KpiRow, ...]
    money: tuple[MoneyRow, ...]
    notices: tuple[str, ...]
    matters: tuple[str, ...]
    monitor_head: tuple[str, ...]
    monitors: tuple[tuple[str, ...], ...]


def sheet_of(document: Mapping[str, Any], lang: str) -> Sheet:
    """The sheet of a statement.

    Args:
        document: The statement's JSON (``statement/v1``).
        lang: ``zh`` or ``en``.
    """
    contract = document["contract"]
    head = {
        "contract": contract["id"],
        "contract_version": contract["version"],
        "period": document["period"],
        "version": document["version"],
        "as_of": f"{document['as_of'][:16].replace('T', ' ')} {document['as_of'][-6:]}",
        "currency": document["currency"],
    }
    return Sheet(
        translate(lang, "statement.title", head),
        translate(lang, "statement.under_title", head),
        tuple(translate(lang, f"statement.kpi.{column}") for column in _KPI_COLUMNS),
        tuple(_kpi(kpi, document["period"], lang) for kpi in document["kpis"]),
        tuple(_money(document, lang)),
        tuple(_notices(document, lang)),
        tuple(_matters(document, lang)),
        tuple(translate(lang, f"statement.monitor.{column}") for column in _MONITOR_COLUMNS),
        tuple(tuple(row) for row in monitor_rows(document, lang)),
    )


def _kpi(kpi: Mapping[str, Any], period: str, lang: str) -> KpiRow:
    verdict = translate(lang, f"state.{kpi['state']}")
    return KpiRow(
        kpi_name(kpi, lang), kpi_days(kpi, period), kpi_target(kpi), kpi_value(kpi), kpi["state"], verdict
    )


def _money(document: Mapping[str, Any], lang: str) -> Iterator[MoneyRow]:
    yield MoneyRow(translate(lang, "statement.fee"), document["fee"], Rank.SUM, part="fee")
    yield from _lines(document, lang, on_invoice=True)
    yield _sum("invoice_basis", document, lang)
    yield from _lines(document, lang, on_invoice=False)
    yield _sum("set_offs", document, lang)
    yield from _moved(document, lang)
    yield from _tax(document, lang)
    yield from _carried(document, lang)
    yield _sum("payable", document, lang, Rank.TOTAL)
    if is_some(document["claim"]):
        yield _sum("claim", document, lang, Rank.TOTAL)
    yield from _bonds(document, lang)


def _sum(name: str, document: Mapping[str, Any], lang: str, rank: Rank = Rank.SUM) -> MoneyRow:
    label = translate(lang, f"statement.{name}", {"currency": document["currency"]})
    return MoneyRow(label, document[name], rank, part=name)


def _lines(document: Mapping[str, Any], lang: str, *, on_invoice: bool) -> Iterator[MoneyRow]:
    for line in document["lines"]:
        if Head(line["head"]).on_invoice is on_invoice:
            yield MoneyRow(
                line_label(line, lang), line["amount"], brief=brief(line, lang), part=f"line/{line['id']}"
            )


def _moved(document: Mapping[str, Any], lang: str) -> Iterator[MoneyRow]:
    """What goes into suspense or comes out of it, and the cash that falls due beside the month's fee."""
    for item in document["suspense"]:
        way = way_of(item, document)
        label = translate(lang, f"statement.suspense_{way}", {"id": item["id"]})
        yield MoneyRow(label, item["amount"], part=f"suspense/{item['id']}", way=way)
    yield from _due(document, lang)


def _due(document: Mapping[str, Any], lang: str) -> Iterator[MoneyRow]:
    """The cash that falls due. A fee that is paid with its month stands on top already; any other is earned, and no cash."""
    with_month = [
        due for due in document["due"] if due["amount"] == document["fee"] and not is_some(due["withheld"])
    ]
    if len(with_month) != 1 and is_some(document["fee"]):
        with_month = []
        yield MoneyRow(translate(lang, "statement.earned"), _negated(document["fee"]), part="earned")
    for due in document["due"]:
        if due in with_month:
            continue
        yield MoneyRow(due_label(due, lang), due["amount"], part=f"due/{due['id']}")
        if is_some(due["withheld"]):
            label = translate(lang, "statement.withheld")
            yield MoneyRow(label, _negated(due["withheld"]), part=f"withheld/{due['id']}")


def _carried(document: Mapping[str, Any], lang: str) -> Iterator[MoneyRow]:
    """What earlier months left, and what this one leaves to the next: that is taken out of this payable again."""
    before, after = (document["carry"][side] for side in ("before", "after"))
    for side, amount in (("before", before), ("after", _negated(after))):
        if is_some(amount):
            yield MoneyRow(translate(lang, f"statement.carry_{side}"), amount, part=f"carry_{side}")


def _tax(document: Mapping[str, Any], lang: str) -> Iterator[MoneyRow]:
    """Value-added tax, where the contract speaks of it."""
    tax = document.get("tax")
    if tax is None:
        return
    shown = tax["tax"] if tax["prices"] == "inclusive" else tax["added"]
    label = translate(lang, f"statement.tax.{tax['prices']}", {"rate": percent(tax["rate"])})
    yield MoneyRow(label, shown, part="tax")
    if is_some(tax["remedies_tax"]):
        label = translate(lang, f"statement.remedies_tax.{tax['prices']}")
        yield MoneyRow(label, _negated(tax["remedies_tax"]), part="remedies_tax")


def _negated(amount: str) -> str:
    """A decimal with the other sign."""
    return amount[1:] if amount.startswith("-") else f"-{amount}"


def _bonds(document: Mapping[str, Any], lang: str) -> Iterator[MoneyRow]:
    """What bonds hold, and what moved; nothing once a bond is empty."""
    for bond in document["bonds"]:
        for word in ("drawn", "released", "held"):
            if is_some(bond[word]):
                label = translate(lang, f"statement.bond_{word}", {"id": bond["id"]})
                yield MoneyRow(label, bond[word], part=f"bond_{word}/{bond['id']}")


def _notices(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    for firing in document["triggers"]:
        rights = listed(lang, [right_name(lang, word) for word in firing["then"]])
        params = {"id": firing["id"], "period": firing["period"], "rights": rights}
        yield translate(lang, "statement.trigger", params)


def _matters(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """What is owed beside the payable, disputes that wait, and months settled anew."""
    tax = document.get("tax")
    if tax is not None and is_some(tax["credit_note"]):
        yield translate(
            lang, "statement.credit_note", {"amount": f"{document['currency']} {grouped(tax['credit_note'])}"}
        )
    yield from _in_kind(document, lang)
    for dispute in document.get("disputes", ()):
        yield translate(lang, "statement.dispute", {"id": dispute})
    for item in document.get("reissues", ()):
        params = {key: item[key] for key in ("period", "version", "reason")}
        yield translate(lang, "statement.reissue", params)


def _in_kind(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Units that are owed or were made good, and duties that were not met; those still to come stand in the JSON alone."""
    for item in document.get("make_good", ()):
        clause, _, month = item["id"].partition("@")
        params = {"id": clause, "month": month, "owed": spelled(item["owed"]), "due_on": item["due_on"]}
        yield translate(lang, f"statement.make_good.{item['state']}", params)
    for duty in document.get("duties", ()):
        if duty["state"] in ("late", "unreported"):
            params = {
                "id": duty_name(lang, duty["id"]),
                "party": translate(lang, f"party.{duty['party']}"),
                "due_on": duty["due_on"],
            }
            yield translate(lang, f"statement.duty.{duty['state']}", params)
