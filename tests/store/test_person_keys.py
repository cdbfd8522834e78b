"""Keys of persons: many in a file, each read and destroyed on its own, and those of earlier versions in files of their own."""

from pathlib import Path

import pytest

from assay.store import failpoints
from assay.store.key_files import KeyDamagedError, KeyMissingError, packed
from assay.store.keys import Keyring
from assay.store.layout import Layout
from assay.store.person_keys import PersonKeys
from tests.store.samples import (
    ANNA,
    BRUNO,
    LINES,
    MOMENT,
    import_lines,
    opened,
    persons_with_keys,
    without_lines,
)

BATCH = "0123456789ab"
PERSONS = {f"{BATCH}{number:020x}": bytes([number + 1]) * 32 for number in range(100)}


@pytest.fixture
def kept(tmp_path: Path) -> PersonKeys:
    for name in ("persons", "tmp"):
        (tmp_path / name).mkdir()
    keys = PersonKeys(tmp_path / "persons", tmp_path / "tmp")
    keys.keep(PERSONS)
    return keys


def test_a_batch_of_persons_is_one_file_and_each_key_is_found_in_it(tmp_path: Path, kept: PersonKeys) -> None:
    assert [path.name for path in (tmp_path / "persons").iterdir()] == [f"{BATCH}.key"]
    assert {person: kept.read(person) for person in PERSONS} == PERSONS
    with pytest.raises(KeyMissingError):
        kept.read(f"{BATCH}{100:020x}")
    with pytest.raises(KeyMissingError):
        kept.read("f" * 32)


def test_a_destroyed_key_is_nowhere_in_the_file_and_the_others_stay(tmp_path: Path, kept: PersonKeys) -> None:
    """99 of 100 keys are left; of the one that went no eight bytes in a row are, for its 32 bytes were all the same."""
    gone, *others = PERSONS
    kept.destroy([gone])
    assert PERSONS[gone][:8] not in (tmp_path / "persons" / f"{BATCH}.key").read_bytes()
    assert (kept.is_there(gone), all(map(kept.is_there, others))) == (False, True)
    assert {person: kept.read(person) for person in others} == {one: PERSONS[one] for one in others}
    with pytest.raises(KeyMissingError):
        kept.read(gone)
    kept.destroy([gone, "f" * 32])  # what is gone, or never was, is no trouble
    assert list(kept.check()) == []


def test_a_key_cut_off_in_the_middle_of_its_destruction_is_still_there_to_be_destroyed(
    tmp_path: Path, kept: PersonKeys
) -> None:
    """The first slot begins after 13 bytes of magic and 4 of count, its key 10 bytes later: 8 of 32 are zero already."""
    first = min(PERSONS)
    path = tmp_path / "persons" / f"{BATCH}.key"
    data = bytearray(path.read_bytes())
    data[27:35] = bytes(8)
    path.write_bytes(data)
    assert kept.is_there(first)
    with pytest.raises(KeyDamagedError):
        kept.read(first)
    assert list(kept.check()) == [path]
    kept.destroy([first])
    assert (kept.is_there(first), list(kept.check())) == (False, [])


def test_a_key_behind_a_damaged_id_is_still_there_to_be_destroyed(tmp_path: Path, kept: PersonKeys) -> None:
    """The first of the hundred ids, at byte 17, becomes the largest; that of the middle one, which all searches pass, too."""
    path = tmp_path / "persons" / f"{BATCH}.key"
    data = bytearray(path.read_bytes())
    data[17] = data[17 + 50 * 50] = 255
    path.write_bytes(data)
    for person in sorted(PERSONS)[:60]:
        assert kept.is_there(person)
    with pytest.raises(KeyDamagedError):
        kept.read(min(PERSONS))
    assert kept.read(sorted(PERSONS)[51]) == PERSONS[sorted(PERSONS)[51]]
    kept.destroy(PERSONS)
    assert not any(map(kept.is_there, PERSONS))
    assert not any(key[:8] in path.read_bytes() for key in PERSONS.values())


def test_an_import_syncs_its_keys_once_however_many_persons_it_brings(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[str] = []
    with opened(folder, create=True) as store:
        monkeypatch.setattr(failpoints, "listener", passed.append)
        import_lines(store, LINES)
    assert passed.count("place:persons") == 1
    assert len(persons_with_keys(folder)) == 3


def test_a_store_with_a_key_file_for_each_person_is_read_and_erased_from_as_before(folder: Path) -> None:
    """As the versions before wrote it: 32 bytes of key and their check, the file named by the person."""
    with opened(folder, create=True) as store:
        import_lines(store, [ANNA, BRUNO])
    before = persons_with_keys(folder)
    keyring = Keyring(Layout(folder), entropy=bytes)
    for person in before:
        own = folder / "keys" / "persons" / f"{person}.key"
        own.write_bytes(packed(keyring.known_person_key(person)))
        own.chmod(0o600)
    (folder / "keys" / "persons" / f"{before[0][:12]}.key").unlink()
    with opened(folder) as store:
        assert store.verify() == ()
        (anna,) = store.contacts([store.contact_key("email", "anna.weber@lichtwerk.example")]).values()
        assert anna is not None
        store.erase("phone", "+4915112345678", known_at=MOMENT, without_rows=without_lines)
        assert store.verify() == ()
    assert len(list((folder / "keys" / "persons").iterdir())) == 1
