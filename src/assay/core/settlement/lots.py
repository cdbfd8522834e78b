"""Lots: the smallest amounts a remedy touches, in the contract's currency, unrounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from assay.core.acceptance.measurements import SpendLot
from assay.core.acceptance.outcomes import Outcome
from assay.core.contract.model import Contract
from assay.core.findings import Finding
from assay.core.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot of fee or spend.

    Attributes:
        id: ``kpi``, ``kpi/first-day-of-week``, or ``campaign/day``.
        kind: ``fee`` or ``spend``.
        value: Contract currency, major units, unrounded; spend is net of platform credits.
        spend: The measured spend lot, for a spend lot.
        outcome: The KPI's outcome, for a fee lot.
        rate: Units of contract currency per unit of the lot's own; 1 when they are the same.
        rate_source: Where the rate stands in its table, empty when no conversion was needed.
    """

    id: str
    kind: str
    value: Fraction
    spend: SpendLot | None = None
    outcome: Outcome | None = None
    rate: Fraction = Fraction(1)
    rate_source: str = ""


def fee_lots(contract: Contract, month_fee: Fraction, outcomes: Sequence[Outcome]) -> tuple[Lot, ...]:
    """Month × at-risk fee × KPI weight; a weekly KPI's weight is split equally over the weeks of the month."""
    parts: dict[str, int] = {}
    for outcome in outcomes:
        parts[outcome.kpi] = parts.get(outcome.kpi, 0) + 1
    at_risk = _at_risk(contract, month_fee)
    values = {name: at_risk[name] / count for name, count in parts.items()}
    lots = []
    for outcome in outcomes:
        is_monthly = contract.kpis[outcome.kpi].period == "month"
        lot_id = outcome.kpi if is_monthly else f"{outcome.kpi}/{outcome.span.start_on}"
        lots.append(Lot(lot_id, "fee", values[outcome.kpi], outcome=outcome))
    return tuple(lots)


@lru_cache(maxsize=1024)
def _at_risk(contract: Contract, month_fee: Fraction) -> Mapping[str, Fraction]:
    """KPI id → what of a month's fee hangs on it."""
    at_risk = month_fee * contract.fee.at_risk
    return {kpi.id: at_risk * kpi.weight for kpi in contract.kpis.values()}


def spend_lots(contract: Contract, lots: Iterable[SpendLot]) -> tuple[Lot, ...]:
    """Campaign × day, less platform credits, converted per lot by the dated table; without lots whose cost nobody states.

    Every lot must have passed :func:`check_rates`, and ``check_lots``, which refuses a lot without a cost that a clause may
    claim.
    """
    return tuple(_converted(contract, lot, lot.cost) for lot in lots if lot.cost is not None)


def check_rates(contract: Contract, lots: Iterable[SpendLot]) -> Iterable[Finding]:
    """Lots that no rate can convert: another currency, and no dated row for the lot's day."""
    for lot in lots:
        if lot.cost is None or lot.currency == contract.currency:
            continue
        if _rate(contract, lot.currency, lot.day) is None:
            params = {
                "lot": lot.id,
                "found": lot.currency,
                "expected": contract.currency,
                "table": contract.fx_table,
            }
            yield Finding("settlement.no_rate", lot.place, params)


def _converted(contract: Contract, lot: SpendLot, cost: Fraction) -> Lot:
    net = cost - lot.platform_credit if lot.platform_credit else cost
    if lot.currency == contract.currency:
        return Lot(lot.id, "spend", net, spend=lot)
    found = _rate(contract, lot.currency, lot.day)
    assert found is not None, lot.id
    rate, source = found
    return Lot(lot.id, "spend", net * rate, spend=lot, rate=rate, rate_source=source)


@lru_cache(maxsize=1024)
def _rate(contract: Contract, currency: str, day: date | None) -> tuple[Fraction, str] | None:
    table = contract.tables.get(contract.fx_table)
    row = table.at(day) if table is not None and day is not None else None
    if row is None or not isinstance(row.value, Quantity):
        return None
    if row.value.unit != f"{contract.currency}/{currency}":
        return None
    return row.value.value, f"{contract.fx_table} {row.from_on}"
