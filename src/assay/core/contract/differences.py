"""What changed between two documents: each place with its text before and after, and one change applied on its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.core.contract.document import Tree

Steps = tuple[str, ...]
"""Keys from the root; ``[C2]`` is the item of a list with that id."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that changed.

    Attributes:
        steps: Where it stands.
        before, after: The subtree; None where the place was not there.
    """

    steps: Steps
    before: Tree | None
    after: Tree | None

    @property
    def path(self) -> str:
        """The place as amendments write it: ``clauses[C2].tolerance``."""
        return ".".join(self.steps).replace(".[", "[")

    @property
    def block(self) -> str:
        """The top-level field that it is part of."""
        return self.steps[0]


def differences(before: Tree, after: Tree) -> Iterator[Difference]:
    """The smallest places in which two documents differ, in the order of the first, new ones last."""
    return _differences((), before, after)


def text_of(tree: Tree | None) -> str:
    """A subtree as one line: text as it is, anything else as JSON; empty for nothing."""
    if tree is None:
        return ""
    return tree.value if isinstance(tree.value, str) else json.dumps(tree.plain(), ensure_ascii=False)


def with_difference(tree: Tree, difference: Difference) -> Tree | None:
    """The first document with one of its differences made; None when the place is not there."""
    return _placed(tree, difference.steps, difference.after)


def _differences(steps: Steps, before: Tree, after: Tree) -> Iterator[Difference]:
    if before.plain() == after.plain():
        return
    one, two = _children(before), _children(after)
    if one is None or two is None:
        yield Difference(steps, before, after)
        return
    for key in (*one, *(key for key in two if key not in one)):
        if key in one and key in two:
            yield from _differences((*steps, key), one[key], two[key])
        else:
            yield Difference((*steps, key), one.get(key), two.get(key))


def _children(tree: Tree) -> Mapping[str, Tree] | None:
    """Fields of a mapping, or items of a list that all have an id; None for what is compared whole."""
    if isinstance(tree.value, str):
        return None
    if isinstance(tree.value, tuple):
        ids = [_id_of(item) for item in tree.value]
        named = all(ids) and len(set(ids)) == len(ids) and bool(ids)
        return {f"[{name}]": item for name, item in zip(ids, tree.value, strict=True)} if named else None
    return tree.value


def _id_of(item: Tree) -> str:
    identity = item.value.get("id") if isinstance(item.value, Mapping) else None
    return identity.value if identity is not None and isinstance(identity.value, str) else ""


def _placed(tree: Tree, steps: Sequence[str], new: Tree | None) -> Tree | None:
    children = _children(tree)
    if children is None or (len(steps) > 1 and steps[0] not in children):
        return None
    changed = dict(children)
    if len(steps) > 1:
        inner = _placed(children[steps[0]], steps[1:], new)
        if inner is None:
            return None
        changed[steps[0]] = inner
    elif new is None:
        changed.pop(steps[0], None)
    else:
        changed[steps[0]] = new
    return Tree(tuple(changed.values()) if isinstance(tree.value, tuple) else changed, tree.line)
