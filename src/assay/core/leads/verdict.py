"""The verdict on a lead: one owner, one verdict, one first reason, with the dates and rows it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import partial

from assay.core.contract.judged import Effect, LeadRule
from assay.core.contract.model import Contract
from assay.core.explain import Node, Why
from assay.core.findings import NOWHERE, Place
from assay.core.leads.credit import Credited, Owner, credit_lead
from assay.core.leads.facts import LeadFacts
from assay.core.leads.rules import RULES, Case, Outcome, relief
from assay.core.leads.scope import CampaignScope
from assay.core.leads.windows import calendar_end
from assay.core.leads.words import moment_text, row_params
from assay.core.money import decimal_text
from assay.core.period import day_of

FIRST_VALID = "claim.first_valid"
"""Reason of the credit of a lead that another contract had counted first."""


class Verdict(StrEnum):
    """What a lead is worth to the contract."""

    VALID = "valid"
    INVALID = "invalid"
    OPEN = "open"
    NOT_OURS = "not_ours"


class Sales(StrEnum):
    """How sales' judgement of a lead stands; ``none`` means that the time to judge ran out, or there is none."""

    QUALIFIED = "qualified"
    NOT_QUALIFIED = "not_qualified"
    OPEN = "open"
    NONE = "none"


_SAID = {state.value: state for state in (Sales.QUALIFIED, Sales.NOT_QUALIFIED)}


@dataclass(frozen=True, slots=True)
class LeadVerdict:
    """The one verdict of a lead at a moment.

    Attributes:
        book: Log of the lead; with ``id`` its identity.
        created_on: Day of the enquiry in the contract's zone.
        owner: Who brought it.
        credit_reason: Why, such as ``touch.in_window`` or ``known_before.trade_show``.
        verdict: valid, invalid, open or not_ours.
        reason: Id of the rule that decided or is open; empty when valid or not ours.
        relief: What the buyer's lateness does to an invalid lead; None for nothing.
        sales: How sales' judgement stands.
        lot: Spend lot it hangs on; empty when it is not ours and had no touch.
        place: The rule's place in the contract; empty when no rule spoke.
        decided_at: When the verdict became certain, None when the facts do not say.
        open_until: When the open window ends, None while nothing has set its end.
        why: The explanation.
    """

    book: str
    id: str
    created_at: datetime
    created_on: date
    owner: Owner
    credit_reason: str
    verdict: Verdict
    why: Why
    reason: str = ""
    relief: Effect | None = None
    sales: Sales = Sales.NONE
    lot: str = ""
    place: Place = NOWHERE
    decided_at: datetime | None = None
    open_until: datetime | None = None

    @property
    def node(self) -> Node:
        """The explanation."""
        return self.why.node

    @property
    def key(self) -> tuple[str, str]:
        """Book and number."""
        return (self.book, self.id)

    @property
    def counts(self) -> bool:
        """Whether it counts as valid: by itself, or because a relief deems it so."""
        return self.verdict is Verdict.VALID or self.relief is Effect.DEEMED_VALID

    @property
    def counts_qualified(self) -> bool:
        """Whether it counts, and sales found it qualified."""
        return self.counts and self.sales is Sales.QUALIFIED


def judge_lead(
    facts: LeadFacts,
    contract: Contract,
    *,
    campaigns: CampaignScope,
    failed_segments: Mapping[str, str],
    as_of: datetime,
) -> LeadVerdict:
    """Judge one lead by what was known at a moment.

    Credit comes first. Then the contract's rules run in order; the first that applies gives the reason, and the
    first whose window is still open leaves the lead open, because it may yet be the reason.

    Args:
        facts: What is known of the lead; anything later than ``as_of`` is ignored.
        contract: The version in force for the lead's month.
        campaigns: The contract's scope beside the campaigns that the reports know.
        failed_segments: Spend lot → id of the segment rule that it failed.
        as_of: The moment of judging, aware.
    """
    facts = facts.as_of(as_of)
    credited = credit_lead(facts, contract, campaigns)
    if credited.owner is not Owner.CONTRACT:
        return _verdict(facts, contract, credited, Verdict.NOT_OURS)
    segment = failed_segments.get(credited.lot, "")
    case = Case(facts, contract, as_of, credited.campaign, credited.lot, segment)
    for rule in contract.lead_rules:
        outcome = RULES[rule.rule](case, rule)
        if outcome is not None:
            return _ruled(case, credited, rule, outcome)
    return _verdict(facts, contract, credited, Verdict.VALID, sales=sales_state(case))


