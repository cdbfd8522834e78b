"""From rows of the questions in :mod:`assay.queries.leads` to one record of facts per lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
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

Row = Mapping[str, Value]
Identity = tuple[str, str, str]

RECORD_FIELDS: Mapping[str, str] = {
    "name": "name_key",
    "email": "email_key",
    "phone": "phone_key",
    "company": "company_key",
    "country": "country",
    "product": "product",
    "quantity": "quantity",
    "source": "channel",
    "campaign": "campaign",
    "form": "form",
    "action": "action",
    "consent": "consent",
    "salesperson": "salesperson",
}
"""Name of a required field in contracts → column of the leads table. ``email_or_phone`` stands for either."""

_JUDGED = ("qualified", "not_qualified")


@dataclass(frozen=True, slots=True)
class LeadRows:
    """The engine's answers, one sequence per question, in the question's order."""

    leads: tuple[Row, ...]
    earlier_leads: tuple[Row, ...] = ()
    earlier_orders: tuple[Row, ...] = ()
    messages: tuple[Row, ...] = ()
    sales_verdicts: tuple[Row, ...] = ()
    orders_since: tuple[Row, ...] = ()


def lead_facts(rows: LeadRows, zone: ZoneInfo) -> tuple[LeadFacts, ...]:
    """One record per lead, in order of creation, book and number.

    Args:
        rows: The answers.
        zone: The contract's zone; an order counts as earlier when its day is before the enquiry's day there.
    """
    earlier, orders, messages, sales, sold = (
        _by_lead(part)
        for part in (
            rows.earlier_leads,
            rows.earlier_orders,
            rows.messages,
            rows.sales_verdicts,
            rows.orders_since,
        )
    )
    facts = []
    for row in rows.leads:
        key = _identity(row)
        created_on = day_of(_instant(row["created_at"]), zone)
        said = {str(message["part"]): _message(message) for message in messages[key]}
        facts.append(
            LeadFacts(
                book=f"{key[0]}/{key[1]}",
                id=key[2],
                created_at=_instant(row["created_at"]),
                ref=RowRef(str(row["blob"]), _whole(row["row"])),
                channel=_text(row["channel"]),
                form=_text(row["form"]),
                country=_text(row["country"]),
                exclusion=_text(row["exclusion"]),
                action=_text(row["action"]),
                consent=_flag(row["consent"]),
                reachable=_flag(row["reachable"]),
                product=_text(row["product"]),
                quantity=None if row["quantity"] is None else _whole(row["quantity"]),
                salesperson=_text(row["salesperson"]),
                filled=_filled(row),
                touches=tuple(filter(None, [_touch(row, _instant(row["created_at"]))])),
                earlier_leads=tuple(_earlier_lead(one) for one in earlier[key]),
                earlier_orders=tuple(
                    _order(one, zone) for one in orders[key] if _day(one["ordered_on"]) < created_on
                ),
                reply=said.get("reply"),
                next_message=said.get("next"),
                sales=next((_sales(one) for one in sales[key] if one["verdict"] in _JUDGED), None),
                in_qualifications=bool(sales[key]),
                orders_since=tuple(_sale(one) for one in sold[key]),
            )
        )
    return tuple(sorted(facts, key=lambda lead: lead.sort_key))


def _by_lead(rows: Iterable[Row]) -> defaultdict[Identity, list[Row]]:
    grouped: defaultdict[Identity, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[_identity(row)].append(row)
    return grouped


def _identity(row: Row) -> Identity:
    return (str(row["source"]), str(row["account"]), str(row["lead_id"]))


def _filled(row: Row) -> frozenset[str]:
    filled = {name for name, column in RECORD_FIELDS.items() if row[column] not in (None, "")}
    return frozenset(filled | ({"email_or_phone"} if filled & {"email", "phone"} else set()))


def _touch(row: Row, enquiry_at: datetime) -> Touch | None:
    """The log keeps one click per lead, the last."""
    campaign = _text(row["campaign"])
    if campaign is None:
        return None
    clicked_at = enquiry_at if row["clicked_at"] is None else _instant(row["clicked_at"])
    return Touch(clicked_at, campaign, _text(row["click_id"]) or "")


def _earlier_lead(row: Row) -> EarlierLead:
    channel, created_at = _text(row["channel"]), _instant(row["earlier_at"])
    touch = _touch(row, created_at)
    return EarlierLead(
        at=created_at,
        book=f"{row['earlier_source']}/{row['earlier_account']}",
        id=str(row["earlier_id"]),
        through=str(row["through"]),
        channel=channel,
        paid=touch is not None or (channel or "").startswith("paid_"),
        ref=_ref(row),
        touch=touch,
    )


def _order(row: Row, zone: ZoneInfo) -> EarlierOrder:
    starts_at = datetime.combine(_day(row["ordered_on"]), time(), zone)
    return EarlierOrder(starts_at, str(row["order_no"]), str(row["through"]), _ref(row))


def _sale(row: Row) -> Sale:
    amount = row["amount_micros"]
    return Sale(
        book=f"{row['order_source']}/{row['order_account']}",
        id=str(row["order_no"]),
        on=_day(row["ordered_on"]),
        named=row["through"] == "number",
        stage=_text(row["stage"]),
        currency=_text(row["currency"]),
        amount_micros=None if amount is None else _whole(amount),
    )


def _message(row: Row) -> Message:
    return Message(_instant(row["message_at"]), str(row["message_id"]), _ref(row))


def _sales(row: Row) -> SalesVerdict:
    judged_at = None if row["judged_at"] is None else _instant(row["judged_at"])
    return SalesVerdict(str(row["verdict"]), judged_at, _ref(row))


def _ref(row: Row) -> RowRef:
    return RowRef(str(row["blob"]), _whole(row["row_no"]))


def _text(value: Value) -> str | None:
    return None if value is None or value == "" else str(value)


def _flag(value: Value) -> bool | None:
    return None if value is None else bool(value)


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError(f"the engine returned {value!r} where a whole number belongs")
    return value


def _instant(value: Value) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"the engine returned {value!r} where an instant belongs")
    return value


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise TypeError(f"the engine returned {value!r} where a day belongs")
    return value
