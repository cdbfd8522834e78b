"""A reconciliation as JSON, as ``docs/schemas/reconciliation.schema.json`` describes it."""

from __future__ import annotations

from fractions import Fraction

from assay.core.money import decimal_text
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
        "agency": sorted(asked.agency),
        "tolerances": {
            pair.value: {"share": decimal_text(one.share), "least": decimal_text(one.least)}
            for pair, one in asked.tolerances.items()
        },
        "lines": [line_document(line) for line in done.lines],
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


def line_document(line: Line) -> Document:
    """One line; a side that is unknown is null, and so is everything that rests on it."""
    return {
        "month": str(line.month),
        "pair": line.pair.value,
        "measure": line.measure or None,
        "account": line.account,
        "campaign": line.campaign,
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
        "stretches": [
            {"first_on": one.start_on.isoformat(), "last_on": one.last_on.isoformat()}
            for one in gap.stretches
        ],
    }


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
        "account": one.account,
        "currency": one.currency,
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
