"""One run of the demo for a whole test session, whoever asks first; and copies of it for tests that change something."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "streetlight"
CONTRACT = (str(EXAMPLE / "contract.yaml"), "--amendment", str(EXAMPLE / "supplement-1.yaml"))
MONTHS = tuple(f"2027-{month:02d}" for month in range(1, 7))


@dataclass(frozen=True)
class DemoRun:
    """What one run of the demo left: its workspace and what it printed."""

    folder: Path

    @property
    def workspace(self) -> Path:
        return self.folder / "buyer"

    @property
    def stdout(self) -> str:
        return (self.folder / "stdout").read_text("utf-8")

    @property
    def stderr(self) -> str:
        return (self.folder / "stderr").read_text("utf-8")

    def statement(self, month: str) -> bytes:
        return (self.workspace / "demo" / f"statement-{month}.json").read_bytes()

    def copy(self, folder: Path) -> Path:
        """A workspace of one's own, with the modes of its key files."""
        return Path(shutil.copytree(self.workspace, folder / "buyer"))


def run_demo(folder: Path, *, threads: int, environment: Mapping[str, str]) -> DemoRun:
    """Run the demo as a person does, in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "assay", "demo", "--workspace", "buyer", "--threads", str(threads)]
    done = subprocess.run(  # noqa: S603  # our own command
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, check=False
    )
    (folder / "stdout").write_bytes(done.stdout)
    (folder / "stderr").write_bytes(done.stderr)
    assert done.returncode == 0, done.stderr.decode()
    return DemoRun(folder)


def once(root: Path, name: str, make: Callable[[Path], object]) -> Path:
    """A folder made by whichever worker comes first; the others wait for it."""
    folder = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / f"{name}.made").exists():
            make(folder)
            (root / f"{name}.made").touch()
    return folder


def shared_root(factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of a session have in common."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _first_run(folder: Path) -> DemoRun:
    return run_demo(folder, threads=1, environment={"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"})


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The demo, run once. Read it; change only a copy."""
    return DemoRun(once(shared_root(tmp_path_factory), "demo", _first_run))
