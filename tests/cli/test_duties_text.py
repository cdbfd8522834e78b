"""Duties as a person reads them below a statement: those late or unreported, in words, and nothing of the others."""

import pytest

from assay.cli.statement_text import statement_lines
from tests.contracts.test_cases import HERE
from tests.reports.books import golden

DUTIES = HERE / "duties"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["乙方的义务“数据事故的响应 / 报告（i1）”", "乙方的义务“数据事故的响应 / 响应（i2）”"]),
        (
            "en",
            [
                'Duty of the service provider, "data incidents / report (i1)"',
                'Duty of the service provider, "data incidents / response (i2)"',
            ],
        ),
    ],
)
def test_a_duty_is_named_with_its_part_and_its_incident(lang: str, said: list[str]) -> None:
    (march,) = golden(DUTIES / "an_incident_is_answered_and_reported.yaml")
    duties = [line for line in statement_lines(march, lang) if "i1" in line or "i2" in line]
    assert len(duties) == 2
    for line, words in zip(duties, said, strict=True):
        assert words in line
