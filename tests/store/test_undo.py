"""Undo: from a new commit on an import counts no longer; the past is as it was, and an erasure still finds everyone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from assay.core.findings import FindingsError
from assay.core.tables import TABLES, Value
from assay.engines.duckdb import DuckDbEngine
from assay.ports import ImportOptions
from assay.queries.current import current_rows
from assay.store import Store, fact_folders, said_of
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
    persons_with_keys,
    refused_log,
    without_lines,
)

NEXT_DAY = MOMENT + timedelta(days=1)


def leads(folder: Path, store: Store, as_of: int | None = None) -> list[Value]:
    text = f"SELECT lead_id FROM ({current_rows(TABLES['leads'])}) AS t ORDER BY lead_id"  # noqa: S608
    with DuckDbEngine(fact_folders(folder)) as engine:
        return [row["lead_id"] for row in engine.rows(text, store.tables(as_of), {})]


def refused(action: Callable[[], object]) -> list[tuple[str, dict[str, str]]]:
    with pytest.raises(FindingsError) as error:
        action()
    return [(finding.code, finding.params) for finding in error.value.findings]


def test_an_undone_import_counts_no_longer_and_its_files_stay(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    import_lines(store, [BRUNO])
    facts = sorted((folder / "facts").rglob("*.parquet"))
    result = store.undo(1, known_at=NEXT_DAY)
    assert (result.commit, result.already, [one.number for one in result.out]) == (3, False, [1])
    assert leads(folder, store) == ["L-002"]
    assert sorted((folder / "facts").rglob("*.parquet")) == facts
    assert store.verify() == ()


def test_a_view_before_the_undo_shows_what_it_showed(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    store.undo(1, known_at=NEXT_DAY)
    assert leads(folder, store) == []
    assert leads(folder, store, as_of=1) == ["L-001"]
    assert leads(folder, store, store.commit_as_of(NEXT_DAY - timedelta(seconds=1))) == ["L-001"]


def test_rows_that_an_undone_file_had_replaced_count_again(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    import_lines(store, [ANNA.replace("60W", "90W")])
    store.undo(2, known_at=NEXT_DAY)
    with DuckDbEngine(fact_folders(folder)) as engine:
        rows = list(engine.rows(current_rows(TABLES["leads"]), store.tables(), {}))
    assert [row["product"] for row in rows] == ["pole light 60W"]


def test_undoing_twice_changes_nothing(store: Store) -> None:
    import_lines(store, [ANNA])
    store.undo(1, known_at=NEXT_DAY)
    again = store.undo(1, known_at=NEXT_DAY + timedelta(days=1))
    assert (again.commit, again.already) == (2, True)
    assert len(store.log()) == 2


def test_a_dry_run_says_what_would_go_and_commits_nothing(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    result = store.undo(1, known_at=NEXT_DAY, dry_run=True)
    assert (result.commit, [one.number for one in result.out]) == (None, [1])
    assert len(store.log()) == 1
    assert leads(folder, store) == ["L-001"]


def test_undoing_the_undo_brings_the_rows_back_with_their_commit(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    import_lines(store, [ANNA.replace("60W", "90W")])
    store.undo(1, known_at=NEXT_DAY)
    result = store.undo(3, known_at=NEXT_DAY)
    assert [one.number for one in result.back] == [1]
    with DuckDbEngine(fact_folders(folder)) as engine:
        rows = list(engine.rows(current_rows(TABLES["leads"]), store.tables(), {}))
    # Commit 2 is newer than commit 1, whenever 1 was brought back.
    assert [(row["product"], row["commit"]) for row in rows] == [("pole light 90W", 2)]


def test_the_same_file_after_an_undo_comes_in_anew_as_its_newest_word(folder: Path, store: Store) -> None:
    assert import_lines(store, [ANNA]) == 1
    assert import_lines(store, [ANNA.replace("60W", "90W")]) == 2
    store.undo(1, known_at=NEXT_DAY)
    assert import_lines(store, [ANNA]) == 4
    assert import_lines(store, [ANNA]) == 4
    with DuckDbEngine(fact_folders(folder)) as engine:
        rows = list(engine.rows(current_rows(TABLES["leads"]), store.tables(), {}))
    assert [(row["product"], row["commit"]) for row in rows] == [("pole light 60W", 4)]
    store.undo(4, known_at=NEXT_DAY)
    assert import_lines(store, [ANNA]) == 6
    assert store.verify() == ()


def test_a_file_cannot_count_twice_by_undoing_its_undo(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    store.undo(1, known_at=NEXT_DAY)
    import_lines(store, [ANNA])
    found = refused(lambda: store.undo(2, known_at=NEXT_DAY))
    assert found == [("store.counts_already", {"commit": "1", "other": "3"})]
    store.undo(3, known_at=NEXT_DAY)
    store.undo(2, known_at=NEXT_DAY)
    assert leads(folder, store) == ["L-001"]


def test_an_undo_that_would_change_nothing_is_refused(store: Store) -> None:
    import_lines(store, [ANNA])
    store.undo(1, known_at=NEXT_DAY)  # 2: out
    store.undo(2, known_at=NEXT_DAY)  # 3: in again
    store.undo(1, known_at=NEXT_DAY)  # 4: out; whether 2 is undone makes no difference now
    found = refused(lambda: store.undo(3, known_at=NEXT_DAY))
    assert found == [("store.undo_without_effect", {"commit": "3"})]


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_commit_that_is_not_there_is_said(number: int, store: Store) -> None:
    import_lines(store, [ANNA])
    import_lines(store, [BRUNO])
    found = refused(lambda: store.undo(number, known_at=NEXT_DAY))
    assert found == [("store.no_such_commit", {"commit": str(number), "last": "2"})]


def test_statements_records_and_erasures_are_not_undone(store: Store) -> None:
    import_lines(store, [ANNA])
    store.save_statement("lumora", "2027-01", 1, b"{}", pins={}, known_at=MOMENT)
    store.save_record("verdicts", "lumora/2027-01", b"frozen", known_at=MOMENT)
    store.erase("phone", "+4915112345678", known_at=MOMENT, without_rows=without_lines)
    for number, kind in ((2, "statement"), (3, "record"), (4, "erasure")):
        found = refused(lambda number=number: store.undo(number, known_at=NEXT_DAY))  # type: ignore[misc]
        assert found == [("store.not_undoable", {"commit": str(number), "kind": kind})]


def test_a_refused_file_can_be_set_aside_and_comes_again_as_a_new_refusal(store: Store) -> None:
    def bring() -> int:
        return store.import_file(refused_log(), name="a", data=b"x", account=ACCOUNT, known_at=MOMENT).commit

    assert (bring(), bring()) == (1, 1)
    result = store.undo(1, known_at=NEXT_DAY)
    assert (result.commit, result.out, result.findings) == (2, (), ())
    assert bring() == 3


def test_a_statement_that_was_drawn_with_the_import_in_view_is_named(store: Store) -> None:
    import_lines(store, [ANNA], known_at=MOMENT)
    store.save_statement("lumora", "2027-01", 1, b"{}", pins={}, known_at=NEXT_DAY)
    import_lines(store, [BRUNO], known_at=NEXT_DAY + timedelta(days=1))
    (finding,) = store.undo(1, known_at=NEXT_DAY + timedelta(days=2)).findings
    assert finding.code == "store.statement_rests_on"
    assert finding.params == {"contract": "lumora", "period": "2027-01", "version": "1", "commit": "1"}
    assert store.undo(3, known_at=NEXT_DAY + timedelta(days=2)).findings == ()
    assert store.statements()[0].data == b"{}"


def test_a_statement_drawn_while_the_import_was_out_does_not_rest_on_it(store: Store) -> None:
    """What the last undo restores is what the statement saw."""
    import_lines(store, [ANNA], known_at=MOMENT)
    store.undo(1, known_at=MOMENT)
    store.save_statement("lumora", "2027-01", 1, b"{}", pins={}, known_at=NEXT_DAY)
    store.undo(2, known_at=NEXT_DAY + timedelta(days=1))
    assert store.undo(1, known_at=NEXT_DAY + timedelta(days=2)).findings == ()


def test_a_statement_that_looked_at_an_earlier_moment_is_not_named(store: Store) -> None:
    """Its day lies before the import was known, though it was drawn after."""
    import_lines(store, [ANNA], known_at=MOMENT)
    import_lines(store, [BRUNO], known_at=NEXT_DAY)
    store.save_statement("lumora", "2027-01", 1, b"{}", pins={}, known_at=MOMENT)
    assert store.undo(2, known_at=NEXT_DAY).findings == ()


def test_an_erasure_reaches_rows_and_files_of_undone_imports(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    store.undo(1, known_at=NEXT_DAY)
    result = store.erase(
        "email", "anna.weber@lichtwerk.example", known_at=NEXT_DAY, without_rows=without_lines
    )
    assert (result.persons, result.contacts, [part.rows for part in result.blobs]) == (1, 3, [(2,)])
    assert b"Anna" not in store.read_blob(str(store.log()[0].details["blob"]))
    assert store.contacts([store.contact_key("email", "anna.weber@lichtwerk.example")]) == {
        store.contact_key("email", "anna.weber@lichtwerk.example"): None
    }
    assert store.verify() == ()
    store.undo(2, known_at=NEXT_DAY)
    assert leads(folder, store) == ["L-001", "L-002", "L-003"]  # counts stand after an erasure


def test_a_file_from_which_a_person_was_erased_does_not_come_in_anew(store: Store) -> None:
    import_lines(store, LINES)
    store.undo(1, known_at=NEXT_DAY)
    store.erase("phone", "+4915112345678", known_at=NEXT_DAY, without_rows=without_lines)
    assert [code for code, _ in refused(lambda: import_lines(store, LINES))] == ["store.erased_file"]


def test_an_undone_file_ties_nobody_who_comes_later(folder: Path, store: Store) -> None:
    """A file that gave Bruno's phone to Anna was undone: her later row and his are two persons, and one is erased alone."""
    wrong = "L-001;anna.weber@lichtwerk.example;+4915187654321;Anna Weber;pole light"
    import_lines(store, [wrong])
    store.undo(1, known_at=NEXT_DAY)
    import_lines(store, [ANNA, BRUNO])
    batches = [person[:12] for person in persons_with_keys(folder)]
    assert sorted(map(batches.count, set(batches))) == [
        1,
        2,
    ]  # of the undone batch, and of the one that counts


