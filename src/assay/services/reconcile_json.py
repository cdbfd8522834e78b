"""A reconciliation as JSON, as ``docs/schemas/reconciliation.schema.json`` describes it."""

from __future__ import annotations

from fractions import Fraction

from assay.core.money import decimal_text
from assay.core.period import Span
from assay.core.reconciliation.accounts import TopUps
from assay.core.reconciliation.gaps import Gap
from assay.core.reconciliation.lines import Line
from assay.core.reconciliation.restated import Restated
from assay.services.reconcile import Reconciled

FORMAT = "reconciliation/v1"
Document = dict[str, object]


def reconciliation_document(done: Reconciled) -> Document:
    """Every line with both values, gaps, altered figures, breaks and the price of credit. Numbers are exact text."""
    asked = done.asked
    contract = asked.contract
    return {
        "assay": FORMAT,
        "contract": {"id": contract.first.id, "version": contract.latest.version} if contract else None,
        "vendor": {"zh": done.vendor.zh, "en": done.vendor.en} if done.vendor else None,
        "months": [
            {
                "month": str(month),
                "closed": month in done.closed,
                "finish_by": done.finish_by[month].isoformat() if month in done.finish_by else None,
            }
            for month in asked.months
        ],
        "other_contracts": list(done.other_contracts),
        "agency": sorted(asked.agency),
        "tolerances": {
            pair.value: {"share": decimal_text(one.share), "least": decimal_text(one.least)}
            for pair, one in asked.tolerances.items()
        },
        "zones": {str(book): zone for book, zone in done.zones.items()},
        "lines": [
            line_document(line, shared=line.whole and line.account in done.shared) for line in done.lines
        ],
        "totals_unused": [
            {
                "month": str(one.month),
                "book": str(one.book),
                "periods": [_stretch(days) for days in one.periods],
            }
            for one in done.unused
        ],
        "gaps": [_gap(gap) for gap in done.gaps],
        "restated": [_restated(one) for one in done.restated],
        "balance_breaks": [
            {
                "account": account.name,
                "currency": account.currency,
                "entry": found.entry.id,
                "day": found.entry.day.isoformat(),
                "opening": decimal_text(found.opening),
                "closing": decimal_text(found.closing),
            }
            for account, found in done.breaks
        ],
        "top_ups": [_top_ups(one) for one in done.top_ups],
    }


def line_document(line: Line, *, shared: bool) -> Document:
    """One line; a side that is unknown is null, and so is everything that rests on it.

    Args:
        line: It.
        shared: Whether it is of an account that also holds what is not the contract's.
    """
    return {
        "month": str(line.month),
        "pair": line.pair.value,
        "measure": line.measure or None,
        "account": line.account,
        "campaign": line.campaign,
        "shared": shared,
        "unit": line.unit,
        "first": {"book": line.first_book, "value": _exact(line.first)},
        "second": {"book": line.second_book, "value": _exact(line.second)},
        "difference": _exact(line.difference),
        "explained": [
            {"why": part.why, "amount": decimal_text(part.amount), "count": part.count}
            for part in line.explained
        ],
        "residual": _exact(line.residual),
        "allowed": _exact(line.allowed),
        "state": line.state.value,
    }


def _gap(gap: Gap) -> Document:
    return {
        "month": str(gap.month),
        "book": str(gap.book),
        "days": gap.days,
        "stretches": [_stretch(one) for one in gap.stretches],
    }


def _stretch(days: Span) -> Document:
    return {"first_on": days.start_on.isoformat(), "last_on": days.last_on.isoformat()}


def _restated(one: Restated) -> Document:
    return {
        "month": str(one.month),
        "measure": one.measure.value,
        "book": str(one.book),
        "campaign": one.campaign,
        "unit": one.unit,
        "first_on": one.day,
        "days": one.days,
        "then": _exact(one.then),
        "now": _exact(one.now),
        "files": list(one.files),
    }


def _top_ups(one: TopUps) -> Document:
    cost = one.cost
    return {
        "month": str(one.month),
        "account": one.account.name,
        "currency": one.account.currency,
        "topped_up": decimal_text(one.bought.topped_up),
        "free": decimal_text(one.bought.free),
        "paid": _exact(one.bought.paid),
        "paid_currency": one.bought.currency,
        "rate": _exact(one.bought.rate),
        "spent": _exact(cost.spent) if cost else None,
        "spent_paid": _exact(cost.paid) if cost else None,
        "spent_currency": cost.currency if cost else "",
        "spent_rate": _exact(cost.rate) if cost else None,
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else decimal_text(value)
