"""What moves money: clauses, caps, triggers, payments and retention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from assay.core.findings import Place
from assay.core.formula import Expression


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
