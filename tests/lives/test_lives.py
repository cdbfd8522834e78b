"""Whole lives of contracts: every promise on every step, every journal through Beancount, and what a life comes to."""

from __future__ import annotations

import os

import pytest

from tests.lives.check import Shares, check_life

CHUNKS = 8
LIVES = int(os.environ.get("ASSAY_LIVES", "96"))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_promise_holds_on_every_step_of_a_life(chunk: int) -> None:
    for life in range(chunk, LIVES, CHUNKS):
        checked = check_life(1, life, Shares())
        assert not checked.faults, f"python -m tools.lives --seed 1 --life {life}: {checked.month}"
