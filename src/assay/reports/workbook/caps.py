"""Caps as formulas: what the clauses lose in all, less what the limit leaves. Caps on single lots are taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from assay.core.contract.model import Contract
from assay.core.contract.remedy import Cap, Head
from assay.core.formula import Expression
from assay.core.money import decimal_text
from assay.core.period import Month
from assay.core.settlement.caps import exempt_names, limit_of
from assay.core.settlement.disputed import own_line
from assay.core.settlement.terms import fee_of_month
from assay.reports.workbook.expression import spreadsheet_formula
from assay.reports.workbook.numbers import exact_of
from assay.reports.workbook.work import Working

Line = Mapping[str, Any]
_SPANS = ("lot", "month", "quarter", "term")
_NO_CLAUSE = frozenset(("force_majeure", "disputes"))
_BY_EVENT = ("explain.opportunity", "explain.data_repair", "explain.audit_cost", "explain.audit_costs")


def cap_of(line: Line, contract: Contract) -> Cap | None:
    """The cap of a line that can be computed again: one of a month, a quarter or the term."""
    return next((cap for cap in contract.caps if cap.id == line["clause"] and cap.per != "lot"), None)


def limit(work: Working, text: str, expression: Expression, stated: str) -> str:
    """A limit from the fees of the month, the quarter or the term; never below zero."""
    page, contract = work.page, work.contract

    def number(value: Fraction) -> str:
        return page.given("limit_number", decimal_text(value))

    def name(known: str) -> str:
        if known == "fee.month":
            return work.fee_exact
        fee = contract.fee.total if known == "fee.total" else _fee_of_quarter(work)
        return page.given(known.replace(".", "_"), decimal_text(fee))

    formula = spreadsheet_formula(expression, number=number, name=name)
    return page.step("limit", f"MAX(0,{formula})", stated, limit=text)


def _fee_of_quarter(work: Working) -> Fraction:
    month = Month.parse(work.document["period"])
    first = Month(month.year, (month.month - 1) // 3 * 3 + 1)
    return sum((fee_of_month(work.contract, first.plus(i)) for i in range(3)), Fraction(0))


def covered(line: Line, lines: Sequence[Line], contract: Contract, cap: Cap) -> list[Line] | None:
    """The lines whose sum a cap limits, caps that ran before among them; None where a cause decides that it does not tell."""
    clauses = {clause.id for clause in contract.clauses}
    exempt = exempt_names(contract, cap)
    earlier = _ran_before(contract, cap)
    found = []
    for other in lines:
        if other["period"] != line["period"] or other["head"] not in {head.value for head in cap.heads}:
            continue
        if _is_brought(other):
            return None
        is_cap = other["clause"] not in clauses
        if _named(other, contract) in clauses - exempt and (not is_cap or other["clause"] in earlier):
            found.append(other)
    return found


def beside(line: Line, lines: Sequence[Line]) -> list[Line]:
    """The other lines of the same cap and month."""
    same = (line["clause"], line["period"])
    return [other for other in lines if other is not line and (other["clause"], other["period"]) == same]


def cuts_bonus(line: Line, contract: Contract, earlier: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the cap inside a bonus clause cuts, or cut, the bonus of a line's month: both are then posted as one."""
    own = (f"{line['clause']}/cap", line["period"])
    if own in ((own_line(one["id"]), one["period"]) for document in earlier for one in document["lines"]):
        return True
    clause = next((clause for clause in contract.clauses if clause.id == line["clause"]), None)
    if clause is None or clause.cap is None:
        return False
    (whole,) = line["explain"]["children"]
    return exact_of(whole["exact"]) > limit_of(contract, Month.parse(line["period"]), clause.cap)


def kept(work: Working, line: Line, cap: Cap) -> list[tuple[str, Line]] | None:
    """What the span's other months lost under a cap, each with the period of its statement; None as in :func:`covered`."""
    month, exempt = Month.parse(line["period"]), exempt_names(work.contract, cap) | _NO_CLAUSE
    found = []
    for document in (*work.earlier, work.document) if cap.per != "month" else ():
        for other in document["lines"]:
            there = Month.parse(other["period"])
            is_within = there != month and (cap.per == "term" or there.quarter == month.quarter)
            if not is_within or other["head"] not in _limited(cap):
                continue
            if _is_brought(other):
                return None
            if _named(other, work.contract) not in exempt:
                found.append((document["period"], other))
    return found


def _limited(cap: Cap) -> set[str]:
    """Heads of lines that count: a bonus of another month is no loss."""
    return {head.value for head in cap.heads if head is not Head.BONUS}


def _named(line: Line, contract: Contract) -> str:
    """The clause that a line is of, or that it cuts as a cap's."""
    is_cap = any(cap.id == line["clause"] for cap in contract.caps)
    return str(own_line(line["id"]).partition("/")[2] if is_cap else line["clause"])


def _is_brought(line: Line) -> bool:
    trees = [line["explain"], *line["explain"]["children"]]
    return any(tree["code"] in _BY_EVENT for tree in trees)


def _ran_before(contract: Contract, cap: Cap) -> set[str]:
    rank = {other.id: (_SPANS.index(other.per), other.id) for other in contract.caps}
    return {name for name, place in rank.items() if place < rank[cap.id]}
