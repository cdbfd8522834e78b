"""Events to sessions: one per browser and session number, on the day of its first event."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from assay.core.leads.identity import visible
from assay.core.tables import Record, Value
from assay.sources.ga4_export.events import UNKNOWN, Event
from assay.sources.ga4_report.words import NO_CAMPAIGN
from assay.sources.problems import without_contacts

_UNIX_SECONDS = re.compile(r"\d{10}", re.ASCII)
_MICRO_DIGITS = 6
_LATE_SECONDS = 48 * 60 * 60
_EVERY_SECONDS = 6 * 60 * 60
_ENGAGED = frozenset(("0", "1"))
_FORMS = frozenset(("form_start", "form_submit"))


@dataclass(slots=True)
class Session:
    """One session in the making. ``campaign`` and ``last_click`` go with the moment of the event that named them.

    Attributes:
        number: The second in which it began, as its number says; -1 where the number is another one.
        last: The second of its latest event.
    """

    row: int
    number: int
    first: tuple[str, date]
    last: int = 0
    campaign: tuple[str, str] | None = None
    last_click: tuple[str, str] | None = None
    engaged: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def take(self, event: Event, second: int) -> None:
        """Take in one of its events, in whatever order they come."""
        self.row = min(self.row, event.row)
        if event.moment <= self.first[0]:
            self.first = min(self.first, (event.moment, event.day))
        self.last = max(self.last, second)
        if event.campaign:
            self.campaign = _earliest(self.campaign, event.moment, event.campaign)
        if event.last_click:
            self.last_click = _earliest(self.last_click, event.moment, event.last_click)
        if event.engaged in _ENGAGED:
            self.engaged |= {event.engaged}
        if event.name in _FORMS:
            self.names |= {event.name}

    @property
    def named(self) -> str:
        """Its campaign: what Google decided, else what its earliest event said; empty where none brought it."""
        found = self.last_click or self.campaign
        campaign = without_contacts(visible(found[1])) if found else ""
        return "" if campaign in NO_CAMPAIGN else campaign


@dataclass(slots=True)
class Counted:
    """The sessions of one campaign on one day: first row, and how many there are of each kind."""

    row: int
    sessions: int = 0
    judged: int = 0
    bounced: int = 0
    form_starts: int = 0
    form_submits: int = 0

    def take(self, session: Session) -> None:
        """Count a session that is over."""
        self.row = min(self.row, session.row)
        self.sessions += 1
        self.judged += bool(session.engaged)
        self.bounced += bool(session.engaged) and "1" not in session.engaged
        self.form_starts += bool(session.names)
        self.form_submits += "form_submit" in session.names


@dataclass(slots=True)
class Collected:
    """The sessions of a file by day and campaign, and how many events there were in all and without a session."""

    days: dict[tuple[date, str], Counted] = field(default_factory=dict)
    sessions: int = 0
    events: int = 0
    without_session: int = 0

    def over(self, session: Session) -> None:
        """Count a session that is over."""
        self.sessions += 1
        self.days.setdefault((session.first[1], session.named), Counted(session.row)).take(session)


class DisorderError(Exception):
    """An event may belong to a session that was counted already: only a reading that keeps them all can tell."""


def collect(begin: Callable[[], Iterable[Event]]) -> Collected:
    """The sessions of events; those of people who gave no consent bear no number and belong to none.

    Memory grows with the sessions of two days. Google numbers a session by the second in which it began, so an event of one
    that is over shows itself by its number; then, and where numbers are other ones, all sessions are kept.

    Args:
        begin: Gives the events from the first one.
    """
    try:
        return _collect(begin(), keeps_all=False)
    except DisorderError:
        return _collect(begin(), keeps_all=True)


def _collect(events: Iterable[Event], *, keeps_all: bool) -> Collected:
    collected = Collected()
    open_: dict[tuple[str, str], Session] = {}
    horizon, until = -1, _LATE_SECONDS + _EVERY_SECONDS
    for event in events:
        collected.events += 1
        if not (event.visitor and event.session):
            collected.without_session += 1
            continue
        key = (event.visitor, event.session)
        session = open_.get(key)
        if session is None:
            number = _second_of(event.session)
            if number < horizon:
                raise DisorderError
            session = open_[key] = Session(event.row, number, (event.moment, event.day))
        second = _second(event.moment)
        session.take(event, second)
        if second > until and not keeps_all:
            horizon, until = second - _LATE_SECONDS, second + _EVERY_SECONDS
            open_ = _left_open(open_, horizon, collected)
    for session in open_.values():
        collected.over(session)
    return collected


def _second_of(number: str) -> int:
    return int(number) if _UNIX_SECONDS.fullmatch(number) else -1


def _second(moment: str) -> int:
    """The second of a time stamp in microseconds; 0 where it is written otherwise."""
    return int(moment[:-_MICRO_DIGITS]) if moment.isascii() and moment.isdigit() else 0


def _left_open(
    sessions: dict[tuple[str, str], Session], horizon: int, collected: Collected
) -> dict[tuple[str, str], Session]:
    """Count the sessions whose numbers say that they began before the horizon and that are silent since; the others."""
    left = {}
    for key, session in sessions.items():
        if session.number >= horizon or session.last >= horizon:
            left[key] = session
        else:
            collected.over(session)
    return left


def records_of(collected: Collected, source: str, account: str) -> Iterator[Record]:
    """One row per (campaign, day). Forms are unknown where the file holds no event of them at all."""
    has_forms = any(counted.form_starts for counted in collected.days.values())
    for (day, campaign), counted in sorted(collected.days.items()):
        values: dict[str, Value] = {
            "source": source,
            "account": account,
            "campaign": campaign or None,
            "day": day,
            "sessions": counted.sessions,
            "judged": counted.judged or None,
            "bounced": counted.bounced if counted.judged else None,
            "form_starts": counted.form_starts if has_forms else None,
            "form_submits": counted.form_submits if has_forms else None,
        }
        yield Record("sessions", counted.row, values)


def _earliest(known: tuple[str, str] | None, moment: str, campaign: str) -> tuple[str, str] | None:
    if not campaign or campaign in UNKNOWN:
        return known
    return min(known or (moment, campaign), (moment, campaign))
