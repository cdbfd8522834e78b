"""Any changed byte is found and named, and nothing is computed from a file that changed."""

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.core.findings import FindingsError
from assay.store import Store
from tests.store.samples import ANNA, BRUNO, LINES, MOMENT, import_lines, opened, without_lines


@pytest.fixture
def lived_in(folder: Path) -> Path:
    """A workspace with each kind of commit, an erasure included."""
    with opened(folder, create=True) as store:
        import_lines(store, LINES)
        store.save_statement("lumora-2027", "2027-01", 1, b"{}", pins={}, known_at=MOMENT)
        store.save_record("verdicts", "k", b"frozen", known_at=MOMENT)
        store.erase("email", "bruno@sonnenhof.example", known_at=MOMENT, without_rows=without_lines)
        import_lines(store, [BRUNO])
    return folder


def problems(folder: Path) -> list[str]:
    """Codes found on opening, or by verifying an open workspace."""
    try:
        with opened(folder) as store:
            return [finding.code for finding in store.verify()]
    except FindingsError as refused:
        return [finding.code for finding in refused.findings]


def kept_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "lock")


def test_a_sound_workspace_has_no_findings(lived_in: Path) -> None:
    assert problems(lived_in) == []


def test_a_flipped_bit_in_any_file_is_found(lived_in: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - which bit does not matter, that it is the same tomorrow does
    for path in kept_files(lived_in):
        data = path.read_bytes()
        for _ in range(3):
            place, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
            path.write_bytes(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :])
            assert problems(lived_in) != [], (path, place, bit)
        path.write_bytes(data)
    assert problems(lived_in) == []


def test_a_file_that_went_missing_is_found(lived_in: Path) -> None:
    for path in kept_files(lived_in):
        data = path.read_bytes()
        path.unlink()
        if path == lived_in / "log" / "000000005.json":
            continue  # a log cut at its end is its own story, below
        assert problems(lived_in) != [], path
        path.write_bytes(data)
        path.chmod(0o600)


def test_a_log_that_lost_several_commits_is_refused_and_nothing_is_swept(folder: Path) -> None:
    with opened(folder, create=True) as store:
        for line in LINES:
            import_lines(store, [line])
    for number in (2, 3):
        (folder / "log" / f"{number:09d}.json").unlink()
    before = sorted(folder.rglob("*"))
    assert problems(folder) == ["store.log_behind"]
    assert sorted(folder.rglob("*")) == before


def test_a_gap_in_the_log_is_named(lived_in: Path) -> None:
    (lived_in / "log" / "000000002.json").unlink()
    assert problems(lived_in) == ["store.log_damaged"]


def test_a_rewritten_commit_is_found_even_with_a_right_digest(lived_in: Path) -> None:
    """The last commit has no child that knows its digest; its seal does."""
    path = lived_in / "log" / "000000005.json"
    body = json.loads(path.read_bytes())
    body["known_at"] = "2027-02-01T02:00:00+00:00"
    path.write_text(json.dumps(body, sort_keys=True, separators=(",", ":")))
    assert problems(lived_in) == ["store.log_damaged"]


def test_another_workspaces_key_is_not_accepted(lived_in: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "other", create=True):
        pass
    shutil.copy(tmp_path / "other" / "keys" / "workspace.key", lived_in / "keys" / "workspace.key")
    assert problems(lived_in) == ["store.key_mismatch"]


def test_a_newer_layout_is_refused(lived_in: Path) -> None:
    (lived_in / "FORMAT").write_text('{"layout":"assay-store/9"}')
    assert problems(lived_in) == ["store.layout_unknown"]


def test_a_key_that_others_can_read_is_a_warning(lived_in: Path) -> None:
    key = next((lived_in / "keys" / "files").iterdir())
    key.chmod(0o644)
    assert problems(lived_in) == ["store.key_readable"]


def test_a_key_that_came_back_from_a_backup_is_destroyed_again(lived_in: Path) -> None:
    with opened(lived_in) as store:
        import_lines(store, [ANNA])
        before = {path.name: path.read_bytes() for path in (lived_in / "keys" / "persons").iterdir()}
        store.erase("phone", "+4915112345678", known_at=MOMENT, without_rows=without_lines)
        after = {path.name for path in (lived_in / "keys" / "persons").iterdir()}
        (gone,) = set(before) - after
        (lived_in / "keys" / "persons" / gone).write_bytes(before[gone])
        assert [finding.code for finding in store.verify()] == ["store.key_not_destroyed"]
    assert problems(lived_in) == []


def test_changed_facts_are_not_computed_with(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    (file,) = (folder / "facts" / "leads").iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(FindingsError, match=r"store\.file_changed"):
        store.tables()
