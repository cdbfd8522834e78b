"""The golden cases: contracts and months that a person worked by hand, in YAML that a buyer can read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from copy import deepcopy
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from assay.core.acceptance.read import MeasurementsFile, load_measurements
from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding, FindingsError, Severity
from assay.core.money import Money
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State
from assay.core.settlement.statement import Statement
from assay.core.settlement.statement_json import statement_document

HERE = Path(__file__).parent
CASES = sorted(path for path in HERE.glob("*/*.yaml") if path.parent.name != "bases")
SECTIONS = frozenset(
    ("bonds", "claim", "disputes", "due", "duties", "make_good", "monitors", "samples", "tax")
)
_STEP = re.compile(r"([A-Za-z_]\w*)(?:\[(\w+)\])?")
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _read(path: Path) -> Any:  # noqa: ANN401  # any YAML value
    return deepcopy(_parsed(path))


@cache
def _parsed(path: Path) -> Any:  # noqa: ANN401  # any YAML value, shared: it is not to be changed
    return yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506  # it makes only strings


def _changed(document: Any, path: str, to: Any) -> None:  # noqa: ANN401  # any YAML value
    steps = _STEP.findall(path)
    for index, (key, identity) in enumerate(steps):
        last = index == len(steps) - 1
        if identity:
            items = document[key]
            found = next((i for i, item in enumerate(items) if item.get("id") == identity), len(items))
            if last:
                items[found : found + 1] = [] if to in ("null", "") else [to]
            else:
                document = items[found]
        elif last:
            if to == "null":
                document.pop(key, None)
            else:
                document[key] = to
        else:
            document = document.setdefault(key, {})


def contract_of(case: dict[str, Any], bases: Path = HERE / "bases") -> dict[str, Any]:
    """The contract of a case: its base with its changes."""
    contract: dict[str, Any] = _read(bases / f"{case['base']}.yaml")
    for path, to in (case.get("changes") or {}).items():
        _changed(contract, path, to)
    return contract


def settle_case(case: dict[str, Any]) -> tuple[tuple[Statement, ...], list[str]]:
    """The statements of a case, or the codes with which it was refused."""
    pairs, refused = steps_of_case(case)
    return tuple(statement for statement, _ in pairs), refused


def steps_of_case(case: dict[str, Any]) -> tuple[tuple[tuple[Statement, State], ...], list[str]]:
    """The statements of a case, each with the state after it, or the codes with which it was refused."""
    amended, measurements, findings = read_case(case)
    if amended is None or measurements is None:
        return (), _described(findings)
    try:
        return tuple(steps(amended, State(amended.first.id), measurements.periods)), []
    except FindingsError as error:
        return (), _described(error.findings)


def read_case(
    case: dict[str, Any],
) -> tuple[Amended | None, MeasurementsFile | None, tuple[Finding, ...]]:
    """The contract and the measurements of a case; None for what was refused while it was read."""
    amended, findings = _contract(json.dumps({key: case.get(key) for key in ("base", "changes")}))
    if amended is None:
        return None, None, findings
    first = amended.first
    header = {"assay": "measurements/v1", "contract": {"id": first.id, "version": first.version}}
    measurements, findings = load_measurements(json.dumps(header | case["measurements"]), "measurements")
    return amended, measurements, findings


@cache
def _contract(told: str) -> tuple[Amended | None, tuple[Finding, ...]]:
    """The contract of a case: base and changes, as JSON."""
    return load_amended(json.dumps(contract_of(json.loads(told))), "contract")


def loaded(base: str, changes: dict[str, Any] | None = None) -> Contract:
    """A base of the cases, with changes, for tests of single functions."""
    amended, findings = _contract(json.dumps({"base": base, "changes": changes or {}}))
    assert amended is not None, findings
    return amended.first


def _described(findings: Iterable[Finding]) -> list[str]:
    errors = (finding for finding in findings if finding.severity is Severity.ERROR)
    return [f"{finding.code} {finding.place} {finding.params}" for finding in errors]


def as_expected(statement: Statement) -> dict[str, Any]:
    """A statement in the words of the cases."""

    def decimal(minor: int) -> str:
        return Money(minor, statement.currency).decimal

    return {
        "period": str(statement.month),
        "fee": decimal(statement.fee.minor),
        "lines": sorted(
            (line.id, line.head.value, decimal(line.amount.minor), str(line.amount.exact))
            for line in statement.lines
        ),
        "invoice_basis": statement.invoice_basis.decimal,
        "set_offs": statement.set_offs.decimal,
        "suspense": sorted(
            (item.id, decimal(item.amount.minor), str(item.amount.exact)) for item in statement.suspense
        ),
        "payable": statement.payable.decimal,
        "triggers": [(firing.id, str(firing.month)) for firing in statement.triggers],
        "carry": decimal(statement.carry_after),
    }


def _fraction(text: str) -> str:
    return str(Fraction(text))


def _expected(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "period": entry["period"],
        "fee": entry["fee"],
        "lines": sorted(
            (i["id"], i["head"], i["amount"], _fraction(i["exact"])) for i in entry.get("lines") or []
        ),
        "invoice_basis": entry["invoice_basis"],
        "set_offs": entry["set_offs"],
        "suspense": sorted(
            (i["id"], i["amount"], _fraction(i["exact"])) for i in entry.get("suspense") or []
        ),
        "payable": entry["payable"],
        "triggers": [(i["id"], i["period"]) for i in entry.get("triggers") or []],
        "carry": entry.get("carry", "0.00"),
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_it_settles_as_worked_by_hand(path: Path) -> None:
    case = _parsed(path)
    statements, refused = settle_case(case)
    if "refused" in case:
        assert sorted({found.split()[0] for found in refused}) == case["refused"]
        return
    assert not refused, refused
    assert [as_expected(statement) for statement in statements] == [
        _expected(entry) for entry in case["expected"]
    ]
    for statement, entry in zip(statements, case["expected"], strict=True):
        document = statement_document(statement)
        for section in SECTIONS & set(entry):
            assert _as_written(document[section], entry[section]) == _plain(entry[section]), section


def _as_written(found: Any, written: Any) -> Any:  # noqa: ANN401  # any JSON value
    """The part of a section that a case writes down: of each entry the fields that the case names."""
    if isinstance(written, dict):
        return {key: found[key] for key in written}
    if isinstance(written, list) and written and isinstance(written[0], dict):
        assert len(found) == len(written), found
        pairs = zip(found, written, strict=True)
        return _sorted([{key: item[key] for key in case} for item, case in pairs])
    return sorted(found) if isinstance(found, list) else found


def _plain(written: Any) -> Any:  # noqa: ANN401  # any YAML value
    if isinstance(written, list) and written and isinstance(written[0], dict):
        return _sorted([{k: None if v == "null" else v for k, v in item.items()} for item in written])
    return sorted(written) if isinstance(written, list) else written


def _sorted(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(items, key=lambda item: sorted(str(pair) for pair in item.items()))
