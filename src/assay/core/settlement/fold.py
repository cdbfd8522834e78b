"""One step of the settlement, and the fold over periods.

The order of a step is fixed: version and tables → calendar → reliefs → targets → KPI states → streaks and triggers →
claims → lots → same cause → caps → bonus and clawback → suspense → payments, retention, set-off → round, post, assert →
explain. Earlier months that are still open are trued up first, oldest first.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.monitors import Reading
from assay.core.contract.model import Amended
from assay.core.findings import FindingsError
from assay.core.period import Month
from assay.core.settlement import ledger
from assay.core.settlement.account import books_of, closed, owed, payment_case
from assay.core.settlement.checks import check_acceptance, check_month, check_order, check_text
from assay.core.settlement.closing import with_bonds
from assay.core.settlement.drawing import drawn_up, obligations_of, open_disputes, reissues, samples_of
from assay.core.settlement.ending import check_terminations, ended, liquidated, termination_of
from assay.core.settlement.events import added_months, note_events
from assay.core.settlement.judging import Judged, judged_months
from assay.core.settlement.make_good import is_claim, still_owed
from assay.core.settlement.month import Settled, settle_again, settle_month
from assay.core.settlement.month_cases import MonthCases
from assay.core.settlement.payments import PaymentCase, changed_instalments, comes_back, fall_due
from assay.core.settlement.payments import note_events as note_payment_events
from assay.core.settlement.postings import Draft
from assay.core.settlement.receivables import check_payments
from assay.core.settlement.rights import check_cures, firings, monitor_readings, undone_by_rulings
from assay.core.settlement.standing import Before, settled_for_good, standing
from assay.core.settlement.state import State
from assay.core.settlement.statement import Statement


def fold(
    amended: Amended, opening: State, periods: Sequence[PeriodFigures], until: Month | None = None
) -> tuple[tuple[Statement, ...], State]:
    """Settle periods one after another.

    Args:
        amended: The contract with its versions.
        opening: The state before the first period.
        periods: In order of their months; a statement sees the events known after the previous one's ``as_of`` and until
            its own, wherever the periods list them.
        until: The last month to settle; None for all.

    Raises:
        FindingsError: Figures that do not fit the contract; nothing is settled.
    """
    pairs = tuple(steps(amended, opening, periods, until))
    return tuple(statement for statement, _ in pairs), pairs[-1][1] if pairs else opening


def steps(
    amended: Amended,
    opening: State,
    periods: Sequence[PeriodFigures],
    until: Month | None = None,
    *,
    explained: bool = True,
) -> Iterator[tuple[Statement, State]]:
    """Each statement of :func:`fold` with the state after it, as it is computed; the money alone is computed sooner."""
    events = sorted(
        (event for period in periods for event in period.events), key=lambda event: (event.known_at, event.id)
    )
    check_order(opening, periods, events)
    check_text(opening, amended)
    state, before = opening, Before()
    for period in periods:
        if until is not None and period.month > until:
            return
        seen = [event for event in events if _is_seen(event, state.as_of, period.as_of)]
        statement, state, before = step(state, amended, period, seen, before, explained=explained)
        yield statement, state


def step(  # the fold's own arguments, and what it did last
    state: State,
    amended: Amended,
    figures: PeriodFigures,
    events: Sequence[Event],
    before: Before,
    *,
    explained: bool,
) -> tuple[Statement, State, Before]:
    """Settle one month: ``(state, figures, events) → (statement, state)``, the same whatever is known of the step before.

    For whoever learns the next month only from the statement before it; :func:`steps` checks the order of months and events.
    Without explanations each line carries an empty one and no duties are told; the money is the same.

    Raises:
        FindingsError: The figures or events do not fit the contract or the state.
    """
    agreed, amended = amended, _ended(state, amended, figures.month, events)
    state, added = _noted(state, amended, figures, events)
    known = standing(state, amended, before)
    judged, state = judged_months(state, amended, known, added)
    check_acceptance(state, amended, judged, events, added)
    case = payment_case(state, amended, figures.month, judged.all(), added)
    ending = _ending(state, agreed, amended, case)
    cases = MonthCases.of(state, amended, judged, figures, ending)
    again = frozenset(event.fields["of_period"] for event in events if event.kind == "reissue")
    for_good = settled_for_good(before, known, cases)
    settled, state = _settle_months(state, cases, again, for_good)
    monitors = monitor_readings(state, amended, added)
    state = _with_rights(state, amended, judged, events, monitors)
    case = replace(case, no_open_claim=not _is_open(state, amended, judged))
    dues, payments = fall_due(state.payments, case)
    statement = drawn_up(state, case.contract, figures, settled, dues, explained=explained)
    statement = closed(statement, state, payments, case, events)
    owing = (*state.owed, owed(statement))
    statement = replace(
        statement,
        postings=books_of(statement, state, events),
        disputes=open_disputes(judged),
        reissues=tuple(reissues(settled, events, explained=explained)),
        monitors=monitors[figures.month],
        samples=samples_of(case.contract, figures.month, state),
        make_goods=tuple(still_owed(state, amended, events)),
        obligations=obligations_of(state, amended, case, owing) if explained else (),
    )
    state = replace(
        state,
        contract_digest=amended.digest_for(figures.month),
        as_of=figures.as_of,
        payments=with_bonds(payments, statement.closing),
        carry=statement.carry_after,
        credited=statement.tax.credited if statement.tax is not None else state.credited,
        balances=ledger.after(state.balances, statement.postings),
        owed=owing,
    )
    return statement, state, Before(figures.as_of, state.noted, judged, settled)


def _noted(
    state: State, amended: Amended, figures: PeriodFigures, events: Sequence[Event]
) -> tuple[State, int]:
    """The state with the figures and events of the month, once nothing is wrong with them; and the months added to the term."""
    contract = amended.for_month(figures.month)
    state = note_events(state, amended, figures, events)
    payments, findings = note_payment_events(state.payments, events, contract)
    findings += changed_instalments(state.payments, contract, figures.place)
    added = added_months(state, amended)
    findings += check_month(state, amended, contract, figures, added)
    findings += check_payments(events, (record.month for record in state.records), contract)
    if findings:
        raise FindingsError(findings)
    return state if payments is state.payments else replace(state, payments=payments), added


def _ended(state: State, amended: Amended, month: Month, events: Sequence[Event]) -> Amended:
    """The versions as a termination known by now cuts them."""
    findings = list(check_terminations(events, state, amended.for_month(month), month))
    if findings:
        raise FindingsError(findings)
    return ended(amended, (*state.noted, *events))


def _ending(
    state: State, agreed: Amended, amended: Amended, case: PaymentCase
) -> dict[Month, tuple[Draft, ...]]:
    """Month → the lines that a termination brings into it."""
    event = termination_of(state.noted)
    if event is None:
        return {}
    principal = comes_back(state.payments, case)
    return {Month.of(event.effective_on): liquidated(agreed, amended, event, principal)}


def _is_seen(event: Event, after: datetime | None, until: datetime) -> bool:
    return (after is None or event.known_at > after) and event.known_at <= until


def _settle_months(
    state: State, cases: MonthCases, again: Container[str], for_good: Iterable[Settled]
) -> tuple[dict[Month, Settled], State]:
    """True up the months that are open, oldest first, then settle the current one; those reissued are settled again."""
    known = {item.record.month: item for item in for_good}
    settled: dict[Month, Settled] = {}
    for record in state.records:
        if record.month in known:
            settled[record.month] = known[record.month]
            continue
        settle = settle_again if str(record.month) in again else settle_month
        result = settle(cases.case_of(record), record, cases.figures.as_of)
        settled[record.month] = result
        cases.posted[record.month] = tuple(result.record.posted.values())
    return settled, replace(state, records=tuple(item.record for item in settled.values()))


def _with_rights(
    state: State,
    amended: Amended,
    judged: Judged,
    events: Sequence[Event],
    monitors: Mapping[Month, tuple[Reading, ...]],
) -> State:
    """The state with the rights that have arisen by now, and those that a ruling undid."""
    outcomes = judged.all()
    undone = undone_by_rulings(state, amended, events, outcomes)
    if undone:
        state = replace(state, withdrawn=(*state.withdrawn, *undone))
    fired = firings(state, amended, outcomes, monitors)
    if fired != state.firings:
        state = replace(state, firings=fired)
    problems = list(check_cures(state, amended, events, outcomes, monitors))
    if problems:
        raise FindingsError(problems)
    return state


def _is_open(state: State, amended: Amended, judged: Judged) -> bool:
    """Whether anything is provisional, waits, is in suspense or in dispute; a carry is an undisputed debt and is not open."""
    withheld = any(record.withheld for record in state.records)
    disputed = any(reading.open for reading in judged.readings.values())
    undelivered = any(is_claim(item) for item in still_owed(state, amended, ()))
    return withheld or disputed or undelivered or any(item.state.is_open for item in judged.all())
