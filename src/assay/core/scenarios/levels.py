"""Figures of KPIs at a scenario's level: the target of the month, so many times over, in whole records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from assay.core.acceptance.measurements import Figure, KpiFigures, Relieved, Status
from assay.core.acceptance.targets import target_of
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.metrics.catalogue import CATALOGUE, COST_PER_VALID_LEAD, SALES_QUALIFIED_LEADS, Kind
from assay.core.period import Month, Span
from assay.core.same import Same
from assay.core.scenarios.fit import cost_kpi, kind_of, lead_kpi
from assay.core.scenarios.outside import inside, leads_outside, spend_outside
from assay.core.scenarios.scenario import ALL, Assumed, Level, Scenario, Stray, Traffic
from assay.core.settlement.terms import days_in_term, weeks_in_term

_ONE, _ZERO = Fraction(1), Fraction(0)
AT_TARGET = Level()
LEADS_WITHOUT_KPI = 40
"""Valid leads of a month at the target when no KPI counts them."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One month to make figures for.

    Attributes:
        contract: The version in force.
        number: Of the month in the term, 1 for the first.
        term_months: Months of the term as written; those added after it are at their targets.
        added: Months added after the term.
        levels: Those of the scenario that may hold in the month.
        traffic: What the spend is like; clean and as planned when the scenario does not say.
    """

    contract: Contract
    scenario: Scenario
    assumed: Assumed
    month: Month
    number: int
    term_months: int
    added: int
    levels: tuple[Level, ...]
    traffic: Traffic

    @property
    def span(self) -> Span:
        """Its days in the term."""
        return days_in_term(self.contract, self.month, self.added)

    def level(self, kpi: Kpi) -> Level:
        """How a KPI stands to its target; at it when the scenario does not say."""
        for name in (kpi.id, ALL):
            for level in self.levels:
                if level.kpi == name and (not level.unseasoned or _is_lowest(self, kpi)):
                    return level
        return AT_TARGET

    def strays(self) -> tuple[Stray, ...]:
        """What comes another way in the month."""
        strays = self.scenario.strays
        return tuple(item for item in strays if holds_in(item.months, self.number, self.term_months))


def holds_in(months: tuple[int, ...], number: int, term_months: int) -> bool:
    """Whether a level or traffic for these months holds in the month of that number."""
    if number > term_months:
        return False
    return not months or number in months or number - term_months - 1 in months


def is_measured(kpi: Kpi) -> bool:
    """Whether a KPI has figures of its own; others are made of KPIs, or come as draws of a sample."""
    return kpi.formula is None and not kpi.sample


def _is_lowest(planned: Planned, kpi: Kpi) -> bool:
    """Whether the month is the term's first with the KPI's lowest season; its second when it has no season.

    Seasons are of demand: they move counts alone.
    """
    if planned.number > planned.term_months or kind_of(kpi) is not Kind.COUNT:
        return False
    first = planned.month.plus(1 - planned.number)
    seasons = [kpi.season.get(first.plus(i).month, _ONE) for i in range(planned.term_months)]
    lowest = min(1, planned.term_months - 1) if len(set(seasons)) == 1 else seasons.index(min(seasons))
    return planned.number == lowest + 1


def kpi_figures(planned: Planned, kpi: Kpi, spend: Fraction, *, decided: bool = False) -> KpiFigures:
    """The figures of a KPI in a month.

    Args:
        planned: The month.
        kpi: The KPI.
        spend: Media spend of the month, contract currency.
        decided: As they stand once everything open is decided.
    """
    level = planned.level(kpi)
    if level.status is Status.MISSING and not (decided and level.arrives):
        return KpiFigures(kpi.id, Figure(Status.MISSING, fault=level.fault))
    if decided:
        level = replace(level, status=Status.FINAL, fault=None, arrives=0, open=_ZERO)
    figures = _figures(planned, kpi, spend, level)
    if level.fallback and kpi.fallback:
        return _each(figures, lambda figure: replace(figure, source=kpi.fallback))
    return figures


def _figures(planned: Planned, kpi: Kpi, spend: Fraction, level: Level) -> KpiFigures:
    if kind_of(kpi) is Kind.COST_PER_UNIT:
        units = (
            leads_of(planned) if kpi.metric == COST_PER_VALID_LEAD else _bought(planned, kpi, level, spend)
        )
        figure = Figure(numerator=spend, denominator=Fraction(units), currency=planned.contract.currency)
        return KpiFigures(kpi.id, figure)
    n = max(planned.assumed.records, ceil(kpi.min_n or 0))
    figures = _at_level(planned.contract, kpi.id, planned.month, planned.added, level, n)
    if planned.scenario.strays and _counts_leads(kpi):
        figures = inside(figures, leads_outside(planned.contract.scope, planned.strays()))
    if kpi.metric == SALES_QUALIFIED_LEADS and _has_silence(Same(planned.scenario)):
        leads = Fraction(leads_of(planned))
        figures = _each(figures, lambda figure: replace(figure, n=max(leads, _qualified(figure))))
    return figures


def _counts_leads(kpi: Kpi) -> bool:
    return kpi.metric == SALES_QUALIFIED_LEADS or CATALOGUE[kpi.metric].counts_valid_leads


def _is_silent(level: Level) -> bool:
    return bool(level.silent or level.evidenced)


@lru_cache
def _has_silence(scenario: Same[Scenario]) -> bool:
    return any(map(_is_silent, scenario.of.levels))


def _qualified(figure: Figure) -> Fraction:
    """The qualified leads of a figure, those on which sales keep silent among them."""
    return (figure.value or _ZERO) + figure.silent_evidenced + figure.silent_other


def _each(figures: KpiFigures, change: Callable[[Figure], Figure]) -> KpiFigures:
    month = change(figures.month) if figures.month is not None else None
    return replace(figures, month=month, weeks=tuple((span, change(item)) for span, item in figures.weeks))


def _bought(planned: Planned, kpi: Kpi, level: Level, spend: Fraction) -> int:
    """Clicks or impressions that the spend buys at the target, so many times over, rounded up to whole ones."""
    target = _target(planned.contract, kpi.id, planned.month, planned.span)
    bought = spend / target * CATALOGUE[kpi.metric].per if target else _ZERO
    return max(0, int(ceil(bought * level.factor) + level.delta))


@lru_cache(maxsize=8192)
def _at_level(contract: Contract, kpi_id: str, month: Month, added: int, level: Level, n: int) -> KpiFigures:
    """The figures of a count or a ratio; asked for thousands of times by runs that draw the same level."""
    if contract.kpis[kpi_id].period == "week":
        weeks = weeks_in_term(contract, month)
        return KpiFigures(
            kpi_id, None, tuple((week, _figure(contract, kpi_id, month, week, level, n)) for week in weeks)
        )
    span = days_in_term(contract, month, added)
    return KpiFigures(kpi_id, _figure(contract, kpi_id, month, span, level, n))


def _figure(  # whose figure, of which days, how it stands
    contract: Contract, kpi_id: str, month: Month, span: Span, level: Level, n: int
) -> Figure:
    kpi = contract.kpis[kpi_id]
    if kind_of(kpi) is Kind.COUNT:
        return _count(kpi, level, records_at(contract, kpi_id, month, span, level))
    return _ratio(kpi, level, _target(contract, kpi_id, month, span), n)


@lru_cache(maxsize=1024)
def _target(contract: Contract, kpi_id: str, month: Month, span: Span) -> Fraction:
    """The target of a month or week with its season, before any relief."""
    return target_of(contract.kpis[kpi_id], month, span, Figure(), frozenset()).value


def records_at(contract: Contract, kpi_id: str, month: Month, span: Span, level: Level) -> Fraction:
    """A count at a level: the target times the factor, rounded up to a whole record, and the records beyond."""
    seasoned = not level.unseasoned
    basis = _target(contract, kpi_id, month, span) if seasoned else contract.kpis[kpi_id].base
    return max(_ZERO, ceil(basis * level.factor) + level.delta)


def _count(kpi: Kpi, level: Level, value: Fraction) -> Figure:
    undecided = Fraction(ceil(value * level.open))
    if undecided:
        return Figure(Status.PROVISIONAL, value=value - undecided, open=undecided)
    if kpi.metric == SALES_QUALIFIED_LEADS and _is_silent(level):
        other, evidenced = Fraction(floor(value * level.silent)), Fraction(floor(value * level.evidenced))
        return Figure(value=value - other - evidenced, silent_evidenced=evidenced, silent_other=other)
    relieved = Fraction(floor(value * level.relieved))
    return Figure(value=value - relieved, relieved=Relieved(deemed_valid=relieved))


def _ratio(kpi: Kpi, level: Level, target: Fraction, n: int) -> Figure:
    """A ratio or mean in whole records of its denominator; never more than all of them for a ratio."""
    if kpi.op == ">=":
        whole = ceil(target * n * level.factor) + level.delta
    else:
        whole = (floor(target * n / level.factor) if level.factor else ceil(2 * target * n)) - level.delta
    most = n if kind_of(kpi) is Kind.RATIO else whole
    numerator = Fraction(max(_ZERO, min(most, whole)))
    undecided = Fraction(ceil(numerator * level.open))
    if undecided:
        return Figure(
            Status.PROVISIONAL, numerator=numerator - undecided, denominator=Fraction(n), open=undecided
        )
    return Figure(numerator=numerator, denominator=Fraction(n))


def leads_of(planned: Planned) -> int:
    """Valid leads of the month, relieved ones among them."""
    kpi = lead_kpi(planned.contract)
    level = planned.level(kpi or _any_kpi(planned))
    leads = _leads(planned.contract, planned.month, planned.added, level)
    if not planned.scenario.strays:
        return leads
    return leads - floor(leads * leads_outside(planned.contract.scope, planned.strays()))


def leads_at_target(planned: Planned) -> int:
    """Valid leads of the month at the target, rounded up."""
    return _leads(planned.contract, planned.month, planned.added, AT_TARGET)


def _leads(contract: Contract, month: Month, added: int, level: Level) -> int:
    kpi = lead_kpi(contract)
    if kpi is None:
        return ceil(LEADS_WITHOUT_KPI * level.factor)
    monthly = (days_in_term(contract, month, added),)
    spans = weeks_in_term(contract, month) if kpi.period == "week" else monthly
    return int(sum(records_at(contract, kpi.id, month, span, level) for span in spans))


def _any_kpi(planned: Planned) -> Kpi:
    return next(iter(planned.contract.kpis.values()))


def spend_of(planned: Planned) -> Fraction:
    """Media spend of the month in the contract's currency, at the rates it was planned with.

    At the target of the KPI on cost when there is one; else the contract's media budget; else the share of the fee
    that the suite assumes.
    """
    contract, month = planned.contract, planned.month
    spend = _spend_at_target(contract, month, planned.added, planned.assumed.media_share)
    kpi = cost_kpi(contract)
    if kpi is not None:
        level = planned.level(kpi)
        spend /= level.factor if level.kpi == kpi.id and level.factor else _ONE
    if planned.scenario.strays:
        spend *= _ONE - spend_outside(contract.scope, planned.strays())
    return spend * planned.traffic.spend


@lru_cache(maxsize=1024)
def _spend_at_target(contract: Contract, month: Month, added: int, media_share: Fraction) -> Fraction:
    span = days_in_term(contract, month, added)
    part = Fraction(span.days, month.days)
    kpi, budget = cost_kpi(contract), contract.fee.media_budget
    if kpi is not None:
        return _target(contract, kpi.id, month, span) * _leads(contract, month, added, AT_TARGET)
    if budget is not None and budget.unit.removesuffix("/month") == contract.currency:
        monthly = budget.unit.endswith("/month")
        return budget.value * (part if monthly else Fraction(span.days, contract.term.span.days))
    return contract.fee.monthly * part * media_share
