"""One picture for the boss: what was spent, what came of it, who did not answer, what is to be paid, one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assay.core.money import Money
from assay.i18n.figures import grouped
from assay.reports.paper.channels import spent
from assay.reports.paper.charts import funnel
from assay.reports.paper.judged import counts_text, listed
from assay.reports.paper.page import Source, in_words, moment_text
from assay.reports.paper.review import funnel_steps
from assay.reports.paper.strips import short_strip
from assay.reports.paper.typeset import Json, png

_UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class Sold:
    """Orders of one currency; the amount is None when one of them states none."""

    currency: str
    count: int
    amount: Fraction | None

    def plus(self, count: int, amount: Fraction | None) -> Sold:
        """With more orders."""
        both = None if self.amount is None or amount is None else self.amount + amount
        return replace(self, count=self.count + count, amount=both)


@dataclass(frozen=True, slots=True)
class Beside:
    """What no statement holds.

    Attributes:
        orders: Of the month by currency; None when no ledger was imported.
        leads: Leads of the month, whoever brought them.
        unanswered: Salesperson → leads without a reply from us; an empty name is nobody's.
    """

    orders: Sequence[Sold] | None
    leads: int
    unanswered: Mapping[str, int]


def picture_png(source: Source, beside: Beside) -> bytes:
    """The picture as PNG, 390 pixels wide.

    Raises:
        FindingsError: A character cannot be printed, or the fonts are missing.
    """
    return png("picture.typ", picture_data(source, beside))


def picture_data(source: Source, beside: Beside) -> dict[str, Json]:
    """All words and figures of the picture."""
    document = source.document
    steps = funnel_steps(source)
    two_counts = len(steps) > 1 and beside.leads > 0
    return {
        "lang": source.lang,
        "region": "CN" if source.lang == "zh" else "US",
        "title": source.say("picture.title", period=document["period"]),
        "under_title": source.contract.name.of(source.lang),
        "payable": source.money(document["payable"]),
        "in_words": in_words(document["payable"], document["currency"]) if source.lang == "zh" else "",
        "sentence": counts_text(source),
        "ours": _blame(beside, source),
        "rows": [
            {"label": source.say("picture.spent"), "text": _spent(source)},
            {"label": source.say("picture.orders"), "text": _orders(beside, source)},
            {"label": source.say("picture.unanswered"), "text": _unanswered(beside, source)},
        ],
        "funnel": funnel(steps),
        "funnel_note": source.say("picture.credited_note") if two_counts else "",
        "strip": short_strip(source),
        "number": source.number,
        "drawn": source.say("picture.drawn", at=moment_text(source.at)),
        "words": {"payable": source.say("amount.payable"), "strip": source.say("picture.strip")},
    }


def _blame(beside: Beside, source: Source) -> str:
    count = sum(beside.unanswered.values())
    if not count:
        return ""
    return source.say("picture.ours_one" if count == 1 else "picture.ours", count=str(count))


def _spent(source: Source) -> str:
    sums = [
        f"{currency} {_UNKNOWN}".strip()
        if cost is None
        else f"{currency} {grouped(Money.of(cost, currency).decimal)}"
        for currency, cost in spent(source.document).items()
    ]
    return " + ".join(sums) or _UNKNOWN


def _orders(beside: Beside, source: Source) -> str:
    if beside.orders is None:
        return _UNKNOWN
    count = sum(one.count for one in beside.orders)
    shown = [source.say("picture.orders_one" if count == 1 else "picture.orders_count", count=str(count))]
    for one in beside.orders:
        known = one.amount is not None and one.currency
        shown += (
            [f"{one.currency} {grouped(Money.of(one.amount or 0, one.currency).decimal)}"] if known else []
        )
    return listed(shown, source)


def _unanswered(beside: Beside, source: Source) -> str:
    """Who did not answer how many of all enquiries; all of them when nobody failed to."""
    if not beside.leads:
        return _UNKNOWN
    if not beside.unanswered:
        return source.say("picture.all_answered", leads=str(beside.leads))
    ranked = sorted(beside.unanswered.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{name or source.say('picture.nobody')} {count}" for name, count in ranked]
    return source.say("picture.of_all", who=listed(shown, source), leads=str(beside.leads))
