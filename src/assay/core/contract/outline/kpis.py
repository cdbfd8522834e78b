"""The KPIs: the article that lists them and the annex with a sheet for each."""

from __future__ import annotations

from fractions import Fraction

from assay.core.contract.judged import Kpi
from assay.core.contract.model import Contract
from assay.core.contract.outline.annexes import option_node
from assay.core.contract.outline.values import formula, money, quantity, several, when
from assay.core.explain import Node
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.period import Month, months_of


def summary(contract: Contract) -> tuple[Node, ...]:
    """The article: what is accepted, by which weights, and how it is judged."""
    kpis = tuple(contract.kpis.values())
    metrics = [CATALOGUE[kpi.metric] for kpi in kpis]
    rows = [Node("plain.kpi.head"), *(_row(kpi) for kpi in kpis)]
    return (
        Node("plain.kpi.table", children=tuple(rows)),
        Node("plain.kpi.judged"),
        *when(any(metric.kind is Kind.COUNT for metric in metrics), Node("plain.kpi.count_targets")),
        *when(any(metric.kind is not Kind.COUNT for metric in metrics), Node("plain.kpi.other_targets")),
        *when(
            any(metric.kind is Kind.COST_PER_UNIT for metric in metrics), Node("plain.kpi.cost_without_unit")
        ),
        *when(any(kpi.period == "week" for kpi in kpis), Node("plain.kpi.weeks")),
    )


def _row(kpi: Kpi) -> Node:
    return Node("plain.kpi.row", {"named_kpi": kpi.id, "weight_ratio": str(kpi.weight)} | _target(kpi))


def _target(kpi: Kpi) -> dict[str, str]:
    return {"target_bound": several((kpi.op, kpi.base, kpi.unit or "%")), "period_word": kpi.period}


def sheets(contract: Contract) -> tuple[Node, ...]:
    """The annex: everything that is agreed on each KPI."""
    return tuple(_sheet(kpi, contract) for kpi in contract.kpis.values())


def _sheet(kpi: Kpi, contract: Contract) -> Node:
    at_risk = {
        "weight_ratio": str(kpi.weight),
        "slice_amount": money(contract.fee.monthly * contract.fee.at_risk * kpi.weight, contract),
    }
    children = (
        Node("plain.kpi.id", {"kpi_id": kpi.id}),
        *_definition(kpi),
        *_sources(kpi),
        Node("plain.kpi.target", _target(kpi)),
        Node("plain.kpi.shortfall_least") if kpi.op == ">=" else Node("plain.kpi.shortfall_most"),
        *_season(kpi),
        Node("plain.kpi.weight", at_risk),
        *_fewest(kpi),
        *when(kpi.gate, Node("plain.kpi.gate", {"gate_words": several(kpi.gate)})),
        _missing(contract),
        *_months(kpi, contract),
    )
    return Node("plain.kpi", {"named_kpi": kpi.id}, children=children)


def _definition(kpi: Kpi) -> tuple[Node, ...]:
    if kpi.formula is not None:
        return (Node("plain.kpi.formula", {"value_formula": formula(kpi.formula)}),)
    return (
        *when(
            not kpi.sample,
            Node("plain.kpi.metric", {"named_metric": kpi.metric, "what_meaning": kpi.metric}),
        ),
        *when(kpi.sample, Node("plain.kpi.sample", {"plan_id": kpi.sample})),
        *when(kpi.forms, Node("plain.kpi.forms", {"forms_ids": several(kpi.forms)})),
        *when(kpi.fields, Node("plain.kpi.fields", {"fields_words": several(kpi.fields)})),
        *(option_node(key, values) for key, values in kpi.options.items()),
    )


def _sources(kpi: Kpi) -> tuple[Node, ...]:
    return (
        *when(kpi.source, Node("plain.kpi.source", {"source_id": kpi.source})),
        *when(kpi.fallback, Node("plain.kpi.fallback", {"source_id": kpi.fallback})),
    )


def _season(kpi: Kpi) -> tuple[Node, ...]:
    if not kpi.season:
        return ()
    factors = several(f"{number} {factor}" for number, factor in sorted(kpi.season.items()))
    return (Node("plain.kpi.season", {"factors_seasons": factors}),)


def _fewest(kpi: Kpi) -> tuple[Node, ...]:
    if kpi.min_n is None:
        return ()
    fewest = {"fewest_num": str(kpi.min_n)}
    return (Node("plain.kpi.pool", fewest) if kpi.pool else Node("plain.kpi.fewest", fewest),)


def _missing(contract: Contract) -> Node:
    terms = contract.missing
    effects = {
        "vendor_word": f"short_{terms.vendor}",
        "buyer_word": f"short_{terms.buyer}",
        "neither_word": f"short_{terms.neither}",
    }
    return Node("plain.kpi.missing", effects)


def _months(kpi: Kpi, contract: Contract) -> tuple[Node, ...]:
    """Month, target after season, and the money that hangs on it."""
    rows = [Node("plain.kpi.month_head")]
    for month in months_of(contract.term.span):
        target = kpi.base * kpi.season.get(month.month, Fraction(1))
        at_stake = _fee_of_month(contract, month) * contract.fee.at_risk * kpi.weight
        params = {
            "at_month": str(month),
            "target_qty": _with_percent(target, kpi.unit),
            "stake_amount": money(at_stake, contract),
        }
        rows.append(Node("plain.kpi.month_row", params))
    return tuple(rows)


def _with_percent(value: Fraction, unit: str) -> str:
    return quantity(value, unit or "%")


def _fee_of_month(contract: Contract, month: Month) -> Fraction:
    days = month.span.cut(contract.term.span).days
    return contract.fee.monthly * Fraction(days, month.days)
