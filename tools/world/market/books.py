"""The buyer's books as they are exported: the enquiry log, HubSpot's contacts, the downloads of Meta's lead form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tools.world.dice import Dice
from tools.world.labels import LOG_HEADER, ZH
from tools.world.market.draws import Draws
from tools.world.market.folder import Folder, Kind, Table, received
from tools.world.market.leads import Lead
from tools.world.market.people import Person, person
from tools.world.market.setting import PLATFORMS, ZONE, Setting
from tools.world.spelling import spelled_email, spelled_phone

STAFF = ("Li Na", "Chen Jiamin", "Zhou Wei", "Sun Yue")
SIGNALS = "需求明确;带数量报价"
HUB_HEADER = (
    "Record ID", "First Name", "Last Name", "Email", "Phone Number", "Company Name", "Contact owner", "Lead Status",
    "Create Date", "Original Source", "utm_campaign", "Google ad click id", "First Conversion", "Country/Region",
)  # fmt: skip
META_HEADER = (
    "id", "created_time", "campaign_name", "form_name", "is_organic", "platform", "full_name", "phone_number", "email",
    "company_name", "country", "lead_status",
)  # fmt: skip
SOURCES = {"paid_search": "Paid Search", "paid_social": "Paid Social", "direct": "Direct Traffic"}
STATUS = {"qualified": "Qualified", "not_qualified": "Unqualified", "": "New"}
SOCIAL = "付费社媒"
GBK_MONTHS = ("02", "05", "08", "11")


class Books:
    """Writes every lead into its book, in the file of the month in which it came."""

    def __init__(self, what: Setting, folder: Folder) -> None:
        self._what, self._folder = what, folder
        self._dice = Dice(what.seed)

    def write(self, lead: Lead) -> None:
        """Write a lead down, and whatever the buyer knew of the person before."""
        if lead.met == "fair":
            self._log("2026-12").row(self._met_at_the_fair(lead))
        if lead.book == "log":
            self._log(lead.month).row(self._log_row(lead))
        elif lead.book == "hubspot":
            self._hubspot(lead.month).row(self._hubspot_row(lead))
        else:
            self._meta(lead.month).row(self._meta_row(lead))

    def _log(self, month: str) -> Table:
        kind = Kind("enquiry_log", "log/sales", zone=ZONE, decimal_mark=".")
        encoding = "gbk" if month[5:] in GBK_MONTHS else "utf-8-sig"
        path = f"exports/{month}/询盘登记表.csv"
        return self._folder.table(path, LOG_HEADER, kind, known=received(month), encoding=encoding)

    def _hubspot(self, month: str) -> Table:
        kind = Kind("hubspot_contacts", "hubspot/second", zone=ZONE)
        path = f"exports/{month}/hubspot-contacts.csv"
        return self._folder.table(path, HUB_HEADER, kind, known=received(month))

    def _meta(self, month: str) -> Table:
        kind, path = Kind("meta_leads", "meta/main"), f"exports/{month}/Quote_Leads.csv"
        known, encoding = received(month), "utf-16-le"
        return self._folder.table(path, META_HEADER, kind, known=known, encoding=encoding, delimiter="\t")

    def _log_row(self, lead: Lead) -> list[object]:
        who, stream = lead.who, lead.stream
        return [
            lead.number, _minute(lead.written_at), _channel(lead), stream.name if stream.vendor is not None else "",
            _minute(lead.clicked_at), lead.click_id, "quote_form", who.name, who.company, *self._contacts(lead),
            who.country, self._what.goods, 20 + lead.index % 900, "留资", "是", "可联系" if lead.reachable else "空号",
            "员工" if lead.kind == "employee" else "正常", _salesperson(lead), _minute(lead.replied), _minute(lead.answered),
            ZH[lead.verdict], _minute(lead.judged_at), SIGNALS if lead.verdict == "qualified" else "", "",
        ]  # fmt: skip

    def _contacts(self, lead: Lead) -> Iterable[str]:
        """As the form got them; a person who comes again with the same contacts may write them otherwise."""
        who = lead.who
        if lead.kind != "duplicate_spelled":
            return who.email, who.phone
        return spelled_email(who.email, self._dice, lead.index), spelled_phone(
            who.phone, self._dice, lead.index
        )

    def _met_at_the_fair(self, lead: Lead) -> list[object]:
        draws = Draws(self._what.seed, "fair", lead.index)
        who = known_as(self._what, lead)
        at = _minute(self._what.moment(-draws.number(20, 300), draws.number(540, 1_020)))
        head = [f"F{lead.index:08d}", at, "展会", "", "", "", "", who.name, who.company, who.email, who.phone]
        return [*head, who.country, self._what.goods, "", "", "是", "可联系", "正常", STAFF[0], *[""] * 6]

    def _hubspot_row(self, lead: Lead) -> list[object]:
        who, paid = lead.who, lead.stream.vendor is not None
        first, last = who.name.split(" ")
        return [
            lead.number, first, last, who.email, who.phone, who.company, _salesperson(lead), STATUS[lead.verdict],
            _minute(lead.written_at), SOURCES[lead.stream.channel], lead.stream.name if paid else "", "", "contact",
            who.country,
        ]  # fmt: skip

    def _meta_row(self, lead: Lead) -> list[object]:
        who = lead.who
        return [
            f"l:{lead.number}", f"{lead.written_at:%Y-%m-%dT%H:%M}:00+08:00", lead.stream.name, "Quote", "false", "fb",
            who.name, f"p:{who.phone}", who.email, who.company, who.country, "complete",
        ]  # fmt: skip


def known_as(what: Setting, lead: Lead) -> Person:
    """The person of a lead as the buyer knew them before."""
    return person(what.seed, lead.who.number, lead.who.country)


def _channel(lead: Lead) -> str:
    channel = lead.stream.channel
    if channel == "paid_search":
        return ZH[channel] if PLATFORMS[lead.stream.platform].id == "google" else "付费搜索"
    return SOCIAL if channel == "paid_social" else ZH[channel]


def _salesperson(lead: Lead) -> str:
    return STAFF[lead.index % len(STAFF)]


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
