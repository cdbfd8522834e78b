"""``assay compare``: the service provider's lead list against the buyer's own log. No contract, no workspace."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.options import (
    MonthType,
    check_new_file,
    format_option,
    lang_option,
    limits_of,
    limits_options,
    print_json,
    read_text,
    reports_findings,
    show_findings,
)
from assay.cli.progress import Told
from assay.core.comparison.records import Terms
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month
from assay.i18n import translate
from assay.ports import Limits

if (
    TYPE_CHECKING
):  # the service brings the readers of workbooks and phones, which a command imports only when it runs
    from assay.services.compare import Compared, Given
    from assay.services.compare_columns import SaidOfList

_ORDERS = ("dmy", "mdy", "ymd")
_file = click.Path(path_type=Path, exists=True, dir_okay=False)
_new_file = click.Path(path_type=Path, dir_okay=False)


@click.command("compare")
@click.argument("claim", type=_file)
@click.argument("evidence", type=_file)
@click.option(
    "--market", default="", help="目标市场，例如 US,DE；不写则不限 / markets that count; all by default"
)
@click.option("--period", type=MonthType(), help="清单所属的月份，例如 2027-03 / month that the list is for")
@click.option(
    "--tolerance", type=click.IntRange(0, 366), default=3, show_default=True,
    help="早于清单日期几天以内仍算同一次询盘 / days that an enquiry may lie before its claim",
)  # fmt: skip
@click.option(
    "--window", type=click.IntRange(0, 366), default=30, show_default=True,
    help="晚于清单日期几天以内算同一次询盘 / days that an enquiry may lie after its claim",
)  # fmt: skip
@click.option("--region", default="", help="没有 + 的电话按哪国理解，例如 DE / country of phones without +")
@click.option(
    "--claim-columns", multiple=True, help="清单的列，例如 email=客户邮箱,phone=D / columns of the list"
)
@click.option("--evidence-columns", multiple=True, help="我方表格的列 / columns of our own")
@click.option("--claim-dates", type=click.Choice(_ORDERS), help="清单的日期顺序 / order of dates in the list")
@click.option(
    "--evidence-dates", type=click.Choice(_ORDERS), help="我方表格的日期顺序 / order of dates in our own"
)
@click.option("--columns", "columns_file", type=_file, help="列的说明文件 / a file that names the columns")
@click.option(
    "--save-columns", type=_new_file, help="把识别出的列写成文件 / write the columns found to a file"
)
@click.option(
    "--output", "target", type=_new_file, help="写成 Excel：每组一张表 / write Excel, a sheet per group"
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="每组显示几条 / claims shown per group",
)
@limits_options
@format_option("text", "json", "csv")
@lang_option
@reports_findings
def compare_command(
    claim: Path,
    evidence: Path,
    market: str,
    period: Month | None,
    tolerance: int,
    window: int,
    region: str,
    claim_columns: tuple[str, ...],
    evidence_columns: tuple[str, ...],
    claim_dates: str | None,
    evidence_dates: str | None,
    columns_file: Path | None,
    save_columns: Path | None,
    target: Path | None,
    limit: int,
    memory: int,
    seconds: int,
    output: str,
    lang: str,
) -> None:
    """服务商的线索清单对照您自己的询盘登记表 / The provider's lead list against your own enquiry log.

    不需要合同，也不需要工作区；两个文件都不会改动。It needs no contract and no workspace and changes neither file.
    """
    from assay.cli.compare_text import page_lines
    from assay.services.compare import compare_files
    from assay.services.compare_json import comparison_document
    from assay.services.compare_rows import workbook

    _check_targets(target, save_columns)
    said = _said(columns_file, claim_columns, evidence_columns)
    limits = limits_of(memory, seconds)
    _check_sizes((claim, evidence), limits)
    given = [
        _given(path, side, said, dates or "", region)
        for path, side, dates in ((claim, "claim", claim_dates), (evidence, "evidence", evidence_dates))
    ]
    terms = _terms(market, period, tolerance, window)
    compared = compare_files(given[0], given[1], terms, Told(lang).rows, limits)
    show_findings(compared.findings, lang)
    if save_columns is not None:
        from assay.services.compare_columns import columns_text

        save_columns.write_text(
            columns_text(
                {
                    "claim": (compared.claim.read, given[0].options),
                    "evidence": (compared.evidence.read, given[1].options),
                }
            ),
            "utf-8",
        )
        click.echo(translate(lang, "cli.saved_as", {"path": str(save_columns)}), err=True)
    if target is not None:
        target.write_bytes(workbook(compared, lang))
        click.echo(translate(lang, "cli.saved_as", {"path": str(target)}), err=True)
    if output == "json":
        print_json(comparison_document(compared))
    elif output == "csv":
        sys.stdout.write(_csv_text(compared, lang))
    else:
        for line in page_lines(compared, lang, limit=limit):
            click.echo(line)


def _check_sizes(paths: Iterable[Path], limits: Limits) -> None:
    from assay.services.compare import size_findings

    findings = size_findings(((path.name, path.stat().st_size) for path in paths), limits)
    if findings:
        raise FindingsError(findings)


def _check_targets(target: Path | None, save_columns: Path | None) -> None:
    for path in filter(None, (target, save_columns)):
        check_new_file(path)
    if target is not None and target.suffix.lower() != ".xlsx":
        raise FindingsError([Finding("compare.not_xlsx", params={"found": target.name})])


def _said(file: Path | None, claim: tuple[str, ...], evidence: tuple[str, ...]) -> Mapping[str, SaidOfList]:
    """Side → what is said of it: the file, and the options, which win field by field."""
    from assay.services.compare_columns import SIDES, SaidOfList, load_columns, said_columns

    loaded = load_columns(read_text(file), file.name) if file else {side: SaidOfList() for side in SIDES}
    typed = {"claim": said_columns(claim), "evidence": said_columns(evidence)}
    return {side: replace(loaded[side], columns={**loaded[side].columns, **typed[side]}) for side in SIDES}


def _given(path: Path, side: str, said: Mapping[str, SaidOfList], dates: str, region: str) -> Given:
    from assay.services.compare import Given, list_options

    one = said[side]
    options = list_options(side, one.columns, dates or one.dates, region, one.encoding)
    return Given(path.name, path.read_bytes(), options)


def _terms(market: str, period: Month | None, tolerance: int, window: int) -> Terms:
    from assay.services.compare import market_of

    return Terms(market_of(market), period.span if period else None, tolerance, window)


def _csv_text(compared: Compared, lang: str) -> str:
    """One row per claim and row of ours beside it; nothing in it is a formula to a spreadsheet."""
    from assay.services.compare_rows import csv_cell, head_of, rows_of

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([csv_cell(cell) for cell in head_of(compared, lang)])
    for row in rows_of(compared, compared.result.judged, lang):
        writer.writerow([csv_cell(cell) for cell in row])
    return buffer.getvalue()
