"""What moves cash beside a month's own lines has a live working too: the formula gives the amount, and an altered one differs."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from assay.core.contract.model import Amended
from tests.contracts.test_cases import HERE
from tests.reports.books import SETTLED
from tests.reports.test_statement_workbook import (
    Documents,
    checks,
    computed,
    golden_statements,
    verdict,
    workbook,
)

SAMPLE = SETTLED[5::14]

WORKED = [
    # 30% of 90,000 at the signing
    ("lives/three_months_thirty_fifty_twenty", 0, "Falls due: prepayment (advance)", "27000"),
    # 50% of 90,000 = 45,000; 135 of 150 leads pay 135/150 of it, and leave 4,500 for the tail
    ("lives/three_months_thirty_fifty_twenty", 2, "Falls due: milestone instalment (milestone)", "40500"),
    # 20% of 90,000 = 18,000, and the 4,500
    ("lives/three_months_thirty_fifty_twenty", 3, "Falls due: final instalment (tail)", "22500"),
    # 10% of 90,000
    ("lives/three_months_thirty_fifty_twenty", 3, "Withheld as retention", "-9000"),
    ("lives/three_months_thirty_fifty_twenty", 6, "Retention released", "9000"),
    ("lives/three_months_thirty_fifty_twenty", 2, "Carried from the month before", "-416.67"),
    # 38 of 40 leads and 4 still open: at the best nothing is short, at the worst 2/40 of a fee lot of 12,000
    (
        "bonds/waits_for_what_is_open",
        1,
        "Valid leads: fee reduction, undecided and not paid yet  C1/valid_leads",
        "-600",
    ),
    (
        "bonds/waits_for_what_is_open",
        2,
        "Valid leads: fee reduction (2027-02), decided and no longer withheld  C1/valid_leads",
        "600",
    ),
    ("bonds/waits_for_what_is_open", 2, "Bond performance released", "9000"),
    # 12,000 are carried as a debt, 9,000 of retention come free
    ("payments/a_debt_above_the_retention_is_claimed", 6, "Claimed from the service provider CNY", "3000"),
    # 54,000 and 72,000 fell due; three months and 20 of 30 days of 30,000 are 110,000
    ("termination/a_bond_is_drawn_before_the_debt_is_claimed", 3, "Unearned prepayment comes back", "-16000"),
    ("termination/a_bond_is_drawn_before_the_debt_is_claimed", 3, "Drawn from bond performance", "9000"),
    # damages of 124,000 and the 16,000, less the bond
    (
        "termination/a_bond_is_drawn_before_the_debt_is_claimed",
        3,
        "Claimed from the service provider CNY",
        "131000",
    ),
    # 4,000 in each of two months of a quarter whose limit is 6,000
    (
        "caps/a_new_quarter_has_new_room",
        1,
        "Relief by the cap: compensation for invalid traffic  K1/C3",
        "2000",
    ),
    # 1,200 posted for 36 of 40 leads; with 38 it is 600; with 37, 900
    (
        "reissue/a_second_reissue_counts_on",
        1,
        "Valid leads: fee reduction (2027-03)  C1/valid_leads@2027-03v1",
        "1200",
    ),
    (
        "reissue/a_second_reissue_counts_on",
        2,
        "Valid leads: fee reduction (2027-03)  C1/valid_leads@2027-03v2",
        "600",
    ),
    (
        "reissue/a_second_reissue_counts_on",
        2,
        "Valid leads: fee reduction (2027-03)  C1/valid_leads@2027-03v3",
        "-900",
    ),
    # 10 leads less a baseline of 18 are −8: 58/50 short, but the lot of 18,000 is lost only once
    ("baseline/below_it_the_lot_is_lost_once", 0, "Valid leads: fee reduction  C1/valid_leads", "-18000"),
]


@cache
def settled(case: str) -> tuple[Documents, Amended]:
    return golden_statements(HERE / f"{case}.yaml")


def shown(documents: Documents, amended: Amended, index: int) -> Workbook:
    """The workbook as a reader sees it who does not calculate."""
    data = workbook(documents, amended, index, "en")
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


@pytest.mark.parametrize(("case", "index", "label", "amount"), WORKED, ids=str)
def test_the_formula_gives_the_amount(case: str, index: int, label: str, amount: str) -> None:
    documents, amended = settled(case)
    book = shown(documents, amended, index)
    assert computed(book)[label] == (Fraction(amount), Fraction(amount))
    assert f"Statement: {label}" in checks(book, "✓")


ALTERED: list[tuple[str, int, Sequence[str | int], str, str]] = [
    ("lives/three_months_thirty_fifty_twenty", 0, ("due", 0, "amount"), "27000.01", "Falls due: prepayment (advance)"),
    ("lives/three_months_thirty_fifty_twenty", 3, ("due", 0, "withheld"), "9000.01", "Withheld as retention"),
    ("lives/three_months_thirty_fifty_twenty", 2, ("carry", "before"), "-416.66", "Carried from the month before"),
    ("bonds/waits_for_what_is_open", 1, ("suspense", 0, "amount"), "-600.01", "Valid leads: fee reduction, undecided and not paid yet  C1/valid_leads"),
    ("bonds/waits_for_what_is_open", 2, ("suspense", 0, "amount"), "599.99", "Valid leads: fee reduction (2027-02), decided and no longer withheld  C1/valid_leads"),
    ("bonds/waits_for_what_is_open", 2, ("bonds", 0, "released"), "8999.99", "Bond performance released"),
    ("payments/a_debt_above_the_retention_is_claimed", 6, ("claim",), "3000.01", "Claimed from the service provider CNY"),
    ("caps/a_new_quarter_has_new_room", 1, ("lines", 1, "amount"), "2000.01", "Relief by the cap: compensation for invalid traffic  K1/C3"),
    ("reissue/a_second_reissue_counts_on", 2, ("lines", 1, "amount"), "-900.01", "Valid leads: fee reduction (2027-03)  C1/valid_leads@2027-03v3"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "index", "path", "to", "label"), ALTERED, ids=str)
def test_an_altered_amount_is_stored_as_one_that_differs(
    case: str, index: int, path: Sequence[str | int], to: str, label: str
) -> None:
    documents, amended = settled(case)
    changed = json.loads(json.dumps(documents))
    place: Any = changed[index]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    book = shown(changed, amended, index)
    assert f"Statement: {label}" in checks(book, "✗")
    assert verdict(book).startswith("✗ ")


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_every_computed_figure_of_a_worked_case_agrees_as_it_is_stored(path: Path) -> None:
    documents, amended = golden_statements(path)
    for index in range(len(documents)):
        book = shown(documents, amended, index)
        assert checks(book, "✗") == []
        assert verdict(book).startswith(f"✓ All {len(checks(book, '✓'))} figures agree")
