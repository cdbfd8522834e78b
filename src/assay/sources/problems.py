"""What is wrong with one file, collected while reading it: every problem, with its row and column, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from assay.core.findings import Finding, Place, Severity

LONGEST_SHOWN = 40
_CONTACT = re.compile(r"\S+@\S+|\+\d[\d ()./\-]{6,}\d")


class Problems:
    """Collects the findings of one file; the same finding twice is one.

    Attributes:
        file: Label of the file in every place; holds no contact detail.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._findings: dict[object, Finding] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of file, line, column and code."""
        return tuple(sorted(self._findings.values(), key=Finding.sort_key))

    def has_error(self) -> bool:
        """Whether an error has been found."""
        return any(finding.severity is Severity.ERROR for finding in self._findings.values())

    def error(self, code: str, row: int = 0, column: str = "", **params: object) -> None:
        """Note a problem that keeps the whole file out."""
        self._add(code, Severity.ERROR, Place(self.file, row, column), params)

    def warn(self, code: str, row: int = 0, column: str = "", **params: object) -> None:
        """Note a problem that a person should look at; the file is still imported."""
        self._add(code, Severity.WARNING, Place(self.file, row, column), params)

    def report(self, code: str, row: int = 0, column: str = "", **params: object) -> None:
        """Note something that was done with the file."""
        self._add(code, Severity.INFO, Place(self.file, row, column), params)

    def take(self, others: Problems) -> None:
        """Take over the findings of another collector as they are."""
        for finding in others.findings:
            self._findings.setdefault(finding.sort_key(), finding)

    def warn_of(self, others: Problems) -> None:
        """Take over the findings of another collector as warnings."""
        for finding in others.findings:
            self._add(finding.code, Severity.WARNING, finding.place, dict(finding.params))

    def _add(self, code: str, severity: Severity, place: Place, params: Mapping[str, object]) -> None:
        texts = {name: str(value) for name, value in params.items()}
        finding = Finding(code, place, texts, severity)
        self._findings.setdefault(finding.sort_key(), finding)


def without_contacts(text: str) -> str:
    """A text with an ellipsis for whatever looks like an e-mail or a phone."""
    return _CONTACT.sub("…", text)


def shown(value: object) -> str:
    """A value for a message: on one line, at most 40 characters, without what looks like an e-mail or a phone."""
    text = without_contacts(" ".join(str(value).split()))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def rows_shown(rows: Iterable[int]) -> str:
    """Row numbers for a message: the first five, then an ellipsis."""
    numbers = sorted(rows)
    return ", ".join(str(number) for number in numbers[:5]) + (" …" if len(numbers) > 5 else "")
