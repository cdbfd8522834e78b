"""Failed segments: a campaign on a day, or in a month, whose bounce rate is above what the contract accepts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import comb

from assay.core.contract.judged import SegmentRule
from assay.core.period import Month

LEVEL = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Traffic:
    """Sessions of one campaign on one day: integers >= 0, ``bounced`` and ``invalid_a`` among ``judged``.

    What the report does not count is None; that is not zero.
    """

    campaign: str
    day: date
    sessions: int
    judged: int | None
    bounced: int | None
    invalid_a: int | None = 0
    form_starts: int | None = None
    form_submits: int | None = None

    @property
    def lot(self) -> str:
        """The spend lot of the same campaign and day."""
        return f"{self.campaign}/{self.day.isoformat()}"

    @property
    def bounces_known(self) -> bool:
        """Whether the report says how many of how many sessions bounced."""
        return self.judged is not None and self.bounced is not None

    @property
    def clicks_known(self) -> bool:
        """Whether the report says how many of how many sessions were invalid."""
        return self.judged is not None and self.invalid_a is not None

    @property
    def forms_known(self) -> bool:
        """Whether the report says how many of how many forms were sent."""
        return self.form_starts is not None and self.form_submits is not None


def failed_lots(traffic: Iterable[Traffic], rules: Sequence[SegmentRule]) -> dict[str, str]:
    """Lots that lie in a failed segment, each with the first rule, in the contract's order, that it failed.

    A day on which bounces are unknown belongs to no segment.

    Args:
        traffic: One row per campaign and day; for rules per month, every day of each month touched.
        rules: Segment rules of the contract.

    Returns:
        ``campaign/YYYY-MM-DD`` → rule id, in order of the lot.
    """
    rows = tuple(row for row in traffic if row.bounces_known)
    failed: dict[str, str] = {}
    for rule in rules:
        for segment in _segments(rows, rule).values():
            bounced, judged = sum(r.bounced or 0 for r in segment), sum(r.judged or 0 for r in segment)
            if has_failed(rule, bounced=bounced, judged=judged):
                for row in segment:
                    failed.setdefault(row.lot, rule.id)
    return dict(sorted(failed.items()))


def has_failed(rule: SegmentRule, *, bounced: int, judged: int) -> bool:
    """Whether a segment of so many judged sessions fails: never below ``min_n``, never at the limit itself."""
    if judged < rule.min_n or judged == 0:
        return False
    if rule.judge == "lower_bound":
        return lower_bound_exceeds(rule.over, successes=bounced, n=judged)
    return Fraction(bounced, judged) > rule.over


def lower_bound_exceeds(limit: Fraction, *, successes: int, n: int) -> bool:
    """Whether the exact one-sided 95% lower bound (Clopper-Pearson) of a share lies above a limit.

    It does exactly when so many successes or more would come up with a chance below 5% if the true share were the
    limit. The chance is a binomial tail in integers. Terms fall ever faster from ``successes`` upwards, so the rest
    of the tail is bounded by a geometric series and the sum stops as soon as the answer is certain.

    Args:
        limit: 0 to 1.
        successes: 0 to ``n``.
        n: Trials, at least 1.

    Example:
        >>> lower_bound_exceeds(Fraction(1, 2), successes=5, n=5), lower_bound_exceeds(Fraction(1, 2), successes=4, n=4)
        (True, False)
    """
    if Fraction(successes, n) <= limit:
        return False
    hit, miss = limit.numerator, limit.denominator - limit.numerator
    whole = limit.denominator**n
    term = comb(n, successes) * hit**successes * miss ** (n - successes)
    tail = 0
    for k in range(successes, n + 1):
        tail += term
        if tail * LEVEL.denominator >= whole * LEVEL.numerator:
            return False
        rise, fall = (n - k) * hit, (k + 1) * miss
        if (tail * (fall - rise) + term * rise) * LEVEL.denominator < whole * (fall - rise) * LEVEL.numerator:
            return True
        term = term * rise // fall
    return True


def _segments(rows: Sequence[Traffic], rule: SegmentRule) -> dict[tuple[str, str], list[Traffic]]:
    segments: dict[tuple[str, str], list[Traffic]] = defaultdict(list)
    for row in rows:
        span = str(Month.of(row.day)) if rule.per == "campaign x month" else row.day.isoformat()
        segments[(row.campaign, span)].append(row)
    return segments
