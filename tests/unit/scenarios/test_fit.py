"""A scenario that a contract has nothing to say to is reported with the reason."""

import pytest

from assay.core.scenarios.play import play, play_suite
from assay.core.scenarios.read import load_suite
from assay.core.scenarios.scenario import Assumed
from assay.services.simulate import standard_suite
from tests.unit.scenarios.contracts import contract, played


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        ("force_majeure", "simulate.needs_force_majeure"),
        ("buyer_late", "simulate.needs_duty"),
        ("late_fraud", "simulate.needs_clawback"),
        ("rate_move", "simulate.needs_rates"),
        ("buyer_silent", "simulate.needs_relief"),
        ("junk_leads", "simulate.needs_clause"),
        ("bad_traffic", "simulate.needs_segment"),
        ("bot_clicks", "simulate.needs_class_a"),
        ("outside_scope", "simulate.needs_scope"),
        ("sales_silent", "simulate.needs_silence"),
        ("late_figures", "simulate.needs_grace"),
        ("fallback_source", "simulate.needs_fallback"),
        ("samples_fail", "simulate.needs_sample"),
        ("watched_poor", "simulate.needs_monitor"),
        ("redelivered", "simulate.needs_redelivery"),
        ("revised", "simulate.needs_revision"),
        ("replaced", "simulate.needs_replacement"),
        ("majeure_long", "simulate.needs_replace_vendor"),
        ("buyer_ends_on_trigger", "simulate.needs_termination_trigger"),
        ("paid_late", "simulate.needs_pay_within"),
        ("all_bad", "simulate.needs_spend_clause"),
    ],
)
def test_it_names_what_the_contract_lacks(scenario: str, code: str) -> None:
    found = played(contract(), scenario)
    assert found.totals is None
    assert [finding.code for finding in found.findings] == [code]


def own(text: str) -> list[str]:
    """Codes of a scenario of one's own on the small contract."""
    name = "name: {zh: 甲, en: a}"
    suite = load_suite(f"assay: scenarios/v1\nscenarios: [{{id: mine, {name}, {text}}}]")
    found = play(contract(), suite.scenarios[0], Assumed())
    return [finding.code for finding in found.findings]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('kpis: [{kpi: visitors, factor: "2"}]', "simulate.no_such_kpi"),
        ("events: [{kind: reissue, at: month 3, levels: [{kpi: visitors}]}]", "simulate.no_such_kpi"),
        ("monitors: [{monitor: cpm}]", "simulate.no_such_monitor"),
        ("samples: [{sample: replies, draws: [pass]}]", "simulate.no_such_sample"),
        ("events: [{kind: signing, at: due month 2}]", "simulate.needs_pay_within"),
        ('needs: ["kpi:visitors"]', "simulate.needs_kpi"),
        ("events: [{kind: signing, at: month 7 day 1}]", "simulate.short_term"),
        ("events: [{kind: withdraw_trigger, at: month 3, on: $trigger}]", "simulate.no_such_name"),
        ("events: [{kind: withdraw_trigger, at: month 3, on: T9}]", "measurements.not_fired"),
        ("events: [{kind: late_duty, at: month 3}]", "measurements_fields"),
    ],
)
def test_it_says_why_a_scenario_of_ones_own_does_not_apply(text: str, code: str) -> None:
    expected = "contract.missing_field" if code == "measurements_fields" else code
    assert own(text) == [expected]


def test_an_event_that_this_version_does_not_evaluate_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from assay.core.scenarios import fit  # noqa: PLC0415  # patched here alone

    monkeypatch.setattr(fit, "EVENT_KINDS", {})
    found = play(contract(), load_suite(SIGNED).scenarios[0], Assumed())
    assert [(finding.code, finding.params) for finding in found.findings] == [
        ("simulate.event_not_evaluated", {"kind": "signing"})
    ]


SIGNED = """assay: scenarios/v1
scenarios: [{id: mine, name: {zh: 甲, en: a}, events: [{kind: signing, at: month 1}]}]"""


def test_no_scenario_is_dropped() -> None:
    suite = standard_suite()
    found = play_suite(contract(), suite)
    assert [item.scenario.id for item in found] == [scenario.id for scenario in suite.scenarios]
    assert all((item.totals is None) == bool(item.findings) for item in found)


FORCE_MAJEURE = "{scope: [natural_disaster], notice: 24 h}"


def test_days_of_force_majeure_leave_the_target() -> None:
    totals = played(contract(force_majeure=FORCE_MAJEURE), "force_majeure").totals
    assert totals is not None
    # March: 28 leads of 40. Ten of 31 days are relieved: the target is 40 × 21/31 = 27.1, so it is met.
    assert totals.paid == 180_000_00
