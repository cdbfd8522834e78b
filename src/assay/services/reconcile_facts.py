"""Read the figures of a reconciliation from a workspace: the engine sums whole numbers, days are the books' own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from assay.core.period import ONE_DAY, Month, Span, day_of
from assay.core.reconciliation.observed import Measure, Observed
from assay.core.tables import Value
from assay.queries.reconcile import LEADS_BY_MOMENT, LOGS_WITH_FORMS
from assay.queries.sessions import SESSIONS_BY_DAY
from assay.services.gather import Desk, day_value, whole
from assay.services.reconcile_ledgers import entries_observed
from assay.services.reconcile_reading import UTC, Reading, Row, book_of, count_of
from assay.services.reconcile_reports import Unused, reports


@dataclass(frozen=True, slots=True)
class Facts:
    """What the books say of some days, whatever the scope, and the totals that say nothing of a month."""

    rows: tuple[Observed, ...]
    unused: tuple[Unused, ...] = ()


def facts(desk: Desk, days: Span, reading: Reading) -> Facts:
    """Clicks, cost, results, sessions, forms, leads and ledger entries by book and day; ``days`` are whole months."""
    said, unused = reports(desk, days, reading)
    rows = (
        *said,
        *_sessions(desk, days, reading),
        *_leads(desk, days, reading),
        *entries_observed(desk, days),
    )
    return Facts(rows, unused)


def _sessions(desk: Desk, days: Span, reading: Reading) -> Iterator[Observed]:
    for row in desk.ask(SESSIONS_BY_DAY, ["sessions"], {"from_on": days.start_on, "to_on": days.end_on}):
        if row["campaign"]:
            book, campaign, day = (
                book_of(row),
                reading.spelled(str(row["campaign"])),
                _one(day_value(row["day"])),
            )
            yield Observed(Measure.SESSIONS, book, campaign, day, count_of(whole(row["sessions"])))
            yield Observed(Measure.FORMS, book, campaign, day, count_of(whole(row["form_submits"])))


def _leads(desk: Desk, days: Span, reading: Reading) -> Iterator[Observed]:
    """Leads by day of their zone; the window is a day wider on both sides, whatever the zone.

    A log that names the form of some lead, in any month, says of a lead without one that it came another way; one that names none
    says nothing of it.
    """
    window: dict[str, Value] = {
        "from_at": datetime.combine(days.start_on - ONE_DAY, time(), ZoneInfo(UTC)),
        "to_at": datetime.combine(days.end_on + ONE_DAY, time(), ZoneInfo(UTC)),
    }
    rows = desk.ask(LEADS_BY_MOMENT, ["leads"], window)
    naming = {book_of(row) for row in desk.ask(LOGS_WITH_FORMS, ["leads"], {})}
    for row in rows:
        book, at = book_of(row), row["created_at"]
        if not isinstance(at, datetime):
            raise TypeError(f"the engine returned {at!r} where a moment belongs")
        day = day_of(at, reading.zone_of(book.account))
        if day in days:
            leads, campaign = count_of(whole(row["leads"])), reading.spelled(str(row["campaign"]))
            yield Observed(Measure.LEADS, book, campaign, _one(day), leads)
            if book in naming and not _by_form(row, Month.of(day), reading):
                yield Observed(Measure.OTHER_LEADS, book, campaign, _one(day), leads)


def _by_form(row: Row, month: Month, reading: Reading) -> bool:
    contract = reading.contract(month)
    forms = contract.scope.forms if contract else ()
    return bool(row["form"]) and (not forms or row["form"] in forms)


def _one(day: date) -> Span:
    return Span(day, day + ONE_DAY)
