"""Annexes beside the KPIs: baseline, monitors, sampling plans, and the dated tables that both sides sign."""

from __future__ import annotations

from itertools import groupby

from assay.core.contract.document import Tree
from assay.core.contract.judged import Monitor, SamplePlan
from assay.core.contract.model import Contract, DatedTable, Row
from assay.core.contract.outline.values import (
    each,
    formula,
    quantity,
    quantity_of,
    several,
    when,
    written,
    written_text,
)
from assay.core.contract.undertakings import BusinessHours
from assay.core.deadlines import WorkdayRow
from assay.core.explain import Node
from assay.core.metrics.catalogue import CATALOGUE
from assay.core.quantity import Quantity


def baseline(contract: Contract) -> tuple[Node, ...]:
    """Where the parties started, and whether targets count only what lies above."""
    found = contract.baseline
    if found is None:
        return ()
    window = {"first_day": str(found.window.start_on), "last_day": str(found.window.last_on)}
    values = tuple(
        Node("plain.baseline.value", {"named_metric": name, "value_qty": quantity_of(value)})
        for name, value in found.values.items()
    )
    basis = Node("plain.baseline.incremental") if found.incremental else Node("plain.baseline.total")
    return (
        *when(written(contract.tree, "baseline", "window"), Node("plain.baseline.window", window)),
        *when(values, Node("plain.baseline.values", children=values)),
        *when(found.evidence, Node("plain.baseline.evidence", {"named_paper": found.evidence})),
        basis,
    )


def monitors(contract: Contract) -> tuple[Node, ...]:
    """Measures that pay nothing."""
    nodes = tuple(_monitor(monitor) for monitor in contract.monitors.values())
    return (*when(nodes, Node("plain.monitor.no_money")), *nodes)


def _monitor(monitor: Monitor) -> Node:
    review = monitor.review_below
    unit = monitor.unit or ("%" if CATALOGUE[monitor.metric].kind == "ratio" else "")
    every = {"often_rhythm": f"{monitor.every} {monitor.period}"}
    children = (
        Node("plain.monitor.id", {"monitor_id": monitor.id}),
        Node("plain.monitor.metric", {"named_metric": monitor.metric, "what_meaning": monitor.metric}),
        *when(monitor.source, Node("plain.monitor.source", {"source_id": monitor.source})),
        Node("plain.monitor.every", every),
        *when(
            monitor.limit is not None, Node("plain.monitor.limit", {"limit_formula": formula(monitor.limit)})
        ),
        *when(
            monitor.floor_alert is not None,
            Node("plain.monitor.alert", {"floor_formula": formula(monitor.floor_alert)}),
        ),
        *(() if review is None else (Node("plain.monitor.review", {"below_qty": quantity(review, unit)}),)),
        *when(monitor.min_n is not None, Node("plain.monitor.fewest", {"fewest_num": str(monitor.min_n)})),
        *when(monitor.sample, Node("plain.monitor.sample", {"plan_id": monitor.sample})),
        *(option_node(key, values) for key, values in monitor.options.items()),
    )
    return Node("plain.monitor", {"named_kpi": monitor.id}, children=children)


def option_node(key: str, values: tuple[str, ...]) -> Node:
    """What else a metric takes; of a mapping each field by itself."""
    if any(": " in value for value in values):
        parts = each("plain.monitor.part", "part_loose", values)
        return Node("plain.monitor.options", {"key_word": f"option_{key}"}, children=parts)
    return Node("plain.monitor.option", {"key_word": f"option_{key}", "values_loose": several(values)})


def samples(contract: Contract) -> tuple[Node, ...]:
    """Plans of audit samples, and what their outcomes mean."""
    plans = tuple(_sample(plan) for plan in contract.samples.values())
    return (*plans, *when(plans, Node("plain.sample.outcomes")))


