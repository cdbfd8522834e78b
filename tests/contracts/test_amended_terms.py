"""What an amendment changes holds from its month on; months before it keep their text, whatever is decided about them later."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.core.acceptance.read import load_measurements
from assay.core.contract.amendment import load_amended
from assay.core.findings import FindingsError
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State
from tests.contracts.amending import amendment_of
from tests.contracts.test_cases import as_expected, contract_of

Document = dict[str, Any]

SIGNED = {"buyer": "2027-01-02", "vendor": "2027-01-02"}
BOTH_MET = {"valid_leads": {"value": "60", "n": "100"}, "qualified": {"value": "10", "n": "60"}}


def _statements(
    case: Document, effective: str, changes: dict[str, Any], periods: list[Document]
) -> dict[str, Document]:
    """Month → its statement, in the words of the cases, of a contract with one amendment."""
    contract = contract_of(case)
    told = [{"path": path, "to": to} for path, to in changes.items()]
    amendment = amendment_of(contract, effective, told, **SIGNED)
    amended, findings = load_amended(json.dumps(contract), "contract", [(amendment, "amendment")])
    assert amended is not None, findings
    header = {"assay": "measurements/v1", "contract": {"id": contract["id"], "version": "1.1.0"}}
    measured, problems = load_measurements(json.dumps(header | {"periods": periods}), "measurements")
    assert measured is not None, problems
    settled = steps(amended, State(amended.first.id), measured.periods)
    return {str(statement.month): as_expected(statement) for statement, _ in settled}


def _period(month: int, kpis: Document, *events: Document, failed: str = "") -> Document:
    """A month of 2027, perhaps with a failed lot of so much."""
    day = f"2027-{month:02d}-03"
    lots = [{"id": f"search/{day}", "cost": f"{failed} CNY", "failed_segment": "bounce"}] if failed else []
    return {
        "period": f"2027-{month:02d}",
        "as_of": f"2027-{month + 1:02d}-05T09:00:00+08:00",
        "kpis": kpis,
        "lots": {"spend": lots},
        "events": list(events),
    }


def _event(kind: str, day: str, **fields: Any) -> Document:  # noqa: ANN401  # any field of an event
    return {"id": kind, "kind": kind, **fields, "effective": day, "known": f"{day}T10:00:00+08:00"}


def _count(value: int) -> Document:
    return {"value": str(value), "n": "100"}


def _lines(statement: Document) -> list[str]:
    return [f"{line[0]} {line[2]}" for line in statement["lines"]]


def test_a_streak_counts_each_month_by_its_own_target() -> None:
    """39 of 40 and 19 of 20 are two misses; 21 of 20 would be none. 500.00 and 1,000.00 a lead."""
    lower = {"kpis.valid_leads.target": ">= 20 lead"}
    january = _period(1, {"valid_leads": _count(39)})
    missed = _statements(
        {"base": "two-misses"}, "2027-02-01", lower, [january, _period(2, {"valid_leads": _count(19)})]
    )
    assert _lines(missed["2027-01"]) == ["C1/valid_leads -500.00"]
    assert _lines(missed["2027-02"]) == ["C1/valid_leads -1000.00"]
    assert missed["2027-02"]["triggers"] == [("T1", "2027-02")]
    met = _statements(
        {"base": "two-misses"}, "2027-02-01", lower, [january, _period(2, {"valid_leads": _count(21)})]
    )
    assert met["2027-02"]["triggers"] == []


def test_a_cap_over_the_term_that_is_raised_sees_what_was_kept_before() -> None:
    """5% of 180,000 is 9,000: 5,000, then 4,000 of 6,000. At 10%, 18,000 - 9,000 leaves all of March's 6,000."""
    cap = {"id": "K2", "heads": ["compensation"], "limit": "5% of fee.total", "per": "term"}
    costs = ((1, "2500.00"), (2, "3000.00"), (3, "3000.00"))
    found = _statements(
        {"base": "worked-month", "changes": {"caps[K2]": cap}},
        "2027-03-01",
        {"caps[K2].limit": "10% of fee.total"},
        [_period(month, BOTH_MET, failed=cost) for month, cost in costs],
    )
    assert _lines(found["2027-01"]) == ["C3 -5000.00"]
    assert _lines(found["2027-02"]) == ["C3 -6000.00", "K2/C3 2000.00"]
    assert _lines(found["2027-03"]) == ["C3 -6000.00"]


