"""Sums over a case that the properties compare, computed apart from the code under test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from assay.core.contract.model import Contract
from assay.core.contract.remedy import Cap
from assay.core.period import Month
from assay.core.settlement.postings import Posted
from assay.core.settlement.state import State
from tests.properties.cases import Case, Step, posted_by_month

Document = dict[str, Any]


def rounded(exact: Fraction) -> int:
    """Fen, half away from zero, by another road than the code's: add a half to the size and cut the rest off."""
    size = int(abs(exact) * 100 + Fraction(1, 2))
    return size if exact >= 0 else -size


def fee_of(contract: Contract, month: Month) -> Fraction:
    days = [day for day in month.span.each_day() if day in contract.term.span]
    return contract.fee.monthly * len(days) / month.days


def limit_of(contract: Contract, document: Document, month: Month) -> Fraction:
    """A cap's limit from its text: ``4% of fee.month`` or ``1200.00 CNY``."""
    share, _, base = document["limit"].partition("% of ")
    if not base:
        return Fraction(document["limit"].removesuffix(" CNY"))
    first = Month(month.year, (month.month - 1) // 3 * 3 + 1)
    bases = {
        "fee.month": fee_of(contract, month),
        "fee.quarter": sum(fee_of(contract, first.plus(i)) for i in range(3)),
        "fee.total": contract.fee.total,
    }
    return Fraction(share) / 100 * bases[base]


def exempt_of(contract: Contract, cap: Cap) -> set[str]:
    """What a cap neither cuts nor counts."""
    return {
        name for other in contract.caps if other.id == cap.id or other.limit is None for name in other.not_for
    }


def kept_under(contract: Contract, cap: Cap, lines: Sequence[Posted]) -> tuple[Fraction, int]:
    """What lines leave of the losses that a cap limits, exact and in fen."""
    exempt = exempt_of(contract, cap)
    counted = [line for line in lines if line.head in cap.heads and (line.cuts or line.clause) not in exempt]
    return -sum((line.amount.exact for line in counted), Fraction(0)), -sum(
        line.amount.minor for line in counted
    )


def spans_of(cap: Cap, state: State) -> Iterator[tuple[Month, list[Posted]]]:
    """Each span of a cap in which something was posted: one of its months, and all its lines."""
    spans: dict[object, tuple[Month, list[Posted]]] = {}
    for month, lines in posted_by_month(state).items():
        key = {"month": month, "quarter": month.quarter, "term": ""}[cap.per]
        spans.setdefault(key, (month, []))[1].extend(lines)
    yield from spans.values()


def net_of(case: Case, steps: Sequence[Step]) -> tuple[Fraction, Fraction]:
    """What the vendor has of a life in the end, exact: without what is in suspense, and with it taken off."""
    end = steps[-1].state
    fees = sum(
        (fee_of(case.amended.for_month(record.month), record.month) for record in end.records), Fraction(0)
    )
    lines = sum((line.amount.exact for lines in posted_by_month(end).values() for line in lines), Fraction(0))
    waiting = sum((item.exact for record in end.records for item in record.withheld.values()), Fraction(0))
    return fees + lines, fees + lines - waiting


def was_capped(steps: Sequence[Step]) -> bool:
    """Whether any cap, a bonus's own among them, cut anything at any time or at the worst outcome still open."""
    lines = {
        draft.id
        for step in steps
        for settled in step.settled
        for draft, _ in settled.lines.values()
        if draft.cuts
    }
    lines |= {line.id for step in steps for line in step.statement.lines if line.id.endswith("/cap")}
    lines |= {item.id for step in steps for item in step.statement.suspense if item.id.startswith("K")}
    return bool(lines)
