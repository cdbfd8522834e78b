"""Lines that events bring: lost orders after fraud or abandonment, the repair of data, the cost of an audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause, Head
from assay.core.explain import Node
from assay.core.findings import Finding, FindingsError
from assay.core.formula import Value, evaluate, names
from assay.core.formula import format as text_of
from assay.core.money import decimal_text
from assay.core.quantity import Quantity, parse_quantity
from assay.core.settlement.postings import Draft

_CAUSES = {"fraud": "fraud", "abandonment": "wilful"}
DISPUTES = "disputes"
AUDIT_COST = f"{DISPUTES}/audit_cost"


def brought(contract: Contract, events: Sequence[Event]) -> tuple[Draft, ...]:
    """The lines that the events of a month's statement bring, in order of id.

    Args:
        contract: The version in force.
        events: Events that the month's own statement sees first.

    Raises:
        FindingsError: ``settlement.no_rate``: an amount of another currency, and no rate for its day;
            ``settlement.no_table_row``: a clause names a table that has no row for the day of its event.
    """
    by_id: dict[str, list[Draft]] = {}
    for event in events:
        for draft in _drafts(contract, event):
            by_id.setdefault(draft.id, []).append(draft)
    return tuple(_joined(by_id[line_id]) for line_id in sorted(by_id))


def _joined(drafts: Sequence[Draft]) -> Draft:
    """One line of the costs of all audits that a statement sees; every other line is of one event."""
    first, *more = drafts
    if not more:
        return first
    exact = sum((draft.exact for draft in drafts), Fraction(0))
    nodes = tuple(draft.node for draft in drafts if draft.node is not None)
    node = Node("explain.audit_costs", {"count_num": str(len(drafts))}, exact, nodes)
    return replace(first, exact=exact, node=node)


def _drafts(contract: Contract, event: Event) -> Iterator[Draft]:
    if event.kind == "ruling":
        yield from _audit_cost(contract, event)
    for clause in contract.clauses:
        if _costs_orders(clause, event):
            yield _damage(contract, clause, event, figure="lost_orders", cause=_CAUSES[event.kind])
        elif _costs_repair(clause, event):
            yield _damage(contract, clause, event, figure="actual_cost", cause=clause.on)


def _costs_orders(clause: Clause, event: Event) -> bool:
    known = event.kind in _CAUSES and "lost_orders" in event.fields
    return clause.kind == "opportunity" and known and clause.on in (event.kind, "fraud_or_abandonment")


def _costs_repair(clause: Clause, event: Event) -> bool:
    known = event.kind == "incident" and "actual_cost" in event.fields
    return clause.kind == "data_repair" and known and clause.on == event.fields["what"]


def _damage(contract: Contract, clause: Clause, event: Event, *, figure: str, cause: str) -> Draft:
    """The clause's amount with the event's figure and the tables' values of its day."""
    assert clause.amount is not None
    values: dict[str, Value] = {
        name: row.value
        for name, table in contract.tables.items()
        if (row := table.at(event.effective_on)) is not None and isinstance(row.value, Quantity)
    }
    for table in sorted(names(clause.amount) - {figure, *values}):
        params = {"id": event.id, "table": table, "day": str(event.effective_on)}
        raise FindingsError([Finding("settlement.no_table_row", event.place, params)])
    values[figure] = Quantity(_converted(contract, event, figure), contract.currency)
    found = evaluate(clause.amount, values)
    assert isinstance(found, Quantity)
    params = {
        "clause": clause.id,
        "event": event.id,
        "kind": event.kind,
        "formula": text_of(clause.amount),
        "figure": decimal_text(_converted(contract, event, figure)),
        "evidence": clause.evidence,
    }
    node = Node(f"explain.{clause.kind}", params, -found.value)
    line_id = f"{clause.id}/{event.id}"
    return Draft(line_id, clause.id, clause.head, -found.value, cause=cause, node=node)


def _converted(contract: Contract, event: Event, figure: str) -> Fraction:
    """An event's money in the contract's currency, by the dated table on its day."""
    amount = parse_quantity(event.fields[figure])
    if amount.unit == contract.currency:
        return amount.value
    table = contract.tables.get(contract.fx_table)
    row = table.at(event.effective_on) if table is not None else None
    rate = row.value if row is not None else None
    if not isinstance(rate, Quantity) or rate.unit != f"{contract.currency}/{amount.unit}":
        params = {
            "lot": event.id,
            "found": amount.unit,
            "expected": contract.currency,
            "table": contract.fx_table,
        }
        raise FindingsError([Finding("settlement.no_rate", event.place, params)])
    return amount.value * rate.value


def _audit_cost(contract: Contract, event: Event) -> Iterator[Draft]:
    """The audit's cost, borne by the vendor when it loses by more than the agreed difference."""
    over = contract.disputes.audit_cost_over
    if over is None or "audit_cost" not in event.fields or event.fields["for"] != "buyer":
        return
    difference = parse_quantity(event.fields.get("difference", "0")).value
    if difference <= over:
        return
    cost = _converted(contract, event, "audit_cost")
    params = {
        "dispute": event.fields["on"],
        "difference": decimal_text(difference),
        "over": decimal_text(over),
        "cost": decimal_text(cost),
    }
    node = Node("explain.audit_cost", params, -cost)
    yield Draft(AUDIT_COST, DISPUTES, Head.DAMAGES, -cost, cause=DISPUTES, node=node)
