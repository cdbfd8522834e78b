"""The contract as typed records: what ``assay/v1`` says once it is read. Every value is exact; every list keeps its order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from assay.core.contract.document import Tree
from assay.core.contract.judged import (
    ClickRule,
    Duty,
    Kpi,
    LeadRule,
    Monitor,
    SalesJudgement,
    SamplePlan,
    Scoring,
    SegmentRule,
)
from assay.core.contract.remedy import Bond, Cap, Clause, Payment, Retention, Tax, Trigger
from assay.core.contract.undertakings import (
    Access,
    BusinessHours,
    Disputes,
    Law,
    Notices,
    Revision,
    Survival,
    VendorDuty,
)
from assay.core.deadlines import Deadline, Workdays
from assay.core.findings import Place
from assay.core.period import Month, Span
from assay.core.quantity import Quantity


class Party(StrEnum):
    """A side of the contract, or neither."""

    BUYER = "buyer"
    VENDOR = "vendor"
    NEITHER = "neither"


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
    """The days of service in the contract's zone. ``span`` is half-open; the written end date is the last day inside.

    ``ended_on`` is the last day of service where a termination cut the term, which then grows no more; None as written.
    """

    span: Span
    zone: ZoneInfo
    week_starts: str = "monday"
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One dated value of a table; valid from its day until the next row's day. A null ends the value."""

    from_on: date
    value: Quantity | tuple[str, ...] | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class DatedTable:
    """An attachment that both sides sign.

    Attributes:
        kind: ``fx`` for exchange rates (unit ``CNY/USD``), else empty.
        about: What it is a value of: ``market``, ``channel``, ``currency``, as written.
    """

    id: str
    kind: str
    rows: tuple[Row, ...]
    place: Place
    about: Mapping[str, str] = field(default_factory=dict)

    def at(self, day: date) -> Row | None:
        """The row in force on a day; None before the first or after a dated null."""
        current = None
        for row in self.rows:
            if row.from_on <= day:
                current = row
        return None if current is None or current.value is None else current


