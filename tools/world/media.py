"""What the campaigns did each day: money, clicks, sessions, forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tools.world import story
from tools.world.dice import Dice
from tools.world.enquiry import Enquiry
from tools.world.moments import days_in, first_day, month_of

WEEKDAY_PERCENT = (108, 112, 110, 106, 98, 82, 84)


@dataclass(frozen=True, slots=True)
class CampaignDay:
    """One campaign on one day. Money in US cents; sessions that could be judged are a part of all sessions."""

    campaign: str
    on: date
    cents: int
    clicks: int
    impressions: int
    conversions: int
    sessions: int
    judged: int
    bounced: int
    invalid_a: int
    form_starts: int = 0
    form_submits: int = 0


def campaign_days(dice: Dice, enquiries: Iterable[Enquiry]) -> list[CampaignDay]:
    """Every campaign on every day of the term, by day and then as the account lists its campaigns."""
    leads = Counter((one.click.campaign, one.click.at.date()) for one in enquiries if one.click)
    days = [first_day(month) + timedelta(days=d) for month in story.MONTHS for d in range(days_in(month))]
    plain = [
        _campaign_day(dice, campaign, on, leads[campaign, on]) for on in days for campaign in story.CAMPAIGNS
    ]
    return _with_forms(plain)


def of_month(days: Iterable[CampaignDay], month: str) -> list[CampaignDay]:
    """The days of a month, in order."""
    return [one for one in days if month_of(one.on) == month]


def _campaign_day(dice: Dice, campaign: str, on: date, leads: int) -> CampaignDay:
    if campaign == story.DISPLAY and on in story.DISPLAY_PAUSED:
        return CampaignDay(campaign, on, 0, 0, 0, 0, 0, 0, 0, 0)
    fixed = story.FIXED_TRAFFIC.get((campaign, on))
    if fixed:
        ordinary = _ordinary(dice, campaign, on, fixed.cents, fixed.clicks)
        sessions = fixed.judged + fixed.clicks // 60
        return replace(ordinary, sessions=sessions, judged=fixed.judged, bounced=fixed.bounced)
    noise = dice.number(82, 118, campaign, on, "cost")
    percent = story.MONTH_PERCENT[month_of(on)] * WEEKDAY_PERCENT[on.weekday()] * noise
    cents = story.DAILY_CENTS[campaign] * percent // 1_000_000
    price = story.CLICK_CENTS[campaign] * dice.number(90, 110, campaign, on, "price") // 100
    day = _ordinary(dice, campaign, on, cents, max(cents // price, leads + 1))
    return replace(day, conversions=leads + dice.number(0, 1, campaign, on, "conversions"))


def _ordinary(dice: Dice, campaign: str, on: date, cents: int, clicks: int) -> CampaignDay:
    sessions = clicks - clicks * dice.number(4, 12, campaign, on, "lost") // 100
    judged = sessions - sessions * dice.number(2, 6, campaign, on, "unjudged") // 100
    bounce = story.BOUNCE_PERCENT[campaign] + dice.number(-6, 6, campaign, on, "bounce")
    return CampaignDay(
        campaign=campaign,
        on=on,
        cents=cents,
        clicks=clicks,
        impressions=clicks * story.IMPRESSIONS_PER_CLICK[campaign] + dice.number(3, 41, campaign, on, "seen"),
        conversions=clicks // 90,
        sessions=sessions,
        judged=judged,
        bounced=judged * bounce // 100,
        invalid_a=dice.number(0, max(1, judged // 25), campaign, on, "bots"),
    )


def _with_forms(days: Sequence[CampaignDay]) -> list[CampaignDay]:
    """With each week's form starts and submits spread over its campaign days, by sessions."""
    starts = sorted(story.FORM_WEEKS)
    forms: dict[tuple[str, date], tuple[int, int]] = {}
    for monday, after in zip(starts, [*starts[1:], date(2027, 7, 1)], strict=True):
        week = [one for one in days if monday <= one.on < after and _counts_forms(one)]
        begun = _shared(story.FORM_WEEKS[monday][0], {(one.campaign, one.on): one.sessions for one in week})
        sent = _shared(story.FORM_WEEKS[monday][1], begun)
        forms |= {key: (begun[key], sent[key]) for key in begun}
    return [_with_form(one, *forms.get((one.campaign, one.on), (0, 0))) for one in days]


def _with_form(one: CampaignDay, begun: int, sent: int) -> CampaignDay:
    return replace(one, form_starts=begun, form_submits=sent, conversions=max(one.conversions, sent))


def _counts_forms(one: CampaignDay) -> bool:
    return one.campaign != story.BRAND or one.on <= story.BRAND_FORMS_UNTIL


def _shared(total: int, weights: Mapping[tuple[str, date], int]) -> dict[tuple[str, date], int]:
    """A total in whole parts by weight, by largest remainder; no part above its weight."""
    whole = sum(weights.values())
    parts = {key: total * weight // whole for key, weight in weights.items()}
    by_rest = sorted(weights, key=lambda key: (-(total * weights[key] % whole), key))
    for key in by_rest[: total - sum(parts.values())]:
        parts[key] += 1
    return parts
