"""After an erasure no byte of the workspace holds the contact, and every figure and proof stands."""

import base64
import gzip
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from assay.core.tables import Contact
from assay.ports import Content, Parsed
from assay.store import Store
from assay.store.erasure import NotIdentifyingError
from tests.store.samples import (
    ACCOUNT,
    ANNA,
    BRUNO,
    CARLA,
    LINES,
    MOMENT,
    import_lines,
    log_bytes,
    opened,
    refused_log,
    without_lines,
)

EMAIL, PHONE, NAME = "anna.weber@lichtwerk.example", "+4915112345678", "Anna Weber"


def erase_anna(store: Store, *, dry_run: bool = False) -> tuple[int | None, int]:
    result = store.erase("email", EMAIL, known_at=MOMENT, without_rows=without_lines, dry_run=dry_run)
    return result.commit, result.persons


def written_forms(text: str) -> Iterator[bytes]:
    """The text as bytes: UTF-8, UTF-16 both ways, GB18030, and base64 at each of the three offsets."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        yield text.encode(encoding)
    for offset in range(3):
        coded = base64.b64encode(b"\x00" * offset + text.encode())
        yield coded[4 if offset else 0 : -4]


def plain_bytes(folder: Path, store: Store) -> Iterator[bytes]:
    """Every byte on disk, and every sealed file as its key opens it."""
    yield from (path.read_bytes() for path in folder.rglob("*") if path.is_file())
    yield from (str(path).encode() for path in folder.rglob("*"))
    for path in (folder / "blobs").iterdir():
        digest = path.name.partition(".")[0]
        yield store.read_blob(digest) + store.blob_name(digest).encode()


def traces(folder: Path, store: Store, *texts: str) -> set[str]:
    everything = list(plain_bytes(folder, store))
    return {
        text for text in texts for form in written_forms(text) if any(form in data for data in everything)
    }


def frozen_files(folder: Path) -> dict[Path, str]:
    return {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for part in ("facts", "statements", "records")
        for path in (folder / part).rglob("*")
        if path.is_file()
    }


def test_no_byte_of_the_contact_is_left_and_facts_and_statements_do_not_change(
    folder: Path, store: Store
) -> None:
    import_lines(store, LINES, name=f"Chat with {NAME}.csv")
    store.save_statement("lumora-2027", "2027-01", 1, b'{"leads":"3"}', pins={}, known_at=MOMENT)
    assert traces(folder, store, EMAIL, PHONE, NAME) == {EMAIL, PHONE, NAME}
    before = frozen_files(folder)

    assert erase_anna(store) == (3, 1)

    assert traces(folder, store, EMAIL, PHONE, NAME, PHONE[1:]) == set()
    assert frozen_files(folder) == before
    assert store.verify() == ()
    assert [one.data for one in store.statements()] == [b'{"leads":"3"}']


def test_the_others_stay_in_the_file_at_their_rows_and_the_digest_stays_its_name(store: Store) -> None:
    import_lines(store, LINES)
    blob = str(store.log()[0].details["blob"])
    erase_anna(store)
    assert blob == hashlib.sha256(log_bytes(LINES)).hexdigest()
    assert store.read_blob(blob) == log_bytes(["", BRUNO, CARLA])
    assert store.log()[-1].details["blobs"] == [
        {
            "blob": blob,
            "content": hashlib.sha256(log_bytes(["", BRUNO, CARLA])).hexdigest(),
            "emptied": False,
            "rows": [2],
        }
    ]


def test_contacts_of_the_erased_are_unknown_and_of_the_others_known(store: Store) -> None:
    import_lines(store, LINES)
    anna, bruno = (store.contact_key("phone", phone) for phone in (PHONE, "+4915187654321"))
    salts_before = store.salts()
    erase_anna(store)
    assert store.contacts([anna, bruno]) == {anna: None, bruno: Contact("phone", "+4915187654321")}
    gone = [leaf for leaf, salt in store.salts().items() if salt is None]
    assert len(gone) == 2
    assert {leaf: salt for leaf, salt in store.salts().items() if salt} == {
        leaf: salt for leaf, salt in salts_before.items() if leaf not in gone
    }


def test_a_person_is_followed_over_every_shared_email_and_phone(folder: Path, store: Store) -> None:
    """Anna writes from a second address with the same phone, and from a second phone with that address."""
    second, third = "a.weber@buero.example", "+4915199887766"
    import_lines(store, [ANNA, f"L-002;{second};;Weber;x"])
    import_lines(store, [f"L-003;{second};{PHONE};A. Weber;y", BRUNO])
    import_lines(store, [f"L-004;;{third};A. W.;z", f"L-005;{second};{third};A. W.;z"])
    assert erase_anna(store) == (4, 3)
    assert traces(folder, store, EMAIL, PHONE, second, third) == set()
    assert store.verify() == ()


def test_a_line_that_mentions_the_contact_goes_too(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    import_lines(
        store, [BRUNO, "L-007;carla@havenlight.example;;Carla Stone;quote as to Anna.Weber@Lichtwerk.example"]
    )
    chat = f"1/2/27, 10:00 - Bruno: hi\n1/2/27, 10:01 - Bruno: ask (0151) 1234-5678\n{'x' * 9}\n".encode(
        "utf-16"
    )
    store.import_file(refused_log(), name=f"Chat {PHONE}.txt", data=chat, account=ACCOUNT, known_at=MOMENT)
    kept = refused_log()
    store.import_file(
        kept, name="b.txt", data=b"tel:+49 151 12345678 2027\nother\n", account=ACCOUNT, known_at=MOMENT
    )

    assert erase_anna(store)[1] == 1

    assert traces(folder, store, EMAIL, PHONE, NAME, "0151) 1234-5678", "151 12345678") == set()
    contents = {store.read_blob(path.name.partition(".")[0]) for path in (folder / "blobs").iterdir()}
    assert b"\nother\n" in contents
    assert log_bytes([BRUNO, ""]) in contents


def test_a_file_whose_trace_cannot_be_cut_out_is_emptied(folder: Path, store: Store) -> None:
    """A workbook with the e-mail in a comment: no row can be taken to remove it."""
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active["A1"] = "hello"
    workbook.properties.description = EMAIL
    out = io.BytesIO()
    workbook.save(out)
    import_lines(store, [ANNA])
    store.import_file(refused_log(), name="notes.xlsx", data=out.getvalue(), account=ACCOUNT, known_at=MOMENT)
    result = store.erase("email", EMAIL, known_at=MOMENT, without_rows=without_lines)
    emptied = [part.blob for part in result.blobs if part.emptied]
    assert [store.read_blob(blob) for blob in emptied] == [b""]
    assert traces(folder, store, EMAIL) == set()


def test_a_packed_log_that_holds_a_trace_is_emptied(store: Store) -> None:
    packed = gzip.compress(f"GET /danke?email={EMAIL.replace('@', '%40')} HTTP/1.1\n".encode())
    import_lines(store, [ANNA])
    store.import_file(refused_log(), name="access.log.gz", data=packed, account=ACCOUNT, known_at=MOMENT)
    result = store.erase("email", EMAIL, known_at=MOMENT, without_rows=without_lines)
    assert [store.read_blob(part.blob) for part in result.blobs if part.emptied] == [b""]


def test_a_name_that_another_person_bears_stays_with_that_person(store: Store) -> None:
    import_lines(store, [ANNA])
    import_lines(store, [f"L-008;other@haus.example;;{NAME};pole light"])
    erase_anna(store)
    blob = str(store.log()[1].details["blob"])
    assert NAME.encode() in store.read_blob(blob)


def test_a_dry_run_says_what_would_go_and_changes_nothing(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    result = store.erase("email", EMAIL, known_at=MOMENT, without_rows=without_lines, dry_run=True)
    assert (result.commit, result.persons, result.contacts) == (None, 1, 3)
    assert [(part.rows, part.emptied) for part in result.blobs] == [((2,), False)]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_erasing_again_finds_nothing_and_commits_nothing(store: Store) -> None:
    import_lines(store, LINES)
    assert erase_anna(store) == (2, 1)
    assert erase_anna(store) == (None, 0)


def test_two_people_of_one_file_can_go_one_after_the_other(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    erase_anna(store)
    store.erase("phone", "+4915187654321", known_at=MOMENT, without_rows=without_lines)
    assert store.read_blob(str(store.log()[0].details["blob"])) == log_bytes(["", "", CARLA])
    assert len(list((folder / "blobs").iterdir())) == len(list((folder / "keys" / "files").iterdir())) == 1
    assert store.verify() == ()


def test_rows_that_an_earlier_erasure_emptied_are_not_taken_again(store: Store) -> None:
    """A chat loses all its lines with the first person; no source recognises it when the second one goes."""

    def only_once(name: str, data: Content, rows: frozenset[int]) -> Content:
        assert isinstance(data, bytes)
        assert b";" in data
        return without_lines(name, b"", rows)

    import_lines(store, [ANNA, BRUNO])
    store.erase("email", EMAIL, known_at=MOMENT, without_rows=only_once)
    result = store.erase("phone", "+4915187654321", known_at=MOMENT, without_rows=only_once)
    assert (result.persons, result.blobs) == (1, ())
    assert store.verify() == ()


def test_the_original_does_not_bring_the_erased_back(store: Store) -> None:
    import_lines(store, LINES)
    erase_anna(store)
    assert import_lines(store, LINES) == 1
    assert len(store.log()) == 2


def test_a_refused_file_that_lost_a_person_cannot_come_in_as_it_was(store: Store) -> None:
    store.import_file(refused_log(), name="a.csv", data=log_bytes(LINES), account=ACCOUNT, known_at=MOMENT)
    erase_anna(store)
    with pytest.raises(Exception, match=r"store\.erased_file"):
        import_lines(store, LINES)


def test_someone_erased_who_writes_again_is_a_new_person(store: Store) -> None:
    import_lines(store, [ANNA])
    erase_anna(store)
    import_lines(store, [ANNA, BRUNO])
    key = store.contact_key("email", EMAIL)
    assert store.contacts([key]) == {key: Contact("email", EMAIL)}
    assert store.verify() == ()


def test_the_erasure_does_not_remember_whom_it_erased(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    erase_anna(store)
    text = (folder / "log" / "000000002.json").read_text("utf-8")
    keys = [
        store.contact_key(kind, value) for kind, value in (("email", EMAIL), ("phone", PHONE), ("name", NAME))
    ]
    assert [word for word in (*keys, EMAIL, PHONE[1:], NAME) if word in text] == []


def test_a_cache_does_not_outlive_an_erasure(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    (folder / "cache" / "journeys").mkdir()
    (folder / "cache" / "journeys" / "x").write_text(EMAIL)
    erase_anna(store)
    assert list((folder / "cache").iterdir()) == []


def test_a_name_alone_erases_nobody(store: Store) -> None:
    with pytest.raises(NotIdentifyingError):
        store.erase("name", NAME, known_at=MOMENT, without_rows=without_lines)


def test_a_copy_opened_elsewhere_has_forgotten_too(folder: Path) -> None:
    with opened(folder, create=True) as store:
        store.import_file(
            Parsed("test_log", ()), name="empty.csv", data=b"", account=ACCOUNT, known_at=MOMENT
        )
        import_lines(store, LINES)
        erase_anna(store)
    moved = folder.rename(folder.with_name("moved"))
    with opened(moved) as store:
        assert store.verify() == ()
        assert traces(moved, store, EMAIL, PHONE, NAME) == set()
