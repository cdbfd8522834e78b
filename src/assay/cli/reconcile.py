"""``assay reconcile``: books that count the same thing, side by side, month by month."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.options import (
    MonthType,
    amendment_option,
    check_new_file,
    finding_document,
    format_option,
    json_text,
    lang_option,
    read_contract,
    read_text,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month
from assay.i18n import translate

if TYPE_CHECKING:  # a service is imported when its command runs
    from assay.services.reconcile import Reconciled


ALTERED = 3
"""Exit code of the tampering alarm, after everything is printed: figures of a closed month were altered."""


@click.command("reconcile")
@click.argument("contract", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@amendment_option
@click.option("--from", "first", type=MonthType(), required=True, help="第一个月，例如 2027-01 / first month")
@click.option(
    "--to", "last", type=MonthType(), help="最后一个月，默认与第一个月相同 / last month, the first by default"
)
@click.option(
    "--tolerances",
    "tolerances_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="允许相差多少的说明文件（TOML） / a file of tolerances (TOML)",
)
@click.option(
    "--agency",
    multiple=True,
    help="服务商提供的账户，可多次 / account whose books are the agency's, repeatable",
)
@click.option("--all", "every", is_flag=True, help="文字输出也列出相符的行 / list the lines that agree too")
@click.option(
    "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file"
)
@format_option("text", "json", "csv", "xlsx")
@workspace_option
@lang_option
@reports_findings
def reconcile_command(
    contract: Path | None,
    amendments: tuple[Path, ...],
    first: Month,
    last: Month | None,
    tolerances_file: Path | None,
    agency: tuple[str, ...],
    every: bool,
    target: Path | None,
    output: str,
    workspace: Path,
    lang: str,
) -> None:
    """几本账互相核对 / Books that count the same thing, side by side.

    平台点击对会话、表单对线索、消耗对充值、服务商报的对自己记的；给出 CONTRACT 就只看它的范围，并按约定汇率核对成本。
    Clicks against sessions, forms against leads, spend against top-ups, the agency's copy against our own. With CONTRACT
    only what is in its scope, and cost by the agreed rate against what was paid.
    """
    from assay.bootstrap import open_workspace
    from assay.core.reconciliation.lines import DEFAULT_TOLERANCES
    from assay.services.reconcile import Asked, asked_months, reconcile
    from assay.services.reconcile_findings import ALARM, findings_of
    from assay.services.reconcile_tolerances import load_tolerances

    if target is not None:
        check_new_file(target)
    if output == "xlsx" and target is None:
        raise FindingsError([Finding("cli.no_format", params={"found": output})])
    tolerances = (
        load_tolerances(read_text(tolerances_file), tolerances_file.name)
        if tolerances_file
        else DEFAULT_TOLERANCES
    )
    amended = read_contract(contract, amendments, lang) if contract else None
    asked = Asked(asked_months(first, last or first), tolerances, frozenset(agency), amended)
    with open_workspace(workspace) as opened:
        done = reconcile(opened, asked)
    findings = findings_of(done)
    show_findings(findings, lang)
    content = _content(done, output, lang, every=every)
    if target is None:
        click.echo(content.decode(), nl=False)
    else:
        target.write_bytes(content)
        click.echo(translate(lang, "cli.saved_as", {"path": str(target)}), err=True)
    if any(finding.code == ALARM for finding in findings):
        sys.exit(ALTERED)


def _content(done: Reconciled, output: str, lang: str, *, every: bool) -> bytes:
    """What is printed or written, in UTF-8 where it is text."""
    from assay.cli.reconcile_text import page_lines
    from assay.services.reconcile_findings import findings_of
    from assay.services.reconcile_json import reconciliation_document
    from assay.services.reconcile_rows import csv_text, workbook

    if output == "xlsx":
        return workbook(done, lang)
    if output == "csv":
        return csv_text(done, lang).encode()
    if output == "json":
        findings = [finding_document(one) for one in findings_of(done)]
        return json_text(reconciliation_document(done) | {"findings": findings}).encode()
    return ("\n".join(page_lines(done, lang, every=every)) + "\n").encode()
