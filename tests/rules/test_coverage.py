"""Each contract rule of the catalogue, said by a field, settled by a case, and missed when the field is altered."""

import re

import pytest

from tests.rules.settled import Row, case_of, changes_of, contract_document, rows, settled
from tests.shared import SHARED, needs_shared

ROWS = rows()
RULES = frozenset(
    """
    R01 R02 R03 R04 R05 R06 R07 R08 R09 R10 R11 R12 R13 R14 R16 R17 R18 R19 R20 R21 R22 R27 R29 R32 R33 R35 R36 R37
    R45 R46 R51 R52 R53 R54 R55 R56 R57 R58 R59 R60 R61 R62 R63 R64 R65 R67 R68 R69 R70 R71 R72 R73 R74 R75 R76 R77
    R78 R79 R80 R81 R82 R83 R84 R85 R86 R87 R88 R89 R91
    """.split()
)
"""The rules that are contract terms (type C), alone or beside another type."""
CATALOGUE = SHARED / "contracts.md"
MEASURED = sorted({row.case for row in ROWS if row.case.startswith("cases/")})
STEP = re.compile(r"([A-Za-z_]\w*)(?:\[(\w+)\])?")


def _name(row: Row) -> str:
    return f"{row.rule} {row.field}"


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[_name(row) for row in ROWS])
def test_altering_the_field_changes_the_statement(number: int) -> None:
    row, found = ROWS[number], changes_of(number)
    assert found, f"{row.rule}: without {row.field}, or with another value, nothing changes"
    assert {change.part for change in found} == set(row.seen)


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_the_contract_of_the_case_says_the_field_and_the_alteration_is_of_it(row: Row) -> None:
    found = contract_document(case_of(row))
    for key, identity in STEP.findall(row.field):
        found = found[key]
        if identity:
            (found,) = [item for item in found if item["id"] == identity]
    assert row.field in row.change


def test_every_rule_of_a_contract_has_a_row() -> None:
    assert {row.rule for row in ROWS} == RULES


def test_the_rows_stand_in_the_order_of_the_rules() -> None:
    assert [row.rule for row in ROWS] == sorted(row.rule for row in ROWS)


def test_no_field_is_named_twice_for_a_rule() -> None:
    named = [(row.rule, row.field) for row in ROWS]
    assert len(named) == len(set(named))


@needs_shared
def test_the_rules_are_those_of_the_catalogue() -> None:
    lines = re.findall(r"^\| (R\d+) \|.*\| ([A-Z, ]+) \|[^|]*\|$", CATALOGUE.read_text("utf-8"), re.MULTILINE)
    assert len(lines) == 103
    assert {rule for rule, types in lines if "C" in types.split(",")} == RULES


@pytest.mark.parametrize("name", MEASURED)
def test_a_measured_case_settles_as_worked_by_hand(name: str) -> None:
    case = case_of(next(row for row in ROWS if row.case == name))
    (statement,) = settled(case)
    for part in ("lines", "suspense"):
        assert {item["id"]: item["amount"] for item in statement[part]} == case["expected"][part]
