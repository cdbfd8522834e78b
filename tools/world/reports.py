"""Google Ads campaign reports by day, as the interface downloads them: plain .csv, or "Excel .csv" in UTF-16."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tools.world import story
from tools.world.files import delimited
from tools.world.media import CampaignDay
from tools.world.moments import days_in, first_day

MONTH_NAMES = "January February March April May June".split()
HEADER = (
    "Day", "Campaign status", "Campaign", "Budget", "Currency code", "Campaign type", "Clicks", "Impr.", "CTR", "Avg. CPC",
    "Cost", "Conversions",
)  # fmt: skip
DAY_AFTER_CAMPAIGN = (
    1,
    2,
    0,
    *range(3, len(HEADER)),
)  # in the "Excel .csv" its people arranged the columns so
UTF16 = ("2027-02", "2027-04", "2027-06")
RESAVED = ("2027-05",)
KINDS = {story.DISPLAY: "Display"}
BUDGET = {story.SEARCH_US: "38.00", story.SEARCH_DE: "26.00", story.DISPLAY: "12.00", story.BRAND: "8.00"}


def campaign_report(days: Sequence[CampaignDay], month: str) -> tuple[str, bytes]:
    """File name and bytes of a month's report, totals included."""
    first = first_day(month)
    last = first.replace(day=days_in(month))
    name = MONTH_NAMES[first.month - 1]
    period = f"{name} {first.day}, {first.year} - {name} {last.day}, {last.year}"
    preamble = [["Campaign report"], [period]]
    if month in RESAVED:
        preamble = [row + [""] * (len(HEADER) - 1) for row in preamble]
    table = [list(HEADER), *map(_row, days), *_totals(days)]
    if month in UTF16:
        rows = [*preamble, *([row[index] for index in DAY_AFTER_CAMPAIGN] for row in table)]
        return "Campaign report.csv", delimited(rows, encoding="utf-16-le", delimiter="\t", newline="\n")
    newline = "\r\n" if month in RESAVED else "\n"
    return "Campaign report.csv", delimited([*preamble, *table], encoding="utf-8", newline=newline)


def _row(one: CampaignDay) -> list[str]:
    kind, budget = KINDS.get(one.campaign, "Search"), BUDGET[one.campaign]
    return [one.on.isoformat(), "Enabled", one.campaign, budget, "USD", kind, *_figures([one])]


def _totals(days: Sequence[CampaignDay]) -> Iterable[list[str]]:
    """The totals that the interface adds: all campaigns, the account, and each type; the label stands under the status."""
    populations = {
        "Total: Campaigns": list(days),
        "Total: Account": list(days),
        "Total: Search": [one for one in days if one.campaign != story.DISPLAY],
        "Total: Display": [one for one in days if one.campaign == story.DISPLAY],
    }
    for label, rows in populations.items():
        yield [" --", label, " --", " --", "USD", " --", *_figures(rows)]


def _figures(rows: Sequence[CampaignDay]) -> list[str]:
    clicks, seen = sum(one.clicks for one in rows), sum(one.impressions for one in rows)
    cents = sum(one.cents for one in rows)
    rate = f"{_decimal(_rounded(clicks * 10000, seen))}%" if seen else " --"
    price = _decimal(_rounded(cents, clicks)) if clicks else " --"
    conversions = f"{sum(one.conversions for one in rows)}.00"
    return [f"{clicks:,}", f"{seen:,}", rate, price, _decimal(cents), conversions]


def _rounded(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)


def _decimal(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
