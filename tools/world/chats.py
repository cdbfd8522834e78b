"""Chats as salespeople export them from their phones: Android and iPhone, English and Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tools.world import story
from tools.world.enquiry import Enquiry
from tools.world.talk import ENGLISH_CHAT, GERMAN_CHAT, US

LOCK_EN = "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them."
LOCK_ZH = "消息和通话已进行端到端加密。只有此聊天中的成员可以读取、收听或分享它们。"
ZH_NAME = "与{partner}的 WhatsApp 聊天.txt"
EN_NAME = "WhatsApp Chat with {partner}.txt"


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of phone writes a chat: file name, stamp, the app's own first line, a photo, marks around it all."""

    file_name: str
    stamp: Callable[[datetime], str]
    lock: str
    photo: str
    iphone: bool = False


def chat_file(one: Enquiry) -> tuple[str, bytes]:
    """File name and bytes of the chat with the person of an enquiry."""
    form = FORMS[one.chat]
    messages = list(_messages(one, form))
    lines = _iphone(messages, form) if form.iphone else _android(messages, form)
    return form.file_name.format(partner=one.person.phone), "".join(lines).encode()


def _messages(one: Enquiry, form: Form) -> Iterator[tuple[datetime, str, str]]:
    """Moment, sender and text: the enquiry, our reply, their next message at the times of the story; then small talk."""
    anchors = iter([one.created, one.replied, one.answered])
    pieces = one.quantity if one.quantity.isdigit() else "60"
    at = one.created
    for line in GERMAN_CHAT if one.person.country == "DE" else ENGLISH_CHAT:
        anchor = next(anchors) if line.after_minutes == 0 else None
        at = anchor or at + timedelta(minutes=line.after_minutes, seconds=7)
        sender = story.LATIN[one.salesperson] if line.side == US else one.person.phone
        photo = form.photo.format(day=f"{at:%Y%m%d}", second=f"{at:%Y-%m-%d-%H-%M-%S}")
        yield at, sender, line.text.format(pieces=pieces, photo=photo)


def _android(messages: list[tuple[datetime, str, str]], form: Form) -> Iterator[str]:
    yield f"{form.stamp(messages[0][0])} - {form.lock}\n"
    for at, sender, text in messages:
        yield f"{form.stamp(at)} - {sender}: {text}\n"


def _iphone(messages: list[tuple[datetime, str, str]], form: Form) -> Iterator[str]:
    """With the invisible marks around numbers and before what the phone itself says."""
    first, partner, _ = messages[0]
    yield f"[{form.stamp(first)}] {_displayed(partner)}: \u200e{form.lock}\r\n"
    for at, sender, text in messages:
        yield f"[{form.stamp(at)}] {_displayed(sender)}: {text}\r\n"


def _displayed(sender: str) -> str:
    """A number as an iPhone shows it: ``+1 (602) 555‑0100`` with unbreakable blanks and hyphen, between invisible marks."""
    if not sender.startswith("+"):
        return sender
    country, area, *rest = sender.replace("-", " ").split(" ")
    number = f"({area})" if country == "+1" else area
    shown = f"{country}\u00a0{number}\u00a0" + "\u2011".join(rest)
    return f"\u202a{shown}\u202c"


def _twelve_hours(at: datetime) -> str:
    words = ((5, "凌晨"), (8, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    word = next(word for until, word in words if at.hour < until)
    return f"{at.year}/{at.month}/{at.day} {word}{at.hour % 12 or 12}:{at:%M}"


FORMS: Mapping[str, Form] = {
    "android": Form(
        file_name=EN_NAME,
        stamp=lambda at: f"{at:%d/%m/%Y, %H:%M}",
        lock=LOCK_EN,
        photo="IMG-{day}-WA0004.jpg (file attached)",
    ),
    "ios": Form(
        file_name="_chat.txt",
        stamp=lambda at: f"{at.month}/{at.day}/{at:%y}, {at:%H:%M:%S}",
        lock=LOCK_EN,
        photo="\u200e<attached: 00000004-PHOTO-{second}.jpg>",
        iphone=True,
    ),
    "android_zh": Form(
        file_name=ZH_NAME,
        stamp=lambda at: f"{at.year}/{at.month}/{at.day} {at:%H:%M}",
        lock=LOCK_ZH,
        photo="IMG-{day}-WA0004.jpg (文件附件)",
    ),
    "android_zh_12h": Form(
        file_name=ZH_NAME, stamp=_twelve_hours, lock=LOCK_ZH, photo="IMG-{day}-WA0004.jpg (文件附件)"
    ),
    "ios_zh": Form(
        file_name="_chat.txt",
        stamp=lambda at: f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}",
        lock=LOCK_ZH,
        photo="\u200e<附件: 00000004-PHOTO-{second}.jpg>",
        iphone=True,
    ),
}
