"""What holds for every two lists, however small or odd."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assay.core.comparison.judge import compare
from assay.core.comparison.records import Claim, Enquiry, Group, Key, Terms

KEYS = st.lists(
    st.sampled_from([Key(kind, value) for kind in ("email", "phone") for value in ("a", "b", "c")]),
    max_size=3,
    unique=True,
)
NAMES = st.sampled_from(["", "Max Muster", "M. Muster", "Ann Harbor", "王伟", "王总"])
DAYS = st.one_of(st.none(), st.integers(0, 60).map(lambda days: date(2027, 3, 1) + timedelta(days=days)))
COUNTRIES = st.sampled_from(["", "US", "IN"])
ROWS = st.tuples(KEYS, NAMES, COUNTRIES, DAYS)
CLAIMS = st.lists(ROWS, max_size=6)
LOGS = st.lists(st.tuples(ROWS, st.sampled_from([None, True, False]), st.booleans()), max_size=6)
Drawn = tuple[list[Key], str, str, date | None]


def claims_of(rows: list[Drawn]) -> list[Claim]:
    return [
        Claim("", number, tuple(keys), name, "", country, day)
        for number, (keys, name, country, day) in enumerate(rows)
    ]


def log_of(rows: list[tuple[Drawn, bool | None, bool]]) -> list[Enquiry]:
    return [
        Enquiry("", number, tuple(keys), name, "", country, day, answered=answered, known=known)
        for number, ((keys, name, country, day), answered, known) in enumerate(rows)
    ]


@given(CLAIMS, LOGS)
def test_every_claim_is_in_one_group_with_a_reason_of_it(
    drawn: list[Drawn], ours: list[tuple[Drawn, bool | None, bool]]
) -> None:
    claims, log = claims_of(drawn), log_of(ours)
    result = compare(claims, log, Terms(market=frozenset({"US"})))
    assert [one.claim for one in result.judged] == list(range(len(claims)))
    assert sum(len(result.of(group)) for group in Group) == len(claims)
    assert all(one.why.code.partition(".")[0] == one.group.value for one in result.judged)


@given(CLAIMS, LOGS, st.randoms(use_true_random=False))
def test_the_order_of_our_own_rows_does_not_matter(
    drawn: list[Drawn], ours: list[tuple[Drawn, bool | None, bool]], chance: object
) -> None:
    claims, log = claims_of(drawn), log_of(ours)
    mixed = list(log)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    terms = Terms(market=frozenset({"US"}))
    first, second = (compare(claims, rows, terms) for rows in (log, mixed))
    assert [(one.group, one.why.code) for one in first.judged] == [
        (one.group, one.why.code) for one in second.judged
    ]


@given(CLAIMS, LOGS)
def test_a_proven_claim_carries_an_identity_of_the_row_beside_it(
    drawn: list[Drawn], ours: list[tuple[Drawn, bool | None, bool]]
) -> None:
    claims, log = claims_of(drawn), log_of(ours)
    for one in compare(claims, log, Terms()).judged:
        if one.group.counts:
            assert set(claims[one.claim].keys) & set(log[one.enquiries[0]].keys)


@given(CLAIMS, LOGS)
def test_no_person_is_proven_twice(drawn: list[Drawn], ours: list[tuple[Drawn, bool | None, bool]]) -> None:
    claims, log = claims_of(drawn), log_of(ours)
    proven = [one for one in compare(claims, log, Terms()).judged if one.group.counts]
    rows = Counter(one.enquiries[0] for one in proven)
    assert max(rows.values(), default=0) <= 1


@given(CLAIMS, LOGS)
def test_a_market_never_proves_more(drawn: list[Drawn], ours: list[tuple[Drawn, bool | None, bool]]) -> None:
    claims, log = claims_of(drawn), log_of(ours)
    everywhere, there = (
        compare(claims, log, Terms(market=market)).proven for market in (frozenset[str](), frozenset({"US"}))
    )
    assert there <= everywhere


@given(st.lists(st.tuples(ROWS, st.booleans()), max_size=6), LOGS, ROWS)
def test_a_claim_that_we_cannot_find_takes_nobody_away(
    drawn: list[tuple[Drawn, bool]], ours: list[tuple[Drawn, bool | None, bool]], more: Drawn
) -> None:
    """Some claims bear an identity that no log has; one more claim with that identity alone lowers no count.

    The claim is there without its identity too, since its day belongs to the period of the list.
    """
    strange = Key("email", "of nobody")
    rows = [
        ([*keys, strange] if bears else keys, name, country, day)
        for (keys, name, country, day), bears in drawn
    ]
    log = log_of(ours)
    before, after = (compare(claims_of([*rows, (keys, *more[1:])]), log, Terms()) for keys in ([], [strange]))
    assert after.proven >= before.proven
