"""What must hold across fields before a contract can be settled: sums, names, and conflicts between clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause, Head, Payment, Trigger
from assay.core.contract.validate_terms import Named, unit_of, unknown_name, validate_terms
from assay.core.findings import Finding, Place
from assay.core.formula import Expression, FormulaError, evaluate, names
from assay.core.formula import format as text_of
from assay.core.metrics.catalogue import CATALOGUE, DELIVERED_SHARE
from assay.core.money import decimal_text, is_currency
from assay.core.quantity import Quantity

_CAP_NAMES = frozenset(("fee.month", "fee.quarter", "fee.total", "lot.cost"))
_BONUS_CAP_NAMES = frozenset(("fee.month", "fee.total"))
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_CAUSES = frozenset(("fraud", "wilful", "abandonment", "confidentiality", "data_incident"))
_HEADS = {
    "shortfall_refund": {Head.FEE_REDUCTION},
    "cost_share": {Head.COMPENSATION, Head.DAMAGES},
    "invalid_traffic": {Head.COMPENSATION, Head.DAMAGES},
    "redelivery": {Head.MAKE_GOOD},
    "bonus": {Head.BONUS},
    "liquidated": {Head.DAMAGES, Head.COMPENSATION},
    "opportunity": {Head.DAMAGES, Head.COMPENSATION},
    "data_repair": {Head.DAMAGES, Head.COMPENSATION},
    "interest": {Head.INTEREST},
}
_CONDITIONS = frozenset(("handover_done", "no_open_dispute"))


def validate(contract: Contract, file: str) -> Iterator[Finding]:
    """Every cross-field problem of a contract, in no particular order."""
    yield from _currencies(contract, file)
    yield from _unique(contract)
    yield from _kpis(contract, file)
    yield from _clauses(contract)
    yield from _caps(contract)
    yield from _triggers(contract)
    yield from _payments(contract, file)
    yield from _rules(contract)
    yield from _ids(contract, file)
    yield from validate_terms(contract, file)


def _ids(contract: Contract, file: str) -> Iterator[Finding]:
    """Ids make up the ids of lines, so each must be a plain word, and a cap's may not be a clause's."""
    named = (contract.kpis, contract.monitors, contract.samples)
    groups = (*_groups(contract), *(group.values() for group in named))
    for item in (item for group in groups for item in group):
        if not _WORD.fullmatch(item.id):
            yield Finding("contract.id_form", item.place, {"id": item.id})
    if "/" in contract.id or not contract.id.strip():
        yield Finding("contract.id_form", Place(file, path="id"), {"id": contract.id})
    clauses = {clause.id for clause in contract.clauses}
    for cap in contract.caps:
        if cap.id in clauses:
            yield Finding("contract.duplicate_id", cap.place, {"id": cap.id})


def _groups(contract: Contract) -> tuple[Sequence[Named], ...]:
    """The lists whose entries have ids."""
    return (
        contract.clauses,
        contract.caps,
        contract.triggers,
        contract.payments,
        contract.lead_rules,
        contract.click_rules,
        contract.segment_rules,
        contract.bonds,
    )


def _currencies(contract: Contract, file: str) -> Iterator[Finding]:
    if not is_currency(contract.currency):
        yield Finding(
            "contract.unknown_currency", Place(file, path="currency.code"), {"found": contract.currency}
        )
    table = contract.tables.get(contract.fx_table)
    if contract.fx_table and (table is None or table.kind != "fx"):
        yield unknown_name(Place(file, path="currency.fx.table"), contract.fx_table, contract.tables)
    for row in table.rows if table is not None and table.kind == "fx" else ():
        if isinstance(row.value, Quantity) and not row.value.unit.startswith(f"{contract.currency}/"):
            params = {"found": row.value.unit or "1", "expected": f"{contract.currency}/…"}
            yield Finding("contract.wrong_unit", Place(file, path=f"tables.{contract.fx_table}"), params)


def _unique(contract: Contract) -> Iterator[Finding]:
    for group in _groups(contract):
        seen: set[str] = set()
        for item in group:
            if item.id in seen:
                yield Finding("contract.duplicate_id", item.place, {"id": item.id})
            seen.add(item.id)


def _kpis(contract: Contract, file: str) -> Iterator[Finding]:
    total = sum((kpi.weight for kpi in contract.kpis.values()), Fraction(0))
    if not contract.kpis:
        yield Finding("contract.missing_field", Place(file, path="kpis"), {"field": "kpis"})
    elif total != 1:
        yield Finding("contract.weights_sum", Place(file, path="kpis"), {"found": decimal_text(total)})
    for kpi in contract.kpis.values():
        for name in (kpi.source, kpi.fallback):
            if name and name not in contract.sources:
                yield unknown_name(kpi.place, name, contract.sources)
        yield from _kpi_shape(kpi, contract)


def _kpi_shape(kpi: Kpi, contract: Contract) -> Iterator[Finding]:
    metric = CATALOGUE.get(kpi.metric)
    if metric is None:
        return
    unit = metric.unit.replace("money", contract.currency)
    if kpi.unit != unit or (metric.kind == "ratio" and kpi.base > 1):
        yield Finding("contract.wrong_unit", kpi.place, {"found": kpi.unit or "1", "expected": unit or "%"})
    if metric.direction not in ("", kpi.op):
        yield Finding("contract.wrong_direction", kpi.place, {"found": kpi.op, "expected": metric.direction})
    if metric.kind == "count" and (kpi.min_n is not None or kpi.pool):
        yield Finding("contract.pool_of_count", kpi.place, {"kpi": kpi.id})
    if metric.kind == "cost_per_unit" and not kpi.unit.startswith(contract.currency):
        yield Finding(
            "contract.wrong_currency", kpi.place, {"found": kpi.unit, "expected": contract.currency}
        )
    if kpi.pool and kpi.min_n is None:
        yield Finding("contract.missing_field", kpi.place, {"field": "min_n"})
    if kpi.gate not in ((), ("bonus",)):
        yield Finding("contract.unknown_word", kpi.place, {"found": ", ".join(kpi.gate), "expected": "bonus"})
    if kpi.base < 0 or any(factor < 0 for factor in kpi.season.values()):
        yield Finding("contract.negative_target", kpi.place, {"kpi": kpi.id})


def _clauses(contract: Contract) -> Iterator[Finding]:
    for clause in contract.clauses:
        yield from _subject(clause, contract)
        if clause.head not in _HEADS[clause.kind]:
            expected = ", ".join(sorted(_HEADS[clause.kind]))
            yield Finding("contract.unknown_word", clause.place, {"found": clause.head, "expected": expected})
        if clause.multiple < 0 or clause.tolerance < 0 or clause.rate < 0:
            yield Finding("contract.negative_amount", clause.place, {"clause": clause.id})
    yield from _conflicts(contract)


def _conflicts(contract: Contract) -> Iterator[Finding]:
    """Equal multiple and equal priority with different heads on one lot: nobody could say which survives."""
    first: dict[tuple[object, ...], Clause] = {}
    for clause in contract.clauses:
        one = first.setdefault((clause.lot, clause.multiple, clause.priority), clause)
        if clause.lot and one.head != clause.head:
            yield Finding("contract.conflict", clause.place, {"one": one.id, "other": clause.id})


def _subject(clause: Clause, contract: Contract) -> Iterator[Finding]:
    kpis = set(contract.kpis)
    segments = {f"segment.{rule.id}" for rule in contract.segment_rules}
    allowed = {
        "shortfall_refund": {"kpis", *kpis},
        "cost_share": {"lead.invalid"},
        "invalid_traffic": {"click.class_A", "segment", *segments},
        "bonus": {kpi.id for kpi in contract.kpis.values() if _is_floor_count(kpi)},
        "redelivery": {item.id for item in contract.monitors.values() if item.metric == DELIVERED_SHARE},
        "liquidated": {"unperformed"},
    }.get(clause.kind, {""})
    if clause.subject not in allowed:
        yield unknown_name(clause.place, clause.subject, allowed)
    reasons = {rule.id for rule in contract.lead_rules}
    for reason in clause.except_reasons if reasons else ():
        if reason not in reasons and not reason.endswith("_by_buyer"):
            yield unknown_name(clause.place, reason, reasons)
    if clause.kind == "invalid_traffic":
        for rule in contract.segment_rules:
            is_meant = clause.subject in ("segment", f"segment.{rule.id}")
            if rule.class_ == "B" and is_meant and clause.reply_within is None:
                yield Finding(
                    "contract.class_b_moves_money", clause.place, {"clause": clause.id, "rule": rule.id}
                )
    if clause.kind == "bonus":
        yield from _bonus(clause, contract)


def _is_floor_count(kpi: Kpi) -> bool:
    metric = CATALOGUE.get(kpi.metric)
    return metric is not None and metric.kind == "count" and kpi.op == ">=" and kpi.period == "month"


def _bonus(clause: Clause, contract: Contract) -> Iterator[Finding]:
    kpi = contract.kpis.get(clause.subject)
    if kpi is not None and clause.rate_unit != kpi.unit:
        yield Finding("contract.wrong_unit", clause.place, {"found": clause.rate_unit, "expected": kpi.unit})
    yield from _amount(clause.cap, _BONUS_CAP_NAMES, clause.place, contract)
    nominal: dict[str, Quantity | bool] = {"no_open_class_A": True}
    for kpi_id, kpi in contract.kpis.items():
        nominal |= {kpi_id: Quantity(Fraction(1), kpi.unit), f"kpi.{kpi_id}.met": True}
    for expression in clause.requires:
        yield from _condition(expression, nominal, clause.place)


def _caps(contract: Contract) -> Iterator[Finding]:
    for cap in contract.caps:
        allowed = _CAP_NAMES if cap.per == "lot" else _CAP_NAMES - {"lot.cost"}
        if Head.BONUS in cap.heads:
            yield Finding("contract.bonus_caps_itself", cap.place, {"cap": cap.id})
        if Head.INTEREST in cap.heads:
            yield Finding("contract.interest_has_no_cap", cap.place, {"cap": cap.id})
        known = {clause.id for clause in contract.clauses} | _CAUSES
        for name in cap.not_for:
            if name not in known:
                yield unknown_name(cap.place, name, known)
        yield from _amount(cap.limit, allowed, cap.place, contract)


def _triggers(contract: Contract) -> Iterator[Finding]:
    for trigger in contract.triggers:
        if trigger.monitor:
            yield from _monitor_trigger(trigger, contract)
            continue
        kpi = contract.kpis.get(trigger.kpi)
        if kpi is None:
            yield unknown_name(trigger.place, trigger.kpi, contract.kpis)
        elif kpi.period != trigger.per or kpi.op != ">=":
            yield Finding("contract.trigger_shape", trigger.place, {"trigger": trigger.id, "kpi": kpi.id})
        elif trigger.below_value is not None and trigger.below_unit != kpi.unit:
            yield _other_unit(trigger.place, trigger.below_unit, kpi.unit)


def _monitor_trigger(trigger: Trigger, contract: Contract) -> Iterator[Finding]:
    monitor = contract.monitors.get(trigger.monitor)
    if monitor is None:
        yield unknown_name(trigger.place, trigger.monitor, contract.monitors)
        return
    if monitor.period != trigger.per:
        params = {"trigger": trigger.id, "kpi": monitor.id}
        yield Finding("contract.trigger_shape", trigger.place, params)
    unit = unit_of(monitor.metric, contract.currency)
    if trigger.below_value is not None and unit is not None and trigger.below_unit != unit:
        yield _other_unit(trigger.place, trigger.below_unit, unit)


def _other_unit(place: Place, found: str, expected: str) -> Finding:
    return Finding("contract.wrong_unit", place, {"found": found or "1", "expected": expected or "%"})


_RESERVED = ("retention", "termination")
"""Ids under which statements list the release of a retention and what an early end leaves."""


def _payments(contract: Contract, file: str) -> Iterator[Finding]:
    total = sum((payment.share for payment in contract.payments), Fraction(0))
    if not contract.payments:
        yield Finding("contract.missing_field", Place(file, path="payments"), {"field": "payments"})
    elif total != 1:
        yield Finding("contract.payments_sum", Place(file, path="payments"), {"found": decimal_text(total)})
    for payment in contract.payments:
        yield from _payment(payment, contract)
    retention = contract.retention
    if retention is None:
        return
    inside = next((item for item in contract.payments if item.id == retention.inside), None)
    if inside is None or inside.on == "each_month":
        yield unknown_name(retention.place, retention.inside, [item.id for item in contract.payments])
    elif retention.share > inside.share:
        params = {"share": decimal_text(retention.share), "payment": inside.id}
        yield Finding("contract.retention_over_payment", retention.place, params)


def _payment(payment: Payment, contract: Contract) -> Iterator[Finding]:
    if payment.id in _RESERVED:
        yield Finding("contract.reserved_id", payment.place, {"id": payment.id})
    if payment.on != "milestone":
        return
    kpi = contract.kpis.get(payment.kpi)
    if kpi is None or not _is_floor_count(kpi):
        yield unknown_name(
            payment.place, payment.kpi, [item.id for item in contract.kpis.values() if _is_floor_count(item)]
        )
    elif payment.reaches_unit != kpi.unit:
        yield _other_unit(payment.place, payment.reaches_unit, kpi.unit)
    if (payment.prorata or payment.tiers) and payment.latest_on is None:
        yield Finding("contract.missing_field", payment.place, {"field": "latest"})
    if not any(item.on == "final_acceptance" for item in contract.payments):
        yield Finding("contract.milestone_needs_tail", payment.place, {"payment": payment.id})


def _rules(contract: Contract) -> Iterator[Finding]:
    for rule in contract.lead_rules:
        if rule.table and rule.table not in contract.tables:
            yield unknown_name(rule.place, rule.table, contract.tables)
        if rule.relief_duty and rule.relief_duty not in contract.duties:
            yield unknown_name(rule.place, rule.relief_duty, contract.duties)
        elif rule.relief_duty and contract.duties[rule.relief_duty].within is None:
            yield Finding("contract.duty_without_hours", rule.place, {"duty": rule.relief_duty})
        if rule.rule == "country_outside" and not contract.markets:
            yield Finding("contract.missing_field", rule.place, {"field": "audience.markets"})
    for word in contract.needs_for_final:
        if word not in _CONDITIONS:
            yield unknown_name(Place(path="final_acceptance.needs"), word, _CONDITIONS)


def _amount(
    expression: Expression | None, allowed: Iterable[str], place: Place, contract: Contract
) -> Iterator[Finding]:
    """A limit must be an amount of the contract's currency, whatever the fees are, and leave something of these fees."""
    if expression is None:
        return
    currency = contract.currency
    none: dict[str, Quantity | bool] = {name: Quantity(Fraction(0), currency) for name in allowed}
    some: dict[str, Quantity | bool] = {name: Quantity(Fraction(1), currency) for name in allowed}
    found = _nominal(expression, some, place)
    without = _nominal(expression, none, place)
    if isinstance(found, Finding) or isinstance(without, Finding):
        yield next(item for item in (found, without) if isinstance(item, Finding))
    elif not isinstance(found, Quantity) or found.unit != currency:
        unit = found.unit if isinstance(found, Quantity) else "met"
        yield Finding("contract.wrong_unit", place, {"found": unit or "1", "expected": currency})
    elif found.value <= 0 and not _leaves_some(expression, allowed, contract):
        yield Finding("contract.limit_not_positive", place, {"found": text_of(expression)})


