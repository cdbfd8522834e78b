"""One enquiry of the world: what happened, before any export shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tools.world.cast import Person


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the story: one enquiry of a kind, on a day of a month (``YYYY-MM``)."""

    month: str
    kind: str
    index: int
    day: int

    @property
    def id(self) -> str:
        """A name for the slot, also the label of its dice."""
        return f"{self.month}/{self.kind}/{self.index}"


@dataclass(frozen=True, slots=True)
class Click:
    """The paid click that an enquiry came from, in Shanghai time."""

    campaign: str
    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What sales decided: ``qualified`` or ``not_qualified``, when, on which signals (codes)."""

    word: str
    at: datetime
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What happened to one enquiry; all times are naive, in Shanghai.

    Attributes:
        slot: The place in the story that it fills; its kind decides the truth.
        book: The log that holds it.
        number: Its number in that log.
        channel: paid_search, paid_display, organic, direct, referral, trade_show, b2b_platform or email.
        click: The last paid click; None when there was none or nobody noted it.
        reach: ``yes``, ``bounced`` or ``dead_number``.
        category: ``normal`` or the reason why sales set it aside.
        replied: Our first reply; None when there was none.
        answered: Their next message; None when there was none.
        chat: The form of the exported chat with this person, empty when none was exported.
        unlogged: What the log leaves to that chat: ``replied``, ``answered``.
        original: Slot id of the enquiry whose person this one is again; empty for a new person.
        corrected: The person as a later export of the same row names them; None when nothing changed.
        judged_late: Whether sales judged only after the month's export, so that a later one brings the verdict.
    """

    slot: Slot
    book: str
    created: datetime
    channel: str
    person: Person
    salesperson: str
    product: str
    quantity: str
    form: str
    number: str = ""
    click: Click | None = None
    action: str = "leave_details"
    reach: str = "yes"
    category: str = "normal"
    replied: datetime | None = None
    answered: datetime | None = None
    verdict: Verdict | None = None
    note: str = ""
    chat: str = ""
    unlogged: tuple[str, ...] = ()
    original: str = ""
    corrected: Person | None = None
    judged_late: bool = False
