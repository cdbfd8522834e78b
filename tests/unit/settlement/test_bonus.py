"""Bonus: the excess, what late findings take off it, and conditions that are judged again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
import yaml

from assay.core.acceptance.measurements import Figure
from assay.core.acceptance.outcomes import Outcome, State
from assay.core.acceptance.targets import Target, target_of
from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Contract
from assay.core.formula import parse
from assay.core.period import Month
from assay.core.settlement.bonus import BonusCase, LateFinding, bonus_lines, conditions, excess_of, waits
from tests.contracts.test_cases import HERE, _read

MARCH = Month(2027, 3)


@pytest.fixture(scope="module")
def contract() -> Contract:
    """360.00 CNY per lead above 50, at most 20% of 30,000.00; needs `qualified` met and 20% of the leads qualified."""
    amended, _ = load_amended(
        yaml.safe_dump(_read(HERE / "bases" / "bonus.yaml"), default_style='"'), "contract"
    )
    assert amended is not None
    return amended.first


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
