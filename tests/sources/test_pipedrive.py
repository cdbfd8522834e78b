"""Answers of the Pipedrive interface: nested objects and nulls; people are leads, won deals are orders."""

import json
from datetime import UTC, date, datetime

import pytest

from assay.core.findings import Severity
from assay.core.tables import Contact
from assay.ports import Parsed
from assay.sources.registry import without_rows
from tests.sources.reading import Said, codes, only_error, read, rows_of

SAID: Said = {"account": "crm/lumora"}
PERSON: dict[str, object] = {
    "id": 532, "owner_id": 9, "org_id": None, "name": "Max Muster", "active_flag": True, "add_time": "2027-03-05 08:14:07",
    "phone": [{"value": "", "primary": True}, {"value": "+49 30 2345678", "primary": False}],
    "email": [{"value": "old@lichthof.example", "primary": False}, {"value": "max@lichthof.example", "primary": True}],
    "org_name": "Lichthof GmbH", "owner_name": "Li Na", "delete_time": None, "3042fdab": None,
}  # fmt: skip
DEAL: dict[str, object] = {
    "id": 71, "title": "Lamps", "stage_id": 3, "status": "won", "value": 1200.5, "currency": "EUR",
    "won_time": "2027-04-01 22:30:00", "person_id": {"value": 532, "name": "Max Muster", "email": []}, "org_name": None,
    "add_time": "2027-03-06 08:00:00", "deleted": False,
}  # fmt: skip


def answer(*items: object) -> str:
    return json.dumps({"success": True, "data": items, "additional_data": {"pagination": {"start": 0}}})


def parsed(*items: object) -> Parsed:
    return read(answer(*items), "recents.json", **SAID)


def test_a_person_is_a_lead() -> None:
    found = parsed({"item": "person", "id": 532, "data": PERSON}, {"item": "person", "id": 4, "data": None})
    assert (found.format_id, codes(found), found.rows_read) == ("pipedrive_items", [], 1)
    (lead,) = rows_of(found, "leads")
    assert lead == {
        "source": "pipedrive_people",
        "account": "crm/lumora",
        "lead_id": "532",
        "created_at": datetime(2027, 3, 5, 8, 14, 7, tzinfo=UTC),
        "email_key": Contact("email", "max@lichthof.example"),
        "phone_key": Contact("phone", "+49302345678"),
        "name_key": Contact("name", "Max Muster"),
        "company_key": Contact("company", "Lichthof GmbH"),
        "salesperson": "Li Na",
    }
    (note,) = (item for item in found.findings if item.code == "sources.items_left_out")
    assert (note.params["found"], note.severity) == ("1", Severity.INFO)


def test_a_won_deal_is_an_order_of_its_person() -> None:
    found = parsed(
        DEAL,
        {**DEAL, "id": 72, "status": "lost"},
        {**DEAL, "id": 73, "status": "open"},
        {**DEAL, "id": 74, "deleted": True},
    )
    (order,) = rows_of(found, "orders")
    assert (order["order_no"], order["lead_id"], order["ordered_on"], order["stage"]) == (
        "71",
        "532",
        date(2027, 4, 1),
        "bulk_order",
    )
    assert (order["amount_micros"], order["currency"]) == (1_200_500_000, "EUR")


@pytest.mark.parametrize("named", [[1], {}, 1, "note"])
def test_an_item_of_another_name_is_left_out(named: object) -> None:
    found = parsed(PERSON, {"item": named, "data": {**PERSON, "id": 533}})
    assert len(found.records) == 1
    assert "sources.items_left_out" in codes(found, Severity.INFO)


def test_half_a_character_is_no_reason_to_fail() -> None:
    data = answer({**PERSON, "name": "Max \ud800"}, {**PERSON, "id": 533}).encode()
    assert rows_of(read(data, **SAID), "leads")[0]["name_key"] == Contact("name", "Max ?")
    assert len(read(without_rows("x.json", data, frozenset({2})), **SAID).records) == 1


def test_people_and_deals_may_stand_in_one_answer() -> None:
    found = parsed(
        {"item": "deal", "data": DEAL},
        {"item": "person", "data": PERSON},
        {"item": "note", "data": {"id": 1}},
    )
    assert [(record.table, record.row) for record in found.records] == [("leads", 2), ("orders", 1)]


def test_references_may_be_bare_and_lists_of_the_newer_interface() -> None:
    person = {
        "id": 1,
        "name": "Max",
        "add_time": "2027-03-05T08:14:07Z",
        "emails": [{"value": "max@lichthof.example"}],
        "phones": None,
    }
    found = parsed(person, {**DEAL, "person_id": 532, "deleted": None})
    assert rows_of(found, "leads")[0]["email_key"] == Contact("email", "max@lichthof.example")
    assert rows_of(found, "orders")[0]["lead_id"] == "532"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"won_time": None}, "sources.missing_value"),
        ({"currency": "ABC"}, "sources.currency_unknown"),
        ({"value": 0.1234567}, "sources.too_fine"),
        ({"id": None}, "sources.missing_value"),
    ],
)
def test_what_cannot_be_an_order_keeps_the_answer_out(change: dict[str, object], code: str) -> None:
    found = parsed({**DEAL, **change})
    assert (found.records, code in codes(found)) == ((), True)


def test_what_is_no_answer_is_a_finding() -> None:
    for text in ('{"data": [', "[" * 100_000, '"x"'):
        found = read(text, account="crm/lumora", format_id="pipedrive_items")
        assert found.records == ()
        assert codes(found) == ["sources.json_answer_broken"] or codes(found, Severity.WARNING) == [
            "sources.no_rows"
        ]
    assert "sources.account_missing" in codes(read(answer(PERSON)))


def test_a_number_that_would_fill_the_memory_is_no_number() -> None:
    text = answer({**DEAL, "value": 7}).replace('"value": 7', '"value": 1e999999999')
    assert codes(read(text, **SAID)) == ["sources.not_a_number"]


def test_the_same_person_twice_is_refused() -> None:
    assert only_error(parsed(PERSON, PERSON)).code == "sources.repeated_row"


def test_an_erasure_empties_the_item_and_keeps_the_places_of_the_others() -> None:
    data = answer(PERSON, {**PERSON, "id": 533, "name": "Lena"}).encode()
    left = without_rows("x.json", data, frozenset({1}))
    assert b"Max Muster" not in left
    kept = [record for record in read(data, **SAID).records if record.row == 2]
    assert list(read(left, **SAID).records) == kept
    assert without_rows("x.json", data, frozenset()) == data


def test_an_erasure_in_a_spread_out_answer_takes_the_item_of_a_line_and_keeps_every_line() -> None:
    items = [PERSON, {**PERSON, "id": 533, "name": "Lena Linde"}, {**PERSON, "id": 534}]
    data = b"\xef\xbb\xbf" + json.dumps({"data": items}, indent=1).encode().replace(b"\n", b"\r\n")
    found = read(data, **SAID).records
    line = next(at for at, text in enumerate(data.splitlines(), 1) if b"Lena" in text)
    first, second, third = (record.row for record in found)
    assert (first, data.splitlines()[second - 1].strip(), second < line < third) == (3, b"{", True)
    for rows in ({second}, {line}):
        left = without_rows("x.json", data, frozenset(rows))
        assert left.count(b"\r\n") == data.count(b"\r\n")
        assert list(read(left, **SAID).records) == [found[0], found[2]]
