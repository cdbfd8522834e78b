"""Drawn events that give relief, move bonuses, or make payments fall due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

from assay.core.contract.model import Contract
from assay.core.contract.remedy import Clause
from assay.core.period import Span
from tests.properties.contracts import Length
from tests.properties.dice import Dice
from tests.properties.gaps import Measured, moments

Document = dict[str, Any]


def draw_events(
    dice: Dice, contract: Contract, length: Length, measured: Sequence[Measured]
) -> Iterator[Document]:
    """Events of a life, beside the final measurements."""
    months = min(length.term, length.periods)
    if dice.chance(55):
        yield from _late_duties(dice, contract, length, dice.whole(0, months - 1))
    for index in dice.some(range(months))[:2] if dice.chance(75) else ():
        yield from _force_majeure(dice, contract, length, index)
    for clause in contract.clauses:
        if clause.clawback is not None and length.periods > 1:
            yield from _late_findings(dice, clause, contract, length, measured)
    if any(payment.on == "signing" for payment in contract.payments):
        yield from _signing_to_acceptance(dice, length)
    yield from _payments(dice, contract, length)


def _days(dice: Dice, contract: Contract, length: Length, index: int) -> Span:
    """Some days of a month that lie in the term."""
    span = length.first.plus(index).span.cut(contract.term.span)
    start_on = span.start_on + timedelta(days=dice.whole(0, span.days - 1))
    return Span(start_on, start_on + timedelta(days=dice.whole(1, 12))).cut(span)


def _late_duties(dice: Dice, contract: Contract, length: Length, index: int) -> Iterator[Document]:
    days = _days(dice, contract, length, index)
    yield {
        "id": "late-data",
        "kind": "late_duty",
        "party": "buyer",
        "duty": dice.pick(("product_data", "product_data", "product_data", "sales_reply")),
        "from": str(days.start_on),
        "to": str(days.last_on),
        **moments(dice, length, index),
    }


def _force_majeure(dice: Dice, contract: Contract, length: Length, index: int) -> Iterator[Document]:
    days = _days(dice, contract, length, index)
    hours = dice.pick((0, 20, 24, 30, 80, 120, 200))
    late_on = days.start_on + timedelta(hours=hours)
    notice = str(late_on) if dice.chance(30) else f"{late_on}T{dice.whole(0, 23):02d}:00:00+08:00"
    yield {
        "id": f"storm-{index}",
        "kind": "force_majeure",
        "party": dice.pick(("vendor", "vendor", "vendor", "vendor", "buyer")),
        "cause": dice.pick((*["natural_disaster"] * 6, "routine_algorithm_update")),
        "from": str(days.start_on),
        "to": str(days.last_on),
        "notice": notice,
        **moments(dice, length, index),
    }
    if dice.chance(12):
        since_on = max(length.first.plus(index).first_on, days.start_on - timedelta(days=2))
        late = {"from": str(since_on), "to": str(days.start_on)}
        duty = {"id": f"late-report-{index}", "kind": "late_duty", "party": "vendor", "duty": "report"}
        yield duty | late | moments(dice, length, index)


def _late_findings(
    dice: Dice, clause: Clause, contract: Contract, length: Length, measured: Sequence[Measured]
) -> Iterator[Document]:
    """Findings about the month that did best, and about any other."""
    months = range(min(length.term, length.periods - 1))
    if not months:
        return
    best = max(months, key=lambda index: _promise(clause, contract, length, measured, index))
    for number, index in enumerate([best, *dice.some(months)][: dice.pick((0, *[1] * 10, 2, 2, 2))]):
        records = dice.whole(1, 12)
        yield {
            "id": f"late-{number}",
            "kind": "late_finding",
            "of_period": str(length.first.plus(index)),
            "reason": dice.pick((*["fraud", "duplicate"] * 6, "silent")),
            "records": str(records),
            "qualified": str(dice.whole(0, min(2, records))),
            **moments(dice, length, dice.whole(index + 1, length.periods - 1)),
        }


def _promise(
    clause: Clause, contract: Contract, length: Length, measured: Sequence[Measured], index: int
) -> Fraction:
    """How far the bonus's KPI is above its written target, roughly."""
    figure = measured[index][0].get(clause.subject, {})
    season = contract.kpis[clause.subject].season.get(length.first.plus(index).month, Fraction(1))
    return Fraction(figure.get("value", "0")) - contract.kpis[clause.subject].base * season


def _payments(dice: Dice, contract: Contract, length: Length) -> Iterator[Document]:
    """Some statements are paid, in part or too much, by either side; most are not."""
    for index in range(length.periods - 1):
        if dice.chance(25):
            yield {
                "id": f"paid-{index}",
                "kind": "payment",
                "by": dice.pick(("buyer", "buyer", "vendor")),
                "of_period": str(length.first.plus(index)),
                "amount": dice.money(1, 40000, contract.currency),
                **moments(dice, length, dice.whole(index + 1, length.periods - 1)),
            }


def _signing_to_acceptance(dice: Dice, length: Length) -> Iterator[Document]:
    first = moments(dice, length, 0)
    yield {
        "id": "signed",
        "kind": "signing",
        "effective": str(length.first.first_on),
        "known": first["known"],
    }
    ends = length.term + length.added - 1
    if not length.whole and not dice.chance(15):
        return
    window = min(ends, length.periods - 1)
    if window < length.periods - 1 and dice.chance(20):
        window += 1
    yield {"id": "handed-over", "kind": "hand_over", **moments(dice, length, dice.whole(0, window))}
    yield {"id": "accepted", "kind": "final_acceptance", **moments(dice, length, window)}
