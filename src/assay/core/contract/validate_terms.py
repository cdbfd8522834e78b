"""What must hold of duties, deadlines, monitors, samples and the clauses that events bring, before a contract is settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import Protocol

from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract, DatedTable
from assay.core.contract.remedy import Clause
from assay.core.deadlines import Deadline
from assay.core.findings import Finding, Place, Severity
from assay.core.formula import Expression, FormulaError, Value, evaluate, names
from assay.core.formula.tree import Chain, Name, Operator
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.quantity import Quantity

_YEAR_DAYS = 365
_EVENT_FIGURES = {"opportunity": "lost_orders", "data_repair": "actual_cost"}


class Named(Protocol):
    """An entry with an id and a place."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def place(self) -> Place:
        """Where it stands."""


def unknown_name(place: Place, found: str, allowed: Iterable[str]) -> Finding:
    """A name that the contract does not know, with those that it knows."""
    return Finding("contract.unknown_name", place, {"found": found, "expected": ", ".join(sorted(allowed))})


def validate_terms(contract: Contract, file: str) -> Iterator[Finding]:
    """Every problem of the parts that this module speaks of."""
    yield from _workdays(contract, file)
    yield from _business_hours(contract, file)
    yield from _refund_modes(contract)
    yield from _monitors(contract)
    yield from _samples(contract)
    yield from _formulas(contract)
    for clause in contract.clauses:
        yield from _event_clause(clause, contract)
    yield from _baseline(contract, file)


def _deadlines(contract: Contract, file: str) -> Iterator[tuple[Place, Deadline | None]]:
    """Every deadline that something computes with, and where it stands."""
    acceptance = contract.acceptance
    for key in ("object_within", "remind_then", "final_by", "pay_within"):
        yield Place(file, path=f"acceptance.{key}"), getattr(acceptance, key)
    yield Place(file, path="missing.grace"), contract.missing.grace
    yield Place(file, path="access.handover"), contract.access.handover
    if contract.sales:
        yield Place(file, path="qualification.sales.within"), contract.sales.within
    for clause in contract.clauses:
        for deadline in (clause.reply_within, clause.replace_within, clause.due):
            yield clause.place, deadline
    for trigger in contract.triggers:
        yield trigger.place, trigger.cure
    for rule in contract.lead_rules:
        yield rule.place, rule.within
        duty = contract.duties.get(rule.relief_duty)
        if duty is not None:
            yield duty.place, duty.within


def _workdays(contract: Contract, file: str) -> Iterator[Finding]:
    if contract.workdays is not None:
        return
    for place, deadline in _deadlines(contract, file):
        if deadline is not None and deadline.unit == "workday":
            yield Finding("contract.workdays_needed", place, {"found": str(deadline)})
    if contract.acceptance.if_holiday != "keep":
        place = Place(file, path="acceptance.if_holiday")
        yield Finding("contract.workdays_needed", place, {"found": contract.acceptance.if_holiday})


def _business_hours(contract: Contract, file: str) -> Iterator[Finding]:
    """Business hours need a signed table, for every market."""
    counted = any(rule.business_hours for rule in contract.lead_rules)
    counted |= any(duty.business_hours for duty in contract.duties.values())
    known = {row.country for row in contract.business_hours}
    for country in contract.markets if counted else ():
        if country not in known:
            yield Finding("contract.business_hours_needed", Place(file, path="tables"), {"country": country})


def _refund_modes(contract: Contract) -> Iterator[Finding]:
    """A fee is refunded for each period or after a streak, never both."""
    refunds = [clause for clause in contract.clauses if clause.kind == "shortfall_refund"]
    for one, other in combinations(refunds, 2):
        touches = one.subject == other.subject or "kpis" in (one.subject, other.subject)
        if touches and one.streak != other.streak:
            params = {"one": one.id, "other": other.id}
            yield Finding("contract.two_refund_modes", other.place, params)


def _monitors(contract: Contract) -> Iterator[Finding]:
    values = _table_values(contract)
    for monitor in contract.monitors.values():
        if monitor.source and monitor.source not in contract.sources:
            yield unknown_name(monitor.place, monitor.source, contract.sources)
        if monitor.sample and monitor.sample not in contract.samples:
            yield unknown_name(monitor.place, monitor.sample, contract.samples)
        metric = CATALOGUE.get(monitor.metric)
        unit = "" if metric is None else metric.unit.replace("money", contract.currency)
        if metric is not None and monitor.review_below is not None and monitor.unit != unit:
            params = {"found": monitor.unit or "1", "expected": unit or "%"}
            yield Finding("contract.wrong_unit", monitor.place, params)
        for bound in (monitor.limit, monitor.floor_alert):
            yield from _bound(bound, values, unit, monitor.place)


