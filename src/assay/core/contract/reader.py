"""A reader walks a document tree, turns strings into typed values, and collects every finding on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import TypeVar

from assay.core import formula
from assay.core.contract.document import Tree
from assay.core.deadlines import Deadline, parse_bound, parse_deadline
from assay.core.findings import Finding, Place, Severity
from assay.core.formula import Expression, FormulaError
from assay.core.period import parse_day, parse_instant
from assay.core.quantity import (
    Quantity,
    QuantityError,
    parse_hours,
    parse_money,
    parse_number,
    parse_quantity,
    parse_ratio,
)

T = TypeVar("T")
_NAMED = 100
"""How many unknown fields of one block are named one by one."""


@dataclass
class Reader:
    """One mapping of a document, read field by field.

    A missing or ill-typed field yields the given default after a finding, so that all findings are found at once.
    Call :meth:`close` last: it names the fields that nobody read.
    """

    tree: Tree
    file: str
    findings: list[Finding]
    path: str = ""
    _read: set[str] = field(default_factory=set)

    @property
    def place(self) -> Place:
        """Where this mapping stands."""
        return Place(self.file, self.tree.line, self.path)

    def report(self, code: str, key: str = "", /, severity: Severity = Severity.ERROR, **params: str) -> None:
        """Add a finding at a field of this mapping, or at the mapping itself."""
        self.findings.append(Finding(code, self.place_of(key) if key else self.place, params, severity))

    def place_of(self, key: str) -> Place:
        """Where a field stands; the mapping's own line when it is absent."""
        child = self._children().get(key)
        path = f"{self.path}.{key}" if self.path else key
        return Place(self.file, child.line if child else self.tree.line, path)

    def has(self, key: str) -> bool:
        """Whether the field is written."""
        return key in self._children()

    def fields(self) -> tuple[str, ...]:
        """The fields, as written."""
        return tuple(self._children())

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required when no default is given."""
        return self._scalar(key, str, "text", default)

    def says(self, key: str, word: str) -> bool:
        """Whether a field is this very word; it is then read."""
        child = self._children().get(key)
        said = child is not None and child.value == word
        if said:
            self._read.add(key)
        return said

    def number(self, key: str, default: Fraction | None = None) -> Fraction:
        """A pure decimal number, not below zero."""
        value = self._scalar(key, parse_number, "number", default)
        if value < 0:
            self.report("contract.below_zero", key, found=self._written(key))
        return value

    def count(self, key: str, default: int | None = None) -> int:
        """A whole number >= 0."""
        return self._scalar(key, _whole, "count", default)

    def ratio(self, key: str, default: Fraction | None = None) -> Fraction:
        """A number or a percentage."""
        return self._scalar(key, parse_ratio, "ratio", default)

    def share(self, key: str, default: Fraction | None = None) -> Fraction:
        """A ratio between 0 and 1."""
        value = self.ratio(key, default)
        if not 0 <= value <= 1:
            self.report("contract.share_out_of_range", key, found=self._written(key))
        return value

    def quantity(self, key: str, default: Quantity | None = None) -> Quantity:
        """A number with a unit."""
        return self._scalar(key, parse_quantity, "quantity", default)

    def hours(self, key: str, default: Fraction | None = None) -> Fraction:
        """A length of calendar time, in hours."""
        return self._scalar(key, parse_hours, "hours", default)

    def deadline(self, key: str) -> Deadline | None:
        """A length of time as written, workdays among it; None when the field is absent or refused."""
        if not self.has(key):
            return None
        fallback = Deadline(Fraction(0), "day")
        found = self._scalar(key, parse_deadline, "deadline", None, fallback)
        return None if found is fallback else found

    def bound(self, key: str) -> tuple[str, Fraction, str] | None:
        """Operator, value and unit of a bound such as ``>= 24 month``; None when the field is absent or refused."""
        if not self.has(key):
            return None
        fallback = (">=", Fraction(0), "refused")
        found = self._scalar(key, parse_bound, "bound", None, fallback)
        return None if found is fallback else found

    def flag(self, key: str, *, default: bool = False) -> bool:
        """``true`` or ``false``."""
        return self.choice(key, ("true", "false"), "true" if default else "false") == "true"

    def is_mapping(self, key: str) -> bool:
        """Whether the field holds a mapping."""
        child = self._children().get(key)
        return child is not None and isinstance(child.value, dict)

    def days(self, key: str, default: int | None = None) -> int | None:
        """A whole number of calendar days, from ``30 day``, ``2 week`` or ``48 h``; the default when absent."""
        if not self.has(key):
            return default
        hours = self.hours(key)
        if hours % 24:
            self.report("contract.not_whole_days", key, found=self._written(key))
        return int(hours // 24)

    def money(self, key: str, currency: str, default: Fraction | None = None) -> Fraction:
        """An amount in major units of the currency that is asked for."""
        amount, found = self._scalar(
            key,
            parse_money,
            "money",
            None if default is None else (default, currency),
            (Fraction(0), currency),
        )
        if found != currency:
            self.report("contract.wrong_currency", key, found=found, expected=currency)
        if amount < 0:
            self.report("contract.below_zero", key, found=self._written(key))
        return amount

    def day(self, key: str, default: date | None = None) -> date:
        """An ISO date."""
        return self._scalar(key, parse_day, "day", default, date(2000, 1, 1))

    def days_in_order(self, first: str, last: str) -> tuple[date, date]:
        """Two dates; the second must not lie before the first, where both were written and can be read."""
        found = len(self.findings)
        days = self.day(first), self.day(last)
        if days[1] < days[0] and len(self.findings) == found:
            self.report("contract.term_backwards", last, start=str(days[0]), end=str(days[1]))
        return days

    def instant(self, key: str, default: datetime | None = None) -> datetime:
        """An ISO instant with an offset, as UTC."""
        return self._scalar(
            key, parse_instant, "instant", default, parse_instant("2000-01-01T00:00:00+00:00")
        )

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of a set of words."""
        value = self.text(key, default)
        if value in allowed or (default is not None and not self.has(key)):
            return value
        child = self._children().get(key)
        if child is not None and isinstance(child.value, str):
            self.report("contract.unknown_word", key, found=value, expected=", ".join(sorted(allowed)))
        return default if default is not None else min(allowed)

    def expression(self, key: str) -> Expression | None:
        """A formula, or None when the field is absent or refused."""
        return self._formula(key, self.text(key)) if self.has(key) else None

    def expressions(self, key: str) -> tuple[Expression, ...]:
        """A list of formulas."""
        parsed = (self._formula(key, text) for text in self.texts(key))
        return tuple(expression for expression in parsed if expression is not None)

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        self._read.add(key)
        child = self._children().get(key)
        if child is None:
            return default
        items = (child,) if isinstance(child.value, str) else child.value
        if not isinstance(items, tuple) or not all(isinstance(item.value, str) for item in items):
            self.report("contract.wrong_type", key, expected="list")
            return default
        return tuple(str(item.value) for item in items)

    def record(self, key: str) -> Reader | None:
        """The mapping in a field, or None when absent."""
        self._read.add(key)
        child = self._children().get(key)
        return None if child is None else self._child(child, key)

    def required(self, key: str) -> Reader:
        """The mapping in a field; an empty one after a finding when absent."""
        reader = self.record(key)
        if reader is None:
            self.report("contract.missing_field", key, field=key)
            return self._child(Tree({}, self.tree.line), key)
        return reader

    def records(self, key: str) -> Iterator[Reader]:
        """The mappings in a list."""
        self._read.add(key)
        child = self._children().get(key)
        if child is None:
            return
        if not isinstance(child.value, tuple):
            self.report("contract.wrong_type", key, expected="list")
            return
        for index, item in enumerate(child.value):
            yield self._child(item, f"{key}[{_name(item, index)}]")

    def entries(self, key: str) -> Iterator[tuple[str, Reader]]:
        """The mappings in a mapping, with their keys."""
        parent = self.record(key)
        for name in parent.fields() if parent else ():
            assert parent is not None
            child = parent.record(name)
            if child is not None:
                yield name, child

    def skip(self, keys: Iterable[str]) -> None:
        """Accept fields that bind the parties but move no figure here."""
        self._read.update(keys)

    def close(self) -> None:
        """Report the fields that were not read: the first of them each by name, how many more there are in one line."""
        unread = [key for key in self._children() if key not in self._read]
        expected = ", ".join(sorted(self._read)) if unread else ""
        for key in unread[:_NAMED]:
            self.report("contract.unknown_field", key, field=key, expected=expected)
        if len(unread) > _NAMED:
            self.report("contract.unknown_fields_more", unread[_NAMED], count=str(len(unread) - _NAMED))

    def _children(self) -> dict[str, Tree]:
        """The fields; a copy for every question would make reading a long mapping quadratic."""
        return self.tree.value if isinstance(self.tree.value, dict) else {}

    def _child(self, tree: Tree, key: str) -> Reader:
        path = f"{self.path}.{key}" if self.path else key
        if not isinstance(tree.value, dict):
            self.findings.append(
                Finding("contract.wrong_type", Place(self.file, tree.line, path), {"expected": "mapping"})
            )
            tree = Tree({}, tree.line)
        return Reader(tree, self.file, self.findings, path)

    def _written(self, key: str) -> str:
        child = self._children().get(key)
        return str(child.value) if child and isinstance(child.value, str) else ""

    def _scalar(
        self, key: str, parse: Callable[[str], T], expected: str, default: T | None, fallback: T | None = None
    ) -> T:
        self._read.add(key)
        child = self._children().get(key)
        if child is None:
            if default is None:
                self.report("contract.missing_field", key, field=key)
            else:
                return default
        elif not isinstance(child.value, str):
            self.report("contract.wrong_type", key, expected=expected)
        else:
            try:
                return parse(child.value)
            except ValueError:
                self.report("contract.unreadable_value", key, found=child.value, expected=expected)
        return _stand_in(parse, default, fallback)

    def _formula(self, key: str, text: str) -> Expression | None:
        try:
            return formula.parse(text)
        except FormulaError as error:
            self.findings.append(Finding(error.code, self.place_of(key), error.params))
            return None


def _stand_in(parse: Callable[[str], T], default: T | None, fallback: T | None) -> T:
    """A harmless value after a finding, so that reading can go on."""
    for value in (default, fallback):
        if value is not None:
            return value
    return parse("0 h" if parse is parse_hours else "0")


def _whole(text: str) -> int:
    value = parse_number(text)
    if value.denominator != 1 or value < 0:
        raise QuantityError(text)
    return int(value)


def _name(item: Tree, index: int) -> str:
    identity = item.value.get("id") if isinstance(item.value, dict) else None
    return str(identity.value) if identity is not None else str(index)
