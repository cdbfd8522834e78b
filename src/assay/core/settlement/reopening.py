"""Events that open a settled month again: disputes and rulings, replacements, credits, replies, and a reissue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.acceptance.check import check_kpi, check_lots
from assay.core.acceptance.measurements import Event, PeriodFigures, SpendLot
from assay.core.contract.model import Amended, Contract, Party
from assay.core.contract.remedy import Clause
from assay.core.findings import Finding
from assay.core.money import decimal_text
from assay.core.period import Month, day_of
from assay.core.quantity import parse_quantity
from assay.core.settlement.brought import AUDIT_COST
from assay.core.settlement.claims import line_of
from assay.core.settlement.delivered import objection_until
from assay.core.settlement.disputed import disputed_line, disputed_month, told_in
from assay.core.settlement.readings import CLASS_A, FAILED_SEGMENT, read_both
from assay.core.settlement.remedies import FORCE_MAJEURE
from assay.core.settlement.state import MonthRecord
from assay.core.settlement.terms import weeks_in_term

REOPENING = frozenset(
    ("dispute", "ruling", "reissue", "platform_credit", "replacement", "reply", "redelivery")
)


def reopen(
    records: dict[Month, MonthRecord], event: Event, amended: Amended, seen: Sequence[Event]
) -> Iterator[Finding]:
    """Open the month that an event speaks of, in place; findings when it speaks of nothing that is there.

    Args:
        records: Month → record.
        event: One of the kinds of :data:`REOPENING`.
        amended: The contract with its versions.
        seen: All events so far, this statement's among them.
    """
    month = _month_of(event, seen)
    if month is None:
        yield Finding(
            "settlement.ruling_of_nothing", event.place, {"id": event.id, "dispute": event.fields["on"]}
        )
        return
    record = records.get(month)
    if record is None:
        yield Finding("measurements.event_of_period", event.place, {"id": event.id, "period": str(month)})
        return
    contract = amended.for_month(month)
    problems = (*_too_late(event, records, amended, seen), *_problems(event, record, contract, seen))
    yield from problems
    if event.kind == "reissue" and not problems:
        record = _reissued(record, event)
    records[month] = record.opened()


def _month_of(event: Event, seen: Sequence[Event]) -> Month | None:
    """The month that an event speaks of: its own, its lot's, or its dispute's; None for a ruling on no dispute."""
    if event.kind == "platform_credit":
        day = SpendLot(event.fields["lot"], Fraction(0), "").day
        return Month.of(day if day is not None else event.effective_on)
    if event.kind != "ruling":
        return disputed_month(event)
    disputes = (item for item in seen if item.kind == "dispute" and item.id == event.fields["on"])
    found = next((item for item in disputes if item.known_at <= event.known_at), None)
    return None if found is None else disputed_month(found)


def _problems(
    event: Event, record: MonthRecord, contract: Contract, seen: Sequence[Event]
) -> Iterator[Finding]:
    if event.kind == "dispute":
        yield from _check_dispute(event, record, contract, seen)
    elif event.kind == "ruling":
        rulings = [
            item.id for item in seen if item.kind == "ruling" and item.fields["on"] == event.fields["on"]
        ]
        if len(rulings) > 1:
            yield _finding("settlement.ruled_twice", event, dispute=event.fields["on"])
    elif event.kind == "reissue":
        yield from _check_reissue(event, record, contract)
    elif event.kind == "redelivery":
        yield from _check_redelivery(event, contract)
    elif event.kind == "reply":
        known = [clause.id for clause in contract.clauses if clause.reply_within is not None]
        if event.fields["on"] not in known:
            yield _finding(
                "contract.unknown_name", event, found=event.fields["on"], expected=", ".join(known)
            )
    else:
        yield from _check_lot(event, record, contract, seen)


def _finding(code: str, event: Event, **params: str) -> Finding:
    return Finding(code, event.place, {"id": event.id, **params} if "found" not in params else params)


def _too_late(
    event: Event, records: Mapping[Month, MonthRecord], amended: Amended, seen: Sequence[Event]
) -> Iterator[Finding]:
    """An objection after the agreed days of the statement that it answers; without an agreed limit there is none."""
    if event.kind != "dispute":
        return
    month = told_in(event)
    record = records.get(month)
    if record is None or disputed_month(event) > month:
        yield Finding("measurements.event_of_period", event.place, {"id": event.id, "period": str(month)})
        return
    contract = amended.for_month(month)
    last_on = objection_until(record, records.values(), contract, seen)
    if last_on is not None and day_of(event.known_at, contract.term.zone) > last_on:
        yield _finding("settlement.objection_late", event, period=str(month), last_on=str(last_on))


def _check_dispute(
    event: Event, record: MonthRecord, contract: Contract, seen: Sequence[Event]
) -> Iterator[Finding]:
    line = disputed_line(event)
    if line:
        if not is_disputable(line, contract):
            expected = ", ".join(_all_lines(contract))
            yield _finding("contract.unknown_name", event, found=line, expected=expected)
        return
    if "lot" not in event.fields:
        return
    figures = _left_to_dispute(event, record, contract, seen)
    lot = next((item for item in figures.lots if item.id == event.fields["lot"]), None)
    if lot is None:
        yield _finding("settlement.no_such_lot", event, lot=event.fields["lot"], period=str(record.month))
        return
    there = _records_there(event, lot)
    if there is not None and Fraction(event.fields["records"]) > there:
        params = {"records": event.fields["records"], "there": str(there), "lot": lot.id}
        yield _finding("settlement.dispute_of_more", event, **params)


def is_disputable(line_id: str, contract: Contract) -> bool:
    """Whether a dispute can name a line of this id: a clause's own; what a cap cuts is disputed as the line that it cuts."""
    known = tuple(_all_lines(contract))
    return line_id in known or f"{line_id.partition('/')[0]}/…" in known


