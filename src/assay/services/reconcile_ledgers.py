"""Media ledgers as a reconciliation reads them: statement by statement for their balances, entry by entry for the alarm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from assay.core.money import MICROS
from assay.core.period import ONE_DAY, Span
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.core.reconciliation.top_ups import Account, Entry, Kind, oldest_first
from assay.core.tables import Value
from assay.queries.reconcile import LEDGER_ROWS
from assay.services.gather import Desk, day_value, whole
from assay.services.reconcile_reading import Row


def ledgers(desk: Desk) -> tuple[Account, ...]:
    """The media ledgers, each account and currency with its statements in the order of time.

    Of two formats imported for one account the first by name counts: the same credit would stand in both.
    """
    statements: defaultdict[tuple[str, str, str], defaultdict[str, list[Entry]]]
    statements = defaultdict(lambda: defaultdict(list))
    for row in desk.ask(LEDGER_ROWS, ["media_ledger"], {}):
        key = str(row["account"]), str(row["currency"] or ""), str(row["source"])
        statements[key][str(row["blob"])].append(_entry(row))
    found: dict[tuple[str, str], Account] = {}
    for (name, currency, source), files in sorted(statements.items()):
        ordered = (oldest_first(entries, (one.day for one in entries)) for entries in files.values())
        joined = tuple(sorted(ordered, key=lambda one: one[0].day))
        found.setdefault((name, currency), Account(name, currency, joined, source))
    return tuple(found.values())


def entries_observed(desk: Desk, days: Span) -> Iterator[Observed]:
    """What the entries of some days credited, and what was paid for them, entry by entry."""
    for row in desk.ask(LEDGER_ROWS, ["media_ledger"], {}):
        day = day_value(row["day"])
        if day in days:
            book, entry = Book(str(row["source"]), str(row["account"])), str(row["entry_id"])
            for measure, value, unit in (
                (Measure.CREDITED, row["moved_micros"], row["currency"]),
                (Measure.PAID, row["paid_micros"], row["paid_currency"]),
            ):
                span = Span(day, day + ONE_DAY)
                yield Observed(measure, book, entry, span, _major(value), str(unit or ""))


def _entry(row: Row) -> Entry:
    kind = str(row["kind"])
    return Entry(
        id=str(row["entry_id"]),
        day=day_value(row["day"]),
        kind=Kind(kind) if kind in set(Kind) else Kind.OTHER,
        moved=_major(row["moved_micros"]) or Fraction(0),
        balance=_major(row["balance_micros"]),
        paid=_major(row["paid_micros"]),
        paid_currency=str(row["paid_currency"] or ""),
    )


def _major(micros: Value) -> Fraction | None:
    number = whole(micros)
    return None if number is None else Fraction(number, MICROS)
