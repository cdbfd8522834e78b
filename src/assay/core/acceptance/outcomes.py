"""Outcomes: a KPI's figure held against its target, per month or week, with what is certain and what may still come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from assay.core.acceptance.measurements import Figure, Status
from assay.core.acceptance.targets import Target
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Missing, Party
from assay.core.metrics.catalogue import CATALOGUE, Kind, Metric
from assay.core.period import Month, Span

_ONE, _ZERO = Fraction(1), Fraction(0)


class State(StrEnum):
    """What acceptance says of a KPI in a period."""

    MET = "met"
    MISSED = "missed"
    PROVISIONAL = "provisional"
    WAITING = "waiting"
    DISPUTED = "disputed"
    HELD = "held"
    EXCLUDED = "excluded"

    @property
    def is_open(self) -> bool:
        """Whether figures that decide it are still to come."""
        return self in _OPEN

    @property
    def freezes_streaks(self) -> bool:
        """Whether streaks pass over it."""
        return self in _FREEZING


_OPEN = frozenset((State.PROVISIONAL, State.WAITING, State.DISPUTED))
_FREEZING = frozenset((State.HELD, State.EXCLUDED))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One KPI in one period.

    Attributes:
        kpi: KPI id.
        month: Month that it belongs to.
        span: Days judged.
        state: See :class:`State`.
        target: What was promised.
        value: Certain value after relief, unrounded; None without a figure or denominator.
        shortfall: Certain shortfall 0–1, at the best outcome still open.
        best: The value at the best outcome still open; None unless judged on its own.
        worst: Shortfall at the worst outcome still open; equal to ``shortfall`` once final.
        numerator, denominator: After relief, for a ratio or cost per unit.
        pooled: Periods whose sums judged it; empty when judged on its own.
        deemed: Whether a missing figure was deemed missed.
        undisputed: disputed: the value without the records in dispute; None otherwise.
    """

    kpi: str
    month: Month
    span: Span
    state: State
    target: Target
    value: Fraction | None
    shortfall: Fraction
    worst: Fraction
    best: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    pooled: tuple[Span, ...] = ()
    deemed: bool = False
    undisputed: Fraction | None = None

    @property
    def whole(self) -> Fraction | None:
        """The value with the baseline that was taken off before it was compared; what formulas and conditions divide."""
        return None if self.value is None else self.value + self.target.baseline

    @property
    def is_undecided(self) -> bool:
        """Whether a figure that decides it may still arrive; a hold ends at the last final statement."""
        return self.state.is_open or (self.state is State.HELD and self.worst != self.shortfall)


def between(vendor: Outcome, buyer: Outcome) -> Outcome:
    """One outcome from the two readings of a period in dispute: certain at the vendor's, at worst the buyer's."""
    told = (vendor.value, vendor.numerator, vendor.denominator)
    if told == (buyer.value, buyer.numerator, buyer.denominator):
        return vendor
    state = vendor.state if vendor.state.is_open else State.DISPUTED
    return replace(vendor, state=state, worst=buyer.worst, undisputed=buyer.value)


@dataclass(frozen=True, slots=True)
class Score:
    """A figure after relief: its value, and how many units it has, in thousands for a cost per thousand."""

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None


def shortfall(op: str, target: Fraction, value: Fraction, *, is_count: bool = False) -> Fraction:
    """How far a value falls short, 0 to 1, unrounded.

    ``>=``: max(0, (target − value) ÷ target); a count target of zero or less is met.
    ``<=``: min(1, max(0, (value − target) ÷ target)); a target of zero is met only by the value 0.
    """
    if op == ">=":
        if value >= target or (is_count and target <= 0):
            return _ZERO
        return (target - value) / target if target > 0 else _ONE
    if target <= 0:
        return _ZERO if value == 0 else _ONE
    return min(_ONE, max(_ZERO, (value - target) / target))


def score(metric: Metric, figure: Figure, extra: Fraction = _ZERO) -> Score:
    """A figure after relief, with ``extra`` open records decided for the good side (count, numerator, or units)."""
    kind, good = metric.kind, figure.relieved.deemed_valid
    if extra:
        good += extra
    if kind is Kind.COUNT:
        value = figure.value or _ZERO
        return Score(value + good if good else value, None, None)
    numerator, denominator = figure.numerator or _ZERO, _units(kind, figure)
    if good and kind is Kind.RATIO:
        numerator += good
    elif good:
        denominator += good
    if metric.per > 1:
        denominator /= metric.per
    return Score(numerator / denominator if denominator.numerator > 0 else None, numerator, denominator)


