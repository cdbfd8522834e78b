"""Days of which a book says nothing, and figures of closed months that are others now."""

from datetime import date
from fractions import Fraction

from assay.core.period import ONE_DAY, Span
from assay.core.reconciliation.gaps import Gap, gaps
from assay.core.reconciliation.observed import Book, Measure, Observed
from assay.core.reconciliation.restated import Restated, restated
from tests.unit.reconciliation.saying import ADS, APRIL, LOG, MARCH, SITE, say, sessions


def cost(value: int | str, day: int = 1, *, book: Book = ADS, month: int = 3) -> Observed:
    return say(Measure.COST, book, value, day, month=month, unit="USD")


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
    assert gaps(rows, [MARCH, APRIL], term) == (
        Gap(MARCH, ADS, (stretch(2, 2),)),
        Gap(APRIL, ADS, (stretch(1, 2, month=4),)),
    )


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
    (late,) = restated(MARCH, [], [cost(10, 4)])
    (gone,) = restated(MARCH, [cost(10, 4)], [])
    assert (late.then, late.now, gone.then, gone.now) == (None, 10, 10, None)


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
