"""Values of an outline as text: exact, one form per kind, read again where the text is written."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from assay.core.contract.document import Tree
from assay.core.contract.model import Contract
from assay.core.explain import Node
from assay.core.formula import Expression
from assay.core.formula import format as formula_text
from assay.core.quantity import Quantity


def several(values: Iterable[object]) -> str:
    """Several values, a line each."""
    return "\n".join(str(value) for value in values)


def money(amount: Fraction, contract: Contract) -> str:
    """An exact amount in the contract's currency."""
    return f"{amount} {contract.currency}"


def quantity(value: Fraction, unit: str) -> str:
    """An exact number with its unit."""
    return f"{value} {unit}".rstrip()


def quantity_of(value: Quantity) -> str:
    """A quantity of the contract."""
    return quantity(value.value, value.unit)


def formula(expression: Expression | None) -> str:
    """A formula in canonical form; empty for none."""
    return "" if expression is None else formula_text(expression)


def when(condition: object, *nodes: Node) -> tuple[Node, ...]:
    """The nodes if the contract says so."""
    return nodes if condition else ()


def each(code: str, name: str, values: Iterable[object]) -> tuple[Node, ...]:
    """A node for every value, in order."""
    return tuple(Node(code, {name: str(value)}) for value in values)


def written(tree: Tree, *path: str) -> Tree | None:
    """What the document says at a path; None when it says nothing."""
    for step in path:
        if not isinstance(tree.value, dict) or step not in tree.value:
            return None
        tree = tree.value[step]
    return tree


def written_text(tree: Tree, *path: str) -> str:
    """The text at a path; empty when there is none."""
    found = written(tree, *path)
    return found.value if found is not None and isinstance(found.value, str) else ""
