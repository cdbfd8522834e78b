"""What a review warns of: rights that arose, monitors beyond their limit, money that waits, disputes. In words; what an id stands for is looked up in the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from assay.core.money import Money
from assay.i18n import translate, translate_or
from assay.i18n.statement import standing
from assay.reports.called import Called
from assay.reports.paper.cited import cited_at
from assay.reports.paper.judged import listed
from assay.reports.paper.page import Source

_WHOLE = ("force_majeure", "disputes")


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
    """Who may do what from which month, and where the text of that month says so."""
    rights = [translate_or(source.lang, f"word.{word}", word) for word in firing["then"]]
    said = source.say("review.right", period=firing["period"], rights=listed(rights, source))
    name = firing["id"].partition("/")[0]
    path = name if name in _WHOLE else f"triggers[{name}]"
    return _cited(said, cited_at(path, firing["period"], source) or firing["id"], source)


def waits(source: Source) -> Iterator[str]:
    """Money that waits after the statement, whichever month withheld it, and disputes."""
    found = [(key, left, _called(*key, source)) for key, left in standing(source.document)]
    seen = Counter(called.words for _, _, called in found)
    for (name, period), left, called in found:
        words = f"{called.words} {called.code}" if seen[called.words] > 1 else called.words
        amount = source.money(Money.exactly(abs(left), source.document["currency"]).decimal)
        key = "review.waits" if left > 0 else "review.lowers"
        yield source.say(key, name=_with_article(words, name, period, source), amount=amount)
    for dispute in source.document.get("disputes", ()):
        yield translate(source.lang, "statement.dispute", {"id": dispute})


def _called(name: str, period: str, source: Source) -> Called:
    """A slice as the statement calls it."""
    line_id = name if period == source.document["period"] else f"{name}@{period}"
    return source.names_in(period).line(line_id)


def _with_article(words: str, name: str, period: str, source: Source) -> str:
    """The article that a slice rests on, by the text of its month."""
    contract = source.text_of(period)
    rule = name.partition("/")[0]
    where = "caps" if any(cap.id == rule for cap in contract.caps) else "clauses"
    path = rule if rule in _WHOLE else f"{where}[{rule}]"
    return _cited(words, cited_at(path, period, source) or name, source)


def _cited(words: str, cited: str, source: Source) -> str:
    return source.say("review.cited", words=words, cited=cited)
