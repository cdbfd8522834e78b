"""The chance that an honest vendor, whose expected figure is the target itself, fires a trigger all the same.

Periods are independent. Counts are Poisson around the period's own target, ratios binomial around theirs; a streak is
reckoned exactly by its length so far, period after period, without any simulation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assay.core.acceptance.measurements import Figure
from assay.core.acceptance.targets import target_of
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Amended
from assay.core.contract.remedy import Trigger
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.period import months_of
from assay.core.scenarios.scenario import Assumed
from assay.core.settlement.terms import days_in_term, weeks_in_term


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of one trigger.

    Attributes:
        trigger: Its id.
        kpi: The KPI that it watches, or the monitor.
        times, per: Consecutive periods needed, and what a period is.
        misses: For each period of the term the chance that it counts; empty for a monitor, which has no target.
        fires: The chance that the trigger fires at least once in the term; None when chance cannot say it.
    """

    trigger: str
    kpi: str
    times: int
    per: str
    misses: tuple[float, ...]
    fires: float | None


def trigger_chances(amended: Amended, assumed: Assumed) -> tuple[Chance, ...]:
    """The chance of each trigger of the newest version, by its id; months are judged by their own version."""
    return tuple(
        _of_monitor(amended, trigger) if trigger.monitor else _chance(amended, trigger, assumed)
        for trigger in sorted(amended.latest.triggers, key=lambda trigger: trigger.id)
        if trigger.monitor or trigger.kpi in amended.latest.kpis
    )


def chance_of_streak(misses: Sequence[float], times: int) -> float:
    """The chance of at least one run of ``times`` misses, periods being independent.

    Args:
        misses: The chance of a miss in each period, 0 to 1.
        times: Length of the run, >= 1.

    Example:
        >>> round(chance_of_streak([0.5, 0.5], 2), 4)
        0.25
    """
    lengths = [1.0, *([0.0] * (times - 1))]
    fired = 0.0
    for miss in misses:
        fired += lengths[-1] * miss
        lengths = [sum(lengths) * (1 - miss), *(length * miss for length in lengths[:-1])]
    return fired


def chance_of_rises(periods: int, times: int) -> float:
    """The chance that figures which only vary by chance rise so many times in a row.

    Every order of the figures is equally likely; the orders without such a run are counted by the rank of the last
    figure and the length of the rise that it ends.

    Args:
        periods: Figures in all.
        times: Rises in a row, >= 1.

    Example:
        >>> chance_of_rises(2, 1)
        0.5
    """
    if periods < 1:
        return 0.0
    quiet = [[1, *([0] * (times - 1))]]
    for size in range(1, periods):
        quiet = [_after(quiet, rank, size, times) for rank in range(size + 1)]
    return float(1 - Fraction(sum(map(sum, quiet)), math.factorial(periods)))


def _after(quiet: Sequence[Sequence[int]], rank: int, size: int, times: int) -> list[int]:
    """Orders of one figure more that end in this rank, by the length of the rise that ends there."""
    fell = sum(sum(quiet[last]) for last in range(rank, size))
    return [fell, *(sum(quiet[last][length] for last in range(rank)) for length in range(times - 1))]


def poisson_below(mean: float, bound: int) -> float:
    """The chance that a Poisson count with this mean is below a whole bound."""
    return (
        math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(bound))
        if mean
        else float(bound > 0)
    )


def binomial_below(n: int, share: float, bound: int) -> float:
    """The chance that fewer than ``bound`` of ``n`` independent records are good, each with this chance."""
    if bound > n:
        return 1.0
    return math.fsum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(bound))


def _chance(amended: Amended, trigger: Trigger, assumed: Assumed) -> Chance:
    misses = tuple(_misses(amended, trigger, assumed))
    known = all(miss is not None for miss in misses)
    told = tuple(miss for miss in misses if miss is not None)
    fires = chance_of_streak(told, trigger.times) if known else None
    return Chance(trigger.id, trigger.kpi, trigger.times, trigger.per, told, fires)


def _of_monitor(amended: Amended, trigger: Trigger) -> Chance:
    """Known only for a trigger on any rise at all: how figures spread is not in the contract."""
    fires = None
    if trigger.rises_by == 0:
        months = months_of(amended.latest.term.span)[trigger.after_months :]
        weeks = sum(len(weeks_in_term(amended.for_month(month), month)) for month in months)
        fires = chance_of_rises(weeks if trigger.per == "week" else len(months), trigger.times)
    return Chance(trigger.id, trigger.monitor, trigger.times, trigger.per, (), fires)


def _misses(amended: Amended, trigger: Trigger, assumed: Assumed) -> Iterator[float | None]:
    for month in months_of(amended.latest.term.span):
        contract = amended.for_month(month)
        kpi = contract.kpis.get(trigger.kpi)
        own = next((item for item in contract.triggers if item.id == trigger.id), None)
        if kpi is None or own is None:
            continue
        weekly = kpi.period == "week"
        spans = weeks_in_term(contract, month) if weekly else (days_in_term(contract, month, 0),)
        for span in spans:
            target = target_of(kpi, month, span, Figure(), frozenset()).value
            yield _miss(kpi, own, target, assumed)


def _miss(kpi: Kpi, trigger: Trigger, target: Fraction, assumed: Assumed) -> float | None:
    """The chance that a period counts for the trigger; None when the metric's spread is not known."""
    share, value = trigger.below_share, trigger.below_value
    line = share * target if share is not None else value
    if line is None or kpi.op != ">=":
        return None
    kind = CATALOGUE[kpi.metric].kind
    if kpi.formula is not None or kpi.sample:
        return None
    if kind is Kind.COUNT:
        return poisson_below(float(max(target, Fraction(0))), max(0, math.ceil(line)))
    if kind is Kind.RATIO and 0 <= target <= 1:
        n = max(assumed.records, math.ceil(kpi.min_n or 0))
        return binomial_below(n, float(target), max(0, math.ceil(line * n)))
    return None
