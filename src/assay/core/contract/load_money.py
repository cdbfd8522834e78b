"""Loading of what moves money: clauses, caps, triggers, payments, retention."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.contract.judged import LeadRule
from assay.core.contract.reader import Reader
from assay.core.contract.remedy import Cap, Clause, Clawback, Head, Payment, Retention, Trigger
from assay.core.formula import names
from assay.core.quantity import QuantityError, parse_quantity, parse_ratio

_KNOWN_LATER = ("redelivery", "liquidated", "opportunity", "data_repair", "interest")
_BELOW = re.compile(r"(.+?) of target")
_FOR = re.compile(r"(\d{1,3}) consecutive (month|week)")


def read_clauses(reader: Reader, currency: str, rules: Sequence[LeadRule]) -> tuple[Clause, ...]:
    """The clauses, in the order in which they are written."""
    clauses = []
    relieved = {rule.id for rule in rules if rule.relief_duty}
    for item in reader.records("clauses"):
        kind = item.text("kind")
        if kind in _KNOWN_LATER:
            item.report("contract.not_evaluated", "kind", what=f"{item.text('id')} ({kind})")
        elif kind not in _READERS and item.has("kind"):
            expected = ", ".join(sorted((*_READERS, *_KNOWN_LATER)))
            item.report("contract.unknown_word", "kind", found=kind, expected=expected)
        if kind not in _READERS:
            continue
        common = Clause(
            id=item.text("id"),
            kind=kind,
            head=Head(item.choice("head", [head.value for head in Head])),
            priority=item.count("priority"),
            subject=item.text("for"),
            place=item.place,
        )
        clause = _READERS[kind](item, common, currency)
        excepted = tuple(reason for reason in clause.except_reasons if reason in relieved)
        clauses.append(replace(clause, except_relieved=excepted))
        item.close()
    return tuple(clauses)


def _shortfall_refund(reader: Reader, clause: Clause, _currency: str) -> Clause:
    reader.choice("lot", ("fee",))
    if reader.text("mode") != "each_period":
        reader.report("contract.not_evaluated", "mode", what=f"{clause.id} mode: {reader.text('mode')}")
    return replace(clause, lot="fee")


def _cost_share(reader: Reader, clause: Clause, _currency: str) -> Clause:
    reader.choice("lot", ("spend",))
    reader.choice("for", ("lead.invalid",))
    reader.later(("replace_first", "needs"))
    return replace(
        clause,
        lot="spend",
        multiple=reader.ratio("multiple"),
        tolerance=reader.ratio("tolerance", Fraction(0)),
        except_reasons=reader.texts("except"),
    )


def _invalid_traffic(reader: Reader, clause: Clause, _currency: str) -> Clause:
    reader.choice("lot", ("spend",))
    reader.later(("needs",))
    principal = reader.choice("includes_principal", ("true", "false"))
    multiple = reader.ratio("multiple")
    return replace(clause, lot="spend", multiple=multiple if principal == "true" else multiple + 1)


def _bonus(reader: Reader, clause: Clause, currency: str) -> Clause:
    rate = reader.quantity("rate")
    money, _, unit = rate.unit.partition("/")
    if money != currency:
        reader.report("contract.wrong_currency", "rate", found=money, expected=currency)
    reader.choice("above", ("target",))
    requires = reader.expressions("requires")
    for expression in requires:
        if "no_open_class_A" in names(expression):
            reader.report("contract.not_evaluated", "requires", what=f"{clause.id} requires: no_open_class_A")
    return replace(
        clause,
        rate=rate.value,
        rate_unit=unit,
        cap=reader.expression("cap"),
        requires=requires,
        clawback=_clawback(reader),
    )


def _clawback(reader: Reader) -> Clawback | None:
    block = reader.record("clawback")
    if block is None:
        return None
    hours = block.hours("within")
    if hours % 24:
        block.report("contract.not_whole_days", "within", found=block.text("within"))
    clawback = Clawback(int(hours // 24), block.texts("for"))
    block.close()
    return clawback


_READERS: Mapping[str, Callable[[Reader, Clause, str], Clause]] = {
    "shortfall_refund": _shortfall_refund,
    "cost_share": _cost_share,
    "invalid_traffic": _invalid_traffic,
    "bonus": _bonus,
}


def read_caps(reader: Reader) -> tuple[Cap, ...]:
    """The ceilings."""
    caps = []
    for item in reader.records("caps"):
        heads = tuple(Head(word) for word in item.texts("heads") if _is_head(item, word))
        caps.append(
            Cap(
                id=item.text("id"),
                heads=heads,
                limit=item.expression("limit"),
                per=item.choice("per", ("lot", "month", "quarter", "term"), "term"),
                not_for=item.texts("not_for"),
                place=item.place,
            )
        )
        if item.has("limit") and not heads:
            item.report("contract.missing_field", "heads", field="heads")
        item.close()
    return tuple(caps)


def _is_head(reader: Reader, word: str) -> bool:
    if word in set(Head):
        return True
    reader.report("contract.unknown_word", "heads", found=word, expected=", ".join(Head))
    return False


def read_triggers(reader: Reader) -> tuple[Trigger, ...]:
    """Rights that arise from misses of a KPI; those that watch a monitor are refused by name."""
    triggers = []
    for item in reader.records("triggers"):
        when = item.required("when")
        if when.has("monitor"):
            item.report("contract.not_evaluated", "when", what=f"{item.text('id')} (monitor)")
            item.skip(item.fields())
            continue
        share, value = _below(when)
        match = _FOR.fullmatch(item.text("for"))
        if not match or int(match[1]) < 1:
            item.report("contract.unreadable_value", "for", found=item.text("for"), expected="consecutive")
        triggers.append(
            Trigger(
                id=item.text("id"),
                kpi=when.text("kpi"),
                below_share=share,
                below_value=value,
                times=int(match[1]) if match else 1,
                per=match[2] if match else "month",
                then=item.texts("then"),
                place=item.place,
            )
        )
        when.close()
        item.close()
    return tuple(triggers)


def _below(when: Reader) -> tuple[Fraction | None, Fraction | None]:
    written = when.text("below")
    match = _BELOW.fullmatch(written)
    try:
        if match:
            return parse_ratio(match[1]), None
        return None, parse_quantity(written).value
    except QuantityError:
        when.report("contract.unreadable_value", "below", found=written, expected="below")
        return Fraction(1), None


def read_payments(reader: Reader) -> tuple[Payment, ...]:
    """The instalments."""
    payments = []
    for item in reader.records("payments"):
        item.choice("kind", ("prepayment",), "prepayment")
        payment = Payment(item.text("id"), item.share("share"), "", item.place)
        payments.append(_milestone(item, payment) if _is_mapping(item, "on") else _plain(item, payment))
        item.close()
    return tuple(payments)


def _plain(item: Reader, payment: Payment) -> Payment:
    return replace(payment, on=item.choice("on", ("signing", "each_month", "final_acceptance")))


def _milestone(item: Reader, payment: Payment) -> Payment:
    on = item.required("on")
    kpi, reaches = on.text("cumulative"), on.quantity("reaches").value
    if reaches <= 0:
        on.report("contract.unreadable_value", "reaches", found=on.text("reaches"), expected="positive")
    on.close()
    latest_on = item.day("latest") if item.has("latest") else None
    prorata = item.choice("if_unmet", ("prorata",), "") == "prorata"
    return replace(payment, on="milestone", kpi=kpi, reaches=reaches, latest_on=latest_on, prorata=prorata)


def _is_mapping(reader: Reader, key: str) -> bool:
    child = reader.tree.value.get(key) if isinstance(reader.tree.value, dict) else None
    return child is not None and isinstance(child.value, dict)


def read_retention(reader: Reader) -> Retention | None:
    """Money withheld from a payment."""
    block = reader.record("retention")
    if block is None:
        return None
    block.choice("base", ("contract_price",))
    release = block.required("release")
    hours = release.hours("after", Fraction(0))
    if hours % 24:
        release.report("contract.not_whole_days", "after", found=release.text("after"))
    retention = Retention(
        share=block.share("share"),
        inside=block.text("inside"),
        after_days=int(hours // 24),
        from_term_end=release.choice("from", ("due", "term_end"), "due") == "term_end",
        conditions=tuple(word for word in release.texts("if") if _is_condition(release, word)),
        place=block.place,
    )
    release.close()
    block.close()
    return retention


def _is_condition(reader: Reader, word: str) -> bool:
    if word in ("no_open_claim", "handover_done"):
        return True
    reader.report("contract.unknown_word", "if", found=word, expected="handover_done, no_open_claim")
    return False
