"""Compare a service provider's lead list with the buyer's own log: read both, judge, and say what was not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assay.core.comparison.chinese import simplified
from assay.core.comparison.judge import compare
from assay.core.comparison.records import Claim, Comparison, Enquiry, Group, Judged, Terms
from assay.core.findings import Finding, FindingsError, Severity, has_errors
from assay.parsing.parser import parser_with
from assay.ports import Limits
from assay.sources.countries import country_code
from assay.sources.lists import Chosen, ListOptions, ReadList, Said
from assay.sources.lists.grids import Line
from assay.sources.problems import Problems, rows_shown
from assay.sources.streams import size_finding

STANDARD = Limits()
Progress = Callable[[str, int, int], None]
"""Told the name of a file, how many of its rows are read, and how many there are."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it is given: its name without folder, its bytes, and what a person says about it."""

    name: str
    data: bytes
    options: ListOptions


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two lists."""

    name: str
    read: ReadList

    def columns_of(self, *fields: str) -> tuple[Chosen, ...]:
        """The columns taken for one of these fields."""
        return tuple(column for column in self.read.columns if column.field in fields)


@dataclass(frozen=True, slots=True)
class Compared:
    """Both lists and what became of every claim.

    Attributes:
        claim: The service provider's list.
        evidence: The buyer's own.
        terms: What was asked for.
        result: Every claim with its group.
        findings: Warnings and notes; there are no errors.
    """

    claim: Side
    evidence: Side
    terms: Terms
    result: Comparison
    findings: tuple[Finding, ...]

    def line_of(self, judged: Judged) -> Line:
        """The row of the list that was judged."""
        return self.claim.read.lines[judged.claim]

    def person_of(self, judged: Judged) -> Claim:
        """The same row as a person."""
        return self.claim.read.claims[judged.claim]

    def enquiries_of(self, judged: Judged) -> tuple[tuple[Line, Enquiry], ...]:
        """The rows of the log shown beside it, the telling one first."""
        read = self.evidence.read
        return tuple((read.lines[index], read.enquiries[index]) for index in judged.enquiries)

    def counts(self) -> dict[str, int]:
        """How many claims there are, are proven in all, are not, and are in each group; the groups add up."""
        claimed, proven = len(self.result.judged), self.result.proven
        groups = {group.value: len(self.result.of(group)) for group in Group}
        return {"claimed": claimed, "proven_in_all": proven, "not_proven": claimed - proven, **groups}


def compare_files(
    claim: Given,
    evidence: Given,
    terms: Terms,
    progress: Progress = lambda *_: None,
    limits: Limits = STANDARD,
) -> Compared:
    """Read both files, each in a process with limits, and judge every claim.

    Raises:
        FindingsError: One of the files cannot be read, or its columns cannot be told.
    """
    sides: list[ReadList | None] = []
    findings: list[Finding] = []
    for given in (claim, evidence):
        told = _told(progress, given.name)
        read, found = parser_with(limits).read_list(given.name, given.data, given.options, told)
        sides.append(read)
        findings += found
    first, second = sides
    if first is None or second is None or has_errors(findings):
        raise FindingsError(findings)
    if not second.lines:
        raise FindingsError([*findings, Finding("compare.no_evidence", params={"found": evidence.name})])
    result = compare(first.claims, second.enquiries, terms)
    notes = [*_of_file(claim.name, first), *_of_file(evidence.name, second), *_of_both(first, second, result)]
    if claim.data == evidence.data:
        notes.append(_warning("compare.same_file"))
    sides_read = Side(claim.name, first), Side(evidence.name, second)
    return Compared(*sides_read, terms, result, (*findings, *notes))


def size_findings(files: Iterable[tuple[str, int]], limits: Limits) -> tuple[Finding, ...]:
    """What is wrong with files of these names and sizes, before any is read."""
    return tuple(filter(None, (size_finding(name, size, limits) for name, size in files)))


def list_options(
    side: str, columns: Said, dates: str = "", region: str = "", encoding: str = ""
) -> ListOptions:
    """What a person says about a list.

    Raises:
        FindingsError: The region is no country.
    """
    code = country_code(simplified(region)) if region else ""
    if code is None:
        raise FindingsError([Finding("compare.no_such_country", params={"found": region})])
    return ListOptions(side, columns, dates, code, encoding)


def market_of(text: str) -> frozenset[str]:
    """The countries of a list such as ``US,德国``.

    Raises:
        FindingsError: One of them is not known.
    """
    codes, findings = set(), []
    for part in filter(None, (part.strip() for part in text.replace("，", ",").split(","))):
        code = country_code(simplified(part))
        if code:
            codes.add(code)
        else:
            findings.append(Finding("compare.no_such_country", params={"found": part}))
    if findings:
        raise FindingsError(findings)
    return frozenset(codes)


def _told(progress: Progress, name: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(name, done, total)


def _of_file(name: str, read: ReadList) -> list[Finding]:
    """What was left out of a file, or is missing from it."""
    problems = Problems(name)
    if read.totals:
        problems.report("compare.totals_left_out", rows=rows_shown(read.totals))
    if read.skipped:
        problems.report("compare.rows_left_out", count=len(read.skipped), rows=rows_shown(read.skipped))
    if not read.has("time"):
        problems.report("compare.no_days")
    return list(problems.findings)


def _of_both(claim: ReadList, evidence: ReadList, result: Comparison) -> list[Finding]:
    """What could not be judged for want of a column."""
    notes = []
    if not evidence.has("answered_at", "answered"):
        notes.append(_note("compare.no_answers"))
    if result.period is None:
        notes.append(_warning("compare.no_period"))
    if result.shared:
        notes.append(_note("compare.shared_identities", {"count": str(result.shared)}))
    unknown = sum(one.country_unknown for one in result.judged)
    if unknown:
        notes.append(_note("compare.market_unknown", {"count": str(unknown)}))
    if not claim.lines:
        notes.append(_warning("compare.no_claims"))
    return notes


def _note(code: str, params: dict[str, str] | None = None) -> Finding:
    return Finding(code, params=params or {}, severity=Severity.INFO)


def _warning(code: str) -> Finding:
    return Finding(code, severity=Severity.WARNING)
