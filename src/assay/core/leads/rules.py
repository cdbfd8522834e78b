"""The verdict rules on leads: one pure function per kind of rule. Each says whether it applies, and from what.

A rule condemns only on what is known: a blank country, consent or contact state is unknown and applies nothing.
Only a named action can be missing by being blank, because the log has no other way to say that there was none.
Windows and duties run in calendar time and include their last second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from assay.core.contract.judged import LeadRule
from assay.core.contract.model import Contract
from assay.core.explain import Node
from assay.core.leads.facts import LeadFacts
from assay.core.leads.words import moment_text, row_params
from assay.core.period import day_of


@dataclass(frozen=True, slots=True)
class Case:
    """A credited lead before the rules.

    Attributes:
        facts: The lead, without anything later than ``as_of``.
        contract: The version in force for the month.
        as_of: The moment of judging.
        campaign: Campaign of the paid touch that credits it.
        lot: Spend lot that it hangs on.
        failed_segment: Id of the segment rule that the lot failed, empty when none.
    """

    facts: LeadFacts
    contract: Contract
    as_of: datetime
    campaign: str
    lot: str
    failed_segment: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says when it does not simply pass.

    Attributes:
        applies: The lead is invalid by this rule; False while its window is still open.
        node: The explanation.
        decided_at: When it became certain, None when the facts do not say.
        open_until: When an open window ends, None while nothing has set its end.
    """

    applies: bool
    node: Node
    decided_at: datetime | None = None
    open_until: datetime | None = None


Rule = Callable[[Case, LeadRule], Outcome | None]

REPLY_DUTY = "sales_reply"
"""The buyer's duty whose lateness can be seen on a single lead; no other duty relieves a lead."""

EXCLUSIONS = frozenset(
    """existing_customer competitor employee job_seeker solicitation below_minimum_order""".split()
)
"""Groups of the leads table; another word in a contract is shown as written."""


def duplicate(case: Case, rule: LeadRule) -> Outcome | None:
    """An earlier lead of the buyer, whoever brought it, shares a contact key within the window."""
    facts = case.facts
    since = facts.created_at - _window(rule)
    earlier = [lead for lead in facts.earlier_leads if lead.through in rule.keys and lead.at >= since]
    if not earlier:
        return None
    first = min(earlier, key=lambda lead: (lead.at, lead.book, lead.id, lead.through))
    days = str((rule.within_hours or Fraction(0)) / 24)
    params = {"first": first.id, "at": _moment(case, first.at), "days": days} | row_params(first.ref)
    return _applies(rule, params, code=f"lead.rule.duplicate.{first.through}", decided_at=facts.created_at)


def audience_excluded(case: Case, rule: LeadRule) -> Outcome | None:
    """The buyer's log puts the lead in a group that the contract does not pay for."""
    found = case.facts.exclusion
    if found is None or found not in case.contract.audience_exclude:
        return None
    kind = found if found in EXCLUSIONS else "other"
    return _applies(rule, {"exclusion": found}, code=f"lead.rule.audience_excluded.{kind}")


def country_outside(case: Case, rule: LeadRule) -> Outcome | None:
    """The lead's country is known and is none of the markets."""
    found = case.facts.country
    if found is None or found in case.contract.markets:
        return None
    return _applies(rule, {"country": found, "markets": ", ".join(case.contract.markets)})


def consent_missing(case: Case, rule: LeadRule) -> Outcome | None:
    """The log says that consent to contact was not given."""
    return _applies(rule, {}) if case.facts.consent is False else None


def contact_unreachable(case: Case, rule: LeadRule) -> Outcome | None:
    """Mail bounced or the number is dead."""
    return _applies(rule, {}) if case.facts.reachable is False else None


def brand_term(case: Case, rule: LeadRule) -> Outcome | None:
    """The campaign's name holds one of the brand terms in force on the day of the enquiry, as whole words.

    The campaign's name is all that the log keeps of what was searched; signs between words count as blanks.
    """
    table = case.contract.tables.get(rule.table)
    row = table.at(day_of(case.facts.created_at, case.contract.term.zone)) if table else None
    terms = row.value if row is not None and isinstance(row.value, tuple) else ()
    for term in terms:
        if f" {_words(term)} " in f" {_words(case.campaign)} ":
            return _applies(rule, {"term": term, "campaign": case.campaign})
    return None


def named_action_missing(case: Case, rule: LeadRule) -> Outcome | None:
    """The lead did none of the actions that the contract names."""
    if case.facts.action in rule.actions:
        return None
    return _applies(rule, {"action": case.facts.action or "", "actions": ", ".join(rule.actions)})


