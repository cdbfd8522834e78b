"""Settle from the store, month by month: measure, look back, fold one step, keep what was used, release the statement."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

import rfc8785

from assay.core.acceptance.measurements import Event, PeriodFigures
from assay.core.acceptance.write import period_document
from assay.core.contract.amendment import version_digest
from assay.core.contract.model import Amended
from assay.core.findings import Finding, FindingsError, Place, has_errors
from assay.core.leads.credit import Owner
from assay.core.leads.frozen import verdicts_document, verdicts_from_document
from assay.core.leads.verdict import LeadVerdict
from assay.core.measuring.month import Measured
from assay.core.measuring.restatement import Told, news
from assay.core.period import Month
from assay.core.settlement.ending import ended
from assay.core.settlement.events import added_months
from assay.core.settlement.fold import fold
from assay.core.settlement.state import State
from assay.core.settlement.state_json import state_of
from assay.core.settlement.statement_json import statement_document
from assay.core.settlement.terms import last_month
from assay.services.gather import Desk
from assay.services.measure import measure
from assay.services.recorded import recorded_events
from assay.services.workspace import Workspace

MEASUREMENTS, VERDICTS = "measurements", "verdicts"


@dataclass(frozen=True, slots=True)
class SettledMonth:
    """A statement, the state after it, and what it was computed from.

    Attributes:
        document: The statement as JSON, state included.
        figures: What was settled, events included; None when only the stored statement was read.
        verdicts: Of the month's leads.
        findings: Warnings of measuring.
        stored: Whether it was on file already.
    """

    document: Mapping[str, object]
    figures: PeriodFigures | None = None
    verdicts: tuple[LeadVerdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    stored: bool = False


def settle_month(
    workspace: Workspace,
    amended: Amended,
    month: Month,
    *,
    as_of: datetime | None = None,
    events: Sequence[Event] = (),
    dry_run: bool = False,
) -> SettledMonth:
    """The statement of a month from the store; released and kept, unless it is a dry run.

    Args:
        workspace: The open workspace.
        amended: The contract with its versions.
        month: The month; earlier months of the term must be settled.
        as_of: When the statement is drawn; the contract's statement day when None.
        events: Contract events that a person gives (signing, hand-over, force majeure …), beside those recorded.
        dry_run: Compute and keep nothing.

    Raises:
        FindingsError: Figures do not fit, or an earlier month is open.
    """
    stored = workspace.store.statement(amended.first.id, str(month))
    if stored is not None:
        return _on_file(json.loads(stored.data), amended, month)
    moment = as_of or statement_moment(amended, month)
    settled, figures, verdicts = _settled(workspace, amended, month, moment, events)
    if not dry_run:
        _keep(workspace, amended, figures, verdicts, settled.document)
    return settled


def month_so_far(
    workspace: Workspace, amended: Amended, month: Month, as_of: datetime, events: Sequence[Event] = ()
) -> SettledMonth:
    """What the statement would be if the month ended now: by the figures so far, against the targets of the whole month.

    Nothing is kept. Earlier months must be settled; a month that is settled itself has a statement and is none of this.
    """
    end = datetime.combine(month.next().first_on, time(), amended.for_month(month).term.zone)
    return _settled(workspace, amended, month, as_of, events, drawn_at=max(as_of, end))[0]


def _settled(
    workspace: Workspace,
    amended: Amended,
    month: Month,
    moment: datetime,
    events: Sequence[Event],
    *,
    drawn_at: datetime | None = None,
) -> tuple[SettledMonth, PeriodFigures, dict[Month, tuple[LeadVerdict, ...]]]:
    """A month's statement by what was known at a moment, its figures, and the verdicts of all months that it tells."""
    opening = _opening(workspace, amended, month)
    told_us = (*recorded_events(workspace, amended.first.id), *events)
    given = tuple(event for event in told_us if event.known_at <= moment and _is_new(event, opening))
    cut = ended(amended, (*opening.noted, *given))
    told, verdicts = _news(workspace, cut, opening, moment)
    measured = measure_now(workspace, cut, month, moment)
    _check_one_contract(workspace, amended, measured)
    figures = replace(
        _in_term(measured.figures, cut, opening), events=(*given, *told), as_of=drawn_at or moment
    )
    (statement,), state = fold(amended, opening, [figures])
    settled = SettledMonth(
        statement_document(statement, state), figures, measured.verdicts, measured.findings
    )
    return settled, figures, verdicts | {month: measured.verdicts}


def _in_term(figures: PeriodFigures, amended: Amended, opening: State) -> PeriodFigures:
    """The figures; none for a month after the term, whose statement only moves what is still to pay."""
    last = last_month(amended.for_month(figures.month), added_months(opening, amended))
    return figures if figures.month <= last else replace(figures, kpis={}, lots=(), monitors={})


