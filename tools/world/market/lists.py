"""The lists that vendors claim their leads by, and the one list of all enquiries that the buyer holds against them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tools.world.dice import Dice
from tools.world.market.books import known_as
from tools.world.market.draws import Draws
from tools.world.market.folder import Folder, Table
from tools.world.market.leads import DUPLICATES, HONEST, Lead
from tools.world.market.people import MOST, Person, person
from tools.world.market.setting import Setting, Vendor
from tools.world.market.truth import truly_valid
from tools.world.spelling import mistyped, spelled_company, spelled_email, spelled_name, spelled_phone

OURS_HEADER = ("Enquiry date", "Name", "Company", "Email", "Phone/WhatsApp", "Country", "First reply")
CLAIM_HEADER = ("线索日期", "客户姓名", "公司名称", "邮箱", "电话", "国家")
TRUTH_HEADER = ("vendor", "row", "month", "lead", "kind", "group", "valid")
MISTYPED = 8  # in a thousand of the claims that go by the e-mail alone


class Lists:
    """Writes each lead into the buyer's list and into those of the vendors who claim it, with the truth of each claim."""

    def __init__(self, what: Setting, folder: Folder) -> None:
        self._what, self._folder = what, folder
        self._dice = Dice(what.seed)
        self._rows = [1] * len(what.vendors)
        self.claimed: dict[tuple[int, str], int] = {}

    def write(self, lead: Lead) -> None:
        """Write a lead wherever it is listed."""
        self._ours(lead)
        vendor = lead.stream.vendor
        if vendor is None or (lead.stream.brand and lead.kind == HONEST):
            return
        for claimer in self._what.vendors:
            draws = Draws(self._what.seed, "claims", claimer.index, lead.index)
            stolen = self._what.cheats.hits("other_vendor", draws, claimer.temper)
            invents = self._what.cheats.hits("invented", draws, claimer.temper)
            if claimer.index == vendor:
                self._claim(claimer, lead, lead.who, lead.kind, _group(lead), valid=truly_valid(lead))
                if invents:
                    self._claim(claimer, lead, self._nobody(lead), "invented", "unknown", valid=False)
            elif stolen and lead.kind == HONEST:
                self._claim(claimer, lead, lead.who, "other_vendor", _group(lead), valid=False)

    def _ours(self, lead: Lead) -> None:
        table = self._folder.table("lists/ours.csv", OURS_HEADER, encoding="utf-8-sig")
        if lead.met:
            table.row(self._known(lead))
        who = lead.who
        day, replied = lead.written_at.date(), lead.replied.date() if lead.replied else None
        table.row([day, who.name, who.company, who.email, who.phone, who.country, replied])

    def _known(self, lead: Lead) -> list[object]:
        """Where the buyer's list has the person from before: the fair's cards and the old customers are in it."""
        label = "fair" if lead.met == "fair" else "before"
        day = self._what.day(-Draws(self._what.seed, label, lead.index).number(20, 300))
        who = known_as(self._what, lead)
        return [day, who.name, who.company, who.email, who.phone, who.country, day]

    def _claim(self, claimer: Vendor, lead: Lead, who: Person, kind: str, group: str, *, valid: bool) -> None:
        self._rows[claimer.index] += 1
        name, month = claimer.name, f"{lead.written_at:%Y-%m}"
        self.claimed[claimer.index, month] = self.claimed.get((claimer.index, month), 0) + 1
        self._claims_of(claimer).row(self._written(claimer, lead, who, kind))
        number = "" if kind == "invented" else lead.number
        truth = [name, self._rows[claimer.index], month, number, kind, group, "yes" if valid else "no"]
        self._folder.table("truth/claims.csv", TRUTH_HEADER).row(truth)

    def _claims_of(self, claimer: Vendor) -> Table:
        return self._folder.table(f"lists/{claimer.name}.csv", CLAIM_HEADER, encoding="utf-8-sig")

    def _written(self, claimer: Vendor, lead: Lead, who: Person, kind: str) -> Iterable[object]:
        """The person as the vendor's list has them: other spellings, one way to reach them or two."""
        dice, label = self._dice, (claimer.name, lead.index, kind)
        email, number = who.email, who.phone
        if email and number:
            left = dice.pick(("both", "both", "email", "phone"), *label, "left")
            email, number = email if left != "phone" else "", number if left != "email" else ""
        written = spelled_email(email, dice, *label) if email else ""
        if email and not number and dice.number(1, 1_000, *label, "slip") <= MISTYPED:
            written = mistyped(email, dice, *label)
        dialled = spelled_phone(number, dice, *label) if number else ""
        names = spelled_name(who.name, dice, *label), spelled_company(who.company, dice, *label)
        return [lead.written_at.date(), *names, written, dialled, who.country]

    def _nobody(self, lead: Lead) -> Person:
        invented = person(self._what.seed, lead.index + 2 * MOST, self._what.markets[0])
        return replace(invented, company=f"{invented.company} & Co")


def _group(lead: Lead) -> str:
    """What the two lists amount to: is the person in our list, at that time, for the first time, from a market?

    Whether they meant it, or who brought them, no list says: a lead typed in from a bought list is in ours too.
    """
    if lead.kind in DUPLICATES:
        return "duplicate"
    if lead.kind == "known_before":
        return "known_before"
    if lead.kind == "out_of_market":
        return "out_of_market"
    return "proven" if lead.replied else "unanswered"
