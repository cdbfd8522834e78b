"""What a settled case says in full: every line with its reasons, every note, and the state that the next month needs.

The amounts of a case are worked by hand in its YAML. The records beside it hold everything else that is said, reviewed
once: ``python -m tests.contracts.test_records`` writes them anew; read the difference like code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from assay.core.acceptance.read import load_measurements
from assay.core.acceptance.write import period_document
from assay.core.findings import Place
from assay.core.settlement.state_json import state_document, state_of
from assay.core.settlement.statement_json import statement_document
from tests.contracts.test_cases import HERE, _parsed, read_case, steps_of_case

RECORDS = HERE / "records"
RECORDED = sorted(RECORDS.glob("*/*.json"))


def record_of(path: Path) -> str:
    """The statements of a case as JSON, with the state after the last."""
    pairs, refused = steps_of_case(_parsed(path))
    assert not refused, refused
    documents: list[dict[str, Any]] = [statement_document(statement) for statement, _ in pairs]
    documents[-1] = statement_document(*pairs[-1])
    for document in documents:
        document["contract"].pop(
            "digest"
        )  # a digest of the contract's text, whose loading is tested elsewhere
    return json.dumps(documents, ensure_ascii=False, indent=1) + "\n"


def without_places(value: object) -> object:
    """All that a record holds, except where in a file it stood."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value):
        return {field.name: without_places(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: without_places(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [without_places(item) for item in value]
    return value


def case_of(record: Path) -> Path:
    return HERE / record.parent.name / f"{record.stem}.yaml"


@pytest.mark.parametrize("record", RECORDED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_it_says_what_was_reviewed(record: Path) -> None:
    assert record_of(case_of(record)) == record.read_text("utf-8")


@pytest.mark.parametrize("record", RECORDED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_written_is_read_again(record: Path) -> None:
    case = _parsed(case_of(record))
    _, measurements, _ = read_case(case)
    assert measurements is not None
    for _, state in steps_of_case(case)[0]:
        read_state = state_of(json.loads(json.dumps(state_document(state))), state.contract_id)
        assert without_places(read_state) == without_places(state)
    header = {"assay": "measurements/v1", "contract": {"id": "A", "version": "1"}}
    periods = [period_document(figures) for figures in measurements.periods]
    read, findings = load_measurements(json.dumps(header | {"periods": periods}), "measurements")
    assert findings == ()
    assert read is not None
    assert read.periods == measurements.periods


def main() -> None:
    """Write every record anew."""
    for record in RECORDED:
        record.write_text(record_of(case_of(record)), "utf-8")


if __name__ == "__main__":
    main()
