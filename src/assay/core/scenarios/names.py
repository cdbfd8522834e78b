"""The contract's own names and amounts for the placeholders of a scenario's events."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assay.core.contract.model import Contract
from assay.core.contract.remedy import Trigger
from assay.core.money import Money, decimal_text
from assay.core.scenarios.fit import charged_reason, excluding_duty, redelivery, termination_trigger
from assay.core.scenarios.levels import Planned
from assay.core.scenarios.spend import lot_id
from assay.core.scenarios.watching import short_units

STATED = ("$payable", "$invoiced")
"""Names that stand for what the statement of the event's ``of_period`` says; it is drawn without the events that use them."""


def name_of(name: str, item: Planned) -> str:
    """What a placeholder stands for in the month that an event speaks of; empty where the contract has no such thing."""
    named = _NAMES.get(name)
    return "" if named is None else named(item.contract, item)


def _cause(contract: Contract, _: Planned) -> str:
    terms = contract.force_majeure
    return next(iter(terms.scope), "") if terms is not None else ""


def _duty(contract: Contract, _: Planned) -> str:
    duty = excluding_duty(contract)
    return duty.id if duty is not None else ""


def _trigger_id(trigger: Trigger | None) -> str:
    return trigger.id if trigger is not None else ""


def _short_units(contract: Contract, item: Planned) -> str:
    clause = redelivery(contract)
    units = short_units(item, clause.subject) if clause is not None else None
    return decimal_text(units) if units else ""


_NAMES: Mapping[str, Callable[[Contract, Planned], str]] = {
    "$cause": _cause,
    "$duty": _duty,
    "$reason": lambda contract, _: charged_reason(contract),
    "$lot": lambda _, item: lot_id(item),
    "$kpi": lambda contract, _: next(iter(contract.kpis)),
    "$monthly_fee": lambda contract, _: str(Money.of(contract.fee.monthly, contract.currency)),
    "$trigger": lambda contract, _: _trigger_id(next(iter(contract.triggers), None)),
    "$termination_trigger": lambda contract, _: _trigger_id(termination_trigger(contract)),
    "$redelivery": lambda contract, _: clause.id if (clause := redelivery(contract)) is not None else "",
    "$short_units": _short_units,
}