def test_an_erasure_follows_the_ties_of_undone_files_too(store: Store) -> None:
    """Reach rather too far than leave a trace: the sealed bytes of the undone file name both."""
    wrong = "L-001;anna.weber@lichtwerk.example;+4915187654321;Anna Weber;pole light"
    import_lines(store, [wrong])
    store.undo(1, known_at=NEXT_DAY)
    import_lines(store, [ANNA, BRUNO])
    result = store.erase(
        "phone",
        "+4915112345678",
        known_at=NEXT_DAY,
        without_rows=without_lines,
        dry_run=True,
    )
    assert result.persons == 3


def test_an_undo_holds_no_contact_and_no_name(store: Store) -> None:
    import_lines(store, [ANNA], name="Chat with Anna Weber.csv")
    store.undo(1, known_at=NEXT_DAY)
    assert dict(store.log()[1].details) == {"undoes": 1}
    assert store.log()[1].files == ()


def test_another_process_sees_an_undo(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    with opened(folder) as other:
        other.undo(1, known_at=NEXT_DAY)
    assert leads(folder, store) == []


def test_the_options_of_an_import_are_kept_and_no_address_among_them(store: Store) -> None:
    options = ImportOptions(
        account=ACCOUNT,
        zone="Asia/Shanghai",
        date_order="dmy",
        covers="2027-03-01/2027-03-31",
        mapping='[columns]\nowner = "sales@lumora.example"',
        ours="sales@lumora.example;lumora.example",
    )
    store.import_file(
        parsed_log(LINES), name="a", data=log_bytes(LINES), account=ACCOUNT, known_at=MOMENT, options=options
    )
    (commit,) = store.log()
    said = said_of(commit)
    assert said.missing == ("mapping", "ours")
    assert said.options == ImportOptions(
        account=ACCOUNT, zone="Asia/Shanghai", date_order="dmy", covers="2027-03-01/2027-03-31"
    )
    assert "lumora" not in str(commit.details)


def test_an_address_typed_with_a_wide_sign_is_an_address_too(store: Store) -> None:
    options = ImportOptions(account=ACCOUNT, ours="sales\uff20lumora.example, lumora.example")
    data = b"wide"
    store.import_file(
        parsed_log([ANNA]), name="a", data=data, account=ACCOUNT, known_at=MOMENT, options=options
    )
    (commit,) = store.log()
    assert said_of(commit).missing == ("ours",)
    assert "lumora" not in str(commit.details)