def _leaves_some(expression: Expression, allowed: Iterable[str], contract: Contract) -> bool:
    """Whether a limit is above zero at the contract's own fees; a lot may cost as much as all of them."""
    fee = contract.fee
    own = {"fee.month": fee.monthly, "fee.quarter": 3 * fee.monthly}
    values: dict[str, Quantity | bool] = {
        name: Quantity(own.get(name, fee.total), contract.currency) for name in allowed
    }
    found = evaluate(expression, values)
    return isinstance(found, Quantity) and found.value > 0


def _condition(
    expression: Expression, nominal: Mapping[str, Quantity | bool], place: Place
) -> Iterator[Finding]:
    """A requirement must be a condition whose units fit, whatever the figures are."""
    found = _nominal(expression, nominal, place)
    if isinstance(found, Finding):
        yield found
    elif isinstance(found, Quantity):
        yield Finding("contract.not_a_condition", place, {"found": text_of(expression)})


def _nominal(
    expression: Expression, nominal: Mapping[str, Quantity | bool], place: Place
) -> Quantity | bool | Finding:
    unknown = sorted(names(expression) - set(nominal))
    if unknown:
        return unknown_name(place, unknown[0], nominal)
    try:
        return evaluate(expression, nominal)
    except FormulaError as error:
        return error.finding(place)
