from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.store import Store
from tests.store.samples import opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "buyer"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with opened(folder, create=True) as store:
        yield store
