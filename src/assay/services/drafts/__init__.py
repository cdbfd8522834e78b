"""First drafts of contracts: one commented text for all kinds of business, and the figures of each kind and goal."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from assay.core.countries import COUNTRY_CODES
from assay.core.period import Month

_FIXED_HOLIDAYS = ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")
_SHORTEST_WITH_MILESTONE = 3
_AT_FEE = Fraction(30000)
"""Monthly fee in CNY at which the figures of a kind are meant."""
_UNITS = {
    "valid_leads": "lead",
    "qualified": "lead",
    "orders": "order",
    "visitors": "visit",
    "impressions": "impression",
}
_SEASON = {1: "0.9", 2: "0.6", 3: "1.1", 4: "1.1", 5: "1.1", 11: "1.1", 12: "1.1"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a contract for.

    Attributes:
        kind: A kind of business of ``kinds.toml``.
        goal: A goal of ``kinds.toml``.
        markets: Country codes, at least one.
        monthly: The fee of a month, major units of ``currency``.
        first: First month of the term.
        months: Length of the term, from 1.
        goal_texts: The goal in words, by language.
    """

    kind: str
    goal: str
    markets: tuple[str, ...]
    monthly: Fraction
    currency: str
    first: Month
    months: int
    goal_texts: Mapping[str, str]


def unknown_markets(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes that are no country's, in order."""
    return tuple(sorted(set(codes).difference(COUNTRY_CODES)))


def known_markets() -> tuple[str, ...]:
    """The codes that a market may have."""
    return COUNTRY_CODES


def draft(wish: Wish, lang: str) -> str:
    """A commented contract that loads as it stands; comments in ``zh`` or ``en``."""
    weights = _goal(wish)["weights"]
    flags = {*weights, _figures()["kinds"][wish.kind]["lead"]}
    flags |= set() if "visitors" in weights else {"no_visitors"}
    flags.add("awareness" if "impressions" in weights else "returns")
    flags.add("fx" if wish.currency == "CNY" else "no_fx")
    flags.add("milestone" if wish.months >= _SHORTEST_WITH_MILESTONE else "monthly")
    text = (resources.files(__name__) / "contract.yaml").read_text("utf-8")
    kept = "\n".join(_kept(text, flags, lang)) + "\n"
    return Template(kept).substitute(_terms(wish) | _targets(wish))


def _goal(wish: Wish) -> dict[str, Any]:
    """What a goal asks for, with what is different for the kind of business."""
    goal: dict[str, Any] = _figures()["goals"][wish.goal]
    own: dict[str, Any] = goal.get(wish.kind, {})
    return goal | own


@cache
def _figures() -> dict[str, Any]:
    return tomllib.loads((resources.files(__name__) / "kinds.toml").read_text("utf-8"))


def _kept(text: str, flags: set[str], lang: str) -> Iterator[str]:
    """The lines that stay: remarks of one language, and blocks between ``#if flag`` and ``#end`` whose flag is set."""
    is_in = True
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "#if":
            is_in = rest in flags
        elif word == "#end":
            is_in = True
        elif is_in and word in ("#zh", "#en"):
            if word == f"#{lang}":
                yield f"# {rest}"
        elif is_in:
            yield line


def _terms(wish: Wish) -> dict[str, str]:
    last = wish.first.plus(wish.months - 1)
    table_from = date(wish.first.year - 1, 1, 1)
    years = range(wish.first.year, last.year + 2)
    holidays = [f'"{year}-{day}"' for year in years for day in _FIXED_HOLIDAYS]
    return {
        "year": str(wish.first.year),
        "start": str(wish.first.first_on),
        "end": str(last.plus(1).first_on - timedelta(days=1)),
        "table_from": str(table_from),
        "holidays": ", ".join(holidays),
        "currency": wish.currency,
        "markets": ", ".join(f'"{market}"' for market in wish.markets),
        "monthly": _amount(wish.monthly),
        "total": _amount(wish.monthly * wish.months),
        "goal_zh": wish.goal_texts["zh"],
        "goal_en": wish.goal_texts["en"],
    }


def _targets(wish: Wish) -> dict[str, str]:
    kind, goal = _scaled(wish), _goal(wish)
    main = goal["main"]
    bonus = goal.get("bonus", main)
    judged = -(-wish.months * 2 // 3)
    promised = sum(
        (Fraction(_SEASON.get(wish.first.plus(n).month, "1")) * kind[main] for n in range(judged)),
        Fraction(0),
    )
    # A unit above the target earns what a unit of the fee at risk stands for.
    rate = wish.monthly * Fraction(2, 5) * Fraction(goal["weights"][bonus]) / kind[bonus]
    return {
        "main": main,
        "goal_metric": goal["metric"],
        "reaches": str(promised.numerator // promised.denominator),
        "reaches_unit": _UNITS[main],
        "bonus": bonus,
        "bonus_unit": _UNITS[bonus],
        "except": "except: [silent_by_buyer], " if kind["lead"] == "talks" else "",
        "latest": str(wish.first.plus(judged).first_on - timedelta(days=1)),
        "bonus_rate": _amount(rate),
        "fee_per_lead": _amount(wish.monthly / kind["valid_leads"]),
        **{name: str(value) for name, value in kind.items()},
        **{f"w_{name}": weight for name, weight in goal["weights"].items()},
    }


def _scaled(wish: Wish) -> dict[str, Any]:
    """The figures of a kind, its counts in proportion to a fee in CNY; no rate converts a fee in another currency."""
    kind: dict[str, Any] = _figures()["kinds"][wish.kind]
    if wish.currency != "CNY":
        return dict(kind)
    part = wish.monthly / _AT_FEE
    return kind | {name: max(1, (2 * kind[name] * part + 1) // 2) for name in _UNITS}


def _amount(value: Fraction) -> str:
    """Two decimals, rounded half up: these are first proposals, and what is signed is what stands in the text."""
    cents = (value * 200 + 1) // 2
    whole, rest = divmod(int(cents), 100)
    return f"{whole}.{rest:02}"
