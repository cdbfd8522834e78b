"""The survivors that docs/mutation.md explains, each by what it changes: numbers of mutants move, lines do so less."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "mutation.md"
_ENTRY = re.compile(r"^- `([\w/]+)` `([\w.]+)`: `` (.*?) `` → `` (.*?) ``$", re.MULTILINE)


@dataclass(frozen=True, order=True, slots=True)
class Change:
    """What a mutant changes, in words that outlive its number: lines of the function without their indent."""

    module: str
    function: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"- `{self.module}` `{self.function}`: `` {self.before} `` → `` {self.after} ``"


def explained(page: Path = PAGE) -> frozenset[Change]:
    """Every change that the page lists."""
    return frozenset(Change(*found) for found in _ENTRY.findall(page.read_text("utf-8")))
