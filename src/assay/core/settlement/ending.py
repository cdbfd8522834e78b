"""The early end: a termination cuts the term, needs its ground, and may cost the vendor liquidated damages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.triggers import Firing
from assay.core.contract.model import Amended, Contract, Party
from assay.core.contract.remedy import Clause
from assay.core.explain import Node
from assay.core.findings import Finding
from assay.core.money import Money, decimal_text
from assay.core.period import ONE_DAY, Month, Span, months_of
from assay.core.settlement.postings import Draft
from assay.core.settlement.state import State
from assay.core.settlement.terms import fee_of_month

_EXCUSED = "buyer_breach"
"""The ground on which a vendor may leave without liquidated damages."""


def ended(amended: Amended, noted: Iterable[Event]) -> Amended:
    """The same versions with the term cut after the last day of service, when a termination is known."""
    event = termination_of(noted)
    if event is None:
        return amended
    last_on = event.effective_on
    later = tuple((effective_on, _cut(version, last_on)) for effective_on, version in amended.later)
    return Amended(_cut(amended.first, last_on), later)


def termination_of(noted: Iterable[Event]) -> Event | None:
    """The termination that ends the contract: the earliest in effect, then the first known."""
    found = [event for event in noted if event.kind == "termination"]
    return min(found, key=lambda event: (event.effective_on, event.known_at, event.id), default=None)


@lru_cache
def _cut(contract: Contract, last_on: date) -> Contract:
    """The contract that ends with a day: the same object for every statement, so that what stands is known again."""
    term = contract.term
    end_on = max(term.span.start_on, min(term.span.end_on, last_on + ONE_DAY))
    span = Span(term.span.start_on, end_on)
    return replace(contract, term=replace(term, span=span, ended_on=last_on))


def check_terminations(
    events: Sequence[Event], state: State, contract: Contract, month: Month
) -> Iterator[Finding]:
    """A termination that reaches back into a settled month, or whose ground does not stand.

    Args:
        events: What the statement sees.
        state: Before the statement.
        contract: The version in force.
        month: The month being settled.
    """
    triggers = {trigger.id for trigger in contract.triggers}
    for event in events:
        if event.kind != "termination":
            continue
        if event.effective_on < month.first_on:
            params = {"id": event.id, "day": str(event.effective_on), "period": str(month)}
            yield Finding("settlement.termination_back", event.place, params)
        ground = event.fields["ground"]
        if ground.partition("/")[0] in triggers and not _has_ground(event, state, events):
            yield Finding("settlement.no_ground", event.place, {"id": event.id, "trigger": ground})


def _has_ground(event: Event, state: State, events: Sequence[Event]) -> bool:
    """Whether a firing of the trigger named stands when the termination becomes known."""
    fired = [firing for firing in state.firings if firing.id == event.fields["ground"]]
    before = [other for other in events if other.known_at <= event.known_at]
    return any(not state.is_withdrawn(firing) and not _withdrawn_by(firing, before) for firing in fired)


def _withdrawn_by(firing: Firing, events: Iterable[Event]) -> bool:
    return any(
        event.kind == "withdraw_trigger"
        and event.fields["on"] == firing.id
        and event.fields.get("period", str(firing.month)) == str(firing.month)
        for event in events
    )


def liquidated(agreed: Amended, cut: Amended, event: Event, comes_back: int) -> tuple[Draft, ...]:
    """Liquidated damages for a vendor's early end, by the clauses of the month of the end.

    Args:
        agreed: The versions with the term as agreed.
        cut: The versions as :func:`ended` gives them.
        event: The termination.
        comes_back: Unearned prepayment that comes back, minor units >= 0.
    """
    if event.fields["by"] != Party.VENDOR or event.fields["ground"] == _EXCUSED:
        return ()
    contract = cut.on(event.effective_on)
    principal = Money(comes_back, contract.currency).amount
    unperformed = _unperformed(agreed, cut)
    clauses = [clause for clause in contract.clauses if clause.kind == "liquidated"]
    drafts = (_draft(clause, event, unperformed, principal) for clause in clauses)
    return tuple(draft for draft in drafts if draft.exact)


def _unperformed(agreed: Amended, cut: Amended) -> Fraction:
    """Fees of the days of the term after the end, major units."""
    months = months_of(agreed.latest.term.span)
    whole = sum((fee_of_month(agreed.for_month(month), month) for month in months), Fraction(0))
    return whole - sum((fee_of_month(cut.for_month(month), month) for month in months), Fraction(0))


def _draft(clause: Clause, event: Event, unperformed: Fraction, principal: Fraction) -> Draft:
    exact = -max(Fraction(0), clause.multiple * unperformed - principal)
    params = {
        "clause": clause.id,
        "day": str(event.effective_on),
        "multiple": decimal_text(clause.multiple),
        "unperformed": decimal_text(unperformed),
        "principal": decimal_text(principal),
    }
    node = Node("explain.liquidated", params, exact)
    return Draft(clause.id, clause.id, clause.head, exact, node=node)
