"""Clauses that wait: for the vendor's reply, or for the leads with which the vendor replaces invalid ones.

While a clause waits, its claims of the month are not certain and not refused: they stand in suspense.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause
from assay.core.settlement.delivered import heard_on
from assay.core.settlement.pauses import vendor_last_day


def waiting_clauses(
    contract: Contract, figures: PeriodFigures, noted: Sequence[Event], today: date
) -> frozenset[str]:
    """Ids of the clauses whose claims of a month still wait.

    Args:
        contract: The version in force in that month.
        figures: The month; every wait runs from the day of its statement, or from that of its delivery.
        noted: All events seen.
        today: Day of the statement being drawn.
    """
    stated_on = heard_on(figures, contract, noted)
    return frozenset(
        clause.id
        for clause in contract.clauses
        if _awaits_reply(clause, contract, figures, noted, stated_on, today)
        or _awaits_replacement(clause, contract, noted, stated_on, today)
    )


def _awaits_reply(  # the whole of a wait: who, whose month, what came, from when, until when
    clause: Clause,
    contract: Contract,
    figures: PeriodFigures,
    noted: Sequence[Event],
    stated_on: date,
    today: date,
) -> bool:
    if clause.reply_within is None:
        return False
    if today > vendor_last_day(clause.reply_within, stated_on, contract, noted):
        return False
    month = str(figures.month)
    return not any(
        event.kind == "reply" and event.fields["on"] == clause.id and event.fields["of_period"] == month
        for event in noted
    )


def _awaits_replacement(
    clause: Clause, contract: Contract, noted: Sequence[Event], stated_on: date, today: date
) -> bool:
    within = clause.replace_within
    return within is not None and today <= vendor_last_day(within, stated_on, contract, noted)
