"""Properties of every statement: its books, its totals, its rounding."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from assay.core.acceptance.measurements import Event
from assay.core.settlement.statement_json import statement_document
from tests.properties.cases import Case
from tests.properties.money import (
    rounded,
)

Document = dict[str, Any]
ZERO = Fraction(0)


def test_the_books_balance_in_every_statement_and_over_a_life(cases: tuple[Case, ...]) -> None:
    for case in cases:
        for step in case.steps:
            assert sum(posting.minor for posting in step.statement.postings) == 0, case.seed
            assert sum(step.state.balances.values()) == 0, case.seed


def test_the_books_agree_with_the_state_beside_them(cases: tuple[Case, ...]) -> None:
    for case in cases:
        unpaid = claimed = 0
        for step in case.steps:
            state, balances = step.state, step.state.balances
            unpaid += step.statement.payable.minor
            claimed += step.statement.closing.claim
            waiting = sum(item.minor for record in state.records for item in record.withheld.values())
            assert balances.get("suspense", 0) == -waiting, case.seed
            assert balances.get("carry", 0) == -state.carry, case.seed
            assert balances.get("retention", 0) == -state.payments.retained, case.seed
            paid, returned = (_paid(state.noted, side) for side in ("buyer", "vendor"))
            assert balances.get("payable", 0) == paid - unpaid, case.seed
            assert balances.get("vendor_debt", 0) == claimed - returned, case.seed
            assert balances.get("cash", 0) == returned - paid, case.seed
            assert (unpaid, claimed) == (
                sum(owed.payable for owed in state.owed),
                sum(owed.claim for owed in state.owed),
            ), case.seed


def test_totals_are_the_sums_of_their_lines(cases: tuple[Case, ...]) -> None:
    for case in cases:
        for step in case.steps:
            printed: Any = statement_document(step.statement)
            lines = [
                (item["head"] in ("fee_reduction", "bonus"), _fen(item["amount"]))
                for item in printed["lines"]
            ]
            suspense = sum(_fen(item["amount"]) for item in printed["suspense"])
            cash = sum(_fen(item["amount"]) - _fen(item["withheld"]) for item in printed["due"])
            carried = _fen(printed["carry"]["before"]) - _fen(printed["carry"]["after"])
            on_invoice = sum(amount for invoiced, amount in lines if invoiced)
            set_off = -sum(amount for invoiced, amount in lines if not invoiced)
            assert _fen(printed["invoice_basis"]) == _fen(printed["fee"]) + on_invoice, case.seed
            assert _fen(printed["set_offs"]) == set_off, case.seed
            claimed = _fen(printed["claim"]) + sum(_fen(bond["drawn"]) for bond in printed["bonds"])
            left = cash + on_invoice - set_off + suspense + carried + claimed
            assert _fen(printed["payable"]) == left, case.seed
            assert all(amount for _, amount in lines), case.seed


def test_payable_is_never_below_zero_and_only_a_debt_is_carried(cases: tuple[Case, ...]) -> None:
    for case in cases:
        for step in case.steps:
            statement = step.statement
            assert statement.payable.minor >= 0, case.seed
            assert statement.carry_after <= 0, case.seed
            assert not (statement.payable.minor and statement.carry_after), case.seed
            assert not (statement.payable.minor and statement.closing.claim), case.seed


def test_a_line_is_rounded_once_half_away_from_zero(cases: tuple[Case, ...]) -> None:
    for case in cases:
        for settled in case.settled():
            for line in settled.new_lines:
                if not line.draft.cuts and not line.draft.clause.startswith("C5"):
                    assert line.amount.minor == rounded(line.amount.exact), (case.seed, line.draft.id)


def test_a_bonus_is_rounded_once_and_its_cap_brings_it_to_the_rounded_limit(cases: tuple[Case, ...]) -> None:
    for case in cases:
        for settled in case.settled():
            for draft, amount in settled.lines.values():
                if draft.id == "C5" and settled.record.bonus_at == settled.record.figures.as_of:
                    cut = settled.lines.get("C5/cap")
                    exact = amount.exact + (cut[1].exact if cut else ZERO)
                    minor = amount.minor + (cut[1].minor if cut else 0)
                    assert minor == rounded(exact) >= 0, (case.seed, draft.id)


def _paid(noted: Sequence[Event], side: str) -> int:
    """What a side has paid so far, in fen."""
    return sum(
        _fen(event.fields["amount"].partition(" ")[0])
        for event in noted
        if event.kind == "payment" and event.fields["by"] == side
    )


def _fen(text: str) -> int:
    return int(text.replace(".", ""))
