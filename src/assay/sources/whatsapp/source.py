"""The exported WhatsApp chat as a source. Names and words stay here; moments, directions and one contact leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from assay.core.tables import Contact, Record
from assay.ports import ImportOptions, Parsed
from assay.sources.archive import is_archive, read_members
from assay.sources.dates import (
    RepeatedTimeError,
    SkippedTimeError,
    first_instant,
    to_instant,
    zone_said,
)
from assay.sources.erase import without_any_line
from assay.sources.problems import Problems
from assay.sources.sheet import is_workbook
from assay.sources.text import decode
from assay.sources.whatsapp.lines import Chat, Entry, is_entry, order_of, read_chat, stamp_of
from assay.sources.whatsapp.people import People, our_names, people_of, sender_of
from assay.sources.whatsapp.words import MEDIA, is_deleted, is_from_ad, is_notice, partner_of

FORMAT_ID = "whatsapp_chat"
LABEL = "WhatsApp ….txt"
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Message:
    """What a person sent: the line it begins on, the moment, the sender, and the length of its first line."""

    row: int
    at: datetime
    sender: str
    length: int


class WhatsAppChat:
    """A chat with one customer, exported from an Android phone or an iPhone as text."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:
        if is_archive(data):
            name, data = _unpacked(name, data, Problems(""))
        if is_workbook(data):
            return False
        decoded = decode(data, Problems(""))
        return decoded is not None and any(map(is_entry, decoded.text.split("\n", _LOOKED_AT)[:_LOOKED_AT]))

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        """As the port says. The file's name may hold a number, so findings say ``WhatsApp ….txt`` instead."""
        problems = Problems(LABEL)
        if is_archive(data):
            name, data = _unpacked(name, data, problems)
        decoded = decode(data, problems)
        chat = read_chat(decoded.text) if decoded else Chat((), "", 0)
        if decoded and not chat.entries and not problems.has_error():
            problems.error("sources.whatsapp_no_messages")
        if decoded is None or not chat.entries:
            return Parsed(FORMAT_ID, (), problems.findings)
        return _parsed(chat, name, decoded.encoding, options, problems)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - one chat, one person
        """As the port says; a chat is one person's, so all of it goes, and all of its zip."""
        if is_archive(data):
            return b""
        return without_any_line(data)


def _unpacked(name: str, data: bytes, problems: Problems) -> tuple[str, bytes]:
    """The one text of a zip, and the name that says whose chat it is: an iPhone names the zip and not the text."""
    texts = read_members(data, problems, ".txt")
    if len(texts) != 1:
        if not problems.has_error():
            problems.error("sources.whatsapp_archive", found=len(texts))
        return name, b""
    inside = texts[0].bare_name
    return inside if partner_of(inside) else name.removesuffix(".zip") + ".txt", texts[0].data


def _parsed(chat: Chat, name: str, encoding: str, options: ImportOptions, problems: Problems) -> Parsed:
    order = options.date_order or order_of(chat.entries)
    if not order:
        problems.error("sources.chat_order_unknown", chat.entries[0].row)
    zone = zone_said(options.zone, problems, "sources.zone_missing")
    known = (*our_names(options.account), partner_of(name))
    senders = {
        entry.row: sender_of(entry.rest, known) for entry in chat.entries if not _is_note(entry, known)
    }
    spoken = list(dict.fromkeys(sender for sender in senders.values() if sender))
    people = people_of(spoken, name, options.account, problems) if spoken else None
    if not spoken:
        problems.warn("sources.no_rows")
    facts = _facts(chat, known) | {
        "encoding": encoding,
        "form": chat.form,
        "date_order": order,
        "zone": options.zone,
    }
    if people is None or zone is None or not order:
        return Parsed(FORMAT_ID, (), problems.findings, (), len(chat.entries), facts)
    messages = _messages(chat.entries, senders, order, zone, problems)
    account = options.account or f"whatsapp/{people.us}"
    leads = _leads(messages, _from_ads(chat, known), people, account)
    if leads:
        problems.report("sources.chat_campaign_unknown", leads[0].row, found=len(leads))
    records = (*leads, *_records(messages, people, account))
    return Parsed(
        FORMAT_ID, () if problems.has_error() else records, problems.findings, (), len(chat.entries), facts
    )


