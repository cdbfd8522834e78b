"""Clauses that wait: for the vendor's reply, or for the leads with which the vendor replaces invalid ones.

While a clause waits, its claims of the month are not certain and not refused: they stand in suspense.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause
from assay.core.deadlines import Deadline
from assay.core.period import day_of
from assay.core.settlement.delivered import delivery_of, heard_on
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
    return frozenset(
        clause.id
        for clause in contract.clauses
        if _awaits_reply(clause, contract, figures, noted, today)
        or _awaits_replacement(clause, contract, figures, noted, today)
    )


def _is_running(
    within: Deadline, contract: Contract, figures: PeriodFigures, noted: Sequence[Event], today: date
) -> bool:
    """Whether a wait is not over.

    A delivery that nobody knew of before the wait had run out starts nothing anew: money was posted on its end.
    """
    stated_on = day_of(figures.as_of, contract.term.zone)
    last_on = vendor_last_day(within, stated_on, contract, noted)
    delivery = delivery_of(figures.month, noted)
    if delivery is not None and day_of(delivery.known_at, contract.term.zone) <= last_on:
        last_on = vendor_last_day(within, heard_on(figures, contract, noted), contract, noted)
    return today <= last_on


def _awaits_reply(  # the whole of a wait: who, whose month, what came, from when, until when
    clause: Clause,
    contract: Contract,
    figures: PeriodFigures,
    noted: Sequence[Event],
    today: date,
) -> bool:
    if clause.reply_within is None or not _is_running(clause.reply_within, contract, figures, noted, today):
        return False
    month = str(figures.month)
    return not any(
        event.kind == "reply" and event.fields["on"] == clause.id and event.fields["of_period"] == month
        for event in noted
    )


def _awaits_replacement(
    clause: Clause, contract: Contract, figures: PeriodFigures, noted: Sequence[Event], today: date
) -> bool:
    within = clause.replace_within
    return within is not None and _is_running(within, contract, figures, noted, today)
