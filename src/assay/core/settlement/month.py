"""One month in one statement: what is new in its lines and in its suspense."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from assay.core.acceptance.outcomes import Outcome
from assay.core.contract.model import Contract, clauses_of
from assay.core.contract.remedy import Head
from assay.core.findings import Place
from assay.core.settlement.bonus import BonusCase, bonus_lines, waits
from assay.core.settlement.postings import NOTHING, Amount, Draft, Posted, rounded
from assay.core.settlement.remedies import Lines, MonthCase, interest_of, remedies
from assay.core.settlement.state import MonthRecord


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line that a statement posts for a month; ``version`` is empty, or of a reissue ``v1``, ``v2`` …."""

    draft: Draft
    amount: Amount
    version: str = ""


NewLines = tuple[NewLine, ...]


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

    def with_nothing_new(self) -> Settled:
        """The month as a later statement finds it when it posts and moves nothing."""
        return replace(self, new_lines=(), moved=()) if self.new_lines or self.moved else self

    def head_of(self, line_id: str) -> Head:
        """What a line is in the books."""
        return head_of(self.contract, line_id)

    def place_of(self, draft: Draft) -> Place:
        """Where the clause or cap of a line stands in the contract."""
        return _places(self.contract).get(draft.clause, Place())


def head_of(contract: Contract, line_id: str) -> Head:
    """What a line is in the books; a cap's line has the head of the clause that it cuts."""
    heads = _heads(contract)
    first, _, rest = line_id.partition("/")
    return heads.get(first) or heads.get(rest) or Head.FEE_REDUCTION


@lru_cache
def _heads(contract: Contract) -> Mapping[str, Head]:
    return {clause.id: clause.head for clause in contract.clauses}


@lru_cache
def _places(contract: Contract) -> Mapping[str, Place]:
    clauses = {clause.id: clause.place for clause in contract.clauses}
    return clauses | {cap.id: cap.place for cap in contract.caps}


def settle_month(case: MonthCase, record: MonthRecord, as_of: datetime) -> Settled:
    """Settle what is new of a month.

    Args:
        case: What its remedies depend on, as now known.
        record: The month so far; a closed one keeps its lines on lots as they stand.
        as_of: Of the statement.
    """
    contract = case.contract
    bonus = BonusCase(
        contract,
        record.month,
        case.outcomes,
        record.posted,
        record.bonus_at,
        record.late,
        class_a_open=case.class_a_open,
    )
    has_doubt = case.has_doubt
    if record.closed and not case.streaks_moved:
        lines = _as_posted(contract, record) | _bonus(case, bonus) | interest_of(case, worst=False)
        withheld: dict[str, Amount] = {}
    else:
        lines = remedies(case, worst=False) | interest_of(case, worst=False)
        withheld = _withheld(case, lines) if has_doubt else {}
        lines |= (earned := _bonus(case, bonus))
        withheld |= {key: line[1] for key, line in earned.items() if line[0].clause in case.disputed_lines}
    new_lines = _new_lines(lines, record)
    new_lines = _clawed_back(new_lines, record.bonus_at.keys() & record.posted.keys())
    moved = _moved(record.withheld, withheld)
    decided = not any(outcome.is_undecided for outcome in case.outcomes) and not _bonus_waits(contract, bonus)
    closed = not has_doubt if decided or withheld else record.closed
    record = _recorded(record, lines, new_lines, withheld, as_of, closed=closed)
    return Settled(contract, record, tuple(case.outcomes), case, bonus, lines, new_lines, moved)


def settle_again(case: MonthCase, record: MonthRecord, as_of: datetime) -> Settled:
    """Settle a month anew after an error: old lines that change are reversed, new ones posted, each under its version."""
    settled = settle_month(replace(case, posted={}), replace(record.opened(), posted={}), as_of)
    old, new = f"v{record.version}", f"v{record.version + 1}"
    lines: list[NewLine] = []
    for line_id in sorted({*record.posted, *settled.record.posted}):
        before, now = record.posted.get(line_id), settled.record.posted.get(line_id)
        if before is not None and now is not None and before.amount == now.amount:
            continue
        if before is not None:
            lines.append(NewLine(_draft(before)[0], NOTHING - before.amount, old))
        if now is not None:
            lines.append(NewLine(settled.lines[line_id][0], now.amount, new))
    return replace(
        settled, new_lines=tuple(lines), record=replace(settled.record, version=record.version + 1)
    )


