"""Audit samples: at most so many errors among so many items; what cannot be told is drawn once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import plain_target
from assay.core.contract.judged import Kpi, SamplePlan
from assay.core.contract.model import Contract
from assay.core.findings import Finding
from assay.core.period import Month, Span

_ZERO, _ONE = Fraction(0), Fraction(1)


class Verdict(StrEnum):
    """What a sample says."""

    PASS = "pass"  # noqa: S105  # a verdict, no password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class SampleVerdict:
    """A sample of a period.

    Attributes:
        period: The month, or the last month of the quarter.
        n, errors: Items judged and errors found by the draw that decides; 0 while it waits.
        accept: Errors allowed.
        final: Whether no further draw is due.
    """

    id: str
    period: Month
    verdict: Verdict
    n: int
    errors: int
    accept: int
    final: bool


def period_of(plan: SamplePlan, month: Month) -> Month:
    """The month that stands for the period of a sample: itself, or the last of its quarter."""
    return month if plan.every == "month" else month.plus(-month.month % 3)


def sample_verdict(plan: SamplePlan, month: Month, noted: Sequence[Event]) -> SampleVerdict:
    """The verdict of a sample on the period of a month, as known."""
    period = period_of(plan, month)
    drawn = {
        event.fields["draw"]: event
        for event in noted
        if event.kind == "sample"
        and event.fields["sample"] == plan.id
        and period_of(plan, Month.parse(event.fields["of_period"])) == period
    }
    first, second = drawn.get("first"), drawn.get("second")
    if first is None:
        return SampleVerdict(plan.id, period, Verdict.WAITING, 0, 0, plan.accept, final=False)
    verdict = _verdict(plan, first)
    if verdict is not Verdict.INCONCLUSIVE or second is None:
        return _of(plan, period, first, verdict, final=verdict is not Verdict.INCONCLUSIVE)
    return _of(plan, period, second, _verdict(plan, second), final=True)


def _of(plan: SamplePlan, period: Month, event: Event, verdict: Verdict, *, final: bool) -> SampleVerdict:
    n, errors = _counts(event)
    return SampleVerdict(plan.id, period, verdict, n, errors, plan.accept, final)


def _counts(event: Event) -> tuple[int, int]:
    """How many were judged, and how many of them were wrong; ``12.0`` is twelve."""
    return int(Fraction(event.fields["n"])), int(Fraction(event.fields["errors"]))


def _verdict(plan: SamplePlan, event: Event) -> Verdict:
    """Failed when its errors alone are too many, passed when all that was not judged could be wrong as well."""
    n, errors = _counts(event)
    if errors > plan.accept:
        return Verdict.FAIL
    return Verdict.PASS if errors + max(0, plan.n - n) <= plan.accept else Verdict.INCONCLUSIVE


def sample_outcome(kpi: Kpi, month: Month, span: Span, found: SampleVerdict, revision: Fraction) -> Outcome:
    """The outcome of a KPI that a sample decides: it waits whole, and what cannot be told twice moves no money."""
    target = plain_target(kpi, month, span, revision)
    good, n = Fraction(found.n - found.errors), Fraction(found.n)
    value = good / n if n else None
    state, lost, worst = State.WAITING, _ZERO, _ONE
    if found.verdict is Verdict.PASS:
        state, worst = State.MET, _ZERO
    elif found.verdict is Verdict.FAIL and value is not None:
        lost = worst = max(_ZERO, (target.value - value) / target.value) if target.value > 0 else _ONE
        state = State.MISSED
    elif found.final:
        state, worst = State.HELD, _ZERO
    known = found.verdict is not Verdict.WAITING
    return Outcome(
        kpi=kpi.id,
        month=month,
        span=span,
        state=state,
        target=target,
        value=value,
        shortfall=lost,
        worst=worst,
        numerator=good if known else None,
        denominator=n if known else None,
    )


def check_sample(event: Event, contract: Contract, before: Sequence[Event]) -> Iterator[Finding]:
    """A draw names a plan and its period, judges no more than the plan draws, and is the one that is due.

    Args:
        event: Of the kind ``sample``.
        contract: The version in force.
        before: The events seen before it.
    """
    plan = contract.samples.get(event.fields["sample"])
    if plan is None:
        params = {"found": event.fields["sample"], "expected": ", ".join(sorted(contract.samples))}
        yield Finding("contract.unknown_name", event.place, params)
        return
    n, errors = _counts(event)
    for part, whole in ((errors, n), (n, plan.n)):
        if part > whole:
            params = {"found": str(part), "of": str(whole)}
            yield Finding("measurements.more_invalid", event.place, params)
    month = Month.parse(event.fields["of_period"])
    if month != period_of(plan, month):
        yield Finding("measurements.event_of_period", event.place, {"id": event.id, "period": str(month)})
    elif event.fields["draw"] != _due(sample_verdict(plan, month, before)):
        params = {"id": event.id, "period": f"{month} {plan.id}"}
        yield Finding("measurements.nothing_open", event.place, params)


def _due(found: SampleVerdict) -> str | None:
    """The draw that is due; None when the sample has decided."""
    if found.final:
        return None
    return "first" if found.verdict is Verdict.WAITING else "second"
