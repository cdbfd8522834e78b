"""Bodies of the WhatsApp Cloud API as a source. No text, no name and no id that holds a number leaves it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from assay.core.tables import Contact, Record, Value
from assay.ports import ImportOptions, Parsed
from assay.sources.deliveries import Rows, holds, read_deliveries, text, without_deliveries
from assay.sources.problems import Problems
from assay.sources.whatsapp_webhook.updates import Message, Updates

FORMAT_ID = "whatsapp_webhook"
KIND = "whatsapp_business_account"
_DIGITS = 32


class WhatsAppWebhook:
    """Bodies that the Cloud API sent, one a line or in one document."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - servers name the file as they like
        return holds(data, KIND.encode(), b'"object')

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        if not options.account:
            problems.error("sources.account_missing")
        deliveries, lines = read_deliveries(data, lambda body: body.get("object") == KIND, problems)
        updates = Updates(Rows(lines), problems)
        for delivery in deliveries:
            updates.take(delivery)
        sent = updates.sent()
        updates.report()
        if not (updates.received or sent) and not problems.has_error():
            problems.warn("sources.webhook_nothing", found=len(deliveries))
        leads = tuple(_leads(updates.received, options.account))
        if leads:
            problems.report("sources.lead_campaign_unknown", leads[0].row, found=len(leads))
        records = (
            *leads,
            *_interactions(updates.received, "in", options.account),
            *_interactions(sent, "out", options.account),
        )
        facts = {name: str(count) for name, count in sorted(updates.counts.items()) if count}
        kept = () if problems.has_error() else tuple(sorted(records, key=lambda record: record.row))
        return Parsed(FORMAT_ID, kept, problems.findings, (), len(deliveries), facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        """As the port says; the whole body goes in which a row lies."""
        return without_deliveries(data, rows)


def id_of(message_id: str) -> str:
    """An id without the number: WhatsApp's own ids hold the customer's number, only encoded."""
    return hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _interactions(messages: Mapping[str, Message], direction: str, account: str) -> Iterator[Record]:
    for key, message in messages.items():
        values: dict[str, Value] = {
            "source": FORMAT_ID,
            "account": account,
            "interaction_id": id_of(key),
            "contact_key": Contact("phone", message.phone),
            "at": message.at,
            "direction": direction,
            "medium": "whatsapp",
        }
        yield Record("interactions", message.row, values)


def _leads(received: Mapping[str, Message], account: str) -> Iterator[Record]:
    """One lead per message that says what was clicked before it. The campaign does not arrive, only the ad's id."""
    for key, message in received.items():
        if message.referral:
            click_id = text(message.referral, "ctwa_clid")
            source_type = text(message.referral, "source_type").lower()
            values: dict[str, Value] = {
                "source": FORMAT_ID,
                "account": account,
                "lead_id": id_of(key),
                "created_at": message.at,
                "channel": _channel(source_type, click_id),
                "click_id": click_id or None,
                **_ad(source_type, text(message.referral, "source_id")),
                "form": "whatsapp",
                "phone_key": Contact("phone", message.phone),
                "action": "consult",
            }
            yield Record("leads", message.row, values)


def _ad(source_type: str, source_id: str) -> dict[str, Value]:
    """The ad that was clicked; the id of a post is no ad's."""
    return {"ad_platform": "meta", "ad_id": source_id} if source_type == "ad" and source_id else {}


def _channel(source_type: str, click_id: str) -> str | None:
    if source_type == "ad" or click_id:
        return "paid_social"
    return "organic" if source_type == "post" else None
