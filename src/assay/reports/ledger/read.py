"""Reads from a statement's JSON what its books need, and says of anything else where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from assay.core.findings import Finding, FindingsError, Place
from assay.core.money import Money, is_currency
from assay.core.period import Month, parse_instant
from assay.core.settlement.ledger import Posting
from assay.core.settlement.statement_json import FORMAT
from assay.reports.ledger.accounts import BOOKS

T = TypeVar("T")

_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,3})?")
_INTEGER = re.compile(r"-?[0-9]{1,21}")


@dataclass(frozen=True, slots=True)
class BookedStatement:
    """What the books of one statement say.

    Attributes:
        file: Where it was read, for people.
        contract: The contract's id.
        month: The month settled.
        version: The statement's version.
        drawn_at: Its ``as_of``, in its own offset.
        currency: Of every amount.
        legs: Its postings; they sum to zero.
        balances: Account → minor units after it, where it states them.
        is_first: Whether the state after it knows no earlier month.
        digest: Of the statement; empty when it has none.
    """

    file: str
    contract: str
    month: Month
    version: str
    drawn_at: datetime
    currency: str
    legs: tuple[Posting, ...]
    balances: Mapping[str, int] | None
    is_first: bool
    digest: str


def read_statement(document: object, file: str, digest: str = "") -> BookedStatement:
    """A statement's books.

    Args:
        document: What JSON gave.
        file: Where it was read, for people.
        digest: Of its bytes as stored; the one that it carries when empty.

    Raises:
        FindingsError: It is no statement, or its books cannot be read or do not balance.
    """
    if not isinstance(document, dict) or document.get("assay") != FORMAT:
        raise FindingsError([Finding("cli.not_a_statement", Place(file))])
    fields = _Fields(document, file)
    currency = fields.read(("currency",), "CNY", _currency)
    statement = BookedStatement(
        file=file,
        contract=fields.read(("contract", "id"), "HY-FS-2027-01", _name),
        month=fields.read(("period",), "2027-03", Month.parse),
        version=fields.read(("version",), "1", _name),
        drawn_at=fields.read(("as_of",), "2027-04-05T09:00:00+08:00", _instant),
        currency=currency,
        legs=_legs(fields, currency),
        balances=_balances(fields),
        is_first="state" in document and len(fields.items("state", "records")) <= 1,
        digest=digest or fields.optional("digest"),
    )
    total = Money(sum(leg.minor for leg in statement.legs), currency)
    if not fields.findings and total.minor != 0:
        params = {"found": str(total)}
        fields.findings.append(Finding("ledger.unbalanced", Place(file, path="postings"), params))
    if fields.findings:
        raise FindingsError(fields.findings)
    return statement


class _Fields:
    """A document's fields; what cannot be read is noted, and the reading goes on."""

    def __init__(self, document: Mapping[str, object], file: str) -> None:
        self.document = document
        self.file = file
        self.findings: list[Finding] = []

    def read(self, path: Sequence[str], expected: str, parse: Callable[[str], T]) -> T:
        """A text field, parsed. What an unreadable one gives is never used: a finding is noted.

        Args:
            path: Keys and positions from the top.
            expected: An example of what may stand there.
            parse: Raises ValueError on another form.
        """
        value = self._at(path)
        try:
            return parse(value if isinstance(value, str) else "")
        except ValueError:
            self._note(path, value, expected)
            return parse(expected)

    def items(self, *path: str) -> list[object]:
        """A list; empty, and noted, when there is none."""
        value = self._at(path)
        if isinstance(value, list):
            return value
        self._note(path, value, "[…]")
        return []

    def keys(self, *path: str) -> list[str]:
        """The keys of a mapping; none, and noted, when there is none."""
        value = self._at(path)
        if isinstance(value, dict):
            return list(value)
        self._note(path, value, "{…}")
        return []

    def optional(self, key: str) -> str:
        """A text at the top; empty when there is none."""
        value = self.document.get(key)
        return value if isinstance(value, str) else ""

    def check_account(self, account: str, path: Sequence[str]) -> None:
        """Note an account that the table does not know."""
        if account not in BOOKS:
            params = {"found": account, "expected": ", ".join(BOOKS)}
            place = Place(self.file, path=".".join(path))
            self.findings.append(Finding("ledger.unknown_account", place, params))

    def _at(self, path: Sequence[str]) -> object:
        value: object = self.document
        for step in path:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list):
                value = value[int(step)]
            else:
                return None
        return value

    def _note(self, path: Sequence[str], value: object, expected: str) -> None:
        params = {"found": "" if value is None else str(value)[:80], "expected": expected}
        self.findings.append(Finding("ledger.unreadable", Place(self.file, path=".".join(path)), params))


def _legs(fields: _Fields, currency: str) -> tuple[Posting, ...]:
    return tuple(
        _leg(fields, ("postings", str(index)), currency) for index in range(len(fields.items("postings")))
    )


def _leg(fields: _Fields, path: tuple[str, str], currency: str) -> Posting:
    account = fields.read((*path, "account"), "fee", _name)
    fields.check_account(account, (*path, "account"))
    minor = fields.read(
        (*path, "amount"), Money(490909, currency).decimal, lambda text: _minor(text, currency)
    )
    return Posting(account, minor, fields.read((*path, "ref"), "C1/valid_leads", _name))


def _balances(fields: _Fields) -> Mapping[str, int] | None:
    if "state" not in fields.document:
        return None
    balances = {}
    for account in fields.keys("state", "balances"):
        path = ("state", "balances", account)
        fields.check_account(account, path)
        balances[account] = fields.read(path, "490909", _integer)
    return balances


def _name(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text


def _instant(text: str) -> datetime:
    """In the offset that it is written in."""
    parse_instant(text)
    return datetime.fromisoformat(text)


def _currency(text: str) -> str:
    if not is_currency(text):
        raise ValueError(text)
    return text


def _minor(text: str, currency: str) -> int:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return Money.exactly(Fraction(text), currency).minor


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)
