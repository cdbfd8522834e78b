"""Properties of what is paid over a whole life."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

from tests.properties.cases import Case
from tests.properties.money import (
    fee_of,
    rounded,
)

Document = dict[str, Any]
ZERO = Fraction(0)


def test_suspense_is_empty_when_the_last_figures_are_final(cases: tuple[Case, ...]) -> None:
    whole = [case for case in cases if case.length.whole]
    for case in whole:
        assert all(record.closed and not record.withheld for record in case.end.records), case.seed
        moved = [item.amount for step in case.steps for item in step.statement.suspense]
        assert sum(amount.exact for amount in moved) == 0, case.seed
        assert sum(amount.minor for amount in moved) == 0, case.seed
    assert len(whole) > len(cases) // 3


def test_all_that_falls_due_and_all_lines_are_paid_in_the_end(cases: tuple[Case, ...]) -> None:
    finished = 0
    for case in cases:
        payments = case.end.payments
        if payments.accepted_on is None or not case.length.whole or payments.retained:
            continue
        finished += 1
        price = rounded(case.amended.first.fee.total)
        lines = sum(line.amount.minor for step in case.steps for line in step.statement.lines)
        paid = sum(step.statement.payable.minor - step.statement.closing.claim for step in case.steps)
        assert paid + case.end.carry == price + lines, case.seed
    assert finished > len(cases) // 20


def test_months_paid_as_they_come_are_their_fees_and_their_lines(cases: tuple[Case, ...]) -> None:
    for case in cases:
        if case.document["payments"][0]["on"] != "each_month" or not case.length.whole:
            continue
        fees = sum(
            rounded(fee_of(case.amended.for_month(step.statement.month), step.statement.month))
            for step in case.steps
        )
        lines = sum(line.amount.minor for step in case.steps for line in step.statement.lines)
        paid = sum(step.statement.payable.minor - step.statement.closing.claim for step in case.steps)
        assert paid + case.end.carry == fees + lines, case.seed


def test_retention_stays_only_while_its_days_run_or_a_condition_is_open(cases: tuple[Case, ...]) -> None:
    """An open claim is money in suspense; a debt that is carried is none, it is set against the release."""
    released = 0
    for case in cases:
        retention, payments = case.amended.first.retention, case.end.payments
        if retention is None or payments.retained_from is None:
            continue
        released += payments.released
        runs_on = payments.retained_from + timedelta(days=retention.after_days)
        last = case.steps[-1].statement
        open_claim = any(record.withheld for record in case.end.records)
        if not payments.released:
            assert payments.retained == rounded(retention.share * case.amended.first.fee.total), case.seed
            waits = "no_open_claim" in retention.conditions and (open_claim or not case.length.whole)
            assert runs_on > last.month.span.last_on or waits, case.seed
    assert released > len(cases) // 20
