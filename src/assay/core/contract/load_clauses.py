"""Loading of clauses: each kind has its own fields, and one reader here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.contract.judged import LeadRule
from assay.core.contract.reader import Reader
from assay.core.contract.remedy import Clause, Clawback, Head
from assay.core.deadlines import Deadline
from assay.core.quantity import QuantityError, parse_ratio

_RUN = re.compile(r"(\d{1,3}) consecutive (month|week)")
_REPLY = re.compile(r"vendor_reply_or_(\d{1,3})_(workday|day)")
_PER_DAY = re.compile(r"(.+) per day")
_WITHOUT_SUBJECT = ("opportunity", "data_repair", "interest")


def read_clauses(reader: Reader, currency: str, rules: Sequence[LeadRule]) -> tuple[Clause, ...]:
    """The clauses, in the order in which they are written."""
    clauses = []
    relieved = {rule.id for rule in rules if rule.relief_duty}
    for item in reader.records("clauses"):
        kind = item.text("kind")
        if kind not in _READERS:
            if item.has("kind"):
                item.report("contract.unknown_word", "kind", found=kind, expected=", ".join(sorted(_READERS)))
            continue
        common = Clause(
            id=item.text("id"),
            kind=kind,
            head=Head(item.choice("head", [head.value for head in Head])),
            priority=item.count("priority"),
            subject=item.text("for", "" if kind in _WITHOUT_SUBJECT else None),
            place=item.place,
        )
        clause = _READERS[kind](item, common, currency)
        excepted = tuple(reason for reason in clause.except_reasons if reason in relieved)
        clauses.append(replace(clause, except_relieved=excepted))
        item.close()
    return tuple(clauses)


def _shortfall_refund(reader: Reader, clause: Clause, _currency: str) -> Clause:
    reader.choice("lot", ("fee",))
    mode = reader.choice("mode", ("each_period", "streak"), "each_period")
    streak = read_run(reader, "after")[0] if mode == "streak" else 1
    return replace(clause, lot="fee", streak=streak)


def read_run(reader: Reader, key: str) -> tuple[int, str]:
    """A run of periods, such as ``2 consecutive month``: how many, and of what."""
    match = _RUN.fullmatch(reader.text(key))
    if not match or int(match[1]) < 1:
        if reader.has(key):
            reader.report("contract.unreadable_value", key, found=reader.text(key), expected="consecutive")
        return 1, "month"
    return int(match[1]), match[2]


def _cost_share(reader: Reader, clause: Clause, _currency: str) -> Clause:
    reader.choice("lot", ("spend",))
    reader.choice("for", ("lead.invalid",))
    replacing = reader.record("replace_first")
    within = replacing.deadline("within") if replacing else None
    if replacing:
        replacing.text("within")
        replacing.close()
    return replace(
        clause,
        lot="spend",
        multiple=reader.ratio("multiple"),
        tolerance=reader.ratio("tolerance", Fraction(0)),
        except_reasons=reader.texts("except"),
        reply_within=_reply(reader),
        replace_within=within,
    )


def _invalid_traffic(reader: Reader, clause: Clause, _currency: str) -> Clause:
    reader.choice("lot", ("spend",))
    # What "once" means is clear; what "twice" means must be said.
    once = reader.ratio("multiple") <= 1
    principal = reader.choice("includes_principal", ("true", "false"), "true" if once else None)
    multiple = _multiple(reader, principal)
    return replace(clause, lot="spend", multiple=multiple, reply_within=_reply(reader))


def _multiple(reader: Reader, principal: str) -> Fraction:
    """Times the lot, principal included."""
    multiple = reader.ratio("multiple")
    return multiple if principal == "true" else multiple + 1


def _reply(reader: Reader) -> Deadline | None:
    """The vendor's time to reply, from ``vendor_reply_or_10_workday``."""
    written = reader.text("needs", "")
    match = _REPLY.fullmatch(written)
    if written and match is None:
        reader.report("contract.unreadable_value", "needs", found=written, expected="reply")
    return Deadline(Fraction(match[1]), match[2]) if match else None


