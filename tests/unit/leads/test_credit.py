"""Every lead has exactly one owner, with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assay.core.contract.model import Credit, Scope
from assay.core.leads.credit import Owner, credit_lead, known_before, last_paid_touch, months_before
from assay.core.leads.facts import EarlierLead, LeadFacts, Touch
from assay.core.leads.scope import CampaignScope, Standing
from tests.unit.leads.givens import ACCOUNTS, CONTRACT, ROW, ZONE, at, contract, earlier, lead, order

CAMPAIGNS = CampaignScope(contract().scope, ACCOUNTS)


def owner(facts: LeadFacts, text: str = CONTRACT) -> tuple[str, str]:
    by = contract(text)
    credited = credit_lead(facts, by, CampaignScope(by.scope, ACCOUNTS))
    return credited.owner.value, credited.reason


def clicked(when: str, campaign: str = "search-us", click: str = "c") -> Touch:
    return Touch(at(when), campaign, click)


def test_the_last_paid_click_in_the_window_credits_the_contract() -> None:
    assert owner(lead()) == ("contract", "touch.in_window")


def test_a_lead_hangs_on_the_lot_of_its_click_not_of_its_enquiry() -> None:
    by = contract()
    facts = lead("03-05 10:00", touches=(clicked("02-27 23:59"),))
    assert credit_lead(facts, by, CampaignScope(by.scope, ACCOUNTS)).lot == "search-us/2027-02-27"


def test_the_day_of_a_click_is_a_day_of_the_contracts_zone() -> None:
    # 16:30 UTC on 4 March is 00:30 on 5 March in Shanghai.
    by = contract()
    click = Touch(at("03-05 00:30"), "search-us", "c")
    assert (
        credit_lead(lead(touches=(click,)), by, CampaignScope(by.scope, ACCOUNTS)).lot
        == "search-us/2027-03-05"
    )


@pytest.mark.parametrize(("days", "found"), [(30, True), (31, False)])
def test_the_window_is_thirty_days_inclusive(days: int, found: bool) -> None:
    created = at("03-05 10:00")
    touch = Touch(created - timedelta(days=days), "search-us", "c")
    assert (last_paid_touch(lead(touches=(touch,)), Credit(window_days=30)) == touch) is found


def test_of_two_clicks_at_one_moment_the_smallest_id_counts() -> None:
    touches = (clicked("03-05 09:00", "display", "b"), clicked("03-05 09:00", "search-us", "a"))
    assert last_paid_touch(lead(touches=touches), Credit()) == touches[1]


def test_of_two_clicks_the_later_counts() -> None:
    touches = (clicked("03-05 09:00", "display", "z"), clicked("03-04 09:00", "search-us", "a"))
    assert last_paid_touch(lead(touches=touches), Credit()) == touches[0]


def paid_before(when: str, touch: Touch, **changes: object) -> EarlierLead:
    """An earlier lead of the person with a click."""
    return earlier(when, touch=touch, **changes)


def organic(*earlier_leads: EarlierLead) -> LeadFacts:
    """A lead of 5 March, 10:00, out of a search result, of a person who had written before."""
    return lead("03-05 10:00", channel="organic", touches=(), earlier_leads=earlier_leads)


def test_a_click_recorded_with_an_earlier_lead_of_the_person_credits_the_contract() -> None:
    # Clicked and wrote on 23 February; wrote again on 5 March, ten days later, out of a search result.
    by = contract()
    facts = organic(paid_before("02-23 10:00", clicked("02-23 09:50")))
    credited = credit_lead(facts, by, CampaignScope(by.scope, ACCOUNTS))
    assert (credited.owner, credited.reason) == (Owner.CONTRACT, "touch.in_window")
    assert (credited.campaign, credited.lot) == ("search-us", "search-us/2027-02-23")


@pytest.mark.parametrize(
    ("click", "expected"),
    [
        # 30 days before 5 March 10:00 is 3 February 10:00.
        ("02-03 10:00", ("contract", "touch.in_window")),
        ("02-03 09:59", ("organic", "touch.too_old")),
    ],
)
def test_the_window_of_an_earlier_click_ends_at_this_enquiry(click: str, expected: tuple[str, str]) -> None:
    assert owner(organic(paid_before("02-03 10:00", clicked(click)))) == expected


@pytest.mark.parametrize(("own", "campaign"), [("02-24 09:00", "display"), ("02-26 09:00", "search-us")])
def test_of_an_own_and_an_earlier_leads_click_the_later_counts(own: str, campaign: str) -> None:
    facts = lead(
        touches=(clicked(own),),
        earlier_leads=(paid_before("02-25 10:00", clicked("02-25 09:00", "display")),),
    )
    touch = last_paid_touch(facts, Credit())
    assert touch is not None
    assert touch.campaign == campaign


def test_the_explanation_names_the_earlier_lead_that_records_the_click() -> None:
    by = contract()
    known = paid_before("02-23 10:00", clicked("02-23 09:50"), id="L7")
    # The same lead, found by its phone as well.
    facts = organic(known, replace(known, through="phone"))
    (child,) = credit_lead(facts, by, CampaignScope(by.scope, ACCOUNTS)).node.children
    assert child.code == "lead.credit.recorded_with"
    assert (child.params["record"], child.params["at"]) == ("L7", "2027-02-23 10:00+08:00")
    assert credit_lead(lead(), by, CampaignScope(by.scope, ACCOUNTS)).node.children == ()


@pytest.mark.parametrize("channel", ["trade_show", "b2b_platform"])
def test_a_person_of_the_buyers_own_channels_stays_known_before(channel: str) -> None:
    # Met on 1 February, clicked on 23 February, wrote on 5 March: the buyer knew them first.
    facts = organic(
        earlier("02-01 10:00", id="TS-1", channel=channel, paid=False),
        paid_before("02-23 10:00", clicked("02-23 09:50")),
    )
    assert owner(facts) == ("own", f"known_before.{channel}")


@pytest.mark.parametrize(
    ("click", "expected"),
    [
        # An unpaid lead of 20 February counts as the click's when that came at most 30 days before: from 21 January.
        ("01-21 10:00", ("contract", "touch.in_window")),
        ("01-21 09:59", ("own", "known_before.crm")),
    ],
)
def test_an_unpaid_lead_that_a_click_had_brought_makes_nobody_known(
    click: str, expected: tuple[str, str]
) -> None:
    facts = lead(
        earlier_leads=(
            paid_before("01-21 10:00", clicked(click)),
            earlier("02-20 10:00", id="L1", channel="organic", paid=False),
        )
    )
    assert owner(facts) == expected


@pytest.mark.parametrize(
    ("campaign", "expected"),
    [
        ("display", ("contract", "touch.in_window")),  # the contract's own: the duplicate rule's business
        ("brand-lumora", ("own", "known_before.crm")),  # excluded from the contract
        ("partner-us", ("own", "known_before.crm")),  # of another account
        ("serch-us", ("contract", "touch.in_window")),  # no report knows it: it makes nobody known
    ],
)
def test_a_person_whom_other_advertising_had_brought_is_known_before(
    campaign: str, expected: tuple[str, str]
) -> None:
    facts = lead(earlier_leads=(paid_before("02-23 10:00", clicked("02-23 09:50", campaign)),))
    assert owner(facts) == expected


def test_a_click_of_an_earlier_lead_is_not_held_against_this_ones_channel() -> None:
    old = (paid_before("01-01 10:00", clicked("01-01 09:00")),)
    assert owner(lead(channel="trade_show", touches=(), earlier_leads=old)) == ("own", "channel.trade_show")
    assert owner(lead(channel="paid_search", touches=(), earlier_leads=old)) == (
        "unknown",
        "unknown.campaign_missing",
    )


@pytest.mark.parametrize(
    ("channel", "touches", "expected"),
    [
        ("organic", (), ("organic", "touch.none")),
        ("referral", (), ("organic", "touch.none")),
        ("organic", (clicked("03-05 09:00"),), ("contract", "touch.in_window")),
        ("paid_search", (clicked("01-05 09:00"),), ("organic", "touch.too_old")),
        ("trade_show", (), ("own", "channel.trade_show")),
        ("b2b_platform", (), ("own", "channel.b2b_platform")),
        ("paid_search", (), ("unknown", "unknown.campaign_missing")),
        (None, (), ("unknown", "unknown.channel")),
        ("paid_search", (clicked("03-05 10:01"),), ("unknown", "unknown.click_after_enquiry")),
        ("paid_search", (clicked("03-05 09:00", "serch-us"),), ("unknown", "unknown.campaign")),
        ("paid_search", (clicked("03-05 09:00", "partner-us"),), ("other_contract", "scope.account")),
        ("paid_search", (clicked("03-05 09:00", "brand-lumora"),), ("own", "scope.campaign")),
        ("paid_search", (clicked("03-05 09:00", " Search-US "),), ("contract", "touch.in_window")),
    ],
)
def test_channel_and_clicks_decide_the_owner(
    channel: str | None, touches: tuple[Touch, ...], expected: tuple[str, str]
) -> None:
    assert owner(lead(channel=channel, touches=touches)) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("quote_form", ("contract", "touch.in_window")),
        ("sales", ("contract", "touch.in_window")),
        ("careers", ("other_contract", "scope.form")),
        (None, ("unknown", "unknown.form")),
    ],
)
def test_forms_and_inboxes_of_the_scope_decide_too(form: str | None, expected: tuple[str, str]) -> None:
    text = CONTRACT.replace("scope: {", "scope: {forms: [quote_form], inboxes: [sales], ")
    assert owner(lead(form=form), text) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (earlier("03-01 10:00", channel="trade_show", paid=False), ("own", "known_before.trade_show")),
        (earlier("03-01 10:00", channel="b2b_platform", paid=False), ("own", "known_before.b2b_platform")),
        (earlier("03-01 10:00", channel="organic", paid=False), ("own", "known_before.crm")),
        (earlier("03-01 10:00", channel=None, paid=False), ("own", "known_before.crm")),
        # A paid earlier lead is left to the duplicate rule.
        (earlier("03-01 10:00"), ("contract", "touch.in_window")),
        # Exactly twelve months back is still awake; a day more is dormant, and the person is new again.
        (earlier("2026-03-05 00:00", channel="organic", paid=False), ("own", "known_before.crm")),
        (earlier("2026-03-04 23:59", channel="organic", paid=False), ("contract", "touch.in_window")),
    ],
)
def test_a_person_known_before_is_the_buyers_own(known: object, expected: tuple[str, str]) -> None:
    assert owner(lead(earlier_leads=(known,))) == expected


def test_an_order_before_the_enquiry_makes_a_person_known() -> None:
    assert owner(lead(earlier_orders=(order("01-20 00:00"),))) == ("own", "known_before.orders")


def test_the_earliest_record_is_the_reason() -> None:
    facts = lead(
        earlier_leads=(earlier("02-01 10:00", channel="trade_show", paid=False),),
        earlier_orders=(order("02-20 00:00"),),
    )
    assert owner(facts) == ("own", "known_before.trade_show")


def test_a_recent_record_keeps_a_person_awake_whose_first_one_is_old() -> None:
    facts = lead(earlier_orders=(order("2025-06-01 00:00"), order("2026-11-01 00:00")))
    found = known_before(facts, contract().credit, CAMPAIGNS, ZONE)
    assert found is not None
    assert found.at == at("2025-06-01 00:00")


def test_records_older_than_the_agreed_months_do_not_count() -> None:
    facts = lead(earlier_orders=(order("2025-03-04 00:00"),))
    assert (
        known_before(facts, Credit(known_before_in=("orders",), known_before_months=24), CAMPAIGNS, ZONE)
        is None
    )
    assert known_before(facts, Credit(known_before_in=("orders",)), CAMPAIGNS, ZONE) is not None


def test_only_the_kinds_that_the_contract_names_make_known() -> None:
    facts = lead(earlier_leads=(earlier("03-01 10:00", channel="organic", paid=False),))
    assert known_before(facts, Credit(known_before_in=("orders",)), CAMPAIGNS, ZONE) is None


def test_months_before_ends_at_the_end_of_a_shorter_month() -> None:
    assert months_before(at("03-31 00:00").date(), 13).isoformat() == "2026-02-28"


@pytest.mark.parametrize(
    ("campaign", "standing"),
    [
        ("search-us", Standing.INSIDE),
        ("BRAND-Lumora", Standing.EXCLUDED),
        ("partner-us", Standing.OTHER_ACCOUNT),
        ("nobody", Standing.UNKNOWN),
    ],
)
def test_a_campaign_stands_in_one_place(campaign: str, standing: Standing) -> None:
    assert CampaignScope(contract().scope, ACCOUNTS).standing(campaign) is standing


def test_a_scope_without_accounts_takes_every_campaign_that_is_not_excluded() -> None:
    everything = CampaignScope(Scope(exclude_campaigns=("brand*",)), {})
    assert [everything.standing(name) for name in ("anything", "brand-x")] == [
        Standing.INSIDE,
        Standing.EXCLUDED,
    ]


def test_the_explanation_names_the_record_that_made_a_person_known() -> None:
    by = contract()
    facts = lead(earlier_leads=(earlier("03-01 10:00", id="TS-9", channel="trade_show", paid=False),))
    params = credit_lead(facts, by, CampaignScope(by.scope, ACCOUNTS)).node.params
    assert (params["record"], params["at"], params["row"]) == ("TS-9", "2027-03-01 10:00+08:00", str(ROW.row))
