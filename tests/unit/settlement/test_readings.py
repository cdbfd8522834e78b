"""What a decided dispute changes in the figures of a month, to whose side, and never below nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import (
    Event,
    Figure,
    KpiFigures,
    LotLeads,
    PeriodFigures,
    Relieved,
    SpendLot,
)
from assay.core.contract.model import Contract
from assay.core.period import Month, Span
from assay.core.settlement.readings import Readings, _Change, _changed_kpi, read_both
from tests.contracts.test_cases import loaded

FIRST = Month(2027, 3).first_on
WEEKS = tuple(Span(FIRST + timedelta(days=7 * i), FIRST + timedelta(days=7 * (i + 1))) for i in range(3))


def weekly(*values: int | None) -> KpiFigures:
    figures = (Figure(value=None if value is None else Fraction(value)) for value in values)
    return KpiFigures("leads", None, tuple(zip(WEEKS, figures, strict=True)))


@pytest.mark.parametrize(
    ("lot", "changed"),
    [
        ("search/2027-03-01", [13, 20, 30]),
        ("search/2027-03-08", [10, 23, 30]),
        ("search/2027-03-14", [10, 23, 30]),
        ("search/2027-03-15", [10, 20, 33]),
        ("search/2027-03-31", [10, 20, 33]),  # outside every week: the last
        (None, [10, 20, 33]),
    ],
)
def test_a_weekly_count_changes_in_the_week_of_the_lot(lot: str | None, changed: list[int]) -> None:
    spent = None if lot is None else SpendLot(lot, Fraction(100), "CNY")
    found = _changed_kpi(weekly(10, 20, 30), "valid_leads", _Change(Fraction(3), Fraction(9)), spent)
    assert [figure.value for _, figure in found.weeks] == changed
    assert [span for span, _ in found.weeks] == list(WEEKS)


@pytest.mark.parametrize(
    ("metric", "value", "denominator"),
    [
        ("valid_leads", 8, 20),  # 10 - 2 leads
        ("cost_per_valid_lead", 10, 18),  # two leads fewer share the cost
        ("sales_qualified_leads", 9, 20),  # one of them had counted as qualified
        ("form_completion_rate", 10, 20),  # not made of leads
    ],
)
def test_each_metric_loses_its_own(metric: str, value: int, denominator: int) -> None:
    given = KpiFigures("k", Figure(value=Fraction(10), denominator=Fraction(20)))
    found = _changed_kpi(given, metric, _Change(Fraction(-2), Fraction(-1)), None)
    assert found.month is not None
    assert (found.month.value, found.month.denominator) == (value, denominator)


def test_a_cost_per_lead_loses_the_reliefs_that_end() -> None:
    # 20 leads and 3 that become valid; of 5 deemed valid and 2 excluded, 3 and 1 are relieved no more
    given = Figure(
        numerator=Fraction(900), denominator=Fraction(20), relieved=Relieved(Fraction(5), Fraction(2))
    )
    change = _Change(Fraction(3), Fraction(0), Relieved(Fraction(3), Fraction(1)))
    found = _changed_kpi(KpiFigures("k", given), "cost_per_valid_lead", change, None)
    assert found.month == replace(
        given, denominator=Fraction(23), relieved=Relieved(Fraction(2), Fraction(1))
    )


def test_a_count_falls_to_nothing_at_most_and_a_missing_one_stays_missing() -> None:
    found = _changed_kpi(weekly(10, 20, 1), "valid_leads", _Change(Fraction(-3), Fraction(0)), None)
    assert [figure.value for _, figure in found.weeks] == [10, 20, 0]
    missing = _changed_kpi(weekly(10, 20, None), "valid_leads", _Change(Fraction(3), Fraction(0)), None)
    assert missing.weeks[-1][1].value is None


LOT = SpendLot(
    "search/2027-03-01",
    Fraction(1000),
    "CNY",
    leads=LotLeads(
        credited=Fraction(10),
        valid=Fraction(6),
        invalid={"silent": Fraction(4)},
        relieved=Relieved(deemed_valid=Fraction(2), exclude_record=Fraction(1)),
    ),
)
COUNT = Figure(value=Fraction(30), relieved=Relieved(deemed_valid=Fraction(5), exclude_record=Fraction(3)))


@pytest.fixture(scope="module")
def contract() -> Contract:
    """It has a rule that condemns the leads of a failed segment."""
    return loaded("disputes")


def march(lot: SpendLot = LOT, kpi: KpiFigures | None = None) -> PeriodFigures:
    as_of = datetime.fromisoformat("2027-04-05T09:00:00+08:00")
    return PeriodFigures(
        Month(2027, 3), as_of, {"valid_leads": kpi or KpiFigures("valid_leads", COUNT)}, (lot,)
    )


def event(name: str, kind: str, *, known: str = "2027-04-02T10:00:00+08:00", **fields: str) -> Event:
    told = {"of_period": "2027-03"} | {key.rstrip("_"): value for key, value in fields.items()}
    return Event(name, kind, date(2027, 4, 2), datetime.fromisoformat(known), told)


def dispute(name: str, records: str, *, by: str = "vendor", reason: str = "silent", **more: str) -> Event:
    return event(name, "dispute", **{"by": by, "reason": reason, "records": records, "lot": LOT.id} | more)


def read(contract: Contract, figures: PeriodFigures, *noted: Event) -> Readings:
    return read_both(figures, contract, noted)


def test_disputed_struck_and_upheld_lines_are_told_apart_and_a_lot_is_no_line(contract: Contract) -> None:
    names = ("C1/valid_leads", "C2", "C3", "C3b", "C4", "C5")
    ruled = {"C2": "vendor", "C3": "vendor", "C3b": "buyer", "C4": "buyer"}
    disputes = [event(f"d-{line}", "dispute", by="vendor", line=line) for line in names]
    rulings = [event(f"r-{line}", "ruling", on=f"d-{line}", for_=side) for line, side in ruled.items()]
    lots = [dispute("a", "1"), dispute("b", "1"), dispute("c", "1")]
    decided = [event("ra", "ruling", on="a", for_="vendor"), event("rb", "ruling", on="b", for_="buyer")]
    found = read(contract, march(), *disputes, *lots, *rulings, *decided)
    assert found.open == ("d-C1/valid_leads", "d-C5", "c")
    assert found.disputed_lines == {"C1/valid_leads", "C5"}
    assert found.struck_lines == {"C2", "C3"}
    assert found.upheld_lines == {"C3b", "C4"}


def test_a_line_that_its_own_side_finds_too_small_stays_as_it_is_until_the_ruling(contract: Contract) -> None:
    asked = event("d1", "dispute", by="buyer", line="C3")
    ruling = event("r1", "ruling", on="d1", for_="vendor")

    waits, ruled = read(contract, march(), asked), read(contract, march(), asked, ruling)

    assert (waits.open, waits.too_small_lines, waits.disputed_lines) == (("d1",), {"C3"}, frozenset())
    assert (ruled.open, ruled.too_small_lines, ruled.struck_lines) == ((), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("known", "open_"),
    [
        ("2027-04-09T09:59:59+08:00", ()),
        ("2027-04-09T10:00:00+08:00", ()),
        ("2027-04-09T10:00:01+08:00", ("d",)),
    ],
)
def test_a_dispute_known_no_later_than_a_reissue_falls_with_the_old_figures(
    known: str, open_: tuple[str, ...], contract: Contract
) -> None:
    reissue = event("x", "reissue", known="2027-04-09T10:00:00+08:00", signed="true")
    assert read(contract, march(), dispute("d", "1", known=known), reissue).open == open_


def test_credits_and_replacements_of_a_lot_add_up_and_touch_no_other(contract: Contract) -> None:
    other = replace(LOT, id="search/2027-03-02", platform_credit=Fraction(7))
    figures = replace(march(replace(LOT, platform_credit=Fraction(100))), lots=(LOT, other))
    noted = (
        event("p1", "platform_credit", lot=LOT.id, amount="30.00 CNY"),
        event("p2", "platform_credit", lot=LOT.id, amount="50.00 CNY"),
        event("x1", "replacement", lot=other.id, records="1"),
        event("x2", "replacement", lot=other.id, records="2"),
        event("x3", "replacement", lot=other.id, records="9", of_period="2027-02"),
    )
    found = read(contract, figures, *noted)
    assert found.vendor.lots == found.buyer.lots
    assert found.vendor.lots == (
        replace(LOT, platform_credit=Fraction(80)),
        replace(other, leads=replace(other.leads, replaced=Fraction(3))),
    )


def test_a_lot_is_given_back_what_it_cost_at_most(contract: Contract) -> None:
    given = event("p1", "platform_credit", lot=LOT.id, amount="950.00 CNY")
    found = read(contract, march(replace(LOT, platform_credit=Fraction(100))), given)
    assert found.vendor.lots == (replace(LOT, platform_credit=Fraction(1000)),)


@pytest.mark.parametrize(
    ("records", "invalid", "left", "count"),
    [
        # 4 invalid, of them 2 deemed valid and 1 excluded; the count begins with 5 and 3
        (1, {"silent": 3}, (2, 1), (31, 5, 3)),  # 3 of the 3 that are left may be relieved
        (2, {"silent": 2}, (1, 1), (32, 4, 3)),  # one too many: a deemed one goes first
        (3, {"silent": 1}, (0, 1), (33, 3, 3)),
        (4, {}, (0, 0), (34, 3, 2)),  # nobody is left to be relieved
    ],
)
def test_leads_found_valid_are_relieved_no_more(
    records: int,
    invalid: dict[str, int],
    left: tuple[int, int],
    count: tuple[int, int, int],
    contract: Contract,
) -> None:
    found = read(contract, march(), dispute("d", str(records)))
    assert found.buyer == march()
    (lot,) = found.vendor.lots
    assert lot == replace(
        LOT,
        leads=LotLeads(
            credited=Fraction(10),
            valid=Fraction(6 + records),
            invalid={name: Fraction(value) for name, value in invalid.items()},
            relieved=Relieved(Fraction(left[0]), Fraction(left[1])),
        ),
    )
    value, deemed, excluded = (Fraction(number) for number in count)
    assert found.vendor.kpis["valid_leads"].month == Figure(value=value, relieved=Relieved(deemed, excluded))


def test_a_count_that_had_fewer_reliefs_than_the_lot_has_none_left(contract: Contract) -> None:
    little = replace(COUNT, relieved=Relieved(deemed_valid=Fraction(1)))
    found = read(contract, march(kpi=KpiFigures("valid_leads", little)), dispute("d", "4"))
    assert found.vendor.kpis["valid_leads"].month == Figure(value=Fraction(34), relieved=Relieved())


def test_the_buyers_dispute_leaves_every_relief_in_place(contract: Contract) -> None:
    found = read(contract, march(), dispute("d", "2", by="buyer", reason="duplicate"))
    assert found.vendor == march()
    assert found.buyer.lots[0].leads == replace(
        LOT.leads, valid=Fraction(4), invalid={"silent": Fraction(4), "duplicate": Fraction(2)}
    )
    assert found.buyer.kpis["valid_leads"].month == replace(COUNT, value=Fraction(28))


@pytest.mark.parametrize("condemned", [3, 0])
def test_a_lot_cleared_of_its_failed_segment_has_the_leads_back_that_it_cost(
    condemned: int, contract: Contract
) -> None:
    # the dispute names one record; what comes back is what the segment took, and the silent stay silent
    silent = {"silent": Fraction(1)}
    taken = {"failed_segment": Fraction(condemned)} if condemned else {}
    leads = LotLeads(credited=Fraction(10), valid=Fraction(9 - condemned), invalid=silent | taken)
    failed = replace(LOT, failed_segment="bounce", leads=leads)
    found = read(contract, march(failed), dispute("d", "1", reason="failed_segment"))
    assert found.buyer == march(failed)
    assert found.vendor.lots == (
        replace(LOT, failed_segment="", leads=replace(leads, valid=Fraction(9), invalid=silent)),
    )
    assert found.vendor.kpis["valid_leads"].month == replace(COUNT, value=Fraction(30 + condemned))


def test_a_disputed_lead_is_of_the_week_of_its_lot(contract: Contract) -> None:
    found = read(contract, march(kpi=weekly(10, 20, 30)), dispute("d", "1"))
    assert [figure.value for _, figure in found.vendor.kpis["valid_leads"].weeks] == [11, 20, 30]


def test_leads_are_replaced_in_a_lot_whose_cost_nobody_states(contract: Contract) -> None:
    unstated = replace(LOT, cost=None, currency="")
    found = read(contract, march(unstated), event("x1", "replacement", lot=LOT.id, records="2"))
    assert found.vendor.lots == (replace(unstated, leads=replace(LOT.leads, replaced=Fraction(2))),)


def test_each_line_that_a_side_gains_by_stays_though_it_asks_for_more(contract: Contract) -> None:
    """The buyer gains by C2, C3 and C3b; what is ruled is too small no more, and a line that loses is in dispute."""
    found = read(
        contract,
        march(),
        event("d1", "dispute", by="buyer", line="C2", records="0"),
        event("d2", "dispute", by="buyer", line="C3b", records="0"),
        event("d3", "dispute", by="buyer", line="C3", records="0"),
        event("d4", "dispute", by="vendor", line="C1/valid_leads", records="0"),
        event("r3", "ruling", on="d3", for_="vendor"),
    )
    assert found.too_small_lines == {"C2", "C3b"}
    assert found.disputed_lines == {"C1/valid_leads"}
    assert (found.struck_lines, found.upheld_lines) == (frozenset(), frozenset())
