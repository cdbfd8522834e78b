"""Mail as saved and as a mailbox: who wrote to whom, once, at which moment; machines and mailings speak for nobody."""

from datetime import UTC, datetime

import pytest

from assay.core.findings import Finding, Severity
from assay.core.tables import Contact
from assay.ports import Parsed
from assay.sources.registry import detect, without_rows
from tests.sources.reading import codes, fixture, only_error, read, rows_of

MAX = Contact("email", "max.muster@lichthof.example")
MAIL = {
    "Message-ID": "<m9@lichthof.example>",
    "Date": "Fri, 5 Mar 2027 09:14:07 +0100",
    "From": "Max <max.muster@lichthof.example>",
    "To": "sales@lumora.example",
    "Subject": "Lamps",
}


def message(body: str = "Hello\n", **headers: str | None) -> str:
    said = MAIL | {name.replace("_", "-"): value for name, value in headers.items()}
    return "".join(f"{name}: {value}\n" for name, value in said.items() if value is not None) + "\n" + body


def parsed(text: str | bytes, zone: str = "", ours: str = "lumora.example") -> Parsed:
    return read(text, "Lamps.eml", account="email/sales", ours=ours, zone=zone)


@pytest.mark.parametrize(
    ("name", "label"),
    [("Offer to a@kunde.example.eml", "….eml"), ("Inbox.MBOX", "….mbox"), ("Inbox", "….eml")],
)
def test_a_finding_says_what_kind_of_file_it_is_and_not_its_name(name: str, label: str) -> None:
    found = read(message(), name, account="email/sales")  # nobody says which side is ours
    assert {finding.place.file for finding in found.findings} == {label}


def test_a_mailbox_gives_each_message_once_with_its_direction() -> None:
    found = parsed(fixture("inbox.mbox"))
    assert (found.format_id, found.rows_read, codes(found)) == ("email_messages", 5, [])
    told = [
        (row["interaction_id"], row["direction"], row["contact_key"], row["at"])
        for row in rows_of(found, "interactions")
    ]
    lena = Contact("email", "lena@lichthof.example")
    # 09:14:07 at UTC+1 is 08:14:07 UTC; 18:00 at UTC+8 is 10:00 UTC
    assert told == [
        ("m1@lichthof.example", "in", MAX, datetime(2027, 3, 5, 8, 14, 7, tzinfo=UTC)),
        ("m2@mail.lumora.example", "out", MAX, datetime(2027, 3, 5, 10, tzinfo=UTC)),
        ("m2@mail.lumora.example/2", "out", lena, datetime(2027, 3, 5, 10, tzinfo=UTC)),
    ]
    # the store takes a row for one person: Lena, the second on line 13 of 49, has row 13 + 49
    assert [record.row for record in found.records] == [1, 13, 62]


@pytest.mark.parametrize(
    "sender",
    [
        "max.muster@lichthof.example",
        "<max.muster@lichthof.example>",
        "Max Muster <max.muster@lichthof.example>",
        "Max  Muster<max.muster@lichthof.example>",
        '"Muster, Max" <max.muster@lichthof.example>',
        "Max (Lichthof) <max.muster@lichthof.example>",
        "=?utf-8?q?Max?= <max.muster@lichthof.example>",
        "Max.Muster@Lichthof.example (Max)",
    ],
)
def test_an_address_is_the_same_however_it_is_dressed(sender: str) -> None:
    """Bare, and after plain words, without the library's help; the others with it."""
    (row,) = rows_of(parsed(message(From=sender)), "interactions")
    assert (row["contact_key"], row["direction"]) == (MAX, "in")


def test_it_says_how_many_messages_speak_for_nobody() -> None:
    found = parsed(fixture("inbox.mbox"))
    (note,) = (item for item in found.findings if item.code == "sources.mail_left_out")
    # m3 is an automatic answer, m4 is among ourselves, the second m1 is a copy
    assert dict(note.params) == {
        "automatic": "1", "internal": "1", "repeated": "1", "mailings": "0", "unreadable": "0",
    }  # fmt: skip
    assert (found.facts["in"], found.facts["out"]) == ("1", "1")


def test_a_message_is_read_whatever_its_line_ends() -> None:
    for text in (message(), message().replace("\n", "\r\n"), "\ufeff" + message()):
        (row,) = rows_of(parsed(text), "interactions")
        assert (row["medium"], row["account"], row["contact_key"]) == ("email", "email/sales", MAX)


