"""What both sides wrote: mail of the leads whose book keeps no replies, and some chats as phones export them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from tools.world.chats import FORMS
from tools.world.market.folder import Folder, Kind, received
from tools.world.market.leads import Lead
from tools.world.market.setting import ZONE, Setting

WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
CHATS_A_MONTH = 2
CHATTER = "Li Na"


class Talks:
    """Writes messages: mail by month, and the first chats of each month."""

    def __init__(self, what: Setting, folder: Folder) -> None:
        self._what, self._folder = what, folder
        self._chats: Counter[str] = Counter()

    def write(self, lead: Lead) -> None:
        """Write what was said with a lead that the lead's own book does not hold."""
        if lead.book == "log":
            self._chat(lead)
            return
        ours = f"sales@{self._what.domain}"
        if lead.replied:
            self._mail(lead, lead.replied, ours, lead.who.email, "out")
        if lead.answered:
            self._mail(lead, lead.answered, lead.who.email, ours, "in")

    def _mail(self, lead: Lead, at: datetime, sender: str, to: str, side: str) -> None:
        kind = Kind("email_messages", "email/sales", zone=ZONE, ours=self._what.domain)
        file = self._folder.lines(f"exports/{lead.month}/mail.mbox", kind, known=received(lead.month))
        day = f"{WEEKDAYS[at.weekday()]} {MONTHS[at.month - 1]} {at:%d %H:%M}:00"
        stamp = f"{WEEKDAYS[at.weekday()]}, {at.day} {MONTHS[at.month - 1]} {at:%Y %H:%M}:00 +0800"
        file.write(
            f"From {lead.index}-{side}@xxx {day} +0800 {at.year}\nMessage-ID: <{lead.number}.{side}@mail.example>\n"
            f"Date: {stamp}\nFrom: {sender}\nTo: {to}\nSubject: {self._what.goods}\n\nHello, about the {self._what.goods}.\n\n"
        )

    def _chat(self, lead: Lead) -> None:
        """A chat that says the same as the log, minute for minute."""
        if not (lead.who.phone and lead.replied and lead.answered) or lead.written_at != lead.came_at:
            return
        if self._chats[lead.month] == CHATS_A_MONTH:
            return
        self._chats[lead.month] += 1
        form = FORMS["android_zh"]
        path = f"exports/{lead.month}/{form.file_name.format(partner=lead.who.phone)}"
        file = self._folder.lines(
            path, Kind("whatsapp_chat", f"whatsapp/{CHATTER}", ZONE), known=received(lead.month)
        )
        file.write(f"{form.stamp(lead.came_at)} - {form.lock}\n")
        for at, sender in (
            (lead.came_at, lead.who.phone),
            (lead.replied, CHATTER),
            (lead.answered, lead.who.phone),
        ):
            file.write(f"{form.stamp(at)} - {sender}: {self._what.goods}\n")
        self._folder.close(path)
