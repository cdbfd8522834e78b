"""What a review warns of: rights that arose, monitors beyond their limit, money that waits, disputes. In words; what an id stands for is looked up in the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.core.contract.outline.cited import cited_places
from assay.i18n import translate, translate_or
from assay.reports.paper.cited import numbered
from assay.reports.paper.judged import kpi_words, listed
from assay.reports.paper.page import Source


def breaches(source: Source) -> Iterator[str]:
    """Rights that arose, and monitors that are beyond their limit."""
    for firing in source.document["triggers"]:
        yield _right(firing, source)
    for item in source.document.get("monitors", ()):
        if item["state"] in ("breach", "alert", "review"):
            channel = translate_or(source.lang, f"plain.word.{item['channel']}", item["channel"])
            name = f"{translate(source.lang, 'metric.' + item['metric'])} {channel}".rstrip()
            state = translate(source.lang, f"watch.{item['state']}")
            yield source.say("review.breach", name=name, limit=item["limit"], state=state)


def _right(firing: Mapping[str, Any], source: Source) -> str:
    """Who may do what from which month, and where the contract says so."""
    rights = [translate_or(source.lang, f"word.{word}", word) for word in firing["then"]]
    said = source.say("review.right", period=firing["period"], rights=listed(rights, source))
    return _cited(said, f"triggers[{firing['id'].partition('/')[0]}]", firing["id"], source)


def waits(source: Source) -> Iterator[str]:
    """Money that waits, and disputes."""
    for item in source.document["suspense"]:
        if item["amount"].startswith("-"):
            amount = source.money(item["amount"].lstrip("-"))
            yield source.say("review.waits", id=_line_name(item["id"], source), amount=amount)
    for dispute in source.document.get("disputes", ()):
        yield translate(source.lang, "statement.dispute", {"id": dispute})


def _line_name(line_id: str, source: Source) -> str:
    """A line in words, ``C1/qualified``: of what it is, and for which KPI; what the contract does not know stays as it is."""
    name = line_id.partition("@")[0]
    clause_id, _, part = name.partition("/")
    clause = next((one for one in source.contract.clauses if one.id == clause_id), None)
    if clause is None:
        return line_id
    words = translate(source.lang, f"head.{clause.head}")
    kpi = source.contract.kpis.get(part)
    if kpi is not None:
        name = kpi_words(kpi.id, kpi.metric, source)
        words = source.say("review.for_kpi", name=name, head=words)
    return _cited(words, f"clauses[{clause_id}]", line_id, source)


def _cited(words: str, path: str, name: str, source: Source) -> str:
    """Words with the article behind them, or the id where the contract on paper does not have it."""
    found = cited_places(source.contract).get(path)
    return source.say("review.cited", words=words, cited=numbered(found, source) if found else name)
