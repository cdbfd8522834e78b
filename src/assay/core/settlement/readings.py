"""Readings of a month's figures: what disputes, rulings, credits and replacements make of what was measured.

The record of a month keeps what was measured. Both readings are made anew from the events with every statement, so that
nothing follows from a dispute but what its ruling says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assay.core.acceptance.measurements import (
    NONE_RELIEVED,
    Event,
    Figure,
    KpiFigures,
    LotLeads,
    PeriodFigures,
    Relieved,
    SpendLot,
)
from assay.core.contract.model import Contract, Party
from assay.core.metrics.catalogue import CATALOGUE, COST_PER_VALID_LEAD, SALES_QUALIFIED_LEADS
from assay.core.period import Month
from assay.core.quantity import parse_quantity
from assay.core.settlement.disputed import asks_for_more, disputed_line, disputed_month

_ZERO = Fraction(0)
CLASS_A = "class_A"
FAILED_SEGMENT = "failed_segment"
READ = frozenset({"platform_credit", "replacement", "dispute", "ruling", "reissue"})
"""The kinds of events that a reading heeds; all others may be left out."""


@dataclass(frozen=True, slots=True)
class Readings:
    """A month's figures as the parties read them.

    Attributes:
        vendor: With every open dispute decided for the vendor.
        buyer: With every open dispute decided for the buyer.
        open: Ids of the open disputes.
        disputed_lines: Lines in open dispute.
        struck_lines: Lines that a ruling found not to be there.
        upheld_lines: Disputed lines that a ruling decided for the buyer.
        too_small_lines: Lines that the side which gains by them finds too small, in open dispute; they stay as they are.
    """

    vendor: PeriodFigures
    buyer: PeriodFigures
    open: tuple[str, ...]
    disputed_lines: frozenset[str]
    struck_lines: frozenset[str]
    upheld_lines: frozenset[str] = frozenset()
    too_small_lines: frozenset[str] = frozenset()


def read_both(figures: PeriodFigures, contract: Contract, noted: Sequence[Event]) -> Readings:
    """Both readings of a month.

    Args:
        figures: As last measured or reissued.
        contract: The version in force in that month.
        noted: All events seen, or those of the kinds in :data:`READ`.
    """
    month = figures.month
    base = replace(figures, lots=tuple(_with_credit_and_replacements(figures.lots, month, noted)))
    vendor = buyer = base
    still_open, disputed, struck, upheld, small = [], set[str](), set[str](), set[str](), set[str]()
    for dispute in disputes_of(month, noted):
        ruled = ruled_for(dispute, noted)
        line = disputed_line(dispute)
        if ruled is None:
            still_open.append(dispute.id)
        if asks_for_more(dispute, contract):
            small |= {line} if ruled is None else set()
            continue
        if ruled is None:
            disputed |= {line} - {""}
        elif ruled is Party.VENDOR:
            struck |= {line} - {""}
        else:
            upheld |= {line} - {""}
        if not line:
            vendor = _decided(vendor, dispute, ruled or Party.VENDOR, contract)
            buyer = _decided(buyer, dispute, ruled or Party.BUYER, contract)
    lines = (frozenset(disputed), frozenset(struck), frozenset(upheld), frozenset(small))
    return Readings(vendor, buyer, tuple(still_open), *lines)


def disputes_of(month: Month, noted: Sequence[Event]) -> Iterator[Event]:
    """The disputes of a month that stand: those before a reissue of it spoke of figures that are no more."""
    period = str(month)
    reissued = [
        event.known_at for event in noted if event.kind == "reissue" and event.fields["of_period"] == period
    ]
    for event in noted:
        is_of_month = event.kind == "dispute" and disputed_month(event) == month
        if is_of_month and not any(event.known_at <= moment for moment in reissued):
            yield event


def ruled_for(dispute: Event, noted: Sequence[Event]) -> Party | None:
    """The party for which a dispute was ruled; None while it is open."""
    for event in noted:
        if event.kind == "ruling" and event.fields["on"] == dispute.id:
            return Party(event.fields["for"])
    return None


def _with_credit_and_replacements(
    lots: Sequence[SpendLot], month: Month, noted: Sequence[Event]
) -> Iterator[SpendLot]:
    given: dict[str, Fraction] = {}
    replaced: dict[str, Fraction] = {}
    for event in noted:
        if event.kind == "platform_credit":
            lot_id = event.fields["lot"]
            given[lot_id] = given.get(lot_id, _ZERO) + parse_quantity(event.fields["amount"]).value
        elif event.kind == "replacement" and event.fields["of_period"] == str(month):
            lot_id = event.fields["lot"]
            replaced[lot_id] = replaced.get(lot_id, _ZERO) + Fraction(event.fields["records"])
    for lot in lots:
        if lot.id not in given and lot.id not in replaced:
            yield lot
            continue
        credit = lot.platform_credit + given.get(lot.id, _ZERO)
        credit = credit if lot.cost is None else min(lot.cost, credit)
        leads = replace(lot.leads, replaced=replaced.get(lot.id, _ZERO))
        yield replace(lot, platform_credit=credit, leads=leads)


def _decided(figures: PeriodFigures, dispute: Event, side: Party, contract: Contract) -> PeriodFigures:
    """The figures once a dispute is decided for a side: that of the one who raised it changes them."""
    if dispute.fields["by"] != side:
        return figures
    sign = 1 if side is Party.VENDOR else -1
    lot = next((item for item in figures.lots if item.id == dispute.fields.get("lot")), None)
    reason = dispute.fields["reason"]
    records = Fraction(dispute.fields["records"])
    if reason == FAILED_SEGMENT and lot is not None:
        reasons = {rule.id for rule in contract.lead_rules if rule.rule == "in_failed_segment"}
        records = sum((lot.leads.invalid.get(name, _ZERO) for name in reasons), _ZERO)
    gone = Relieved()
    if lot is not None:
        changed = _changed_lot(lot, dispute, sign, contract)
        lots = tuple(changed if item is lot else item for item in figures.lots)
        figures = replace(figures, lots=lots)
        gone = _less(lot.leads.relieved, changed.leads.relieved)
    if reason == CLASS_A:
        return figures
    change = _Change(sign * records, sign * Fraction(dispute.fields.get("qualified", "0")), gone)
    kpis = {
        name: _changed_kpi(item, contract.kpis[name].metric, change, lot)
        for name, item in figures.kpis.items()
        if name in contract.kpis
    }
    return replace(figures, kpis={**figures.kpis, **kpis})


def _changed_lot(lot: SpendLot, dispute: Event, sign: int, contract: Contract) -> SpendLot:
    reason, records = dispute.fields["reason"], Fraction(dispute.fields["records"])
    if reason == CLASS_A:
        invalid = max(_ZERO, lot.sessions.invalid_a - sign * records)
        return replace(lot, sessions=replace(lot.sessions, invalid_a=min(invalid, lot.sessions.judged)))
    if reason == FAILED_SEGMENT:
        lot = replace(lot, failed_segment="")
        for rule in contract.lead_rules:
            if rule.rule == "in_failed_segment":
                moved = lot.leads.invalid.get(rule.id, _ZERO)
                lot = replace(lot, leads=_moved(lot.leads, rule.id, moved))
        return lot
    return replace(lot, leads=_moved(lot.leads, reason, sign * records))


def _moved(leads: LotLeads, reason: str, records: Fraction) -> LotLeads:
    """Leads that become valid (or invalid, below zero) of one reason."""
    invalid = {**leads.invalid, reason: leads.invalid.get(reason, _ZERO) - records}
    kept = {name: count for name, count in invalid.items() if count}
    relieved = _at_most(leads.relieved, sum(kept.values(), _ZERO))
    return replace(leads, valid=leads.valid + records, invalid=kept, relieved=relieved)


def _at_most(relieved: Relieved, invalid: Fraction) -> Relieved:
    """Relieved leads are among the invalid ones: one that is found valid is relieved no more, those deemed valid first."""
    over = max(_ZERO, relieved.deemed_valid + relieved.exclude_record - invalid)
    return _less(
        relieved, Relieved(min(over, relieved.deemed_valid), max(_ZERO, over - relieved.deemed_valid))
    )


def _less(relieved: Relieved, gone: Relieved) -> Relieved:
    return Relieved(
        max(_ZERO, relieved.deemed_valid - gone.deemed_valid),
        max(_ZERO, relieved.exclude_record - gone.exclude_record),
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """What a decided dispute does to figures: records that become valid, those of them qualified, and reliefs that end."""

    records: Fraction
    qualified: Fraction
    gone: Relieved = NONE_RELIEVED


def _changed_kpi(kpi: KpiFigures, metric: str, by: _Change, lot: SpendLot | None) -> KpiFigures:
    change = _change_of(metric, by)
    if change is None:
        return kpi
    if kpi.month is not None:
        return replace(kpi, month=change(kpi.month))
    day = lot.day if lot is not None else None
    at = next(
        (i for i, (span, _) in enumerate(kpi.weeks) if day is not None and day in span), len(kpi.weeks) - 1
    )
    weeks = tuple((span, change(figure) if i == at else figure) for i, (span, figure) in enumerate(kpi.weeks))
    return replace(kpi, weeks=weeks)


def _change_of(metric: str, by: _Change) -> Callable[[Figure], Figure] | None:
    if CATALOGUE[metric].counts_valid_leads:
        return lambda figure: replace(
            figure, value=_plus(figure.value, by.records), relieved=_less(figure.relieved, by.gone)
        )
    if metric == COST_PER_VALID_LEAD:
        return lambda figure: replace(
            figure,
            denominator=_plus(figure.denominator, by.records),
            relieved=_less(figure.relieved, by.gone),
        )
    if metric == SALES_QUALIFIED_LEADS:
        return lambda figure: replace(figure, value=_plus(figure.value, by.qualified))
    return None


def _plus(before: Fraction | None, change: Fraction) -> Fraction | None:
    """A part of a figure changed, never below zero; one that is missing stays so."""
    return None if before is None else max(_ZERO, before + change)
