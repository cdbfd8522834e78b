"""Bonus: the excess, what late findings take off it, and conditions that are judged again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Figure
from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import Target, target_of
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Head
from assay.core.formula import parse
from assay.core.period import Month
from assay.core.settlement.bonus import BonusCase, LateFinding, bonus_lines, conditions, excess_of, waits
from assay.core.settlement.postings import Amount, Posted
from tests.contracts.test_cases import loaded

MARCH = Month(2027, 3)


@pytest.fixture(scope="module")
def contract() -> Contract:
    """360.00 CNY per lead above 50, at most 20% of 30,000.00; needs `qualified` met and 20% of the leads qualified."""
    return loaded("bonus")


def target(contract: Contract, kpi: str) -> Target:
    return target_of(contract.kpis[kpi], MARCH, MARCH.span, Figure(), frozenset(), Fraction(1))


def outcome(contract: Contract, kpi: str, value: int | None, state: State = State.MET) -> Outcome:
    known = None if value is None else Fraction(value)
    return Outcome(kpi, MARCH, MARCH.span, state, target(contract, kpi), known, Fraction(0), Fraction(0))


def case(contract: Contract, *outcomes: Outcome, late: tuple[LateFinding, ...] = ()) -> BonusCase:
    return BonusCase(contract, MARCH, outcomes, {}, {}, late)


def found_late(reason: str, records: int, qualified: int = 0, day: int = 1) -> LateFinding:
    return LateFinding(reason, Fraction(records), Fraction(qualified), datetime(2027, 6, day, 4, tzinfo=UTC))


def lines(case: BonusCase) -> Mapping[str, int]:
    return {line: amount.minor for line, (_, amount) in bonus_lines(case).items()}


def test_each_lead_above_the_target_is_paid(contract: Contract) -> None:
    # 53 - 50 = 3 × 360 = 1080
    both = outcome(contract, "valid_leads", 53), outcome(contract, "qualified", 12)
    assert lines(case(contract, *both)) == {"C5": 108_000}


def test_at_the_target_there_is_none(contract: Contract) -> None:
    both = outcome(contract, "valid_leads", 50), outcome(contract, "qualified", 12)
    assert lines(case(contract, *both)) == {}


def test_exactly_at_the_cap_nothing_is_cut(contract: Contract) -> None:
    # a third of a lead more than 16: 6000 ÷ 360 = 16 2/3
    value = 50 + Fraction(50, 3)
    leads = replace(outcome(contract, "valid_leads", 66), value=value)
    both = leads, outcome(contract, "qualified", 20)
    assert lines(case(contract, *both)) == {"C5": 600_000}
    more = replace(leads, value=value + 1), outcome(contract, "qualified", 20)
    assert lines(case(contract, *more)) == {"C5": 636_000, "C5/cap": -36_000}


def test_late_findings_of_agreed_reasons_take_leads_off(contract: Contract) -> None:
    # 60 - 4 fraud - 2 duplicate - 50 = 4; "silent" is no agreed reason
    late = found_late("fraud", 4), found_late("duplicate", 2), found_late("silent", 3)
    given = case(
        contract, outcome(contract, "valid_leads", 60), outcome(contract, "qualified", 15), late=late
    )
    assert excess_of(contract.clauses[1], given) == 4
    assert lines(given) == {"C5": 144_000}


@pytest.mark.parametrize(("day", "excess"), [(29, 8), (30, 10)])
def test_a_posted_bonus_is_judged_again_within_the_window_only(
    contract: Contract, day: int, excess: int
) -> None:
    # posted on 31 March; 90 days later is 29 June. 60 - 2 - 50 = 8, or 10 when it comes too late
    given = replace(
        case(contract, outcome(contract, "valid_leads", 60), late=(found_late("fraud", 2, day=day),)),
        posted_at={"C5": datetime(2027, 3, 31, 4, tzinfo=UTC)},
    )
    assert excess_of(contract.clauses[1], given) == excess


def test_without_a_value_or_above_a_target_of_zero_there_is_no_excess(contract: Contract) -> None:
    bonus = contract.clauses[1]
    assert excess_of(bonus, case(contract, outcome(contract, "valid_leads", None))) == 0
    nothing = replace(
        outcome(contract, "valid_leads", 60),
        target=replace(target(contract, "valid_leads"), value=Fraction(0)),
    )
    assert excess_of(bonus, case(contract, nothing)) == 0
    assert excess_of(bonus, case(contract, outcome(contract, "qualified", 60))) == 0


@pytest.mark.parametrize(
    ("qualified", "late", "holds"),
    [
        (10, 0, True),
        (10, 1, False),  # 9 of 10: no longer met, though it was when it was measured
        (11, 1, True),
    ],
)
def test_a_condition_is_judged_without_the_late_records(
    contract: Contract, qualified: int, late: int, holds: bool
) -> None:
    findings = (found_late("fraud", late, late),) if late else ()
    given = case(
        contract,
        outcome(contract, "valid_leads", 51),
        outcome(contract, "qualified", qualified),
        late=findings,
    )
    told = {text: held for kind, text, held in conditions(contract.clauses[1], given) if kind == "condition"}
    assert told["kpi.qualified.met"] is holds


def test_a_condition_that_cannot_be_computed_does_not_hold(contract: Contract) -> None:
    # no leads at all: nothing to divide by. A gate without an outcome does not stand in the way
    given = case(contract, outcome(contract, "valid_leads", 0))
    assert conditions(contract.clauses[1], given) == (
        ("gate", "qualified", True),
        ("condition", "kpi.qualified.met", False),
        ("condition", "qualified / valid_leads >= 20%", False),
    )


def test_a_missed_gate_stands_in_the_way(contract: Contract) -> None:
    given = case(
        contract, outcome(contract, "valid_leads", 60), outcome(contract, "qualified", 9, State.MISSED)
    )
    assert conditions(contract.clauses[1], given)[0] == ("gate", "qualified", False)
    assert lines(given) == {}


@pytest.mark.parametrize("late", [0, 1, 2])
def test_a_cost_is_shared_by_fewer_leads(contract: Contract, late: int) -> None:
    # 200.00 for 2 leads is 100.00 each; for 1 it is 200.00; for none there is no cost per lead, and the condition fails
    per_lead = replace(
        contract.kpis["valid_leads"], id="cost", metric="cost_per_valid_lead", unit="CNY/lead", op="<="
    )
    bonus = replace(contract.clauses[1], requires=(parse("cost <= 150.00 CNY/lead"), parse("kpi.cost.met")))
    with_cost = replace(contract, kpis={"valid_leads": contract.kpis["valid_leads"], "cost": per_lead})
    cost = Outcome(
        "cost",
        MARCH,
        MARCH.span,
        State.MET,
        replace(target(contract, "valid_leads"), value=Fraction(150)),
        Fraction(100),
        Fraction(0),
        Fraction(0),
        numerator=Fraction(200),
        denominator=Fraction(2),
    )
    findings = (found_late("fraud", late),) if late else ()
    told = conditions(bonus, case(with_cost, cost, late=findings))
    assert [held for _, _, held in told] == ([True, True] if late == 0 else [False, False])


def test_it_waits_for_what_it_reads(contract: Contract) -> None:
    bonus = contract.clauses[1]
    met = outcome(contract, "valid_leads", 60), outcome(contract, "qualified", 15)
    assert not waits(bonus, case(contract, *met))
    for position in (0, 1):
        open_ones = list(met)
        open_ones[position] = replace(met[position], state=State.PROVISIONAL)
        assert waits(bonus, case(contract, *open_ones))
        assert bonus_lines(case(contract, *open_ones)) == {}


def test_half_a_lead_above_the_target_is_paid_by_half(contract: Contract) -> None:
    # 0.5 × 360 = 180
    leads = replace(outcome(contract, "valid_leads", 50), value=Fraction(101, 2))
    assert lines(case(contract, leads, outcome(contract, "qualified", 12))) == {"C5": 18_000}


def test_each_bonus_has_its_line(contract: Contract) -> None:
    # 3 × 360 = 1080 and 2 × 100 = 200; late leads are taken off a count of leads only
    second = replace(
        contract.clauses[1], id="C6", subject="qualified", rate=Fraction(100), requires=(), cap=None
    )
    both = replace(contract, clauses=(*contract.clauses, second))
    given = outcome(contract, "valid_leads", 53), outcome(contract, "qualified", 12)
    assert lines(case(both, *given)) == {"C5": 108_000, "C6": 20_000}
    assert excess_of(second, case(both, *given, late=(found_late("fraud", 1),))) == 2


def test_a_reason_that_was_not_agreed_does_not_hide_one_that_was(contract: Contract) -> None:
    late = found_late("silent", 3), found_late("fraud", 4)
    given = case(contract, outcome(contract, "valid_leads", 60), late=late)
    assert excess_of(contract.clauses[1], given) == 6


def test_the_days_of_the_window_are_those_of_the_contracts_zone(contract: Contract) -> None:
    # in Shanghai it is 1 April at 16:30 UTC of 31 March already, and 30 June is the 90th day after
    finding = LateFinding("fraud", Fraction(2), Fraction(0), datetime(2027, 6, 30, 15, tzinfo=UTC))
    given = replace(
        case(contract, outcome(contract, "valid_leads", 60), late=(finding,)),
        posted_at={"C5": datetime(2027, 3, 31, 16, 30, tzinfo=UTC)},
    )
    assert excess_of(contract.clauses[1], given) == 8
    later = replace(finding, known_at=datetime(2027, 6, 30, 16, tzinfo=UTC))
    assert excess_of(contract.clauses[1], replace(given, late=(later,))) == 10


@pytest.mark.parametrize("requirement", ["kpi.other.met", "other >= 1 lead"])
def test_it_waits_for_a_kpi_that_only_a_condition_names(contract: Contract, requirement: str) -> None:
    other = replace(contract.kpis["valid_leads"], id="other")
    wider = replace(contract, kpis={**contract.kpis, "other": other})
    bonus = replace(contract.clauses[1], requires=(parse(requirement),))
    still_open = replace(outcome(contract, "valid_leads", 60), kpi="other", state=State.PROVISIONAL)
    both = outcome(contract, "valid_leads", 60), outcome(contract, "qualified", 15)
    assert waits(bonus, case(wider, *both, still_open))
    assert not waits(contract.clauses[1], case(wider, *both, still_open))


def test_it_waits_for_class_a_that_is_in_dispute(contract: Contract) -> None:
    bonus = replace(contract.clauses[1], requires=(parse("no_open_class_A"),))
    given = case(contract, outcome(contract, "valid_leads", 60), outcome(contract, "qualified", 15))
    assert waits(bonus, replace(given, class_a_open=True))
    assert not waits(bonus, given)
    assert not waits(contract.clauses[1], replace(given, class_a_open=True))


def test_it_waits_for_its_own_count_though_a_condition_reads_another_kpi(contract: Contract) -> None:
    bonus = replace(contract.clauses[1], requires=(parse("kpi.qualified.met"),))
    leads = outcome(contract, "valid_leads", 60, State.PROVISIONAL)
    assert waits(bonus, case(contract, leads, outcome(contract, "qualified", 15)))


def posted(exact: str, minor: int) -> dict[str, Posted]:
    return {"C5": Posted("C5", "C5", Head.BONUS, Amount(Fraction(exact), minor))}


def test_only_what_is_new_is_rounded(contract: Contract) -> None:
    # two leads at a third of a fen: 0.67 fen, posted as 1; now one lead: a third less is no fen less
    bonus = replace(contract.clauses[1], rate=Fraction(1, 300), requires=())
    one = replace(contract, clauses=(bonus,))
    given = case(one, outcome(one, "valid_leads", 51), outcome(one, "qualified", 12))
    assert lines(replace(given, posted=posted("1/150", 1))) == {"C5": 1}
    assert lines(given) == {"C5": 0}


def test_where_rounding_left_it_below_the_cap_nothing_is_added(contract: Contract) -> None:
    # 10 × 600.0002 = 6000.002, above the cap of 6000. Posted 4000.00 for 4000.008; 1999.994 more is 1999.99
    bonus = replace(contract.clauses[1], rate=Fraction("600.0002"), requires=())
    one = replace(contract, clauses=(bonus,))
    given = case(one, outcome(one, "valid_leads", 60), outcome(one, "qualified", 12))
    found = bonus_lines(replace(given, posted=posted("4000.008", 400_000)))
    assert [(line, str(amount.exact), amount.minor) for line, (_, amount) in found.items()] == [
        ("C5", "3000001/500", 599_999),
        ("C5/cap", "-1/500", 0),
    ]


def test_a_target_of_one_lead_is_a_target(contract: Contract) -> None:
    leads = outcome(contract, "valid_leads", 3)
    low = replace(leads, target=replace(leads.target, value=Fraction(1)))
    assert excess_of(contract.clauses[1], case(contract, low)) == 2


def test_before_the_bonus_is_posted_no_window_runs(contract: Contract) -> None:
    bonus = contract.clauses[1]
    assert bonus.clawback is not None
    same_day = replace(bonus, clawback=replace(bonus.clawback, within_days=0))
    given = case(contract, outcome(contract, "valid_leads", 60), late=(found_late("fraud", 2),))
    assert excess_of(same_day, given) == 8


def met(contract: Contract, requirement: str, given: Outcome, late: LateFinding) -> bool:
    """Whether a condition holds once a late finding is known."""
    bonus = replace(contract.clauses[1], requires=(parse(requirement),))
    told = conditions(bonus, case(contract, given, late=(late,)))
    return told[-1][2]


def test_late_leads_leave_a_ratio_as_it_was(contract: Contract) -> None:
    # 19 of 20 stays 95%, though a lead was found late
    filled = replace(contract.kpis["valid_leads"], id="fill", metric="record_completeness", unit="")
    with_fill = replace(contract, kpis={"fill": filled})
    nineteen = replace(
        outcome(contract, "valid_leads", None),
        kpi="fill",
        value=Fraction(19, 20),
        numerator=Fraction(19),
        denominator=Fraction(20),
    )
    assert met(with_fill, "fill <= 95%", nineteen, found_late("fraud", 1))
    assert met(with_fill, "fill >= 95%", nineteen, found_late("fraud", 1))


def test_the_cost_of_the_one_lead_left_is_the_whole_cost(contract: Contract) -> None:
    # 200.00 for 2 leads, 1 of them found late: 200.00 for 1
    per_lead = replace(
        contract.kpis["valid_leads"], id="cost", metric="cost_per_valid_lead", unit="CNY/lead", op="<="
    )
    two = replace(
        outcome(contract, "valid_leads", 100), kpi="cost", numerator=Fraction(200), denominator=Fraction(2)
    )
    with_cost = replace(contract, kpis={"cost": per_lead})
    assert met(with_cost, "cost <= 200.00 CNY/lead", two, found_late("fraud", 1))


def test_what_had_no_value_and_was_met_stays_met(contract: Contract) -> None:
    given = outcome(contract, "qualified", None)
    assert met(contract, "kpi.qualified.met", given, found_late("fraud", 1, 1))


def test_a_count_target_of_zero_is_met_whatever_is_found_late(contract: Contract) -> None:
    # 1 - 2 is below zero, and so is no target
    given = outcome(contract, "qualified", 1)
    none = replace(given, target=replace(given.target, value=Fraction(0)))
    assert met(contract, "kpi.qualified.met", none, found_late("fraud", 2, 2))


@pytest.mark.parametrize(("late", "holds"), [(2, True), (3, False)])
def test_the_baseline_is_taken_off_before_it_is_judged_again(
    contract: Contract, late: int, holds: bool
) -> None:
    # 70 leads less 18 before are 52, target 50: without 2 late ones 50, without 3 only 49
    leads = outcome(contract, "valid_leads", 52)
    above = replace(leads, target=replace(leads.target, baseline=Fraction(18)))
    assert met(contract, "kpi.valid_leads.met", above, found_late("fraud", late)) is holds


@pytest.mark.parametrize(
    ("late", "late_qualified", "holds"),
    [
        (0, 0, [True, True, True, True]),  # 12 of 60: 20%
        (5, 1, [True, True, True, True]),  # 11 of 55: 20% still
        (4, 1, [False, False, True, True]),  # 11 of 56
        (10, 0, [True, True, False, True]),  # 12 of 50, but 50 leads are too few
        (59, 11, [True, True, False, False]),  # 1 of 1
        (60, 12, [False, False, False, False]),  # of nothing there is no share
    ],
)
def test_a_ratio_of_two_counts_is_made_anew_from_what_is_left_of_them(
    contract: Contract, late: int, late_qualified: int, holds: list[bool]
) -> None:
    share = replace(
        contract.kpis["qualified"],
        id="share",
        metric="formula_ratio",
        formula=parse("qualified / valid_leads"),
        unit="",
        gate=(),
    )
    with_share = replace(contract, kpis={**contract.kpis, "share": share})
    fifth = replace(
        outcome(contract, "valid_leads", None),
        kpi="share",
        value=Fraction(1, 5),
        numerator=Fraction(12),
        denominator=Fraction(60),
    )
    below = replace(fifth, target=replace(fifth.target, value=Fraction(1, 5)))
    wanted = ("share >= 20%", "kpi.share.met", "valid_leads >= 51 lead", "qualified >= 2 lead")
    bonus = replace(contract.clauses[1], requires=tuple(parse(text) for text in wanted))
    counts = outcome(contract, "valid_leads", 60), outcome(contract, "qualified", 12)
    findings = (found_late("fraud", late, late_qualified),)
    told = conditions(bonus, case(with_share, *counts, below, late=findings))
    assert [held for kind, _, held in told if kind == "condition"] == holds
