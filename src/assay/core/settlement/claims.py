"""Claims: (lot, share, multiple, head, clause). A clause says what share of a lot it takes and how many times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assay.core.acceptance.measurements import SpendLot
from assay.core.acceptance.outcomes import State
from assay.core.contract.remedy import Clause
from assay.core.settlement.lots import Lot
from assay.core.settlement.streaks import Miss

_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one clause asks of one lot.

    Attributes:
        share: Of the lot, 0–1, before stacking.
        units: Invalid leads behind a cost share; 0 for other kinds.
    """

    clause: Clause
    lot: Lot
    share: Fraction
    units: Fraction = Fraction(0)

    @property
    def line_id(self) -> str:
        """The line that it goes into: its clause's own, or one per KPI where the clause names them all."""
        outcome = self.lot.outcome
        return self.clause.id if outcome is None else line_of(self.clause, outcome.kpi)


def line_of(clause: Clause, kpi_id: str) -> str:
    """The line into which a clause's claims on a KPI go."""
    return f"{clause.id}/{kpi_id}" if clause.subject == "kpis" else clause.id


@dataclass(frozen=True, slots=True)
class Charged:
    """Leads of a spend lot that a cost share looks at, after exceptions and reliefs."""

    credited: Fraction
    invalid: Fraction


def claims_of(
    clause: Clause, lots: Sequence[Lot], streaks: frozenset[Miss], *, worst: bool
) -> Iterator[Claim]:
    """All claims of one clause on the lots of a month.

    Args:
        clause: A clause on lots (a bonus claims none).
        lots: Fee and spend lots of the month.
        streaks: Misses that a refund after a streak may claim.
        worst: Judge open KPIs at their worst outcome instead of their best.
    """
    if clause.kind == "shortfall_refund":
        yield from _shortfalls(clause, lots, streaks, worst=worst)
    elif clause.kind == "cost_share":
        yield from _cost_shares(clause, lots)
    elif clause.kind == "invalid_traffic":
        yield from _invalid_traffic(clause, lots)


def _shortfalls(
    clause: Clause, lots: Sequence[Lot], streaks: frozenset[Miss], *, worst: bool
) -> Iterator[Claim]:
    for lot in lots:
        outcome = lot.outcome
        if outcome is None or clause.subject not in ("kpis", outcome.kpi):
            continue
        held = worst and outcome.state is State.HELD
        if clause.streak > 1 and (outcome.kpi, outcome.span) not in streaks and not held:
            continue
        share = outcome.worst if worst else outcome.shortfall
        if share:
            yield Claim(clause, lot, min(_ONE, share))


def charged_leads(clause: Clause, lot: SpendLot) -> Charged:
    """Credited and invalid leads of a lot, after the clause's exceptions, reliefs and replacements.

    Relieved leads are taken to be those of the excepted reasons first, where these can be relieved at all.
    """
    leads = lot.leads
    invalid = sum((n for reason, n in leads.invalid.items() if reason not in clause.except_reasons), _ZERO)
    relieved = leads.relieved.deemed_valid + leads.relieved.exclude_record
    if relieved:
        excepted = sum((leads.invalid.get(reason, _ZERO) for reason in clause.except_relieved), _ZERO)
        invalid -= max(_ZERO, relieved - excepted)
    if leads.replaced and clause.replace_within is not None:
        invalid -= leads.replaced
    return Charged(leads.credited - leads.relieved.exclude_record, max(_ZERO, invalid))


def tolerance_factor(clause: Clause, lots: Sequence[Lot]) -> Fraction:
    """The part beyond the tolerance, f = max(0, 1 − tolerance × credited ÷ invalid), summed over all lots with cost and credited leads."""
    return _factor(clause, [charged for _, charged in _charged_lots(clause, lots)])


def _factor(clause: Clause, counted: Sequence[Charged]) -> Fraction:
    credited = sum((lead.credited for lead in counted), _ZERO)
    invalid = sum((lead.invalid for lead in counted), _ZERO)
    return max(_ZERO, 1 - clause.tolerance * credited / invalid) if invalid else _ZERO


def _charged_lots(clause: Clause, lots: Sequence[Lot]) -> list[tuple[Lot, Charged]]:
    """The lots with cost and credited leads."""
    with_cost = ((lot, charged_leads(clause, lot.spend)) for lot in lots if lot.spend and lot.value > 0)
    return [(lot, charged) for lot, charged in with_cost if charged.credited > 0]


def _cost_shares(clause: Clause, lots: Sequence[Lot]) -> Iterator[Claim]:
    counted = _charged_lots(clause, lots)
    factor = _factor(clause, [charged for _, charged in counted])
    for lot, charged in counted if factor else ():
        if charged.invalid:
            yield Claim(clause, lot, factor * charged.invalid / charged.credited, charged.invalid)


def _invalid_traffic(clause: Clause, lots: Sequence[Lot]) -> Iterator[Claim]:
    for lot in lots:
        spend = lot.spend
        if spend is None or lot.value <= 0:
            continue
        if clause.subject == "click.class_A":
            if spend.sessions.invalid_a:
                yield Claim(clause, lot, spend.sessions.invalid_a / spend.sessions.judged)
        elif spend.failed_segment and clause.subject in ("segment", f"segment.{spend.failed_segment}"):
            yield Claim(clause, lot, _ONE)
