"""The use cases: make the workbook, record that the statement was delivered, record the objections that came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Amended, Party
from assay.core.findings import Finding, FindingsError, Place
from assay.core.period import Month, day_of
from assay.core.settlement.delivered import check_delivery
from assay.i18n import languages
from assay.ports import Limits, Parsed
from assay.services.forms import opened_form, refused_rows
from assay.services.imports import STANDARD
from assay.services.objections.answered import Answered, answered
from assay.services.objections.form import TIE, form_of
from assay.services.objections.reading import Objection, State, objections_in
from assay.services.recorded import events_payload
from assay.services.workspace import Workspace
from assay.sources.forms import form_bytes
from assay.sources.problems import Problems, shown
from assay.store import ReceivedFile, Told
from assay.store.contents import digest_of

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
        by: Who filled it in; None where the file does not say.
        commit: Of the objections, of the file that brought none, or of the refused one; None on a dry run and when the
            very same file was recorded before.
        refused: Nothing of it was recorded; its bytes are sealed as evidence.
    """

    answered: Answered | None
    objections: tuple[Objection, ...]
    findings: tuple[Finding, ...]
    by: Party | None = None
    commit: int | None = None
    refused: bool = False

    @property
    def rows_refused(self) -> int:
        """How many rows something keeps out."""
        return len(refused_rows(self.findings))

    def new(self) -> Mapping[str, Objection]:
        """Event id → the objection that is new."""
        accepted = (one for one in self.objections if one.state is State.ACCEPTED)
        return {one.event.id: one for one in accepted if one.event is not None}


def objections_form(
    workspace: Workspace, amended: Amended, month: Month, lang: str, by: Party = Party.VENDOR
) -> tuple[Answered, bytes]:
    """The statement of a month, and its workbook to be filled in by a side."""
    found = answered(workspace, amended, month)
    return found, form_bytes(form_of(workspace, found, lang, by))


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
    fields = {"of_period": str(month)}
    if found.version > 1:
        fields["of_version"] = str(found.version)
    if through:
        fields["through"] = through
    event = Event(f"delivery/{month}v{found.version}", "delivery", day, known_at, fields)
    findings = tuple(check_delivery(event, amended, found.state))
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

    A file is sealed whatever is in it, for it shows what came and when: one that is refused whole as a reject, one of which
    nothing stands as a record of no events.

    Args:
        workspace: The open workspace.
        amended: The contract with its versions.
        file: Its name without folder, and its bytes.
        known_at: When it came back.
        dry_run: Show and record nothing.
        limits: What reading it may cost.
    """
    problems = Problems(file.name)
    read = _read(workspace, amended, file, problems, known_at, limits)
    contract_id = amended.first.id
    if problems.has_error():
        read = replace(read, objections=_refused(read.objections), findings=problems.findings, refused=True)
        commit = None if dry_run else _seal(workspace, contract_id, file, problems.findings, known_at)
        return replace(read, commit=commit)
    if not (read.objections or refused_rows(problems.findings)):
        problems.report("objections.none")
    read = replace(read, findings=problems.findings)
    if dry_run or not (read.new() or _is_new(workspace, contract_id, file)):
        return read
    told = _told(contract_id, read, file, known_at)
    return replace(read, commit=workspace.store.save_events(told, known_at=known_at).commit)


def _read(  # a file, and all that says what it is and may cost
    workspace: Workspace,
    amended: Amended,
    file: ReceivedFile,
    problems: Problems,
    known_at: datetime,
    limits: Limits,
) -> Imported:
    """What a workbook says, with the findings in ``problems``."""
    opened = opened_form(file, TIE, amended.first.id, limits, problems)
    found = None if opened is None else _answered(workspace, amended, opened[1], problems)
    if opened is None or found is None:
        return Imported(None, (), ())
    (returned, _), (statement, lang, by) = opened, found
    read = Imported(statement, (), (), by)
    if not problems.has_error():
        form = form_of(workspace, statement, lang, by)
        read = replace(read, objections=objections_in(statement, by, form, returned, problems, known_at))
        if read.new():
            _check_time(statement, known_at, problems)
    return read


def _told(contract_id: str, read: Imported, file: ReceivedFile, known_at: datetime) -> Told:
    """The new disputes with their rows, the file, and the delivery without which they had come too late."""
    new = read.new()
    rows = {name: one.place.rpartition("!")[2] for name, one in new.items()}
    rests_on = _needed(read.answered, known_at) if new and read.answered else ()
    payload = events_payload(one.event for one in new.values() if one.event is not None)
    return Told(contract_id, OBJECTIONS, payload, rows, file, read.findings, rests_on)


def _needed(statement: Answered, known_at: datetime) -> tuple[str, ...]:
    delivery = statement.delivery
    came_on = day_of(known_at, statement.contract.term.zone)
    if delivery is None or statement.is_in_time_without(delivery, came_on):
        return ()
    return (delivery.id,)


def _is_new(workspace: Workspace, contract_id: str, file: ReceivedFile) -> bool:
    """Whether no recorded objections of the contract came with these very bytes."""
    blob = digest_of(file.content)
    told = workspace.store.events()
    return not any(one.contract_id == contract_id and one.blob == blob for one in told)


def _refused(objections: Iterable[Objection]) -> tuple[Objection, ...]:
    """The objections of a file that is refused whole."""
    return tuple(
        replace(one, state=State.REFUSED, event=None) if one.state is State.ACCEPTED else one
        for one in objections
    )


def _answered(
    workspace: Workspace, amended: Amended, tie: Sequence[str], problems: Problems
) -> tuple[Answered, str, Party] | None:
    """The statement that a workbook answers, its language and who fills it in; None after a finding when it answers another."""
    period, version, digest, lang, side = (*tie, *[""] * 5)[:5]
    try:
        month = Month.parse(period)
    except ValueError:
        problems.error("returned.no_tie", expected=TIE, found=shown(period))
        return None
    if workspace.store.statement(amended.first.id, str(month)) is None:
        problems.error("cli.not_settled", period=str(month))
        return None
    found = answered(workspace, amended, month)
    if lang not in languages() or side not in ("", Party.BUYER):
        problems.error("returned.no_tie", expected=TIE, found=shown("|".join(tie)))
        return None
    if (version, digest) != (f"v{found.version}", found.digest):
        expected = f"v{found.version} {found.digest[:12]}"
        problems.error(
            "objections.other_statement",
            period=period,
            found=shown(f"{version} {digest[:12]}"),
            expected=expected,
        )
        return None
    return found, lang, Party(side or Party.VENDOR)


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
