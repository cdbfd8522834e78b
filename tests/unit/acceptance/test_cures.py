"""When a buyer may end the contract on a trigger that gives time to cure."""

from __future__ import annotations

from typing import Any

from tests.contracts.test_cases import steps_of_case


def refused(
    march: str,
    *,
    notice: str = "2027-03-20",
    effective: str = "2027-04-05",
    cure: str = "15 day",
    late: tuple[str, str] | None = None,
) -> list[str]:
    """The codes with which an end known in April is refused, after misses in January and February."""
    periods: list[dict[str, Any]] = []
    for month, value in ((1, "36"), (2, "38"), (3, march), (4, "40")):
        figures = {"valid_leads": {"value": value, "n": "60", "status": "final"}}
        periods.append(
            {
                "period": f"2027-{month:02d}",
                "as_of": f"2027-{month + 1:02d}-05T09:00:00+08:00",
                "kpis": figures,
                "events": [],
            }
        )
    told = {"id": "n1", "kind": "notice", "by": "buyer", "on": "T1", "effective": notice}
    end = {"id": "t1", "kind": "termination", "by": "buyer", "ground": "T1", "effective": effective}
    periods[2]["events"] = [told | {"known": "2027-03-21T10:00:00+08:00"}]
    periods[3]["events"] = [end | {"known": "2027-04-06T10:00:00+08:00"}]
    changes: dict[str, Any] = {"triggers[T1].cure": cure}
    if late is not None:
        changes["duties.buyer.site_change"] = {"notice": "2 day", "relief": {"effect": "pause_clock"}}
        delay = {
            "id": "d1",
            "kind": "late_duty",
            "party": "buyer",
            "duty": "site_change",
            "effective": late[0],
        }
        delay |= {"from": late[0], "to": late[1], "known": "2027-04-04T10:00:00+08:00"}
        periods[2]["events"].append(delay)
    case = {
        "base": "ending",
        "changes": changes,
        "measurements": {"opening": "none", "periods": periods},
    }
    return [found.split()[0] for found in steps_of_case(case)[1]]


def test_a_third_miss_inside_the_cure_leaves_the_ground() -> None:
    assert refused("39") == []


def test_a_month_at_target_inside_the_cure_mends_it() -> None:
    assert refused("40") == ["settlement.no_ground"]


def test_the_day_of_the_cure_is_too_early_and_the_day_after_is_not() -> None:
    # 20 March + 15 days = 4 April
    assert refused("39", effective="2027-04-04") == ["settlement.no_ground"]
    assert refused("39", effective="2027-04-05") == []


def test_a_month_that_ends_on_the_cure_day_comes_too_late_to_mend_it() -> None:
    # 20 March + 11 days = 31 March, the last day of March; one day more and March ends before it
    assert refused("40", cure="11 day") == []
    assert refused("40", cure="12 day") == ["settlement.no_ground"]


def test_a_month_that_ends_on_the_day_of_the_notice_mends_nothing() -> None:
    assert refused("40", notice="2027-03-31", cure="4 day") == []


def test_a_delay_of_the_buyer_inside_the_cure_moves_its_day() -> None:
    # 4 April and the two days 1 and 2 April are 6 April; a delay before the notice moves nothing
    late = ("2027-04-01", "2027-04-02")
    assert refused("39", effective="2027-04-06", late=late) == ["settlement.no_ground"]
    assert refused("39", effective="2027-04-07", late=late) == []
    assert refused("39", effective="2027-04-05", late=("2027-03-19", "2027-03-20")) == []
