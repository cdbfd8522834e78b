"""A simulation as JSON: what ``assay simulate --format json`` prints and ``docs/schemas/simulation.schema.json`` describes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from assay.advice.monte_carlo import Spread
from assay.advice.trigger_chance import Chance
from assay.core.contract.model import Amended
from assay.core.findings import Finding
from assay.core.money import Money, decimal_text
from assay.core.scenarios.bounds import Bound
from assay.core.scenarios.play import Played, Totals
from assay.core.scenarios.sweep import Curve
from assay.services.simulate import Simulation

Document = dict[str, object]
FORMAT = "simulation/v1"


def simulation_document(simulation: Simulation) -> Document:
    """A simulation. Amounts are decimal text in the contract's currency; chances are decimal text of four digits."""
    latest = simulation.amended.latest
    money = _Money(latest.currency)
    return {
        "assay": FORMAT,
        "contract": contract_head(simulation.amended),
        "currency": latest.currency,
        "price": money.text(simulation.price),
        "scenarios": [played_document(item, simulation.price, money) for item in simulation.played],
        "range": _range(simulation.applied, money),
        "bounds": {
            "lowest": _bound(simulation.bounds.lowest, money),
            "highest": _bound(simulation.bounds.highest, money),
        },
        "runs": None
        if simulation.spread is None
        else _spread(simulation.spread, simulation.asked.seed, money),
        "curves": [_curve(curve, money) for curve in simulation.curves],
        "triggers": [_chance(chance) for chance in simulation.chances],
    }


def contract_head(amended: Amended) -> Document:
    """Which contract was played."""
    latest = amended.latest
    return {"id": latest.id, "version": latest.version, "digest": latest.digest}


class _Money:
    def __init__(self, currency: str) -> None:
        self._currency = currency

    def text(self, minor: int) -> str:
        return Money(minor, self._currency).decimal

    def exact(self, minor: Fraction) -> str:
        """Minor units that are no whole number, rounded to one."""
        return Money(round(minor), self._currency).decimal


def played_document(played: Played, price: int, money: _Money) -> Document:
    """A scenario with its totals, or with why it does not apply."""
    return {
        "id": played.scenario.id,
        "name": {"zh": played.scenario.name.zh, "en": played.scenario.name.en},
        "totals": None if played.totals is None else _totals(played.totals, price, money),
        "because": [finding_parts(finding) for finding in played.findings],
    }


def finding_parts(finding: Finding) -> Document:
    """A finding as code and parameters; its sentence is made at the edge."""
    return {"code": finding.code, "params": dict(sorted(finding.params.items()))}


def _totals(totals: Totals, price: int, money: _Money) -> Document:
    share = totals.share_of(price)
    return {
        "fee": money.text(totals.fee),
        "reductions": money.text(totals.reductions),
        "bonus": money.text(totals.bonus),
        "set_offs": money.text(totals.set_offs),
        "paid": money.text(totals.paid),
        "unpaid": money.text(totals.unpaid),
        "kept": money.text(totals.kept),
        "held": money.text(totals.held),
        "share": None if share is None else _decimal(share),
        "calendar": [
            {"period": str(month), "payable": money.text(payable)} for month, payable in totals.calendar
        ],
        "triggers": [{"id": firing.id, "period": str(firing.month)} for firing in totals.triggers],
    }


def _range(played: Sequence[Played], money: _Money) -> Document | None:
    """The scenarios that leave the vendor least and most; the earlier one where several do."""
    paid = [(item.totals.kept, item.scenario.id) for item in played if item.totals is not None]
    if not paid:
        return None
    least = min(paid, key=lambda item: item[0])
    most = max(paid, key=lambda item: item[0])
    return {
        "lowest": {"scenario": least[1], "paid": money.text(least[0])},
        "highest": {"scenario": most[1], "paid": money.text(most[0])},
    }


def _bound(bound: Bound, money: _Money) -> Document:
    return {
        "paid": None if bound.value is None else money.text(bound.value),
        "exact": bound.is_exact,
        "because": [finding_parts(finding) for finding in bound.because],
    }


def _spread(spread: Spread, seed: int, money: _Money) -> Document:
    return {
        "runs": str(spread.runs),
        "seed": str(seed),
        "mean": money.text(spread.mean),
        "p5": money.text(spread.low),
        "p50": money.text(spread.middle),
        "p95": money.text(spread.high),
        "least": money.text(spread.least),
        "most": money.text(spread.most),
        "triggers": [{"id": trigger, "share": _chance_text(share)} for trigger, share in spread.fired],
    }


def _curve(curve: Curve, money: _Money) -> Document:
    return {
        "kpi": curve.kpi,
        "metric": curve.metric,
        "unit": curve.unit,
        "period": str(curve.month),
        "target": decimal_text(curve.target),
        "points": [{"units": str(units), "paid": money.text(paid)} for units, paid in curve.points],
        "pieces": [
            {
                "from": str(piece.start),
                "to": str(piece.end),
                "change": money.text(piece.change),
                "least": money.exact(piece.least),
                "most": money.exact(piece.most),
                "flat": piece.is_flat,
            }
            for piece in curve.pieces
        ],
        "cliffs": [
            {"at": str(cliff.at), "change": money.text(cliff.change), "share_of_fee": _decimal(cliff.of_fee)}
            for cliff in curve.cliffs
        ],
    }


def _chance(chance: Chance) -> Document:
    return {
        "id": chance.trigger,
        "kpi": chance.kpi,
        "times": str(chance.times),
        "per": chance.per,
        "misses": [_chance_text(miss) for miss in chance.misses],
        "fires": None if chance.fires is None else _chance_text(chance.fires),
    }


def _decimal(share: Fraction) -> str:
    """A share in four digits, for reading."""
    return _chance_text(share)


def _chance_text(chance: float | Fraction) -> str:
    return str(Decimal(round(chance * 10_000)) / 10_000)
