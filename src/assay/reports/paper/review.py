"""The monthly review: what changed, which campaigns brought it, what is breached, what is at risk, and who still owes what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from assay.core.money import Money, decimal_text
from assay.core.period import Month
from assay.i18n import translate
from assay.i18n.figures import fraction_of, grouped, short
from assay.i18n.statement import is_month
from assay.reports.paper.at_risk import breaches, waits
from assay.reports.paper.blocks import Amount, Block, Column, amounts, items, paragraph, section, table
from assay.reports.paper.channels import channels_of
from assay.reports.paper.charts import Step, funnel
from assay.reports.paper.judged import begun_kpis, counts_text, duty_table, own_kpis
from assay.reports.paper.months import months_sections
from assay.reports.paper.page import Kind, Source
from assay.reports.paper.strips import kpi_strip

_FUNNEL = ("valid_leads", "sales_qualified_leads")
_OWED = ("late", "unreported", "open")


def _blocks(source: Source) -> Iterator[Block]:
    document = source.document
    yield from section(
        source.say("review.in_short"), *(_so_far(source) if source.so_far else _in_short(source))
    )
    kpis = begun_kpis(source)
    yield from section(source.say("review.kpis"), *kpi_strip(source), filled=kpis)
    steps = funnel_steps(source)
    yield from section(source.say("review.funnel"), funnel(steps), filled=len(steps) > 1)
    yield from months_sections(source)
    channels = channels_of(document)
    yield from section(source.say("review.channels"), _channel_table(source), filled=channels)
    broken = list(breaches(source))
    yield from section(source.say("review.breaches"), items(broken), filled=broken)
    risks = [] if source.so_far else list(waits(source))
    yield from section(source.say("review.risks"), items(risks), filled=risks)
    agenda = _owed(document)
    yield from section(source.say("review.agenda"), duty_table(agenda, source), filled=agenda)


REVIEW = Kind("review", "MR", _blocks)
"""月度复盘: figures against targets, changes, campaigns, breaches, money at risk, open duties."""


BIWEEKLY = Kind("biweekly", "BR", _blocks)
"""双周复盘: the same in the middle of a month, by the figures so far."""


def _so_far(source: Source) -> Iterator[Block]:
    today = source.at.astimezone(source.contract.term.zone).date()
    month = Month.parse(source.document["period"])
    gone = min((today - month.span.start_on).days + 1, month.days)
    yield paragraph(source.say("biweekly.sentence", gone=str(gone), days=str(month.days)))


def _in_short(source: Source) -> Iterator[Block]:
    document = source.document
    yield paragraph(counts_text(source))
    yield amounts(
        [
            Amount(source.say("amount.invoice_basis"), source.money(document["invoice_basis"])),
            Amount(source.say("amount.set_offs"), source.money(document["set_offs"])),
            source.total(source.say("amount.payable"), document["payable"]),
        ]
    )


def funnel_steps(source: Source) -> list[Step]:
    """Leads of the contract's campaigns, valid ones, those that sales took, as far as the statement knows them."""
    credited = sum((channel.credited for channel in channels_of(source.document)), Fraction(0))
    steps = [Step(source.say("review.credited"), short(decimal_text(credited)), credited)] if credited else []
    for metric in _FUNNEL:
        for kpi in own_kpis(source.document):
            if kpi["metric"] == metric and kpi["value"] and is_month(kpi):
                name = translate(source.lang, f"metric.{metric}")
                steps.append(Step(name, short(kpi["value"]), fraction_of(kpi["value"])))
    return steps


def _channel_table(source: Source) -> Block:
    names = ("cost", "leads", "valid", "per_valid")
    columns = [
        Column(source.say("review.campaign"), "wide"),
        *(Column(source.say(f"review.{name}"), side="right") for name in names),
    ]
    rows = [
        [
            channel.name,
            "–"
            if channel.cost is None
            else f"{channel.currency} {grouped(Money.of(channel.cost, channel.currency).decimal)}",
            short(str(channel.credited)),
            short(str(channel.valid)),
            "–"
            if channel.per_valid is None
            else f"{channel.currency} {_cents(channel.per_valid, channel.currency)}",
        ]
        for channel in channels_of(source.document)
    ]
    return table(columns, rows)


def _cents(cost: Fraction, currency: str) -> str:
    """A cost in all digits of its currency; ``≈`` where more were cut."""
    shown = Money.of(cost, currency).decimal
    return f"{'' if fraction_of(shown) == cost else '≈'}{grouped(shown)}"


def _owed(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [duty for duty in document.get("duties", ()) if duty["state"] in _OWED]
    return sorted(found, key=lambda duty: (duty["due_on"], duty["id"]))