def _redelivery(reader: Reader, clause: Clause, currency: str) -> Clause:
    if not reader.has("due"):
        reader.report("contract.missing_field", "due", field="due")
    clause = replace(clause, due=reader.deadline("due"))
    if not reader.has("rate"):
        return clause
    rate, unit = _rate(reader, currency)
    if not unit.isdigit():
        return replace(clause, rate=rate, rate_unit=unit)
    if not re.fullmatch(r"[1-9][0-9]{0,8}", unit):
        reader.report("contract.unreadable_value", "rate", found=reader.text("rate"), expected="rate_per")
        return clause
    return replace(clause, rate=rate / int(unit), rate_unit=unit)


def _rate(reader: Reader, currency: str) -> tuple[Fraction, str]:
    """An amount of the contract's currency per something."""
    rate = reader.quantity("rate")
    money, _, unit = rate.unit.partition("/")
    if money != currency:
        reader.report("contract.wrong_currency", "rate", found=money, expected=currency)
    return rate.value, unit


def _bonus(reader: Reader, clause: Clause, currency: str) -> Clause:
    rate, unit = _rate(reader, currency)
    reader.choice("above", ("target",))
    return replace(
        clause,
        rate=rate,
        rate_unit=unit,
        cap=reader.expression("cap"),
        requires=reader.expressions("requires"),
        clawback=_clawback(reader),
    )


def _clawback(reader: Reader) -> Clawback | None:
    block = reader.record("clawback")
    if block is None:
        return None
    block.text("within")
    clawback = Clawback(block.days("within", 0) or 0, block.texts("for"))
    block.close()
    return clawback


def _liquidated(reader: Reader, clause: Clause, _currency: str) -> Clause:
    reader.choice("lot", ("fee",))
    reader.choice("for", ("unperformed",))
    multiple = _multiple(reader, reader.choice("includes_principal", ("true", "false")))
    return replace(clause, lot="", multiple=multiple, on=reader.choice("on", ("vendor_termination",)))


def _opportunity(reader: Reader, clause: Clause, _currency: str) -> Clause:
    on = reader.choice("on", ("fraud", "abandonment", "fraud_or_abandonment"))
    reader.text("amount")
    return replace(clause, on=on, amount=reader.expression("amount"), evidence=reader.text("evidence", ""))


def _data_repair(reader: Reader, clause: Clause, _currency: str) -> Clause:
    reader.text("amount")
    evidence = reader.text("evidence", "")
    return replace(clause, on=reader.text("on"), amount=reader.expression("amount"), evidence=evidence)


def _interest(reader: Reader, clause: Clause, _currency: str) -> Clause:
    reader.choice("simple", ("true",))
    reader.choice("from", ("day_after_due",), "day_after_due")
    warn = reader.record("warn")
    above = warn.expression("above") if warn else None
    if warn:
        warn.text("above")
        warn.close()
    return replace(
        clause,
        on=reader.choice("on", ("overdue",)),
        by=reader.choice("by", ("both", "buyer", "vendor"), "both"),
        rate=_daily_rate(reader),
        warn_above=above,
    )


def _daily_rate(reader: Reader) -> Fraction:
    match = _PER_DAY.fullmatch(reader.text("rate"))
    try:
        if match:
            return parse_ratio(match[1])
    except QuantityError:
        pass
    reader.report("contract.unreadable_value", "rate", found=reader.text("rate"), expected="daily_rate")
    return Fraction(0)


_READERS: Mapping[str, Callable[[Reader, Clause, str], Clause]] = {
    "shortfall_refund": _shortfall_refund,
    "cost_share": _cost_share,
    "invalid_traffic": _invalid_traffic,
    "redelivery": _redelivery,
    "bonus": _bonus,
    "liquidated": _liquidated,
    "opportunity": _opportunity,
    "data_repair": _data_repair,
    "interest": _interest,
}
