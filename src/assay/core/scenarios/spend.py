"""Spend lots of a scenario: the month's media spend over days, its leads valid and invalid, its failed segment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import floor

from assay.core.acceptance.measurements import LotLeads, LotSessions, Relieved, SpendLot
from assay.core.contract.model import Contract
from assay.core.period import Month, Span, parse_day
from assay.core.quantity import Quantity
from assay.core.scenarios.fit import charged_reason, failing_segments, lead_kpi, relieving_rule
from assay.core.scenarios.levels import Planned, leads_of
from assay.core.scenarios.scenario import Traffic

_ONE, _ZERO = Fraction(1), Fraction(0)
SESSIONS = Fraction(100)
"""Judged sessions of a lot, so that a share of them is what the scenario says."""


def has_spend_clause(contract: Contract) -> bool:
    """Whether any clause claims on spend lots; without one they are not made."""
    return any(clause.lot == "spend" for clause in contract.clauses)


def lots_of(planned: Planned, spend: Fraction) -> tuple[SpendLot, ...]:
    """The month's lots: one a day of the suite in campaign ``search``, in ``display`` what failed a segment rule."""
    if not has_spend_clause(planned.contract) or not spend:
        return ()
    return tuple(sorted((*_good(planned, spend), *_failed(planned, spend)), key=lambda lot: lot.id))


def lot_id(planned: Planned) -> str:
    """The first lot of the month, for events that name one."""
    return f"search/{_days(planned)[0]}"


def _days(planned: Planned) -> tuple[str, ...]:
    return _days_of(planned.month, planned.span, planned.assumed.days)


@lru_cache(maxsize=1024)
def _days_of(month: Month, span: Span, numbers: tuple[int, ...]) -> tuple[str, ...]:
    days = {
        min(max(span.start_on, month.first_on.replace(day=min(day, month.days))), span.last_on)
        for day in numbers
    }
    return tuple(str(day) for day in sorted(days))


def _good(planned: Planned, spend: Fraction) -> Iterator[SpendLot]:
    traffic, days = planned.traffic, _days(planned)
    leads = leads_of(planned)
    relieved = _relieved(planned, leads)
    valid, invalid = leads - relieved, _invalid(traffic, leads)
    cost = spend * (_ONE - traffic.failed) / len(days)
    sessions = LotSessions(judged=SESSIONS, invalid_a=SESSIONS * traffic.class_a)
    rule = relieving_rule(planned.contract)
    for index, day in enumerate(days):
        parts = [_part(count, index, len(days)) for count in (valid, invalid, relieved)]
        reasons: dict[str, Fraction] = {}
        if parts[1]:
            reasons[traffic.reason or charged_reason(planned.contract)] = Fraction(parts[1])
        if parts[2] and rule is not None:
            reasons[rule.id] = reasons.get(rule.id, _ZERO) + parts[2]
        found = LotLeads(
            Fraction(sum(parts)), Fraction(parts[0]), reasons, Relieved(deemed_valid=Fraction(parts[2]))
        )
        yield _lot(planned, f"search/{day}", cost, sessions, found)


def _failed(planned: Planned, spend: Fraction) -> Iterator[SpendLot]:
    """One lot for each segment rule that a clause pays for, the first in campaign ``display``."""
    share, rules = planned.traffic.failed, failing_segments(planned.contract)
    for index, rule in enumerate(rules if share else ()):
        name = f"display/{_days(planned)[0]}" if not index else f"display-{rule}/{_days(planned)[0]}"
        lot = _lot(planned, name, spend * share / len(rules), LotSessions(), LotLeads())
        yield replace(lot, failed_segment=rule)


def _relieved(planned: Planned, leads: int) -> int:
    kpi = lead_kpi(planned.contract)
    share = _ZERO if kpi is None else planned.level(kpi).relieved
    return floor(leads * share) if share else 0


def _invalid(traffic: Traffic, counted: int) -> int:
    """Invalid leads beside the valid ones, so that they are the stated share of all credited."""
    return traffic.junk + floor(counted * traffic.invalid / (_ONE - traffic.invalid) + Fraction(1, 2))


def _part(count: int, index: int, parts: int) -> int:
    """The part of a count that falls on one of several days; the parts sum to the count."""
    return count // parts + (index < count % parts)


def _lot(planned: Planned, name: str, cost: Fraction, sessions: LotSessions, leads: LotLeads) -> SpendLot:
    """A lot in the currency of the contract's rates, at the rate that its day was planned with: before any move of it."""
    rate, currency = _rate(planned.contract, name.rpartition("/")[2])
    if currency != planned.contract.currency and planned.scenario.rate != 1:
        rate /= planned.scenario.rate
    return SpendLot(name, cost / rate, currency, sessions=sessions, leads=leads)


@lru_cache(maxsize=1024)
def _rate(contract: Contract, day: str) -> tuple[Fraction, str]:
    table = contract.tables.get(contract.fx_table)
    row = table.at(parse_day(day)) if table is not None else None
    if row is None or not isinstance(row.value, Quantity) or not row.value.value:
        return _ONE, contract.currency
    return row.value.value, row.value.unit.partition("/")[2]
