"""WhatsApp text exports (formats.md 3.13): who wrote when, by the other side's phone number."""

import re
from datetime import datetime

from tests.oracle.facts import ExportFile, Message
from tests.oracle.people import phone_key

MARKS = dict.fromkeys(map(ord, "\ufeff\u200e\u200f\u202a\u202b\u202c"))
HYPHENS = str.maketrans({"\u2011": "-", "\u00a0": " ", "\u202f": " "})
LINE = re.compile(
    r"^\[?(?P<date>\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}),?\s+"
    r"(?P<period>凌晨|早上|上午|中午|下午|晚上)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:\s?(?P<half>[AP]M))?(?:\]\s|\s-\s)(?P<rest>.*)$"
)
SYSTEM = ("end-to-end encrypted", "端到端加密", "广告发起")
PHONE = re.compile(r"\+\d[\d \-()]{6,}\d")


def read_chat(file: ExportFile) -> list[Message]:
    lines = [
        line.translate(MARKS).translate(HYPHENS)
        for line in file.path.read_text(encoding="utf-8-sig").splitlines()
    ]
    heads = [head for head in map(LINE.match, lines) if head]
    day_first = first_number_is_the_day([head["date"] for head in heads])
    ours = file.account.removeprefix("whatsapp/")
    written = []
    for head in heads:
        sender, colon, text = head["rest"].partition(": ")
        if colon and not any(word in text for word in SYSTEM):
            written.append((sender, moment_of(head, day_first=day_first)))
    names = [file.path.name, *(sender for sender, _ in written if sender != ours)]
    found = [number[0] for number in map(PHONE.search, names) if number]
    phone = phone_key(found[0], None) if found else None
    if phone is None:
        raise ValueError(f"{file.path.name}: neither the file nor a sender shows the other side's number")
    return [Message(phone=phone, at=at, incoming=sender != ours) for sender, at in written]


def first_number_is_the_day(dates: list[str]) -> bool | None:
    """The order of day and month, from the whole file; None where the year comes first."""
    numbers = [[int(part) for part in re.split(r"[/.-]", text)] for text in dates]
    if all(first > 31 for first, _, _ in numbers):
        return None
    day_first = any(first > 12 for first, _, _ in numbers)
    month_first = any(second > 12 for _, second, _ in numbers)
    if day_first == month_first:
        raise ValueError("day and month cannot be told apart")
    return day_first


def moment_of(head: re.Match[str], *, day_first: bool | None) -> datetime:
    first, second, third = (int(part) for part in re.split(r"[/.-]", head["date"]))
    if day_first is None:
        year, month, day = first, second, third
    else:
        year = third if third > 99 else 2000 + third
        month, day = (second, first) if day_first else (first, second)
    hour = int(head["hour"])
    after_noon = (
        head["period"] in ("下午", "晚上") or head["half"] == "PM" or (head["period"] == "中午" and hour < 3)
    )
    before_noon = head["period"] in ("凌晨", "早上", "上午") or head["half"] == "AM"
    if after_noon and hour < 12:
        hour += 12
    if before_noon and hour == 12:
        hour = 0
    return datetime(year, month, day, hour, int(head["minute"]), int(head["second"] or 0))  # noqa: DTZ001 - naive, in the contract's zone
