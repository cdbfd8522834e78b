"""A comparison as JSON, as ``docs/schemas/comparison.schema.json`` describes it."""

from __future__ import annotations

from assay.core.comparison.records import Judged
from assay.i18n import languages
from assay.services.compare import Compared, Side
from assay.services.compare_words import as_written, headline, unused_hint, why_text
from assay.sources.lists.grids import Line


def comparison_document(compared: Compared) -> dict[str, object]:
    """Counts, both lists with their columns, and every claim with its group, reason and rows side by side."""
    terms, period = compared.terms, compared.result.period
    return {
        "assay": "comparison/v1",
        "text": {lang: headline(compared, lang) for lang in languages()},
        "counts": compared.counts(),
        "period": {"start_on": period.start_on.isoformat(), "end_on": period.end_on.isoformat()}
        if period
        else None,
        "period_given": terms.period is not None,
        "market": sorted(terms.market),
        "tolerance_days": terms.tolerance_days,
        "window_days": terms.window_days,
        "claim": _side(compared.claim, "claim"),
        "evidence": _side(compared.evidence, "evidence"),
        "claims": [_judged(compared, judged) for judged in compared.result.judged],
    }


def _side(side: Side, name: str) -> dict[str, object]:
    columns = [
        {"letter": one.letter, "header": one.header, "field": one.field, "how": one.how}
        for one in side.read.columns
    ]
    return {
        "name": side.name,
        "rows": len(side.read.lines),
        "headers": list(side.read.headers),
        "columns": columns,
        "unused": [{"letter": one.letter, "header": one.header} for one in side.read.unused],
        "unused_text": {lang: unused_hint(side, name, lang) for lang in languages()},
        "dates": side.read.dates or None,
        "sheets": list(side.read.sheets),
        "facts": dict(sorted(side.read.facts.items())),
    }


def _judged(compared: Compared, judged: Judged) -> dict[str, object]:
    earlier = None if judged.earlier is None else compared.claim.read.lines[judged.earlier]
    return {
        **_line(compared.line_of(judged)),
        "group": judged.group.value,
        "reason": judged.why.code,
        "params": dict(sorted(judged.why.params.items())),
        "text": {lang: why_text(compared, judged, lang) for lang in languages()},
        "country_unknown": judged.country_unknown,
        "earlier": None if earlier is None else {"sheet": earlier.sheet, "row": earlier.row.number},
        "evidence": [_line(line) for line, _ in compared.enquiries_of(judged)],
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "sheet": line.sheet,
        "row": line.row.number,
        "cells": [as_written(cell) for cell in line.row.cells],
    }
