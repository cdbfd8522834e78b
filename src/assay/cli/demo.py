"""``assay demo``: from the raw exports of an invented exporter to six statements."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assay.cli.leads import summary
from assay.cli.options import (
    finding_line,
    lang_option,
    read_contract,
    read_text,
    reports_findings,
    stop,
    workspace_option,
)
from assay.cli.statement_text import statement_lines
from assay.core.acceptance.read import load_events
from assay.core.contract.model import Amended
from assay.core.findings import Finding
from assay.core.period import Month
from assay.i18n import languages, translate

if TYPE_CHECKING:
    from assay.services.papers import Shelf
    from assay.services.workspace import Workspace


@click.command("demo")
@click.option(
    "--example",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="样例文件夹 / folder of the example",
)
@click.option(
    "--contract",
    "other_contract",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="改用另一份合同结算同样的数据 / settle the same data by another contract",
)
@click.option(
    "--events",
    "events_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="合同事件文件 / contract events",
)
@click.option(
    "--threads", type=click.IntRange(1, 64), default=2, show_default=True, help="引擎线程数 / engine threads"
)
@workspace_option
@lang_option
@reports_findings
def demo_command(
    example: Path | None,
    other_contract: Path | None,
    events_file: Path | None,
    threads: int,
    workspace: Path,
    lang: str,
) -> None:
    """演示：六个月，从原始导出文件到结算单 / Six months, from raw exports to statements."""
    from assay.bootstrap import example_folder, open_workspace
    from assay.services.demo import run_demo, statement_bytes
    from assay.services.papers import Shelf

    if workspace.exists() and any(workspace.iterdir()):
        stop([Finding("demo.folder_used", params={"found": str(workspace)})], lang)
    folder = example or example_folder()
    supplements = () if other_contract else sorted(folder.glob("supplement-*.yaml"))
    contract = other_contract or folder / "contract.yaml"
    amended = read_contract(contract, supplements, lang)
    events = load_events(read_text(events_file), events_file.name) if events_file else ()
    click.echo(translate(lang, "demo.opening"))
    statements = workspace / "demo"
    documents: list[Mapping[str, Any]] = []
    shown = False
    with open_workspace(workspace, create=True, threads=threads) as opened:
        statements.mkdir(exist_ok=True)
        for month, settled in run_demo(opened, folder, amended, _progress(lang), events):
            (statements / f"statement-{month.month}.json").write_bytes(statement_bytes(settled))
            counts = summary(settled.verdicts)
            claim = {"month": str(month.month), "claimed": str(month.claimed)} | counts
            click.echo("\n" + translate(lang, "demo.claims", claim))
            click.echo("\n".join(statement_lines(settled.document, lang)))
            documents.append(settled.document)
            _papers(Shelf(documents, amended, opened), month.month, statements, lang)
            shown = _forms(opened, amended, month.month, statements, None if shown else lang) or shown
    _signed_papers(amended, (contract, *supplements), statements, lang)
    params = {"path": str(statements), "workspace": str(workspace)}
    click.echo("\n" + translate(lang, "demo.done", params))


def _papers(shelf: Shelf, month: Month, folder: Path, lang: str) -> None:
    """Every document of the month, in both languages."""
    progress = _progress(lang)
    progress("demo.printing", {"month": str(month)})
    for language in languages():
        for paper in shelf.all_of(month, language):
            (folder / paper.name).write_bytes(paper.data)


def _forms(workspace: Workspace, amended: Amended, month: Month, folder: Path, lang: str | None) -> bool:
    """The forms that go out with the statement, in both languages; with a language also one that came back, and whether there was any."""
    from assay.cli.forms import Telling
    from assay.cli.objections_text import imported_lines
    from assay.services.demo_forms import forms_of, returned_example

    for form in forms_of(workspace, amended, month, languages()):
        (folder / form.name).write_bytes(form.data)
    example = returned_example(workspace, amended, month, lang) if lang else None
    if example is None or lang is None:
        return False
    form, found = example
    (folder / form.name).write_bytes(form.data)
    click.echo("\n" + translate(lang, "form.example.returned", {"name": form.name}))
    telling = Telling(lang, dry_run=True, names=workspace.file_names())
    told = (finding_line(finding, lang) for finding in found.findings)
    click.echo("\n".join((*told, "", *imported_lines(found, telling))))
    return True


def _signed_papers(amended: Amended, files: Sequence[Path], folder: Path, lang: str) -> None:
    """The contract and its amendment as they are signed, in both languages, as PDF and Word."""
    from assay.cli.progress import Told
    from assay.services.legal_papers import signed_papers
    from assay.services.simulate import standard_suite

    progress = _progress(lang)
    progress("demo.signing", {})
    contract, *amendments = map(read_text, files)
    text = contract, tuple(amendments)
    for paper in signed_papers(amended, text, standard_suite(), Told(lang), languages()):
        (folder / paper.name).write_bytes(paper.data)


def _progress(lang: str) -> Callable[[str, Mapping[str, str]], None]:
    def show(key: str, params: Mapping[str, str]) -> None:
        sys.stderr.write(f"… {translate(lang, key, params)}\n")
        sys.stderr.flush()

    return show
