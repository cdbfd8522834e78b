"""A comparison in words: the sentence on top, the group and the reason of a claim, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assay.core.comparison.records import Group, Judged
from assay.i18n import translate
from assay.services.compare import Compared, Side
from assay.sources.cells import Cell, text_of
from assay.sources.lists.grids import Line

NOT_PROVEN = tuple(group for group in Group if not group.counts)
_WHO = (
    ("name", "first_name", "last_name"), ("company",), ("email",), ("phone",), ("messenger",), ("contact",), ("country",),
)  # fmt: skip
_ASKED_FOR = (
    ("country",), ("time",), ("name", "first_name", "last_name"), ("company",), ("email", "contact"), ("phone", "contact"),
)  # fmt: skip
"""What every list should have, the most often missed first; any of each."""

_BARE_WORD = re.compile(r"[^\W\d][\w./\-]*")
"""A header that can be typed on a command line as it is."""


def headline(compared: Compared, lang: str) -> str:
    """One sentence whose numbers add up: claimed, proven, how many of those we never answered, the others by reason."""
    counts = compared.counts()
    if not counts["claimed"]:
        return translate(lang, "comparison.nothing_claimed")
    parts = [
        translate(lang, f"comparison.part.{group.value}", {"count": counts[group.value]})
        for group in NOT_PROVEN
        if counts[group.value]
    ]
    market = _market(compared, lang)
    answers = _joined([_answers(compared, lang), *([market] if market else [])], "list", lang)
    params = {**counts, "answers": answers, "parts": _joined(parts, "list", lang)}
    return translate(lang, "comparison.headline" if parts else "comparison.headline_all", params)


def _joined(texts: Sequence[str], how: str, lang: str) -> str:
    """Texts in a row, as ``comparison.list`` or ``comparison.and`` puts two of them together."""
    together = texts[0] if texts else ""
    for text in texts[1:]:
        together = translate(lang, f"comparison.{how}", {"before": together, "last": text})
    return together


def _answers(compared: Compared, lang: str) -> str:
    if all(enquiry.answered is None for enquiry in compared.evidence.read.enquiries):
        return translate(lang, "comparison.answers_unknown")
    return translate(lang, "comparison.answers", {"count": len(compared.result.of(Group.UNANSWERED))})


def _market(compared: Compared, lang: str) -> str:
    """What could not be said about the market; nothing where none was given or every proven lead has a country."""
    if not compared.terms.market:
        return ""
    sides = (compared.claim.read.claims, compared.evidence.read.enquiries)
    if not any(person.country for people in sides for person in people):
        return translate(lang, "comparison.market_unchecked")
    unknown = sum(one.country_unknown for one in compared.result.judged)
    return translate(lang, "comparison.market_unknown", {"count": unknown}) if unknown else ""


def group_word(group: Group, lang: str) -> str:
    """The name of a group."""
    return translate(lang, f"comparison.group.{group.value}")


def why_text(compared: Compared, judged: Judged, lang: str) -> str:
    """The first reason of a claim as a sentence."""
    params = dict(judged.why.params)
    if "row" in params:
        side = compared.claim if judged.group is Group.DUPLICATE else compared.evidence
        params["where"] = where_text(side, params["sheet"], params["row"], lang)
    if "by" in params:
        kinds = [translate(lang, f"comparison.kind.{kind}") for kind in params["by"].split()]
        params["by"] = _joined(kinds, "and", lang)
    if "who" in params:
        params["who"] = translate(lang, f"comparison.excluded.{params['who']}")
    terms = compared.terms
    params |= {"tolerance": str(terms.tolerance_days), "window": str(terms.window_days)}
    return translate(lang, f"comparison.why.{judged.why.code}", params)


def where_text(side: Side, sheet: str, row: object, lang: str) -> str:
    """A row as people cite it, with its sheet where several were read."""
    several = len(side.read.sheets) > 1
    return translate(
        lang, "comparison.where_sheet" if several else "comparison.where", {"sheet": sheet, "row": row}
    )


def row_text(side: Side, line: Line, lang: str) -> str:
    """Where a row stands, its day and its person, on one line."""
    parts = (where_text(side, line.sheet, line.row.number, lang), day_text(side, line), who_text(side, line))
    return "  ".join(filter(None, parts))


def who_text(side: Side, line: Line) -> str:
    """What a row says of a person, as it is written there, on one line."""
    texts = [[line.row.texts[column.index] for column in side.columns_of(*fields)] for fields in _WHO]
    return " · ".join(" ".join(filter(None, parts)) for parts in texts if any(parts))


def day_text(side: Side, line: Line) -> str:
    """The day of a row as it is written there."""
    return next((text_of(line.row.cells[column.index]) for column in side.columns_of("time")), "")


def as_written(cell: Cell) -> str:
    """A cell as text, with every mark that stands there."""
    return cell if isinstance(cell, str) else text_of(cell)


def columns_texts(side: Side, lang: str) -> Sequence[str]:
    """What each known column was taken for, one text each."""
    return [
        translate(
            lang,
            f"comparison.column.{column.how}",
            {
                "letter": column.letter,
                "header": column.header or translate(lang, "comparison.no_header"),
                "field": translate(lang, f"comparison.field.{column.field}"),
            },
        )
        for column in side.read.columns
    ]


def unused_texts(side: Side, lang: str) -> Sequence[str]:
    """The columns that were taken for nothing, one text each."""
    return [
        translate(
            lang,
            "comparison.unused_column",
            {"letter": column.letter, "header": column.header or translate(lang, "comparison.no_header")},
        )
        for column in side.read.unused
    ]


def unused_hint(side: Side, name: str, lang: str) -> str:
    """How a column that was taken for nothing is named, with what the list still lacks; empty when all were taken.

    Args:
        side: The list.
        name: ``claim`` or ``evidence``.
        lang: Language.
    """
    if not side.read.unused:
        return ""
    lacking = [fields[0] for fields in _ASKED_FOR if not side.read.has(*fields)]
    words = [translate(lang, f"comparison.field.{field}") for field in lacking or ["note"]]
    first = side.read.unused[0]
    option = (
        f"--{name}-columns {words[0]}={first.header if _BARE_WORD.fullmatch(first.header) else first.letter}"
    )
    key = "comparison.unused_lacking" if lacking else "comparison.unused"
    return translate(lang, key, {"option": option, "fields": _joined(words, "or", lang)})


def terms_text(compared: Compared, lang: str) -> str:
    """What was compared by: the days, the market, tolerance and window."""
    terms, period = compared.terms, compared.result.period
    params = {
        "start": period.start_on.isoformat() if period else "",
        "last": period.last_on.isoformat() if period else "",
        "market": " ".join(sorted(terms.market)) or translate(lang, "comparison.any_market"),
        "tolerance": str(terms.tolerance_days),
        "window": str(terms.window_days),
    }
    key = "without_days" if period is None else "period_given" if terms.period else "period_of_list"
    return translate(lang, f"comparison.terms.{key}", params)
