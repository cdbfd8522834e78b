"""Each lead gets exactly one verdict with one first reason, from what was known at the moment."""

import pytest

from assay.core.contract.judged import Effect
from assay.core.leads.facts import LeadFacts, Touch
from assay.core.leads.rules import EXCLUSIONS, RULES
from assay.core.leads.verdict import LeadVerdict, Sales, Verdict
from assay.i18n import languages, translate
from tests.unit.leads.givens import CONTRACT, at, contract, earlier, judge, lead, message, said


def verdict(given: LeadVerdict) -> tuple[str, str]:
    return given.verdict.value, given.reason


def test_a_good_lead_is_valid() -> None:
    assert verdict(judge(lead())) == ("valid", "")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (lead(earlier_leads=(earlier("02-01 10:00"),)), "duplicate"),
        (lead(exclusion="competitor"), "excluded"),
        (lead(country="FR"), "market"),
        (lead(consent=False), "consent"),
        (lead(reachable=False), "unreachable"),
        (lead(action="page_view"), "no_action"),
        (lead(action=None), "no_action"),
    ],
)
def test_a_rule_gives_its_reason(facts: LeadFacts, reason: str) -> None:
    assert verdict(judge(facts)) == ("invalid", reason)


@pytest.mark.parametrize(
    "facts",
    [
        lead(country=None),
        lead(consent=None),
        lead(reachable=None),
        lead(exclusion=None),
        lead(exclusion="employee"),
    ],
)
def test_what_is_not_known_condemns_nothing(facts: LeadFacts) -> None:
    assert judge(facts).verdict is Verdict.VALID


def test_the_first_rule_in_the_contracts_order_gives_the_reason() -> None:
    both = lead(country="FR", exclusion="competitor")
    swapped = CONTRACT.replace(
        """    - {id: excluded, rule: audience_excluded}
    - {id: market, rule: country_outside, of: audience.markets}
""",
        """    - {id: market, rule: country_outside, of: audience.markets}
    - {id: excluded, rule: audience_excluded}
""",
    )
    assert (judge(both).reason, judge(both, by=contract(swapped)).reason) == ("excluded", "market")


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        # 180 days before 5 March 2027, 10:00, is 6 September 2026, 10:00; that moment still counts.
        ("2026-09-06 10:00", ("invalid", "duplicate")),
        ("2026-09-06 09:59", ("valid", "")),
    ],
)
def test_a_duplicate_is_one_inside_the_window(first: str, expected: tuple[str, str]) -> None:
    assert verdict(judge(lead(earlier_leads=(earlier(first),)))) == expected


def test_a_duplicate_names_the_earliest_enquiry_in_the_window() -> None:
    known = (
        earlier("2026-01-01 10:00", id="too-old"),
        earlier("02-01 10:00", id="first"),
        earlier("02-20 10:00", id="second", through="phone"),
    )
    found = judge(lead(earlier_leads=known)).node.children[2]
    assert (found.code, found.params["first"]) == ("lead.rule.duplicate.email", "first")


def test_a_key_that_the_rule_does_not_compare_makes_no_duplicate() -> None:
    by_email = contract(CONTRACT.replace("keys: [email, phone]", "keys: [email]"))
    assert (
        judge(lead(earlier_leads=(earlier("02-01 10:00", through="phone"),)), by=by_email).verdict
        is Verdict.VALID
    )


def test_a_lead_in_a_failed_segment_is_invalid() -> None:
    failed = {"search-us/2027-03-05": "bounce"}
    assert verdict(judge(lead(), failed=failed)) == ("invalid", "failed_segment")
    assert judge(lead(), failed={"search-us/2027-03-06": "bounce"}).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("campaign", "found"),
    [
        ("Search Lumora US", True),
        ("search_LUMORA-solar_de", True),
        ("search-lumoralike", False),
        ("search-us", False),
    ],
)
def test_a_brand_term_is_found_as_a_whole_word(campaign: str, found: bool) -> None:
    by = contract(CONTRACT.replace("accounts: [google_ads/main], ", ""))
    touch = lead().touches[0]
    facts = lead(touches=(type(touch)(touch.at, campaign, touch.id),))
    assert (judge(facts, by=by).reason == "brand") is found


def silent(replied: str | None, **changes: object) -> LeadFacts:
    """A lead of 5 March, 10:00, that never wrote again. The reply was due on 6 March, 10:00."""
    reply = None if replied is None else message(at(replied))
    return lead("03-05 10:00", **{"reply": reply, "next_message": None} | changes)


