"""The folder that lies beside a checkout: without it a test is skipped at a desk, and fails in CI unless that says that it is absent."""

import os
from pathlib import Path

import pytest

_SAID = os.environ.get("ASSAY_SHARED", "")
"""``absent``, or where the folder is when it is not beside the checkout. Read before a test is shielded from such settings."""

SHARED = Path(_SAID) if _SAID not in {"", "absent"} else Path(__file__).parents[2] / "shared"
DATA = SHARED / "data"
EXPECTED = bool(os.environ.get("CI")) and _SAID != "absent"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir() and not EXPECTED, reason="../shared is not beside this checkout"
)
"""For a test that reads it. In CI the test runs and fails on what is not there."""
