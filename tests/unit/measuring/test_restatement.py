"""What a later look at an earlier month brings."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

from assay.core.acceptance.measurements import Figure, KpiFigures, LotLeads, PeriodFigures, SpendLot, Status
from assay.core.contract.judged import Effect
from assay.core.contract.remedy import Clause, Head
from assay.core.findings import Place
from assay.core.leads.frozen import verdicts_document, verdicts_from_document
from assay.core.leads.verdict import LeadVerdict, Sales
from assay.core.measuring.month import Measured
from assay.core.measuring.restatement import Told, as_told, final_events, late_findings, news
from assay.core.period import Month, Span
from tests.unit.leads.givens import ZONE, at, contract, earlier, judge, lead, message, said

MAY = Month(2027, 5)
KNOWN = at("07-01 18:00")


def trader(number: int, **changes: object) -> LeadVerdict:
    """A May lead, valid and found qualified."""
    facts = lead(f"05-{number:02d} 10:00", id=f"M{number}", sales=said("qualified"), **changes)
    return judge(facts, as_of="06-05 09:00")


def silent(number: int) -> LeadVerdict:
    return trader(number, reply=None, next_message=None)


def found(now: list[LeadVerdict], before: list[LeadVerdict]) -> list[dict[str, str]]:
    events = late_findings(before, now, month=MAY, known_at=KNOWN, zone=ZONE)
    return [dict(event.fields) for event in events]


def test_leads_that_had_counted_and_are_duplicates_now_are_a_late_finding() -> None:
    before = [trader(3), trader(4), replace(trader(5), sales=Sales.NOT_QUALIFIED), trader(6)]
    now = [
        before[0],
        *(trader(n, earlier_leads=(earlier("05-03 10:00", id="M3"),)) for n in (4, 5)),
        before[3],
    ]
    assert found(now, before) == [
        {"of_period": "2027-05", "reason": "duplicate", "records": "2", "qualified": "1"}
    ]


def test_a_late_finding_is_known_when_the_news_was_committed() -> None:
    now = [trader(4, country="FR")]
    (event,) = late_findings([trader(4)], now, month=MAY, known_at=at("07-01 00:30"), zone=ZONE)
    assert (event.id, event.kind) == ("late-2027-05-market-2027-07-01", "late_finding")
    assert (event.effective_on.isoformat(), event.known_at) == ("2027-07-01", at("07-01 00:30"))


def test_a_relieved_lead_had_counted() -> None:
    assert silent(4).relief is Effect.DEEMED_VALID
    now = [trader(4, country="FR")]
    assert [fields["records"] for fields in found(now, [silent(4)])] == ["1"]


def test_a_lead_that_still_counts_by_relief_is_no_finding() -> None:
    assert found([silent(4)], [trader(4)]) == []


def test_a_lead_found_to_be_the_buyers_own_is_lost_with_the_reason_of_its_credit() -> None:
    show = earlier("04-20 10:00", channel="trade_show", paid=False)
    now = [trader(4, earlier_leads=(show,))]
    assert [fields["reason"] for fields in found(now, [trader(4)])] == ["known_before.trade_show"]


def test_a_lead_that_had_not_counted_cannot_be_lost() -> None:
    assert found([trader(4, country="FR")], [trader(4, country="DE", exclusion="competitor")]) == []


def test_reasons_come_in_order_whatever_the_order_of_the_leads() -> None:
    before = [trader(n) for n in (3, 4, 5)]
    now = [
        trader(3, country="FR"),
        trader(4, exclusion="competitor"),
        trader(5, country="FR"),
    ]
    told = [("excluded", "1"), ("market", "2")]
    assert [(f["reason"], f["records"]) for f in found(now, before)] == told
    assert [(f["reason"], f["records"]) for f in found(now[::-1], before[::-1])] == told


def figures(valid: Figure, qualified: Figure, lots: tuple[SpendLot, ...] = ()) -> PeriodFigures:
    kpis = {"valid_leads": KpiFigures("valid_leads", valid), "qualified": KpiFigures("qualified", qualified)}
    return PeriodFigures(MAY, at("06-05 09:00"), kpis, lots)


def count(value: int, undecided: int = 0) -> Figure:
    status = Status.PROVISIONAL if undecided else Status.FINAL
    return Figure(status, value=Fraction(value), open=Fraction(undecided))


OPEN = judge(
    lead("05-31 10:00", id="M9", reply=message(at("06-03 10:00")), next_message=None),
    as_of="06-05 09:00",
)
COST_SHARE = Clause("C2", "cost_share", Head.COMPENSATION, 20, "lead.invalid", Place(), lot="spend")
CHARGING = replace(contract(), clauses=(COST_SHARE,))
ONE = LotLeads(credited=Fraction(1), valid=Fraction(1))
LOT = SpendLot("search-us/2027-05-31", Fraction(10), "USD", leads=ONE)
OPEN_LOT = replace(LOT, leads=replace(ONE, valid=Fraction(0)))


def finals(before: PeriodFigures, now: PeriodFigures) -> list[tuple[object, object]]:
    events = final_events(before, Measured(now, (), ()), CHARGING, known_at=KNOWN)
    return [(sorted(event.kpis), event.lots) for event in events]


def test_a_provisional_figure_that_is_final_now_is_told() -> None:
    before, now = figures(count(40), count(7, 5)), figures(count(40), count(9))
    assert finals(before, now) == [(["qualified"], None)]


def test_a_figure_that_still_waits_is_not_told() -> None:
    before, now = figures(count(40), count(7, 5)), figures(count(40), count(8, 1))
    assert finals(before, now) == []


def test_a_final_figure_is_not_told_again() -> None:
    before, now = figures(count(40), count(9)), figures(count(39), count(9))
    assert finals(before, now) == []


def test_lots_are_told_when_leads_had_been_open_in_them_and_none_is() -> None:
    before, now = figures(count(40, 1), count(7), (OPEN_LOT,)), figures(count(41), count(7), (LOT,))
    assert finals(before, now) == [(["valid_leads"], (LOT,))]


def test_lots_are_told_though_no_figure_waits_when_a_clause_charges_their_invalid_leads() -> None:
    before, now = figures(count(41), count(7), (OPEN_LOT,)), figures(count(41), count(7), (LOT,))
    assert finals(before, now) == [([], (LOT,))]


def test_lots_alone_are_no_news_where_no_clause_charges_invalid_leads() -> None:
    before, now = figures(count(41), count(7), (OPEN_LOT,)), figures(count(41), count(7), (LOT,))
    assert final_events(before, Measured(now, (), ()), contract(), known_at=KNOWN) == ()


def test_lots_that_cost_nothing_bring_no_news_of_their_own() -> None:
    free = replace(OPEN_LOT, cost=Fraction(0))
    assert finals(figures(count(41), count(7), (free,)), figures(count(41), count(7))) == []


B, C, D = (replace(LOT, id=name) for name in "bcd")


def test_a_lead_that_nobody_decides_holds_up_only_its_own_lot() -> None:
    open_b = replace(B, leads=replace(ONE, credited=Fraction(3), valid=Fraction(0)))
    less_open = replace(B, leads=replace(ONE, credited=Fraction(3), valid=Fraction(2)))
    before = figures(count(41), count(7), (OPEN_LOT, open_b))
    assert finals(before, figures(count(41), count(7), (LOT, less_open))) == [([], (open_b, LOT))]


def test_lots_are_no_news_while_every_open_one_still_waits() -> None:
    before = figures(count(41), count(7), (B, OPEN_LOT))
    assert finals(before, figures(count(41), count(7), (replace(B, cost=Fraction(12)), OPEN_LOT))) == []


def test_a_lot_told_as_final_stays_as_it_was_told() -> None:
    """C lost its lead since: that is a late finding. D was not told yet; E is, once its lead is decided."""
    lost = replace(C, leads=LotLeads(credited=Fraction(1), invalid={"duplicate": Fraction(1)}))
    undecided = replace(OPEN_LOT, id="e")
    before = figures(count(41), count(7), (C, OPEN_LOT))
    now = figures(count(41), count(7), (lost, D, undecided, LOT))
    assert finals(before, now) == [([], (C, D, LOT))]


def test_a_lot_that_lost_its_open_lead_to_another_is_gone() -> None:
    before = figures(count(41), count(7), (B, OPEN_LOT))
    assert finals(before, figures(count(41), count(7), (B,))) == [([], (B,))]


WEEKS = (Span(date(2027, 5, 3), date(2027, 5, 10)), Span(date(2027, 5, 10), date(2027, 5, 17)))


def by_week(*weeks: Figure) -> PeriodFigures:
    kpi = KpiFigures("valid_leads", None, tuple(zip(WEEKS, weeks, strict=True)))
    return PeriodFigures(MAY, at("06-05 09:00"), {"valid_leads": kpi})


def weeks_told(before: PeriodFigures, now: PeriodFigures) -> list[tuple[Figure, ...]]:
    events = final_events(before, Measured(now, (), ()), CHARGING, known_at=KNOWN)
    return [tuple(figure for _, figure in event.kpis["valid_leads"].weeks) for event in events]


def test_a_week_is_told_when_it_is_decided_and_a_final_one_stays_as_told() -> None:
    before, now = by_week(count(9), count(4, 2)), by_week(count(8), count(6))
    assert weeks_told(before, now) == [(count(9), count(6))]


def test_a_week_that_still_waits_stays_as_it_was_told_beside_one_that_is_decided() -> None:
    before, now = by_week(count(8, 1), count(4, 2)), by_week(count(9), count(5, 1))
    assert weeks_told(before, now) == [(count(9), count(4, 2))]
    assert weeks_told(by_week(count(9), count(4, 2)), by_week(count(9), count(5, 1))) == []


def test_leads_lost_in_a_final_week_are_a_late_finding_though_another_week_waits() -> None:
    """M4 is of the first week, M12 of the second."""
    told = Told(by_week(count(9), count(4, 2)), (trader(4), trader(12)))
    lost = (trader(4, country="FR"), trader(12, country="FR"))
    weekly = Measured(by_week(count(8), count(3, 2)), lost, ())
    events, _ = news(told, weekly, contract(), known_at=KNOWN)
    assert [(event.kind, event.fields["records"]) for event in events] == [("late_finding", "1")]


def test_what_was_told_replaces_what_had_been_provisional() -> None:
    before, now = figures(count(40, 1), count(7), (OPEN_LOT,)), figures(count(41), count(7), (LOT,))
    told = as_told(before, final_events(before, Measured(now, (), ()), contract(), known_at=KNOWN))
    assert (told.kpis["valid_leads"].month, told.lots) == (count(41), (LOT,))
    assert finals(told, now) == []


def test_events_of_another_month_tell_nothing_about_this_one() -> None:
    before, now = figures(count(40, 1), count(7)), figures(count(41), count(7))
    events = final_events(before, Measured(now, (), ()), contract(), known_at=KNOWN)
    april = replace(before, month=Month(2027, 4))
    assert as_told(april, events) == april


def told_events(before: PeriodFigures, now: PeriodFigures) -> list[tuple[str, str]]:
    """What is told when M4, valid and qualified before, has become a duplicate."""
    lost = trader(4, earlier_leads=(earlier("05-03 10:00", id="M3"),))
    events, _ = news(Told(before, (trader(4),)), Measured(now, (lost,), ()), contract(), known_at=KNOWN)
    return [(event.kind, event.fields.get("qualified", "")) for event in events]


def test_a_lead_lost_after_final_figures_is_a_late_finding() -> None:
    assert told_events(figures(count(40), count(9)), figures(count(39), count(8))) == [("late_finding", "1")]


def test_a_lead_lost_while_the_count_was_provisional_is_only_missing_from_its_final_figure() -> None:
    before, now = figures(count(40, 1), count(9)), figures(count(40), count(8))
    assert told_events(before, now) == [("final_measurement", "")]


def test_a_lead_lost_while_qualification_was_provisional_had_not_counted_as_qualified() -> None:
    before, now = figures(count(40), count(9, 1)), figures(count(39), count(9))
    assert told_events(before, now) == [("final_measurement", ""), ("late_finding", "0")]


def test_the_same_news_is_not_told_twice() -> None:
    lost = trader(4, country="FR")
    now = Measured(figures(count(39), count(8)), (lost,), ())
    first, told = news(Told(figures(count(40), count(9)), (trader(4),)), now, contract(), known_at=KNOWN)
    again, same = news(told, now, contract(), known_at=at("08-01 09:00"))
    assert (len(first), again, same) == (1, (), told)


def test_verdicts_come_back_from_json_as_they_were() -> None:
    given = (trader(3), silent(4), trader(5, channel="organic", touches=()), OPEN)
    text = json.dumps(verdicts_document(reversed(given)))
    assert [(v, v.node) for v in verdicts_from_document(json.loads(text))] == [(v, v.node) for v in given]
