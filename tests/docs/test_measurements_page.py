"""The page of the measurements file keeps its word: its examples are read, every field and kind of event is on it."""

import ast
from pathlib import Path

import pytest

from assay.core.acceptance import read
from assay.core.acceptance.read import load_events, load_measurements
from assay.core.acceptance.read_events import EVENT_KINDS
from tests.docs.reading import marked, page, plain, rows, section, written
from tests.docs.schema import problems, schema

PAGE = page("language/measurements.md")
BY_HAND = next(text for about, text in marked(PAGE, "file") if about == "january.yaml")
PARTS = list(marked(PAGE, "with"))
READS = set("text number count day instant choice records record entries has _count _amount _money".split())


@pytest.mark.parametrize(("name", "part"), PARTS, ids=[name for name, _ in PARTS])
def test_a_part_is_read(name: str, part: str) -> None:
    document = plain(BY_HAND)
    document["periods"][0][name] = plain(part)[name]
    assert load_measurements(written(document), "measurements.yaml")[1] == ()


def test_the_events_may_stand_in_a_file_of_their_own() -> None:
    events = plain(dict(PARTS)["events"])
    document = {"assay": "events/v1"} | events
    assert len(load_events(written(document), "events.yaml")) == len(events["events"])
    assert problems(document, "events.schema.json") == []


def test_the_schema_of_events_knows_every_kind_with_its_fields() -> None:
    rule = schema("measurements.schema.json")["$defs"]["event"]
    assert rule["properties"]["kind"]["enum"] == list(EVENT_KINDS)
    assert {field for kind in EVENT_KINDS.values() for field in kind.fields} <= set(rule["properties"])
    asked = {item["if"]["properties"]["kind"]["const"]: item["then"]["required"] for item in rule["allOf"]}
    assert asked == {name: list(kind.required) for name, kind in EVENT_KINDS.items() if kind.required}


def test_by_hand_takes_ten_lines() -> None:
    assert len(BY_HAND.splitlines()) == 10


def test_every_kind_of_event_stands_on_the_page_with_its_fields() -> None:
    shown: dict[str, set[str]] = {}
    for row in rows(section(PAGE, "事件")):
        for kind in row[0].split(", "):
            shown[kind.strip("`")] = {field.strip("`") for field in row[1].split(", ") if field}
    figures = {"kpis", "lots"}
    assert shown == {
        name: set(kind.fields) | (figures if kind.figures else set()) for name, kind in EVENT_KINDS.items()
    }


def test_every_field_that_is_read_stands_on_the_page() -> None:
    calls = [
        node
        for node in ast.walk(ast.parse(Path(read.__file__).read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]
    fields = {
        argument.value
        for call in calls
        if (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")) in READS
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert {field for field in fields if field not in PAGE} == set()
