"""A rig that kills: forks a writer, lets it die at a random point of its work, and has the next one look what is left.

Run as ``python -m tests.store.killing FOLDER SEED KILLS ENGINE``, the engine being ``duckdb`` or ``plain``. Every operation is one commit, so the length of the log
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

from assay.store import Store, Told, counting, failpoints
from assay.store.seal import ReceivedFile
from tests.store.samples import ACCOUNT, MOMENT, import_lines, opened, refused_log, without_lines

KINDS = ("statement", "record", "events", "refused", "import", "undo", "erasure")
WRITERS_PER_WORKSPACE = 7
FAILPOINTS_AT_MOST = 70


def named_failpoints() -> tuple[str, ...]:
    """Every failpoint with a fixed name, as the code of the store has them."""
    folder = Path(failpoints.__file__).parent
    text = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    return tuple(sorted(set(re.findall(r'failpoint\("([^"]+)"\)', text))))


def person(number: int) -> str:
    return f"L-{number};p{number}@buyer.example;+49151{number:08d};Person Number{number};pole light"


def told(number: int) -> Told:
    """An event, and the file that told it."""
    file = ReceivedFile("o.xlsx", f"objection {number}".encode())
    return Told("life", "objections", f'{{"events":"{number}"}}'.encode(), {f"e{number}": "2"}, file)


def operate(store: Store, number: int) -> bool:  # noqa: PLR0911 - one return for each kind of work
    """Do operation ``number``; whether it was there already. An undo takes out the import before it, commit ``number``."""
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
        case "events":
            return store.save_events(told(number), known_at=known_at).already
        case "refused":
            data = f"refused {number} p{number + 2}@buyer.example".encode()
            return store.import_file(
                refused_log(), name="r", data=data, account=ACCOUNT, known_at=known_at
            ).already
        case "undo":
            return store.undo(number, known_at=known_at).already
        case _:
            return (
                store.erase(
                    "email", erased_by(number + 1), known_at=known_at, without_rows=without_lines
                ).commit
                is None
            )


def work(store: Store, acknowledge: Callable[[int], None]) -> None:
    """Do the last operation again, which must change nothing, and then one after another."""
    done = len(store.log())
    if done and not operate(store, done - 1):
        acknowledge(-1)
    for number in range(done, done + len(KINDS)):
        operate(store, number)
        acknowledge(number + 1)


def wrong(folder: Path, store: Store) -> Iterator[str]:
    """What is wrong with a workspace in which a writer died and which was opened since."""
    commits = store.log()
    yield from (f"{finding.code} {finding.place}" for finding in store.verify())
    kinds = [commit.kind for commit in commits]
    if kinds != [KINDS[number % len(KINDS)] for number in range(len(commits))]:
        yield f"log is {kinds}"
    kept = counting(commits)
    committed = {file.path for commit in kept for file in commit.files if file.table == "leads"}
    if {path.relative_to(folder).as_posix() for path in store.tables()["leads"]} != committed:
        yield "facts are not the committed ones"
    erasures = (commit.number for commit in commits if commit.kind == "erasure")
    yield from (f"commit {number} did not erase" for number in erasures if known(store, erased_by(number)))
    if list((folder / "tmp").iterdir()):
        yield "tmp is not empty"


def erased_by(commit: int) -> str:
    return f"p{commit - 2}@buyer.example"


def known(store: Store, email: str) -> bool:
    """Whether the workspace still knows an e-mail, as a contact or in the text of a file."""
    blobs = {str(commit.details["blob"]) for commit in store.log() if "blob" in commit.details}
    in_text = any(email.encode() in store.read_blob(blob) for blob in blobs)
    return in_text or any(store.contacts([store.contact_key("email", email)]).values())


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


NEVER = Death(1 << 30)


def deaths(chance: random.Random) -> Iterator[Death]:
    """Each named failpoint in turn, and between them the nth failpoint of any name and any moment."""
    for turn in count():
        for name in named_failpoints():
            yield Death(1 + min(turn, chance.randint(0, 2)), name)
            yield Death(chance.randint(1, FAILPOINTS_AT_MOST))
            yield Death()


def writer(folder: Path, death: Death, *, is_plain: bool) -> Callable[[Callable[[str], None]], None]:
    """A task that opens the workspace, says what it found, works, and dies at a failpoint unless killed before."""

    def task(say: Callable[[str], None]) -> None:
        passed = 0

        def listen(name: str) -> None:
            nonlocal passed
            passed += death.name in ("", name)
            if passed == death.nth:
                say(f"died {name}")
                os.kill(os.getpid(), signal.SIGKILL)

        failpoints.listener = listen
        with opened(folder, create=True, is_plain=is_plain) as store:
            for problem in wrong(folder, store):
                say(f"wrong {problem}")
            say(f"found {len(store.log())}")
            work(store, lambda number: say(f"done {number}"))

    return task


def killed(folder: Path, death: Death, seconds: float, *, is_plain: bool) -> list[tuple[str, str]]:
    """Let a writer die; what it said before, as pairs, and at the end ``survived`` or ``failed`` when it did not die."""
    child, reading = forked(writer(folder, death, is_plain=is_plain))
    if not death.nth:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    lines, status = heard(child, reading)
    said = [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]
    if not os.WIFSIGNALED(status):
        said.append(("survived" if os.WEXITSTATUS(status) == 0 else "failed", ""))
    return said


def judged(said: list[tuple[str, str]], acknowledged: int) -> Iterator[str]:
    """What a writer's words reveal about the writers before it, the last of whom acknowledged so many commits."""
    for word, rest in said:
        if word in ("wrong", "failed") or (word, rest) == ("done", "-1"):
            yield f"{word} {rest}"
        if word == "found" and not acknowledged <= int(rest) <= acknowledged + 1:
            yield f"acknowledged {acknowledged}, found {rest}"


