"""``assay log`` and ``undo``: what the log holds, and taking a commit out again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.data import csv_text
from assay.cli.options import (
    InstantType,
    format_option,
    lang_option,
    print_json,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.cli.tables import table
from assay.core.tables import TABLES, Value
from assay.i18n import translate

if TYPE_CHECKING:  # the services bring the store and the engine, which a command imports only when it runs
    from assay.services.history import Entry, UndoResult

KINDS = ("import", "refused", "replacement", "events", "undo", "statement", "record", "erasure")
_COLUMNS = ("commit", "known_at", "kind", "format", "account", "file", "document", "rows", "state", "by", "about", "replaced_by")  # fmt: skip


@click.command("log")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="只看这些类型，可多次 / only these kinds, repeatable")  # fmt: skip
@click.option("--account", default="", help="只看这个账户或账本 / only this account or book")
@click.option("--format-id", default="", help="只看这种导出格式 / only this export format")
@format_option("text", "json", "csv")
@workspace_option
@lang_option
@reports_findings
def log_command(
    kinds: tuple[str, ...], account: str, format_id: str, output: str, workspace: Path, lang: str
) -> None:
    """列出每一次提交：带来什么，现在算不算数 / Every commit: what it brought, and whether it counts today."""
    from assay.bootstrap import open_workspace
    from assay.services.history import Wanted, history

    with open_workspace(workspace) as opened:
        entries = history(opened, Wanted(kinds, account, format_id))
    if output == "json":
        print_json({"assay": "log/v1", "commits": [entry_document(entry) for entry in entries]})
    elif output == "csv":
        sys.stdout.write(csv_text(_COLUMNS, map(_csv_row, entries)))
    else:
        for line in log_lines(entries, lang):
            click.echo(line)


@click.command("undo")
@click.argument("commit", type=int)
@click.option("--dry-run", is_flag=True, help="只看不写 / show, write nothing")
@click.option("--known-at", type=InstantType(), help="什么时候决定的，默认现在 / when it was decided, now by default")  # fmt: skip
@workspace_option
@lang_option
@reports_findings
def undo_command(commit: int, dry_run: bool, known_at: datetime | None, workspace: Path, lang: str) -> None:
    """撤销某次提交：撤销也记为一次新提交，从那时起原来的不再算数 / Undo a commit: from a new commit on it counts no longer.

    什么也不删除，撤销本身也可以撤销。Nothing is removed, and an undo can be undone.
    """
    from assay.bootstrap import SystemClock, open_workspace
    from assay.services.history import undo

    moment = known_at or SystemClock().now()
    with open_workspace(workspace, on_wait=lambda: click.echo(translate(lang, "cli.waiting"), err=True)) as opened:  # fmt: skip
        result = undo(opened, commit, known_at=moment, dry_run=dry_run)
    show_findings(result.findings, lang)
    for line in undo_lines(result, lang):
        click.echo(line)


def log_lines(entries: Sequence[Entry], lang: str) -> Iterator[str]:
    """The log as a table, oldest first."""
    if not entries:
        yield translate(lang, "log.none")
        return
    names = ("commit", "known", "kind", "format", "account", "what", "rows", "state")
    head = [translate(lang, f"log.{name}") for name in names]
    yield from table([head, *(_cells(entry, lang) for entry in entries)], right=frozenset({0}))


def undo_lines(result: UndoResult, lang: str) -> Iterator[str]:
    """What an undo did, or would do."""
    key = "dry" if result.commit is None else "done"
    if result.undone.kind == "refused":
        key = "aside_dry" if result.commit is None else "aside"
    if result.already:
        key = "already"
    details = result.undone.details
    what = [result.undone.kind, *(str(details[name]) for name in ("format", "account") if details.get(name))]
    params = {
        "commit": str(result.undone.number),
        "what": " ".join(what),
        "by": str(result.commit),
    }
    yield translate(lang, f"undo.{key}", params)
    for word, commits in (("out", result.out), ("back", result.back)):
        for commit in commits:
            counts = {file.table: file.rows for file in commit.files if file.table in TABLES}
            rows = {"commit": str(commit.number), "rows": rows_text(counts)}
            yield "   " + translate(lang, f"undo.{word}", rows)


def rows_text(rows: Mapping[str, int]) -> str:
    """Tables with their rows, on one line."""
    return ", ".join(f"{name} {count}" for name, count in sorted(rows.items()))


def entry_document(entry: Entry) -> dict[str, object]:
    """A commit as JSON; ``docs/schemas/log.schema.json`` describes it."""
    return {
        "commit": entry.number,
        "known_at": entry.known_at.isoformat(),
        "kind": entry.kind,
        "format": entry.format_id,
        "account": entry.account,
        "file": entry.file,
        "document": entry.document,
        "rows": dict(sorted(entry.rows.items())),
        "state": entry.state.value,
        "by": entry.by,
        "about": entry.about or None,
        "replaced_by": list(entry.replaced_by),
    }


def moment_text(moment: datetime) -> str:
    """An instant of the log, to the minute, in UTC."""
    return f"{moment:%Y-%m-%d %H:%M}Z"


def _csv_row(entry: Entry) -> dict[str, Value]:
    return {
        "document": entry.document,
        "commit": entry.number,
        "known_at": entry.known_at,
        "kind": entry.kind,
        "format": entry.format_id,
        "account": entry.account,
        "file": entry.file,
        "rows": rows_text(entry.rows),
        "state": entry.state.value,
        "by": entry.by,
        "about": entry.about or None,
        "replaced_by": " ".join(map(str, entry.replaced_by)),
    }


def _cells(entry: Entry, lang: str) -> list[str]:
    what = entry.file or entry.document
    if entry.about:
        key = entry.kind if entry.kind in ("undo", "replacement") else "import"
        about = translate(lang, f"log.about_{key}", {"about": str(entry.about)})
        what = f"{what} ({about})" if what else about
    state = translate(lang, f"log.{entry.state.value}", {"by": str(entry.by)})
    if entry.replaced_by:
        state += translate(lang, "log.replaced", {"by": ", ".join(map(str, entry.replaced_by))})
    return [
        str(entry.number),
        moment_text(entry.known_at),
        entry.kind,
        entry.format_id,
        entry.account,
        what,
        rows_text(entry.rows),
        state,
    ]
