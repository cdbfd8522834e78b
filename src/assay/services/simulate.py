"""Simulating a contract before anyone signs: the scenario suite, the cash calendar, cliffs, trigger chances, bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from assay.advice.monte_carlo import Runs, Spread, monte_carlo
from assay.advice.trigger_chance import Chance, trigger_chances
from assay.core.contract.model import Amended
from assay.core.findings import Finding, FindingsError
from assay.core.scenarios.bounds import Bounds, bounds_of
from assay.core.scenarios.play import Played, play, price_of
from assay.core.scenarios.ranges import Ranges
from assay.core.scenarios.read import load_ranges, load_suite
from assay.core.scenarios.scenario import Suite
from assay.core.scenarios.sweep import Curve, curve_of, with_curve

Progress = Callable[[str, int, int], None]
"""Told what is being computed, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a simulation is asked for.

    Attributes:
        suite: The scenarios to play.
        whole: Whether everything beside them is wanted too, or the scenarios alone.
        runs: Monte Carlo runs; 0 for none.
        seed: Of the runs: the same seed gives the same figures.
        ranges: What a run may draw.
        processes: Processes that share the runs; the figures do not depend on it.
    """

    suite: Suite
    whole: bool = True
    runs: int = 0
    seed: int = 1
    ranges: Ranges | None = None
    processes: int = 2


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the scenarios say of a contract.

    Attributes:
        price: The contract price, minor units.
        played: Each scenario with its totals, or with why it does not apply.
        curves: Money per unit of each count KPI.
        chances: For each trigger the chance that an honest vendor at the target fires it.
        spread: What the runs came to; None without runs.
        bounds: How low and how high the pay can go.
    """

    amended: Amended
    asked: Asked
    price: int
    played: tuple[Played, ...]
    curves: tuple[Curve, ...]
    chances: tuple[Chance, ...]
    spread: Spread | None
    bounds: Bounds

    @property
    def applied(self) -> tuple[Played, ...]:
        """The scenarios that say something."""
        return tuple(item for item in self.played if item.totals is not None)


def simulate(amended: Amended, asked: Asked, progress: Progress) -> Simulation:
    """Play the suite, and say what a buyer wants to know before signing."""
    scenarios = asked.suite.scenarios
    assumed = asked.suite.assumed
    played = []
    for done, scenario in enumerate(scenarios):
        progress("scenarios", done, len(scenarios))
        played.append(play(amended, scenario, assumed))
    progress("scenarios", len(scenarios), len(scenarios))
    return Simulation(
        amended=amended,
        asked=asked,
        price=price_of(amended),
        played=tuple(played),
        curves=tuple(_curves(amended, asked, progress)) if asked.whole else (),
        chances=trigger_chances(amended, assumed) if asked.whole else (),
        spread=_spread(amended, asked, progress) if asked.runs else None,
        bounds=bounds_of(amended, assumed),
    )


@cache
def standard_suite() -> Suite:
    """The scenarios that every contract is held against."""
    return load_suite(_data("scenarios.yaml"), "scenarios.yaml")


@cache
def standard_ranges() -> Ranges:
    """What a run may draw when nobody says otherwise."""
    return load_ranges(_data("ranges.yaml"), "ranges.yaml")


def with_own(suite: Suite, own: Suite) -> Suite:
    """A suite with scenarios of the reader's own: one of the same id takes the place of the other, new ones follow."""
    ids = {scenario.id for scenario in own.scenarios}
    kept = tuple(scenario for scenario in suite.scenarios if scenario.id not in ids)
    return replace(own, scenarios=(*kept, *own.scenarios))


def wanted(suite: Suite, only: Sequence[str]) -> Suite:
    """A suite cut to the scenarios of these ids; whole when none is named.

    Raises:
        FindingsError: There is no such scenario.
    """
    known = [scenario.id for scenario in suite.scenarios]
    unknown = [name for name in only if name not in known]
    if unknown:
        expected = ", ".join(known)
        raise FindingsError(
            Finding("simulate.unknown_scenario", params={"found": name, "expected": expected})
            for name in unknown
        )
    return replace(suite, scenarios=tuple(item for item in suite.scenarios if not only or item.id in only))


def _curves(amended: Amended, asked: Asked, progress: Progress) -> Iterator[Curve]:
    kpis = with_curve(amended)
    for done, kpi_id in enumerate(kpis):
        progress("curves", done, len(kpis))
        yield curve_of(amended, kpi_id, asked.suite.assumed)
    if kpis:
        progress("curves", len(kpis), len(kpis))


def _data(name: str) -> str:
    return resources.files("assay.services").joinpath(name).read_text("utf-8")


def _spread(amended: Amended, asked: Asked, progress: Progress) -> Spread:
    runs = Runs(asked.runs, asked.seed, asked.processes)
    return monte_carlo(
        amended,
        asked.suite.assumed,
        asked.ranges or standard_ranges(),
        runs,
        lambda done: progress("runs", done, asked.runs),
    )
