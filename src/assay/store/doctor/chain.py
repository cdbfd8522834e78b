"""The log as far as it can be read. A damaged commit is named, and those around it still speak for themselves.

Each commit bears its own seal, so one that is whole can be believed whatever became of its neighbours. Without the
workspace key no seal can be tried; then a commit is believed when the next one names its digest, or when it is the last.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.core.findings import Finding, FindingsError, Place
from assay.store.doctor.chart import Chart
from assay.store.keys import Keyring
from assay.store.log import Commit, LogDamagedError, commit_numbers, commit_path, read_commit


@dataclass(frozen=True, slots=True)
class Chain:
    """What the log says.

    Attributes:
        commits: Those that can be believed, in order.
        is_whole: Whether none is missing or damaged.
    """

    commits: tuple[Commit, ...]
    is_whole: bool


def chain_of(chart: Chart, keyring: Keyring | None) -> Chain:
    """Read every commit; missing, altered and ill-fitting ones are noted."""
    last = max(commit_numbers(chart.layout), default=0)
    read: dict[int, Commit] = {}
    for number in range(1, last + 1):
        try:
            read[number] = _commit(chart, keyring, number)
        except (FindingsError, OSError) as error:
            chart.caught(error, chart.layout.relative(commit_path(chart.layout, number)))
        chart.tell("commits", number, last)
    if keyring is None:
        for number in _disowned(read):
            del read[number]
            chart.note(LogDamagedError(number).findings)
    misfits = [number for number in read if _misfits(read, number)]
    chart.note(_misfit(number) for number in misfits)
    return Chain(tuple(read.values()), len(read) == last and not misfits)


def _commit(chart: Chart, keyring: Keyring | None, number: int) -> Commit:
    try:
        data = commit_path(chart.layout, number).read_bytes()
    except FileNotFoundError:
        raise LogDamagedError(number) from None
    chart.counts["files"] += 1
    chart.counts["bytes"] += len(data)
    commit = read_commit(data, number, keyring)
    chart.counts["commits"] += 1
    return commit


def _disowned(read: dict[int, Commit]) -> list[int]:
    """Commits whose digest is not the one that the next commit names: without seals, the altered ones."""
    return [number for number in read if number + 1 in read and _misfits(read, number + 1)]


def _misfits(read: dict[int, Commit], number: int) -> bool:
    """Whether a commit names another parent than the one that is there; no answer is needed beside a gap."""
    parent = read.get(number - 1)
    expected = "" if number == 1 else parent.digest if parent else read[number].parent
    return read[number].parent != expected


def _misfit(number: int) -> Finding:
    place = Place(f"log/{number:09d}.json")
    return Finding("store.log_forked", place, {"number": str(number), "before": str(number - 1)})
