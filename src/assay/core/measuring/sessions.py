"""Sessions of the contract: those of its campaigns, from one book per campaign and day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assay.core.contract.model import Contract
from assay.core.findings import Finding, Severity
from assay.core.leads.scope import CampaignScope, Standing
from assay.core.measuring.spend import account_day_agreed
from assay.core.period import Month
from assay.core.traffic.segments import Traffic


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Sessions as one book reports them; ``campaign`` is None for traffic that no campaign brought."""

    book: str
    campaign: str | None
    day: date
    traffic: Traffic


def sessions_in_scope(
    rows: Iterable[SessionRow], campaigns: CampaignScope
) -> tuple[tuple[Traffic, ...], tuple[Finding, ...]]:
    """The sessions of the contract's campaigns, one row per campaign and day, in that order.

    Traffic that no campaign brought, and campaigns outside the scope, are not the contract's. A campaign that no
    ads report knows is left out and named. Two books that count the same campaign on the same day would count the
    same visits twice: an error.
    """
    findings: dict[str, Finding] = {}
    inside: defaultdict[tuple[str, date], list[SessionRow]] = defaultdict(list)
    for row in rows:
        standing = Standing.EXCLUDED if row.campaign is None else campaigns.standing(row.campaign)
        if row.campaign is not None and standing is Standing.UNKNOWN:
            params = {"campaign": row.campaign, "book": row.book}
            findings[row.campaign] = Finding(
                "measure.unknown_campaign", params=params, severity=Severity.WARNING
            )
        if row.campaign is not None and standing is Standing.INSIDE:
            inside[(campaigns.spelled(row.campaign), row.day)].append(row)
    twice = (
        _counted_twice(same) for _, same in sorted(inside.items()) if len({row.book for row in same}) > 1
    )
    named = (findings[campaign] for campaign in sorted(findings))
    return tuple(_joined(name, same) for (name, _), same in sorted(inside.items())), (*named, *twice)


def unknown_counts(traffic: Iterable[Traffic], contract: Contract, month: Month) -> tuple[Finding, ...]:
    """A warning for each campaign with days on which its report is silent about what a rule of the contract asks.

    Nothing is charged for such a day.
    """
    missing: Counter[tuple[str, str]] = Counter()
    for row in traffic:
        if row.sessions and contract.segment_rules and not row.bounces_known:
            missing["measure.bounces_unknown", row.campaign] += 1
        if row.sessions and contract.click_rules and not row.clicks_known:
            missing["measure.clicks_unknown", row.campaign] += 1
    return tuple(
        Finding(
            code,
            params={"campaign": campaign, "days": str(days), "month": str(month)},
            severity=Severity.WARNING,
        )
        for (code, campaign), days in sorted(missing.items())
    )


def zone_findings(
    rows: Iterable[SessionRow], contract: Contract, campaigns: CampaignScope, account_zones: Mapping[str, str]
) -> tuple[Finding, ...]:
    """A warning for each book whose days are of another zone than the contract's: they are no lots of the same day."""
    zone = contract.term.zone.key
    books = {row.book for row in rows if row.campaign and campaigns.standing(row.campaign) is Standing.INSIDE}
    found = {book: account_zones.get(book.partition("/")[2], zone) for book in sorted(books)}
    return tuple(
        Finding(
            "measure.sessions_zone",
            params={"book": book, "found": other, "expected": zone},
            severity=Severity.WARNING,
        )
        for book, other in found.items()
        if other != zone and not account_day_agreed(contract)
    )


def _joined(campaign: str, rows: list[SessionRow]) -> Traffic:
    """Rows of one campaign and day as one; more than one only when its name was spelled in two ways."""
    counts = [row.traffic for row in rows]
    return Traffic(
        campaign=campaign,
        day=rows[0].day,
        sessions=sum(t.sessions for t in counts),
        judged=_whole_sum(t.judged for t in counts),
        bounced=_whole_sum(t.bounced for t in counts),
        invalid_a=_whole_sum(t.invalid_a for t in counts),
        form_starts=_whole_sum(t.form_starts for t in counts),
        form_submits=_whole_sum(t.form_submits for t in counts),
    )


def _whole_sum(counts: Iterable[int | None]) -> int | None:
    """A sum that every row states; None where one is silent."""
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


def _counted_twice(rows: list[SessionRow]) -> Finding:
    books = ", ".join(sorted({row.book for row in rows}))
    return Finding(
        "measure.sessions_twice",
        params={"campaign": rows[0].campaign or "", "day": str(rows[0].day), "books": books},
    )
