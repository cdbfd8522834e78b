"""``assay measure``: the figures of a month, or the measurements file that the other party settles from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import click

from assay.cli.options import (
    InstantType,
    MonthType,
    amendment_option,
    contract_argument,
    format_option,
    lang_option,
    print_json,
    read_contract,
    read_text,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.cli.tables import table
from assay.core.acceptance.measurements import Figure, PeriodFigures
from assay.core.acceptance.read import MAX_BYTES, load_events
from assay.core.money import decimal_text
from assay.core.period import Month
from assay.i18n import translate


@click.command("measure")
@contract_argument
@amendment_option
@click.option("--period", type=MonthType(), required=True, help="期间，例如 2027-03 / period")
@click.option("--as-of", type=InstantType(), help="按当时所知 / as known then")
@click.option(
    "--events",
    "events_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="合同事件文件 / contract events",
)
@format_option("text", "json")
@workspace_option
@lang_option
@reports_findings
def measure_command(
    contract: Path,
    amendments: tuple[Path, ...],
    period: Month,
    as_of: datetime | None,
    events_file: Path | None,
    output: str,
    workspace: Path,
    lang: str,
) -> None:
    """计量各项指标 / Measure the KPIs of a month.

    --format json 输出计量文件：此前各月已结算的数据，加上本月的；对方凭它和合同就能重算。
    --format json prints the measurements file, the settled months before included: with the contract it is all that
    the other party needs to recompute.
    """
    from assay.bootstrap import open_workspace
    from assay.services.settle import measure_alone, measurements_with

    amended = read_contract(contract, amendments, lang)
    events = load_events(read_text(events_file, MAX_BYTES), events_file.name) if events_file else ()
    with open_workspace(workspace) as opened:
        measured = measure_alone(opened, amended, period, as_of=as_of, events=events)
        document = measurements_with(opened, amended, measured.figures)
    show_findings(measured.findings, lang)
    if output == "json":
        print_json(document)
        return
    as_of = measured.figures.as_of.astimezone(amended.for_month(period).term.zone)
    params = {
        "contract": amended.latest.id,
        "period": str(period),
        "as_of": as_of.isoformat(sep=" ", timespec="minutes"),
    }
    click.echo(translate(lang, "measure.title", params))
    for line in _figures(measured.figures, lang):
        click.echo(line)


def _figures(figures: PeriodFigures, lang: str) -> Iterator[str]:
    names = ("kpi", "days", "value", "open", "n", "relieved", "status")
    rows = [[translate(lang, f"measure.{name}") for name in names]]
    watched = (monitor.all for monitor in figures.monitors.values())
    for kpi in (*figures.kpis.values(), *watched):
        if kpi.month is not None:
            rows.append([kpi.id, str(figures.month), *_cells(kpi.month, lang)])
        rows += [
            [kpi.id, f"{span.start_on:%m-%d}…{span.last_on:%m-%d}", *_cells(item, lang)]
            for span, item in kpi.weeks
        ]
    yield from table(rows, right=frozenset({2, 3, 4, 5}))
    known = [(lot.currency, lot.cost) for lot in figures.lots if lot.cost is not None]
    for currency in sorted({currency for currency, _ in known}):
        costs = [cost for unit, cost in known if unit == currency]
        cost = f"{decimal_text(sum(costs, start=Fraction(0)))} {currency}"
        yield translate(lang, "measure.lots", {"lots": str(len(costs)), "cost": cost})
    if unknown := len(figures.lots) - len(known):
        yield translate(lang, "measure.lots_unknown", {"lots": str(unknown)})


def _cells(figure: Figure, lang: str) -> list[str]:
    if figure.value is not None:
        value = decimal_text(figure.value)
    elif figure.denominator is not None and figure.numerator is not None:
        value = f"{decimal_text(figure.numerator)} / {decimal_text(figure.denominator)}"
    else:
        value = "–"
    relieved = figure.relieved.deemed_valid + figure.relieved.exclude_record
    return [
        value,
        decimal_text(figure.open) if figure.open else "",
        "" if figure.n is None else decimal_text(figure.n),
        decimal_text(relieved) if relieved else "",
        _status(figure, lang),
    ]


def _status(figure: Figure, lang: str) -> str:
    state = translate(lang, f"status.{figure.status.value}")
    if figure.reason is None:
        return state
    reason = translate(lang, f"monitor.reason.{figure.reason}")
    return translate(lang, "watch.because", {"state": state, "reason": reason})