def warm_up(folder: Path) -> None:
    """Do everything once before there are children, so that none of them has to import or compile anything."""
    with opened(folder, create=True, is_plain=True) as store:
        work(store, lambda _number: None)
        assert list(wrong(folder, store)) == []


def life_seconds(folder: Path, *, is_plain: bool) -> float:
    """How long a writer works whom nobody kills."""
    start = time.perf_counter()
    said = killed(folder, NEVER, 0, is_plain=is_plain)
    assert said[-1] == ("survived", ""), said
    return time.perf_counter() - start


def main(folder: Path, seed: int, kills: int, *, is_plain: bool) -> dict[str, list[str]]:
    chance = random.Random(seed)  # noqa: S311 - a seeded series of deaths
    warm_up(folder / "warm")
    seconds = life_seconds(folder / "life", is_plain=is_plain)
    died_at: list[str] = []
    problems: list[str] = []
    acknowledged = 0
    fates = deaths(chance)
    for tries in count():
        workspace = folder / str(tries // WRITERS_PER_WORKSPACE)
        last = tries % WRITERS_PER_WORKSPACE == WRITERS_PER_WORKSPACE - 1 or len(died_at) == kills
        death = NEVER if last else next(fates)  # so that no named failpoint falls to one that nobody kills
        said = killed(workspace, death, chance.uniform(0, seconds), is_plain=is_plain)
        problems.extend(f"{death}: {problem}" for problem in judged(said, acknowledged))
        counts = [int(rest) for word, rest in said if word in ("found", "done")]
        acknowledged = 0 if last else max(acknowledged, *counts, 0)
        if ("survived", "") not in said:
            died_at.append(next((rest for word, rest in said if word == "died"), "any moment"))
        if problems or (last and len(died_at) == kills):
            break
    return {"died_at": died_at, "problems": problems}


if __name__ == "__main__":
    seen = main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), is_plain=sys.argv[4] == "plain")
    sys.stdout.write(json.dumps(seen))
