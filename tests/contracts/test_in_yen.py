"""A fen and a yen are each one smallest unit: a hundred times the amounts in yen settle like the same case in yuan."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.test_cases import CASES, HERE, _parsed, steps_of_case

_AMOUNT = re.compile(r"(?<![\w.])(-?\d+(?:\.\d+)?) CNY")
FOLDERS = sorted({path.parent.name for path in CASES} - {"fx", "platform-credit", "refused", "currency"})


def in_yen(value: Any) -> Any:  # noqa: ANN401  # any YAML value
    """Any text with amounts in yuan, written in yen."""
    if isinstance(value, dict):
        return {key: in_yen(item) for key, item in value.items()}
    if isinstance(value, list):
        return [in_yen(item) for item in value]
    return _AMOUNT.sub(lambda found: f"{Fraction(found[1]) * 100} JPY", value).replace("CNY", "JPY")


def of_folder(folder: str) -> Path:
    """The longest case of a folder, which says most."""
    return max(HERE.glob(f"{folder}/*.yaml"), key=lambda path: len(path.read_text("utf-8")))


@pytest.mark.parametrize("folder", FOLDERS)
def test_it_settles_in_yen_as_in_yuan(folder: str) -> None:
    case = _parsed(of_folder(folder))
    yuan, refused = steps_of_case(case)
    assert not refused, refused
    base = _parsed(HERE / "bases" / f"{case['base']}.yaml")
    changes = {key: in_yen(base[key]) for key in base} | {
        key: in_yen(to) for key, to in (case.get("changes") or {}).items()
    }
    yen, refused = steps_of_case(case | {"changes": changes, "measurements": in_yen(case["measurements"])})
    assert not refused, refused
    for (ours, state), (theirs, other) in zip(yuan, yen, strict=True):
        assert [(line.id, line.amount.minor) for line in theirs.lines] == [
            (line.id, line.amount.minor) for line in ours.lines
        ]
        assert [(leg.account, leg.minor, leg.ref) for leg in theirs.postings] == [
            (leg.account, leg.minor, leg.ref) for leg in ours.postings
        ]
        assert theirs.payable.minor == ours.payable.minor
        assert [(due.id, due.amount, due.withheld, due.deferred) for due in theirs.dues] == [
            (due.id, due.amount, due.withheld, due.deferred) for due in ours.dues
        ]
        assert theirs.closing == ours.closing
        assert other.balances == state.balances
