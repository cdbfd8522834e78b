"""From which source a KPI is measured: the one of record, the agreed fallback, or none."""

from dataclasses import replace
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Figure, Status
from assay.core.contract.model import Party
from assay.core.leads.facts import LeadFacts
from assay.core.measuring.month import Measured
from assay.core.measuring.sessions import SessionRow
from assay.i18n import languages, translate
from tests.unit.leads.givens import CONTRACT, at, lead, read, said
from tests.unit.measuring.test_month import FACTS, measured, sessions

WITH_AUDIT = CONTRACT.replace(
    "sources:\n", "sources:\n  audit: {owner: third_party, of_record_for: [sessions, forms]}\n"
).replace(
    "metric: form_completion_rate, source: ga4,",
    "metric: form_completion_rate, source: ga4, fallback: audit,",
)


def audited(row: SessionRow) -> SessionRow:
    return replace(row, book="web_sessions/audit/site")


def weeks(result: Measured) -> list[Figure]:
    return [figure for _, figure in result.figures.kpis["form_rate"].weeks]


def codes(result: Measured) -> list[str]:
    return [finding.code for finding in result.findings]


def test_the_fallback_stands_in_where_the_source_of_record_is_silent() -> None:
    theirs = audited(sessions("2027-03-02", 100, 20, 44, 11))
    result = measured(replace(FACTS, sessions=(theirs,)), text=WITH_AUDIT)
    assert [read(week.numerator, week.denominator) for week in weeks(result)] == [
        "11 44",
        "0 0",
        "0 0",
        "0 0",
    ]
    assert {week.source for week in weeks(result)} == {"audit"}
    assert "measure.fallback_used" in codes(result)


def test_the_fallback_waits_while_the_source_of_record_speaks() -> None:
    theirs = audited(sessions("2027-03-02", 100, 20, 999, 999))
    both = measured(replace(FACTS, sessions=(*FACTS.sessions, theirs)), text=WITH_AUDIT)
    assert both.figures == measured(text=WITH_AUDIT).figures
    assert "measure.sessions_twice" not in codes(both)
    assert "measure.fallback_used" not in codes(both)


def test_without_rows_of_either_the_figure_is_missing_by_the_owner_of_the_source_of_record() -> None:
    result = measured(replace(FACTS, sessions=()), text=WITH_AUDIT)
    assert {(week.status, week.fault) for week in weeks(result)} == {(Status.MISSING, Party.BUYER)}


def test_a_fallback_that_is_not_of_record_for_the_facts_does_not_stand_in() -> None:
    text = WITH_AUDIT.replace("of_record_for: [sessions, forms]}\n", "of_record_for: [samples]}\n", 1)
    theirs = audited(sessions("2027-03-02", 100, 20, 44, 11))
    result = measured(replace(FACTS, sessions=(theirs,)), text=text)
    assert {week.status for week in weeks(result)} == {Status.MISSING}


def test_a_kpi_that_no_report_measures_is_missing_by_the_owner_of_its_source() -> None:
    text = CONTRACT.replace(
        "crm_fill: {metric: record_completeness, source: crm,",
        "crm_fill: {metric: auto_reply_accuracy, source: crm,",
    )
    result = measured(text=text)
    figure = result.figures.kpis["crm_fill"].month
    assert figure == Figure(Status.MISSING, fault=Party.BUYER)
    assert "measure.metric_not_measured" in codes(result)


# ── The silence of sales ─────────────────────────────────────────────────────────────────────────────────────────────

SILENCE = CONTRACT.replace(
    "sales: {judge: sales, within: 10 day}",
    "sales: {judge: sales, within: 10 day, silence: {otherwise: trailing_rate 3 month}}",
)


def spoken_of(lead_id: str, created: str, said_at: str | None) -> LeadFacts:
    return lead(created, id=lead_id, sales=said("not_qualified", at(said_at)) if said_at else None)


def silent(result: Measured) -> Fraction:
    figure = result.figures.kpis["qualified"].month
    assert figure is not None
    return figure.silent_other


def test_sales_are_silent_on_valid_leads_past_their_time() -> None:
    # V1 was judged; V2 of the 5th was not by the 15th; V3 of the 28th may be judged until 7 April; V4 is invalid.
    leads = (
        spoken_of("V1", "03-05 10:00", "03-06 10:00"),
        spoken_of("V2", "03-05 10:00", None),
        spoken_of("V3", "03-28 10:00", None),
        lead("03-05 10:00", id="V4", country="FR"),
    )
    facts = replace(FACTS, leads=leads)
    assert silent(measured(facts, text=SILENCE)) == 1
    assert silent(measured(facts, text=SILENCE, as_of="04-07 10:01")) == 2
    assert silent(measured(facts)) == 0  # the contract gives their silence no meaning


@pytest.mark.parametrize("lang", languages())
def test_what_is_said_of_sources_can_be_read_in_both_languages(lang: str) -> None:
    theirs = audited(sessions("2027-03-02", 100, 20, 44, 11))
    text = WITH_AUDIT.replace("metric: record_completeness", "metric: auto_reply_accuracy")
    result = measured(replace(FACTS, sessions=(theirs,)), text=text)
    for finding in result.findings:
        assert translate(lang, finding.code, finding.params)
