"""What binds is in the text: every field of a full contract is changed or left out, and both languages say so."""

import os
from pathlib import Path

import pytest

from tests.docs.reading import plain
from tests.print.walking import Change, Walk, at, leaves, loaded, said, texts, with_changed

TEXT = (Path(__file__).parent / "full.yaml").read_text("utf-8")
FULL = plain(TEXT)

TOGETHER: dict[str, dict[str, str]] = {
    "the share at risk and the fixed share": {"fee.base": "55%", "fee.at_risk": "45%"},
    "the fixed share and the share at risk": {"fee.at_risk": "35%", "fee.base": "65%"},
    "a country and its business hours": {"tables.hours.rows[0].country": "GB", "audience.markets[0]": "GB"},
    "a market and its business hours": {"audience.markets[1]": "FR", "tables.hours.rows[1].country": "FR"},
    "a market": {"audience.markets[0]": "CA", "tables.hours.rows[0].country": "CA"},
    "the country of the second row": {"tables.hours.rows[1].country": "AU", "audience.markets[1]": "AU"},
    "a segment rule and the clause on it": {
        "validity.segment[bounce].id": "leaving",
        "clauses[C3b].for": "segment.leaving",
    },
    "weights": {"kpis.valid_leads.weight": "0.4", "kpis.qualified.weight": "0.25"},
    "weights of counts": {"kpis.qualified.weight": "0.10", "kpis.quality.weight": "0.10"},
    "the weight of a formula": {"kpis.quality.weight": "0.01", "kpis.cost.weight": "0.09"},
    "the weight of a sample": {"kpis.occupation.weight": "0.02", "kpis.cost.weight": "0.08"},
    "the weight of a cost": {"kpis.cost.weight": "0.03", "kpis.occupation.weight": "0.07"},
    "the weight of a weekly KPI": {"kpis.form_rate.weight": "0.12", "kpis.crm_fill.weight": "0.08"},
    "the weight of a pooled KPI": {"kpis.crm_fill.weight": "0.11", "kpis.form_rate.weight": "0.09"},
    "the prepayment and the milestone": {
        "payments[advance].share": "29%",
        "payments[milestone].share": "26%",
    },
    "the milestone and the prepayment": {
        "payments[milestone].share": "24%",
        "payments[advance].share": "31%",
    },
    "the second milestone": {"payments[second].share": "14%", "payments[tail].share": "31%"},
    "the tail and a milestone": {"payments[tail].share": "29%", "payments[second].share": "16%"},
    "an instalment and what is kept from it": {"payments[tail].id": "last", "retention.inside": "last"},
    "a clause and the exemption of it": {"clauses[C6].id": "C66", "caps[K0].not_for[4]": "C66"},
    "the limit of a lot as a limit of a quarter": {
        "caps[K4].per": "quarter",
        "caps[K4].limit": "2 x fee.quarter",
    },
    "a rise against the month before": {
        "triggers[T3].when.against": "previous_month",
        "triggers[T3].for": "2 consecutive month",
        "monitors.cpm.period": "month",
    },
    "a rise against the week before": {
        "triggers[T5].when.against": "previous_week",
        "triggers[T5].for": "3 consecutive week",
        "monitors.cpl.period": "week",
    },
    "clicks as segments": {"clauses[C3].for": "segment.bounce", "validity.segment[bounce].class": "A"},
    "a weekly KPI by the month": {
        "kpis.form_rate.period": "month",
        "triggers[T2].for": "3 consecutive month",
    },
    "a cost as a count": {"kpis.cost.metric": "valid_leads", "kpis.cost.target": ">= 5 lead"},
    "visits as leads": {
        "monitors.visitors.metric": "valid_leads",
        "monitors.visitors.review_below": "5000 lead",
    },
    "cost per thousand as cost per lead": {
        "monitors.cpm.metric": "cost_per_valid_lead",
        "monitors.cpm.limit": "<= 400 CNY/lead",
    },
    "cost per click as cost per lead": {
        "monitors.cpc.metric": "cost_per_valid_lead",
        "monitors.cpc.limit": "<= 400 CNY/lead",
        "monitors.cpc.floor_alert": "< 100 CNY/lead",
    },
    "satisfaction as days": {
        "monitors.satisfaction.metric": "sales_cycle_median",
        "monitors.satisfaction.limit": "<= 7 day",
    },
    "days as satisfaction": {
        "monitors.cycle.metric": "satisfaction_mean_0_10",
        "monitors.cycle.limit": ">= 7",
    },
}
"""Leaves that only change together; the first of each is the one that it is about."""

RENAMED = {
    "term.workdays": ("CN-2027", "CN-2031"),
    "currency.code": ("CNY", "EUR"),
    "currency.fx.table": ("top_up_rate", "rates"),
    "triggers[T2].when.kpi": ("form_rate", "form_fill"),
    "clauses[C4].for": ("impressions", "shown"),
    "clauses[C1].mode": ("mode: each_period", "mode: streak, after: 2 consecutive month"),
}
"""Leaves that name another part, or take one more field → what is written instead, everywhere in the file."""

