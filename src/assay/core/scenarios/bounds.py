"""How low and how high the pay of a whole term can go, over every figure that may come.

Every clause is monotone: a greater shortfall, more invalid leads or more failed traffic never pays the vendor more, a
greater excess never less. So the extremes lie at the corners, and the corners are settled like any other term. Where no
cap limits a clause on spend, or no cap a bonus, there is no bound, and that is said with the clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from assay.core.contract.model import Amended, Bilingual, Contract
from assay.core.contract.remedy import Cap, Clause
from assay.core.findings import Finding, Severity
from assay.core.period import months_of
from assay.core.scenarios.fit import failing_segments
from assay.core.scenarios.play import outcome
from assay.core.scenarios.scenario import Assumed, Level, Scenario, Traffic
from assay.core.settlement.caps import exempt_names, limit_of
from assay.core.settlement.postings import minor_of

_ON_SPEND = ("cost_share", "invalid_traffic")
_ZERO, _ONE = Fraction(0), Fraction(1)
FLOOD = Fraction(10**6)
"""Media spend of the worst corner, as a multiple of the plan: every cap on spend is full long before."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of the pay, minor units; what the vendor owes beyond its pay makes it negative.

    Attributes:
        value: The bound; None when there is none.
        reached: What the corner itself pays; None when there is no bound.
        because: Why there is none.
    """

    value: int | None
    reached: int | None
    because: tuple[Finding, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether figures are known that pay exactly this."""
        return self.value is not None and self.value == self.reached


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that a term can pay."""

    lowest: Bound
    highest: Bound


def bounds_of(amended: Amended, assumed: Assumed) -> Bounds:
    """The bounds over all figures of the term; events such as disputes or a termination are left aside."""
    return Bounds(_lowest(amended, assumed), _highest(amended, assumed))


def _lowest(amended: Amended, assumed: Assumed) -> Bound:
    """Every KPI at its worst, and the spend flooded with all that can be claimed, so that every cap is full."""
    versions = (amended.first, *(version for _, version in amended.later))
    because = [
        finding
        for version in versions
        for finding in (*_uncapped(version), *_crossing(version.caps, version), *_eaten(version))
    ]
    if because:
        return Bound(None, None, _once(because))
    latest = amended.latest
    half = Fraction(1, 2)
    claims = {clause.kind for clause in latest.clauses}
    traffic = Traffic(
        spend=FLOOD if claims & set(_ON_SPEND) else _ONE,
        junk=10**9 if "cost_share" in claims else 0,
        failed=half if failing_segments(latest) else _ZERO,
        class_a=half if any(clause.subject == "click.class_A" for clause in latest.clauses) else _ZERO,
    )
    reached = _net(amended, (Level(factor=_ZERO),), assumed, traffic)
    return Bound(reached, reached)


def _highest(amended: Amended, assumed: Assumed) -> Bound:
    """Every KPI met, nothing invalid, and every bonus at its cap."""
    versions = (amended.first, *(version for _, version in amended.later))
    because = [
        Finding("simulate.uncapped_bonus", clause.place, {"clause": clause.id}, Severity.INFO)
        for version in versions
        for clause in _bonuses(version)
        if clause.cap is None
    ]
    if because:
        return Bound(None, None, _once(because))
    base = _net(amended, (), assumed) - _bonus(amended, assumed)
    most = base + sum(_most_bonus(amended))
    needed = _units_needed(amended)
    corners = (
        [()]
        if not needed
        else [
            (*(Level(kpi, delta=units) for kpi, units in needed.items()), *others)
            for others in ((Level(),), (Level(delta=max(needed.values())),), (Level(factor=Fraction(2)),))
        ]
    )
    return Bound(most, max(_net(amended, corner, assumed) for corner in corners))


def _net(
    amended: Amended, levels: tuple[Level, ...], assumed: Assumed, traffic: Traffic | None = None
) -> int:
    """What a corner pays, less what the vendor still owes at its end."""
    scenario = Scenario("corner", Bilingual("", ""), levels, (traffic,) if traffic else ())
    totals = outcome(amended, scenario, assumed)
    return totals.kept


def _bonus(amended: Amended, assumed: Assumed) -> int:
    """The bonus that rounding the target up to whole records earns by itself."""
    return outcome(amended, Scenario("corner", Bilingual("", "")), assumed).bonus


def _uncapped(contract: Contract) -> Iterator[Finding]:
    """Clauses on spend that no cap over a span limits: the contract does not bound the spend itself."""
    for clause in contract.clauses:
        if clause.kind in _ON_SPEND and not any(
            cap.per != "lot" and clause.id in _limited(contract, cap) for cap in contract.caps
        ):
            yield Finding("simulate.uncapped", clause.place, {"clause": clause.id}, Severity.INFO)


def _crossing(caps: Sequence[Cap], contract: Contract) -> Iterator[Finding]:
    """Two caps of which neither holds all clauses of the other: filling one may leave the other with room."""
    for index, cap in enumerate(caps):
        for other in caps[index + 1 :]:
            one, two = _limited(contract, cap), _limited(contract, other)
            if one & two and not (one <= two or two <= one):
                params = {"cap": cap.id, "other": other.id}
                yield Finding("simulate.caps_cross", cap.place, params, Severity.INFO)


def _eaten(contract: Contract) -> Iterator[Finding]:
    """Cost shares that take a lot whole before a clause on its clicks does: one corner cannot fill the caps of both."""
    for clause in contract.clauses:
        for other in contract.clauses:
            if clause.kind != "cost_share" or other.subject != "click.class_A":
                continue
            if clause.multiple >= other.multiple and _caps_over(contract, clause) != _caps_over(
                contract, other
            ):
                params = {"clause": clause.id, "other": other.id}
                yield Finding("simulate.lots_shared", clause.place, params, Severity.INFO)


def _caps_over(contract: Contract, clause: Clause) -> frozenset[str]:
    return frozenset(cap.id for cap in contract.caps if clause.id in _limited(contract, cap))


def _limited(contract: Contract, cap: Cap) -> frozenset[str]:
    """The clauses that a cap limits."""
    if cap.limit is None:
        return frozenset()
    exempt = exempt_names(contract, cap)
    return frozenset(
        clause.id for clause in contract.clauses if clause.head in cap.heads and clause.id not in exempt
    )


def _bonuses(contract: Contract) -> tuple[Clause, ...]:
    return tuple(clause for clause in contract.clauses if clause.kind == "bonus")


def _most_bonus(amended: Amended) -> Iterator[int]:
    """The cap of each bonus in each month, minor units."""
    for month in months_of(amended.latest.term.span):
        contract = amended.for_month(month)
        for clause in _bonuses(contract):
            assert clause.cap is not None
            if clause.rate:
                yield minor_of(limit_of(contract, month, clause.cap), contract.currency)


def _units_needed(amended: Amended) -> dict[str, Fraction]:
    """KPI → units above the target that fill the cap of its bonus in every month."""
    needed: dict[str, Fraction] = {}
    for month in months_of(amended.latest.term.span):
        contract = amended.for_month(month)
        for clause in _bonuses(contract):
            assert clause.cap is not None
            if clause.rate:
                units = Fraction(ceil(limit_of(contract, month, clause.cap) / clause.rate))
                needed[clause.subject] = max(needed.get(clause.subject, _ZERO), units)
    return needed


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for index, finding in enumerate(findings) if finding not in findings[:index])
