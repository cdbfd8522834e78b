"""The leads as a workbook: a sheet per salesperson, the overdue ones on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.core.leads.verdict import Sales
from assay.i18n import languages, translate, translate_or
from assay.services.objections.form import channel_word, verdict_word
from assay.services.verdicts.asked import Asked, Lead, sales_of
from assay.sources.cells import Cell, header_key
from assay.sources.forms import LISTS, Form, FormColumn, FormFront, FormRow, FormSheet
from assay.sources.workbook import sheet_titles

TIE = "verdicts/v1"
CHOICE = "sales"
WORDS = (Sales.QUALIFIED, Sales.NOT_QUALIFIED)
_SHOWN = (
    ("id", 16, "text"), ("created", 12, "day"), ("due", 12, "day"), ("state", 10, "text"), ("verdict", 18, "text"),
    ("channel", 14, "loose"), ("country", 9, "loose"), ("contact", 20, "loose"),
)  # fmt: skip


def form_of(asked: Asked, lang: str) -> Form:
    """The workbook in a language; made again it is the same."""
    people = sorted({lead.salesperson for lead in asked.leads})
    nobody = translate(lang, "form.sales.nobody")
    front = _front(asked, lang)
    titles = sheet_titles([front.name, LISTS, *(name or nobody for name in people)])[2:]
    sheets = tuple(_sheet(asked, name, title, lang) for name, title in zip(people, titles, strict=True))
    tie = (TIE, asked.contract.id, str(asked.month), asked.as_of.isoformat(), str(asked.commit), lang)
    return Form(tie, sheets, front)


def said(text: str) -> Sales | None:
    """The verdict that was chosen: what the drop-down offers in either language, or its code."""
    wanted = header_key(text)
    for word in WORDS:
        if wanted in {
            header_key(word),
            *(header_key(translate(lang, f"sales.{word}")) for lang in languages()),
        }:
            return word
    return None


def signals(asked: Asked) -> tuple[str, ...]:
    """What the contract knows as grounds of a verdict, in its order."""
    needs = sales_of(asked.contract).needs
    return tuple(dict.fromkeys(signal for named in needs.values() for signal in named))


def signal_word(signal: str, lang: str) -> str:
    """A ground of a verdict in words; its code where there are none."""
    return translate_or(lang, f"plain.word.{signal}", signal)


def signal_of(asked: Asked, text: str) -> str | None:
    """The ground that a text names, in words of either language or by its code; None when it is none."""
    wanted = header_key(text)
    for signal in signals(asked):
        if wanted in {header_key(signal), *(header_key(signal_word(signal, lang)) for lang in languages())}:
            return signal
    return None


def _front(asked: Asked, lang: str) -> FormFront:
    """What a salesperson must know, in plain words."""
    params = _params(asked, "", asked.leads)
    due = (
        "limit"
        if asked.contract.sales is not None and asked.contract.sales.within is not None
        else "no_limit"
    )
    steps = ("sheet", "yellow", "grounds", due, "rows")
    numbered = (
        f"{number}. " + translate(lang, f"form.sales.front.{step}") for number, step in enumerate(steps, 1)
    )
    about = translate(lang, "form.sales.note.what", params)
    title = translate(lang, "form.sales.front.title", params)
    return FormFront(translate(lang, "form.front"), title, (about, *numbered))


def _params(asked: Asked, name: str, leads: Sequence[Lead]) -> dict[str, str]:
    return {
        "contract": asked.contract.id,
        "period": str(asked.month),
        "name": name,
        "leads": str(len(leads)),
        "overdue": str(sum(lead.is_overdue for lead in leads)),
        "as_of": asked.as_of.astimezone(asked.contract.term.zone).isoformat(sep=" ", timespec="minutes"),
    }


def _sheet(asked: Asked, name: str, title: str, lang: str) -> FormSheet:
    leads = [lead for lead in asked.leads if lead.salesperson == name]
    params = _params(asked, title, leads)
    shown = tuple(
        FormColumn(column, translate(lang, f"form.sales.{column}"), width, style=style)
        for column, width, style in _SHOWN
    )
    grounds = tuple(signal_word(signal, lang) for signal in signals(asked))
    open_ones = (
        FormColumn(CHOICE, translate(lang, "form.sales.sales"), 12, is_open=True),
        FormColumn("signals", translate(lang, "form.sales.signals"), 28, is_open=True, offered=grounds),
        FormColumn("judged_on", translate(lang, "form.sales.judged_on"), 13, is_open=True, style="day"),
        FormColumn("note", translate(lang, "form.note"), 24, is_open=True),
    )
    notes = tuple(translate(lang, f"form.sales.note.{note}", params) for note in ("what", "how"))
    rows = tuple(_row(lead, lang) for lead in leads)
    heading = translate(lang, "form.sales.title", params)
    return FormSheet(title, heading, notes, (*shown, *open_ones), rows, CHOICE)


def _row(lead: Lead, lang: str) -> FormRow:
    cells: Mapping[str, Cell] = {
        "id": lead.id,
        "created": lead.created_on,
        "due": lead.due_on or "",
        "state": translate(lang, f"form.sales.{'overdue' if lead.is_overdue else 'waiting'}"),
        "verdict": verdict_word(lead.verdict, lead.relief, lang),
        "channel": channel_word(lead.known.channel, lang),
        "country": lead.known.country,
        "contact": lead.known.contact,
    }
    choices = tuple(translate(lang, f"sales.{word}") for word in WORDS)
    return FormRow(lead.key, cells, choices, is_urgent=lead.is_overdue)
