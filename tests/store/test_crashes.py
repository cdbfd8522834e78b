"""Five hundred kills: whatever the moment, what is found is the state before or the state after."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assay.store import failpoints
from tests.store.killing import KINDS, named_failpoints, operate
from tests.store.samples import opened


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_killed_writer_leaves_the_state_before_or_after(tmp_path: Path, seed: int) -> None:
    rig = [sys.executable, "-m", "tests.store.killing", str(tmp_path), str(seed), "125"]
    root = Path(__file__).parents[2]
    done = subprocess.run(rig, capture_output=True, text=True, check=False, cwd=root)  # noqa: S603 - our own rig
    assert (done.returncode, done.stderr) == (0, "")
    seen = json.loads(done.stdout)
    assert seen["problems"] == []
    assert len(seen["died_at"]) == 125
    assert set(named_failpoints()) - set(seen["died_at"]) == set()


def test_every_failpoint_is_on_the_road_of_the_killed_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: set[str] = set()
    monkeypatch.setattr(failpoints, "listener", passed.add)
    with opened(folder, create=True) as store:
        for number in range(len(KINDS)):
            operate(store, number)
    assert set(named_failpoints()) - passed == set()
