"""Two contracts over the same scenarios: what the same figures pay under each, and whom that favours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assay.core.acceptance.measurements import Event, KpiFigures, PeriodFigures
from assay.core.contract.model import Amended
from assay.core.findings import Finding, FindingsError
from assay.core.scenarios.figures import periods_of
from assay.core.scenarios.play import settle, totals_of
from assay.core.scenarios.scenario import Assumed, DoesNotApplyError, Scenario, Suite
from assay.core.scenarios.terms import under


class Favours(StrEnum):
    """Whom a change serves over a suite: the vendor gets more in some scenario and less in none, and so on."""

    BUYER = "buyer"
    VENDOR = "vendor"
    NEITHER = "neither"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Compared:
    """One scenario under two contracts.

    Attributes:
        before, after: What the vendor is left with at the end, minor units; None where it does not apply.
        because: Why it does not.
    """

    scenario: Scenario
    before: int | None
    after: int | None
    because: tuple[Finding, ...] = ()

    @property
    def difference(self) -> int | None:
        """More for the vendor when positive; None when either side does not apply."""
        return None if self.before is None or self.after is None else self.after - self.before


def compare(before: Amended, after: Amended, suite: Suite) -> tuple[Compared, ...]:
    """Play a suite under two contracts on the same figures: those that the first contract's targets give."""
    return tuple(_compare(before, after, scenario, suite.assumed) for scenario in suite.scenarios)


def favours(differences: Iterable[int]) -> Favours:
    """Whom differences serve; each is more for the vendor when positive."""
    signs = {(difference > 0) - (difference < 0) for difference in differences} - {0}
    if not signs:
        return Favours.NEITHER
    if len(signs) == 2:
        return Favours.MIXED
    return Favours.VENDOR if 1 in signs else Favours.BUYER


def _compare(before: Amended, after: Amended, scenario: Scenario, assumed: Assumed) -> Compared:
    found: list[int | None] = []
    because: tuple[Finding, ...] = ()
    for amended in (before, after):
        try:
            found.append(_kept(before, amended, scenario, assumed))
        except DoesNotApplyError as error:
            because = because or (error.finding,)
            found.append(None)
        except FindingsError as error:
            because = because or error.findings
            found.append(None)
    return Compared(scenario, found[0], found[1], because)


def _kept(basis: Amended, amended: Amended, scenario: Scenario, assumed: Assumed) -> int:
    changed = under(amended, scenario)
    periods = periods_of(changed, scenario, assumed)
    if amended is not basis:
        periods = _on_figures_of(periods, _figures(basis, scenario, assumed))
    totals = totals_of(settle(changed, periods))
    return totals.kept


def _figures(basis: Amended, scenario: Scenario, assumed: Assumed) -> tuple[PeriodFigures, ...]:
    """The figures that the first contract gives; none when the scenario says nothing of it."""
    try:
        return periods_of(under(basis, scenario), scenario, assumed)
    except DoesNotApplyError:
        return ()


def _on_figures_of(
    periods: Sequence[PeriodFigures], basis: Sequence[PeriodFigures]
) -> tuple[PeriodFigures, ...]:
    """Periods with the figures of others where both have a KPI of that form, and their lots where they have any."""
    by_month = {period.month: period for period in basis}
    events = {event.id: event for period in basis for event in period.events}
    merged = []
    for period in periods:
        other = by_month.get(period.month)
        if other is not None and period.kpis:
            kpis = {
                kpi_id: _same_form(figures, other.kpis.get(kpi_id)) for kpi_id, figures in period.kpis.items()
            }
            period = replace(period, kpis=kpis, lots=other.lots or period.lots)  # noqa: PLW2901
        merged.append(replace(period, events=tuple(_final(event, events) for event in period.events)))
    return tuple(merged)


def _same_form(own: KpiFigures, other: KpiFigures | None) -> KpiFigures:
    if other is None or _form(own) != _form(other):
        return own
    return other


def _form(figures: KpiFigures) -> tuple[object, ...]:
    """By month or by which weeks, and a count, a ratio or money; a missing figure fits any of a month."""
    every = [figures.month, *(figure for _, figure in figures.weeks)]
    kinds = {(figure.value is None, figure.currency) for figure in every if figure is not None}
    return (figures.month is None, tuple(span for span, _ in figures.weeks), frozenset(kinds))


def _final(event: Event, others: dict[str, Event]) -> Event:
    """Final figures as the first contract's months have them."""
    other = others.get(event.id)
    if other is None or not event.kpis:
        return event
    kpis = {kpi_id: _same_form(figures, other.kpis.get(kpi_id)) for kpi_id, figures in event.kpis.items()}
    return replace(event, kpis=kpis)
