"""Draws of audit samples: those that decide a KPI, as its level says, and those that a scenario names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from assay.core.acceptance.measurements import Event, Status
from assay.core.acceptance.samples import period_of
from assay.core.contract.judged import Kpi, SamplePlan
from assay.core.period import Month
from assay.core.scenarios.calendar import Calendar
from assay.core.scenarios.levels import Planned
from assay.core.scenarios.scenario import ALL

SECOND_AFTER = timedelta(days=20)
"""How long after a statement the second draw comes, where the first could not tell."""
PASS, FAIL, INCONCLUSIVE = "pass", "fail", "inconclusive"
VERDICTS = (PASS, FAIL, INCONCLUSIVE)


@dataclass(frozen=True, slots=True)
class _Draw:
    """Items judged and errors found among them."""

    n: int
    errors: int


def draws(planned: Mapping[Month, Planned], calendar: Calendar) -> Iterator[Event]:
    """The draws of a term. A sample of a quarter stands as the quarter's last month in the term."""
    for month, item in planned.items():
        following = planned.get(month.next())
        for plan in item.contract.samples.values():
            period = period_of(plan, month)
            if following is not None and period_of(plan, following.month) == period:
                continue
            for number, draw in enumerate(_draws_of(plan, item)):
                at = calendar.as_of(month) + number * SECOND_AFTER
                yield _event(plan, period, ("first", "second")[number], draw, at)


def _draws_of(plan: SamplePlan, item: Planned) -> tuple[_Draw, ...]:
    for drawn in item.scenario.drawn:
        if drawn.sample in (plan.id, ALL):
            return tuple(_as_stated(plan, verdict) for verdict in drawn.verdicts)
    kpi = next((kpi for kpi in item.contract.kpis.values() if kpi.sample == plan.id), None)
    return () if kpi is None else _at_level(plan, kpi, item)


def _at_level(plan: SamplePlan, kpi: Kpi, item: Planned) -> tuple[_Draw, ...]:
    """As many right as the level says; what is missing or late is a first draw that cannot tell."""
    level = item.level(kpi)
    right = ceil(kpi.base * plan.n * level.factor) + level.delta
    decided = _Draw(plan.n, plan.n - max(0, min(plan.n, int(right))))
    if level.status is Status.MISSING or level.open:
        return (_as_stated(plan, INCONCLUSIVE), decided)
    return (decided,)


def _as_stated(plan: SamplePlan, verdict: str) -> _Draw:
    if verdict == FAIL:
        return _Draw(plan.n, plan.accept + 1)
    if verdict == INCONCLUSIVE:
        return _Draw(plan.n - plan.accept - 1, 0)
    wrong = 1 - plan.claim if plan.op == ">=" else plan.claim
    return _Draw(plan.n, min(plan.accept, floor(Fraction(plan.n) * wrong)))


def _event(plan: SamplePlan, period: Month, which: str, draw: _Draw, at: datetime) -> Event:
    fields = {
        "sample": plan.id,
        "of_period": str(period),
        "draw": which,
        "n": str(draw.n),
        "errors": str(draw.errors),
    }
    return Event(f"sample-{plan.id}-{period}-{which}", "sample", at.date(), at, fields)