def _sample(plan: SamplePlan) -> Node:
    sizes = {"n_num": str(plan.n), "accept_num": str(plan.accept)}
    children = (
        Node("plain.sample.claim", {"claim_bound": several((plan.op, plan.claim, "%"))}),
        Node("plain.sample.plan", sizes),
        *when(plan.fail_at is not None, Node("plain.sample.fail_at", {"fail_at_ratio": str(plan.fail_at)})),
        Node("plain.sample.every", {"often_rhythm": f"1 {plan.every}"}),
        Node("plain.sample.draw"),
        *when(plan.auditor, Node("plain.sample.auditor", {"auditor_id": plan.auditor})),
    )
    return Node("plain.sample", {"plan_id": plan.id, "about_word": plan.id}, children=children)


def tables(contract: Contract) -> tuple[Node, ...]:
    """Dated values and exchange rates."""
    return tuple(_table(table) for table in contract.tables.values())


def _table(table: DatedTable) -> Node:
    about = tuple(Node(f"plain.table.{key}", {"about_loose": value}) for key, value in table.about.items())
    rows = (Node("plain.table.head"), *(_row(row) for row in table.rows))
    kind = Node("plain.table.fx") if table.kind == "fx" else Node("plain.table.in_force")
    return Node("plain.table", {"table_id": table.id}, children=(*about, kind, *rows))


def _row(row: Row) -> Node:
    params = {"from_day": str(row.from_on), "named_paper": row.source or "none_named"}
    if row.value is None:
        return Node("plain.table.ended", params)
    if isinstance(row.value, Quantity):
        return Node(
            "plain.table.value", params | {"value_qty": quantity(row.value.value, row.value.unit or "%")}
        )
    return Node("plain.table.words", params | {"value_words": several(row.value)})


def workdays(contract: Contract) -> tuple[Node, ...]:
    """The signed table of workdays."""
    table = contract.workdays
    if table is None:
        return ()
    rows = tuple(_workday_row(row) for row in table.rows)
    return (Node("plain.workdays", {"table_id": table.id}), *rows)


def _workday_row(row: WorkdayRow) -> Node:
    holidays, work = several(sorted(row.holidays)), several(sorted(row.work))
    children = (
        _rest(row.rest),
        *when(holidays, Node("plain.workdays.holidays", {"off_days": holidays})),
        *when(work, Node("plain.workdays.work", {"worked_days": work})),
        *when(row.source, Node("plain.workdays.source", {"named_paper": row.source})),
    )
    return Node("plain.workdays.from", {"from_day": str(row.from_on)}, children=children)


def _rest(weekdays: frozenset[int]) -> Node:
    if not weekdays:
        return Node("plain.workdays.no_rest")
    return Node("plain.workdays.rest", {"rest_weekdays": several(sorted(weekdays))})


def business_hours(contract: Contract) -> tuple[Node, ...]:
    """Business hours by country."""
    papers = _papers(contract.tree)
    nodes = []
    for country, rows in groupby(contract.business_hours, key=lambda row: row.country):
        children = tuple(node for row in rows for node in _hours(row, papers))
        nodes.append(Node("plain.hours", {"country_word": country}, children=children))
    return tuple(nodes)


def _hours(row: BusinessHours, papers: dict[tuple[str, str], str]) -> tuple[Node, ...]:
    params = {
        "from_day": str(row.from_on),
        "zone_id": row.zone.key,
        "open_clock": str(row.open_minute),
        "close_clock": str(row.close_minute),
    }
    holidays = several(sorted(row.holidays))
    paper = papers.get((row.country, str(row.from_on)), "")
    return (
        Node("plain.hours.row", params),
        _rest(row.rest),
        *when(holidays, Node("plain.workdays.holidays", {"off_days": holidays})),
        *when(paper, Node("plain.workdays.source", {"named_paper": paper})),
    )


def _papers(tree: Tree) -> dict[tuple[str, str], str]:
    """Country and day → the paper that a row of business hours names; the typed row does not keep it."""
    found = written(tree, "tables")
    papers: dict[tuple[str, str], str] = {}
    for table in found.value.values() if found is not None and isinstance(found.value, dict) else ():
        rows = written(table, "rows")
        for row in rows.value if rows is not None and isinstance(rows.value, tuple) else ():
            papers[written_text(row, "country"), written_text(row, "from")] = written_text(row, "source")
    return papers
