"""Import: detect the format, parse, seal, commit. A refused file is sealed too and adds no facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assay.core.findings import Finding, has_errors
from assay.parsing.parser import parser_with
from assay.ports import Content, Control, ImportOptions, Limits, Parsed, PutAside
from assay.services.mended import mended_late
from assay.services.staying import Known, staying
from assay.services.workspace import Workspace
from assay.sources.templates import template_bytes, template_names
from assay.store import contents, counting
from assay.store.contents import digest_of, size_of

STANDARD = Limits()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file.

    Attributes:
        name: As given.
        format_id: Empty when no format was found.
        commit: Its commit; 0 when nothing was written, as of a preview and of a file too large to be kept.
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


def content_of(path: Path, told: Callable[[int, int], None] = lambda *_: None) -> Content:
    """The content of a file on the disk: held when it is small, else gone through in pieces, more than once.

    Args:
        path: Where it is.
        told: Called with the bytes done and in all, while a large one is gone through.
    """
    return contents.content_of(path, told)


def make_ready(limits: Limits = STANDARD) -> None:
    """Let what reads files start while the workspace is opened; it is told nothing of either."""
    parser_with(limits).start()


def import_file(
    workspace: Workspace,
    name: str,
    data: Content,
    options: ImportOptions,
    *,
    known_at: datetime,
    limits: Limits = STANDARD,
) -> ImportReport:
    """Bring one file in.

    Args:
        workspace: The open workspace.
        name: File name without folder.
        data: Its content; see :func:`content_of`.
        options: What a person says about it.
        known_at: When the buyer received it.
        limits: What reading it may cost.
    """
    parsed = parse_file(name, data, options, limits)
    if _is_unread(parsed, data, limits):
        return _report(name, parsed, {}, commit=0, already=False)
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


def _other_account(workspace: Workspace, data: Content, account: str) -> Finding | None:
    """The very same bytes under another account would count everything twice."""
    digest = digest_of(data)
    for commit in counting(workspace.store.log()):
        known = commit.details.get("account")
        if commit.kind == "import" and commit.details.get("blob") == digest and known != account:
            params = {"account": account or "—", "known": str(known) or "—", "commit": str(commit.number)}
            return Finding("cli.other_account", params=params)
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
    name: str,
    data: Content,
    options: ImportOptions,
    limits: Limits = STANDARD,
    *,
    workspace: Workspace | None = None,
) -> ImportReport:
    """What an import would do, with nothing written; beside the rows of a workspace when there is one."""
    parsed = parse_file(name, data, options, limits)
    records = parsed.records
    rows = records.rows if isinstance(records, PutAside) else Counter(record.table for record in records)
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


def _is_unread(parsed: Parsed, data: Content, limits: Limits) -> bool:
    """Whether a file is too large to be held as a whole and was not read by its lines: then nobody could be erased from it."""
    return size_of(data) > limits.file_bytes and not parsed.format_id


def parse_file(name: str, data: Content, options: ImportOptions, limits: Limits = STANDARD) -> Parsed:
    """Parse a file in a process of its own, and keep nothing: what a dry run shows.

    An unknown format, control totals that disagree and a limit that was reached are findings like any other.
    """
    return parser_with(limits).parse(name, data, options)
