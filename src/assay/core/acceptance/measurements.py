"""What was measured: the figures of a period that acceptance and settlement judge. Values stand before relief."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from assay.core.contract.model import Contract, Party, clauses_of
from assay.core.findings import NOWHERE, Place
from assay.core.period import Month, Span


class Status(StrEnum):
    """How settled a figure is."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    MISSING = "missing"


class Reason(StrEnum):
    """Why nobody knows a figure of a monitor; ``monitor.reason.…`` says it in words.

    Those of ``measure`` stand with the figure in the measurements file; the last five a statement finds by itself.
    """

    NOT_MEASURED = "not_measured"
    SCORES = "scores"
    SAMPLED = "sampled"
    NO_ROWS = "no_rows"
    NO_UNITS = "no_units"
    COST_UNSTATED = "cost_unstated"
    NO_SCORING = "no_scoring"
    ACTS = "acts"
    DEDUCTION = "deduction"
    IMMATURE = "immature"
    AMOUNT = "amount"
    PATH = "path"
    CENSORED = "censored"
    NOT_DRAWN = "not_drawn"
    NOT_STATED = "not_stated"
    STILL_OPEN = "still_open"
    TOO_FEW = "too_few"
    NOTHING_COUNTED = "nothing_counted"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Relieved:
    """Records that a rule found invalid while the other side's duty was late, by what the relief does."""

    deemed_valid: Fraction = Fraction(0)
    exclude_record: Fraction = Fraction(0)


NONE_RELIEVED = Relieved()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a KPI, for a month or a week.

    Attributes:
        status: final, provisional (some windows are open) or missing.
        value: A count's value; None for ratios and costs per unit.
        numerator: A ratio's or cost's numerator (money in major units of the contract's currency).
        denominator: A ratio's or cost's denominator.
        open: Records whose verdict is still open; they may yet add to the value or to the good side of a ratio.
        n: Records behind the figure; a ratio's denominator when not given.
        relieved: Records relieved, among the invalid ones.
        fault: missing: the party at fault.
        currency: Of the numerator, when it is money.
        source: Source that it comes from, where that is not the KPI's source of record.
        reason: missing: why, where the file says it.
        silent_evidenced, silent_other: Leads on which sales kept silent past their time, with and without the vendor's
            evidence; not in ``value``.
    """

    status: Status = Status.FINAL
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    open: Fraction = Fraction(0)
    n: Fraction | None = None
    relieved: Relieved = NONE_RELIEVED
    fault: Party | None = None
    currency: str = ""
    source: str = ""
    silent_evidenced: Fraction = Fraction(0)
    silent_other: Fraction = Fraction(0)
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class KpiFigures:
    """The figures of one KPI in a month: one for the month, or one per week (inclusive dates held half-open)."""

    id: str
    month: Figure | None
    weeks: tuple[tuple[Span, Figure], ...] = ()
    place: Place = NOWHERE

    def all(self) -> tuple[Figure, ...]:
        """The figure of the month, or those of its weeks."""
        weekly = tuple(figure for _, figure in self.weeks)
        return weekly if self.month is None else (self.month, *weekly)


@dataclass(frozen=True, slots=True)
class MonitorFigures:
    """The figures of a monitor in a month: all together, by channel, and by other rules of attribution shown beside."""

    all: KpiFigures
    channels: Mapping[str, KpiFigures] = field(default_factory=dict)
    also: Mapping[str, KpiFigures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LotSessions:
    """Sessions of a spend lot that carry a paid click: how many could be judged, and how many were invalid."""

    judged: Fraction = Fraction(0)
    unjudged: Fraction = Fraction(0)
    invalid_a: Fraction = Fraction(0)
    invalid_b: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class LotLeads:
    """Leads credited to a spend lot, by verdict.

    ``relieved`` are among the invalid ones; so are those that the vendor ``replaced`` since, which no file states: they
    come as events.
    """

    credited: Fraction = Fraction(0)
    valid: Fraction = Fraction(0)
    invalid: Mapping[str, Fraction] = field(default_factory=dict)
    relieved: Relieved = NONE_RELIEVED
    replaced: Fraction = Fraction(0)

    @property
    def has_open(self) -> bool:
        """Whether a credited lead has no verdict."""
        return sum(self.invalid.values(), self.valid) != self.credited


UNKNOWN_COST = "unknown"
"""How a file writes the cost of a lot that nobody states."""


@dataclass(frozen=True, slots=True)
class SpendLot:
    """The smallest amount of media spend that a remedy touches: a campaign on a day.

    Attributes:
        id: ``campaign/YYYY-MM-DD``; the day decides the exchange rate.
        cost: In major units of ``currency``, before platform credits; None where nobody states it, and then without a
            currency.
        platform_credit: What the platform gave back, same currency.
        failed_segment: Id of the segment rule that it failed, empty when none.
    """

    id: str
    cost: Fraction | None
    currency: str
    platform_credit: Fraction = Fraction(0)
    sessions: LotSessions = field(default_factory=LotSessions)
    leads: LotLeads = field(default_factory=LotLeads)
    failed_segment: str = ""
    place: Place = NOWHERE

    @property
    def day(self) -> date | None:
        """The day at the end of the id, None when it ends otherwise."""
        try:
            return date.fromisoformat(self.id.rpartition("/")[2])
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and that a statement must see.

    Attributes:
        effective_on: The day it takes effect, in the contract's zone.
        known_at: When it became known; the statement that sees it is the first with a later ``as_of``.
        fields: The kind's own fields, as written, dotted for nested ones.
        kpis: final_measurement: the final figures.
        lots: final_measurement: the final lots, None when they do not change.
    """

    id: str
    kind: str
    effective_on: date
    known_at: datetime
    fields: Mapping[str, str] = field(default_factory=dict)
    kpis: Mapping[str, KpiFigures] = field(default_factory=dict)
    lots: tuple[SpendLot, ...] | None = None
    place: Place = NOWHERE


def leads_wait(contract: Contract, lots: Iterable[SpendLot]) -> bool:
    """Whether a lead without a verdict hangs on a paid lot, and a clause charges those found invalid."""
    return bool(clauses_of(contract, "cost_share")) and any(
        lot.leads.has_open for lot in lots if lot.cost is None or lot.cost > 0
    )


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """All that is known of a month when its statement is drawn."""

    month: Month
    as_of: datetime
    kpis: Mapping[str, KpiFigures]
    lots: tuple[SpendLot, ...] = ()
    events: tuple[Event, ...] = ()
    place: Place = NOWHERE
    monitors: Mapping[str, MonitorFigures] = field(default_factory=dict)