# With the pause the 72 hours start at our reply. Reply on 5 March 12:00 → the window ends on 8 March 12:00.
@pytest.mark.parametrize(
    ("replied", "as_of", "expected"),
    [
        ("03-05 12:00", "03-08 12:00", ("open", "silent", None)),
        ("03-05 12:00", "03-08 12:01", ("invalid", "silent", None)),
        ("03-06 10:00", "03-20 00:00", ("invalid", "silent", None)),
        ("03-06 10:01", "03-20 00:00", ("invalid", "silent", "deemed_valid")),
        ("03-09 10:00", "03-11 00:00", ("open", "silent", None)),
        (None, "03-06 10:00", ("open", "silent", None)),
        (None, "03-06 10:01", ("invalid", "silent", "deemed_valid")),
    ],
)
def test_silence_is_judged_from_our_reply_and_relieved_when_we_were_late(
    replied: str | None, as_of: str, expected: tuple[str, str, str | None]
) -> None:
    given = judge(silent(replied), as_of=as_of)
    relief = None if given.relief is None else given.relief.value
    assert (*verdict(given), relief) == expected


@pytest.mark.parametrize(("answered", "expected"), [("03-08 12:00", "valid"), ("03-08 12:01", "invalid")])
def test_an_answer_counts_until_the_last_minute_of_the_window(answered: str, expected: str) -> None:
    answer = message(at(answered))
    facts = silent("03-05 12:00", next_message=answer)
    assert judge(facts).verdict.value == expected


# The lead wrote on 5 March 10:00 and, unanswered, again; whether and when we reply then makes no difference.
@pytest.mark.parametrize("replied", [None, "03-05 18:00", "03-09 10:00"])
def test_a_lead_that_wrote_twice_before_our_reply_is_not_silent(replied: str | None) -> None:
    facts = silent(replied, next_message=message(at("03-05 15:00")))
    assert verdict(judge(facts)) == ("valid", "")
    assert verdict(judge(facts, as_of="03-05 15:00")) == ("valid", "")
    assert verdict(judge(facts, as_of="03-05 14:59")) == ("open", "silent")


def test_while_the_clock_stands_still_a_message_is_never_too_late() -> None:
    # Reply on 20 March 10:00; the second message of 18 March, thirteen days after the first, came in time.
    facts = silent("03-20 10:00", next_message=message(at("03-18 10:00")))
    assert verdict(judge(facts)) == ("valid", "")


def test_without_the_pause_a_message_before_our_reply_counts_within_the_window() -> None:
    by = contract(CONTRACT.replace("pause: buyer_has_not_replied, ", ""))
    answers = {
        when: silent("03-20 10:00", next_message=message(at(when))) for when in ("03-08 10:00", "03-08 10:01")
    }
    assert [judge(facts, by=by).verdict.value for facts in answers.values()] == ["valid", "invalid"]


def test_the_conversation_is_told_in_either_order() -> None:
    facts = silent("03-05 18:00", next_message=message(at("03-05 15:00")))
    told = judge(facts).node.children[1]
    assert told.code == "lead.messages.both"
    assert (told.params["replied"], told.params["answer"]) == (
        "2027-03-05 18:00+08:00",
        "2027-03-05 15:00+08:00",
    )


def test_an_organic_lead_after_the_persons_click_is_the_contracts_and_a_duplicate() -> None:
    first = earlier("02-23 10:00", touch=Touch(at("02-23 09:50"), "search-us", "c"))
    given = judge(lead(channel="organic", touches=(), earlier_leads=(first,)))
    assert (given.owner.value, *verdict(given)) == ("contract", "invalid", "duplicate")
    assert given.lot == "search-us/2027-02-23"


def test_an_interaction_later_than_the_moment_of_judging_does_not_exist() -> None:
    answer = message(at("03-08 09:00"))
    facts = silent("03-05 12:00", next_message=answer)
    assert judge(facts, as_of="03-08 08:00").verdict is Verdict.OPEN
    assert judge(facts, as_of="03-08 09:00").verdict is Verdict.VALID


def test_without_a_duty_to_reply_an_unanswered_lead_stays_open() -> None:
    text = CONTRACT.replace(", relief: {duty: sales_reply, effect: deemed_valid}}", "}")
    given = judge(silent(None), as_of="06-30 00:00", by=contract(text))
    assert (*verdict(given), given.open_until) == ("open", "silent", None)


# Without the pause the window runs from the enquiry: 72 hours after 5 March 10:00 is 8 March 10:00.
@pytest.mark.parametrize(
    ("as_of", "replied", "expected"),
    [
        ("03-08 10:00", "03-05 12:00", ("open", None)),
        ("03-08 10:01", "03-05 12:00", ("invalid", None)),
        ("03-08 10:01", None, ("invalid", "deemed_valid")),
        ("03-08 10:01", "03-07 12:00", ("invalid", "deemed_valid")),
    ],
)
def test_without_the_pause_silence_is_judged_from_the_enquiry(
    as_of: str, replied: str | None, expected: tuple[str, str | None]
) -> None:
    by = contract(CONTRACT.replace("pause: buyer_has_not_replied, ", ""))
    given = judge(silent(replied), as_of=as_of, by=by)
    assert (given.verdict.value, given.relief.value if given.relief else None) == expected


