"""The verdict rules on leads: one pure function per kind of rule. Each says whether it applies, and from what.

A rule condemns only on what is known: a blank country, consent or contact state is unknown and applies nothing.
Only a named action can be missing by being blank, because the log has no other way to say that there was none.
Windows and duties include their last moment (:mod:`assay.core.leads.windows`). Where nobody agreed on the business
hours of the lead's country, what depends on them is open, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial

from assay.core.contract.judged import LeadRule
from assay.core.contract.model import Contract
from assay.core.deadlines import Deadline
from assay.core.explain import Node
from assay.core.leads.facts import EarlierLead, LeadFacts
from assay.core.leads.windows import HOURS_UNKNOWN, Window, calendar_end, window
from assay.core.leads.words import moment_text, row_params
from assay.core.money import decimal_text
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
        explain: Writes the explanation.
        decided_at: When it became certain, None when the facts do not say.
        open_until: When an open window ends, None while nothing has set its end.
    """

    applies: bool
    explain: Callable[[], Node]
    decided_at: datetime | None = None
    open_until: datetime | None = None

    @property
    def node(self) -> Node:
        """The explanation."""
        return self.explain()


Rule = Callable[[Case, LeadRule], Outcome | None]

REPLY_DUTY = "sales_reply"
"""The buyer's duty whose lateness can be seen on a single lead; no other duty relieves a lead."""

EXCLUSIONS = frozenset(
    """existing_customer competitor employee job_seeker solicitation below_minimum_order""".split()
)
"""Groups of the leads table; another word in a contract is shown as written."""


def duplicate(case: Case, rule: LeadRule) -> Outcome | None:
    """An earlier lead of the buyer, whoever brought it, shares a contact key within the window."""
    facts, within = case.facts, rule.within
    assert within is not None
    if not facts.earlier_leads:
        return None
    earlier = [
        lead
        for lead in facts.earlier_leads
        if lead.through in rule.keys and facts.created_at <= calendar_end(lead.at, within, case.contract)
    ]
    if not earlier:
        return None
    first = min(earlier, key=lambda lead: (lead.at, lead.book, lead.id, lead.through))
    return Outcome(True, lambda: _duplicate_node(case, first, within), decided_at=facts.created_at)  # noqa: FBT003


def _duplicate_node(case: Case, first: EarlierLead, within: Deadline) -> Node:
    params = {"first": first.id, "at": _moment(case, first.at)} | row_params(first.ref)
    code = f"lead.rule.duplicate.{first.through}"
    if within.hours is not None:
        return Node(code, params | {"days": decimal_text(within.hours / 24)})
    window_node = Node(f"lead.window.{within.unit}", {"amount": decimal_text(within.amount)})
    return Node(f"{code}_in_window", params, children=(window_node,))


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
    enquired_on = day_of(case.facts.created_at, case.contract.term.zone)
    term = _brand_term(case.campaign, rule, case.contract, enquired_on)
    return _applies(rule, {"term": term, "campaign": case.campaign}) if term else None


def is_brand(campaign: str, contract: Contract, day: date) -> bool:
    """Whether a campaign's name holds a brand term that a rule of the contract finds on a day."""
    rules = (rule for rule in contract.lead_rules if rule.rule == "brand_term")
    return any(_brand_term(campaign, rule, contract, day) for rule in rules)


def _brand_term(campaign: str, rule: LeadRule, contract: Contract, day: date) -> str:
    """The first of the rule's terms that the name holds; empty for none."""
    table = contract.tables.get(rule.table)
    row = table.at(day) if table else None
    terms = row.value if row is not None and isinstance(row.value, tuple) else ()
    return next((term for term in terms if f" {_words(term)} " in f" {_words(campaign)} "), "")


def named_action_missing(case: Case, rule: LeadRule) -> Outcome | None:
    """The lead did none of the actions that the contract names."""
    if case.facts.action in rule.actions:
        return None
    return _applies(rule, {"action": case.facts.action or "", "actions": ", ".join(rule.actions)})


def in_failed_segment(case: Case, rule: LeadRule) -> Outcome | None:
    """The lead's lot lies inside a segment of traffic that failed."""
    return _applies(rule, {"lot": case.lot, "segment": case.failed_segment}) if case.failed_segment else None


