"""Objections as a person reads them: each beside what the statement says and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from assay.core.acceptance.write import event_document
from assay.core.contract.model import Party
from assay.core.findings import shown
from assay.core.leads.verdict import LeadVerdict
from assay.core.period import Month
from assay.i18n import translate
from assay.i18n.figures import grouped
from assay.i18n.statement import line_head, node_text
from assay.i18n.statement.words import brief

if TYPE_CHECKING:  # the services bring the store and the engine, which a command imports only when it runs
    from assay.cli.forms import Telling
    from assay.services.objections.answered import Answered
    from assay.services.objections.reading import Objection
    from assay.services.objections.record import Delivered, Imported

_MARKS = {"accepted": "●", "recorded": "○", "refused": "■"}


def delivered_lines(found: Delivered, period: Month, lang: str) -> Iterator[str]:
    """A delivery, and the last day to object."""
    params = {"period": str(period), "day": str(found.day), "commit": str(found.commit)}
    yield translate(lang, "form.delivered_already" if found.already else "form.delivered", params)
    yield _clock(found.object_until, lang)


def imported_lines(found: Imported, telling: Telling) -> Iterator[str]:
    """The statement, every objection beside our evidence, and what was done."""
    statement, lang = found.answered, telling.lang
    if statement is not None:
        yield translate(lang, "form.answers", {"number": statement.number, "digest": statement.digest[:12]})
        by = found.by or Party.VENDOR
        yield translate(lang, "form.by", {"party": translate(lang, f"party.{by}")})
        yield _clock(statement.object_until, lang)
        for one in found.objections:
            yield ""
            yield from _objection(one, statement, telling.names, lang)
        yield ""
    counts = {state: sum(one.state == state for one in found.objections) for state in _MARKS}
    refused = found.rows_refused
    params = {name: str(count) for name, count in counts.items()}
    params |= {"refused": str(refused), "commit": str(found.commit)}
    yield translate(lang, _done(found, dry_run=telling.dry_run), params)


def _done(found: Imported, *, dry_run: bool) -> str:
    """What was done with a workbook."""
    if found.refused:
        return "form.refused_dry" if dry_run else "form.refused_whole"
    if dry_run:
        return "form.would"
    if found.commit is None:
        return "form.nothing_new"
    return "form.done" if found.new() else "form.came"


def objection_document(one: Objection) -> dict[str, object]:
    """An objection as JSON."""
    told = {name: str(value) for name, value in one.subject.told.items()}
    return {
        "about": one.subject.kind.value,
        "id": one.subject.name,
        "place": one.place,
        "told": told,
        "objection": one.choice,
        "claimed": one.claimed,
        "evidence": one.evidence,
        "note": one.note,
        "state": one.state.value,
        "event": event_document(one.event) if one.event else None,
    }


def _clock(last_on: object, lang: str) -> str:
    return translate(lang, "form.until" if last_on else "form.no_limit", {"day": str(last_on)})


def _objection(one: Objection, statement: Answered, names: Mapping[str, str], lang: str) -> Iterator[str]:
    state = translate(lang, f"form.state.{one.state.value}")
    about = translate(lang, f"form.about.{one.subject.kind.value}", {"name": shown(one.subject.name)})
    yield f"{_MARKS[one.state.value]} {about} · {state} · {shown(one.place)}"
    theirs, _ = _sides(one)
    yield "    " + translate(lang, theirs, {"objection": shown(one.choice)})
    for name in ("claimed", "evidence", "note"):
        text = getattr(one, name)
        if text:
            yield "      " + translate(lang, f"form.their_{name}", {"text": shown(text)})
    for text in _ours(one, statement, names, lang):
        yield "    " + text


def _ours(one: Objection, statement: Answered, names: Mapping[str, str], lang: str) -> Iterator[str]:
    told = {name: str(value) for name, value in one.subject.told.items()}
    _, ours = _sides(one)
    match one.subject.kind.value:
        case "line":
            line = _line(statement, one.subject.name)
            title, place = line_head(line, statement.document, lang)
            yield translate(lang, ours, {"text": f"{title}  {brief(line, lang)}".rstrip()})
            yield "  " + place
        case "lot":
            params = told | {"cost": grouped(told["cost"])}
            yield translate(lang, ours, {"text": translate(lang, "form.ours_lot", params)})
        case _:
            verdict = next(
                item for item in statement.verdicts if f"lead|{item.book}|{item.id}" == one.subject.key
            )
            yield from _of_lead(verdict, ours, names, lang)


def _sides(one: Objection) -> tuple[str, str]:
    """How what was written and what stands are called: in the buyer's own workbook neither is the other side's."""
    is_own = one.by is Party.BUYER
    return ("form.theirs_buyer", "form.ours_buyer") if is_own else ("form.theirs", "form.ours")


def _line(statement: Answered, line_id: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(item for item in statement.document["lines"] if item["id"] == line_id)
    return found


def _of_lead(verdict: LeadVerdict, ours: str, names: Mapping[str, str], lang: str) -> Iterator[str]:
    """The reasons of the verdict, and the row that it rests on."""
    (_, first), *rest = node_text(verdict.node.as_json(), lang)
    yield translate(lang, ours, {"text": first})
    for depth, text in rest:
        yield "  " * depth + text
    params = verdict.node.params
    where = {"file": names.get(params.get("blob", ""), ""), "row": params.get("row", "")}
    yield "  " + translate(lang, "form.source", where)
