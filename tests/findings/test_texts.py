"""One small input for each finding of contracts, amendments, documents, measurements and settlement."""

import re

import pytest

from assay.i18n import catalogue, languages
from assay.i18n.sentences import sentence
from tests.findings.causing import FILES, Case, findings_of, good_text
from tests.findings.of_contracts import AMENDMENT_CASES, CONTRACT_CASES
from tests.findings.of_documents import DOCUMENT_CASES
from tests.findings.of_measurements import MEASUREMENTS_CASES
from tests.spoken_codes import PACKAGE

CASES = (*DOCUMENT_CASES, *CONTRACT_CASES, *AMENDMENT_CASES, *MEASUREMENTS_CASES)


def name_of(case: Case) -> str:
    return f"{case.code}-{CASES.index(case)}"


@pytest.mark.parametrize("file", FILES)
def test_the_files_that_the_cases_change_are_good(file: str) -> None:
    assert findings_of(file, good_text(file)) == ()


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_change_causes_its_finding_and_no_other(case: Case) -> None:
    codes = [finding.code for finding in findings_of(case.file, case.text)]
    assert case.code in codes
    if case.also != ("*",):
        assert sorted(codes) == sorted((case.code, *case.also))


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_finding_points_to_its_place(case: Case) -> None:
    found = [finding for finding in findings_of(case.file, case.text) if finding.code == case.code]
    places = [finding.place for finding in found if finding.place.path == case.path]
    assert places, [str(finding.place) for finding in found]
    line = places[-1].line
    written = case.text.splitlines()[line - 1] if line else ""
    assert case.at in written
    assert bool(case.at) == bool(line)
    assert all(finding.severity is case.severity for finding in found)


@pytest.mark.parametrize("case", CASES, ids=name_of)
@pytest.mark.parametrize("lang", languages())
def test_the_sentence_names_what_was_found(case: Case, lang: str) -> None:
    found = [finding for finding in findings_of(case.file, case.text) if finding.code == case.code]
    sentences = [sentence(lang, finding) for finding in found]
    assert [said for said in case.said if not any(said in text for text in sentences)] == []


def test_every_kind_of_field_is_said_in_words() -> None:
    core = "".join(module.read_text("utf-8") for module in (PACKAGE / "core").rglob("*.py"))
    told = re.findall(r'(?s)(?:unreadable_value|wrong_type)".{0,120}?expected"?[:=] ?"(\w+)"', core)
    read = re.findall(r'_scalar\(\s*key,[^,]+, "(\w+)"', core)
    kinds = {*told, *read}
    spoken = {key.removeprefix("expects.") for key in catalogue("zh") if key.startswith("expects.")}
    assert kinds == spoken
