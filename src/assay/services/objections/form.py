"""The subjects as a workbook: a sheet for lines, one for traffic and one for leads, ours locked and theirs open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.core.contract.model import Party
from assay.core.settlement.disputed import own_line
from assay.core.settlement.readings import CLASS_A
from assay.i18n import translate, translate_or
from assay.i18n.figures import spelled
from assay.i18n.statement.words import brief, line_label
from assay.services.known_leads import Known, known_leads
from assay.services.objections.answered import Answered
from assay.services.objections.lines import CUT
from assay.services.objections.subjects import FAILS, Kind, Subject, subjects
from assay.services.workspace import Workspace
from assay.sources.cells import Cell
from assay.sources.forms import Form, FormColumn, FormFront, FormRow, FormSheet
from assay.sources.problems import without_contacts

TIE = "objections/v1"
CHOICE = "objection"
_OPEN = (("objection", 26, "text"), ("claimed", 14, "amount"), ("evidence", 30, "text"), ("raised_on", 13, "day"), ("note", 24, "text"))  # fmt: skip
_COLUMNS: Mapping[Kind, Sequence[tuple[str, int, str]]] = {
    Kind.LINE: (("id", 20, "text"), ("what", 34, "text"), ("amount", 14, "amount"), ("working", 44, "text")),
    Kind.LOT: (
        ("id", 32, "text"), ("cost", 12, "amount"), ("currency", 8, "text"), ("judged", 10, "text"),
        ("invalid_a", 12, "text"), ("segment", 16, "text"), ("credited", 8, "text"),
    ),
    Kind.LEAD: (
        ("id", 16, "text"), ("created", 12, "day"), ("verdict", 22, "text"), ("reason", 18, "text"),
        ("channel", 14, "loose"), ("country", 9, "loose"), ("campaign", 22, "text"), ("contact", 20, "loose"),
        ("source", 30, "loose"),
    ),
}  # fmt: skip


def form_of(workspace: Workspace, answered: Answered, lang: str, by: Party = Party.VENDOR) -> Form:
    """The workbook of a statement in a language; made again it is the same, so that what came back can be held against it.

    Args:
        workspace: The open workspace.
        answered: The statement.
        lang: Of the workbook.
        by: Who is to fill it in; the tie of the buyer's names it.
    """
    found = subjects(answered, by)
    tables = workspace.tables_as_of(answered.as_of)
    known = known_leads(workspace, tables, answered.contract, answered.month)
    names = workspace.file_names()
    kinds = [kind for kind in Kind if any(one.kind is kind for one in found)]
    sheets = []
    for kind in kinds:
        rows = tuple(_row(one, answered, known, names, lang) for one in found if one.kind is kind)
        sheets.append(_sheet(kind, answered, rows, lang, by))
    tie: tuple[str, ...] = (
        TIE,
        answered.contract.id,
        str(answered.month),
        f"v{answered.version}",
        answered.digest,
        lang,
    )
    tie += () if by is Party.VENDOR else (by.value,)
    return Form(tie, tuple(sheets), _front(answered, kinds, lang, by))


def choice_text(code: str, subject: Subject, lang: str) -> str:
    """What stands in the drop-down."""
    if code.startswith(CUT):
        return translate(lang, "form.choice.cut", {"line": code.removeprefix(CUT)})
    reason = code.removeprefix(FAILS) if code.startswith(FAILS) else str(subject.told.get("reason", ""))
    word = translate_or(lang, f"reason.{reason}", reason)
    if not code.startswith(FAILS):
        return translate(lang, f"form.choice.{code}", {"reason": word})
    return translate(
        lang, "form.choice.more_class_A" if reason == CLASS_A else "form.choice.fails", {"reason": word}
    )


def _front(answered: Answered, kinds: Sequence[Kind], lang: str, by: Party) -> FormFront:
    """What somebody who never saw such a workbook must know, in plain words."""
    has_limit = answered.contract.acceptance.object_within is not None
    steps = [
        translate(lang, f"form.front.{by}"),
        translate(lang, "form.front.yellow"),
        *(translate(lang, f"form.front.{kind}.{by}") for kind in kinds),
        translate(lang, "form.front.evidence"),
        translate(lang, "form.front.rows"),
        translate(lang, "form.front.limit" if has_limit else "form.front.no_limit"),
        translate(lang, "form.front.waits"),
    ]
    numbered = tuple(f"{number}. {step}" for number, step in enumerate(steps, 1))
    params = _params(answered, lang, by)
    about = translate(lang, "form.note.what", params)
    return FormFront(translate(lang, "form.front"), translate(lang, "form.title", params), (about, *numbered))


def _params(answered: Answered, lang: str, by: Party) -> dict[str, str]:
    return {
        "number": answered.number,
        "digest": answered.digest[:12],
        "contract": answered.contract.id,
        "period": str(answered.month),
        "party": translate(lang, f"party.{by}"),
    }


def _sheet(kind: Kind, answered: Answered, rows: tuple[FormRow, ...], lang: str, by: Party) -> FormSheet:
    shown = tuple(
        FormColumn(name, translate(lang, f"form.{kind}.{name}"), width, style=style)
        for name, width, style in _COLUMNS[kind]
    )
    asked = tuple(
        FormColumn(name, _asked_head(kind, name, lang, by), width, is_open=True, style=style)
        for name, width, style in _OPEN
    )
    params = _params(answered, lang, by)
    notes = tuple(translate(lang, f"form.note.{name}", params) for name in ("what", "how", f"{kind}.{by}"))
    title = translate(lang, "form.title", params)
    return FormSheet(translate(lang, f"form.sheet.{kind}"), title, notes, (*shown, *asked), rows, CHOICE)


def _asked_head(kind: Kind, name: str, lang: str, by: Party) -> str:
    if name != "claimed":
        return translate(lang, f"form.{name}")
    is_count = kind is Kind.LOT and by is Party.BUYER
    return translate(lang, "form.claimed_lot_buyer" if is_count else f"form.claimed_{kind}")


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
                "what": _what(line, answered, lang),
                "working": brief(line, lang, spelled),
            }
        case Kind.LEAD:
            cells |= _of_lead(subject, known.get(subject.key.removeprefix("lead|")), names, lang)
    choices = tuple(choice_text(code, subject, lang) for code in subject.disputes)
    return FormRow(subject.key, cells, choices)


def _what(line: Mapping[str, Any], answered: Answered, lang: str) -> str:
    """What a line is, and of which KPI where it is of one."""
    what = line_label(line, lang).removeprefix(f"{line['id']} ")
    kpi = answered.contract.kpis.get(own_line(line["id"]).partition("/")[2])
    if kpi is None:
        return what
    name = translate_or(lang, f"metric.{kpi.metric}", kpi.id)
    return translate(lang, "form.line.of_kpi", {"what": what, "name": name})


def channel_word(channel: str, lang: str) -> str:
    """Where a lead came from, in words; what no catalogue knows as it is."""
    return translate_or(lang, f"form.channel.{channel}", channel)


def _of_lead(subject: Subject, known: Known | None, names: Mapping[str, str], lang: str) -> dict[str, Cell]:
    told = {name: str(value) for name, value in subject.told.items()}
    file = without_contacts(names.get(told["blob"], ""))
    return {
        "verdict": verdict_word(told["verdict"], told["relief"], lang),
        "reason": translate_or(lang, f"reason.{told['reason']}", told["reason"]) if told["reason"] else "",
        "campaign": told["lot"].rpartition("/")[0],
        "channel": channel_word(known.channel, lang) if known else "",
        "country": known.country if known else "",
        "contact": known.contact if known else "",
        "source": translate(lang, "form.source", {"file": file, "row": told["row"]}) if told["row"] else "",
    }


def verdict_word(verdict: str, relief: str, lang: str) -> str:
    """The verdict in words; of a relieved lead with what the relief does to it."""
    word = translate(lang, f"verdict.{verdict}")
    if not relief:
        return word
    return translate(lang, "form.relieved", {"verdict": word, "relief": translate(lang, f"relief.{relief}")})
