"""Scenario and range files: what is read, and every problem with its place."""

from fractions import Fraction

import pytest

from assay.core.findings import FindingsError
from assay.core.scenarios.ranges import Range
from assay.core.scenarios.read import load_ranges, load_suite
from assay.core.scenarios.scenario import (
    Assumed,
    Drawn,
    Happening,
    Level,
    Revised,
    Stray,
    Traffic,
    Watched,
)
from assay.services.simulate import standard_ranges, standard_suite

NAME = "name: {zh: 甲, en: a}"


def one(text: str) -> str:
    return f"assay: scenarios/v1\nscenarios:\n  - {{id: mine, {NAME}, {text}}}\n"


def codes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(FindingsError) as caught:
        load_suite(text, "mine.yaml")
    return [(finding.code, finding.place.path) for finding in caught.value.findings]


def test_a_scenario_says_levels_spend_events_and_terms() -> None:
    suite = load_suite(
        one(
            'kpis: [{kpi: valid_leads, months: ["2", "-1"], factor: "0.9", records: "-3", relieved: "0.1"}], '
            'spend: [{invalid_leads: 30%, junk_leads: "2", reason: silent, failed_segment: 10%, invalid_sessions: 5%}], '
            "events: [{kind: signing, at: month 1 day 2, known: month 1 day 9}, "
            '{kind: reissue, at: due month 2 plus 3, of_period: month *, levels: [{factor: "0.9"}]}], '
            'monitors: [{monitor: cpm, months: ["2"], factor: "0.8", worsens: 20%}], '
            "samples: [{sample: replies, draws: [inconclusive, fail]}], "
            "another_way: [{share: 10%, campaign: brand, account: other, form: fair, inbox: info}], "
            'amendment: {month: "3", targets: "0.8"}, exchange_rate: "1.1", ends_in: "4", needs: ["clause:bonus"]'
        )
        + 'assumed: {media_share: 40%, records: "50", days: ["3"]}\n'
    )
    (scenario,) = suite.scenarios
    assert scenario.levels == (
        Level("valid_leads", (2, -1), Fraction(9, 10), Fraction(-3), relieved=Fraction(1, 10)),
    )
    assert scenario.traffic == (
        Traffic((), Fraction(1), Fraction(3, 10), 2, "silent", Fraction(1, 10), Fraction(1, 20)),
    )
    signing, reissue = scenario.happenings
    assert signing == Happening("signing", "month 1 day 2", "month 1 day 9", {}, place=signing.place)
    assert (reissue.at, reissue.fields) == ("due month 2 plus 3", {"of_period": "month *"})
    assert reissue.levels == (Level(factor=Fraction(9, 10)),)
    assert scenario.watched == (Watched("cpm", (2,), Fraction(4, 5), Fraction(1, 5)),)
    assert scenario.drawn == (Drawn("replies", ("inconclusive", "fail")),)
    assert scenario.strays == (Stray(Fraction(1, 10), (), "brand", "other", "fair", "info"),)
    assert (scenario.revised, scenario.rate) == (Revised(3, Fraction(4, 5)), Fraction(11, 10))
    assert (scenario.ends_in, scenario.needs) == (4, ("clause:bonus",))
    assert suite.assumed == Assumed(Fraction(2, 5), 50, (3,))


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("kpis: [{open: 10%, relieved: 10%}]", "simulate.open_and_relieved", "kpis[0].open"),
        ("spend: [{invalid_leads: 100%}]", "simulate.all_invalid", "spend[0].invalid_leads"),
        ("events: [{kind: signing, at: tomorrow}]", "simulate.when", "events[0].at"),
        ("events: [{kind: party, at: month 1}]", "contract.unknown_word", "events[0].kind"),
        ("kpis: [{status: missing}]", "measurements.fault_missing", "kpis[0].status"),
        ('kpis: [{months: ["0"]}]', "contract.unreadable_value", "kpis[0].months"),
        ('kpis: [{records: "0.5"}]', "contract.unreadable_value", "kpis[0].records"),
        ('kpis: [{arrives: "2"}]', "simulate.arrives_without_missing", "kpis[0].arrives"),
        ("kpis: [{silent: 60%, silent_with_evidence: 50%}]", "contract.share_out_of_range", "kpis[0].silent"),
        ("kpis: [{from: hearsay}]", "contract.unknown_word", "kpis[0].from"),
        ("events: [{kind: signing, at: month 1, levels: [{}]}]", "simulate.no_figures", "events[0].levels"),
        ("events: [{kind: signing, at: due month 2 minus 3}]", "simulate.when", "events[0].at"),
        ('monitors: [{factor: "0"}]', "contract.below_zero", "monitors[0].factor"),
        ("samples: [{draws: [luck]}]", "contract.unknown_word", "samples[0].draws"),
        ("samples: [{draws: []}]", "contract.missing_field", "samples[0].draws"),
        ("samples: [{draws: [pass, fail]}]", "simulate.no_second_draw", "samples[0].draws"),
        ("another_way: [{share: 110%}]", "contract.share_out_of_range", "another_way[0].share"),
        ('exchange_rate: "0"', "contract.below_zero", "exchange_rate"),
        ("needs: [luck]", "contract.unknown_word", "needs"),
        ("tip: yes", "contract.unknown_field", "tip"),
    ],
)
def test_a_problem_is_told_with_its_place(text: str, code: str, path: str) -> None:
    assert codes(one(text)) == [(code, f"scenarios[mine].{path}")]


