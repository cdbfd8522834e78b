"""The truth of the demo follows from its raw files and the contract's words, and from nothing else."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.world.plain import Demo, Judged

EXAMPLE = Path(__file__).parents[2] / "examples" / "streetlight"
MONTHS = ("2027-01", "2027-02", "2027-03", "2027-04", "2027-05", "2027-06")


def told() -> list[dict[str, str]]:
    leads: list[dict[str, str]] = json.loads((EXAMPLE / "truth.json").read_text("utf-8"))["leads"]
    return leads


def as_judged(lead: Mapping[str, str], *, later: bool) -> Judged:
    """The truth about a lead, at the statement of its month or with all that was found later."""
    if lead["owner"] != "contract":
        return Judged(lead["owner"])
    found = lead.get("reason_later", "") if later else ""
    return Judged(
        "contract",
        "invalid" if found else lead["verdict"],
        found or lead.get("reason", ""),
        lead.get("relief", ""),
        lead["qualified_final" if later else "qualified"],
    )


@pytest.mark.parametrize("month", MONTHS)
def test_a_months_enquiries_are_judged_at_its_statement_as_the_truth_says(month: str) -> None:
    demo = Demo(EXAMPLE, month)
    mine = [lead for lead in told() if lead["month"] == month]
    found = {lead["lead_id"]: demo.judge(demo.rows[lead["book"], lead["lead_id"]]) for lead in mine}
    assert found == {lead["lead_id"]: as_judged(lead, later=False) for lead in mine}


def test_at_the_end_all_enquiries_are_judged_as_the_truth_says_with_what_was_found_later() -> None:
    demo = Demo(EXAMPLE, MONTHS[-1])
    found = {lead["lead_id"]: demo.judge(demo.rows[lead["book"], lead["lead_id"]]) for lead in told()}
    assert found == {lead["lead_id"]: as_judged(lead, later=True) for lead in told()}
    assert len(found) == len(demo.rows)
