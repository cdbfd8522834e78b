"""The pages of the contract language keep their word: their examples load, and every field and word stands on them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from assay.core.contract.load import load_contract
from assay.core.findings import Finding, Severity
from tests.docs.reading import Plain, marked, page, plain, written
from tests.docs.schema import problems, schema

PAGES = page("language/contract.md") + page("language/by-example.md") + page("metrics.md")
SMALLEST = next(
    text for about, text in marked(page("language/contract.md"), "file") if about == "contract.yaml"
)
PARTS = [text for _, text in marked(PAGES, "with")]


def findings(change: dict[str, Any]) -> tuple[Finding, ...]:
    return load_contract(written(plain(SMALLEST) | change), "contract.yaml")[1]


def test_the_smallest_contract_loads() -> None:
    assert load_contract(SMALLEST, "contract.yaml")[1] == ()


@pytest.mark.parametrize(
    "part", PARTS, ids=[f"{index}-{part.partition(':')[0]}" for index, part in enumerate(PARTS)]
)
def test_a_part_may_be_added_to_it(part: str) -> None:
    told = [finding.code for finding in findings(plain(part)) if finding.severity is not Severity.INFO]
    # The page says of part_refund that the check warns of it.
    assert told == (["contract.late_notice_pays"] if "part_refund" in part else [])
    assert problems(plain(SMALLEST) | plain(part), "contract.schema.json") == []


def test_a_field_that_is_none_is_pointed_out_wherever_it_stands() -> None:
    found = findings({"taxes": "x"})
    assert [(item.code, item.place.path) for item in found] == [("contract.unknown_field", "taxes")]


def declared(rule: Plain) -> Iterator[str]:
    """Fields and words of a schema; the loader reads no other (test_contract_schema)."""
    if isinstance(rule, dict):
        yield from rule.get("properties", {})
        yield from (word for word in rule.get("enum", ()) if isinstance(word, str))
        for key, child in rule.items():
            if key != "enum":
                yield from declared(child)
    elif isinstance(rule, list):
        for child in rule:
            yield from declared(child)


def test_every_field_and_every_word_stands_on_the_pages() -> None:
    words = {word for word in declared(schema("contract.schema.json")) if not re.fullmatch(r"\d\d", word)}
    assert len(words) > 250
    assert sorted(word for word in words if not re.search(rf"(?<![\w.]){re.escape(word)}(?!\w)", PAGES)) == []
