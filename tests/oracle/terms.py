"""The numbers of the demo's contract, read off its text, and the text in force in a month (language.md 1, 2, 9).

Only the shapes that this contract uses are understood; another shape fails loudly.
"""

import copy
import re
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatch
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Terms:
    """The contract's text as nested strings, with the few readings that several steps need."""

    text: dict[str, Any]

    @property
    def start(self) -> date:
        return date.fromisoformat(self.text["term"]["start"])

    @property
    def end(self) -> date:
        return date.fromisoformat(self.text["term"]["end"])

    def in_scope(self, campaign: str) -> bool:
        """Whether a campaign of the contract's accounts belongs to this contract (language.md 3)."""
        excluded = [each["campaign"] for each in self.text["scope"].get("exclude", [])]
        return not any(fnmatch(campaign, pattern) for pattern in excluded)

    def rule(self, kind: str, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(each for each in self.text["validity"][kind] if each["rule"] == name)
        return found

    def clause(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(each for each in self.text["clauses"] if each["id"] == name)
        return found

    def rate(self, day: date) -> Fraction:
        """CNY for one USD on a day: the last row dated on or before it."""
        rows = self.text["tables"][self.text["currency"]["fx"]["table"]]["rows"]
        valid = [row for row in rows if date.fromisoformat(row["from"]) <= day]
        return number(max(valid, key=lambda row: str(row["from"]))["value"])

    def season(self, kpi: str, month: str) -> Fraction:
        seasons = self.text["kpis"][kpi].get("season")
        if seasons is None:
            return Fraction(1)
        if isinstance(seasons, str):
            return self.season(seasons.removeprefix("same_as "), month)
        return number(seasons[month[5:]])

    def target(self, kpi: str, month: str) -> Fraction:
        """base x season; this contract knows no revision and had no relief days (language.md 5)."""
        return number(self.text["kpis"][kpi]["target"]) * self.season(kpi, month)

    @property
    def monthly_fee(self) -> Fraction:
        return number(self.text["fee"]["monthly"])

    @property
    def total_fee(self) -> Fraction:
        return number(self.text["fee"]["total"])

    def fee_lot(self, kpi: str) -> Fraction:
        """Month x at-risk share x weight (language.md 6)."""
        return (
            self.monthly_fee * number(self.text["fee"]["at_risk"]) * number(self.text["kpis"][kpi]["weight"])
        )


def number(text: str) -> Fraction:
    """The one number in a phrase such as '>= 40 lead', '20% of fee.month' or '7.12 CNY/USD'."""
    found = NUMBER.search(text)
    if found is None:
        raise ValueError(f"no number in {text!r}")
    value = Fraction(found[0])
    return value / 100 if text[found.end() : found.end() + 1] == "%" else value


def hours(text: str) -> timedelta:
    if not text.endswith(" h"):
        raise ValueError(f"{text!r} is not in hours")
    return timedelta(hours=int(number(text)))


def days(text: str) -> timedelta:
    if not text.endswith(" day"):
        raise ValueError(f"{text!r} is not in days")
    return timedelta(days=int(number(text)))


@dataclass(frozen=True)
class Agreement:
    """The contract and its supplement; a month is judged by the text in force in it, for ever (language.md 9)."""

    first: Terms
    amended: Terms
    amended_from: date

    def for_month(self, month: str) -> Terms:
        return self.first if date.fromisoformat(f"{month}-01") < self.amended_from else self.amended


def read_agreement(folder: Path) -> Agreement:
    first = load_strings(folder / "contract.yaml")
    supplement = load_strings(folder / "supplement-1.yaml")
    amended = copy.deepcopy(first)
    for change in supplement["changes"]:
        place = amended
        *parents, last = change["path"].split(".")
        for name in parents:
            place = place[name]
        place[last] = change["to"]
    return Agreement(Terms(first), Terms(amended), date.fromisoformat(supplement["effective"]))


def load_strings(path: Path) -> dict[str, Any]:
    """YAML with every scalar a string (language.md 1)."""
    # BaseLoader makes nothing but str, list and dict.
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return loaded
