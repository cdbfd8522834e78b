"""Mails of a website form, by a template: a mapping whose headers are the labels in the mail. Each mail is a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assay.ports import ImportOptions, Parsed
from assay.sources.cells import Row, header_key
from assay.sources.dates import zone_said
from assay.sources.mail.body import is_readable, lines_of_body, values_of
from assay.sources.mail.box import Mail, looks_like_mail, mails_of, without_mails
from assay.sources.mail.envelope import Envelope, Unnamed, envelope_of, moment_of
from assay.sources.mail.sides import Ours
from assay.sources.mail.source import label_of
from assay.sources.mapped import Mapping as TableMapping
from assay.sources.mapped import read_table
from assay.sources.mapped.model import MailTemplate
from assay.sources.problems import Problems
from assay.sources.table import Grid

OF_ENVELOPE = ("@message-id", "@date", "@from", "@reply-to", "@subject")
"""Headers of a template that stand for headers of the mail."""


class FormMails:
    """The mails of one form, told by their sender and subject. Other mails of the file are left out."""

    def __init__(self, mapping: TableMapping) -> None:
        self.mapping = mapping
        self.format_id = mapping.id
        self.template = mapping.mail or MailTemplate()

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - as every mail
        return looks_like_mail(data)

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        """As the port says; a row's number is the line on which its mail begins."""
        problems = Problems(label_of(name))
        mails = mails_of(data) if looks_like_mail(data) else ()
        if not options.account:
            problems.error("sources.account_missing")
        sent = list(self._sent(mails, options, problems))
        if not mails:
            problems.error("sources.mail_no_messages")
        elif not sent and not problems.has_error():
            problems.error("sources.form_no_mails", found=len(mails))
        if not sent:
            return Parsed(self.format_id, (), problems.findings, (), len(mails))
        if len(sent) < len(mails):
            problems.report("sources.form_other_mails", found=len(mails) - len(sent))
        return read_table(self.mapping, self._grid(sent), options, problems)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as every mail
        return without_mails(data, rows)

    def _sent(self, mails: Sequence[Mail], options: ImportOptions, problems: Problems) -> Iterator[FormMail]:
        zone = zone_said(options.zone, problems)
        seen: set[str] = set()
        unnamed = Unnamed()
        for mail in mails:
            envelope = envelope_of(mail)
            if not self._is_ours(envelope) or envelope.message_id in seen:
                continue
            if envelope.message_id:
                seen.add(envelope.message_id)
            at = moment_of(envelope.date, zone)
            if at is None or not is_readable(mail):
                problems.error("sources.form_unreadable", mail.row)
            else:
                yield FormMail(mail, envelope, at, envelope.message_id or unnamed.name(at, "form"))

    def _is_ours(self, envelope: Envelope) -> bool:
        senders = Ours(tuple(name.casefold().removeprefix("@") for name in self.template.senders))
        by_sender = not senders.names or any(map(senders.holds, envelope.senders))
        patterns = self.template.subjects
        return by_sender and (not patterns or any(_fits(envelope.subject, each) for each in patterns))

    def _grid(self, sent: Sequence[FormMail]) -> Grid:
        """The mails as a table: a column for each field, headed by the first of its labels."""
        names = {header_key(name): name for name in OF_ENVELOPE}
        fields = sorted(
            self.mapping.fields,
            key=lambda field: not any(header_key(each) in names for each in field.headers),
        )
        labels = self.mapping.by_header.keys() - names.keys()
        rows = []
        for form in sent:
            said = values_of(lines_of_body(form.mail), labels) | dict(form.headers)
            cells = (
                next((said[key] for key in map(header_key, field.headers) if said.get(key)), "")
                for field in fields
            )
            rows.append(Row(form.mail.row, tuple(cells)))
        head = Row(0, tuple(field.headers[0] for field in fields))
        return Grid((), head, tuple(rows), {"mails": str(len(sent))})


@dataclass(frozen=True, slots=True)
class FormMail:
    """A mail of the form, its headers, when it was sent, and its name: the message id where it has one."""

    mail: Mail
    envelope: Envelope
    at: datetime
    name: str

    @property
    def headers(self) -> Mapping[str, str]:
        """What a template may take from the headers of the mail."""
        first = self.envelope
        values = (
            self.name,
            self.at.isoformat(sep=" "),
            next(iter(first.senders), ""),
            next(iter(first.reply_to), ""),
            first.subject,
        )
        return dict(zip(map(header_key, OF_ENVELOPE), values, strict=True))


def _fits(subject: str, pattern: str) -> bool:
    """Whether a subject is written like a pattern; only ``*`` is a sign, for many forms put the site in brackets."""
    parts = map(re.escape, pattern.casefold().split("*"))
    return re.fullmatch(".*".join(parts), subject.casefold()) is not None
