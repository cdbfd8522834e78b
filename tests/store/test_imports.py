"""What comes in is kept once, whole, and without a contact in the clear."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import cast

import pytest

from assay.core.findings import FindingsError
from assay.core.tables import TABLES, Contact, Record, Value
from assay.engines.duckdb import DuckDbEngine
from assay.ports import Parsed
from assay.queries.current import current_rows
from assay.store import Commit, Store, batch_id, fact_folders, row_leaf
from assay.store.masking import masker
from assay.store.rows import RecordShapeError
from tests.store.samples import (
    ACCOUNT,
    ANNA,
    BRUNO,
    LINES,
    MOMENT,
    import_lines,
    log_bytes,
    opened,
    parsed_log,
    parsed_spend,
    persons_with_keys,
    refused_log,
)


def rows(folder: Path, store: Store, text: str, as_of: int | None = None) -> list[dict[str, Value]]:
    with DuckDbEngine(fact_folders(folder)) as engine:
        return list(engine.rows(text, store.tables(as_of), {}))


def log_texts(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((folder / "log").iterdir()))


def test_a_file_gives_its_rows_once(folder: Path, store: Store) -> None:
    data = log_bytes(LINES)
    first = store.import_file(parsed_log(LINES), name="log.csv", data=data, account=ACCOUNT, known_at=MOMENT)
    again = store.import_file(
        parsed_log(LINES), name="copy.csv", data=data, account=ACCOUNT, known_at=MOMENT + timedelta(days=1)
    )
    assert (first.commit, first.already, dict(first.rows)) == (1, False, {"leads": 3, "qualifications": 3})
    assert (again.commit, again.already, again.rows) == (1, True, first.rows)
    assert rows(folder, store, "SELECT count(*) AS n FROM leads") == [{"n": 3}]


def test_the_same_bytes_for_another_account_are_another_batch() -> None:
    assert batch_id("test_log", "crm/a", "00") != batch_id("test_log", "crm/b", "00")


def test_every_row_tells_its_file_row_and_commit(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    found = rows(
        folder, store, 'SELECT lead_id, blob, "row", "commit", source, account FROM leads ORDER BY "row"'
    )
    blob = str(found[0]["blob"])
    assert store.read_blob(blob) == log_bytes(LINES)
    assert store.blob_name(blob) == "log.csv"
    assert [(row["lead_id"], row["row"], row["commit"]) for row in found] == [
        ("L-001", 2, 1),
        ("L-002", 3, 1),
        ("L-003", 4, 1),
    ]
    assert {(row["source"], row["account"]) for row in found} == {("test_log", ACCOUNT)}


def test_a_later_file_replaces_rows_of_the_same_key_and_leaves_the_past_as_it_was(
    folder: Path, store: Store
) -> None:
    import_lines(store, [ANNA, BRUNO])
    import_lines(
        store, [ANNA.replace("pole light 60W", "pole light 90W")], known_at=MOMENT + timedelta(days=30)
    )
    text = f"SELECT lead_id, product FROM ({current_rows(TABLES['leads'])}) AS t ORDER BY lead_id"  # noqa: S608
    assert [row["product"] for row in rows(folder, store, text)] == ["pole light 90W", "garden light"]
    assert [row["product"] for row in rows(folder, store, text, as_of=1)] == [
        "pole light 60W",
        "garden light",
    ]
    assert store.commit_as_of(MOMENT - timedelta(seconds=1)) == 0
    assert store.commit_as_of(MOMENT) == 1
    assert store.commit_as_of(MOMENT + timedelta(days=31)) == 2


def test_what_was_logged_after_a_later_known_commit_does_not_slip_into_the_past(store: Store) -> None:
    import_lines(store, [ANNA], known_at=MOMENT)
    import_lines(store, [BRUNO], known_at=MOMENT + timedelta(days=60))
    store.save_statement("lumora-2027", "2027-01", 1, b"{}", pins={}, known_at=MOMENT + timedelta(days=2))
    assert store.commit_as_of(MOMENT + timedelta(days=3)) == 1


def test_facts_hold_keys_where_the_file_held_contacts(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    (anna,) = rows(folder, store, "SELECT * FROM leads WHERE lead_id = 'L-001'")
    key = store.contact_key("email", "anna.weber@lichtwerk.example")
    assert anna["email_key"] == key
    assert store.contacts([key, "0" * 32]) == {
        key: Contact("email", "anna.weber@lichtwerk.example"),
        "0" * 32: None,
    }


def test_a_contact_used_as_a_number_is_masked_by_its_key(folder: Path, store: Store) -> None:
    line = "anna.weber@lichtwerk.example;Anna.Weber@lichtwerk.example;+4915112345678;Anna Weber;call 0151 1234-5678 now"
    import_lines(store, [line.replace("Anna.Weber@", "anna.weber@")])
    (lead,) = rows(folder, store, "SELECT lead_id, product FROM leads")
    phone_key = store.contact_key("phone", "+4915112345678")
    assert lead["lead_id"] == f"[email:{store.contact_key('email', 'anna.weber@lichtwerk.example')}]"
    assert lead["product"] == f"call [phone:{phone_key}] now"


def test_a_contact_is_masked_inside_a_longer_number(folder: Path, store: Store) -> None:
    records = [
        Record("leads", 2, {"lead_id": "a/anna@x.example/1", "email_key": Contact("email", "anna@x.example")})
    ]
    parsed = Parsed("test_log", tuple(records))
    store.import_file(parsed, name="a.csv", data=b"a", account=ACCOUNT, known_at=MOMENT)
    (lead,) = rows(folder, store, "SELECT lead_id, email_key FROM leads")
    assert lead["lead_id"] == f"a/[email:{lead['email_key']}]/1"


@pytest.mark.parametrize(
    ("address", "text", "left"),
    [
        ("anna@x.example", "请联系anna@x.example谢谢", "请联系{}谢谢"),
        ("anna@x.example", "请Anna@x.example和b@y.example回复anna@x.example", "请{}和b@y.example回复{}"),
        ("anna@x.example", "b@y.example/anna@x.example?q=anna@x.example", "b@y.example/{}?q={}"),
        ("o'neil@x.example", "to o'neil@x.example.", "to {}."),
        ("li@公司.cn", "<li@公司.cn>", "<{}>"),
        ("anna@x.example", "xanna@x.example, anna@x.example.de", "xanna@x.example, anna@x.example.de"),
    ],
)
def test_an_address_is_masked_whatever_text_touches_it_and_a_longer_one_is_not(
    folder: Path, store: Store, address: str, text: str, left: str
) -> None:
    """Chinese is written without blanks, and an apostrophe belongs to an address as well as to a quotation."""
    values: dict[str, Value] = {"lead_id": "1", "email_key": Contact("email", address), "product": text}
    parsed = Parsed("test_log", (Record("leads", 2, values),))
    store.import_file(parsed, name="a.csv", data=b"a", account=ACCOUNT, known_at=MOMENT)
    (lead,) = rows(folder, store, "SELECT product, email_key FROM leads")
    masked = f"[email:{lead['email_key']}]"
    assert lead["product"] == left.format(masked, masked)


@pytest.mark.parametrize("word", ["a" * 100_000 + " @", "'" * 100_000 + "@x.de", "a@" + "b" * 100_000])
def test_a_very_long_word_is_looked_through_once(word: str) -> None:
    """Tried from each of its letters on, one cell of 100 kB took a minute and a half, with the workspace locked."""
    (product,) = (column for column in TABLES["leads"].columns if column.name == "product")
    masked = masker([Contact("email", "anna@x.example")], lambda _kind, value: value)
    began = process_time()
    assert masked(product, word) == word
    assert process_time() - began < 5


def test_a_row_and_its_salt_prove_its_leaf(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    (stored,) = rows(folder, store, "SELECT row_leaf FROM leads WHERE lead_id = 'L-002'")
    record = next(
        record for record in parsed_log(LINES).records if record.row == 3 and record.table == "leads"
    )
    record = Record("leads", 3, {"source": "test_log", "account": ACCOUNT, **record.values})
    salt = store.salts()[str(stored["row_leaf"])]
    assert salt is not None
    assert row_leaf(salt, record) == stored["row_leaf"]
    assert row_leaf(salt, Record("leads", 3, {**record.values, "quantity": 101})) != stored["row_leaf"]


def test_a_refused_file_is_sealed_as_evidence_and_gives_no_rows(store: Store) -> None:
    data = b"03.02.27, 10:00 - +4915112345678: hello"
    first, again = (
        store.import_file(
            refused_log(), name="WhatsApp +4915112345678.txt", data=data, account=ACCOUNT, known_at=MOMENT
        )
        for _ in range(2)
    )
    assert (first.refused, first.already, again.refused, again.already) == (True, False, True, True)
    (commit,) = store.log()
    assert commit.kind == "refused"
    assert commit.details["findings"] == [{"code": "sources.bad_phone", "line": 7, "severity": "error"}]
    assert store.read_blob(str(commit.details["blob"])) == data
    assert all(files == () for files in store.tables().values())


def test_a_refused_file_can_come_in_once_its_question_is_answered(store: Store) -> None:
    data = log_bytes(LINES)
    store.import_file(refused_log(), name="log.csv", data=data, account=ACCOUNT, known_at=MOMENT)
    result = store.import_file(parsed_log(LINES), name="log.csv", data=data, account=ACCOUNT, known_at=MOMENT)
    assert (result.commit, result.already, result.refused) == (2, False, False)
    assert store.verify() == ()


def test_the_log_knows_neither_the_name_of_a_file_nor_a_contact(folder: Path, store: Store) -> None:
    import_lines(store, LINES, name="Chat with Anna Weber +4915112345678.csv")
    store.import_file(
        refused_log(), name="WhatsApp +4915112345678.txt", data=b"x", account=ACCOUNT, known_at=MOMENT
    )
    text = log_texts(folder)
    words = ["Anna", "WhatsApp", "4915112345678", "lichtwerk", "Weber", "电话"]
    assert [word for word in words if word in text] == []


def test_the_log_tells_the_days_that_a_daily_file_covers(store: Store) -> None:
    store.import_file(
        parsed_spend([3, 9, 5]), name="ads.csv", data=b"ads", account="ads/main", known_at=MOMENT
    )
    (commit,) = store.log()
    covered: Mapping[str, str] = {
        "table": "spend",
        "source": "test_spend",
        "account": "ads/main",
        "start_on": "2027-03-03",
        "end_on": "2027-03-10",
    }
    assert commit.details["covered"] == [covered]


def test_the_log_tells_the_days_of_totals_and_of_moments_too(store: Store) -> None:
    total: Mapping[str, Value] = {
        "start_on": date(2027, 3, 1),
        "end_on": date(2027, 4, 1),
        "grain": "campaign",
        "entity": "c",
    }
    moment = datetime(2027, 3, 31, 20, 0, tzinfo=UTC)
    records = (
        Record("leads", 2, {"lead_id": "L1", "created_at": moment}),
        Record("leads", 3, {"lead_id": "L2", "created_at": datetime(2027, 3, 2, tzinfo=UTC)}),
        Record("spend_totals", 4, total),
    )
    store.import_file(
        Parsed("test_mixed", records), name="m.csv", data=b"m", account="ads/main", known_at=MOMENT
    )
    (commit,) = store.log()
    told = [(one["table"], one["start_on"], one["end_on"]) for one in covered_of(commit)]
    # leads by the days of UTC, half-open; the total by its own
    assert told == [("leads", "2027-03-02", "2027-04-01"), ("spend_totals", "2027-03-01", "2027-04-01")]


def covered_of(commit: Commit) -> Sequence[Mapping[str, str]]:
    return cast("Sequence[Mapping[str, str]]", commit.details["covered"])


def test_commits_are_a_chain_of_canonical_json(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    import_lines(store, [BRUNO])
    first, second = store.log()
    assert (first.parent, second.parent) == ("", first.digest)
    text = (folder / "log" / "000000002.json").read_bytes()
    body = json.loads(text)
    assert json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == text
    assert body["known_at"] == "2027-02-03T02:00:00+00:00"


def test_keys_and_folders_are_closed_to_others(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    modes = {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
    folders = {path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*")) if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})
    assert len(persons_with_keys(folder)) == 3


def test_a_record_that_its_table_cannot_hold_is_a_bug_and_leaves_nothing(folder: Path, store: Store) -> None:
    bad = Parsed("test_log", (Record("leads", 2, {"lead_id": "L-1", "quantity": "many"}),))
    with pytest.raises(RecordShapeError, match="quantity"):
        store.import_file(bad, name="a.csv", data=b"a", account=ACCOUNT, known_at=MOMENT)
    assert store.log() == ()
    assert list((folder / "blobs").iterdir()) == []


def test_people_are_recognised_across_files_by_email_or_phone(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    import_lines(store, ["L-009;a.weber@office.example;+4915112345678;Anna Weber;pole light"])
    assert len(persons_with_keys(folder)) == 1


def test_a_record_needs_no_contact(folder: Path, store: Store) -> None:
    import_lines(store, ["L-010;;;;floodlight"])
    assert list((folder / "keys" / "persons").iterdir()) == []
    assert [salt is not None for salt in store.salts().values()] == [True, True]


def test_known_at_is_kept_in_utc(store: Store) -> None:
    import_lines(store, [ANNA], known_at=datetime.fromisoformat("2027-02-03T10:00:00+08:00"))
    assert store.log()[0].known_at == datetime(2027, 2, 3, 2, tzinfo=UTC)


def test_a_folder_that_is_no_workspace_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(FindingsError, match=r"store\.not_a_workspace"), opened(tmp_path / "nothing"):
        pass
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("hello")
    with (
        pytest.raises(FindingsError, match=r"store\.folder_not_empty"),
        opened(tmp_path / "other", create=True),
    ):
        pass
