"""One step of the settlement, and the fold over periods.

The order of a step is fixed: version and tables → calendar → reliefs → targets → KPI states → streaks and triggers →
claims → lots → same cause → caps → bonus and clawback → suspense → payments, retention, set-off → round, post, assert →
explain. Earlier months that are still open are trued up first, oldest first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assay.core.acceptance.accept import PeriodInput, accept
from assay.core.acceptance.adjusting import adjusted, silence_rates
from assay.core.acceptance.check import check_figures
from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.outcomes import Outcome, between
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.revisions import revision_of
from assay.core.acceptance.samples import SampleVerdict, period_of, sample_verdict
from assay.core.acceptance.targets import relief_days
from assay.core.contract.model import Amended, Contract
from assay.core.explain import Node
from assay.core.findings import Finding, FindingsError
from assay.core.period import Month, Span, day_of
from assay.core.settlement import ledger
from assay.core.settlement.account import closed, owed, payment_case
from assay.core.settlement.closing import with_bonds
from assay.core.settlement.duties import obligations
from assay.core.settlement.ending import check_terminations, ended, liquidated, termination_of
from assay.core.settlement.events import added_months, grace_day, note_events
from assay.core.settlement.explain_lines import explain_line, spend_notes
from assay.core.settlement.lots import check_rates
from assay.core.settlement.make_good import MakeGood, Owing, make_goods
from assay.core.settlement.month import Settled, settle_again, settle_month
from assay.core.settlement.month_cases import MonthCases
from assay.core.settlement.obligation import DutyCase, Obligation
from assay.core.settlement.payments import Due, PaymentCase, comes_back, fall_due
from assay.core.settlement.payments import note_events as note_payment_events
from assay.core.settlement.postings import Draft, rounded
from assay.core.settlement.readings import Readings, read_both
from assay.core.settlement.receivables import check_payments, receivables
from assay.core.settlement.rights import check_cures, firings, monitor_readings, undone_by_rulings
from assay.core.settlement.state import MonthRecord, State
from assay.core.settlement.statement import Line, Reissue, Slice, Statement, sorted_lines
from assay.core.settlement.tax import Taxed, tax_note
from assay.core.settlement.terms import days_in_term, fee_of_month, last_month, weeks_in_term


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
    _check_order(opening, periods, events)
    _check_text(opening, amended)
    state = opening
    for period in periods:
        if until is not None and period.month > until:
            return
        seen = [event for event in events if _is_seen(event, state.as_of, period.as_of)]
        statement, state = step(state, amended, period, seen, explained=explained)
        yield statement, state


def step(
    state: State,
    amended: Amended,
    figures: PeriodFigures,
    events: Sequence[Event],
    *,
    explained: bool = True,
) -> tuple[Statement, State]:
    """Settle one month: ``(state, figures, events) → (statement, state)``.

    Without explanations each line carries an empty one; the money is the same.

    Raises:
        FindingsError: The figures or events do not fit the contract or the state.
    """
    agreed, amended = amended, _ended(state, amended, figures.month, events)
    contract = amended.for_month(figures.month)
    state = note_events(state, amended, figures, events)
    payments, findings = note_payment_events(state.payments, events, contract)
    findings += _check(state, amended, contract, figures)
    findings += check_payments(events, (record.month for record in state.records), contract)
    if findings:
        raise FindingsError(findings)
    outcomes, state = _accepted(replace(state, payments=payments), amended)
    _check_acceptance(state, amended, contract, outcomes, events)
    case = payment_case(state, amended, figures.month, outcomes.all())
    ending = _ending(state, agreed, amended, case)
    settled, state = _settle_months(state, amended, outcomes, figures, events, ending)
    monitors = monitor_readings(state, amended)
    undone = undone_by_rulings(state, amended, events, outcomes.all())
    state = replace(state, withdrawn=(*state.withdrawn, *undone))
    state = replace(state, firings=firings(state, amended, outcomes.all(), monitors))
    problems = list(check_cures(state, amended, events, outcomes.all()))
    if problems:
        raise FindingsError(problems)
    is_open = _is_open(state, outcomes) or any(_is_claim(item) for item in _make_goods(state, amended, ()))
    case = replace(case, no_open_claim=not is_open)
    dues, payments = fall_due(state.payments, case)
    statement = _statement(state, contract, figures, settled, dues, explained=explained)
    statement = replace(
        statement,
        disputes=_open_disputes(outcomes),
        reissues=tuple(_reissues(settled, events, explained=explained)),
        monitors=monitors[figures.month],
        samples=_samples(contract, figures.month, state),
        make_goods=tuple(_make_goods(state, amended, events)),
    )
    statement = closed(statement, replace(state, payments=payments), case, events)
    owing = (*state.owed, owed(statement))
    statement = replace(statement, obligations=_obligations(replace(state, owed=owing), amended, case))
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
    return statement, state


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
    if event is None or case.ended_on is None:
        return {}
    principal = comes_back(state.payments, case)
    return {Month.of(event.effective_on): liquidated(agreed, amended, event, principal)}


@dataclass(frozen=True, slots=True)
class _Judged:
    """Outcomes by month, and the readings of the figures behind them."""

    by_month: dict[Month, tuple[Outcome, ...]]
    readings: dict[Month, Readings]

    def all(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcomes in self.by_month.values() for outcome in outcomes)


def _is_seen(event: Event, after: datetime | None, until: datetime) -> bool:
    return (after is None or event.known_at > after) and event.known_at <= until


def _check_text(opening: State, amended: Amended) -> None:
    """The opening state must stand on this very text: settled months are never judged by another."""
    if opening.records and opening.contract_digest != amended.digest_for(opening.records[-1].month):
        raise FindingsError(
            [Finding("settlement.state_of_other_text", params={"contract": opening.contract_id})]
        )


def _check_order(opening: State, periods: Sequence[PeriodFigures], events: Sequence[Event]) -> None:
    findings = []
    month = opening.records[-1].month if opening.records else None
    as_of = opening.as_of
    for period in periods:
        if month is not None and period.month != month.next():
            params = {"found": str(period.month), "expected": str(month.next())}
            findings.append(Finding("measurements.period_order", period.place, params))
        if as_of is not None and period.as_of <= as_of:
            params = {"found": period.as_of.isoformat(), "before": as_of.isoformat()}
            findings.append(Finding("measurements.as_of_order", period.place, params))
        month, as_of = period.month, period.as_of
    times = Counter(event.id for event in events)
    findings += [
        Finding("measurements.event_twice", item.place, {"id": item.id})
        for item in events
        if times[item.id] > 1
    ]
    if findings:
        raise FindingsError(findings)


def _check(state: State, amended: Amended, contract: Contract, figures: PeriodFigures) -> list[Finding]:
    findings = []
    added = added_months(state, amended)
    if figures.month < Month.of(contract.term.span.start_on):
        params = {"period": str(figures.month), "start": str(contract.term.span.start_on)}
        findings.append(Finding("measurements.before_term", figures.place, params))
    elif figures.month <= last_month(contract, added):
        findings += check_figures(figures, contract, weeks_in_term(contract, figures.month))
    elif figures.kpis or figures.lots:
        params = {"period": str(figures.month), "end": str(last_month(contract, added))}
        findings.append(Finding("measurements.after_term", figures.place, params))
    for record in state.records:
        findings += check_rates(amended.for_month(record.month), record.figures.lots)
    return findings


def _check_acceptance(
    state: State, amended: Amended, contract: Contract, judged: _Judged, events: Sequence[Event]
) -> None:
    """Final acceptance comes with or after the last final statement, where the contract says so."""
    ended = state.records[-1].month >= last_month(contract, added_months(state, amended))
    if not contract.final_after_last or (ended and not any(item.is_undecided for item in judged.all())):
        return
    findings = [
        Finding("settlement.acceptance_needs", event.place, {"need": "last final statement"})
        for event in events
        if event.kind == "final_acceptance"
    ]
    if findings:
        raise FindingsError(findings)


def _accepted(state: State, amended: Amended) -> tuple[_Judged, State]:
    """Judge every month so far; what is still held at the last final statement is the vendor's."""
    added = added_months(state, amended)
    records: list[MonthRecord] = []
    for record in state.records:
        if not record.closed:
            contract, earlier = amended.for_month(record.month), [item.figures for item in records]
            record = replace(  # noqa: PLW2901
                record,
                relief_days=_relief_days(record, amended, state),
                rates=silence_rates(record.figures, contract, earlier, record.rates),
            )
        records.append(record)
    last = last_month(amended.latest, added)
    readings = {
        record.month: read_both(record.figures, amended.for_month(record.month), state.noted)
        for record in records
    }
    inputs = [_input(record, amended, state, added, readings[record.month].vendor) for record in records]
    judged = accept(inputs, last_month=last)
    if any(reading.open for reading in readings.values()):
        inputs = [_input(record, amended, state, added, readings[record.month].buyer) for record in records]
        pairs = zip(judged, accept(inputs, last_month=last), strict=True)
        judged = tuple(tuple(map(between, *pair)) for pair in pairs)
    done = records[-1].month >= last and not any(item.state.is_open for group in judged for item in group)
    by_month = {
        record.month: tuple(_released(item) if done else item for item in group)
        for record, group in zip(records, judged, strict=True)
    }
    return _Judged(by_month, readings), replace(state, records=tuple(records))


