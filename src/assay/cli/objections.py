"""``assay objections``: the workbook of objections that goes out, its delivery, and what comes back in it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.forms import (
    Back,
    known_at_option,
    lang_of_group_option,
    period_option,
    take_back,
    takes_form_back,
    target_option,
    write_form,
)
from assay.cli.objections_text import delivered_lines, imported_lines, objection_document
from assay.cli.options import (
    DayType,
    amendment_option,
    contract_argument,
    lang_option,
    read_contract,
    reports_findings,
    workspace_option,
)
from assay.cli.progress import says_waiting
from assay.core.contract.model import Party
from assay.core.period import Month
from assay.i18n import translate

if TYPE_CHECKING:  # the services bring the store and the engine, which a command imports only when it runs
    from assay.services.objections.record import Imported

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
@period_option
@click.option("--by", "side", type=click.Choice((Party.VENDOR.value, Party.BUYER.value)), default=Party.VENDOR.value, show_default=True, help="由谁提异议 / who objects")  # fmt: skip
@target_option
@workspace_option
@lang_of_group_option
@reports_findings
def export_command(
    contract: Path,
    amendments: tuple[Path, ...],
    period: Month,
    side: str,
    target: Path | None,
    workspace: Path,
    lang: str,
) -> None:
    """把结算单做成异议表，每项、每条线索一行 / The statement as a workbook to object in, a row per line and lead."""
    from assay.bootstrap import open_workspace
    from assay.services.objections.record import objections_form

    amended = read_contract(contract, amendments, lang)
    by = Party(side)
    with open_workspace(workspace) as opened:
        statement, data = objections_form(opened, amended, period, lang, by)
    whose = "" if by is Party.VENDOR else f"-{by}"
    path = write_form(target, f"objections-{period}-v{statement.version}{whose}.{lang}.xlsx", data)
    code = "form.written" if by is Party.VENDOR else "form.written_buyer"
    click.echo(translate(lang, code, {"path": str(path), "number": statement.number}))


@objections_command.command("delivered")
@contract_argument
@amendment_option
@period_option
@click.option("--on", "day", type=DayType(), required=True, help="哪一天送达 / the day on which it arrived")
@click.option("--by", "through", type=click.Choice(_WAYS), help="怎么送的 / how it was sent")
@known_at_option
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
    """记下最新一版结算单哪天送达，异议期限从这天起算 / Record the delivery: the days to object run from it."""
    from assay.bootstrap import SystemClock, open_workspace
    from assay.services.objections.record import deliver

    amended = read_contract(contract, amendments, lang)
    moment = known_at or SystemClock().now()
    with open_workspace(workspace, on_wait=says_waiting(lang, workspace)) as opened:
        found = deliver(opened, amended, period, day=day, through=through or "", known_at=moment)
    for line in delivered_lines(found, period, lang):
        click.echo(line)


@objections_command.command("import")
@takes_form_back
def import_command(back: Back) -> None:
    """收回的异议表：逐行核对，记下成立的异议 / A workbook that came back: checked row by row, what stands is recorded."""
    from assay.services.objections.record import import_objections

    take_back(back, import_objections, imported_lines, _document)


def _document(found: Imported) -> dict[str, object]:
    """What became of a workbook, as JSON; ``docs/schemas/objections.schema.json`` describes it."""
    statement = found.answered
    last_on = statement.object_until if statement else None
    return {
        "assay": "objections/v1",
        "by": found.by.value if found.by else None,
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
        "objections": [objection_document(one) for one in found.objections],
    }
