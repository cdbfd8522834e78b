"""The page of cases names only cases and tests that are there, and each rule of it has one."""

import re

import pytest

from tests.docs.reading import page
from tools.docs_runs import ROOT

PAGE = page("language/cases.md")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|")]
RULES = [row for row in ROWS[2:] if re.match(r"\| [^|`]+ \| [^|`]+ \| `", row)]
CASES = sorted(set(re.findall(r"`([a-z-]+/\w+)`", PAGE)))
TESTS = sorted(set(re.findall(r"`(tests/\w+/\w+\.py)`", PAGE)))


def test_every_rule_names_a_case() -> None:
    told = ROWS[2 : next(i for i, row in enumerate(ROWS) if row.startswith("| |"))]
    assert len(told) > 20
    assert told == RULES


@pytest.mark.parametrize("case", CASES)
def test_a_case_that_the_page_names_is_there(case: str) -> None:
    assert (ROOT / "tests" / "contracts" / f"{case}.yaml").is_file()


@pytest.mark.parametrize("test", TESTS)
def test_a_test_that_the_page_names_is_there(test: str) -> None:
    assert (ROOT / test).is_file()
