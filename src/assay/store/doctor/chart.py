"""What an examination has seen so far: counts, findings, and how far it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from assay.core.findings import Finding, FindingsError, Place, Severity
from assay.store.layout import Layout

Tell = Callable[[str, int, int], None]
"""(what is being looked at, how many of it are done, of how many)"""


@dataclass(slots=True)
class Chart:
    """Filled while a workspace is looked over.

    Attributes:
        layout: Where things lie.
        tell: Told how far the work is.
        counts: What was checked: name → number. A name that was never counted is 0.
        findings: All problems, in the order in which they were met.
        is_log_whole: Whether every commit can be read; else a file that is not there may have been removed by one that
            cannot.
        absent: Files that are not there although a readable commit names them, beside a damaged log.
    """

    layout: Layout
    tell: Tell
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    is_log_whole: bool = True
    absent: list[str] = field(default_factory=list)

    def note(self, findings: Iterable[Finding]) -> None:
        self.findings.extend(findings)

    def missing(self, name: str, finding: Finding) -> None:
        """Note a file that is not there, or put it by when only a damaged commit could say whether it should be."""
        if self.is_log_whole:
            self.findings.append(finding)
        else:
            self.absent.append(name)

    def read(self, name: str) -> bytes | None:
        """Bytes of a file below the workspace; None when it is not there, or cannot be read, which is noted."""
        try:
            return (self.layout.root / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.findings.append(unreadable(name, error))
            return None

    def caught(self, error: FindingsError | OSError, name: str) -> None:
        """Note what kept something from being looked at."""
        if isinstance(error, FindingsError):
            self.note(error.findings)
        else:
            self.findings.append(unreadable(name, error))


def unreadable(name: str, error: OSError) -> Finding:
    """The system does not give a file: no permission, or a disk that fails."""
    params = {"file": name, "problem": error.strerror or type(error).__name__}
    return Finding("store.unreadable_file", Place(name), params)


def warning(code: str, name: str, params: dict[str, str]) -> Finding:
    """A finding that keeps nothing from working."""
    return Finding(code, Place(name), params, Severity.WARNING)
