"""Drawn lives: the measurements and events of one to six months of a drawn contract, as plain documents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from assay.core.acceptance.measurements import PeriodFigures
from assay.core.acceptance.read import figures_of
from assay.core.contract.document import tree_of
from assay.core.contract.model import Amended, Contract
from assay.core.period import Month
from assay.core.settlement.terms import days_in_term, weeks_in_term
from tests.properties.contracts import Length
from tests.properties.dice import Dice
from tests.properties.events import draw_events
from tests.properties.figures import draw_figure, draw_lots
from tests.properties.gaps import as_of, draw_gaps

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Life:
    """The periods of a measurements file, and its events, each listed under some period."""

    periods: tuple[Document, ...]
    events: tuple[Document, ...] = ()

    def load(self) -> tuple[PeriodFigures, ...]:
        """The figures; every event is listed under the first period, which says nothing about when it is seen."""
        return tuple(_loaded(document) for document in self.documents())

    def documents(self) -> tuple[Document, ...]:
        first, *others = self.periods
        return (first | {"events": [*first.get("events", ()), *self.events]}, *others)

    def without(self, kind: str) -> Life:
        """The life without the events of a kind."""
        return Life(self.periods, tuple(event for event in self.events if event["kind"] != kind))

    def shuffled(self, dice: Dice) -> Life:
        """The same life with KPIs, lots and events listed in another order, and events under other periods."""
        periods = [_shuffled(period, dice) for period in self.periods]
        for event in dice.shuffled(self.events):
            place = dice.whole(0, len(periods) - 1)
            periods[place] = periods[place] | {"events": [*periods[place].get("events", []), event]}
        return Life(tuple(periods))


def draw_life(dice: Dice, amended: Amended, length: Length) -> Life:
    """A life that fits its contract."""
    months = [length.first.plus(index) for index in range(length.periods)]
    figures = _Figures(dice, amended, length, grows_at=_grows_at(dice, length))
    measured = [figures.of(index) for index in range(length.periods)]
    gaps = draw_gaps(dice, amended.first, length, measured, figures.grows_at)
    periods = tuple(
        {"period": str(month), "as_of": as_of(month).isoformat(), "kpis": kpis, "lots": {"spend": lots}}
        for month, (kpis, lots) in zip(months, gaps.measured, strict=True)
    )
    life = Life(periods, tuple(gaps.events))
    return replace(life, events=(*life.events, *draw_events(dice, amended.first, length, measured)))


def _grows_at(dice: Dice, length: Length) -> int | None:
    """The month with the excluded figure that lets the term grow; None when it does not."""
    return dice.whole(0, min(length.term, length.periods) - 1) if length.added else None


@dataclass(frozen=True, slots=True)
class _Figures:
    dice: Dice
    amended: Amended
    length: Length
    grows_at: int | None

    def of(self, index: int) -> tuple[Document, list[Document]]:
        """KPIs and lots of a month, every figure final; nothing once the term, as grown, is over."""
        if index >= self.length.term + self.length.added:
            return {}, []
        month = self.length.first.plus(index)
        contract = self.amended.for_month(month)
        added = 1 if self.grows_at is not None and index >= self.grows_at else 0
        kpis = {key: self._kpi(contract, key, month, added) for key in contract.kpis}
        return kpis, draw_lots(self.dice, contract, month)

    def _kpi(self, contract: Contract, kpi_id: str, month: Month, added: int) -> Document:
        kpi = contract.kpis[kpi_id]
        target = kpi.base * kpi.season.get(month.month, Fraction(1))
        if kpi.period == "month":
            share = Fraction(days_in_term(contract, month, added).days, month.days)
            return draw_figure(self.dice, kpi, target, share)
        weeks = []
        for week in weeks_in_term(contract, month):
            dates = {"from": str(week.start_on), "to": str(week.last_on)}
            weeks.append(dates | draw_figure(self.dice, kpi, target, Fraction(1)))
        return {"weeks": weeks}


def _loaded(document: Document) -> PeriodFigures:
    figures, findings = figures_of(tree_of(document))
    assert not findings, [f"{item.code} {item.place} {item.params}" for item in findings]
    return figures


def _shuffled(period: Document, dice: Dice) -> Document:
    kpis = {key: _kpi_shuffled(period["kpis"][key], dice) for key in dice.shuffled(list(period["kpis"]))}
    lots = {"spend": dice.shuffled(period["lots"]["spend"])}
    changed = period | {"kpis": kpis, "lots": lots}
    return {key: changed[key] for key in dice.shuffled(list(changed))}


def _kpi_shuffled(kpi: Document, dice: Dice) -> Document:
    return {"weeks": dice.shuffled(kpi["weeks"])} if kpi.get("weeks") else kpi
