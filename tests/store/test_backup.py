"""Copying the folder is a backup; a copy made in the middle of work is right or refused; the backup command is always right."""

import errno
import shutil
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest

from assay.core.findings import FindingsError, has_errors
from assay.engines.duckdb import DuckDbEngine
from assay.store import examine, fact_folders, failpoints
from assay.store.layout import OURS
from tests.store.full_disk import chanced, do, stages, state
from tests.store.killing import KINDS, operate
from tests.store.plain_engine import PlainEngine
from tests.store.samples import LINES, MOMENT, import_lines, opened, without_lines
from tests.store.test_full_disk import Fault

ORDERS = ("log first", "log last", "keys first", "keys last")


def codes(folder: Path) -> list[str]:
    with DuckDbEngine(fact_folders(folder)) as engine:
        return [finding.code for finding in examine(folder, engine).findings]


def test_a_copy_made_in_peace_opens_as_it_was_whatever_came_after(folder: Path, tmp_path: Path) -> None:
    with opened(folder, create=True) as store:
        import_lines(store, LINES)
        store.save_statement("lumora", "2027-01", 1, b'{"payable":"7"}', pins={}, known_at=MOMENT)
    shutil.copytree(folder, tmp_path / "backup")
    with opened(folder) as store:
        store.save_statement("lumora", "2027-02", 1, b"{}", pins={}, known_at=MOMENT)
        store.erase("email", "anna.weber@lichtwerk.example", known_at=MOMENT, without_rows=without_lines)
    restored = shutil.copytree(tmp_path / "backup", tmp_path / "elsewhere" / "buyer")
    assert codes(restored) == []
    with opened(restored) as store:
        assert [one.data for one in store.statements()] == [b'{"payable":"7"}']
        assert import_lines(store, LINES) == 1
    assert state(restored) == state(tmp_path / "backup")


def torn_copies(base: Path, number: int, order: str, target: Path) -> Iterator[Path]:
    """Copies of a workspace, one part at a mark of operation ``number`` and the rest after one or two more operations."""
    first = order.partition(" ")[0]
    early = {first} if order.endswith("first") else OURS - {first}
    for mark in range(1_000):
        for more in (1, 2):
            workspace, copy = shutil.copytree(base, target / "w"), target / "copy"
            copy.mkdir()
            is_reached = _copied_at(mark, workspace, number, copy, early)
            if is_reached:
                for next_one in range(number + 1, number + more):
                    do(workspace, next_one, is_plain=True)
                _copy(workspace, copy, OURS - early)
                yield copy
            shutil.rmtree(workspace)
            shutil.rmtree(copy)
            if not is_reached:
                return


