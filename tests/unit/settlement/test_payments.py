"""Payments: what falls due, what an unmet milestone leaves for the tail, and what is withheld and released."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.targets import Target
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Payment
from assay.core.findings import Finding, Place
from assay.core.period import Month
from assay.core.settlement.payments import Due, PaymentCase, changed_instalments, fall_due, note_events
from assay.core.settlement.state import PaymentState
from tests.contracts.test_cases import loaded

SIGNED = PaymentState(due={"advance": 5_400_000}, signed_on=date(2027, 1, 1))
MARCH, APRIL, MAY = (Month(2027, number) for number in (3, 4, 5))
EACH_MONTH = Payment("monthly", Fraction(1), "each_month", Place())


@pytest.fixture(scope="module")
def contract() -> Contract:
    """180,000.00: 30 % at signing, 40 % for 150 leads by 30 April, 30 % at the end, of which 36,000.00 are retained."""
    return loaded("milestones")


def counted(
    month: Month,
    value: int,
    state: KpiState = KpiState.MET,
    *,
    undisputed: int | None = None,
    baseline: int = 0,
) -> Outcome:
    zero, thirty = Fraction(0), Fraction(30)
    target = Target(thirty, thirty, Fraction(1), month.days, month.days, zero, baseline=Fraction(baseline))
    outcome = Outcome("valid_leads", month, month.span, state, target, Fraction(value), zero, zero)
    return outcome if undisputed is None else replace(outcome, undisputed=Fraction(undisputed))


def of(contract: Contract, month: Month, *outcomes: Outcome) -> PaymentCase:
    return PaymentCase(contract, month, outcomes, date(2027, 6, 30), no_open_claim=True)


def test_an_acceptance_before_the_hand_over_names_what_it_needs(contract: Contract) -> None:
    place = Place("measurements", path="events[a]")
    event = Event("a", "final_acceptance", date(2027, 7, 1), datetime(2027, 7, 1, tzinfo=UTC), place=place)
    _, findings = note_events(PaymentState(), [event], contract)
    assert findings == [Finding("settlement.acceptance_needs", place, {"need": "handover_done"})]


def test_after_the_end_no_payment_falls_due(contract: Contract) -> None:
    monthly = replace(contract, payments=(EACH_MONTH,))
    over = replace(of(monthly, APRIL), ended_on=date(2027, 3, 15))
    ended = replace(SIGNED, due={"termination": 0})
    assert fall_due(ended, over) == ((), ended)


def test_final_acceptance_comes_last_and_pays_what_milestones_left(contract: Contract) -> None:
    # 40 % and 30 % of 180,000.00; 10.00 had been left for the tail
    advance, milestone, tail = contract.payments
    written = replace(contract, payments=(tail, advance, milestone))
    accepted = replace(SIGNED, accepted_on=date(2027, 5, 31), deferred={"earlier": 1_000})
    dues, after = fall_due(accepted, of(written, MAY, counted(MAY, 10)))
    assert dues == (Due("milestone", 7_200_000), Due("tail", 5_401_000, withheld=3_600_000))
    assert after.deferred == {}
    assert (after.retained, after.retained_from) == (3_600_000, date(2027, 5, 31))


def test_a_payment_of_the_month_leaves_what_waits_for_the_tail(contract: Contract) -> None:
    monthly = replace(contract, payments=(EACH_MONTH,))
    waiting = replace(SIGNED, deferred={"milestone": 1_000})
    dues, after = fall_due(waiting, of(monthly, MAY))
    assert (dues, after.deferred) == ((Due("monthly", 3_000_000),), {"milestone": 1_000})


def test_what_is_withheld_at_signing_runs_from_that_day(contract: Contract) -> None:
    # 20 % of 180,000.00 withheld from 30 %
    assert contract.retention is not None
    inside = replace(contract, retention=replace(contract.retention, inside="advance"))
    dues, after = fall_due(PaymentState(signed_on=date(2027, 1, 4)), of(inside, Month(2027, 1)))
    assert dues == (Due("advance", 5_400_000, withheld=3_600_000),)
    assert (after.retained, after.retained_from) == (3_600_000, date(2027, 1, 4))


def test_records_after_a_milestones_last_day_do_not_reach_it(contract: Contract) -> None:
    # 100 of 150 by April, still open then: 2/3 of 72,000.00 fall due in May, the rest with the tail
    outcomes = [counted(MARCH, 60), counted(APRIL, 40), counted(MAY, 50)]
    dues, after = fall_due(SIGNED, of(contract, MAY, *outcomes))
    assert dues == (Due("milestone", 4_800_000, deferred=2_400_000),)
    assert after.deferred == {"milestone": 2_400_000}


def test_an_open_figure_keeps_a_milestone_open(contract: Contract) -> None:
    found = fall_due(SIGNED, of(contract, APRIL, counted(APRIL, 100, KpiState.PROVISIONAL)))
    assert found == ((), SIGNED)


def test_force_majeure_on_a_milestones_last_day_moves_it(contract: Contract) -> None:
    case = of(contract, APRIL, counted(APRIL, 75))
    assert fall_due(SIGNED, case)[0] == (
        Due("milestone", 3_600_000, deferred=3_600_000),
    )  # half of 72,000.00
    moved = replace(case, majeure_days=frozenset([date(2027, 4, 30)]))
    assert fall_due(SIGNED, moved)[0] == ()


@pytest.mark.parametrize(
    ("undisputed", "is_due"),
    [(None, True), (120, True), (119, False)],  # with the baseline of 30 taken back: 150 and 149 of 150
)
def test_a_milestone_counts_what_is_undisputed_with_its_baseline(
    contract: Contract, undisputed: int | None, is_due: bool
) -> None:
    outcome = counted(MARCH, 140, undisputed=undisputed, baseline=30)
    dues, _ = fall_due(SIGNED, of(contract, MARCH, outcome))
    assert dues == ((Due("milestone", 7_200_000),) if is_due else ())


def test_acceptance_makes_a_milestone_due_but_not_in_the_month_of_an_end(contract: Contract) -> None:
    accepted = replace(SIGNED, accepted_on=date(2027, 3, 20), due={**SIGNED.due, "tail": 0})
    case = of(contract, MARCH, counted(MARCH, 10))
    assert fall_due(accepted, case)[0] == (Due("milestone", 7_200_000),)
    ended = replace(case, ended_on=date(2027, 3, 31), earned=5_400_000)
    assert fall_due(accepted, ended)[0] == ()


@pytest.mark.parametrize(
    ("earned", "due"),
    [
        (5_399_999, Due("termination", -1)),
        (5_400_001, Due("termination", 1, withheld=1)),  # 36,000.00 were to be withheld
        (9_000_001, Due("termination", 3_600_001, withheld=3_600_000)),
    ],
)
def test_an_end_leaves_what_is_earned_and_not_yet_due(contract: Contract, earned: int, due: Due) -> None:
    case = replace(of(contract, MARCH), ended_on=date(2027, 3, 15), earned=earned)
    dues, after = fall_due(replace(SIGNED, deferred={"milestone": 5}), case)
    assert dues == (due,)
    assert (after.deferred, after.retained) == ({}, due.withheld)


def test_a_retention_is_released_on_its_day_and_once(contract: Contract) -> None:
    # 2 March + 90 days = 31 May, the last day of the month settled
    paid = {"advance": 5_400_000, "milestone": 7_200_000, "tail": 5_400_000}
    held = PaymentState(due=paid, handed_over_on=date(2027, 3, 1), retained=3_600_000)
    early = replace(held, retained_from=date(2027, 3, 3))
    assert fall_due(early, of(contract, MAY)) == ((), early)
    dues, after = fall_due(replace(held, retained_from=date(2027, 3, 2)), of(contract, MAY))
    assert dues == (Due("retention", 3_600_000),)
    assert (after.retained, after.released) == (0, True)
    assert fall_due(after, of(contract, MAY)) == ((), after)


@pytest.mark.parametrize(
    ("payment", "due", "told"),
    [
        pytest.param("advance", 5_400_000, "", id="as it fell due"),
        pytest.param("advance", 5_400_001, "", id="a cent of an allocation"),
        pytest.param("advance", 5_399_998, "54000.00 CNY", id="two cents"),
        pytest.param("gone", 1, "", id="a cent that is no more"),
        pytest.param("gone", 2, "0.00 CNY", id="an instalment that is no more"),
    ],
)
def test_what_fell_due_is_the_same_in_the_text_of_the_month(
    contract: Contract, payment: str, due: int, told: str
) -> None:
    """30 % of 180,000.00 fell due at signing."""
    place = Place("measurements", 7)
    found = list(changed_instalments(PaymentState(due={payment: due}), contract, place))
    params = {"payment": payment, "found": told, "expected": f"{due / 100:.2f} CNY"}
    assert found == ([Finding("settlement.instalment_changed", place, params)] if told else [])


def test_instalments_by_month_grow_and_do_not_hide_one_that_is_no_more(contract: Contract) -> None:
    monthly = replace(contract, payments=(EACH_MONTH,))
    (finding,) = changed_instalments(PaymentState(due={"monthly": 0, "gone": 900}), monthly, Place())
    assert finding.params["payment"] == "gone"


def test_after_the_acceptance_nothing_is_new_but_what_is_paid_by_month(contract: Contract) -> None:
    """Everything has fallen due with it; what the text has beside that would be paid on top."""
    place = Place("measurements", 7)
    accepted = PaymentState(due={"advance": 0, "tail": 0}, accepted_on=date(2027, 7, 1))
    grown = replace(contract, payments=(*contract.payments, EACH_MONTH))
    (finding,) = changed_instalments(accepted, grown, place)
    assert (finding.place, finding.params["payment"]) == (place, "milestone")
    assert finding.params["expected"] == "0.00 CNY"
    ended = replace(accepted, due={"advance": 0, "termination": 0})
    assert not tuple(changed_instalments(ended, contract, place))
