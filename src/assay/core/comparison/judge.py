"""Every claim gets one group with one first reason, in a fixed order: who, whether ours, whether a customer, when, where, answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from assay.core.comparison.enquirers import NAMES_OF_AN_OFFICE
from assay.core.comparison.index import Index, Pointed, index_of
from assay.core.comparison.names import contradict
from assay.core.comparison.records import (
    Claim,
    Comparison,
    Enquiry,
    Group,
    Judged,
    Key,
    Terms,
    Why,
)
from assay.core.period import ONE_DAY, Span


def compare(claims: Sequence[Claim], log: Sequence[Enquiry], terms: Terms) -> Comparison:
    """Judge every claim of a list against a log.

    Claims are taken in the order of their days, those without one last, so that of one person's claims the earliest
    counts however the list is sorted.

    Args:
        claims: The service provider's list.
        log: The buyer's own rows.
        terms: Market, period, tolerance and window.
    """
    period = terms.period or _days_of(claims)
    bench = _Bench(claims, index_of(log), replace(terms, period=period), given=terms.period is not None)
    order = sorted(range(len(claims)), key=lambda index: (claims[index].day or date.max, index))
    judged = {index: bench.judge(index) for index in order}
    ours = tuple(judged[index] for index in range(len(claims)))
    return Comparison(ours, period, len(bench.index.enquirers.shared))


def _days_of(claims: Sequence[Claim]) -> Span | None:
    days = [claim.day for claim in claims if claim.day]
    return Span(min(days), max(days) + ONE_DAY) if days else None


@dataclass(slots=True)
class _Bench:
    """The claims on their way through, with what was claimed before.

    Attributes:
        claimed_with: Identity → the first claims of the people who bear it.
        claimed_of: Enquirer → the claim that reached him.
        reached: First claim of a person → the claim of that person that first reached an enquirer.
    """

    claims: Sequence[Claim]
    index: Index
    terms: Terms
    given: bool
    claimed_with: dict[Key, list[int]] = field(default_factory=dict)
    claimed_of: dict[int, int] = field(default_factory=dict)
    reached: dict[int, int] = field(default_factory=dict)

    def judge(self, at: int) -> Judged:
        pointed = self.index.exactly(self.claims[at])
        earlier = self._claimed(at)
        if earlier is not None and (earlier in self.reached or not self._reaches_first(pointed)):
            return self._duplicate(at, self.reached.get(earlier, earlier), "identity", pointed)
        if not pointed.hits:
            return self._without_match(at, pointed)
        if not pointed.one:
            return _undecided(at, "two_enquirers", pointed.hits)
        if pointed.otherwise:
            return _undecided(at, "likely_messenger", pointed.hits)
        self.reached[at if earlier is None else earlier] = at
        other = next((self.claimed_of[one] for one in pointed.people if one in self.claimed_of), None)
        self.claimed_of |= dict.fromkeys(pointed.people, at if other is None else other)
        if other is not None:
            return self._duplicate(at, other, "enquirer", pointed)
        return self._matched(at, pointed)

    def _reaches_first(self, pointed: Pointed) -> bool:
        """Whether a claim leads to one person of ours whom no claim before it has reached.

        An earlier claim of the person under an identity that we do not have proves nobody, and takes nobody away.
        """
        return bool(pointed.hits) and pointed.one and not self.claimed_of.keys() & set(pointed.people)

    def _claimed(self, at: int) -> int | None:
        """The earlier claim of the same person, None for the first; what is new of either is remembered."""
        claim = self.claims[at]
        earlier = self._earlier(claim)
        for key in claim.keys:
            if earlier is None:
                self.claimed_with.setdefault(key, []).append(at)
            else:
                self.claimed_with.setdefault(key, [earlier])
        return earlier

    def _earlier(self, claim: Claim) -> int | None:
        """The first claim with an identity of this one; an identity of many people tells nothing."""
        for key in claim.keys:
            before = self.claimed_with.get(key, [])
            if key in self.index.enquirers.shared or len(before) > NAMES_OF_AN_OFFICE:
                continue
            for other in before:
                if not contradict(self.claims[other], claim):
                    return other
        return None

    def _duplicate(self, at: int, earlier: int, by: str, pointed: Pointed) -> Judged:
        why = Why(f"duplicate.{by}", self._of_claim(earlier))
        return Judged(at, Group.DUPLICATE, why, pointed.hits[:1], earlier)

    def _of_claim(self, at: int) -> dict[str, str]:
        other = self.claims[at]
        return {"row": str(other.row), "sheet": other.sheet}

    def _without_match(self, at: int, pointed: Pointed) -> Judged:
        """No row of the log carries an identity of the claim: unknown, unless there is a reason to look."""
        claim = self.claims[at]
        if pointed.contradicted:
            return _undecided(at, "contradicted", pointed.contradicted)
        code, rows = self._perhaps(claim, pointed)
        if rows:
            return _undecided(at, code, rows)
        if claim.trouble:
            return _undecided(at, claim.trouble.value)
        if not claim.keys or pointed.shared:
            return _undecided(at, "shared" if pointed.shared else "no_identity")
        return Judged(at, Group.UNKNOWN, Why("unknown"))

    def _perhaps(self, claim: Claim, pointed: Pointed) -> tuple[str, tuple[int, ...]]:
        """What leads to rows of ours without an identity of the claim, the strongest first, and those rows.

        A name or a company alone is looked at only where the claim gives no contact that could be held against ours.
        """
        readable = bool(claim.keys) and not (claim.trouble or pointed.shared)
        likely = self.index.likely(claim, self.terms.window_days)
        if likely:
            return "likely" if readable else "likely_no_contact", likely
        alike = self.index.ending_alike(claim)
        if alike:
            return "likely_phone", alike
        by_part = self.index.likely_by_part(claim, self.terms.window_days)
        if by_part:
            return "likely_company_part", by_part
        return ("", ()) if readable else self.index.alike_in_part(claim, self.terms.tolerance_days)

    def _matched(self, at: int, pointed: Pointed) -> Judged:
        """One enquirer of ours: a customer at all, the right time, the right market, and whether we answered."""
        claim = self.claims[at]
        marked = self._marked(at, pointed)
        if marked is not None:
            return marked
        if claim.day_unreadable:
            return _undecided(at, "date_unreadable", pointed.hits)
        if self.given and claim.day and self.terms.period and claim.day not in self.terms.period:
            return _undecided(at, "outside_period", pointed.hits, claimed=claim.day.isoformat())
        timed = self._timed(at, pointed)
        if isinstance(timed, Judged):
            return timed
        countries = {self.index.log[row].country for row in pointed.rows} - {""} or {claim.country} - {""}
        if self.terms.market and countries and not countries & self.terms.market:
            why = Why("out_of_market", {"country": " ".join(sorted(countries))})
            return Judged(at, Group.OUT_OF_MARKET, why, timed)
        proven = self._proven(at, pointed, timed)
        return replace(proven, country_unknown=bool(self.terms.market) and not countries)

    def _marked(self, at: int, pointed: Pointed) -> Judged | None:
        """What a list says of a person who is no customer, the log first, and a whole cell before a word in a note."""
        said = [(self.index.log[row], "ours") for row in pointed.rows] + [(self.claims[at], "theirs")]
        found = [(one.marked, one, side) for one, side in said if one.marked is not None]
        if not found:
            return None
        mark, one, side = min(found, key=lambda each: not each[0].alone)
        params = {"who": mark.who.value, "row": str(one.row), "sheet": one.sheet}
        if mark.alone:
            return Judged(at, Group.NO_CUSTOMER, Why(f"no_customer.{side}", params), pointed.rows)
        return _undecided(at, f"perhaps_no_customer.{side}", pointed.rows, **params)

    def _timed(self, at: int, pointed: Pointed) -> Judged | tuple[int, ...]:
        """The rows of the person that belong to the claim by their day, the earliest first; or why there are none."""
        log, period = self.index.log, self.terms.period
        marked = tuple(row for row in pointed.rows if log[row].known)
        if marked:
            why = Why("known_before.marked", self._of_row(marked[0]))
            return Judged(at, Group.KNOWN_BEFORE, why, marked)
        days = sorted((day, row) for row in pointed.rows if (day := log[row].day))
        if not days or period is None:
            return self._undated(at, pointed)
        return self._in_time(at, days, period) or (
            *(row for day, row in days if day <= self._last(at, period)),
            *(row for row in pointed.rows if not log[row].day),
        )

    def _in_time(self, at: int, days: Sequence[tuple[date, int]], period: Span) -> Judged | None:
        """Why the person's first day does not fit the claim; None when it does.

        Args:
            at: The claim.
            days: Days of the person's rows, in order.
            period: Whose first and last day stand for a claim without a day.
        """
        claimed = self.claims[at].day
        first, row = days[0]
        rows = tuple(row for _, row in days)
        early = ((claimed or period.start_on) - first).days
        params = {"first": first.isoformat(), "claimed": (claimed or period.start_on).isoformat()}
        if early > self.terms.tolerance_days:
            code = "known_before.earlier" if claimed else "known_before.period"
            why = Why(code, {**params, "days": str(early), **self._of_row(row)})
            return Judged(at, Group.KNOWN_BEFORE, why, rows)
        if first > self._last(at, period):
            late = (first - (claimed or period.last_on)).days
            return _undecided(at, "enquired_later", rows, first=params["first"], days=str(late))
        return None

    def _last(self, at: int, period: Span) -> date:
        """The last day on which an enquiry belongs to the claim."""
        return (self.claims[at].day or period.last_on) + timedelta(days=self.terms.window_days)

    def _undated(self, at: int, pointed: Pointed) -> Judged | tuple[int, ...]:
        """No day on our side, or none on theirs: only a log that has days elsewhere makes a blank one a question."""
        if self.terms.period is not None and any(row.day for row in self.index.log):
            return _undecided(at, "enquiry_undated", pointed.hits)
        return pointed.hits

    def _proven(self, at: int, pointed: Pointed, rows: tuple[int, ...]) -> Judged:
        answers = {self.index.log[row].answered for row in rows}
        telling = next((row for row in rows if row in pointed.hits), rows[0])
        shown = (telling, *(row for row in rows if row != telling))
        params = {"by": " ".join(pointed.by), **self._of_row(telling)}
        if answers == {False}:
            return Judged(at, Group.UNANSWERED, Why("unanswered", params), shown)
        return Judged(at, Group.PROVEN, Why("proven", params), shown)

    def _of_row(self, at: int) -> dict[str, str]:
        row = self.index.log[at]
        return {"row": str(row.row), "sheet": row.sheet}


def _undecided(at: int, code: str, rows: tuple[int, ...] = (), **params: str) -> Judged:
    return Judged(at, Group.UNDECIDED, Why(f"undecided.{code}", params), rows)
