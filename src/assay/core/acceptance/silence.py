"""Silence of sales: what leads without a verdict are worth when the deadline of sales is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from assay.core.acceptance.measurements import Figure, KpiFigures, Silent, Status
from assay.core.contract.model import Contract

_ZERO, _ONE = Fraction(0), Fraction(1)


def history_rate(before: Sequence[KpiFigures | None]) -> Fraction | None:
    """Σ value ÷ Σ n of a KPI's final figures in the months that count as its history, before silence; None without any.

    Args:
        before: The KPI's figures of those months; None where a month has none.
    """
    figures = [item.month for item in before if item is not None and item.month is not None]
    final = [figure for figure in figures if figure.status is Status.FINAL and figure.n]
    records = sum((figure.n or _ZERO for figure in final), _ZERO)
    return sum((figure.value or _ZERO for figure in final), _ZERO) / records if records else None


def own_rate(figure: Figure) -> Fraction:
    """The month's own rate among the leads that sales judged; one where they judged none at all."""
    judged = (figure.n or _ZERO) - figure.silent.with_evidence - figure.silent.other
    return min(_ONE, (figure.value or _ZERO) / judged) if judged > 0 else _ONE


def with_silence(
    kpis: Mapping[str, KpiFigures], contract: Contract, rates: Mapping[str, Fraction]
) -> dict[str, KpiFigures]:
    """The figures of a month with its silent leads counted as the contract says.

    Args:
        kpis: As measured, or as a party reads them.
        contract: The version in force.
        rates: KPI → rate at which its leads without evidence count.
    """
    return {name: _counted(item, contract, rates.get(name, _ZERO)) for name, item in kpis.items()}


def _counted(kpi: KpiFigures, contract: Contract, rate: Fraction) -> KpiFigures:
    terms, figure = contract.sales, kpi.month
    if terms is None or figure is None or figure.value is None or figure.silent == Silent():
        return kpi
    counted = figure.silent.with_evidence if terms.silent_with_evidence else _ZERO
    if terms.silent_otherwise_months is not None:
        counted += figure.silent.other * rate
    return replace(kpi, month=replace(figure, value=figure.value + counted))
