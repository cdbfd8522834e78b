"""A market from its setting to its files: first every lead, then every day, then the money."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.world.market.books import Books
from tools.world.market.days import Days, Happened
from tools.world.market.folder import Folder
from tools.world.market.leads import Leads
from tools.world.market.lists import Lists
from tools.world.market.money import FACTS, CampaignDay, account_of, campaign_days, summaries, top_ups
from tools.world.market.plan import Plan
from tools.world.market.reports import write_reports
from tools.world.market.sales import Sales
from tools.world.market.setting import PLATFORMS, Setting
from tools.world.market.talks import Talks
from tools.world.market.truth import MONTH_HEADER, Truth

DAY_HEADER = (
    "vendor", "platform", "account", "campaign", "brand", "day", "currency", *FACTS, "lost", "clicks", "impressions",
    "cost_cents", "bot_cost_cents", "later_cost_cents",
)  # fmt: skip
TOP_UP_HEADER = ("account", "day", "currency", "cents")
CLAIMED_HEADER = ("month", "currency", "cost_claimed", "leads_claimed")
LEADS_BETWEEN_WORDS = 10_000
Told = Callable[[str], None]


def write_market(what: Setting, root: Path, told: Told = lambda _: None) -> None:
    """Write all files of a market below a folder; ``told`` hears how far it is."""
    plan = Plan(what)
    with Folder(root) as folder:
        truth, claimed = _write_leads(what, folder, plan, told)
        walk = Days(what, folder, plan)
        happened = walk.walk(lambda day: told(f"day {day + 1} of {what.until}"))
        days = campaign_days(what, happened.clicks)
        write_reports(what, folder, days)
        _write_money(what, folder, days)
        _write_months(what, folder, days, truth, claimed)
        folder.lines("truth/market.json").write(_summary(what, truth, happened, days))
        folder.manifest()


def _write_leads(
    what: Setting, folder: Folder, plan: Plan, told: Told
) -> tuple[Truth, dict[tuple[int, str], int]]:
    leads = Leads(what, plan)
    truth, lists = Truth(what, folder, leads), Lists(what, folder)
    writers = (Books(what, folder), Talks(what, folder), Sales(what, folder), lists, truth)
    for index in range(plan.leads_of(what.until - 1).stop):
        lead = leads.lead(index)
        for writer in writers:
            writer.write(lead)
        if index % LEADS_BETWEEN_WORDS == 0:
            told(f"lead {index} of {what.leads}")
    return truth, lists.claimed


def _write_money(what: Setting, folder: Folder, days: Sequence[CampaignDay]) -> None:
    table = folder.table("truth/campaign_days.csv", DAY_HEADER)
    for one in days:
        stream, clicks = one.stream, one.clicks
        table.row([
            what.vendors[stream.vendor or 0].name, stream.platform, account_of(stream.platform, what.buyer), stream.name,
            "yes" if stream.brand else "no", one.on, PLATFORMS[stream.platform].currency,
            *(clicks.visits[kind] for kind in FACTS), clicks.lost, clicks.all, one.impressions, one.cents, one.bot_cents,
            one.later_cents,
        ])  # fmt: skip
    paid = folder.table("truth/top_ups.csv", TOP_UP_HEADER)
    for top_up in top_ups(what, days):
        paid.row([top_up.account, top_up.on, top_up.currency, top_up.cents])


def _write_months(
    what: Setting,
    folder: Folder,
    days: Sequence[CampaignDay],
    truth: Truth,
    claimed: dict[tuple[int, str], int],
) -> None:
    """What vendors say of each month, and beside it what is right; a second currency has a row of its own."""
    table = folder.table("truth/months.csv", MONTH_HEADER)
    for one in summaries(what, days):
        vendor, key = what.vendors[one.vendor], (one.vendor, one.month)
        counts = [truth.counts[(*key, name)] for name in MONTH_HEADER[3:9]]
        leads = claimed.get(key, 0)
        table.row([vendor.name, one.month, leads, *counts, one.claimed_cents, one.cents, one.currency])
        said = folder.table(f"lists/{vendor.name}-summary.csv", CLAIMED_HEADER)
        said.row(
            [one.month, one.currency, f"{one.claimed_cents // 100}.{one.claimed_cents % 100:02d}", leads]
        )


def _summary(what: Setting, truth: Truth, happened: Happened, days: Sequence[CampaignDay]) -> str:
    """Who is in the market, what was asked for, and its totals."""
    visits: Counter[str] = Counter()
    for clicks in happened.clicks.values():
        visits.update(clicks.visits)
    told = {
        "asked": {"seed": what.seed, "leads": what.leads, "touches": what.touches, "days": what.days, "until": what.until},
        "buyer": {"name": what.buyer, "domain": what.domain, "goods": what.goods, "markets": what.markets},
        "vendors": [
            {
                "name": one.name, "domain": one.domain, "honest": not one.temper,
                "accounts": [account_of(platform, what.buyer) for platform in one.platforms],
                "campaigns": [stream.name for stream in what.streams if stream.vendor == one.index],
            }
            for one in what.vendors
        ],
        "cheats_per_thousand": dict(what.cheats.shares),
        "leads_by_kind": dict(sorted(truth.kinds.items())),
        "visits_by_kind": dict(sorted(visits.items())),
        "touches": happened.touches,
        "restated_days": sum(one.restated for one in days),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
