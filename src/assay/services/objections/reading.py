"""A workbook that came back, as objections: each accepted, recorded already, or refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Party
from assay.core.findings import Place, Severity
from assay.core.period import day_of
from assay.core.settlement.objecting import objection_problems
from assay.core.settlement.readings import FAILED_SEGMENT
from assay.services.forms import Answer, answers, warn_at
from assay.services.objections.answered import Answered
from assay.services.objections.form import CHOICE, choice_text
from assay.services.objections.subjects import FAILS, Kind, Subject, subjects
from assay.sources.cells import header_key, text_of
from assay.sources.forms import Form, Returned, number_of_cell
from assay.sources.problems import Problems, shown, without_contacts

_LANGS = ("zh", "en")
_QUOTES = str.maketrans("", "", "\"'“”‘’„「」『』«»")
_WRITTEN = ("claimed", "evidence", "note")


class State(StrEnum):
    """What becomes of an objection."""

    ACCEPTED = "accepted"
    RECORDED = "recorded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection, beside what it is about.

    Attributes:
        by: Who raises it.
        subject: What it is about.
        place: Sheet and row.
        choice: What was chosen, as written.
        claimed: The figure that the other side claims, as written.
        evidence, note: As written, without what looks like an e-mail or a phone.
        state: What becomes of it.
        event: The dispute that it is, None when it is refused before.
    """

    by: Party
    subject: Subject
    place: str
    choice: str
    claimed: str
    evidence: str
    note: str
    state: State
    event: Event | None = None


def objections_in(
    answered: Answered, by: Party, form: Form, returned: Returned, problems: Problems, known_at: datetime
) -> tuple[Objection, ...]:
    """Every row with an objection, in the order of the workbook that went out.

    Args:
        answered: The statement.
        by: Who objects.
        form: The workbook that went out.
        returned: The one that came back.
        problems: Takes what is wrong, row by row.
        known_at: When it came back.
    """
    by_key = {subject.key: subject for subject in subjects(answered, by)}
    read = [
        objection
        for answer in answers(form, returned, problems)
        for objection in _objection(answered, by, by_key[answer.row.key], answer, problems, known_at)
    ]
    order = list(by_key)
    read.sort(key=lambda one: order.index(one.subject.key))
    last_on = answered.object_until
    if last_on is not None and day_of(known_at, answered.contract.term.zone) > last_on:
        return _new_or_recorded(answered, read, problems, stand=None)
    return _new_or_recorded(answered, read, problems, stand=list(answered.news))


def _objection(  # a row: whose statement, who, about what, what was written, when it came
    answered: Answered, by: Party, subject: Subject, answer: Answer, problems: Problems, known_at: datetime
) -> Iterator[Objection]:
    choice = answer.text(CHOICE)
    written = [answer.text(name) for name in _WRITTEN]
    if not choice:
        if any(written):
            warn_at(problems, answer, "objections.row_without_choice", subject=shown(subject.name))
        return
    event = _event(answered, by, subject, answer, problems, known_at)
    claimed, evidence, note = (without_contacts(text) for text in written)
    state = State.ACCEPTED if event else State.REFUSED
    yield Objection(
        by, subject, answer.place, without_contacts(choice), claimed, evidence, note, state, event
    )


def _event(  # same
    answered: Answered, by: Party, subject: Subject, answer: Answer, problems: Problems, known_at: datetime
) -> Event | None:
    """The dispute of a row; None after a finding."""
    code = _chosen(subject, answer.text(CHOICE))
    if code is None:
        expected = [choice_text(one, subject, lang) for lang in _LANGS for one in subject.disputes]
        key = "objections.row_choice" if subject.disputes else "objections.row_closed"
        found = shown(answer.text(CHOICE))
        warn_at(
            problems, answer, key, subject=shown(subject.name), found=found, expected=" / ".join(expected)
        )
        return None
    raised_on = _raised_on(answered, answer, problems, known_at)
    records = _records(subject, code, answer, problems)
    if raised_on is None or records is None:
        return None
    period = str(answered.month)
    fields = {"by": by.value, "of_period": period, **subject.disputes[code], **records}
    side = "" if by is Party.VENDOR else f"{by}/"
    event_id = f"objection/{period}v{answered.version}/{side}{_name(subject, code, fields)}"
    return Event(event_id, "dispute", raised_on, known_at, fields)


