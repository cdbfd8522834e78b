"""The worked tables of the settlement page are what the golden cases settle to, cell by cell."""

import re
from typing import Any

import pytest

from assay.core.settlement.statement import Statement
from assay.core.settlement.statement_json import statement_document
from tests.contracts.test_cases import HERE, as_expected, settle_case
from tests.docs.reading import page, plain

TABLES = re.findall(r"<!-- case: (\S+) -->\n((?:\|.*\n)+)", page("settlement.md"))
TOTALS = ("fee", "invoice_basis", "set_offs", "payable")


@pytest.mark.parametrize(("name", "table"), TABLES, ids=[name for name, _ in TABLES])
def test_a_table_is_what_its_case_settles_to(name: str, table: str) -> None:
    statements, refused = settle_case(plain((HERE / f"{name}.yaml").read_text("utf-8")))
    assert not refused
    settled = {str(statement.month): _amounts(as_expected(statement)) for statement in statements}
    beside = {str(statement.month): _beside(statement) for statement in statements}
    head, _, *body = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in table.splitlines()]
    months = [month for month in head if re.fullmatch(r"\d{4}-\d{2}", month)]
    shown: dict[str, dict[str, str]] = {month: {} for month in months}
    for row in body:
        label = re.search(r"`([^`]+)`", row[0])
        assert label, row
        for month, cell in zip(months, row[1:], strict=False):
            if cell:
                shown[month][label[1]] = cell.replace(",", "").replace("−", "-")
    assert months
    expected = {
        month: settled[month] | {key: text for key, text in beside[month].items() if key in shown[month]}
        for month in months
    }
    assert shown == expected


def _amounts(statement: dict[str, object]) -> dict[str, str]:
    """Row id → amount of a statement in the words of the cases."""
    amounts = {key: str(statement[key]) for key in TOTALS}
    lines, suspense = statement["lines"], statement["suspense"]
    assert isinstance(lines, list)
    assert isinstance(suspense, list)
    amounts |= {line_id: amount for line_id, _, amount, _ in lines}
    return amounts | {f"suspense {slice_id}": amount for slice_id, amount, _ in suspense}


def _beside(statement: Statement) -> dict[str, str]:
    """Rows that a table shows where it speaks of them."""
    document: dict[str, Any] = statement_document(statement)
    amounts = {"carry": document["carry"]["after"], "claim": document["claim"]}
    for due in document["due"]:
        amounts[f"due {due['id']}"] = due["amount"]
    for bond in document["bonds"]:
        amounts |= {f"bond {bond['id']} {word}": bond[word] for word in ("held", "drawn", "released")}
    amounts |= {f"tax {word}": amount for word, amount in (document["tax"] or {}).items()}
    amounts |= {f"make-good {item['id']}": item["owed"] for item in document["make_good"]}
    return amounts | {f"duty {item['id']}": item["state"] for item in document["duties"]}
