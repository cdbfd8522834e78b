"""At what rate leads count on which sales kept silent, and that a settled rate stays."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from assay.core.settlement.state import State
from assay.core.settlement.state_json import state_document, state_of
from tests.contracts.test_cases import steps_of_case

SILENCE = {
    "qualification": {
        "sales": {
            "judge": "sales",
            "needs": {"all_of": ["need"]},
            "within": "14 day",
            "silence": {"with_vendor_evidence": "deemed_qualified", "otherwise": "trailing_rate 3 month"},
        }
    }
}
SILENT = {"value": "8", "n": "40", "status": "final", "silent": {"with_evidence": "0", "other": "8"}}


def life(*qualified: dict[str, Any], late: dict[str, Any] | None = None) -> tuple[State, ...]:
    """The states of January and the months after it; late figures of February come in the last one."""
    periods: list[dict[str, Any]] = [
        {
            "period": f"2027-{month:02d}",
            "as_of": f"2027-{month + 1:02d}-05T09:00:00+08:00",
            "kpis": {"valid_leads": {"value": "50", "n": "70", "status": "final"}, "qualified": figure},
            "events": [],
        }
        for month, figure in enumerate(qualified, start=1)
    ]
    if late is not None:
        day = f"2027-{len(qualified):02d}-20"
        periods[-1]["events"] = [
            {
                "id": "f1",
                "kind": "final_measurement",
                "of_period": "2027-02",
                "kpis": {"qualified": late},
                "effective": day,
                "known": f"{day}T10:00:00+08:00",
            }
        ]
    measurements = {"opening": "none", "periods": periods}
    pairs, refused = steps_of_case(
        {"base": "monthly-basic", "changes": SILENCE, "measurements": measurements}
    )
    assert refused == []
    return tuple(state for _, state in pairs)


def final(value: str, n: str) -> dict[str, Any]:
    return {"value": value, "n": n, "status": "final"}


def rate_of(state: State, month: int) -> Fraction:
    return state.records[month - 1].rates["qualified"]


def test_the_rate_is_that_of_the_records_of_three_months_before() -> None:
    # 10 of 40, 10 of 50, 4 of 10: 24 of 100
    states = life(final("10", "40"), final("10", "50"), final("4", "10"), SILENT)
    assert rate_of(states[3], 4) == Fraction(24, 100)


def test_without_history_it_is_the_months_own_among_the_judged() -> None:
    # 8 of 40 less the 8 silent ones: 8 of 32
    assert rate_of(life(SILENT)[0], 1) == Fraction(1, 4)


def test_a_history_without_a_record_is_none() -> None:
    # January had no lead at all: February's own 8 of 32
    assert rate_of(life(final("0", "0"), SILENT)[1], 2) == Fraction(1, 4)


def test_who_judged_nothing_has_a_rate_of_one() -> None:
    nobody = {"value": "0", "n": "8", "status": "final", "silent": {"with_evidence": "0", "other": "8"}}
    assert rate_of(life(nobody)[0], 1) == 1


def test_a_provisional_month_is_no_history_yet() -> None:
    # February is open: January's 10 of 40 alone
    february = {"value": "0", "open": "9", "n": "40", "status": "provisional"}
    assert rate_of(life(final("10", "40"), february, SILENT)[2], 3) == Fraction(1, 4)


def test_a_final_months_rate_stays_when_its_history_turns_out_otherwise() -> None:
    # March was settled at 10 of 40; that February is 0 of 60 is known only in April
    february = {"value": "0", "open": "9", "n": "40", "status": "provisional"}
    states = life(final("10", "40"), february, SILENT, final("10", "40"), late=final("0", "60"))
    assert rate_of(states[3], 3) == Fraction(1, 4)


def test_the_rate_survives_being_written_and_read() -> None:
    state = life(final("10", "40"), SILENT)[1]
    written = json.loads(json.dumps(state_document(state)))
    assert state_of(written, state.contract_id).records[1].rates == {"qualified": Fraction(1, 4)}