def no_second_interaction(case: Case, rule: LeadRule) -> Outcome | None:
    """The lead did not write a second time within the window; open until its window is over.

    Any message after its first counts, also one before our reply. The time allowed runs from the enquiry, or, with
    the pause ``buyer_has_not_replied``, from our first reply: until then the clock stands still. A lead that was
    never answered and did not write again is silent once the buyer's duty to reply is late (the relief then says
    that this is the buyer's doing); before that, and without such a duty, it is open.
    """
    facts, answer = case.facts, case.facts.next_message
    if rule.pause and facts.reply is None:
        return _never_replied(case, rule) if answer is None else None
    start = facts.reply.at if rule.pause and facts.reply else facts.created_at
    allowed = window(rule, start, facts.country, case.contract)
    assert allowed is not None
    if answer is not None and answer.at <= (allowed.ends_at or allowed.surely_at):
        return None
    if allowed.ends_at is None:
        return _hours_unknown(case, allowed)
    if case.as_of <= allowed.ends_at:
        waiting = partial(_silence_node, case, allowed, start, "open")
        return Outcome(applies=False, explain=waiting, open_until=allowed.ends_at)
    silent = partial(_silence_node, case, allowed, start, "late" if answer else "")
    return Outcome(applies=True, explain=silent, decided_at=allowed.ends_at)


def _silence_node(case: Case, allowed: Window, start: datetime, state: str) -> Node:
    """From when to when; what a window counts that is no plain hours stands below."""
    assert allowed.ends_at is not None
    answer = case.facts.next_message
    params = {"start": _moment(case, start), "ends": _moment(case, allowed.ends_at)}
    params |= {"answer": _moment(case, answer.at)} if state == "late" and answer else {}
    if allowed.hours:
        code = ".".join(filter(None, ("lead.rule.no_second_interaction", state)))
        return Node(code, params | {"hours": allowed.hours})
    code = ".".join(filter(None, ("lead.rule.no_second_interaction.window", state)))
    return Node(code, params, children=(allowed.node,))


def _hours_unknown(case: Case, allowed: Window) -> Outcome:
    """Open, and nothing but a row of the signed table or the lead's country will close it."""
    params = {"country": allowed.country or "", "created": _moment(case, case.facts.created_at)}
    said = "country" if allowed.country else "no_country"
    node = Node(f"{HOURS_UNKNOWN}{said}", params, children=(allowed.node,))
    return Outcome(applies=False, explain=lambda: node)


def _never_replied(case: Case, rule: LeadRule) -> Outcome:
    due = reply_due(case, rule.relief_duty)
    if due is not None and due.ends_at is None:
        return _hours_unknown(case, due)
    due_at = due.ends_at if due else None

    def explain(state: str) -> Node:
        due_text = _moment(case, due_at) if due_at else ""
        params = {"created": _moment(case, case.facts.created_at), "due": due_text}
        return Node(f"lead.rule.no_second_interaction.{state}", params)

    if due_at is not None and case.as_of > due_at:
        return Outcome(applies=True, explain=partial(explain, "unanswered"), decided_at=due_at)
    state = "waiting" if due_at else "no_end"
    return Outcome(applies=False, explain=partial(explain, state), open_until=due_at)


def reply_due(case: Case, duty_id: str) -> Window | None:
    """The time for the reply to this lead; None for another duty, or without a deadline."""
    duty = case.contract.duties.get(duty_id) if duty_id == REPLY_DUTY else None
    return None if duty is None else window(duty, case.facts.created_at, case.facts.country, case.contract)


def relief(case: Case, rule: LeadRule) -> Outcome | None:
    """What the rule's relief says of this lead, or None.

    The duty is the buyer's reply to the lead: late when our first reply came after its deadline, or has not come
    and the deadline is over. It does not apply, and is open, where the deadline cannot be known and may be over.
    """
    due = reply_due(case, rule.relief_duty)
    if due is None or rule.relief_effect is None:
        return None
    reply = case.facts.reply
    if (reply.at if reply else case.as_of) <= (due.ends_at or due.surely_at):
        return None
    ends_at, effect = due.ends_at, rule.relief_effect
    if ends_at is None:
        return _hours_unknown(case, due)

    def explain() -> Node:
        params = {
            "duty": rule.relief_duty,
            "due": _moment(case, ends_at),
            "replied": _moment(case, reply.at) if reply else "",
            "as_of": _moment(case, case.as_of),
        }
        return Node(f"lead.relief.{effect}.{'late_reply' if reply else 'no_reply'}", params)

    return Outcome(applies=True, explain=explain)


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


def _applies(rule: LeadRule, params: dict[str, str], *, code: str = "") -> Outcome:
    return Outcome(applies=True, explain=lambda: Node(code or f"lead.rule.{rule.rule}", params))


def _moment(case: Case, moment: datetime) -> str:
    return moment_text(moment, case.contract.term.zone)


@lru_cache(maxsize=4096)
def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
