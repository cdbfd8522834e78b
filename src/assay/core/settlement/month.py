"""One month in one statement: what is new in its lines and in its suspense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from assay.core.acceptance.outcomes import Outcome
from assay.core.contract.model import Contract
from assay.core.contract.remedy import Head
from assay.core.findings import Place
from assay.core.period import Month
from assay.core.settlement.bonus import BonusCase, bonus_lines, waits
from assay.core.settlement.postings import NOTHING, Amount, Draft, Posted, rounded
from assay.core.settlement.remedies import Lines, MonthCase, remedies
from assay.core.settlement.state import MonthRecord

NewLines = tuple[tuple[Draft, Amount], ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a statement does to a month.

    Attributes:
        record: The month's record afterwards.
        outcomes: Its KPI outcomes.
        case, bonus: What its remedies and its bonus were judged on.
        lines: Its lines as they now stand, whole, by id.
        new_lines: What this statement posts, in order of id; a line that fell away is reversed.
        moved: What enters (negative) or leaves (positive) suspense, by line id.
    """

    contract: Contract
    record: MonthRecord
    outcomes: tuple[Outcome, ...]
    case: MonthCase
    bonus: BonusCase
    lines: Lines
    new_lines: NewLines
    moved: tuple[tuple[str, Amount], ...]

    def place_of(self, draft: Draft) -> Place:
        """Where the clause or cap of a line stands in the contract."""
        places = {clause.id: clause.place for clause in self.contract.clauses}
        places |= {cap.id: cap.place for cap in self.contract.caps}
        return places.get(draft.clause, Place())


def settle_month(
    contract: Contract,
    record: MonthRecord,
    outcomes: tuple[Outcome, ...],
    others: Mapping[Month, Sequence[Posted]],
    as_of: datetime,
) -> Settled:
    """Settle what is new of a month.

    Args:
        contract: The version in force in that month.
        record: The month so far.
        outcomes: Its KPI outcomes as now known.
        others: What every other month has posted.
        as_of: Of the statement.
    """
    case = MonthCase(contract, record.month, outcomes, record.figures.lots, record.posted, others)
    bonus = BonusCase(contract, record.month, outcomes, record.posted, record.bonus_at, record.late)
    if record.closed and not record.late:
        kept = {key: _draft(contract, posted) for key, posted in record.posted.items()}
        return Settled(contract, record, outcomes, case, bonus, kept, (), ())
    if record.closed:
        lines = _as_posted(contract, record) | bonus_lines(bonus)
        withheld: dict[str, Amount] = {}
    else:
        lines = remedies(case, worst=False)
        withheld = _withheld(case, lines)
        lines |= bonus_lines(bonus)
    new_lines = _new_lines(contract, lines, record)
    new_lines = _clawed_back(new_lines, frozenset(record.bonus_at))
    moved = _moved(record.withheld, withheld)
    record = _recorded(record, new_lines, withheld, as_of)
    if not any(outcome.is_undecided for outcome in outcomes) and not _bonus_waits(contract, bonus):
        record = replace(record, closed=True, figures=replace(record.figures, lots=()))
    return Settled(contract, record, outcomes, case, bonus, lines, new_lines, moved)


def _bonus_waits(contract: Contract, case: BonusCase) -> bool:
    return any(clause.kind == "bonus" and waits(clause, case) for clause in contract.clauses)


def _as_posted(contract: Contract, record: MonthRecord) -> Lines:
    """A closed month's lines on lots, as they stand; its bonus is judged again."""
    bonuses = {clause.id for clause in contract.clauses if clause.kind == "bonus"}
    return {
        key: _draft(contract, posted) for key, posted in record.posted.items() if posted.clause not in bonuses
    }


def _draft(contract: Contract, posted: Posted) -> tuple[Draft, Amount]:
    named = posted.cuts or posted.clause
    priority = next((clause.priority for clause in contract.clauses if clause.id == named), 0)
    draft = Draft(posted.id, posted.clause, posted.head, priority, posted.amount.exact, cuts=posted.cuts)
    return draft, posted.amount


def _withheld(case: MonthCase, certain: Lines) -> dict[str, Amount]:
    """What the worst outcome still open would take beyond what is certain, by line."""
    if all(outcome.worst == outcome.shortfall for outcome in case.outcomes):
        return {}
    worst = remedies(case, worst=True)
    slices = {}
    for line_id in sorted({*certain, *worst}):
        exact = _exact(certain, line_id) - _exact(worst, line_id)
        if exact:
            slices[line_id] = rounded(exact, case.contract.currency)
    return slices


def _exact(lines: Lines, line_id: str) -> Fraction:
    return lines[line_id][1].exact if line_id in lines else Fraction(0)


def _new_lines(contract: Contract, lines: Lines, record: MonthRecord) -> NewLines:
    new = []
    for line_id in sorted({*lines, *record.posted}):
        before = record.posted[line_id].amount if line_id in record.posted else NOTHING
        if line_id in lines:
            draft, whole = lines[line_id]
        else:
            draft, whole = _draft(contract, record.posted[line_id])[0], NOTHING
        if whole - before:
            new.append((draft, whole - before))
    return tuple(new)


def _clawed_back(lines: NewLines, posted: frozenset[str]) -> NewLines:
    """A bonus that was posted and is judged again posts its difference as one line, its inner cap included."""
    net: dict[str, tuple[Draft, Amount]] = {}
    for draft, amount in lines:
        line_id = draft.clause if draft.clause in posted else draft.id
        before = net[line_id][1] if line_id in net else NOTHING
        net[line_id] = (replace(draft, id=line_id), before + amount)
    return tuple(item for item in net.values() if item[1])


def _moved(before: Mapping[str, Amount], now: Mapping[str, Amount]) -> tuple[tuple[str, Amount], ...]:
    moves = ((key, before.get(key, NOTHING) - now.get(key, NOTHING)) for key in sorted({*before, *now}))
    return tuple((key, amount) for key, amount in moves if amount)


def _recorded(
    record: MonthRecord,
    new_lines: Sequence[tuple[Draft, Amount]],
    withheld: Mapping[str, Amount],
    as_of: datetime,
) -> MonthRecord:
    posted = dict(record.posted)
    bonus_at = dict(record.bonus_at)
    for draft, amount in new_lines:
        before = posted[draft.id].amount if draft.id in posted else NOTHING
        posted[draft.id] = Posted(draft.id, draft.clause, draft.head, before + amount, draft.cuts)
        if draft.head is Head.BONUS:
            bonus_at.setdefault(draft.clause, as_of)
    return replace(record, posted=posted, withheld=withheld, bonus_at=bonus_at)
