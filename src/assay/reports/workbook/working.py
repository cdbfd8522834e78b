"""The working of each line as live formulas, from the stored tree behind it. Nothing is computed here: formulas are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assay.core.metrics.catalogue import CATALOGUE, SALES_QUALIFIED_LEADS
from assay.core.settlement.disputed import own_line
from assay.i18n.statement import line_head
from assay.reports.workbook import brought, caps, outcomes
from assay.reports.workbook.named import line_title
from assay.reports.workbook.numbers import rounding
from assay.reports.workbook.outcomes import Node, find
from assay.reports.workbook.page import Page
from assay.reports.workbook.work import Line, Working

_REISSUED = re.compile(r"@\d{4}-\d{2}v(\d+)$")


def write_lines(work: Working) -> None:
    """All lines, in their order."""
    for line in work.document["lines"]:
        work.cells[line["id"]] = _line(work, line)


def _line(work: Working, line: Line) -> str:
    _, place = line_head(line, work.document, work.book.lang)
    amount = work.source.money(line["amount"])
    work.page.title(f"{line_title(line, work.source)}  {amount}", place)
    work.page.line = line
    node = line["explain"]
    if node["code"] == "explain.reversed" or _is_withdrawn(work, line):
        return _reversed(work, line)
    if node["code"] == "explain.cap":
        return _cap(work, line)
    if _is_net(work, line):
        work.page.sentence(node)
        return work.page.taken_amount(line["amount"])
    if node["code"] == "explain.bonus_cap":
        return _bonus_cap(work, line, node)
    exact = work.exacts[line["id"]] = _exact(work, line, node)
    return work.page.amount(exact, line["amount"])


def _is_withdrawn(work: Working, line: Line) -> bool:
    """Whether it takes back the line of a month that is settled anew, which has a line of a higher number instead, or none."""
    number = _REISSUED.search(line["id"])
    if number is None:
        return False
    new = (item for item in work.document["reissues"] if item["period"] == line["period"])
    return any(int(number[1]) < int(item["version"]) for item in new)


def _is_net(work: Working, line: Line) -> bool:
    """Whether a true-up is of a cap's line, or of a bonus and the cap in its clause in one: its tree tells one of them."""
    node = line["explain"]
    if node["code"] != "explain.true_up":
        return False
    (whole,) = node["children"]
    return whole["code"] == "explain.cap" or (
        whole["code"] == "explain.bonus" and caps.cuts_bonus(line, work.contract, work.earlier)
    )


def _exact(work: Working, line: Line, node: Node) -> str:
    """The address of a node's unrounded value, computed as its code says."""
    work.page.sentence(node)
    handler = _HANDLERS.get(node["code"])
    found = work.page.taken("exact_taken", node["exact"]) if handler is None else handler(work, line, node)
    for child in node["children"]:
        if child["code"] in _REMARKS:
            work.page.sentence(child, 1)
    return found


# ── Refunds and shares of lots ───────────────────────────────────────────────────────────────────────────────────────


def _shortfall_refund(work: Working, line: Line, node: Node) -> str:
    page = work.page
    multiple = page.given("multiple", node["params"]["multiple"])
    parts = [
        _fee_part(work, line, child, multiple)
        for child in node["children"]
        if child["code"] == "explain.fee_lot"
    ]
    return parts[0] if len(parts) == 1 else page.step("sum", "+".join(parts), node["exact"])


def _fee_part(work: Working, line: Line, node: Node, multiple: str) -> str:
    page, params = work.page, node["params"]
    page.sentence(node, 1)
    (outcome,) = (child for child in node["children"] if child["code"] in outcomes.OUTCOMES)
    lot = _fee_lot(work, line["period"], params)
    formula = outcomes.shortfall(page, outcome, params["shortfall"])
    lost, shifted = find(node, "explain.lost"), find(node, "explain.same_cause")
    if lost is not None:
        page.sentence(lost, 1)
        formula = f"({formula}-{page.given('lost', lost['params']['lost'])})"
    formula = f"{lot}*{formula}*{multiple}"
    if shifted is not None:
        page.sentence(shifted, 1)
        formula = f"{formula}-{page.given('shifted', shifted['exact'])}"
    return page.step("part", f"-({formula})", node["exact"])