def _relief_days(record: MonthRecord, amended: Amended, state: State) -> frozenset[date]:
    """The relief days that touch the month or one of its weeks."""
    contract = amended.for_month(record.month)
    weeks = weeks_in_term(contract, record.month)
    first_on = min([record.month.first_on, *(week.start_on for week in weeks)])
    days = Span(first_on, record.month.span.end_on)
    return frozenset(day for day in relief_days(contract, state.noted) if day in days)


def _released(outcome: Outcome) -> Outcome:
    return replace(outcome, worst=outcome.shortfall) if outcome.state is KpiState.HELD else outcome


def _input(
    record: MonthRecord, amended: Amended, state: State, added: int, figures: PeriodFigures
) -> PeriodInput:
    contract = amended.for_month(record.month)
    span = days_in_term(contract, record.month, added)
    factors = {kpi_id: revision_of(contract, kpi_id, record.month, state.noted) for kpi_id in contract.kpis}
    today = day_of(state.records[-1].figures.as_of, contract.term.zone)
    grace_on = grace_day(contract, record.month, record.figures.as_of)
    return PeriodInput(
        contract=contract,
        month=record.month,
        span=span,
        weeks=weeks_in_term(contract, record.month),
        kpis=adjusted(figures.kpis, contract, span, record.rates),
        relief_days=record.relief_days,
        revisions={kpi_id: factor for kpi_id, factor in factors.items() if factor != 1},
        samples={
            plan.id: sample_verdict(plan, record.month, state.noted) for plan in contract.samples.values()
        },
        in_grace=grace_on is not None and today <= grace_on,
    )


