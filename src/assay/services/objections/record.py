"""The use cases: make the workbook, record that the statement was delivered, record the objections that came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Amended
from assay.core.findings import Finding, FindingsError, Place
from assay.core.period import Month, day_of
from assay.core.settlement.delivered import check_delivery
from assay.ports import Limits, Parsed
from assay.services.forms import opened_form
from assay.services.imports import STANDARD
from assay.services.objections.answered import Answered, answered
from assay.services.objections.form import TIE, form_of
from assay.services.objections.reading import Objection, State, objections_in
from assay.services.recorded import events_payload
from assay.services.workspace import Workspace
from assay.sources.forms import form_bytes
from assay.sources.problems import Problems
from assay.store import ReceivedFile, Told

__all__ = ["Delivered", "Imported", "ReceivedFile", "deliver", "import_objections", "objections_form"]

OBJECTIONS, DELIVERY = "objections", "delivery"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery: its day, the last day to object, the commit; ``already`` when one was recorded before."""

    day: date
    object_until: date | None
    commit: int
    already: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a workbook.

    Attributes:
        answered: The statement; None where the file does not say which.
        objections: Every row with an objection.
        findings: About the file and its rows.
        commit: Of the objections, or of the refused file; None on a dry run and when there was nothing new.
        refused: Nothing of it was recorded; its bytes are sealed as evidence.
    """

    answered: Answered | None
    objections: tuple[Objection, ...]
    findings: tuple[Finding, ...]
    commit: int | None = None
    refused: bool = False


def objections_form(
    workspace: Workspace, amended: Amended, month: Month, lang: str
) -> tuple[Answered, bytes]:
    """The statement of a month, and its workbook to be filled in."""
    found = answered(workspace, amended, month)
    return found, form_bytes(form_of(workspace, found, lang))


def deliver(
    workspace: Workspace,
    amended: Amended,
    month: Month,
    *,
    day: date,
    through: str,
    known_at: datetime,
) -> Delivered:
    """Record that the latest statement of a month reached the service provider. The first recorded day stands.

    Raises:
        FindingsError: ``settlement.delivered_when``, ``objections.seen_past``, ``cli.not_settled``.
    """
    found = answered(workspace, amended, month)
    before = found.delivery
    if before is not None:
        commit = next((one.commit for one in workspace.store.events() if before.id in one.rows), 0)
        return Delivered(before.effective_on, found.object_until, commit, already=True)
    _check_moment(found, known_at)
    fields = {"of_period": str(month)} | ({"through": through} if through else {})
    event = Event(f"delivery/{month}v{found.version}", "delivery", day, known_at, fields)
    findings = tuple(check_delivery(event, amended, found.state.records))
    if findings:
        raise FindingsError(findings)
    told = Told(amended.first.id, DELIVERY, events_payload([event]), {event.id: ""})
    saved = workspace.store.save_events(told, known_at=known_at)
    return Delivered(day, answered(workspace, amended, month).object_until, saved.commit, saved.already)


def import_objections(
    workspace: Workspace,
    amended: Amended,
    file: ReceivedFile,
    *,
    known_at: datetime,
    dry_run: bool = False,
    limits: Limits = STANDARD,
) -> Imported:
    """Read a workbook that came back and record the objections that stand, all in one commit.

    A file that is refused whole is sealed as evidence, for it shows what came and when.

    Args:
        workspace: The open workspace.
        amended: The contract with its versions.
        file: Its name without folder, and its bytes.
        known_at: When it came back.
        dry_run: Show and record nothing.
        limits: What reading it may cost.
    """
    problems = Problems(file.name)
    opened = opened_form(file, TIE, amended.first.id, limits, problems)
    found = None if opened is None else _answered(workspace, amended, opened[1], problems)
    objections: tuple[Objection, ...] = ()
    if opened is not None and found is not None and not problems.has_error():
        (returned, _), (statement, lang) = opened, found
        form = form_of(workspace, statement, lang)
        objections = objections_in(statement, form, returned, problems, known_at)
        if any(one.state is State.ACCEPTED for one in objections):
            _check_time(statement, known_at, problems)
    statement_of = found[0] if found else None
    if problems.has_error():
        commit = None if dry_run else _seal(workspace, amended.first.id, file, problems.findings, known_at)
        return Imported(statement_of, _refused(objections), problems.findings, commit, refused=True)
    new = [one.event for one in objections if one.state is State.ACCEPTED and one.event]
    if not objections:
        problems.report("objections.none")
    commit = None
    if new and not dry_run:
        rows = {
            one.event.id: one.place.rpartition("!")[2] for one in objections if one.event and one.event in new
        }
        told = Told(amended.first.id, OBJECTIONS, events_payload(new), rows, file, problems.findings)
        commit = workspace.store.save_events(told, known_at=known_at).commit
    return Imported(statement_of, objections, problems.findings, commit)


def _refused(objections: Iterable[Objection]) -> tuple[Objection, ...]:
    """The objections of a file that is refused whole."""
    return tuple(
        replace(one, state=State.REFUSED, event=None) if one.state is State.ACCEPTED else one
        for one in objections
    )


def _answered(
    workspace: Workspace, amended: Amended, tie: Sequence[str], problems: Problems
) -> tuple[Answered, str] | None:
    """The statement that a workbook answers, and its language; None after a finding when it answers another."""
    period, version, digest, lang = (*tie, "", "", "", "")[:4]
    try:
        found = answered(workspace, amended, Month.parse(period))
    except ValueError:
        problems.error("returned.no_tie", expected=TIE, found=period)
        return None
    if (version, digest) != (f"v{found.version}", found.digest) or lang not in ("zh", "en"):
        expected = f"v{found.version} {found.digest[:12]}"
        problems.error(
            "objections.other_statement", period=period, found=f"{version} {digest[:12]}", expected=expected
        )
        return None
    return found, lang


def _check_time(statement: Answered, known_at: datetime, problems: Problems) -> None:
    """An objection must come before its last day is over, and before a statement that would have had to see it."""
    last_on = statement.object_until
    came_on = day_of(known_at, statement.contract.term.zone)
    if last_on is not None and came_on > last_on:
        problems.error(
            "objections.too_late", period=str(statement.month), last_on=str(last_on), found=str(came_on)
        )
    try:
        _check_moment(statement, known_at)
    except FindingsError as error:
        for finding in error.findings:
            problems.keep(finding)


def _check_moment(statement: Answered, known_at: datetime) -> None:
    """What became known before a statement was drawn would never be seen by the next one.

    Raises:
        FindingsError: ``objections.seen_past``.
    """
    drawn_at = statement.state.as_of
    if drawn_at is not None and known_at <= drawn_at:
        params = {"found": known_at.isoformat(), "drawn": drawn_at.isoformat()}
        raise FindingsError([Finding("objections.seen_past", Place(), params)])


def _seal(
    workspace: Workspace,
    contract_id: str,
    file: ReceivedFile,
    findings: Sequence[Finding],
    known_at: datetime,
) -> int:
    """Keep a refused file as evidence; the commit of its refusal."""
    parsed = Parsed(OBJECTIONS, (), tuple(findings))
    sealed = workspace.store.import_file(
        parsed, name=file.name, data=file.content, account=contract_id, known_at=known_at
    )
    return sealed.commit
