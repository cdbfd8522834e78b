"""Bodies of the WhatsApp Cloud API and of Meta's lead forms: each update once, nothing said and no hidden number kept."""

import json
from datetime import UTC, datetime

import pytest

from assay.core.findings import Severity
from assay.core.tables import Contact
from assay.ports import Parsed
from assay.sources.deliveries import without_deliveries
from assay.sources.whatsapp_webhook.source import id_of
from tests.sources.reading import codes, fixture, only_error, read, rows_of

DANA, JONAS = Contact("phone", "+12125550141"), Contact("phone", "+4930231250010")


def chats(data: bytes | str = b"", account: str = "whatsapp/sales") -> Parsed:
    return read(data or fixture("whatsapp_webhook.jsonl"), "bodies.jsonl", account=account)


def forms(data: bytes | str = b"") -> Parsed:
    return read(data or fixture("meta_leadgen.jsonl"), "bodies.jsonl", account="meta/main")


def body(**value: object) -> str:
    changes = [{"field": "messages", "value": value}]
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]})


def message(**fields: object) -> str:
    whole = {
        "id": "wamid.X",
        "from": "12125550141",
        "timestamp": "1803891600",
        "type": "text",
        "text": {"body": "hello"},
    }
    return body(messages=[whole | fields])


def test_messages_of_both_sides_are_read_once_each_with_moment_and_number() -> None:
    # Line 4 repeats line 1; "sent" (09:30:00) arrives after "delivered" (09:30:05), and the earlier moment counts.
    # Left out: a reaction, a message that only failed (O2), one billed as marketing (O3).
    parsed = chats()
    assert codes(parsed) == codes(parsed, Severity.WARNING) == []
    rows = rows_of(parsed, "interactions")
    assert [(row["at"], row["direction"], row["contact_key"]) for row in rows] == [
        (datetime(2027, 3, 1, 9, 0, tzinfo=UTC), "in", DANA),
        (datetime(2027, 3, 1, 9, 30, tzinfo=UTC), "out", DANA),
        (datetime(2027, 3, 2, 8, 0, tzinfo=UTC), "in", JONAS),
        (datetime(2027, 3, 3, 11, 0, tzinfo=UTC), "out", JONAS),
        (datetime(2027, 3, 2, 8, 2, tzinfo=UTC), "in", DANA),
    ]
    assert dict(parsed.facts) == {
        "deliveries": "8", "repeated": "1", "statuses": "4", "failed": "1", "campaign_messages": "1", "no_message": "1",
    }  # fmt: skip


def test_two_people_on_one_line_have_rows_of_their_own() -> None:
    # The file has 8 lines; line 5 speaks of Jonas first (row 5), then of Dana (row 5 + 8).
    messages = (record for record in chats().records if record.table == "interactions")
    rows = {record.row: record.values["contact_key"] for record in messages}
    assert rows == {1: DANA, 2: DANA, 5: JONAS, 8: JONAS, 13: DANA}


def test_an_enquiry_that_began_at_an_ad_is_a_lead_with_its_click() -> None:
    parsed = chats()
    (lead,) = rows_of(parsed, "leads")
    assert (lead["created_at"], lead["channel"], lead["click_id"], lead["phone_key"]) == (
        datetime(2027, 3, 1, 9, 0, tzinfo=UTC),
        "paid_social",
        "ARA0invented1click2id",
        DANA,
    )
    assert (lead["ad_platform"], lead["ad_id"]) == ("meta", "6123456789")
    assert lead.get("campaign") is None
    assert codes(parsed, Severity.INFO) == ["sources.lead_campaign_unknown"]


def test_a_post_is_organic_and_an_origin_that_says_nothing_is_unknown() -> None:
    post = rows_of(chats(message(referral={"source_type": "post", "source_id": "9"})), "leads")
    other = rows_of(chats(message(referral={"source_type": "unheard of"})), "leads")
    assert [(row["channel"], row["click_id"]) for row in post + other] == [("organic", None), (None, None)]
    assert [row.get("ad_id") for row in post + other] == [None, None]  # 9 is the number of a post


def test_the_order_of_deliveries_changes_no_value() -> None:
    lines = fixture("whatsapp_webhook.jsonl").splitlines(keepends=True)
    forth, back = chats(), chats(b"".join(reversed(lines)))

    def values(parsed: Parsed) -> list[str]:
        return sorted(repr(sorted(record.values.items())) for record in parsed.records)

    assert values(forth) == values(back)


def test_no_words_no_names_and_no_id_that_holds_a_number_leave_the_file() -> None:
    said = repr(chats())
    assert not [word for word in ("lamps", "Guten Tag", "Whitlock", "wamid", "Street lights") if word in said]
    assert rows_of(chats(), "interactions")[0]["interaction_id"] == id_of("wamid.A1")


def test_one_document_a_list_and_wrapped_bodies_are_read_alike() -> None:
    lines = [json.loads(line) for line in fixture("whatsapp_webhook.jsonl").splitlines()]
    ids = {row["interaction_id"] for row in rows_of(chats(), "interactions")}
    shapes = (
        json.dumps(lines, indent=2),
        "\n".join(json.dumps(line, indent=2) for line in lines),
        "\n".join(json.dumps({"received": "2027-03-01", "body": json.dumps(line)}) for line in lines),
    )
    for shape in shapes:
        assert {row["interaction_id"] for row in rows_of(chats(shape), "interactions")} == ids


def test_a_body_over_many_lines_is_emptied_whole_and_the_others_stay() -> None:
    two = json.dumps([json.loads(message(id="a")), json.loads(message(id="b"))], indent=1).encode()
    first, second = (record.row for record in chats(two).records)
    left = without_deliveries(two, frozenset({first}))
    assert left.count(b"\n") == two.count(b"\n")
    assert [(record.row, record.values["interaction_id"]) for record in chats(left).records] == [
        (second, id_of("b"))
    ]


