"""The rows of the table: each is settled twice, by the contract of its case and by the same contract altered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assay.core.acceptance.measurements import PeriodFigures
from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Amended
from assay.core.findings import FindingsError
from assay.core.measuring.month import measure_month
from assay.core.period import Month
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State
from assay.core.settlement.statement_json import statement_document
from tests.contracts.test_cases import HERE as GOLDEN
from tests.contracts.test_cases import contract_of, settle_case
from tests.rules.differences import Difference, differences
from tests.rules.facts import facts_of
from tests.unit.leads.givens import at

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """A rule, the field that says it, the case that settles it, and what its alteration changes.

    Attributes:
        rule: Number in the catalogue of rules.
        zh, en: Its name.
        field: Path in the contract.
        case: A case of ``tests/contracts``, else of ``tests/rules``.
        change: Path → value; ``null`` removes it.
        seen: Parts of the statement that are then different.
    """

    rule: str
    zh: str
    en: str
    field: str
    case: str
    change: dict[str, Any]
    seen: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The file of the case."""
        golden = GOLDEN / f"{self.case}.yaml"
        return golden if golden.exists() else HERE / f"{self.case}.yaml"


@cache
def rows() -> tuple[Row, ...]:
    """The table, in the order of the file."""
    return tuple(Row(**{**row, "seen": tuple(row["seen"])}) for row in _read(HERE / "coverage.yaml"))


@cache
def changes_of(row: int) -> tuple[Difference, ...]:
    """What the alteration of a row changes; rows are numbered from 0.

    Raises:
        ValueError: The contract of the case, or the altered one, was refused.
    """
    found = rows()[row]
    case = case_of(found)
    altered = case | {"changes": (case.get("changes") or {}) | found.change}
    return differences(settled(case), settled(altered))


def case_of(row: Row) -> dict[str, Any]:
    """The case of a row."""
    case: dict[str, Any] = _read(row.path)
    return case


def contract_document(case: dict[str, Any]) -> dict[str, Any]:
    """The contract of a case; measured cases have a base of their own."""
    return contract_of(case, HERE / "books") if "facts" in case else contract_of(case)


def settled(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The statements of a case, as JSON.

    Raises:
        ValueError: The contract or its figures were refused.
    """
    if "facts" in case:
        return _measured(case)
    statements, refused = settle_case(case)
    if refused:
        raise ValueError(refused)
    return [statement_document(statement) for statement in statements]


def _measured(case: dict[str, Any]) -> list[dict[str, Any]]:
    """From facts to the statement: the month is measured by the contract, and its figures are settled by it."""
    text = yaml.safe_dump(contract_document(case), allow_unicode=True, default_style='"')
    amended, findings = load_amended(text, "contract")
    if amended is None:
        raise ValueError(findings)
    try:
        drawn = tuple(steps(amended, State(amended.first.id), [_figures(case["facts"], amended)]))
    except FindingsError as error:
        raise ValueError(error.findings) from error
    return [statement_document(statement) for statement, _ in drawn]


def _figures(given: dict[str, Any], amended: Amended) -> PeriodFigures:
    month = Month.parse(given["period"])
    return measure_month(amended.for_month(month), month, at(given["as_of"]), facts_of(given)).figures


def _read(path: Path) -> Any:  # noqa: ANN401  # any YAML value
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader makes only strings
