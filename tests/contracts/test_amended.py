"""An amendment that changes nothing but the contract's version changes no amount, however much goes on under it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assay.core.contract.model import Amended
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State
from tests.contracts.test_cases import _expected, _parsed, as_expected, read_case
from tests.contracts.test_records import RECORDED, case_of


@pytest.mark.parametrize("record", RECORDED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_amendment_that_changes_no_term_changes_no_amount(record: Path) -> None:
    case = _parsed(case_of(record))
    agreed, measurements, _ = read_case(case)
    assert agreed is not None
    assert measurements is not None
    *before, last = measurements.periods
    first = agreed.first
    amended = Amended(first, ((last.month.first_on, replace(first, version="amended")),))
    statements = [statement for statement, _ in steps(amended, State(first.id), measurements.periods)]
    assert [as_expected(statement) for statement in statements] == [
        _expected(entry) for entry in case["expected"]
    ]
    versions = [*(first.version for _ in before), "amended"]
    assert [statement.contract_version for statement in statements] == versions
