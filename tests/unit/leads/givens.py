"""A small contract and leads to judge by it. Times are written in the contract's zone, Asia/Shanghai."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assay.core.contract.load import load_contract
from assay.core.contract.model import Contract
from assay.core.leads.facts import EarlierLead, EarlierOrder, LeadFacts, Message, RowRef, SalesVerdict, Touch
from assay.core.leads.scope import CampaignScope
from assay.core.leads.verdict import LeadVerdict, judge_lead

ZONE = ZoneInfo("Asia/Shanghai")

CONTRACT = """
assay: v1
id: AS-LEADS
version: "1.0.0"
name: {zh: 判定合同, en: Verdicts}
parties: {buyer: {zh: 甲方, en: Buyer}, vendor: {zh: 乙方, en: Vendor}}
term: {start: "2027-01-01", end: "2027-06-30", tz: Asia/Shanghai, week_starts: monday}
currency: {code: CNY, fx: {table: top_up_rate, at: lot}}
audience: {markets: [US, DE], exclude: [existing_customer, competitor, job_seeker, solicitation, below_minimum_order, influencer]}
tables:
  top_up_rate: {kind: fx, rows: [{from: "2027-01-01", value: 7.12 CNY/USD}, {from: "2027-03-16", value: 7.20 CNY/USD}]}
  brand_terms: {rows: [{from: "2027-01-01", value: [lumora, "lumora solar"]}]}
  required_fields: {rows: [{from: "2027-01-01", value: [name, email_or_phone, country, product, source]}]}
sources:
  ga4: {owner: buyer, kind: web_analytics, of_record_for: [sessions, forms], tz: Asia/Shanghai}
  crm: {owner: buyer, kind: crm, of_record_for: [leads, replies, verdicts], tz: Asia/Shanghai}
  ads: {owner: platform, of_record_for: [spend, clicks], grain: campaign x day, day: account_zone}
scope: {accounts: [google_ads/main], exclude: [{campaign: "brand*"}]}
credit:
  rule: last_paid_touch
  window: 30 day
  known_before: {in: [crm, orders, trade_show, b2b_platform], within: 24 month, then: exclude}
  dormant_after: 12 month
fee: {total: 180000.00 CNY, monthly: 30000.00 CNY, base: 60%, at_risk: 40%}
lots: {fee: {split: month x kpi_weight}, spend: {split: campaign x day}}
validity:
  click:
    - {id: bot, rule: declared_bot, class: A}
  segment:
    - {id: bounce, rule: bounce_rate, over: 70%, per: campaign x day, min_n: "30", judge: value, class: A}
  lead:
    - {id: duplicate, rule: duplicate, keys: [email, phone], within: 180 day, scope: buyer}
    - {id: excluded, rule: audience_excluded}
    - {id: market, rule: country_outside, of: audience.markets}
    - {id: consent, rule: consent_missing}
    - {id: unreachable, rule: contact_unreachable}
    - {id: brand, rule: brand_term, table: brand_terms}
    - {id: no_action, rule: named_action_missing, actions: [register, leave_details, consult]}
    - {id: failed_segment, rule: in_failed_segment}
    - {id: silent, rule: no_second_interaction, within: 72 h, pause: buyer_has_not_replied, relief: {duty: sales_reply, effect: deemed_valid}}
qualification: {sales: {judge: sales, within: 10 day}}
kpis:
  valid_leads: {metric: valid_leads, source: crm, period: month, target: ">= 50 lead", weight: "0.4"}
  qualified: {metric: sales_qualified_leads, source: crm, period: month, target: ">= 10 lead", weight: "0.2"}
  form_rate: {metric: form_completion_rate, source: ga4, period: week, target: ">= 35%", min_n: "40", below_min_n: pool, weight: "0.2"}
  crm_fill: {metric: record_completeness, source: crm, period: month, target: ">= 95%", weight: "0.1"}
  cpl: {metric: cost_per_valid_lead, source: ads, period: month, target: "<= 400 CNY/lead", weight: "0.1"}
clauses:
  - {id: C1, priority: "10", head: fee_reduction, kind: shortfall_refund, for: kpis, lot: fee, mode: each_period}
combine: {same_cause: max, conflict: error}
payments: [{id: monthly, share: 100%, on: each_month}]
duties:
  buyer:
    sales_reply: {within: 24 h, relief: {effect: deemed_valid}}
"""

ACCOUNTS: Mapping[str, frozenset[str]] = {
    "search-us": frozenset({"google_ads/main"}),
    "display": frozenset({"google_ads/main"}),
    "brand-lumora": frozenset({"google_ads/main"}),
    "partner-us": frozenset({"google_ads/partner"}),
}
ROW = RowRef("a" * 64, 2)


def contract(text: str = CONTRACT) -> Contract:
    loaded, findings = load_contract(text, "contract.yaml")
    assert loaded is not None, [f"{finding.code} {finding.place} {finding.params}" for finding in findings]
    return loaded


def at(text: str) -> datetime:
    """``03-05 10:00`` of 2027, or a full date and time."""
    full = text if text.count("-") == 2 else f"2027-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=ZONE)


def lead(created: str = "03-05 10:00", **changes: Any) -> LeadFacts:  # noqa: ANN401 - any field of the record
    """A good lead: clicked ten minutes before, answered after two hours, and wrote again the next day."""
    created_at = at(created)
    good = LeadFacts(
        book="enquiry_log/sales",
        id="L1",
        created_at=created_at,
        ref=ROW,
        channel="paid_search",
        form="quote_form",
        country="US",
        action="leave_details",
        consent=True,
        reachable=True,
        filled=frozenset({"name", "email", "email_or_phone", "country", "product", "source"}),
        touches=(Touch(created_at - timedelta(minutes=10), "search-us", "click-1"),),
        reply=message(created_at + timedelta(hours=2)),
        next_message=message(created_at + timedelta(hours=26)),
        in_qualifications=True,
    )
    return replace(good, **changes)


def message(moment: datetime) -> Message:
    return Message(moment, f"m-{moment:%d%H%M}")


def said(verdict: str, moment: datetime | None = None) -> SalesVerdict:
    return SalesVerdict(verdict, moment)


def earlier(when: str, **changes: Any) -> EarlierLead:  # noqa: ANN401 - any field of the record
    """An earlier paid lead with the same e-mail."""
    known = EarlierLead(at(when), "enquiry_log/sales", "L0", "email", "paid_search", paid=True, ref=ROW)
    return replace(known, **changes)


def order(when: str) -> EarlierOrder:
    return EarlierOrder(at(when), "PI-7", "email", ROW)


def judge(
    facts: LeadFacts,
    *,
    as_of: str = "04-05 09:00",
    failed: Mapping[str, str] | None = None,
    by: Contract | None = None,
) -> LeadVerdict:
    by = by or contract()
    campaigns = CampaignScope(by.scope, ACCOUNTS)
    return judge_lead(facts, by, campaigns=campaigns, failed_segments=failed or {}, as_of=at(as_of))


def read(*values: object) -> str:
    """Exact values as one line of text: ``read(Fraction(2), Fraction(1, 3))`` is ``2 1/3``."""
    return " ".join(map(str, values))
