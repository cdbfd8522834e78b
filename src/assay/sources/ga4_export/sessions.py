"""Events to sessions: one per browser and session number, on the day of its first event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from assay.core.leads.identity import visible
from assay.core.tables import Record, Value
from assay.sources.ga4_export.events import UNKNOWN, Event
from assay.sources.ga4_report.words import NO_CAMPAIGN
from assay.sources.problems import without_contacts


@dataclass(slots=True)
class Session:
    """One session in the making. ``campaign`` and ``last_click`` go with the moment of the event that named them."""

    row: int
    first: tuple[str, date]
    campaign: tuple[str, str] | None = None
    last_click: tuple[str, str] | None = None
    engaged: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def take(self, event: Event) -> None:
        """Take in one of its events, in whatever order they come."""
        self.row = min(self.row, event.row)
        self.first = min(self.first, (event.moment, event.day))
        self.campaign = _earliest(self.campaign, event.moment, event.campaign)
        self.last_click = _earliest(self.last_click, event.moment, event.last_click)
        self.engaged |= {event.engaged} & {"0", "1"}
        self.names |= {event.name} & {"form_start", "form_submit"}

    @property
    def named(self) -> str:
        """Its campaign: what Google decided, else what its earliest event said; empty where none brought it."""
        found = self.last_click or self.campaign
        campaign = without_contacts(visible(found[1])) if found else ""
        return "" if campaign in NO_CAMPAIGN else campaign


@dataclass(frozen=True, slots=True)
class Collected:
    """All sessions of a file, and how many events there were with a session and without."""

    sessions: tuple[Session, ...]
    events: int
    without_session: int


def collect(events: Iterable[Event]) -> Collected:
    """The sessions of events; those of people who gave no consent bear no number and belong to none."""
    sessions: dict[tuple[str, str], Session] = {}
    counts: Counter[bool] = Counter()
    for event in events:
        known = bool(event.visitor and event.session)
        counts[known] += 1
        if known:
            key = (event.visitor, event.session)
            sessions.setdefault(key, Session(event.row, (event.moment, event.day))).take(event)
    return Collected(tuple(sessions.values()), counts.total(), counts[False])


def records_of(sessions: Iterable[Session], source: str, account: str) -> Iterator[Record]:
    """One row per (campaign, day). Forms are unknown where the file holds no event of them at all."""
    whole = tuple(sessions)
    has_forms = any(session.names for session in whole)
    groups: dict[tuple[date, str], list[Session]] = {}
    for session in whole:
        groups.setdefault((session.first[1], session.named), []).append(session)
    for (day, campaign), group in sorted(groups.items()):
        judged = [session for session in group if session.engaged]
        values: dict[str, Value] = {
            "source": source,
            "account": account,
            "campaign": campaign or None,
            "day": day,
            "sessions": len(group),
            "judged": len(judged) if judged else None,
            "bounced": sum("1" not in session.engaged for session in judged) if judged else None,
            "form_starts": sum(bool(session.names) for session in group) if has_forms else None,
            "form_submits": sum("form_submit" in session.names for session in group) if has_forms else None,
        }
        yield Record("sessions", min(session.row for session in group), values)


def _earliest(known: tuple[str, str] | None, moment: str, campaign: str) -> tuple[str, str] | None:
    if not campaign or campaign in UNKNOWN:
        return known
    return min(known or (moment, campaign), (moment, campaign))
