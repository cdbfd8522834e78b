"""What can be settled and is hardly meant: sums that differ, limits never or always reached, days outside the term. Warnings."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from assay.core.contract.model import Contract
from assay.core.countries import COUNTRY_CODES
from assay.core.findings import Finding, Place, Severity
from assay.core.formula import Comparison
from assay.core.formula.tree import Number
from assay.core.metrics.catalogue import CATALOGUE, DELIVERED_SHARE, FORMULA_RATIO, ROI_NET, Kind
from assay.core.money import Money, decimal_text
from assay.core.period import months_of

_ONE = Fraction(1)
_OPEN_SHARES = (DELIVERED_SHARE, FORMULA_RATIO, ROI_NET)
"""Ratios that may be more than the whole."""


def validate_sense(contract: Contract, file: str) -> Iterator[Finding]:
    """Warnings about terms that can be settled, but say something other than people mean."""
    yield from _fees(contract, file)
    yield from _shares(contract, file)
    yield from _triggers(contract)
    yield from _days(contract)
    yield from _tables(contract)
    yield from _targets(contract)
    yield from _bounds(contract)
    yield from _late_notice(contract, file)
    yield from _markets(contract, file)
    yield from _turns(contract)


def _targets(contract: Contract) -> Iterator[Finding]:
    """Targets of nothing, which anybody meets, and milestones that are more than all targets together."""
    months = months_of(contract.term.span)
    for kpi in contract.kpis.values():
        for month, factor in sorted(kpi.season.items()):
            if factor == 0:
                yield _warning("contract.season_zero", kpi.place, month=f"{month:02}")
    for payment in contract.payments:
        watched = contract.kpis.get(payment.kpi)
        if watched is None or contract.baseline is not None or watched.period != "month":
            continue
        whole = sum(
            (
                watched.base
                * watched.season.get(month.month, _ONE)
                * Fraction(contract.term.span.cut(month.span).days, month.days)
                for month in months
            ),
            Fraction(0),
        )
        if payment.reaches > whole:
            params = {"found": decimal_text(payment.reaches), "expected": decimal_text(whole)}
            yield _warning("contract.milestone_above_targets", payment.place, **params)


def _bounds(contract: Contract) -> Iterator[Finding]:
    """Bounds of more than the whole of a share that cannot be more."""
    for monitor in contract.monitors.values():
        if CATALOGUE[monitor.metric].kind is not Kind.RATIO or monitor.metric in _OPEN_SHARES:
            continue
        bounds = [("review_below", monitor.review_below)]
        bounds += [
            (name, bound.right.quantity.value)
            for name, bound in (("limit", monitor.limit), ("floor_alert", monitor.floor_alert))
            if isinstance(bound, Comparison) and isinstance(bound.right, Number)
        ]
        for name, found in bounds:
            if found is not None and found > 1:
                yield _above_whole(monitor.place, name, found)
    for duty in contract.vendor_duties.values():
        if duty.bound == "share" and duty.least is not None and duty.least > 1:
            yield _above_whole(duty.place, "share", duty.least)


def _above_whole(place: Place, field: str, found: Fraction) -> Finding:
    return _warning("contract.share_above_whole", place, field=field, found=f"{decimal_text(found * 100)}%")


def _late_notice(contract: Contract, file: str) -> Iterator[Finding]:
    """Whether a day of relief takes more from the vendor than it can give: then a notice pays better the later it comes.

    A day of relief gives back a day of the whole fee; what it spares the vendor is at most a day of the fee at risk on
    the counts whose targets it lowers.
    """
    terms = contract.force_majeure
    if terms is None or not terms.part_refund:
        return
    counts = (kpi for kpi in contract.kpis.values() if CATALOGUE[kpi.metric].kind is Kind.COUNT)
    lowered = sum((kpi.weight for kpi in counts), Fraction(0)) if terms.prorate_target else Fraction(0)
    if contract.fee.at_risk * lowered < 1:
        yield _warning("contract.late_notice_pays", Place(file, path="force_majeure.relief"))


def _markets(contract: Contract, file: str) -> Iterator[Finding]:
    unknown = sorted(set(contract.markets).difference(COUNTRY_CODES))
    if unknown:
        place = Place(file, path="audience.markets")
        yield _warning("contract.no_country", place, found=", ".join(unknown))


def _turns(contract: Contract) -> Iterator[Finding]:
    """Clauses of one priority beneath one cap, of which the id says which is cut first. A note."""
    for cap in contract.caps:
        if cap.limit is None:
            continue
        seen: dict[int, str] = {}
        for clause in contract.clauses:
            if clause.head not in cap.heads or clause.id in cap.not_for:
                continue
            other = seen.setdefault(clause.priority, clause.id)
            if other != clause.id:
                params = {"clauses": f"{other}, {clause.id}", "cap": cap.id, "priority": str(clause.priority)}
                yield Finding("contract.one_priority_under_cap", clause.place, params, Severity.INFO)


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
    yield from _empty_tables(contract)
    yield from _rates(contract)


def _empty_tables(contract: Contract) -> Iterator[Finding]:
    """A list that never names anything, by which a rule excludes: it excludes nobody."""
    for rule in contract.lead_rules:
        table = contract.tables.get(rule.table)
        if table is not None and not any(row.value for row in table.rows):
            yield _warning("contract.empty_table", table.place, table=table.id, rule=rule.id)


def _rates(contract: Contract) -> Iterator[Finding]:
    """A rate that a month of the term does not have stops its settlement; told before anybody signs."""
    table = contract.tables.get(contract.fx_table)
    if table is not None and table.at(contract.term.span.start_on) is None:
        params = {"table": table.id, "start": str(contract.term.span.start_on)}
        yield _warning("contract.no_rate_at_start", table.place, **params)
