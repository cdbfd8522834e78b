"""What to say of a file that no format knows, and of a mapping that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from assay.core.findings import Finding, Place
from assay.sources.mapped import Mapping, MappingError, ready_names
from assay.sources.nearest import nearest
from assay.sources.problems import shown

_MOST_LACKING, _MOST_OTHERS = 6, 3
"""So many columns and further formats are named when a table is of none."""


def unknown(name: str, data: bytes, formats: Sequence[str], mappings: Sequence[Mapping]) -> Finding:
    """What to say of a file that no format knows: the format that knows most of its columns, where one knows some."""
    near = nearest(data, mappings)
    if not near:
        return Finding("sources.unknown_format", Place(name), {"known": ", ".join(formats)})
    first, *others = near
    params = {
        "format": first.format_id,
        "found": shown(", ".join(first.found)),
        "lacks": ", ".join(first.lacks[:_MOST_LACKING]) or "—",
        "others": ", ".join(each.format_id for each in others[:_MOST_OTHERS]) or "—",
    }
    return Finding("sources.format_nearly", Place(name), params)


def no_such_mapping(name: str, mapping: str, formats: Sequence[str]) -> Finding:
    """A name that is neither a ready mapping nor a file."""
    near = {
        each: SequenceMatcher(None, mapping.casefold(), each).ratio() for each in (*ready_names(), *formats)
    }
    mappings = sorted(ready_names(), key=lambda each: -near[each])
    others = sorted(formats, key=lambda each: -near[each])[:_MOST_OTHERS]
    params = {"found": shown(mapping), "known": ", ".join(mappings), "formats": ", ".join(others)}
    return Finding("sources.no_such_mapping", Place(name), params)


def mapping_finding(name: str, error: MappingError) -> Finding:
    """Where a mapping file cannot be used, and why."""
    params = {"at": error.at or "—", "found": error.found}
    place = Place(name, 0, error.at)
    match error.reason:
        case "syntax":
            return Finding("sources.mapping_syntax", place, params)
        case "missing":
            return Finding("sources.mapping_missing", place, params)
        case "twice":
            return Finding("sources.mapping_twice", place, params)
        case "mismatch":
            return Finding("sources.mapping_mismatch", place, params)
        case _:
            return Finding("sources.mapping_unknown", place, params)
