"""Everything that is known at one moment: files received by then, the later row of one key in place of the earlier."""

from dataclasses import dataclass
from datetime import datetime

from tests.oracle.chats import read_chat
from tests.oracle.exports import read_enquiries, read_orders, read_sessions, read_spend
from tests.oracle.facts import Enquiry, ExportFile, Message, Order, SessionDay, SpendDay


@dataclass(frozen=True)
class Known:
    """The record at `as_of`; enquiries in order of creation, then id."""

    as_of: datetime
    enquiries: tuple[Enquiry, ...]
    orders: tuple[Order, ...]
    spend: tuple[SpendDay, ...]
    sessions: tuple[SessionDay, ...]
    messages: tuple[Message, ...]


def known_at(files: list[ExportFile], as_of: datetime) -> Known:
    enquiries: dict[tuple[str, str], Enquiry] = {}
    orders: dict[tuple[str, str], Order] = {}
    spend: dict[tuple[str, str, str], SpendDay] = {}
    sessions: dict[tuple[str, str, str], SessionDay] = {}
    messages: set[Message] = set()
    for file in sorted(files, key=lambda each: (each.known_at, str(each.path))):
        if file.known_at > as_of:
            continue
        if file.format == "enquiry_log":
            enquiries |= {(each.account, each.id): each for each in read_enquiries(file)}
        elif file.format == "order_ledger":
            orders |= {(each.account, each.id): each for each in read_orders(file)}
        elif file.format == "google_ads_report":
            spend |= {(each.account, each.campaign, str(each.day)): each for each in read_spend(file)}
        elif file.format == "web_sessions":
            sessions |= {(file.account, each.campaign, str(each.day)): each for each in read_sessions(file)}
        elif file.format == "whatsapp_chat":
            messages |= set(read_chat(file))
        else:
            raise ValueError(f"{file.path}: unknown format {file.format}")
    return Known(
        as_of=as_of,
        enquiries=tuple(sorted(enquiries.values(), key=lambda each: (each.created_at, each.id))),
        orders=tuple(sorted(orders.values(), key=lambda each: (each.on, each.id))),
        spend=tuple(spend[key] for key in sorted(spend)),
        sessions=tuple(sessions[key] for key in sorted(sessions)),
        messages=tuple(sorted(messages, key=lambda each: (each.at, each.phone, each.incoming))),
    )