def _bound(bound: Expression | None, values: dict[str, Value], unit: str, place: Place) -> Iterator[Finding]:
    """A limit must be a comparison whose right side has the metric's unit."""
    if bound is None:
        return
    missing = sorted(names(bound) - set(values))
    if missing:
        yield unknown_name(place, missing[0], values)
        return
    try:
        evaluate(bound, values, left=Quantity(Fraction(1), unit))
    except FormulaError as error:
        yield error.finding(place)


def _table_values(contract: Contract) -> dict[str, Value]:
    """Table → its first value that is a quantity."""
    firsts = ((name, _first(table)) for name, table in contract.tables.items())
    return {name: value for name, value in firsts if value is not None}


def _first(table: DatedTable) -> Quantity | None:
    return next((row.value for row in table.rows if isinstance(row.value, Quantity)), None)


def _samples(contract: Contract) -> Iterator[Finding]:
    for plan in contract.samples.values():
        if plan.auditor and plan.auditor not in contract.sources:
            yield unknown_name(plan.place, plan.auditor, contract.sources)
    for kpi in contract.kpis.values():
        if kpi.sample and kpi.sample not in contract.samples:
            yield unknown_name(kpi.place, kpi.sample, contract.samples)
        if kpi.sample and kpi.period != "month":
            yield Finding("contract.unknown_word", kpi.place, {"found": kpi.period, "expected": "month"})


def _formulas(contract: Contract) -> Iterator[Finding]:
    """A KPI's formula is the ratio of two monthly count KPIs."""
    counts = {kpi.id for kpi in contract.kpis.values() if _is_monthly_count(kpi)}
    for kpi in contract.kpis.values():
        if kpi.formula is None:
            continue
        parts = ratio_parts(kpi.formula)
        if parts is None or kpi.period != "month" or kpi.min_n is not None:
            yield Finding("contract.formula_form", kpi.place, {"kpi": kpi.id})
        else:
            yield from (unknown_name(kpi.place, part, counts) for part in parts if part not in counts)


def _is_monthly_count(kpi: Kpi) -> bool:
    metric = CATALOGUE.get(kpi.metric)
    return metric is not None and metric.kind is Kind.COUNT and kpi.period == "month"


def ratio_parts(formula: Expression) -> tuple[str, str] | None:
    """The names of ``a / b``; None for any other formula."""
    if not isinstance(formula, Chain) or not isinstance(formula.first, Name) or len(formula.steps) != 1:
        return None
    (step,) = formula.steps
    if step.operator is not Operator.DIVIDE or not isinstance(step.operand, Name):
        return None
    return formula.first.name, step.operand.name


def _event_clause(clause: Clause, contract: Contract) -> Iterator[Finding]:
    """A clause that an event brings: its amount in money, its evidence a source; interest that is dear is said."""
    if clause.evidence and clause.evidence not in contract.sources:
        yield unknown_name(clause.place, clause.evidence, contract.sources)
    if clause.amount is not None:
        figure = _EVENT_FIGURES[clause.kind]
        values = _table_values(contract) | {figure: Quantity(Fraction(1), contract.currency)}
        yield from _amount_of_event(clause.amount, values, contract.currency, clause.place)
    if clause.warn_above is not None:
        yield from _dear_interest(clause, contract)


def _amount_of_event(
    amount: Expression, values: dict[str, Value], currency: str, place: Place
) -> Iterator[Finding]:
    missing = sorted(names(amount) - set(values))
    if missing:
        yield unknown_name(place, missing[0], values)
        return
    try:
        found = evaluate(amount, values)
    except FormulaError as error:
        yield error.finding(place)
        return
    if not isinstance(found, Quantity) or found.unit != currency:
        unit = found.unit if isinstance(found, Quantity) else "met"
        yield Finding("contract.wrong_unit", place, {"found": unit or "1", "expected": currency})


def _dear_interest(clause: Clause, contract: Contract) -> Iterator[Finding]:
    assert clause.warn_above is not None
    values = _table_values(contract)
    missing = sorted(names(clause.warn_above) - set(values))
    if missing:
        yield unknown_name(clause.place, missing[0], values)
        return
    ceiling = evaluate(clause.warn_above, values)
    yearly = clause.rate * _YEAR_DAYS
    if isinstance(ceiling, Quantity) and yearly > ceiling.value:
        params = {"clause": clause.id, "yearly": str(yearly), "ceiling": str(ceiling.value)}
        yield Finding("contract.interest_high", clause.place, params, Severity.WARNING)


def _baseline(contract: Contract, file: str) -> Iterator[Finding]:
    """A baseline speaks of metrics of the catalogue."""
    baseline = contract.baseline
    if baseline is None:
        return
    for name in baseline.values:
        if name not in CATALOGUE:
            yield unknown_name(Place(file, path="baseline.values"), name, CATALOGUE)
