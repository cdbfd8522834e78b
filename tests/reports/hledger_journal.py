"""A small strict reader of hledger's syntax: what it does not know is an error, and the sums are held as it holds them."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

_TRANSACTION = re.compile(r"(\d{4}-\d\d-\d\d) \* \([^()]+\) [^;|]+ \| [^;|]+")
_COMMENT = re.compile(r" {4}; [a-z]+:[^:,\[\]]*")
_POSTING = re.compile(
    r" {4}(?P<account>\S+)  (?P<number>-?\d+(?:\.\d+)?) (?P<commodity>[A-Z]{3})"
    r"(?: = (?P<asserted>-?\d+(?:\.\d+)?) (?P=commodity))?(?:  ; ref:[^:,\[\]]*)?"
)
_COMMODITY = re.compile(r"commodity 1000\.(0*) ([A-Z]{3})")
_ACCOUNT = re.compile(
    r"account ((?:Assets|Liabilities|Expenses|Income)(?::[A-Z0-9][A-Za-z0-9-]*)+)  ; name:.+"
)


@dataclass
class Checked:
    """What a journal says, once it holds."""

    digits: dict[str, int] = field(default_factory=dict)
    accounts: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    balances: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    assertions: int = 0


def check(text: str) -> Checked:
    """Read a journal; every transaction sums to zero, every account is declared and every assertion holds."""
    checked = Checked()
    for block in text.rstrip("\n").split("\n\n"):
        lines = block.split("\n")
        if _TRANSACTION.fullmatch(lines[0]):
            _transaction(lines, checked)
        else:
            for line in lines:
                _directive(line, checked)
    assert checked.days == sorted(checked.days)
    return checked


def _directive(line: str, checked: Checked) -> None:
    if match := _COMMODITY.fullmatch(line):
        checked.digits[match[2]] = len(match[1])
    elif match := _ACCOUNT.fullmatch(line):
        assert match[1] not in checked.accounts
        checked.accounts.append(match[1])
    else:
        assert line.startswith("; ") or line == "decimal-mark .", line


def _transaction(lines: list[str], checked: Checked) -> None:
    checked.days.append(lines[0][:10])
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines[1:]:
        if _COMMENT.fullmatch(line):
            continue
        match = _POSTING.fullmatch(line)
        assert match, line
        account, commodity, number = match["account"], match["commodity"], Decimal(match["number"])
        assert account in checked.accounts
        assert -number.as_tuple().exponent == checked.digits[commodity]  # type: ignore[operator]  # always finite
        sums[commodity] += number
        checked.balances[account, commodity] += number
        if match["asserted"] is not None:
            assert checked.balances[account, commodity] == Decimal(match["asserted"]), line
            checked.assertions += 1
    assert not any(sums.values()), lines[0]