@pytest.mark.parametrize(
    ("ours", "direction"),
    [
        ("lumora.example", "out"),
        ("@lumora.example", "out"),
        ("LI.NA@mail.lumora.example", "out"),
        ("nothing.example; mail.lumora.example", "out"),
        ("lichthof.example", "in"),
        ("mora.example, lichthof.example", "in"),  # no domain of ours ends in the middle of another
    ],
)
def test_our_side_is_what_the_person_says(ours: str, direction: str) -> None:
    text = message(From="li.na@mail.lumora.example", To="max.muster@lichthof.example")
    (row,) = rows_of(parsed(text, ours=ours), "interactions")
    assert row["direction"] == direction


def test_without_our_side_nothing_is_imported() -> None:
    assert only_error(parsed(message(), ours="")).code == "sources.mail_ours_missing"
    assert only_error(parsed(message(), ours="lumura.example")).code == "sources.mail_ours_absent"
    assert only_error(read(message(), ours="lumora.example")).code == "sources.account_missing"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.lichthof.example>"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@lichthof.example"},
        {"Content_Type": "multipart/report; report-type=delivery-status"},
    ],
)
def test_what_a_machine_sent_is_no_message_of_a_person(headers: dict[str, str]) -> None:
    found = parsed(message(**headers))
    assert found.records == ()
    assert found.facts["automatic"] == "1"
    assert rows_of(parsed(message(Auto_Submitted="no")), "interactions") != []


def test_a_mailing_to_many_answers_nobody() -> None:
    # 20 people outside are still a letter, 21 are a mailing
    many = [f"buyer{number}@lichthof.example" for number in range(21)]
    letter = parsed(message(From="li.na@lumora.example", To=", ".join(many[:20])))
    assert len(letter.records) == 20
    mailing = parsed(message(From="li.na@lumora.example", To=", ".join(many)))
    assert (mailing.records, codes(mailing, Severity.WARNING)) == ((), ["sources.mail_many_receivers"])


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Fri, 5 Mar 2027 09:14 PST", datetime(2027, 3, 5, 17, 14, tzinfo=UTC)),
        ("5 Mar 2027 09:14:07 +0530 (IST)", datetime(2027, 3, 5, 3, 44, 7, tzinfo=UTC)),
        ("Fri, 5 Mar 2027 09:14:07 -0000", datetime(2027, 3, 5, 9, 14, 7, tzinfo=UTC)),
    ],
)
def test_the_offset_of_the_date_is_followed(date: str, at: datetime) -> None:
    (row,) = rows_of(parsed(message(Date=date)), "interactions")
    assert row["at"] == at


def test_a_date_without_offset_waits_for_a_zone() -> None:
    text = message(Date="Fri, 5 Mar 2027 09:14:07")
    assert codes(parsed(text), Severity.WARNING) == ["sources.mail_date_unreadable"]
    (row,) = rows_of(parsed(text, zone="Asia/Shanghai"), "interactions")
    assert row["at"] == datetime(2027, 3, 5, 1, 14, 7, tzinfo=UTC)  # 09:14:07 less 8 h
    assert only_error(parsed(text, zone="Mars/Base")).code == "sources.zone_unknown"


@pytest.mark.parametrize(
    "date", ["<HR>", "Mon, 30 Jun 3609 15:33:50 +0600", "Fri, 31 Feb 2027 09:00:00 +0000", None]
)
def test_a_message_without_a_real_date_is_left_out_and_told(date: str | None) -> None:
    found = parsed(message(Date=date))
    assert (found.records, codes(found, Severity.WARNING)) == ((), ["sources.mail_date_unreadable"])
    assert codes(found) == []


def test_a_sender_that_cannot_be_read_is_told_and_not_shown() -> None:
    found = parsed(message(From="Max Muster max.muster(at)lichthof.example"))
    assert codes(found, Severity.WARNING) == ["sources.mail_sender_unreadable"]
    assert not any("Muster" in str(item.params) or "Lamps" in str(item) for item in found.findings)


def test_a_message_without_an_id_is_named_by_its_moment() -> None:
    box = "".join(f"From - Fri Mar  5 09:14:07 2027\n{message(Message_ID=None)}\n" for _ in range(2))
    assert [row["interaction_id"] for row in rows_of(parsed(box), "interactions")] == [
        "no-id/20270305T081407Z/in/1",
        "no-id/20270305T081407Z/in/2",
    ]


