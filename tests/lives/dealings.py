"""Drawn dealings between the sides: replies, replacements, deliveries, samples, duties, revisions, reliefs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from assay.core.acceptance.samples import Verdict, period_of, sample_verdict
from assay.core.money import decimal_text
from assay.core.quantity import parse_quantity
from tests.lives.scene import Scene

Document = dict[str, Any]


def draw_dealings(scene: Scene) -> None:
    """What the sides did for each other in a month."""
    if not scene.is_over and scene.days.days:
        _reliefs(scene)
        _revision(scene)
    _replies(scene)
    _lots_mended(scene)
    _redelivery(scene)
    _samples(scene)
    _duties(scene)
    _final_figures(scene)


def _reliefs(scene: Scene) -> None:
    dice, span = scene.dice, scene.days
    start_on = span.start_on + timedelta(days=dice.whole(0, span.days - 1))
    last_on = min(span.last_on, start_on + timedelta(days=dice.whole(0, 14)))
    days = {"from": str(start_on), "to": str(last_on)}
    if dice.chance(10):
        duty = dice.pick(("product_data", "product_data", "sales_reply"))
        scene.add("late_duty", {"party": "buyer", "duty": duty, **days})
    if dice.chance(14):
        late_on = start_on + timedelta(hours=dice.pick((0, 20, 24, 80, 200)))
        fields = {
            "party": dice.pick(("vendor", "vendor", "vendor", "buyer")),
            "cause": dice.pick((*["natural_disaster"] * 6, "routine_algorithm_update")),
            "notice": dice.pick((str(late_on), f"{late_on}T{dice.whole(0, 23):02d}:00:00+08:00")),
        }
        scene.add("force_majeure", fields | days)
    if dice.chance(4):
        scene.add("late_duty", {"party": "vendor", "duty": "report", **days})


def _revision(scene: Scene) -> None:
    dice = scene.dice
    kpis = [kpi.id for kpi in scene.contract.kpis.values() if not kpi.sample]
    if scene.contract.revision is None or not kpis or not dice.chance(8):
        return
    factor = f"{dice.whole(80, 120)}%" if dice.chance(50) else f"1.{dice.whole(0, 2)}"
    on = scene.month.first_on + timedelta(days=dice.whole(0, 80))
    fields = {"kpi": dice.pick(kpis), "factor": factor, "signed": dice.pick(("true", "true", "false"))}
    scene.add("revision", fields, on=on)


def _replies(scene: Scene) -> None:
    for figures in scene.recent(1):
        for clause in scene.amended.for_month(figures.month).clauses:
            if clause.reply_within is not None and scene.dice.chance(40):
                scene.add("reply", {"by": "vendor", "on": clause.id, "of_period": str(figures.month)})
    for trigger in scene.contract.triggers:
        fired = [firing for firing in scene.state.firings if firing.id.partition("/")[0] == trigger.id]
        if fired and scene.dice.chance(25):
            scene.add("notice", {"by": "buyer", "on": trigger.id})
        if fired and scene.dice.chance(4):
            scene.add("withdraw_trigger", {"on": fired[-1].id})


def _lots_mended(scene: Scene) -> None:
    """Leads that the vendor replaced, and money that the platform gave back."""
    dice = scene.dice
    for figures in scene.recent(2):
        contract = scene.amended.for_month(figures.month)
        replaces = any(clause.replace_within for clause in contract.clauses)
        for lot in figures.lots:
            lost = int(sum(lot.leads.invalid.values()))
            if replaces and lost and dice.chance(12):
                fields = {"of_period": str(figures.month), "lot": lot.id, "records": str(dice.whole(1, lost))}
                scene.add("replacement", fields)
            given = (
                parse_quantity(event.fields["amount"]).value
                for event in scene.state.noted
                if event.kind == "platform_credit" and event.fields["lot"] == lot.id
            )
            assert lot.cost is not None
            whole = int(lot.cost - lot.platform_credit - sum(given))
            if whole > 1 and dice.chance(3):
                scene.add(
                    "platform_credit", {"lot": lot.id, "amount": dice.money(0, whole - 1, lot.currency)}
                )


def _redelivery(scene: Scene) -> None:
    clauses = [clause for clause in scene.contract.clauses if clause.kind == "redelivery"]
    for figures in scene.recent(2) if clauses else ():
        given = figures.monitors.get(clauses[0].subject)
        part = given.all.month if given is not None else None
        if part is None or part.denominator is None or part.numerator is None:
            continue
        short = int(part.denominator - part.numerator)
        if short > 0 and scene.dice.chance(40):
            units = scene.dice.pick((short, scene.dice.whole(1, short)))
            scene.add("redelivery", {"of_period": str(figures.month), "units": str(units)})


def _samples(scene: Scene) -> None:
    months = [record.month for record in scene.state.records] + [scene.month]
    for plan in scene.contract.samples.values():
        for month in months:
            if month != period_of(plan, month):
                continue
            verdict = sample_verdict(plan, month, scene.state.noted)
            if verdict.final or not (scene.dice.chance(55) or scene.is_over):
                continue
            draw = "first" if verdict.verdict is Verdict.WAITING else "second"
            n = plan.n if scene.dice.chance(75) else scene.dice.whole(plan.n // 2, plan.n)
            errors = min(n, scene.dice.whole(0, 2 * plan.accept))
            told = {"sample": plan.id, "of_period": str(month), "draw": draw, "n": str(n)}
            scene.add("sample", told | {"errors": str(errors)})


def _duties(scene: Scene) -> None:
    for duty in scene.contract.vendor_duties.values():
        if scene.dice.chance(30):
            value = (
                {"value": decimal_text(duty.least) if scene.dice.chance(70) else "1"} if duty.least else {}
            )
            told = {"party": "vendor", "duty": duty.id, "of_period": str(scene.month)}
            scene.add("duty", told | value)


def _final_figures(scene: Scene) -> None:
    """The figures that were open or missing; those of a month that closed meanwhile come no more."""
    open_months = {record.month for record in scene.state.records if not record.was_closed}
    for month, final in scene.owes.items():
        if month in open_months and (scene.dice.chance(60) or scene.is_over or scene.is_last):
            scene.add("final_measurement", {"of_period": str(month), **final})
