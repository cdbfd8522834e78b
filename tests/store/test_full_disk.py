"""A full disk, a failing one, a limit on files: at every step of every kind of work nothing is lost, doubled or left over.

What was acknowledged stays, what was not is as if it had never begun, and the same job done again with room comes to
the same workspace, byte for byte.
"""

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.store import failpoints
from tests.store.full_disk import chanced, check_finished, failures, stages
from tests.store.killing import KINDS, operate

ROOT = Path(__file__).parents[2]
STEPS = ("fsync", "replace", "link", "unlink", "mkdir", "open", "ftruncate")


class Fault:
    """Fails the nth durable step, whichever of the system's calls or of the store's own marks it is; later ones work."""

    def __init__(self, nth: int, error: int) -> None:
        self.left, self.error = nth, error

    def begin(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(failpoints, "listener", lambda _name: self.step())
        for name in STEPS:
            patch.setattr(os, name, self.failing(getattr(os, name)))

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise OSError(self.error, os.strerror(self.error))

    def failing(self, call: Callable[..., object]) -> Callable[..., object]:
        def called(*arguments: object, **named: object) -> object:
            self.step()
            return call(*arguments, **named)

        return called


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["no room", "bad disk"])
@pytest.mark.parametrize("number", range(len(KINDS)), ids=KINDS)
def test_whatever_step_fails_the_job_is_done_again_to_the_same_end(
    fast_folder: Path, number: int, error: int
) -> None:
    before, after = stages(fast_folder / "stages", is_plain=True)[number : number + 2]
    for nth in range(1, 1_000):
        workspace = shutil.copytree(before, fast_folder / "workspace")
        fault = Fault(nth, error)
        try:
            with pytest.MonkeyPatch.context() as patch, chanced(workspace, number, is_plain=True) as store:
                fault.begin(patch)
                operate(store, number)
        except OSError as failure:
            assert failure.errno == error  # noqa: PT017 - some faults are borne, and the last round meets none
        check_finished(workspace, number, before, after, is_plain=True)
        shutil.rmtree(workspace)
        if fault.left > 0:
            break
    assert nth > 10  # an undo writes nothing but its commit


def test_a_file_of_any_size_may_be_the_one_that_does_not_fit(fast_folder: Path) -> None:
    """The system writes a file up to its limit and refuses the rest: 0 bytes, then 211 more each time, in a process of its own."""

    def limited(workspace: Path, step: int) -> None:
        child = os.fork()
        if not child:
            _under_limit(workspace, step * 211)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == 28:
            raise OSError(errno.EFBIG, "File too large")
        assert status == 0

    assert failures(fast_folder, limited) > 20


def _under_limit(workspace: Path, size: int) -> None:
    """Do the next operation and leave the process: 0 when it was done, 28 when the system refused."""
    status = 1
    number = sum(1 for _ in (workspace / "log").iterdir())
    try:
        with chanced(workspace, number, is_plain=False) as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            operate(store, number)
        status = 0
    except OSError:
        status = 28
    finally:
        os._exit(status)


def test_a_disk_that_is_full_to_the_last_page_and_to_each_page_below(tmp_path: Path) -> None:
    """A disk of 8 MB of its own, where the system lets people mount one."""
    inside = f'mount -t tmpfs -o size=8m tmpfs "$1" && exec "{sys.executable}" -m tests.store.full_disk "$1"'
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("this system has no unshare")
    done = subprocess.run(  # noqa: S603 - our own rig
        [unshare, "-rm", "sh", "-c", inside, "sh", str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    if "unshare:" in done.stderr or "mount:" in done.stderr:
        pytest.skip("nobody may mount a disk here")
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 20