def _settle_months(
    state: State,
    amended: Amended,
    judged: _Judged,
    figures: PeriodFigures,
    events: Sequence[Event],
    ending: Mapping[Month, tuple[Draft, ...]],
) -> tuple[dict[Month, Settled], State]:
    """True up the months that are open, oldest first, then settle the current one."""
    again = {event.fields["of_period"] for event in events if event.kind == "reissue"}
    cases = MonthCases.of(state, amended, judged.by_month, judged.readings, figures, ending)
    settled: dict[Month, Settled] = {}
    records: list[MonthRecord] = []
    for record in state.records:
        case = cases.case_of(record)
        settle = settle_again if str(record.month) in again else settle_month
        result = settle(case, record, figures.as_of)
        settled[record.month] = result
        cases.posted[record.month] = tuple(result.record.posted.values())
        records.append(result.record)
    return settled, replace(state, records=tuple(records))


def _is_open(state: State, judged: _Judged) -> bool:
    """Whether anything is provisional, waits, is in suspense or in dispute; a carry is an undisputed debt and is not open."""
    withheld = any(record.withheld for record in state.records)
    disputed = any(reading.open for reading in judged.readings.values())
    return withheld or disputed or any(outcome.state.is_open for outcome in judged.all())


def _is_claim(item: MakeGood) -> bool:
    """Whether a make-good is an open claim: late, and not paid for at a rate."""
    return item.state is Owing.LATE and not item.clause.rate


def _statement(
    state: State,
    contract: Contract,
    figures: PeriodFigures,
    settled: dict[Month, Settled],
    dues: tuple[Due, ...],
    *,
    explained: bool,
) -> Statement:
    current = figures.month
    fee = rounded(fee_of_month(contract, current), contract.currency)
    lines, slices, outcomes = _rows(settled, current, contract, explained=explained)
    statement = Statement(
        contract_id=contract.id,
        contract_version=contract.version,
        contract_digest=contract.digest,
        month=current,
        as_of=figures.as_of.astimezone(contract.term.zone),
        number=1,
        currency=contract.currency,
        fee=fee,
        lines=lines,
        dues=dues,
        suspense=slices,
        carry_before=state.carry,
        carry_after=0,
        outcomes=outcomes,
        metrics=tuple(
            sorted({(item.kpi, settled[item.month].contract.kpis[item.kpi].metric) for item in outcomes})
        ),
        triggers=tuple(firing for firing in state.firings if not state.is_withdrawn(firing)),
        postings=(),
        spend_notes=spend_notes(contract, figures.lots) if explained else (),
    )
    return replace(statement, tax=tax_note(contract, _taxed(statement, settled), state.noted, state.credited))


def _rows(
    settled: dict[Month, Settled], current: Month, contract: Contract, *, explained: bool
) -> tuple[tuple[Line, ...], tuple[Slice, ...], tuple[Outcome, ...]]:
    lines: list[Line] = []
    slices: list[Slice] = []
    outcomes: list[Outcome] = []
    for month, result in settled.items():
        suffix = "" if month == current else f"@{month}"
        for line in result.new_lines:
            draft, amount = line.draft, line.amount
            if not amount.minor:
                continue
            node = explain_line(result, draft, amount) if explained else Node(draft.id)
            line_id = draft.id + (f"@{month}{line.version}" if line.version else suffix)
            lines.append(Line(line_id, draft.clause, draft.head, amount, month, result.place_of(draft), node))
        slices += [
            Slice(slice_id + suffix, amount, result.head_of(slice_id)) for slice_id, amount in result.moved
        ]
        outcomes += _told(result, current=month == current)
    priority = {clause.id: clause.priority for clause in contract.clauses}
    return (
        sorted_lines(lines, current, priority),
        tuple(sorted(slices, key=lambda item: item.id)),
        tuple(outcomes),
    )


