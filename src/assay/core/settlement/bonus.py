"""Bonus: paid on the excess over the target, when every condition holds and nothing that decides it is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from assay.core.acceptance.accept import month_state
from assay.core.acceptance.outcomes import Outcome, State, shortfall
from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract, clauses_of
from assay.core.contract.remedy import Clause
from assay.core.contract.validate_terms import ratio_parts
from assay.core.formula import Expression, FormulaError, evaluate, names
from assay.core.formula import format as text_of
from assay.core.metrics.catalogue import CATALOGUE, COST_PER_VALID_LEAD, SALES_QUALIFIED_LEADS, Kind
from assay.core.period import Month, day_of
from assay.core.quantity import Quantity
from assay.core.settlement.caps import limit_of
from assay.core.settlement.postings import Amount, Draft, Posted, minor_of
from assay.core.settlement.remedies import Lines, whole_amount

_ZERO = Fraction(0)
NO_OPEN_CLASS_A = "no_open_class_A"
"""A requirement: no invalid traffic of class A of the month is in dispute."""


@dataclass(frozen=True, slots=True)
class LateFinding:
    """Records of a month that had counted and turned out not to.

    Attributes:
        qualified: How many of them had counted as qualified.
    """

    reason: str
    records: Fraction
    qualified: Fraction
    known_at: datetime


@dataclass(frozen=True, slots=True)
class BonusCase:
    """All that a month's bonus depends on.

    Attributes:
        posted: What earlier statements posted for this month, by line id.
        posted_at: Bonus clause → ``as_of`` of the statement that posted it; absent before.
        late: Findings since.
        class_a_open: Whether invalid traffic of class A of the month is in dispute.
    """

    contract: Contract
    month: Month
    outcomes: Sequence[Outcome]
    posted: Mapping[str, Posted]
    posted_at: Mapping[str, datetime]
    late: Sequence[LateFinding]
    class_a_open: bool = False


def bonus_lines(case: BonusCase) -> Lines:
    """The bonus lines of a month, whole; empty while a KPI that decides them is open."""
    lines: Lines = {}
    for clause in clauses_of(case.contract, "bonus"):
        if not waits(clause, case):
            lines |= _judged(clause, case)
    return lines


def waits(clause: Clause, case: BonusCase) -> bool:
    """Whether something that the bonus reads is undecided; gates and bonuses read final states."""
    undecided = {outcome.kpi for outcome in case.outcomes if outcome.is_undecided}
    if case.class_a_open:
        undecided.add(NO_OPEN_CLASS_A)
    if not undecided:
        return False
    read = {clause.subject, *_gates(case.contract)}
    for expression in clause.requires:
        read |= {_kpi_of(name) for name in names(expression)}
    return bool(read & undecided)


def conditions(clause: Clause, case: BonusCase) -> tuple[tuple[str, str, bool], ...]:
    """Each condition with whether it holds: ``gate`` and a KPI id, or ``condition`` and the requirement's text."""
    gates, required = _conditions(clause, case)
    told = (("condition", text_of(item), holds) for item, holds in required)
    return (*(("gate", gate, holds) for gate, holds in gates), *told)


def _conditions(
    clause: Clause, case: BonusCase
) -> tuple[list[tuple[str, bool]], list[tuple[Expression, bool]]]:
    """Each gate, and each requirement, with whether it holds."""
    values = _values(clause, case)
    states = _states(case, values)
    known: dict[str, Quantity | bool] = dict(values)
    known |= {f"kpi.{kpi_id}.met": state is State.MET for kpi_id, state in states.items()}
    known[NO_OPEN_CLASS_A] = not case.class_a_open
    gates = [(gate, states.get(gate) is not State.MISSED) for gate in _gates(case.contract)]
    return gates, [(item, _holds(item, known)) for item in clause.requires]


def _judged(clause: Clause, case: BonusCase) -> Lines:
    excess = excess_of(clause, case)
    if excess <= 0:
        return {}
    gates, required = _conditions(clause, case)
    if not all(holds for _, holds in (*gates, *required)):
        return {}
    exact = clause.rate * excess
    currency = case.contract.currency
    amount = whole_amount(exact, case.posted.get(clause.id), currency)
    lines: Lines = {clause.id: (Draft(clause.id, clause.id, clause.head, exact), amount)}
    if clause.cap is not None and exact > (limit := limit_of(case.contract, case.month, clause.cap)):
        cut = Amount(limit - exact, min(0, minor_of(limit, currency) - amount.minor))
        line_id = f"{clause.id}/cap"
        lines[line_id] = (Draft(line_id, clause.id, clause.head, cut.exact), cut)
    return lines


