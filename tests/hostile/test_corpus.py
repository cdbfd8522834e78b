"""Whatever the file, an import ends within a minute and 512 MB: with rows, or with findings that a person can act on.

At a desk and in CI a share of the corpus is read, spread over every family; ``ASSAY_HOSTILE=all`` reads all of it.
"""

import os
import re
import sys

import pytest

from assay.core.findings import Finding, Severity
from assay.i18n import languages
from assay.i18n.sentences import sentence
from assay.parsing.parser import parser_with
from assay.ports import ImportOptions
from assay.services.imports import STANDARD
from tests.hostile.corpus import COUNTS, FAMILIES, files
from tests.hostile.importing import Outcome, brought_in
from tests.hostile.model import EMAIL, PHONE

WHOLE = os.environ.get("ASSAY_HOSTILE") == "all"
SHARE = 12
"""Files of each family that are read at a desk."""

SECONDS, MEGABYTES = 60, 512
STEERING = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
LINES_AT_MOST = 10_000
OF_THE_WHOLE_FILE = re.compile(
    r"parsing\.(?!number)|sources\.(?:.*unknown.*|.*missing|.*absent|archive_.*|no_.*|.*broken|packed_.*|too_large|several_.*|empty_file"
    r"|mapping_.*|table_of_.*|table_without_.*|platform_not_read|.*differ.*|whatsapp_.*|mail_.*|form_.*|log_.*|webhook_.*|ga4_.*|workbook_.*|covers_.*|total_disagrees|members_left_out)"
)
"""Errors that are about no one line."""


def step_of(family: str) -> int:
    """Of how many files of a family one is read."""
    return 1 if WHOLE else -(-COUNTS[family] // SHARE)


def test_the_share_holds_hundreds_of_files_of_dozens_of_families() -> None:
    read = sum(-(-count // step_of(family)) for family, count in COUNTS.items())
    assert COUNTS.keys() == FAMILIES.keys()
    assert len(FAMILIES) >= 25
    assert sum(COUNTS.values()) >= 1_500
    assert read >= 300


def test_a_family_gives_the_same_files_every_time() -> None:
    assert list(files("tables: encodings")) == list(files("tables: encodings"))


@pytest.mark.skipif(sys.platform != "linux", reason="memory and processor time are limited by the system")
@pytest.mark.parametrize("family", FAMILIES)
def test_every_file_is_imported_or_refused_in_words(family: str) -> None:
    wrong, count = [], 0
    for count, file in enumerate(files(family), 1):
        if (count - 1) % step_of(family) == 0:
            wrong += [f"{file.label}: {fault}" for fault in faults(brought_in(file))]
    assert wrong == []
    assert count == COUNTS[family]


def faults(outcome: Outcome) -> list[str]:
    """What should not have become of a file."""
    report = outcome.report
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    faulty = {
        "took too long": outcome.seconds > SECONDS,
        f"held {outcome.peak} MB": outcome.peak > MEGABYTES,
        "left a workspace that is not sound": bool(outcome.unsound),
        "refused without a reason": report.refused and not errors,
        "kept rows of a refused file": report.refused and bool(report.rows),
        "more findings than anybody reads": len(report.findings) > LINES_AT_MOST,
        "broke a reader": any(finding.code == "parsing.reader_failed" for finding in report.findings),
    }
    return [
        *(what for what, is_so in faulty.items() if is_so),
        *(what for each in report.findings for what in unsaid(each)),
    ]


def unsaid(finding: Finding) -> list[str]:
    """What is wrong with how a finding reads."""
    texts = [sentence(lang, finding) for lang in languages()]
    everything = " ".join([*texts, *finding.params.values(), finding.place.path])
    pointless = (
        finding.severity is Severity.ERROR
        and not finding.place.line
        and not OF_THE_WHOLE_FILE.match(finding.code)
    )
    faulty = {
        "no line": pointless,
        "a placeholder": not any("{" in value for value in finding.params.values())
        and any("{" in text for text in texts),
        "an endless sentence": any(len(text) > 3_000 for text in texts),
        "steers the screen": any(STEERING.search(text) for text in texts),
        "a contact": EMAIL in everything or PHONE in everything,
    }
    return [f"{finding.code}: {what}" for what, is_so in faulty.items() if is_so]


def test_no_child_is_left_over() -> None:
    parser = parser_with(STANDARD)
    parser.parse("a.csv", b"a,b\n", ImportOptions())
    child = parser.child
    os.kill(child, 0)  # it waits for the next file
    parser.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
