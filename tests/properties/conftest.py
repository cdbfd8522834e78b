"""Chunks of drawn cases. All properties of one chunk run together, so that each chunk is settled once."""

from __future__ import annotations

import pytest

from tests.properties.cases import CHUNKS, Case, draw_chunk


@pytest.fixture(scope="session", params=range(CHUNKS), ids=lambda chunk: f"chunk {chunk}")
def cases(request: pytest.FixtureRequest) -> tuple[Case, ...]:
    return draw_chunk(request.param)
