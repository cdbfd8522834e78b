"""A comparison as rows for spreadsheets: a claim and a row of the log side by side, phones as text, nothing a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from assay.core.comparison.records import Group, Judged
from assay.i18n import translate
from assay.services.compare import Compared, Side
from assay.services.compare_words import (
    NOT_PROVEN,
    as_written,
    columns_texts,
    group_word,
    headline,
    terms_text,
    unused_hint,
    unused_texts,
    where_text,
    why_text,
)
from assay.services.csv_cells import quiet
from assay.sources.cells import Cell, text_of
from assay.sources.lists.contacts import LONGEST_EXACT
from assay.sources.lists.detect import letter_of
from assay.sources.lists.grids import Line
from assay.sources.workbook import Page, book_bytes

_AS_TEXT = ("email", "phone", "messenger", "contact", "id")
_NARROWEST, _WIDEST = 8, 48


def head_of(compared: Compared, lang: str) -> list[str]:
    """The header of the rows: group, reason, then the columns of both lists under their own names."""
    own = [translate(lang, f"comparison.head.{name}") for name in ("group", "why", "claim_row")]
    claim = [_header(compared.claim, index, "claim", lang) for index in _columns(compared.claim)]
    evidence = [_header(compared.evidence, index, "evidence", lang) for index in _columns(compared.evidence)]
    return [*own, *claim, translate(lang, "comparison.head.evidence_row"), *evidence]


def rows_of(compared: Compared, judged: Sequence[Judged], lang: str) -> Iterator[list[Cell]]:
    """One row for each claim and each row of the log beside it; a claim without one gets a row of its own."""
    blanks: list[Cell] = [""] * (1 + len(_columns(compared.evidence)))
    for one in judged:
        line = compared.line_of(one)
        claim = [
            group_word(one.group, lang),
            why_text(compared, one, lang),
            where_text(compared.claim, line.sheet, line.row.number, lang),
            *_cells(compared.claim, line),
        ]
        beside = compared.enquiries_of(one)
        for found, _ in beside:
            ours = where_text(compared.evidence, found.sheet, found.row.number, lang)
            yield [*claim, ours, *_cells(compared.evidence, found)]
        if not beside:
            yield [*claim, *blanks]


def csv_cell(cell: Cell) -> str:
    """A cell for CSV, as written; see :func:`assay.services.csv_cells.quiet`."""
    return quiet(as_written(cell))


def workbook(compared: Compared, lang: str) -> bytes:
    """Excel: a summary with the sentence on top, and a sheet for each group."""
    pages = [_summary(compared, lang), *(_page(compared, group, lang) for group in Group)]
    return book_bytes(pages)


def _summary(compared: Compared, lang: str) -> Page:
    counts = compared.counts()
    rows: list[list[Cell]] = [[headline(compared, lang)], []]
    rows.append([translate(lang, f"comparison.head.{name}") for name in ("group", "count", "meaning")])
    rows.append([translate(lang, "comparison.total.claimed"), Decimal(counts["claimed"]), ""])
    rows.append([translate(lang, "comparison.total.proven"), Decimal(counts["proven_in_all"]), ""])
    rows += [_counted(group, counts[group.value], lang) for group in (Group.PROVEN, Group.UNANSWERED)]
    rows.append([translate(lang, "comparison.total.not_proven"), Decimal(counts["not_proven"]), ""])
    rows += [_counted(group, counts[group.value], lang) for group in NOT_PROVEN]
    rows += [[], [terms_text(compared, lang)], []]
    for name, side in (("claim", compared.claim), ("evidence", compared.evidence)):
        rows.append([translate(lang, f"comparison.side.{name}", {"name": side.name})])
        rows += [[text] for text in columns_texts(side, lang)]
        if side.read.unused:
            rows.append([translate(lang, "comparison.unused_columns")])
            rows += [[text] for text in (*unused_texts(side, lang), unused_hint(side, name, lang))]
    return Page(translate(lang, "comparison.sheet.summary"), rows, {"A": 34, "B": 10, "C": 80}, head=3)


def _counted(group: Group, count: int, lang: str) -> list[Cell]:
    meaning = translate(lang, f"comparison.meaning.{group.value}")
    return [f"    {group_word(group, lang)}", Decimal(count), meaning]


def _page(compared: Compared, group: Group, lang: str) -> Page:
    judged = compared.result.of(group)
    meaning = translate(lang, f"comparison.meaning.{group.value}")
    params = {"group": group_word(group, lang), "count": len(judged), "meaning": meaning}
    head = head_of(compared, lang)
    body = list(rows_of(compared, judged, lang))
    rows: list[Sequence[Cell]] = [[translate(lang, "comparison.sheet.top", params)], head, *body]
    name = translate(lang, f"comparison.sheet.{group.value}")
    return Page(name, rows, _widths([head, *body]), head=2, filtered=True)


def _widths(rows: Sequence[Sequence[Cell]]) -> dict[str, int]:
    """Wide enough for what stands in the first rows; a Chinese character takes two."""
    widths = {}
    for index in range(len(rows[0])):
        texts = (text_of(row[index]) for row in rows[:200])
        longest = max(sum(1 + (mark > "\u2e80") for mark in text) for text in texts)
        widths[letter_of(index)] = min(_WIDEST, max(_NARROWEST, longest + 2))
    return widths


def _columns(side: Side) -> range:
    return range(len(side.read.headers))


def _header(side: Side, index: int, name: str, lang: str) -> str:
    header = side.read.headers[index] or letter_of(index)
    return translate(lang, f"comparison.head.of_{name}", {"header": header})


def _cells(side: Side, line: Line) -> list[Cell]:
    """The cells of a row as they were; identities and ids as text, so that no digit is lost."""
    as_text = {column.index for column in side.columns_of(*_AS_TEXT)}
    return [
        text_of(cell)
        if index in as_text or (isinstance(cell, Decimal) and abs(cell) >= LONGEST_EXACT)
        else cell
        for index, cell in enumerate(line.row.cells)
    ]
