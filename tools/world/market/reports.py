"""Reports by day as each ad platform's interface downloads them, once a month; and again where the past was restated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tools.world.market.folder import Folder, Kind, money, next_month, received
from tools.world.market.money import RESTATED_DAYS, CampaignDay, account_of
from tools.world.market.setting import PLATFORMS, ZONE, Setting

Rows = list[list[str]]
Report = Callable[[Sequence[CampaignDay]], Rows]
NAMES = "January February March April May June July August September October November December".split()
FILES = {
    "google": "Campaign report.csv", "meta": "Campaigns.csv", "linkedin": "campaign_performance.csv", "baidu": "推广计划.csv",
    "ocean": "广告组报表.csv",
}  # fmt: skip
ENCODINGS = {"linkedin": "utf-16-le", "baidu": "gbk", "ocean": "utf-8-sig"}


def write_reports(what: Setting, folder: Folder, days: Iterable[CampaignDay]) -> None:
    """Every platform's report of every month, and in the next month's folder those that restate its last days."""
    groups: dict[tuple[str, str], list[CampaignDay]] = {}
    for one in days:
        groups.setdefault((f"{one.on:%Y-%m}", one.stream.platform), []).append(one)
    for (month, platform), rows in groups.items():
        _write(what, folder, month, platform, REPORTS[platform](rows))
        if any(one.restated for one in rows):
            last = next_month(month) - timedelta(days=RESTATED_DAYS)
            again = REPORTS[platform]([replace(one, cents=one.later_cents) for one in rows if one.on >= last])
            _write(what, folder, f"{next_month(month):%Y-%m}", platform, again, mark="restated ")


def _write(what: Setting, folder: Folder, month: str, platform: str, rows: Rows, mark: str = "") -> None:
    known = PLATFORMS[platform]
    kind = Kind(known.format, account_of(platform, what.buyer), zone="" if platform == "linkedin" else ZONE)
    encoding, delimiter = ENCODINGS.get(platform, "utf-8"), "\t" if platform == "linkedin" else ","
    path = f"exports/{month}/{mark}{FILES[platform]}"
    head, *rest = rows
    table = folder.table(path, head, kind, known=received(month), encoding=encoding, delimiter=delimiter)
    for row in rest:
        table.row(row)
    folder.close(path)


def _total(rows: Sequence[CampaignDay]) -> tuple[str, str, str]:
    """Clicks, impressions and cost of them all."""
    clicks, seen = sum(one.clicks.all for one in rows), sum(one.impressions for one in rows)
    return str(clicks), str(seen), money(sum(one.cents for one in rows))


def _google(rows: Sequence[CampaignDay]) -> Rows:
    first, last = rows[0].on, rows[-1].on
    period = f"{_american(first)} - {_american(last)}"
    head = "Day,Campaign status,Campaign,Currency code,Campaign type,Clicks,Impr.,Cost".split(",")
    lines = [
        [
            one.on.isoformat(), "Enabled", one.stream.name, "USD", "Display" if "display" in one.stream.name else "Search",
            f"{one.clicks.all:,}", f"{one.impressions:,}", _thousands(one.cents),
        ]
        for one in rows
    ]  # fmt: skip
    clicks, seen, cost = _total(rows)
    totals = [
        [" --", label, " --", "USD", " --", clicks, seen, cost]
        for label in ("Total: Campaigns", "Total: Account")
    ]
    return [["Campaign report"], [period], head, *lines, *totals]


def _meta(rows: Sequence[CampaignDay]) -> Rows:
    head = "Reporting starts,Reporting ends,Day,Campaign name,Campaign delivery,Impressions,Amount spent (USD),Link clicks,Clicks (all)"
    first, last = rows[0].on.isoformat(), rows[-1].on.isoformat()
    lines = [
        [
            first, last, one.on.isoformat(), one.stream.name, "active", str(one.impressions),
            money(one.cents), str(one.clicks.all), str(one.clicks.all * 5 // 4),
        ]
        for one in rows
    ]  # fmt: skip
    clicks, seen, cost = _total(rows)
    return [head.split(","), *lines, [first, last, "", "", "", seen, cost, clicks, ""]]


def _linkedin(rows: Sequence[CampaignDay]) -> Rows:
    first, last = f"{rows[0].on:%m/%d/%Y}", f"{rows[-1].on:%m/%d/%Y}"
    head = "Start Date (in UTC),Account Name,Currency,Campaign Group Name,Campaign Name,Campaign ID,Campaign Type,Total Spent,Impressions,Clicks"
    lines = [
        [
            f"{one.on:%m/%d/%Y}", "main", "USD", "all", one.stream.name, str(70_000 + one.stream.index), "Sponsored Update",
            money(one.cents), str(one.impressions), str(one.clicks.all),
        ]
        for one in rows
    ]  # fmt: skip
    clicks, seen, cost = _total(rows)
    title = [["Campaign Performance Report (in UTC)"], [f"Report Start: {first}, Report End: {last}"], []]
    return [*title, head.split(","), *lines, ["Total", *[""] * 6, cost, seen, clicks]]


def _baidu(rows: Sequence[CampaignDay]) -> Rows:
    title = [
        ["数据生成条件："],
        [f"1. 时间范围：{rows[0].on:%Y%m%d}-{rows[-1].on:%Y%m%d}"],
        ["2. 时间单位：分日"],
        [],
    ]
    lines = [
        [
            one.on.isoformat(), one.stream.name, "main", str(one.impressions), str(one.clicks.all),
            f"￥{_thousands(one.cents)}",
        ]
        for one in rows
    ]  # fmt: skip
    return [*title, "日期,推广计划,账户,展现,点击,消费".split(","), *lines]


def _ocean(rows: Sequence[CampaignDay]) -> Rows:
    """With grants beside the cash: a tenth of it, which nobody paid."""
    lines = []
    for one in rows:
        cash = one.cents
        figures = [
            str(one.impressions),
            str(one.clicks.all),
            money(cash + cash // 10),
            money(cash),
            money(cash // 10),
        ]
        lines.append([one.on.isoformat(), str(80_000 + one.stream.index), one.stream.name, *figures])
    return ["时间,广告组id,广告组,展示数,点击数,消耗,现金消耗,赠款消耗".split(","), *lines]


def _american(day: date) -> str:
    return f"{NAMES[day.month - 1]} {day.day}, {day.year}"


def _thousands(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d}"


REPORTS: Mapping[str, Report] = {
    "google": _google, "meta": _meta, "linkedin": _linkedin, "baidu": _baidu, "ocean": _ocean,
}  # fmt: skip
