"""What happened to one lead: who it was, whence they came, what was cheated, what followed. A function of its number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tools.world.market.draws import Draws
from tools.world.market.people import Person, colleague_of, other_mailbox, person, reached_by
from tools.world.market.plan import Plan
from tools.world.market.setting import ABROAD, Setting, Stream

HONEST = "honest"
DUPLICATES = ("duplicate_exact", "duplicate_spelled", "duplicate_mailbox")
ORDINARY = (*DUPLICATES, "out_of_market", "list_bought", "known_before")
IN_THE_LOG = ("employee", "fabricated_reply", "test_lead")
FAMILIES_OF_LEADS = (*ORDINARY, *IN_THE_LOG, "backdated")
FIRST_DAYS = 5
LEAST_DAYS_BETWEEN, MOST_DAYS_BETWEEN = 6, 40
BOOKS = {"main": "log", "none": "log", "second": "hubspot", "form": "meta"}


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead; all times are naive, in Shanghai, and whole minutes.

    Attributes:
        kind: ``honest`` or a family of cheating.
        who: The person as the form has them.
        real: Who it really was, empty where nobody asked.
        came_at: When it came.
        written_at: When it came as the books have it.
        clicked_at: The click before it as the books have it; None without one.
        visited: Whether anybody was on the site before it.
        answered: Their next message as the books have it.
        truly_answered: Whether they wrote again within 72 hours of our reply.
        book: ``log``, ``hubspot`` or ``meta``.
        original: Number of the lead whose person this one is again.
        shares_contact: Whether the books show one contact of both.
        met: How the buyer knew them: ``fair``, ``order``, or empty.
        verdict: ``qualified``, ``not_qualified``, or empty where sales did not say.
    """

    index: int
    stream: Stream
    kind: str
    who: Person
    real: str
    came_at: datetime
    written_at: datetime
    book: str
    clicked_at: datetime | None = None
    visited: bool = True
    replied: datetime | None = None
    answered: datetime | None = None
    truly_answered: bool = False
    reachable: bool = True
    original: int | None = None
    shares_contact: bool = False
    met: str = ""
    verdict: str = ""
    judged_at: datetime | None = None

    @property
    def number(self) -> str:
        """Its number in its book."""
        first = {"log": 10_000_000, "hubspot": 500_000_000, "meta": 1_202_530_000_000_000}[self.book]
        return f"{'Q' if self.book == 'log' else ''}{first + self.index}"

    @property
    def click_id(self) -> str:
        """The id of its click; the web log has it too where there was a click."""
        return f"{self.stream.name[:2].upper()}{self.index:09d}L" if self.clicked_at else ""

    @property
    def month(self) -> str:
        """The month in which it came."""
        return f"{self.came_at:%Y-%m}"


