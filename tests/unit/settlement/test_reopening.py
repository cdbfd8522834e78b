"""Events that open a settled month again: what each may speak of, and every finding when it is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import (
    Event,
    Figure,
    KpiFigures,
    LotLeads,
    LotSessions,
    PeriodFigures,
    SpendLot,
)
from assay.core.contract.model import Amended, Contract
from assay.core.contract.remedy import Clause, Head
from assay.core.deadlines import Deadline
from assay.core.findings import Finding, Place
from assay.core.period import Month
from assay.core.settlement.reopening import reopen
from assay.core.settlement.state import MonthRecord
from tests.contracts.test_cases import loaded

MARCH = Month(2027, 3)
HERE_IT_STANDS = Place("m.yaml", 7, "events")
LOT = "search/2027-03-01"
TEN_DAYS = Deadline(Fraction(10), "day")
ONE = Fraction(1)


@pytest.fixture(scope="module")
def contract() -> Contract:
    """Clauses C1, C2, C3 and C3b; counts valid_leads and qualified."""
    return loaded("disputes")


def count(value: int) -> KpiFigures:
    return KpiFigures("valid_leads", Figure(value=Fraction(value)))


def record() -> MonthRecord:
    """March, drawn at half past midnight in Shanghai: 600.00, 6 of 12 leads and 4 of 10 clicks invalid."""
    lot = SpendLot(
        LOT,
        Fraction(600),
        "CNY",
        platform_credit=Fraction(100),
        sessions=LotSessions(judged=Fraction(10), invalid_a=Fraction(4)),
        leads=LotLeads(Fraction(12), Fraction(6), {"silent": Fraction(6)}),
    )
    as_of = datetime.fromisoformat("2027-04-05T00:30:00+08:00")
    figures = PeriodFigures(MARCH, as_of, {"valid_leads": count(6)}, (lot, SpendLot("print", ONE, "CNY")))
    rates = {"valid_leads": Fraction(1, 2), "qualified": Fraction(1, 3)}
    return MonthRecord(figures, closed=True, rates=rates)


def event(kind: str, *, name: str = "e1", known: str = "2027-04-14", **fields: str) -> Event:
    known_at = datetime.fromisoformat(f"{known}T10:00:00+08:00")
    told = {"of_period": "2027-03"} | {key.rstrip("_"): value for key, value in fields.items()}
    return Event(name, kind, date(2027, 3, 20), known_at, told, place=HERE_IT_STANDS)


def dispute(records: str, *, by: str = "vendor", reason: str = "silent", **more: str) -> Event:
    return event("dispute", **{"by": by, "reason": reason, "records": records, "lot": LOT} | more)


def opened(
    contract: Contract, found: Event, *seen: Event
) -> tuple[MonthRecord, list[tuple[str, dict[str, str]]]]:
    """March afterwards, and code and values of each finding, which all point to the event."""
    records = {MARCH: record()}
    findings: Sequence[Finding] = tuple(reopen(records, found, Amended(contract), (*seen, found)))
    assert [finding.place for finding in findings] == [HERE_IT_STANDS] * len(findings)
    return records[MARCH], [(finding.code, dict(finding.params)) for finding in findings]


@pytest.mark.parametrize(
    ("found", "code", "params"),
    [
        (
            dispute("1", of_period="2027-02"),
            "measurements.event_of_period",
            {"id": "e1", "period": "2027-02"},
        ),
        (
            event("ruling", on="d9", for_="buyer"),
            "settlement.ruling_of_nothing",
            {"id": "e1", "dispute": "d9"},
        ),
        (
            event("dispute", by="vendor", line="K1/C3"),
            "contract.unknown_name",
            {
                "found": "K1/C3",
                "expected": "C1/valid_leads, C1/qualified, C2, C3, C3b, B1, disputes/audit_cost",
            },
        ),
        (  # a line of May cannot stand in the statement of March
            event("dispute", by="vendor", line="C3@2027-05"),
            "measurements.event_of_period",
            {"id": "e1", "period": "2027-05"},
        ),
        (
            dispute("1", lot="none/2027-03-01"),
            "settlement.no_such_lot",
            {"id": "e1", "lot": "none/2027-03-01", "period": "2027-03"},
        ),
        (
            event("platform_credit", lot="none/2027-03-01", amount="1.00 CNY"),
            "settlement.no_such_lot",
            {"id": "e1", "lot": "none/2027-03-01", "period": "2027-03"},
        ),
        (
            event("platform_credit", lot=LOT, amount="1.00 USD"),
            "contract.wrong_currency",
            {"found": "USD", "expected": "CNY"},
        ),
        (  # 600.00 less 100.00 that were given back already
            event("platform_credit", lot=LOT, amount="500.01 CNY"),
            "measurements.credit_over_cost",
            {"found": "600.01 CNY", "cost": "600 CNY"},
        ),
        (
            event("replacement", lot=LOT, records="1"),
            "contract.unknown_name",
            {"found": "replacement", "expected": "replace_first"},
        ),
        (event("reply", on="C2"), "contract.unknown_name", {"found": "C2", "expected": "C3, C3b"}),
        (
            event("redelivery", units="1"),
            "contract.unknown_name",
            {"found": "redelivery", "expected": "kind: redelivery"},
        ),
        (
            event("redelivery", units="1", on="C1"),
            "contract.unknown_name",
            {"found": "C1", "expected": "kind: redelivery"},
        ),
        (
            event("reissue", signed="false"),
            "settlement.reissue_unsigned",
            {"id": "e1", "period": "2027-03"},
        ),
        (
            replace(event("reissue", signed="true"), kpis={"sales": count(1)}),
            "contract.unknown_name",
            {"found": "sales", "expected": "qualified, valid_leads"},
        ),
        (
            replace(event("reissue", signed="true"), lots=(SpendLot("a", ONE, "CNY"),) * 2),
            "measurements.lot_twice",
            {"lot": "a"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_there_is_a_finding(
    found: Event, code: str, params: dict[str, str], contract: Contract
) -> None:
    bonus = Clause("B1", "bonus", Head.BONUS, 50, "valid_leads", Place())
    clauses = [
        replace(clause, reply_within=TEN_DAYS if clause.id.startswith("C3") else None)
        for clause in contract.clauses
    ]
    assert opened(replace(contract, clauses=(*clauses, bonus)), found)[1] == [(code, params)]


def test_a_reissued_cost_is_in_the_contracts_currency(contract: Contract) -> None:
    costs = replace(contract.kpis["valid_leads"], id="cpl", metric="cost_per_valid_lead")
    figure = Figure(numerator=Fraction(10), denominator=ONE, currency="USD")
    reissue = replace(
        event("reissue", signed="true"), kpis={"cpl": KpiFigures("cpl", figure, place=HERE_IT_STANDS)}
    )
    _, findings = opened(replace(contract, kpis={**contract.kpis, "cpl": costs}), reissue)
    assert findings == [("contract.wrong_currency", {"found": "USD", "expected": "CNY"})]


@pytest.mark.parametrize(
    ("by", "reason", "there"),
    [
        ("vendor", "silent", 6),  # invalid by that reason
        ("vendor", "duplicate", 0),
        ("buyer", "silent", 6),  # valid
        ("vendor", "class_A", 4),  # clicks of class A
        ("buyer", "class_A", 6),  # the other clicks
    ],
)
def test_no_more_can_be_disputed_than_is_there(by: str, reason: str, there: int, contract: Contract) -> None:
    _, findings = opened(contract, dispute(str(there + 1), by=by, reason=reason))
    params = {"id": "e1", "records": str(there + 1), "there": str(there), "lot": LOT}
    assert findings == [("settlement.dispute_of_more", params)]
    assert opened(contract, dispute(str(there), by=by, reason=reason))[1] == []


def test_what_the_buyer_disputed_before_is_there_no_more(contract: Contract) -> None:
    before = replace(dispute("2", by="buyer"), id="d0")
    _, findings = opened(contract, dispute("5", by="buyer"), before)
    params = {"id": "e1", "records": "5", "there": "4", "lot": LOT}
    assert findings == [("settlement.dispute_of_more", params)]


def test_an_objection_is_late_from_the_day_after_the_last_in_the_contracts_zone(contract: Contract) -> None:
    timed = replace(contract, acceptance=replace(contract.acceptance, object_within=TEN_DAYS))
    # drawn on 5 April in Shanghai, still 4 April in UTC
    assert opened(timed, dispute("1", known="2027-04-15"))[1] == []
    params = {"id": "e1", "period": "2027-03", "last_on": "2027-04-15"}
    assert opened(timed, dispute("1", known="2027-04-16"))[1] == [("settlement.objection_late", params)]


def test_a_ruling_opens_the_month_of_its_own_dispute(contract: Contract) -> None:
    other = replace(dispute("1", of_period="2027-02"), id="d0")
    own = replace(dispute("1"), id="d1")
    found, findings = opened(contract, event("ruling", name="r1", on="d1", for_="buyer"), other, own)
    assert findings == []
    assert not found.closed


def test_a_credit_of_a_lot_without_a_day_is_of_the_month_in_which_it_takes_effect(contract: Contract) -> None:
    found, findings = opened(contract, event("platform_credit", lot="print", amount="1.00 CNY"))
    assert findings == []
    assert not found.closed


@pytest.mark.parametrize(
    ("clauses", "on", "code", "params"),
    [
        (("C4",), "", "", {}),
        (("C4", "C5"), "C5", "", {}),
        (("C4", "C5"), "", "contract.missing_field", {"field": "on"}),
        (("C4", "C5"), "C1", "contract.unknown_name", {"found": "C1", "expected": "C4, C5"}),
    ],
)
def test_units_made_good_are_owed_under_one_clause(
    clauses: tuple[str, ...], on: str, code: str, params: dict[str, str], contract: Contract
) -> None:
    owed = tuple(
        Clause(name, "redelivery", Head.MAKE_GOOD, 40, "impressions", Place(), due=TEN_DAYS)
        for name in clauses
    )
    told = {"units": "1"} | ({"on": on} if on else {})
    _, findings = opened(replace(contract, clauses=(*contract.clauses, *owed)), event("redelivery", **told))
    assert findings == ([(code, params)] if code else [])


def test_a_reissue_replaces_the_figures_and_forgets_the_rates_that_they_stood_on(contract: Contract) -> None:
    reissue = replace(event("reissue", signed="true"), kpis={"valid_leads": count(9)}, lots=())
    found, findings = opened(contract, reissue)
    assert findings == []
    assert found == replace(
        record(),
        figures=replace(record().figures, kpis={"valid_leads": count(9)}, lots=()),
        rates={"qualified": Fraction(1, 3)},
        closed=False,
    )


def test_a_reissue_that_is_refused_replaces_nothing(contract: Contract) -> None:
    reissue = replace(event("reissue", signed="false"), kpis={"valid_leads": count(9)})
    assert opened(contract, reissue)[0] == record().opened()


@pytest.mark.parametrize(
    ("line", "is_known"),
    [("C7/f1", True), ("C8/i1", True), ("C8/i/1", True), ("C6", True), ("C6/f1", False), ("C9/f1", False)],
)
def test_a_line_that_an_event_brought_is_named_by_its_clause_and_any_event(line: str, is_known: bool) -> None:
    _, findings = opened(loaded("ending"), event("dispute", by="vendor", line=line))
    expected = "C1/valid_leads, C3, C6, C7/…, C8/…"
    wanted = [] if is_known else [("contract.unknown_name", {"found": line, "expected": expected})]
    assert findings == wanted


def test_nothing_is_credited_of_a_cost_that_nobody_states(contract: Contract) -> None:
    (lot, *_) = record().figures.lots
    unstated = replace(lot, cost=None, currency="")
    records = {MARCH: replace(record(), figures=replace(record().figures, lots=(unstated,)))}
    credit = event("platform_credit", lot=LOT, amount="1.00 CNY")

    found = tuple(reopen(records, credit, Amended(contract), (credit,)))

    assert found == (Finding("measurements.cost_unknown", HERE_IT_STANDS, {"id": "e1", "lot": LOT}),)


def test_a_reissue_settles_a_month_that_was_open_again_as_if_it_had_never_closed(contract: Contract) -> None:
    reissue = replace(event("reissue", signed="true"), kpis={"valid_leads": count(9)})
    records = {MARCH: replace(record(), closed=False, reopened=True)}

    assert tuple(reopen(records, reissue, Amended(contract), (reissue,))) == ()

    assert (records[MARCH].closed, records[MARCH].reopened) == (False, False)


@pytest.mark.parametrize(
    ("told_in", "months"),
    [
        pytest.param("2027-04", [Month(2027, 3)], id="a statement that was never drawn"),
        pytest.param("2027-02", [Month(2027, 2), Month(2027, 3)], id="a statement before the line's month"),
    ],
)
def test_a_line_is_disputed_as_a_statement_told_it(
    contract: Contract, told_in: str, months: list[Month]
) -> None:
    records = {month: replace(record(), figures=replace(record().figures, month=month)) for month in months}
    disputed = event("dispute", by="vendor", of_period=told_in, line="C2@2027-03")

    found = tuple(reopen(records, disputed, Amended(contract), (disputed,)))

    params = {"id": "e1", "period": told_in}
    assert found == (Finding("measurements.event_of_period", HERE_IT_STANDS, params),)


def test_a_line_of_an_earlier_month_is_disputed_in_the_statement_that_told_it(contract: Contract) -> None:
    april = replace(record(), figures=replace(record().figures, month=Month(2027, 4)))
    records = {MARCH: record(), april.month: april}
    disputed = event("dispute", by="vendor", of_period="2027-04", line="C2@2027-03")

    assert not tuple(reopen(records, disputed, Amended(contract), (disputed,)))
    assert (records[MARCH].closed, records[april.month].closed) == (False, True)