def _name(subject: Subject, code: str, fields: Mapping[str, str]) -> str:
    """What a dispute is about, as its id says it: two rows of the workbook may be about one line."""
    if subject.kind is Kind.LINE:
        return f"line/{fields['line']}"
    name = "/".join(subject.key.split("|"))
    return name if code == "counts" else f"{name}/{code.removeprefix(FAILS)}"


def _chosen(subject: Subject, text: str) -> str | None:
    """The code of what was chosen: what the drop-down offers, in either language, or the code itself."""
    wanted = _choice_key(text)
    for code in subject.disputes:
        if wanted in {_choice_key(code), *(_choice_key(choice_text(code, subject, lang)) for lang in _LANGS)}:
            return code
    return None


def _choice_key(text: str) -> str:
    """A choice as it is compared: as headers are, and whatever quotation marks a program has put."""
    return header_key(text).translate(_QUOTES)


def _raised_on(answered: Answered, answer: Answer, problems: Problems, known_at: datetime) -> date | None:
    """The day that the other side writes, else the day on which the workbook came; None after a finding."""
    zone = answered.contract.term.zone
    came_on, drawn_on = day_of(known_at, zone), day_of(answered.drawn_at, zone)
    if not answer.text("raised_on"):
        return came_on
    day = answer.day("raised_on")
    if day is None or not drawn_on <= day <= came_on:
        found = shown(text_of(answer.filled["raised_on"]))
        warn_at(problems, answer, "objections.row_day", found=found, first=str(drawn_on), last=str(came_on))
        return None
    return day


def _records(subject: Subject, code: str, answer: Answer, problems: Problems) -> Mapping[str, str] | None:
    """How many records a dispute of traffic is about; a figure elsewhere only has to be one. None after a finding."""
    written = answer.text("claimed")
    value = number_of_cell(answer.filled["claimed"]) if written else None
    counts = subject.kind is Kind.LOT and code != FAILED_SEGMENT
    if code.startswith(FAILS) and counts and not written:
        warn_at(
            problems, answer, "objections.row_how_many", subject=shown(subject.name), most=str(subject.most)
        )
        return None
    if (written and value is None) or (counts and value is not None and not _is_count(value, subject.most)):
        most = str(subject.most) if counts else "–"
        warn_at(problems, answer, "objections.row_claimed", found=shown(written), most=most)
        return None
    if not counts:
        return {}
    return {"records": str(subject.most if value is None else value)}


def _is_count(value: Fraction, most: int) -> bool:
    return value.denominator == 1 and 0 < value <= most


def _new_or_recorded(
    answered: Answered, read: Sequence[Objection], problems: Problems, *, stand: list[Event] | None
) -> tuple[Objection, ...]:
    """The objections, those that were recorded before marked, those that the next statement would refuse refused.

    Args:
        answered: The statement.
        read: The objections as written.
        problems: Takes the findings.
        stand: Events beside which a new one is tried, to which it is added; None to try none, as the whole file is late.
    """
    known = {event.id: event for event in answered.recorded}
    judged: dict[int, Objection] = {}
    for place, one in sorted(enumerate(read), key=lambda item: item[1].event.id if item[1].event else ""):
        event = one.event
        if event is not None and event.id in known:
            judged[place] = _again(one, event, known[event.id], problems)
        elif event is not None and stand is not None:
            judged[place] = _tried(answered, one, event, stand, problems)
            if judged[place].event is not None:
                known[event.id] = event
        else:
            judged[place] = one
    return tuple(judged[place] for place in range(len(read)))


def _tried(
    answered: Answered, one: Objection, event: Event, stand: list[Event], problems: Problems
) -> Objection:
    """An objection, refused when the core would not note it beside the others."""
    found = objection_problems(answered.state, answered.amended, stand, event)
    sheet, _, row = one.place.rpartition("!")
    for finding in found:
        place = Place(problems.file, int(row), sheet)
        problems.keep(replace(finding, place=place, severity=Severity.WARNING))
    if found:
        return replace(one, state=State.REFUSED, event=None)
    stand.append(event)
    return one


def _again(one: Objection, event: Event, before: Event, problems: Problems) -> Objection:
    """The same objection changes nothing; another one about the same thing is refused."""
    if before.fields == event.fields:
        return replace(one, state=State.RECORDED, event=before)
    sheet, _, row = one.place.rpartition("!")
    problems.warn("objections.row_changed", int(row), sheet, subject=shown(one.subject.name), event=before.id)
    return replace(one, state=State.REFUSED, event=None)
