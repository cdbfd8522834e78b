"""How often a monitor is looked at: the days of each of its figures that belong to a month."""

from __future__ import annotations

from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract
from assay.core.period import Month, Span, stretches_of


def spans_of(monitor: Monitor, contract: Contract, month: Month) -> tuple[Span, ...]:
    """The month's days in service, its weeks, or the stretches of several weeks or months that end in it.

    A month after the term, added by an extension, is a span of its own, so that nothing before it changes.
    """
    term = contract.term.span
    if month > Month.of(term.last_on):
        term = month.span
    return stretches_of(
        month,
        term=term,
        week_starts=contract.term.week_starts,
        unit=monitor.period,
        every=monitor.every,
    )
