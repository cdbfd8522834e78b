"""Explanations recorded while computing: a tree of codes, values and sources that any language can be read from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a computation.

    Attributes:
        code: Key of the sentence in the message catalogue (``explain.shortfall``).
        params: Values of the sentence, as text (numbers as decimals or fractions, never rounded silently).
        exact: The step's value before rounding, in major units or as a ratio; None for a remark.
        children: The steps this one rests on, in reading order.
    """

    code: str
    params: dict[str, str] = field(default_factory=dict)
    exact: Fraction | None = None
    children: tuple[Node, ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """This node and those below it, depth first, with their depth."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)

    def as_json(self) -> dict[str, object]:
        """A JSON object with explicit nulls; exact values as fractions in text."""
        return {
            "code": self.code,
            "params": dict(sorted(self.params.items())),
            "exact": None if self.exact is None else str(self.exact),
            "children": [child.as_json() for child in self.children],
        }


class Why:
    """An explanation that is written when somebody first asks for it, and equals another that says the same.

    Thousands of verdicts are only counted; writing the reasons of each would take longer than finding them.
    """

    __slots__ = ("_node", "_write")

    def __init__(self, write: Callable[[], Node]) -> None:
        self._write = write
        self._node: Node | None = None

    @property
    def node(self) -> Node:
        """The explanation."""
        if self._node is None:
            self._node = self._write()
        return self._node

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Why) and self.node == other.node

    __hash__ = None  # type: ignore[assignment]  # as of a node, whose parameters are a dictionary

    def __repr__(self) -> str:
        return repr(self.node)


def node_from_json(data: dict[str, object]) -> Node:
    """The inverse of :meth:`Node.as_json`."""
    params, exact, children = data["params"], data["exact"], data["children"]
    if not isinstance(params, dict) or not isinstance(children, list):
        raise TypeError(data)
    return Node(
        code=str(data["code"]),
        params={str(key): str(value) for key, value in params.items()},
        exact=None if exact is None else Fraction(str(exact)),
        children=tuple(node_from_json(child) for child in children),
    )
