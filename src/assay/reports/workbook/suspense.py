"""What goes into suspense and comes out, as formulas: earlier movements come back, a shortfall still open is withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.core.contract.remedy import Clause
from assay.core.money import Money, decimal_text
from assay.i18n.statement import MoneyRow, slice_of
from assay.reports.workbook.numbers import exact_of
from assay.reports.workbook.work import Working


def suspense(work: Working, row: MoneyRow, name: str) -> str:
    """The address of a movement's computed amount; empty for one that is taken over.

    A movement is what waited before less what waits now. What a slice is that enters for the first time is computed for the
    open figures of the statement's own month alone, where one clause claims the fee and no cap cuts it: there it is a share
    of the fee. Slices in dispute are taken over: the statement does not hold the other side's reading.
    """
    line, period = slice_of(name, work.document["period"])
    moved = [
        (document["period"], item)
        for document in work.earlier
        for item in document["suspense"]
        if slice_of(item["id"], document["period"]) == (line, period)
    ]
    if moved:
        return _back(work, row, moved, _waiting(work, line, period))
    clause = _of_open_figures(work, line) if period == work.document["period"] else None
    is_open = clause is not None and any(map(_widens, _judged(work, _kpis_of(work, line, clause))))
    return _open_share(work, row, line, clause) if clause and is_open else ""


def _back(work: Working, row: MoneyRow, moved: list[tuple[str, Mapping[str, Any]]], waits: str) -> str:
    page = work.page
    page.title(row.label)
    cells = [page.given("moved", item["amount"], period=period, id=item["id"]) for period, item in moved]
    formula = f"-({'+'.join(cells)})"
    if waits:
        formula += "-" + page.given("waits", waits)
    return page.posted("back", formula, row.amount)


def _waiting(work: Working, line: str, period: str) -> str:
    """What still waits of a line after the statement; empty for nothing."""
    for record in work.document["state"]["records"]:
        if record["figures"]["period"] == period and line in record["withheld"]:
            minor = int(record["withheld"][line]["minor"])
            return Money(minor, work.document["currency"]).decimal
    return ""


def _of_open_figures(work: Working, line: str) -> Clause | None:
    """The clause of a line, if it alone claims the fee, in every month, and nothing but open figures waits."""
    contract = work.contract
    refunds = [clause for clause in contract.clauses if clause.kind == "shortfall_refund"]
    if (
        contract.same_cause == "max"
        or len(refunds) != 1
        or refunds[0].id != line.partition("/")[0]
        or refunds[0].streak > 1
    ):
        return None
    is_capped = any(cap.limit is not None and refunds[0].head in cap.heads for cap in contract.caps)
    is_disputed = any(event["kind"] == "dispute" for event in work.noted)
    return None if is_capped or is_disputed else refunds[0]


def _open_share(work: Working, row: MoneyRow, line: str, clause: Clause) -> str:
    """Fee × share at risk × weight × what the worst outcome still open would take beyond the one that is certain × multiple."""
    page, contract, document = work.page, work.contract, work.document
    refund = work.part_refund(document["period"])
    page.title(row.label)
    at_risk = page.given("at_risk", decimal_text(contract.fee.at_risk))
    multiple = page.given("multiple", decimal_text(clause.multiple))
    base = f"{work.fee_exact}*{at_risk}"
    if refund is not None:
        days, of = (page.given(f"refund_{key}", refund["params"][key]) for key in ("days", "of"))
        base += f"*(1-{days}/{of})"
    parts = []
    for name in _kpis_of(work, line, clause):
        judged = _judged(work, [name])
        weight = page.given("weight", decimal_text(contract.kpis[name].weight))
        weeks = page.given("weeks", str(len(judged)))
        for kpi in filter(_widens, judged):
            worst, certain = (page.given(f"share_{key}", kpi[key]) for key in ("worst", "shortfall"))
            parts.append(f"{base}*{weight}/{weeks}*(MIN(1,{worst})-MIN(1,{certain}))*{multiple}")
    return page.amount(f"-({'+'.join(parts)})", row.amount)


def _kpis_of(work: Working, line: str, clause: Clause) -> list[str]:
    """The KPIs whose shares of the fee go into a line."""
    named = line.partition("/")[2] or clause.subject
    return list(work.contract.kpis) if named == "kpis" else [named]


def _judged(work: Working, names: Sequence[str]) -> list[Mapping[str, Any]]:
    """Outcomes of the statement's own month."""
    month = work.document["period"]
    return [kpi for kpi in work.document["kpis"] if kpi["id"] in names and kpi["period"] == month]


def _widens(kpi: Mapping[str, Any]) -> bool:
    """Whether its worst outcome still open takes more than is certain."""
    return exact_of(kpi["worst"]) != exact_of(kpi["shortfall"])
