"""What a dispute of a line is about: whose month, which line, and whether its money can wait.

A statement names the lines of earlier months by theirs: ``C2@2027-01`` in the statement of February is what it posted for
C2 of January. Such a dispute opens January; the time to raise it runs from the statement that told the line.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract, Party, clauses_of
from assay.core.period import Month

_EARLIER = re.compile(r"(?P<line>.+)@(?P<month>\d{4}-(?:0[1-9]|1[0-2]))(?:v\d+)?")


def told_in(event: Event) -> Month:
    """The month of the statement that a dispute answers."""
    return Month.parse(event.fields["of_period"])


def disputed_month(event: Event) -> Month:
    """The month whose line or records a dispute is about."""
    return own_month(event.fields.get("line", ""), told_in(event))


def disputed_line(event: Event) -> str:
    """The line that a dispute is about, as its own month calls it; empty where it is about records."""
    return own_line(event.fields.get("line", ""))


def own_line(line_id: str) -> str:
    """A line's id in its own month, without the suffix that it bears in later statements."""
    found = _EARLIER.fullmatch(line_id)
    return line_id if found is None else found["line"]


def own_month(line_id: str, stated: Month) -> Month:
    """The month of a line in the statement of a month."""
    found = _EARLIER.fullmatch(line_id)
    return stated if found is None else Month.parse(found["month"])


def asks_for_more(dispute: Event, contract: Contract) -> bool:
    """Whether a side disputes a line that it gains by. How much more it should be nobody can tell before the ruling.

    What the line says is undisputed and stays as it is, paid or deducted; the dispute stands open until it is ruled.
    """
    line = disputed_line(dispute)
    return bool(line) and gains_by(line, contract) is (dispute.fields["by"] == Party.VENDOR)


def gains_by(line_id: str, contract: Contract) -> bool:
    """Whether a line of a month is one that the vendor gains by."""
    return line_id in _gained(contract)


@lru_cache
def _gained(contract: Contract) -> frozenset[str]:
    """The lines that the vendor gains by: bonuses, and interest that the buyer owes."""
    bonuses = {clause.id for clause in clauses_of(contract, "bonus")}
    return frozenset(bonuses | {f"{clause.id}/{Party.BUYER}" for clause in clauses_of(contract, "interest")})
