"""What is known of a lead: the facts that a query gathers and that credit and rules judge. Nothing here is judged."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime


@dataclass(frozen=True, slots=True, order=True)
class RowRef:
    """A row of a file as received: SHA-256 of the file and the row's 1-based number."""

    blob: str
    row: int


@dataclass(frozen=True, slots=True)
class Touch:
    """A paid click. One that the log records without a moment is at the moment of the enquiry that records it."""

    at: datetime
    campaign: str
    id: str


@dataclass(frozen=True, slots=True)
class EarlierLead:
    """An earlier lead of the same person, of any owner.

    Attributes:
        at: When that lead was created; before this one (ties: smaller book and id).
        book: Log that it stands in.
        id: Its number there.
        through: The contact key that both share: ``email`` or ``phone``.
        channel: Its channel.
        paid: Whether it names a campaign or a paid channel.
        ref: Its row.
        touch: The paid click recorded for it.
    """

    at: datetime
    book: str
    id: str
    through: str
    channel: str | None
    paid: bool
    ref: RowRef
    touch: Touch | None = None

    @property
    def sort_key(self) -> tuple[datetime, str, str]:
        """Creation, book, id: the total order of leads."""
        return (self.at, self.book, self.id)


@dataclass(frozen=True, slots=True)
class EarlierOrder:
    """An order of the same person, dated before the enquiry. ``at`` is the start of its day in the contract's zone."""

    at: datetime
    id: str
    through: str
    ref: RowRef


@dataclass(frozen=True, slots=True)
class Sale:
    """An order that may have come from the lead, whatever its day.

    Attributes:
        book: Ledger that it stands in.
        named: Whether the order names this lead; else they only share a contact key.
        stage: proforma_invoice, sample_order, trial_order, bulk_order, repeat_order, cancelled, or None.
        amount_micros: In ``currency``; None when the ledger does not say.
    """

    book: str
    id: str
    on: date
    named: bool
    stage: str | None
    currency: str | None
    amount_micros: int | None

    @property
    def key(self) -> tuple[str, str]:
        """Ledger and number."""
        return (self.book, self.id)


@dataclass(frozen=True, slots=True)
class Message:
    """One message between the lead and us."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class SalesVerdict:
    """What sales said: ``qualified`` or ``not_qualified``; ``judged_at`` is None when they gave no moment."""

    verdict: str
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """One lead. None means that the log says nothing.

    Attributes:
        book: Source and account of the log (``enquiry_log/sales``); with ``id`` the lead's identity.
        id: Number in the log.
        created_at: The lead's first message, UTC.
        ref: The lead's row.
        filled: Names of the record's fields that are filled in, for completeness.
        touches: Paid clicks recorded for this lead itself, any order.
        earlier_leads: Earlier leads sharing a contact key, one entry per lead and key, oldest first.
        earlier_orders: Earlier orders sharing a contact key, oldest first.
        reply: Our first message at or after ``created_at``.
        next_message: The lead's next message after ``created_at``, before or after our reply.
        sales: What sales said, None while they have not.
        in_qualifications: Whether the verdict source has a row for it at all.
        orders_since: Orders that name the lead or share a contact key, in order of day, ledger and number.
    """

    book: str
    id: str
    created_at: datetime
    ref: RowRef
    channel: str | None = None
    form: str | None = None
    country: str | None = None
    exclusion: str | None = None
    action: str | None = None
    consent: bool | None = None
    reachable: bool | None = None
    product: str | None = None
    quantity: int | None = None
    salesperson: str | None = None
    filled: frozenset[str] = field(default_factory=frozenset)
    touches: tuple[Touch, ...] = ()
    earlier_leads: tuple[EarlierLead, ...] = ()
    earlier_orders: tuple[EarlierOrder, ...] = ()
    reply: Message | None = None
    next_message: Message | None = None
    sales: SalesVerdict | None = None
    in_qualifications: bool = False
    orders_since: tuple[Sale, ...] = ()

    @property
    def sort_key(self) -> tuple[datetime, str, str]:
        """Creation, book, id: the total order of leads."""
        return (self.created_at, self.book, self.id)

    def as_of(self, moment: datetime) -> LeadFacts:
        """The same lead without what happened later: a later message or verdict does not exist."""
        reply, answer, sales = self.reply, self.next_message, self.sales
        is_known = (
            (reply is None or reply.at <= moment)
            and (answer is None or answer.at <= moment)
            and (sales is None or sales.judged_at is None or sales.judged_at <= moment)
        )
        if is_known:  # of nearly every lead: the engine gives no later messages
            return self
        return replace(
            self,
            reply=_until(reply, moment),
            next_message=_until(answer, moment),
            sales=None if _is_later(sales, moment) else sales,
        )


def _until(message: Message | None, moment: datetime) -> Message | None:
    return message if message is not None and message.at <= moment else None


def _is_later(sales: SalesVerdict | None, moment: datetime) -> bool:
    return sales is not None and sales.judged_at is not None and sales.judged_at > moment
