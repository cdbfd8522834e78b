"""Reading the measurements file (``assay: measurements/v1``): a document tree → figures, with every finding at once."""

from __future__ import annotations

from dataclasses import dataclass

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.read_events import read_event
from assay.core.acceptance.read_figures import read_kpi, read_monitor, read_month, read_spend
from assay.core.contract.document import Tree, read_document
from assay.core.contract.reader import Reader
from assay.core.findings import Finding, FindingsError, has_errors

MAX_BYTES = 32 * 1024 * 1024
MAX_VALUES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class MeasurementsFile:
    """A measurements file as read.

    Attributes:
        contract_id: Contract that it was measured for.
        contract_version: Version at the last period listed.
        contract_digest: Digest of that contract; empty when not stated.
        opening: State to start from as plain data; None for the zero state.
        periods: In the order of the file.
        file: Label for findings.
    """

    contract_id: str
    contract_version: str
    contract_digest: str
    opening: dict[str, object] | None
    periods: tuple[PeriodFigures, ...]
    file: str = ""


def load_measurements(text: str, file: str = "") -> tuple[MeasurementsFile | None, tuple[Finding, ...]]:
    """Read a measurements file from its text (YAML, of which JSON is a part)."""
    tree = read_document(text, file, max_bytes=MAX_BYTES, max_values=MAX_VALUES)
    if isinstance(tree, Finding):
        return None, (tree,)
    findings: list[Finding] = []
    reader = Reader(tree, file, findings)
    reader.choice("assay", ("measurements/v1",))
    contract = reader.required("contract")
    result = MeasurementsFile(
        contract_id=contract.text("id"),
        contract_version=contract.text("version"),
        contract_digest=contract.text("digest", ""),
        opening=_opening(reader),
        periods=tuple(_period(item) for item in reader.records("periods")),
        file=file,
    )
    contract.close()
    if not result.periods:
        reader.report("contract.missing_field", field="periods")
    reader.skip(("inputs", "definitions"))
    reader.close()
    ordered = tuple(sorted(findings, key=Finding.sort_key))
    return (None if has_errors(ordered) else result), ordered


def load_events(text: str, file: str = "") -> tuple[Event, ...]:
    """Read an events file (``assay: events/v1``): what happened to the contract and is in no export.

    Raises:
        FindingsError: All problems of the file.
    """
    tree = read_document(text, file)
    if isinstance(tree, Finding):
        raise FindingsError([tree])
    findings: list[Finding] = []
    reader = Reader(tree, file, findings)
    reader.choice("assay", ("events/v1",))
    events = tuple(read_event(item) for item in reader.records("events"))
    reader.close()
    if has_errors(findings):
        raise FindingsError(findings)
    return events


def figures_of(tree: Tree, file: str = "") -> tuple[PeriodFigures, tuple[Finding, ...]]:
    """One period of the file's form, as the state keeps it."""
    findings: list[Finding] = []
    return _period(Reader(tree, file, findings)), tuple(findings)


def event_of(tree: Tree, file: str = "") -> tuple[Event, tuple[Finding, ...]]:
    """One event of the file's form, as the state keeps it."""
    findings: list[Finding] = []
    return read_event(Reader(tree, file, findings)), tuple(findings)


def _opening(reader: Reader) -> dict[str, object] | None:
    child = reader.tree.value.get("opening") if isinstance(reader.tree.value, dict) else None
    reader.skip(("opening",))
    if child is None or child.value == "none":
        return None
    plain = child.plain()
    if isinstance(plain, dict):
        return plain
    reader.report("contract.unreadable_value", "opening", found=str(plain), expected="opening")
    return None


def _period(reader: Reader) -> PeriodFigures:
    month = read_month(reader, "period")
    kpis = {name: read_kpi(name, item) for name, item in reader.entries("kpis")}
    lots = reader.record("lots")
    result = PeriodFigures(
        month=month,
        as_of=reader.instant("as_of"),
        kpis=kpis,
        lots=read_spend(lots) if lots else (),
        events=tuple(read_event(item) for item in reader.records("events")),
        place=reader.place,
        monitors={name: read_monitor(name, item) for name, item in reader.entries("monitors")},
    )
    reader.close()
    return result
