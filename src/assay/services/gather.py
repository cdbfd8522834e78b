"""Gather the facts of a month: ask the engine each question once, and make typed records of the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from assay.core.contract.model import Contract
from assay.core.leads.facts import LeadFacts
from assay.core.measuring.peak import asks_for_peak_hour
from assay.core.measuring.reach import MonthFacts, reach_of
from assay.core.measuring.sessions import SessionRow
from assay.core.measuring.spend import Spend
from assay.core.period import Month, Span
from assay.core.tables import Value
from assay.core.traffic.segments import Traffic
from assay.ports import ColumnEngine
from assay.queries import leads as questions
from assay.queries.lead_facts import Columns, LeadRows, lead_facts
from assay.queries.messages import INBOUND
from assay.queries.orders import LAST_ORDER
from assay.queries.sessions import SESSIONS_BY_DAY
from assay.queries.spend import CAMPAIGN_ACCOUNTS, SPEND_BY_DAY

Tables = Mapping[str, Sequence[Path]]
_Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Desk:
    """An engine beside the tables that it may read, as known at one commit. A table without files is empty."""

    engine: ColumnEngine
    tables: Tables

    def ask(self, question: str, names: Sequence[str], parameters: Mapping[str, Value]) -> tuple[_Row, ...]:
        """All rows of a question over the named tables."""
        tables = {name: self.tables.get(name, ()) for name in names}
        return tuple(self.engine.rows(question, tables, parameters))

    def columns(self, question: str, names: Sequence[str], parameters: Mapping[str, Value]) -> Columns:
        """The answer to a question over the named tables, column by column."""
        tables = {name: self.tables.get(name, ()) for name in names}
        return self.engine.columns(question, tables, parameters)

    def keeping(self, kept: questions.Kept) -> AbstractContextManager[None]:
        """While it is open, questions may ask the rows that are kept."""
        return self.engine.keeping(kept.name, kept.text, {kept.table: self.tables.get(kept.table, ())})


def gather_month(
    desk: Desk, contract: Contract, month: Month, as_of: datetime, account_zones: Mapping[str, str]
) -> MonthFacts:
    """Everything that a month's figures rest on, known at the commit of the desk's tables.

    Args:
        desk: Engine and tables.
        contract: The version in force for the month.
        month: The month.
        as_of: Messages after it are not gathered.
        account_zones: Ads account → IANA zone, where an export said it.
    """
    reach = reach_of(contract, month)
    with desk.keeping(questions.LEADS_NOW):
        leads = _leads(desk, contract, reach.leads, as_of)
        past_leads = _leads(desk, contract, reach.past, as_of) if reach.past.days else ()
    return MonthFacts(
        leads=leads,
        spend=_spend(desk, reach.leads),
        sessions=_sessions(desk, reach.sessions),
        accounts=campaign_accounts(desk),
        record_fields=frozenset({*questions.RECORD_FIELDS, "email_or_phone"}),
        account_zones=account_zones,
        past_leads=past_leads,
        past_spend=_spend(desk, reach.past) if reach.past.days else (),
        last_order_on=_last_order_on(desk),
        inbound=_inbound(desk, reach.leads, contract.term.zone, as_of)
        if asks_for_peak_hour(contract)
        else {},
    )


def gather_leads(desk: Desk, contract: Contract, days: Span, as_of: datetime) -> tuple[LeadFacts, ...]:
    """Facts of the leads created on some days of the contract's zone, in order of creation, book and number."""
    with desk.keeping(questions.LEADS_NOW):
        return _leads(desk, contract, days, as_of)


def _leads(desk: Desk, contract: Contract, days: Span, as_of: datetime) -> tuple[LeadFacts, ...]:
    zone = contract.term.zone
    created: dict[str, Value] = {
        "from_at": datetime.combine(days.start_on, time(), zone),
        "to_at": datetime.combine(days.end_on, time(), zone),
    }
    rows = LeadRows(
        leads=desk.columns(questions.LEAD_FACTS, [], created),
        earlier_leads=desk.columns(questions.EARLIER_LEADS, [], created),
        earlier_orders=desk.columns(questions.EARLIER_ORDERS, ["orders"], created),
        messages=desk.columns(questions.MESSAGES, ["interactions"], created | {"as_of": as_of}),
        sales_verdicts=desk.columns(questions.SALES_VERDICTS, ["qualifications"], created),
        orders_since=desk.columns(questions.ORDERS_SINCE, ["orders"], created),
    )
    return lead_facts(rows, zone)


