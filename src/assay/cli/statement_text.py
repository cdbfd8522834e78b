"""A statement, and the tree behind a line, as text that a person reads in a terminal. Works from the JSON alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.cli.tables import pad, table, width
from assay.i18n import translate, translate_or
from assay.i18n.figures import grouped
from assay.i18n.statement import (
    MoneyRow,
    Rank,
    Sheet,
    facts_behind,
    line_head,
    lots_of,
    node_text,
    sheet_of,
)

_MARKS = {
    "met": "●",
    "missed": "■",
    "provisional": "◐",
    "waiting": "◐",
    "held": "◐",
    "disputed": "◐",
    "excluded": "○",
}
_COLUMNS = 46
_WIDTH = 76


def statement_lines(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """The whole statement: head, KPIs, money from the fee to the payable, rights that arose, notes."""
    sheet = sheet_of(document, lang)
    yield sheet.title
    yield sheet.under_title
    yield "═" * max(width(sheet.title), _WIDTH)
    yield from _kpis(sheet)
    yield ""
    yield from _money(sheet.money)
    yield from sheet.notices
    yield from sheet.matters
    if sheet.monitors:
        yield ""
        yield from table([sheet.monitor_head, *sheet.monitors], right=frozenset({3}))


def _kpis(sheet: Sheet) -> Iterator[str]:
    rows = [
        [kpi.name, kpi.days, kpi.target, kpi.value, f"{_MARKS[kpi.state]} {kpi.verdict}"]
        for kpi in sheet.kpis
    ]
    if rows:
        yield from table([sheet.kpi_head, *rows], right=frozenset({2, 3}))


def _money(rows: Sequence[MoneyRow]) -> Iterator[str]:
    ruled = False
    for row in rows:
        if row.rank is Rank.TOTAL and not ruled:
            ruled = True
            yield "─" * _WIDTH
        label = row.label if row.rank is not Rank.PART else f"  {row.label}"
        line = pad(label, _COLUMNS) + pad(grouped(row.amount), 14, right=True)
        yield f"{line}   {row.brief}".rstrip()


def explanation_lines(
    line: Mapping[str, Any], document: Mapping[str, Any], rows: Mapping[str, Any], lang: str
) -> Iterator[str]:
    """One line of a statement: amount, contract line, the tree, and under each lot the leads that hang on it."""
    title, place = line_head(line, document, lang)
    yield title
    yield f"  {place}"
    for depth, text in node_text(line["explain"], lang):
        yield "  " * (depth + 1) + text
    for lot in lots_of(line, rows):
        yield "  " + translate(lang, "explain.rows", {"lot": lot})
        leads = [_lead_row(row, lang) for row in rows[lot]]
        yield from ("    " + row for row in table([_row_head(lang), *leads]))
    for facts in facts_behind(line):
        yield "  " + translate(lang, "explain.facts", {"table": facts})


def _lead_row(row: Sequence[str], lang: str) -> list[str]:
    number, created, verdict, reason, *where = row
    word = translate_or(lang, f"reason.{reason}", reason)
    return [number, created, translate(lang, f"verdict.{verdict}"), word, *where]


def _row_head(lang: str) -> list[str]:
    return [
        translate(lang, f"leads.column.{name}")
        for name in ("id", "created", "verdict", "reason", "file", "row")
    ]
