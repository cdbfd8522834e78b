"""KPIs by formula: the ratio of two counts of the contract, as they stand after relief."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from assay.core.acceptance.measurements import Figure, Status
from assay.core.acceptance.outcomes import Outcome, missing_outcome, score, shortfall
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.targets import Target
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Missing, Party
from assay.core.metrics.catalogue import Kind
from assay.core.period import Month, Span

_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Parts:
    """The two counts of a formula in a month: what is above and what is below the line."""

    above: Figure
    below: Figure

    @property
    def fault(self) -> Party | None:
        """Whose fault it is that a part is missing, the vendor's first; None when both are there."""
        faults = {
            item.fault or Party.NEITHER for item in (self.above, self.below) if item.status is Status.MISSING
        }
        return next(
            (party for party in (Party.VENDOR, Party.BUYER, Party.NEITHER) if party in faults), None
        )

    @property
    def is_open(self) -> bool:
        """Whether records of a part are still undecided."""
        return Status.PROVISIONAL in (self.above.status, self.below.status)


def formula_outcome(
    kpi: Kpi, month: Month, span: Span, target: Target, parts: Parts, terms: Missing, *, grace: bool
) -> Outcome:
    """The verdict on a ratio of two counts.

    A part that is missing makes it missing by the same party; nothing below the line is missing by neither side. While a
    part is open its best outcome takes what is open above and not below, its worst the other way about (for ``<=``
    reversed).
    """
    above, below = (score(Kind.COUNT, item).value or _ZERO for item in (parts.above, parts.below))
    fault = parts.fault
    if fault is None and not below and not parts.is_open:
        fault = Party.NEITHER
    if fault is not None:
        return missing_outcome(kpi, month, span, target=target, fault=fault, terms=terms, grace=grace)
    high = _lost(kpi, target, above + parts.above.open, below)
    low = _lost(kpi, target, above, below + parts.below.open)
    best, worst = (high, low) if kpi.op == ">=" else (low, high)
    decided = KpiState.MET if worst == 0 else KpiState.MISSED
    return Outcome(
        kpi=kpi.id,
        month=month,
        span=span,
        state=KpiState.PROVISIONAL if parts.is_open else decided,
        target=target,
        value=above / below if below else None,
        shortfall=best,
        worst=max(best, worst),
        numerator=above,
        denominator=below,
    )


def _lost(kpi: Kpi, target: Target, above: Fraction, below: Fraction) -> Fraction:
    """The shortfall of a ratio; without anything below the line it is whole, or none where that is the better side."""
    if not below:
        return _ZERO if (kpi.op == ">=") == (above > 0) else _ONE
    return shortfall(kpi.op, target.value, above / below, is_count=False)
