"""Writing figures as the measurements file has them; :mod:`assay.core.acceptance.read` is the inverse."""

from __future__ import annotations

from fractions import Fraction

from assay.core.acceptance.measurements import (
    UNKNOWN_COST,
    Event,
    Figure,
    KpiFigures,
    MonitorFigures,
    PeriodFigures,
    Relieved,
    SpendLot,
    Status,
)
from assay.core.money import decimal_text, exponent
from assay.core.period import Span

Document = dict[str, object]


def period_document(figures: PeriodFigures) -> Document:
    """One period, keys in reading order, numbers as text."""
    document: Document = {
        "period": str(figures.month),
        "as_of": figures.as_of.isoformat(),
        "kpis": {name: kpi_document(kpi) for name, kpi in sorted(figures.kpis.items())},
        "lots": {"spend": [lot_document(lot) for lot in figures.lots]},
        "events": [event_document(event) for event in figures.events],
    }
    if figures.monitors:
        found = sorted(figures.monitors.items())
        document["monitors"] = {name: _monitor(given) for name, given in found}
    return document


def _monitor(given: MonitorFigures) -> Document:
    document = kpi_document(given.all)
    if given.channels:
        document["channels"] = {name: kpi_document(part) for name, part in sorted(given.channels.items())}
    if given.also:
        document["also"] = {rule: kpi_document(part) for rule, part in sorted(given.also.items())}
    return document


def kpi_document(kpi: KpiFigures) -> Document:
    """The figures of a KPI: one for the month, or its weeks."""
    if kpi.month is not None:
        return _figure(kpi.month)
    weeks = [_week(span) | _figure(figure) for span, figure in kpi.weeks]
    return {"weeks": weeks}


def lot_document(lot: SpendLot) -> Document:
    """A spend lot; parts that were not measured are left out."""
    cost = UNKNOWN_COST if lot.cost is None else _money(lot.cost, lot.currency)
    document: Document = {"id": lot.id, "cost": cost}
    if lot.platform_credit:
        document["platform_credit"] = _money(lot.platform_credit, lot.currency)
    sessions = lot.sessions
    if sessions.judged or sessions.unjudged:
        document["sessions"] = {
            "judged": decimal_text(sessions.judged),
            "unjudged": decimal_text(sessions.unjudged),
            "invalid": {"A": decimal_text(sessions.invalid_a), "B": decimal_text(sessions.invalid_b)},
        }
    if lot.failed_segment:
        document["failed_segment"] = lot.failed_segment
    if lot.leads.credited:
        document["leads"] = {
            "credited": decimal_text(lot.leads.credited),
            "valid": decimal_text(lot.leads.valid),
            "invalid": {reason: decimal_text(n) for reason, n in sorted(lot.leads.invalid.items())},
            **_relieved(lot.leads.relieved),
        }
    return document


def event_document(event: Event) -> Document:
    """An event with its kind's own fields."""
    document: Document = {"id": event.id, "kind": event.kind, **event.fields}
    if event.kpis:
        document["kpis"] = {name: kpi_document(kpi) for name, kpi in sorted(event.kpis.items())}
    if event.lots is not None:
        document["lots"] = {"spend": [lot_document(lot) for lot in event.lots]}
    return document | {"effective": event.effective_on.isoformat(), "known": event.known_at.isoformat()}


def _week(span: Span) -> Document:
    return {"from": span.start_on.isoformat(), "to": span.last_on.isoformat()}


def _figure(figure: Figure) -> Document:
    document: Document = {}
    for key in ("value", "numerator", "denominator", "n"):
        number: Fraction | None = getattr(figure, key)
        if number is not None:
            document[key] = decimal_text(number)
    if figure.currency and figure.numerator is not None:
        document["numerator"] = _money(figure.numerator, figure.currency)
    if figure.open:
        document["open"] = decimal_text(figure.open)
    document |= _relieved(figure.relieved)
    if figure.silent_evidenced or figure.silent_other:
        document["silent"] = {
            "with_evidence": decimal_text(figure.silent_evidenced),
            "other": decimal_text(figure.silent_other),
        }
    if figure.source:
        document["source"] = figure.source
    document["status"] = figure.status.value
    if figure.status is Status.MISSING and figure.fault is not None:
        document["fault"] = figure.fault.value
    if figure.reason is not None:
        document["reason"] = figure.reason.value
    return document


def _relieved(relieved: Relieved) -> Document:
    if not (relieved.deemed_valid or relieved.exclude_record):
        return {}
    return {
        "relieved": {
            "deemed_valid": decimal_text(relieved.deemed_valid),
            "exclude_record": decimal_text(relieved.exclude_record),
        }
    }


def _money(amount: Fraction, currency: str) -> str:
    text = decimal_text(amount)
    whole, _, digits = text.partition(".")
    return (
        f"{whole}.{digits.ljust(exponent(currency), '0')} {currency}"
        if exponent(currency)
        else f"{text} {currency}"
    )
