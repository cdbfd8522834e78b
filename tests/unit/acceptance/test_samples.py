"""What a sample decides, which draw is due, and what an event that brings one must say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Event
from assay.core.acceptance.outcomes import State
from assay.core.acceptance.samples import (
    SampleVerdict,
    Verdict,
    check_sample,
    period_of,
    sample_outcome,
    sample_verdict,
)
from assay.core.acceptance.targets import Target
from assay.core.contract.model import Contract
from assay.core.findings import Place
from assay.core.period import Month, parse_instant
from tests.contracts.test_cases import read_case

MARCH = Month(2027, 3)
HERE = Place("measurements", 7, "periods[0].events[s1]")
PASS, FAIL, UNTOLD, WAITING = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.WAITING


@pytest.fixture(scope="module")
def contract() -> Contract:
    """Of 60 replies a month 9 may be wrong."""
    case = {"base": "sampled", "measurements": {"opening": "none", "periods": []}}
    amended, _, findings = read_case(case)
    assert amended is not None, findings
    return amended.first


def draw(
    n: int | str, errors: int | str, which: str = "first", *, period: str = "2027-03", sample: str = "replies"
) -> Event:
    fields = {"sample": sample, "of_period": period, "draw": which, "n": str(n), "errors": str(errors)}
    known = parse_instant("2027-04-02T10:00:00+08:00")
    return Event("s1", "sample", date(2027, 4, 2), known, fields, place=HERE)


@pytest.mark.parametrize(
    ("events", "verdict", "n", "errors", "final"),
    [
        ([], WAITING, 0, 0, False),
        ([draw(60, 9)], PASS, 60, 9, True),
        ([draw(60, 10)], FAIL, 60, 10, True),
        ([draw(55, 4)], PASS, 55, 4, True),  # 4 and 5 not judged
        ([draw(55, 5)], UNTOLD, 55, 5, False),
        ([draw(55, 10)], FAIL, 55, 10, True),
        ([draw(70, 9)], PASS, 70, 9, True),  # more than planned takes nothing off
        ([draw(70, 10)], FAIL, 70, 10, True),
        ([draw(55, 5), draw(60, 9, "second")], PASS, 60, 9, True),
        ([draw(55, 5), draw(60, 10, "second")], FAIL, 60, 10, True),
        ([draw(55, 5), draw(50, 5, "second")], UNTOLD, 50, 5, True),
        ([draw(60, 9), draw(60, 60, "second")], PASS, 60, 9, True),
        ([draw(60, 60, "second")], WAITING, 0, 0, False),
        ([draw(60, 9, period="2027-02")], WAITING, 0, 0, False),
        ([draw(60, 9, sample="calls")], WAITING, 0, 0, False),
        ([draw("60.0", "9.0")], PASS, 60, 9, True),
        ([replace(draw(60, 9), kind="duty", fields={}), draw(60, 9)], PASS, 60, 9, True),
    ],
)
def test_the_draws_of_a_month_decide(
    contract: Contract, events: list[Event], verdict: Verdict, n: int, errors: int, *, final: bool
) -> None:
    found = sample_verdict(contract.samples["replies"], MARCH, events)
    assert found == SampleVerdict("replies", MARCH, verdict, n, errors, 9, final)


@pytest.mark.parametrize(("month", "last"), [(1, 3), (2, 3), (3, 3), (4, 6), (12, 12)])
def test_a_quarter_is_named_by_its_last_month(contract: Contract, month: int, last: int) -> None:
    monthly = contract.samples["replies"]
    quarterly = replace(monthly, every="quarter")
    assert period_of(monthly, Month(2027, month)) == Month(2027, month)
    assert period_of(quarterly, Month(2027, month)) == Month(2027, last)
    event = draw(60, 9, period=f"2027-{last:02d}")
    found = sample_verdict(quarterly, Month(2027, month), [event])
    assert (found.period, found.verdict) == (Month(2027, last), PASS)


@pytest.mark.parametrize(
    ("verdict", "n", "errors", "final", "state", "lost", "worst"),
    [
        (WAITING, 0, 0, False, State.WAITING, "0", "1"),
        (UNTOLD, 50, 5, False, State.WAITING, "0", "1"),
        (UNTOLD, 50, 5, True, State.HELD, "0", "0"),
        (PASS, 60, 9, True, State.MET, "0", "0"),
        (FAIL, 60, 15, True, State.MISSED, "1/6", "1/6"),  # 45 of 60 are 75%: 15 ÷ 90
        (FAIL, 60, 60, True, State.MISSED, "1", "1"),
        (FAIL, 200, 10, True, State.MISSED, "0", "0"),  # 190 of 200 are above 90%
    ],
)
def test_a_kpi_waits_whole_until_its_sample_tells(  # noqa: PLR0917  # what is drawn and what follows
    contract: Contract,
    verdict: Verdict,
    n: int,
    errors: int,
    final: bool,  # a column of the table
    state: State,
    lost: str,
    worst: str,
) -> None:
    drawn = SampleVerdict("replies", MARCH, verdict, n, errors, 9, final)
    found = sample_outcome(contract.kpis["answers"], MARCH, MARCH.span, drawn, Fraction(1))
    assert (found.kpi, found.month, found.span) == ("answers", MARCH, MARCH.span)
    assert (found.state, found.shortfall, found.worst) == (state, Fraction(lost), Fraction(worst))
    right = None if verdict is WAITING else n - errors
    assert (found.numerator, found.denominator) == (right, None if verdict is WAITING else n)
    assert found.value == (None if right is None else Fraction(right, n))
    base = Fraction(9, 10)
    assert found.target == Target(base, base, Fraction(1), 31, 31, Fraction(0))


def test_nothing_judged_has_no_share_and_a_target_of_nothing_is_missed_whole(contract: Contract) -> None:
    kpi = contract.kpis["answers"]
    nobody = SampleVerdict("replies", MARCH, UNTOLD, 0, 0, 9, final=True)
    found = sample_outcome(kpi, MARCH, MARCH.span, nobody, Fraction(1))
    assert (found.value, found.numerator, found.denominator) == (None, 0, 0)
    one = SampleVerdict("replies", MARCH, FAIL, 1, 1, 0, final=True)
    found = sample_outcome(kpi, MARCH, MARCH.span, one, Fraction(1))
    assert (found.value, found.shortfall) == (0, 1)
    free = replace(kpi, base=Fraction(0))
    found = sample_outcome(free, MARCH, MARCH.span, one, Fraction(1))
    assert (found.state, found.shortfall, found.worst) == (State.MISSED, 1, 1)
    low = replace(kpi, base=Fraction(1, 2))
    half = SampleVerdict("replies", MARCH, FAIL, 4, 3, 0, final=True)
    # a quarter of the answers is half of the half that was promised; twice the promise asks for all
    assert sample_outcome(low, MARCH, MARCH.span, half, Fraction(1)).shortfall == Fraction(1, 2)
    assert sample_outcome(low, MARCH, MARCH.span, half, Fraction(2)).shortfall == Fraction(3, 4)


@pytest.mark.parametrize(
    ("event", "before", "code", "params"),
    [
        (draw(60, 9), [], "", {}),
        (
            draw(60, 9, sample="calls"),
            [],
            "contract.unknown_name",
            {"found": "calls", "expected": "b, replies"},
        ),
        (draw(61, 9), [], "measurements.more_invalid", {"found": "61", "of": "60"}),
        (draw(5, 6), [], "measurements.more_invalid", {"found": "6", "of": "5"}),
        (draw(5, 5), [], "", {}),
        (draw(60, 9, "second"), [], "measurements.nothing_open", {"id": "s1", "period": "2027-03 replies"}),
        (draw(60, 9, "second"), [draw(55, 5)], "", {}),
        (draw(60, 9), [draw(55, 5)], "measurements.nothing_open", {"id": "s1", "period": "2027-03 replies"}),
        (
            draw(60, 9, "second"),
            [draw(60, 9)],
            "measurements.nothing_open",
            {"id": "s1", "period": "2027-03 replies"},
        ),
        (
            draw(60, 9, period="2027-02", sample="b"),
            [],
            "measurements.event_of_period",
            {"id": "s1", "period": "2027-02"},
        ),
        (draw(60, 9, period="2027-03", sample="b"), [], "", {}),
    ],
)
def test_a_draw_is_the_one_that_is_due(
    contract: Contract, event: Event, before: Sequence[Event], code: str, params: dict[str, str]
) -> None:
    plan = contract.samples["replies"]
    plans = {"replies": plan, "b": replace(plan, id="b", every="quarter")}
    found = list(check_sample(event, replace(contract, samples=plans), before))
    told = [(item.code, item.place, item.params) for item in found]
    assert told == ([(code, HERE, params)] if code else [])
