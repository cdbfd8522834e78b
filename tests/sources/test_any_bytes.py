"""No bytes make a source raise: whatever is wrong with a file is a finding."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.core.findings import Finding, Severity
from assay.i18n import languages, translate
from assay.ports import ImportOptions
from assay.sources.registry import detect, format_ids, source
from assay.sources.templates import template_bytes
from tests.sources.reading import FIXTURES

SAID = ImportOptions(account="google_ads/main", zone="Europe/Berlin", currency="USD")


def survives(name: str, data: bytes) -> None:
    detect(name, data)
    for format_id in format_ids():
        parsed = source(format_id).parse(name, data, SAID)
        stopped = any(finding.severity is Severity.ERROR for finding in parsed.findings)
        assert not (stopped and parsed.records)
        for finding in parsed.findings:
            assert all(translate(lang, finding.code, finding.params) for lang in languages())
        source(format_id).without_rows(name, data, frozenset({1, 3}))


@given(st.binary(max_size=400))
def test_noise_is_a_finding(data: bytes) -> None:
    survives("noise.csv", data)


@given(st.text(alphabet="询盘编号,;\t\"'\n\r0123456789.-:/年月日 Campaign,Cost,Clicks,Day", max_size=300))
def test_noise_of_the_right_letters_is_a_finding(text: str) -> None:
    survives("noise.csv", text.encode())


@pytest.mark.parametrize("name", sorted(file.name for file in FIXTURES.iterdir()))
def test_a_damaged_file_is_a_finding(name: str) -> None:
    whole = (FIXTURES / name).read_bytes()
    chance = random.Random(name)  # noqa: S311 - a seeded choice of where to damage
    for _ in range(8):
        at = chance.randrange(len(whole))
        survives(name, whole[:at])
        survives(name, whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :])


def test_a_damaged_workbook_is_a_finding() -> None:
    whole = template_bytes("order_ledger", "zh")
    chance = random.Random(7)  # noqa: S311 - a seeded choice of where to damage
    for _ in range(20):
        at = chance.randrange(len(whole))
        survives("book.xlsx", whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :])


def test_detecting_gives_a_source_or_a_finding() -> None:
    assert isinstance(detect("x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not a workbook"), Finding)
