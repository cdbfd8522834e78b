"""``assay verdicts``: the sheets that ask sales for their verdicts, and what comes back in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.forms import (
    Back,
    Telling,
    lang_of_group_option,
    period_option,
    take_back,
    takes_form_back,
    target_option,
    write_form,
)
from assay.cli.options import (
    InstantType,
    amendment_option,
    contract_argument,
    lang_option,
    read_contract,
    reports_findings,
    workspace_option,
)
from assay.core.findings import shown
from assay.core.period import Month
from assay.i18n import listed, translate

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
@period_option
@click.option(
    "--as-of", type=InstantType(), help="按哪一刻算逾期，默认该月结算单的截止时间 / overdue by then"
)
@target_option
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
    path = write_form(target, f"verdicts-{period}.{lang}.xlsx", data)
    params = {
        "path": str(path),
        "leads": str(len(found.leads)),
        "overdue": str(sum(lead.is_overdue for lead in found.leads)),
        "sheets": str(len({lead.salesperson for lead in found.leads})),
    }
    click.echo(translate(lang, "form.sales.written", params))


@verdicts_command.command("import")
@takes_form_back
def import_command(back: Back) -> None:
    """收回的判定表：逐行核对，记下判定 / Sheets that came back: checked row by row, the verdicts recorded."""
    from assay.services.verdicts.record import import_verdicts

    take_back(back, import_verdicts, imported_lines, _document)


def imported_lines(found: ImportedVerdicts, telling: Telling) -> Iterator[str]:
    """Every verdict with who and when, and what was done."""
    lang = telling.lang
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
    counts = {"verdicts": str(len(found.verdicts)), "refused": str(found.rows_refused)}
    counts["commit"] = str(found.commit)
    if found.refused:
        yield translate(lang, "form.refused_dry" if telling.dry_run else "form.refused_whole", counts)
    elif telling.dry_run:
        yield translate(lang, "form.sales.would", counts)
    elif found.already:
        yield translate(lang, "form.sales.already", counts)
    else:
        yield translate(lang, "form.sales.done" if found.verdicts else "form.sales.nothing_new", counts)


def _verdict(one: Judged, judged_at: datetime, lang: str) -> Iterator[str]:
    from assay.services.verdicts.form import signal_word

    params = {
        "lead": shown(one.lead.id),
        "verdict": translate(lang, f"sales.{one.verdict}"),
        "name": shown(one.lead.salesperson) or "–",
        "day": str(judged_at.date()),
        "place": shown(one.place),
    }
    yield "● " + translate(lang, "form.sales.one", params)
    if one.signals:
        words = [signal_word(signal, lang) for signal in one.signals]
        yield "    " + translate(lang, "form.sales.grounds", {"text": listed(lang, words)})


def _document(found: ImportedVerdicts) -> dict[str, object]:
    """What became of a workbook, as JSON; ``docs/schemas/sales-verdicts.schema.json`` describes it."""
    about = found.asked
    return {
        "assay": "sales-verdicts/v1",
        "asked": None
        if about is None
        else {"contract": about.contract.id, "period": str(about.month), "as_of": about.as_of.isoformat()},
        "already": found.already,
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
    }