def excess_of(clause: Clause, case: BonusCase) -> Fraction:
    """What lies above the target, unrounded; nothing when there is no value or the target is zero or less."""
    kpi = case.contract.kpis[clause.subject]
    for outcome in case.outcomes:
        if outcome.kpi == kpi.id and outcome.target.value > 0:
            value = _without(outcome, kpi, _late(clause, case))
            return _ZERO if value is None else value - outcome.target.value
    return _ZERO


def late_units(clause: Clause, case: BonusCase) -> Fraction:
    """Units of the clause's KPI that late findings take from its bonus."""
    late = _late(clause, case)
    metric = CATALOGUE[case.contract.kpis[clause.subject].metric]
    return late.qualified if metric.id == SALES_QUALIFIED_LEADS else late.records


@dataclass(frozen=True, slots=True)
class _Late:
    records: Fraction
    qualified: Fraction


def _late(clause: Clause, case: BonusCase) -> _Late:
    """The late findings of agreed reasons: all of them until the bonus is posted, then those within the window."""
    records = qualified = _ZERO
    zone, posted_at = case.contract.term.zone, case.posted_at.get(clause.id)
    for finding in case.late:
        if clause.clawback is None or finding.reason not in clause.clawback.reasons:
            continue
        days = 0 if posted_at is None else (day_of(finding.known_at, zone) - day_of(posted_at, zone)).days
        if days <= clause.clawback.within_days:
            records, qualified = records + finding.records, qualified + finding.qualified
    return _Late(records, qualified)


@lru_cache
def _gates(contract: Contract) -> tuple[str, ...]:
    return tuple(kpi.id for kpi in contract.kpis.values() if "bonus" in kpi.gate)


def _kpi_of(name: str) -> str:
    return name.removeprefix("kpi.").removesuffix(".met")


def _values(clause: Clause, case: BonusCase) -> dict[str, Quantity]:
    """KPI id → whole value without the late records, for monthly KPIs that have one."""
    late = _late(clause, case)
    values = {}
    for outcome in case.outcomes:
        kpi = case.contract.kpis[outcome.kpi]
        value = _without(outcome, kpi, late)
        if kpi.period == "month" and value is not None:
            values[kpi.id] = Quantity(value + outcome.target.baseline, kpi.unit)
    for kpi in case.contract.kpis.values():
        parts = ratio_parts(kpi.formula)
        if parts is not None and kpi.id in values:
            del values[kpi.id]
            values |= _ratio(kpi, *(values[part].value for part in parts))
    return values


def _ratio(kpi: Kpi, top: Fraction, bottom: Fraction) -> dict[str, Quantity]:
    """The value of a KPI by formula, from those of its parts, which have one where it has; empty without a divisor."""
    return {kpi.id: Quantity(top / bottom)} if bottom > 0 else {}


def _without(outcome: Outcome, kpi: Kpi, late: _Late) -> Fraction | None:
    """A KPI's value without the late records: fewer leads, fewer qualified ones, fewer units to share a cost."""
    metric = CATALOGUE[kpi.metric]
    if metric.id == COST_PER_VALID_LEAD and outcome.numerator is not None and outcome.denominator is not None:
        units = outcome.denominator - late.records
        return outcome.numerator / units if units > 0 else None
    if outcome.value is None:
        return None
    if metric.id == SALES_QUALIFIED_LEADS:
        return outcome.value - late.qualified
    return outcome.value - late.records if metric.counts_valid_leads else outcome.value


def _states(case: BonusCase, values: Mapping[str, Quantity]) -> dict[str, State]:
    """KPI id → state, judged again where late records changed the value."""
    states = {}
    for kpi in case.contract.kpis.values():
        outcomes = [outcome for outcome in case.outcomes if outcome.kpi == kpi.id]
        if not outcomes:
            continue
        state = month_state(outcomes)
        value = values.get(kpi.id)
        if (
            state is State.MET
            and kpi.period == "month"
            and (value is None or value.value != outcomes[0].whole)
        ):
            state = _judged_again(kpi, outcomes[0], value)
        states[kpi.id] = state
    return states


def _judged_again(kpi: Kpi, outcome: Outcome, value: Quantity | None) -> State:
    if value is None:
        return State.MET if outcome.value is None else State.MISSED
    is_count = CATALOGUE[kpi.metric].kind is Kind.COUNT
    compared = value.value - outcome.target.baseline
    return State.MISSED if shortfall(kpi.op, outcome.target.value, compared, is_count=is_count) else State.MET


def _holds(expression: Expression, values: Mapping[str, Quantity | bool]) -> bool:
    """Whether a requirement holds; one that cannot be computed does not."""
    try:
        return evaluate(expression, values) is True
    except FormulaError:
        return False
