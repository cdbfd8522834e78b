"""A contract as a scenario changes it: exchange rates that moved, an amendment that both signed inside the term."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from assay.core.contract.model import Amended, Contract, DatedTable, Row
from assay.core.findings import Finding, Severity
from assay.core.metrics.catalogue import Kind
from assay.core.quantity import Quantity
from assay.core.scenarios.calendar import calendar_of
from assay.core.scenarios.fit import kind_of
from assay.core.scenarios.scenario import DoesNotApplyError, Revised, Scenario


def under(amended: Amended, scenario: Scenario) -> Amended:
    """The contract under a scenario.

    Raises:
        DoesNotApplyError: The term is too short for it.
    """
    if scenario.rate != 1:
        amended = _each(amended, lambda contract: _with_rates(contract, scenario.rate))
    if scenario.revised is not None:
        amended = _revised(amended, scenario, scenario.revised)
    return amended


def rates_moved(contract: Contract, scenario: Scenario, spend: Fraction) -> Fraction:
    """The month's spend at the rates of the scenario, when it is in another currency."""
    return spend * scenario.rate if contract.fx_table and scenario.rate != 1 else spend


def _each(amended: Amended, change: Callable[[Contract], Contract]) -> Amended:
    return Amended(change(amended.first), tuple((day, change(version)) for day, version in amended.later))


def _with_rates(contract: Contract, factor: Fraction) -> Contract:
    table = contract.tables.get(contract.fx_table)
    if table is None:
        return contract
    return replace(contract, tables={**contract.tables, table.id: _scaled(table, factor)})


def _scaled(table: DatedTable, factor: Fraction) -> DatedTable:
    def scaled(row: Row) -> Row:
        value = row.value
        return (
            replace(row, value=Quantity(value.value * factor, value.unit))
            if isinstance(value, Quantity)
            else row
        )

    return replace(table, rows=tuple(scaled(row) for row in table.rows))


def _revised(amended: Amended, scenario: Scenario, revised: Revised) -> Amended:
    month = calendar_of(amended, 0).month(revised.month, scenario.place)
    if month.first_on <= amended.first.term.span.start_on:
        params = {"months": "1", "needed": "2"}
        raise DoesNotApplyError(Finding("simulate.short_term", scenario.place, params, Severity.INFO))
    before = tuple(item for item in amended.later if item[0] < month.first_on)
    after = tuple(
        (day, _retargeted(version, revised.target)) for day, version in amended.later if day > month.first_on
    )
    now = _retargeted(amended.on(month.first_on), revised.target)
    return Amended(amended.first, (*before, (month.first_on, now), *after))


def _retargeted(contract: Contract, factor: Fraction) -> Contract:
    kpis = {
        kpi.id: replace(kpi, base=kpi.base * factor) if kind_of(kpi) is Kind.COUNT else kpi
        for kpi in contract.kpis.values()
    }
    return replace(contract, kpis=kpis, digest=f"{contract.digest}/revised")
