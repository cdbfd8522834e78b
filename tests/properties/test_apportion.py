"""Apportioning rounded cuts, against a search through every possible split."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from assay.core.settlement.postings import apportion

Row = tuple[str, Fraction, int]

_FEN = st.builds(Fraction, st.integers(0, 40), st.integers(1, 9))


@st.composite
def _cuts(draw: st.DrawFn) -> list[Row]:
    """One to four cuts of up to a few fen, each of a line that is at least as large and rounded half up."""
    rows = []
    for key in "abcd"[: draw(st.integers(1, 4))]:
        cut, rest = draw(_FEN) / 5, draw(_FEN) / 9
        rows.append((key, cut / 100, int(cut + rest + Fraction(1, 2))))
    return rows


def _best(total: int, rows: list[Row]) -> dict[str, int]:
    """Of all splits within the bounds that come nearest to the total, the one nearest to the exact cuts; the earlier id
    gets the more of equals."""
    possible: list[tuple[int, ...]] = list(product(*(range(most, -1, -1) for _, _, most in rows)))
    short = {split: abs(total - sum(split)) for split in possible}
    nearest = [split for split, missing in short.items() if missing == min(short.values())]
    exacts = [exact * 100 for _, exact, _ in rows]

    def distance(split: tuple[int, ...]) -> Fraction:
        return sum(((part - exact) ** 2 for part, exact in zip(split, exacts, strict=True)), Fraction(0))

    best = min(nearest, key=distance)
    return {key: part for (key, _, _), part in zip(rows, best, strict=True)}


@given(_cuts(), st.integers(0, 30))
def test_it_finds_the_split_nearest_to_the_exact_cuts(rows: list[Row], total: int) -> None:
    assert apportion(total, rows, "CNY") == _best(total, rows)


@given(_cuts())
def test_where_no_line_is_used_up_a_part_differs_from_its_cut_by_less_than_a_fen(rows: list[Row]) -> None:
    rows = [(key, cut, most + 1) for key, cut, most in rows]
    exact = sum((cut for _, cut, _ in rows), Fraction(0)) * 100
    total = int(exact + Fraction(1, 2))
    parts = apportion(total, rows, "CNY")
    assert sum(parts.values()) == total
    assert all(abs(parts[key] - cut * 100) < 1 for key, cut, _ in rows)


@given(st.lists(st.tuples(_FEN, st.integers(0, 12)), min_size=1, max_size=5), st.integers(0, 60))
def test_it_stays_within_the_bounds_and_leaves_over_only_what_no_line_can_take(
    cuts: list[tuple[Fraction, int]], total: int
) -> None:
    rows = [(f"C{index}", exact / 100, most) for index, (exact, most) in enumerate(cuts)]
    parts = apportion(total, rows, "CNY")
    assert all(0 <= parts[key] <= most for key, _, most in rows)
    assert sum(parts.values()) == min(total, sum(most for _, _, most in rows))


def test_the_earlier_of_equal_remainders_gets_the_fen() -> None:
    rows = [("a", Fraction(1, 200), 5), ("b", Fraction(1, 200), 5), ("c", Fraction(1, 100), 5)]
    assert apportion(2, rows, "CNY") == {"a": 1, "b": 0, "c": 1}
    assert apportion(2, rows[::-1], "CNY") == {"a": 0, "b": 1, "c": 1}
