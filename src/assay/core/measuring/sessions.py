"""Sessions of the contract: those of its campaigns, from one book per campaign and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assay.core.findings import Finding, Severity
from assay.core.leads.scope import CampaignScope, Standing
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


def _joined(campaign: str, rows: list[SessionRow]) -> Traffic:
    """Rows of one campaign and day as one; more than one only when its name was spelled in two ways."""
    counts = [row.traffic for row in rows]
    starts = [t.form_starts for t in counts if t.form_starts is not None]
    submits = [t.form_submits for t in counts if t.form_submits is not None]
    return Traffic(
        campaign=campaign,
        day=rows[0].day,
        sessions=sum(t.sessions for t in counts),
        judged=sum(t.judged for t in counts),
        bounced=sum(t.bounced for t in counts),
        invalid_a=sum(t.invalid_a for t in counts),
        form_starts=sum(starts) if starts else None,
        form_submits=sum(submits) if submits else None,
    )


def _counted_twice(rows: list[SessionRow]) -> Finding:
    books = ", ".join(sorted({row.book for row in rows}))
    return Finding(
        "measure.sessions_twice",
        params={"campaign": rows[0].campaign or "", "day": str(rows[0].day), "books": books},
    )
