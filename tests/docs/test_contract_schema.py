"""The schema for editors and the loader accept and refuse the same contracts and amendments."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from assay.core.contract.amendment import read_amendment
from assay.core.contract.document import tree_of
from assay.core.contract.load import contract_of, load_contract
from assay.core.contract.reader import Reader
from assay.core.findings import Finding, has_errors
from tests.contracts.test_cases import HERE, _changed
from tests.docs.reading import DOCS, Plain, marked, page, plain, written
from tests.docs.schema import fits, problems, schema
from tools.docs_runs import ROOT

CONTRACT, AMENDMENT = "contract.schema.json", "amendment.schema.json"
FULL = plain((DOCS / "language" / "full-contract.yaml").read_text("utf-8"))
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in (DOCS / "language").glob("*.md"))
NONSENSE = "§ no such word"

# What the loader asks for only beside something else: the schema says so where it can, the loader always.
ASKED_WITH_OTHERS = {"payments.*.latest", "clauses.*.includes_principal", "clauses.*.due"}


def on_pages(head: str) -> list[Plain]:
    """Every whole document of a kind on the pages and among the examples."""
    blocks = [
        plain(text) for name in PAGES for _, text in marked(page(f"language/{name.split('/')[-1]}"), "file")
    ]
    files = [plain(path.read_text("utf-8")) for path in (ROOT / "examples").rglob("*.yaml")]
    return [item for item in [*blocks, *files] if isinstance(item, dict) and item.get("assay") == head]


@cache
def contracts() -> list[Plain]:
    """Every contract of the pages, the examples and the cases, changes applied."""
    found = [FULL, *on_pages("v1")]
    found += [plain(path.read_text("utf-8")) for path in sorted((HERE / "bases").glob("*.yaml"))]
    for path in sorted(HERE.rglob("*.yaml")):
        case = plain(path.read_text("utf-8"))
        if "base" in case and case.get("changes"):
            base = plain((HERE / "bases" / f"{case['base']}.yaml").read_text("utf-8"))
            for where, to in case["changes"].items():
                _changed(base, where, to)
            found.append(base)
    return found


def read(document: Plain) -> tuple[Finding, ...]:
    """What the loader finds."""
    return contract_of(tree_of(document))[1]


def loads(document: Plain) -> bool:
    return not has_errors(read(document))


def test_what_the_loader_accepts_the_schema_accepts() -> None:
    good = [document for document in contracts() if loads(document)]
    assert len(good) > 100
    wrong = {document["id"]: found for document in good if (found := problems(document, CONTRACT))}
    assert wrong == {}


def test_every_block_of_the_contract_page_is_part_of_a_valid_contract() -> None:
    text = page("language/contract.md")
    smallest = plain(next(block for about, block in marked(text, "file") if about == "contract.yaml"))
    for _, block in marked(text, "with"):
        assert problems(smallest | plain(block), CONTRACT) == []


def test_amendments_are_held_too() -> None:
    amendments = on_pages("amendment/v1")
    assert len(amendments) > 1
    for document in amendments:
        assert read_amendment(written(document), "amendment.yaml")[1] == ()
        assert problems(document, AMENDMENT) == []
        for key in document:
            without = {name: value for name, value in document.items() if name != key}
            refused = bool(read_amendment(written(without), "amendment.yaml")[1])
            assert refused != fits(without, AMENDMENT), key
        day = document | {"effective": "2027-03-1"}
        assert not fits(day, AMENDMENT)
        assert read_amendment(written(day), "amendment.yaml")[1]


# ── Violations ───────────────────────────────────────────────────────────────────────────────────────────────────────


def spots(value: Plain, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield (*path, key)
        yield from spots(child, (*path, key))


def at(document: Plain, path: tuple[str | int, ...]) -> Plain:
    for step in path:
        document = document[step]
    return document


def without(path: tuple[str | int, ...]) -> Plain:
    changed = copy.deepcopy(FULL)
    del at(changed, path[:-1])[path[-1]]
    return changed


def replaced(path: tuple[str | int, ...], value: Plain) -> Plain:
    changed = copy.deepcopy(FULL)
    at(changed, path[:-1])[path[-1]] = value
    return changed


def general(path: tuple[str | int, ...]) -> str:
    maps = ("tables", "sources", "kpis", "monitors", "samples", "buyer", "vendor")
    return ".".join(
        "*"
        if isinstance(step, int) or (index and path[index - 1] in maps and path[0] != "parties")
        else str(step)
        for index, step in enumerate(path)
    )


FIELDS = [path for path in spots(FULL) if isinstance(path[-1], str)]
SCALARS = [path for path in spots(FULL) if isinstance(at(FULL, path), str)]


@cache
def nonsense() -> list[tuple[tuple[str | int, ...], tuple[Finding, ...], bool]]:
    """For every value: what the loader finds when it makes no sense there, and whether the schema notices."""
    changed = [(path, replaced(path, NONSENSE)) for path in SCALARS]
    return [(path, read(document), not fits(document, CONTRACT)) for path, document in changed]


def test_what_the_loader_misses_the_schema_misses_and_the_other_way_round() -> None:
    loose, strict = set(), set()
    for path in FIELDS:
        document = without(path)
        found = read(document)
        missing = any(
            item.code == "contract.missing_field" and item.place.path.endswith(str(path[-1]))
            for item in found
        )
        required = not fits(document, CONTRACT)
        if missing and not required:
            loose.add(general(path))
        if required and not has_errors(found):
            strict.add(general(path))
    assert loose <= ASKED_WITH_OTHERS
    assert strict == set()


def test_a_word_that_is_none_of_the_allowed_and_a_value_of_no_form_is_refused_by_both() -> None:
    """The loader may know more (names of the contract itself); what the schema refuses, the loader refuses."""
    accepted = {general(path) for path, found, wrong in nonsense() if wrong and not has_errors(found)}
    assert accepted == set()


def test_what_has_a_form_in_the_loader_has_one_in_the_schema() -> None:
    """A word or a form that the loader refuses where it is read is refused by the schema as well."""
    codes = (
        "contract.unknown_word",
        "contract.unreadable_value",
        "contract.unknown_metric",
        "contract.id_form",
    )
    passed = set()
    for path, found, wrong in nonsense():
        places = {item.place.path.rpartition(".")[2] for item in found if item.code in codes}
        if str(path[-1]) in places and not wrong:
            passed.add(general(path))
    assert passed <= {"tables.*.rows.*.value", "clauses.*.on"}


def test_a_field_that_nobody_knows_is_refused_by_both_wherever_it_stands() -> None:
    """Where a mapping is a list of names, or a vendor's duty, a further entry is no mistake of spelling."""
    open_places = {
        "tables", "sources", "kpis", "monitors", "samples", "duties.buyer", "duties.vendor", "duties.vendor.*",
        "qualification.marketing.points", "qualification.marketing.repeat_cap", "fee.hidden_costs", "baseline.values",
    }  # fmt: skip
    for path in [(), *spots(FULL)]:
        if isinstance(at(FULL, path), dict) and general(path) not in open_places:
            document = copy.deepcopy(FULL)
            at(document, path)["zzz"] = "x"
            assert not fits(document, CONTRACT), general(path)
            assert not loads(document), general(path)


# ── Fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def fields_read(monkeypatch: pytest.MonkeyPatch, documents: list[Plain]) -> set[tuple[str, ...]]:
    """Path of every field that the loader asks for while it reads documents; entries of lists and maps left out."""
    asked: set[tuple[str, ...]] = set()
    record = Reader.close

    def close(self: Reader) -> None:
        steps = tuple(step.partition("[")[0] for step in self.path.split(".") if step)
        asked.update((*steps, key) for key in self._read if key.isidentifier())
        record(self)

    monkeypatch.setattr(Reader, "close", close)
    for document in documents:
        read(document)
    return asked


def knows(rule: Plain, steps: tuple[str, ...]) -> bool:
    """Whether a schema has a property at a path."""
    if "$ref" in rule:
        rule = schema(CONTRACT)["$defs"][rule["$ref"].rpartition("/")[2]]
    if not steps:
        return True
    if "items" in rule and knows(rule["items"], steps):
        return True
    if any(knows(other, steps) for other in rule.get("anyOf", ())):
        return True
    inside = rule.get("properties", {}).get(steps[0])
    further = rule.get("additionalProperties")
    return (inside is not None and knows(inside, steps[1:])) or (
        isinstance(further, dict) and knows(further, steps[1:])
    )


def test_every_field_that_is_read_is_in_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fields_read(monkeypatch, contracts())
    assert len(asked) > 250
    assert sorted(path for path in asked if not knows(schema(CONTRACT), path)) == []


def test_every_description_is_in_both_languages() -> None:
    def descriptions(rule: Plain) -> Iterator[str]:
        if isinstance(rule, dict):
            if isinstance(rule.get("description"), str):
                yield rule["description"]
            for child in rule.values():
                yield from descriptions(child)
        elif isinstance(rule, list):
            for child in rule:
                yield from descriptions(child)

    for file in (CONTRACT, AMENDMENT):
        found = list(descriptions(schema(file)))
        assert found
        for text in found:
            zh, _, en = text.partition(" / ")
            assert any("一" <= letter <= "鿿" for letter in zh), text
            assert en, text


def test_the_full_contract_uses_every_field_of_the_schema_but_a_few() -> None:
    """So that what these tests change is nearly all there is."""
    named = {str(step) for path in spots(FULL) for step in path if isinstance(step, str)}
    declared: set[str] = set()

    def collect(rule: Plain) -> None:
        if isinstance(rule, dict):
            declared.update(rule.get("properties", {}))
            for child in rule.values():
                collect(child)
        elif isinstance(rule, list):
            for child in rule:
                collect(child)

    collect(schema(CONTRACT))
    assert declared - named <= {
        "keys", "signatures", "formula", "fallback", "cure", "tiers", "lock", "duty", "01", "02", "03", "04", "05",
        "06", "07", "08", "09", "10", "11", "12", "rate", "exclude",
    }  # fmt: skip


def test_the_file_of_the_full_contract_loads() -> None:
    text = Path(DOCS / "language" / "full-contract.yaml").read_text("utf-8")
    contract, findings = load_contract(text, "full-contract.yaml")
    assert contract is not None
    assert {item.code for item in findings} == {
        "contract.by_report",
        "contract.interest_high",
        "contract.late_notice_pays",
    }