class Leads:
    """Every lead of a market, by number."""

    def __init__(self, what: Setting, plan: Plan) -> None:
        self._what, self._plan = what, plan
        self._weights = [one.leads for one in what.streams]

    def lead(self, index: int) -> Lead:
        """The lead of a number."""
        stream, kind = self._drawn(index)
        draws = Draws(self._what.seed, "lead", index)
        original = self._original(index, stream, draws) if kind in DUPLICATES else None
        if kind in DUPLICATES and original is None:
            kind = HONEST
        number = index if original is None else original
        who = person(self._what.seed, number, ABROAD if kind == "out_of_market" else self._country(number))
        lead = self._arrived(index, stream, kind, who, draws)
        if original is not None:
            lead = self._again(lead, original, draws)
        elif kind != HONEST:
            lead = self._cheated(lead, draws)
        elif lead.book == "log":
            lead = replace(lead, who=reached_by(who, self._ways(index)))
        return _judged(_followed(lead, draws), draws)

    def _drawn(self, index: int) -> tuple[Stream, str]:
        """Where a lead comes from and what is wrong with it, before anybody asks whether it can be so."""
        what, draws = self._what, Draws(self._what.seed, "drawn", index)
        stream = draws.weighted(what.streams, self._weights)
        temper = 0 if stream.vendor is None else what.vendors[stream.vendor].temper
        resold = what.cheats.hits("brand_resold", draws, temper)
        if stream.brand:
            return stream, "brand_resold" if resold else HONEST
        struck = [name for name in FAMILIES_OF_LEADS if what.cheats.hits(name, draws, temper)]
        return stream, next((name for name in struck if self._can(name, index, stream)), HONEST)

    def _can(self, kind: str, index: int, stream: Stream) -> bool:
        if kind in ORDINARY:
            return True
        if kind == "backdated":
            day = self._what.day(self._plan.day_of(index))
            return stream.site == "main" and day.day <= FIRST_DAYS and self._plan.day_of(index) >= FIRST_DAYS
        return stream.site == "main"

    def _original(self, index: int, stream: Stream, draws: Draws) -> int | None:
        """An honest lead of the same vendor, some days to some weeks before; None where a few tries find none."""
        day = self._plan.day_of(index)
        for _ in range(12):
            then = day - draws.number(LEAST_DAYS_BETWEEN, MOST_DAYS_BETWEEN)
            pool = self._plan.leads_of(then) if then >= 0 else range(0)
            if not pool:
                continue
            chosen = pool[draws.below(len(pool))]
            other, kind = self._drawn(chosen)
            if kind == HONEST and other.vendor == stream.vendor and not other.brand:
                return chosen
        return None

    def _country(self, number: int) -> str:
        return Draws(self._what.seed, "country", number).pick(self._what.markets)

    def _ways(self, index: int) -> str:
        return Draws(self._what.seed, "ways", index).weighted(("both", "email", "phone"), (70, 15, 15))

    def _arrived(self, index: int, stream: Stream, kind: str, who: Person, draws: Draws) -> Lead:
        day = self._plan.day_of(index)
        today = self._plan.leads_of(day)
        minute = 60 + ((index - today.start) * 1_370 + draws.below(1_370)) // len(today)
        came_at = self._what.moment(day, minute)
        clicked = stream.site not in ("form", "none") and stream.vendor is not None
        clicked_at = came_at - timedelta(minutes=draws.number(3, 24)) if clicked else None
        book = "log" if kind in DUPLICATES else BOOKS[stream.site]
        visited = stream.site in ("main", "second")
        return Lead(index, stream, kind, who, who.id, came_at, came_at, book, clicked_at, visited=visited)

    def _again(self, lead: Lead, original: int, draws: Draws) -> Lead:
        before = self._drawn(original)[0]
        ways = self._ways(original) if BOOKS[before.site] == "log" else "both"
        keeps_phone = draws.below(2) == 0
        lead = replace(lead, original=original, shares_contact=True)
        if lead.kind != "duplicate_mailbox":
            return lead
        who = other_mailbox(lead.who, keeps_phone=keeps_phone)
        return replace(lead, who=who, shares_contact=keeps_phone and ways != "email")

    def _cheated(self, lead: Lead, draws: Draws) -> Lead:
        """What the family changes about how the lead came and is written down."""
        met = draws.pick(("fair", "order"))
        back = draws.number(1, 3)
        vendor = self._what.vendors[lead.stream.vendor or 0]
        if lead.kind == "list_bought":
            return replace(lead, visited=False, real="")
        if lead.kind == "employee":
            return replace(lead, who=colleague_of(lead.who, vendor.domain))
        if lead.kind == "known_before":
            return replace(lead, met=met)
        if lead.kind == "test_lead":
            tester = replace(
                lead.who, name="Test Test", company="Test", email=f"test{lead.index}@{vendor.domain}"
            )
            return replace(lead, who=tester, real="", visited=False, reachable=False)
        if lead.kind == "backdated":
            earlier = _end_of_last_month(lead.came_at, back)
            clicked_at = lead.clicked_at and lead.clicked_at - (lead.came_at - earlier)
            return replace(lead, written_at=earlier, clicked_at=clicked_at)
        return lead


def _end_of_last_month(at: datetime, back: int) -> datetime:
    """The same minute on one of the last days of the month before."""
    day: date = at.date().replace(day=1) - timedelta(days=back)
    return datetime.combine(day, time(at.hour, at.minute))


def _followed(lead: Lead, draws: Draws) -> Lead:
    """Our reply and their next message. Replies take some hours, answers two days at most; silence is silence."""
    fate = draws.weighted(("answers", "late", "silent", "unanswered", "dead"), (740, 30, 170, 40, 20))
    reply = lead.came_at + timedelta(minutes=draws.number(20, 600))
    answer = reply + timedelta(minutes=draws.number(30, 2_880))
    late = reply + timedelta(minutes=draws.number(4_400, 4_800))
    if lead.kind in ("list_bought", "test_lead"):
        return replace(lead, replied=reply)
    if lead.kind == "fabricated_reply":
        return replace(lead, replied=reply, answered=answer)
    if fate == "answers" or lead.kind == "backdated":
        return replace(lead, replied=reply, answered=answer, truly_answered=True)
    if fate == "late":
        return replace(lead, replied=reply, answered=late)
    if fate == "unanswered":
        return lead
    dead = fate == "dead" and lead.book == "log"
    return replace(lead, replied=reply, reachable=not dead)


def _judged(lead: Lead, draws: Draws) -> Lead:
    """What sales said, some days later; Meta's forms have no place for it."""
    good, later = draws.below(100) < 35, draws.number(1_440, 4_320)
    after = lead.answered or lead.replied
    if lead.book == "meta" or after is None:
        return lead
    qualified = good and lead.answered is not None and lead.kind not in ("employee", "test_lead")
    verdict = "qualified" if qualified else "not_qualified"
    return replace(lead, verdict=verdict, judged_at=after + timedelta(minutes=later))
