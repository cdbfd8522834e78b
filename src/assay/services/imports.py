"""Import: detect the format, parse, seal, commit. A refused file is sealed too and adds no facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assay.core.findings import Finding, has_errors
from assay.ports import Control, ImportOptions, Parsed
from assay.services.workspace import Workspace
from assay.sources.registry import choose


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
    result = workspace.store.import_file(parsed, name=name, data=data, account=options.account, known_at=known_at)
    return ImportReport(
        name=name,
        format_id=parsed.format_id,
        commit=result.commit,
        already=result.already,
        refused=has_errors(parsed.findings),
        rows=result.rows,
        rows_read=parsed.rows_read,
        controls=parsed.controls,
        facts=parsed.facts,
        findings=parsed.findings,
    )


def parse_file(name: str, data: bytes, options: ImportOptions) -> Parsed:
    """Parse a file and keep nothing: what a dry run shows.

    An unknown format, or control totals that disagree, are findings like any other.
    """
    found = choose(name, data, options)
    if isinstance(found, Finding):
        return Parsed("", (), (found,))
    return found.parse(name, data, options)
