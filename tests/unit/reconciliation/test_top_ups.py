"""What credit cost, first in, first out: worked by hand, exact."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from assay.core.period import ONE_DAY, Month, Span
from assay.core.reconciliation.top_ups import (
    Account,
    Bought,
    Cost,
    Entry,
    Kind,
    bought,
    breaks,
    cost_of,
    oldest_first,
    spent_by_ledger,
    used,
)
from tests.unit.reconciliation.saying import APRIL, MARCH, entry, ledger

T, G, R, B, S, X = Kind.TOP_UP, Kind.GRANT, Kind.REBATE, Kind.REFUND, Kind.SPEND, Kind.BALANCE


def costs(account: Account, **days: int | str) -> Mapping[Month, Cost]:
    """By month. ``m3d9=100``: 100 on 9 March; ``m3d1to31=100``: a total of 100 in March."""
    spent = {}
    for key, amount in days.items():
        first, _, last = key.partition("d")[2].partition("to")
        month = int(key[1])
        spent[Span(date(2027, month, int(first)), date(2027, month, int(last or first)) + ONE_DAY)] = amount
    pieces = used(account, {span: Fraction(amount) for span, amount in spent.items()})
    months = sorted({Month.of(span.start_on) for span in pieces})
    return {
        month: cost_of(one for span, parts in pieces.items() if span.start_on in month.span for one in parts)
        for month in months
    }


def cost(account: Account, **days: int | str) -> Cost:
    return costs(account, **days)[MARCH]


def test_spend_takes_the_price_of_the_oldest_credit() -> None:
    account = ledger((entry(1, T, 100, paid=720), entry(5, T, 100, paid=700)))
    # 60 at 7.20 = 432; then 40 at 7.20 = 288 and 30 at 7.00 = 210
    found = cost(account, m3d2=60, m3d9=70)
    assert found == Cost(Fraction(130), Fraction(930), "CNY")
    assert found.rate == Fraction(93, 13)  # 930 ÷ 130


def test_each_month_goes_on_where_the_one_before_stopped() -> None:
    account = ledger((entry(1, T, 100, paid=720), entry(5, T, 100, paid=700)))
    found = costs(account, m3d9=130, m4d9=70)
    # March 100 × 7.20 + 30 × 7.00 = 930; April the other 70 × 7.00 = 490
    assert {month: one.paid for month, one in found.items()} == {MARCH: 930, APRIL: 490}


def test_grants_and_rebates_cost_nothing_and_lower_the_price_in_their_turn() -> None:
    account = ledger(
        (entry(1, T, 100, paid=720), entry(2, G, 20), entry(3, R, 5), entry(4, T, 100, paid=720))
    )
    # 100 at 7.20 = 720; 25 for nothing; 25 at 7.20 = 180
    assert cost(account, m3d9=150) == Cost(Fraction(150), Fraction(900), "CNY")


def test_spend_out_of_free_credit_alone_cost_nothing() -> None:
    assert cost(ledger((entry(1, G, 20),)), m3d9=15) == Cost(Fraction(15), Fraction(0), "")


def test_a_refund_takes_the_oldest_credit_away() -> None:
    account = ledger((entry(1, T, 100, paid=720), entry(2, T, 100, paid=700), entry(3, B, -100, paid=715)))
    assert cost(account, m3d9=50).paid == 350  # 50 at 7.00


def test_a_top_up_taken_back_takes_credit_away() -> None:
    account = ledger((entry(1, T, 100, paid=720), entry(2, T, -100, paid=-720), entry(3, T, 100, paid=700)))
    assert cost(account, m3d9=100).paid == 700


def test_credit_of_the_same_day_comes_before_the_spend() -> None:
    assert cost(ledger((entry(9, T, 100, paid=720),)), m3d9=10).paid == 72


@pytest.mark.parametrize(
    "account",
    [
        ledger((entry(1, X, 0, balance=50), entry(2, T, 100, paid=720))),  # 50 of before the ledger
        ledger((entry(1, T, 100),)),  # nobody says what was paid
        ledger((entry(1, T, 30, paid=216),)),  # 40 spent out of 30 credited
        ledger((entry(1, T, 20, paid=144), entry(2, T, 20, paid=156, currency="HKD"))),  # two currencies
        ledger((entry(10, T, 100, paid=720),)),  # credit that came later
    ],
)
def test_credit_whose_price_nobody_knows_makes_the_cost_unknown(account: Account) -> None:
    found = cost(account, m3d9=40)
    assert (found.spent, found.paid, found.rate) == (40, None, None)


def test_credit_of_before_the_ledger_is_used_up_first() -> None:
    account = ledger((entry(1, X, 0, balance=50), entry(2, T, 100, paid=720)))
    found = costs(account, m3d9=50, m4d9=10)
    assert (found[MARCH].paid, found[APRIL].paid) == (None, 72)


def test_a_month_without_spend_has_no_cost() -> None:
    assert costs(ledger((entry(1, T, 100, paid=720),))) == {}


def test_a_total_is_spent_on_its_last_day_and_takes_credit_in_its_order() -> None:
    account = ledger((entry(1, T, 100, paid=720), entry(20, T, 100, paid=700)))
    # 130 in March, whenever: 100 × 7.20 + 30 × 7.00 = 930
    assert cost(account, m3d1to31=130) == Cost(Fraction(130), Fraction(930), "CNY")


def test_a_total_that_begins_before_the_ledger_has_no_price() -> None:
    assert cost(ledger((entry(5, T, 100, paid=720),)), m3d1to31=60).paid is None


def test_what_the_platform_gives_back_goes_back_to_the_credit_that_was_spent_last() -> None:
    account = ledger((entry(1, T, 100, paid=720), entry(2, T, 100, paid=700)))
    # 100 × 7.20 + 20 × 7.00 = 860; 50 back: 20 at 7.00 and 30 at 7.20 = 356; then 60: 30 at 7.20 and 30 at 7.00 = 426
    found = cost(account, m3d9=120, m3d10=-50, m3d11=60)
    assert (found.spent, found.paid) == (130, 930)  # 860 − 356 + 426


def test_more_given_back_than_was_ever_spent_has_no_price() -> None:
    found = cost(ledger((entry(1, T, 100, paid=720),)), m3d9=10, m3d10=-11)
    assert (found.spent, found.paid) == (-1, None)


def test_an_entry_of_nothing_and_one_of_no_known_kind_move_nothing_at_a_price() -> None:
    nothing = ledger((entry(1, T, 0, paid=0), entry(2, T, 100, paid=720)))
    assert cost(nothing, m3d9=50).paid == 360
    other = ledger((entry(1, Kind.OTHER, 20), entry(2, T, 100, paid=720)))
    assert (cost(other, m3d9=10).paid, bought(other, MARCH).topped_up) == (None, 100)


def test_what_came_in_is_told_apart_from_what_was_free() -> None:
    account = ledger(
        (
            entry(1, T, 1000, paid=7200),
            entry(2, G, 50),
            entry(3, R, 20),
            entry(9, T, 500, paid=3550),
            entry(30, B, -100, paid=715),
            entry(2, T, 9, month=4, paid=63),
        )
    )
    # credited 1000 + 500 − 100 = 1400; paid 7200 + 3550 − 715 = 10035; 10035 ÷ 1400 = 2007/280
    found = bought(account, MARCH)
    assert found == Bought(Fraction(1400), Fraction(70), Fraction(10035), "CNY")
    assert found.rate == Fraction(2007, 280)


def test_what_came_back_lowers_what_was_paid_whichever_sign_the_statement_gives_it() -> None:
    for back in (715, -715):
        account = ledger((entry(1, T, 1000, paid=7200), entry(9, B, -100, paid=back)))
        assert bought(account, MARCH) == Bought(Fraction(900), Fraction(0), Fraction(6485), "CNY")


def test_payments_that_nobody_states_or_in_two_currencies_give_no_rate() -> None:
    unsaid = bought(ledger((entry(1, T, 100, paid=720), entry(2, T, 100))), MARCH)
    mixed = bought(ledger((entry(1, T, 100, paid=720), entry(2, T, 100, paid=780, currency="HKD"))), MARCH)
    assert [(one.topped_up, one.paid, one.rate) for one in (unsaid, mixed)] == [(200, None, None)] * 2


def test_the_ledger_says_what_was_spent() -> None:
    account = ledger(
        (entry(1, T, 100, paid=720), entry(5, S, "-30.50"), entry(9, S, "-9.50"), entry(30, S, 2))
    )
    assert spent_by_ledger(account, MARCH) == 38  # 30.50 + 9.50 − 2 taken back
    assert spent_by_ledger(account, APRIL) is None


def test_a_ledger_without_spend_says_it_by_opening_and_closing_balance() -> None:
    account = ledger(
        (
            entry(1, X, 0, balance=100),
            entry(9, T, 500, paid=3600, balance=600),
            entry(20, B, -50, paid=360),
            entry(1, X, 0, month=4, balance=140),
        )
    )
    assert spent_by_ledger(account, MARCH) == 410  # 100 + 500 − 50 − 140
    assert spent_by_ledger(account, APRIL) is None


def test_a_balance_inside_a_month_is_no_closing_balance() -> None:
    account = ledger((entry(1, X, 0, balance=100), entry(30, X, 0, balance=40)))
    assert spent_by_ledger(account, MARCH) is None


def of(*entries: Entry) -> tuple[Entry, ...]:
    return entries


def test_a_statement_that_begins_otherwise_than_the_last_one_ended_is_named() -> None:
    first = of(entry(1, T, 100, paid=720, balance=100), entry(9, S, -30, balance=70), entry(20, S, -10))
    joined = of(entry(1, S, -5, month=4, balance=55))  # before it 60 = 70 − 10
    apart = of(entry(1, S, -5, month=4, balance=50))  # before it 55
    assert list(breaks(ledger(first, joined))) == []
    (found,) = breaks(ledger(first, apart))
    assert (found.entry, found.opening, found.closing) == (apart[0], 55, 60)


def test_statements_that_overlap_or_state_no_balance_are_not_compared() -> None:
    first = of(entry(1, T, 100, paid=720, balance=100), entry(20, S, -30, balance=70))
    overlap = of(entry(10, S, -1, balance=9))
    silent = of(entry(25, S, -1))
    assert list(breaks(ledger(first, overlap))) == list(breaks(ledger(first, silent))) == []


def test_a_statement_with_the_newest_entry_first_is_turned_round() -> None:
    old, new = entry(1, T, 100), entry(9, S, -30)
    for entries in ([new, old], [old, new]):
        assert oldest_first(entries, [one.day for one in entries]) == (old, new)
    assert oldest_first([old], [old.day]) == (old,)


def test_a_statement_whose_days_rise_and_fall_stays_as_the_file_has_it() -> None:
    days = [date(2027, 3, 9), None, date(2027, 3, 1), date(2027, 3, 5)]
    assert oldest_first("abcd", days) == tuple("abcd")
    assert oldest_first("abc", days[:3]) == tuple("cba")