def left_to(verdict: LeadVerdict, other: str) -> LeadVerdict:
    """The verdict on a lead that another contract had counted first; the same when that is none, or it is not ours."""
    if not other or verdict.owner is not Owner.CONTRACT:
        return verdict
    return replace(
        verdict,
        owner=Owner.OTHER_CONTRACT,
        credit_reason=FIRST_VALID,
        verdict=Verdict.NOT_OURS,
        reason="",
        relief=None,
        sales=Sales.NONE,
        place=Place(),
        decided_at=None,
        open_until=None,
        why=Why(
            lambda: Node(
                "lead.verdict.not_ours",
                verdict.node.params,
                children=(Node("lead.credit.claim.first_valid", {"contract": other}),),
            )
        ),
    )


def sales_state(case: Case) -> Sales:
    """How sales' judgement stands: what they said, else open until the contract's time to judge is over."""
    said = case.facts.sales
    if said is not None:
        return _SAID[said.verdict]
    due_at = sales_due_at(case.facts, case.contract)
    return Sales.OPEN if due_at is not None and case.as_of <= due_at else Sales.NONE


def sales_due_at(facts: LeadFacts, contract: Contract) -> datetime | None:
    """The last moment in which sales can judge; None when the contract sets them no time."""
    within = contract.sales.within if contract.sales else None
    return None if within is None else calendar_end(facts.created_at, within, contract)


def conversation(facts: LeadFacts, contract: Contract) -> Node:
    """What was written after the enquiry: our first reply, and the lead's next message, in either order."""
    zone, answer = contract.term.zone, facts.next_message
    params = {
        "replied": moment_text(facts.reply.at, zone) if facts.reply else "",
        "answer": moment_text(answer.at, zone) if answer else "",
    }
    spoke = "both" if facts.reply and answer else "we" if facts.reply else "lead" if answer else "nobody"
    return Node(f"lead.messages.{spoke}", params)


def _sales_node(sales: Sales, facts: LeadFacts, contract: Contract) -> Node:
    zone, within = contract.term.zone, contract.sales.within if contract.sales else None
    if sales is Sales.OPEN and within is not None and within.hours is None:
        due_at = sales_due_at(facts, contract)
        assert due_at is not None
        return Node("lead.sales.open_until", {"due": moment_text(due_at, zone)})
    judged_at = facts.sales.judged_at if facts.sales else None
    hours = within.hours if within else None
    params = {
        "judged": moment_text(judged_at, zone) if judged_at else "",
        "hours": "" if hours is None else decimal_text(hours),
    }
    return Node(f"lead.sales.{sales}", params)


def _ruled(case: Case, credited: Credited, rule: LeadRule, outcome: Outcome) -> LeadVerdict:
    """Invalid, relieved or not; open while the rule's window is, or while nobody can tell whether it is relieved."""
    relieved = relief(case, rule) if outcome.applies else None
    if relieved is not None and not relieved.applies:
        outcome, relieved = relieved, None
    return _verdict(
        case.facts,
        case.contract,
        credited,
        Verdict.INVALID if outcome.applies else Verdict.OPEN,
        rule=rule,
        outcome=outcome,
        relieved=relieved,
        sales=sales_state(case),
    )


def _verdict(  # noqa: PLR0913 - one place builds the record, so that every verdict is explained alike
    facts: LeadFacts,
    contract: Contract,
    credited: Credited,
    verdict: Verdict,
    *,
    rule: LeadRule | None = None,
    outcome: Outcome | None = None,
    relieved: Outcome | None = None,
    sales: Sales = Sales.NONE,
) -> LeadVerdict:
    return LeadVerdict(
        book=facts.book,
        id=facts.id,
        created_at=facts.created_at,
        created_on=day_of(facts.created_at, contract.term.zone),
        owner=credited.owner,
        credit_reason=credited.reason,
        verdict=verdict,
        why=Why(partial(_node, facts, contract, verdict, rule, sales, credited, outcome, relieved)),
        reason=rule.id if rule else "",
        relief=rule.relief_effect if rule and relieved else None,
        sales=sales,
        lot=credited.lot,
        place=rule.place if rule else NOWHERE,
        decided_at=outcome.decided_at if outcome else None,
        open_until=outcome.open_until if outcome else None,
    )


def _node(  # noqa: PLR0913, PLR0917 - all that an explanation rests on
    facts: LeadFacts,
    contract: Contract,
    verdict: Verdict,
    rule: LeadRule | None,
    sales: Sales,
    credited: Credited,
    outcome: Outcome | None,
    relieved: Outcome | None,
) -> Node:
    ours = verdict is not Verdict.NOT_OURS
    children = (
        credited.node,
        *((conversation(facts, contract),) if ours else ()),
        *((outcome.node,) if outcome else ()),
        *((relieved.node,) if relieved else ()),
        *((_sales_node(sales, facts, contract),) if ours else ()),
    )
    params = {
        "lead": facts.id,
        "book": facts.book,
        "created": moment_text(facts.created_at, contract.term.zone),
        "reason": rule.id if rule else "",
        "rule_line": str(rule.place.line) if rule else "",
        **row_params(facts.ref),
    }
    return Node(f"lead.verdict.{verdict}", params, children=children)
