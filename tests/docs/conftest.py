"""The demo, run once for all tests of the pages."""

import os
import time
from pathlib import Path

import pytest

from tools.docs_runs import make_demo

_PATIENCE_SECONDS = 300


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo workspace under ``assay-data`` and what the demo printed in ``demo.txt``.

    Processes of one test run share it: the first makes it, the others wait.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _made(tmp_path_factory.mktemp("demo"))
    folder = tmp_path_factory.getbasetemp().parent / "docs-demo"
    try:
        folder.mkdir()
    except FileExistsError:
        return _waited_for(folder)
    return _made(folder)


def _made(folder: Path) -> Path:
    result = make_demo(folder)
    (folder / "demo.part").write_text(result.stdout, "utf-8")
    (folder / "demo.part").rename(folder / "demo.txt")
    return folder


def _waited_for(folder: Path) -> Path:
    for _ in range(_PATIENCE_SECONDS * 10):
        if (folder / "demo.txt").exists():
            return folder
        time.sleep(0.1)
    raise TimeoutError(folder)