def _copied_at(mark: int, workspace: Path, number: int, copy: Path, names: AbstractSet[str]) -> bool:
    """Do an operation, and copy some of the folders when it comes to its so many-th mark; False when it has fewer."""
    passed: list[str] = []

    def listen(name: str) -> None:
        if len(passed) == mark:
            _copy(workspace, copy, names)
        passed.append(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(failpoints, "listener", listen)
        do(workspace, number, is_plain=True)
    return len(passed) > mark


def _copy(workspace: Path, copy: Path, names: AbstractSet[str]) -> None:
    for name in sorted(names - {"cache"}):
        source = workspace / name
        if source.is_dir():
            shutil.copytree(source, copy / name)
        elif source.exists():
            shutil.copy2(source, copy / name)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("number", range(len(KINDS)), ids=KINDS)
def test_a_copy_torn_by_a_writer_is_before_or_after_or_is_refused(
    fast_folder: Path, number: int, order: str
) -> None:
    """Whatever opens without an error of the doctor is a state that there was, byte for byte."""
    made = stages(fast_folder / "stages", is_plain=True, more=2)
    sound = 0
    for copy in torn_copies(made[number], number, order, fast_folder):
        try:
            with chanced(copy, 0, is_plain=True) as store:
                is_sound = not has_errors(store.verify())
        except FindingsError as refused:
            assert refused.findings[0].code in ("store.log_behind", "store.log_damaged")  # noqa: PT017 - or it opens
            continue
        if is_sound:
            sound += 1
            assert state(copy) in [state(folder) for folder in made[number : number + 3]]
    assert sound


def backed_up(folder: Path, target: Path, keys: Path | None) -> tuple[int, int, int]:
    with opened(folder) as store:
        done = store.back_up(target, keys)
    assert done.findings == ()
    return done.copied, done.kept, done.destroyed


def test_a_backup_copies_only_what_is_new_and_restores_to_the_same_bytes(
    folder: Path, tmp_path: Path
) -> None:
    """One line: leads, qualifications, contacts, leaves, a blob, its commit, FORMAT; three keys. Then a record and its commit."""
    with opened(folder, create=True) as store:
        import_lines(store, LINES[:1])
    target, keys = tmp_path / "backup", tmp_path / "safe" / "keys"
    assert backed_up(folder, target, keys) == (7 + 3, 0, 0)
    with opened(folder) as store:
        store.save_record("verdicts", "k", b"v", known_at=MOMENT)
    assert backed_up(folder, target, keys) == (2, 7 + 3, 0)
    assert codes(target) == ["store.keys_missing"]
    restored = shutil.copytree(target, tmp_path / "restored")
    shutil.copytree(keys, restored / "keys")
    assert codes(restored) == []
    assert state(restored) == state(folder)


def test_an_erasure_reaches_the_backup(folder: Path, tmp_path: Path) -> None:
    """Gone are the key of the file as it was, and that file; new are both of the re-sealed one, and the commit.

    So is the file of the persons' keys, in which Anna's is overwritten: four are copied and two destroyed.
    """
    with opened(folder, create=True) as store:
        import_lines(store, LINES)
    target, keys = tmp_path / "backup", tmp_path / "keys"
    backed_up(folder, target, keys)
    with opened(folder) as store:
        store.erase("phone", "+4915112345678", known_at=MOMENT, without_rows=without_lines)
    (ring,) = (keys / "persons").iterdir()
    with ring.open("rb") as before:
        assert backed_up(folder, target, keys)[::2] == (4, 2)
        assert not any(before.read())  # the bytes that had this name are overwritten as well
    shutil.copytree(keys, target / "keys")
    assert state(target) == state(folder)


def test_an_older_workspace_does_not_overwrite_a_newer_backup(folder: Path, tmp_path: Path) -> None:
    with opened(folder, create=True) as store:
        import_lines(store, LINES[:1])
    old = shutil.copytree(folder, tmp_path / "old")
    with opened(folder) as store:
        import_lines(store, LINES[1:])
    backed_up(folder, tmp_path / "backup", None)
    before = state(tmp_path / "backup")
    for lines in (LINES[:0], LINES[2:]):
        with opened(old) as store:
            if lines:
                import_lines(store, lines)
            with pytest.raises(FindingsError, match=r"store\.backup_ahead"):
                store.back_up(tmp_path / "backup", None)
    assert state(tmp_path / "backup") == before


def test_a_damaged_file_does_not_replace_a_good_one(folder: Path, tmp_path: Path) -> None:
    with opened(folder, create=True) as store:
        import_lines(store, LINES)
        store.back_up(tmp_path / "backup", None)
        (leads,) = (folder / "facts" / "leads").iterdir()
        good = leads.read_bytes()
        leads.write_bytes(good[:-1])
        assert store.back_up(tmp_path / "backup", None).findings == ()
        done = store.back_up(tmp_path / "other", None)
    assert [finding.code for finding in done.findings] == ["store.file_changed"]
    assert (tmp_path / "backup" / "facts" / "leads" / leads.name).read_bytes() == good
    assert not (tmp_path / "other" / "facts" / "leads" / leads.name).exists()


def test_a_file_that_went_bad_in_the_backup_is_copied_anew(folder: Path, tmp_path: Path) -> None:
    with opened(folder, create=True) as store:
        import_lines(store, LINES)
    backed_up(folder, tmp_path / "backup", tmp_path / "keys")
    for path in (next((tmp_path / "backup" / "blobs").iterdir()), tmp_path / "keys" / "workspace.key"):
        path.write_bytes(path.read_bytes()[:-1])
    with opened(folder) as store, pytest.raises(FindingsError, match=r"store\.backup_other"):
        store.back_up(tmp_path / "backup", tmp_path / "keys")
    shutil.copy2(folder / "keys" / "workspace.key", tmp_path / "keys")
    assert backed_up(folder, tmp_path / "backup", tmp_path / "keys")[0] == 1
    assert codes(tmp_path / "backup") == ["store.keys_missing"]


def test_a_folder_of_something_else_is_left_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("hello")
    with opened(tmp_path / "another", create=True):
        pass
    with opened(folder, create=True) as store:
        import_lines(store, LINES)
        for target, keys, code in (
            (tmp_path / "letters", None, "store.backup_other"),
            (tmp_path / "another", None, "store.backup_other"),
            (tmp_path / "backup", tmp_path / "another" / "keys", "store.backup_other"),
            (folder / "backup", None, "store.backup_inside"),
            (tmp_path / "backup", folder / "keys", "store.backup_inside"),
        ):
            with pytest.raises(FindingsError, match=code):
                store.back_up(target, keys)
    assert not (tmp_path / "backup").exists()


def test_an_interrupted_backup_is_an_older_one_and_the_next_one_finishes_it(fast_folder: Path) -> None:
    """Every durable step fails in turn."""
    source = stages(fast_folder / "stages", is_plain=True)[-1]
    target, keys = fast_folder / "backup", fast_folder / "keys"
    for nth in range(1, 1_000):
        fault = Fault(nth, errno.ENOSPC)
        with chanced(source, 0, is_plain=True) as store:
            try:
                with pytest.MonkeyPatch.context() as patch:
                    fault.begin(patch)
                    store.back_up(target, keys)
            except OSError:
                with PlainEngine() as engine:
                    found = examine(target, engine).findings if (target / "FORMAT").exists() else ()
                assert {finding.code for finding in found} <= {"store.keys_missing"}
            assert store.back_up(target, keys).findings == ()
        shutil.copytree(keys, target / "keys")
        assert state(target) == state(source)
        shutil.rmtree(target)
        shutil.rmtree(keys)
        if fault.left > 0:
            break
    assert nth > 50


def test_operations_are_all_copied(fast_folder: Path) -> None:
    """A backup after each operation is what a copy of the folder is."""
    source, target, keys = fast_folder / "w", fast_folder / "backup", fast_folder / "keys"
    for number in range(len(KINDS)):
        with chanced(source, number, is_plain=True) as store:
            operate(store, number)
            store.back_up(target, keys)
        copy = shutil.copytree(target, fast_folder / "copy")
        shutil.copytree(keys, copy / "keys")
        assert state(copy) == state(source)
        shutil.rmtree(copy)
