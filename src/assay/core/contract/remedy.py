"""What moves money: clauses, caps, triggers, payments, retention, bonds and tax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from assay.core.deadlines import Deadline
from assay.core.findings import Place
from assay.core.formula import Expression


class Head(StrEnum):
    """What a line of the statement is in the books. The first two change the invoice, the others are set off."""

    FEE_REDUCTION = "fee_reduction"
    BONUS = "bonus"
    COMPENSATION = "compensation"
    DAMAGES = "damages"
    MAKE_GOOD = "make_good"
    INTEREST = "interest"

    @property
    def on_invoice(self) -> bool:
        """Whether it changes the invoice basis."""
        return self in (Head.FEE_REDUCTION, Head.BONUS)


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
        kind: shortfall_refund, cost_share, invalid_traffic, redelivery, bonus, liquidated, opportunity, data_repair or
            interest.
        head: What its lines are in the books.
        priority: Orders lines and cutting by caps; never lots.
        subject: What it is for: ``kpis``, a KPI id, ``lead.invalid``, ``click.class_A``, ``segment``, ``segment.<rule>``,
            a monitor (redelivery) or ``unperformed``; empty for what an event brings.
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
        streak: shortfall_refund: consecutive misses from which it claims; 1 claims every period.
        reply_within: invalid_traffic: the vendor's time to reply before it moves money; None for no wait.
        replace_within: cost_share: the vendor's time to replace invalid leads; None for none.
        due: redelivery: time to deliver what is owed.
        on: What brings it: vendor_termination, fraud_or_abandonment, data_incident or overdue.
        amount: opportunity, data_repair: an expression over the event's figures and dated tables.
        evidence: Source of record that must prove it; empty for none.
        by: interest: who owes it: both, buyer or vendor.
        warn_above: interest: a yearly rate above which checks warn; None for none.
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
    streak: int = 1
    reply_within: Deadline | None = None
    replace_within: Deadline | None = None
    due: Deadline | None = None
    on: str = ""
    amount: Expression | None = None
    evidence: str = ""
    by: str = ""
    warn_above: Expression | None = None


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
    """A right that arises from a streak of misses, or of figures of a monitor.

    Attributes:
        kpi: The KPI watched; empty when a monitor is.
        below_share: Share of the target below which a period counts, or None.
        below_value: Absolute value below which it counts, or None; in ``below_unit``.
        times: Consecutive periods needed.
        per: ``month`` or ``week``.
        then: Rights that arise, as named in the contract.
        monitor: The monitor watched; empty when a KPI is.
        rises_by: Share by which a period must exceed the one before, or None.
        per_channel: Whether each channel of the monitor is watched on its own.
        after_months: Months of the term that pass before it watches.
        cure: Time from a notice in which the other side may mend it; None for none.
    """

    id: str
    kpi: str
    below_share: Fraction | None
    below_value: Fraction | None
    times: int
    per: str
    then: tuple[str, ...]
    place: Place
    monitor: str = ""
    rises_by: Fraction | None = None
    per_channel: bool = False
    after_months: int = 0
    cure: Deadline | None = None
    below_unit: str = ""


@dataclass(frozen=True, slots=True)
class Tier:
    """From this part of the need on, this share of an unmet milestone is paid."""

    from_part: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class Payment:
    """One instalment.

    Attributes:
        share: Of the contract price (of the month's fee for ``each_month``).
        on: ``signing``, ``each_month``, ``final_acceptance`` or ``milestone``.
        kpi: milestone: KPI whose cumulative value is watched.
        reaches: milestone: the value needed, in ``reaches_unit``.
        latest_on: milestone: judged at the latest on this day.
        prorata: milestone: whether an unmet one pays its reached part.
        tiers: milestone: steps that an unmet one pays by, greatest first; empty for none.
        prepayment: Whether it is written as a prepayment.
    """

    id: str
    share: Fraction
    on: str
    place: Place
    kpi: str = ""
    reaches: Fraction = Fraction(0)
    latest_on: date | None = None
    prorata: bool = False
    tiers: tuple[Tier, ...] = ()
    prepayment: bool = False
    reaches_unit: str = ""


@dataclass(frozen=True, slots=True)
class Bond:
    """Money that the vendor lodges at signing. ``amount`` in major units of the contract's currency."""

    id: str
    amount: Fraction
    draw_for: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Tax:
    """Value-added tax on the invoices.

    Attributes:
        inclusive: Whether the contract's prices hold it.
        credit_note: Whether a fee reduction after an invoice needs a red-letter invoice.
        remedies_taxed: Whether compensation, damages and interest bear it.
    """

    rate: Fraction
    inclusive: bool
    credit_note: bool
    remedies_taxed: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Retention:
    """Money withheld from a payment and released later. ``share`` is of the contract price."""

    share: Fraction
    inside: str
    after_days: int
    from_term_end: bool
    conditions: tuple[str, ...]
    place: Place
