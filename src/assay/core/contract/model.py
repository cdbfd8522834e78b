"""The contract as typed records: what ``assay/v1`` says once it is read. Every value is exact; every list keeps its order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from assay.core.findings import Place
from assay.core.formula import Expression
from assay.core.period import Month, Span
from assay.core.quantity import Quantity


class Head(StrEnum):
    """What a line of the statement is in the books. The first two change the invoice, the others are set off."""

    FEE_REDUCTION = "fee_reduction"
    BONUS = "bonus"
    COMPENSATION = "compensation"
    DAMAGES = "damages"
    INTEREST = "interest"

    @property
    def on_invoice(self) -> bool:
        """Whether it changes the invoice basis."""
        return self in (Head.FEE_REDUCTION, Head.BONUS)


class Party(StrEnum):
    """A side of the contract, or neither."""

    BUYER = "buyer"
    VENDOR = "vendor"
    NEITHER = "neither"


class Effect(StrEnum):
    """What a relief does when the other side's duty was late."""

    DEEMED_VALID = "deemed_valid"
    EXCLUDE_RECORD = "exclude_record"
    EXCLUDE_DAYS = "exclude_days"
    PAUSE_CLOCK = "pause_clock"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text that its writer gave in both languages."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The text in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Term:
    """The days of service in the contract's zone. ``span`` is half-open; the written end date is the last day inside."""

    span: Span
    zone: ZoneInfo
    week_starts: str = "monday"


@dataclass(frozen=True, slots=True)
class Row:
    """One dated value of a table; valid from its day until the next row's day. A null ends the value."""

    from_on: date
    value: Quantity | tuple[str, ...] | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class DatedTable:
    """An attachment that both sides sign. ``kind`` is ``fx`` for exchange rates (unit ``CNY/USD``), else empty."""

    id: str
    kind: str
    rows: tuple[Row, ...]
    place: Place

    def at(self, day: date) -> Row | None:
        """The row in force on a day; None before the first or after a dated null."""
        current = None
        for row in self.rows:
            if row.from_on <= day:
                current = row
        return None if current is None or current.value is None else current


@dataclass(frozen=True, slots=True)
class SourceOfRecord:
    """A source that both sides accept, and what it is of record for."""

    id: str
    owner: str
    kind: str
    of_record_for: tuple[str, ...]
    zone: ZoneInfo | None
    grain: str
    account_day: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Which money and which leads the contract is about. Empty accounts, forms or inboxes mean: all."""

    accounts: tuple[str, ...] = ()
    exclude_campaigns: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    inboxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """Who brought a lead: the last paid touch inside the window, unless the person was known before.

    Attributes:
        window_days: How far back a paid touch may lie.
        known_before_in: Records that make a person known: crm, orders, trade_show, b2b_platform.
        known_before_months: How far back those count; None means for ever.
        dormant_after_months: A known person silent this long is new again; None means never.
    """

    window_days: int = 30
    known_before_in: tuple[str, ...] = ()
    known_before_months: int | None = None
    dormant_after_months: int | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """The service fee, in the contract's currency, major units. ``at_risk`` is the share of the month that KPIs can lower."""

    total: Fraction
    monthly: Fraction
    at_risk: Fraction


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


