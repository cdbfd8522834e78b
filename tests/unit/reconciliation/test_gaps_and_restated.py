"""Days of which a book says nothing, and figures of closed months that are others now."""

from datetime import date
from fractions import Fraction

from assay.core.period import ONE_DAY, Month, Span
from assay.core.reconciliation.gaps import Gap, gaps
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.core.reconciliation.restated import Restated, restated
from tests.unit.reconciliation.saying import ADS, APRIL, LOG, MARCH, SITE, say, sessions


def cost(
    value: int | str | None, day: int = 1, *, book: Book = ADS, month: int = 3, last: int | None = None
) -> Observed:
    return say(Measure.COST, book, value, day, month=month, unit="USD", last=last)


def stretch(first: int, last: int, month: int = 3) -> Span:
    return Span(date(2027, month, first), date(2027, month, last) + ONE_DAY)


def test_silent_days_are_listed_in_stretches() -> None:
    rows = [cost(1, day) for day in range(1, 32) if day not in (5, 6, 7, 20)]
    assert gaps(rows, [MARCH], None) == (Gap(MARCH, ADS, (stretch(5, 7), stretch(20, 20))),)
    assert gaps(rows, [MARCH], None)[0].days == 4


def test_a_day_with_one_campaign_is_no_gap() -> None:
    rows = [cost(1), say(Measure.COST, ADS, 0, 2, campaign="display", unit="USD"), cost(1, 3)]
    assert gaps(rows, [MARCH], None) == ()


def test_without_a_contract_a_book_is_due_on_the_days_between_the_first_and_the_last_of_any_book() -> None:
    rows = [cost(1, 3), cost(1, 4), cost(1, 5), sessions(1, 3), sessions(1, 4)]
    assert gaps(rows, [MARCH], None) == (Gap(MARCH, SITE, (stretch(5, 5),)),)


def test_with_a_contract_it_is_due_on_every_day_of_the_term() -> None:
    rows = [cost(1, day) for day in range(3, 32)]
    term = Span(date(2027, 3, 2), date(2027, 4, 3))
    assert gaps(rows, [MARCH, APRIL], term, date(2027, 5, 4)) == (
        Gap(MARCH, ADS, (stretch(2, 2),)),
        Gap(APRIL, ADS, (stretch(1, 2, month=4),)),
    )


def test_days_after_the_last_import_are_not_due_yet_unless_a_book_speaks_of_them() -> None:
    term = Span(date(2027, 3, 1), date(2028, 3, 1))
    rows = [cost(1, day) for day in range(1, 11)]
    # imported on the 14th: the 13th is the last whole day that anyone could have reported
    assert gaps(rows, [MARCH], term, date(2027, 3, 14)) == (Gap(MARCH, ADS, (stretch(11, 13),)),)
    found = gaps([*rows, sessions(1, 12)], [MARCH], term, date(2027, 3, 5))
    assert [(gap.book, gap.stretches) for gap in found] == [
        (ADS, (stretch(11, 12),)),
        (SITE, (stretch(1, 11),)),
    ]


def test_a_book_that_spoke_last_month_and_is_silent_in_this_one_is_named_whichever_months_are_asked() -> None:
    site = (say(Measure.SESSIONS, SITE, 1, day, month=4) for day in range(1, 31))
    rows = [*(cost(1, day) for day in range(1, 32)), *site]
    term = Span(date(2027, 3, 1), date(2028, 3, 1))
    april = Gap(APRIL, ADS, (stretch(1, 30, month=4),))
    assert gaps(rows, [APRIL], term, date(2027, 5, 4)) == (april,)
    assert april in gaps(rows, [MARCH, APRIL], term, date(2027, 5, 4))
    assert gaps(rows, [Month(2027, 5)], term, date(2027, 6, 4)) == (
        Gap(Month(2027, 5), SITE, (Span(date(2027, 5, 1), date(2027, 6, 1)),)),
    )


def test_totals_of_periods_are_no_daily_book() -> None:
    totals = Book(ADS.source, ADS.account, totals=True)
    assert gaps([cost(1, 1, last=15, book=totals), cost(1, 1), cost(1, 2)], [MARCH], None) == ()


