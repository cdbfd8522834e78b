"""Marketing qualification: points of a person's acts, halved by whole half-lives, against the contract's threshold.

An act is worth ``points × (1/2)^⌊days ÷ half-life⌋``, where ``days`` are the whole days, in the contract's zone, from the
act to the enquiry: the score is taken when the person writes, and does not change afterwards. Of an act with a cap
only the newest count. The logs know a person's enquiries and what each enquiry did; page views, booked demos and the
like they do not know, so a score is a range, and the verdict is unknown while the threshold lies inside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from assay.core.contract.judged import Scoring
from assay.core.leads.facts import LeadFacts
from assay.core.period import day_of

ENQUIRY = "enquiry"
ACTIONS = ("register", "leave_details", "consult")


class Marketing(StrEnum):
    """Whether a lead is marketing-qualified."""

    QUALIFIED = "qualified"
    NOT_QUALIFIED = "not_qualified"
    UNKNOWN = "unknown"


def marketing_state(facts: LeadFacts, scoring: Scoring, zone: ZoneInfo) -> Marketing:
    """Qualified when the known points reach the threshold, not when nothing unknown could make them reach it."""
    acts = known_acts(facts, zone)
    known = score(acts, scoring, on=day_of(facts.created_at, zone))
    unseen = [act for act in scoring.points if not _is_held(act, facts)]
    least = _bound(unseen, scoring, known, sign=-1)
    most = _bound(unseen, scoring, known, sign=1)
    if least is not None and least >= scoring.threshold:
        return Marketing.QUALIFIED
    if most is not None and most < scoring.threshold:
        return Marketing.NOT_QUALIFIED
    return Marketing.UNKNOWN


def known_acts(facts: LeadFacts, zone: ZoneInfo) -> Mapping[str, Sequence[date]]:
    """Act → its days: this enquiry and the person's earlier ones, and what this enquiry did."""
    created_on = day_of(facts.created_at, zone)
    earlier = {(lead.book, lead.id): day_of(lead.at, zone) for lead in facts.earlier_leads}
    acts: defaultdict[str, list[date]] = defaultdict(list)
    acts[ENQUIRY] = [*earlier.values(), created_on]
    if facts.action is not None:
        acts[facts.action].append(created_on)
    return acts


def score(acts: Mapping[str, Sequence[date]], scoring: Scoring, *, on: date) -> Fraction:
    """Points on a day, of acts up to that day.

    Example:
        >>> half = Scoring({"enquiry": Fraction(10)}, {}, Fraction(25), half_life_days=30)
        >>> days = [date(2027, 1, 30), date(2027, 1, 31), date(2027, 3, 1)]
        >>> score({"enquiry": days}, half, on=date(2027, 3, 1))
        Fraction(25, 1)
    """
    total = Fraction(0)
    for act, points in scoring.points.items():
        days = sorted(acts.get(act, ()), reverse=True)
        for day in days[: scoring.repeat_cap.get(act, len(days))]:
            halvings = (on - day).days // scoring.half_life_days if scoring.half_life_days else 0
            total += points / 2**halvings
    return total


def _is_held(act: str, facts: LeadFacts) -> bool:
    """Whether the logs say every time the person did it. What an earlier enquiry did is not kept with it."""
    return act == ENQUIRY or (act in ACTIONS and not facts.earlier_leads)


def _bound(unseen: Sequence[str], scoring: Scoring, known: Fraction, *, sign: int) -> Fraction | None:
    """The known points with everything unseen that could move them one way; None when that has no end."""
    total = known
    for act in unseen:
        points = scoring.points[act]
        if points * sign > 0:
            if act not in scoring.repeat_cap:
                return None
            total += points * scoring.repeat_cap[act]
    return total
