"""The kinds of claims in a world of two lists: what happened, what each list says of it, and the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tools.world.cast import US_FIRST, US_LAST, US_PLACE, US_TRADE, slug
from tools.world.dice import Dice
from tools.world.spelling import mistyped, spelled_company, spelled_email, spelled_name, spelled_phone

FIRST = date(2027, 3, 1)
_NO_MARKET = "IN"
_CODES = {"DE": "49", "GB": "44", "US": "1", "IN": "91"}
_NAMES = {"DE": "德国", "GB": "United Kingdom", "US": "美国", "IN": "印度"}


@dataclass(frozen=True, slots=True)
class Human:
    """An invented person; the phone is ``+code rest``."""

    number: int
    name: str
    company: str
    email: str
    phone: str
    country: str


@dataclass(frozen=True, slots=True)
class Written:
    """A row of one of the lists, as it will be written; ``blurred`` stands in the place of a day, ``note`` in our log only."""

    day: date | None
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""
    replied: date | None = None
    blurred: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """A claim with what the log holds of it and the truth: its kind, and the group an all-knowing judge would choose."""

    kind: str
    group: str
    claim: Written
    log: tuple[Written, ...] = ()


Made = Iterator[Happened]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes claims of each kind out of numbered people."""

    dice: Dice

    def human(self, number: int, country: str = "") -> Human:
        """The person of a number; no two share an e-mail or a phone."""
        code = country or ("DE", "GB", "US", "US")[number % 4]
        first = self.dice.pick(US_FIRST, number, "first")
        last = self.dice.pick(US_LAST, number, "last")
        place, trade = self.dice.pick(US_PLACE, number, "place"), self.dice.pick(US_TRADE, number, "trade")
        company = f"{place} {trade} {number} {'GmbH' if code == 'DE' else 'Ltd'}"
        email = f"{first}.{last}{number}@{slug(place)}-{number % 97}.example".lower()
        rest = f"{201 + number // 100 % 700}555{number // 70_000:01d}1{number % 100:02d}0"[:10]
        return Human(number, f"{first} {last}", company, email, f"+{_CODES[code]} {rest}", code)

    def day(self, *label: object) -> date:
        """A day of March."""
        return FIRST + timedelta(days=self.dice.number(0, 30, *label, "day"))

    def row(self, who: Human, day: date, *label: object, ways: str = "email phone") -> Written:
        """The person as one list writes them, reached in some ways only."""
        dice = self.dice
        return Written(
            day,
            spelled_name(who.name, dice, *label),
            spelled_company(who.company, dice, *label),
            spelled_email(who.email, dice, *label) if "email" in ways else "",
            spelled_phone(who.phone, dice, *label) if "phone" in ways else "",
            dice.pick((who.country, _NAMES[who.country]), *label, "country"),
        )

    def ours(
        self, who: Human, day: date, *label: object, ways: str = "email phone", replied: bool = True
    ) -> Written:
        """The person as our log writes them, a day or two after, with our reply."""
        noted = day + timedelta(days=self.dice.number(0, 2, *label, "noted"))
        row = self.row(who, noted, *label, "ours", ways=ways)
        return replace(row, replied=noted + timedelta(days=1) if replied else None)

    def ways(self, *label: object) -> tuple[str, str]:
        """How the claim and the log reach one person, with at least one way in common."""
        both = "email phone"
        pairs = (
            (both, both),
            (both, "email"),
            (both, "phone"),
            ("email", both),
            ("phone", both),
            ("email", "email"),
        )
        return self.dice.pick(pairs, *label, "ways")

    def plain(self, n: int, *, replied: bool = True, group: str = "proven", country: str = "") -> Happened:
        """A person who enquired, written differently on both sides."""
        who, day = self.human(n, country), self.day(n)
        theirs, ours = self.ways(n)
        log = (self.ours(who, day, n, ways=ours, replied=replied),)
        return Happened("plain", group, self.row(who, day, n, ways=theirs), log)


def _proven(make: Maker, n: int) -> Made:
    yield make.plain(n)


def _unanswered(make: Maker, n: int) -> Made:
    yield make.plain(n, replied=False, group="unanswered")


def _colleagues(make: Maker, n: int) -> Made:
    """Two people of one company with one switchboard, both claimed, both in the log."""
    first, second = make.human(n), make.human(n + 50_000)
    if set(first.name.split()) & set(second.name.split()):
        second = replace(second, name="Zeno Quist")
    second = replace(second, company=first.company, phone=first.phone, country=first.country)
    for who, label in ((first, (n, 1)), (second, (n, 2))):
        day = make.day(*label)
        yield Happened("colleagues", "proven", make.row(who, day, *label), (make.ours(who, day, *label),))


def _written_twice(make: Maker, n: int) -> Made:
    """By mail and again by phone: two rows of ours, one person."""
    who, day = make.human(n), make.day(n)
    log = (make.ours(who, day, n, 1, ways="email"), make.ours(who, day, n, 2, ways="phone"))
    yield Happened("written_twice", "proven", make.row(who, day, n), log)