def _taxed(statement: Statement, settled: dict[Month, Settled]) -> Taxed:
    """What the tax of a statement is reckoned on, with the invoice basis of every month as it now stands."""
    bases = {}
    for month, result in settled.items():
        fee = rounded(fee_of_month(result.contract, month), statement.currency).minor
        posted = result.record.posted.values()
        bases[month] = fee + sum(line.amount.minor for line in posted if line.head.on_invoice)
    on_invoice = sum(line.amount.minor for line in statement.lines if line.head.on_invoice)
    waiting = sum(item.amount.minor for item in statement.suspense if item.head.on_invoice)
    held_back = sum(item.amount.minor for item in statement.suspense if not item.head.on_invoice)
    return Taxed(
        basis=statement.invoice_basis.minor,
        cash=sum(due.cash for due in statement.dues) + on_invoice + waiting,
        remedies=statement.set_offs.minor - held_back,
        bases=bases,
    )


def _samples(contract: Contract, month: Month, state: State) -> tuple[SampleVerdict, ...]:
    """The samples whose period ends with the month."""
    plans = (plan for plan in contract.samples.values() if period_of(plan, month) == month)
    return tuple(sample_verdict(plan, month, state.noted) for plan in plans)


def _make_goods(state: State, amended: Amended, events: Sequence[Event]) -> Iterator[MakeGood]:
    """What is owed in kind for every month so far; what is done only in the statement that sees it delivered."""
    delivered = {event.fields["of_period"] for event in events if event.kind == "redelivery"}
    for record in state.records:
        contract = amended.for_month(record.month)
        today = day_of(state.records[-1].figures.as_of, contract.term.zone)
        for item in make_goods(contract, record.figures, state.noted, today):
            is_done = item.state is Owing.DONE and str(record.month) not in delivered
            if not is_done and not _was_paid_for(item, state.as_of, contract):
                yield item


def _was_paid_for(item: MakeGood, before: datetime | None, contract: Contract) -> bool:
    """Whether an earlier statement found it late and charged its rate."""
    is_charged = item.state is Owing.LATE and bool(item.clause.rate)
    return is_charged and before is not None and day_of(before, contract.term.zone) > item.due_on


def _obligations(state: State, amended: Amended, case: PaymentCase) -> tuple[Obligation, ...]:
    """The duties of the statement being drawn; ``state.as_of`` is of the one before."""
    zone = case.contract.term.zone
    return obligations(
        DutyCase(
            contract=case.contract,
            month=case.month,
            noted=state.noted,
            owed=receivables(state, amended),
            term_last_on=case.term_last_on,
            today=day_of(state.records[-1].figures.as_of, zone),
            before=None if state.as_of is None else day_of(state.as_of, zone),
        )
    )


def _open_disputes(judged: _Judged) -> tuple[str, ...]:
    return tuple(sorted(dispute for reading in judged.readings.values() for dispute in reading.open))


def _reissues(
    settled: dict[Month, Settled], events: Sequence[Event], *, explained: bool
) -> Iterator[Reissue]:
    for event in events:
        if event.kind != "reissue":
            continue
        month = Month.parse(event.fields["of_period"])
        result = settled[month]
        fee = rounded(fee_of_month(result.contract, month), result.contract.currency)
        lines = tuple(
            Line(
                draft.id,
                draft.clause,
                draft.head,
                amount,
                month,
                result.place_of(draft),
                explain_line(result, draft, amount) if explained else Node(draft.id),
            )
            for _, (draft, amount) in sorted(result.lines.items())
            if amount.minor
        )
        yield Reissue(month, result.record.version, event.fields["reason"], event.id, fee, lines)


def _told(result: Settled, *, current: bool) -> list[Outcome]:
    """A month's outcomes, the heaviest KPI first; of an earlier month those of the KPIs that moved money now."""
    order = sorted(result.contract.kpis, key=lambda kpi_id: (-result.contract.kpis[kpi_id].weight, kpi_id))
    moved = {line_id.rpartition("/")[2] for line_id, _ in result.moved}
    moved |= {line.draft.id.rpartition("/")[2] for line in result.new_lines}
    outcomes = sorted(result.outcomes, key=lambda outcome: (order.index(outcome.kpi), outcome.span))
    return [outcome for outcome in outcomes if current or outcome.kpi in moved]