def test_a_clawback_judges_a_month_by_the_rate_of_its_text() -> None:
    """January: 10 x 360, without four leads 6 x 360. February's own ten leads: 10 x 100."""
    kpis = {"valid_leads": _count(60), "qualified": _count(12)}
    finding = _event("late_finding", "2027-03-01", of_period="2027-01", reason="fraud", records="4")
    found = _statements(
        {"base": "bonus"},
        "2027-02-01",
        {"clauses[C5].rate": "100.00 CNY/lead"},
        [_period(1, kpis), _period(2, kpis, finding)],
    )
    assert _lines(found["2027-01"]) == ["C5 3600.00"]
    assert _lines(found["2027-02"]) == ["C5 1000.00", "C5@2027-01 -1440.00"]


def test_the_cap_of_a_month_follows_the_fee_of_its_text() -> None:
    """A fifth of 36,000 is 7,200: twice 4,000 is cut by 800."""
    found = _statements(
        {"base": "worked-month"},
        "2027-02-01",
        {"fee.monthly": "36000.00 CNY"},
        [_period(1, BOTH_MET), _period(2, BOTH_MET, failed="4000.00")],
    )
    assert _lines(found["2027-02"]) == ["C3 -8000.00", "K1/C3 800.00"]
    assert found["2027-02"]["payable"] == "28800.00"


def test_open_figures_of_a_kpi_that_is_no_more_are_settled_by_the_text_of_their_month() -> None:
    """At best 10 of 10, at worst 7: 3,600 wait. Eight in the end: 2,400. February: 30,000 x 5/50."""
    provisional = {"value": "7", "open": "3", "n": "20", "status": "provisional"}
    final = _event("final_measurement", "2027-03-10", of_period="2027-01", kpis={"qualified": _count(8)})
    found = _statements(
        {"base": "monthly-basic"},
        "2027-02-01",
        {"kpis.qualified": "null", "kpis.valid_leads.weight": "1"},
        [
            _period(1, {"valid_leads": _count(50), "qualified": provisional}),
            _period(2, {"valid_leads": _count(45)}),
            _period(3, {"valid_leads": _count(50)}, final),
        ],
    )
    assert found["2027-01"]["payable"] == "26400.00"
    assert _lines(found["2027-02"]) == ["C1/valid_leads -3000.00"]
    assert _lines(found["2027-03"]) == ["C1/qualified@2027-01 -2400.00"]
    assert found["2027-03"]["payable"] == "31200.00"


def test_a_milestone_that_is_lowered_falls_due_with_what_was_reached_before() -> None:
    """45 and 60 do not reach 150; with 30 more they reach 120: 40% of 180,000."""
    counts = ((1, 45), (2, 60), (3, 30))
    signing = _event("signing", "2027-01-01")
    found = _statements(
        {"base": "milestones"},
        "2027-03-01",
        {"payments[milestone].on.reaches": "120 lead"},
        [
            _period(month, {"valid_leads": _count(count)}, *([signing] if month == 1 else []))
            for month, count in counts
        ],
    )
    assert [found[month]["payable"] for month in sorted(found)] == ["54000.00", "0.00", "72000.00"]


def test_interest_on_a_month_keeps_the_rate_of_its_text() -> None:
    """Due on 20 February, 0.05% of 30,000 a day: 13 days until 5 March, 31 more until 5 April. The later text says 0.02%."""
    met = {"valid_leads": _count(40)}
    invoice = _event("invoice", "2027-02-10", of_period="2027-01", amount="30000.00 CNY")
    found = _statements(
        {"base": "invoiced"},
        "2027-03-01",
        {"clauses[C9].rate": "0.02% per day"},
        [_period(1, met), _period(2, met, invoice), _period(3, met)],
    )
    assert _lines(found["2027-02"]) == ["C9/buyer@2027-01 195.00"]
    assert _lines(found["2027-03"]) == ["C9/buyer@2027-01 465.00"]


