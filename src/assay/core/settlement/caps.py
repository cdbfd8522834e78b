"""Caps run in order of their span, then id; each sees what the ones before left, and what other periods kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assay.core.contract.model import Contract
from assay.core.contract.remedy import Cap, Clause, Head
from assay.core.formula import Expression, Value, evaluate
from assay.core.period import Month
from assay.core.quantity import Quantity
from assay.core.settlement.postings import NOTHING, Amount, Draft, Posted, apportion, minor_of
from assay.core.settlement.terms import fee_of_month

_SPANS = ("lot", "month", "quarter", "term")
_ZERO = Fraction(0)
_NO_CLAUSE = frozenset(("force_majeure", "disputes"))
"""What lines that no clause charges name in its place: the fee that force majeure gives back, the cost of an audit."""


@dataclass
class _Left:
    """What is left of a clause's claims in the month, as a loss >= 0; lines that events bring stand by their cause."""

    clause: Clause
    cause: str
    exact: Fraction
    minor: int

    @property
    def key(self) -> tuple[str, str]:
        """Clause and cause."""
        return self.clause.id, self.cause


def cap_lines(
    contract: Contract,
    month: Month,
    drafts: Mapping[str, tuple[Draft, Amount]],
    others: Mapping[Month, Sequence[Posted]],
) -> dict[str, tuple[Draft, Amount]]:
    """The cap lines of a month.

    Args:
        contract: The version in force.
        month: The month being settled.
        drafts: Its lines on lots, by id, with their amounts.
        others: What every other month has posted.

    Returns:
        One line per cap and clause cut, by id; amounts are positive (they give back to the vendor).
    """
    parts: dict[tuple[str, str], dict[str, Amount]] = {}
    left = _left(contract, drafts)
    for cap, exempt in _caps_in_order(contract) if left else ():
        within = [
            item
            for item in left.values()
            if item.clause.head in cap.heads and not {item.clause.id, item.cause} & exempt
        ]
        if cap.per == "lot":
            cuts = _cut_lots(contract, month, cap, within, drafts)
        else:
            cuts = _cut_span(contract, month, cap, within, _kept(cap, month, others, exempt))
        for key, cut in cuts.items():
            item = left[key]
            left[key] = _Left(item.clause, item.cause, item.exact - cut.exact, item.minor - cut.minor)
            parts.setdefault((cap.id, item.clause.id), {})[item.cause] = cut
    heads = {item.clause.id: item.clause.head for item in left.values()}
    return {f"{cap}/{cut}": _line(cap, cut, heads[cut], by_cause) for (cap, cut), by_cause in parts.items()}


@lru_cache
def _caps_in_order(contract: Contract) -> tuple[tuple[Cap, frozenset[str]], ...]:
    """The caps that limit anything, as they run, each with the names that it leaves alone."""
    ordered = sorted(contract.caps, key=lambda cap: (_SPANS.index(cap.per), cap.id))
    return tuple((cap, exempt_names(contract, cap)) for cap in ordered if cap.limit is not None)


def _line(cap: str, cut: str, head: Head, by_cause: Mapping[str, Amount]) -> tuple[Draft, Amount]:
    whole = sum(by_cause.values(), NOTHING)
    brought = by_cause if any(by_cause) else {}
    return Draft(f"{cap}/{cut}", cap, head, whole.exact, cuts=cut, by_cause=brought), whole


def exempt_names(contract: Contract, cap: Cap) -> frozenset[str]:
    """Clauses and causes that a cap neither cuts nor counts: its own list, and that of every cap without a limit."""
    named = set(cap.not_for)
    for other in contract.caps:
        if other.limit is None:
            named.update(other.not_for)
    return frozenset(named)


def limit_of(
    contract: Contract, month: Month, limit: Expression, lot_cost: Fraction | None = None
) -> Fraction:
    """A cap's limit in major units, never below zero."""
    values = _fees(contract, month)
    if lot_cost is not None:
        values = {**values, "lot.cost": Quantity(lot_cost, contract.currency)}
    found = evaluate(limit, values)
    assert isinstance(found, Quantity)
    return max(_ZERO, found.value)