@pytest.mark.parametrize(
    ("gone", "stays"),
    [
        (1, ["b", "c"]),
        (26, ["c"]),  # the line on which the first ends and the second begins: both go, and no more
        (30, ["a", "c"]),
        (60, ["a", "b"]),
    ],
)
def test_bodies_that_share_a_line_are_taken_without_breaking_or_losing_the_others(
    gone: int, stays: list[str]
) -> None:
    bodies = [json.dumps(json.loads(message(id=name)), indent=1) for name in "abc"]
    assert {body.count("\n") for body in bodies} == {25}
    data = f"[{', '.join(bodies)}]".encode()
    assert {record.row for record in chats(data).records} == {1, 26, 51}
    left = without_deliveries(data, frozenset({gone}))
    assert left.count(b"\n") == data.count(b"\n")
    assert [record.values["interaction_id"] for record in chats(left).records] == [
        id_of(name) for name in stays
    ]
    assert codes(chats(left)) == codes(chats(data))


def test_erasing_a_second_person_of_a_line_takes_the_line_and_no_other() -> None:
    data = fixture("whatsapp_webhook.jsonl")
    left = without_deliveries(data, frozenset({13})).splitlines()
    assert [not line for line in left] == [number == 5 for number in range(1, 9)]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        (message(timestamp="yesterday"), "sources.not_a_unix_time", "timestamp"),
        (message(timestamp="1803891600000"), "sources.not_a_unix_time", "timestamp"),
        (message(id=""), "sources.webhook_incomplete", "id"),
        (message()[:-3] + "\n" + message(), "sources.json_broken", ""),
        (message() + "\n{broken\n", "sources.json_broken", ""),
    ],
)
def test_a_broken_body_keeps_the_file_out(text: str, code: str, column: str) -> None:
    parsed = chats(text)
    finding = only_error(parsed)
    assert (finding.code, finding.place.path, parsed.records) == (code, column, ())


def test_a_file_without_account_is_refused() -> None:
    assert only_error(chats(account="")).code == "sources.account_missing"


def test_what_says_nothing_of_messages_is_told() -> None:
    parsed = chats(body(event="ACCOUNT_DELETED") + "\n" + body(errors=[{"code": 1}]))
    assert (parsed.records, parsed.facts["others"]) == ((), "2")
    assert sorted(codes(parsed, Severity.WARNING)) == ["sources.webhook_errors", "sources.webhook_nothing"]


def test_half_characters_and_nul_do_not_reach_the_store() -> None:
    (lead,) = rows_of(chats(message(referral={"ctwa_clid": "a\ud800\0b"})), "leads")
    assert lead["click_id"] == "a?b"


def test_a_call_that_rings_is_no_message() -> None:
    ringing = {"id": "wacid.1", "type": "call", "status": "RINGING", "recipient_id": "12125550141"}
    parsed = chats(body(statuses=[ringing | {"timestamp": "1803891600"}]))
    assert (parsed.records, parsed.facts["no_message"]) == ((), "1")


def test_a_customer_without_a_number_is_told_and_left_out() -> None:
    parsed = chats(message(**{"from": ""}) + "\n" + message())
    assert codes(parsed, Severity.WARNING) == ["sources.webhook_contact_unknown"]
    assert [record.row for record in parsed.records] == [2]


def test_a_lead_form_gives_ids_and_answers_where_they_lie_beside_it() -> None:
    parsed = forms()
    first, second = rows_of(parsed, "leads")
    assert (first["lead_id"], first["created_at"], first["form"], first["channel"]) == (
        "310000000000001",
        datetime(2027, 3, 1, 9, 0, tzinfo=UTC),
        "7001",
        "paid_social",
    )
    assert (first["campaign"], first.get("email_key"), first.get("phone_key")) == (None, None, None)
    assert (second["campaign"], second["email_key"], second["phone_key"], second["name_key"]) == (
        "search-us",
        Contact("email", "priya@northgrid.example"),
        Contact("phone", "+12125550142"),
        Contact("name", "Priya Raman"),
    )
    assert [(row["ad_platform"], row["ad_id"]) for row in (first, second)] == [("meta", "88"), ("meta", "88")]
    assert [record.row for record in parsed.records if record.table == "leads"] == [1, 4]
    assert parsed.facts["repeated"] == "2"


def test_a_lead_without_answers_is_told() -> None:
    (finding,) = [each for each in forms().findings if each.severity is Severity.WARNING]
    assert (finding.code, finding.place.line, finding.params["found"]) == (
        "sources.lead_answers_absent",
        1,
        "1",
    )


def test_the_sending_of_a_form_is_the_leads_first_message() -> None:
    sent = rows_of(forms(), "interactions")
    assert [(row["interaction_id"], row["direction"], row["medium"]) for row in sent] == [
        ("310000000000001/1", "in", "form"),
        ("310000000000002/1", "in", "form"),
    ]


def test_an_answer_without_a_readable_number_or_moment_says_so() -> None:
    answer = {
        "id": "5",
        "created_time": "2027-03-02T10:00:00+0000",
        "field_data": [{"name": "phone_number", "values": ["call me"]}, {"name": "email", "values": ["no"]}],
    }
    bodies = fixture("meta_leadgen.jsonl").decode()
    parsed = forms(bodies + json.dumps(answer))
    assert set(codes(parsed, Severity.WARNING)) >= {"sources.phone_unreadable", "sources.email_unreadable"}
    late = forms(bodies + json.dumps(answer | {"created_time": "yesterday"}))
    assert only_error(late).code == "sources.not_a_date"
