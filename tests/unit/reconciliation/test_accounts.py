"""Whole accounts: reported spend against the ledger, and the agreed rate against what was paid."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from assay.core.reconciliation.accounts import ledger_lines, paid_lines, reported, top_ups_of, within
from assay.core.reconciliation.lines import Line, Pair, State, Tolerance
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.core.reconciliation.top_ups import Account, Kind
from tests.unit.reconciliation.saying import ADS, APRIL, MARCH, entry, ledger, say

CENT = Tolerance(Fraction(1, 1000), Fraction(1))
PERCENT = Tolerance(Fraction(1, 100))


def cost(
    value: int | str | None,
    day: int = 1,
    *,
    book: Book = ADS,
    campaign: str = "search",
    month: int = 3,
    last: int | None = None,
) -> Observed:
    return say(Measure.COST, book, value, day, campaign=campaign, month=month, unit="USD", last=last)


def agreed(amount: Fraction, currency: str, day: date) -> Fraction | None:
    """7.12 CNY per USD until 14 March, 7.06 from the 15th on."""
    if currency != "USD":
        return None
    return amount * (Fraction("7.12") if day.day < 15 else Fraction("7.06"))


def paid(account: Account, *rows: Observed, mine: tuple[Observed, ...] = ()) -> Line:
    spend = reported(rows, ())
    inside = within(spend, mine or rows)
    (line,) = paid_lines(top_ups_of([account], spend, [MARCH]), inside, PERCENT, "CNY", agreed)
    return line


def test_all_campaigns_of_an_account_are_held_against_its_ledger() -> None:
    account = ledger((entry(1, Kind.TOP_UP, 500, paid=3600), entry(31, Kind.SPEND, "-120.30")))
    spend = reported([cost("80.10"), cost("40.00", 9, campaign="display")], ())
    (line,) = ledger_lines([account], spend, [MARCH], CENT)
    # reported 80.10 + 40.00 = 120.10; ledger 120.30; 0.20 apart, 1 allowed
    assert (line.pair, line.first, line.second) == (Pair.SPEND_LEDGER, Fraction("120.1"), Fraction("120.3"))
    assert (line.difference, line.state) == (Fraction(1, 5), State.WITHIN)


def test_a_month_without_report_or_without_ledger_is_unknown() -> None:
    account = ledger((entry(1, Kind.TOP_UP, 500, paid=3600), entry(31, Kind.SPEND, -120)))
    first, second = ledger_lines([account], reported([cost(5, month=4)], ()), [MARCH, APRIL], CENT)
    assert (first.first, first.second, first.state) == (None, 120, State.UNKNOWN)
    assert (second.first, second.second, second.state) == (5, None, State.UNKNOWN)


def test_the_agencys_copy_and_a_second_export_of_the_account_are_not_added() -> None:
    copy, twin = Book("google_ads_report", "agency/copy"), Book("zz_report", ADS.account)
    spend = reported([cost(5), cost(7, book=copy), cost(6, book=twin)], {copy.account})
    assert [(one.books, one.of(MARCH)) for one in spend] == [({MARCH: ADS}, 5)]


def test_each_month_takes_the_export_that_has_it() -> None:
    twin = Book("aa_report", ADS.account)
    (spend,) = reported([cost(5), cost(6, month=4, book=twin)], ())
    assert spend.books == {MARCH: ADS, APRIL: twin}
    assert (spend.of(MARCH), spend.of(APRIL)) == (5, 6)


TOTAL = replace(ADS, totals=True)


def test_an_account_that_states_only_its_month_is_held_against_the_ledger_by_it() -> None:
    account = ledger((entry(1, Kind.TOP_UP, 500, paid=3600), entry(31, Kind.SPEND, -120)))
    spend = reported([cost("119.50", last=31, book=TOTAL)], ())
    (line,) = ledger_lines([account], spend, [MARCH], CENT)
    assert (line.first, line.second, line.first_book) == (Fraction("119.5"), 120, str(TOTAL))


def test_days_and_the_total_of_the_same_month_are_never_added() -> None:
    days = [cost(4, day) for day in range(1, 32)]
    (spend,) = reported([*days, cost(125, last=31, book=TOTAL)], ())
    assert (spend.books[MARCH], spend.of(MARCH)) == (ADS, 124)  # 31 × 4; both speak of 31 days: the daily one
    (short,) = reported([*days[:-1], cost(125, last=31, book=TOTAL)], ())
    assert (short.books[MARCH], short.of(MARCH)) == (TOTAL, 125)  # a day is missing by day, none of the total


def test_a_day_whose_cost_is_unsaid_makes_the_month_unknown() -> None:
    account = ledger((entry(1, Kind.TOP_UP, 500, paid=3600), entry(31, Kind.SPEND, -120)))
    (line,) = ledger_lines([account], reported([cost(5), cost(None, 2)], ()), [MARCH], CENT)
    assert (line.first, line.state) == (None, State.UNKNOWN)


def test_two_vendors_in_one_account_each_have_their_part_of_the_credit() -> None:
    account = ledger((entry(1, Kind.TOP_UP, 100, paid=720), entry(2, Kind.TOP_UP, 100, paid=700)))
    mine, theirs = cost(30, 9), cost(120, 9, campaign="other")
    # 150 that day: 100 × 7.20 + 50 × 7.00 = 1070; 30 of 150 are mine: 214; agreed 30 × 7.12 = 213.60
    line = paid(account, mine, theirs, mine=(mine,))
    assert (line.first, line.second) == (Fraction("213.6"), 214)


def test_a_total_over_a_change_of_the_agreed_rate_has_no_agreed_cost() -> None:
    account = ledger((entry(1, Kind.TOP_UP, 100, paid=720),))
    # 7.12 until the 14th, 7.06 after: nobody knows how much of the 50 came before
    whole = paid(account, cost(50, last=31, book=TOTAL))
    assert (whole.first, whole.second, whole.state) == (None, 360, State.UNKNOWN)
    half = paid(account, cost(50, last=14, book=TOTAL))
    assert (half.first, half.second) == (356, 360)


def test_cost_at_the_agreed_rate_is_held_against_what_the_credit_had_cost() -> None:
    account = ledger((entry(1, Kind.TOP_UP, 100, paid=720), entry(10, Kind.TOP_UP, 100, paid=700)))
    line = paid(account, cost(60, 2), cost(70, 20))
    # agreed 60 × 7.12 + 70 × 7.06 = 427.20 + 494.20 = 921.40
    # paid   60 × 7.20 + 40 × 7.20 + 30 × 7.00 = 432 + 288 + 210 = 930; 8.60 more, 9.214 allowed
    assert (line.first, line.second, line.difference) == (Fraction("921.4"), 930, Fraction("8.6"))
    assert (line.unit, line.state) == ("CNY", State.WITHIN)


def test_grants_that_the_agency_keeps_for_itself_show_as_a_cost_below_the_agreed_rate() -> None:
    account = ledger((entry(1, Kind.TOP_UP, 100, paid=720), entry(1, Kind.GRANT, 50)))
    line = paid(account, cost(150, 2))
    # agreed 150 × 7.12 = 1068; paid 720
    assert (line.first, line.second, line.state) == (1068, 720, State.BEYOND)


def test_a_payment_in_another_currency_is_unknown_here() -> None:
    line = paid(ledger((entry(1, Kind.TOP_UP, 100, paid=780, currency="HKD"),)), cost(10, 2))
    assert (line.second, line.state) == (None, State.UNKNOWN)


def test_spend_of_before_the_ledger_takes_nothing_from_it_and_has_no_price() -> None:
    account = ledger((entry(5, Kind.TOP_UP, 100, paid=720),))
    spend = reported([cost(40, 1), cost(60, 9), cost(40, 2, month=4)], ())
    march, april = top_ups_of([account], spend, [MARCH, APRIL])
    assert march.cost is not None
    assert april.cost is not None
    assert (march.cost.spent, march.cost.paid) == (100, None)
    assert (april.cost.spent, april.cost.paid) == (40, 288)  # the 40 that are left, at 7.20


def test_a_rebate_in_an_account_of_the_contracts_own_currency_shows_too() -> None:
    account = Account(
        ADS.account, "CNY", ((entry(1, Kind.TOP_UP, 1000, paid=1000), entry(2, Kind.REBATE, 100)),)
    )
    spend = reported([say(Measure.COST, ADS, 1100, 9, unit="CNY")], ())
    top_ups = top_ups_of([account], spend, [MARCH])
    (line,) = paid_lines(top_ups, spend, PERCENT, "CNY", lambda cost, *_: cost)
    # 1100 spent, 1000 of it paid: the rebate of 100
    assert (line.first, line.second, line.difference) == (1100, 1000, -100)


def test_a_day_without_an_agreed_rate_makes_the_agreed_cost_unknown() -> None:
    account = ledger((entry(1, Kind.TOP_UP, 100, paid=720),))
    spend = reported([cost(10, 2)], ())
    (line,) = paid_lines(top_ups_of([account], spend, [MARCH]), spend, PERCENT, "CNY", lambda *_: None)
    assert (line.first, line.second, line.state) == (None, 72, State.UNKNOWN)
