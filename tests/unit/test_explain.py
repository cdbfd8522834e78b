"""Explanations that are written when somebody asks."""

import pytest

from assay.core.explain import Node, Why


def test_an_explanation_is_written_once_and_only_when_asked_for() -> None:
    written: list[str] = []

    def write() -> Node:
        written.append("now")
        return Node("lead.verdict.valid")

    why = Why(write)
    assert written == []
    assert (why.node, why.node, written) == (Node("lead.verdict.valid"), Node("lead.verdict.valid"), ["now"])


def test_two_that_say_the_same_are_equal() -> None:
    one, same, other = (Why(lambda code=code: Node(code)) for code in ("a", "a", "b"))  # type: ignore[misc]
    assert (one == same, one == other, one == Node("a")) == (True, False, False)
    with pytest.raises(TypeError):
        hash(one)
