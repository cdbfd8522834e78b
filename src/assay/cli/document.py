"""``assay document``: what people sign, file and forward, from stored statements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import click

from assay.cli.options import (
    MonthType,
    amendment_option,
    check_new_file,
    contract_argument,
    lang_option,
    read_contract,
    read_json,
    reports_findings,
    workspace_option,
)
from assay.core.findings import Finding, FindingsError, Place
from assay.core.period import Month
from assay.i18n import translate

_KINDS = ("statement",)
_FORMS = ("pdf", "xlsx")


@click.command("document")
@click.argument("kind", type=click.Choice(_KINDS))
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
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="pdf 或 xlsx，默认看 --output 的后缀，再默认 pdf / pdf or xlsx; by the ending of --output, else pdf",
)
@workspace_option
@lang_option
@reports_findings
def document_command(
    kind: str,
    contract: Path,
    amendments: tuple[Path, ...],
    period: Month,
    number: int | None,
    files: tuple[Path, ...],
    target: Path | None,
    form: str | None,
    workspace: Path,
    lang: str,
) -> None:
    """出文件：签字、存档、转发用 / Documents to sign, file and forward.

    KIND 为 statement：结算单，有三个金额、指标、明细、签章区和逐项算法。只照印已出的结算单，不重新计算，每次逐字节相同。
    默认出 PDF；--format xlsx 出 Excel，每个金额旁边有公式重算一遍，不一致就标出来。
    KIND statement: the settlement statement, with the three amounts, KPIs, lines, seal area and the working of each
    line. It prints the statement as released, computes nothing again, and gives the same bytes each time. PDF unless
    --format xlsx: a workbook with a live formula beside each amount, which shows any that differs.
    """
    del kind  # the only one so far
    from assay.services.papers import statement_paper, stored_statements

    amended = read_contract(contract, amendments, lang)
    if files:
        statements = [each for path in files for each in _statements(path)]
    else:
        from assay.bootstrap import open_workspace

        with open_workspace(workspace) as opened:
            statements = list(stored_statements(opened, amended.first.id))
    try:
        paper = statement_paper(statements, amended, period, lang, number, _form(form, target))
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError):
        if not files:
            raise
        raise FindingsError([Finding("cli.not_a_statement", Place(path.name)) for path in files]) from None
    path = target or Path(paper.name)
    check_new_file(path)
    path.write_bytes(paper.data)
    click.echo(translate(lang, "cli.saved_as", {"path": str(path)}), err=True)


def _form(form: str | None, target: Path | None) -> Literal["pdf", "xlsx"]:
    """What was asked for, else what the file's name says.

    Raises:
        FindingsError: ``cli.other_ending``: the name says the one, the option the other.
    """
    ending = "" if target is None else target.suffix.lower().removeprefix(".")
    if form and target is not None and ending in _FORMS and ending != form:
        raise FindingsError([Finding("cli.other_ending", params={"found": target.name, "format": form})])
    return "xlsx" if "xlsx" in (form, ending) else "pdf"


def _statements(path: Path) -> list[Mapping[str, Any]]:
    """The statements of a file: one, or a list."""
    read = read_json(path)
    found: list[Any] = read if isinstance(read, list) else [read]
    if not found or not all(isinstance(one, dict) and one.get("assay") == "statement/v1" for one in found):
        raise FindingsError([Finding("cli.not_a_statement", Place(path.name))])
    return found