def test_all_problems_of_a_file_are_told_at_once() -> None:
    text = one("kpis: [{factor: half}], monitors: [{worsens: 120%}], events: [{kind: signing, at: soon}]")
    assert codes(text) == [
        ("simulate.when", "scenarios[mine].events[0].at"),
        ("contract.unreadable_value", "scenarios[mine].kpis[0].factor"),
        ("contract.share_out_of_range", "scenarios[mine].monitors[0].worsens"),
    ]


def test_two_scenarios_of_one_id_are_refused() -> None:
    text = f"assay: scenarios/v1\nscenarios: [{{id: a, {NAME}}}, {{id: a, {NAME}}}]"
    assert codes(text) == [("simulate.scenario_twice", "scenarios")]


def test_a_file_without_scenarios_is_refused() -> None:
    assert codes("assay: scenarios/v1\n") == [("contract.missing_field", "")]


def test_what_is_no_document_is_refused() -> None:
    assert codes("a: [") == [("document.not_yaml", "")]


def test_ranges_are_read_by_kpi() -> None:
    ranges = load_ranges('assay: ranges/v1\nkpis: {valid_leads: {low: "0.5", mode: "0.9", high: "1"}}')
    assert ranges.of("valid_leads") == Range(Fraction(1, 2), Fraction(9, 10), Fraction(1))
    assert ranges.of("other") == Range(Fraction(1), Fraction(1), Fraction(1))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('kpis: {"*": {low: "1", mode: "0.9", high: "1.1"}}', "simulate.range_order"),
        ("invalid_leads: {low: 0%, mode: 5%, high: 100%}", "contract.share_out_of_range"),
    ],
)
def test_a_range_that_cannot_be_drawn_from_is_refused(text: str, code: str) -> None:
    with pytest.raises(FindingsError) as caught:
        load_ranges(f"assay: ranges/v1\n{text}")
    assert [finding.code for finding in caught.value.findings] == [code]


def test_the_standard_suite_has_every_way_that_the_language_names() -> None:
    ids = {scenario.id for scenario in standard_suite().scenarios}
    named = """exact one_less one_more two_month_miss nil double missing_vendor missing_buyer missing_neither
    force_majeure late_fraud fraud buyer_ends vendor_ends low_season rate_move amended dispute_vendor dispute_buyer
    buyer_silent late_verdicts holiday_due"""
    beyond = """late_figures fallback_source outside_scope majeure_told_late majeure_long abandonment data_incident
    buyer_ends_on_trigger vendor_ends_on_breach revised reissue sales_silent paid_late replaced samples_fail
    samples_unclear watched_poor watched_worse redelivered all_bad"""
    assert set(beyond.split()) <= ids
    assert set(named.split()) <= ids
    assert standard_ranges().invalid.high < 1
