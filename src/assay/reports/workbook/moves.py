"""What moves cash beside the lines, as formulas: suspense, payments that fall due, retention, the carry, and what bonds hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assay.core.contract.model import Contract
from assay.core.contract.remedy import Payment
from assay.core.money import Money, decimal_text, exponent
from assay.core.settlement.month import head_of
from assay.core.settlement.tax import tax_on_top
from assay.i18n.statement import MoneyRow
from assay.reports.workbook.numbers import exact_of, rounding
from assay.reports.workbook.suspense import suspense
from assay.reports.workbook.work import Document, Line, Working


def write_moves(work: Working, rows: Sequence[MoneyRow]) -> None:
    """A working for each row that has one; those without are taken over where they stand."""
    for row in rows:
        kind, _, name = row.part.partition("/")
        if kind in _HANDLERS:
            work.moves |= _HANDLERS[kind](work, row, name)


def _carry(work: Working, row: MoneyRow, name: str) -> dict[str, str]:
    """What the statement before carried over."""
    del name
    if not work.earlier:
        return {}
    before = work.earlier[-1]
    work.page.title(row.label)
    given = work.page.given("carried", before["carry"]["after"], period=before["period"])
    return {row.part: work.page.posted("carry_before", given, row.amount)}


def _bond(work: Working, row: MoneyRow, name: str) -> dict[str, str]:
    """What a bond holds before this statement draws or releases: as left by the one before, or as lodged with the signing."""
    if f"bond/{name}" in work.moves:
        return {}
    before = [_item(document, "bonds", name) for document in work.earlier]
    work.page.title(row.label)
    if any(exact_of(bond[word]) for bond in before for word in ("held", "drawn", "released")):
        cell = work.page.given("bond_before", before[-1]["held"], period=work.earlier[-1]["period"])
    else:
        (terms,) = (bond for bond in work.contract.bonds if bond.id == name)
        cell = work.page.given("bond_lodged", decimal_text(terms.amount))
    return {f"bond/{name}": cell}


def _drawn(work: Working, row: MoneyRow, name: str) -> dict[str, str]:
    return _bond(work, row, name) | _claim(work, row, name)


def _claim(work: Working, row: MoneyRow, name: str) -> dict[str, str]:
    """All that is in suspense after the statement, with the tax on it; nothing where nothing is."""
    del name
    withheld = [
        (head_of(work.contract, line).on_invoice, int(amount["minor"]))
        for record in work.document["state"]["records"]
        for line, amount in record["withheld"].items()
    ]
    if "waiting" in work.moves or not withheld:
        return {}
    on_invoice, remedies = (sum(minor for head, minor in withheld if head is kind) for kind in (True, False))
    tax = tax_on_top(work.contract, cash=on_invoice, remedies=remedies)
    work.page.title(row.label)
    waiting = Money(on_invoice + remedies + tax, work.document["currency"])
    return {"waiting": work.page.given("waits_in_all", waiting.decimal)}


def _suspense(work: Working, row: MoneyRow, name: str) -> dict[str, str]:
    cell = suspense(work, row, name)
    return {row.part: cell} if cell else {}


# ── Payments ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _due(work: Working, row: MoneyRow, name: str) -> dict[str, str]:
    payment = next((payment for payment in work.contract.payments if payment.id == name), None)
    if payment is None:
        return {row.part: _ended(work, row) if name == "termination" else _released(work, row)}
    if payment.on == "each_month":
        work.page.title(row.label)
        share = work.page.given("due_share", decimal_text(payment.share))
        return {row.part: work.page.amount(f"{share}*{work.fee_exact}", row.amount)}
    if not _are_whole(work.contract):
        return {}
    return {row.part: _instalment(work, row, payment)}


def _are_whole(contract: Contract) -> bool:
    """Whether each instalment is a whole number of minor units: else the parts of the price take from each other."""
    scale = 10 ** exponent(contract.currency)
    return all((payment.share * contract.fee.total * scale).denominator == 1 for payment in contract.payments)


def _instalment(work: Working, row: MoneyRow, payment: Payment) -> str:
    """A part of the price, less what an unmet milestone leaves, and with the final one what milestones left."""
    page = work.page
    page.title(row.label)
    share = page.given("price_share", decimal_text(payment.share))
    total = page.given("fee_total", decimal_text(work.contract.fee.total))
    formula = f"{share}*{total}"
    left = _item(work.document, "due", payment.id)["deferred"]
    if exact_of(left):
        formula += "-" + page.given("deferred", left)
    if payment.on == "final_acceptance":
        for document, due in _dues(work.earlier):
            if exact_of(due["deferred"]):
                formula += "+" + page.given(
                    "deferred_before", due["deferred"], period=document["period"], id=due["id"]
                )
    return page.amount(formula, row.amount)


def _ended(work: Working, row: MoneyRow) -> str:
    """What an early end leaves: the fees of all months less what fell due before."""
    page = work.page
    page.title(row.label)
    fees = [page.given("earned", one["fee"], period=one["period"]) for one in work.earlier]
    paid = [
        page.given("fell_due", due["amount"], period=document["period"], id=due["id"])
        for document, due in _dues((*work.earlier, work.document))
        if due["id"] not in ("retention", "termination")
    ]
    return page.posted("ended", "-".join(("+".join((work.fee, *fees)), *paid)), row.amount)


def _released(work: Working, row: MoneyRow) -> str:
    """Retention: what was withheld before, or in this statement."""
    page = work.page
    page.title(row.label)
    cells = [
        page.given("withheld_before", due["withheld"], period=document["period"], id=due["id"])
        for document, due in _dues((*work.earlier, work.document))
        if exact_of(due["withheld"])
    ]
    return page.posted("released", "+".join(cells), row.amount)


def _withheld(work: Working, row: MoneyRow, name: str) -> dict[str, str]:
    """A share of the price, at most the payment that it is withheld from."""
    page, terms = work.page, work.contract.retention
    if terms is None:
        raise ValueError(name)
    page.title(row.label)
    due = page.given("withheld_from", _item(work.document, "due", name)["amount"])
    share = page.given("retained_share", decimal_text(terms.share))
    total = page.given("fee_total", decimal_text(work.contract.fee.total))
    formula = f"-MIN({due},{rounding(f'{share}*{total}', work.book.digits)})"
    return {row.part: page.posted("withheld", formula, row.amount)}


def _dues(documents: Sequence[Document]) -> list[tuple[Document, Line]]:
    return [(document, due) for document in documents for due in document["due"]]


def _item(document: Document, key: str, name: str) -> Line:
    found: list[Line] = [item for item in document[key] if item["id"] == name]
    return found[0]


_HANDLERS: Mapping[str, Callable[[Working, MoneyRow, str], dict[str, str]]] = {
    "suspense": _suspense,
    "due": _due,
    "withheld": _withheld,
    "carry_before": _carry,
    "claim": _claim,
    "bond_drawn": _drawn,
    "bond_released": _bond,
    "bond_held": _bond,
}