def _fee_lot(work: Working, period: str, params: Mapping[str, str]) -> str:
    """Fee × share at risk × weight ÷ the periods that the month is judged in."""
    page = work.page
    judged = [kpi for kpi in work.document["kpis"] if (kpi["id"], kpi["period"]) == (params["kpi"], period)]
    if not judged:
        return page.taken("lot_taken", params["lot"])
    this_month = period == work.document["period"]
    fee = page.step("fee", work.fee_exact, params["fee"]) if this_month else page.given("fee", params["fee"])
    parts = [fee, page.given("at_risk", params["at_risk"]), page.given("weight", params["weight"])]
    refund = work.part_refund(period)
    if refund is not None:
        given = [page.given(f"refund_{key}", refund["params"][key]) for key in ("days", "of")]
        parts.append(f"(1-{given[0]}/{given[1]})")
    weeks = page.given("weeks", str(len(judged)))
    return page.step("lot", f"{'*'.join(parts)}/{weeks}", params["lot"])


def _cost_share(work: Working, line: Line, node: Node) -> str:
    page = work.page
    factor = ""
    beyond = find(node, "explain.tolerance")
    if beyond is not None:
        page.sentence(beyond, 1)
        tolerance, credited, invalid = (
            page.given(key, beyond["params"][key]) for key in ("tolerance", "credited", "invalid")
        )
        formula = f"IF({invalid}=0,0,MAX(0,1-{tolerance}*{credited}/{invalid}))"
        factor = page.leaf.there(page.step("factor", formula, beyond["exact"]))
    return _lots(work, line, node, factor)


def _invalid_traffic(work: Working, line: Line, node: Node) -> str:
    return _lots(work, line, node, "")


def _lots(work: Working, line: Line, node: Node, factor: str) -> str:
    measured = work.measured(line["period"])
    charged = [
        (child, measured.get(child["params"]["lot"], {}))
        for child in node["children"]
        if child["code"].endswith("_lot")
    ]
    cells = work.sheet_of_lots().rows(line["id"], charged, factor)
    return work.page.step("lots", f"SUM({cells})", node["exact"], n=str(len(charged)))


# ── Bonus ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _bonus(work: Working, line: Line, node: Node) -> str:
    del line
    page, params = work.page, node["params"]
    rate = page.given("rate", params["rate"], unit=params["unit"])
    verdicts = [child for child in node["children"] if child["code"] in outcomes.OUTCOMES]
    return page.step("bonus", f"{rate}*{_excess(page, node, verdicts)}", node["exact"])


def _excess(page: Page, node: Node, verdicts: Sequence[Node]) -> str:
    stated = node["params"]["excess"]
    if len(verdicts) != 1 or "numerator" in verdicts[0]["params"]:
        return page.taken("excess_taken", stated)
    goal, found = outcomes.target(page, verdicts[0]), outcomes.value(page, verdicts[0])
    late = find(node, "explain.late")
    metric = CATALOGUE[verdicts[0]["params"]["metric"]]
    if late is not None and (metric.counts_valid_leads or metric.id == SALES_QUALIFIED_LEADS):
        found = f"{found}-{page.given('late', late['params']['records'])}"
    return page.step("excess", f"{found}-{goal}", stated)


def _bonus_cap(work: Working, line: Line, node: Node) -> str:
    """What a bonus loses to the cap in its clause; both are rounded so that what is posted comes to the rounded cap."""
    page, params = work.page, node["params"]
    page.sentence(node)
    bonus, cap = line["id"].replace("/cap", "", 1), work.contract.clause(line["clause"]).cap
    if bonus not in work.exacts or cap is None:
        return page.taken_amount(line["amount"])
    if line["period"] == work.document["period"]:
        limit = caps.limit(work, params["text"], cap, params["limit"])
    else:
        limit = page.given("limit", params["limit"], limit=params["text"])
    page.step("bonus_cap", f"MIN(0,{limit}-{work.exacts[bonus]})", node["exact"])
    posted = f"MIN(0,{rounding(limit, page.book.digits)}-{work.cells[bonus]})"
    return page.posted("bonus_cap_amount", posted, line["amount"])


