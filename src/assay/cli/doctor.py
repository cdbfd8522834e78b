"""``assay doctor``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.options import (
    finding_document,
    format_option,
    lang_option,
    print_json,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.cli.progress import Told, says_waiting
from assay.core.findings import Finding, Severity, has_errors
from assay.i18n import translate

if TYPE_CHECKING:  # the service brings the store, which is imported only when the command runs
    from assay.services.doctor import Report

_MEGABYTE = 1 << 20


@click.command("doctor")
@click.option(
    "--statement",
    "statements",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="手中的结算单 JSON，核对是否在此出具，可多次 / a statement you hold: was it released here? repeatable",
)
@format_option("text", "json")
@workspace_option
@lang_option
@reports_findings
def doctor_command(statements: tuple[Path, ...], output: str, workspace: Path, lang: str) -> None:
    """检查整个工作区，打不开的也能检查；只看不改 / Look the whole workspace over, also one that does not open.

    有错误时退出码为 1。Exit code 1 on any error. Nothing is changed.
    """
    from assay.bootstrap import workspace_engine
    from assay.services.doctor import look_over, unknown_statements

    told = Told(lang)

    def tell(what: str, done: int, of: int) -> None:
        params = {"done": str(done), "of": str(of)}
        told.show(f"doctor.progress.{what}", params, is_last=done >= of)

    given = {path.name: path.read_bytes() for path in statements}
    with workspace_engine(workspace) as engine:
        seen = look_over(workspace, engine, tell=tell, on_wait=says_waiting(lang, workspace))
    findings = (*seen.findings, *unknown_statements(seen, given))
    show_findings(findings, lang)
    if output == "json":
        print_json(examination_document(seen, findings))
    else:
        for line in (*_lines(seen, lang), *_statement_lines(given, findings, lang), _verdict(findings, lang)):
            click.echo(line)
    sys.exit(1 if has_errors(findings) else 0)


def examination_document(seen: Report, findings: Iterable[Finding]) -> dict[str, object]:
    """What was checked and what was found, as JSON."""
    findings = tuple(findings)
    last = seen.last
    return {
        "well": not any(finding.severity is not Severity.INFO for finding in findings),
        "checked": dict(seen.counts),
        "last_commit": last
        and {"number": last.number, "known_at": last.known_at.isoformat(), "digest": last.digest},
        "findings": [finding_document(finding) for finding in findings],
    }


def _lines(seen: Report, lang: str) -> Iterator[str]:
    counts = {name: f"{count:,}" for name, count in seen.counts.items()}
    size = f"{seen.counts['bytes'] / _MEGABYTE:,.1f}"
    yield translate(lang, "doctor.checked", {**counts, "size": size})
    free = f"{seen.counts['free_bytes'] // _MEGABYTE:,}"
    if seen.last is None:
        yield translate(lang, "doctor.no_commit", {"free": free})
        return
    params = {
        "number": str(seen.last.number),
        "known_at": seen.last.known_at.isoformat(timespec="minutes"),
        "digest": seen.last.digest[:12],
        "free": free,
    }
    yield translate(lang, "doctor.last", params)


def _statement_lines(given: Iterable[str], findings: Iterable[Finding], lang: str) -> Iterator[str]:
    unknown = {finding.params["file"] for finding in findings if finding.code == "store.statement_unknown"}
    for name in given:
        if name not in unknown:
            yield translate(lang, "doctor.statement_known", {"file": name})


def _verdict(findings: Iterable[Finding], lang: str) -> str:
    severities = [finding.severity for finding in findings]
    if not severities:
        return translate(lang, "store.sound", {})
    counted = {
        "errors": str(severities.count(Severity.ERROR)),
        "warnings": str(severities.count(Severity.WARNING)),
        "remarks": str(severities.count(Severity.INFO)),
    }
    return translate(lang, "doctor.problems", counted)
