"""Documents to sign as pages: every block as the layout reads it."""

from __future__ import annotations

from collections.abc import Sequence

from assay.reports.blocks import (
    Block,
    Box,
    Boxes,
    Heading,
    Item,
    Items,
    Paragraph,
    Sheet,
    Table,
    Text,
    before_last_entry,
    before_seals,
    plain,
)
from assay.reports.columns import column_weights
from assay.reports.paper.page import letterhead_data, logo_of
from assay.reports.paper.typeset import Json, pdf
from assay.reports.qr import qr_svg
from assay.reports.unbroken import unbroken

_WHOLE_ROW = 600
"""Characters up to which a list or a row of a table is kept on one page; a longer one may not fit on any."""

_UNBROKEN = 24
"""Letters of a cited name from which on a paragraph is not set flush: the blanks beside it would grow too wide."""

_WHOLE_TABLE = (14, 1200)
"""Rows and characters up to which a table is."""


def sheet_pdf(sheet: Sheet) -> bytes:
    """A document as PDF.

    Raises:
        FindingsError: A character cannot be printed, or the fonts are missing.
    """
    pictures = {"qr.svg": qr_svg(sheet.foot.code), **logo_of(sheet.letterhead)}
    return pdf("sheet.typ", _data(sheet), pictures, at=sheet.at)


def _data(sheet: Sheet) -> dict[str, Json]:
    foot, kept = sheet.foot, before_seals(sheet.blocks) | before_last_entry(sheet.blocks)
    return {
        "lang": sheet.langs[0],
        "region": "CN" if sheet.langs[0] == "zh" else "US",
        "title": sheet.title,
        "author": sheet.author,
        "foot": {
            "number": foot.number,
            "digest_label": foot.digest_label,
            "digest": foot.digest,
            "pages": foot.pages,
            "alt": foot.alt,
        },
        "letterhead": letterhead_data(sheet.letterhead),
        "blocks": [
            _block(block, following, sheet, keeps=place in kept)
            for place, (block, following) in enumerate(
                zip(sheet.blocks, (*sheet.blocks[1:], None), strict=True)
            )
        ],
    }


def _block(block: Block, following: Block | None, sheet: Sheet, *, keeps: bool) -> dict[str, Json]:
    drawn: dict[str, Json] = {"kind": "page"}
    match block:
        case Heading():
            drawn = {"kind": block.rank.value, "texts": [_runs(text) for text in block.texts]}
        case Paragraph():
            leads = keeps or block.leads or isinstance(following, (Items, Table))
            drawn = {"kind": "paragraph", "mark": block.mark, "text": _runs(block.text), "leads": leads}
            drawn["ragged"] = any(len(run.text) >= _UNBROKEN for run in block.text if run.is_cited)
            drawn |= _spoken(block.lang, sheet)
            if block.is_note:
                drawn["kind"] = "note"
        case Items():
            whole = _is_short(block.items)
            leads = keeps or (whole and isinstance(following, Table))
            drawn = {"kind": "items", "items": _items(block.items), "whole": whole, "leads": leads}
            drawn |= _spoken(block.lang, sheet)
        case Table():
            drawn = {"kind": "table", "leads": keeps, **_table(block), **_spoken(block.lang, sheet)}
        case Boxes():
            kind = "seals" if block.is_for_seals else "boxes"
            drawn = {"kind": kind, "boxes": list(map(_box, block.boxes))}
    return drawn


def _spoken(lang: str, sheet: Sheet) -> dict[str, Json]:
    """The language of a block, and whether another one leads."""
    return {"lang": lang, "beside": lang != sheet.langs[0]}


def _is_short(items: Sequence[Item]) -> bool:
    """Whether a list is kept on one page."""
    texts = [entry.text for item in items for entry in (item, *item.below)]
    return sum(len(plain(text)) for text in texts) <= _WHOLE_ROW


def _runs(text: Text) -> Json:
    return [{"text": run.text if run.is_cited else unbroken(run.text), "cited": run.is_cited} for run in text]


def _items(items: Sequence[Item]) -> list[Json]:
    return [{"mark": item.mark, "text": _runs(item.text), "below": _items(item.below)} for item in items]


def _table(table: Table) -> dict[str, Json]:
    rows, letters = _WHOLE_TABLE
    length = sum(len(plain(cell)) for row in table.rows for cell in row)
    return {
        "whole": len(table.rows) <= rows and length <= letters,
        "widths": list(column_weights(table)),
        "figures": sorted(table.figures),
        "head": [_runs(cell) for cell in table.head],
        "rows": [
            {
                "cells": [_runs(cell) for cell in row],
                "whole": max((len(plain(cell)) for cell in row), default=0) <= _WHOLE_ROW,
            }
            for row in table.rows
        ],
    }


def _box(box: Box) -> Json:
    return {"titles": list(box.titles), "lines": [list(line) for line in box.lines]}
