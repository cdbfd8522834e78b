"""The use cases: make the workbook for sales, and record the verdicts that came back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from assay.core.contract.model import Amended
from assay.core.findings import Finding
from assay.core.leads.verdict import Sales
from assay.core.period import Month, day_of, parse_instant
from assay.core.tables import QUALIFICATIONS, VERDICT_SHEET, Record, Value
from assay.i18n import languages
from assay.ports import Limits, Parsed
from assay.services.forms import Answer, answers, opened_form, refused_rows, warn_at
from assay.services.imports import STANDARD
from assay.services.settle import statement_moment
from assay.services.verdicts.asked import Asked, Lead, asked
from assay.services.verdicts.form import CHOICE, TIE, form_of, said, signal_of, signal_word, signals
from assay.services.workspace import Workspace
from assay.sources.cells import text_of
from assay.sources.forms import form_bytes
from assay.sources.problems import Problems, shown
from assay.store import ReceivedFile

_BETWEEN = re.compile(r"[;；,，、\r\n]")
"""What stands between grounds: a semicolon, a comma, or the end of a line."""

__all__ = ["ImportedVerdicts", "Judged", "ReceivedFile", "import_verdicts", "verdicts_form"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict of a sheet: the lead, sheet and row, what was said, when, and by which signals of the contract."""

    lead: Lead
    place: str
    verdict: Sales
    judged_at: datetime
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportedVerdicts:
    """What became of a workbook.

    Attributes:
        asked: What sales were asked; None where the file does not say.
        verdicts: Those that stand.
        findings: About the file and its rows.
        commit: Of the verdicts, or of the file that brought none or was refused; None on a dry run.
        already: The very same file was recorded before.
        refused: Nothing of it was recorded; its bytes are sealed as evidence.
    """

    asked: Asked | None
    verdicts: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    commit: int | None = None
    already: bool = False
    refused: bool = False

    @property
    def rows_refused(self) -> int:
        """How many rows something keeps out."""
        return len(refused_rows(self.findings))


def verdicts_form(
    workspace: Workspace, amended: Amended, month: Month, lang: str, as_of: datetime | None
) -> tuple[Asked, bytes]:
    """What sales are asked about a month, and the workbook; as of the month's statement unless another moment is given."""
    found = asked_of(workspace, amended, month, as_of)
    return found, form_bytes(form_of(found, lang)) if found.leads else b""


def asked_of(workspace: Workspace, amended: Amended, month: Month, as_of: datetime | None = None) -> Asked:
    """What sales are asked about a month; as of its statement unless another moment is given."""
    moment = as_of or _drawn_at(workspace, amended, month)
    return asked(workspace, amended, month, moment, workspace.store.commit_as_of(moment))