def test_a_relief_may_exclude_the_record_instead() -> None:
    by = contract(
        CONTRACT.replace(
            "relief: {duty: sales_reply, effect: deemed_valid}",
            "relief: {duty: sales_reply, effect: exclude_record}",
        )
    )
    given = judge(silent(None), by=by)
    assert (given.relief, given.counts) == (Effect.EXCLUDE_RECORD, False)


def test_a_relieved_lead_counts() -> None:
    assert judge(silent(None)).counts
    assert not judge(silent("03-05 12:00")).counts


def test_an_open_rule_waits_even_if_a_later_rule_would_apply() -> None:
    text = CONTRACT.replace("    - {id: failed_segment, rule: in_failed_segment}\n", "").replace(
        "effect: deemed_valid}}\nqualification",
        "effect: deemed_valid}}\n    - {id: failed_segment, rule: in_failed_segment}\nqualification",
    )
    given = judge(
        silent("03-05 12:00"),
        as_of="03-06 00:00",
        failed={"search-us/2027-03-05": "bounce"},
        by=contract(text),
    )
    assert verdict(given) == ("open", "silent")


def test_a_lead_of_another_owner_is_not_judged() -> None:
    given = judge(lead(channel="organic", touches=(), country="FR"))
    assert (*verdict(given), given.credit_reason) == ("not_ours", "", "touch.none")


# Sales have ten days: until 15 March 10:00.
@pytest.mark.parametrize(
    ("sales", "as_of", "expected"),
    [
        (said("qualified", at("03-10 09:00")), "04-05 09:00", Sales.QUALIFIED),
        (said("qualified"), "04-05 09:00", Sales.QUALIFIED),
        (said("not_qualified", at("03-10 09:00")), "04-05 09:00", Sales.NOT_QUALIFIED),
        (said("qualified", at("03-10 09:00")), "03-10 08:59", Sales.OPEN),
        (said("qualified", at("03-20 09:00")), "04-05 09:00", Sales.QUALIFIED),
        (None, "03-15 10:00", Sales.OPEN),
        (None, "03-15 10:01", Sales.NONE),
    ],
)
def test_sales_have_their_time_and_then_silence_is_no(sales: object, as_of: str, expected: Sales) -> None:
    assert judge(lead(sales=sales), as_of=as_of).sales is expected


def test_without_a_time_for_sales_nothing_waits_for_them() -> None:
    by = contract(CONTRACT.replace("qualification: {sales: {judge: sales, within: 10 day}}\n", ""))
    assert judge(lead(), as_of="03-06 00:00", by=by).sales is Sales.NONE


def test_a_verdict_points_to_its_rule_and_its_rows() -> None:
    given = judge(silent("03-06 10:01"))
    assert given.place.path == "validity.lead[silent]"
    assert given.place.line > 0
    assert given.node.params["row"] == "2"
    assert [child.code for child in given.node.children] == [
        "lead.credit.touch.in_window",
        "lead.messages.we",
        "lead.rule.no_second_interaction",
        "lead.relief.deemed_valid.late_reply",
        "lead.sales.none",
    ]


def test_every_kind_of_rule_in_the_language_has_a_function() -> None:
    assert set(RULES) == {rule.rule for rule in contract().lead_rules}


def test_a_window_of_part_of_an_hour_is_exact() -> None:
    # 0.25 h after the reply of 12:00 is 12:15.
    by = contract(CONTRACT.replace("within: 72 h", "within: 0.25 h"))
    given = judge(silent("03-05 12:00"), as_of="03-05 12:15", by=by)
    assert given.open_until == at("03-05 12:15")
    assert given.node.children[2].params["hours"] == "0.25"


EXPLAINED = [
    lead(),
    lead(sales=said("qualified", at("03-06 10:00"))),
    lead(sales=said("not_qualified")),
    lead(earlier_leads=(earlier("02-01 10:00"),)),
    lead(earlier_leads=(earlier("02-01 10:00", through="phone"),)),
    *(lead(exclusion=exclusion) for exclusion in sorted(EXCLUSIONS)),
    lead(country="FR"),
    lead(consent=False),
    lead(reachable=False),
    lead(action=None),
    lead(channel="organic", touches=()),
    lead(channel=None, touches=()),
    lead(channel="paid_search", touches=()),
    lead(channel="trade_show", touches=()),
    lead(earlier_leads=(earlier("03-01 10:00", channel="trade_show", paid=False),)),
    silent(None),
    silent("03-05 12:00"),
    silent("03-09 10:00"),
    silent("03-05 12:00", next_message=message(at("03-12 12:00"))),
    silent("03-05 18:00", next_message=message(at("03-05 15:00"))),
    lead(
        channel="organic",
        touches=(),
        earlier_leads=(earlier("02-23 10:00", touch=Touch(at("02-23 09:50"), "search-us", "")),),
    ),
]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("as_of", ["03-05 13:00", "03-06 09:00", "04-05 09:00"])
def test_every_explanation_can_be_read_in_both_languages(lang: str, as_of: str) -> None:
    for facts in EXPLAINED:
        for _, node in judge(facts, as_of=as_of).node.walk():
            assert translate(lang, node.code, node.params)
