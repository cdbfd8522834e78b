"""A bound that would turn its own meaning is refused, and so is a rise against a period that is not counted."""

from pathlib import Path

import pytest

from assay.core.contract.load import load_contract
from assay.core.findings import Severity

FULL = (Path(__file__).parents[2] / "print" / "full.yaml").read_text("utf-8")


def errors(text: str) -> list[tuple[str, str, str]]:
    """Code, place and what was found of every error."""
    _, findings = load_contract(text)
    return [
        (finding.code, finding.place.path, finding.params["found"])
        for finding in findings
        if finding.severity is Severity.ERROR
    ]


@pytest.mark.parametrize(
    ("path", "written", "turned"),
    [
        ("access.raw_retention", ">= 24 month", "<= 24 month"),
        ("access.personal_retention", "<= 24 month after end", ">= 24 month after end"),
        ("duties.survival.confidentiality", ">= 5 year", "<= 5 year"),
    ],
)
def test_a_length_keeps_its_side(path: str, written: str, turned: str) -> None:
    field = path.rpartition(".")[2]
    text = FULL.replace(f'{field}: "{written}"', f'{field}: "{turned}"')
    assert errors(text) == [("contract.unreadable_value", path, turned)]


def test_a_length_may_leave_its_side_out_or_write_one_sign() -> None:
    assert errors(FULL.replace('"<= 24 month after end"', "24 month after end")) == []
    assert errors(FULL.replace('">= 5 year"', "≥ 5 year")) == []


def test_a_rise_is_against_the_period_that_is_counted() -> None:
    text = FULL.replace("against: previous_week}", "against: previous_month}")
    assert errors(text) == [("contract.unknown_word", "triggers[T3].when.against", "previous_month")]
