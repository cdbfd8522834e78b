"""All enquiries of the world, from the story's counts to numbered rows of two logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tools.world import story
from tools.world.aftermath import answered_late, with_aftermath
from tools.world.dice import Dice
from tools.world.enquiry import Enquiry, Verdict
from tools.world.moments import days_in
from tools.world.newcomers import Newcomers, slots
from tools.world.returns import Returns
from tools.world.talk import GERMAN_PRODUCTS, HAMBURG, QUALIFIED

LATE_VERDICT_DAYS = (26, 29)


def enquiries(dice: Dice) -> list[Enquiry]:
    """Every enquiry of the six months, by book and time, numbered; ``original`` holds a number."""
    newcomers = Newcomers(dice)
    returns = Returns(dice, newcomers)
    everything: list[Enquiry] = []
    for month in story.MONTHS:
        new = [with_aftermath(dice, newcomers.enquiry(slot)) for slot in slots(dice, month)]
        returns.remember(new)
        again = [_qualified_elsewhere(dice, with_aftermath(dice, one)) for one in returns.enquiries(month)]
        taken = {one.original for one in again}
        everything += _arranged(dice, month, new, taken) + again
    return _numbered(everything)


def _arranged(dice: Dice, month: str, new: list[Enquiry], taken: set[str]) -> list[Enquiry]:
    """The month's newcomers with their particulars: late clicks, late replies, verdicts, chats, the German form, Hamburg."""
    valid = [one for one in new if one.slot.kind == "valid"]
    rest = [_qualified_elsewhere(dice, _corrected(one)) for one in new if one.slot.kind != "valid"]
    valid = _with_detours(dice, month, valid, taken)
    valid = _judged(dice, month, valid, taken)
    valid = _chatted(dice, month, valid, taken)
    return _through_german_form(dice, month, valid + rest, taken)


def _with_detours(dice: Dice, month: str, valid: list[Enquiry], taken: set[str]) -> list[Enquiry]:
    """Two of the later ones clicked days before they wrote; one was answered late and wrote back all the same."""
    late = [one for one in valid if 17 <= one.slot.day <= days_in(month) - 6 and one.slot.id not in taken]
    searched = [one for one in dice.shuffled(late, month, "detours") if one.channel == "paid_search"]
    changed = {searched[2].slot.id: answered_late(dice, searched[2])}
    for one in searched[:2]:
        if one.click:
            at = one.click.at - timedelta(days=dice.number(2, 9, one.slot.id, "detour"))
            changed[one.slot.id] = replace(one, click=replace(one.click, at=at))
    return [changed.get(one.slot.id, one) for one in valid]


def _judged(dice: Dice, month: str, valid: list[Enquiry], taken: set[str]) -> list[Enquiry]:
    """With the qualified ones chosen; some verdicts of January come only after the month's export."""
    order = [one for one in dice.shuffled(valid, month, "qualified") if one.slot.id not in taken]
    words = story.JUDGED_LATE.get(month, ())
    low, high = LATE_VERDICT_DAYS
    late = [one for one in order if low <= one.slot.day <= high][: len(words)]
    changed = {
        one.slot.id: replace(
            _with_word(dice, one, word, story.LATE_VERDICTS_AT + timedelta(hours=place)), judged_late=True
        )
        for place, (one, word) in enumerate(zip(late, words, strict=True))
    }
    prompt = [one for one in order if one.slot.id not in changed][: story.QUALIFIED[month]]
    changed |= {one.slot.id: _with_word(dice, one, "qualified") for one in prompt}
    return [changed.get(one.slot.id, one) for one in valid]


def _qualified_elsewhere(dice: Dice, one: Enquiry) -> Enquiry:
    """Sales qualify people of the fair and of the platform too; they do not count for the contract."""
    wanted = one.slot.kind in ("card", "known_card", "b2b_platform") and one.slot.index % 3 == 0
    return _with_word(dice, one, "qualified") if wanted else one


