"""Cliffs and plateaus: what the whole term pays as one count KPI of one month goes from nothing to twice its target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from assay.core.acceptance.measurements import Figure
from assay.core.acceptance.targets import target_of
from assay.core.contract.model import Amended, Bilingual
from assay.core.metrics.catalogue import Kind
from assay.core.period import Month, months_of
from assay.core.scenarios.fit import kind_of
from assay.core.scenarios.play import outcome
from assay.core.scenarios.scenario import Assumed, Level, Scenario
from assay.core.settlement.postings import minor_of
from assay.core.settlement.terms import days_in_term, fee_of_month

MOST_POINTS = 120
"""Points settled at first; between two that are not on one straight line every unit is settled."""
_CLIFF_SHARE = Fraction(1, 50)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of units over which what each more is worth changes little from one to the next.

    Attributes:
        start, end: Units at its ends.
        change: Minor units over the whole stretch.
        least, most: Minor units for one unit more, where it is worth least and most.
    """

    start: int
    end: int
    change: int
    least: Fraction
    most: Fraction

    @property
    def is_flat(self) -> bool:
        """Whether one unit more pays nothing."""
        return max(abs(self.least), abs(self.most)) <= Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Cliff:
    """One unit that moves far more than its neighbours do.

    Attributes:
        at: The unit that moves it.
        change: Minor units that it moves.
        of_fee: That, as a share of the month's fee.
    """

    at: int
    change: int
    of_fee: Fraction


@dataclass(frozen=True, slots=True)
class Curve:
    """Pay as a function of one KPI in one month, everything else being at its target.

    Attributes:
        points: Units → minor units that the whole term pays.
        pieces: Stretches of one slope, in order.
        cliffs: Units where the pay jumps.
    """

    kpi: str
    metric: str
    unit: str
    month: Month
    target: Fraction
    points: tuple[tuple[int, int], ...]
    pieces: tuple[Piece, ...]
    cliffs: tuple[Cliff, ...]

    @property
    def plateaus(self) -> tuple[Piece, ...]:
        """Stretches over which one unit more pays nothing."""
        return tuple(piece for piece in self.pieces if piece.is_flat)


def curves(amended: Amended, assumed: Assumed) -> tuple[Curve, ...]:
    """One curve for each KPI that has one."""
    return tuple(curve_of(amended, kpi_id, assumed) for kpi_id in with_curve(amended))


def with_curve(amended: Amended) -> tuple[str, ...]:
    """The monthly count KPIs of the newest version, by id."""
    kpis = amended.latest.kpis
    return tuple(
        kpi_id
        for kpi_id in sorted(kpis)
        if kind_of(kpis[kpi_id]) is Kind.COUNT and kpis[kpi_id].period == "month"
    )


def curve_of(amended: Amended, kpi_id: str, assumed: Assumed) -> Curve:
    """Vary one count KPI in a representative month: the first whole one without a season, else the first."""
    number, month = _representative(amended, kpi_id)
    contract = amended.for_month(month)
    kpi = contract.kpis[kpi_id]
    target = target_of(kpi, month, days_in_term(contract, month, 0), Figure(), frozenset()).value

    def pay(units: int) -> int:
        level = Level(kpi_id, (number,), factor=Fraction(0), delta=Fraction(units))
        totals = outcome(amended, Scenario("sweep", Bilingual("", ""), (level,)), assumed)
        return totals.kept

    most = max(2, ceil(2 * target))
    points = tuple(sorted(_settled(pay, most, ceil(target)).items()))
    fee = minor_of(fee_of_month(contract, month), contract.currency)
    pieces = tuple(_pieces(points))
    return Curve(kpi_id, kpi.metric, kpi.unit, month, target, points, pieces, tuple(_cliffs(pieces, fee)))


def _representative(amended: Amended, kpi_id: str) -> tuple[int, Month]:
    months = list(enumerate(months_of(amended.latest.term.span), start=1))
    having = [item for item in months if kpi_id in amended.for_month(item[1]).kpis]
    for number, month in having:
        contract = amended.for_month(month)
        whole = days_in_term(contract, month, 0).days == month.days
        if whole and contract.kpis[kpi_id].season.get(month.month, Fraction(1)) == 1:
            return number, month
    return having[0]


def _settled(pay: Callable[[int], int], most: int, target: int) -> dict[int, int]:
    """Pay at points near enough to see every bend: coarse at first, each unit where the coarse ones are not straight."""
    stride = max(1, most // MOST_POINTS)
    grid = sorted({*range(0, most, stride), target - 1, target, target + 1, most} - {-1})
    known = {units: pay(units) for units in grid}
    if stride == 1:
        return known
    for before, start, end, after in _windows(grid):
        slopes = [_slope(known, before, start), _slope(known, start, end), _slope(known, end, after)]
        if max(slopes) - min(slopes) > Fraction(2, stride):
            known |= {units: pay(units) for units in range(start + 1, end)}
    return known


def _windows(grid: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    for index in range(len(grid) - 1):
        yield grid[max(0, index - 1)], grid[index], grid[index + 1], grid[min(len(grid) - 1, index + 2)]


def _slope(known: dict[int, int], start: int, end: int) -> Fraction:
    return Fraction(known[end] - known[start], end - start) if end > start else Fraction(0)


def _pieces(points: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """Stretches in which no step differs from the one before by more than a quarter, or by the minor unit of rounding."""
    first = 0
    for index in range(1, len(points)):
        last = index == len(points) - 1
        if last or _bends(_step(points, index - 1), _step(points, index)):
            steps = [_step(points, i) for i in range(first, index)]
            (start, low), (end, high) = points[first], points[index]
            yield Piece(start, end, high - low, min(steps), max(steps))
            first = index


def _bends(before: Fraction, after: Fraction) -> bool:
    return abs(after - before) > max(Fraction(1), abs(before) / 4)


def _step(points: Sequence[tuple[int, int]], index: int) -> Fraction:
    (start, low), (end, high) = points[index], points[index + 1]
    return Fraction(high - low, end - start)


def _cliffs(pieces: Sequence[Piece], fee: int) -> Iterator[Cliff]:
    """Single units worth more than twice what their neighbours are, and at least a fiftieth of the month's fee."""
    for index, piece in enumerate(pieces):
        if piece.end - piece.start != 1 or not fee:
            continue
        around = [other.most for other in pieces[max(0, index - 1) : index]]
        around += [other.least for other in pieces[index + 1 : index + 2]]
        share = Fraction(abs(piece.change), fee)
        if share >= _CLIFF_SHARE and all(abs(piece.change) > 2 * abs(step) for step in around):
            yield Cliff(piece.end, piece.change, share)
