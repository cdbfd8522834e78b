"""Two contracts compared: changed text, changed money over the scenario suite, and whom each change serves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assay.core.contract.amendment import amended_trees
from assay.core.contract.differences import Difference, differences, with_difference
from assay.core.contract.document import Tree
from assay.core.contract.load import contract_of
from assay.core.contract.model import Amended
from assay.core.scenarios.compare import Compared, Favours, compare, favours
from assay.core.scenarios.coverage import Key
from assay.core.scenarios.scenario import Suite
from assay.services.coverage import cover
from assay.services.simulate import Progress

_KINDS = {
    "kpis": "kpi",
    "clauses": "clause",
    "caps": "cap",
    "triggers": "trigger",
    "payments": "payment",
    "bonds": "bond",
    "monitors": "monitor",
    "samples": "sample",
    "scope": "scope",
}
"""Block of a contract → kind of its parts; the id is the key or the item beneath it."""
Text = tuple[str, tuple[str, ...]]
"""The text of a contract file and of its amendments."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two contracts: as loaded, and as written."""

    amended: Amended
    text: Text


@dataclass(frozen=True, slots=True)
class Changed:
    """One change, or several that only stand together.

    Attributes:
        places: Where the text changed.
        effective_on: The day from which an amendment makes it; None for a new contract.
        compared: Each scenario with this change alone; empty when it does not stand without the others.
        favours: Whom it serves; None when it does not stand without the others.
        is_reached: Whether a scenario pays differently by it, or exercises every part that it changes: where none
            does, the same amounts say nothing of the change.
    """

    places: tuple[Difference, ...]
    effective_on: date | None
    compared: tuple[Compared, ...]
    favours: Favours | None
    is_reached: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two contracts differ in."""

    before: Amended
    after: Amended
    changes: tuple[Changed, ...]
    compared: tuple[Compared, ...]
    favours: Favours


@dataclass(frozen=True, slots=True)
class _Stage:
    """What one amendment, or a new contract, changes in the document before it."""

    effective_on: date | None
    places: tuple[Difference, ...]


def diff(before: Side, after: Side, suite: Suite, progress: Progress) -> Comparison:
    """Compare two contracts over a suite.

    Each change is tried on its own in the first contract; what only stands with other changes of its block, or with
    all of them, is tried so.
    """
    whole = compare(before.amended, after.amended, suite)
    groups = [
        (stage.effective_on, places)
        for stage in _stages(before, after)
        for places in _standing(before, stage)
    ]
    changes = []
    for done, (effective_on, places) in enumerate(groups):
        progress("changes", done, len(groups))
        changes.append(_changed(before, effective_on, places, suite))
    progress("changes", len(groups), len(groups))
    told = _reached(changes, before, after, suite, progress)
    return Comparison(before.amended, after.amended, told, whole, _favours(whole))


def _reached(
    changes: Sequence[Changed], before: Side, after: Side, suite: Suite, progress: Progress
) -> tuple[Changed, ...]:
    """The changes, each with whether any scenario has to do with it; parts are looked at only where no amount differs."""
    if all(change.favours not in (None, Favours.NEITHER) for change in changes):
        return tuple(changes)
    exercised = {
        (part.kind, part.id)
        for side in (before, after)
        for part in cover(side.amended, suite, progress).parts
        if part.scenarios
    }
    return tuple(
        replace(
            change,
            is_reached=any(item.difference for item in change.compared)
            or all(_part(place) in exercised for place in change.places),
        )
        for change in changes
    )


def _part(place: Difference) -> Key:
    """Kind and id of the part that a place belongs to, as scenarios name what they exercise."""
    kind = _KINDS.get(place.block)
    if kind is None or len(place.steps) == 1:
        return place.block, place.block
    return kind, place.steps[1].strip("[]")


def _stages(before: Side, after: Side) -> Iterator[_Stage]:
    """New text first, then what each amendment changes in it."""
    old = amended_trees(*before.text)
    new = amended_trees(*after.text)
    unlike = old[0][1].plain() != new[0][1].plain() or old[1:] != new[1 : len(old)]
    if unlike:
        yield _Stage(None, tuple(_told(old[-1][1], new[-1][1])))
        return
    for (_, tree), (effective_on, changed) in zip(new[len(old) - 1 :], new[len(old) :], strict=False):
        yield _Stage(effective_on, tuple(_told(tree, changed)))


def _told(before: Tree, after: Tree) -> Iterator[Difference]:
    """The differences but for the version's number, which every change has."""
    return (item for item in differences(before, after) if item.steps != ("version",))


def _standing(before: Side, stage: _Stage) -> Iterator[tuple[Difference, ...]]:
    """Changes that stand alone, one by one; then by block; then what is left, together."""
    left: list[Difference] = []
    for place in stage.places:
        if _loaded(before, stage.effective_on, (place,)) is not None:
            yield (place,)
        else:
            left.append(place)
    rest: list[Difference] = []
    for block in dict.fromkeys(place.block for place in left):
        places = tuple(place for place in left if place.block == block)
        if _loaded(before, stage.effective_on, places) is not None:
            yield places
        else:
            rest += places
    if rest:
        yield tuple(rest)


def _loaded(before: Side, effective_on: date | None, places: Sequence[Difference]) -> Amended | None:
    """The first contract with some changes made; None when it does not load with these alone."""
    tree: Tree | None = amended_trees(*before.text)[-1][1]
    for place in places:
        tree = None if tree is None else with_difference(tree, place)
    version = None if tree is None else contract_of(tree)[0]
    if version is None:
        return None
    if effective_on is None:
        return Amended(version)
    return Amended(before.amended.first, (*before.amended.later, (effective_on, version)))


def _changed(
    before: Side, effective_on: date | None, places: tuple[Difference, ...], suite: Suite
) -> Changed:
    amended = _loaded(before, effective_on, places)
    if amended is None:
        return Changed(places, effective_on, (), None)
    compared = compare(before.amended, amended, suite)
    return Changed(places, effective_on, compared, _favours(compared))


def _favours(compared: Sequence[Compared]) -> Favours:
    return favours(item.difference for item in compared if item.difference is not None)
