"""Scenarios as records: how each month stands to its targets, what the spend was like, what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from assay.core.acceptance.measurements import Status
from assay.core.contract.model import Bilingual, Party
from assay.core.findings import NOWHERE, Finding, Place

ALL = "*"
"""Every KPI, where a level names one."""

_ONE, _ZERO = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Level:
    """How a KPI stands to its target in some months.

    Attributes:
        kpi: Its id, or :data:`ALL`; a level of its own comes before one for all.
        months: Months of the term, from 1 (−1 is the last); empty means every month.
        factor: Of the target, on the good side: 1.1 is better than 1. A cost per unit divides by it.
        delta: Records more (or fewer) than that; for a cost per unit none.
        unseasoned: The factor is of a count's target without its season, in the month with the lowest season.
        status, fault: A missing figure and whose fault it is.
        arrives: Days after the statement on which a missing figure comes after all; 0 for never.
        open: Share of the records still undecided at the statement; they are decided as stated 20 days later.
        relieved: Share of the records that count only by a relief.
        silent, evidenced: Shares of the qualified leads on which sales keep silent, without and with the vendor's evidence.
        fallback: Whether the figure comes from the source that may stand in, where the KPI has one.
    """

    kpi: str = ALL
    months: tuple[int, ...] = ()
    factor: Fraction = _ONE
    delta: Fraction = _ZERO
    unseasoned: bool = False
    status: Status = Status.FINAL
    fault: Party | None = None
    arrives: int = 0
    open: Fraction = _ZERO
    relieved: Fraction = _ZERO
    silent: Fraction = _ZERO
    evidenced: Fraction = _ZERO
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the spend was like in some months.

    Attributes:
        months: As in :class:`Level`.
        spend: Factor of the month's media spend.
        invalid: Share of the credited leads that are invalid, below 1.
        junk: Invalid leads beside that share, a number each month.
        reason: Why they are; empty takes the contract's first rule that a cost share charges.
        failed: Share of the spend in a segment that failed its rule.
        class_a: Share of the judged sessions that are invalid of class A.
    """

    months: tuple[int, ...] = ()
    spend: Fraction = _ONE
    invalid: Fraction = _ZERO
    junk: int = 0
    reason: str = ""
    failed: Fraction = _ZERO
    class_a: Fraction = _ZERO


@dataclass(frozen=True, slots=True)
class Watched:
    """How a monitor stands to its limit in some months; in the other months it stands at it.

    Attributes:
        monitor: Its id, or :data:`ALL`.
        months: As in :class:`Level`.
        factor: Of the limit, else of ``review_below``, on the good side: 1.1 is better than 1. Above 0.
        worsens: Share by which each period is worse than the one before, from the first of these months on.
    """

    monitor: str = ALL
    months: tuple[int, ...] = ()
    factor: Fraction = _ONE
    worsens: Fraction = _ZERO


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an audit sample says of its periods.

    Attributes:
        sample: Its id, or :data:`ALL`.
        verdicts: Of the first draw and, where it cannot tell, of the second: pass, fail or inconclusive.
    """

    sample: str
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stray:
    """Spend and leads that come another way; the contract's scope says whether they are its own.

    Attributes:
        share: Of the month's leads, and of its spend where a campaign or an account is named.
        months: As in :class:`Level`.
        campaign, account, form, inbox: Where they come from; all empty means outside whatever the scope names.
    """

    share: Fraction
    months: tuple[int, ...] = ()
    campaign: str = ""
    account: str = ""
    form: str = ""
    inbox: str = ""

    @property
    def is_unnamed(self) -> bool:
        """Whether it says nothing of where they come from."""
        return not (self.campaign or self.account or self.form or self.inbox)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the measurements file with its days relative to the term.

    Attributes:
        kind: As in the measurements file.
        at: When it takes effect: ``month 3 day 10``, ``end day 10`` (of the month after the term), ``stated month 3``
            (the day of its statement), ``due month 3`` (the last day to pay it), and ``plus 30`` for so many days later.
            ``month *`` makes one event for each month of the term.
        known: When it becomes known; empty for the same day.
        fields: The kind's own fields; values may be such days, ``month 3`` for a period, or a name that the contract
            fills, as in :mod:`assay.core.scenarios.names`.
        levels: For a kind that brings figures: how its month stands in them.
    """

    kind: str
    at: str
    known: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    levels: tuple[Level, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Revised:
    """An amendment that both sign: from a month of the term on, count targets are this factor of what they were."""

    month: int
    target: Fraction


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way the term may go.

    Attributes:
        id: As asked for.
        name: As shown.
        levels, traffic, happenings: What is measured and what happens; months without any are at their targets.
        watched: Monitors; without any none is measured.
        drawn: Audit samples beside those that decide a KPI.
        strays: What comes another way.
        needs: What the contract must have for it to say anything, as in :mod:`assay.core.scenarios.fit`.
        rate: Factor of every exchange rate, against the rates that the budget was planned with.
        revised: An amendment inside the term.
        ends_in: The last month of the term with figures, when it ends early; 0 for none.
    """

    id: str
    name: Bilingual
    levels: tuple[Level, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    happenings: tuple[Happening, ...] = ()
    watched: tuple[Watched, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    strays: tuple[Stray, ...] = ()
    needs: tuple[str, ...] = ()
    rate: Fraction = _ONE
    revised: Revised | None = None
    ends_in: int = 0
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Assumed:
    """What a suite assumes where the contract is silent.

    Attributes:
        media_share: Media spend of a month, as a share of the monthly fee, when neither a cost KPI nor a budget says it.
        records: Records behind a ratio or a mean, at least; ``min_n`` when that is more.
        days: Days of the month on which spend lots lie.
    """

    media_share: Fraction = Fraction(1, 2)
    records: int = 100
    days: tuple[int, ...] = (1, 15)


@dataclass(frozen=True, slots=True)
class Suite:
    """Scenarios in their order, and what they assume."""

    scenarios: tuple[Scenario, ...]
    assumed: Assumed = field(default_factory=Assumed)

    def scenario(self, scenario_id: str) -> Scenario | None:
        """The scenario of that id."""
        return next((item for item in self.scenarios if item.id == scenario_id), None)


class DoesNotApplyError(Exception):
    """A contract gives a scenario nothing to say; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The one finding, as other refusals carry theirs."""
        return (self.finding,)
