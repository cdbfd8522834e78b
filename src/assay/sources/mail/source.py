"""Mail as a source: each message is an interaction with the person on the other side. Subjects and texts stay in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from assay.core.tables import Contact, Record, Value
from assay.ports import ImportOptions, Parsed
from assay.sources.dates import zone_said
from assay.sources.deliveries import Rows
from assay.sources.mail.box import looks_like_mail, mails_of, rows_of, without_mails
from assay.sources.mail.envelope import Envelope, Unnamed, envelope_of, moment_of
from assay.sources.mail.sides import Ours, others_of, ours_of
from assay.sources.problems import Problems

FORMAT_ID = "email_messages"
MOST_RECEIVERS = 20


def label_of(name: str) -> str:
    """What findings call a file, whose name is often a subject or an address."""
    return "….mbox" if name.casefold().endswith(".mbox") else "….eml"


class Mailbox:
    """A message saved from a mail program, or a folder of them as mbox."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - mail programs name files after subjects
        return looks_like_mail(data)

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        """As the port says."""
        problems = Problems(label_of(name))
        mails = mails_of(data) if looks_like_mail(data) else ()
        envelopes = [envelope_of(mail) for mail in mails]
        if not envelopes:
            problems.error("sources.mail_no_messages")
            return Parsed(FORMAT_ID, (), problems.findings)
        ours = _ours(envelopes, options, problems)
        reading = Reading(options.account, ours, zone_said(options.zone, problems), rows_of(mails), problems)
        records = tuple(record for envelope in envelopes for record in reading.records(envelope))
        facts = {name: str(reading.counts[name]) for name in ("in", "out", *LEFT_OUT)}
        if reading.counts.total() != reading.counts["in"] + reading.counts["out"]:
            left = {name: reading.counts[name] for name in LEFT_OUT}
            problems.report("sources.mail_left_out", 0, "", **left)
        kept = () if problems.has_error() else records
        return Parsed(FORMAT_ID, kept, problems.findings, (), len(envelopes), facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        return without_mails(data, rows)


LEFT_OUT = ("automatic", "internal", "repeated", "mailings", "unreadable")
"""Why a message gives no interaction."""


@dataclass(slots=True)
class Reading:
    """One file being read.

    Attributes:
        counts: Messages by direction, and by the reason that leaves them out.
        rows: Gives each person of a message a row.
        seen: Ids of the messages so far that a person sent at a known moment.
        unnamed: Names for messages without an id.
    """

    account: str
    ours: Ours
    zone: ZoneInfo | None
    rows: Rows
    problems: Problems
    counts: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    unnamed: Unnamed = field(default_factory=Unnamed)

    def records(self, envelope: Envelope) -> Iterator[Record]:
        """The interactions of one message: one for each person of the other side.

        A copy that came through a list, or cannot be read, does not stand in for the message itself.
        """
        if envelope.automatic:
            self.counts["automatic"] += 1
            return
        at = self._moment(envelope)
        if at is None:
            self.counts["unreadable"] += 1
            return
        if envelope.message_id and envelope.message_id in self.seen:
            self.counts["repeated"] += 1
            return
        self.seen.add(envelope.message_id)
        direction, others = others_of(envelope, self.ours)
        if not others or len(others) > MOST_RECEIVERS:
            self._leave_out(envelope, len(others))
            return
        self.counts[direction] += 1
        yield from self._each(envelope, at, direction, others)

    def _moment(self, envelope: Envelope) -> datetime | None:
        if not envelope.senders:
            self.problems.warn("sources.mail_sender_unreadable", envelope.row)
            return None
        at = moment_of(envelope.date, self.zone)
        if at is None:
            self.problems.warn("sources.mail_date_unreadable", envelope.row)
        return at

    def _leave_out(self, envelope: Envelope, others: int) -> None:
        self.counts["mailings" if others else "internal"] += 1
        if others:
            self.problems.warn(
                "sources.mail_many_receivers", envelope.row, found=others, expected=MOST_RECEIVERS
            )

    def _each(
        self, envelope: Envelope, at: datetime, direction: str, others: Sequence[str]
    ) -> Iterator[Record]:
        name = envelope.message_id or self.unnamed.name(at, direction)
        for place, address in enumerate(others, 1):
            values: dict[str, Value] = {
                "source": FORMAT_ID,
                "account": self.account,
                "interaction_id": name if place == 1 else f"{name}/{place}",
                "contact_key": Contact("email", address),
                "at": at,
                "direction": direction,
                "medium": "email",
            }
            yield Record("interactions", self.rows.row(envelope.row, address), values)


def _ours(envelopes: Sequence[Envelope], options: ImportOptions, problems: Problems) -> Ours:
    ours = ours_of(options.ours)
    if not options.account:
        problems.error("sources.account_missing")
    if not ours.names:
        problems.error("sources.mail_ours_missing")
    elif not any(map(ours.any_of, envelopes)):
        problems.error("sources.mail_ours_absent", found=len(envelopes))
    return ours
