"""A rig that kills: forks a writer, lets it die at a random point of its work, and looks at what it left.

Run as ``python -m tests.store.killing FOLDER SEED KILLS``. Every operation is one commit, so the length of the log
says how far the work has come; operation ``k`` is the same whenever it is done. Prints one JSON object: where the
writers died, and what was wrong.
"""

import json
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

from assay.store import Store, failpoints
from tests.store.samples import ACCOUNT, MOMENT, import_lines, opened, refused_log, without_lines

KINDS = ("statement", "record", "refused", "import", "erasure")
WRITERS_PER_WORKSPACE = 10
FAILPOINTS_AT_MOST = 70
SECONDS_AT_MOST = 0.1


def named_failpoints() -> tuple[str, ...]:
    """Every failpoint with a fixed name, as the code of the store has them."""
    folder = Path(failpoints.__file__).parent
    text = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    return tuple(sorted(set(re.findall(r'failpoint\("([^"]+)"\)', text))))


def person(number: int) -> str:
    return f"L-{number};p{number}@buyer.example;+49151{number:08d};Person Number{number};pole light"


def operate(store: Store, number: int) -> bool:
    """Do operation ``number``; whether it was there already."""
    known_at = MOMENT + timedelta(minutes=number)
    match KINDS[number % len(KINDS)]:
        case "import":
            before = len(store.log())
            return import_lines(store, [person(number), person(number + 1)], known_at=known_at) <= before
        case "statement":
            data = f'{{"n":"{number}"}}'.encode()
            saved = store.save_statement("life", f"p{number}", 1, data, pins={}, known_at=known_at)
            return saved.already
        case "record":
            return store.save_record("verdicts", f"life/{number}", b"frozen", known_at=known_at).already
        case "refused":
            data = f"refused {number} p{number + 1}@buyer.example".encode()
            return store.import_file(
                refused_log(), name="r", data=data, account=ACCOUNT, known_at=known_at
            ).already
        case _:
            erased = f"p{number - 1}@buyer.example"
            return store.erase("email", erased, known_at=known_at, without_rows=without_lines).commit is None


def work(folder: Path, acknowledge: Callable[[int], None]) -> None:
    """Do the last operation again, which must change nothing, and then one after another."""
    with opened(folder, create=True) as store:
        done = len(store.log())
        if done and not operate(store, done - 1):
            acknowledge(-1)
        for number in range(done, done + len(KINDS)):
            operate(store, number)
            acknowledge(number + 1)


def check(folder: Path) -> list[str]:
    """What is wrong with a workspace in which a writer died."""
    with opened(folder, create=True) as store:
        commits = store.log()
        problems = [f"{finding.code} {finding.place}" for finding in store.verify()]
        expected = [KINDS[number % len(KINDS)] for number in range(len(commits))]
        if [commit.kind for commit in commits] != expected:
            problems.append(f"log is {[commit.kind for commit in commits]}")
        committed = {file.path for commit in commits for file in commit.files if file.table == "leads"}
        if {path.relative_to(folder).as_posix() for path in store.tables()["leads"]} != committed:
            problems.append("facts are not the committed ones")
        if list((folder / "tmp").iterdir()):
            problems.append("tmp is not empty")
        return [*problems, str(len(commits))]


def forked(task: Callable[[Callable[[str], None]], None]) -> tuple[int, int]:
    """Run a task in a child; its process id and the end of a pipe on which it speaks in lines."""
    reading, speaking = os.pipe()
    child = os.fork()
    if child:
        os.close(speaking)
        return child, reading
    status = 1
    try:
        task(partial(_say, speaking))
        status = 0
    finally:
        os._exit(status)


def _say(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode())


def heard(child: int, reading: int) -> tuple[list[str], int]:
    with os.fdopen(reading) as pipe:
        lines = pipe.read().splitlines()
    return lines, os.waitpid(child, 0)[1]


@dataclass(frozen=True)
class Death:
    """Die when a failpoint is passed for the ``nth`` time, any failpoint when it has no name; 0 is any moment."""

    nth: int = 0
    name: str = ""


def deaths(chance: random.Random) -> Iterator[Death]:
    """Each named failpoint in turn, and between them the nth failpoint of any name and any moment."""
    for turn in count():
        for name in named_failpoints():
            yield Death(1 + min(turn, chance.randint(0, 2)), name)
            yield Death(chance.randint(1, FAILPOINTS_AT_MOST))
            yield Death()


def killed_writer(folder: Path, death: Death, seconds: float) -> list[str]:
    """Let a writer die; what it said before."""

    def task(say: Callable[[str], None]) -> None:
        passed = 0

        def listen(name: str) -> None:
            nonlocal passed
            passed += death.name in ("", name)
            if passed == death.nth:
                say(name)
                os.kill(os.getpid(), signal.SIGKILL)

        failpoints.listener = listen
        work(folder, lambda number: say(str(number)))

    child, reading = forked(task)
    if not death.nth:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    lines, status = heard(child, reading)
    if not os.WIFSIGNALED(status):
        lines.append("survived" if os.WEXITSTATUS(status) == 0 else "failed")
    return lines


def is_number(line: str) -> bool:
    return line.lstrip("-").isdigit()


def main(folder: Path, seed: int, kills: int) -> dict[str, list[str]]:
    chance = random.Random(seed)  # noqa: S311 - a seeded series of deaths
    died_at: list[str] = []
    problems: list[str] = []
    acknowledged = 0
    workspace = folder
    for tries, death in enumerate(deaths(chance)):
        if len(died_at) == kills or problems:
            break
        if tries % WRITERS_PER_WORKSPACE == 0:
            workspace, acknowledged = folder / str(tries), 0
        lines = killed_writer(workspace, death, chance.uniform(0, SECONDS_AT_MOST))
        names = [line for line in lines if not is_number(line)]
        if "survived" not in names:
            died_at.append(names[0] if names else "any moment")
        acknowledged = max(acknowledged, *(int(line) for line in lines if is_number(line)), 0)
        if "-1" in lines or "failed" in lines:
            problems.append(f"{death}: done twice, or failed: {lines}")
        found, _ = heard(*forked(lambda say, here=workspace: say("\n".join(check(here)))))  # type: ignore[misc]
        if not found or not acknowledged <= int(found[-1]) <= acknowledged + 1:
            problems.append(f"{death}: acknowledged {acknowledged}, found {found}")
        else:
            acknowledged = int(found[-1])
            problems.extend(f"{death}: {line}" for line in found[:-1])
    return {"died_at": died_at, "problems": problems}


if __name__ == "__main__":
    seen = main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(seen))
