"""``assay retention``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.options import (
    InstantType,
    format_option,
    lang_option,
    print_json,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.cli.progress import says_waiting
from assay.core.findings import Finding, Severity
from assay.i18n import translate

if TYPE_CHECKING:  # the service brings the store, which is imported only when the command runs
    from assay.services.retention import Applied, ClassState, Retention


@click.command("retention")
@click.option(
    "--set",
    "windows",
    multiple=True,
    help="设定期限，例如 contacts=24months、files=36months、files=none，可多次 / set a window, repeatable",
)
@click.option(
    "--apply", "is_applied", is_flag=True, help="销毁过期的个人信息，不能撤销 / destroy what is past it"
)
@click.option(
    "--dry-run", is_flag=True, help="与 --apply 同用：只看不销毁 / with --apply: show, destroy nothing"
)
@click.option(
    "--as-of", type=InstantType(), help="按哪一刻计算，默认现在 / the moment to reckon from, now by default"
)
@format_option("text", "json")
@workspace_option
@lang_option
@reports_findings
def retention_command(
    windows: tuple[str, ...],
    is_applied: bool,
    dry_run: bool,
    as_of: datetime | None,
    output: str,
    workspace: Path,
    lang: str,
) -> None:
    """个人信息保存多久、哪些已过期，到期销毁 / How long personal data stay, what is past that; its destruction.

    没有设定期限时什么也不会销毁；有未决争议时也不会。Without a window, or while a dispute is open, nothing goes.
    """
    from assay.bootstrap import SystemClock, open_workspace
    from assay.services.retention import apply, retention, set_windows

    moment = as_of or SystemClock().now()
    with open_workspace(workspace, on_wait=says_waiting(lang, workspace)) as opened:
        findings = set_windows(opened, windows, known_at=moment) if windows else ()
        found = retention(opened, moment)
        done = apply(opened, found, dry_run=dry_run) if is_applied else None
    if is_applied and found.holds:
        held = {"contracts": "、".join(hold.contract_id for hold in found.holds)}
        findings = (*findings, Finding("retention.on_hold", params=held, severity=Severity.WARNING))
    show_findings(findings, lang)
    if output == "json":
        print_json(retention_document(found, done, dry_run=dry_run))
        return
    for line in (*_lines(found, lang), *_done_lines(done, lang, dry_run=dry_run)):
        click.echo(line)


def retention_document(found: Retention, done: Applied | None, *, dry_run: bool) -> dict[str, object]:
    """Windows, what is past them, what holds it, and what was destroyed, as JSON."""
    applied = done and {
        "commit": done.commit,
        "persons": done.persons,
        "contacts": done.contacts,
        "files": len(done.blobs),
        "dry_run": dry_run,
    }
    return {
        "as_of": found.as_of.isoformat(),
        "classes": [
            {
                "class": state.name,
                "months": state.months,
                "cutoff": state.cutoff and state.cutoff.isoformat(),
                "count": state.count,
                "past": len(state.past),
                "oldest": state.oldest and state.oldest.isoformat(),
            }
            for state in found.classes
        ],
        "holds": [
            {"contract": hold.contract_id, "period": hold.period, "disputes": list(hold.disputes)}
            for hold in found.holds
        ],
        "applied": applied,
    }


def _lines(found: Retention, lang: str) -> Iterator[str]:
    for state in found.classes:
        yield translate(
            lang, f"retention.{state.name}", {"count": f"{state.count:,}", "oldest": _day(state.oldest)}
        )
        yield "   " + _window(state, lang)
    for hold in found.holds:
        params = {"contract": hold.contract_id, "period": hold.period, "disputes": ", ".join(hold.disputes)}
        yield translate(lang, "retention.hold", params)


def _window(state: ClassState, lang: str) -> str:
    if state.months is None:
        return translate(lang, "retention.no_window", {})
    params = {"months": str(state.months), "cutoff": _day(state.cutoff), "past": f"{len(state.past):,}"}
    return translate(lang, "retention.window", params)


def _done_lines(done: Applied | None, lang: str, *, dry_run: bool) -> Iterator[str]:
    if done is not None:
        params = {
            "persons": f"{done.persons:,}",
            "contacts": f"{done.contacts:,}",
            "blobs": f"{len(done.blobs):,}",
        }
        nothing = not (done.persons or done.blobs)
        key = "nothing" if nothing else "would_go" if dry_run else "gone"
        yield translate(lang, f"retention.{key}", params)


def _day(moment: datetime | None) -> str:
    return "—" if moment is None else f"{moment:%Y-%m-%d}"
