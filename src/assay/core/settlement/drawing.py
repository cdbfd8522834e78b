"""A statement drawn up from settled months: its lines and slices, the outcomes it tells, and its tax."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.samples import SampleVerdict, period_of, sample_verdict
from assay.core.contract.model import Amended, Contract
from assay.core.explain import Node
from assay.core.period import Month, day_of
from assay.core.settlement.duties import obligations
from assay.core.settlement.explain_lines import explain_line, spend_notes
from assay.core.settlement.judging import Judged
from assay.core.settlement.month import Settled
from assay.core.settlement.obligation import DutyCase, Obligation
from assay.core.settlement.payments import Due, PaymentCase
from assay.core.settlement.postings import rounded
from assay.core.settlement.receivables import receivables
from assay.core.settlement.state import Owed, State
from assay.core.settlement.statement import Line, Reissue, Slice, Statement, sorted_lines
from assay.core.settlement.tax import Taxed, tax_note
from assay.core.settlement.terms import fee_of_month


def drawn_up(
    state: State,
    contract: Contract,
    figures: PeriodFigures,
    settled: dict[Month, Settled],
    dues: tuple[Due, ...],
    *,
    explained: bool,
) -> Statement:
    """The statement of a month, before its account is closed; without explanations each line carries an empty one."""
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
    if contract.tax is None:
        return statement
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


def samples_of(contract: Contract, month: Month, state: State) -> tuple[SampleVerdict, ...]:
    """The samples whose period ends with the month."""
    plans = (plan for plan in contract.samples.values() if period_of(plan, month) == month)
    return tuple(sample_verdict(plan, month, state.noted) for plan in plans)


def obligations_of(
    state: State, amended: Amended, case: PaymentCase, owing: Sequence[Owed]
) -> tuple[Obligation, ...]:
    """The duties of the statement being drawn, which is the last of ``owing``; ``state.as_of`` is of the one before."""
    before = state.as_of
    known = () if before is None else tuple(event for event in state.noted if event.known_at <= before)
    return obligations(
        DutyCase(
            contract=case.contract,
            month=case.month,
            noted=state.noted,
            owed=receivables(owing, state.noted, amended),
            term_last_on=case.term_last_on,
            today=day_of(state.records[-1].figures.as_of, case.contract.term.zone),
            before=before,
            owed_before=receivables(state.owed, known, amended),
        )
    )


def open_disputes(judged: Judged) -> tuple[str, ...]:
    """The disputes that wait for a ruling."""
    return tuple(sorted(dispute for reading in judged.readings.values() for dispute in reading.open))


def reissues(settled: dict[Month, Settled], events: Sequence[Event], *, explained: bool) -> Iterator[Reissue]:
    """The months that the events settle again, each whole."""
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
    if not (current or result.moved or result.new_lines):
        return []
    lines = [*(line_id for line_id, _ in result.moved), *(line.draft.id for line in result.new_lines)]
    subjects = {clause.id: clause.subject for clause in result.contract.clauses}
    parts = {part for line_id in lines for part in line_id.split("/")}
    moved = parts | {subjects[part] for part in parts & subjects.keys()}
    ranks = _ranks(result.contract)
    told = [outcome for outcome in result.outcomes if current or outcome.kpi in moved]
    return sorted(told, key=lambda outcome: (ranks[outcome.kpi], outcome.span))


@lru_cache
def _ranks(contract: Contract) -> Mapping[str, int]:
    """KPI id → its place when the heaviest come first."""
    ordered = sorted(contract.kpis.values(), key=lambda kpi: (-kpi.weight, kpi.id))
    return {kpi.id: rank for rank, kpi in enumerate(ordered)}
