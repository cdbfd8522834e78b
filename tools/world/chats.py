"""Chats as salespeople export them from their phones: Android and iPhone, English and Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tools.world import story
from tools.world.enquiry import Enquiry
from tools.world.talk import ENGLISH_CHAT, GERMAN_CHAT, US

Message = tuple[datetime, str, str]
LOCK_EN = "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them."
LOCK_ZH = "消息和通话已进行端到端加密。只有此聊天中的成员可以读取、收听或分享它们。"


def chat_file(one: Enquiry) -> tuple[str, bytes]:
    """File name and bytes of the chat with the person of an enquiry."""
    messages = list(_messages(one))
    partner = one.person.phone
    if one.chat == "ios":
        return "_chat.txt", _iphone(
            messages, lambda at: f"{at.month}/{at.day}/{at:%y}, {at:%H:%M:%S}", LOCK_EN
        )
    if one.chat == "ios_zh":
        return "_chat.txt", _iphone(
            messages, lambda at: f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}", LOCK_ZH
        )
    if one.chat == "android":
        return f"WhatsApp Chat with {partner}.txt", _android(
            messages, lambda at: f"{at:%d/%m/%Y, %H:%M}", LOCK_EN
        )
    stamp = (
        _twelve_hours
        if one.chat == "android_zh_12h"
        else lambda at: f"{at.year}/{at.month}/{at.day} {at:%H:%M}"
    )
    return f"与{partner}的 WhatsApp 聊天.txt", _android(messages, stamp, LOCK_ZH)


def _messages(one: Enquiry) -> Iterator[Message]:
    """The enquiry, our reply, their next message at the times of the story; then small talk."""
    anchors = iter([one.created, one.replied, one.answered])
    at = one.created
    for line in GERMAN_CHAT if one.person.country == "DE" else ENGLISH_CHAT:
        anchor = next(anchors) if line.after_minutes == 0 else None
        at = anchor or at + timedelta(minutes=line.after_minutes, seconds=7)
        sender = story.LATIN[one.salesperson] if line.side == US else one.person.phone
        yield at, sender, line.text.replace("20270111", f"{at:%Y%m%d}")


def _android(messages: list[Message], stamp: Callable[[datetime], str], lock: str) -> bytes:
    lines = [f"{stamp(messages[0][0])} - {lock}"]
    lines += [f"{stamp(at)} - {sender}: {text}" for at, sender, text in messages]
    return "".join(f"{line}\n" for line in lines).encode()


def _iphone(messages: list[Message], stamp: Callable[[datetime], str], lock: str) -> bytes:
    """With the invisible marks around numbers and before what the phone itself says."""
    first, partner, _ = messages[0]
    lines = [f"[{stamp(first)}] {_marked(partner)}: \u200e{lock}"]
    lines += [f"[{stamp(at)}] {_marked(sender)}: {text}" for at, sender, text in messages]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _marked(sender: str) -> str:
    if not sender.startswith("+"):
        return sender
    return "\u202a" + sender.replace("-", "\u2011") + "\u202c"


def _twelve_hours(at: datetime) -> str:
    words = ((5, "凌晨"), (8, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    word = next(word for until, word in words if at.hour < until)
    return f"{at.year}/{at.month}/{at.day} {word}{at.hour % 12 or 12}:{at:%M}"
