"""Drawn disputes with their rulings, reissues, what is found late, and statements that arrive later than they were drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.core.acceptance.measurements import Figure, PeriodFigures, SpendLot
from assay.core.contract.model import Contract
from assay.core.period import Month, day_of
from assay.core.settlement.disputed import own_line, own_month
from assay.core.settlement.readings import Readings, disputes_of, read_both, ruled_for
from assay.core.settlement.reopening import is_disputable
from tests.lives.figures import redraw
from tests.lives.scene import Scene
from tests.properties.dice import Dice

Document = dict[str, Any]


def draw_quarrels(scene: Scene) -> None:
    """Disputes of the last months and of this one, rulings on the open ones, an error found, records found false."""
    _rulings(scene)
    recent = scene.recent(2) + ([scene.figures] if scene.figures is not None else [])
    for figures in recent:
        if figures.kpis and scene.dice.chance(16) and not scene.is_last:
            _dispute(scene, figures)
    if scene.dice.chance(5) and not scene.is_last:
        _reissue(scene)
    if scene.state.records and scene.dice.chance(10):
        _late_finding(scene)
    if scene.state.records and scene.dice.chance(20):
        scene.add("delivery", {"of_period": str(scene.state.records[-1].month), "through": "wechat"})


def open_disputes(scene: Scene) -> list[str]:
    """Ids of the disputes that stand and wait for their ruling."""
    noted = scene.state.noted
    return [
        dispute.id
        for record in scene.state.records
        for dispute in disputes_of(record.month, noted)
        if ruled_for(dispute, noted) is None
    ]


def _rulings(scene: Scene) -> None:
    dice = scene.dice
    for dispute in open_disputes(scene):
        if dice.chance(45) or scene.is_last or scene.is_over:
            ruling = {"on": dispute, "for": dice.pick(("vendor", "buyer")), "by": "audit"}
            if dice.chance(30):
                ruling |= {"audit_cost": dice.money(100, 900), "difference": dice.pick(("1%", "2%", "7%"))}
            scene.add("ruling", ruling)


def _dispute(scene: Scene, figures: PeriodFigures) -> None:
    contract = scene.amended.for_month(figures.month)
    stated_on = day_of(figures.as_of, contract.term.zone)
    until = contract.acceptance.object_until(stated_on, contract.workdays)
    left = read_both(figures, contract, scene.state.noted)
    choices = [*_about_lots(scene.dice, left), *_about_lines(scene, figures.month)]
    choices += [{"by": by, **_counts(scene.dice)} for by in ("vendor", "buyer")]
    chosen = scene.dice.pick(choices)
    scene.add("dispute", {"of_period": str(figures.month), **chosen}, until=until)


def _counts(dice: Dice) -> Document:
    """Records of no lot."""
    records = dice.whole(1, 5)
    told = {"reason": dice.pick(("duplicate", "silent")), "records": str(records)}
    return told | ({"qualified": str(dice.whole(0, min(2, records)))} if dice.chance(40) else {})


def _about_lots(dice: Dice, left: Readings) -> Iterator[Document]:
    """Records that no dispute of the same side has taken yet."""
    for side, figures in (("vendor", left.vendor), ("buyer", left.buyer)):
        for lot in figures.lots:
            for by, reason, most in _records(lot):
                if by == side:
                    yield {"by": by, "lot": lot.id, "reason": reason, "records": str(dice.whole(1, most))}


def _records(lot: SpendLot) -> Iterator[tuple[str, str, int]]:
    """Who may dispute how many records of which reason."""
    for reason, count in lot.leads.invalid.items():
        if count >= 1:
            yield "vendor", reason, int(count)
    if lot.leads.valid >= 1:
        yield "buyer", "duplicate", int(lot.leads.valid)
    if lot.sessions.invalid_a >= 1:
        yield "vendor", "class_A", int(lot.sessions.invalid_a)
    if lot.sessions.judged > lot.sessions.invalid_a:
        yield "buyer", "class_A", int(lot.sessions.judged - lot.sessions.invalid_a)
    if lot.failed_segment:
        yield "vendor", "failed_segment", 1


def _about_lines(scene: Scene, month: Month) -> Iterator[Document]:
    """Lines that a month's statement told, those of earlier months among them, by either side: too much or too little."""
    told = next((item for item in scene.statements if item.month == month), None)
    for line in () if told is None else told.lines:
        if is_disputable(own_line(line.id), scene.amended.for_month(own_month(line.id, month))):
            yield from ({"by": by, "line": line.id} for by in ("vendor", "buyer"))


def _reissue(scene: Scene) -> None:
    """An error in one of the last three months whose figures are all there."""
    records = [record for record in scene.state.records[-3:] if record.figures.kpis]
    told = {Month.parse(event["of_period"]) for event in scene.events if "of_period" in event}
    records = [item for item in records if item.month not in scene.owes and item.month not in told]
    if not records:
        return
    record = scene.dice.pick(records)
    contract = scene.amended.for_month(record.month)
    monthly = [
        kpi_id
        for kpi_id, kpi in record.figures.kpis.items()
        if contract.kpis[kpi_id].period == "month"
        and kpi.month is not None
        and not _is_excluded(contract, kpi.month)
    ]
    if monthly:
        kpis = {key: redraw(scene, contract.kpis[key], {}) for key in scene.dice.some(monthly)[:2]}
        fields = {"of_period": str(record.month), "reason": "counted twice", "signed": "true", "kpis": kpis}
        scene.add("reissue", fields)


def _is_excluded(contract: Contract, figure: Figure) -> bool:
    """Whether a figure let the term grow, which a reissue does not undo here."""
    return figure.fault is not None and contract.missing.effect(figure.fault) == "exclude_and_extend"


def _late_finding(scene: Scene) -> None:
    dice = scene.dice
    record = dice.pick(scene.state.records)
    records = dice.whole(1, 12)
    fields = {"of_period": str(record.month), "reason": dice.pick(("fraud", "duplicate", "silent"))}
    scene.add(
        "late_finding", fields | {"records": str(records), "qualified": str(dice.whole(0, min(2, records)))}
    )
