"""Orders that came of leads, in the order ledger, HubSpot's deals and the shop; and the orders of people known before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tools.world.labels import LEDGER_HEADER
from tools.world.market.books import known_as
from tools.world.market.draws import Draws
from tools.world.market.folder import Folder, Kind, Table, money, received
from tools.world.market.leads import HONEST, Lead
from tools.world.market.setting import ZONE, Setting

DEAL_HEADER = (
    "Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Currency", "Close Date", "Deal owner",
    "Associated Contact IDs",
)  # fmt: skip
SHOP_HEADER = (
    "Name", "Email", "Financial Status", "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Created at",
    "Lineitem quantity", "Lineitem name", "Lineitem price", "Billing Company", "Billing Phone", "Billing Country",
    "Cancelled at", "Refunded Amount", "Id", "Phone",
)  # fmt: skip
TRUTH_HEADER = ("order", "book", "lead", "person", "ordered_on", "currency", "cents")


@dataclass(frozen=True, slots=True)
class Order:
    """An order. ``book`` is ``ledger``, ``deals`` or ``shop``; money in US cents."""

    number: str
    book: str
    lead: Lead
    on: date
    cents: int


def order_of(what: Setting, lead: Lead) -> Order | None:
    """The order that a lead led to within the days of the market, None for most."""
    draws = Draws(what.seed, "order", lead.index)
    buys, days, cents = draws.below(100), draws.number(10, 40), draws.number(30_000, 4_000_000)
    on = lead.came_at.date() + timedelta(days=days)
    if lead.kind != HONEST or not lead.truly_answered or on >= what.day(what.until):
        return None
    if lead.book == "meta":
        return Order(f"#{100_000 + lead.index}", "shop", lead, on, cents // 40) if buys < 12 else None
    if lead.verdict != "qualified" or buys >= 30:
        return None
    book, number = (
        ("ledger", f"PI{lead.index:08d}") if lead.book == "log" else ("deals", f"{900_000_000 + lead.index}")
    )
    return Order(number, book, lead, on, cents)


class Sales:
    """Writes orders into the files of the months in which they came, and the truth about each."""

    def __init__(self, what: Setting, folder: Folder) -> None:
        self._what, self._folder = what, folder

    def write(self, lead: Lead) -> None:
        """Write the order of a lead, and the one that the person had placed before the market began."""
        if lead.met == "order":
            self._before(lead)
        order = order_of(self._what, lead)
        if order is None:
            return
        {"ledger": self._ledger_row, "deals": self._deal, "shop": self._shop}[order.book](order)
        self._true(order)

    def _before(self, lead: Lead) -> None:
        draws = Draws(self._what.seed, "before", lead.index)
        on, cents = self._what.day(-draws.number(20, 300)), draws.number(50_000, 900_000)
        who = known_as(self._what, lead)
        number = f"OLD{lead.index:08d}"
        cells = [number, "", who.company, who.email, who.phone, on.isoformat(), "大货", "USD", money(cents)]
        self._ledger("2026-12").row(cells)
        table = self._folder.table("truth/orders.csv", TRUTH_HEADER)
        table.row([number, "ledger", "", who.id, on.isoformat(), "USD", cents])

    def _ledger_row(self, order: Order) -> None:
        who = order.lead.who
        cells = [
            order.number,
            order.lead.number,
            who.company,
            who.email,
            who.phone,
            order.on.isoformat(),
            "试单",
            "USD",
        ]
        self._ledger(f"{order.on:%Y-%m}").row([*cells, money(order.cents)])

    def _ledger(self, month: str) -> Table:
        kind, path = Kind("order_ledger", "ledger/main", decimal_mark="."), f"exports/{month}/订单台账.csv"
        return self._folder.table(path, LEDGER_HEADER, kind, known=received(month), encoding="utf-8-sig")

    def _deal(self, order: Order) -> None:
        month = f"{order.on:%Y-%m}"
        kind, path = Kind("hubspot_deals", "hubspot/second", zone=ZONE), f"exports/{month}/hubspot-deals.csv"
        cells = [
            order.number,
            "Offer",
            "Closed Won",
            "Sales",
            money(order.cents),
            "USD",
            order.on.isoformat(),
            "Li Na",
        ]
        self._folder.table(path, DEAL_HEADER, kind, known=received(month)).row([*cells, order.lead.number])

    def _shop(self, order: Order) -> None:
        month, who, total = f"{order.on:%Y-%m}", order.lead.who, money(order.cents)
        kind, path = Kind("shopify_orders", "shop/main"), f"exports/{month}/orders_export_1.csv"
        cells = [
            order.number, who.email, "paid", "USD", total, "0.00", "0.00", total, f"{order.on} 10:00:00 +0800", 1,
            "Sample", total, who.company, who.phone, who.country, "", "0.00", order.number[1:], "",
        ]  # fmt: skip
        self._folder.table(path, SHOP_HEADER, kind, known=received(month)).row(cells)

    def _true(self, order: Order) -> None:
        lead = order.lead
        cells = [order.number, order.book, lead.number, lead.real, order.on.isoformat(), "USD", order.cents]
        self._folder.table("truth/orders.csv", TRUTH_HEADER).row(cells)