def test_copies_name_their_receivers_alike_whatever_the_order_of_the_headers() -> None:
    letter = message(
        From="li.na@lumora.example", To=None, Bcc="lena@lichthof.example", Cc="max@lichthof.example"
    )
    other = message(From="li.na@lumora.example", To=None, Cc="max@lichthof.example", Bcc=None)
    sent = letter.replace("Subject: Lamps\n", "").replace("Cc:", "Subject: Lamps\nCc:")
    assert sent.index("Bcc:") < sent.index("\nCc:")
    names = [
        {row["contact_key"]: row["interaction_id"] for row in rows_of(parsed(text), "interactions")}
        for text in (sent, other)
    ]
    # the sent copy alone knows Lena; had she the name of Max, the other copy would overwrite her
    assert names[0] == {
        Contact("email", "max@lichthof.example"): "m9@lichthof.example",
        Contact("email", "lena@lichthof.example"): "m9@lichthof.example/2",
    }
    assert names[1] == {Contact("email", "max@lichthof.example"): "m9@lichthof.example"}


@pytest.mark.parametrize("spoilt", [{"List_Id": "<sales.lichthof.example>"}, {"Date": "<HR>"}])
def test_a_copy_that_gives_nothing_does_not_stand_in_for_the_message(spoilt: dict[str, str]) -> None:
    box = "".join(f"From - Fri Mar  5 09:14:07 2027\n{text}\n" for text in (message(**spoilt), message()))
    found = parsed(box)
    assert (found.facts["in"], found.facts["repeated"]) == ("1", "0")


def test_a_box_whose_first_message_was_long_is_still_one_after_an_erasure() -> None:
    first, second = (
        f"From - Fri Mar  5 09:14:07 2027\n{text}\n"
        for text in (message("x\n" * 140_000), message(Message_ID=None))
    )
    left = without_rows("inbox.mbox", (first + second).encode(), frozenset({1}))
    assert len(parsed(left).records) == 1


def test_a_charset_that_is_none_is_no_reason_to_fail() -> None:
    text = message(Subject="=?utf\ufffd-8?Q?Lamps?=")
    assert len(rows_of(parsed(text), "interactions")) == 1


def test_a_comma_in_a_name_and_a_group_do_not_hide_an_address() -> None:
    text = message(
        From="li.na@lumora.example", To='"Muster, Max" <max.muster@lichthof.example>, undisclosed:;'
    )
    (row,) = rows_of(parsed(text), "interactions")
    assert row["contact_key"] == MAX


def test_deeply_nested_parts_are_no_matter_for_headers() -> None:
    nested = "".join(f'--b{n}\nContent-Type: multipart/mixed; boundary="b{n + 1}"\n\n' for n in range(3000))
    found = parsed(message(nested, Content_Type='multipart/mixed; boundary="b0"'))
    assert len(rows_of(found, "interactions")) == 1


def test_an_erasure_empties_the_whole_message_and_no_other() -> None:
    data = fixture("inbox.mbox")
    left = without_rows("inbox.mbox", data, frozenset({14}))
    assert b"lena" not in left
    assert left.count(b"\n") == data.count(b"\n")
    kept = [record for record in parsed(data).records if record.row == 1]
    assert list(parsed(left).records) == kept
    assert without_rows("inbox.mbox", data, frozenset({62})) == left  # Lena's row is in the letter of line 13
    first = without_rows("inbox.mbox", data, frozenset({1}))
    assert {record.row for record in parsed(first).records} == {
        13,
        62,
        42,
    }  # the copy of m1 is now the only one


@pytest.mark.parametrize(
    "text",
    [
        "From,To,Date\na,b,c\n",
        "From here on\nTo you\n",
        "Subject: x\n\nbody\n",
        "Name: Max\nTo: us\n\n",
        "HTTP/1.1 200 OK\nDate: x\n",
    ],
)
def test_what_only_looks_a_little_like_mail_is_none(text: str) -> None:
    found = detect("x.txt", text.encode())
    assert isinstance(found, Finding) or found.format_id != "email_messages"
    assert (
        only_error(read(text, format_id="email_messages", account="a", ours="b.example")).code
        == "sources.mail_no_messages"
    )
