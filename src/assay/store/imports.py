"""Bringing a file in: seal it, write its rows, commit. A crash leaves the state before or the state after.

Order on disk: file key, sealed blob, fact files, person keys, commit. Nothing is there before the commit names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from assay.core.findings import Finding, FindingsError, has_errors
from assay.ports import Content, ImportOptions, Parsed
from assay.store.batch import Making, Origin
from assay.store.blobs import write_seal
from assay.store.contents import digest_of
from assay.store.covered import Covered
from assay.store.fact_files import FactFiles
from assay.store.failpoints import failpoint
from assay.store.log import Commit, Draft, Json, canonical
from assay.store.people import people_as_asked
from assay.store.replaced import scope_details, scopes_of_file
from assay.store.said import said_details
from assay.store.seal import ReceivedFile
from assay.store.view import counting, live_seals, rows_of
from assay.store.workspace import Workspace
from assay.store.writing import writing


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file.

    Attributes:
        commit: Number of the commit that holds it.
        already: The very same file was there and counts; none of its rows were written again.
        refused: The file had errors: it was sealed as evidence and gave no rows.
        rows: Canonical table → rows that the file gave.
        replacement: Commit from which on a file that was there replaces the older rows of its days; None when this
            import committed none.
    """

    commit: int
    already: bool
    refused: bool
    rows: Mapping[str, int]
    replacement: int | None = None


def batch_id(format_id: str, account: str, blob: str, life: int = 1) -> str:
    """SHA-256 over format, account and content: the same file for the same account is one batch.

    A file that comes again after it was undone lives again: ``life`` 2, 3 … are batches of their own, for rows hold the
    number of the commit that brought them.
    """
    parts: dict[str, Json] = {"account": account, "blob": blob, "format": format_id}
    return digest_of(canonical(parts if life == 1 else {**parts, "life": str(life)}))


def import_file(
    workspace: Workspace,
    parsed: Parsed,
    received: ReceivedFile,
    *,
    account: str,
    known_at: datetime,
    options: ImportOptions,
) -> ImportResult:
    """Bring a parsed file in, or seal a refused one.

    Args:
        workspace: Where to.
        parsed: What a source made of the file.
        received: The file itself.
        account: Account or book, as given at import.
        known_at: When the file was received; aware.
        options: What else a person said about it, and asks for.

    Raises:
        FindingsError: ``store.erased_file``: the file was here before, and a person was erased from it since;
            ``store.no_such_reject``: what it should mend is no refused commit.
        RecordShapeError: The source made a record that its table cannot hold. Nothing is written.
    """
    blob = digest_of(received.content)
    kind = "refused" if has_errors(parsed.findings) else "import"
    ranges = _ranges(parsed, account) if options.replace and kind == "import" else []
    with writing(workspace):
        _check_mended(workspace.log.commits, options.mends)
        batch, known = _life(workspace, kind, parsed.format_id, account, blob)
        if known is not None:
            return _again(workspace, known, ranges, known_at)
        seals = live_seals(workspace.log.commits)
        if seals.get(blob, blob) != blob:
            raise FindingsError([Finding("store.erased_file", params={"blob": blob})])
        origin = Origin(batch, workspace.log.next_number, blob, parsed.format_id, account)
        making, facts = _making(workspace, origin, parsed), FactFiles(workspace, batch)
        for part in making.parts() if kind == "import" else ():
            facts.add(part)
        sealed = () if blob in seals else (write_seal(workspace, blob, received),)
        files = (*sealed, *facts.write())
        if making.new_keys:
            workspace.keyring.keep_person_keys(making.new_keys)
        failpoint("import:written")
        details = _details(parsed, origin, making.covered) | _said(options, ranges)
        draft = Draft(kind, batch, known_at, files, (), details)
        return _result(workspace.log.append(draft), already=False)


def known_import(workspace: Workspace, parsed: Parsed, content: Content, account: str) -> Commit | None:
    """The commit that holds a file, or its refusal, and counts; None when there is none."""
    kind = "refused" if has_errors(parsed.findings) else "import"
    return _life(workspace, kind, parsed.format_id, account, digest_of(content))[1]


def _check_mended(commits: Sequence[Commit], number: int) -> None:
    if number and (not 0 < number <= len(commits) or commits[number - 1].kind != "refused"):
        raise FindingsError([Finding("store.no_such_reject", params={"commit": str(number)})])


def _ranges(parsed: Parsed, account: str) -> list[Json]:
    return scope_details(scopes_of_file(parsed, account))


def _life(
    workspace: Workspace, kind: str, format_id: str, account: str, blob: str
) -> tuple[str, Commit | None]:
    """The batch under which a file counts, with its commit; else the first one that it has not lived under, and None."""
    numbers = {commit.number for commit in counting(workspace.log.commits)}
    life = 1
    while True:
        batch = batch_id(format_id, account, blob, life)
        known = workspace.log.find(kind, batch)
        if known is None or known.number in numbers:
            return batch, known
        life += 1


def _again(workspace: Workspace, known: Commit, ranges: list[Json], known_at: datetime) -> ImportResult:
    """The same file again changes nothing, unless it is now said to be whole: then its ranges are committed alone."""
    done = "replaced" in known.details or any(
        commit.kind == "replacement" and commit.details["import"] == known.number
        for commit in counting(workspace.log.commits)
    )
    if ranges and not done:
        details: dict[str, Json] = {
            "account": known.details["account"],
            "format": known.details["format"],
            "import": known.number,
            "replaced": ranges,
        }
        commit = workspace.log.append(Draft("replacement", "", known_at, (), (), details))
        return replace(_result(known, already=True), replacement=commit.number)
    return _result(known, already=True)


def _making(workspace: Workspace, origin: Origin, parsed: Parsed) -> Making:
    """A file that was undone ties nobody: persons are recognised by what counts."""
    index = people_as_asked(workspace, counting(workspace.log.commits))
    return Making(workspace, origin, parsed.records, index)


def _details(parsed: Parsed, origin: Origin, covered: Covered) -> dict[str, Json]:
    """Codes, counts and decisions; neither the file's name nor a finding's text, which may quote a contact."""
    return {
        "account": origin.account,
        "blob": origin.blob,
        "controls": [asdict(control) for control in parsed.controls],
        "covered": [*covered.days()],
        "facts": dict(parsed.facts),
        "findings": [
            {"code": finding.code, "line": finding.place.line, "severity": finding.severity.value}
            for finding in parsed.findings
        ],
        "format": parsed.format_id,
        "rows_read": parsed.rows_read,
    }


def _said(options: ImportOptions, ranges: list[Json]) -> dict[str, Json]:
    asked: dict[str, Json] = {"mends": options.mends, "replaced": ranges}
    return {**said_details(options), **{name: value for name, value in asked.items() if value}}


def _result(commit: Commit, *, already: bool) -> ImportResult:
    rows = rows_of(commit)
    return ImportResult(commit.number, already, commit.kind == "refused", rows)
