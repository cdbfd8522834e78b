"""Each group and each reason, on both sides of its border."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assay.core.comparison.records import Claim, Enquiry, Excluded, Group, Key, Marked, Terms, Trouble
from assay.core.period import Month
from tests.unit.comparison.listing import (
    ANN,
    DESK,
    MAX,
    MAX_PHONE,
    claim,
    compared,
    enquiry,
    groups,
    march,
    only,
)

MARCH = Terms(period=Month(2027, 3).span)


def reason(*arguments: object, **named: object) -> str:
    return only(*arguments, **named).why.code  # type: ignore[arg-type]


@pytest.mark.parametrize("key", [MAX, MAX_PHONE, Key("messenger", "max_wechat")])
def test_an_exact_identity_in_our_log_proves_a_claim(key: Key) -> None:
    judged = only(claim(key, on=march(5)), [enquiry(ANN, on=march(5)), enquiry(key, on=march(5))])
    assert (judged.group, judged.enquiries) == (Group.PROVEN, (1,))
    assert judged.why.params["by"] == key.kind


def test_no_row_of_ours_makes_it_unknown() -> None:
    assert only(claim(MAX, on=march(5)), [enquiry(ANN, on=march(5))]).group is Group.UNKNOWN


def test_the_same_value_of_another_kind_is_no_match() -> None:
    assert only(claim(Key("messenger", "+4930901820")), [enquiry(MAX_PHONE)]).group is Group.UNKNOWN


# ── duplicates ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_second_claim_of_a_person_is_a_duplicate() -> None:
    log = [enquiry(MAX, on=march(5))]
    judged = compared([claim(MAX, on=march(5)), claim(MAX, on=march(9))], log).judged
    assert [one.group for one in judged] == [Group.PROVEN, Group.DUPLICATE]
    assert (judged[1].earlier, judged[1].why.code) == (0, "duplicate.identity")


def test_the_earliest_claim_counts_however_the_list_is_sorted() -> None:
    log = [enquiry(MAX, on=march(5))]
    assert groups([claim(MAX, on=march(9)), claim(MAX, on=march(5))], log) == [Group.DUPLICATE, Group.PROVEN]


def test_on_one_day_the_row_that_comes_first_counts() -> None:
    log = [enquiry(MAX, on=march(5))]
    assert groups([claim(MAX, on=march(5)), claim(MAX, on=march(5))], log) == [Group.PROVEN, Group.DUPLICATE]


def test_a_claim_twice_of_somebody_unknown_is_a_duplicate_too() -> None:
    claims = [claim(ANN, on=march(5)), claim(ANN, on=march(5))]
    assert groups(claims, [enquiry(MAX, on=march(5))]) == [Group.UNKNOWN, Group.DUPLICATE]


def test_two_claims_that_our_log_knows_as_one_person_are_a_duplicate() -> None:
    log = [enquiry(MAX, MAX_PHONE, on=march(5))]
    judged = compared([claim(MAX, on=march(5)), claim(MAX_PHONE, on=march(6))], log).judged
    assert (judged[1].group, judged[1].why.code) == (Group.DUPLICATE, "duplicate.enquirer")


def test_what_a_duplicate_adds_is_known_of_the_person_too() -> None:
    """Max by e-mail, Max by e-mail and phone, then the phone alone, which our log has on a row of its own."""
    log = [enquiry(MAX, on=march(5), name="Max Muster"), enquiry(MAX_PHONE, on=march(5))]
    claims = [claim(MAX, on=march(5)), claim(MAX, MAX_PHONE, on=march(6)), claim(MAX_PHONE, on=march(7))]
    judged = compared(claims, log).judged
    assert [(one.group, one.earlier) for one in judged] == [
        (Group.PROVEN, None),
        (Group.DUPLICATE, 0),
        (Group.DUPLICATE, 0),
    ]


def test_an_earlier_claim_that_we_cannot_find_takes_nobody_away() -> None:
    """First an address that our log has not, then the same address with the phone that it has, then both once more."""
    log = [enquiry(MAX_PHONE, on=march(5))]
    claims = [claim(MAX, on=march(4)), claim(MAX, MAX_PHONE, on=march(5)), claim(MAX, MAX_PHONE, on=march(6))]
    judged = compared(claims, log).judged
    assert [(one.group, one.earlier) for one in judged] == [
        (Group.UNKNOWN, None),
        (Group.PROVEN, None),
        (Group.DUPLICATE, 1),
    ]


def test_a_person_of_two_rows_is_claimed_once_by_either() -> None:
    """One claim has the contacts of both rows, the next only a second phone that stands in the other row."""
    second = Key("phone", "+4930901821")
    log = [
        enquiry(MAX, on=march(5), name="Max Muster"),
        enquiry(MAX_PHONE, second, on=march(5), name="M. Muster"),
    ]
    judged = compared([claim(MAX, MAX_PHONE, on=march(5)), claim(second, on=march(6))], log).judged
    assert [(one.group, one.why.code) for one in judged] == [
        (Group.PROVEN, "proven"),
        (Group.DUPLICATE, "duplicate.enquirer"),
    ]


def test_two_colleagues_with_one_switchboard_are_two() -> None:
    log = [
        enquiry(MAX, DESK, on=march(5), name="Max Muster"),
        enquiry(ANN, DESK, on=march(6), name="Ann Harbor"),
    ]
    claims = [
        claim(MAX, DESK, on=march(5), name="Muster, Max"),
        claim(ANN, DESK, on=march(6), name="Ann Harbor"),
    ]
    assert groups(claims, log) == [Group.PROVEN, Group.PROVEN]


BOTH = [
    enquiry(MAX, DESK, on=march(5), name="Max Muster"),
    enquiry(ANN, DESK, on=march(6), name="Ann Harbor"),
]
"""Two colleagues with one switchboard."""


@pytest.mark.parametrize("third", [enquiry(DESK, on=march(7)), enquiry(DESK, on=march(7), name="王伟")])
def test_a_row_with_the_switchboard_alone_makes_no_colleagues_one(third: Enquiry) -> None:
    claims = [
        claim(MAX, DESK, on=march(5), name="Max Muster"),
        claim(ANN, DESK, on=march(6), name="Ann Harbor"),
    ]
    for log in ([*BOTH, third], [third, *BOTH]):
        assert groups(claims, log) == [Group.PROVEN, Group.PROVEN]


def test_a_switchboard_alone_leads_to_both_colleagues_unless_the_name_tells() -> None:
    assert reason(claim(DESK, on=march(5)), BOTH) == "undecided.two_enquirers"
    judged = only(claim(DESK, on=march(6), name="Harbor"), BOTH)
    assert (judged.group, judged.enquiries) == (Group.PROVEN, (1,))


def test_a_name_in_chinese_and_in_letters_is_one_person_while_nothing_else_differs() -> None:
    log = [
        enquiry(MAX_PHONE, on=march(1) - timedelta(days=90), name="王伟"),
        enquiry(MAX_PHONE, on=march(5), name="Wang Wei"),
    ]
    assert reason(claim(MAX_PHONE, on=march(5), name="Wang Wei"), log) == "known_before.earlier"


@pytest.mark.parametrize(
    ("one", "other", "group"),
    [
        ("王总", "王小明", Group.DUPLICATE),
        ("王 小明", "王小明 先生", Group.DUPLICATE),
        ("王伟", "王小明", Group.UNKNOWN),
    ],
)
def test_a_chinese_name_is_compared_whole_and_a_surname_with_any(one: str, other: str, group: Group) -> None:
    claims = [claim(MAX, DESK, on=march(5), name=one), claim(ANN, DESK, on=march(6), name=other)]
    assert groups(claims, [enquiry(MAX_PHONE)])[1] is group


def test_the_same_name_written_otherwise_is_no_colleague() -> None:
    claims = [
        claim(MAX, DESK, on=march(5), name="Max Muster"),
        claim(ANN, DESK, on=march(6), name="Dr. M. Muster"),
    ]
    log = [enquiry(MAX, DESK, on=march(5), name="Max Muster")]
    assert groups(claims, log) == [Group.PROVEN, Group.DUPLICATE]


# ── known before ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("enquired", "group"),
    [
        (march(10), Group.PROVEN),  # the day of the claim is not before it
        (march(7), Group.PROVEN),  # three days before: the tolerance
        (march(6), Group.KNOWN_BEFORE),  # four days before
    ],
)
def test_known_before_begins_a_day_beyond_the_tolerance(enquired: object, group: Group) -> None:
    log = [enquiry(MAX, on=enquired)]  # type: ignore[arg-type]
    assert only(claim(MAX, on=march(10)), log).group is group


def test_known_before_looks_at_the_first_enquiry_of_the_person_under_any_identity() -> None:
    log = [
        enquiry(MAX_PHONE, on=march(1) - timedelta(days=200)),
        enquiry(MAX, MAX_PHONE, on=march(10)),
    ]
    judged = only(claim(MAX, on=march(10)), log)
    assert (judged.group, judged.why.code) == (Group.KNOWN_BEFORE, "known_before.earlier")
    assert judged.why.params["first"] == "2026-08-13"  # 1 March 2027 less 200 days
    assert judged.why.params["days"] == "209"  # to the claim of 10 March: 200 and 9
    assert judged.enquiries == (0, 1)


@pytest.mark.parametrize(("day", "group"), [(26, Group.PROVEN), (25, Group.KNOWN_BEFORE)])
def test_a_claim_without_a_day_is_judged_by_the_first_day_of_the_period(day: int, group: Group) -> None:
    log = [enquiry(MAX, on=march(1) - timedelta(days=29 - day))]  # 26 and 25 February 2027
    judged = only(claim(MAX), log, MARCH)
    assert judged.group is group
    assert judged.why.code == ("known_before.period" if group is Group.KNOWN_BEFORE else "proven")


def test_a_log_that_marks_an_old_customer_knew_them_before() -> None:
    log = [enquiry(MAX, on=march(5), known=True)]
    assert reason(claim(MAX, on=march(5)), log) == "known_before.marked"


def test_without_any_day_nobody_is_known_before() -> None:
    result = compared([claim(MAX)], [enquiry(MAX, on=march(5) - timedelta(days=900))])
    assert (result.period, result.judged[0].group) == (None, Group.PROVEN)


# ── markets ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("theirs", "ours", "group"),
    [
        ("US", "", Group.PROVEN),
        ("IN", "", Group.OUT_OF_MARKET),
        ("US", "IN", Group.OUT_OF_MARKET),  # our own record counts before theirs
        ("IN", "US", Group.PROVEN),
        ("", "", Group.PROVEN),  # unknown is not outside
    ],
)
def test_the_market_goes_by_our_own_country_first(theirs: str, ours: str, group: Group) -> None:
    log = [enquiry(MAX, on=march(5), country=ours)]
    judged = only(claim(MAX, on=march(5), country=theirs), log, Terms(market=frozenset({"US", "DE"})))
    assert judged.group is group
    assert judged.country_unknown is (not theirs and not ours)


def test_a_person_with_one_row_in_the_market_is_in_it() -> None:
    terms = Terms(market=frozenset({"US"}))
    log = [enquiry(MAX, on=march(5), country="IN"), enquiry(MAX, on=march(6), country="US")]
    assert only(claim(MAX, on=march(5)), log, terms).group is Group.PROVEN
    abroad = [enquiry(MAX, on=march(5), country="IN"), enquiry(MAX, on=march(6), country="BR")]
    assert only(claim(MAX, on=march(5)), abroad, terms).why.params == {"country": "BR IN"}


def test_without_a_market_every_country_counts() -> None:
    assert only(claim(MAX, country="IN"), [enquiry(MAX)]).group is Group.PROVEN


# ── answered ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "group"),
    [
        ([False], Group.UNANSWERED),
        ([True], Group.PROVEN),
        ([None], Group.PROVEN),  # a log that does not say leaves it open
        ([False, True], Group.PROVEN),  # answered the second time
        ([False, False], Group.UNANSWERED),
        ([False, None], Group.PROVEN),
    ],
)
def test_a_proven_claim_that_nobody_answered_is_a_group_of_its_own(
    answers: list[bool | None], group: Group
) -> None:
    log = [enquiry(MAX, on=march(5), answered=answered) for answered in answers]
    judged = only(claim(MAX, on=march(5)), log)
    assert judged.group is group
    assert judged.group.counts


def test_an_answer_long_after_does_not_count() -> None:
    log = [
        enquiry(MAX, on=march(5), answered=False),
        enquiry(MAX, on=march(5) + timedelta(days=31), answered=True),
    ]
    assert only(claim(MAX, on=march(5)), log).group is Group.UNANSWERED


# ── undecided ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_name_company_and_time_are_likely_and_never_proven() -> None:
    log = [enquiry(ANN, on=march(5), name="Jörg Müller", company="Nordlicht Solartechnik GmbH & Co. KG")]
    given = claim(MAX, on=march(9), name="Mueller, Joerg", company="Nordlicht Solartechnik")
    judged = only(given, log)
    assert (judged.group, judged.why.code, judged.enquiries) == (Group.UNDECIDED, "undecided.likely", (0,))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Luz S.A.", "Luz SA"),
        ("深圳市华强电子有限公司", "华强电子"),
        ("深圳市華強電子有限公司", "深圳华强电子股份有限公司"),
    ],
)
def test_a_company_written_otherwise_is_likely_too_and_takes_nobody_away(theirs: str, ours: str) -> None:
    log = [enquiry(ANN, on=march(5), name="Ana Luz", company=ours)]
    claims = [
        claim(MAX, on=march(5), name="Ana Luz", company=theirs),
        claim(ANN, on=march(5), name="Ana Luz", company=theirs),  # the one whose address is ours
    ]
    judged = compared(claims, log).judged
    assert [one.why.code for one in judged] == ["undecided.likely", "proven"]
    assert judged[0].enquiries == (0,)


def test_the_same_name_of_a_company_in_another_town_is_not_likely() -> None:
    log = [enquiry(ANN, on=march(5), name="王小明", company="广州市华强电子有限公司")]
    given = claim(MAX, on=march(5), name="王小明", company="深圳市华强电子有限公司")
    assert only(given, log).group is Group.UNKNOWN


@pytest.mark.parametrize(
    ("name", "theirs", "ours", "code"),
    [
        ("Jonas Weber", "Lichtwerk", "Lichtwerk Hamburg GmbH", "undecided.likely_company_part"),
        ("Jonas Weber", "Lichtwerk Hamburg GmbH", "LICHTWERK", "undecided.likely_company_part"),
        ("王小明", "华强电子", "深圳市华强电子科技有限公司", "undecided.likely_company_part"),
        ("王小明", "广州市华强电子科技有限公司", "深圳市华强电子有限公司", "unknown"),  # another town
        ("Jonas", "Lichtwerk", "Lichtwerk Hamburg GmbH", "unknown"),  # half a name
        ("王总", "华强电子", "深圳市华强电子科技有限公司", "unknown"),
        ("Jonas Weber", "Solar Energy", "Solar Energy Hamburg GmbH", "unknown"),  # words of any company
        ("Jonas Weber", "Lichtwerk Berlin", "Lichtwerk Hamburg", "unknown"),  # neither stands in the other
    ],
)
def test_a_company_within_the_name_of_another_is_likely_with_a_full_name(
    name: str, theirs: str, ours: str, code: str
) -> None:
    log = [
        enquiry(ANN, on=march(5), name=name, company="Quay"),
        enquiry(ANN, on=march(5), name=name, company=ours),
    ]
    judged = only(claim(MAX, on=march(9), name=name, company=theirs), log)
    assert judged.why.code == code
    assert judged.enquiries == ((1,) if code != "unknown" else ())


def test_a_company_within_another_is_likely_only_within_the_window() -> None:
    log = [enquiry(ANN, on=march(1), name="Jonas Weber", company="Lichtwerk Hamburg GmbH")]
    given = claim(
        MAX, on=march(1) + timedelta(days=31), name="Jonas Weber", company="Lichtwerk"
    )  # 30 are allowed
    assert only(given, log).group is Group.UNKNOWN


@pytest.mark.parametrize("trouble", [None, Trouble.RUINED, Trouble.UNREADABLE])
def test_without_a_contact_that_can_be_read_name_company_and_day_are_likely(trouble: Trouble | None) -> None:
    log = [
        enquiry(ANN, on=march(5), name="Ann Harbor", company="Quay"),
        enquiry(MAX, on=march(5), name="Max Muster", company="Lichthof GmbH"),
    ]
    judged = only(claim(on=march(5), name="Max Muster", company="Lichthof", trouble=trouble), log)
    assert (judged.why.code, judged.enquiries) == ("undecided.likely_no_contact", (1,))


@pytest.mark.parametrize(
    ("given", "code", "rows"),
    [
        (claim(on=march(5), name="Max Muster"), "undecided.same_name", (1, 2)),
        (claim(on=march(8), name="Max Muster"), "undecided.same_name", (1, 2)),  # three days, the tolerance
        (claim(on=march(9), name="Max Muster"), "undecided.no_identity", ()),
        (claim(name="Max Muster"), "undecided.no_identity", ()),  # no day, no nearness
        (claim(on=march(5), name="Max Muster", trouble=Trouble.RUINED), "undecided.same_name", (1, 2)),
        (claim(on=march(5), name="Max Muster", company="Quay"), "undecided.same_name", (1, 2)),
        (claim(on=march(5), company="LICHTHOF"), "undecided.same_company", (1,)),
        (claim(on=march(5), name="Eva Ehrlich", company="Lichthof"), "undecided.same_company", (1,)),
        (
            claim(on=march(5), company="Max Muster"),
            "undecided.same_name",
            (1, 2),
        ),  # the list calls him 客户名称
        (claim(MAX, on=march(5), name="Max Muster"), "unknown", ()),  # an address that we do not have speaks
    ],
)
def test_a_name_or_a_company_alone_is_too_weak_and_shown_side_by_side(
    given: Claim, code: str, rows: tuple[int, ...]
) -> None:
    log = [
        enquiry(ANN, on=march(5), name="Ann Harbor", company="Quay Ltd"),
        enquiry(MAX_PHONE, on=march(5), name="Max Muster", company="Lichthof GmbH"),
        enquiry(DESK, on=march(5), name="MUSTER, Max"),
    ]
    judged = only(given, log)
    assert (judged.why.code, judged.enquiries) == (code, rows)


def test_of_very_many_rows_with_one_name_the_first_are_shown() -> None:
    log = [enquiry(Key("email", f"{number}@a.example"), on=march(5), name="Visitor") for number in range(20)]
    assert only(claim(on=march(5), name="Visitor"), log).enquiries == tuple(range(8))


@pytest.mark.parametrize(("days", "group"), [(30, Group.UNDECIDED), (31, Group.UNKNOWN)])
def test_likely_ends_with_the_window(days: int, group: Group) -> None:
    log = [enquiry(ANN, on=march(1) + timedelta(days=days), name="Max Muster", company="Lichthof")]
    assert only(claim(MAX, on=march(1), name="Max Muster", company="Lichthof"), log).group is group


@pytest.mark.parametrize(
    ("theirs", "ours", "code"),
    [
        (
            claim(MAX_PHONE),
            enquiry(digits="30901820"),
            "undecided.likely_phone",
        ),  # +49 30901820, country not said
        (claim(digits="30901820", trouble=Trouble.UNREADABLE), enquiry(MAX_PHONE), "undecided.likely_phone"),
        (
            claim(digits="30901820", trouble=Trouble.UNREADABLE),
            enquiry(digits="30901820"),
            "undecided.likely_phone",
        ),
        (claim(MAX_PHONE), enquiry(digits="40901820"), "unknown"),  # seven digits alike, the eighth is not
        (claim(MAX_PHONE), enquiry(digits="901820"), "unknown"),  # six digits are too few
        (claim(MAX_PHONE), enquiry(Key("phone", "+43030901820")), "unknown"),  # both countries are known
    ],
)
def test_a_phone_of_no_known_country_is_likely_when_it_ends_alike(
    theirs: Claim, ours: Enquiry, code: str
) -> None:
    assert reason(theirs, [ours]) == code


def test_a_name_alone_is_not_likely() -> None:
    log = [enquiry(ANN, on=march(5), name="Max Muster", company="Lichthof")]
    assert only(claim(MAX, on=march(5), name="Max Muster"), log).group is Group.UNKNOWN


def test_an_exact_identity_wins_over_a_likely_row() -> None:
    log = [
        enquiry(ANN, on=march(5), name="Max Muster", company="Lichthof"),
        enquiry(MAX, on=march(5)),
    ]
    judged = only(claim(MAX, on=march(5), name="Max Muster", company="Lichthof"), log)
    assert (judged.group, judged.enquiries) == (Group.PROVEN, (1,))


def test_identities_of_two_people_are_undecided_with_both_shown() -> None:
    log = [enquiry(MAX, on=march(5), name="Max Muster"), enquiry(MAX_PHONE, on=march(6), name="Ann Harbor")]
    judged = only(claim(MAX, MAX_PHONE, on=march(5)), log)
    assert (judged.why.code, judged.enquiries) == ("undecided.two_enquirers", (0, 1))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "Max Muster"}, {"name": "Muster"}),
        ({"name": "Max Muster", "company": "Lichthof GmbH"}, {"company": "Lichthof"}),
    ],
)
def test_two_rows_of_one_person_that_share_no_identity_are_one(
    first: dict[str, str], second: dict[str, str]
) -> None:
    log = [enquiry(MAX, on=march(5), **first), enquiry(MAX_PHONE, on=march(6), **second)]  # type: ignore[arg-type]
    judged = only(claim(MAX, MAX_PHONE, on=march(5)), log)
    assert (judged.group, judged.enquiries) == (Group.PROVEN, (0, 1))


def test_two_rows_that_say_nothing_of_each_other_stay_two() -> None:
    log = [enquiry(MAX, on=march(5), name="Max Muster"), enquiry(MAX_PHONE, on=march(6))]
    assert reason(claim(MAX, MAX_PHONE, on=march(5)), log) == "undecided.two_enquirers"


def test_a_phone_of_ours_under_another_name_and_address_is_undecided() -> None:
    log = [enquiry(MAX, MAX_PHONE, on=march(5), name="Max Muster")]
    given = claim(ANN, MAX_PHONE, on=march(5), name="Ann Harbor")
    judged = only(given, log)
    assert (judged.why.code, judged.enquiries) == ("undecided.contradicted", (0,))


def test_an_identity_of_many_people_proves_nobody() -> None:
    people = [
        "Ada Ash",
        "Ben Birk",
        "Cara Cole",
        "Dan Dorn",
        "Eva Eck",
        "Finn Fels",
        "Gil Grau",
        "Hal Holt",
        "Ida Ihle",
    ]
    log = [
        enquiry(DESK, on=march(5), name=name) for name in people
    ]  # nine names, one more than an office may have
    result = compared([claim(DESK, on=march(5)), claim(DESK, on=march(6))], log)
    assert [one.why.code for one in result.judged] == ["undecided.shared", "undecided.shared"]
    assert result.shared == 1
    assert only(claim(DESK, on=march(5)), log[:8]).group is Group.PROVEN


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (claim(trouble=Trouble.RUINED), "undecided.ruined"),
        (claim(ANN, trouble=Trouble.RUINED), "undecided.ruined"),
        (claim(trouble=Trouble.UNREADABLE), "undecided.unreadable"),
        (claim(ANN, trouble=Trouble.UNREADABLE), "undecided.unreadable"),
        (claim(name="Ann Harbor", company="Harbor"), "undecided.no_identity"),
        (claim(), "undecided.no_identity"),
        (claim(MAX, on=None, blurred=True), "undecided.date_unreadable"),
    ],
)
def test_what_cannot_be_read_is_undecided_with_its_reason(given: object, code: str) -> None:
    assert reason(given, [enquiry(MAX, on=march(5))]) == code


def test_an_identity_that_can_be_read_proves_beside_one_that_cannot() -> None:
    given = claim(MAX, on=march(5), trouble=Trouble.RUINED)
    assert only(given, [enquiry(MAX, on=march(5))]).group is Group.PROVEN


@pytest.mark.parametrize(("days", "code"), [(30, "proven"), (31, "undecided.enquired_later")])
def test_an_enquiry_long_after_the_claim_is_undecided(days: int, code: str) -> None:
    assert reason(claim(MAX, on=march(1)), [enquiry(MAX, on=march(1) + timedelta(days=days))]) == code


def test_a_claim_from_outside_of_the_given_period_is_undecided() -> None:
    log = [enquiry(MAX, on=march(1) - timedelta(days=1))]
    assert reason(claim(MAX, on=march(1) - timedelta(days=1)), log, MARCH) == "undecided.outside_period"
    assert reason(claim(MAX, on=march(1)), log, MARCH) == "proven"


def test_an_undated_row_of_a_dated_log_is_undecided() -> None:
    log = [enquiry(MAX), enquiry(ANN, on=march(5))]
    assert reason(claim(MAX, on=march(5)), log) == "undecided.enquiry_undated"


def test_a_log_without_days_still_proves() -> None:
    assert reason(claim(MAX, on=march(5)), [enquiry(MAX)]) == "proven"


# ── the order of the reasons, and the sum ──────────────────────────────────────────────────────────────────────────


def test_the_first_reason_in_the_order_is_given() -> None:
    """Duplicate before unknown, known before before market, market before answer."""
    terms = Terms(market=frozenset({"US"}))
    log = [
        enquiry(MAX, on=march(1), country="IN", answered=False),
        enquiry(ANN, on=march(9), country="IN", answered=False),
    ]
    claims = [claim(MAX, on=march(9)), claim(MAX, on=march(10)), claim(ANN, on=march(9))]
    assert groups(claims, log, terms) == [Group.KNOWN_BEFORE, Group.DUPLICATE, Group.OUT_OF_MARKET]


def test_every_claim_is_in_one_group() -> None:
    log = [enquiry(MAX, on=march(5), answered=False)]
    claims = [claim(MAX, on=march(5)), claim(MAX, on=march(6)), claim(ANN), claim()]
    result = compared(claims, log)
    assert sum(len(result.of(group)) for group in Group) == len(claims) == 4
    assert result.proven == 1


def test_an_empty_list_compares_to_nothing() -> None:
    assert compared([], [enquiry(MAX)]).judged == ()


# ── no customer, and another mailbox beside another phone ──────────────────────────────────────────────────────────

WECHAT = Key("messenger", "max88")
STAFF = Marked(Excluded.EMPLOYEE, alone=True)
PERHAPS = Marked(Excluded.COMPETITOR, alone=False)


def test_who_is_called_no_customer_by_our_log_is_not_proven() -> None:
    log = [replace(enquiry(MAX, on=march(5), answered=True), marked=STAFF)]
    judged = only(claim(MAX, on=march(5)), log)
    assert (judged.group, judged.why.code, judged.why.params["who"]) == (
        Group.NO_CUSTOMER,
        "no_customer.ours",
        "employee",
    )


def test_one_row_of_the_person_is_enough_and_is_the_one_that_is_named() -> None:
    log = [enquiry(MAX, on=march(5)), replace(enquiry(MAX, on=march(6)), row=7, marked=STAFF)]
    judged = only(claim(MAX, on=march(5)), log)
    assert (judged.group, judged.why.params["row"]) == (Group.NO_CUSTOMER, "7")


def test_the_list_may_say_so_of_itself() -> None:
    given = replace(claim(MAX, on=march(5)), marked=STAFF)
    assert reason(given, [enquiry(MAX, on=march(5))]) == "no_customer.theirs"


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        (PERHAPS, None, "undecided.perhaps_no_customer.ours"),
        (None, PERHAPS, "undecided.perhaps_no_customer.theirs"),
        (PERHAPS, STAFF, "no_customer.theirs"),
    ],
)
def test_a_word_among_others_leaves_the_claim_to_a_person(
    ours: Marked | None, theirs: Marked | None, code: str
) -> None:
    log = [replace(enquiry(MAX, on=march(5)), marked=ours)]
    assert reason(replace(claim(MAX, on=march(5)), marked=theirs), log) == code


def test_a_person_of_whom_we_know_nothing_stays_unknown_whatever_the_list_says() -> None:
    assert groups([replace(claim(MAX, on=march(5)), marked=STAFF)], [enquiry(ANN)]) == [Group.UNKNOWN]


def test_another_mailbox_and_another_phone_make_a_messenger_name_likely_only() -> None:
    log = [enquiry(MAX, MAX_PHONE, WECHAT, on=march(5), name="Max Muster")]
    given = claim(ANN, DESK, WECHAT, on=march(5), name="Max Muster")
    judged = only(given, log)
    assert (judged.group, judged.why.code, judged.enquiries) == (
        Group.UNDECIDED,
        "undecided.likely_messenger",
        (0,),
    )


@pytest.mark.parametrize("given", [claim(MAX, DESK, WECHAT), claim(ANN, WECHAT), claim(WECHAT)])
def test_a_messenger_name_proves_while_mailbox_or_phone_do_not_both_speak_against_it(given: Claim) -> None:
    log = [enquiry(MAX, MAX_PHONE, WECHAT, name="Max Muster")]
    assert groups([given], log) == [Group.PROVEN]


def test_a_likely_claim_takes_nobody_away() -> None:
    log = [enquiry(MAX, MAX_PHONE, WECHAT, on=march(5), name="Max Muster")]
    claims = [claim(ANN, DESK, WECHAT, on=march(5)), claim(MAX, on=march(6))]
    assert groups(claims, log) == [Group.UNDECIDED, Group.PROVEN]
