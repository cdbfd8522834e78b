"""What changed between two documents, and one change made on its own."""

import pytest

from assay.core.contract.differences import differences, text_of, with_difference
from assay.core.contract.document import Tree, tree_of

BEFORE = {
    "fee": {"base": "50%", "total": "10"},
    "clauses": [{"id": "C1", "multiple": "1"}, {"id": "C2", "multiple": "2"}],
    "markets": ["US", "DE"],
}


def changes(after: object, before: object = BEFORE) -> list[tuple[str, str, str]]:
    found = differences(tree_of(before), tree_of(after))
    return [(item.path, text_of(item.before), text_of(item.after)) for item in found]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BEFORE, []),
        (BEFORE | {"fee": {"base": "60%", "total": "10"}}, [("fee.base", "50%", "60%")]),
        (BEFORE | {"fee": {"base": "50%"}}, [("fee.total", "10", "")]),
        (BEFORE | {"goal": "more"}, [("goal", "", "more")]),
        (
            BEFORE | {"clauses": [{"id": "C2", "multiple": "3"}, {"id": "C3"}]},
            [
                ("clauses[C1]", '{"id": "C1", "multiple": "1"}', ""),
                ("clauses[C2].multiple", "2", "3"),
                ("clauses[C3]", "", '{"id": "C3"}'),
            ],
        ),
        (BEFORE | {"markets": ["US"]}, [("markets", '["US", "DE"]', '["US"]')]),
        (BEFORE | {"fee": "none"}, [("fee", '{"base": "50%", "total": "10"}', "none")]),
    ],
)
def test_the_smallest_places_that_differ(after: object, expected: list[tuple[str, str, str]]) -> None:
    assert changes(after) == expected


def test_all_changes_made_one_after_another_give_the_second_document() -> None:
    after = {"fee": {"total": "11"}, "clauses": [{"id": "C2", "multiple": "3"}, {"id": "C3"}], "goal": "more"}
    tree: Tree | None = tree_of(BEFORE)
    for difference in differences(tree_of(BEFORE), tree_of(after)):
        assert tree is not None
        tree = with_difference(tree, difference)
    assert tree is not None
    assert tree.plain() == after


def test_a_change_of_a_place_that_is_not_there_makes_nothing() -> None:
    (difference,) = differences(tree_of({"a": {"b": "1"}}), tree_of({"a": {"b": "2"}}))
    assert with_difference(tree_of({"c": "1"}), difference) is None
