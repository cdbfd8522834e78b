"""Many may write; one does at a time."""

import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assay.engines.duckdb import DuckDbEngine
from assay.store import Store, fact_folders, open_store
from assay.store.layout import Layout
from assay.store.lock import writer_lock
from assay.store.log import CommitTakenError
from tests.store.samples import ANNA, BRUNO, LINES, MOMENT, import_lines, opened, without_lines

IMPORTER = """
import sys
from pathlib import Path
from tests.store.samples import LINES, import_lines, opened, without_lines
with opened(Path(sys.argv[1]), create=True) as store:
    sys.stdin.readline()
    print(import_lines(store, LINES))
"""


def test_processes_that_import_the_same_file_together_make_one_batch(folder: Path) -> None:
    root = Path(__file__).parents[2]
    importers = [
        subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-c", IMPORTER, str(folder)],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    told = [importer.communicate("go\n") for importer in importers]
    assert told == [("1\n", "")] * 8
    with opened(folder) as store:
        assert [commit.kind for commit in store.log()] == ["import"]
        assert store.verify() == ()


def test_a_store_sees_what_another_one_committed(folder: Path, store: Store) -> None:
    with opened(folder) as other:
        assert import_lines(other, [ANNA]) == 1
        assert import_lines(store, [BRUNO]) == 2
        assert import_lines(other, [BRUNO]) == 2
        assert len(other.log()) == 2


def test_opening_beside_a_writer_leaves_its_half_written_files_alone(folder: Path, store: Store) -> None:
    import_lines(store, [ANNA])
    layout = Layout(folder)
    half = layout.fact_file("leads", "0" * 64)
    with writer_lock(layout.lock_file, on_wait=lambda: None):
        half.write_bytes(b"half")
        with opened(folder):
            pass
        assert half.exists()
    with opened(folder):
        pass
    assert not half.exists()


def test_a_writer_that_waits_a_second_says_so_once(tmp_path: Path) -> None:
    said: list[str] = []
    waiting = threading.Event()
    path = tmp_path / "lock"

    def notice() -> None:
        said.append("waiting")
        waiting.set()

    def wait() -> None:
        with writer_lock(path, on_wait=notice):
            said.append("in")

    with writer_lock(path, on_wait=notice):
        thread = threading.Thread(target=wait)
        thread.start()
        assert waiting.wait(timeout=30)
        assert said == ["waiting"]
    thread.join(timeout=30)
    assert said == ["waiting", "in"]


def test_a_number_taken_behind_our_back_is_not_overwritten(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that ignores the lock takes commit 1 just before we publish ours."""
    link = os.link

    def taken(source: Path, target: Path) -> None:
        Path(target).write_bytes(b"theirs")
        link(source, target)

    monkeypatch.setattr(os, "link", taken)
    with pytest.raises(CommitTakenError):
        import_lines(store, LINES)
    assert (folder / "log" / "000000001.json").read_bytes() == b"theirs"


def test_a_write_that_fails_leaves_nothing_and_can_be_repeated(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at each sync in turn, until one import has had syncs enough."""
    sync, failures = os.fsync, 0
    while not store.log():
        left = failures

        def full(handle: int) -> None:
            nonlocal left
            left -= 1
            if left == -1:
                raise OSError(28, "No space left on device")
            sync(handle)

        monkeypatch.setattr(os, "fsync", full)
        try:
            import_lines(store, LINES)
        except OSError:
            failures += 1
            left = 1 << 30
            assert [path for path in folder.rglob("*") if path.is_file() and path.parts[-2] == "facts"] == []
    monkeypatch.setattr(os, "fsync", sync)
    assert failures > 10
    assert import_lines(store, LINES) == 1
    assert [commit.number for commit in store.log()] == [1]
    assert store.verify() == ()
    assert store.save_record("verdicts", "k", b"v", known_at=MOMENT).commit == 2


def test_the_same_chance_makes_the_same_workspace_to_the_byte(tmp_path: Path) -> None:
    """With seeded entropy (for invented data only) keys, seals, facts and commits repeat."""

    def made(folder: Path) -> dict[str, bytes]:
        chance = random.Random(2027)  # noqa: S311 - that it repeats is the point
        with DuckDbEngine(fact_folders(folder), threads=2) as engine:
            store = open_store(folder, engine, create=True, entropy=chance.randbytes)
            import_lines(store, LINES)
            store.erase("email", "bruno@sonnenhof.example", known_at=MOMENT, without_rows=without_lines)
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    assert made(tmp_path / "a") == made(tmp_path / "b" / "deeper")
