"""A table that is not held gives what it gives when it is: the same records, findings, controls and facts."""

import io
from collections import Counter
from contextlib import suppress
from random import Random

import pytest

from assay.core.findings import has_errors
from assay.ports import ImportOptions
from assay.sources import problems
from assay.sources.lines import NotByLinesError
from assay.sources.mapped import MappedTable, pieces, ready_mapping, ready_names
from tests.sources.drawn import table

NAMES = tuple(name for name in ready_names() if not ready_mapping(name).running)
SAID = (
    ImportOptions(account="shop/main", zone="Europe/Berlin", currency="EUR"),
    ImportOptions(account="shop/main", zone="Asia/Shanghai"),
    ImportOptions(account="shop/main", date_order="dmy", decimal_mark=","),
    ImportOptions(zone="Mars/Base"),
)


@pytest.fixture(autouse=True)
def parts_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows at a time, and of a kind of finding no more than four listed."""
    monkeypatch.setattr(pieces, "PART", 3)
    monkeypatch.setattr(problems, "MOST_OF_A_KIND", 4)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_read_in_pieces_is_the_table_read_whole(name: str) -> None:
    source = MappedTable(ready_mapping(name))
    seen: Counter[str] = Counter()
    for number in range(150):
        chance = Random(f"{name} {number}")  # noqa: S311 - a seed, not a secret
        data, said = table(source.mapping, chance), chance.choice(SAID)
        whole = source.parse("a.csv", data, said)
        with suppress(NotByLinesError):
            assert source.parse_lines("a.csv", io.BytesIO(data), said) == whole, (name, number)
            seen["read"] += 1
        seen["imported" if whole.records else "refused" if has_errors(whole.findings) else "empty"] += 1
        seen["capped"] += any(finding.code == "sources.more_of_a_kind" for finding in whole.findings)
    assert seen["read"] > 120, seen
    assert min(seen["imported"], seen["refused"], seen["capped"]) > 2, seen