def lacks_units(kind: Kind, figure: Figure) -> bool:
    """Whether a ratio has nothing to be a ratio of, once what is excluded has left it."""
    return kind is Kind.RATIO and _units(kind, figure) <= 0


def _units(kind: Kind, figure: Figure) -> Fraction:
    """The denominator as measured, less the records that leave a ratio."""
    units, excluded = figure.denominator or _ZERO, figure.relieved.exclude_record
    return units - excluded if excluded and kind is Kind.RATIO else units


def records_behind(metric: Metric, figure: Figure) -> Fraction:
    """The n that ``min_n`` is held against: as stated, else the denominator; excluded records left out."""
    kind = metric.kind
    if kind is Kind.COUNT:
        return figure.n if figure.n is not None else figure.value or _ZERO
    if figure.n is not None:
        return figure.n - (figure.relieved.exclude_record if kind is Kind.RATIO else 0)
    return (score(metric, figure).denominator or _ZERO) * metric.per


def judge(kpi: Kpi, month: Month, span: Span, figure: Figure, target: Target) -> Outcome:
    """Judge a figure that stands on its own (final or provisional, with a value)."""
    metric = CATALOGUE[kpi.metric]
    kind = metric.kind
    good_first = kpi.op == ">=" or kind is Kind.COST_PER_UNIT
    closed = score(metric, figure)
    opened = score(metric, figure, figure.open) if figure.open else closed
    best, worst = (opened, closed) if good_first else (closed, opened)
    if figure.status is Status.PROVISIONAL:
        state = State.PROVISIONAL
        certain = _shortfall_of(kpi, kind, target.value, best)
        without = closed.value is None and kind is Kind.RATIO
        at_worst = _ONE if without else _shortfall_of(kpi, kind, target.value, worst)
    else:
        certain = at_worst = _shortfall_of(kpi, kind, target.value, closed)
        state = State.MISSED if certain else State.MET
    return Outcome(
        kpi=kpi.id,
        month=month,
        span=span,
        state=state,
        target=target,
        value=closed.value,
        best=best.value,
        shortfall=certain,
        worst=at_worst,
        numerator=closed.numerator,
        denominator=closed.denominator,
    )


def _shortfall_of(kpi: Kpi, kind: Kind, target: Fraction, measured: Score) -> Fraction:
    if measured.value is not None:
        return shortfall(kpi.op, target, measured.value, is_count=kind is Kind.COUNT)
    cost_without_unit = kind is Kind.COST_PER_UNIT and bool(measured.numerator)
    return _ONE if cost_without_unit else _ZERO


def missing_outcome(
    kpi: Kpi, month: Month, span: Span, *, target: Target, fault: Party, terms: Missing
) -> Outcome:
    """A missing figure: deemed missed, excluded, or held. Never zero, never met."""
    effect = terms.effect(fault)
    state, certain, worst = {
        "deemed_missed": (State.MISSED, _ONE, _ONE),
        "exclude_and_extend": (State.EXCLUDED, _ZERO, _ZERO),
        "fallback_then_hold": (State.HELD, _ZERO, _ONE),
    }[effect]
    return Outcome(kpi.id, month, span, state, target, None, certain, worst, deemed=state is State.MISSED)


def waiting_outcome(  # what waits, for when, and as what it is shown
    kpi: Kpi,
    month: Month,
    span: Span,
    figure: Figure,
    target: Target,
    state: State = State.WAITING,
) -> Outcome:
    """Below ``min_n`` or within the grace: waits for what follows; its whole fee lot is in suspense until then."""
    measured = score(CATALOGUE[kpi.metric], figure)
    return Outcome(
        kpi=kpi.id,
        month=month,
        span=span,
        state=state,
        target=target,
        value=measured.value if figure.status is not Status.MISSING else None,
        shortfall=_ZERO,
        worst=_ONE,
        numerator=measured.numerator,
        denominator=measured.denominator,
    )
