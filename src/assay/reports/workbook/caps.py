"""Caps of a month as formulas: what the clauses lose in all, less the limit. Caps of other spans are taken over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assay.core.contract.model import Contract
from assay.core.contract.remedy import Cap
from assay.core.money import decimal_text
from assay.core.period import Month
from assay.core.settlement.caps import exempt_names, limit_of
from assay.reports.workbook.numbers import exact_of
from assay.reports.workbook.page import Page

Line = Mapping[str, Any]
_OF_FEE = re.compile(r"(\d+(?:\.\d+)?)% of fee\.(month|total)")
_BY_EVENT = ("explain.opportunity", "explain.data_repair", "explain.audit_cost", "explain.audit_costs")


def cap_of(line: Line, contract: Contract) -> Cap | None:
    """The cap of a line that can be computed again: one of the month, on lines that no event brought."""
    return next((cap for cap in contract.caps if cap.id == line["clause"] and cap.per == "month"), None)


def limit(page: Page, node: Mapping[str, Any], contract: Contract, fee: str) -> str:
    """The cap's limit: a share of the fee computed, any other formula taken over."""
    (told,) = node["children"]
    found = _OF_FEE.fullmatch(node["params"]["limit"])
    if found is None:
        return page.taken("limit_taken", told["exact"], limit=node["params"]["limit"])
    share = page.given("limit_share", str(exact_of(found[1]) / 100))
    base = fee if found[2] == "month" else page.given("fee_total", decimal_text(contract.fee.total))
    return page.step("limit", f"{share}*{base}", told["exact"], limit=node["params"]["limit"])


def covered(line: Line, lines: Sequence[Line], contract: Contract, cap: Cap) -> list[Line] | None:
    """The lines whose sum a cap limits, caps that ran before among them; None where a cause decides that it does not tell."""
    clauses = {clause.id for clause in contract.clauses}
    exempt = exempt_names(contract, cap)
    earlier = _ran_before(contract, cap)
    found = []
    for other in lines:
        if other["period"] != line["period"] or other["head"] not in {head.value for head in cap.heads}:
            continue
        if other["explain"]["code"] in _BY_EVENT:
            return None
        is_cap = other["explain"]["code"] == "explain.cap"
        named = other["explain"]["params"]["cuts"] if is_cap else other["clause"]
        if named in clauses - exempt and (not is_cap or other["clause"] in earlier):
            found.append(other)
    return found


def beside(line: Line, lines: Sequence[Line]) -> list[Line]:
    """The other lines of the same cap and month."""
    same = (line["clause"], line["period"])
    return [other for other in lines if other is not line and (other["clause"], other["period"]) == same]


def cuts_bonus(line: Line, contract: Contract, earlier: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the cap inside a bonus clause cuts, or cut, the bonus of a line's month: both are then posted as one."""
    own = (f"{line['clause']}/cap", line["period"])
    if own in (
        (one["id"].partition("@")[0], one["period"]) for document in earlier for one in document["lines"]
    ):
        return True
    clause = next((clause for clause in contract.clauses if clause.id == line["clause"]), None)
    if clause is None or clause.cap is None:
        return False
    (whole,) = line["explain"]["children"]
    return exact_of(whole["exact"]) > limit_of(contract, Month.parse(line["period"]), clause.cap)


def _ran_before(contract: Contract, cap: Cap) -> set[str]:
    before = [
        other for other in contract.caps if other.per == "lot" or (other.per == cap.per and other.id < cap.id)
    ]
    return {other.id for other in before}
