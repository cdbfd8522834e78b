"""Recorded events: one commit with the file that told them, once, until they are undone."""

from datetime import timedelta
from pathlib import Path

import pytest

from assay.core.findings import FindingsError
from assay.store import ReceivedFile, Told
from tests.store.samples import MOMENT, import_lines, opened, without_lines

LATER = MOMENT + timedelta(days=2)
FILE = ReceivedFile("o.xlsx", b"anna@buyer.example objects")


def told(name: str = "e1", file: ReceivedFile | None = FILE) -> Told:
    return Told("C-1", "objections", f'{{"events":["{name}"]}}'.encode(), {name: "Leads!7"}, file)


def test_events_are_kept_with_their_rows_and_the_sealed_file(tmp_path: Path) -> None:
    with opened(tmp_path / "w", create=True) as store:
        saved = store.save_events(told(), known_at=MOMENT)
        (found,) = store.events()
        assert (saved.commit, saved.already) == (1, False)
        assert (found.payload, dict(found.rows)) == (told().payload, {"e1": "Leads!7"})
        assert store.read_blob(found.blob) == FILE.content
        assert store.verify() == ()
        details = store.log()[0].details
        assert "o.xlsx" not in str(details)


def test_the_same_events_again_are_recorded_once_unless_they_were_undone(tmp_path: Path) -> None:
    with opened(tmp_path / "w", create=True) as store:
        store.save_events(told(), known_at=MOMENT)
        assert store.save_events(told(), known_at=LATER).already
        store.undo(1, known_at=LATER)
        assert store.events() == ()
        assert store.save_events(told(), known_at=LATER).commit == 3
        assert [one.commit for one in store.events()] == [3]


def test_an_undo_is_not_undone_while_the_event_counts_from_another_commit(tmp_path: Path) -> None:
    with opened(tmp_path / "w", create=True) as store:
        store.save_events(told(), known_at=MOMENT)
        store.undo(1, known_at=LATER)
        store.save_events(told(file=ReceivedFile("again.xlsx", b"other bytes")), known_at=LATER)
        with pytest.raises(FindingsError) as error:
            store.undo(2, known_at=LATER)
        assert [finding.code for finding in error.value.findings] == ["store.counts_already"]


@pytest.mark.parametrize(("contract", "allowed"), [("C-1", False), ("C-2", True)])
def test_what_a_statement_of_the_contract_has_seen_is_not_undone(
    contract: str,
    allowed: bool,
    tmp_path: Path,
) -> None:
    with opened(tmp_path / "w", create=True) as store:
        store.save_events(told(), known_at=MOMENT)
        store.save_statement(contract, "2027-01", 1, b"{}", pins={}, known_at=LATER)
        if allowed:
            assert store.undo(1, known_at=LATER).commit == 3
            return
        with pytest.raises(FindingsError) as error:
            store.undo(1, known_at=LATER)
        (finding,) = error.value.findings
        assert (finding.code, finding.params["period"]) == ("store.events_in_statement", "2027-01")


def test_a_statement_drawn_before_they_were_known_has_not_seen_them(tmp_path: Path) -> None:
    with opened(tmp_path / "w", create=True) as store:
        store.save_statement("C-1", "2027-01", 1, b"{}", pins={}, known_at=MOMENT)
        store.save_events(told(), known_at=LATER)
        assert store.undo(2, known_at=LATER).commit == 3


def test_an_erasure_reaches_the_sealed_file_and_the_same_file_never_comes_back(tmp_path: Path) -> None:
    with opened(tmp_path / "w", create=True) as store:
        import_lines(store, ["L-1;anna@buyer.example;+491511234567;Anna Muster;pole light"])
        store.save_events(told(), known_at=LATER)
        store.erase("email", "anna@buyer.example", known_at=LATER, without_rows=without_lines)
        (found,) = store.events()
        assert b"anna@" not in store.read_blob(found.blob)
        with pytest.raises(FindingsError) as error:
            store.save_events(told("e2"), known_at=LATER)
        assert [finding.code for finding in error.value.findings] == ["store.erased_file"]
        assert store.verify() == ()


def delivery() -> Told:
    return Told("C-1", "delivery", b'{"events":["delivery/1"]}', {"delivery/1": ""})


def late(name: str = "e1", contract: str = "C-1") -> Told:
    return Told(
        contract, "objections", f'{{"events":["{name}"]}}'.encode(), {name: "7"}, rests_on=("delivery/1",)
    )


def test_what_recorded_events_rest_on_is_not_undone_before_them(tmp_path: Path) -> None:
    with opened(tmp_path / "w", create=True) as store:
        store.save_events(delivery(), known_at=MOMENT)
        store.save_events(late(), known_at=LATER)
        with pytest.raises(FindingsError) as error:
            store.undo(1, known_at=LATER)
        (finding,) = error.value.findings
        assert (finding.code, finding.params) == (
            "store.events_rest_on",
            {"commit": "2", "event": "delivery/1"},
        )
        assert len(store.log()) == 2
        assert store.undo(2, known_at=LATER).commit == 3
        assert store.undo(1, known_at=LATER).commit == 4


def test_nor_are_they_brought_back_without_it(tmp_path: Path) -> None:
    with opened(tmp_path / "w", create=True) as store:
        store.save_events(delivery(), known_at=MOMENT)
        store.save_events(late(), known_at=LATER)
        store.undo(2, known_at=LATER)  # commit 3
        store.undo(1, known_at=LATER)  # commit 4
        with pytest.raises(FindingsError) as error:
            store.undo(3, known_at=LATER)
        assert [finding.code for finding in error.value.findings] == ["store.events_rest_on"]
        assert store.undo(4, known_at=LATER).commit == 5
        assert store.undo(3, known_at=LATER).commit == 6


def test_what_rests_on_a_delivery_of_another_contract_or_on_none_holds_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "w", create=True) as store:
        store.save_events(delivery(), known_at=MOMENT)
        store.save_events(told(), known_at=LATER)
        assert store.undo(1, known_at=LATER).commit == 3
