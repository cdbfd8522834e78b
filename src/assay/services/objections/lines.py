"""The dispute that an objection to a line is: every line of a statement has one, under its own name or another's.

A line of an earlier month disputes the line of that month, within the days of the statement that told it. A cap's line only
gives back; who finds that too little disputes what it cut, and the cut waits with it. A bonus that the vendor finds too small
stays paid while its dispute stands open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.core.contract.model import Party
from assay.core.settlement.disputed import gains_by, own_line, own_month
from assay.core.settlement.reopening import is_disputable
from assay.services.objections.answered import Answered, record_of

CUT = "cut/"
"""How the choice begins by which a line is objected to that a cap cut; the line follows."""


def line_disputes(answered: Answered, line: Mapping[str, Any], by: Party) -> Mapping[str, Mapping[str, str]]:
    """What can be chosen in the row of a line → the fields of the dispute that it is.

    Args:
        answered: The statement.
        line: One of its lines.
        by: Who objects: the buyer to a line that the vendor gains by alone, for it charges the others itself.
    """
    line_id = str(line["id"])
    own = own_line(line_id)
    if by is Party.BUYER:
        is_theirs = gains_by(own, answered.contract) and not line["amount"].startswith("-")
        return {"line": {"line": line_id}} if is_theirs else {}
    if is_disputable(own, answered.contract):
        return {"line": {"line": line_id}}
    suffix = line_id.removeprefix(own)
    return {f"{CUT}{cut}": {"line": cut + suffix} for cut in _cut(answered, line_id)}


def _cut(answered: Answered, line_id: str) -> tuple[str, ...]:
    """The lines that a cap's line cuts: those of its clause that take something, else those that wait."""
    record = record_of(own_month(line_id, answered.month), answered.records)
    own = own_line(line_id)
    clause, _, rest = own.rpartition("/")
    cap = record.posted.get(own)
    cut = clause if rest == "cap" else cap.cuts if cap is not None and cap.cuts else rest
    lines = [
        posted
        for posted in record.posted.values()
        if posted.clause == cut and is_disputable(posted.id, answered.contract)
    ]
    return tuple(posted.id for posted in lines if posted.amount) or tuple(posted.id for posted in lines)
