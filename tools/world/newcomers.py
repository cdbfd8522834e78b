"""Enquiries of people who ask for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count

from tools.world import story
from tools.world.cast import Person, person
from tools.world.dice import Dice
from tools.world.enquiry import Click, Enquiry, Slot
from tools.world.ledger import DORMANT_CUSTOMER
from tools.world.moments import clicked_at, days_in, first_day, spread, writes_at
from tools.world.talk import BOTS, COMPETITORS, HAMBURG, JOB_SEEKERS, NOTES, PRODUCTS, SOLICITORS

UNPAID = ("organic", "direct", "b2b_platform", "referral", "email", "unknown", "card")
CATEGORIES = {
    "competitor": "competitor",
    "solicitation": "solicitation",
    "below_minimum": "below_minimum_order",
    "job_seeker": "job_seeker",
    "existing": "existing_customer",
}
CHANNELS = {"card": "trade_show", "unknown": "paid_search"}
FORMS = {"card": "", "b2b_platform": "", "email": "sales"}
CHARACTERS = {"competitor": COMPETITORS, "solicitation": SOLICITORS, "job_seeker": JOB_SEEKERS}
CAST_BY_SLOT = {"hamburg": HAMBURG, "failed_segment": BOTS}
OFF_MARKET = ("GB", "CA", "FR", "AU")
QUANTITIES = ("60", "80", "100", "120", "150", "200", "240", "300", "500", "1,200", "2,000", "--")
# Days at the end of a month on which a kind no longer arrives, so that its windows are closed at the statement.
QUIET_TAIL = {"valid": 0, "organic": 3}
OTHER_TAIL = 8


@dataclass
class Newcomers:
    """Makes new people's enquiries; each person, and each character of the story, appears once."""

    dice: Dice
    _numbers: dict[str, count[int]] = field(default_factory=dict)

    def enquiry(self, slot: Slot) -> Enquiry:
        """The enquiry of a slot, without what follows it."""
        who = self._person(slot)
        created = self._created(slot, who)
        click = None if slot.kind in UNPAID else self._click(slot, who, created)
        return Enquiry(
            slot=slot,
            book=story.LOG_BOOK,
            created=created,
            channel=channel_of(slot.kind, click),
            person=who,
            salesperson=salesperson(self.dice, slot, who.country),
            product=self._product(slot),
            quantity=self._quantity(slot),
            form=FORMS.get(slot.kind, self.dice.pick(("quote_form",) * 3 + ("sales",), slot.id, "form")),
            click=click,
            action="consult" if slot.kind in ("card", "email") else "leave_details",
            reach=("bounced", "dead_number")[slot.index % 2] if slot.kind == "unreachable" else "yes",
            category=CATEGORIES.get(slot.kind, "normal"),
            note=note(self.dice, slot),
        )

    def person(self, country: str) -> Person:
        """The next person of a country whom nobody has met."""
        return person(country, next(self._numbers.setdefault(country, count())))

    def _person(self, slot: Slot) -> Person:
        if slot.kind == "valid" and (slot.month, slot.index) == story.DORMANT:
            return DORMANT_CUSTOMER
        if slot.kind in CAST_BY_SLOT and slot.index < len(CAST_BY_SLOT[slot.kind]):
            return CAST_BY_SLOT[slot.kind][slot.index]
        if slot.kind in CHARACTERS:
            return CHARACTERS[slot.kind][next(self._numbers.setdefault(slot.kind, count()))]
        return self.person(self._country(slot))

    def _country(self, slot: Slot) -> str:
        if slot.kind == "market":
            return OFF_MARKET[(int(slot.month[5:]) + slot.index) % len(OFF_MARKET)]
        if slot.kind in ("failed_segment", "leaver"):
            return "US"
        return self.dice.pick(("US", "US", "US", "DE", "DE"), slot.id, "country")

    def _created(self, slot: Slot, who: Person) -> datetime:
        on = date_of(slot)
        if slot.kind == "card":
            return datetime.combine(on, time(10 + slot.index % 8, self.dice.number(0, 59, slot.id, "minute")))
        return writes_at(self.dice, who.country, on, slot.id)

    def _click(self, slot: Slot, who: Person, created: datetime) -> Click:
        campaign = campaign_of(self.dice, slot, who.country)
        at = clicked_at(self.dice, created, slot.id)
        if slot.kind == "late_click":
            at -= timedelta(days=34)
        return Click(campaign, at, f"EAIaIQobChMI{self.dice.token(20, slot.id)}")

    def _product(self, slot: Slot) -> str:
        return "" if _wants_nothing(slot) else self.dice.pick(PRODUCTS, slot.id, "product")

    def _quantity(self, slot: Slot) -> str:
        if slot.kind == "below_minimum":
            return "1"
        return "" if _wants_nothing(slot) else self.dice.pick(QUANTITIES, slot.id, "quantity")


