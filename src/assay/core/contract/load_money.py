"""Loading of what moves money beside the clauses: caps, triggers, payments, retention."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from assay.core.contract.load_clauses import read_run
from assay.core.contract.reader import Reader
from assay.core.contract.remedy import Cap, Head, Payment, Retention, Tier, Trigger
from assay.core.quantity import Quantity, QuantityError, parse_quantity, parse_ratio

_BELOW = re.compile(r"(.+?) of target")
_AFTER = re.compile(r"(\d{1,2}) month")


def read_caps(reader: Reader) -> tuple[Cap, ...]:
    """The ceilings."""
    caps = []
    for item in reader.records("caps"):
        words = item.texts("heads")
        caps.append(
            Cap(
                id=item.text("id"),
                heads=tuple(Head(word) for word in words if _is_head(item, word)),
                limit=item.expression("limit"),
                per=item.choice("per", ("lot", "month", "quarter", "term"), "term"),
                not_for=item.texts("not_for"),
                place=item.place,
            )
        )
        if item.has("limit") and not words:
            item.report("contract.missing_field", "heads", field="heads")
        if not item.has("limit") and not item.has("not_for"):
            item.report("contract.missing_field", "limit", field="limit")
        item.close()
    return tuple(caps)


def _is_head(reader: Reader, word: str) -> bool:
    if word in set(Head):
        return True
    reader.report("contract.unknown_word", "heads", found=word, expected=", ".join(Head))
    return False


def read_triggers(reader: Reader) -> tuple[Trigger, ...]:
    """Rights that arise from misses of a KPI or from figures of a monitor."""
    triggers = []
    for item in reader.records("triggers"):
        when = item.required("when")
        times, per = read_run(item, "for") if item.has("for") or not when.has("monitor") else (1, "")
        trigger = Trigger(
            id=item.text("id"),
            kpi="",
            below_share=None,
            below_value=None,
            times=times,
            per=per,
            then=item.texts("then"),
            place=item.place,
            after_months=_after(item),
            cure=item.deadline("cure"),
        )
        triggers.append(_on_monitor(trigger, when) if when.has("monitor") else _on_kpi(trigger, when))
        when.close()
        item.close()
    return tuple(triggers)


def _on_kpi(trigger: Trigger, when: Reader) -> Trigger:
    share, value = _below(when)
    trigger = replace(trigger, kpi=when.text("kpi"), below_share=share)
    return trigger if value is None else replace(trigger, below_value=value.value, below_unit=value.unit)


def _on_monitor(trigger: Trigger, when: Reader) -> Trigger:
    trigger = replace(trigger, monitor=when.text("monitor"))
    if when.has("per"):
        trigger = replace(trigger, per_channel=when.choice("per", ("channel",)) == "channel")
    if when.has("rises_by"):
        against = when.choice("against", ("previous_week", "previous_month"))
        per = trigger.per or against.removeprefix("previous_")
        if against != f"previous_{per}":
            when.report("contract.unknown_word", "against", found=against, expected=f"previous_{per}")
        return replace(trigger, rises_by=when.ratio("rises_by"), per=per)
    share, value = _below(when)
    if share is not None:
        when.report("contract.unreadable_value", "below", found=when.text("below"), expected="quantity")
    value = value or Quantity(Fraction(0))
    return replace(trigger, below_value=value.value, below_unit=value.unit, per=trigger.per or "month")


def _after(item: Reader) -> int:
    if not item.has("after"):
        return 0
    match = _AFTER.fullmatch(item.text("after"))
    if match is None:
        item.report("contract.unreadable_value", "after", found=item.text("after"), expected="months")
    return int(match[1]) if match else 0


def _below(when: Reader) -> tuple[Fraction | None, Quantity | None]:
    written = when.text("below")
    match = _BELOW.fullmatch(written)
    try:
        if match:
            return parse_ratio(match[1]), None
        return None, parse_quantity(written)
    except QuantityError:
        when.report("contract.unreadable_value", "below", found=written, expected="below")
        return Fraction(1), None


def read_payments(reader: Reader) -> tuple[Payment, ...]:
    """The instalments."""
    payments = []
    for item in reader.records("payments"):
        prepayment = item.choice("kind", ("prepayment",), "") == "prepayment"
        payment = Payment(item.text("id"), item.share("share"), "", item.place, prepayment=prepayment)
        payments.append(_milestone(item, payment) if item.is_mapping("on") else _plain(item, payment))
        item.close()
    return tuple(payments)


def _plain(item: Reader, payment: Payment) -> Payment:
    return replace(payment, on=item.choice("on", ("signing", "each_month", "final_acceptance")))


def _milestone(item: Reader, payment: Payment) -> Payment:
    on = item.required("on")
    kpi, reaches = on.text("cumulative"), on.quantity("reaches")
    if reaches.value <= 0:
        on.report("contract.unreadable_value", "reaches", found=on.text("reaches"), expected="positive")
    on.close()
    latest_on = item.day("latest") if item.has("latest") else None
    tiers = _tiers(item) if item.is_mapping("if_unmet") else ()
    prorata = not tiers and item.choice("if_unmet", ("prorata",), "") == "prorata"
    return replace(
        payment,
        on="milestone",
        kpi=kpi,
        reaches=reaches.value,
        reaches_unit=reaches.unit,
        latest_on=latest_on,
        prorata=prorata,
        tiers=tiers,
    )


def _tiers(item: Reader) -> tuple[Tier, ...]:
    """Steps that an unmet milestone pays by, greatest first; each pays less than the one above it."""
    block = item.required("if_unmet")
    tiers = []
    for step in block.records("tiers"):
        tiers.append(Tier(step.share("from"), step.share("share")))
        step.close()
    block.close()
    ordered = sorted(tiers, key=lambda tier: -tier.from_part)
    for upper, lower in pairwise(ordered):
        if upper.from_part == lower.from_part or upper.share < lower.share:
            block.report("contract.tiers_cross", "tiers")
    return tuple(ordered)


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
