"""What every test stands on: quick property tests at a desk, thorough ones in CI, and no settings leaking in."""

import gc
import os

import pytest
from hypothesis import settings

import assay.sources  # noqa: F401 - sets how Excel files are written, before a test writes one

# Deadlines measure the machine, not the code. In CI the examples are fixed, so a red build is red again tomorrow.
settings.register_profile("desk", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=500, deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_collection_finish() -> None:
    """Twelve thousand collected tests stay to the end: a tenth of the time went into looking whether they are garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_unconfigure() -> None:
    """What stays frozen at the end is told as a leak by libraries that count."""
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ASSAY_")]:
        monkeypatch.delenv(name)
