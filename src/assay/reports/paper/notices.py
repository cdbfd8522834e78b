"""Rights that arose and matters that are open, in the words of the printed contract, with its article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.i18n import listed, translate, translate_or
from assay.i18n.statement import Sheet, right_name
from assay.reports.called import Called, first_upper
from assay.reports.paper.blocks import Cell, cell
from assay.reports.paper.cited import cited_at
from assay.reports.paper.page import Source

_WHOLE = {"force_majeure": "plain.article.force_majeure", "disputes": "plain.article.disputes"}
"""What is an article of its own, and its title."""


def notices(source: Source) -> Iterator[Called]:
    """Who may do what, because of what, since when, and where the text of that month says so."""
    for firing in source.document["triggers"]:
        yield Called(_right(firing, source), firing["id"])


def notice_items(sheet: Sheet, source: Source) -> list[str | Cell]:
    """The notices, each with its code in small print, and what is owed or open beside the payable."""
    return [*(cell(f"▲ {one.words}", aside=one.code) for one in notices(source)), *sheet.matters]


def _right(firing: Mapping[str, Any], source: Source) -> str:
    name, _, channel = firing["id"].partition("/")
    rights = listed(source.lang, [right_name(source.lang, word) for word in firing["then"]])
    if name in _WHOLE:
        ground, path = translate(source.lang, _WHOLE[name]), name
    else:
        ground, path = source.names_in(firing["period"]).trigger(name), f"triggers[{name}]"
    if channel and ground:
        word = translate_or(source.lang, f"plain.word.{channel}", channel)
        ground = source.say("notice.of_channel", ground=ground, channel=word)
    params = {"rights": first_upper(rights), "period": firing["period"]}
    where = cited_at(path, firing["period"], source)
    if not ground or not where:
        return source.say("notice.right", **params)
    return source.say("notice.right_on", ground=ground, cited=where, **params)
