"""The early end of a contract in words: who ended it, when, on what ground, and what follows in this statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Amended
from assay.core.contract.outline.cited import cited_places
from assay.core.money import Money, total
from assay.core.period import Month, day_of
from assay.core.settlement.ending import termination_of
from assay.core.settlement.events import added_months
from assay.core.settlement.state import State
from assay.core.settlement.state_json import state_of
from assay.core.settlement.terms import last_day
from assay.i18n import translate, translate_or
from assay.i18n.figures import fraction_of
from assay.i18n.statement import is_some
from assay.reports.paper.cited import numbered
from assay.reports.paper.page import Source

_CLEARED, _RETENTION = "termination", "retention"


def ended_texts(source: Source) -> tuple[str, ...]:
    """The sentence that the contract ended, and what follows; nothing of a contract that runs, or ran, its whole term."""
    noted = source.document["state"]["noted"]
    if not any(event["kind"] == "termination" for event in noted):
        return ()
    state = state_of(source.document["state"], source.contract.id)
    event = termination_of(state.noted)
    if event is None or not _is_early(event, state, source):
        return ()
    return (_told(event, source), *_follows(event, source))


def _is_early(event: Event, state: State, source: Source) -> bool:
    """Whether the last day of service comes before that of the term as agreed, with the months added to it."""
    agreed = Amended(source.contract) if source.amended is None else source.amended
    return event.effective_on < last_day(agreed.latest, added_months(state, agreed))


def _told(event: Event, source: Source) -> str:
    is_to_come = Month.of(event.effective_on) > Month.parse(source.document["period"])
    return source.say(
        "ended.will" if is_to_come else "ended.has",
        party=translate(source.lang, f"party.{event.fields['by']}"),
        day=str(event.effective_on),
        known=str(day_of(event.known_at, source.contract.term.zone)),
        ground=_ground(event.fields["ground"], source),
    )


def _ground(ground: str, source: Source) -> str:
    """A trigger by its place in the printed contract; a word that we know; else as it was written."""
    trigger = ground.partition("/")[0]
    place = cited_places(source.contract).get(f"triggers[{trigger}]")
    if place is not None:
        return source.say("ended.by_trigger", trigger=ground, cited=numbered(place, source))
    return translate_or(source.lang, f"ending.{ground}", source.say("ended.by_word", ground=ground))


def _follows(event: Event, source: Source) -> Iterator[str]:
    document = source.document
    if str(Month.of(event.effective_on)) == document["period"] and is_some(document["fee"]):
        yield source.say("ended.fee", fee=source.money(document["fee"]), day=str(event.effective_on))
    for due in document["due"]:
        if due["id"] == _CLEARED and is_some(due["amount"]):
            yield _cleared(due, _also_due(document), source)
    for line in document["lines"]:
        if line["explain"]["code"] == "explain.liquidated":
            yield _damages(line, source)
    if is_some(document["claim"]):
        yield source.say("ended.claim", amount=source.money(document["claim"]))
    yield source.say("ended.after")


def _also_due(document: Mapping[str, Any]) -> Money:
    """What falls due in the same statement by the instalments of the contract."""
    currency = document["currency"]
    found = (due["amount"] for due in document["due"] if due["id"] not in (_CLEARED, _RETENTION))
    return total((Money.exactly(fraction_of(amount), currency) for amount in found), currency)


def _cleared(due: Mapping[str, str], also: Money, source: Source) -> str:
    """What falls due with the end, with what of it is kept as retention; or the prepayment that was not earned.

    Such a prepayment comes back where it was paid; one that falls due in the same statement is paid by so much less.
    """
    amount = source.money(due["amount"].lstrip("-"))
    if due["amount"].startswith("-"):
        left = also + Money.exactly(fraction_of(due["amount"]), source.document["currency"])
        if not also.minor:
            return source.say("ended.back", amount=amount)
        key = "ended.back_less" if left.minor < 0 else "ended.due_less"
        left_over = source.money(left.decimal.lstrip("-"))
        return source.say(key, amount=amount, due=source.money(also.decimal), left=left_over)
    if is_some(due["withheld"]):
        return source.say("ended.cleared_kept", amount=amount, kept=source.money(due["withheld"]))
    return source.say("ended.cleared", amount=amount)


def _damages(line: Mapping[str, Any], source: Source) -> str:
    """The damages of a clause, less what caps of the same month cut of them."""
    currency = source.document["currency"]
    cuts = [
        Money.exactly(fraction_of(other["amount"]), currency)
        for other in source.document["lines"]
        if other["explain"]["code"] == "explain.cap"
        and other["explain"]["params"]["cuts"] == line["clause"]
        and other["period"] == line["period"]
    ]
    before = source.money(line["amount"].lstrip("-"))
    if not any(cuts):
        return source.say("ended.damages", amount=before)
    left = -Money.exactly(fraction_of(line["amount"]), currency) - total(cuts, currency)
    return source.say("ended.damages_capped", amount=source.money(left.decimal), before=before)
