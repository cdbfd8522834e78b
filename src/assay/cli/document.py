"""``assay document statement``: the settlement statement as a file, from stored statements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from assay.cli.languages import lang_in_group
from assay.cli.options import (
    MonthType,
    amendment_option,
    check_new_file,
    contract_argument,
    read_contract,
    read_json,
    reports_findings,
    workspace_option,
)
from assay.core.findings import Finding, FindingsError, Place
from assay.core.period import Month
from assay.i18n import translate


@click.command("statement")
@contract_argument
@amendment_option
@click.option("--period", type=MonthType(), required=True, help="期间，例如 2027-03 / period")
@click.option("--version", "number", type=int, help="第几版，默认最新 / version, the latest when not given")
@click.option(
    "--statement",
    "files",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="结算单 JSON 文件，可多次，不需要工作区 / statement JSON, repeatable, no workspace",
)
@click.option(
    "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file"
)
@workspace_option
@lang_in_group
@reports_findings
def statement_command(
    contract: Path,
    amendments: tuple[Path, ...],
    period: Month,
    number: int | None,
    files: tuple[Path, ...],
    target: Path | None,
    workspace: Path,
    lang: str,
) -> None:
    """结算单 PDF / The settlement statement as PDF.

    有三个金额、指标、明细、签章区和逐项算法。只照印已出的结算单，不重新计算，每次逐字节相同。
    With the three amounts, KPIs, lines, seal area and the working of each line. It prints the statement as released, computes nothing again, and gives the same bytes each time.
    """
    from assay.services.papers import statement_paper, stored_statements

    amended = read_contract(contract, amendments, lang)
    if files:
        statements = [each for path in files for each in _statements(path)]
    else:
        from assay.bootstrap import open_workspace

        with open_workspace(workspace) as opened:
            statements = list(stored_statements(opened, amended.first.id))
    try:
        paper = statement_paper(statements, amended, period, lang, number)
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError):
        if not files:
            raise
        raise FindingsError([Finding("cli.not_a_statement", Place(path.name)) for path in files]) from None
    path = target or Path(paper.name)
    check_new_file(path)
    path.write_bytes(paper.data)
    click.echo(translate(lang, "cli.saved_as", {"path": str(path)}), err=True)


def _statements(path: Path) -> list[Mapping[str, Any]]:
    """The statements of a file: one, or a list."""
    read = read_json(path)
    found: list[Any] = read if isinstance(read, list) else [read]
    if not found or not all(isinstance(one, dict) and one.get("assay") == "statement/v1" for one in found):
        raise FindingsError([Finding("cli.not_a_statement", Place(path.name))])
    return found