# ── Caps, true-ups and reversals ─────────────────────────────────────────────────────────────────────────────────────


def _cap(work: Working, line: Line) -> str:
    page, node, lines = work.page, line["explain"], work.document["lines"]
    page.sentence(node)
    cap = caps.cap_of(line, work.contract)
    if cap is None or cap.limit is None or line["period"] != work.document["period"]:
        return page.taken_amount(line["amount"])
    found, kept = caps.covered(line, lines, work.contract, cap), caps.kept(work, line, cap)
    if not found or kept is None or not _known(work, found):
        return page.taken_amount(line["amount"])
    (told,) = node["children"]
    limit = caps.limit(work, node["params"]["limit"], cap.limit, told["exact"])
    room = f"ROUND({limit},{page.book.digits})"
    if kept:
        lost = [page.given("kept", one["amount"], period=period, id=one["id"]) for period, one in kept]
        room = f"MAX(0,{room}+{'+'.join(lost)})"
    formula = f"MAX(0,-({'+'.join(work.cells[one['id']] for one in found)})-{room})"
    others = [page.given("cut_beside", one["amount"], id=one["id"]) for one in caps.beside(line, lines)]
    return page.posted("cap", "-".join((formula, *others)), line["amount"])


def _known(work: Working, lines: Sequence[Line]) -> bool:
    return all(line["id"] in work.cells for line in lines)


def _true_up(work: Working, line: Line, node: Node) -> str:
    """What the month's line is now, less what earlier statements posted for it."""
    page = work.page
    now = _exact(work, line, node["children"][0])
    before = _posted(work, line)
    cells = [page.given("before", one["exact"], period=period, id=one["id"]) for period, one in before]
    return page.step("true_up", "-".join((now, *cells)), node["exact"])


def _reversed(work: Working, line: Line) -> str:
    page = work.page
    page.sentence(line["explain"])
    cells = [
        page.given("before", one["amount"], period=period, id=one["id"])
        for period, one in (*_posted(work, line), *_cap_within(work, line))
    ]
    return page.posted("reversed", f"-({'+'.join(cells) or 0})", line["amount"])


def _posted(work: Working, line: Line, part: str = "") -> list[tuple[str, Line]]:
    """What the statements before this one posted for a month's line, each with the period of its statement."""
    name = own_line(line["id"]) + part
    return [
        (document["period"], one)
        for document in work.earlier
        for one in document["lines"]
        if one["period"] == line["period"] and own_line(one["id"]) == name
    ]


def _cap_within(work: Working, line: Line) -> list[tuple[str, Line]]:
    """The cap inside a bonus clause: what it cut comes back with the bonus, where it has no line of its own."""
    own = {own_line(one["id"]) for one in work.document["lines"] if one["period"] == line["period"]}
    cap = f"{own_line(line['id'])}/cap"
    return [] if line["head"] != "bonus" or cap in own else _posted(work, line, "/cap")


def _audit_costs(work: Working, line: Line, node: Node) -> str:
    parts = [_exact(work, line, child) for child in node["children"]]
    return work.page.step("sum", "+".join(parts), node["exact"])


_HANDLERS: Mapping[str, Callable[[Working, Line, Node], str]] = {
    "explain.shortfall_refund": _shortfall_refund,
    "explain.cost_share": _cost_share,
    "explain.invalid_traffic": _invalid_traffic,
    "explain.bonus": _bonus,
    "explain.true_up": _true_up,
    "explain.part_refund": brought.part_refund,
    "explain.liquidated": brought.liquidated,
    "explain.redelivery": brought.redelivery,
    "explain.interest": brought.interest,
    "explain.audit_costs": _audit_costs,
    "explain.audit_cost": brought.audit_cost,
    "explain.data_repair": brought.damage,
    "explain.opportunity": brought.damage,
}
_REMARKS = (
    "explain.one_more", "explain.one_invalid_less", "explain.one_session_less", "explain.segment_passed",
    "explain.condition", "explain.gate", "explain.late",
)  # fmt: skip
