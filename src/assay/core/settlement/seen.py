"""What a statement shows of monitors and samples, beside the KPIs."""

from __future__ import annotations

from collections.abc import Sequence

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.monitors import Reading, readings
from assay.core.acceptance.samples import Verdict, period_of, verdict_of
from assay.core.contract.model import Amended, Contract
from assay.core.period import Month
from assay.core.settlement.events import added_months
from assay.core.settlement.state import State
from assay.core.settlement.terms import days_in_term, weeks_in_term


def monitored(state: State, amended: Amended) -> tuple[Reading, ...]:
    """The monitors of every month in term so far, in order of months."""
    found: list[Reading] = []
    added = added_months(state, amended)
    for record in state.records:
        contract = amended.for_month(record.month)
        span = days_in_term(contract, record.month, added)
        if span.days:
            found += readings(contract, record.figures, span, weeks_in_term(contract, record.month))
    return tuple(found)


def sampled(
    state: State, contract: Contract, month: Month, events: Sequence[Event]
) -> tuple[Verdict, ...]:
    """The samples of the month's periods, and earlier ones that are still open or were drawn now.

    Args:
        state: With every month so far and every event seen.
        contract: The version in force.
        month: The month being settled.
        events: What this statement sees.
    """
    drawn = {(event.fields["sample"], event.fields["of_period"]) for event in events if event.kind == "sample"}
    found = []
    for plan in contract.samples.values():
        for period in sorted({period_of(plan, record.month) for record in state.records}):
            verdict = verdict_of(plan, period, state.noted)
            is_current = period == period_of(plan, month)
            if is_current or verdict.state.is_open or (plan.id, str(period)) in drawn:
                found.append(verdict)
    return tuple(sorted(found, key=lambda item: (item.plan.id, item.period)))