ONE_WORD = """
    currency.fx.at sources.ads.grain credit.rule credit.tie credit.organic credit.unknown credit.known_before.then
    fee.media_paid_by lots.fee.split lots.spend.split lots.spend.less validity.click[bot].class
    validity.click[datacentre].class validity.click[geo].class validity.click[geo].of validity.segment[bounce].rule
    validity.lead[duplicate].scope validity.lead[market].of qualification.sales.judge samples.occupation.draw
    samples.spend_error.draw samples.demand_grade.draw samples.replies.draw retention.base clauses[C1].lot
    clauses[C2].for clauses[C2].lot clauses[C3].lot clauses[C3b].lot clauses[C5].above clauses[C6].for clauses[C6].lot
    clauses[C6].on clauses[C9].on clauses[C9].simple clauses[C9].from combine.conflict revision.needs
    revision.otherwise revision.retroactive force_majeure.late_notice force_majeure.if_already_late missing.streak
    disputes.undisputed_part disputes.disputed amend.needs amend.effective validity.cleaning.by
""".split()

SILENT: dict[str, tuple[str, ...]] = {
    "the language knows one word here; it holds, and the text says it, whether it is written or not": (
        *ONE_WORD,
    ),
    "it says how the file is read, and nothing between the parties": (
        "assay",
        "tables.top_up_rate.kind",
        "tables.CN-2027.kind",
        "tables.hours.kind",
    ),
    "another kind is another clause or rule, with other fields; each kind has a test of its own below": (
        "validity.lead[duplicate].rule",
        "validity.lead[market].rule",
        "validity.lead[brand].rule",
        "validity.lead[no_action].rule",
        "validity.lead[silent].rule",
        *(f"clauses[{name}].kind" for name in "C1 C2 C3 C3b C4 C5 C6 C7 C8 C9".split()),
    ),
    "a clause of its kind has this head and no other": (
        "clauses[C1].head",
        "clauses[C4].head",
        "clauses[C5].head",
        "clauses[C9].head",
    ),
    "what rests on the KPI or monitor takes no other": (
        "kpis.valid_leads.period",
        "kpis.qualified.period",
        "kpis.quality.period",
        "kpis.occupation.period",
        "monitors.impressions.metric",
        "monitors.cpl.period",
        "monitors.cpm.period",
        "monitors.roi.period",
        "payments[tail].on",
    ),
}
"""Why a leaf changes nothing in the text → such leaves."""


@pytest.fixture(scope="module")
def walk() -> Walk:
    contract, findings = loaded(FULL)
    assert contract is not None, findings
    return Walk(FULL, contract, bool(os.environ.get("CI")))


@pytest.fixture(scope="module")
def changes(walk: Walk) -> list[Change]:
    return [change for path in leaves(FULL) for change in walk.changes(path)]


def speaking(change: Change) -> set[str]:
    """Languages whose text must change: a text that its writer gave in both languages stands in its own."""
    language = change.path.rpartition(".")[2]
    return {language} if language in ("zh", "en") else {"zh", "en"}


def test_whatever_is_changed_changes_the_text_in_both_languages(changes: list[Change]) -> None:
    silent = {
        f"{change.path} ({change.how})": sorted(change.changed)
        for change in changes
        if change.changed != speaking(change) and not (change.how == "left out" and change.same_meaning)
    }
    assert silent == {}


@pytest.mark.parametrize("name", TOGETHER)
def test_what_changes_only_together_changes_the_text_too(walk: Walk, name: str) -> None:
    assert walk.together(TOGETHER[name]).changed == {"zh", "en"}


@pytest.mark.parametrize("name", RENAMED)
def test_another_name_is_another_text(walk: Walk, name: str) -> None:
    old, new = RENAMED[name]
    contract, findings = loaded(plain(TEXT.replace(old, new)))
    assert contract is not None, findings
    before, after = texts(walk.before, walk.known), texts(contract, walk.known)
    assert before["zh"] != after["zh"]
    assert before["en"] != after["en"]


@pytest.mark.parametrize("name", ONE_WORD)
def test_a_word_without_choice_can_be_no_other(name: str) -> None:
    path = next(path for path in leaves(FULL) if said(FULL, path) == name)
    _, findings = loaded(with_changed(FULL, path, "something_else"))
    refused = [finding for finding in findings if finding.code == "contract.unknown_word"]
    assert [finding.params["expected"] for finding in refused] == [at(FULL, path)]


def test_every_field_is_in_the_text_or_listed_with_a_reason(changes: list[Change]) -> None:
    heard = {change.path for change in changes if change.changed}
    heard |= {next(iter(steps)) for steps in TOGETHER.values()} | set(RENAMED)
    listed = {path for paths in SILENT.values() for path in paths}
    missing = sorted({said(FULL, path) for path in leaves(FULL)} - heard - listed)
    assert not missing, "\n".join(missing)


def test_no_field_is_listed_that_changes_the_text(changes: list[Change]) -> None:
    heard = {change.path for change in changes if change.changed}
    listed = {path for paths in SILENT.values() for path in paths}
    assert sorted(listed & heard) == []


def test_only_fields_of_the_contract_are_listed() -> None:
    listed = {path for paths in SILENT.values() for path in paths}
    assert sorted(listed - {said(FULL, path) for path in leaves(FULL)}) == []


def test_the_walk_sees_what_the_text_leaves_out(walk: Walk) -> None:
    silent = next(path for path in leaves(FULL) if said(FULL, path) == "lots.spend.less")
    assert at(FULL, silent) == "platform_credit"
    assert [(change.how, change.changed) for change in walk.changes(silent)] == [("left out", frozenset())]
