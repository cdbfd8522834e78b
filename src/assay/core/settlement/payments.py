"""Payments: cash that falls due. A milestone moves cash, never earnings; retention is withheld from one payment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.outcomes import Outcome
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Payment
from assay.core.findings import Finding, Place
from assay.core.money import Money, allocate, round_half_away
from assay.core.period import Month
from assay.core.settlement.postings import minor_of
from assay.core.settlement.state import PaymentState
from assay.core.settlement.terms import fee_of_month

TERMINATION = "termination"
"""Id of the payment that an early end leaves."""

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Due:
    """Cash of one payment in one statement, minor units.

    Attributes:
        id: Payment id, ``retention`` for its release, ``termination`` for what an early end leaves; that one may be
            negative: unearned prepayment that comes back.
        amount: What falls due, retention included.
        withheld: What is withheld from it as retention.
        deferred: What an unmet milestone leaves for the tail.
    """

    id: str
    amount: int
    withheld: int = 0
    deferred: int = 0

    @property
    def cash(self) -> int:
        """What is paid now."""
        return self.amount - self.withheld


@dataclass(frozen=True, slots=True)
class PaymentCase:
    """All that a statement's payments depend on.

    Attributes:
        outcomes: Of every month so far, for milestones.
        term_last_on: Last day of the term as grown.
        no_open_claim: Nothing provisional, waiting, in suspense or in dispute.
        earned: Fees of all months so far, this one included, minor units.
        ended_on: Last day of service where a termination cut the term; None otherwise.
        majeure_days: Days of force majeure that move a milestone's last day.
    """

    contract: Contract
    month: Month
    outcomes: Sequence[Outcome]
    term_last_on: date
    no_open_claim: bool
    earned: int = 0
    ended_on: date | None = None
    majeure_days: frozenset[date] = frozenset()

    @property
    def ends_now(self) -> bool:
        """Whether a termination ends the service in this month."""
        return self.ended_on is not None and Month.of(self.ended_on) == self.month

    @property
    def is_over(self) -> bool:
        """Whether a termination ended the service in an earlier month."""
        return self.ended_on is not None and Month.of(self.ended_on) < self.month


def note_events(
    state: PaymentState, events: Sequence[Event], contract: Contract
) -> tuple[PaymentState, list[Finding]]:
    """Remember signing, hand-over and final acceptance; an acceptance whose needs are not met is refused."""
    findings = []
    for event in events:
        if event.kind == "signing":
            state = replace(state, signed_on=event.effective_on)
        elif event.kind == "hand_over":
            state = replace(state, handed_over_on=event.effective_on)
    for event in events:
        if event.kind != "final_acceptance":
            continue
        if "handover_done" in contract.needs_for_final and state.handed_over_on is None:
            findings.append(Finding("settlement.acceptance_needs", event.place, {"need": "handover_done"}))
        state = replace(state, accepted_on=event.effective_on)
    return state, findings


def changed_instalments(state: PaymentState, contract: Contract, place: Place) -> Iterator[Finding]:
    """Instalments that fell due under an earlier text and are no more, or another amount, in the one of this month.

    What fell due stays, so the others would no longer make up the price. A minor unit may move where amounts are allocated.

    Args:
        state: After the statement before, of which this month's events change nothing.
        contract: The version in force in this month.
        place: Of the month, for the findings.
    """
    if TERMINATION in state.due:
        return
    if state.accepted_on is not None:
        yield from _new_instalments(state, contract, place)
        return
    now = {payment.id: payment for payment in contract.payments}
    for payment_id, minor in state.due.items():
        payment, was = now.get(payment_id), minor + state.deferred.get(payment_id, 0)
        if payment is not None and payment.on == "each_month":
            continue
        whole = 0 if payment is None else instalment(contract, payment)
        if abs(whole - was) > 1:
            yield _changed(payment_id, whole, was, contract, place)


def _new_instalments(state: PaymentState, contract: Contract, place: Place) -> Iterator[Finding]:
    """What an accepted contract has beside what fell due at the latest with the acceptance: it would be paid on top."""
    for payment in contract.payments:
        if payment.on in ("milestone", "final_acceptance") and payment.id not in state.due:
            yield _changed(payment.id, instalment(contract, payment), 0, contract, place)


def _changed(payment_id: str, now: int, was: int, contract: Contract, place: Place) -> Finding:
    found, expected = (str(Money(amount, contract.currency)) for amount in (now, was))
    params = {"payment": payment_id, "found": found, "expected": expected}
    return Finding("settlement.instalment_changed", place, params)


def fall_due(state: PaymentState, case: PaymentCase) -> tuple[tuple[Due, ...], PaymentState]:
    """The payments that fall due in a statement, and the state after them."""
    dues: list[Due] = []
    payments = () if case.is_over else case.contract.payments
    for payment in sorted(payments, key=lambda item: item.on == "final_acceptance"):
        for whole in _due(payment, state, case):
            due = _withhold(whole, case.contract)
            dues.append(due)
            state = _noted(state, due, payment, case)
    if case.ends_now and TERMINATION not in state.due:
        ending = _ending(state, case)
        dues += [ending] if ending.amount else []
        state = _noted_ending(state, ending, case)
    release = _release(state, case)
    if release is not None:
        dues.append(release)
        state = replace(state, retained=0, released=True)
    return tuple(dues), state


def comes_back(state: PaymentState, case: PaymentCase) -> int:
    """Unearned prepayment that a termination brings back, minor units >= 0."""
    _, after = fall_due(state, case)
    return max(0, -after.due.get(TERMINATION, 0))


def _ending(state: PaymentState, case: PaymentCase) -> Due:
    """Fees earned less instalments fallen due; a retention still to be withheld is withheld from what is positive."""
    due = Due(TERMINATION, case.earned - sum(state.due.values()))
    retention = case.contract.retention
    if retention is None or retention.inside in state.due:
        return due
    share = minor_of(retention.share * case.contract.fee.total, case.contract.currency)
    return replace(due, withheld=max(0, min(due.amount, share)))


def _noted_ending(state: PaymentState, due: Due, case: PaymentCase) -> PaymentState:
    state = replace(state, due={**state.due, due.id: due.amount}, deferred={})
    if due.withheld:
        state = replace(state, retained=due.withheld, retained_from=case.ended_on)
    return state


def _due(payment: Payment, state: PaymentState, case: PaymentCase) -> Iterator[Due]:
    if payment.on == "each_month":
        amount = minor_of(payment.share * fee_of_month(case.contract, case.month), case.contract.currency)
        if amount:
            yield Due(payment.id, amount)
    elif payment.id in state.due:
        return
    elif payment.on == "signing" and state.signed_on is not None:
        yield Due(payment.id, instalment(case.contract, payment))
    elif payment.on == "milestone":
        yield from _milestone(payment, instalment(case.contract, payment), state, case)
    elif payment.on == "final_acceptance" and state.accepted_on is not None and not case.ends_now:
        yield Due(payment.id, instalment(case.contract, payment) + sum(state.deferred.values()))


def instalment(contract: Contract, payment: Payment) -> int:
    """A payment's part of the contract price, minor units; the parts of all payments add up to the price.

    Largest remainder, ties by payment id.
    """
    ordered = sorted(contract.payments, key=lambda item: item.id)
    price = Money.of(contract.fee.total, contract.currency)
    parts = allocate(price, [item.share for item in ordered])
    return dict(zip((item.id for item in ordered), parts, strict=True))[payment.id].minor


def _milestone(payment: Payment, whole: int, state: PaymentState, case: PaymentCase) -> Iterator[Due]:
    latest_on = _latest_on(payment, case)
    last_on = min(case.month.span.last_on, case.ended_on or date.max)
    latest_over = latest_on is not None and last_on >= latest_on
    outcomes = [outcome for outcome in case.outcomes if outcome.kpi == payment.kpi]
    if latest_on is not None:
        outcomes = [outcome for outcome in outcomes if outcome.month <= Month.of(latest_on)]
    reached = sum((_undisputed(outcome) for outcome in outcomes), _ZERO)
    final = not any(outcome.is_undecided for outcome in outcomes)
    if reached >= payment.reaches or (state.accepted_on is not None and not case.ends_now):
        yield Due(payment.id, whole)
    elif latest_over and final:
        now = round_half_away(_share_of_unmet(payment, reached / payment.reaches) * whole)
        yield Due(payment.id, now, deferred=whole - now)


def _latest_on(payment: Payment, case: PaymentCase) -> date | None:
    """A milestone's last day, moved back by the days of force majeure on or before it."""
    if payment.latest_on is None:
        return None
    return payment.latest_on + timedelta(days=sum(day <= payment.latest_on for day in case.majeure_days))


