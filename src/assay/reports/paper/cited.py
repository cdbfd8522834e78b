"""Which article of the printed contract a line rests on, by the numbers that the contract bears on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.core.contract.outline.cited import Cited, cited_places
from assay.i18n import translate
from assay.i18n.chinese_numbers import chinese_ordinal
from assay.reports.paper.page import Source


def cited(line: Mapping[str, Any], source: Source) -> str:
    """Article and paragraph of a line, ``第十五条 15.1``; with the version where the month had another text than this one."""
    return cited_at(line["place"]["path"] or line["clause"], line["period"], source)


def cited_at(path: str, period: str, source: Source) -> str:
    """Article and paragraph of a path, ``clauses[C1]``, by the text of a month; empty where that is not printed."""
    contract = source.text_of(period)
    found = cited_places(contract).get(path)
    if found is None:
        return ""
    text = numbered(found, source)
    if contract.version == source.contract.version:
        return text
    return source.say("cited.version", cited=text, version=contract.version)


def numbered(found: Cited, source: Source) -> str:
    """In Chinese the article in Chinese numerals, then the paragraph's number, which begins with the article's in both languages."""
    numbers = {"number": str(found.article), "index": str(found.paragraph)}
    mark = translate(source.lang, "plain.article.mark", numbers) if found.paragraph else ""
    if source.lang != "zh":
        return source.say("cited.article", article=mark or str(found.article))
    return f"{source.say('cited.article', article=chinese_ordinal(found.article))} {mark}".rstrip()
