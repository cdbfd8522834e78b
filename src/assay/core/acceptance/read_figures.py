"""Reading figures: KPIs and spend lots of a period, as the measurements file and events write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction

from assay.core.acceptance.measurements import (
    UNKNOWN_COST,
    Figure,
    KpiFigures,
    LotLeads,
    LotSessions,
    MonitorFigures,
    Reason,
    Relieved,
    SpendLot,
    Status,
)
from assay.core.contract.model import Party
from assay.core.contract.reader import Reader
from assay.core.money import is_currency
from assay.core.period import Month, Span
from assay.core.quantity import Quantity

_ZERO = Fraction(0)
_STATUSES = tuple(status.value for status in Status)
_PARTIES = tuple(party.value for party in Party)
_REASONS = tuple(reason.value for reason in Reason)


def read_month(reader: Reader, key: str) -> Month:
    """A month ``YYYY-MM``."""
    written = reader.text(key)
    try:
        return Month.parse(written)
    except ValueError:
        reader.report("contract.unreadable_value", key, found=written, expected="month")
        return Month(2000, 1)


def read_kpi(name: str, reader: Reader, *, signed: bool = False) -> KpiFigures:
    """The figures of a KPI, or, ``signed``, of a monitor: its numerator may be below zero."""
    reader.skip(("weeks",))
    if not reader.has("weeks"):
        figure = _figure(reader, {}, signed=signed)
        reader.close()
        return KpiFigures(name, figure, place=reader.place)
    shared = {
        "status": reader.choice("status", _STATUSES, "final"),
        "fault": reader.choice("fault", _PARTIES, ""),
    }
    weeks = []
    for item in reader.records("weeks"):
        first_on, last_on = item.days_in_order("from", "to")
        weeks.append((Span(first_on, last_on + timedelta(days=1)), _figure(item, shared, signed=signed)))
        item.close()
    reader.close()
    return KpiFigures(name, None, tuple(sorted(weeks, key=lambda week: week[0])), reader.place)


def _figure(reader: Reader, shared: Mapping[str, str], *, signed: bool) -> Figure:
    status = Status(reader.choice("status", _STATUSES, shared.get("status", "final")))
    fault = reader.choice("fault", _PARTIES, shared.get("fault", ""))
    if status is Status.MISSING and not fault:
        reader.report("measurements.fault_missing", "status")
    silent = reader.record("silent")
    reason = reader.choice("reason", _REASONS, "")
    numerator = _quantity(reader, "numerator", signed=signed)
    figure = Figure(
        status=status,
        value=_amount(reader, "value"),
        numerator=numerator.value if numerator is not None else None,
        denominator=_amount(reader, "denominator"),
        open=_amount(reader, "open") or _ZERO,
        n=_amount(reader, "n"),
        relieved=_relieved(reader),
        fault=Party(fault) if fault else None,
        currency=numerator.unit if numerator is not None else "",
        source=reader.text("source", ""),
        silent_evidenced=_count(silent, "with_evidence") if silent else _ZERO,
        silent_other=_count(silent, "other") if silent else _ZERO,
        reason=Reason(reason) if reason else None,
    )
    if silent:
        silent.close()
    return figure


def _amount(reader: Reader, key: str) -> Fraction | None:
    found = _quantity(reader, key, signed=False)
    return found.value if found is not None else None


def _quantity(reader: Reader, key: str, *, signed: bool) -> Quantity | None:
    reader.skip((key,))
    if not reader.has(key):
        return None
    quantity = reader.quantity(key)
    if quantity.value < 0 and not signed:
        reader.report("measurements.negative", key, found=str(quantity))
    return quantity


def _count(reader: Reader, key: str) -> Fraction:
    return reader.number(key, _ZERO)


def _relieved(reader: Reader) -> Relieved:
    block = reader.record("relieved")
    if block is None:
        return Relieved()
    relieved = Relieved(_count(block, "deemed_valid"), _count(block, "exclude_record"))
    block.close()
    return relieved


def read_money(reader: Reader, key: str) -> Quantity:
    """A money amount >= 0 with its currency."""
    quantity = reader.quantity(key)
    if not is_currency(quantity.unit):
        reader.report("contract.unreadable_value", key, found=str(quantity), expected="money")
    if quantity.value < 0:
        reader.report("measurements.negative", key, found=str(quantity))
    return quantity


def read_lot(reader: Reader) -> SpendLot:
    """A spend lot."""
    cost = None if reader.says("cost", UNKNOWN_COST) else read_money(reader, "cost")
    lot = SpendLot(
        id=reader.text("id"),
        cost=None if cost is None else cost.value,
        currency="" if cost is None else cost.unit,
        platform_credit=_ZERO if cost is None else _platform_credit(reader, cost),
        sessions=_sessions(reader),
        leads=_leads(reader),
        failed_segment=reader.text("failed_segment", ""),
        place=reader.place,
    )
    reader.close()
    return lot


def _platform_credit(reader: Reader, cost: Quantity) -> Fraction:
    reader.skip(("platform_credit",))
    given = reader.has("platform_credit")
    credit = read_money(reader, "platform_credit") if given else Quantity(_ZERO, cost.unit)
    if credit.unit != cost.unit:
        reader.report("contract.wrong_currency", "platform_credit", found=credit.unit, expected=cost.unit)
    elif credit.value > cost.value:
        reader.report("measurements.credit_over_cost", "platform_credit", found=str(credit), cost=str(cost))
    return credit.value


def _sessions(reader: Reader) -> LotSessions:
    block = reader.record("sessions")
    if block is None:
        return LotSessions()
    invalid = block.record("invalid")
    sessions = LotSessions(
        judged=_count(block, "judged"),
        unjudged=_count(block, "unjudged"),
        invalid_a=_count(invalid, "A") if invalid else _ZERO,
        invalid_b=_count(invalid, "B") if invalid else _ZERO,
    )
    if sessions.invalid_a + sessions.invalid_b > sessions.judged:
        found = str(sessions.invalid_a + sessions.invalid_b)
        block.report("measurements.more_invalid", "invalid", found=found, of=str(sessions.judged))
    if invalid:
        invalid.close()
    block.close()
    return sessions


def _leads(reader: Reader) -> LotLeads:
    block = reader.record("leads")
    if block is None:
        return LotLeads()
    reasons = block.record("invalid")
    invalid = {key: _count(reasons, key) for key in reasons.fields()} if reasons else {}
    leads = LotLeads(_count(block, "credited"), _count(block, "valid"), invalid, _relieved(block))
    lost = sum(invalid.values(), _ZERO)
    if leads.valid + lost > leads.credited:
        block.report(
            "measurements.more_invalid", "credited", found=str(leads.valid + lost), of=str(leads.credited)
        )
    if leads.relieved.deemed_valid + leads.relieved.exclude_record > lost:
        found = str(leads.relieved.deemed_valid + leads.relieved.exclude_record)
        block.report("measurements.more_relieved", "relieved", found=found, of=str(lost))
    block.close()
    return leads


def read_monitor(name: str, reader: Reader) -> MonitorFigures:
    """The figures of a monitor, by channel and by other rules. What came in less what was spent may be below zero."""
    channels, also = (
        {part: read_kpi(part, item, signed=True) for part, item in reader.entries(key)}
        for key in ("channels", "also")
    )
    return MonitorFigures(read_kpi(name, reader, signed=True), channels, also)


def read_spend(block: Reader) -> tuple[SpendLot, ...]:
    """The spend lots of a ``lots`` block, in order of id."""
    lots = tuple(sorted((read_lot(item) for item in block.records("spend")), key=lambda lot: lot.id))
    block.close()
    return lots
