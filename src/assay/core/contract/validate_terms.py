"""What must hold of duties, deadlines, monitors, samples and the clauses that events bring, before a contract is settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Protocol

from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract, DatedTable
from assay.core.contract.remedy import Clause
from assay.core.deadlines import Deadline
from assay.core.findings import Finding, Place, Severity
from assay.core.formula import Expression, FormulaError, Value, evaluate, names
from assay.core.formula import format as text_of
from assay.core.formula.tree import Chain, Comparison, Name, Operator
from assay.core.metrics.catalogue import CATALOGUE, DELIVERED_SHARE, Kind
from assay.core.money import decimal_text
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
    known = ", ".join(sorted(allowed))
    if not known:
        return Finding("contract.nothing_named", place, {"found": found})
    return Finding("contract.unknown_name", place, {"found": found, "expected": known})


def unit_of(metric_id: str, currency: str) -> str | None:
    """The unit in which a metric is written; None when there is no such metric."""
    metric = CATALOGUE.get(metric_id)
    return None if metric is None else metric.unit.replace("money", currency)


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


def _at(contract: Contract, file: str, *keys: str) -> Place:
    """Where a field stands in the document; the line of what holds it when it is absent."""
    tree = contract.tree
    for key in keys:
        if not isinstance(tree.value, dict) or key not in tree.value:
            break
        tree = tree.value[key]
    return Place(file, 0 if tree is contract.tree else tree.line, ".".join(keys))


def _deadlines(contract: Contract, file: str) -> Iterator[tuple[Place, Deadline | None]]:
    """Every deadline that something computes with, and where it stands."""
    acceptance = contract.acceptance
    for key in ("object_within", "remind_then", "final_by", "pay_within"):
        yield _at(contract, file, "acceptance", key), getattr(acceptance, key)
    yield _at(contract, file, "missing", "grace"), contract.missing.grace
    if contract.sales:
        yield _at(contract, file, "qualification", "sales", "within"), contract.sales.within
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


def _promised(contract: Contract, file: str) -> Iterator[tuple[Place, Deadline | None]]:
    """The deadlines of the vendor's duties, of data and access, and of what survives the end."""
    for key in ("handover", "raw_retention", "personal_retention"):
        yield _at(contract, file, "access", key), getattr(contract.access, key)
    survival = contract.survival
    for deadline in (survival.confidentiality, survival.non_compete):
        yield _at(contract, file, "duties", "survival"), deadline
    for duty in contract.vendor_duties.values():
        for deadline in (duty.lock, duty.respond, duty.report):
            yield duty.place, deadline


def _workdays(contract: Contract, file: str) -> Iterator[Finding]:
    if contract.workdays is not None:
        return
    for place, deadline in (*_deadlines(contract, file), *_promised(contract, file)):
        if deadline is not None and deadline.unit == "workday":
            yield Finding("contract.workdays_needed", place, {"found": str(deadline)})
    if contract.acceptance.if_holiday != "keep":
        place = _at(contract, file, "acceptance", "if_holiday")
        yield Finding("contract.workdays_needed", place, {"found": contract.acceptance.if_holiday})


def _business_hours(contract: Contract, file: str) -> Iterator[Finding]:
    """Business hours need a signed table, for every market."""
    counted = any(rule.business_hours for rule in contract.lead_rules)
    counted |= any(duty.business_hours for duty in contract.duties.values())
    known = {row.country for row in contract.business_hours}
    for country in contract.markets if counted else ():
        if country not in known:
            place = _at(contract, file, "tables")
            yield Finding("contract.business_hours_needed", place, {"country": country})


def _refund_modes(contract: Contract) -> Iterator[Finding]:
    """A fee is refunded for each period or after a streak, never both."""
    refunds = [clause for clause in contract.clauses if clause.kind == "shortfall_refund"]
    first: dict[str, Clause] = {}
    for clause in refunds:
        touched = (clause.subject, "kpis") if clause.subject != "kpis" else tuple(first)
        for other in (first[subject] for subject in touched if subject in first):
            if other.streak != clause.streak:
                params = {"one": other.id, "other": clause.id}
                yield Finding("contract.two_refund_modes", clause.place, params)
                break
        first.setdefault(clause.subject, clause)


def _monitors(contract: Contract) -> Iterator[Finding]:
    values = _table_values(contract)
    for monitor in contract.monitors.values():
        if monitor.source and monitor.source not in contract.sources:
            yield unknown_name(monitor.place, monitor.source, contract.sources)
        if monitor.sample and monitor.sample not in contract.samples:
            yield unknown_name(monitor.place, monitor.sample, contract.samples)
        for table in monitor.options.get("of", ()) if monitor.metric == DELIVERED_SHARE else ():
            if table not in contract.tables:
                yield unknown_name(monitor.place, table, contract.tables)
        unit = unit_of(monitor.metric, contract.currency)
        if unit is None:
            continue
        if monitor.review_below is not None and monitor.unit != unit:
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
    if not isinstance(bound, Comparison) or bound.left is not None:
        yield Finding("contract.not_a_limit", place, {"found": text_of(bound)})
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
    counts = {kpi.id for kpi in contract.kpis.values() if _is_count(kpi) and kpi.period == "month"}
    for kpi in contract.kpis.values():
        if kpi.formula is None:
            continue
        parts = ratio_parts(kpi.formula)
        if parts is None or kpi.period != "month" or kpi.min_n is not None:
            yield Finding("contract.formula_form", kpi.place, {"kpi": kpi.id})
        else:
            yield from (unknown_name(kpi.place, part, counts) for part in parts if part not in counts)


def _is_count(kpi: Kpi) -> bool:
    metric = CATALOGUE.get(kpi.metric)
    return metric is not None and metric.kind is Kind.COUNT


def ratio_parts(formula: Expression | None) -> tuple[str, str] | None:
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
    try:
        ceiling = evaluate(clause.warn_above, values)
    except FormulaError as error:
        yield error.finding(clause.place)
        return
    yearly = clause.rate * _YEAR_DAYS
    if not isinstance(ceiling, Quantity) or ceiling.unit:
        yield Finding(
            "contract.wrong_unit", clause.place, {"found": text_of(clause.warn_above), "expected": "%"}
        )
    elif yearly > ceiling.value:
        params = {"clause": clause.id, "yearly": _percent(yearly), "ceiling": _percent(ceiling.value)}
        yield Finding("contract.interest_high", clause.place, params, Severity.WARNING)


def _percent(share: Fraction) -> str:
    return f"{decimal_text(share * 100)}%"


def _baseline(contract: Contract, file: str) -> Iterator[Finding]:
    """A baseline is in the units of its metrics; incremental targets need one of a count that is promised."""
    baseline = contract.baseline
    if baseline is None:
        return
    place = _at(contract, file, "baseline", "values")
    for name, value in baseline.values.items():
        unit = unit_of(name, contract.currency)
        if unit is None:
            yield unknown_name(place, name, CATALOGUE)
        elif value.unit.removesuffix("/month") != unit:
            yield Finding(
                "contract.wrong_unit", place, {"found": value.unit or "1", "expected": f"{unit}/month"}
            )
    counted = {kpi.metric for kpi in contract.kpis.values() if _is_count(kpi)}
    if baseline.incremental and not counted & set(baseline.values):
        yield Finding("contract.missing_field", place, {"field": "baseline.values"})