def _share_of_unmet(payment: Payment, part: Fraction) -> Fraction:
    """The share of an unmet milestone that is paid, for the part of its need that was reached."""
    if payment.prorata:
        return part
    return next((tier.share for tier in payment.tiers if part >= tier.from_part), _ZERO)


def _undisputed(outcome: Outcome) -> Fraction:
    """The whole count, as far as nobody disputes it; a baseline is taken off for the target alone."""
    if outcome.whole is None:
        return _ZERO
    if outcome.undisputed is None:
        return outcome.whole
    return min(outcome.whole, outcome.undisputed + outcome.target.baseline)


def _withhold(due: Due, contract: Contract) -> Due:
    retention = contract.retention
    if retention is None or retention.inside != due.id:
        return due
    return replace(
        due, withheld=min(due.amount, minor_of(retention.share * contract.fee.total, contract.currency))
    )


def _noted(state: PaymentState, due: Due, payment: Payment, case: PaymentCase) -> PaymentState:
    before = state.due.get(due.id, 0)
    state = replace(state, due={**state.due, due.id: before + due.amount})
    if payment.on == "final_acceptance":
        state = replace(state, deferred={})
    if due.deferred:
        state = replace(state, deferred={**state.deferred, due.id: due.deferred})
    if due.withheld:
        days: dict[str, date | None] = {"signing": state.signed_on, "final_acceptance": state.accepted_on}
        due_on = days.get(payment.on) or case.month.span.last_on
        retention = case.contract.retention
        if retention is not None and retention.from_term_end:
            due_on = case.term_last_on
        state = replace(state, retained=due.withheld, retained_from=due_on)
    return state


def _release(state: PaymentState, case: PaymentCase) -> Due | None:
    retention = case.contract.retention
    if retention is None or not state.retained or state.retained_from is None:
        return None
    over = case.month.span.last_on >= state.retained_from + timedelta(days=retention.after_days)
    holds = {"no_open_claim": case.no_open_claim, "handover_done": state.handed_over_on is not None}
    if over and all(holds[condition] for condition in retention.conditions):
        return Due("retention", state.retained)
    return None
