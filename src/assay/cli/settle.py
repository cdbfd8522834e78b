"""``assay settle`` and ``assay explain``."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from assay.cli.options import (
    InstantType,
    MonthType,
    amendment_option,
    contract_argument,
    format_option,
    lang_option,
    print_json,
    read_contract,
    read_json,
    read_text,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.cli.progress import says_waiting
from assay.cli.statement_text import explanation_lines, statement_lines
from assay.core.acceptance.read import MAX_BYTES, load_events, load_measurements
from assay.core.findings import Finding, FindingsError, Place
from assay.core.period import Month
from assay.i18n import languages, translate
from assay.i18n.statement import lots_of, node_text


@click.command("settle")
@contract_argument
@amendment_option
@click.option("--period", type=MonthType(), help="期间，例如 2027-03 / period")
@click.option(
    "--measurements",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="只凭计量文件结算，不需要工作区 / settle from a measurements file, no workspace",
)
@click.option("--as-of", type=InstantType(), help="结算截止时间 / when the statement is drawn")
@click.option(
    "--events",
    "events_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="合同事件文件 / contract events",
)
@click.option("--dry-run", is_flag=True, help="只算不存 / compute and keep nothing")
@format_option("text", "json")
@workspace_option
@lang_option
@reports_findings
def settle_command(
    contract: Path,
    amendments: tuple[Path, ...],
    period: Month | None,
    measurements: Path | None,
    as_of: datetime | None,
    events_file: Path | None,
    dry_run: bool,
    output: str,
    workspace: Path,
    lang: str,
) -> None:
    """出一个月的结算单 / The statement of a month.

    已出的结算单不会改写；之后的更正作为多退少补进入下一期。
    A released statement is never rewritten; later corrections become a true-up in the next one.
    """
    from assay.services.settle_file import settle_file

    amended = read_contract(contract, amendments, lang)
    if measurements is not None:
        if events_file or as_of or dry_run:
            raise click.UsageError("--measurements: --events / --as-of / --dry-run")
        read, findings = load_measurements(read_text(measurements, MAX_BYTES), measurements.name)
        if read is None:
            raise FindingsError(findings)
        show_findings(findings, lang)
        documents = settle_file(amended, read, period)
        _show(documents, output, lang, whole=period is None)
        return
    if period is None:
        raise FindingsError([Finding("cli.period_needed")])
    from assay.bootstrap import open_workspace
    from assay.services.settle import settle_month

    events = load_events(read_text(events_file), events_file.name) if events_file else ()
    with open_workspace(workspace, on_wait=says_waiting(lang, workspace)) as opened:
        settled = settle_month(opened, amended, period, as_of=as_of, events=events, dry_run=dry_run)
    show_findings(settled.findings, lang)
    if settled.stored:
        click.echo(translate(lang, "cli.on_file", {"period": str(period)}), err=True)
    _show([settled.document], output, lang, whole=False)


@click.command("explain")
@click.argument("statement")
@click.argument("line", required=False)
@click.option(
    "--contract", "contract_id", default="", help="合同编号 / contract id, when the workspace has several"
)
@format_option("text", "json")
@workspace_option
@lang_option
@reports_findings
def explain_command(
    statement: str, line: str | None, contract_id: str, output: str, workspace: Path, lang: str
) -> None:
    """说明结算单中的一行 / The tree behind one line of a statement.

    STATEMENT 是结算单 JSON 文件，或工作区里的期间（2027-03）；不写 LINE 则说明每一行。
    STATEMENT is a statement's JSON file, or a period in the workspace; without LINE every line is explained.
    """
    rows: Mapping[str, Any] = {}
    if Path(statement).is_file():
        document = _read_statement(Path(statement))
    else:
        from assay.bootstrap import open_workspace
        from assay.services.explain import evidence_of, find_statement

        if not re.fullmatch(r"\d{4}-\d{2}", statement):
            raise FindingsError([Finding("cli.no_such_statement", Place(statement), {"found": statement})])
        with open_workspace(workspace) as opened:
            document = find_statement(opened, statement, contract_id)
            rows = evidence_of(opened, document)
    lines = [item for item in document["lines"] if line in (None, item["id"])]
    if not lines:
        known = ", ".join(item["id"] for item in document["lines"])
        raise FindingsError(
            [Finding("cli.no_such_line", Place(statement), {"found": line or "", "expected": known})]
        )
    if output == "json":
        print_json([_explained(item, rows) for item in lines])
        return
    for item in lines:
        for text in explanation_lines(item, document, rows, lang):
            click.echo(text)
        click.echo()


def _explained(item: dict[str, Any], rows: Mapping[str, Any]) -> dict[str, Any]:
    texts = {lang: [text for _, text in node_text(item["explain"], lang)] for lang in languages()}
    return item | {"text": texts, "rows": {lot: rows[lot] for lot in lots_of(item, rows)}}


def _read_statement(path: Path) -> dict[str, Any]:
    document = read_json(path)
    if isinstance(document, list):
        document = document[-1] if document else {}
    if not isinstance(document, dict) or document.get("assay") != "statement/v1" or "lines" not in document:
        raise FindingsError([Finding("cli.not_a_statement", Place(path.name))])
    return document


def _show(documents: Sequence[Mapping[str, Any]], output: str, lang: str, *, whole: bool) -> None:
    if output == "json":
        print_json(documents if whole else documents[0])
        return
    for document in documents:
        sys.stdout.write("\n".join(statement_lines(document, lang)) + "\n\n")
