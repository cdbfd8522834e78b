"""What the picture for the boss shows beside the statement: orders of the month, and leads that nobody answered."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from fractions import Fraction

from assay.core.contract.model import Contract
from assay.core.measuring.returns import SOLD
from assay.core.period import Month
from assay.queries.orders import ORDERS_BETWEEN
from assay.reports.paper import Beside, Sold
from assay.services.gather import Desk, gather_leads, whole
from assay.services.workspace import Workspace

_MICROS = 1_000_000


def facts_beside(workspace: Workspace, contract: Contract, month: Month, as_of: datetime) -> Beside:
    """Orders and unanswered leads of a month, as the workspace knew them at a moment.

    Args:
        workspace: The open workspace.
        contract: The version in force, for its zone.
        month: The month.
        as_of: The statement's moment: a later import changes nothing.
    """
    desk = Desk(workspace.engine, workspace.tables_as_of(as_of))
    leads = gather_leads(desk, contract, month.span, as_of)
    silent = Counter(
        lead.salesperson or "" for lead in leads if lead.as_of(as_of).reply is None and not lead.exclusion
    )
    return Beside(orders=_orders(desk, month), leads=len(leads), unanswered=dict(sorted(silent.items())))


def _orders(desk: Desk, month: Month) -> tuple[Sold, ...] | None:
    """Orders of the month by currency; None where the workspace has no ledger at all."""
    if not desk.tables.get("orders"):
        return None
    days = {"from_on": month.span.start_on, "to_on": month.span.end_on}
    found: dict[str, Sold] = {}
    for row in desk.ask(ORDERS_BETWEEN, ["orders"], days):
        if row["stage"] in SOLD:
            currency = str(row["currency"] or "")
            before = found.get(currency, Sold(currency, 0, Fraction(0)))
            count, known = whole(row["orders"]) or 0, whole(row["with_amount"]) or 0
            amount = Fraction(whole(row["amount_micros"]) or 0, _MICROS) if known == count else None
            found[currency] = before.plus(count, amount)
    return tuple(found[currency] for currency in sorted(found))
