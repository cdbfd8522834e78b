"""Query text keeps to the portable subset, so that another engine gives the same rows."""

import re

import pytest

from assay.queries import leads, messages, orders, reconcile, sessions, spend

QUESTIONS = {
    name: text
    for module in (leads, messages, orders, reconcile, sessions, spend)
    for name, text in vars(module).items()
    if name.isupper() and not name.startswith("_") and isinstance(text, str)
}
NOT_PORTABLE = re.compile(
    r"\b(filter|qualify|arg_min|arg_max|struct|avg|now|current_date|current_timestamp|at time zone|double|float)\b"
    r"|group by all|order by all|/|::",
    re.IGNORECASE,
)


def test_there_are_questions() -> None:
    assert len(QUESTIONS) == 16


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_no_question_reads_totals_of_a_period_but_those_that_say_so(name: str) -> None:
    assert ("spend_totals" in QUESTIONS[name]) == name.endswith("_OF_PERIODS")


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_uses_nothing_that_differs_between_engines(name: str) -> None:
    assert NOT_PORTABLE.findall(QUESTIONS[name]) == []


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_ends_with_a_total_order(name: str) -> None:
    last_line = QUESTIONS[name].strip().splitlines()[-1]
    assert last_line.startswith("ORDER BY ")


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_window_has_an_order(name: str) -> None:
    windows = re.findall(r"OVER \(([^)]*)\)", QUESTIONS[name])
    assert [window for window in windows if "ORDER BY" not in window] == []


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_sum_is_cast_to_an_integer(name: str) -> None:
    sums = len(re.findall(r"\bSUM\(", QUESTIONS[name]))
    assert sums == len(re.findall(r"CAST\(SUM\([^)]*\) AS BIGINT\)", QUESTIONS[name]))
