"""Loading of the plain parts: term, sources, scope, credit, fee, duties, missing, force majeure, acceptance."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction

from assay.core.contract.judged import Duty, Effect
from assay.core.contract.load_tables import read_zone
from assay.core.contract.model import (
    Acceptance,
    Credit,
    Fee,
    ForceMajeure,
    Missing,
    Scope,
    SourceOfRecord,
    Term,
)
from assay.core.contract.reader import Reader
from assay.core.deadlines import IF_HOLIDAY
from assay.core.period import WEEKDAYS, Span

_EFFECTS = frozenset(effect.value for effect in Effect)
_MOST_MONTHS = 1_200
_RELIEFS = ("prorate_target", "postpone", "part_refund")
_PAY_FROM = ("valid_invoice_received", "statement")
_MISSING = ("deemed_missed", "exclude_and_extend", "fallback_then_hold")


def read_term(reader: Reader) -> Term:
    """Days of service; the written end is the last day. Which table counts workdays is read with the tables."""
    start_on, last_on = reader.days_in_order("start", "end")
    zone = read_zone(reader, "tz")
    week_starts = reader.choice("week_starts", WEEKDAYS, "monday")
    reader.skip(("workdays",))
    reader.close()
    return Term(Span(start_on, last_on + timedelta(days=1)), zone, week_starts)


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
            definition_ref=source.text("definition_ref", ""),
            access=source.texts("access"),
        )
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
    after_end = credit.record("after_end")
    known = credit.record("known_before")
    result = Credit(
        window_days=credit.days("window", 30) or 0,
        known_before_in=known.texts("in") if known else (),
        known_before_months=_months(known, "within") if known else None,
        dormant_after_months=_months(credit, "dormant_after"),
        other_vendor=credit.choice("other_vendor", ("first_valid",), ""),
        after_end=after_end.deadline("within") if after_end else None,
        after_end_for=after_end.choice("for", ("sales_qualified_in_term",), "") if after_end else "",
    )
    if after_end:
        after_end.close()
    if known:
        known.choice("then", ("exclude",), "exclude")
        known.close()
    credit.close()
    return result


def _months(reader: Reader, key: str) -> int | None:
    if not reader.has(key):
        return None
    quantity = reader.quantity(key)
    if quantity.unit != "month" or quantity.value.denominator != 1 or quantity.value > _MOST_MONTHS:
        reader.report("contract.unreadable_value", key, found=str(quantity), expected="months")
        return None
    return int(quantity.value)


def read_fee(reader: Reader, currency: str) -> Fee:
    """Fee of the whole term, of a full month, and the share at risk."""
    at_risk = reader.share("at_risk")
    base = reader.share("base", 1 - at_risk)
    if base + at_risk != 1:
        reader.report("contract.fee_shares", "base", base=str(base), at_risk=str(at_risk))
    fee = Fee(
        total=reader.money("total", currency),
        monthly=reader.money("monthly", currency),
        at_risk=at_risk,
        media_budget=reader.quantity("media_budget") if reader.has("media_budget") else None,
        hidden_costs=_hidden_costs(reader),
    )
    reader.choice("media_paid_by", ("buyer",), "buyer")
    reader.close()
    return fee


def _hidden_costs(reader: Reader) -> dict[str, str]:
    if not reader.is_mapping("hidden_costs"):
        return {"all": reader.text("hidden_costs")} if reader.has("hidden_costs") else {}
    costs = reader.record("hidden_costs")
    assert costs is not None
    return {name: costs.text(name) for name in costs.fields()}


def read_duties(block: Reader | None) -> dict[str, Duty]:
    """The buyer's duties."""
    duties: dict[str, Duty] = {}
    for name, duty in block.entries("buyer") if block else ():
        relief = duty.record("relief")
        effect = Effect(relief.choice("effect", _EFFECTS)) if relief else None
        if relief:
            relief.close()
        duties[name] = Duty(
            id=name,
            effect=effect,
            place=duty.place,
            within=duty.deadline("within"),
            business_hours=read_hours(duty),
            notice=duty.deadline("notice"),
        )
        duty.close()
    return duties


def read_hours(reader: Reader) -> bool:
    """Whether a deadline counts only business hours of the lead's country."""
    return reader.choice("hours", ("calendar", "business_of_lead_country"), "calendar") != "calendar"


def read_missing(reader: Reader) -> Missing:
    """What a missing figure means."""
    block = reader.record("missing")
    if block is None:
        return Missing()
    block.choice("streak", ("freeze",), "freeze")
    default = Missing()
    result = Missing(
        block.choice("vendor_fault", _MISSING, default.vendor),
        block.choice("buyer_fault", _MISSING, default.buyer),
        block.choice("neither", _MISSING, default.neither),
        block.deadline("grace"),
    )
    block.close()
    return result


def read_force_majeure(reader: Reader) -> ForceMajeure | None:
    """Which events give relief days."""
    block = reader.record("force_majeure")
    if block is None:
        return None
    block.choice("if_already_late", ("no_relief",), "no_relief")
    relief = block.texts("relief", ("prorate_target",))
    for word in relief:
        if word not in _RELIEFS:
            block.report("contract.unknown_word", "relief", found=word, expected=", ".join(_RELIEFS))
    result = ForceMajeure(
        scope=block.texts("scope"),
        never=block.texts("not"),
        notice_hours=block.hours("notice", Fraction(24)),
        late_notice=block.choice("late_notice", ("relief_from_notice",), "relief_from_notice"),
        prorate_target="prorate_target" in relief,
        postpone="postpone" in relief,
        part_refund="part_refund" in relief,
        replace_after_days=block.days("replace_after"),
    )
    block.close()
    return result


def read_acceptance(reader: Reader) -> Acceptance:
    """The dates of acceptance and of payment."""
    block = reader.record("acceptance")
    if block is None:
        return Acceptance()
    pay = block.record("pay_within") if block.is_mapping("pay_within") else None
    result = Acceptance(
        statement_day=_statement_day(block) if block.has("statement_by") else None,
        if_holiday=block.choice("if_holiday", IF_HOLIDAY, "keep"),
        object_within=block.deadline("object_within"),
        remind_then=block.deadline("remind_then"),
        silence=block.choice("silence", ("accept",), ""),
        final_by=block.deadline("final_by"),
        pay_within=pay.deadline("days") if pay else block.deadline("pay_within"),
        pay_from=pay.choice("from", _PAY_FROM, _PAY_FROM[0]) if pay else _PAY_FROM[0],
    )
    if pay:
        pay.close()
    block.close()
    return result


def _statement_day(block: Reader) -> int | None:
    match = re.fullmatch(r"day (\d{1,2}) of next month", block.text("statement_by"))
    if match and 1 <= int(match[1]) <= 28:
        return int(match[1])
    found = block.text("statement_by")
    block.report("contract.unreadable_value", "statement_by", found=found, expected="statement_by")
    return None
