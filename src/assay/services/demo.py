"""The demo: months of exports imported as they arrived, settled month by month, the statements left as JSON."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Amended
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month, parse_instant
from assay.ports import ImportOptions
from assay.services.imports import content_of, import_file
from assay.services.settle import SettledMonth, settle_month
from assay.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One export of the example: path below ``exports``, and what its receiver said about it."""

    path: Path
    known_at: datetime
    options: ImportOptions


@dataclass(frozen=True, slots=True)
class DemoMonth:
    """A month of the example: when its statement is drawn, and how many leads the agency claims for it."""

    month: Month
    as_of: datetime
    claimed: int


def demo_files(example: Path) -> tuple[DemoFile, ...]:
    """The exports in the order in which they arrived."""
    manifest = _manifest(example)
    files = [
        DemoFile(
            example / "exports" / entry["path"],
            parse_instant(entry["known_at"]),
            ImportOptions(
                account=entry.get("account", ""),
                zone=entry.get("zone", ""),
                decimal_mark=entry.get("decimal_mark", ""),
                mapping=entry.get("mapping", ""),
                format_id="" if entry.get("mapping") else entry["format"],
            ),
        )
        for entry in manifest["file"]
    ]
    return tuple(sorted(files, key=lambda file: (file.known_at, file.path)))


def demo_months(example: Path) -> tuple[DemoMonth, ...]:
    """The months to settle, in order."""
    claims = dict(_claims(example))
    return tuple(
        DemoMonth(Month.parse(entry["month"]), parse_instant(entry["as_of"]), claims.get(entry["month"], 0))
        for entry in _manifest(example)["period"]
    )


def run_demo(
    workspace: Workspace,
    example: Path,
    amended: Amended,
    progress: Callable[[str, Mapping[str, str]], None],
    events: Sequence[Event] = (),
) -> Iterator[tuple[DemoMonth, SettledMonth]]:
    """Import and settle month by month.

    Args:
        workspace: An empty workspace.
        example: Folder of the example.
        amended: Its contract.
        progress: Called with a message key and parameters before each step.
        events: What happened to the contract and is in no export.

    Yields:
        Each month with its statement.

    Raises:
        FindingsError: A file of the example was refused, or figures do not fit.
    """
    files = list(demo_files(example))
    for month in demo_months(example):
        while files and files[0].known_at <= month.as_of:
            file = files.pop(0)
            progress("demo.importing", {"month": str(month.month), "name": file.path.name})
            _import(workspace, file)
        progress("demo.settling", {"month": str(month.month)})
        yield month, settle_month(workspace, amended, month.month, as_of=month.as_of, events=events)


def statement_bytes(settled: SettledMonth) -> bytes:
    """The statement as a file: readable JSON, keys sorted, UTF-8, LF; what ``settle --format json`` prints."""
    return (json.dumps(settled.document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _import(workspace: Workspace, file: DemoFile) -> None:
    report = import_file(
        workspace, file.path.name, content_of(file.path), file.options, known_at=file.known_at
    )
    if report.refused:
        raise FindingsError(report.findings)


def _manifest(example: Path) -> dict[str, list[dict[str, str]]]:
    path = example / "exports" / "manifest.toml"
    if not path.is_file():
        raise FindingsError([Finding("cli.no_such_file", params={"found": str(path)})])
    return tomllib.loads(path.read_text("utf-8"))


def _claims(example: Path) -> Iterator[tuple[str, int]]:
    path = example / "agency_claims.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            values = list(row.values())
            yield values[0][:7], int(values[1].replace(",", ""))
