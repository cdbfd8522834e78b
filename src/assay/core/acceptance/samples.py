"""Audit samples: a plan, at most two draws, three outcomes. What cannot be told moves no money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.outcomes import Outcome, shortfall
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.targets import Target
from assay.core.contract.judged import Kpi, SamplePlan
from assay.core.findings import Finding
from assay.core.period import Month, Span

_DRAWS = ("first", "second")


class SampleState(StrEnum):
    """What a sample says; ``second_due``: the first draw could not tell."""

    WAITING = "waiting"
    SECOND_DUE = "second_due"
    PASS = "pass"  # noqa: S105  # an outcome, not a password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"

    @property
    def is_open(self) -> bool:
        """Whether a draw that decides is still to come."""
        return self in (SampleState.WAITING, SampleState.SECOND_DUE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A plan in its period.

    Attributes:
        period: The month, or the last month of the quarter.
        n, errors: Items judged and found wrong in the draw that counts; None before any.
    """

    plan: SamplePlan
    period: Month
    state: SampleState
    n: int | None = None
    errors: int | None = None


def period_of(plan: SamplePlan, month: Month) -> Month:
    """The period that speaks for a month: itself, or its quarter's last month."""
    while plan.every == "quarter" and month.month % 3:
        month = month.next()
    return month


def verdict_of(plan: SamplePlan, period: Month, noted: Sequence[Event]) -> Verdict:
    """What the draws of a period say; the second decides alone.

    At most ``accept`` errors even if everything not judged were wrong: pass. More than that already: fail.
    """
    draws = {event.fields["draw"]: event for event in noted if _is_of(event, plan, period)}
    verdict = Verdict(plan, period, SampleState.WAITING)
    for draw, unclear in zip(_DRAWS, (SampleState.SECOND_DUE, SampleState.INCONCLUSIVE), strict=True):
        if draw not in draws or not verdict.state.is_open:
            return verdict
        n, errors = int(draws[draw].fields["n"]), int(draws[draw].fields["errors"])
        verdict = Verdict(plan, period, _judged(plan, n, errors, unclear), n, errors)
    return verdict


def _is_of(event: Event, plan: SamplePlan, period: Month) -> bool:
    fields = event.fields
    return event.kind == "sample" and fields["sample"] == plan.id and fields["of_period"] == str(period)


def _judged(plan: SamplePlan, n: int, errors: int, unclear: SampleState) -> SampleState:
    if errors > plan.accept:
        return SampleState.FAIL
    return SampleState.PASS if errors + plan.n - n <= plan.accept else unclear


def check_sample(
    event: Event, plans: Mapping[str, SamplePlan], first: Month, before: Sequence[Event]
) -> Iterator[Finding]:
    """What is wrong with a draw.

    Args:
        event: Of the kind ``sample``.
        plans: Of the contract.
        first: The first month settled.
        before: The events seen before it; only the draw that is due may come.
    """
    plan = plans.get(event.fields["sample"])
    if plan is None:
        params = {"found": event.fields["sample"], "expected": ", ".join(sorted(plans))}
        yield Finding("contract.unknown_name", event.place, params)
        return
    period = Month.parse(event.fields["of_period"])
    if period < first or period != period_of(plan, period):
        yield Finding("measurements.event_of_period", event.place, {"id": event.id, "period": str(period)})
        return
    n, errors = int(event.fields["n"]), int(event.fields["errors"])
    for part, whole in ((errors, n), (n, plan.n)):
        if part > whole:
            params = {"found": str(part), "of": str(whole)}
            yield Finding("measurements.more_invalid", event.place, params)
    state = verdict_of(plan, period, before).state
    due = {SampleState.WAITING: "first", SampleState.SECOND_DUE: "second"}.get(state)
    if event.fields["draw"] != due:
        params = {"id": event.id, "period": f"{period} {plan.id}"}
        yield Finding("measurements.nothing_open", event.place, params)


def sample_outcome(kpi: Kpi, month: Month, span: Span, target: Target, verdict: Verdict) -> Outcome:
    """A KPI that a sample decides: its lot waits for the draw; what cannot be told goes to the vendor and freezes streaks."""
    n, errors = verdict.n, verdict.errors
    value = None if not n or errors is None else Fraction(n - errors, n)
    state, lost, worst = KpiState.WAITING, Fraction(0), Fraction(1)
    if verdict.state is SampleState.PASS:
        state, worst = KpiState.MET, lost
    elif verdict.state is SampleState.INCONCLUSIVE:
        state, worst = KpiState.HELD, lost
    elif verdict.state is SampleState.FAIL and value is not None:
        lost = shortfall(kpi.op, target.value, value, is_count=False)
        state, worst = KpiState.MISSED, lost
    return Outcome(
        kpi=kpi.id,
        month=month,
        span=span,
        state=state,
        target=target,
        value=value,
        shortfall=lost,
        worst=worst,
        numerator=None if n is None or errors is None else Fraction(n - errors),
        denominator=None if n is None else Fraction(n),
    )