DAILY_REPORTS: Mapping[str, str] = {"spend": CAMPAIGN_ACCOUNTS}
"""Table → the question who reports which campaign in it."""


def campaign_accounts(
    desk: Desk, questions: Mapping[str, str] = DAILY_REPORTS, *, without: Collection[str] = ()
) -> dict[str, frozenset[str]]:
    """Campaign → ads accounts that ever reported it, some accounts left out."""
    accounts: defaultdict[str, set[str]] = defaultdict(set)
    for table, question in questions.items():
        for row in desk.ask(question, [table], {}):
            if row["account"] not in without:
                accounts[str(row["campaign"])].add(str(row["account"]))
    return {campaign: frozenset(names) for campaign, names in accounts.items()}


def _spend(desk: Desk, days: Span) -> tuple[Spend, ...]:
    """The spend of the whole months in which some days lie."""
    months = {"from_on": Month.of(days.start_on).first_on, "to_on": Month.of(days.last_on).span.end_on}
    rows = desk.ask(SPEND_BY_DAY, ["spend"], months)
    return tuple(
        Spend(
            account=str(row["account"]),
            grain=str(row["grain"]),
            campaign=str(row["campaign"] or ""),
            day=day_value(row["day"]),
            currency=str(row["currency"]),
            cost_micros=whole_sum(row, "cost_micros"),
            impressions=whole_sum(row, "impressions"),
            clicks=whole_sum(row, "clicks"),
            channel=str(row["campaign_type"] or "").strip().casefold(),
            source=str(row["source"]),
        )
        for row in rows
    )


def _inbound(desk: Desk, days: Span, zone: ZoneInfo, as_of: datetime) -> dict[datetime, int]:
    """Moment → messages that came in then, on some days of a zone."""
    between: dict[str, Value] = {
        "from_at": datetime.combine(days.start_on, time(), zone),
        "to_at": datetime.combine(days.end_on, time(), zone),
        "as_of": as_of,
    }
    rows = desk.ask(INBOUND, ["interactions"], between)
    return {_moment(row["came_at"]): whole(row["messages"]) or 0 for row in rows}


def _last_order_on(desk: Desk) -> date | None:
    (row,) = desk.ask(LAST_ORDER, ["orders"], {})
    return None if row["last_on"] is None else day_value(row["last_on"])


def whole_sum(row: _Row, name: str) -> int | None:
    """A sum that every row of the group states; None where one is silent."""
    return whole(row[name]) if row[f"with_{name}"] == row["row_count"] else None


def _sessions(desk: Desk, days: Span) -> tuple[SessionRow, ...]:
    rows = desk.ask(SESSIONS_BY_DAY, ["sessions"], {"from_on": days.start_on, "to_on": days.end_on})
    return tuple(_session_row(row) for row in rows)


def _session_row(row: _Row) -> SessionRow:
    campaign = None if row["campaign"] in (None, "") else str(row["campaign"])
    traffic = Traffic(
        campaign=campaign or "",
        day=day_value(row["day"]),
        sessions=whole(row["sessions"]) or 0,
        judged=whole(row["judged"]),
        bounced=whole(row["bounced"]),
        invalid_a=whole(row["invalid_a"]),
        form_starts=whole(row["form_starts"]),
        form_submits=whole(row["form_submits"]),
    )
    return SessionRow(f"{row['source']}/{row['account']}", campaign, traffic.day, traffic)


def whole(value: Value) -> int | None:
    """A whole number as the engine gives it, or None."""
    if value is not None and not isinstance(value, int):
        raise TypeError(f"the engine returned {value!r} where a whole number belongs")
    return value


def day_value(value: Value) -> date:
    """A day as the engine gives it."""
    if not isinstance(value, date):
        raise TypeError(f"the engine returned {value!r} where a day belongs")
    return value


def _moment(value: Value) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"the engine returned {value!r} where a moment belongs")
    return value
