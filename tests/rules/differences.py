"""What is different between the statements of one case under two wordings of its contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]

FIELDS: Mapping[str, tuple[str, ...]] = {
    "fee": (),
    "lines": ("amount", "exact"),
    "suspense": ("amount", "exact"),
    "due": ("amount", "withheld", "deferred"),
    "claim": (),
    "bonds": ("held", "drawn", "released"),
    "kpis": ("state", "value", "target", "shortfall", "worst", "numerator", "denominator", "pooled"),
    "triggers": ("period", "then"),
    "tax": ("tax", "credit_note", "net", "gross", "added", "remedies_tax"),
    "monitors": ("state", "value"),
    "samples": ("state", "n", "errors"),
    "make_good": ("owed", "due_on", "state"),
    "duties": ("state", "due_on", "party"),
    "disputes": (),
    "reissues": ("version", "invoice_basis", "set_offs"),
}
"""Parts of a statement → what counts in their entries. Totals and postings follow from these, and so does every text."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not the same. ``entry`` is empty where the part is a value itself; None is an absent entry."""

    period: str
    part: str
    entry: str
    name: str
    before: str | None
    after: str | None


def differences(before: Sequence[Document], after: Sequence[Document]) -> tuple[Difference, ...]:
    """What differs, in the order of periods, parts and fields.

    Raises:
        ValueError: The two are not of the same periods.
    """
    return tuple(
        Difference(str(one["period"]), *key, *pair)
        for one, other in zip(before, after, strict=True)
        for key, pair in _paired(one, other)
        if pair[0] != pair[1]
    )


def _paired(
    one: Document, other: Document
) -> Iterator[tuple[tuple[str, str, str], tuple[str | None, str | None]]]:
    first, second = dict(_values(one)), dict(_values(other))
    for key in sorted(first | second, key=_rank):
        yield key, (first.get(key), second.get(key))


def _rank(key: tuple[str, str, str]) -> tuple[int, str, int]:
    part, entry, name = key
    return list(FIELDS).index(part), entry, FIELDS[part].index(name) if name else 0


def _values(document: Document) -> Iterator[tuple[tuple[str, str, str], str]]:
    for part, names in FIELDS.items():
        found = document[part]
        if isinstance(found, list):
            yield from _of_entries(part, names, found)
        elif isinstance(found, dict):
            yield from (((part, "", name), str(found[name])) for name in names)
        elif found is not None:
            yield (part, "", ""), str(found)


def _of_entries(
    part: str, names: Sequence[str], entries: Sequence[Any]
) -> Iterator[tuple[tuple[str, str, str], str]]:
    seen: Counter[str] = Counter()
    for item in entries:
        entry = _named(item)
        seen[entry] += 1
        numbered = entry if seen[entry] == 1 else f"{entry} #{seen[entry]}"
        for name in names or ("",):
            yield (part, numbered, name), _text(item[name] if name else item)


def _named(item: Any) -> str:  # noqa: ANN401  # an entry is a record, or a bare id
    if not isinstance(item, dict):
        return str(item)
    return "/".join(filter(None, (item.get("id", item.get("period")), item.get("channel"))))


def _text(value: Any) -> str:  # noqa: ANN401  # any JSON value
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
