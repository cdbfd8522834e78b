"""The headers of one message: when, from whom, to whom, and whether a machine sent it. Nothing of this may raise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from functools import lru_cache
from inspect import signature
from zoneinfo import ZoneInfo

from assay.core.leads.identity import normalise_email, visible
from assay.sources.dates import (
    LAST_YEAR,
    RepeatedTimeError,
    SkippedTimeError,
    Stamp,
    first_instant,
    to_instant,
)
from assay.sources.mail.box import Mail

FAULTS = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, NotImplementedError,
    RecursionError, MessageError,
)  # fmt: skip
"""All that the library raises at a message that is broken, or made to break it."""
_FIRST_YEAR = 1980
_LONGEST_HEAD = 256 * 1024
_LONGEST_VALUE = 100_000
_LONGEST_ID = 250
_BLANK = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")
_ADDRESS = r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_PLAIN = re.compile(rf"({_ADDRESS})|(?:[A-Za-z0-9]+ )*<({_ADDRESS})>")
"""One address, bare or after words: what most headers hold, and the library takes much longer to read."""
_LENIENT = {"strict": False} if "strict" in signature(getaddresses).parameters else {}
"""Newer libraries give none of several addresses when one is odd; each is weighed here by itself."""
_IN_BRACKETS = re.compile(r"<([^<>]+)>")
_REPLACED = "\ufffd"
_MACHINES = frozenset({"mailer-daemon", "postmaster"})
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})


@dataclass(frozen=True, slots=True)
class Envelope:
    """The headers of a message.

    Attributes:
        row: Line of the file on which the message begins.
        message_id: Its id without brackets; empty when there is none that can be one.
        date: As written.
        senders: Addresses of ``From``, normalised, else of ``Sender``; those that are none are left out.
        receivers: Addresses of ``To``, ``Cc`` and ``Bcc`` in this order, whatever that of the headers: copies name people alike.
        delivered: Addresses that a mail server noted as those it delivered to.
        reply_to: Addresses of ``Reply-To``.
        subject: Decoded and on one line.
        automatic: A bounce, an automatic answer or a mailing.
    """

    row: int
    message_id: str
    date: str
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    delivered: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str
    automatic: bool


@dataclass(slots=True)
class Unnamed:
    """Names for messages without an id: moment, what they are and a count, the same in a later export."""

    counts: Counter[str] = field(default_factory=Counter)

    def name(self, at: datetime, what: str) -> str:
        """The name of the next such message."""
        name = f"no-id/{at:%Y%m%dT%H%M%SZ}/{what}"
        self.counts[name] += 1
        return f"{name}/{self.counts[name]}"


def envelope_of(mail: Mail) -> Envelope:
    """Read the headers of a message; what cannot be read is empty."""
    headers = tuple(_headers(mail.data))
    senders = _addresses(headers, "from") or _addresses(headers, "sender")
    return Envelope(
        row=mail.row,
        message_id=_message_id(headers),
        date=_first(headers, "date"),
        senders=senders,
        receivers=_addresses(headers, "to", "cc", "bcc"),
        delivered=_addresses(headers, "delivered-to", "x-original-to", "envelope-to"),
        reply_to=_addresses(headers, "reply-to"),
        subject=_decoded(_first(headers, "subject")),
        automatic=_is_automatic(headers, senders),
    )


def moment_of(date: str, zone: ZoneInfo | None) -> datetime | None:
    """The moment of a ``Date`` header in UTC; None when it is none.

    A header without an offset is of ``zone``; ``-0000`` says UTC.
    """
    try:
        found = parsedate_to_datetime(date)
    except FAULTS:
        return None
    if not _FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    if found.tzinfo is None and date.rstrip().endswith("-0000"):
        return found.replace(tzinfo=UTC)
    return _local(found, zone) if found.tzinfo is None else found.astimezone(UTC)


def _local(naive: datetime, zone: ZoneInfo | None) -> datetime | None:
    stamp = Stamp(naive.date(), naive.time())
    if zone is None:
        return None
    try:
        return to_instant(stamp, zone)
    except RepeatedTimeError:
        return first_instant(stamp, zone)
    except SkippedTimeError:
        return None


def _headers(data: bytes) -> Iterator[tuple[str, str]]:
    """Names in lower case and values as they stand, bytes beyond ASCII read as UTF-8 where they are."""
    found = _BLANK.search(data, 0, _LONGEST_HEAD)
    head = data[: found.start() if found else _LONGEST_HEAD]
    try:
        message = BytesHeaderParser(policy=policy.default).parsebytes(head + b"\r\n\r\n")
    except FAULTS:
        return
    for name, value in message.raw_items():
        text = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        if len(text) <= _LONGEST_VALUE:
            yield name.lower(), text.strip()


def _first(headers: Sequence[tuple[str, str]], name: str) -> str:
    return next((value for each, value in headers if each == name and value), "")


def _addresses(headers: Sequence[tuple[str, str]], *names: str) -> tuple[str, ...]:
    """Each address once, in the order of ``names``; of a value that the library gives up on, what stands in brackets."""
    values = (value for name in names for each, value in headers if each == name)
    return tuple(dict.fromkeys(address for value in values for address in _in_value(value)))


@lru_cache(maxsize=4096)
def _in_value(value: str) -> tuple[str, ...]:
    plain = _PLAIN.fullmatch(value)
    try:
        pairs = (
            [plain[1] or plain[2]] if plain else [address for _, address in getaddresses([value], **_LENIENT)]
        )
    except FAULTS:
        pairs = []
    read = [address for address in map(normalise_email, pairs) if address]
    found = read or map(normalise_email, _IN_BRACKETS.findall(value))
    return tuple(address for address in found if address and _REPLACED not in address)


def _message_id(headers: Sequence[tuple[str, str]]) -> str:
    text = visible(_first(headers, "message-id"))
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    return bare if len(bare) <= _LONGEST_ID and _REPLACED not in bare else ""


def _decoded(value: str) -> str:
    try:
        return visible(str(make_header(decode_header(value))))
    except FAULTS:
        return visible(value)


def _is_automatic(headers: Sequence[tuple[str, str]], senders: Sequence[str]) -> bool:
    said = {name: _first(headers, name).lower() for name in ("auto-submitted", "precedence", "content-type")}
    names = {name for name, _ in headers}
    return (
        said["auto-submitted"].partition(";")[0].strip() not in {"", "no"}
        or said["precedence"] in _BULK
        or said["content-type"].startswith("multipart/report")
        or bool(names & {"list-id", "x-autoreply", "x-autorespond"})
        or _first(headers, "return-path") == "<>"
        or any(address.partition("@")[0] in _MACHINES for address in senders)
    )