def _bonus(case: MonthCase, bonus: BonusCase) -> Lines:
    """The bonus lines, without a bonus that a ruling found not to be owed; its inner cap goes with it."""
    return {key: line for key, line in bonus_lines(bonus).items() if line[0].clause not in case.upheld_lines}


def _bonus_waits(contract: Contract, case: BonusCase) -> bool:
    return any(waits(clause, case) for clause in clauses_of(contract, "bonus"))


def _as_posted(contract: Contract, record: MonthRecord) -> Lines:
    """A closed month's lines on lots, as they stand; its bonus and its interest are reckoned again."""
    again = {clause.id for clause in contract.clauses if clause.kind in ("bonus", "interest")}
    return {key: _draft(posted) for key, posted in record.posted.items() if posted.clause not in again}


def _draft(posted: Posted) -> tuple[Draft, Amount]:
    exact = posted.amount.exact
    draft = Draft(
        posted.id,
        posted.clause,
        posted.head,
        exact,
        cuts=posted.cuts,
        cause=posted.cause,
        by_cause=posted.by_cause,
    )
    return draft, posted.amount


def _withheld(case: MonthCase, certain: Lines) -> dict[str, Amount]:
    """What the worst outcome still open would take beyond what is certain, by line."""
    worst = remedies(case, worst=True) | interest_of(case, worst=True)
    slices = {}
    for line_id in sorted({*certain, *worst}):
        exact = _exact(certain, line_id) - _exact(worst, line_id)
        if exact:
            slices[line_id] = rounded(exact, case.contract.currency)
    return slices


def _exact(lines: Lines, line_id: str) -> Fraction:
    return lines[line_id][1].exact if line_id in lines else Fraction(0)


def _new_lines(lines: Lines, record: MonthRecord) -> NewLines:
    new: list[NewLine] = []
    for line_id in sorted({*lines, *record.posted}):
        posted = record.posted.get(line_id)
        if line_id in lines:
            draft, amount = lines[line_id]
        else:
            draft, amount = _draft(record.posted[line_id])[0], NOTHING
        if posted is not None:
            amount -= posted.amount
        if amount:
            new.append(NewLine(draft, amount))
    return tuple(new)


def _clawed_back(lines: NewLines, posted: Collection[str]) -> NewLines:
    """A bonus that was posted and is judged again posts its difference as one line, its inner cap included."""
    if not posted:
        return lines
    net: dict[str, NewLine] = {}
    for line in lines:
        draft = line.draft
        line_id = draft.clause if draft.clause in posted else draft.id
        before = net[line_id].amount if line_id in net else NOTHING
        net[line_id] = NewLine(replace(draft, id=line_id), before + line.amount)
    return tuple(item for item in net.values() if item.amount)


def _moved(before: Mapping[str, Amount], now: Mapping[str, Amount]) -> tuple[tuple[str, Amount], ...]:
    moves = ((key, before.get(key, NOTHING) - now.get(key, NOTHING)) for key in sorted({*before, *now}))
    return tuple((key, amount) for key, amount in moves if amount)


def _recorded(  # the record, and all that a statement says of it
    record: MonthRecord,
    lines: Lines,
    new_lines: NewLines,
    withheld: Mapping[str, Amount],
    as_of: datetime,
    *,
    closed: bool,
) -> MonthRecord:
    posted = dict(record.posted)
    bonus_at = dict(record.bonus_at)
    for line in new_lines:
        draft = line.draft
        before = posted.get(draft.id)
        amount = line.amount if before is None else before.amount + line.amount
        posted[draft.id] = Posted(draft.id, draft.clause, draft.head, amount, draft.cuts, draft.cause)
        if draft.head is Head.BONUS:
            bonus_at.setdefault(draft.clause, as_of)
    posted |= _split(posted, lines)
    return replace(
        record,
        posted=posted,
        withheld=withheld,
        bonus_at=bonus_at,
        closed=closed,
        reopened=record.was_closed and not closed,
    )


def _split(posted: Mapping[str, Posted], lines: Lines) -> dict[str, Posted]:
    """The lines whose split among causes is another one now, whether or not they come to the same."""
    return {
        line_id: replace(before, by_cause=lines[line_id][0].by_cause)
        for line_id, before in posted.items()
        if before.amount and line_id in lines and lines[line_id][0].by_cause != before.by_cause
    }
