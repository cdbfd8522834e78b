"""The drawn cases use the whole language, again and again."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.properties.cases import Case
from tests.properties.coverage import shares

Document = dict[str, Any]
ZERO = Fraction(0)


def test_each_part_of_the_language_is_used_by_a_fifth_of_the_cases(cases: tuple[Case, ...]) -> None:
    found = shares(cases)
    assert {name: share for name, (share, _) in found.items() if share < Fraction(1, 5)} == {}
    assert {name: effect for name, (_, effect) in found.items() if effect < Fraction(1, 10)} == {}