def test_a_milestone_that_fell_due_keeps_its_share() -> None:
    """150 leads by February bring 40% of 180,000; 50% in the text of March would leave 18,000.00 unpaid."""
    counts = ((1, 80), (2, 70), (3, 30))
    signing = _event("signing", "2027-01-01")
    changes = {"payments[milestone].share": "50%", "payments[tail].share": "20%"}
    with pytest.raises(FindingsError) as refused:
        _statements(
            {"base": "milestones"},
            "2027-03-01",
            changes,
            [
                _period(month, {"valid_leads": _count(count)}, *([signing] if month == 1 else []))
                for month, count in counts
            ],
        )
    (finding,) = refused.value.findings
    assert (finding.code, finding.place.path) == ("settlement.instalment_changed", "periods[2]")
    amounts = {"found": "90000.00 CNY", "expected": "72000.00 CNY"}
    assert finding.params == {"payment": "milestone"} | amounts


def test_a_milestone_that_has_not_fallen_due_may_have_another_share() -> None:
    """140 leads by February are not 150; 10 more in March bring half of 180,000."""
    counts = ((1, 80), (2, 60), (3, 30))
    signing = _event("signing", "2027-01-01")
    found = _statements(
        {"base": "milestones"},
        "2027-03-01",
        {"payments[milestone].share": "50%", "payments[tail].share": "20%"},
        [
            _period(month, {"valid_leads": _count(count)}, *([signing] if month == 1 else []))
            for month, count in counts
        ],
    )
    assert [found[month]["payable"] for month in sorted(found)] == ["54000.00", "0.00", "90000.00"]


ADVANCE = {"id": "advance", "share": "30%", "kind": "prepayment", "on": "signing"}
REACHED = {"cumulative": "valid_leads", "reaches": "150 lead"}
MILESTONE = {"id": "milestone", "share": "40%", "on": REACHED, "latest": "2027-06-30", "if_unmet": "prorata"}


@pytest.mark.parametrize(
    ("effective", "payments", "told"),
    [
        pytest.param(
            "2027-06-01",
            [MILESTONE | {"share": "10%"}, {"id": "tail", "share": "60%", "on": "final_acceptance"}],
            {"payment": "milestone", "found": "18000.00 CNY", "expected": "72000.00 CNY"},
            id="in the statement that pays the rest",
        ),
        pytest.param(
            "2027-06-01",
            [MILESTONE | {"id": "second"}, {"id": "tail", "share": "30%", "on": "final_acceptance"}],
            {"payment": "milestone", "found": "0.00 CNY", "expected": "72000.00 CNY"},
            id="the same under another name",
        ),
        pytest.param(
            "2027-07-01",
            [
                MILESTONE,
                {"id": "tail", "share": "20%", "on": "final_acceptance"},
                {"id": "extra", "share": "10%", "on": "final_acceptance"},
            ],
            {"payment": "extra", "found": "18000.00 CNY", "expected": "0.00 CNY"},
            id="after the acceptance",
        ),
    ],
)
def test_no_amendment_pays_beyond_the_price(
    effective: str, payments: list[Document], told: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """54,000 at signing and 72,000 for 150 leads in February; June's statement sees the acceptance and pays the last 54,000."""
    monkeypatch.setitem(SIGNED, "buyer", "2027-05-20")
    last = {"id": "tail", "share": "30%", "on": "final_acceptance"}
    periods = [
        _period(1, {"valid_leads": _count(80)}, _event("signing", "2027-01-01")),
        _period(2, {"valid_leads": _count(70)}),
        *(_period(month, {"valid_leads": _count(30)}) for month in (3, 4, 5)),
        _period(
            6,
            {"valid_leads": _count(30)},
            _event("hand_over", "2027-07-02"),
            _event("final_acceptance", "2027-07-02"),
        ),
        _period(7, {}),
    ]
    case = {"base": "milestones", "changes": {"payments": [ADVANCE, MILESTONE, last]}}
    with pytest.raises(FindingsError) as refused:
        _statements(case, effective, {"payments": [ADVANCE, *payments]}, periods)
    assert [(found.code, found.params) for found in refused.value.findings] == [
        ("settlement.instalment_changed", told)
    ]
