"""Answers of a form: questions and their values, in the words of the downloaded table of leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assay.core.leads.identity import normalise_email, normalise_phone, trim_name
from assay.core.tables import Contact, Value
from assay.sources.countries import country_code
from assay.sources.deliveries import Body, clean, members, text
from assay.sources.mapped import ready_mapping
from assay.sources.problems import Problems

_KEYS = {"email": "email_key", "phone": "phone_key", "name": "name_key", "company": "company_key"}


def contacts_of(body: Body, line: int, problems: Problems) -> Mapping[str, Value]:
    """Column of ``leads`` → value for the questions that we know. The form's own questions stay in the sealed file."""
    answers = _answers(body)
    country = country_code(answers.get("country", "")) or ""
    found: dict[str, Value] = {"country": country} if country else {}
    readers: Mapping[str, Callable[[str], str | None]] = {
        "email": normalise_email,
        "phone": lambda written: normalise_phone(written, country),
        "name": trim_name,
        "company": trim_name,
    }
    for kind, read in readers.items():
        written = answers.get(kind, "")
        value = read(written) if written else None
        if value:
            found[_KEYS[kind]] = Contact(kind, value)
        elif written and kind == "email":
            problems.warn("sources.email_unreadable", line, kind)
        elif written and kind == "phone":
            problems.warn("sources.phone_unreadable", line, kind)
    return found


def _answers(body: Body) -> dict[str, str]:
    """Field of our mapping → the first value given."""
    mapping = ready_mapping("meta_leads")
    answers: dict[str, str] = {}
    for question in members(body, "field_data"):
        named = mapping.field_of(text(question, "name"))
        values = question.get("values")
        if named and isinstance(values, list) and values and isinstance(values[0], str):
            answers.setdefault(named.name, clean(values[0]))
    return answers
