"""From the columns that answer the questions in :mod:`assay.queries.leads` to one record of facts per lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from assay.core.leads.facts import (
    EarlierLead,
    EarlierOrder,
    LeadFacts,
    Message,
    RowRef,
    Sale,
    SalesVerdict,
    Touch,
)
from assay.core.period import day_of
from assay.core.tables import Value
from assay.queries.leads import RECORD_FIELDS

Columns = Mapping[str, Sequence[Value]]
_Cell = Any
"""A cell of a column whose type the question fixes; the engine lets nothing else through."""
_T = TypeVar("_T")
_JUDGED = ("qualified", "not_qualified")
_ORDER = attrgetter("created_at", "book", "id")


@dataclass(frozen=True, slots=True)
class LeadRows:
    """The engine's answers, one per question, in the question's order of rows and of columns."""

    leads: Columns
    earlier_leads: Columns = field(default_factory=dict)
    earlier_orders: Columns = field(default_factory=dict)
    messages: Columns = field(default_factory=dict)
    sales_verdicts: Columns = field(default_factory=dict)
    orders_since: Columns = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in other rows than the lead's own, by the lead's number."""

    earlier_leads: Mapping[int, tuple[EarlierLead, ...]]
    earlier_orders: Mapping[int, tuple[EarlierOrder, ...]]
    replies: Mapping[int, Message]
    next_messages: Mapping[int, Message]
    sales: Mapping[int, tuple[SalesVerdict | None, ...]]
    orders_since: Mapping[int, tuple[Sale, ...]]


def lead_facts(rows: LeadRows, zone: ZoneInfo) -> tuple[LeadFacts, ...]:
    """One record per lead, in order of creation, book and number.

    Args:
        rows: The answers.
        zone: The contract's zone; an order counts as earlier when its day is before the enquiry's day there.
    """
    beside = _Beside(
        earlier_leads=_grouped(rows.earlier_leads, _earlier_lead),
        earlier_orders=_grouped(rows.earlier_orders, lambda *cells: _order(zone, *cells)),
        replies=_first_messages(rows.messages, "reply"),
        next_messages=_first_messages(rows.messages, "next"),
        sales=_grouped(rows.sales_verdicts, _sales),
        orders_since=_grouped(rows.orders_since, _sale),
    )
    return tuple(sorted((_lead(beside, zone, *cells) for cells in _cells(rows.leads)), key=_ORDER))


def _lead(  # noqa: PLR0913, PLR0917 - the columns of the question, in its order
    beside: _Beside,
    zone: ZoneInfo,
    number: int,
    source: str,
    account: str,
    lead_id: str,
    created_at: datetime,
    blob: str,
    row_no: int,
    channel: str | None,
    form: str | None,
    country: str | None,
    exclusion: str | None,
    action: str | None,
    consent: bool | None,  # noqa: FBT001 - a cell
    reachable: bool | None,  # noqa: FBT001 - a cell
    product: str | None,
    quantity: int | None,
    salesperson: str | None,
    filled: int,
    *click: _Cell,
) -> LeadFacts:
    touch = _touch(created_at, *click)
    said = beside.sales.get(number, ())
    return LeadFacts(
        book=f"{source}/{account}",
        id=lead_id,
        created_at=created_at,
        ref=RowRef(blob, row_no),
        channel=channel or None,
        form=form or None,
        country=country or None,
        exclusion=exclusion or None,
        action=action or None,
        consent=consent,
        reachable=reachable,
        product=product or None,
        quantity=quantity,
        salesperson=salesperson or None,
        filled=_filled(filled),
        touches=() if touch is None else (touch,),
        earlier_leads=beside.earlier_leads.get(number, ()),
        earlier_orders=_before(beside.earlier_orders.get(number, ()), created_at, zone),
        reply=beside.replies.get(number),
        next_message=beside.next_messages.get(number),
        sales=next((one for one in said if one is not None), None),
        in_qualifications=bool(said),
        orders_since=beside.orders_since.get(number, ()),
    )


def _cells(columns: Columns) -> Iterator[tuple[_Cell, ...]]:
    return zip(*columns.values(), strict=True)


def _grouped(columns: Columns, make: Callable[..., _T]) -> dict[int, tuple[_T, ...]]:
    """Number of a lead → what is made of its rows, in their order."""
    found: defaultdict[int, tuple[_T, ...]] = defaultdict(tuple)
    for number, *cells in _cells(columns):
        found[number] += (make(*cells),)
    return dict(found)


def _first_messages(columns: Columns, wanted: str) -> dict[int, Message]:
    """Number of a lead → its first message of a part; of those of one moment the first row."""
    found: dict[int, Message] = {}
    for number, part, at, message_id in _cells(columns):
        if part == wanted and number not in found:
            found[number] = Message(at, message_id)
    return found


@lru_cache(maxsize=1 << len(RECORD_FIELDS))
def _filled(bits: int) -> frozenset[str]:
    """Names of the fields whose bit is set."""
    filled = {name for place, name in enumerate(RECORD_FIELDS) if bits >> place & 1}
    return frozenset(filled | ({"email_or_phone"} if filled & {"email", "phone"} else set()))


def _touch(
    enquiry_at: datetime, campaign: str | None, clicked_at: datetime | None, click_id: str | None
) -> Touch | None:
    """The log keeps one click per lead, the last."""
    return Touch(clicked_at or enquiry_at, campaign, click_id or "") if campaign else None


def _earlier_lead(  # noqa: PLR0913, PLR0917 - the columns of the question, in its order
    through: str,
    created_at: datetime,
    source: str,
    account: str,
    lead_id: str,
    channel: str | None,
    campaign: str | None,
    clicked_at: datetime | None,
    click_id: str | None,
    blob: str,
    row_no: int,
) -> EarlierLead:
    touch = _touch(created_at, campaign, clicked_at, click_id)
    return EarlierLead(
        at=created_at,
        book=f"{source}/{account}",
        id=lead_id,
        through=through,
        channel=channel or None,
        paid=touch is not None or (channel or "").startswith("paid_"),
        ref=RowRef(blob, row_no),
        touch=touch,
    )


def _order(
    zone: ZoneInfo, ordered_on: date, order_no: str, through: str, blob: str, row_no: int
) -> EarlierOrder:
    return EarlierOrder(datetime.combine(ordered_on, time(), zone), order_no, through, RowRef(blob, row_no))


def _before(
    orders: tuple[EarlierOrder, ...], enquiry_at: datetime, zone: ZoneInfo
) -> tuple[EarlierOrder, ...]:
    """Those dated before the enquiry's day in the contract's zone."""
    return tuple(order for order in orders if order.at.date() < day_of(enquiry_at, zone)) if orders else ()


def _sales(verdict: str | None, judged_at: datetime | None) -> SalesVerdict | None:
    """None while sales have not judged."""
    return SalesVerdict(verdict, judged_at) if verdict in _JUDGED else None


def _sale(  # noqa: PLR0913, PLR0917 - the columns of the question, in its order
    source: str,
    account: str,
    order_no: str,
    ordered_on: date,
    through: str,
    stage: str | None,
    currency: str | None,
    amount_micros: int | None,
) -> Sale:
    return Sale(
        book=f"{source}/{account}",
        id=order_no,
        on=ordered_on,
        named=through == "number",
        stage=stage or None,
        currency=currency or None,
        amount_micros=amount_micros,
    )
