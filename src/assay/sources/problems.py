"""What is wrong with one file, collected while reading it: every problem, with its row and column, all at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from assay.core.findings import Finding, Place, Severity

LONGEST_SHOWN = 40
MOST_OF_A_KIND = 1_000
"""Findings of one code that are listed; of the others only the number is told."""

_LOOKED_AT = 1_000
_ROWS_SHOWN = 5
_WORD = re.compile(r"\S+")
_PHONE = re.compile(r"\+\d[\d ()./\-]{6,}\d")


class Problems:
    """Collects the findings of one file; the same finding twice is one.

    Attributes:
        file: Label of the file in every place; holds no contact detail.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._findings: dict[object, Finding] = {}
        self._listed: Counter[str] = Counter()
        self._more: dict[str, tuple[Finding, int]] = {}
        self._has_error = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of file, line, column and code; of very many of a kind the first that were seen."""
        return tuple(sorted([*self._findings.values(), *self._left_out()], key=Finding.sort_key))

    def has_error(self) -> bool:
        """Whether an error has been found."""
        return self._has_error

    def error(self, code: str, row: int = 0, column: str = "", **params: object) -> None:
        """Note a problem that keeps the whole file out."""
        self._add(code, Severity.ERROR, Place(self.file, row, column), params)

    def warn(self, code: str, row: int = 0, column: str = "", **params: object) -> None:
        """Note a problem that a person should look at; the file is still imported."""
        self._add(code, Severity.WARNING, Place(self.file, row, column), params)

    def report(self, code: str, row: int = 0, column: str = "", **params: object) -> None:
        """Note something that was done with the file."""
        self._add(code, Severity.INFO, Place(self.file, row, column), params)

    def keep(self, finding: Finding) -> None:
        """Take over a finding as it is."""
        self._keep(finding)

    def take(self, others: Problems) -> None:
        """Take over the findings of another collector as they are."""
        for finding in others.findings:
            self._keep(finding)

    def absorb(self, others: Problems) -> None:
        """Take over what another collector has found, as if it had been found here in the same order."""
        for finding in others._findings.values():
            self._keep(finding)
        for code, (first, count) in others._more.items():
            self._has_error = self._has_error or first.severity is Severity.ERROR
            before, known = self._more.get(code, (first, 0))
            self._more[code] = (before, known + count)

    def warn_of(self, others: Problems) -> None:
        """Take over the findings of another collector as warnings."""
        for finding in others.findings:
            self._add(finding.code, Severity.WARNING, finding.place, dict(finding.params))

    def _add(self, code: str, severity: Severity, place: Place, params: Mapping[str, object]) -> None:
        texts = {name: str(value) for name, value in params.items()}
        self._keep(Finding(code, place, texts, severity))

    def _keep(self, finding: Finding) -> None:
        self._has_error = self._has_error or finding.severity is Severity.ERROR
        if self._listed[finding.code] >= MOST_OF_A_KIND:
            first, count = self._more.get(finding.code, (finding, 0))
            self._more[finding.code] = (first, count + 1)
        elif self._findings.setdefault(finding.sort_key(), finding) is finding:
            self._listed[finding.code] += 1

    def _left_out(self) -> Iterator[Finding]:
        for code, (first, count) in self._more.items():
            params = {"found": str(count), "code": code}
            yield Finding("sources.more_of_a_kind", first.place, params, first.severity)


def without_contacts(text: str) -> str:
    """A text with an ellipsis for whatever looks like an e-mail or a phone."""
    return _PHONE.sub("…", _WORD.sub(_without_address, text) if "@" in text else text)


def _without_address(word: re.Match[str]) -> str:
    """An ellipsis for a word with an @ inside. A pattern for the whole would try every letter of a long word as its start."""
    return "…" if "@" in word[0][1:-1] else word[0]


def shown(value: object) -> str:
    """A value for a message: on one line, at most 40 characters, without what looks like an e-mail or a phone."""
    text = without_contacts(" ".join(str(value)[:_LOOKED_AT].split()))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def rows_shown(rows: Iterable[int]) -> str:
    """Row numbers for a message: the first five, then an ellipsis."""
    numbers = sorted(rows)
    return ", ".join(map(str, numbers[:_ROWS_SHOWN])) + (" …" if len(numbers) > _ROWS_SHOWN else "")


class FirstRows:
    """Of row numbers that come in their order those that :func:`rows_shown` needs.

    Attributes:
        found: The first five and the sixth, which stands for all others.
    """

    def __init__(self) -> None:
        self.found: list[int] = []

    def add(self, row: int) -> None:
        """The next row."""
        if len(self.found) <= _ROWS_SHOWN:
            self.found.append(row)
