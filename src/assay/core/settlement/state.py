"""What the next step needs: every month so far, rights that arose, payments made, and the books' balances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.triggers import Firing
from assay.core.period import Month
from assay.core.settlement.bonus import LateFinding
from assay.core.settlement.postings import Amount, Posted


@dataclass(frozen=True, slots=True)
class MonthRecord:
    """One settled month.

    Attributes:
        figures: As last measured or reissued, before disputes, credits and replacements.
        relief_days: Days on which count targets are relieved; fixed once closed.
        posted: Line id (without suffix) → what was posted for this month over all statements.
        withheld: Line id → slice in suspense, positive.
        bonus_at: Bonus clause → ``as_of`` of the statement that posted it.
        late: Findings about its records since.
        closed: Nothing in it is open: its lines on lots stand as posted until an event speaks of the month.
        reopened: It was closed once and is open again; what it held was released when it closed.
        version: Of its statement, from 1; a reissue counts on.
        rates: KPI → rate at which its silent leads without evidence count.
    """

    figures: PeriodFigures
    relief_days: frozenset[date] = frozenset()
    posted: Mapping[str, Posted] = field(default_factory=dict)
    withheld: Mapping[str, Amount] = field(default_factory=dict)
    bonus_at: Mapping[str, datetime] = field(default_factory=dict)
    late: tuple[LateFinding, ...] = ()
    closed: bool = False
    version: int = 1
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    reopened: bool = False

    @property
    def month(self) -> Month:
        """The month settled."""
        return self.figures.month

    @property
    def was_closed(self) -> bool:
        """Whether it is closed, or was before an event opened it again."""
        return self.closed or self.reopened

    def opened(self) -> MonthRecord:
        """The month, open for what an event says of it."""
        return replace(self, closed=False, reopened=self.was_closed)


@dataclass(frozen=True, slots=True)
class PaymentState:
    """Instalments so far, in minor units of the contract's currency.

    Attributes:
        due: Payment id → what has fallen due.
        deferred: Payment id → the part of an unmet milestone that falls due with the tail.
        signed_on, handed_over_on, accepted_on: Effective days of those events.
        retained: Withheld as retention and not released.
        retained_from: The day from which the release runs.
        released: Whether retention was released.
        bonds: Bond id → what is held of it; only bonds that were lodged.
    """

    due: Mapping[str, int] = field(default_factory=dict)
    deferred: Mapping[str, int] = field(default_factory=dict)
    signed_on: date | None = None
    handed_over_on: date | None = None
    accepted_on: date | None = None
    retained: int = 0
    retained_from: date | None = None
    released: bool = False
    bonds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Owed:
    """What a statement left to pay, minor units.

    Attributes:
        drawn_on: Day of the statement in the contract's zone.
        payable: By the buyer, >= 0.
        claim: By the vendor, >= 0.
        interest: Sum of its interest lines, positive when the vendor gains.
    """

    period: Month
    drawn_on: date
    payable: int = 0
    claim: int = 0
    interest: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """The fold's state after a statement.

    Attributes:
        contract_id: Contract that it belongs to.
        contract_digest: Digest of its text as it stood for the last month settled; empty at the start.
        as_of: Of the last statement; None at the start.
        records: Months so far, in order.
        noted: Events that later statements must still see (reliefs, disputes, invoices …), in the order seen; what follows
            from them is computed anew and never stored.
        firings: Triggers that fired, withdrawn ones among them.
        withdrawn: Trigger id and month of the firings withdrawn by an event.
        payments: Instalments and retention.
        carry: Minor units <= 0 that lower the next cash.
        credited: Month → gross minor units for which credit notes were asked for.
        balances: Account → minor units; they sum to zero.
        owed: What each statement left to pay on either side, in order.
    """

    contract_id: str
    contract_digest: str = ""
    as_of: datetime | None = None
    records: tuple[MonthRecord, ...] = ()
    noted: tuple[Event, ...] = ()
    firings: tuple[Firing, ...] = ()
    withdrawn: tuple[tuple[str, Month], ...] = ()
    payments: PaymentState = field(default_factory=PaymentState)
    carry: int = 0
    credited: Mapping[Month, int] = field(default_factory=dict)
    balances: Mapping[str, int] = field(default_factory=dict)
    owed: tuple[Owed, ...] = ()

    def is_withdrawn(self, firing: Firing) -> bool:
        """Whether an event withdrew a firing."""
        return (firing.id, firing.month) in self.withdrawn
