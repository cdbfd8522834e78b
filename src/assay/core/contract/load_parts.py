"""Loading of the plain parts: term, tables, sources, scope, credit, fee, duties, missing, force majeure, acceptance."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assay.core.contract.judged import Duty, Effect
from assay.core.contract.model import (
    Acceptance,
    Credit,
    DatedTable,
    Fee,
    ForceMajeure,
    Missing,
    Row,
    Scope,
    SourceOfRecord,
    Term,
)
from assay.core.contract.reader import Reader
from assay.core.period import WEEKDAYS, Span
from assay.core.quantity import Quantity, QuantityError, parse_quantity

_UTC = ZoneInfo("UTC")
_EFFECTS = frozenset(effect.value for effect in Effect)
_MISSING = ("deemed_missed", "exclude_and_extend", "fallback_then_hold")


def read_zone(reader: Reader, key: str) -> ZoneInfo:
    """An IANA time zone."""
    name = reader.text(key)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reader.report("contract.unknown_zone", key, found=name)
        return _UTC


def read_term(reader: Reader) -> Term:
    """Days of service; the written end is the last day."""
    start_on, last_on = reader.day("start"), reader.day("end")
    if last_on < start_on:
        reader.report("contract.term_backwards", "end", start=str(start_on), end=str(last_on))
    zone = read_zone(reader, "tz")
    week_starts = reader.choice("week_starts", WEEKDAYS, "monday")
    reader.skip(("workdays",))
    reader.close()
    return Term(Span(start_on, last_on + timedelta(days=1)), zone, week_starts)


def read_tables(reader: Reader) -> dict[str, DatedTable]:
    """Dated attachments, rows in order of their day."""
    tables = {}
    for name, table in reader.entries("tables"):
        kind = table.choice("kind", ("fx",), "")
        rows = tuple(sorted((_row(row, kind) for row in table.records("rows")), key=lambda row: row.from_on))
        days = [row.from_on for row in rows]
        if len(set(days)) < len(days):
            table.report("contract.two_rows_a_day", "rows", table=name)
        table.skip(("market", "channel", "currency"))
        table.close()
        tables[name] = DatedTable(name, kind, rows, table.place)
    return tables


def _row(reader: Reader, kind: str) -> Row:
    from_on, source = reader.day("from"), reader.text("source", "")
    texts = reader.texts("value")
    try:
        single = parse_quantity(texts[0]) if len(texts) == 1 else None
    except QuantityError:
        single = None
    value = None if texts in ((), ("null",), ("",)) else single if single is not None else texts
    if kind == "fx" and value is not None and not (isinstance(value, Quantity) and value.value > 0):
        reader.report("contract.unreadable_value", "value", found=", ".join(texts), expected="rate")
    reader.close()
    return Row(from_on, value, source)


def read_sources(reader: Reader) -> dict[str, SourceOfRecord]:
    """Who counts what."""
    sources = {}
    for name, source in reader.entries("sources"):
        zone = read_zone(source, "tz") if source.has("tz") else None
        sources[name] = SourceOfRecord(
            id=name,
            owner=source.choice("owner", ("buyer", "vendor", "platform", "third_party")),
            kind=source.text("kind", ""),
            of_record_for=source.texts("of_record_for"),
            zone=zone,
            grain=source.choice("grain", ("campaign x day",), "campaign x day"),
            account_day=source.choice("day", ("account_zone",), "") == "account_zone",
        )
        source.skip(("definition_ref", "access"))
        source.close()
    return sources


def read_scope(reader: Reader) -> Scope:
    """Accounts, campaigns, forms and inboxes of this contract."""
    scope = reader.record("scope")
    if scope is None:
        return Scope()
    excluded = []
    for item in scope.records("exclude"):
        excluded.append(item.text("campaign"))
        item.close()
    result = Scope(scope.texts("accounts"), tuple(excluded), scope.texts("forms"), scope.texts("inboxes"))
    scope.close()
    return result


def read_credit(reader: Reader) -> Credit:
    """The rule that gives each lead one owner."""
    credit = reader.record("credit")
    if credit is None:
        return Credit()
    credit.choice("rule", ("last_paid_touch",), "last_paid_touch")
    credit.choice("tie", ("earliest_id",), "earliest_id")
    credit.choice("organic", ("none",), "none")
    credit.choice("unknown", ("queue",), "queue")
    credit.later(("other_vendor", "after_end"))
    known = credit.record("known_before")
    result = Credit(
        window_days=_days(credit, "window", 30),
        known_before_in=known.texts("in") if known else (),
        known_before_months=_months(known, "within") if known else None,
        dormant_after_months=_months(credit, "dormant_after"),
    )
    if known:
        known.choice("then", ("exclude",), "exclude")
        known.close()
    credit.close()
    return result


def _days(reader: Reader, key: str, default: int) -> int:
    hours = reader.hours(key, Fraction(default * 24))
    if hours % 24:
        reader.report("contract.not_whole_days", key, found=reader.text(key))
    return int(hours // 24)


def _months(reader: Reader, key: str) -> int | None:
    if not reader.has(key):
        return None
    quantity = reader.quantity(key)
    if quantity.unit != "month" or quantity.value.denominator != 1:
        reader.report("contract.unreadable_value", key, found=str(quantity), expected="months")
        return None
    return int(quantity.value)


def read_fee(reader: Reader, currency: str) -> Fee:
    """Fee of the whole term, of a full month, and the share at risk."""
    at_risk = reader.share("at_risk")
    base = reader.share("base", 1 - at_risk)
    if base + at_risk != 1:
        reader.report("contract.fee_shares", "base", base=str(base), at_risk=str(at_risk))
    media_budget = reader.quantity("media_budget") if reader.has("media_budget") else None
    fee = Fee(reader.money("total", currency), reader.money("monthly", currency), at_risk, media_budget)
    reader.choice("media_paid_by", ("buyer",), "buyer")
    reader.skip(("hidden_costs",))
    reader.close()
    return fee


def read_duties(reader: Reader) -> dict[str, Duty]:
    """The buyer's duties; the vendor's move no figure here."""
    duties: dict[str, Duty] = {}
    block = reader.record("duties")
    if block is None:
        return duties
    block.skip(("vendor", "survival"))
    for name, duty in block.entries("buyer"):
        relief = duty.record("relief")
        effect = None
        if relief:
            word = relief.choice("effect", _EFFECTS | {"silence_rule"})
            if word == "silence_rule":
                relief.report("contract.not_evaluated", "effect", what=f"{relief.path}.effect: silence_rule")
            else:
                effect = Effect(word)
            relief.close()
        _refuse_business_hours(duty)
        duties[name] = Duty(name, _deadline(duty), effect, duty.place)
        duty.later(("notice",))
        duty.close()
    block.close()
    return duties


def _deadline(duty: Reader) -> Fraction | None:
    """The deadline in hours; None when it is in workdays, whose lateness comes as an event."""
    if duty.text("within", "").endswith(" workday"):
        return None
    return duty.hours("within") if duty.has("within") else None


def _refuse_business_hours(reader: Reader) -> None:
    if reader.text("hours", "calendar") != "calendar":
        reader.report("contract.not_evaluated", "hours", what=f"{reader.path}.hours: {reader.text('hours')}")


def read_missing(reader: Reader) -> Missing:
    """What a missing figure means."""
    block = reader.record("missing")
    if block is None:
        return Missing()
    block.skip(("grace",))
    block.choice("streak", ("freeze",), "freeze")
    default = Missing()
    result = Missing(
        block.choice("vendor_fault", _MISSING, default.vendor),
        block.choice("buyer_fault", _MISSING, default.buyer),
        block.choice("neither", _MISSING, default.neither),
    )
    block.close()
    return result


def read_force_majeure(reader: Reader) -> ForceMajeure | None:
    """Which events give relief days."""
    block = reader.record("force_majeure")
    if block is None:
        return None
    block.skip(("replace_after",))
    block.choice("if_already_late", ("no_relief",), "no_relief")
    relief = block.texts("relief", ("prorate_target",))
    for word in relief:
        if word in ("postpone", "part_refund"):
            block.report("contract.not_evaluated", "relief", what=f"{block.path}.relief: {word}")
        elif word != "prorate_target":
            block.report("contract.unknown_word", "relief", found=word, expected="prorate_target")
    result = ForceMajeure(
        scope=block.texts("scope"),
        never=block.texts("not"),
        notice_hours=block.hours("notice", Fraction(24)),
        late_notice=block.choice("late_notice", ("relief_from_notice",), "relief_from_notice"),
        prorate_target="prorate_target" in relief,
    )
    block.close()
    return result


def read_acceptance(reader: Reader) -> Acceptance:
    """The day of the statement; other dates are the parties' calendar and move no figure here."""
    block = reader.record("acceptance")
    if block is None:
        return Acceptance()
    block.skip(("if_holiday", "object_within", "remind_then", "silence", "final_by", "pay_within"))
    day = None
    if block.has("statement_by"):
        match = re.fullmatch(r"day (\d{1,2}) of next month", block.text("statement_by"))
        if match and 1 <= int(match[1]) <= 28:
            day = int(match[1])
        else:
            block.report(
                "contract.unreadable_value",
                "statement_by",
                found=block.text("statement_by"),
                expected="statement_by",
            )
    block.close()
    return Acceptance(day)
