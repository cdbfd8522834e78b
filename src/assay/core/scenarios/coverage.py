"""Which parts of a contract a suite of scenarios exercises, and which it never reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assay.core.acceptance.monitors import Watch
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.samples import Verdict
from assay.core.contract.model import Amended, Scope
from assay.core.findings import Place
from assay.core.scenarios.outside import is_outside
from assay.core.scenarios.play import settle, term_of
from assay.core.scenarios.scenario import Assumed, Scenario
from assay.core.settlement.statement import Statement

RETENTION = "retention"
_SPEAKS = (Watch.BREACH, Watch.ALERT, Watch.REVIEW)
Key = tuple[str, str]
"""Kind and id of a part."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def place(self) -> Place: ...


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a contract that a term may bring into play.

    Attributes:
        kind: kpi (missed), clause (a line, a slice or a make-good), cap (cuts), trigger (fires), payment and retention
            (fall due), bond (drawn), monitor (speaks up, or fires its trigger), sample (decides), scope (leaves something out).
        id: As the contract names it; of the scope its field.
        place: Where it stands.
        scenarios: Ids of the scenarios that exercise it, in the order of the suite.
    """

    kind: str
    id: str
    place: Place
    scenarios: tuple[str, ...] = ()


def parts_of(amended: Amended) -> tuple[Part, ...]:
    """Every part of the newest version, in reading order. A cap without a limit cuts nothing and is none."""
    contract = amended.latest
    named: dict[str, Iterable[_Named]] = {
        "kpi": contract.kpis.values(),
        "clause": contract.clauses,
        "cap": [cap for cap in contract.caps if cap.limit is not None],
        "trigger": contract.triggers,
        "payment": contract.payments,
        "bond": contract.bonds,
        "monitor": contract.monitors.values(),
        "sample": contract.samples.values(),
    }
    parts = [Part(kind, item.id, item.place) for kind, items in named.items() for item in items]
    if contract.retention is not None:
        parts.append(Part(RETENTION, RETENTION, contract.retention.place))
    parts += [Part("scope", name, Place()) for name, _ in _scopes(contract.scope)]
    return tuple(parts)


def coverage(parts: Sequence[Part], exercised: Mapping[str, frozenset[Key]]) -> tuple[Part, ...]:
    """Parts with the scenarios that exercise them.

    Args:
        parts: Of the contract.
        exercised: Scenario → kind and id of what it exercises, in the order of the suite.
    """
    return tuple(
        replace(
            part, scenarios=tuple(name for name, keys in exercised.items() if (part.kind, part.id) in keys)
        )
        for part in parts
    )


def exercised_by(amended: Amended, scenario: Scenario, assumed: Assumed) -> frozenset[Key]:
    """Kind and id of every part that a scenario exercises.

    Raises:
        DoesNotApplyError: The contract gives the scenario nothing to say.
        FindingsError: The scenario names what the contract does not have.
    """
    changed, periods = term_of(amended, scenario, assumed)
    found = {key for statement in settle(changed, periods) for key in _of_statement(statement)}
    watched = {
        ("monitor", trigger.monitor)
        for trigger in changed.latest.triggers
        if trigger.monitor and ("trigger", trigger.id) in found
    }
    return frozenset({*found, *watched, *_of_scope(changed.latest.scope, scenario)})


def _of_statement(statement: Statement) -> Iterator[Key]:
    for line in statement.lines:
        yield from (("clause", line.clause), ("cap", line.clause))
    for moved in statement.suspense:
        name = moved.id.partition("@")[0].partition("/")[0]
        yield from (("clause", name), ("cap", name))
    yield from (("clause", owed.clause.id) for owed in statement.make_goods)
    yield from (("trigger", fired.id.partition("/")[0]) for fired in statement.triggers)
    yield from (
        (RETENTION if due.id == RETENTION else "payment", due.id) for due in statement.dues if due.amount
    )
    yield from (("bond", bond.id) for bond in statement.closing.bonds if bond.drawn)
    yield from (("kpi", item.kpi) for item in statement.outcomes if item.state is KpiState.MISSED)
    yield from (("monitor", item.id) for item in statement.monitors if item.state in _SPEAKS)
    yield from (("sample", item.id) for item in statement.samples if item.verdict is not Verdict.WAITING)


def _of_scope(scope: Scope, scenario: Scenario) -> Iterator[Key]:
    """The fields of the scope that leave out what comes another way, each by itself."""
    for name, alone in _scopes(scope):
        if any(is_outside(alone, stray) for stray in scenario.strays):
            yield "scope", name


def _scopes(scope: Scope) -> Iterator[tuple[str, Scope]]:
    if scope.accounts:
        yield "accounts", Scope(accounts=scope.accounts)
    if scope.exclude_campaigns:
        yield "exclude", Scope(exclude_campaigns=scope.exclude_campaigns)
    if scope.forms:
        yield "forms", Scope(forms=scope.forms)
    if scope.inboxes:
        yield "inboxes", Scope(inboxes=scope.inboxes)
