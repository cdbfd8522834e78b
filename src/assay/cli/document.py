"""``assay document``: what people sign, file and forward, from stored statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from assay.cli.options import (
    InstantType,
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

_KINDS = (
    "statement",
    "acceptance",
    "deductions",
    "invoice",
    "credit-note",
    "true-up",
    "review",
    "picture",
    "biweekly",
)
_FORMS = ("pdf", "xlsx")


@click.command("document")
@click.argument("kind", type=click.Choice(_KINDS))
@contract_argument
@amendment_option
@click.option("--period", type=MonthType(), required=True, help="期间，例如 2027-03 / period")
@click.option("--as-of", type=InstantType(), help="只用于 biweekly：截至何时 / for biweekly: up to when")
@click.option("--version", "number", type=int, help="第几版，默认第 1 版 / version, the first when not given")
@click.option(
    "--statement",
    "files",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="结算单 JSON 文件，可多次，不需要工作区 / statement JSON, repeatable, no workspace",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="自己的用词和信头，见 assay template paper / your own words and letterhead, see assay template paper",
)
@click.option(
    "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="只用于 statement：xlsx 或 pdf，默认看 --output 的后缀 / for statement: xlsx or pdf, else by --output",
)
@workspace_option
@lang_option
@reports_findings
def document_command(
    kind: str,
    contract: Path,
    amendments: tuple[Path, ...],
    period: Month,
    as_of: datetime | None,
    number: int | None,
    files: tuple[Path, ...],
    template: Path | None,
    target: Path | None,
    form: str | None,
    workspace: Path,
    lang: str,
) -> None:
    """出文件：签字、存档、转发用 / Documents to sign, file and forward.

    KIND：statement 结算单（--format xlsx 出 Excel，每个金额旁边有公式），acceptance 验收单，deductions 扣款通知单，invoice 开票通知，credit-note 红字发票申请，true-up 多退少补说明，review 月度复盘，都是 PDF；biweekly 双周复盘，
    月中用，加 --as-of；
    picture 是给老板看的一张图（PNG）。只照印已出的结算单，不重新计算，每次逐字节相同。

    KIND: the settlement statement (with --format xlsx as Excel, a formula beside each amount), the acceptance record, the deduction notice, the invoice request, the credit-note
    request, the true-up note or the monthly review, as PDF; the biweekly review, in the middle of a month, with
    --as-of; or one picture for the boss, as PNG. It prints the statement as released, computes nothing again, and gives the same bytes each time.
    """
    from assay.services.paper_words import Own, read_own
    from assay.services.papers import Shelf, review_so_far, stored_statements

    as_workbook = _is_workbook(kind, form, target)
    amended = read_contract(contract, amendments, lang)
    own = read_own(template, lang) if template else Own()
    if (kind == "biweekly") is not (as_of is not None) or (as_of is not None and files):
        raise FindingsError([Finding("cli.biweekly_as_of")])
    latest = 1
    if files:
        statements = [each for path in files for each in _statements(path)]
        try:
            shelf = Shelf(statements, amended, words=own.words, letterhead=own.letterhead)
            made = (
                shelf.workbook(period, lang, number)
                if as_workbook
                else shelf.paper(kind, period, lang, number)
            )
            latest = shelf.latest_version(period)
        except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError):
            found = [Finding("cli.not_a_statement", Place(path.name)) for path in files]
            raise FindingsError(found) from None
    else:
        from assay.bootstrap import open_workspace

        with open_workspace(workspace) as opened:
            if as_of is not None:
                made = review_so_far(opened, amended, period, lang, as_of, own)
            else:
                statements = list(stored_statements(opened, amended.first.id))
                shelf = Shelf(statements, amended, opened, own.words, own.letterhead)
                made = (
                    shelf.workbook(period, lang, number)
                    if as_workbook
                    else shelf.paper(kind, period, lang, number)
                )
                latest = shelf.latest_version(period)
    path = target or Path(made.name)
    check_new_file(path)
    path.write_bytes(made.data)
    click.echo(translate(lang, "cli.saved_as", {"path": str(path)}), err=True)
    if number is None and latest > 1:
        params = {"period": str(period), "version": str(latest)}
        click.echo(translate(lang, "cli.later_version", params), err=True)


def _is_workbook(kind: str, form: str | None, target: Path | None) -> bool:
    """Whether a workbook is asked for: by the option, or else by the ending of the file's name.

    Raises:
        FindingsError: ``cli.no_such_form``; ``cli.other_ending``: the name says the one, the option the other.
    """
    ending = "" if target is None else target.suffix.lower().removeprefix(".")
    wanted = form or (ending if ending in _FORMS else "")
    if wanted and (kind == "picture" if wanted == "pdf" else kind != "statement"):
        raise FindingsError([Finding("cli.no_such_form", params={"kind": kind, "format": wanted})])
    if form and target is not None and ending in _FORMS and ending != form:
        raise FindingsError([Finding("cli.other_ending", params={"found": target.name, "format": form})])
    return wanted == "xlsx"


def _statements(path: Path) -> list[Mapping[str, Any]]:
    """The statements of a file: one, or a list."""
    read = read_json(path)
    found: list[Any] = read if isinstance(read, list) else [read]
    if not found or not all(isinstance(one, dict) and one.get("assay") == "statement/v1" for one in found):
        raise FindingsError([Finding("cli.not_a_statement", Place(path.name))])
    return found
