"""Erasures from real formats: letters to several people, encoded bodies, answers on one line, archives."""

import base64
import io
import json
import zipfile

from assay.core.findings import Finding
from assay.ports import Content, ImportOptions
from assay.sources.registry import choose, without_rows
from assay.store import Store
from assay.store.erasure import ErasureResult
from tests.store.samples import MOMENT

OPENS = "From - Fri Mar  5 09:14:07 2027\n"
LENA, MAX = "lena@lichthof.example", "max@lichthof.example"


def letter(number: int, sender: str, to: str, body: str = "Hello", encoding: str = "") -> str:
    head = (
        f"Message-ID: <m{number}@x.example>\nDate: Fri, 5 Mar 2027 09:14:07 +0100\nFrom: {sender}\nTo: {to}\n"
    )
    said = f"MIME-Version: 1.0\nContent-Transfer-Encoding: {encoding}\n" if encoding else ""
    return f"{OPENS}{head}{said}\n{body}\n\n"


def take_in(store: Store, name: str, data: bytes) -> str:
    options = ImportOptions(account="email/sales", ours="lumora.example")
    source = choose(name, data, options)
    assert not isinstance(source, Finding)
    parsed = source.parse(name, data, options)
    assert parsed.records
    store.import_file(parsed, name=name, data=data, account="email/sales", known_at=MOMENT)
    return str(store.log()[-1].details["blob"])


def erase(store: Store, email: str) -> ErasureResult:
    def left_out(name: str, data: Content, rows: frozenset[int]) -> Content:
        assert isinstance(data, bytes)
        return without_rows(name, data, rows)

    return store.erase("email", email, known_at=MOMENT, without_rows=left_out)


def test_two_people_who_got_one_letter_are_two_people(store: Store) -> None:
    both = letter(1, "li.na@lumora.example", f"{MAX}, {LENA}")
    own = letter(2, LENA, "sales@lumora.example")
    blob = take_in(store, "inbox.mbox", (both + own).encode())
    found = erase(store, MAX)
    assert (found.persons, found.contacts) == (1, 1)
    left = store.read_blob(blob)
    # the letter to both goes; it names Max. What Lena wrote herself is no matter of his
    assert left == ("\n" * both.count("\n") + own).encode()
    assert store.contacts([store.contact_key("email", LENA)])[store.contact_key("email", LENA)] is not None


def test_what_a_mail_has_encoded_hides_nobody(store: Store) -> None:
    coded = base64.encodebytes(f"Herr Muster\nwrote from {MAX} today\n{'x' * 90}".encode()).decode().strip()
    mails = (
        letter(1, MAX, "sales@lumora.example"),
        letter(2, "li.na@lumora.example", "wang@lumora.example", coded, "base64"),
        letter(
            3,
            "li.na@lumora.example",
            "wang@lumora.example",
            "ask max@lich=\nthof.example",
            "quoted-printable",
        ),
        letter(
            4,
            "li.na@lumora.example",
            "wang@lumora.example\nSubject: =?utf-8?Q?Re:_max=40lichthof?=\n =?utf-8?B?LmV4YW1wbGU=?=",
        ),
        letter(5, LENA, "sales@lumora.example", base64.b64encode(b"nothing of him").decode(), "base64"),
    )
    blob = take_in(store, "inbox.mbox", "".join(mails).encode())
    erase(store, MAX)
    gone = sum(mail.count("\n") for mail in mails[:4])
    assert store.read_blob(blob) == ("\n" * gone + mails[4]).encode()


def test_one_item_of_an_answer_on_one_line_goes_and_no_other(store: Store) -> None:
    people = [
        {
            "id": number,
            "name": name,
            "add_time": "2027-03-05 08:14:07",
            "email": [{"value": email}],
            "phone": None,
        }
        for number, name, email in (
            (1, "Lena Linde", LENA),
            (2, "Max Muster", MAX),
            (3, "Eva Ohm", "eva@ohm.example"),
        )
    ]
    blob = take_in(store, "persons.json", json.dumps({"data": people}).encode())
    found = erase(store, MAX)
    assert [(one.rows, one.emptied) for one in found.blobs] == [((2,), False)]
    assert json.loads(store.read_blob(blob)) == {"data": [people[0], None, people[2]]}


def test_an_archive_whose_tables_are_wide_goes_whole(store: Store) -> None:
    table = f"id,property_email,property_createdate\n1,{MAX},2027-03-05 08:14:07\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("contact.csv", b"\xff\xfe" + table.encode("utf-16-le"))
    blob = take_in(store, "hubspot.zip", buffer.getvalue())
    found = erase(store, MAX)
    assert [one.emptied for one in found.blobs] == [True]
    assert store.read_blob(blob) == b""
    assert erase(store, MAX).commit is None
