"""Updates of the Cloud API: messages in, messages out, and what became of those sent; each once, whatever was repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from assay.core.leads.identity import normalise_phone
from assay.sources.deliveries import Body, Delivery, Rows, member, members, moment, text
from assay.sources.problems import Problems, rows_shown

NO_MESSAGE = frozenset({"system", "revoke", "edit", "reaction", "request_welcome"})
"""Kinds that say something about a message or a number and are no message themselves."""

_ARRIVED = frozenset({"delivered", "read", "played"})
_CAMPAIGNS = frozenset({"marketing", "marketing_lite", "authentication", "authentication_international"})


@dataclass(frozen=True, slots=True)
class Message:
    """A message of either side.

    Attributes:
        row: Row of its first delivery.
        at: When it was sent; the earliest moment that any delivery names.
        phone: The customer's number, E.164.
        referral: What the customer clicked before writing; empty for most.
    """

    row: int
    at: datetime
    phone: str
    referral: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Sending:
    """What is known of a message that we sent through the API."""

    message: Message
    arrived: bool
    failed: bool
    category: str


class Updates:
    """Collects the updates of a file.

    Attributes:
        received: Message id → message of a customer.
        echoed: Message id → message that we wrote in the app.
        counts: What was seen, by kind.
    """

    def __init__(self, rows: Rows, problems: Problems) -> None:
        self.received: dict[str, Message] = {}
        self.echoed: dict[str, Message] = {}
        self.counts: Counter[str] = Counter()
        self._sendings: dict[str, _Sending] = {}
        self._rows = rows
        self._problems = problems
        self._unknown: set[int] = set()

    def take(self, delivery: Delivery) -> None:
        """Take in every update of one body."""
        self.counts["deliveries"] += 1
        for entry in members(delivery.body, "entry"):
            for change in members(entry, "changes"):
                self._take_change(member(change, "value"), delivery.line)

    def sent(self) -> dict[str, Message]:
        """Message id → message of ours that reached the network and answers somebody.

        A message that only failed reached nobody; one that WhatsApp billed as a campaign or as a code answers nobody.
        """
        sent = dict(self.echoed)
        for key, sending in self._sendings.items():
            if sending.failed and not sending.arrived:
                self.counts["failed"] += 1
            elif sending.category in _CAMPAIGNS:
                self.counts["campaign_messages"] += 1
            else:
                sent[key] = _earlier(sent.get(key), sending.message)
        return sent

    def report(self) -> None:
        """Say what could not be used."""
        if self._unknown:
            first, rows = min(self._unknown), rows_shown(self._unknown)
            self._problems.warn("sources.webhook_contact_unknown", first, found=len(self._unknown), rows=rows)
        if self.counts["errors"]:
            self._problems.warn("sources.webhook_errors", found=self.counts["errors"])

    def _take_change(self, value: Body, line: int) -> None:
        messages, echoes = members(value, "messages"), members(value, "message_echoes")
        statuses = members(value, "statuses")
        self.counts["errors"] += len(members(value, "errors"))
        self.counts["others"] += not (messages or echoes or statuses)
        for message in messages:
            self._take_message(message, "from", self.received, line)
        for echo in echoes:
            self._take_message(echo, "to", self.echoed, line)
        for status in statuses:
            self._take_status(status, line)

    def _take_message(self, raw: Body, other: str, into: dict[str, Message], line: int) -> None:
        self.counts["errors"] += len(members(raw, "errors"))
        if text(raw, "type") in NO_MESSAGE:
            self.counts["no_message"] += 1
            return
        found = self._message(raw, other, line)
        if found is None:
            return
        key = text(raw, "id")
        self.counts["repeated"] += key in into
        into[key] = _earlier(into.get(key), replace(found, referral=member(raw, "referral")))

    def _take_status(self, raw: Body, line: int) -> None:
        if text(raw, "type") == "call":
            self.counts["no_message"] += 1
            return
        found = self._message(raw, "recipient_id", line)
        if found is None:
            return
        key, status = text(raw, "id"), text(raw, "status").lower()
        known = self._sendings.get(key)
        category = text(member(raw, "pricing"), "category").lower()
        self.counts["statuses"] += 1
        self._sendings[key] = _Sending(
            _earlier(known.message if known else None, found),
            arrived=status in _ARRIVED or bool(known and known.arrived),
            failed=status == "failed" or bool(known and known.failed),
            category=category or (known.category if known else ""),
        )

    def _message(self, raw: Body, other: str, line: int) -> Message | None:
        """None after a finding when the id or the moment is missing, or when the customer has no number."""
        if not text(raw, "id"):
            self._problems.error("sources.webhook_incomplete", line, "id", field="id")
            return None
        at = moment(raw, "timestamp", line, self._problems)
        phone = normalise_phone(f"+{text(raw, other).removeprefix('+')}")
        if phone is None:
            self._unknown.add(line)
        return Message(self._rows.row(line, phone), at, phone) if at and phone else None


def _earlier(known: Message | None, other: Message) -> Message:
    """One message out of two deliveries of it: the earlier moment, the first row, and whichever referral there is."""
    if known is None:
        return other
    first = min((known, other), key=lambda message: (message.at, message.row))
    return replace(first, row=known.row, referral=known.referral or other.referral)
