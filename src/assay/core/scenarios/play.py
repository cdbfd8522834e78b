"""Playing scenarios: the figures of a scenario through the one fold, and what the term came to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assay.core.acceptance.measurements import PeriodFigures
from assay.core.acceptance.triggers import Firing
from assay.core.contract.model import Amended
from assay.core.contract.remedy import Head
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month
from assay.core.scenarios.figures import periods_of
from assay.core.scenarios.scenario import Assumed, DoesNotApplyError, Scenario, Suite
from assay.core.scenarios.terms import under
from assay.core.settlement.fold import steps
from assay.core.settlement.postings import minor_of
from assay.core.settlement.state import State
from assay.core.settlement.statement import Statement


@dataclass(frozen=True, slots=True)
class Totals:
    """What a whole term came to, minor units of the contract's currency.

    Attributes:
        fee: Earned fee.
        reductions: Lines of the head fee_reduction, <= 0.
        bonus: Lines of the head bonus, clawed back parts taken off.
        set_offs: What was set off, positive.
        paid: Cash paid.
        unpaid: What the vendor owes beyond its pay (<= 0): what was claimed of it or drawn from its bonds, and what is
            still carried at the end.
        held: Still held back at the end (>= 0): retention that is not released, and what is in suspense.
        calendar: Month → payable.
        triggers: Fired and not withdrawn at the end.
    """

    fee: int
    reductions: int
    bonus: int
    set_offs: int
    paid: int
    unpaid: int
    held: int
    calendar: tuple[tuple[Month, int], ...]
    triggers: tuple[Firing, ...]

    @property
    def kept(self) -> int:
        """What the vendor is left with."""
        return self.paid + self.unpaid

    def share_of(self, price: int) -> Fraction | None:
        """The part of the contract price that the vendor is left with; None when the price is nothing."""
        return Fraction(self.kept, price) if price else None


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario and what it came to; or why the contract gives it nothing to say."""

    scenario: Scenario
    totals: Totals | None
    findings: tuple[Finding, ...] = ()


def play(amended: Amended, scenario: Scenario, assumed: Assumed) -> Played:
    """Settle the whole term under a scenario."""
    try:
        return Played(scenario, outcome(amended, scenario, assumed))
    except (DoesNotApplyError, FindingsError) as error:
        return Played(scenario, None, tuple(error.findings))


def outcome(amended: Amended, scenario: Scenario, assumed: Assumed) -> Totals:
    """What the whole term comes to under a scenario.

    Raises:
        DoesNotApplyError: The contract gives the scenario nothing to say.
        FindingsError: Its figures do not fit the contract.
    """
    return totals_of(settle(*term_of(amended, scenario, assumed)))


def term_of(
    amended: Amended, scenario: Scenario, assumed: Assumed
) -> tuple[Amended, tuple[PeriodFigures, ...]]:
    """The contract as a scenario has it, with the figures of every month.

    Raises:
        DoesNotApplyError: The contract gives the scenario nothing to say.
        FindingsError: The scenario names what the contract does not have.
    """
    changed = under(amended, scenario)
    return changed, tuple(periods_of(changed, scenario, assumed))


def play_suite(amended: Amended, suite: Suite, only: Iterable[str] = ()) -> tuple[Played, ...]:
    """Every scenario of a suite, or those that are asked for."""
    wanted = set(only)
    return tuple(
        play(amended, scenario, suite.assumed)
        for scenario in suite.scenarios
        if not wanted or scenario.id in wanted
    )


def settle(amended: Amended, periods: Sequence[PeriodFigures]) -> tuple[Statement, ...]:
    """The statements of a whole term from the zero state, without explanations.

    Raises:
        FindingsError: They do not fit the contract.
    """
    pairs = steps(amended, State(amended.first.id), periods, explained=False)
    return tuple(statement for statement, _ in pairs)


def totals_of(statements: Sequence[Statement]) -> Totals:
    """What statements come to. There must be one at least."""
    lines = [line for statement in statements for line in statement.lines]

    def sum_of(*heads: Head) -> int:
        return sum(line.amount.minor for line in lines if line.head in heads)

    return Totals(
        fee=sum(statement.fee.minor for statement in statements),
        reductions=sum_of(Head.FEE_REDUCTION),
        bonus=sum_of(Head.BONUS),
        set_offs=sum(statement.set_offs.minor for statement in statements),
        paid=sum(statement.payable.minor for statement in statements),
        unpaid=statements[-1].carry_after - sum(_claimed(statement) for statement in statements),
        held=sum(_held(statement) for statement in statements),
        calendar=tuple((statement.month, statement.payable.minor) for statement in statements),
        triggers=statements[-1].triggers,
    )


def _claimed(statement: Statement) -> int:
    return statement.closing.claim + statement.closing.drawn


def _held(statement: Statement) -> int:
    """What a statement adds to what is held back, minor units; what it releases is taken off."""
    released = sum(due.amount for due in statement.dues if due.id == "retention")
    withheld = sum(due.withheld for due in statement.dues)
    return withheld - released - sum(item.amount.minor for item in statement.suspense)


def price_of(amended: Amended) -> int:
    """The contract price, minor units."""
    return minor_of(amended.first.fee.total, amended.first.currency)
