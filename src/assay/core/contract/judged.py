"""What is judged: rules on segments and leads, the duties that relieve them, and KPIs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assay.core.findings import Place


class Effect(StrEnum):
    """What a relief does when the other side's duty was late."""

    DEEMED_VALID = "deemed_valid"
    EXCLUDE_RECORD = "exclude_record"
    EXCLUDE_DAYS = "exclude_days"
    PAUSE_CLOCK = "pause_clock"


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """A rule on a segment of traffic, such as a campaign on a day.

    Attributes:
        id: The rule's name, used by clauses (``segment.bounce``).
        rule: The kind; ``bounce_rate``.
        over: The rate above which the segment fails (ratio, not reached by equality).
        per: ``campaign x day`` or ``campaign x month``.
        min_n: Judged sessions below which nothing is judged.
        judge: ``value``, or ``lower_bound`` of a one-sided 95% interval.
        class_: ``A`` (deterministic, may move money) or ``B``.
    """

    id: str
    rule: str
    over: Fraction
    per: str
    min_n: Fraction
    judge: str
    class_: str
    place: Place


@dataclass(frozen=True, slots=True)
class LeadRule:
    """A rule on a lead. Rules run in order; the first that applies gives the verdict and the reason.

    Attributes:
        id: The reason that the verdict carries.
        rule: The kind: duplicate, audience_excluded, country_outside, consent_missing, contact_unreachable,
            brand_term, named_action_missing, in_failed_segment or no_second_interaction.
        keys: duplicate: which contact keys are compared (``email``, ``phone``).
        within_hours: duplicate and no_second_interaction: the window.
        table: brand_term: the dated table of terms.
        actions: named_action_missing: what counts as an action.
        pause: no_second_interaction: ``buyer_has_not_replied`` stops the clock until the buyer's first reply.
        relief_duty: Buyer's duty whose lateness relieves the vendor; empty for none.
        relief_effect: What the relief does.
    """

    id: str
    rule: str
    place: Place
    keys: tuple[str, ...] = ()
    within_hours: Fraction | None = None
    table: str = ""
    actions: tuple[str, ...] = ()
    pause: str = ""
    relief_duty: str = ""
    relief_effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """A buyer's duty with its deadline and the relief that its lateness gives."""

    id: str
    within_hours: Fraction | None
    effect: Effect | None
    place: Place


@dataclass(frozen=True, slots=True)
class Kpi:
    """One paid measure.

    Attributes:
        id: Its key in the contract.
        metric: Id in the metric catalogue.
        source: Source of record.
        period: ``month`` or ``week``.
        op: ``>=`` or ``<=``.
        base: The target before season and relief, as a ratio or in the metric's unit.
        unit: Unit of the target as written.
        season: Month number 1–12 → factor; missing months are 1.
        weight: Share of the fee at risk; the weights of all KPIs sum to 1.
        min_n: Denominator below which periods pool; None when every period stands alone.
        pool: Whether periods below ``min_n`` pool.
        gate: What a miss blocks (``bonus``).
    """

    id: str
    metric: str
    source: str
    period: str
    op: str
    base: Fraction
    unit: str
    season: Mapping[int, Fraction]
    weight: Fraction
    min_n: Fraction | None
    pool: bool
    gate: tuple[str, ...]
    place: Place
