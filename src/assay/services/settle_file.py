"""Settle from a measurements file: no data, no workspace, no engine. What the other party runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assay.core.acceptance.read import MeasurementsFile
from assay.core.contract.amendment import version_digest
from assay.core.contract.model import Amended
from assay.core.findings import Finding, FindingsError, Place
from assay.core.period import Month
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State
from assay.core.settlement.state_json import state_of
from assay.core.settlement.statement_json import statement_document


def settle_file(
    amended: Amended, measurements: MeasurementsFile, period: Month | None
) -> Sequence[dict[str, object]]:
    """The statements of a measurements file, as JSON documents; one when a period is asked for.

    Raises:
        FindingsError: The file does not fit the contract.
    """
    _check_same_contract(amended, measurements)
    months = [figures.month for figures in measurements.periods]
    if period is not None and period not in months:
        params = {"period": str(period), "expected": ", ".join(map(str, months))}
        raise FindingsError([Finding("measurements.no_such_period", Place(measurements.file), params)])
    contract_id = amended.first.id
    opening = (
        State(contract_id) if measurements.opening is None else state_of(measurements.opening, contract_id)
    )
    documents = [
        statement_document(statement, state)
        for statement, state in steps(amended, opening, measurements.periods, period)
    ]
    return documents[-1:] if period is not None else documents


def _check_same_contract(amended: Amended, measurements: MeasurementsFile) -> None:
    """The file must name this contract and its version at the last period; a digest, when given, must be that one's."""
    versions = {version.version: version for version in (amended.first, *(item for _, item in amended.later))}
    digests = {name: version_digest(_up_to(amended, name)) for name in versions}
    stated = measurements.contract_version
    at_last = amended.for_month(measurements.periods[-1].month).version
    if measurements.contract_id != amended.first.id:
        code, found, expected = "other_contract", measurements.contract_id, amended.first.id
    elif stated != at_last:
        code, found, expected = "other_version", stated, at_last
    elif measurements.contract_digest not in ("", digests[stated]):
        code, found, expected = "other_digest", measurements.contract_digest, digests[stated]
    else:
        return
    place = Place(measurements.file, path="contract")
    raise FindingsError([Finding(f"measurements.{code}", place, {"found": found, "expected": expected})])


def _up_to(amended: Amended, version: str) -> Amended:
    """The contract as it stood when that version was its latest."""
    names = [item.version for _, item in amended.later]
    return replace(amended, later=amended.later[: names.index(version) + 1] if version in names else ())
