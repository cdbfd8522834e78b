"""Month by month, what each statement says (language.md 7), from the measurements alone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from tests.oracle.measures import Measured, Week
from tests.oracle.money import (
    ZERO,
    Line,
    Room,
    after_relief,
    at_least,
    bonus,
    cap_limit,
    claim_spend,
    cost_shortfall,
    cut,
    fen,
    line,
    same_cause_max,
)
from tests.oracle.pooling import judge_weeks
from tests.oracle.terms import Agreement, Terms, days


@dataclass(frozen=True)
class LateFinding:
    """Leads that a closed month had counted as valid and that a rule now makes invalid."""

    of_month: str
    reason: str
    records: int
    qualified: int
    known_at: datetime


@dataclass(frozen=True)
class Suspense:
    """Into suspense negative, out of it positive."""

    id: str
    exact: Fraction
    minor: int


@dataclass(frozen=True)
class StatementReading:
    """One statement; amounts in fen, triggers as (id, month that completed the streak)."""

    month: str
    fee: int
    lines: tuple[Line, ...]
    invoice_basis: int
    set_offs: int
    suspense: tuple[Suspense, ...]
    payable: int
    carry: int
    triggers: tuple[tuple[str, str], ...]


@dataclass
class Posted:
    """What earlier statements left behind for later ones."""

    weeks: list[Week] = field(default_factory=list)
    suspended: dict[str, Suspense] = field(default_factory=dict)  # by line id with its month
    certain_loss: dict[str, Fraction] = field(default_factory=dict)  # C1/qualified by month
    bonus: dict[str, Fraction] = field(default_factory=dict)
    bonus_posted_at: dict[str, datetime] = field(default_factory=dict)
    kept_exact: Fraction = ZERO
    kept_minor: int = 0
    carry: int = 0
    misses: list[str] = field(default_factory=list)
    triggers: list[tuple[str, str]] = field(default_factory=list)


def settle(
    month: Measured,
    *,
    finals: list[Measured],
    late: list[LateFinding],
    agreement: Agreement,
    posted: Posted,
) -> StatementReading:
    """One step of the fold. `finals` are earlier provisional months measured again, now final; oldest first."""
    terms = agreement.for_month(month.month)
    if not month.valid_leads.final:
        raise ValueError(f"{month.month}: this reading does not split a month whose valid leads are still open")
    lines: list[Line] = []
    suspense: list[Suspense] = []
    for final in finals:
        true_up(final, agreement, posted, lines, suspense)
    for finding in late:
        claw_back(finding, final_of(finding.of_month, month, finals, posted), agreement, posted, lines)
    weekly(month, agreement, posted, lines, suspense)
    claims(month, terms, posted, lines)
    qualified(month, terms, posted, lines, suspense)
    pay_bonus(month, terms, posted, lines, month.as_of, suffix="")
    count_misses(month, terms, posted)
    return close(month.month, terms, posted, lines, suspense)


MEASURED: dict[str, Measured] = {}


def final_of(of_month: str, _month: Measured, _finals: list[Measured], _posted: Posted) -> Measured:
    return MEASURED[of_month]
