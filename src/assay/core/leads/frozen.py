"""Verdicts as plain data: what is kept beside a statement, to be compared with what is known later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from assay.core.contract.judged import Effect
from assay.core.explain import Why, node_from_json
from assay.core.findings import Place
from assay.core.leads.credit import Owner
from assay.core.leads.verdict import LeadVerdict, Sales, Verdict

FORMAT = "verdicts/v1"


def verdicts_document(verdicts: Iterable[LeadVerdict]) -> dict[str, object]:
    """Verdicts as a JSON object with explicit nulls, in order of creation, book and number."""
    ordered = sorted(verdicts, key=lambda verdict: (verdict.created_at, *verdict.key))
    return {"assay": FORMAT, "verdicts": [verdict_document(verdict) for verdict in ordered]}


def verdict_document(verdict: LeadVerdict) -> dict[str, object]:
    """One verdict; also what ``assay leads --format json`` prints for a lead."""
    return {
        "book": verdict.book,
        "id": verdict.id,
        "created_at": verdict.created_at.isoformat(),
        "created_on": verdict.created_on.isoformat(),
        "owner": verdict.owner.value,
        "credit_reason": verdict.credit_reason,
        "verdict": verdict.verdict.value,
        "reason": verdict.reason,
        "relief": None if verdict.relief is None else verdict.relief.value,
        "sales": verdict.sales.value,
        "lot": verdict.lot,
        "place": {"file": verdict.place.file, "line": verdict.place.line, "path": verdict.place.path},
        "decided_at": _text(verdict.decided_at),
        "open_until": _text(verdict.open_until),
        "node": verdict.node.as_json(),
    }


def verdicts_from_document(document: Mapping[str, Any]) -> tuple[LeadVerdict, ...]:
    """The inverse of :func:`verdicts_document`.

    Raises:
        ValueError: The document is of another format.
        KeyError: A field is missing.
    """
    if document["assay"] != FORMAT:
        raise ValueError(document["assay"])
    return tuple(_verdict(item) for item in document["verdicts"])


def _verdict(item: Mapping[str, Any]) -> LeadVerdict:
    return LeadVerdict(
        book=item["book"],
        id=item["id"],
        created_at=datetime.fromisoformat(item["created_at"]),
        created_on=date.fromisoformat(item["created_on"]),
        owner=Owner(item["owner"]),
        credit_reason=item["credit_reason"],
        verdict=Verdict(item["verdict"]),
        reason=item["reason"],
        relief=None if item["relief"] is None else Effect(item["relief"]),
        sales=Sales(item["sales"]),
        lot=item["lot"],
        place=Place(**item["place"]),
        decided_at=_moment(item["decided_at"]),
        open_until=_moment(item["open_until"]),
        why=Why(lambda: node_from_json(item["node"])),
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
