"""The acceptance record: what was measured in the month, and what it was found to be. It settles no money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.i18n import translate_or
from assay.i18n.figures import short
from assay.i18n.statement import sheet_of
from assay.reports.paper.blocks import (
    Amount,
    Block,
    Cell,
    Column,
    cell,
    items,
    paragraph,
    section,
    table,
    together,
)
from assay.reports.paper.judged import counts_text, duty_table, kpi_counts
from assay.reports.paper.notices import notice_items
from assay.reports.paper.page import Kind, Source, both_seal
from assay.reports.paper.statement import kpi_table
from assay.reports.paper.watched import monitor_table

_RIGHT = ("n", "errors", "accept")


def _blocks(source: Source) -> Iterator[Block]:
    sheet = sheet_of(source.document, source.lang)
    yield from section(source.say("acceptance.result"), *_result(source))
    yield from section(source.say("word.kpis"), kpi_table(sheet.kpi_head, source), filled=sheet.kpis)
    samples = source.document.get("samples", ())
    yield from section(source.say("acceptance.samples"), _samples(source), filled=samples)
    yield from section(source.say("word.monitors"), monitor_table(sheet, source), filled=sheet.monitors)
    yield from section(
        source.say("acceptance.duties"),
        duty_table(_due(source.document), source),
        filled=_due(source.document),
    )
    matters = notice_items(sheet, source)
    yield from section(source.say("word.notices"), items(matters), filled=matters)
    confirmed = section(source.say("acceptance.confirm"), paragraph(source.say("acceptance.confirmed")))
    yield together((*confirmed, both_seal(source, Amount("", ""))))


def _nothing(document: Mapping[str, Any]) -> str:
    return "" if document["kpis"] else "paper.nothing_accepted"


ACCEPTANCE = Kind("acceptance", "AR", _blocks, _nothing)
"""验收单: KPIs, samples, monitors, duties, and the two seals."""


def _result(source: Source) -> Iterator[Block]:
    yield paragraph(counts_text(source))
    late = [kpi for kpi in source.document["kpis"] if kpi["period"] != source.document["period"]]
    if late:
        yield paragraph(source.say("acceptance.late", count=str(len(late))))
    if kpi_counts(source.document)["open"] != "0":
        yield paragraph(source.say("acceptance.open"))


def _samples(source: Source) -> Block:
    columns = [
        Column(source.say(f"sample.{name}"), "wide" if name == "id" else "narrow", "right" if name in _RIGHT else "left")
        for name in ("id", *_RIGHT, "state")
    ]  # fmt: skip
    rows: list[list[str | Cell]] = [
        [
            _plan(sample["id"], source),
            *(short(sample[name]) for name in _RIGHT),
            source.say(f"sample.{sample['state']}"),
        ]
        for sample in source.document.get("samples", ())
    ]
    return table(columns, rows)


def _plan(plan_id: str, source: Source) -> Cell:
    """A plan by what it checks; one of the writer's own by its name."""
    words = translate_or(source.lang, f"plain.word.{plan_id}", "")
    return cell(words, aside=plan_id) if words else cell(plan_id)


def _due(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Duties that have fallen due; those still to come stand in the JSON alone."""
    return [duty for duty in document.get("duties", ()) if duty["state"] != "open"]