def _typo(make: Maker, n: int) -> Made:
    """A true lead whose address the agency mistyped: nobody can see it."""
    who, day = make.human(n), make.day(n)
    claim = replace(
        make.row(who, day, n, ways=""), email=mistyped(who.email, make.dice, n), name="", company=""
    )
    yield Happened("typo", "proven", claim, (make.ours(who, day, n),))


def _twice(make: Maker, n: int) -> Made:
    """A proven claim, and the same person again a day or more later, by any of their contacts."""
    first = make.plain(n)
    who = make.human(n)
    first = replace(first, log=(make.ours(who, make.day(n), n),))
    again = make.day(n) + timedelta(days=make.dice.number(1, 9, n, "again"))
    ways = make.dice.pick(("email phone", "email", "phone"), n, "again")
    yield first
    yield Happened("twice", "duplicate", make.row(who, again, n, "again", ways=ways))


def _known(make: Maker, n: int) -> Made:
    """Somebody of ours from ten days to a year before, who wrote again."""
    now = make.plain(n, group="known_before")
    who = make.human(n)
    before = make.day(n) - timedelta(days=make.dice.number(10, 365, n, "before"))
    theirs = "email" if now.claim.email else "phone"
    yield replace(now, kind="known", log=(make.ours(who, before, n, "old", ways=f"{theirs} phone"), *now.log))


def _known_unseen(make: Maker, n: int) -> Made:
    """Known before under another address: no list shows it."""
    who, day = make.human(n), make.day(n)
    old = make.ours(
        replace(who, email=f"old{n}@elsewhere.example"), day - timedelta(days=90), n, 1, ways="email"
    )
    new = make.ours(who, day, n, 2, ways="phone")
    yield Happened("known_unseen", "known_before", make.row(who, day, n, ways="phone"), (old, new))


def _abroad(make: Maker, n: int) -> Made:
    yield replace(make.plain(n, group="out_of_market", country=_NO_MARKET), kind="abroad")


def _invented(make: Maker, n: int) -> Made:
    """Nobody: no row of ours."""
    yield Happened("invented", "unknown", make.row(make.human(n), make.day(n), n))


def _guessed(make: Maker, n: int) -> Made:
    """Invented, with the phone of somebody of ours and no name: looks like a lead."""
    who, day = make.human(n), make.day(n)
    claim = replace(make.row(who, day, n, ways="phone"), name="", company="")
    yield Happened("guessed", "unknown", claim, (make.ours(who, day, n),))


def _borrowed(make: Maker, n: int) -> Made:
    """Invented, with the phone of somebody of ours under another name and address."""
    who, other, day = make.human(n), make.human(n + 50_000), make.day(n)
    borrowed = replace(other, name="Quirin Zobel", phone=who.phone, country=who.country)
    yield Happened("borrowed", "undecided", make.row(borrowed, day, n), (make.ours(who, day, n),))


def _likely(make: Maker, n: int) -> Made:
    """The same person under contacts that our log does not have."""
    who, other, day = make.human(n), make.human(n + 50_000), make.day(n)
    log = make.ours(replace(who, email=other.email, phone=other.phone, country=other.country), day, n)
    yield Happened("likely", "undecided", make.row(who, day, n), (log,))


def _ruined(make: Maker, n: int) -> Made:
    """A phone that a spreadsheet has rounded away, and nothing else."""
    who, day = make.human(n), make.day(n)
    claim = replace(make.row(who, day, n, ways=""), phone="4.93023E+11", name="", company="")
    yield Happened("ruined", "undecided", claim, (make.ours(who, day, n),))


def _nobody(make: Maker, n: int) -> Made:
    """A row with a day and a country."""
    yield Happened("nobody", "undecided", Written(make.day(n), country="US"))


def _no_day(make: Maker, n: int) -> Made:
    made = make.plain(n)
    yield replace(
        made, kind="no_day", group="undecided", claim=replace(made.claim, day=None, blurred="下周三")
    )


def _mixed_up(make: Maker, n: int) -> Made:
    """The e-mail of one person of ours beside the phone of another."""
    one, other, day = make.human(n), make.human(n + 50_000), make.day(n)
    one, other = replace(one, name="Ada Umber"), replace(other, name="Ned Yarrow")
    claim = replace(make.row(replace(one, phone=other.phone, country=other.country), day, n), name="")
    yield Happened("mixed_up", "undecided", claim, (make.ours(one, day, n, 1), make.ours(other, day, n, 2)))


KINDS: Sequence[tuple[Callable[[Maker, int], Made], int]] = (
    (_proven, 1_970), (_unanswered, 400), (_colleagues, 150), (_written_twice, 150), (_typo, 40), (_twice, 350), (_known, 290),
    (_known_unseen, 8), (_abroad, 150), (_invented, 388), (_guessed, 4), (_borrowed, 20), (_likely, 100), (_ruined, 60),
    (_nobody, 30), (_no_day, 20), (_mixed_up, 20),
)  # fmt: skip
"""Kind and how often it happens in a world of 5,000 claims, 350 of them of those in :mod:`tools.world.no_customers`.

``_colleagues`` and ``_twice`` claim two each time.
"""
