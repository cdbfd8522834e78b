"""The page of a comparison in the terminal: how the files were read, the sentence, the groups, the rows side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assay.cli.tables import pad, width
from assay.core.comparison.records import Group, Judged
from assay.i18n import translate
from assay.services.compare import Compared, Side
from assay.services.compare_words import (
    NOT_PROVEN,
    columns_texts,
    group_word,
    headline,
    row_text,
    terms_text,
    unused_hint,
    unused_texts,
    why_text,
)

RULE = 92
SHOWN_BESIDE = 3
"""Rows of the log shown below a claim; the others are in the workbook."""

UNUSED_SHOWN = 20
"""Columns that were not used; a wide export has hundreds."""


def page_lines(compared: Compared, lang: str, *, limit: int) -> Iterator[str]:
    """The page.

    Args:
        compared: The comparison.
        lang: Language.
        limit: Claims shown of each group, the others are counted; 0 shows the counts alone.
    """
    yield from _reading(compared, lang)
    yield "═" * RULE
    yield headline(compared, lang)
    yield "─" * RULE
    if not compared.result.judged:
        return
    yield from _counts(compared, lang)
    for group in (Group.UNANSWERED, *NOT_PROVEN):
        judged = compared.result.of(group)
        if judged and limit:
            yield ""
            yield from _group(compared, group, judged, lang, limit)


def _reading(compared: Compared, lang: str) -> Iterator[str]:
    yield translate(lang, "comparison.columns_read")
    for name, side in (("claim", compared.claim), ("evidence", compared.evidence)):
        yield translate(lang, f"comparison.read.{name}", _side(side))
        yield from _wrapped(columns_texts(side, lang))
        yield from _unused(side, name, lang)
    yield terms_text(compared, lang)


def _unused(side: Side, name: str, lang: str) -> Iterator[str]:
    """The columns that were not used, so that one that matters is not missed, and how to name them."""
    texts = unused_texts(side, lang)
    if not texts:
        return
    first = translate(lang, "comparison.unused_first", {"column": texts[0]})
    yield from _wrapped([first, *texts[1:UNUSED_SHOWN]])
    if len(texts) > UNUSED_SHOWN:
        yield f"    {translate(lang, 'comparison.unused_more', {'count': len(texts) - UNUSED_SHOWN})}"
    yield f"    {unused_hint(side, name, lang)}"


def _side(side: Side) -> dict[str, str]:
    return {
        "name": side.name,
        "rows": str(len(side.read.lines)),
        "facts": ", ".join(side.read.sheets) or side.read.facts.get("encoding", ""),
    }


def _wrapped(texts: Sequence[str]) -> Iterator[str]:
    """Texts side by side on as few lines as the page is wide for."""
    line = ""
    for text in texts:
        longer = f"{line} · {text}" if line else f"    {text}"
        if line and width(longer) > RULE:
            yield line
            longer = f"    {text}"
        line = longer
    if line:
        yield line


def _counts(compared: Compared, lang: str) -> Iterator[str]:
    counts = compared.counts()
    rows = [
        (translate(lang, "comparison.total.claimed"), counts["claimed"], ""),
        (translate(lang, "comparison.total.proven"), counts["proven_in_all"], ""),
        *(_counted(group, counts, lang) for group in (Group.PROVEN, Group.UNANSWERED)),
        (translate(lang, "comparison.total.not_proven"), counts["not_proven"], ""),
        *(_counted(group, counts, lang) for group in NOT_PROVEN),
    ]
    widest = max(width(label) for label, _, _ in rows)
    for label, count, meaning in rows:
        yield f"{pad(label, widest)}  {count:>6}  {meaning}".rstrip()


def _counted(group: Group, counts: dict[str, int], lang: str) -> tuple[str, int, str]:
    return (
        f"    {group_word(group, lang)}",
        counts[group.value],
        translate(lang, f"comparison.meaning.{group.value}"),
    )


def _group(
    compared: Compared, group: Group, judged: Sequence[Judged], lang: str, limit: int
) -> Iterator[str]:
    yield translate(lang, "comparison.group_title", {"group": group_word(group, lang), "count": len(judged)})
    for one in judged[:limit]:
        yield f"  {row_text(compared.claim, compared.line_of(one), lang)}"
        yield f"      {why_text(compared, one, lang)}"
        beside = [row_text(compared.evidence, line, lang) for line, _ in compared.enquiries_of(one)]
        for ours in beside[:SHOWN_BESIDE]:
            yield f"      {translate(lang, 'comparison.ours', {'row': ours})}"
        if len(beside) > SHOWN_BESIDE:
            yield f"      {translate(lang, 'comparison.more_rows', {'count': len(beside) - SHOWN_BESIDE})}"
    if len(judged) > limit:
        yield f"  {translate(lang, 'comparison.more', {'count': len(judged) - limit})}"
