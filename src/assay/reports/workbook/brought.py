"""Lines that events bring, as formulas: force majeure, an early end, units owed, interest, an audit."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from assay.core.money import decimal_text
from assay.core.quantity import Quantity
from assay.reports.workbook.expression import spreadsheet_formula
from assay.reports.workbook.outcomes import Node
from assay.reports.workbook.work import Line, Working

_FIGURES = ("lost_orders", "actual_cost")
"""What events tell; every other name of a clause's formula is a dated table."""


def part_refund(work: Working, line: Line, node: Node) -> str:
    """The fee that force majeure gives back, by days."""
    del line
    page = work.page
    days, of = (page.given(f"refund_{key}", node["params"][key]) for key in ("days", "of"))
    return page.step("part_refund", f"-{work.fee_exact}*{days}/{of}", node["exact"])


def liquidated(work: Working, line: Line, node: Node) -> str:
    """Damages of an early end."""
    del line
    page = work.page
    keys = ("multiple", "unperformed", "principal")
    multiple, unperformed, principal = (page.given(key, node["params"][key]) for key in keys)
    return page.step("liquidated", f"-MAX(0,{multiple}*{unperformed}-{principal})", node["exact"])


def redelivery(work: Working, line: Line, node: Node) -> str:
    """Units that were not made good, at their rate."""
    del line
    page = work.page
    units, rate = (
        page.given("units", node["params"]["units"]),
        page.given("rate", node["params"]["rate"], unit=""),
    )
    return page.step("redelivery", f"-{units}*{rate}", node["exact"])


def interest(work: Working, line: Line, node: Node) -> str:
    """Simple interest, a step for each stretch of days."""
    del line
    page = work.page
    rate = page.given("interest_rate", node["params"]["rate"])
    sign = "" if node["params"]["party"] == "buyer" else "-"
    parts = []
    for child in node["children"]:
        page.sentence(child, 1)
        amount = page.given("overdue", child["params"]["amount"])
        days = page.given("overdue_days", child["params"]["days"])
        parts.append(page.step("interest", f"{sign}{amount}*{rate}*{days}", child["exact"]))
    return parts[0] if len(parts) == 1 else page.step("sum", "+".join(parts), node["exact"])


def damage(work: Working, line: Line, node: Node) -> str:
    """What lost orders or a repair cost by the clause's formula, with the event's figure and the tables of its day."""
    page, params = work.page, node["params"]
    clause = work.contract.clause(line["clause"])
    if clause.amount is None:
        raise ValueError(line["id"])
    days = {event["id"]: event["effective"] for event in work.noted}
    day = date.fromisoformat(days[params["event"]])

    def name(known: str) -> str:
        if known in _FIGURES:
            return page.given("event_figure", params["figure"], name=known)
        row = work.contract.tables[known].at(day)
        if row is None or not isinstance(row.value, Quantity):
            raise ValueError(known)
        return page.given("table_value", decimal_text(row.value.value), name=known, day=str(day))

    def number(value: Fraction) -> str:
        return page.given("clause_number", decimal_text(value))

    formula = spreadsheet_formula(clause.amount, number=number, name=name)
    return page.step("damage", f"-{formula}", node["exact"], text=params["formula"])


def audit_cost(work: Working, line: Line, node: Node) -> str:
    """An audit that the vendor bears."""
    del line
    cost = work.page.given("cost", node["params"]["cost"])
    return work.page.step("audit_cost", f"-{cost}", node["exact"])
