"""What clicks cost, what the platforms report of it, first and later, what vendors say of it, and what was topped up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tools.world.market.days import Clicks
from tools.world.market.draws import Draws
from tools.world.market.folder import next_month
from tools.world.market.setting import PLATFORMS, Setting, Stream
from tools.world.market.touches import BURST, DECLARED, UNDECLARED

RESTATED_DAYS = 7
FACTS = ("human", DECLARED, UNDECLARED, BURST)


@dataclass(frozen=True, slots=True)
class CampaignDay:
    """One campaign on one day; money in hundredths of the platform's currency.

    Attributes:
        cents: What the clicks cost, as the platform's first report says.
        later_cents: What a later report says.
    """

    stream: Stream
    on: date
    clicks: Clicks
    price: int
    cents: int
    later_cents: int
    impressions: int

    @property
    def restated(self) -> bool:
        """Whether the later report says another cost."""
        return self.later_cents != self.cents

    @property
    def bot_cents(self) -> int:
        """What the clicks of programs and bursts cost."""
        return self.price * sum(self.clicks.visits[kind] for kind in FACTS[1:])


@dataclass(frozen=True, slots=True)
class Summary:
    """What a vendor says that a month cost, in one currency, and what the platforms say."""

    vendor: int
    month: str
    currency: str
    cents: int
    claimed_cents: int


@dataclass(frozen=True, slots=True)
class TopUp:
    """Money paid into an ads account on a day."""

    account: str
    on: date
    currency: str
    cents: int


def account_of(platform: str, buyer: str) -> str:
    """The ads account of the buyer on a platform."""
    return f"{platform}/{buyer.lower()}"


def campaign_days(what: Setting, clicks: Mapping[tuple[int, int], Clicks]) -> list[CampaignDay]:
    """Every campaign on every day, by day and then as the accounts list their campaigns."""
    paid = [one for one in what.streams if one.vendor is not None]
    return [
        _campaign_day(what, stream, day, clicks[day, stream.index])
        for day in range(what.until)
        for stream in paid
    ]


def summaries(what: Setting, days: Sequence[CampaignDay]) -> Iterator[Summary]:
    """What each vendor says that each month cost, by vendor, month and currency."""
    cents: defaultdict[tuple[int, str, str], int] = defaultdict(int)
    for one in days:
        currency = PLATFORMS[one.stream.platform].currency
        cents[one.stream.vendor or 0, f"{one.on:%Y-%m}", currency] += one.cents
    for (vendor, month, currency), true in sorted(cents.items()):
        draws = Draws(what.seed, "summary", vendor, month, currency)
        percent = draws.number(104, 130)
        inflates = what.cheats.hits("inflated_spend", draws, what.vendors[vendor].temper)
        yield Summary(vendor, month, currency, true, true * percent // 100 if inflates else true)


def top_ups(what: Setting, days: Sequence[CampaignDay]) -> Iterator[TopUp]:
    """What was paid into each account at the beginning of each month: its cost in full thousands.

    An export in the form of a media ledger starts here.
    """
    cents: defaultdict[tuple[str, str], int] = defaultdict(int)
    for one in days:
        cents[one.stream.platform, f"{one.on:%Y-%m}"] += one.later_cents
    for (platform, month), spent in sorted(cents.items()):
        on, full = date.fromisoformat(f"{month}-01"), -(-spent // 100_000) * 100_000
        yield TopUp(account_of(platform, what.buyer), on, PLATFORMS[platform].currency, full)


def _campaign_day(what: Setting, stream: Stream, day: int, clicks: Clicks) -> CampaignDay:
    on, draws = what.day(day), Draws(what.seed, "money", stream.index, day)
    price = stream.cents * draws.number(85, 115) // 100
    percent, seen, more = draws.number(108, 135), draws.number(18, 70), draws.number(3, 41)
    temper = what.vendors[stream.vendor or 0].temper
    left = (next_month(f"{on:%Y-%m}") - on).days
    again = what.cheats.hits("restated_days", draws, temper) and left <= RESTATED_DAYS
    cents = clicks.all * price
    later = cents * percent // 100 if again else cents
    return CampaignDay(stream, on, clicks, price, cents, later, clicks.all * seen + more)
