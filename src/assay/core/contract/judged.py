"""What is judged: rules on clicks, segments and leads, qualification, KPIs, monitors and audit samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from assay.core.deadlines import Deadline
from assay.core.findings import Place
from assay.core.formula import Expression


class Effect(StrEnum):
    """What a relief does when the other side's duty was late."""

    DEEMED_VALID = "deemed_valid"
    EXCLUDE_RECORD = "exclude_record"
    EXCLUDE_DAYS = "exclude_days"
    PAUSE_CLOCK = "pause_clock"
    SILENCE_RULE = "silence_rule"


@dataclass(frozen=True, slots=True)
class ClickRule:
    """A deterministic rule on sessions that carry a paid click.

    Attributes:
        rule: declared_bot, datacentre_range or country_outside.
        class_: ``A``: agreed and deterministic, it may move money.
    """

    id: str
    rule: str
    class_: str
    place: Place


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
        within: duplicate and no_second_interaction: the window as written.
        business_hours: Whether only business hours of the lead's country count.
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
    within: Deadline | None = None
    business_hours: bool = False
    table: str = ""
    actions: tuple[str, ...] = ()
    pause: str = ""
    relief_duty: str = ""
    relief_effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """A buyer's duty with its deadline and the relief that its lateness gives.

    Attributes:
        effect: What its lateness does for the vendor; None for nothing.
        within: The deadline as written; None when there is none.
        business_hours: Whether only business hours of the lead's country count.
        notice: How long before an act the vendor must be told; None when it is no such duty.
    """

    id: str
    effect: Effect | None
    place: Place
    within: Deadline | None = None
    business_hours: bool = False
    notice: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Kpi:
    """One paid measure.

    Attributes:
        id: Its key in the contract.
        metric: Id in the metric catalogue; of a formula or a sample the built-in ``formula_ratio`` or ``sample_pass``.
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
        forms: Forms that are counted, where the metric counts forms.
        fields: Fields that are checked, where the metric checks fields.
        formula: Ratio of two count KPIs of the contract, instead of a metric; None for none.
        fallback: Source that may stand in for the source of record; empty for none.
        sample: Audit sample that decides it; empty for none.
        options: What else its metric takes, as written (``within``, ``test``, ``of``).
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
    forms: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    formula: Expression | None = None
    fallback: str = ""
    sample: str = ""
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


ATTRIBUTION_RULES = ("first_touch", "last_paid_touch", "last_touch", "linear", "position_based")
"""How the money of an order is shared among the enquiries that led to it."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """A measure that pays nothing: it feeds triggers, alerts and reviews.

    Attributes:
        period: ``month``, or ``week`` with ``every`` weeks.
        every: Months or weeks between two figures, from 1.
        limit: What must hold, such as ``<= 1.2 x benchmark_cpc``; None for none.
        floor_alert: What raises an alert when it holds, such as ``< 0.7 x benchmark_cpc``.
        review_below: Value below which the parties review, with its unit in ``unit``.
        min_n: Records below which nothing is said.
        sample: Audit sample behind it; empty for none.
        options: What else its metric takes, as written (``within``, ``of``, ``deduct``, ``cohort`` …).
    """

    id: str
    metric: str
    source: str
    period: str
    every: int
    limit: Expression | None
    floor_alert: Expression | None
    review_below: Fraction | None
    unit: str
    min_n: Fraction | None
    sample: str
    options: Mapping[str, tuple[str, ...]]
    place: Place


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """A check on a random sample: at most ``accept`` errors among ``n`` items.

    Attributes:
        op, claim: What the vendor promises, ``>= 85%`` right or ``<= 15%`` wrong.
        fail_at: The quality at which the buyer's risk was set; None when the plan names none.
        every: ``month`` or ``quarter``.
        draw: How items are drawn; ``public_seed``.
        auditor: Source of record that judges.
    """

    id: str
    op: str
    claim: Fraction
    fail_at: Fraction | None
    n: int
    accept: int
    every: str
    draw: str
    auditor: str
    place: Place


@dataclass(frozen=True, slots=True)
class Scoring:
    """When a lead is marketing-qualified: points of its acts reach a threshold.

    Attributes:
        points: Act → points.
        repeat_cap: Act → times it counts.
        half_life_days: Days in which a point halves; None when points keep.
    """

    points: Mapping[str, Fraction]
    repeat_cap: Mapping[str, int]
    threshold: Fraction
    half_life_days: int | None


@dataclass(frozen=True, slots=True)
class SalesJudgement:
    """How sales decide that a lead is qualified, and what their silence means.

    Attributes:
        needs: ``all_of``, ``any_of``, ``or_three_of`` → signals.
        within: Time to judge; None for no limit.
        silent_with_evidence: What a lead with the vendor's evidence is then: ``deemed_qualified`` or empty.
        silent_otherwise_months: Months whose rate stands in for the others; None for none.
        sample_share, sample_by: Share of verdicts that is checked, and by whom; 0 and empty for none.
    """

    judge: str
    needs: Mapping[str, tuple[str, ...]]
    within: Deadline | None
    silent_with_evidence: str = ""
    silent_otherwise_months: int | None = None
    sample_share: Fraction = Fraction(0)
    sample_by: str = ""
