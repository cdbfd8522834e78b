"""The forms of the demo: those that go out with each statement, and one as an agency might send it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from assay.core.contract.model import Amended, Party
from assay.core.period import Month
from assay.i18n import translate
from assay.services.objections.answered import Answered, answered
from assay.services.objections.form import CHOICE, choice_text, form_of
from assay.services.objections.record import Imported, ReceivedFile, import_objections
from assay.services.objections.subjects import Kind, Subject, subjects
from assay.services.paper_file import Paper
from assay.services.verdicts.form import form_of as form_for_sales
from assay.services.verdicts.record import asked_of
from assay.services.workspace import Workspace
from assay.sources.forms import filled, form_bytes

_LATER = timedelta(days=2)


def forms_of(workspace: Workspace, amended: Amended, month: Month, langs: Sequence[str]) -> Iterator[Paper]:
    """The objections workbook of a month's statement, and the sheets for sales where somebody is asked, in each language."""
    statement = answered(workspace, amended, month)
    asks = amended.for_month(month).sales is not None
    asked = asked_of(workspace, amended, month) if asks else None
    for lang in langs:
        yield Paper(_name(statement, f"{lang}.xlsx"), form_bytes(form_of(workspace, statement, lang)))
        if asked is not None and asked.leads:
            yield Paper(f"verdicts-{month}.{lang}.xlsx", form_bytes(form_for_sales(asked, lang)))


def returned_example(
    workspace: Workspace, amended: Amended, month: Month, lang: str
) -> tuple[Paper, Imported] | None:
    """A workbook filled in as people do, one row right and three wrong, with what becomes of it; nothing is recorded.

    None where the statement has fewer than four leads to object to.
    """
    statement = answered(workspace, amended, month)
    leads = [one for one in subjects(statement, Party.VENDOR) if one.kind is Kind.LEAD and one.disputes]
    if len(leads) < 4:  # the four rows below
        return None
    written = dict(_written(leads, lang))
    data = form_bytes(filled(form_of(workspace, statement, lang), written))
    file = ReceivedFile(_name(statement, f"returned.{lang}.xlsx"), data)
    found = import_objections(workspace, amended, file, known_at=_came_at(statement), dry_run=True)
    return Paper(file.name, data), found


def _written(leads: Sequence[Subject], lang: str) -> Iterator[tuple[tuple[str, str], str]]:
    """One as asked, one in words of its own, one with a locked cell changed, one with a note alone."""
    right, own_words, changed, note = leads[:4]
    choice, evidence, remark = (translate(lang, f"form.{name}") for name in (CHOICE, "evidence", "note"))
    for lead in (right, changed):
        yield (lead.key, choice), choice_text("counts", lead, lang)
        yield (lead.key, evidence), translate(lang, "form.example.evidence")
    yield (own_words.key, choice), translate(lang, "form.example.own_words")
    yield (changed.key, translate(lang, "form.lead.verdict")), translate(lang, "verdict.valid")
    yield (note.key, remark), translate(lang, "form.example.note")


def _came_at(statement: Answered) -> datetime:
    return statement.drawn_at + _LATER


def _name(statement: Answered, rest: str) -> str:
    return f"objections-{statement.month}-v{statement.version}.{rest}"
