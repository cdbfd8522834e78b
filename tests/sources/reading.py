"""Short ways for the tests to read a file and to look at what came of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict, Unpack

from assay.core.findings import Finding, Severity
from assay.core.tables import Value
from assay.ports import ImportOptions, Parsed
from assay.sources.registry import choose

FIXTURES = Path(__file__).parent / "fixtures"


class Said(TypedDict, total=False):
    account: str
    zone: str
    currency: str
    date_order: str
    decimal_mark: str
    mapping: str
    format_id: str
    covers: str
    ours: str


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def read(data: bytes | str, name: str = "file.csv", **said: Unpack[Said]) -> Parsed:
    content = data.encode() if isinstance(data, str) else data
    options = ImportOptions(**said)
    source = choose(name, content, options)
    assert not isinstance(source, Finding), source
    return source.parse(name, content, options)


def codes(parsed: Parsed, severity: Severity = Severity.ERROR) -> list[str]:
    return [finding.code for finding in parsed.findings if finding.severity is severity]


def only_error(parsed: Parsed) -> Finding:
    errors = [finding for finding in parsed.findings if finding.severity is Severity.ERROR]
    assert len(errors) == 1, errors
    return errors[0]


def rows_of(parsed: Parsed, table: str) -> list[Mapping[str, Value]]:
    return [record.values for record in parsed.records if record.table == table]