def import_verdicts(
    workspace: Workspace,
    amended: Amended,
    file: ReceivedFile,
    *,
    known_at: datetime,
    dry_run: bool = False,
    limits: Limits = STANDARD,
) -> ImportedVerdicts:
    """Read a workbook that sales filled in and record their verdicts, all in one commit with the file.

    A file is sealed whatever is in it, for it shows what came and when.

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
    found = None if opened is None else _asked(workspace, amended, opened[1], problems)
    verdicts: tuple[Judged, ...] = ()
    if opened is not None and found is not None:
        (returned, _), (statement, lang) = opened, found
        read = answers(form_of(statement, lang), returned, problems)
        verdicts = tuple(_judged(statement, lang, read, problems, known_at))
        if not (verdicts or problems.has_error() or refused_rows(problems.findings)):
            problems.report("verdicts.none")
    about = found[0] if found else None
    refused = problems.has_error()
    if dry_run:
        return ImportedVerdicts(about, verdicts, problems.findings, refused=refused)
    records = () if refused else tuple(map(_record, verdicts))
    parsed = Parsed(VERDICT_SHEET, records, problems.findings, rows_read=len(records))
    account = amended.first.id
    result = workspace.store.import_file(
        parsed, name=file.name, data=file.content, account=account, known_at=known_at
    )
    return ImportedVerdicts(about, verdicts, problems.findings, result.commit, result.already, refused)


def _drawn_at(workspace: Workspace, amended: Amended, month: Month) -> datetime:
    """When the month's statement was drawn; the contract's statement day while there is none."""
    stored = workspace.store.statement(amended.first.id, str(month))
    if stored is None:
        return statement_moment(amended, month)
    return workspace.store.log()[stored.commit - 1].known_at


def _asked(
    workspace: Workspace, amended: Amended, tie: Sequence[str], problems: Problems
) -> tuple[Asked, str] | None:
    """What sales were asked, and in which language; None after a finding."""
    period, moment, commit, lang = (*tie, "", "", "", "")[:4]
    try:
        month, as_of, number = Month.parse(period), parse_instant(moment), int(commit)
        if 0 < number <= len(workspace.store.log()) and lang in languages():
            return asked(workspace, amended, month, as_of, number), lang
    except ValueError:
        pass
    problems.error("returned.no_tie", expected=TIE, found=shown("|".join(tie)))
    return None


def _judged(
    statement: Asked, lang: str, read: Iterator[Answer], problems: Problems, known_at: datetime
) -> Iterator[Judged]:
    leads = {lead.key: lead for lead in statement.leads}
    for answer in read:
        text = answer.text(CHOICE)
        if not text:
            if any(answer.text(name) for name in ("signals", "judged_on", "note")):
                warn_at(
                    problems, answer, "verdicts.row_without_verdict", lead=shown(leads[answer.row.key].id)
                )
            continue
        lead, verdict = leads[answer.row.key], said(text)
        if verdict is None:
            expected = " / ".join(answer.row.choices)
            warn_at(
                problems,
                answer,
                "verdicts.row_verdict",
                lead=shown(lead.id),
                found=shown(text),
                expected=expected,
            )
            continue
        judged_at = _judged_at(statement, lead, answer, problems, known_at)
        grounds = _grounds(statement, lang, answer, problems)
        if judged_at is not None and grounds is not None:
            yield Judged(lead, answer.place, verdict, judged_at, grounds)


def _judged_at(
    statement: Asked, lead: Lead, answer: Answer, problems: Problems, known_at: datetime
) -> datetime | None:
    """The end of the day that was written, the moment at which the sheet came when none was; None after a finding."""
    zone = statement.contract.term.zone
    came_on = day_of(known_at, zone)
    if not answer.text("judged_on"):
        return known_at
    day = answer.day("judged_on")
    if day is None or not lead.created_on <= day <= came_on:
        found = shown(text_of(answer.filled["judged_on"]))
        params = {"found": found, "first": str(lead.created_on), "last": str(came_on)}
        warn_at(problems, answer, "verdicts.row_day", **params)
        return None
    night = datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(seconds=1)
    return min(night, known_at)


def _grounds(statement: Asked, lang: str, answer: Answer, problems: Problems) -> tuple[str, ...] | None:
    """The signals that were named, each one of the contract's; None after a finding."""
    cell = answer.filled["signals"]
    lines = (
        _BETWEEN.split(cell)
        if isinstance(cell, str) and answer.text("signals")
        else (answer.text("signals"),)
    )
    named = [part for part in map(text_of, lines) if part]
    known = {name: signal_of(statement, name) for name in named}
    unknown = [name for name, signal in known.items() if signal is None]
    if unknown:
        words = (signal_word(signal, lang) for signal in signals(statement))
        found, expected = shown(", ".join(unknown)), ", ".join(words)
        warn_at(problems, answer, "verdicts.row_signals", found=found, expected=expected)
        return None
    return tuple(dict.fromkeys(signal for signal in known.values() if signal))


def _record(judged: Judged) -> Record:
    values: dict[str, Value] = {
        "account": judged.lead.book.replace("/", "|", 1),
        "lead_id": judged.lead.id,
        "verdict": judged.verdict.value,
        "judged_at": judged.judged_at,
        "signals": ";".join(judged.signals) or None,
        "salesperson": judged.lead.salesperson or None,
    }
    return Record(QUALIFICATIONS.name, int(judged.place.rpartition("!")[2]), values)