@dataclass(frozen=True, slots=True)
class Clawback:
    """A bonus is judged again when a late finding of these reasons arrives within the window (calendar days)."""

    within_days: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One remedy or bonus.

    Attributes:
        id: As cited by both sides.
        kind: shortfall_refund, cost_share, invalid_traffic or bonus.
        head: What its lines are in the books.
        priority: Orders lines and cutting by caps; never lots.
        subject: What it is for: ``kpis``, a KPI id, ``lead.invalid``, ``click.class_A``, ``segment`` or ``segment.<rule>``.
        lot: ``fee``, ``spend`` or empty.
        multiple: Times the lot's share, principal included; for cost_share the vendor's part.
        tolerance: cost_share: invalid leads allowed per credited lead.
        except_reasons: cost_share: reasons that are not charged.
        except_relieved: Those of them whose rule has a relief.
        rate: bonus: amount per unit of excess, contract currency.
        rate_unit: bonus: the unit the rate is per.
        cap: bonus: greatest amount, an expression; None for none.
        requires: bonus: conditions that must all hold.
        clawback: bonus: None for none.
    """

    id: str
    kind: str
    head: Head
    priority: int
    subject: str
    place: Place
    lot: str = ""
    multiple: Fraction = Fraction(1)
    tolerance: Fraction = Fraction(0)
    except_reasons: tuple[str, ...] = ()
    except_relieved: tuple[str, ...] = ()
    rate: Fraction = Fraction(0)
    rate_unit: str = ""
    cap: Expression | None = None
    requires: tuple[Expression, ...] = ()
    clawback: Clawback | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """A ceiling over a span.

    Attributes:
        id: As cited.
        heads: Heads that it limits.
        limit: An expression over fee.month, fee.total, fee.quarter or lot.cost; None on a cap that only exempts.
        per: ``lot``, ``month``, ``quarter`` or ``term``.
        not_for: Clause ids and causes that it neither cuts nor counts.
    """

    id: str
    heads: tuple[Head, ...]
    limit: Expression | None
    per: str
    not_for: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Trigger:
    """A right that arises from a streak of misses.

    Attributes:
        kpi: The KPI watched.
        below_share: Share of the target below which a period counts, or None.
        below_value: Absolute value below which it counts, or None.
        times: Consecutive periods needed.
        per: ``month`` or ``week``.
        then: Rights that arise, as named in the contract.
    """

    id: str
    kpi: str
    below_share: Fraction | None
    below_value: Fraction | None
    times: int
    per: str
    then: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Payment:
    """One instalment.

    Attributes:
        share: Of the contract price (of the month's fee for ``each_month``).
        on: ``signing``, ``each_month``, ``final_acceptance`` or ``milestone``.
        kpi: milestone: KPI whose cumulative value is watched.
        reaches: milestone: the value needed.
        latest_on: milestone: judged at the latest on this day.
        prorata: milestone: whether an unmet one pays its reached part.
    """

    id: str
    share: Fraction
    on: str
    place: Place
    kpi: str = ""
    reaches: Fraction = Fraction(0)
    latest_on: date | None = None
    prorata: bool = False


@dataclass(frozen=True, slots=True)
class Retention:
    """Money withheld from a payment and released later. ``share`` is of the contract price."""

    share: Fraction
    inside: str
    after_days: int
    from_term_end: bool
    conditions: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Missing:
    """What a missing figure means, by the party at fault: deemed_missed, exclude_and_extend or fallback_then_hold."""

    vendor: str = "deemed_missed"
    buyer: str = "exclude_and_extend"
    neither: str = "fallback_then_hold"

    def effect(self, fault: Party) -> str:
        """The effect for the party at fault."""
        return {Party.VENDOR: self.vendor, Party.BUYER: self.buyer, Party.NEITHER: self.neither}[fault]


@dataclass(frozen=True, slots=True)
class ForceMajeure:
    """Which events give relief days (``scope``), which named ones never do, and by when they must be notified."""

    scope: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    notice_hours: Fraction = Fraction(24)
    late_notice: str = "relief_from_notice"
    prorate_target: bool = True


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Dates of acceptance. ``statement_day`` is the day of the next month by which the statement is drawn."""

    statement_day: int | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract of ``assay/v1``, at one version.

    Attributes:
        id: The contract's number.
        version: ``major.minor.patch``.
        digest: SHA-256 of the canonical document, hex.
        currency: ISO code in which fees, claims and payments are.
        fx_table: Dated table that converts spend lots, empty when none.
        same_cause: ``max`` or ``add``.
        needs_for_final: Conditions of final acceptance.
        final_after_last: Whether it must wait for the last final statement.
    """

    id: str
    version: str
    digest: str
    name: Bilingual
    buyer: Bilingual
    vendor: Bilingual
    term: Term
    currency: str
    fx_table: str
    tables: Mapping[str, DatedTable]
    sources: Mapping[str, SourceOfRecord]
    markets: tuple[str, ...]
    audience_exclude: tuple[str, ...]
    scope: Scope
    credit: Credit
    fee: Fee
    segment_rules: tuple[SegmentRule, ...]
    lead_rules: tuple[LeadRule, ...]
    duties: Mapping[str, Duty]
    kpis: Mapping[str, Kpi]
    clauses: tuple[Clause, ...]
    same_cause: str
    caps: tuple[Cap, ...]
    triggers: tuple[Trigger, ...]
    payments: tuple[Payment, ...]
    retention: Retention | None
    missing: Missing
    force_majeure: ForceMajeure | None
    acceptance: Acceptance
    needs_for_final: tuple[str, ...] = ()
    final_after_last: bool = False
    verdict_hours: Fraction | None = None

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id.

        Raises:
            KeyError: There is none.
        """
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)


@dataclass(frozen=True, slots=True)
class Amended:
    """A contract and its later versions; a period keeps the text that was in force when it began.

    Attributes:
        first: The version as signed first.
        later: Effective day → version, in order of effect.
    """

    first: Contract
    later: tuple[tuple[date, Contract], ...] = field(default=())

    def on(self, day: date) -> Contract:
        """The version in force on a day."""
        current = self.first
        for effective_on, version in self.later:
            if effective_on <= day:
                current = version
        return current

    def digest_for(self, month: Month) -> str:
        """Digests of the versions in force up to a month, joined: which text its statement stands on."""
        versions = [
            self.first,
            *(version for effective_on, version in self.later if effective_on <= month.first_on),
        ]
        return "+".join(version.digest for version in versions)

    def for_month(self, month: Month) -> Contract:
        """The version for a month: the one in force on its first day."""
        return self.on(month.first_on)

    @property
    def latest(self) -> Contract:
        """The newest version."""
        return self.later[-1][1] if self.later else self.first