def test_logs_of_leads_have_no_gaps() -> None:
    assert gaps([say(Measure.LEADS, LOG, 1, 1), say(Measure.LEADS, LOG, 1, 9)], [MARCH], None) == ()


def test_a_figure_that_was_altered_after_closing_is_told_with_both_values() -> None:
    then = [cost("10.00"), cost("20.00", 2), cost("5.00", 3)]
    now = [cost("10.00"), cost("18.00", 2), cost("5.50", 3)]
    # 35.00 at closing; 10 + 18 + 5.50 = 33.50 now; the 2nd and the 3rd differ
    assert restated(MARCH, then, now) == (
        Restated(MARCH, Measure.COST, ADS, "search", "USD", "2027-03-02", 2, Fraction(35), Fraction(67, 2)),
    )


def test_changes_that_cancel_out_within_the_month_are_seen() -> None:
    (found,) = restated(MARCH, [cost(10), cost(20, 2)], [cost(12), cost(18, 2)])
    assert (found.then, found.now, found.days) == (30, 30, 2)


def test_rows_that_came_later_or_went_are_told() -> None:
    (late,) = restated(MARCH, [cost(5)], [cost(5), cost(10, 4)])
    (gone,) = restated(MARCH, [cost(5), cost(10, 4)], [cost(5)])
    assert (late.then, late.now, gone.then, gone.now) == (5, 15, 15, 5)
    (emptied,) = restated(MARCH, [cost(10, 4)], [])
    assert (emptied.then, emptied.now) == (10, None)


def test_a_campaign_that_nobody_knew_in_a_book_that_was_known_is_told() -> None:
    other = say(Measure.COST, ADS, 7, 2, campaign="display", unit="USD")
    (found,) = restated(MARCH, [cost(5)], [cost(5), other])
    assert (found.campaign, found.then, found.now) == ("display", None, 7)


def test_a_book_that_was_not_there_at_closing_altered_nothing() -> None:
    twin = Book("my_ads", ADS.account)
    assert restated(MARCH, [cost(5)], [cost(5), cost(9, book=twin), sessions(3)]) == ()


def test_a_figure_that_is_unsaid_now_is_a_change() -> None:
    (found,) = restated(MARCH, [cost(5)], [cost(None)])
    assert (found.then, found.now) == (5, None)


def test_the_month_for_its_two_halves_is_no_change_unless_the_sum_is_another() -> None:
    totals = Book(ADS.source, ADS.account, totals=True)
    halves = [cost(10, 1, last=15, book=totals), cost(20, 16, last=31, book=totals)]
    assert restated(MARCH, halves, [cost(30, 1, last=31, book=totals)]) == ()
    (found,) = restated(MARCH, halves, [cost(31, 1, last=31, book=totals)])
    assert (found.then, found.now) == (30, 31)
    moved = [cost(11, 1, last=15, book=totals), cost(19, 16, last=31, book=totals)]
    assert [(one.then, one.now, one.days) for one in restated(MARCH, halves, moved)] == [(30, 30, 2)]


def test_what_was_paid_for_a_top_up_is_told_by_its_entry() -> None:
    book = Book("media_ledger", ADS.account)
    then = say(Measure.PAID, book, 2118, 2, campaign="L-03", unit="CNY")
    now = say(Measure.PAID, book, 2180, 2, campaign="L-03", unit="CNY")
    (found,) = restated(MARCH, [then], [now])
    assert (found.measure, found.campaign, found.then, found.now) == (Measure.PAID, "L-03", 2118, 2180)


def test_a_row_of_zero_that_came_later_is_a_change() -> None:
    (found,) = restated(MARCH, [cost(10)], [cost(10), cost(0, 2)])
    assert (found.then, found.now, found.day) == (10, 10, "2027-03-02")


def test_the_same_figures_in_another_order_and_those_of_other_months_are_no_alarm() -> None:
    then = [cost(10), cost(20, 2)]
    assert restated(MARCH, then, [cost(20, 2), cost(10), cost(99, 1, month=4)]) == ()


def test_a_figure_in_another_currency_is_two_changes() -> None:
    now = [say(Measure.COST, ADS, 10, unit="EUR")]
    found = restated(MARCH, [cost(10)], now)
    assert [(one.unit, one.then, one.now) for one in found] == [("EUR", None, 10), ("USD", 10, None)]
