"""``assay leads``: the verdict on each lead of a month, with its reason and its row."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.data import csv_text
from assay.cli.options import (
    InstantType,
    MonthType,
    amendment_option,
    contract_argument,
    format_option,
    lang_option,
    print_json,
    read_contract,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.cli.tables import table
from assay.core.leads.frozen import verdict_document
from assay.core.leads.verdict import LeadVerdict, Verdict
from assay.core.period import Month
from assay.i18n import languages, translate, translate_or
from assay.i18n.statement import node_text

if TYPE_CHECKING:
    from assay.services.lead_ads import LeadAd

_COLUMNS = ("id", "created", "owner", "verdict", "reason", "relief", "sales", "lot", "ad", "file", "row")


@click.command("leads")
@contract_argument
@amendment_option
@click.option("--period", type=MonthType(), required=True, help="期间，例如 2027-03 / period")
@click.option("--as-of", type=InstantType(), help="按当时所知 / as known then")
@click.option(
    "--verdict", type=click.Choice([verdict.value for verdict in Verdict]), help="只看某种判定 / only these"
)
@click.option("--why", is_flag=True, help="逐条列出理由 / print the reasons")
@format_option("text", "json", "csv")
@workspace_option
@lang_option
@reports_findings
def leads_command(
    contract: Path,
    amendments: tuple[Path, ...],
    period: Month,
    as_of: datetime | None,
    verdict: str | None,
    why: bool,
    output: str,
    workspace: Path,
    lang: str,
) -> None:
    """逐条线索的判定、理由和出处 / The verdict on each lead, with its reason and its row."""
    from assay.bootstrap import open_workspace
    from assay.services.lead_ads import lead_ads
    from assay.services.lead_days import lead_days
    from assay.services.settle import measure_now

    amended = read_contract(contract, amendments, lang)
    with open_workspace(workspace) as opened:
        measured = measure_now(opened, amended, period, as_of)
        ads = lead_ads(opened, amended, period, as_of)
        days = None if measured.verdicts else lead_days(opened, amended, period, as_of)
        names = opened.file_names()
    show_findings(measured.findings, lang)
    shown = [item for item in measured.verdicts if verdict in (None, item.verdict.value)]
    if output == "json":
        leads = [_document(item, ads.get(item.key), names) for item in shown]
        print_json({"assay": "leads/v1", "period": str(period), "leads": leads})
        return
    rows = [_row(item, ads.get(item.key), names, lang if output == "text" else "") for item in shown]
    if output == "csv":
        sys.stdout.write(csv_text(_COLUMNS, [dict(zip(_COLUMNS, row, strict=True)) for row in rows]))
        return
    if not measured.verdicts:
        click.echo(_none(period, days, lang))
        return
    head = [translate(lang, f"leads.column.{name}") for name in _COLUMNS]
    for line, item in zip(table(_without_empty_ads([head, *rows])), [None, None, *shown], strict=True):
        click.echo(line)
        if why and item is not None:
            for depth, text in node_text(item.node.as_json(), lang):
                click.echo("  " * (depth + 2) + text)
    click.echo(translate(lang, "leads.summary", summary(measured.verdicts)))


def summary(verdicts: tuple[LeadVerdict, ...]) -> dict[str, str]:
    """Counts by owner and verdict, as text."""
    ours = [item for item in verdicts if item.owner.value == "contract"]
    deemed = [item for item in ours if item.verdict is Verdict.INVALID and item.counts]
    counts = {
        "total": len(verdicts),
        "ours": len(ours),
        "valid": sum(item.verdict is Verdict.VALID for item in ours),
        "deemed": len(deemed),
        "open": sum(item.verdict is Verdict.OPEN for item in ours),
        "invalid": sum(item.verdict is Verdict.INVALID for item in ours) - len(deemed),
        "unknown": sum(item.owner.value == "unknown" for item in verdicts),
    }
    return {key: str(value) for key, value in counts.items()}


def _none(month: Month, days: tuple[date, date] | None, lang: str) -> str:
    """That a month has no lead, and when those came that there are."""
    if days is None:
        return translate(lang, "cli.leads_none_at_all", {"month": month})
    first, last = days
    return translate(lang, "cli.leads_none_in_month", {"month": month, "first": first, "last": last})


def _without_empty_ads(rows: list[list[str]]) -> list[list[str]]:
    """The lines of a table for people, who need no column of ads where no export brings any."""
    place = _COLUMNS.index("ad")
    if any(row[place] for row in rows[1:]):
        return rows
    return [row[:place] + row[place + 1 :] for row in rows]


def _row(item: LeadVerdict, ad: LeadAd | None, names: Mapping[str, str], lang: str) -> list[str]:
    relief = item.relief.value if item.relief else ""
    params = item.node.params
    return [
        item.id,
        item.created_on.isoformat(),
        _word(lang, "owner", item.owner.value),
        _word(lang, "verdict", item.verdict.value),
        _reason(item, lang),
        _word(lang, "relief", relief),
        _word(lang, "sales", item.sales.value),
        item.lot,
        "" if ad is None else str(ad),
        names.get(params.get("blob", ""), ""),
        params.get("row", ""),
    ]


def _reason(item: LeadVerdict, lang: str) -> str:
    reason = item.reason or item.credit_reason
    return translate_or(lang, f"reason.{reason}", reason) if lang else reason


def _word(lang: str, group: str, code: str) -> str:
    """The code in the reader's language; the code itself for machines."""
    return translate(lang, f"{group}.{code}") if lang and code else code


def _document(item: LeadVerdict, ad: LeadAd | None, names: Mapping[str, str]) -> dict[str, object]:
    texts = {lang: [text for _, text in node_text(item.node.as_json(), lang)] for lang in languages()}
    params = item.node.params
    where = {"file": names.get(params.get("blob", ""), ""), "row": params.get("row", "")}
    shown = None if ad is None else {"platform": ad.platform, "id": ad.id}
    return verdict_document(item) | {"ad": shown, "source": where, "text": texts}
