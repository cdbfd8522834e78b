"""A month measured through the engine: the same figures from any number of files and threads."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from assay.core.contract.model import Amended
from assay.core.measuring.month import Measured
from assay.core.period import Month
from assay.core.tables import Value
from assay.services.gather import gather_month
from assay.services.measure import measure
from tests.engines.queries_desk import Row, desk, utc
from tests.unit.leads.givens import CONTRACT, contract, read


def ads(day: str, micros: int, campaign: str = "search-us", **values: Value) -> Row:
    fixed: Row = {
        "source": "google_ads_report",
        "account": "google_ads/main",
        "grain": "campaign",
        "currency": "USD",
    }
    return {
        **fixed,
        "entity": campaign,
        "campaign": campaign,
        "day": date.fromisoformat(day),
        "cost_micros": micros,
        **values,
    }


def enquiry(lead_id: str, created: str, **values: Value) -> Row:
    clicked_at = utc(created)
    usual: Row = {"channel": "paid_search", "campaign": "search-us", "country": "US", "action": "consult"}
    return {"lead_id": lead_id, "created_at": utc(created), "clicked_at": clicked_at, **usual, **values}


def talk(lead_id: str, place: int, when: str, direction: str) -> Row:
    return {
        "interaction_id": f"{lead_id}/{place}",
        "lead_id": lead_id,
        "at": utc(when),
        "direction": direction,
    }


def visits(day: str, campaign: str | None, counts: Sequence[int | None]) -> Row:
    names = ("sessions", "judged", "bounced", "invalid_a", "form_starts", "form_submits")
    fixed: Row = {
        "source": "web_sessions",
        "account": "site",
        "campaign": campaign,
        "day": date.fromisoformat(day),
    }
    return {**fixed, **dict(zip(names, counts, strict=True))}


TABLES: Mapping[str, Sequence[Row]] = {
    "spend": [
        ads("2027-03-05", 100_500_000),
        ads("2027-03-06", 20_000_000, campaign="display"),
        ads("2027-03-05", 100_500_000, grain="keyword", entity="search-us / solar"),
        ads("2027-04-01", 9_000_000),
    ],
    "sessions": [
        visits("2027-03-05", "search-us", (110, 100, 20, 3, 40, 20)),
        visits("2027-03-05", None, (500, 400, 100, 0, 50, 5)),
    ],
    "leads": [
        enquiry("A", "03-05 02:00", email_key="e1"),
        enquiry("B", "03-06 02:00", phone_key="p2"),
        enquiry("C", "03-07 02:00", phone_key="p2", campaign="display"),
        enquiry("D", "03-08 02:00", email_key="e4"),
        enquiry("S", "02-01 02:00", channel="trade_show", campaign=None, email_key="e4"),
    ],
    "interactions": [
        talk("A", 2, "03-05 04:00", "out"),
        talk("A", 3, "03-06 04:00", "in"),
        talk("B", 2, "03-08 04:00", "out"),
    ],
    "qualifications": [{"lead_id": "A", "verdict": "qualified", "judged_at": utc("03-09 02:00")}],
}


def measured(
    folder: Path,
    *,
    as_of: str = "04-05 01:00",
    threads: int = 1,
    files: int = 1,
    tables: Mapping[str, Sequence[Row]] = TABLES,
) -> Measured:
    with desk(folder, tables, threads=threads, files=files) as here:
        march = Month(2027, 3)
        return measure(Amended(contract()), march, utc(as_of), desk=here)


def test_leads_are_judged_from_the_tables(tmp_path: Path) -> None:
    # A is answered and writes again; B is answered two days late and silent; C is B's phone; D came by trade show.
    verdicts = [(v.id, v.verdict.value, v.reason or v.credit_reason) for v in measured(tmp_path).verdicts]
    assert verdicts == [
        ("A", "valid", "touch.in_window"),
        ("B", "invalid", "silent"),
        ("C", "invalid", "duplicate"),
        ("D", "not_ours", "known_before.trade_show"),
    ]


def test_figures_and_lots_come_from_the_grain_of_record(tmp_path: Path) -> None:
    result = measured(tmp_path)
    figure = result.figures.kpis["cpl"].month
    assert figure is not None
    # (100.50 + 20) × 7.12 = 857.96 for one valid lead
    assert read(figure.numerator, figure.denominator) == read(Fraction("857.96"), 1)
    assert [read(lot.id, lot.cost, lot.leads.credited) for lot in result.figures.lots] == [
        "display/2027-03-06 20 0",
        "display/2027-03-07 0 1",
        "search-us/2027-03-05 201/2 1",
        "search-us/2027-03-06 0 1",
    ]
    assert [finding.code for finding in result.findings] == ["measure.two_grains"]


def test_a_cost_that_a_table_leaves_empty_stays_unknown(tmp_path: Path) -> None:
    # Of the two rows of search-us on the 5th one states no cost.
    rows = [
        ads("2027-03-05", 100_500_000),
        {**ads("2027-03-05", 0), "entity": "search-us · 2", "cost_micros": None},
    ]
    result = measured(tmp_path, tables={**TABLES, "spend": rows})
    assert [lot.cost for lot in result.figures.lots if lot.id == "search-us/2027-03-05"] == [None]
    assert "measure.cost_unknown" in {finding.code for finding in result.findings}


def test_two_exports_of_an_account_are_one_spend(tmp_path: Path) -> None:
    rows = [*TABLES["spend"], ads("2027-03-05", 100_400_000, source="google_ads_api")]
    result = measured(tmp_path, tables={**TABLES, "spend": rows})
    assert [read(lot.cost) for lot in result.figures.lots if lot.id == "search-us/2027-03-05"] == ["201/2"]


def test_sessions_without_a_campaign_are_not_the_contracts(tmp_path: Path) -> None:
    _, first_week = measured(tmp_path).figures.kpis["form_rate"].weeks[0]
    assert read(first_week.numerator, first_week.denominator) == "20 40"


def test_counts_that_a_table_leaves_empty_stay_unknown(tmp_path: Path) -> None:
    rows = [visits("2027-03-05", "search-us", (110, None, None, None, None, None))]
    result = measured(tmp_path, tables={**TABLES, "sessions": rows})
    (lot,) = (lot for lot in result.figures.lots if lot.id == "search-us/2027-03-05")
    assert read(lot.sessions.judged, lot.sessions.unjudged, lot.sessions.invalid_a) == "0 110 0"
    assert {"measure.bounces_unknown", "measure.clicks_unknown", "measure.no_rows.forms"} <= {
        finding.code for finding in result.findings
    }


def test_what_happens_after_the_moment_of_measuring_does_not_count(tmp_path: Path) -> None:
    verdicts = {v.id: v.verdict.value for v in measured(tmp_path, as_of="03-06 03:00").verdicts}
    assert (verdicts["A"], verdicts["B"]) == ("open", "open")


@pytest.mark.parametrize(("threads", "files"), [(1, 3), (2, 1), (4, 2)])
def test_neither_threads_nor_files_change_a_figure(tmp_path: Path, threads: int, files: int) -> None:
    first = tmp_path / "first"
    second = tmp_path / "second"
    first.mkdir()
    second.mkdir()
    assert measured(first) == measured(second, threads=threads, files=files)


def test_a_month_is_measured_by_the_version_in_force_on_its_first_day(tmp_path: Path) -> None:
    only_germany = contract(CONTRACT.replace("markets: [US, DE]", "markets: [DE]"))
    amended = Amended(contract(), ((date(2027, 3, 1), only_germany),))
    with desk(tmp_path, TABLES) as here:
        result = measure(amended, Month(2027, 3), utc("04-05 01:00"), desk=here)
    assert next(v.reason for v in result.verdicts if v.id == "A") == "market"


def test_impressions_and_clicks_are_summed_where_every_row_states_them(tmp_path: Path) -> None:
    stated: Mapping[str, Value] = {"campaign_type": " Search", "impressions": 400, "clicks": 20}
    tables = {
        **TABLES,
        "spend": [
            {**ads("2027-03-05", 1), **stated},
            {**ads("2027-03-05", 1, entity="search-us / 2"), **stated},
            {**ads("2027-03-06", 1), **stated},
            ads("2027-03-06", 1, entity="search-us / 2", clicks=3),
        ],
    }
    with desk(tmp_path, tables) as here:
        facts = gather_month(here, contract(), Month(2027, 3), utc("04-05 01:00"), {})
    assert [(row.impressions, row.clicks, row.channel) for row in facts.spend] == [
        (800, 40, "search"),
        (None, 23, "search"),
    ]


def test_messages_of_one_person_at_one_moment_count_once(tmp_path: Path) -> None:
    # The log and the chat hold one message of p1 at 02:00; p2 and a nameless one wrote then too; a reply is none.
    def wrote(number: str, when: str, person: str | None, direction: str = "in", **values: Value) -> Row:
        fixed: Row = {
            "interaction_id": number,
            "at": utc(when),
            "direction": direction,
            "contact_key": person,
        }
        return {**fixed, **values}

    rows = [
        wrote("1", "03-05 02:00", "p1"),
        wrote("2", "03-05 02:00", "p1", source="whatsapp_text", account="chats"),
        wrote("3", "03-05 02:00", "p2"),
        wrote("4", "03-05 02:00", None),
        wrote("5", "03-05 02:00", "p3", "out"),
        wrote("6", "03-05 03:00", "p1"),
        wrote("7", "04-30 03:00", "p1"),
    ]
    monitors = "monitors: {it: {metric: replied_within, within: 1 h, test: peak_hour}}\n"
    with desk(tmp_path, {"interactions": rows}) as opened:
        asked = gather_month(opened, contract(CONTRACT + monitors), Month(2027, 3), utc("04-05 01:00"), {})
        unasked = gather_month(opened, contract(), Month(2027, 3), utc("04-05 01:00"), {})
    assert asked.inbound == {utc("03-05 02:00"): 3, utc("03-05 03:00"): 1}
    assert unasked.inbound == {}
