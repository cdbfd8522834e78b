"""What follows an enquiry: our reply, their next message, the word of sales."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from tools.world import story
from tools.world.dice import Dice
from tools.world.enquiry import Enquiry, Slot, Verdict
from tools.world.moments import answer_at, days_in, first_day, reply_at
from tools.world.newcomers import is_bot

NEVER_ANSWER = ("silent", "holiday", "unreachable", "solicitation")
LATE_DAYS = 3


def with_aftermath(dice: Dice, enquiry: Enquiry) -> Enquiry:
    """The enquiry with all that followed, as its kind has it; the verdict is ``not_qualified`` until chosen otherwise."""
    slot = enquiry.slot
    if slot.kind == "leaver":
        return enquiry
    replied = _reply(dice, enquiry)
    answered = _answer(dice, enquiry, replied)
    verdict = Verdict("not_qualified", judged_at(dice, slot, answered or replied))
    return replace(enquiry, replied=replied, answered=answered, verdict=verdict)


def answered_late(dice: Dice, enquiry: Enquiry) -> Enquiry:
    """The enquiry if our first reply took 31 hours and they wrote back all the same."""
    replied = enquiry.created + timedelta(hours=31, minutes=14)
    answered = answer_at(dice, enquiry.person.country, replied, 4, enquiry.slot.id, "late")
    verdict = Verdict("not_qualified", judged_at(dice, enquiry.slot, answered))
    return replace(enquiry, replied=replied, answered=answered, verdict=verdict)


def judged_at(dice: Dice, slot: Slot, after: datetime) -> datetime:
    """When sales judged: some days later, and before the month's log is exported on the 3rd of the next month."""
    day = after.date() + timedelta(days=dice.number(2, 5, slot.id, "judged"))
    latest = first_day(story.RECEIVED[slot.month]) + timedelta(days=1)
    clock = time(dice.number(10, 16, slot.id, "judged hour"), dice.number(0, 59, slot.id, "judged minute"))
    return datetime.combine(min(day, latest), clock)


def _reply(dice: Dice, enquiry: Enquiry) -> datetime:
    if enquiry.slot.kind == "holiday":
        return story.BACK_AT_WORK + timedelta(minutes=dice.number(0, 420, enquiry.slot.id, "back"))
    return reply_at(dice, enquiry.created, enquiry.slot.id)


def _answer(dice: Dice, enquiry: Enquiry, replied: datetime) -> datetime | None:
    slot = enquiry.slot
    if slot.kind == "silent" and slot.index == 0:
        return replied + timedelta(days=5, hours=2)
    if slot.kind in NEVER_ANSWER or is_bot(slot):
        return None
    longest_hours = 5 if slot.day > days_in(slot.month) - LATE_DAYS else 44
    return answer_at(dice, enquiry.person.country, replied, longest_hours, slot.id)
