"""Import: detect the format, parse, seal, commit. A refused file is sealed too and adds no facts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from assay.core.findings import Finding, has_errors
from assay.ports import Control, ImportOptions, Parsed
from assay.services.mended import mended_late
from assay.services.staying import Known, staying
from assay.services.workspace import Workspace
from assay.sources.registry import choose
from assay.sources.templates import template_bytes, template_names
from assay.store import counting


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file.

    Attributes:
        name: As given.
        format_id: Empty when no format was found.
        commit: Its commit.
        already: The very same file was imported before; nothing changed.
        refused: Nothing of it was imported; the bytes are sealed as evidence.
        rows: Table → rows imported.
        rows_read: Data rows seen.
        controls: Totals of the file against its rows.
        facts: What was decided about the file.
        replacement: Commit from which on the file, imported before, replaces older rows; None when there is no new one.
    """

    name: str
    format_id: str
    commit: int
    already: bool
    refused: bool
    rows: Mapping[str, int]
    rows_read: int
    controls: tuple[Control, ...]
    facts: Mapping[str, str]
    findings: tuple[Finding, ...]
    replacement: int | None = None


def import_file(
    workspace: Workspace, name: str, data: bytes, options: ImportOptions, *, known_at: datetime
) -> ImportReport:
    """Bring one file in.

    Args:
        workspace: The open workspace.
        name: File name without folder.
        data: Its bytes.
        options: What a person says about it.
        known_at: When the buyer received it.
    """
    parsed = parse_file(name, data, options)
    other = _other_account(workspace, data, options.account)
    if other is not None:
        parsed = replace(parsed, records=(), findings=(*parsed.findings, other))
    log = workspace.store.log()
    result = workspace.store.import_file(
        parsed, name=name, data=data, account=options.account, known_at=known_at, options=options
    )
    noted = (
        *staying(workspace, parsed, options, Known(log, result.commit)),
        *(mended_late(workspace, result.commit, options.mends) if result.already else ()),
    )
    report = _report(name, parsed, result.rows, commit=result.commit, already=result.already)
    return replace(report, findings=(*report.findings, *noted), replacement=result.replacement)


def _other_account(workspace: Workspace, data: bytes, account: str) -> Finding | None:
    """The very same bytes under another account would count everything twice."""
    digest = hashlib.sha256(data).hexdigest()
    for commit in counting(workspace.store.log()):
        known = commit.details.get("account")
        if commit.kind == "import" and commit.details.get("blob") == digest and known != account:
            return Finding(
                "cli.other_account", params={"account": account or "—", "known": str(known) or "—"}
            )
    return None


def _report(
    name: str, parsed: Parsed, rows: Mapping[str, int], *, commit: int, already: bool
) -> ImportReport:
    return ImportReport(
        name=name,
        format_id=parsed.format_id,
        commit=commit,
        already=already,
        refused=has_errors(parsed.findings),
        rows=rows,
        rows_read=parsed.rows_read,
        controls=parsed.controls,
        facts=parsed.facts,
        findings=parsed.findings,
    )


def preview_file(
    name: str, data: bytes, options: ImportOptions, workspace: Workspace | None = None
) -> ImportReport:
    """What an import would do, with nothing written; beside the rows of a workspace when there is one."""
    parsed = parse_file(name, data, options)
    rows = Counter(record.table for record in parsed.records)
    if workspace is None:
        return _report(name, parsed, rows, commit=0, already=False)
    log = workspace.store.log()
    known = workspace.store.known_import(parsed, data, options.account)
    commit = known.number if known else 0
    report = _report(name, parsed, rows, commit=commit, already=known is not None)
    noted = staying(workspace, parsed, options, Known(log, commit or len(log) + 1))
    return replace(report, findings=(*report.findings, *noted))


def template_list() -> tuple[str, ...]:
    """Names of the filled templates."""
    return template_names()


def template(name: str, lang: str) -> bytes:
    """A filled template as xlsx."""
    return template_bytes(name, lang)


def parse_file(name: str, data: bytes, options: ImportOptions) -> Parsed:
    """Parse a file and keep nothing: what a dry run shows.

    An unknown format, or control totals that disagree, are findings like any other.
    """
    found = choose(name, data, options)
    if isinstance(found, Finding):
        return Parsed("", (), (found,))
    return found.parse(name, data, options)
