"""The page of the contract file keeps its word: its examples load, what it says is refused is refused by name."""

import ast
from pathlib import Path
from typing import Any

import pytest

import assay
from assay.core.contract.load import load_contract
from assay.core.findings import Finding, Severity
from tests.docs.reading import marked, page, plain, rows, section, written

PAGE = page("language/contract.md")
SMALLEST = next(text for about, text in marked(PAGE, "file") if about == "contract.yaml")
PARTS = [text for _, text in marked(PAGE, "with")]
COST_SHARE = plain(
    "{id: C2, priority: 20, head: compensation, kind: cost_share, for: lead.invalid, lot: spend, multiple: 0.5}"
)
REFUSED = [row[0].strip("`") for row in rows(section(PAGE, "点名拒绝的"))]
LOADERS = ("load", "load_parts", "load_rules", "load_money")
READS = {
    "text", "number", "count", "ratio", "share", "quantity", "hours", "money", "day", "choice", "expression",
    "expressions", "texts", "record", "required", "records", "entries", "skip", "later", "_days", "_months", "read_zone",
}  # fmt: skip


def findings(change: dict[str, Any]) -> tuple[Finding, ...]:
    return load_contract(written(plain(SMALLEST) | change), "contract.yaml")[1]


def test_the_smallest_contract_loads() -> None:
    assert load_contract(SMALLEST, "contract.yaml")[1] == ()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.partition(":")[0])
def test_a_part_may_be_added_to_it(part: str) -> None:
    assert [finding for finding in findings(plain(part)) if finding.severity is not Severity.INFO] == []


@pytest.mark.parametrize("refused", REFUSED)
def test_what_is_not_evaluated_is_refused_by_name(refused: str) -> None:
    codes = {finding.code for finding in findings(_change(refused))}
    assert "contract.not_evaluated" in codes


def test_the_page_names_every_field_that_is_read() -> None:
    missing = {name for name in _fields() if name not in PAGE}
    assert missing == set()


def _change(refused: str) -> dict[str, Any]:
    """A field of the contract as the table writes it: at the top, or by its path in the smallest contract."""
    path, _, value = refused.partition(": ")
    document = plain(SMALLEST)
    if path.startswith("clauses["):
        clauses = {clause["id"]: clause for clause in [*document["clauses"], COST_SHARE]}
        clause, _, field = path.removeprefix("clauses[").partition("].")
        return {"clauses": [clauses[clause] | {field: value}]}
    if path.startswith("kpis."):
        document["kpis"]["valid_leads"][path.rpartition(".")[2]] = value
        return {"kpis": document["kpis"]}
    return dict(plain(refused))


def _fields() -> set[str]:
    """Names of fields given to the reader in the modules that load contracts."""
    folder = Path(assay.__file__).parent / "core" / "contract"
    found = set()
    for module in LOADERS:
        for node in ast.walk(ast.parse((folder / f"{module}.py").read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in READS:
                texts = [item for argument in node.args[:2] for item in ast.walk(argument)]
                found |= {item.value for item in texts if isinstance(item, ast.Constant)}
    return {str(name) for name in found if isinstance(name, str) and name.isidentifier()}


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
