"""Generated lives of contracts, 24 periods each, with every promise checked on every step.

python -m tools.lives --lives 100000 --seed 1
python -m tools.lives --seed 1 --life 4711        # one life again: its contract, and the step that failed
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import yaml

from tests.lives.check import Checked, Shares, added_up, check_life

CHUNK = 20
EVERY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A life that broke a promise."""

    life: int
    month: str
    faults: tuple[str, ...]


def main(arguments: list[str] | None = None) -> int:
    """0 when every life held; 1 with the command that replays the first that did not."""
    parser = argparse.ArgumentParser(prog="python -m tools.lives", description=__doc__.splitlines()[0])
    parser.add_argument("--lives", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--life", type=int)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    if given.life is not None:
        return replay(given.seed, given.life)
    return run(given.seed, given.lives, given.processes)


def run(seed: int, lives: int, processes: int) -> int:
    """Check lives from 0; progress and lives per second go to the error stream."""
    start = told = time.monotonic()
    done, counts, faults = 0, dict[str, int](), list[Fault]()
    for number, more, found in _chunks(seed, lives, processes):
        done, counts = done + number, added_up(counts, more)
        for fault in found:
            print(f"{fault.month}: {'; '.join(fault.faults)}\n    {_command(seed, fault.life)}", flush=True)
        faults += found
        if time.monotonic() - told > EVERY_SECONDS:
            told = time.monotonic()
            speed = done / (told - start)
            print(f"{done} of {lives} lives, {speed:.2f} a second, {len(faults)} broken", file=sys.stderr)
    seconds = time.monotonic() - start
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    print(f"{done} lives in {seconds:.0f} s, {done / seconds:.2f} a second, {len(faults)} broken")
    return 1 if faults else 0


def replay(seed: int, life: int) -> int:
    """Print a life's contract, the month that broke with its figures and events, and what broke."""
    checked = check_life(seed, life, Shares(again=100, books=100, endings=100))
    print(yaml.safe_dump(checked.story.contract.document, allow_unicode=True, sort_keys=False))
    if not checked.faults:
        print(f"# every promise holds until {checked.month}")
        return 0
    print(yaml.safe_dump(checked.story.document, allow_unicode=True, sort_keys=False))
    for fault in checked.faults:
        print(f"# {checked.month}: {fault}")
    return 1


def _chunks(seed: int, lives: int, processes: int) -> Iterator[tuple[int, dict[str, int], list[Fault]]]:
    spans = [(seed, first, min(first + CHUNK, lives)) for first in range(0, lives, CHUNK)]
    if processes == 1:
        yield from map(_checked, spans)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_checked, spans)


def _checked(span: tuple[int, int, int]) -> tuple[int, dict[str, int], list[Fault]]:
    """Check the lives of a chunk: how many, what ran, and what broke."""
    seed, first, last = span
    counts, faults = dict[str, int](), list[Fault]()
    for life in range(first, last):
        checked: Checked = check_life(seed, life, Shares())
        counts = added_up(counts, checked.counts)
        if checked.faults:
            faults.append(Fault(life, checked.month, tuple(checked.faults)))
    return last - first, counts, faults


def _command(seed: int, life: int) -> str:
    return f"python -m tools.lives --seed {seed} --life {life}"


if __name__ == "__main__":
    sys.exit(main())
