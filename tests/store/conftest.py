import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.store import Store
from tests.store.samples import opened

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a kill leaves memory as it leaves a disk, and nothing waits for a sync


@pytest.fixture
def fast_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has such a disk."""
    if not IN_MEMORY.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "buyer"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with opened(folder, create=True) as store:
        yield store
