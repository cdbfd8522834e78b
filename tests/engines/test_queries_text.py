"""Query text keeps to the portable subset, so that another engine gives the same rows."""

import re
from datetime import date

import pytest

from assay.core.tables import SPEND, SPEND_TOTALS, TABLES
from assay.queries import leads, messages, orders, reconcile, sessions, spend
from assay.queries.replaced import SCOPES, Replaced, Scope, kept
from assay.queries.staying import rows_inside

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
    assert len(QUESTIONS) == 21


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_no_question_reads_totals_of_a_period_but_those_that_say_so(name: str) -> None:
    assert ("spend_totals" in QUESTIONS[name]) == name.endswith("_OF_PERIODS")


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_uses_nothing_that_differs_between_engines(name: str) -> None:
    assert NOT_PORTABLE.findall(QUESTIONS[name]) == []


def test_the_rows_that_questions_share_are_asked_for_in_portable_text() -> None:
    assert NOT_PORTABLE.findall(leads.LEADS_NOW.text) == []


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


def test_the_condition_of_replaced_ranges_is_portable_too() -> None:
    scopes = [
        Scope(SPEND.name, ("google_ads_report", "it's", None), date(2027, 3, 1), date(2027, 3, 8)),
        Scope(SPEND_TOTALS.name, ("meta_ads", "meta/a", "campaign"), date(2027, 3, 1), date(2027, 4, 1)),
    ]
    text = kept(Replaced(scope, 7) for scope in scopes)
    assert text == (
        "CASE WHEN (\"source\" = 'google_ads_report' AND \"account\" = 'it''s' AND \"grain\" IS NULL"
        ' AND "day" >= CAST(\'2027-03-01\' AS DATE) AND "day" < CAST(\'2027-03-08\' AS DATE) AND "commit" < 7)'
        " OR (\"source\" = 'meta_ads' AND \"account\" = 'meta/a' AND \"grain\" = 'campaign'"
        " AND \"start_on\" = CAST('2027-03-01' AS DATE) AND \"end_on\" = CAST('2027-04-01' AS DATE)"
        ' AND "commit" < 7) THEN 0 ELSE 1 END = 1'
    )
    assert NOT_PORTABLE.findall(text.replace("meta/a", "")) == []


@pytest.mark.parametrize("table", SCOPES)
def test_the_question_about_rows_left_out_has_a_total_order(table: str) -> None:
    values = tuple("x" for _ in SCOPES[table])
    text = rows_inside(TABLES[table], Scope(table, values, date(2027, 3, 1), date(2027, 3, 8)))
    assert NOT_PORTABLE.findall(text) == []
    key = ", ".join(f'"{name}"' for name in TABLES[table].key)
    assert text.endswith(f"ORDER BY {key}")