@lru_cache(maxsize=1024)
def _fees(contract: Contract, month: Month) -> Mapping[str, Value]:
    first = Month(month.year, (month.month - 1) // 3 * 3 + 1)
    quarter = sum((fee_of_month(contract, first.plus(i)) for i in range(3)), _ZERO)
    return {
        "fee.month": Quantity(fee_of_month(contract, month), contract.currency),
        "fee.quarter": Quantity(quarter, contract.currency),
        "fee.total": Quantity(contract.fee.total, contract.currency),
    }


def _left(contract: Contract, drafts: Mapping[str, tuple[Draft, Amount]]) -> dict[tuple[str, str], _Left]:
    left: dict[tuple[str, str], _Left] = {}
    for clause in contract.clauses:
        own = [(draft.cause, amount) for draft, amount in drafts.values() if draft.clause == clause.id]
        for cause in sorted({cause for cause, _ in own}):
            total = sum((amount for given, amount in own if given == cause), NOTHING)
            left[clause.id, cause] = _Left(clause, cause, -total.exact, -total.minor)
    return left


def _kept(cap: Cap, month: Month, others: Mapping[Month, Sequence[Posted]], exempt: frozenset[str]) -> Amount:
    """What other months of the span kept under the cap, as a loss; what no clause charges is not counted, as it is not cut."""
    kept = NOTHING
    exempt = exempt | _NO_CLAUSE
    for other, lines in others.items() if cap.per != "month" else ():
        if cap.per == "quarter" and other.quarter != month.quarter:
            continue
        for line in lines:
            if line.head not in cap.heads or line.head is Head.BONUS or (line.cuts or line.clause) in exempt:
                continue
            for cause, amount in line.of_causes.items():
                kept = kept if cause in exempt else kept - amount
    return kept


def _cut_span(
    contract: Contract, month: Month, cap: Cap, within: Sequence[_Left], kept: Amount
) -> dict[tuple[str, str], Amount]:
    assert cap.limit is not None
    limit = limit_of(contract, month, cap.limit)
    room = max(_ZERO, limit - kept.exact)
    exact = _cut_by_priority(within, sum((item.exact for item in within), _ZERO) - room)
    room_minor = max(0, minor_of(limit, contract.currency) - kept.minor)
    total = max(0, sum(item.minor for item in within) - room_minor)
    return _amounts(exact, within, total, contract.currency) if exact or total else {}


def _cut_lots(
    contract: Contract,
    month: Month,
    cap: Cap,
    within: Sequence[_Left],
    drafts: Mapping[str, tuple[Draft, Amount]],
) -> dict[tuple[str, str], Amount]:
    assert cap.limit is not None
    cuts: dict[tuple[str, str], Fraction] = {}
    by_lot: dict[str, list[_Left]] = {}
    values: dict[str, Fraction] = {}
    clauses = {item.clause.id: item.clause for item in within}
    for draft, _ in drafts.values():
        for part in draft.parts if draft.clause in clauses else ():
            lot = part.claim.lot
            by_lot.setdefault(f"{lot.kind}:{lot.id}", []).append(_Left(part.claim.clause, "", part.exact, 0))
            values[f"{lot.kind}:{lot.id}"] = lot.value
    for lot_id, items in by_lot.items():
        room = limit_of(contract, month, cap.limit, values[lot_id])
        over = sum((item.exact for item in items), _ZERO) - room
        for key, cut in _cut_by_priority(items, over).items():
            cuts[key] = cuts.get(key, _ZERO) + cut
    total = minor_of(sum(cuts.values(), _ZERO), contract.currency)
    return _amounts(cuts, within, total, contract.currency)


def _cut_by_priority(within: Sequence[_Left], over: Fraction) -> dict[tuple[str, str], Fraction]:
    """Cut an excess from the highest priority number first."""
    cuts: dict[tuple[str, str], Fraction] = {}
    for item in sorted(within, key=lambda item: (-item.clause.priority, item.key)):
        cut = min(item.exact, over)
        if cut > 0:
            cuts[item.key] = cut
            over -= cut
    return cuts


def _amounts(
    cuts: Mapping[tuple[str, str], Fraction], within: Sequence[_Left], total: int, currency: str
) -> dict[tuple[str, str], Amount]:
    """Round the cuts so that the rounded lines of the span meet the limit.

    Where rounding alone passes the limit, a clause without an exact cut gives the minor unit, the last in priority first.
    """
    left = {item.key: item for item in within}
    ordered = sorted(left, key=lambda key: (key not in cuts, key in cuts or -left[key].clause.priority, key))
    rows = [(key, cuts.get(key, _ZERO), max(0, left[key].minor)) for key in ordered]
    amounts = {
        key: Amount(cuts.get(key, _ZERO), minor) for key, minor in apportion(total, rows, currency).items()
    }
    return {key: amount for key, amount in amounts.items() if amount}
