"""A document ready to be written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """A document ready to be written: a name for its file, and its bytes."""

    name: str
    data: bytes