def _on_file(document: dict[str, Any], amended: Amended, month: Month) -> SettledMonth:
    """The statement on file, if it was drawn on the text that is given now."""
    contract = amended.for_month(month)
    if document["contract"]["digest"] != contract.digest:
        raise FindingsError([Finding("settlement.state_of_other_text", params={"contract": contract.id})])
    return SettledMonth(document, stored=True)


def _check_one_contract(workspace: Workspace, amended: Amended, measured: Measured) -> None:
    """Two contracts of one workspace never both pay for one lead: the second claim is a finding.

    A contract that agreed on ``first_valid`` has given up what counts elsewhere already; what elsewhere does not count
    is nobody's claim.
    """
    if amended.for_month(measured.figures.month).credit.other_vendor:
        return
    ours = {verdict.key for verdict in measured.verdicts if verdict.owner is Owner.CONTRACT}
    findings = [
        Finding("settlement.lead_claimed_twice", params={"leads": verdict.id, "other": other})
        for other, verdict in _told_by_others(workspace, amended)
        if verdict.key in ours
    ]
    if findings:
        raise FindingsError(findings)


def _told_by_others(workspace: Workspace, amended: Amended) -> Iterator[tuple[str, LeadVerdict]]:
    """The leads of other contracts of the workspace as last told, each with its contract."""
    own = f"{amended.first.id}/"
    last = {record.key: record for record in workspace.store.records(VERDICTS)}
    for key, record in last.items():
        if not key.startswith(own):
            for verdict in verdicts_from_document(json.loads(record.payload)):
                if verdict.owner is Owner.CONTRACT:
                    yield key.rpartition("/")[0], verdict


def statement_moment(amended: Amended, month: Month) -> datetime:
    """The end of the contract's statement day, in its zone.

    Raises:
        FindingsError: The contract names none.
    """
    contract = amended.for_month(month)
    if contract.acceptance.statement_day is None:
        raise FindingsError([Finding("settlement.as_of_needed", Place(path="acceptance.statement_by"))])
    day = month.next().first_on + timedelta(days=contract.acceptance.statement_day)
    return datetime.combine(day, time(), contract.term.zone)


def measure_now(
    workspace: Workspace, amended: Amended, month: Month, as_of: datetime | None = None
) -> Measured:
    """The figures and verdicts of a month by what was known at a moment, the contract's statement day by default.

    Raises:
        FindingsError: A report or the contract is such that a figure would be wrong. A figure that is missing is no error:
            it says so, and the contract says what follows.
    """
    moment = as_of or statement_moment(amended, month)
    claimed: dict[tuple[str, str], str] = {}
    if amended.for_month(month).credit.other_vendor:
        claimed = {v.key: other for other, v in _told_by_others(workspace, amended) if v.counts}
    measured = measure(
        amended,
        month,
        moment,
        desk=Desk(workspace.engine, workspace.tables_as_of(moment)),
        account_zones=workspace.account_zones(moment),
        claimed=claimed,
    )
    if has_errors(measured.findings):
        raise FindingsError(measured.findings)
    return measured


def measure_alone(
    workspace: Workspace,
    amended: Amended,
    month: Month,
    *,
    as_of: datetime | None = None,
    events: Sequence[Event] = (),
) -> Measured:
    """A month's figures without a statement, as a statement would take them: an early end that is known cuts the term.

    Args:
        workspace: The open workspace.
        amended: The contract with its versions.
        month: The month; earlier ones need not be settled.
        as_of: By what was known then; the contract's statement day when None.
        events: Contract events that a person gives; those of settled months are known already.

    Returns:
        Figures with the events that are new beside them, verdicts and findings.
    """
    moment = as_of or statement_moment(amended, month)
    state = _state_before(workspace, amended, month)
    seen = {event.id for event in state.noted}
    told_us = (*recorded_events(workspace, amended.first.id), *events)
    new = tuple(event for event in told_us if event.known_at <= moment and event.id not in seen)
    cut = ended(amended, (*state.noted, *new))
    measured = measure_now(workspace, cut, month, moment)
    return replace(measured, figures=replace(_in_term(measured.figures, cut, state), events=new))


def _state_before(workspace: Workspace, amended: Amended, month: Month) -> State:
    """The state after the newest statement of an earlier month; the zero state when there is none."""
    contract_id, first = amended.first.id, Month.of(amended.first.term.span.start_on)
    while month > first:
        month = month.plus(-1)
        stored = workspace.store.statement(contract_id, str(month))
        if stored is not None:
            return state_of(json.loads(stored.data)["state"], contract_id)
    return State(contract_id)


