"""Statements and records are written once and read back as they were released."""

from datetime import timedelta
from pathlib import Path

import pytest

from assay.core.findings import FindingsError
from assay.store import Store
from tests.store.samples import MOMENT, opened

PINS = {"contract": "ab12", "commit": "0"}


def test_a_statement_is_released_once(folder: Path, store: Store) -> None:
    first = store.save_statement("lumora-2027", "2027-01", 1, b"{}", pins=PINS, known_at=MOMENT)
    again = store.save_statement(
        "lumora-2027", "2027-01", 1, b"{}", pins=PINS, known_at=MOMENT + timedelta(days=1)
    )
    assert (first.commit, first.already, again.commit, again.already) == (1, False, 1, True)
    assert (folder / "statements" / "lumora-2027" / "2027-01" / "v1.json").read_bytes() == b"{}"


def test_a_released_version_is_never_replaced(store: Store) -> None:
    store.save_statement("lumora-2027", "2027-01", 1, b"{}", pins=PINS, known_at=MOMENT)
    with pytest.raises(FindingsError) as refused:
        store.save_statement("lumora-2027", "2027-01", 1, b"[]", pins=PINS, known_at=MOMENT)
    (finding,) = refused.value.findings
    assert (finding.code, finding.params["next"]) == ("store.statement_exists", "2")
    assert [one.data for one in store.statements()] == [b"{}"]


def test_the_latest_version_stands_and_the_earlier_ones_stay(store: Store) -> None:
    for version in (1, 2):
        data = f'{{"v":{version}}}'.encode()
        store.save_statement("lumora-2027", "2027-01", version, data, pins=PINS, known_at=MOMENT)
    latest = store.statement("lumora-2027", "2027-01")
    assert latest is not None
    assert (latest.version, latest.commit, latest.data, latest.pins) == (2, 2, b'{"v":2}', PINS)
    assert [one.version for one in store.statements()] == [1, 2]
    assert store.statement("lumora-2027", "2027-02") is None


def test_records_of_a_kind_come_oldest_first(store: Store) -> None:
    for payload in (b"draft", b"signed", b"draft"):
        store.save_record("contract", "lumora-2027", payload, known_at=MOMENT)
    store.save_record("verdicts", "lumora-2027/2027-01", b"verdicts", known_at=MOMENT)
    assert [(one.commit, one.payload) for one in store.records("contract")] == [(1, b"draft"), (2, b"signed")]
    assert [one.key for one in store.records("verdicts")] == ["lumora-2027/2027-01"]
    assert store.records("amendment") == ()


def test_chinese_contract_numbers_are_names_of_folders(store: Store) -> None:
    store.save_statement("华曜-2027", "2027-01", 1, b"{}", pins=PINS, known_at=MOMENT)
    assert store.statement("华曜-2027", "2027-01") is not None
    assert store.verify() == ()


@pytest.mark.parametrize("name", ["../keys", "a/b", "", ".hidden", "a\x00b"])
def test_a_contract_number_cannot_lead_out_of_the_folder(store: Store, name: str) -> None:
    with pytest.raises(FindingsError, match=r"store\.unsafe_name"):
        store.save_statement(name, "2027-01", 1, b"{}", pins=PINS, known_at=MOMENT)
    assert store.log() == ()


def test_an_altered_statement_is_not_shown(folder: Path, store: Store) -> None:
    store.save_statement("lumora-2027", "2027-01", 1, b"{}", pins=PINS, known_at=MOMENT)
    (folder / "statements" / "lumora-2027" / "2027-01" / "v1.json").write_bytes(b"[]")
    with pytest.raises(FindingsError, match=r"store\.file_changed"):
        store.statements()


def test_everything_is_there_after_opening_again(folder: Path) -> None:
    with opened(folder, create=True) as store:
        store.save_record("verdicts", "k", b"v", known_at=MOMENT)
    with opened(folder) as store:
        assert [one.payload for one in store.records("verdicts")] == [b"v"]