@dataclass(frozen=True, slots=True)
class SourceOfRecord:
    """A source that both sides accept, and what it is of record for.

    Attributes:
        definition_ref: The paper that defines its figures.
        access: Parties that can read it themselves.
    """

    id: str
    owner: str
    kind: str
    of_record_for: tuple[str, ...]
    zone: ZoneInfo | None
    grain: str
    account_day: bool
    definition_ref: str = ""
    access: tuple[str, ...] = ()


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
        other_vendor: ``first_valid``: of two contracts the one for which the lead was valid first; empty when not said.
        after_end: How long after the end an order counts for leads qualified in the term; None for not at all.
        after_end_for: Which leads those are.
    """

    window_days: int = 30
    known_before_in: tuple[str, ...] = ()
    known_before_months: int | None = None
    dormant_after_months: int | None = None
    other_vendor: str = ""
    after_end: Deadline | None = None
    after_end_for: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """The service fee, in the contract's currency, major units.

    Attributes:
        at_risk: The share of the month that KPIs can lower.
        media_budget: The media budget as written, ``20000.00 CNY/month``; None when not said.
        hidden_costs: What else the buyer pays or does not, as written.
    """

    total: Fraction
    monthly: Fraction
    at_risk: Fraction
    media_budget: Quantity | None = None
    hidden_costs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a missing figure means, by the party at fault: deemed_missed, exclude_and_extend or fallback_then_hold.

    ``grace`` is how long after the statement day a figure may still come before the vendor's fault counts.
    """

    vendor: str = "deemed_missed"
    buyer: str = "exclude_and_extend"
    neither: str = "fallback_then_hold"
    grace: Deadline | None = None

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
    postpone: bool = False
    part_refund: bool = False
    replace_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Dates of acceptance.

    Attributes:
        statement_day: Day of the next month by which the statement is drawn.
        if_holiday: Where a due date that is no workday moves: next_workday, previous_workday or keep.
        object_within: Time after the statement to object; None for no limit.
        remind_then: Further time after a reminder; None for none.
        silence: What silence means, ``accept``; empty when not said.
        final_by: Time after the statement by which open verdicts are final; None for no limit.
        pay_within: Time to pay; None for no due date.
        pay_from: From when it runs: ``valid_invoice_received`` or ``statement``.
    """

    statement_day: int | None = None
    if_holiday: str = "keep"
    object_within: Deadline | None = None
    remind_then: Deadline | None = None
    silence: str = ""
    final_by: Deadline | None = None
    pay_within: Deadline | None = None
    pay_from: str = "valid_invoice_received"

    def object_until(self, stated_on: date, workdays: Workdays | None) -> date | None:
        """The last day to object to a statement of a day, the time after a reminder included; None without a limit."""
        if self.object_within is None:
            return None
        last_on = self.object_within.last_day(stated_on, workdays)
        return last_on if self.remind_then is None else self.remind_then.last_day(last_on, workdays)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where the parties started.

    Attributes:
        window: Days the values were taken from, half-open.
        values: Metric → quantity per month, such as ``18 lead/month``.
        evidence: The paper that shows them.
        incremental: Whether targets count only what lies above the baseline.
    """

    window: Span
    values: Mapping[str, Quantity]
    evidence: str
    incremental: bool


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """A contract of ``assay/v1``, at one version; equal only to itself, so that what follows from it can be kept by it.

    Attributes:
        id: The contract's number.
        version: ``major.minor.patch``.
        digest: SHA-256 of the canonical document, hex.
        currency: ISO code in which fees, claims and payments are.
        fx_table: Dated table that converts spend lots, empty when none.
        same_cause: ``max`` or ``add``.
        needs_for_final: Conditions of final acceptance.
        final_after_last: Whether it must wait for the last final statement.
        unless_fraud: Whether a fraud makes ``same_cause`` add.
        workdays: The signed table of workdays; None when the contract has none.
        tree: The document it was read from, for the text that binds and moves no figure.
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
    same_cause: str
    caps: tuple[Cap, ...]
    triggers: tuple[Trigger, ...]
    payments: tuple[Payment, ...]
    retention: Retention | None
    missing: Missing
    force_majeure: ForceMajeure | None
    acceptance: Acceptance
    clauses: tuple[Clause, ...] = ()
    needs_for_final: tuple[str, ...] = ()
    final_after_last: bool = False
    unless_fraud: bool = False
    workdays: Workdays | None = None
    business_hours: tuple[BusinessHours, ...] = ()
    law: Law = field(default_factory=Law)
    goal_metric: str = ""
    audience_type: str = ""
    buyer_notices: Notices = field(default_factory=Notices)
    vendor_notices: Notices = field(default_factory=Notices)
    access: Access = field(default_factory=Access)
    click_rules: tuple[ClickRule, ...] = ()
    scoring: Scoring | None = None
    sales: SalesJudgement | None = None
    baseline: Baseline | None = None
    monitors: Mapping[str, Monitor] = field(default_factory=dict)
    samples: Mapping[str, SamplePlan] = field(default_factory=dict)
    vendor_duties: Mapping[str, VendorDuty] = field(default_factory=dict)
    survival: Survival = field(default_factory=Survival)
    tax: Tax | None = None
    bonds: tuple[Bond, ...] = ()
    revision: Revision | None = None
    disputes: Disputes = field(default_factory=Disputes)
    tree: Tree = field(default_factory=lambda: Tree({}, 0), repr=False, compare=False)

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id.

        Raises:
            KeyError: There is none.
        """
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)


@lru_cache
def clauses_of(contract: Contract, kind: str) -> tuple[Clause, ...]:
    """The clauses of a kind, in order."""
    return tuple(clause for clause in contract.clauses if clause.kind == kind)


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
        return self.on(month.first_on) if self.later else self.first

    @property
    def latest(self) -> Contract:
        """The newest version."""
        return self.later[-1][1] if self.later else self.first
