"""Enquiries of people who have asked before: duplicates, and acquaintances that an advertisement brings back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tools.world import story
from tools.world.cast import Person
from tools.world.dice import Dice
from tools.world.enquiry import Click, Enquiry, Slot
from tools.world.ledger import OLD_CUSTOMERS
from tools.world.moments import clicked_at, writes_at
from tools.world.newcomers import Newcomers, date_of, note, search_of

MET = {"known_b2b": "b2b_platform", "known_organic": "organic", "known_card": "card"}


@dataclass
class Returns:
    """Remembers who has asked, and brings some of them back; nobody comes back twice."""

    dice: Dice
    newcomers: Newcomers
    _met: list[Enquiry] = field(default_factory=list)

    def remember(self, enquiries: list[Enquiry]) -> None:
        """Add people whom later slots may bring back."""
        self._met += enquiries

    def enquiries(self, month: str) -> Iterator[Enquiry]:
        """A month's enquiries by people we have met, without what follows them."""
        for index in range(story.BROUGHT[month].get("duplicate", 0)):
            yield self._duplicate(month, index)
        for kind, times in story.OTHERS[month].items():
            for index in range(times if kind.startswith("known") else 0):
                yield self._known(month, kind, index)

    def _duplicate(self, month: str, index: int) -> Enquiry:
        from_day = story.DUPLICATED_FROM_DAY.get(month, 2)
        before = self._take("valid", month, index, from_day=from_day, to_day=18)
        day = before.slot.day + self.dice.number(2, 6, month, "duplicate", index)
        slot = Slot(month, "duplicate", index, day)
        return self._again(
            slot, before, self._other_hand(slot, before.person), search_of(before.person.country)
        )

    def _known(self, month: str, kind: str, index: int) -> Enquiry:
        at_fair = kind == "known_card" and month == "2027-04"
        day = self.dice.pick(story.AFTER_FAIR_DAYS if at_fair else range(20, 26), month, kind, index)
        slot = Slot(month, kind, index, day)
        if kind == "known_order":
            customer = OLD_CUSTOMERS[0]
            stand_in = self.newcomers.enquiry(replace(slot, kind="direct"))
            return self._again(
                slot,
                replace(stand_in, number="", salesperson="陈嘉敏"),
                customer,
                search_of(customer.country),
            )
        before = self._take(MET[kind], month, index, to_day=18 if MET[kind] != "card" else 31)
        campaign = story.BRAND if at_fair else search_of(before.person.country)
        return self._again(slot, before, before.person, campaign)

    def _take(self, kind: str, month: str, index: int, *, from_day: int = 1, to_day: int = 31) -> Enquiry:
        """Someone of a kind, from this month when there is one, else from any earlier."""
        pool = [one for one in self._met if one.slot.kind == kind and from_day <= one.slot.day <= to_day]
        recent = [one for one in pool if one.slot.month == month] or pool
        chosen = self.dice.pick(recent, month, kind, index, "taken")
        self._met.remove(chosen)
        return chosen

    def _again(self, slot: Slot, before: Enquiry, who: Person, campaign: str) -> Enquiry:
        created = writes_at(self.dice, who.country, date_of(slot), slot.id)
        click = Click(
            campaign, clicked_at(self.dice, created, slot.id), f"EAIaIQobChMI{self.dice.token(20, slot.id)}"
        )
        salesperson = before.salesperson if before.salesperson != story.LEAVER else "陈嘉敏"
        return replace(
            before, slot=slot, book=story.LOG_BOOK, created=created, channel="paid_search", person=who, click=click,
            salesperson=salesperson, form="quote_form", action="leave_details", note=note(self.dice, slot),
            original=before.slot.id, reach="yes", category="normal",
        )  # fmt: skip

    def _other_hand(self, slot: Slot, who: Person) -> Person:
        """The same person, with one of e-mail and phone new and the other merely written otherwise."""
        other = self.newcomers.person(who.country)
        if slot.index % 2:
            return replace(
                other, name=who.name, company=who.company, phone=who.phone.replace("-", "").replace(" ", "")
            )
        return replace(who, email=who.email.upper(), phone=other.phone)