def _is_note(entry: Entry, known: Sequence[str]) -> bool:
    sender = sender_of(entry.rest, known)
    said = _said(entry, sender)
    return (
        not sender
        or is_notice(said if sender in known else entry.rest)
        or (is_notice(said) or is_deleted(said))
    )


def _said(entry: Entry, sender: str) -> str:
    return entry.rest[len(sender) + 1 :].strip() if sender else entry.rest


def _facts(chat: Chat, known: Sequence[str]) -> dict[str, str]:
    """What was seen of the chat, in numbers; an origin in an ad is a hint of attribution and is kept."""
    said = [_said(entry, sender_of(entry.rest, known)) for entry in chat.entries]
    facts = {
        "entries": str(len(said)),
        "media": str(sum(1 for text in said if MEDIA.fullmatch(text))),
        "deleted": str(sum(map(is_deleted, said))),
        "stray_lines": str(chat.stray),
    }
    return facts | ({"began_with": "ad"} if _from_ads(chat, known) else {})


def _from_ads(chat: Chat, known: Sequence[str]) -> tuple[int, ...]:
    """The rows of the app's notes that the customer came from an advertisement."""
    notes = (entry for entry in chat.entries if _is_note(entry, known))
    return tuple(entry.row for entry in notes if is_from_ad(entry.rest))


def _messages(
    entries: Sequence[Entry], senders: dict[int, str], order: str, zone: ZoneInfo, problems: Problems
) -> list[Message]:
    messages = []
    for entry in entries:
        sender = senders.get(entry.row, "")
        at = _instant(entry, order, zone, problems) if sender else None
        if at is not None:
            messages.append(Message(entry.row, at, sender, len(entry.rest)))
    return messages


def _instant(entry: Entry, order: str, zone: ZoneInfo, problems: Problems) -> datetime | None:
    stamp = stamp_of(entry, order)
    if stamp is None:
        problems.error("sources.not_a_date", entry.row, found=entry.when)
        return None
    try:
        return to_instant(stamp, zone)
    except RepeatedTimeError:
        problems.warn("sources.time_twice_first_taken", entry.row, found=entry.when, zone=zone.key)
        return first_instant(stamp, zone)
    except SkippedTimeError:
        problems.error("sources.time_skipped", entry.row, found=entry.when, zone=zone.key)
        return None


def _leads(
    messages: Sequence[Message], from_ads: Sequence[int], people: People, account: str
) -> tuple[Record, ...]:
    """One lead for each time that the customer came from an ad: their next message. The note names no campaign."""
    came = (
        next((message for message in messages if message.row > row and message.sender != people.us), None)
        for row in from_ads
    )
    chat_id = _chat_id(messages) if messages else ""
    return tuple(
        Record(
            "leads",
            message.row,
            {
                "source": FORMAT_ID,
                "account": account,
                "lead_id": f"{chat_id}/{_compact(message.at)}/ad",
                "created_at": message.at,
                "channel": "paid_social",
                "form": "whatsapp",
                "phone_key": Contact("phone", people.phone),
                "action": "consult",
                "salesperson": people.us,
            },
        )
        for message in dict.fromkeys(came)
        if message is not None
    )


def _chat_id(messages: Sequence[Message]) -> str:
    return f"{_compact(messages[0].at)}-{messages[0].length}"


def _records(messages: Sequence[Message], people: People, account: str) -> tuple[Record, ...]:
    """One interaction per message.

    The id is the chat's beginning (moment and length of the first message), the moment, the direction and a count, so a
    longer export of the same chat later gives its old messages their old ids, and holds nothing about the person.
    """
    if not messages:
        return ()
    chat_id = _chat_id(messages)
    seen: Counter[str] = Counter()
    records = []
    for message in messages:
        direction = "out" if message.sender == people.us else "in"
        key = f"{chat_id}/{_compact(message.at)}/{direction}"
        seen[key] += 1
        records.append(_record(message, f"{key}/{seen[key]}", direction, people, account))
    return tuple(records)


def _record(message: Message, interaction_id: str, direction: str, people: People, account: str) -> Record:
    return Record(
        "interactions",
        message.row,
        {
            "source": FORMAT_ID,
            "account": account,
            "interaction_id": interaction_id,
            "contact_key": Contact("phone", people.phone),
            "at": message.at,
            "direction": direction,
            "medium": "whatsapp",
            "salesperson": people.us,
        },
    )


def _compact(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")
