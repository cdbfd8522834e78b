"""Jobs that meet a disk without room, and what must be true of them.

Every operation of the killing rig is done with chance of its own, so that a workspace in which it failed, was given
room and was done again is the same to the byte as one in which it never failed.

Run as ``python -m tests.store.full_disk FOLDER`` on a small disk of its own, which it fills to the brim and to each few
pages below; prints how often a job failed.
"""

import random
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, pairwise
from pathlib import Path

from assay.engines.duckdb import DuckDbEngine
from assay.store import Store, fact_folders, open_store
from tests.store.killing import KINDS, operate
from tests.store.plain_engine import PlainEngine

PAGE = 4096


@contextmanager
def chanced(folder: Path, number: int, *, is_plain: bool) -> Iterator[Store]:
    """A workspace, its keys and salts drawn as operation ``number`` always draws them."""
    chance = random.Random(number)  # noqa: S311 - that it repeats is the point
    with PlainEngine() if is_plain else DuckDbEngine(fact_folders(folder)) as engine:
        yield open_store(folder, engine, create=True, entropy=chance.randbytes)


def do(folder: Path, number: int, *, is_plain: bool) -> None:
    with chanced(folder, number, is_plain=is_plain) as store:
        operate(store, number)


def stages(folder: Path, *, is_plain: bool, more: int = 0) -> list[Path]:
    """A folder for each number of operations done: none, one, … every kind, and so many more."""
    made = [folder / "0"]
    with chanced(made[0], 0, is_plain=is_plain):
        pass
    for number in range(len(KINDS) + more):
        made.append(shutil.copytree(made[-1], folder / str(number + 1)))
        do(made[-1], number, is_plain=is_plain)
    return made


def state(folder: Path) -> dict[str, bytes]:
    """Every file but the lock."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def check_finished(folder: Path, number: int, before: Path, after: Path, *, is_plain: bool) -> None:
    """After a failure: opened again it is as before or as after, without an error; done again it is as after."""
    with chanced(folder, number, is_plain=is_plain) as store:
        assert problems(store) == []
        assert state(folder) in (state(before), state(after))
        operate(store, number)
        assert problems(store) == []
    assert state(folder) == state(after)


def problems(store: Store) -> list[str]:
    """What the doctor says, but for how little room a small disk has."""
    return [finding.code for finding in store.verify() if finding.code != "store.disk_low"]


def failures(folder: Path, attempt: Callable[[Path, int], None]) -> int:
    """Do each operation with ever more room, from none, until it succeeds; how often it failed.

    Args:
        folder: Where to work.
        attempt: (workspace, step) → does the operation that the workspace has not seen, or raises OSError.
    """
    failed = 0
    made = stages(folder / "stages", is_plain=False)
    for number, (before, after) in enumerate(pairwise(made)):
        for step in count():
            workspace = shutil.copytree(before, folder / "workspace")
            try:
                attempt(workspace, step)
                has_failed = False
            except OSError:
                has_failed = True
            check_finished(workspace, number, before, after, is_plain=False)
            shutil.rmtree(workspace)
            failed += has_failed
            if not has_failed:
                break
    return failed


def main(folder: Path) -> int:
    """Leave one page more each time."""
    ballast = folder / "ballast"

    def attempt(workspace: Path, step: int) -> None:
        number = int(sum(1 for _ in (workspace / "log").iterdir()))
        with chanced(workspace, number, is_plain=False) as store:
            free = shutil.disk_usage(folder).free - step * PAGE
            with ballast.open("wb") as file:
                file.write(bytes(max(free, 0)))
            try:
                operate(store, number)
            finally:
                ballast.unlink()

    return failures(folder, attempt)


if __name__ == "__main__":
    sys.stdout.write(str(main(Path(sys.argv[1]))))
