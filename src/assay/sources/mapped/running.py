"""A running balance: each row moves it and may state what it then is. Opening + movements = balance, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assay.core.money import MICROS, decimal_text
from assay.core.reconciliation.top_ups import oldest_first
from assay.core.tables import Value
from assay.ports import Control
from assay.sources.mapped.model import Running
from assay.sources.problems import Problems, rows_shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its movement with its sign in micros, None where nobody says, and the balance that it states."""

    row: int
    kind: str
    currency: str
    moves: int | None
    balance: int | None


def hold_balances(
    running: Running,
    rows: Sequence[int],
    values: dict[str, dict[int, Value]],
    headers: Mapping[str, str],
    problems: Problems,
) -> tuple[Control, ...]:
    """Give amounts their sign, and follow the balance from row to row.

    Args:
        running: Which fields.
        rows: Row numbers in the order of the file.
        values: Field → row → value; amounts in it are changed.
        headers: Field → header as exported.
        problems: Takes ``sources.balance_disagrees`` for each row that breaks the balance, and ``sources.signs_unclear``
            when nothing tells what a sign means.

    Returns:
        Per currency the last balance that the statement states, against opening and movements.
    """
    days = values.get(running.day, {})
    known = (day if isinstance(day := days.get(row), date) else None for row in rows)
    entries = _read(running, oldest_first(rows, known), values, headers, problems)
    if running.amount in values:
        values[running.amount] |= {entry.row: entry.moves for entry in entries}
        stated = {entry.row: entry.balance for entry in entries if entry.kind in running.stated}
        values[running.balance] = {**values.get(running.balance, {}), **stated}
    _check_filled(running, entries, headers, problems)
    header = headers.get(running.balance) or headers.get(running.amount, "")
    return _controls(entries, header, problems)


def _controls(entries: Sequence[Entry], header: str, problems: Problems) -> tuple[Control, ...]:
    currencies = dict.fromkeys(entry.currency for entry in entries)
    return tuple(
        control
        for currency in currencies
        for control in _follow([e for e in entries if e.currency == currency], currency, header, problems)
    )


def _read(
    running: Running,
    rows: Sequence[int],
    values: Mapping[str, Mapping[int, Value]],
    headers: Mapping[str, str],
    problems: Problems,
) -> tuple[Entry, ...]:
    """The rows with signs: the statement's where all that goes out has a minus, ours where nothing of it has one.

    Where some has and some has not, either sign may be what the platform gave back. The stated balances decide; where
    they hold both ways, nobody knows.
    """
    amounts, kinds = _whole(values.get(running.amount, {})), values.get(running.kind, {})
    out = [row for row in rows if kinds.get(row) in running.out and amounts.get(row)]
    minus = [row for row in out if amounts[row] < 0]
    plus = [row for row in out if amounts[row] > 0]
    as_written = tuple(_entries(running, rows, values, signed=bool(minus)))
    if not (minus and plus):
        return as_written
    turned = tuple(_entries(running, rows, values, signed=False))
    holds = _holds(as_written), _holds(turned)
    if all(holds):
        header = headers.get(running.amount, running.amount)
        said = {"minus": rows_shown(minus), "plus": rows_shown(plus)}
        problems.error("sources.signs_unclear", min(minus + plus), header, **said)
    return turned if holds == (False, True) else as_written


def _holds(entries: Sequence[Entry]) -> bool:
    tried = Problems("")
    _controls(entries, "", tried)
    return not tried.has_error()


def _entries(
    running: Running, rows: Sequence[int], values: Mapping[str, Mapping[int, Value]], *, signed: bool
) -> Iterator[Entry]:
    """The rows; unless all signs are the statement's, what kinds that go out move is turned round."""
    amounts = _whole(values.get(running.amount, {}))
    kinds = values.get(running.kind, {})
    for row in rows:
        kind, amount = str(kinds.get(row) or ""), amounts.get(row)
        if amount is not None and kind in running.out and not signed:
            amount = -amount
        currency = str(values.get(running.currency, {}).get(row) or "")
        balance = _whole(values.get(running.balance, {})).get(row)
        if kind in running.stated:
            stated = (
                amount if balance is None else balance
            )  # a statement without a column of balances writes it there
            yield Entry(row, kind, currency, 0, stated)
        else:
            yield Entry(row, kind, currency, amount, balance)


def _check_filled(
    running: Running, entries: Sequence[Entry], headers: Mapping[str, str], problems: Problems
) -> None:
    for entry in entries:
        if entry.kind and entry.moves is None:
            header = headers.get(running.amount, running.amount)
            problems.error("sources.missing_value", entry.row, header, found="")
        if entry.kind in running.stated and entry.balance is None:
            header = headers.get(running.balance, running.balance)
            problems.error("sources.missing_value", entry.row, header, found="")
    unheld = [entry.row for entry in entries if entry.balance is None]
    if unheld:
        problems.warn("sources.balance_unstated", unheld[0], count=len(unheld), rows=rows_shown(unheld))


def _follow(entries: Sequence[Entry], currency: str, header: str, problems: Problems) -> Iterator[Control]:
    """The balance of one currency. It begins with the first that is stated; after a break it goes on from what is stated."""
    first = next((at for at, entry in enumerate(entries) if entry.balance is not None), None)
    if first is None:
        return
    balance = last = summed = entries[first].balance or 0
    for entry in entries[first + 1 :]:
        moved = entry.moves or 0
        before, balance, summed = balance, balance + moved, summed + moved
        if entry.balance is None:
            continue
        if entry.balance != balance and entry.moves is not None:
            said = {"stated": _text(entry.balance), "expected": _text(balance)}
            moves = {"before": _text(before), "moved": _text(moved)}
            problems.error("sources.balance_disagrees", entry.row, header, **said, **moves)
        balance = last = entry.balance
    named = f"{header} {currency}".strip()
    yield Control("balance", named, _text(last), _text(summed), "0", last == summed)


def _whole(column: Mapping[int, Value]) -> dict[int, int]:
    return {row: value for row, value in column.items() if isinstance(value, int)}


def _text(micros: int) -> str:
    return decimal_text(Fraction(micros, MICROS))
