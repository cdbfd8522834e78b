"""The state as JSON: written whole, read back as it was, and refused when it is not what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.write import event_document, period_document
from assay.core.contract.document import digest_of
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month
from assay.core.settlement.state import MonthRecord, State
from assay.core.settlement.state_json import Document, _list, state_document, state_of

CHANGED = Finding("settlement.state_changed")
NOON = datetime(2027, 4, 5, 4, tzinfo=UTC)


def signed(body: Document) -> Document:
    """A document as its digest would be, had it been written so."""
    rest = {key: value for key, value in body.items() if key != "digest"}
    return rest | {"digest": digest_of(rest)}


def refused(document: Document, contract_id: str = "A") -> list[tuple[str, dict[str, str]]]:
    with pytest.raises(FindingsError) as raised:
        state_of(document, contract_id)
    return [(finding.code, finding.params) for finding in raised.value.findings]


def test_before_the_first_statement_nothing_has_a_day() -> None:
    payments = {"due": {}, "deferred": {}, "bonds": {}, "retained": "0", "released": "no"}
    days = ("signed_on", "handed_over_on", "accepted_on", "retained_from")
    body = {
        "assay": "state/v1",
        "contract": "A",
        "contract_digest": "",
        "as_of": "",
        "records": [],
        "noted": [],
        "firings": [],
        "withdrawn": [],
        "payments": payments | dict.fromkeys(days, ""),
        "carry": "0",
        "credited": {},
        "balances": {},
        "owed": [],
    }
    assert state_document(State("A")) == body | {"digest": digest_of(body)}
    assert state_of(state_document(State("A")), "A") == State("A")


@pytest.mark.parametrize(
    "change",
    [{"carry": "1"}, {"assay": "state/v2"}, {"digest": ""}],
    ids=["a figure", "the form", "the digest"],
)
def test_what_was_changed_is_refused(change: Document) -> None:
    assert refused(state_document(State("A")) | change) == [("settlement.state_changed", {})]


@pytest.mark.parametrize(
    "change",
    [
        {"assay": "state/v2"},
        {"carry": "much"},
        {"records": {}},
        {"noted": ["x"]},
        {"payments": []},
        {"as_of": "x"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_no_state_is_refused_though_its_digest_is_right(change: Document) -> None:
    assert refused(signed(state_document(State("A")) | change)) == [("settlement.state_changed", {})]


@pytest.mark.parametrize("field", ["carry", "owed", "records"])
def test_what_lacks_a_field_is_no_state(field: str) -> None:
    document = state_document(State("A"))
    del document[field]
    assert refused(signed(document)) == [("settlement.state_changed", {})]


EVENT = Event("n1", "notice", date(2027, 4, 1), NOON, {"on": "T1", "by": "buyer"})


def test_figures_and_events_are_held_to_the_form_of_a_file() -> None:
    record = MonthRecord(PeriodFigures(Month(2027, 3), NOON, {}))
    document = state_document(State("A", records=(record,), noted=(EVENT,)))
    assert state_of(document, "A") == State("A", records=(record,), noted=(EVENT,))
    figures = period_document(record.figures) | {"kpis": {"leads": {"value": "many", "status": "final"}}}
    (kept,) = _list(document["records"])
    unread = document | {"records": [{**kept, "figures": figures}]}
    assert refused(signed(unread)) == [
        ("contract.unreadable_value", {"found": "many", "expected": "quantity"})
    ]
    unknown = document | {"noted": [event_document(replace(EVENT, kind="rumour"))]}
    assert [code for code, _ in refused(signed(unknown))] == ["contract.unknown_word"]


def test_a_state_of_another_contract_is_refused() -> None:
    assert refused(state_document(State("A")), "B") == [
        ("settlement.state_of_other_contract", {"found": "A", "expected": "B"})
    ]


@pytest.mark.parametrize(("reopened", "written"), [(True, {"reopened": "yes"}), (False, {})])
def test_a_month_that_is_open_again_says_so(reopened: bool, written: dict[str, str]) -> None:
    month = MonthRecord(PeriodFigures(Month(2027, 3), NOON, {}), reopened=reopened)
    state = State("A", records=(month,))

    records = state_document(state)["records"]

    assert isinstance(records, list)
    assert {key: value for key, value in records[0].items() if key == "reopened"} == written
    assert state_of(state_document(state), "A") == state