def slots(dice: Dice, month: str) -> list[Slot]:
    """The places that newcomers fill in a month, in the order of the story."""
    wanted = {**story.BROUGHT[month], **story.OTHERS[month]}
    new = [
        (kind, times)
        for kind, times in wanted.items()
        if kind != "duplicate" and not kind.startswith("known")
    ]
    return [
        Slot(month, kind, index, day)
        for kind, times in new
        for index, day in enumerate(_days(dice, month, kind, times))
    ]


def date_of(slot: Slot) -> date:
    """The date of a slot."""
    return first_day(slot.month).replace(day=slot.day)


def campaign_of(dice: Dice, slot: Slot, country: str) -> str:
    """The campaign that a newcomer clicked, among those that ran for the country on that day."""
    if slot.kind == "brand":
        return story.BRAND
    if slot.kind == "failed_segment":
        return story.DISPLAY
    if slot.kind in ("hamburg", "late_click"):
        return search_of(country)
    on = date_of(slot)
    choice = [search_of(country)] * 7
    if on not in (*story.BOT_DAYS, *story.DISPLAY_PAUSED):
        choice.append(story.DISPLAY)
    if on < story.BRAND_LEAVES_SCOPE:
        choice.append(story.BRAND)
    return dice.pick(choice, slot.id, "campaign")


def search_of(country: str) -> str:
    """The search campaign that a country sees; neighbours see it too, that is how off-market enquiries come."""
    return story.SEARCH_US if country in ("US", "CA", "AU") else story.SEARCH_DE


def channel_of(kind: str, click: Click | None) -> str:
    """The channel that the log notes."""
    if click is None:
        return CHANNELS.get(kind, kind)
    return "paid_display" if click.campaign == story.DISPLAY else "paid_search"


def salesperson(dice: Dice, slot: Slot, country: str) -> str:
    """Who answers: someone who serves the country, and not the leaver once he has left."""
    if slot.kind == "leaver":
        return story.LEAVER
    staff = [one.zh for one in story.SALESPEOPLE if country in one.countries or country not in story.MARKETS]
    gone = date_of(slot) >= story.LEAVER_LAST_SHARED
    return dice.pick([name for name in staff if not (gone and name == story.LEAVER)], slot.id, "salesperson")


def is_bot(slot: Slot) -> bool:
    """Whether nobody stands behind the enquiry; the others of a failed segment are people, and fail with it."""
    return slot.kind == "failed_segment" and slot.index < len(BOTS)


def note(dice: Dice, slot: Slot) -> str:
    """What the salesperson noted, empty for most; of duplicates, in turn what was new about them."""
    if slot.kind == "duplicate":
        return NOTES[slot.kind][slot.index % 2]
    return dice.pick(NOTES[slot.kind], slot.id, "note") if slot.kind in NOTES else ""


def _wants_nothing(slot: Slot) -> bool:
    return slot.kind in ("solicitation", "job_seeker") or is_bot(slot)


def _days(dice: Dice, month: str, kind: str, times: int) -> list[int]:
    if kind == "failed_segment":
        return [story.BOT_DAYS[index % 2].day for index in range(times)]
    if kind == "leaver":
        return list(story.LEAVER_DAYS)
    if kind == "hamburg":
        return list(story.HAMBURG_DAYS)
    return spread(dice, _choice(month, kind), times, month, kind)


def _choice(month: str, kind: str) -> Sequence[int]:
    if kind == "holiday":
        return story.HOLIDAY_DAYS
    if kind == "card":
        return story.FAIR_DAYS
    last = days_in(month) - QUIET_TAIL.get(kind, OTHER_TAIL)
    return [day for day in story.QUIET_DAYS.get(month, range(1, days_in(month) + 1)) if day <= last]
