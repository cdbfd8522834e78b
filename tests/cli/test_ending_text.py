"""The end of a contract as a person reads it: the claim, the bonds, what comes back, and how damages were reckoned."""

import pytest

from assay.cli.statement_text import explanation_lines, statement_lines
from tests.contracts.test_cases import HERE
from tests.reports.books import Document, golden

CASE = HERE / "termination" / "a_bond_is_drawn_before_the_debt_is_claimed.yaml"


@pytest.fixture(scope="module")
def april() -> Document:
    return golden(CASE)[-1]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["解约：未挣得的预付款退回", "向乙方追索 CNY", "动用保证金 performance"]),
        (
            "en",
            [
                "Unearned prepayment comes back",
                "Claimed from the service provider CNY",
                "Drawn from bond performance",
            ],
        ),
    ],
)
def test_the_end_is_shown_below_the_payable(lang: str, said: list[str], april: Document) -> None:
    amounts = ["−16,000.00", "131,000.00", "9,000.00"]
    lines = list(statement_lines(april, lang))
    for label, amount in zip(said, amounts, strict=True):
        assert [line.split()[-1] for line in lines if label in line] == [amount]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_statement_without_a_claim_says_nothing_of_one(lang: str) -> None:
    january = golden(CASE)[0] | {"bonds": []}
    text = "\n".join(statement_lines(january, lang))
    assert not any(word in text for word in ("追索", "保证金", "Claimed", "bond"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_damages_of_an_early_end_show_their_working(lang: str, april: Document) -> None:
    (line,) = [line for line in april["lines"] if line["id"] == "C6"]
    text = "\n".join(explanation_lines(line, april, {}, lang))
    # 2 × (10,000 + 30,000 + 30,000) − 16,000
    assert all(figure in text for figure in ("2027-04-20", "70000 × 2", "16000", "−124000"))
