"""Monte Carlo: many terms drawn by chance from stated ranges, each settled by the one fold there is.

A run depends on the seed and its own number alone, so that the figures are the same however many processes share them.
"""

from __future__ import annotations

import gc
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import chain

from assay.core.contract.model import Amended, Bilingual
from assay.core.period import months_of
from assay.core.scenarios.play import outcome
from assay.core.scenarios.ranges import Range, Ranges
from assay.core.scenarios.scenario import Assumed, Level, Scenario, Traffic

STEP = 100
"""Factors and shares are drawn in hundredths."""
_CHUNK = 250
_CHUNKS_EACH = 4
"""Parts that each process gets of many runs: enough to tell progress, few enough to keep what was judged alike."""


@dataclass(frozen=True, slots=True)
class Runs:
    """How many runs, from which seed, over how many processes."""

    number: int
    seed: int
    processes: int = 2


@dataclass(frozen=True, slots=True)
class Spread:
    """What the runs came to, minor units.

    Attributes:
        runs: How many were settled.
        low, middle, high: The 5th, 50th and 95th hundredth of what the vendor is left with, as in the scenarios (``Totals.kept``).
        least, most: The extremes that were drawn.
        mean: Rounded to a minor unit.
        fired: Trigger id → the share of runs in which it fired.
    """

    runs: int
    low: int
    middle: int
    high: int
    least: int
    most: int
    mean: int
    fired: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Case:
    amended: Amended
    assumed: Assumed
    ranges: Ranges
    seed: int


_Outcome = tuple[int, tuple[str, ...]]
"""What a run left the vendor, minor units, and the triggers that fired in it."""


def monte_carlo(
    amended: Amended,
    assumed: Assumed,
    ranges: Ranges,
    runs: Runs,
    told: Callable[[int], None] = lambda _: None,
) -> Spread:
    """Draw and settle many terms.

    Args:
        amended: The contract.
        assumed: What holds where it is silent.
        ranges: What is drawn, each month on its own.
        runs: How many; at least one.
        told: Called with the number of runs done.
    """
    case = _Case(amended, assumed, ranges, runs.seed)
    outcomes: list[_Outcome] = []
    for part in _parts(case, runs):
        outcomes += part
        told(len(outcomes))
    return _spread(outcomes, [trigger.id for trigger in amended.latest.triggers])


def _parts(case: _Case, runs: Runs) -> Iterator[list[_Outcome]]:
    size = max(_CHUNK, -(-runs.number // (runs.processes * _CHUNKS_EACH)))
    chunks = [range(start, min(start + size, runs.number)) for start in range(0, runs.number, size)]
    if runs.processes < 2 or len(chunks) < 2:
        yield from (_run_chunk(case, chunk) for chunk in chunks)
        return
    with ProcessPoolExecutor(runs.processes) as pool:
        yield from pool.map(_run_chunk, [case] * len(chunks), chunks)


def _run_chunk(case: _Case, numbers: range) -> list[_Outcome]:
    with _uncollected():
        return [_run(case, number) for number in numbers]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without searches for cycles: a term leaves next to none, and they take a tenth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _run(case: _Case, number: int) -> _Outcome:
    scenario = drawn(case.amended, case.ranges, f"{case.seed}/{number}")
    totals = outcome(case.amended, scenario, case.assumed)
    return totals.kept, tuple(sorted({firing.id for firing in totals.triggers}))


def drawn(amended: Amended, ranges: Ranges, seed: str) -> Scenario:
    """One term drawn from ranges: each KPI and the spend of each month on their own."""
    chance = random.Random(seed)  # noqa: S311  # seeded pseudo-random is the point of a repeatable estimate
    kpis = [(kpi, _die(ranges.of(kpi))) for kpi in sorted(amended.latest.kpis)]
    invalid, failed = _die(ranges.invalid), _die(ranges.failed)
    levels: list[Level] = []
    traffic: list[Traffic] = []
    for number, _ in enumerate(months_of(amended.latest.term.span), start=1):
        months = (number,)
        levels += [Level(kpi, months, die(chance)) for kpi, die in kpis]
        traffic.append(Traffic(months, invalid=invalid(chance), failed=failed(chance)))
    return Scenario(seed, Bilingual(seed, seed), tuple(levels), tuple(traffic))


def _die(of: Range) -> Callable[[random.Random], Fraction]:
    """Draws factors from a triangle, in hundredths; the draw is a float, what comes of it is exact."""
    low, mode, high = float(of.low), float(of.mode), float(of.high)
    if low == high:
        return lambda _: of.low
    return lambda chance: _hundredths(round(chance.triangular(low, high, mode) * STEP))


@lru_cache(maxsize=1024)
def _hundredths(count: int) -> Fraction:
    return Fraction(count, STEP)


def _spread(outcomes: Sequence[_Outcome], triggers: Sequence[str]) -> Spread:
    kept = sorted(item[0] for item in outcomes)
    fired = Counter(chain.from_iterable(item[1] for item in outcomes))
    return Spread(
        runs=len(kept),
        low=_quantile(kept, 5),
        middle=_quantile(kept, 50),
        high=_quantile(kept, 95),
        least=kept[0],
        most=kept[-1],
        mean=round(Fraction(sum(kept), len(kept))),
        fired=tuple((trigger, fired[trigger] / len(kept)) for trigger in sorted(triggers)),
    )


def _quantile(values: Sequence[int], hundredths: int) -> int:
    """The smallest value that at least so many hundredths of the values do not exceed."""
    return values[max(0, -(-len(values) * hundredths // 100) - 1)]
