"""Properties of claims on lots and of the caps over them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from assay.core.acceptance.measurements import SpendLot
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause, Head
from assay.core.quantity import Quantity
from assay.core.settlement.lots import Lot
from assay.core.settlement.month import Settled
from assay.core.settlement.postings import Draft
from assay.core.settlement.stacking import Granted
from tests.properties.cases import Case
from tests.properties.money import (
    exempt_of,
    fee_of,
    kept_under,
    limit_of,
    rounded,
    spans_of,
)

Document = dict[str, Any]
ZERO = Fraction(0)


def test_no_lot_yields_more_than_its_greatest_multiple(cases: tuple[Case, ...]) -> None:
    for case in cases:
        for settled in case.settled():
            for parts in _parts_by_lot(settled).values():
                value = _lot_value(settled, parts[0].claim.lot)
                assert parts[0].claim.lot.value == value, case.seed
                assert sum(part.exact for part in parts) <= value * max(
                    part.claim.clause.multiple for part in parts
                ), case.seed
                assert sum(part.share for part in parts) <= 1, case.seed


def test_a_line_is_the_sum_of_its_lots(cases: tuple[Case, ...]) -> None:
    for case in cases:
        for settled in case.settled():
            for draft, whole in settled.lines.values():
                if draft.parts:
                    assert whole.exact == draft.exact == -sum(part.exact for part in draft.parts), case.seed


def test_caps_hold_over_every_span_after_every_statement(cases: tuple[Case, ...]) -> None:
    for case in cases:
        texts = {cap["id"]: cap for cap in case.document["caps"]}
        for step in case.steps:
            for cap in case.amended.first.caps:
                if cap.limit is None or cap.per == "lot":
                    continue
                for month, lines in spans_of(cap, step.state):
                    contract = case.amended.for_month(month)
                    limit = limit_of(contract, texts[cap.id], month)
                    exact, minor = kept_under(contract, cap, lines)
                    assert exact <= limit, (case.seed, cap.id, str(month))
                    assert minor <= rounded(limit), (case.seed, cap.id, str(month))


def test_caps_per_lot_leave_of_each_lot_no_more_than_their_limit(cases: tuple[Case, ...]) -> None:
    for case in cases:
        shares_of = {cap["id"]: cap for cap in case.document["caps"]}
        for settled in case.settled():
            for cap in settled.contract.caps:
                if (
                    cap.limit is None
                    or cap.per != "lot"
                    or not any(draft.parts for draft, _ in settled.lines.values())
                ):
                    continue
                share = Fraction(shares_of[cap.id]["limit"].partition("% of lot.cost")[0]) / 100
                exempt = exempt_of(settled.contract, cap)
                most = ZERO
                for parts in _parts_by_lot(settled).values():
                    counted = [
                        part.exact for part in parts if _is_under(part.claim.clause, cap.heads, exempt)
                    ]
                    most += min(sum(counted, ZERO), share * parts[0].claim.lot.value)
                lines = [
                    amount
                    for draft, amount in settled.lines.values()
                    if _limited(settled, draft, cap.heads, exempt)
                ]
                assert -sum((amount.exact for amount in lines), ZERO) <= most, (case.seed, cap.id)


def _parts_by_lot(settled: Settled) -> dict[tuple[str, str], list[Granted]]:
    lots: dict[tuple[str, str], list[Granted]] = {}
    for draft, _ in settled.lines.values():
        for part in draft.parts:
            lots.setdefault((part.claim.lot.kind, part.claim.lot.id), []).append(part)
    return lots


def _lot_value(settled: Settled, lot: Lot) -> Fraction:
    """The lot's value from what was measured and agreed."""
    contract = settled.contract
    if lot.spend is not None:
        assert lot.spend.cost is not None
        return (lot.spend.cost - lot.spend.platform_credit) * _rate(contract, lot.spend)
    assert lot.outcome is not None
    weight = contract.kpis[lot.outcome.kpi].weight
    periods = len([item for item in settled.outcomes if item.kpi == lot.outcome.kpi])
    return fee_of(contract, settled.record.month) * contract.fee.at_risk * weight / periods


def _rate(contract: Contract, lot: SpendLot) -> Fraction:
    if lot.currency == contract.currency:
        return Fraction(1)
    rows = [row.value for row in contract.tables[contract.fx_table].rows if str(row.from_on) <= lot.id[-10:]]
    assert isinstance(rows[-1], Quantity)
    return rows[-1].value


def _is_under(clause: Clause, heads: tuple[Head, ...], exempt: set[str]) -> bool:
    return clause.head in heads and clause.id not in exempt


def _limited(settled: Settled, draft: Draft, heads: tuple[Head, ...], exempt: set[str]) -> bool:
    return _is_under(settled.contract.clause(draft.cuts or draft.clause), heads, exempt)