def measurements_with(workspace: Workspace, amended: Amended, figures: PeriodFigures) -> dict[str, object]:
    """The measurements file: with the contract, all that the other party needs.

    It holds every settled month up to this one as it was settled, and this one as measured now unless it was settled.
    """
    periods = [
        item for item in _kept_periods(workspace, amended) if str(item["period"]) <= str(figures.month)
    ]
    if not any(item["period"] == str(figures.month) for item in periods):
        periods.append(period_document(figures))
    known = replace(amended, later=tuple(item for item in amended.later if item[0] <= figures.month.first_on))
    contract = {"id": known.first.id, "version": known.latest.version, "digest": version_digest(known)}
    return {"assay": "measurements/v1", "contract": contract, "opening": "none", "periods": periods}


def frozen_verdicts(workspace: Workspace, amended: Amended, month: Month) -> tuple[LeadVerdict, ...] | None:
    """The verdicts as last told for a month, None when it was not settled."""
    key = f"{amended.first.id}/{month}"
    kept = [record for record in workspace.store.records(VERDICTS) if record.key == key]
    return verdicts_from_document(json.loads(kept[-1].payload)) if kept else None


def _is_new(event: Event, opening: State) -> bool:
    return opening.as_of is None or event.known_at > opening.as_of


def _opening(workspace: Workspace, amended: Amended, month: Month) -> State:
    first = Month.of(amended.first.term.span.start_on)
    contract_id = amended.first.id
    if month <= first:
        return State(contract_id)
    before = workspace.store.statement(contract_id, str(month.plus(-1)))
    if before is None:
        earlier = first
        while workspace.store.statement(contract_id, str(earlier)) is not None:
            earlier = earlier.next()
        params = {"earlier": str(earlier), "period": str(month)}
        raise FindingsError([Finding("settlement.earlier_month_open", params=params)])
    return state_of(json.loads(before.data)["state"], contract_id)


def _news(
    workspace: Workspace, amended: Amended, opening: State, moment: datetime
) -> tuple[tuple[Event, ...], dict[Month, tuple[LeadVerdict, ...]]]:
    """What a look back at the settled months brings, and the verdicts as they will then have been told."""
    events: list[Event] = []
    told: dict[Month, tuple[LeadVerdict, ...]] = {}
    known_at = workspace.news_at(moment, opening.as_of) or moment
    for record in opening.records:
        verdicts = frozen_verdicts(workspace, amended, record.month)
        if verdicts is None:
            continue
        now = measure_now(workspace, amended, record.month, moment)
        contract = amended.for_month(record.month)
        found, then = news(Told(record.figures, verdicts), now, contract, known_at=known_at)
        if found:
            told[record.month] = then.verdicts
        events += found
    return tuple(events), told


def _keep(
    workspace: Workspace,
    amended: Amended,
    figures: PeriodFigures,
    verdicts: Mapping[Month, tuple[LeadVerdict, ...]],
    document: Mapping[str, Any],
) -> None:
    """Keep the measurements, the verdicts, and last the statement, which releases them."""
    store, contract_id = workspace.store, amended.first.id
    measured = rfc8785.dumps(period_document(figures))  # type: ignore[arg-type]
    store.save_record(MEASUREMENTS, f"{contract_id}/{figures.month}", measured, known_at=figures.as_of)
    for month, found in sorted(verdicts.items()):
        data = rfc8785.dumps(verdicts_document(found))  # type: ignore[arg-type]
        store.save_record(VERDICTS, f"{contract_id}/{month}", data, known_at=figures.as_of)
    pins = {"contract": version_digest(amended), "measurements": digest_bytes(measured)}
    for period, version, again in reissued_documents(workspace, contract_id, document):
        data = rfc8785.dumps(again)
        store.save_statement(contract_id, period, version, data, pins=pins, known_at=figures.as_of)
    data = rfc8785.dumps(document)
    store.save_statement(contract_id, str(figures.month), 1, data, pins=pins, known_at=figures.as_of)


def reissued_documents(
    workspace: Workspace, contract_id: str, document: Mapping[str, Any]
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Period, number and document of each month that a statement settled anew: v2 stands beside v1 and names the reason.

    Its payable stays the earlier one's: what changes is money of the statement that brings it.
    """
    for item in document["reissues"]:
        before = workspace.store.statement(contract_id, item["period"])
        if before is None:
            continue  # settled on another machine: only the file of measurements came over
        note = {"reason": item["reason"], "event": item["event"], "posted_in": document["period"]}
        changed = {key: item[key] for key in ("version", "lines", "invoice_basis", "set_offs")}
        yield item["period"], int(item["version"]), {**json.loads(before.data), **changed, "reissue": note}


def digest_bytes(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def _kept_periods(workspace: Workspace, amended: Amended) -> list[dict[str, object]]:
    prefix = f"{amended.first.id}/"
    kept = {
        record.key: json.loads(record.payload)
        for record in workspace.store.records(MEASUREMENTS)
        if record.key.startswith(prefix)
    }
    return [kept[key] for key in sorted(kept)]
