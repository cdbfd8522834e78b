"""Orders shared among the enquiries that led to them, by each rule, worked by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Figure, Reason, Status
from assay.core.leads.facts import EarlierLead, LeadFacts, Touch
from assay.core.measuring.attribution import Attribution, attribution_of, weights
from assay.core.measuring.month import Measured, measure_month
from tests.unit.leads.givens import ROW, at, contract
from tests.unit.measuring.test_monitors import JUNE, TEXT, THEN, bought, sale

ORDERED = bought("P", "03-20 10:00", sale("1", "2027-04-01", "900"))
"""An order of 900 USD, 6,480 CNY, after the enquiry of 20 March that a click on search-us brought."""
NOBODY_KNOWN = TEXT.replace("{in: [crm, orders, trade_show, b2b_platform],", "{in: [orders],")
"""Who enquired before stays a new person, so that every path can be looked at."""


def before(day: str, number: str, channel: str | None, campaign: str = "") -> EarlierLead:
    touch = Touch(at(f"{day} 09:00"), campaign, number) if campaign else None
    paid = bool(campaign) or (channel or "").startswith("paid_")
    return EarlierLead(
        at(f"{day} 10:00"), "enquiry_log/sales", number, "email", channel, paid=paid, ref=ROW, touch=touch
    )


def after(*earlier: EarlierLead) -> LeadFacts:
    return replace(ORDERED, earlier_leads=earlier)


DISPLAY, DIRECT = before("03-10", "E1", "paid_display", "display"), before("03-12", "E2", "direct")
BRAND = before("03-11", "E3", "paid_search", "brand-lumora")


def measured(lead: LeadFacts, rule: str, also: str = "", window: str = "60 day") -> Measured:
    written = f"{{rule: {rule}, window: {window}{f', also: [{also}]' if also else ''}}}"
    text = NOBODY_KNOWN.replace("{rule: last_touch, window: 60 day}", written)
    facts = replace(THEN, past_leads=(lead,), last_order_on=date(2027, 6, 20))
    return measure_month(contract(text), JUNE, at("07-05 09:00"), facts)


def income(lead: LeadFacts, rule: str, window: str = "60 day") -> Fraction:
    """What the rule credits: the figure's numerator with what was put in added again."""
    figure = measured(lead, rule, window=window).figures.monitors["roi"].all.month
    assert figure is not None
    assert figure.numerator is not None
    assert figure.denominator is not None
    return figure.numerator + figure.denominator


@pytest.mark.parametrize(
    ("rule", "shares"),
    [
        ("first_touch", "1 0 0 0"),
        ("last_touch", "0 0 0 1"),
        ("linear", "1/4 1/4 1/4 1/4"),
        ("position_based", "2/5 1/10 1/10 2/5"),
    ],
)
def test_four_enquiries_share_an_order(rule: str, shares: str) -> None:
    assert " ".join(map(str, weights(rule, 4))) == shares
    assert sum(weights(rule, 4)) == 1


def test_by_position_one_has_all_two_have_half_and_three_leave_a_fifth_in_the_middle() -> None:
    assert [list(map(str, weights("position_based", n))) for n in (0, 1, 2, 3)] == [
        [],
        ["1"],
        ["1/2", "1/2"],
        ["2/5", "1/5", "2/5"],
    ]


@pytest.mark.parametrize(
    ("rule", "credited"),
    [
        ("last_paid_touch", 6480),
        ("last_touch", 6480),
        ("first_touch", 6480),  # display is the contract's as well
        ("linear", 4320),  # the middle one of three came by itself
        ("position_based", 5184),  # 40% + 40%
    ],
)
def test_what_falls_on_a_direct_visit_is_not_credited_to_paid(rule: str, credited: int) -> None:
    assert income(after(DISPLAY, DIRECT), rule) == credited


@pytest.mark.parametrize(
    ("rule", "credited"),
    [("first_touch", 0), ("last_touch", 6480), ("linear", 3240), ("position_based", 3240)],
)
def test_what_falls_on_a_brand_campaign_is_not_credited_to_paid(rule: str, credited: int) -> None:
    assert income(after(BRAND), rule) == credited


def test_a_campaign_inside_the_scope_that_holds_a_brand_term_earns_nothing() -> None:
    text = NOBODY_KNOWN.replace('exclude: [{campaign: "brand*"}]', "exclude: []")
    figures = {
        rule: measure_month(
            contract(text.replace("{rule: last_touch,", f"{{rule: {rule},")),
            JUNE,
            at("07-05 09:00"),
            replace(THEN, past_leads=(after(BRAND),)),
        )
        .figures.monitors["roi"]
        .all.month
        for rule in ("first_touch", "linear")
    }
    assert {
        rule: (one.numerator or 0) + (one.denominator or 0)
        for rule, one in figures.items()
        if one is not None
    } == {"first_touch": 0, "linear": 3240}


def test_a_channel_earns_what_its_enquiries_earn() -> None:
    found = measured(after(DISPLAY), "position_based").figures.monitors["roi"].channels
    # Half of 6,480 each; what was put in is taken off again.
    assert {
        name: (one.month.numerator or 0) + (one.month.denominator or 0)
        for name, one in found.items()
        if one.month is not None
    } == {"display": 3240, "search": 3240}


def test_an_enquiry_before_the_window_has_no_share() -> None:
    # From 10 March to 1 April are 22 days, from 12 March 20.
    assert income(after(DIRECT), "first_touch", window="20 day") == 0
    assert income(after(DISPLAY, DIRECT), "linear", window="20 day") == 3240
    assert income(after(DISPLAY, DIRECT), "linear", window="22 day") == 4320


def test_an_amount_that_does_not_divide_is_shared_in_whole_micros() -> None:
    # A third of 1,000 USD: 333.333334 for the first, 333.333333 for each other; first and last × 7.20.
    thousand = bought("P", "03-20 10:00", sale("1", "2027-04-01", "1000"))
    shared = income(replace(thousand, earlier_leads=(DISPLAY, DIRECT)), "linear")
    assert shared == Fraction("666.666667") * Fraction("7.2")


def test_other_rules_are_shown_beside_the_one_that_counts() -> None:
    found = measured(after(DISPLAY, DIRECT), "position_based", also="last_touch, linear").figures.monitors[
        "roi"
    ]
    assert sorted(found.also) == ["last_touch", "linear"]
    last = found.also["last_touch"].month
    assert last is not None
    assert (last.numerator or 0) + (last.denominator or 0) == 6480


def test_an_enquiry_of_which_nobody_knows_the_way_makes_the_return_unknown() -> None:
    result = measured(after(before("03-10", "E9", None)), "linear")
    figure: Figure | None = result.figures.monitors["roi"].all.month
    assert figure is not None
    assert (figure.status, figure.reason) == (Status.MISSING, Reason.PATH)
    (note,) = [one for one in result.findings if one.code == "measure.monitor_unknown.path"]
    assert note.params["record"] == "E9"
    # By the last touch it has no share, and nobody need know.
    assert income(after(before("03-10", "E9", None)), "last_touch") == 6480


def test_the_rule_is_read_as_a_monitor_writes_it() -> None:
    written = ("rule: position_based", "also: last_touch, first_touch", "window: 90 day")
    assert attribution_of({"attribution": written}) == Attribution(
        "position_based", ("last_touch", "first_touch"), 90
    )
    assert attribution_of({"attribution": ("rule: linear", "window: 2 week")}).window_days == 14
    assert attribution_of({}) == Attribution("last_paid_touch", (), 90)
