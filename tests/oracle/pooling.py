"""Weeks too small to be judged alone wait for the following ones (language.md 5, `below_min_n: pool`)."""

from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.measures import Week
from tests.oracle.money import ZERO, at_least
from tests.oracle.terms import Terms, number


@dataclass(frozen=True)
class JudgedWeek:
    """`in_month` is the month whose statement could first judge the week; None while it waits."""

    week: Week
    shortfall: Fraction
    in_month: str | None


def judge_weeks(weeks: list[Week], terms: Terms) -> list[JudgedWeek]:
    """All weeks from the start of the term to the last known one, each with its shortfall once it has one.

    The quarter's end (of the month to which a week belongs) or the term's end judges whatever n then is.
    """
    kpi = terms.text["kpis"]["form_rate"]
    min_n, target = number(kpi["min_n"]), number(kpi["target"])
    judged: list[JudgedWeek] = []
    waiting: list[Week] = []
    for at, week in enumerate(weeks):
        together = [*waiting, week]
        enough = sum(each.denominator for each in together) >= min_n
        if not enough and not is_last_of_pool(weeks, at, terms):
            waiting = together
            continue
        pooled = shortfall_of(together, target)
        judged += [JudgedWeek(each, pooled, week.month) for each in waiting]
        alone = shortfall_of([week], target) if week.denominator >= min_n else pooled
        judged.append(JudgedWeek(week, alone, week.month))
        waiting = []
    return judged + [JudgedWeek(each, ZERO, None) for each in waiting]


def is_last_of_pool(weeks: list[Week], at: int, terms: Terms) -> bool:
    week = weeks[at]
    if week.last == terms.end:
        return True
    last_of_month = at + 1 == len(weeks) or weeks[at + 1].month != week.month
    return last_of_month and int(week.month[5:]) % 3 == 0


def shortfall_of(weeks: list[Week], target: Fraction) -> Fraction:
    starts = sum(week.denominator for week in weeks)
    if starts == 0:
        return ZERO  # "with still no record it is met"
    return at_least(Fraction(sum(week.numerator for week in weeks), starts), target)
