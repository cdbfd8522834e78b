"""What a review warns of: rights that arose, monitors beyond their limit, money that waits, disputes. In words; what an id stands for is looked up in the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assay.core.money import Money
from assay.i18n import translate
from assay.i18n.statement import standing
from assay.reports.called import Called
from assay.reports.paper.blocks import Cell, cell
from assay.reports.paper.cited import cited_at
from assay.reports.paper.judged import listed
from assay.reports.paper.notices import notices
from assay.reports.paper.page import Source
from assay.reports.paper.watched import bound_of, is_beyond, monitor_name

_WHOLE = ("force_majeure", "disputes")


def breaches(source: Source) -> Iterator[str | Cell]:
    """Rights that arose, and monitors that are beyond their limit."""
    for one in notices(source):
        yield cell(one.words, aside=one.code)
    for item in source.document.get("monitors", ()):
        if is_beyond(item):
            state = translate(source.lang, f"watch.{item['state']}")
            said = bound_of(item, source).rstrip("。.")
            yield source.say("review.breach", name=monitor_name(item, source), limit=said, state=state)


def waits(source: Source) -> Iterator[str]:
    """Money that waits after the statement, whichever month withheld it, and disputes."""
    found = [(key, left, _called(*key, source)) for key, left in standing(source.document)]
    seen = Counter((called.words, period) for (_, period), _, called in found)
    for (name, period), left, called in found:
        alike = seen[called.words, period] > 1
        words = f"{called.words} {called.code}" if alike else called.words
        amount = source.money(Money.exactly(abs(left), source.document["currency"]).decimal)
        key = "review.waits" if left > 0 else "review.lowers"
        yield source.say(key, name=_with_article(words, name, period, source), amount=amount)
    for dispute in source.document.get("disputes", ()):
        yield translate(source.lang, "statement.dispute", {"id": dispute})


def _called(name: str, period: str, source: Source) -> Called:
    """A slice as the statement calls it, without its month."""
    line_id = name if period == source.document["period"] else f"{name}@{period}"
    return source.names_in(period).line(line_id, with_month=False)


def _with_article(words: str, name: str, period: str, source: Source) -> str:
    """With its month where that is another, and the article that it rests on by the text of that month."""
    contract = source.text_of(period)
    rule = name.partition("/")[0]
    where = "caps" if any(cap.id == rule for cap in contract.caps) else "clauses"
    path = rule if rule in _WHOLE else f"{where}[{rule}]"
    found = [] if period == source.document["period"] else [period]
    cited = listed([*found, cited_at(path, period, source) or name], source)
    return source.say("review.cited", words=words, cited=cited)
