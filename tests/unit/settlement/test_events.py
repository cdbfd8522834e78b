"""Events noted before anything is judged: by the month's own version, and nothing that had its effect is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from assay.core.acceptance.measurements import (
    Event,
    Figure,
    KpiFigures,
    LotLeads,
    PeriodFigures,
    SpendLot,
    Status,
)
from assay.core.acceptance.triggers import Firing
from assay.core.contract.model import Amended, Contract, Party
from assay.core.findings import FindingsError, Place
from assay.core.period import Month
from assay.core.settlement.events import added_months, grace_day, note_events
from assay.core.settlement.state import MonthRecord, State
from assay.core.settlement.terms import weeks_in_term
from tests.contracts.test_cases import loaded

HERE, THERE = Place("measurements", 7), Place("measurements", 9)
JANUARY, FEBRUARY, MARCH, APRIL = (Month(2027, number) for number in (1, 2, 3, 4))


def contract(base: str, **changes: Any) -> Contract:  # noqa: ANN401  # any YAML value
    return loaded(base, changes)


def versions(first: Contract, later: Contract, month: Month = APRIL) -> Amended:
    return Amended(first, ((month.first_on, later),))


LATE = {"party": "buyer", "duty": "sales_reply", "from": "2027-04-01", "to": "2027-04-02"}


def event(kind: str, name: str = "e1", place: Place = HERE, **fields: str) -> Event:
    return Event(name, kind, date(2027, 4, 20), datetime(2027, 4, 20, tzinfo=UTC), fields, place=place)


def final(kpis: Mapping[str, KpiFigures], *lots: SpendLot, of_period: str = "2027-03") -> Event:
    return replace(event("final_measurement", of_period=of_period), kpis=kpis, lots=lots or None)


def monthly(kpi: str, figure: Figure) -> KpiFigures:
    return KpiFigures(kpi, figure, place=THERE)


def missing(kpi: str, fault: Party) -> KpiFigures:
    return monthly(kpi, Figure(Status.MISSING, fault=fault))


def count(value: int) -> Figure:
    return Figure(value=Fraction(value))


def month(name: Month, *kpis: KpiFigures) -> PeriodFigures:
    drawn = name.next()
    as_of = datetime(drawn.year, drawn.month, 5, tzinfo=UTC)
    return PeriodFigures(name, as_of, {item.id: item for item in kpis}, place=THERE)


def record(name: Month, *kpis: KpiFigures, closed: bool = False) -> MonthRecord:
    return MonthRecord(month(name, *kpis), closed=closed)


def named(state: State, amended: Amended, *events: Event) -> list[tuple[str, Place, dict[str, str]]]:
    """What is found while the events of April are noted."""
    with pytest.raises(FindingsError) as raised:
        note_events(state, amended, month(APRIL), events)
    found = ((item.code, item.place, dict(item.params)) for item in raised.value.findings)
    return sorted(found, key=str)


def test_events_are_held_against_the_version_of_their_month() -> None:
    # only the version from April knows a nap, and it knows nothing else that is spoken of
    first = contract("spend-lots")
    april = replace(first, duties={"nap": first.duties["sales_reply"]})
    told = (
        event("late_finding", of_period="2027-02", reason="fraud", records="1"),
        event("late_duty", "e1", HERE, **LATE),
        event("revision", kpi="valid_leads", factor="1.1", signed="true"),
        event("duty", party="buyer", duty="sales_reply", of_period="2027-04"),
        event("sample", sample="calls", of_period="2027-04", draw="first", n="1", errors="0"),
    )
    unknown = "contract.unknown_name"
    assert named(State("c"), versions(first, april), *told) == sorted(
        [
            ("measurements.event_of_period", HERE, {"id": "e1", "period": "2027-02"}),
            (unknown, HERE, {"found": "sales_reply", "expected": "nap"}),
            (unknown, HERE, {"found": "revision", "expected": "revision"}),
            (unknown, HERE, {"found": "sales_reply", "expected": "nap"}),
            (unknown, HERE, {"found": "calls", "expected": ""}),
        ],
        key=str,
    )


def test_a_contract_without_force_majeure_knows_no_cause() -> None:
    told = event("force_majeure", party="vendor", cause="flood", notice="2027-04-01")
    days = {"from": "2027-04-01", "to": "2027-04-02"}
    found = named(State("c"), Amended(contract("ending")), replace(told, fields={**told.fields, **days}))
    assert found == [("contract.unknown_name", HERE, {"found": "flood", "expected": ""})]


def test_only_the_latest_firing_is_withdrawn_and_earlier_withdrawals_stay() -> None:
    fired = tuple(Firing("T1", name, name.span.last_on, ()) for name in (FEBRUARY, MARCH))
    state = State("c", firings=fired, withdrawn=(("T9", JANUARY),))
    found = note_events(
        state, Amended(contract("ending")), month(APRIL), [event("withdraw_trigger", on="T1")]
    )
    assert found.withdrawn == (("T9", JANUARY), ("T1", MARCH))


def test_a_relief_is_too_late_for_closed_months_only() -> None:
    told = event("force_majeure", party="vendor", cause="natural_disaster", notice="2027-02-27")
    days = {"from": "2027-02-27", "to": "2027-04-02"}
    state = State("c", records=(record(FEBRUARY), record(MARCH, closed=True)))
    first = contract("spend-lots")
    found = named(state, versions(first, first), replace(told, fields={**told.fields, **days}))
    assert found == [("measurements.nothing_open", HERE, {"id": "e1", "period": "2027-03"})]


def test_each_month_that_an_exclusion_adds_may_add_another() -> None:
    # June is the last month; its figure and that of July, which it adds, are missing by the buyer
    first = contract("ending")
    told = [record(Month(2027, number), missing("valid_leads", Party.BUYER)) for number in (6, 7)]
    assert added_months(State("c", records=tuple(told)), versions(first, first)) == 2


@pytest.mark.parametrize("fault", [Party.VENDOR, Party.BUYER])
def test_a_figure_that_was_decided_as_missing_stays_so(fault: Party) -> None:
    told, first = missing("valid_leads", fault), contract("ending")
    state = State("c", records=(record(MARCH, told),))
    given = final({"valid_leads": monthly("valid_leads", count(40))})
    assert named(state, versions(first, first), given) == [
        ("measurements.nothing_open", HERE, {"id": "e1", "period": "2027-03 valid_leads"})
    ]
    same = note_events(state, Amended(first), month(APRIL), [final({"valid_leads": told})])
    assert same.records[0].figures.kpis == {"valid_leads": told}


def test_a_figure_that_was_final_stays_so() -> None:
    told, first = monthly("valid_leads", count(40)), contract("ending")
    state = State("c", records=(record(MARCH, told),))
    assert named(state, Amended(first), final({"valid_leads": monthly("valid_leads", count(39))})) == [
        ("measurements.nothing_open", HERE, {"id": "e1", "period": "2027-03 valid_leads"})
    ]
    same = note_events(state, Amended(first), month(APRIL), [final({"valid_leads": told})])
    assert same.records[0].figures.kpis == {"valid_leads": told}


def test_a_ratio_that_was_held_for_want_of_records_may_still_come() -> None:
    # with no record and no pool it is missing by neither side
    fill = {"metric": "record_completeness", "source": "crm", "fields": "vendor_passed", "period": "month"}
    first = contract("ratio-and-cost", **{"kpis.crm_fill": fill | {"target": ">= 95%", "weight": "0.3"}})
    empty = Figure(numerator=Fraction(0), denominator=Fraction(0))
    state = State("c", records=(record(MARCH, monthly("crm_fill", empty)),))
    come = monthly("crm_fill", Figure(numerator=Fraction(9), denominator=Fraction(10)))
    found = note_events(state, Amended(first), month(APRIL), [final({"crm_fill": come})])
    assert found.records[0].figures.kpis == {"crm_fill": come}


OPEN_LOT = SpendLot("search/2027-03-01", Fraction(600), "CNY", leads=LotLeads(Fraction(4), Fraction(3)))
DECIDED = replace(OPEN_LOT, leads=LotLeads(Fraction(4), Fraction(3), {"silent": Fraction(1)}))


@pytest.mark.parametrize("reopened", [True, False])
def test_lots_with_open_leads_of_a_month_that_was_closed_are_taken(*, reopened: bool) -> None:
    # versions before this one closed a month when its figures were final, whatever its lots waited for
    told = monthly("valid_leads", count(40))
    closed = replace(record(MARCH, told), closed=not reopened, reopened=reopened)
    state = State("c", records=(replace(closed, figures=replace(closed.figures, lots=(OPEN_LOT,))),))
    amended = Amended(contract("spend-lots"))
    (march, _) = note_events(state, amended, month(APRIL), [final({}, DECIDED)]).records
    assert (march.figures.lots, march.closed, march.reopened) == ((DECIDED,), False, True)
    assert march.figures.kpis == {"valid_leads": told}


def test_whether_lots_wait_is_asked_of_the_version_of_their_month() -> None:
    """March had a clause on leads, April has none."""
    told = monthly("valid_leads", count(40))
    closed = replace(record(MARCH, told), closed=True)
    state = State("c", records=(replace(closed, figures=replace(closed.figures, lots=(OPEN_LOT,))),))
    march, april = contract("spend-lots"), contract("spend-lots", **NO_COST_SHARE)
    (found, _) = note_events(state, versions(march, april), month(APRIL), [final({}, DECIDED)]).records
    assert found.figures.lots == (DECIDED,)


NO_COST_SHARE = {"clauses": [{"id": "C1", "priority": "10", "head": "fee_reduction", "kind": "shortfall_refund", "for": "kpis", "lot": "fee", "mode": "each_period"}]}  # fmt: skip


@pytest.mark.parametrize(
    ("lots", "kpis", "changes"),
    [
        ((DECIDED,), {}, {}),  # nothing waits in the lots
        ((OPEN_LOT,), {"valid_leads": monthly("valid_leads", count(40))}, {}),  # figures beside the lots
        ((OPEN_LOT,), {}, NO_COST_SHARE),  # no clause charges a lead
    ],
)
def test_a_closed_month_takes_nothing_else(
    lots: tuple[SpendLot, ...], kpis: dict[str, KpiFigures], changes: dict[str, Any]
) -> None:
    closed = record(MARCH, monthly("valid_leads", count(40)), closed=True)
    state = State("c", records=(replace(closed, figures=replace(closed.figures, lots=lots)),))
    assert named(state, Amended(contract("spend-lots", **changes)), final(kpis, DECIDED)) == [
        ("measurements.nothing_open", HERE, {"id": "e1", "period": "2027-03"})
    ]


def test_everything_wrong_with_final_figures_is_named() -> None:
    crm_fill = KpiFigures("crm_fill", None, place=THERE)
    lot = SpendLot("search/2027-02-01", Fraction(1), "CNY", place=THERE)
    first = contract("ratio-and-cost")
    told = {"x": monthly("x", count(1)), "crm_fill": crm_fill}
    state = State("c", records=(record(MARCH, monthly("crm_fill", Figure(Status.PROVISIONAL))),))
    given = final(told, lot, lot)
    assert named(state, Amended(first), given) == sorted(
        [
            ("contract.unknown_name", HERE, {"found": "x", "expected": "cpl, crm_fill, valid_leads"}),
            ("measurements.not_monthly", THERE, {"kpi": "crm_fill"}),
            ("measurements.lot_twice", HERE, {"lot": lot.id}),
            ("measurements.lot_of_other_month", THERE, {"lot": lot.id, "period": "2027-03"}),
            ("measurements.lot_of_other_month", THERE, {"lot": lot.id, "period": "2027-03"}),
        ],
        key=str,
    )


def test_final_money_is_that_of_the_contract() -> None:
    first = contract("ratio-and-cost")
    cost = Figure(numerator=Fraction(100), denominator=Fraction(2), currency="CNY")
    state = State("c", records=(record(MARCH, monthly("cpl", replace(cost, status=Status.PROVISIONAL))),))
    given = final({"cpl": monthly("cpl", replace(cost, currency="USD"))})
    assert [code for code, _, _ in named(state, Amended(first), given)] == ["contract.wrong_currency"]


def test_a_figure_that_comes_takes_the_place_of_its_rate_alone() -> None:
    first = contract("ending")
    open_march = record(MARCH, monthly("valid_leads", replace(count(40), status=Status.PROVISIONAL)))
    rates = {"valid_leads": Fraction(1, 2), "qualified": Fraction(1, 3)}
    state = State("c", records=(replace(open_march, rates=rates),))
    given = final({"valid_leads": monthly("valid_leads", count(41))})
    found = note_events(state, Amended(first), month(APRIL), [given])
    assert found.records[0].rates == {"qualified": Fraction(1, 3)}


def test_what_came_after_the_grace_hides_nothing_that_was_open() -> None:
    # the cost was owed by 8 March + 3 days and comes on 20 April; the count is final now
    grace = {"vendor_fault": "deemed_missed", "neither": "fallback_then_hold", "grace": "3 day"}
    first = contract("ratio-and-cost", missing=grace)
    open_count = monthly("valid_leads", replace(count(40), status=Status.PROVISIONAL))
    state = State("c", records=(record(MARCH, missing("cpl", Party.VENDOR), open_count),))
    cost = Figure(numerator=Fraction(100), denominator=Fraction(2), currency="CNY")
    given = final({"cpl": monthly("cpl", cost), "valid_leads": monthly("valid_leads", count(41))})
    found = note_events(state, Amended(first), month(APRIL), [given]).records[0].figures.kpis
    assert found["cpl"].month == Figure(Status.MISSING, fault=Party.VENDOR)
    assert found["valid_leads"].month == count(41)


def weekly(first: Contract, *figures: Figure) -> KpiFigures:
    """The form rate of March week by week; the weeks after these figures had 40 of 100."""
    weeks = weeks_in_term(first, MARCH)
    rest = [Figure(numerator=Fraction(40), denominator=Fraction(100))] * (len(weeks) - len(figures))
    return KpiFigures("form_rate", None, tuple(zip(weeks, (*figures, *rest), strict=True)), place=THERE)


def test_a_week_that_was_decided_as_missing_stays_so() -> None:
    first = contract("weekly-form")
    told = weekly(first, Figure(Status.MISSING, fault=Party.VENDOR))
    state = State("c", records=(record(MARCH, told),))
    assert named(state, Amended(first), final({"form_rate": weekly(first)})) == [
        ("measurements.nothing_open", HERE, {"id": "e1", "period": "2027-03 form_rate"})
    ]
    same = note_events(state, Amended(first), month(APRIL), [final({"form_rate": told})])
    assert same.records[0].figures.kpis == {"form_rate": told}


def test_weeks_that_were_open_may_turn_out_missing_as_a_month() -> None:
    first = contract("weekly-form")
    weeks = tuple((span, replace(figure, status=Status.PROVISIONAL)) for span, figure in weekly(first).weeks)
    state = State("c", records=(record(MARCH, replace(weekly(first), weeks=weeks)),))
    gone = missing("form_rate", Party.NEITHER)
    found = note_events(state, Amended(first), month(APRIL), [final({"form_rate": gone})])
    assert found.records[0].figures.kpis == {"form_rate": gone}


TABLE = {
    "kind": "workdays",
    "rows": [{"from": "2027-01-01", "rest": ["sat", "sun"], "holidays": [], "work": [], "source": "a5"}],
}


@pytest.mark.parametrize(
    ("statement_by", "last_on"),
    [
        # the statement of March is drawn when it is Tuesday 6 April in Shanghai already; 4 workdays on it is the 12th
        (None, date(2027, 4, 12)),
        # or it is agreed for Thursday 8 April: Friday and from Monday to Wednesday the 14th
        ("day 8 of next month", date(2027, 4, 14)),
    ],
)
def test_the_grace_is_counted_in_workdays_of_the_contracts_zone(
    statement_by: str | None, last_on: date
) -> None:
    changes: dict[str, Any] = {"term.workdays": "cn", "tables.cn": TABLE, "missing.grace": "4 workday"}
    if statement_by is not None:
        changes["acceptance"] = {"statement_by": statement_by}
    terms = contract("ending", **changes)
    assert grace_day(terms, MARCH, datetime(2027, 4, 5, 20, tzinfo=UTC)) == last_on


def test_final_figures_of_what_the_month_had_not_hide_none_of_what_it_had() -> None:
    first = contract("ratio-and-cost")
    state = State("c", records=(record(MARCH, monthly("cpl", Figure(Status.PROVISIONAL))),))
    taken = monthly("cpl", Figure(numerator=Fraction(100), denominator=Fraction(2), currency="CNY"))
    given = final({"valid_leads": monthly("valid_leads", count(41)), "cpl": taken})
    found = note_events(state, Amended(first), month(APRIL), [given])
    assert found.records[0].figures.kpis == {"cpl": taken}


@pytest.mark.parametrize("fault", [Party.VENDOR, Party.BUYER])
def test_within_the_grace_the_vendor_may_bring_what_it_owes_and_what_was_excluded_stays_so(
    fault: Party,
) -> None:
    # drawn on 5 April, 3 days of grace; the figure comes on the 7th
    grace = {"vendor_fault": "deemed_missed", "buyer_fault": "exclude_and_extend", "grace": "3 day"}
    first = contract("ending", missing=grace | {"neither": "fallback_then_hold"})
    state = State("c", records=(record(MARCH, missing("valid_leads", fault)),))
    given = final({"valid_leads": monthly("valid_leads", count(40))})
    in_time = replace(given, known_at=datetime(2027, 4, 7, tzinfo=UTC))
    if fault is Party.BUYER:
        assert named(state, Amended(first), in_time) == [
            ("measurements.nothing_open", HERE, {"id": "e1", "period": "2027-03 valid_leads"})
        ]
    else:
        found = note_events(state, Amended(first), month(APRIL), [in_time])
        assert found.records[0].figures.kpis["valid_leads"].month == count(40)


@pytest.mark.parametrize(("prorates", "refunds"), [(True, False), (False, True), (False, False)])
def test_force_majeure_comes_too_late_for_what_it_would_change(*, prorates: bool, refunds: bool) -> None:
    told = event("force_majeure", party="vendor", cause="natural_disaster", notice="2027-03-10")
    days = {"from": "2027-03-10", "to": "2027-03-12"}
    first = contract("spend-lots")
    assert first.force_majeure is not None
    terms = replace(first.force_majeure, prorate_target=prorates, part_refund=refunds)
    amended = Amended(replace(first, force_majeure=terms))
    state = State("c", records=(record(MARCH, closed=True),))
    late = replace(told, fields={**told.fields, **days})
    if prorates or refunds:
        assert named(state, amended, late) == [
            ("measurements.nothing_open", HERE, {"id": "e1", "period": "2027-03"})
        ]
    else:
        assert note_events(state, amended, month(APRIL), [late]).noted == (late,)
