"""Which parts of a contract the scenarios exercise, as text and as CSV. Works from the JSON alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.cli.simulation_text import not_applicable
from assay.cli.tables import table
from assay.i18n import translate
from assay.i18n.simulation import joined

_MOST_NAMED = 2


def coverage_lines(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    """A table of the parts that are reached, then those that are not."""
    names = {item["id"]: item["name"][lang] for item in document["scenarios"]}
    params = {**document["contract"], "scenarios": str(len(names))}
    yield translate(lang, "coverage.title", params)
    yield ""
    reached = [part for part in document["parts"] if part["scenarios"]]
    columns = ("part", "id", "line", "times", "scenarios")
    rows = [[translate(lang, f"coverage.column.{column}") for column in columns]]
    rows += [_row(part, names, lang) for part in reached]
    if reached:
        yield from table(rows, right=frozenset((2, 3)))
        yield ""
    unreached = [part for part in document["parts"] if not part["scenarios"]]
    yield translate(lang, "coverage.unreached" if unreached else "coverage.all_reached")
    for part in unreached:
        kind = translate(lang, f"coverage.kind.{part['kind']}")
        yield "  " + translate(
            lang,
            f"coverage.never.{part['kind']}",
            {"kind": kind, "id": part["id"], "line": str(part["line"] or "—")},
        )
    yield from not_applicable(document["silent"], lang)


def coverage_rows(document: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The head, then one row per part."""
    yield ("kind", "id", "line", "times", "scenarios")
    for part in document["parts"]:
        line, scenarios = str(part["line"] or ""), part["scenarios"]
        yield (part["kind"], part["id"], line, str(len(scenarios)), " ".join(scenarios))


def _row(part: Mapping[str, Any], names: Mapping[str, str], lang: str) -> list[str]:
    scenarios = [names[name] for name in part["scenarios"]]
    told = joined(scenarios[:_MOST_NAMED], lang)
    if len(scenarios) > _MOST_NAMED:
        told = translate(lang, "coverage.and_more", {"names": told})
    kind = translate(lang, f"coverage.kind.{part['kind']}")
    return [kind, part["id"], str(part["line"] or ""), str(len(scenarios)), told]
