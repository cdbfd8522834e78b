"""Two thousand kills: whatever the moment, what is found is the state before or the state after."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assay.store import failpoints
from tests.store.killing import KINDS, named_failpoints, operate
from tests.store.samples import opened

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_killed_writer_leaves_the_state_before_or_after(fast_folder: Path, seed: int) -> None:
    assert set(named_failpoints()) - deaths_of(fast_folder, seed, 450, "plain") == set()


@pytest.mark.parametrize("seed", [5, 6, 7, 8])
def test_a_writer_killed_with_duckdb_at_work_leaves_the_state_before_or_after(
    fast_folder: Path, seed: int
) -> None:
    assert "any moment" in deaths_of(fast_folder, seed, 50, "duckdb")


def deaths_of(folder: Path, seed: int, kills: int, engine: str) -> set[str]:
    """Where the writers died; there must have been so many, and nothing may be wrong after any."""
    rig = [sys.executable, "-m", "tests.store.killing", str(folder), str(seed), str(kills), engine]
    done = subprocess.run(rig, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603 - our own rig
    assert (done.returncode, done.stderr) == (0, "")
    seen = json.loads(done.stdout)
    assert seen["problems"] == []
    assert len(seen["died_at"]) == kills
    return set(seen["died_at"])


def test_every_failpoint_is_on_the_road_of_the_killed_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: set[str] = set()
    monkeypatch.setattr(failpoints, "listener", passed.add)
    with opened(folder, create=True) as store:
        for number in range(len(KINDS)):
            operate(store, number)
    assert set(named_failpoints()) - passed == set()