def _with_word(dice: Dice, one: Enquiry, word: str, at: datetime | None = None) -> Enquiry:
    judged = at or (one.verdict.at if one.verdict else one.created)
    if word != "qualified":
        return replace(one, verdict=Verdict(word, judged))
    signals, note = dice.pick(QUALIFIED, one.slot.id, "signals")
    return replace(one, verdict=Verdict(word, judged, signals), note=note)


def _chatted(dice: Dice, month: str, valid: list[Enquiry], taken: set[str]) -> list[Enquiry]:
    """With the month's exported chats, each with another person, and what the log leaves to them."""
    changed: dict[str, Enquiry] = {}
    for chat in (chat for chat in story.CHATS if chat.month == month):
        fit = [one for one in valid if one.slot.id not in taken | set(changed) and _could_chat(one, chat)]
        partner = dice.shuffled(fit, month, chat.form)[0]
        changed[partner.slot.id] = replace(partner, chat=chat.form, unlogged=chat.unlogged)
    return [changed.get(one.slot.id, one) for one in valid]


def _could_chat(one: Enquiry, chat: story.Chat) -> bool:
    """In the middle of the month, where the day of the month cannot be mistaken for a month, and promptly answered."""
    prompt = one.replied is not None and one.replied - one.created < timedelta(hours=24)
    on_time = 13 <= one.slot.day <= 24 and not one.judged_late
    return prompt and on_time and one.person.country == chat.country and one.salesperson != story.LEAVER


def _through_german_form(dice: Dice, month: str, new: list[Enquiry], taken: set[str]) -> list[Enquiry]:
    """With some of the Germans asking through the German form, which keeps a book of its own."""
    kinds = ("valid", "holiday")
    german = [one for one in new if one.person.country == "DE" and one.slot.kind in kinds and not one.chat]
    known = [one for one in german if one.slot.id in taken][:1] if month == "2027-04" else []
    chosen = known + [
        one for one in dice.shuffled(german, month, "form") if one not in known and one.slot.id not in taken
    ]
    ids = {one.slot.id for one in chosen[: story.GERMAN_FORM[month]]}
    return [_german(dice, one) if one.slot.id in ids else one for one in new]


def _german(dice: Dice, one: Enquiry) -> Enquiry:
    product = dice.pick(GERMAN_PRODUCTS, one.slot.id, "produkt")
    return replace(one, book=story.FORM_BOOK, form="anfrage_de", product=product, salesperson="吴思琪")


def _corrected(one: Enquiry) -> Enquiry:
    """A Hamburg enquiry with what a later export knows: one desk, one phone, one e-mail."""
    if one.slot.kind != "hamburg":
        return one
    desk = replace(HAMBURG[one.slot.index], email=HAMBURG[0].email, phone=HAMBURG[0].phone)
    if one.slot.index == story.HAMBURG_QUALIFIED and one.verdict:
        verdict = Verdict("qualified", one.verdict.at, ("need", "quotation_with_quantity"))
        return replace(one, corrected=desk, verdict=verdict)
    return replace(one, corrected=desk)


def _numbered(everything: Sequence[Enquiry]) -> list[Enquiry]:
    ordered = sorted(everything, key=lambda one: (one.book, one.created, one.slot.id))
    numbers: dict[str, str] = {}
    for book in (story.LOG_BOOK, story.FORM_BOOK):
        for place, one in enumerate([one for one in ordered if one.book == book]):
            numbers[one.slot.id] = _number(one, place, numbers)
    return [
        replace(one, number=numbers[one.slot.id], original=numbers.get(one.original, "")) for one in ordered
    ]


def _number(one: Enquiry, place: int, numbers: dict[str, str]) -> str:
    if one.book == story.FORM_BOOK:
        return f"DE-{1041 + place}"
    prefix = f"HY{one.slot.month[2:4]}{one.slot.month[5:]}-"
    return f"{prefix}{1 + sum(number.startswith(prefix) for number in numbers.values()):03d}"