def in_failed_segment(case: Case, rule: LeadRule) -> Outcome | None:
    """The lead's lot lies inside a segment of traffic that failed."""
    return _applies(rule, {"lot": case.lot, "segment": case.failed_segment}) if case.failed_segment else None


def no_second_interaction(case: Case, rule: LeadRule) -> Outcome | None:
    """The lead does not write again until its window is over.

    Any message after its first counts, also one before our reply. The time allowed runs from the enquiry, or, with
    the pause ``buyer_has_not_replied``, from our first reply: until then the clock stands still. A lead that was
    never answered and did not write again is silent once the buyer's duty to reply is late (the relief then says
    that this is the buyer's doing); before that, and without such a duty, it is open.
    """
    facts, answer = case.facts, case.facts.next_message
    if rule.pause and facts.reply is None:
        return _never_replied(case, rule) if answer is None else None
    start = facts.reply.at if rule.pause and facts.reply else facts.created_at
    ends_at = start + _window(rule)
    if answer is not None and answer.at <= ends_at:
        return None
    params = {"start": _moment(case, start), "ends": _moment(case, ends_at), "hours": _hours(rule)}
    if case.as_of <= ends_at:
        return Outcome(
            applies=False, node=Node("lead.rule.no_second_interaction.open", params), open_until=ends_at
        )
    if answer is None:
        return _applies(rule, params, decided_at=ends_at)
    late = params | {"answer": _moment(case, answer.at)}
    return _applies(rule, late, code="lead.rule.no_second_interaction.late", decided_at=ends_at)


def _never_replied(case: Case, rule: LeadRule) -> Outcome:
    due_at = reply_due_at(case, rule.relief_duty)
    params = {"created": _moment(case, case.facts.created_at), "due": _moment(case, due_at) if due_at else ""}
    if due_at is not None and case.as_of > due_at:
        return _applies(rule, params, code="lead.rule.no_second_interaction.unanswered", decided_at=due_at)
    code = "lead.rule.no_second_interaction.waiting" if due_at else "lead.rule.no_second_interaction.no_end"
    return Outcome(applies=False, node=Node(code, params), open_until=due_at)


def reply_due_at(case: Case, duty_id: str) -> datetime | None:
    """When the duty to reply to this lead falls due; None for another duty, or without a deadline."""
    duty = case.contract.duties.get(duty_id) if duty_id == REPLY_DUTY else None
    if duty is None or duty.within_hours is None:
        return None
    return case.facts.created_at + _span(duty.within_hours)


def relief(case: Case, rule: LeadRule) -> Node | None:
    """The explanation of a relief that the rule grants this lead, or None.

    The duty is the buyer's reply to the lead: late when our first reply came after its deadline, or has not come
    and the deadline is over.
    """
    due_at = reply_due_at(case, rule.relief_duty)
    if due_at is None or rule.relief_effect is None:
        return None
    reply = case.facts.reply
    if (reply.at if reply else case.as_of) <= due_at:
        return None
    params = {
        "duty": rule.relief_duty,
        "due": _moment(case, due_at),
        "replied": _moment(case, reply.at) if reply else "",
        "as_of": _moment(case, case.as_of),
    }
    return Node(f"lead.relief.{rule.relief_effect}.{'late_reply' if reply else 'no_reply'}", params)


RULES: Mapping[str, Rule] = {
    "duplicate": duplicate,
    "audience_excluded": audience_excluded,
    "country_outside": country_outside,
    "consent_missing": consent_missing,
    "contact_unreachable": contact_unreachable,
    "brand_term": brand_term,
    "named_action_missing": named_action_missing,
    "in_failed_segment": in_failed_segment,
    "no_second_interaction": no_second_interaction,
}


def _applies(
    rule: LeadRule, params: dict[str, str], *, code: str = "", decided_at: datetime | None = None
) -> Outcome:
    return Outcome(applies=True, node=Node(code or f"lead.rule.{rule.rule}", params), decided_at=decided_at)


def _window(rule: LeadRule) -> timedelta:
    return _span(rule.within_hours or Fraction(0))


def _span(hours: Fraction) -> timedelta:
    """Whole microseconds; a finer part is dropped."""
    return timedelta(microseconds=int(hours * 3_600_000_000))


def _hours(rule: LeadRule) -> str:
    return str(rule.within_hours or 0)


def _moment(case: Case, moment: datetime) -> str:
    return moment_text(moment, case.contract.term.zone)


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
