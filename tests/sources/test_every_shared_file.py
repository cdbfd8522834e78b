"""Every file of the public sample data imports with the rows and sums of a table checked by hand, or is refused as it says."""

import csv
import io
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from assay.core.findings import Finding, Severity
from assay.ports import ImportOptions, Parsed
from assay.sources.registry import detect
from tests.shared import DATA, needs_shared

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "shared_data.yaml").read_text("utf-8"))
REFUSED = [(file, code) for code, files in TABLE["refused"].items() for file in files]
NOT_EXPORTS = [(file, each["code"]) for each in TABLE["not_exports"] for file in each["files"]]
AMOUNTS = {"spend": "cost_micros", "orders": "amount_micros"}
LEFT_OUT = {
    "internal": ("sources.mail_left_out", "internal"),
    "automatic": ("sources.mail_left_out", "automatic"),
    "date": ("sources.mail_date_unreadable", ""),
    "sender": ("sources.mail_sender_unreadable", ""),
}

pytestmark = needs_shared


def parsed(file: str, ours: str = "") -> Parsed:
    path = DATA / file
    data = path.read_bytes()
    found = detect(path.name, data)
    assert not isinstance(found, Finding), found
    return found.parse(path.name, data, ImportOptions(account="a", zone="UTC", currency="USD", ours=ours))


def errors(found: Parsed) -> list[Finding]:
    return [finding for finding in found.findings if finding.severity is Severity.ERROR]


def column_sum(file: str, column: str) -> Decimal:
    """The file's own column added up by another reader than ours."""
    rows = csv.DictReader(io.StringIO((DATA / file).read_bytes().decode("utf-8-sig")))
    return sum((Decimal(row[column] or 0) for row in rows), Decimal(0))


def test_the_table_names_every_file_once() -> None:
    named = [*TABLE["imports"], *TABLE["refused_by_their_format"], *TABLE["mails"]]
    named += [file for file, _ in (*REFUSED, *NOT_EXPORTS)]
    there = sorted(file.relative_to(DATA).as_posix() for file in DATA.rglob("*") if file.is_file())
    assert sorted(named) == there
    assert len(there) > 500


@pytest.mark.parametrize("file", TABLE["imports"])
def test_a_file_of_a_format_imports_with_its_rows_and_its_sum(file: str) -> None:
    said, found = TABLE["imports"][file], parsed(file)
    assert (found.format_id, errors(found), found.rows_read) == (said["format"], [], said["read"])
    assert dict(Counter(record.table for record in found.records)) == said["records"]
    values = [record.values.get(AMOUNTS.get(record.table, "")) for record in found.records]
    total = sum(value for value in values if isinstance(value, int))
    if "column" in said:
        assert column_sum(file, said["column"]) == Decimal(said["sum"])
        scale = 1 if said["column"].endswith("micros") else 1_000_000
        assert total == Decimal(said["sum"]) * scale
    else:
        assert total == Decimal(said.get("amount", "0")) * 1_000_000


@pytest.mark.parametrize("file", TABLE["refused_by_their_format"])
def test_a_file_that_cannot_be_right_is_refused_by_its_format(file: str) -> None:
    said, found = TABLE["refused_by_their_format"][file], parsed(file)
    first, *others = errors(found)
    assert (found.format_id, found.records) == (said["format"], ())
    assert (first.code, first.place.line, 1 + len(others)) == (said["code"], said["row"], said["errors"])


@pytest.mark.parametrize("file", TABLE["mails"])
def test_a_mail_gives_an_interaction_for_each_receiver_or_says_why_not(file: str) -> None:
    said = TABLE["mails"][file]
    found = parsed(file, said["ours"])
    assert found.format_id == "email_messages"
    assert [finding.code for finding in errors(found)] == [code for code in (said.get("code"),) if code]
    assert Counter(record.table for record in found.records) == (
        {"interactions": said["interactions"]} if said["interactions"] else {}
    )
    assert (said["interactions"] == 0) == ("why" in said)
    if "why" in said:
        code, param = LEFT_OUT[said["why"]]
        told = [finding.params.get(param, "1") for finding in found.findings if finding.code == code]
        assert told == ["1"]


@pytest.mark.parametrize(("file", "code"), [*REFUSED, *NOT_EXPORTS])
def test_any_other_file_is_refused_with_its_reason(file: str, code: str) -> None:
    path = DATA / file
    found = detect(path.name, path.read_bytes())
    assert isinstance(found, Finding)
    assert found.code == code
    if "table" in found.params:  # the table that the finding names is the one that the file is called after
        assert found.params["table"] in path.stem
