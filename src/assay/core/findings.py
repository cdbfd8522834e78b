"""Findings: problems in data as values. A code, how bad, where, and parameters; the text is made at the edge."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

_LONGEST_SHOWN, _SHOWN_OF_LONGER = 1_000, 200
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Unicode categories that steer a screen or cannot be seen: controls, directions, surrogates, line separators."""


class Severity(StrEnum):
    """How bad a finding is. An error stops the command; nothing is half-done."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a finding points.

    Attributes:
        file: A label for people, never a path that is opened; empty when there is no file.
        line: 1-based line in that file, 0 when unknown.
        path: Dotted path in a document (``kpis.valid_leads.weight``) or a column name; may be empty.
    """

    file: str = ""
    line: int = 0
    path: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ", ".join(part for part in (where, self.path) if part)


NOWHERE = Place()
"""The place of what stands in no file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem.

    Attributes:
        code: Stable id such as ``contract.weights_sum``; the message catalogue has a text for it.
        place: Where it is.
        params: Named values of the message, as text.
        severity: Error unless said otherwise.
    """

    code: str
    place: Place = NOWHERE
    params: dict[str, str] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    def sort_key(self) -> tuple[Place, str, tuple[tuple[str, str], ...]]:
        """File, line, path, code, parameters: an order that does not depend on who found it first."""
        return (self.place, self.code, tuple(sorted(self.params.items())))


def shown(text: str) -> str:
    """Text out of a file as a sentence may hold it: on one line, nothing unseen in it, cut when it is very long."""
    cut = text if len(text) <= _LONGEST_SHOWN else f"{text[:_SHOWN_OF_LONGER]}…"
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(_escaped(sign) if unicodedata.category(sign) in _UNSEEN else sign for sign in cut)


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding stops the command."""
    return any(finding.severity is Severity.ERROR for finding in findings)


class FindingsError(Exception):
    """Carries findings out of a computation that cannot go on. Shown at the outermost door, all at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=Finding.sort_key))
        super().__init__("; ".join(f"{finding.code} {finding.place}" for finding in self.findings))

    def __reduce__(self) -> tuple[type[FindingsError], tuple[tuple[Finding, ...]]]:
        """Findings cross from one process to another whole."""
        return FindingsError, (self.findings,)
