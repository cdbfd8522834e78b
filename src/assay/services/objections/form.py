"""The subjects as a workbook: a sheet for lines, one for traffic and one for leads, ours locked and theirs open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.i18n import translate, translate_or
from assay.i18n.statement.words import brief, line_label
from assay.services.known_leads import Known, known_leads
from assay.services.objections.answered import Answered
from assay.services.objections.subjects import Kind, Subject, subjects
from assay.services.workspace import Workspace
from assay.sources.cells import Cell
from assay.sources.forms import Form, FormColumn, FormRow, FormSheet
from assay.sources.problems import without_contacts

TIE = "objections/v1"
CHOICE = "objection"
_OPEN = (("objection", 26, "text"), ("claimed", 14, "amount"), ("evidence", 30, "text"), ("raised_on", 13, "day"), ("note", 24, "text"))  # fmt: skip
_COLUMNS: Mapping[Kind, Sequence[tuple[str, int, str]]] = {
    Kind.LINE: (("id", 20, "text"), ("what", 24, "text"), ("amount", 14, "amount"), ("working", 44, "text")),
    Kind.LOT: (
        ("id", 32, "text"), ("cost", 12, "amount"), ("currency", 8, "text"), ("judged", 10, "text"),
        ("invalid_a", 12, "text"), ("segment", 16, "text"), ("credited", 8, "text"),
    ),
    Kind.LEAD: (
        ("id", 16, "text"), ("created", 12, "day"), ("verdict", 16, "text"), ("reason", 16, "text"),
        ("channel", 14, "loose"), ("country", 9, "loose"), ("campaign", 22, "text"), ("contact", 20, "loose"),
        ("source", 30, "loose"),
    ),
}  # fmt: skip


def form_of(workspace: Workspace, answered: Answered, lang: str) -> Form:
    """The workbook of a statement in a language; made again it is the same, so that what came back can be held against it."""
    found = subjects(answered)
    tables = workspace.tables_as_of(answered.as_of)
    known = known_leads(workspace, tables, answered.contract, answered.month)
    names = workspace.file_names()
    sheets = []
    for kind in Kind:
        mine = [one for one in found if one.kind is kind]
        if mine:
            rows = tuple(_row(one, answered, known, names, lang) for one in mine)
            sheets.append(_sheet(kind, answered, rows, lang))
    tie = (TIE, answered.contract.id, str(answered.month), f"v{answered.version}", answered.digest, lang)
    return Form(tie, tuple(sheets))


def choice_text(code: str, subject: Subject, lang: str) -> str:
    """What stands in the drop-down."""
    reason = str(subject.told.get("reason", ""))
    word = translate_or(lang, f"reason.{reason}", reason)
    return translate(lang, f"form.choice.{code}", {"reason": word})


def _sheet(kind: Kind, answered: Answered, rows: tuple[FormRow, ...], lang: str) -> FormSheet:
    shown = tuple(
        FormColumn(name, translate(lang, f"form.{kind}.{name}"), width, style=style)
        for name, width, style in _COLUMNS[kind]
    )
    asked = tuple(
        FormColumn(name, _asked_head(kind, name, lang), width, is_open=True, style=style)
        for name, width, style in _OPEN
    )
    params = {"number": answered.number, "digest": answered.digest[:12], "contract": answered.contract.id, "period": str(answered.month)}  # fmt: skip
    notes = tuple(translate(lang, f"form.note.{name}", params) for name in ("what", "how", kind.value))
    title = translate(lang, "form.title", params)
    return FormSheet(translate(lang, f"form.sheet.{kind}"), title, notes, (*shown, *asked), rows, CHOICE)


def _asked_head(kind: Kind, name: str, lang: str) -> str:
    return translate(lang, f"form.{name}_{kind}" if name == "claimed" else f"form.{name}")


def _row(
    subject: Subject,
    answered: Answered,
    known: Mapping[str, Known],
    names: Mapping[str, str],
    lang: str,
) -> FormRow:
    cells: dict[str, Cell] = {name: value for name, value in subject.told.items() if value != ""}
    match subject.kind:
        case Kind.LINE:
            line = next(one for one in answered.document["lines"] if one["id"] == subject.name)
            cells |= {
                "what": line_label(line, lang).removeprefix(f"{subject.name} "),
                "working": brief(line, lang),
            }
        case Kind.LEAD:
            cells |= _of_lead(subject, known.get(subject.key.removeprefix("lead|")), names, lang)
    choices = tuple(choice_text(code, subject, lang) for code in subject.disputes)
    return FormRow(subject.key, cells, choices)


def _of_lead(subject: Subject, known: Known | None, names: Mapping[str, str], lang: str) -> dict[str, Cell]:
    told = {name: str(value) for name, value in subject.told.items()}
    file = without_contacts(names.get(told["blob"], ""))
    return {
        "verdict": _verdict(told, lang),
        "reason": translate_or(lang, f"reason.{told['reason']}", told["reason"]) if told["reason"] else "",
        "campaign": told["lot"].rpartition("/")[0],
        "channel": known.channel if known else "",
        "country": known.country if known else "",
        "contact": known.contact if known else "",
        "source": translate(lang, "form.source", {"file": file, "row": told["row"]}) if told["row"] else "",
    }


def _verdict(told: Mapping[str, str], lang: str) -> str:
    """The verdict in words; of a relieved lead with what the relief does to it."""
    word = translate(lang, f"verdict.{told['verdict']}")
    if not told["relief"]:
        return word
    return translate(
        lang, "form.relieved", {"verdict": word, "relief": translate(lang, f"relief.{told['relief']}")}
    )