def _all_lines(contract: Contract) -> Iterator[str]:
    for clause in contract.clauses:
        yield from _lines_of(clause, contract)
    if contract.force_majeure is not None and contract.force_majeure.part_refund:
        yield FORCE_MAJEURE
    if contract.disputes.audit_cost_over is not None:
        yield AUDIT_COST


def _lines_of(clause: Clause, contract: Contract) -> Iterator[str]:
    """The ids of a clause's lines; ``…`` stands for the id of an event."""
    if clause.kind == "shortfall_refund":
        yield from dict.fromkeys(line_of(clause, kpi_id) for kpi_id in contract.kpis)
    elif clause.kind == "interest":
        yield from (f"{clause.id}/{side}" for side in Party)
    elif clause.kind in ("opportunity", "data_repair"):
        yield f"{clause.id}/…"
    else:
        yield clause.id


def _left_to_dispute(
    event: Event, record: MonthRecord, contract: Contract, seen: Sequence[Event]
) -> PeriodFigures:
    """The month as its own side reads it with the disputes before: what one of them took cannot be disputed again."""
    before = [item for item in seen if (item.known_at, item.id) < (event.known_at, event.id)]
    readings = read_both(record.figures, contract, before)
    return readings.vendor if event.fields["by"] == Party.VENDOR else readings.buyer


def _records_there(event: Event, lot: SpendLot) -> Fraction | None:
    """How many records of a lot a dispute can be about; None where the lot itself is disputed."""
    reason, by_vendor = event.fields["reason"], event.fields["by"] == Party.VENDOR
    if reason == FAILED_SEGMENT:
        return None
    if reason == CLASS_A:
        return lot.sessions.invalid_a if by_vendor else lot.sessions.judged - lot.sessions.invalid_a
    return lot.leads.invalid.get(reason, Fraction(0)) if by_vendor else lot.leads.valid


def _check_redelivery(event: Event, contract: Contract) -> Iterator[Finding]:
    """Units made good must be owed under one clause; with several clauses the event says under which."""
    known = [clause.id for clause in contract.clauses if clause.kind == "redelivery"]
    named = event.fields.get("on") or (known[0] if len(known) == 1 else "")
    if known and not named:
        yield Finding("contract.missing_field", event.place, {"field": "on"})
    elif named not in known:
        expected = ", ".join(known) or "kind: redelivery"
        yield _finding("contract.unknown_name", event, found=named or event.kind, expected=expected)


def _check_lot(
    event: Event, record: MonthRecord, contract: Contract, seen: Sequence[Event]
) -> Iterator[Finding]:
    """A credit or a replacement must name a lot of the month, and not pass what it cost or lost."""
    lot = next((item for item in record.figures.lots if item.id == event.fields["lot"]), None)
    if lot is None:
        yield _finding("settlement.no_such_lot", event, lot=event.fields["lot"], period=str(record.month))
    elif event.kind == "platform_credit":
        yield from _check_credit(event, lot, seen)
    elif not any(clause.replace_within for clause in contract.clauses):
        yield _finding("contract.unknown_name", event, found=event.kind, expected="replace_first")


def _check_credit(event: Event, lot: SpendLot, seen: Sequence[Event]) -> Iterator[Finding]:
    credit = parse_quantity(event.fields["amount"])
    if lot.cost is None:
        yield _finding("measurements.cost_unknown", event, lot=lot.id)
    elif credit.unit != lot.currency:
        params = {"found": credit.unit, "expected": lot.currency}
        yield Finding("contract.wrong_currency", event.place, params)
    elif (whole := _credit_by(event, seen) + lot.platform_credit) > lot.cost:
        amounts = {"found": whole, "cost": lot.cost}
        params = {name: f"{decimal_text(value)} {lot.currency}" for name, value in amounts.items()}
        yield Finding("measurements.credit_over_cost", event.place, params)


def _credit_by(event: Event, seen: Sequence[Event]) -> Fraction:
    """What events have credited to a lot, up to and with this one."""
    given = (
        item
        for item in seen
        if item.kind == "platform_credit"
        and item.fields["lot"] == event.fields["lot"]
        and (item.known_at, item.id) <= (event.known_at, event.id)
    )
    return sum((parse_quantity(item.fields["amount"]).value for item in given), Fraction(0))


def _check_reissue(event: Event, record: MonthRecord, contract: Contract) -> Iterator[Finding]:
    if event.fields["signed"] != "true":
        yield _finding("settlement.reissue_unsigned", event, period=str(record.month))
    weeks = weeks_in_term(contract, record.month)
    for kpi_id, given in event.kpis.items():
        if kpi_id in contract.kpis:
            yield from check_kpi(given, contract.kpis[kpi_id], contract, weeks)
        else:
            expected = ", ".join(sorted(contract.kpis))
            yield _finding("contract.unknown_name", event, found=kpi_id, expected=expected)
    if event.lots is not None:
        yield from check_lots(event.lots, record.month, contract, event.place)


def _reissued(record: MonthRecord, event: Event) -> MonthRecord:
    """The month as if it had never closed: what is missing in the new figures is held anew."""
    figures = replace(record.figures, kpis={**record.figures.kpis, **event.kpis})
    if event.lots is not None:
        figures = replace(figures, lots=event.lots)
    rates = {kpi_id: rate for kpi_id, rate in record.rates.items() if kpi_id not in event.kpis}
    return replace(record, figures=figures, rates=rates, closed=False, reopened=False)
