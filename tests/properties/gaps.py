"""Drawn gaps: figures that are provisional or missing when their statement is drawn, and the final ones that follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assay.core.contract.model import Contract, Party, clauses_of
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.period import Month
from tests.properties.contracts import Length
from tests.properties.dice import Dice

Document = dict[str, Any]
Measured = tuple[Document, list[Document]]


@dataclass
class Gaps:
    """Measured months with their gaps, and the events that fill them."""

    measured: list[Measured]
    events: list[Document]


def draw_gaps(
    dice: Dice, contract: Contract, length: Length, measured: Sequence[Measured], grows_at: int | None
) -> Gaps:
    """Put gaps into final figures.

    Args:
        dice: Chance.
        contract: Its KPIs are the same in every version.
        length: Of the life.
        measured: KPIs and lots of every month, final.
        grows_at: The month that must have, and alone may have, a figure that is excluded.
    """
    ends = length.term + length.added
    gaps = Gaps(list(measured), [])
    provisional, held = _chosen(dice, length), _chosen(dice, length)
    for index, (final, lots) in enumerate(measured):
        if index >= ends:
            break
        kpis, left = dict(final), dice.shuffled(list(final))
        if index == grows_at:
            kpi_id = left.pop()
            kpis[kpi_id] = missing_figure(dice, final[kpi_id], _faults(contract, "exclude_and_extend"))
        if left and dice.chance(22) and (faults := _faults(contract, "deemed_missed")):
            kpi_id = left.pop()
            kpis[kpi_id] = missing_figure(dice, final[kpi_id], faults)
        later: list[str] = []
        if left and index in held and (faults := _faults(contract, "fallback_then_hold")):
            later.append(left.pop())
            kpis[later[0]] = missing_figure(dice, final[later[0]], faults)
        for kpi_id in left[: dice.whole(1, 2)] if index in provisional else ():
            opened = opened_figure(dice, CATALOGUE[contract.kpis[kpi_id].metric].kind, final[kpi_id])
            if opened is not None:
                kpis[kpi_id] = opened
                later.append(kpi_id)
        known = opened_lots(dice, lots) if index in provisional else lots
        gaps.measured[index] = (kpis, known)
        filled = {kpi_id: final[kpi_id] for kpi_id in later}
        decides = known != lots and bool(clauses_of(contract, "cost_share"))
        gaps.events += _filled(dice, length, index, filled, lots, decides_leads=decides)
    return gaps


def _chosen(dice: Dice, length: Length) -> list[int]:
    """Up to two months whose gaps can still be filled; the last one only where the life may end open."""
    months = range(min(length.term + length.added, length.periods) - int(length.whole))
    return dice.some(months)[:2] if months and dice.chance(65) else []


def _faults(contract: Contract, effect: str) -> list[Party]:
    return [party for party in Party if contract.missing.effect(party) == effect]


def missing_figure(dice: Dice, figure: Document, faults: Sequence[Party]) -> Document:
    """The whole figure is missing, or one of its weeks."""
    gap = {"status": "missing", "fault": dice.pick(faults).value}
    weeks = figure.get("weeks")
    if not weeks or dice.chance(50):
        return gap
    place = dice.whole(0, len(weeks) - 1)
    missing = {"from": weeks[place]["from"], "to": weeks[place]["to"]} | gap
    return {"weeks": [*weeks[:place], missing, *weeks[place + 1 :]]}


def opened_figure(dice: Dice, kind: Kind, figure: Document) -> Document | None:
    """The figure as it was known before some of its good records were decided; None when it has none."""
    if "weeks" in figure:
        opened = [opened_figure(dice, kind, week) if dice.chance(60) else None for week in figure["weeks"]]
        if not any(opened):
            return None
        return {"weeks": [week or final for week, final in zip(opened, figure["weeks"], strict=True)]}
    key = {Kind.COUNT: "value", Kind.RATIO: "numerator"}.get(kind, "denominator")
    decided = dice.whole(0, min(6, int(figure[key])))
    before = int(figure[key]) - decided
    still = dice.whole(1, 6)
    relieved = figure.get("relieved", {})
    if kind is Kind.RATIO:
        lost = sum(int(n) for n in relieved.values())
        still = min(still, int(figure["denominator"]) - int(figure["numerator"]) - lost)
    if decided + still <= 0:
        return None
    return figure | {key: str(before), "open": str(decided + still), "status": "provisional"}


def opened_lots(dice: Dice, lots: Sequence[Document]) -> list[Document]:
    """The lots as they were known before some leads of the paid ones had a verdict."""
    known = []
    for lot in lots:
        opens = "leads" in lot and not lot["cost"].startswith("0.00") and dice.chance(50)
        known.append(lot | {"leads": _opened_leads(dice, lot["leads"])} if opens else lot)
    return known


def _opened_leads(dice: Dice, leads: Document) -> Document:
    """Some leads of one verdict without it; those that were relieved keep theirs."""
    valid, invalid = int(leads["valid"]), {reason: int(n) for reason, n in leads["invalid"].items()}
    lost = [reason for reason, n in invalid.items() if n and "relieved" not in leads]
    if lost and dice.chance(60):
        reason = dice.pick(lost)
        left = invalid[reason] - dice.whole(1, invalid[reason])
        return leads | {"invalid": leads["invalid"] | {reason: str(left)}}
    return leads | {"valid": str(valid - dice.whole(0, min(2, valid)))}


def _filled(
    dice: Dice,
    length: Length,
    index: int,
    final: Document,
    lots: Sequence[Document],
    *,
    decides_leads: bool,
) -> Iterator[Document]:
    """The event with the final figures, perhaps with lots measured again; a life that is cut short may lack it."""
    last = min(length.term + length.added, length.periods) - 1
    if not (final or decides_leads) or index >= last or not (length.whole or dice.chance(75)):
        return
    event = {
        "id": f"final-{index}",
        "kind": "final_measurement",
        "of_period": str(length.first.plus(index)),
        "kpis": final,
        **moments(dice, length, dice.whole(index + 1, last)),
    }
    if dice.chance(30) or decides_leads:
        event["lots"] = {"spend": [lot_again(dice, lot) for lot in lots]}
    yield event


def lot_again(dice: Dice, lot: Document) -> Document:
    """A lot as measured later: one more lead of it turned out to be a duplicate."""
    leads = lot.get("leads")
    if leads is None or leads["valid"] == "0" or not dice.chance(50):
        return lot
    invalid = leads["invalid"] | {"duplicate": str(int(leads["invalid"].get("duplicate", "0")) + 1)}
    return lot | {"leads": leads | {"valid": str(int(leads["valid"]) - 1), "invalid": invalid}}


def as_of(month: Month) -> datetime:
    """Statements are drawn on the fifth of the next month, at 09:00 in Shanghai."""
    return datetime(month.next().year, month.next().month, 5, 1, tzinfo=UTC)


def moments(dice: Dice, length: Length, index: int) -> Document:
    """``effective`` and ``known`` of an event that the statement of a month sees and the one before does not."""
    moment = as_of(length.first.plus(index)) - timedelta(minutes=dice.whole(0, 26 * 24 * 60))
    return {"effective": str(moment.date()), "known": moment.isoformat()}
