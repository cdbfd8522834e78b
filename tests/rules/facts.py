"""Facts of a few leads, ads and sessions, written by hand in YAML: what the measuring of a case rests on."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from assay.core.leads.facts import LeadFacts, Touch
from assay.core.measuring.reach import MonthFacts
from assay.core.measuring.sessions import SessionRow
from assay.core.measuring.spend import Spend
from assay.core.traffic.segments import Traffic
from tests.unit.leads.givens import at, lead, message, said

ACCOUNT = "google_ads/main"


def facts_of(given: dict[str, Any]) -> MonthFacts:
    """The facts of a month. A lead is a good one except for what is written."""
    spend = tuple(_spend(row) for row in given.get("spend", ()))
    return MonthFacts(
        leads=tuple(_lead(row) for row in given.get("leads", ())),
        spend=spend,
        sessions=tuple(_sessions(row) for row in given.get("sessions", ())),
        accounts={row.campaign: frozenset({ACCOUNT}) for row in spend},
        record_fields=frozenset({"name", "email_or_phone", "country"}),
    )


def _lead(row: dict[str, str]) -> LeadFacts:
    campaign, clicked = row.get("campaign", "search-us"), at(row.get("clicked", row["created"]))
    replied, again, judged = row.get("replied"), row.get("again"), row.get("judged")
    return lead(
        row["created"],
        id=row["id"],
        book=f"enquiry_log/{row.get('book', 'crm')}",
        country=row.get("country", "US"),
        action=row.get("action", "leave_details"),
        touches=(Touch(clicked, campaign, f"click-{row['id']}"),),
        reply=message(at(replied)) if replied else None,
        next_message=message(at(again)) if again else None,
        sales=said(row["sales"], at(judged) if judged else None) if "sales" in row else None,
    )


def _spend(row: dict[str, str]) -> Spend:
    micros = int(Fraction(row["cost"]) * 1_000_000)
    shown = int(row["impressions"]) if "impressions" in row else None
    day = date.fromisoformat(row["day"])
    return Spend(ACCOUNT, "campaign", row["campaign"], day, "CNY", micros, impressions=shown)


def _sessions(row: dict[str, str]) -> SessionRow:
    on, counts = (
        date.fromisoformat(row["day"]),
        {key: int(row[key]) for key in ("sessions", "judged", "bounced", "invalid_a")},
    )
    return SessionRow("web_sessions/ga4", row["campaign"], on, Traffic(row["campaign"], on, **counts))
