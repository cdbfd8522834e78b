"""What can be settled and is hardly meant: sums that differ, limits never or always reached, days outside the term. Warnings."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from assay.core.contract.model import Contract
from assay.core.findings import Finding, Place, Severity
from assay.core.money import Money, decimal_text
from assay.core.period import months_of

_ONE = Fraction(1)


def validate_sense(contract: Contract, file: str) -> Iterator[Finding]:
    """Warnings about terms that can be settled, but say something other than people mean."""
    yield from _fees(contract, file)
    yield from _shares(contract, file)
    yield from _triggers(contract)
    yield from _days(contract)
    yield from _tables(contract)


def _warning(code: str, place: Place, **params: str) -> Finding:
    return Finding(code, place, params, Severity.WARNING)


def _fees(contract: Contract, file: str) -> Iterator[Finding]:
    """The price is paid by shares of the total, months are settled by the monthly fee: they should be the same money.

    Where the term cuts a month, half of it may be agreed for 16 days of 31: a tenth of a month's fee is let pass.
    """
    span, monthly = contract.term.span, contract.fee.monthly
    parts = [Fraction(span.cut(month.span).days, month.days) for month in months_of(span)]
    earned = monthly * sum(parts, Fraction(0))
    spared = monthly / 10 if any(part != 1 for part in parts) else Fraction(0)
    if abs(earned - contract.fee.total) > spared:
        found, expected = (str(Money.of(value, contract.currency)) for value in (contract.fee.total, earned))
        yield _warning("contract.fee_sum", Place(file, path="fee"), found=found, expected=expected)


def _shares(contract: Contract, file: str) -> Iterator[Finding]:
    for clause in contract.clauses:
        if clause.tolerance >= 1:
            yield _out_of_range(clause.place, "tolerance", clause.tolerance)
    within = contract.acceptance.object_within
    if within is not None and not within.amount:
        place = Place(file, path="acceptance.object_within")
        yield _warning("contract.no_time_to_object", place)


def _triggers(contract: Contract) -> Iterator[Finding]:
    """A share of the target that no period falls below, or that one on target falls below as well."""
    for trigger in contract.triggers:
        if trigger.below_share is not None and not 0 < trigger.below_share <= _ONE:
            yield _out_of_range(trigger.place, "below", trigger.below_share)


def _out_of_range(place: Place, field: str, found: Fraction) -> Finding:
    return _warning(
        "contract.line_never_or_always", place, field=field, found=f"{decimal_text(found * 100)}%"
    )


def _days(contract: Contract) -> Iterator[Finding]:
    span = contract.term.span
    for payment in contract.payments:
        if payment.latest_on is not None and not span.start_on <= payment.latest_on <= span.last_on:
            params = {"found": str(payment.latest_on), "start": str(span.start_on), "end": str(span.last_on)}
            yield _warning("contract.latest_outside_term", payment.place, **params)


def _tables(contract: Contract) -> Iterator[Finding]:
    """A rate that a month of the term does not have stops its settlement; told before anybody signs."""
    table = contract.tables.get(contract.fx_table)
    if table is not None and table.at(contract.term.span.start_on) is None:
        params = {"table": table.id, "start": str(contract.term.span.start_on)}
        yield _warning("contract.no_rate_at_start", table.place, **params)
