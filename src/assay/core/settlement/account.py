"""The money end of a step: which payments fall due, what is carried, claimed and drawn, and the books of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.targets import force_majeure_days
from assay.core.contract.model import Amended, Contract, Party
from assay.core.contract.remedy import Head
from assay.core.period import Month
from assay.core.settlement import ledger
from assay.core.settlement.closing import Account, all_due, close
from assay.core.settlement.month import head_of
from assay.core.settlement.payments import PaymentCase
from assay.core.settlement.postings import minor_of
from assay.core.settlement.receivables import payments_seen
from assay.core.settlement.state import Owed, PaymentState, State
from assay.core.settlement.statement import Statement
from assay.core.settlement.tax import tax_on_top
from assay.core.settlement.terms import ended_on, fee_of_month, last_day


def payment_case(
    state: State, amended: Amended, month: Month, outcomes: Sequence[Outcome], added: int
) -> PaymentCase:
    """All that payments depend on, before it is known whether a claim is open; ``added`` months are in the term."""
    contract = amended.for_month(month)
    terms = contract.force_majeure
    fees = (fee_of_month(amended.for_month(record.month), record.month) for record in state.records)
    return PaymentCase(
        contract=contract,
        month=month,
        outcomes=outcomes,
        term_last_on=last_day(contract, added),
        no_open_claim=False,
        earned=sum(minor_of(fee, contract.currency) for fee in fees),
        ended_on=ended_on(contract, added),
        majeure_days=force_majeure_days(contract, state.noted) if terms and terms.postpone else frozenset(),
    )


def closed(
    statement: Statement, state: State, payments: PaymentState, case: PaymentCase, events: Sequence[Event]
) -> Statement:
    """The statement with what it carries, claims and draws; ``payments`` have fallen due with it."""
    paid = payments_seen(events, statement.currency)
    vendor_paid = sum(item.minor for item in paid if item.side is Party.VENDOR)
    account = Account(
        balance=statement.uncarried,
        waiting=_waiting(state, case.contract),
        owed_before=state.balances.get("vendor_debt", 0) - vendor_paid,
        all_due=all_due(payments, case),
        is_open=not case.no_open_claim or case.month.span.last_on < case.term_last_on,
    )
    closing = close(payments, case.contract, account)
    carry_after = min(0, account.balance + closing.claim + closing.drawn)
    return replace(statement, closing=closing, carry_after=carry_after)


def _waiting(state: State, contract: Contract) -> int:
    """All that is in suspense, with the tax on top of it."""
    on_invoice = remedies = 0
    for record in state.records:
        for line_id, amount in record.withheld.items():
            if head_of(contract, line_id).on_invoice:
                on_invoice += amount.minor
            else:
                remedies += amount.minor
    return on_invoice + remedies + tax_on_top(contract, cash=on_invoice, remedies=remedies)


def owed(statement: Statement) -> Owed:
    """What the statement leaves to pay on either side."""
    interest = sum(line.amount.minor for line in statement.lines if line.head is Head.INTEREST)
    return Owed(
        period=statement.month,
        drawn_on=statement.as_of.date(),
        payable=statement.payable.minor,
        claim=statement.closing.claim,
        interest=interest,
    )


def books_of(statement: Statement, state: State, events: Sequence[Event]) -> tuple[ledger.Posting, ...]:
    """The books of a closed statement, with the payments among its events; ``state`` has the balances before."""
    movement = ledger.Movement(
        fee=statement.fee.minor,
        lines=[(line.id, line.head, line.amount.minor) for line in statement.lines],
        dues=[
            (due.id, 0, -due.amount) if due.id == "retention" else (due.id, due.amount, due.withheld)
            for due in statement.dues
        ],
        suspense=[(item.id, item.amount.minor) for item in statement.suspense],
        carry_before=statement.carry_before,
        carry_after=statement.carry_after,
        payable=statement.payable.minor,
        tax=statement.tax.payable if statement.tax is not None else 0,
        closing=statement.closing,
        paid=payments_seen(events, statement.currency),
    )
    return ledger.postings(movement, state.balances)
