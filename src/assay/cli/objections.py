"""``assay objections``: the workbook of objections that goes out, its delivery, and what comes back in it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.objections_text import delivered_lines, imported_lines, objection_document
from assay.cli.options import (
    DayType,
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
from assay.core.period import Month
from assay.i18n import languages, translate

if TYPE_CHECKING:  # the services bring the store and the engine, which a command imports only when it runs
    from assay.services.objections.record import Imported

_period = click.option("--period", type=MonthType(), required=True, help="期间，例如 2027-03 / period")


def _lang_of_group() -> str:
    parent = click.get_current_context().parent
    return str(parent.params["lang"]) if parent else languages()[0]


lang_of_group_option = click.option(
    "--lang", type=click.Choice(languages()), default=_lang_of_group, help="语言 / language"
)


_WAYS = ("email", "wechat", "courier", "hand", "platform", "other")
"""No free text: what is recorded stays for good, and may name nobody."""


@click.group("objections")
@lang_option
def objections_command(lang: str) -> None:
    """异议表：发给乙方、记下送达、收回异议 / The workbook of objections: out, delivered, and back again."""
    del lang  # the commands below ask for it


@objections_command.command("export")
@contract_argument
@amendment_option
@_period
@click.option("--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="写成哪个文件，不覆盖已有的 / the file to write, never over another")  # fmt: skip
@workspace_option
@lang_of_group_option
@reports_findings
def export_command(
    contract: Path,
    amendments: tuple[Path, ...],
    period: Month,
    target: Path | None,
    workspace: Path,
    lang: str,
) -> None:
    """把结算单做成异议表，每项、每条线索一行 / The statement as a workbook to object in, a row per line and lead."""
    from assay.bootstrap import open_workspace
    from assay.services.objections.record import objections_form

    amended = read_contract(contract, amendments, lang)
    with open_workspace(workspace) as opened:
        statement, data = objections_form(opened, amended, period, lang)
    path = target or Path(f"objections-{period}-v{statement.version}.{lang}.xlsx")
    check_new_file(path)
    path.write_bytes(data)
    click.echo(translate(lang, "form.written", {"path": str(path), "number": statement.number}))


@objections_command.command("delivered")
@contract_argument
@amendment_option
@_period
@click.option("--on", "day", type=DayType(), required=True, help="哪一天送达 / the day on which it arrived")
@click.option("--by", "through", type=click.Choice(_WAYS), help="怎么送的 / how it was sent")
@click.option("--known-at", type=InstantType(), help="什么时候记下的，默认现在 / when this was noted, now by default")  # fmt: skip
@workspace_option
@lang_of_group_option
@reports_findings
def delivered_command(
    contract: Path,
    amendments: tuple[Path, ...],
    period: Month,
    day: date,
    through: str | None,
    known_at: datetime | None,
    workspace: Path,
    lang: str,
) -> None:
    """记下结算单哪天送达，异议期限从这天起算 / Record the delivery: the days to object run from it."""
    from assay.bootstrap import SystemClock, open_workspace
    from assay.services.objections.record import deliver

    amended = read_contract(contract, amendments, lang)
    moment = known_at or SystemClock().now()
    with open_workspace(workspace, on_wait=says_waiting(lang, workspace)) as opened:
        found = deliver(opened, amended, period, day=day, through=through or "", known_at=moment)
    for line in delivered_lines(found, period, lang):
        click.echo(line)


@objections_command.command("import")
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
    """收回的异议表：逐行核对，记下成立的异议 / A workbook that came back: checked row by row, what stands is recorded."""
    from assay.bootstrap import SystemClock, open_workspace
    from assay.services.objections.record import ReceivedFile, import_objections

    amended = read_contract(contract, amendments, lang)
    moment = known_at or SystemClock().now()
    limits = limits_of(memory, seconds)
    received = ReceivedFile(file.name, file.read_bytes())
    with open_workspace(workspace, on_wait=says_waiting(lang, workspace)) as opened:
        found = import_objections(opened, amended, received, known_at=moment, dry_run=dry_run, limits=limits)
        names = opened.file_names()
    show_findings(found.findings, lang)
    if output == "json":
        print_json(_document(found, file.name, dry_run=dry_run))
    else:
        for line in imported_lines(found, names, lang, dry_run=dry_run):
            click.echo(line)
    if found.refused:
        raise click.exceptions.Exit(1)


def _document(found: Imported, name: str, *, dry_run: bool) -> dict[str, object]:
    """What became of a workbook, as JSON; ``docs/schemas/objections.schema.json`` describes it."""
    statement = found.answered
    last_on = statement.object_until if statement else None
    return {
        "assay": "objections/v1",
        "file": name,
        "statement": None
        if statement is None
        else {
            "contract": statement.contract.id,
            "period": str(statement.month),
            "version": statement.version,
            "digest": statement.digest,
        },
        "delivered_on": statement.delivery.effective_on.isoformat()
        if statement and statement.delivery
        else None,
        "object_until": last_on.isoformat() if last_on else None,
        "dry_run": dry_run,
        "refused": found.refused,
        "commit": found.commit,
        "objections": [objection_document(one) for one in found.objections],
        "findings": [finding_document(one) for one in found.findings],
    }
