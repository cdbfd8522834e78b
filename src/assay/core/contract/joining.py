"""What an amendment leaves alone: the time before it, instalments that fell due, and the price they add up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from assay.core.contract.model import Amended, Contract
from assay.core.contract.remedy import Payment
from assay.core.findings import Finding, Place, Severity
from assay.core.money import Money
from assay.core.period import ONE_DAY, Month, months_of

Versions = Sequence[tuple[date, Contract]]


def never_back(effective_on: date, signed_on: date, after: date, place: Place) -> Iterator[Finding]:
    """An amendment holds from the start of a month that begins after both have signed.

    ``after``: The day from which the text before it holds.
    """
    if effective_on.day != 1 or effective_on <= after:
        yield Finding("amendment.effective", place, {"found": str(effective_on)})
    elif signed_on >= effective_on:
        params = {"signed": str(signed_on), "effective": str(effective_on)}
        first = Month.of(signed_on).next().first_on
        yield Finding("amendment.signed_late", place, params | {"expected": str(first)})


def unjoined(effective_on: date, before: Contract, after: Contract, place: Place) -> Iterator[Finding]:
    """Where a version does not join the one before it."""
    if after.fee.total != before.fee.total:
        yield Finding("amendment.fixed_field", place, {"path": "fee.total"})
    yield from _term(effective_on, before, after, place)
    changed = {payment.id: payment for payment in after.payments}
    for payment in before.payments:
        new = changed.get(payment.id)
        if new is not None and new.share == payment.share and _by_month(new) == _by_month(payment):
            continue
        if payment.on in ("signing", "each_month"):
            yield _instalment("amendment.instalment_due", payment, effective_on, place)
        elif payment.on == "milestone":
            yield _instalment(
                "amendment.instalment_may_be_due", payment, effective_on, place, Severity.WARNING
            )
    known = {payment.id for payment in before.payments if _by_month(payment)}
    for payment in after.payments:
        if _by_month(payment) and payment.id not in known:
            yield _instalment("amendment.months_unpaid", payment, effective_on, place)


def _term(effective_on: date, before: Contract, after: Contract, place: Place) -> Iterator[Finding]:
    was, now = before.term.span.last_on, after.term.span.last_on
    if now != was and now < effective_on - ONE_DAY:
        params = {"end": str(now), "effective": str(effective_on)}
        yield Finding("amendment.term_back", place, params)
    elif effective_on > was + ONE_DAY or (effective_on > was and now == was):
        params = {"end": str(was), "effective": str(effective_on)}
        yield Finding("amendment.after_term", place, params, Severity.WARNING)


def _by_month(payment: Payment) -> bool:
    return payment.on == "each_month"


def _instalment(
    code: str, payment: Payment, effective_on: date, place: Place, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(code, place, {"payment": payment.id, "effective": str(effective_on)}, severity)


def fees_beside_the_price(first: Contract, later: Versions, place: Place) -> Iterator[Finding]:
    """Months whose fee or number an amendment changed no longer add up to the price, which stays."""
    terms = {(version.fee.monthly, version.term.span) for version in (first, *(item for _, item in later))}
    if len(terms) == 1:
        return
    earned, price = _earned(Amended(first, tuple(later))), first.fee.total
    if abs(earned - price) > first.fee.monthly / 10:
        found, expected = (str(Money.of(value, first.currency)) for value in (price, earned))
        yield Finding("amendment.fee_sum", place, {"found": found, "expected": expected}, Severity.WARNING)


def _earned(amended: Amended) -> Fraction:
    """The fees of all months, each by the text in force when it began."""
    spans = [amended.first.term.span, *(version.term.span for _, version in amended.later)]
    whole = max(spans, key=lambda span: span.last_on)
    sums = Fraction(0)
    for month in months_of(whole):
        version = amended.for_month(month)
        days = month.span.cut(version.term.span).days
        sums += version.fee.monthly * Fraction(days, month.days)
    return sums
