"""``assay import``, ``facts`` and ``template``."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.options import (
    InstantType,
    check_new_file,
    finding_document,
    format_option,
    lang_option,
    limits_of,
    limits_options,
    print_json,
    read_text,
    reports_findings,
    show_findings,
    stop,
    workspace_option,
)
from assay.cli.progress import Told, says_waiting
from assay.core.findings import Finding, FindingsError, Place
from assay.core.tables import TABLES, Value
from assay.i18n import translate
from assay.ports import ImportOptions
from assay.services.csv_cells import quiet

if TYPE_CHECKING:  # the service brings the store and the engine, which a command imports only when it runs
    from assay.services.imports import ImportReport
    from assay.services.workspace import Workspace


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--account", default="", help="账户或账本，例如 google_ads/lumora-main / account or book")
@click.option("--zone", default="", help="文件里时间的时区，例如 Asia/Shanghai / zone of the file's times")
@click.option("--currency", default="", help="未写币种的金额的币种 / currency of bare amounts")
@click.option("--date-order", type=click.Choice(("ymd", "dmy", "mdy")), help="日期顺序 / order of dates")
@click.option("--decimal-mark", type=click.Choice((".", ",")), help="小数点 / decimal mark")
@click.option(
    "--covers", default="", help="报表没写日期时的首日和末日，例如 2027-03-01/2027-03-31 / days it covers"
)
@click.option(
    "--ours",
    default="",
    help="我方邮箱和域名，例如 lumora.example / our e-mail addresses and domains, separated by ;",
)
@click.option("--mapping", default="", help="现成映射名，或映射文件 / a ready mapping, or a mapping file")
@click.option("--format-id", default="", help="指定导出格式 / name the format")
@click.option(
    "--known-at", type=InstantType(), help="收到文件的时间，默认现在 / when it was received, now by default"
)
@limits_options
@click.option(
    "--mends",
    type=int,
    default=0,
    help="它改正的被拒文件的提交号 / commit of the refused file that it corrects",
)
@click.option(
    "--replace",
    is_flag=True,
    help="文件是完整的，替换所覆盖日期的旧行 / it is whole: older rows of its days count no longer",
)
@click.option("--dry-run", is_flag=True, help="只看不写 / show, write nothing")
@format_option("text", "json")
@workspace_option
@lang_option
@reports_findings
def import_command(
    paths: tuple[Path, ...],
    account: str,
    zone: str,
    currency: str,
    date_order: str | None,
    decimal_mark: str | None,
    covers: str,
    ours: str,
    mapping: str,
    format_id: str,
    known_at: datetime | None,
    memory: int,
    seconds: int,
    mends: int,
    replace: bool,
    dry_run: bool,
    output: str,
    workspace: Path,
    lang: str,
) -> None:
    """导入导出文件 / Import export files: detect the format, check, seal, commit.

    同一个文件再导入一次不会有任何变化。Importing the same file again changes nothing.
    """
    from assay.bootstrap import SystemClock, open_workspace
    from assay.services.imports import content_of, import_file, make_ready, preview_file

    files = _files(paths, alone=mends > 0)
    options = ImportOptions(
        account=account,
        zone=zone,
        currency=currency,
        date_order=date_order or "",
        decimal_mark=decimal_mark or "",
        mapping=mapping_text(mapping),
        format_id=format_id,
        covers=covers,
        ours=ours,
        mends=mends,
        replace=replace,
    )
    limits = limits_of(memory, seconds)
    make_ready(limits)
    moment = known_at or SystemClock().now()
    reports: list[ImportReport] = []
    told = Told(lang)

    def bring(path: Path, opened: Workspace | None) -> ImportReport:
        data = content_of(path, told.megabytes(path.name))
        if dry_run or opened is None:
            return preview_file(path.name, data, options, limits, workspace=opened)
        return import_file(opened, path.name, data, options, known_at=moment, limits=limits)

    def show(report: ImportReport) -> None:
        reports.append(report)
        show_findings(report.findings, lang)
        if output == "text":
            for line in import_lines(report, lang, dry_run=dry_run):
                click.echo(line)

    if dry_run and not (workspace / "FORMAT").exists():
        for path in files:
            show(bring(path, None))
    else:
        with open_workspace(workspace, create=not dry_run, on_wait=says_waiting(lang, workspace)) as opened:
            for path in files:
                show(bring(path, opened))
    refused = sum(report.refused for report in reports)
    if output == "json":
        print_json([_report_document(report) for report in reports])
    else:
        click.echo(translate(lang, "import.total", {"files": str(len(reports)), "refused": str(refused)}))
    sys.exit(1 if refused else 0)


def import_lines(report: ImportReport, lang: str, *, dry_run: bool = False) -> Iterable[str]:
    """What became of a file, its control totals, and whether its format is known from documents only."""
    rows = ", ".join(f"{name} {count}" for name, count in sorted(report.rows.items())) or "0"
    key = "dry" if dry_run else "done"
    if report.refused:
        key = "dry_refused" if dry_run else "refused"
    elif report.already:
        key = "already" if report.replacement is None else "replaces"
    params = {"name": report.name, "format": report.format_id, "read": str(report.rows_read), "rows": rows}
    params |= {"replacement": str(report.replacement)}
    yield translate(lang, f"import.{key}", params)
    for control in report.controls:
        word = {True: "agrees", False: "differs", None: "other"}[control.agrees]
        params = {
            "control": control.name,
            "column": control.column,
            "stated": control.stated,
            "summed": control.summed,
            "agrees": translate(lang, f"import.{word}"),
        }
        yield "   " + translate(lang, "import.control", params)
    if report.facts.get("seen") == "no":
        yield "   " + translate(lang, "import.not_seen", {})


@click.command("facts")
@click.argument("table", type=click.Choice(sorted(TABLES)))
@click.option("--as-of", type=InstantType(), help="当时所知 / as known then")
@click.option(
    "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file"
)
@format_option("csv", "json", "xlsx", "parquet")
@workspace_option
@lang_option
@reports_findings
def facts_command(
    table: str, as_of: datetime | None, target: Path | None, output: str, workspace: Path, lang: str
) -> None:
    """列出标准表的每一行，带文件名和行号 / Rows of a canonical table, each with its file and row."""
    from assay.bootstrap import export_engine, open_workspace
    from assay.services.facts import columns_of, rows_of, why_empty, write_parquet, write_xlsx

    if target is not None:
        check_new_file(target)
    if output in ("xlsx", "parquet") and target is None:
        stop([Finding("cli.no_format", params={"found": output})], lang)
    with open_workspace(workspace) as opened:
        rows = list(rows_of(opened, table, as_of))
        if output == "xlsx" and target is not None:
            write_xlsx(target, columns_of(table), rows)
        elif output == "parquet" and target is not None:
            with export_engine(target.parent) as writer:
                write_parquet(writer, target, table, rows)
        elif output == "json":
            _write(target, _json_text(rows))
        else:
            _write(target, csv_text(columns_of(table), rows))
        key, params = ("", {}) if rows else why_empty(opened, table, as_of)
    if key:
        click.echo(translate(lang, f"cli.{key}", params), err=True)


@click.command("template")
@click.argument("name", required=False)
@click.option(
    "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="文件名 / file name"
)
@lang_option
@reports_findings
def template_command(name: str | None, target: Path | None, lang: str) -> None:
    """取一份填好几行的表格模板 / A filled template: enquiry_log 询盘登记表, order_ledger 订单台账, web_sessions 会话日报, media_ledger 媒体充值台账; paper 文件的用词."""
    from assay.services.imports import template, template_list
    from assay.services.paper_words import words_file

    known = (*template_list(), "paper")
    if name not in known:
        params = {"found": name or "", "expected": ", ".join(known)}
        raise FindingsError([Finding("cli.no_such_template", params=params)])
    path = target or Path(f"{name}.{lang}.{'toml' if name == 'paper' else 'xlsx'}")
    check_new_file(path)
    path.write_bytes(words_file(lang) if name == "paper" else template(str(name), lang))
    click.echo(translate(lang, "cli.saved_as", {"path": str(path)}))


def csv_text(columns: Iterable[str], rows: Iterable[Mapping[str, Value]]) -> str:
    """Rows as CSV: UTF-8, comma, LF; instants and days in ISO, nulls empty; text that a spreadsheet would run or shorten stays text."""
    columns = list(columns)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_quiet(row[name]) for name in columns] for row in rows)
    return buffer.getvalue()


def _quiet(value: Value) -> str:
    """A value for CSV; text that a spreadsheet would run or shorten gets an apostrophe, other values are as they are."""
    return quiet(value) if isinstance(value, str) else _text(value)


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _json_text(rows: Iterable[Mapping[str, Value]]) -> str:
    plain = [{key: None if value is None else _text(value) for key, value in row.items()} for row in rows]
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def _write(target: Path | None, text: str) -> None:
    if target is None:
        sys.stdout.write(text)
    else:
        target.write_text(text, "utf-8")


def _files(paths: Iterable[Path], *, alone: bool = False) -> list[Path]:
    """The files named, and those inside the folders named, in order of path; ``alone`` refuses more than one."""
    files: list[Path] = []
    findings = []
    for path in paths:
        if path.is_dir():
            files += sorted(item for item in path.rglob("*") if item.is_file() and _is_export(item))
        elif path.is_file() and _is_export(path):
            files.append(path)
        else:
            findings.append(Finding("cli.no_such_file", Place(path.name), {"found": path.name}))
    if not files and not findings:
        findings.append(Finding("cli.no_files"))
    if alone and len(files) > 1:
        findings.append(Finding("cli.mends_one_file", params={"files": str(len(files))}))
    if findings:
        raise FindingsError(findings)
    return files


def _is_export(path: Path) -> bool:
    """Whether a file may be an export: not hidden, and not part of a workspace, whose keys must never be sealed."""
    in_workspace = any(
        (folder / "FORMAT").is_file() and (folder / "keys").is_dir() for folder in path.resolve().parents
    )
    return not path.name.startswith(".") and not in_workspace


def mapping_text(mapping: str) -> str:
    """The text of a mapping file, or the name of a ready mapping as it is."""
    path = Path(mapping)
    return read_text(path) if mapping and path.is_file() else mapping


def _report_document(report: ImportReport) -> dict[str, object]:
    return {
        "name": report.name,
        "format": report.format_id,
        "commit": report.commit,
        "already": report.already,
        "refused": report.refused,
        "replacement": report.replacement,
        "rows_read": report.rows_read,
        "rows": dict(sorted(report.rows.items())),
        "facts": dict(sorted(report.facts.items())),
        "controls": [
            {
                "name": control.name,
                "column": control.column,
                "stated": control.stated,
                "summed": control.summed,
                "within": control.within,
                "agrees": control.agrees,
            }
            for control in report.controls
        ],
        "findings": [finding_document(finding) for finding in report.findings],
    }
