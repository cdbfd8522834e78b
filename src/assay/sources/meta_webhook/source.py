"""Bodies of Meta's ``leadgen`` webhook as a source: ids and a moment, and the answers where they lie beside them.

The body says that a form was sent, not by whom. The answer to the second call, an object with ``field_data``, may stand
in the same file; it is joined by the lead's id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from assay.core.tables import Record, Value
from assay.ports import ImportOptions, Parsed
from assay.sources.dates import ZoneError, read_stamp, to_instant
from assay.sources.deliveries import (
    Body,
    Delivery,
    Rows,
    holds,
    member,
    members,
    moment,
    read_deliveries,
    text,
    without_deliveries,
)
from assay.sources.meta_webhook.answers import contacts_of
from assay.sources.problems import Problems, rows_shown, shown

FORMAT_ID = "meta_lead_webhook"
KIND = "page"


@dataclass(frozen=True, slots=True)
class Lead:
    """One form as sent: the line that named it first, its id, moment, form, campaign, ad and contacts; empty is unknown."""

    line: int
    lead_id: str
    at: datetime
    form: str
    campaign: str = ""
    ad_id: str = ""
    contacts: Mapping[str, Value] = field(default_factory=dict)


class MetaLeadWebhook:
    """Bodies of the ``leadgen`` field, one a line or in one document."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - servers name the file as they like
        return holds(data, b'"leadgen"', b'"object"', b'"entry"')

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        if not options.account:
            problems.error("sources.account_missing")
        deliveries, lines = read_deliveries(data, _is_body, problems)
        found = [lead for each in deliveries for lead in _leads(each, problems)]
        leads = _joined(found)
        _report(leads, len(deliveries), problems)
        rows = Rows(lines)
        records = tuple(record for lead in leads for record in _records(lead, rows, options.account))
        facts = {"deliveries": str(len(deliveries)), "repeated": str(len(found) - len(leads)), "seen": "no"}
        kept = () if problems.has_error() else records
        return Parsed(FORMAT_ID, kept, problems.findings, (), len(deliveries), facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        """As the port says; the whole body goes in which a row lies."""
        return without_deliveries(data, rows)


def _is_body(body: Body) -> bool:
    return body.get("object") == KIND or isinstance(body.get("field_data"), list)


def _leads(delivery: Delivery, problems: Problems) -> list[Lead]:
    if "field_data" in delivery.body:
        answered = _answered(delivery, problems)
        return [answered] if answered else []
    found = []
    for entry in members(delivery.body, "entry"):
        for change in members(entry, "changes"):
            if change.get("field") == "leadgen":
                value = member(change, "value")
                at = moment(value, "created_time", delivery.line, problems)
                lead_id = _id(value, "leadgen_id", delivery.line, problems)
                if at and lead_id:
                    form, ad_id = text(value, "form_id"), text(value, "ad_id")
                    found.append(Lead(delivery.line, lead_id, at, form, ad_id=ad_id))
    return found


def _answered(delivery: Delivery, problems: Problems) -> Lead | None:
    """The lead of an answer to the second call."""
    body, line = delivery.body, delivery.line
    written = text(body, "created_time")
    stamp = read_stamp(written)
    lead_id = _id(body, "id", line, problems)
    try:
        at = to_instant(stamp, None) if stamp else None
    except (ZoneError, OverflowError):
        at = None
    if at is None:
        problems.error("sources.not_a_date", line, "created_time", found=shown(written))
        return None
    contacts = contacts_of(body, line, problems)
    form, campaign, ad_id = (text(body, name) for name in ("form_id", "campaign_name", "ad_id"))
    return Lead(line, lead_id, at, form, campaign, ad_id.removeprefix("ag:"), contacts)


def _id(value: Body, key: str, line: int, problems: Problems) -> str:
    lead_id = text(value, key).removeprefix("l:")
    if not lead_id:
        problems.error("sources.webhook_incomplete", line, key, field=key)
    return lead_id


def _joined(found: Sequence[Lead]) -> list[Lead]:
    """Each lead once, at its first line, with its answers wherever they stood."""
    leads: dict[str, Lead] = {}
    for lead in found:
        known = leads.setdefault(lead.lead_id, lead)
        leads[lead.lead_id] = replace(
            known,
            line=lead.line if lead.contacts and not known.contacts else known.line,
            form=known.form or lead.form,
            campaign=known.campaign or lead.campaign,
            ad_id=known.ad_id or lead.ad_id,
            contacts=known.contacts or lead.contacts,
        )
    return list(leads.values())


def _report(leads: Sequence[Lead], deliveries: int, problems: Problems) -> None:
    bare = [lead.line for lead in leads if not lead.contacts]
    if bare:
        problems.warn("sources.lead_answers_absent", min(bare), found=len(bare), rows=rows_shown(bare))
    if not leads and not problems.has_error():
        problems.warn("sources.webhook_nothing", found=deliveries)


def _records(lead: Lead, rows: Rows, account: str) -> list[Record]:
    """The lead, and its sending as its first message."""
    row = rows.row(lead.line, lead.lead_id)
    of_book: dict[str, Value] = {"source": FORMAT_ID, "account": account, "lead_id": lead.lead_id}
    values: dict[str, Value] = {
        **of_book,
        "created_at": lead.at,
        "channel": "paid_social",
        "campaign": lead.campaign or None,
        "ad_platform": "meta",
        "ad_id": lead.ad_id or None,
        "form": lead.form or None,
        "action": "leave_details",
        **lead.contacts,
    }
    sending: dict[str, Value] = {
        **of_book,
        "interaction_id": f"{lead.lead_id}/1",
        "contact_key": lead.contacts.get("phone_key") or lead.contacts.get("email_key"),
        "at": lead.at,
        "direction": "in",
        "medium": "form",
    }
    return [Record("leads", row, values), Record("interactions", row, sending)]
