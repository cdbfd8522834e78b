"""The order ledger: what old customers ordered before the term, and what the qualified enquiries led to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tools.world import story
from tools.world.cast import Person
from tools.world.dice import Dice
from tools.world.enquiry import Enquiry
from tools.world.moments import first_day

OLD_CUSTOMERS = (
    Person(
        "Harold Pike", "Palmetto Street Lighting", "h.pike@palmetto-street.example", "+1 843-555-0117", "US"
    ),
    Person(
        "Denise Rowan", "Tri-County Utilities", "d.rowan@tricounty-utilities.example", "+1 606-555-0132", "US"
    ),
    Person(
        "Uwe Brinkmann",
        "Brinkmann Lichttechnik",
        "u.brinkmann@brinkmann-licht.example",
        "+49 221 4710640",
        "DE",
    ),
    Person(
        "Gail Sorensen",
        "Lakeside Parks Dept. Supplier",
        "gail@lakeside-parks.example",
        "+1 218-555-0163",
        "US",
    ),
)
DORMANT_CUSTOMER = Person(
    "Ruben Ortega", "Ortega Site Works", "ruben@ortega-siteworks.example", "+1 505-555-0196", "US"
)
OLD_ORDERS = (
    (DORMANT_CUSTOMER, date(2024, 9, 12), "trial_order", 384000),
    (OLD_CUSTOMERS[2], date(2025, 8, 20), "bulk_order", 2716000),
    (OLD_CUSTOMERS[3], date(2026, 3, 9), "trial_order", 512050),
    (OLD_CUSTOMERS[1], date(2026, 6, 17), "bulk_order", 1894000),
    (OLD_CUSTOMERS[0], date(2026, 9, 28), "sample_order", 42600),
    (OLD_CUSTOMERS[2], date(2026, 11, 5), "repeat_order", 2288000),
)
REPEATS = {"2027-02": (OLD_CUSTOMERS[1], 1466000), "2027-05": (OLD_CUSTOMERS[2], 3120000)}


@dataclass(frozen=True, slots=True)
class Order:
    """One row of the ledger; the amount is in US cents."""

    number: str
    enquiry: str
    customer: Person
    on: date
    stage: str
    cents: int


def orders(dice: Dice, month: str, enquiries: Sequence[Enquiry]) -> list[Order]:
    """The rows that a month's ledger export holds, by date: in January the history too."""
    rows = list(_history()) if month == story.MONTHS[0] else []
    rows += list(_repeats(month)) + list(_new(dice, month, enquiries))
    return sorted(rows, key=lambda order: (order.on, order.number))


def _history() -> Iterator[Order]:
    for index, (customer, on, stage, cents) in enumerate(OLD_ORDERS):
        yield Order(f"SO{on:%y%m}-{index + 1:02d}", "", customer, on, stage, cents)


def _repeats(month: str) -> Iterator[Order]:
    if month in REPEATS:
        customer, cents = REPEATS[month]
        yield Order(
            f"SO{month[2:4]}{month[5:]}-01",
            "",
            customer,
            first_day(month).replace(day=16),
            "repeat_order",
            cents,
        )


def _new(dice: Dice, month: str, enquiries: Sequence[Enquiry]) -> Iterator[Order]:
    """A PI for every other enquiry that sales qualified in the month, a sample order for one of them."""
    first, after = first_day(month), first_day(story.RECEIVED[month])
    judged = [
        one
        for one in enquiries
        if one.slot.kind == "valid" and one.verdict and one.verdict.word == "qualified"
    ]
    mine = [one for one in judged if one.verdict and first <= one.verdict.at.date() < after]
    for index, one in enumerate(mine[::2]):
        on = one.verdict.at.date() + timedelta(days=1) if one.verdict else first
        stage = "sample_order" if index == 1 else "proforma_invoice"
        low, high = (180, 460) if index == 1 else (5200, 38400)
        cents = dice.number(low, high, one.number) * 100
        yield Order(f"PI{month[2:4]}{month[5:]}-{index + 1:02d}", one.number, one.person, on, stage, cents)
