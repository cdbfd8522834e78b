"""What an amendment changes in the text: every paragraph that says something else, and no other."""

from pathlib import Path

from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Amended
from assay.core.contract.outline.changes import ChangedParagraph, Spot, changed_paragraphs
from assay.core.explain import Node
from tests.reports.sheets import DEMO, UNSIGNED, amended, contract_of

SUPPLEMENT = (Path(__file__).parents[2] / "examples/streetlight/supplement-1.yaml").read_text("utf-8")
HEAD = """
assay: amendment/v1
contract: {id: MW-2027-014, version: "1.0.0"}
version: "1.1.0"
effective: "2027-04-01"
reason: {zh: 试, en: A try}
signed: {buyer: "2027-03-20", vendor: "2027-03-21"}
changes:
"""


def changed(contract: str, amendment: str) -> list[ChangedParagraph]:
    found, findings = load_amended(contract, "contract", [(amendment, "amendment")])
    assert found is not None, findings
    return changes_of(found)


def changes_of(found: Amended) -> list[ChangedParagraph]:
    return list(changed_paragraphs(found.first, found.latest))


def place(spot: Spot | None) -> tuple[str, int, int] | None:
    return None if spot is None else (spot.title.code.rpartition(".")[2], spot.number, spot.index)


def codes(change: ChangedParagraph) -> list[tuple[str, str]]:
    return [(one.code if one else "", other.code if other else "") for one, other in change.sentences]


def test_an_added_paragraph_is_the_only_change_though_those_after_it_move() -> None:
    """The supplement of the example adds 3.6; the old 3.6 and 3.7 say what they said."""
    (change,) = changed(DEMO, SUPPLEMENT)
    assert (place(change.before), place(change.after)) == (None, ("services", 3, 6))
    assert codes(change) == [("", "plain.scope.campaigns")]


def test_each_kind_of_change_is_found_where_it_stands() -> None:
    """The target of valid leads stands in the list of KPIs and in the KPI's sheet; C2 is 17.2; article 20 goes whole."""
    found = changes_of(amended())
    assert [(place(change.before), place(change.after)) for change in found] == [
        (("kpis", 11, 1), ("kpis", 11, 1)),
        (("remedies", 17, 2), ("remedies", 17, 2)),
        (("revision", 20, 1), None),
        (("revision", 20, 2), None),
        (("revision", 20, 3), None),
        (("kpis", 1, 1), ("kpis", 1, 1)),
    ]
    assert codes(found[1]) == [("plain.clause", "plain.clause"), ("plain.clause.tolerance",) * 2]


def test_a_changed_target_changes_its_row_its_sentence_and_each_month() -> None:
    """Six months of the term, each with the new target times its season."""
    sheet = changes_of(amended())[-1]
    assert codes(sheet)[0] == ("plain.kpi", "plain.kpi")
    assert codes(sheet).count(("plain.kpi.month_row",) * 2) == 6
    march = next(
        (one.params["target_qty"], other.params["target_qty"])
        for one, other in sheet.sentences
        if one is not None and other is not None and one.params.get("at_month") == "2027-03"
    )
    assert march == ("55 lead", "66 lead")  # 50 × 1.1 and 60 × 1.1


def test_what_is_not_changed_is_not_told() -> None:
    """Of the clause's other sentences none is shown, and the article that moves up by one is not either."""
    told = {
        node.code for change in changes_of(amended()) for pair in change.sentences for node in pair if node
    }
    assert told & {"plain.clause.cost_share", "plain.clause.capped", "plain.head.compensation"} == set()
    assert "plain.clause.tolerance" in told


def test_a_removed_trigger_is_told_where_it_stood() -> None:
    (change,) = changed(UNSIGNED, HEAD + '  - {path: "triggers[T4]", to: null}\n')
    assert (place(change.before), place(change.after)) == (("triggers", 19, 4), None)
    gone, nothing = change.sentences[0]
    assert isinstance(gone, Node)
    assert nothing is None


def test_a_removed_article_is_told_between_those_that_stood_beside_it() -> None:
    amendment = (
        HEAD + "  - {path: revision, to: null}\n  - {path: duties.buyer.approval.within, to: 3 workday}\n"
    )
    assert [place(change.before or change.after) for change in changed(UNSIGNED, amendment)] == [
        ("revision", 20, 1),
        ("revision", 20, 2),
        ("revision", 20, 3),
        ("buyer_duties", 21, 2),
    ]


def test_equal_texts_have_no_change() -> None:
    contract = contract_of("full")
    assert list(changed_paragraphs(contract, contract)) == []
