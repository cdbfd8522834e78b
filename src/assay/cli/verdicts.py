"""``assay verdicts``: the sheets that ask sales for their verdicts, and what comes back in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.objections import lang_of_group_option
from assay.cli.options import (
    InstantType,
    MonthType,
    amendment_option,
    check_new_file,
    contract_argument,
    finding_document,
    format_option,
    lang_option,
    limits_of,
    limits_options,
    print_json,
    read_contract,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.cli.progress import says_waiting
from assay.core.findings import shown
from assay.core.period import Month
from assay.i18n import translate

if TYPE_CHECKING:  # the services bring the store and the engine, which a command imports only when it runs
    from assay.services.verdicts.record import ImportedVerdicts, Judged


@click.group("verdicts")
@lang_option
def verdicts_command(lang: str) -> None:
    """销售判定表：每位业务员一张，逾期的在最前 / A sheet per salesperson, overdue leads on top."""
    del lang  # the commands below ask for it


@verdicts_command.command("export")
@contract_argument
@amendment_option
@click.option(
    "--period", type=MonthType(), required=True, help="询盘的月份，例如 2027-03 / month of the enquiries"
)
@click.option(
    "--as-of", type=InstantType(), help="按哪一刻算逾期，默认该月结算单的截止时间 / overdue by then"
)
@click.option("--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="写成哪个文件，不覆盖已有的 / the file to write, never over another")  # fmt: skip
@workspace_option
@lang_of_group_option
@reports_findings
def export_command(
    contract: Path,
    amendments: tuple[Path, ...],
    period: Month,
    as_of: datetime | None,
    target: Path | None,
    workspace: Path,
    lang: str,
) -> None:
    """还没有判定的线索，每位业务员一张表 / The leads that sales have not judged, a sheet per salesperson."""
    from assay.bootstrap import open_workspace
    from assay.services.verdicts.record import verdicts_form

    amended = read_contract(contract, amendments, lang)
    with open_workspace(workspace) as opened:
        found, data = verdicts_form(opened, amended, period, lang, as_of)
    if not found.leads:
        click.echo(translate(lang, "form.sales.nothing", {"period": str(period)}))
        return
    path = target or Path(f"verdicts-{period}.{lang}.xlsx")
    check_new_file(path)
    path.write_bytes(data)
    params = {
        "path": str(path),
        "leads": str(len(found.leads)),
        "overdue": str(sum(lead.is_overdue for lead in found.leads)),
        "sheets": str(len({lead.salesperson for lead in found.leads})),
    }
    click.echo(translate(lang, "form.sales.written", params))


@verdicts_command.command("import")
@contract_argument
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@amendment_option
@click.option("--known-at", type=InstantType(), help="什么时候收到的，默认现在 / when it came back, now by default")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="只看不记 / show, record nothing")
@limits_options
@format_option("text", "json")
@workspace_option
@lang_of_group_option
@reports_findings
def import_command(
    contract: Path,
    file: Path,
    amendments: tuple[Path, ...],
    known_at: datetime | None,
    dry_run: bool,
    memory: int,
    seconds: int,
    output: str,
    workspace: Path,
    lang: str,
) -> None:
    """收回的判定表：逐行核对，记下判定 / Sheets that came back: checked row by row, the verdicts recorded."""
    from assay.bootstrap import SystemClock, open_workspace
    from assay.services.verdicts.record import ReceivedFile, import_verdicts

    amended = read_contract(contract, amendments, lang)
    moment = known_at or SystemClock().now()
    received = ReceivedFile(file.name, file.read_bytes())
    limits = limits_of(memory, seconds)
    with open_workspace(workspace, on_wait=says_waiting(lang, workspace)) as opened:
        found = import_verdicts(opened, amended, received, known_at=moment, dry_run=dry_run, limits=limits)
    show_findings(found.findings, lang)
    if output == "json":
        print_json(_document(found, file.name, dry_run=dry_run))
    else:
        for line in imported_lines(found, lang, dry_run=dry_run):
            click.echo(line)
    if found.refused:
        raise click.exceptions.Exit(1)


def imported_lines(found: ImportedVerdicts, lang: str, *, dry_run: bool) -> Iterator[str]:
    """Every verdict with who and when, and what was done."""
    if found.asked is not None:
        as_of = found.asked.as_of.astimezone(found.asked.contract.term.zone)
        params = {
            "contract": found.asked.contract.id,
            "period": str(found.asked.month),
            "as_of": as_of.isoformat(sep=" ", timespec="minutes"),
        }
        yield translate(lang, "form.sales.answers", params)
        for one in found.verdicts:
            yield from _verdict(one, one.judged_at.astimezone(as_of.tzinfo), lang)
    counts = {"verdicts": str(len(found.verdicts)), "commit": str(found.commit)}
    if found.refused:
        yield translate(lang, "form.refused_dry" if dry_run else "form.refused_whole", counts)
    elif dry_run:
        yield translate(lang, "form.sales.would", counts)
    elif found.already:
        yield translate(lang, "form.sales.already", counts)
    else:
        yield translate(lang, "form.sales.done" if found.commit else "form.sales.nothing_new", counts)


def _verdict(one: Judged, judged_at: datetime, lang: str) -> Iterator[str]:
    params = {
        "lead": shown(one.lead.id),
        "verdict": translate(lang, f"sales.{one.verdict}"),
        "name": shown(one.lead.salesperson) or "–",
        "day": str(judged_at.date()),
        "place": one.place,
    }
    yield "● " + translate(lang, "form.sales.one", params)
    if one.signals:
        yield "    " + translate(lang, "form.sales.grounds", {"text": "; ".join(one.signals)})


def _document(found: ImportedVerdicts, name: str, *, dry_run: bool) -> dict[str, object]:
    """What became of a workbook, as JSON; ``docs/schemas/sales-verdicts.schema.json`` describes it."""
    about = found.asked
    return {
        "assay": "sales-verdicts/v1",
        "file": name,
        "asked": None
        if about is None
        else {"contract": about.contract.id, "period": str(about.month), "as_of": about.as_of.isoformat()},
        "dry_run": dry_run,
        "refused": found.refused,
        "already": found.already,
        "commit": found.commit,
        "verdicts": [
            {
                "book": one.lead.book,
                "id": one.lead.id,
                "place": one.place,
                "verdict": one.verdict.value,
                "judged_at": one.judged_at.isoformat(),
                "signals": list(one.signals),
                "salesperson": one.lead.salesperson,
                "overdue": one.lead.is_overdue,
            }
            for one in found.verdicts
        ],
        "findings": [finding_document(one) for one in found.findings],
    }
