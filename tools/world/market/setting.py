"""Who is in a market: the buyer, its vendors, the ad platforms and their campaigns, all drawn from the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tools.world.cast import slug
from tools.world.market.cheats import Cheats, cheats
from tools.world.market.draws import Draws

BEGINS = date(2027, 1, 1)
ZONE = "Asia/Shanghai"
GOODS = "pumps valves compressors bearings solar-lamps gearboxes heat-exchangers conveyors".split()
BUYERS = "Huayao Lumora Tianqing Jinlan Borui Yuanhe Kestrel-East Mingzhou".split()
VENDORS = "Farsail Brightreef Northquay Silkbridge Cloudkiln Redlattice Papercrane Longmile".split()
ABROAD = "IN"
CALLING = {"US": "1", "DE": "49", "GB": "44", "IN": "91"}


@dataclass(frozen=True, slots=True)
class Platform:
    """An ad platform as its exports know it. ``click`` is the parameter that its clicks bear; money is in hundredths."""

    id: str
    format: str
    channel: str
    source: str
    click: str
    currency: str


PLATFORMS: Mapping[str, Platform] = {
    one.id: one
    for one in (
        Platform("google", "google_ads_report", "paid_search", "google", "gclid", "USD"),
        Platform("meta", "meta_ads", "paid_social", "facebook", "fbclid", "USD"),
        Platform("linkedin", "linkedin_ads", "paid_social", "linkedin", "li_fat_id", "USD"),
        Platform("baidu", "baidu_search", "paid_search", "baidu", "bd_vid", "CNY"),
        Platform("ocean", "ocean_engine", "paid_social", "ocean", "clickid", "CNY"),
    )
}


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor. ``temper`` is how much of each family's share they commit, in percent; 0 is honest."""

    index: int
    name: str
    domain: str
    platforms: tuple[str, ...]
    temper: int


@dataclass(frozen=True, slots=True)
class Stream:
    """Where visits and leads come from: a campaign, or a channel that nobody is paid for.

    Attributes:
        name: Of the campaign; of the channel where there is none.
        channel: As the leads table has it.
        site: ``main`` (web-server log, enquiry log), ``second`` (analytics events, HubSpot), ``form`` (Meta's own form),
            ``none`` (a fair, a recommendation: no click at all).
        platform: Empty for an unpaid channel.
        vendor: Place of the vendor who runs it, None for an unpaid channel.
        leads: How many leads it brings beside the others.
        visits: How many visits.
        cents: What a click costs, in hundredths of the platform's currency.
    """

    index: int
    name: str
    channel: str
    site: str
    leads: int
    visits: int
    platform: str = ""
    vendor: int | None = None
    brand: bool = False
    cents: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """A market before anything happens.

    Attributes:
        leads: How many leads come.
        touches: About how many pages are looked at on the two sites, leads' journeys not counted.
        days: How many days, from 1 January 2027.
        until: How many of them are over: what comes later is not written. The rest is as if all were.
    """

    seed: str
    leads: int
    touches: int
    days: int
    until: int
    cheats: Cheats
    buyer: str
    goods: str
    markets: tuple[str, ...]
    vendors: Sequence[Vendor]
    streams: Sequence[Stream] = field(repr=False)

    @property
    def domain(self) -> str:
        """The buyer's own."""
        return f"{slug(self.buyer)}.example"

    def day(self, index: int) -> date:
        """The day of a number, from 0."""
        return BEGINS + timedelta(days=index)

    def moment(self, day: int, minute: int = 0) -> datetime:
        """A minute of a day, naive, in Shanghai."""
        return datetime.combine(self.day(day), time()) + timedelta(minutes=minute)

    def months(self) -> list[str]:
        """Every month that has a day, in order."""
        return sorted({f"{self.day(index):%Y-%m}" for index in range(self.days)})


def setting(
    *,
    leads: int,
    touches: int,
    seed: str,
    days: int,
    cheating: Cheats | None = None,
    until: int | None = None,
) -> Setting:
    """The market of a seed."""
    draws = Draws(seed, "setting")
    buyer, goods = draws.pick(BUYERS), draws.pick(GOODS)
    markets = draws.pick((("US", "DE", "GB"), ("US", "DE"), ("US", "GB")))
    vendors = _vendors(seed, draws.number(2, 4))
    return Setting(
        seed=seed,
        leads=leads,
        touches=touches,
        days=days,
        until=days if until is None else until,
        cheats=cheats() if cheating is None else cheating,
        buyer=buyer,
        goods=goods,
        markets=markets,
        vendors=vendors,
        streams=_streams(buyer.lower(), goods, vendors),
    )


def _vendors(seed: str, count: int) -> list[Vendor]:
    """Whoever runs Google cheats in full, one other does not cheat at all, the rest by half."""
    draws = Draws(seed, "vendors")
    names = list(VENDORS)
    tempers = [100, 0, 50, 50]
    held: list[list[str]] = [["google"], ["meta"], [], []][:count]
    for place, platform in enumerate(("linkedin", "baidu", "ocean")):
        held[(2 + place) % count].append(platform)
    made = []
    for index in range(count):
        name = names.pop(draws.below(len(names)))
        made.append(Vendor(index, name, f"{name.lower()}.example", tuple(held[index]), tempers[index]))
    return made


def _streams(buyer: str, goods: str, vendors: Sequence[Vendor]) -> list[Stream]:
    runs = {platform: vendor.index for vendor in vendors for platform in vendor.platforms}
    plans = (
        ("google", f"{goods}-us-search", "main", 20, 14, 210, False), ("google", f"{goods}-eu-search", "main", 12, 9, 260, False),
        ("google", f"{goods}-display", "main", 4, 12, 45, False), ("google", f"{buyer}-brand", "main", 6, 4, 60, True),
        ("meta", f"{goods}-leadform", "form", 10, 8, 95, False), ("meta", f"{goods}-traffic", "main", 5, 10, 70, False),
        ("linkedin", f"{goods}-engineers", "second", 9, 5, 640, False), ("baidu", f"{goods}-出口词", "main", 6, 5, 820, False),
        ("baidu", f"{buyer}-brand-品牌", "main", 3, 2, 150, True), ("ocean", f"{goods}-信息流", "second", 4, 6, 180, False),
    )  # fmt: skip
    paid = [
        Stream(place, name, PLATFORMS[on].channel, site, leads, visits, on, runs[on], brand, cents)
        for place, (on, name, site, leads, visits, cents, brand) in enumerate(plans)
    ]
    free = (
        ("organic", "main", 10, 18),
        ("direct", "second", 3, 7),
        ("referral", "none", 3, 0),
        ("trade_show", "none", 3, 0),
    )
    return paid + [
        Stream(len(paid) + place, name, name, site, leads, visits)
        for place, (name, site, leads, visits) in enumerate(free)
    ]
