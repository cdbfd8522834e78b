"""The Shopify order export as a source: what was paid, when, in which currency, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from assay.core.leads.identity import normalise_email, normalise_phone, trim_name
from assay.core.money import decimal_text, is_currency
from assay.core.tables import Contact, Record
from assay.ports import ImportOptions, Parsed
from assay.sources.columns import fractions_of, stamps_of
from assay.sources.countries import country_code
from assay.sources.dates import Stamp
from assay.sources.erase import table_without_rows
from assay.sources.numbers import micros
from assay.sources.problems import Problems, shown
from assay.sources.shopify.orders import Orders, header_score, orders_of, stages
from assay.sources.table import header_points, read_grid

FORMAT_ID = "shopify_orders"


class ShopifyOrders:
    """Orders → Export → Plain CSV file."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the header decides, not the name
        return header_points(data, header_score) > 0

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        grid = read_grid(data, header_score, problems)
        if grid is None:
            return Parsed(FORMAT_ID, (), problems.findings)
        if not options.account:
            problems.error("sources.account_missing")
        if not grid.rows:
            problems.warn("sources.no_rows", grid.header.number)
        orders = orders_of(grid, problems)
        records = _records(orders, options)
        marked = sum("utm" in note.casefold() for note in orders.texts("Note Attributes"))
        facts = {**grid.facts, "orders": str(len(orders.rows)), "with_utm": str(marked)}
        kept = () if problems.has_error() else records
        return Parsed(FORMAT_ID, kept, problems.findings, (), len(grid.rows), facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        return table_without_rows(data, header_score, rows)


def _records(orders: Orders, options: ImportOptions) -> tuple[Record, ...]:
    names = orders.texts("Name")
    days = _days(orders, options)
    amounts = _amounts(orders, options)
    currencies = _currencies(orders)
    found = stages(orders)
    emails, phones, companies = _contacts(orders)
    return tuple(
        Record(
            "orders",
            row.number,
            {
                "source": FORMAT_ID,
                "account": options.account,
                "order_no": names[index],
                "email_key": emails[index],
                "phone_key": phones[index],
                "company_key": companies[index],
                "ordered_on": stamp.day if (stamp := days[index]) else None,
                "stage": found[index],
                "currency": currencies[index],
                "amount_micros": amounts[index],
            },
        )
        for index, row in enumerate(orders.rows)
    )


def _days(orders: Orders, options: ImportOptions) -> list[Stamp | None]:
    """The day as the shop wrote it: a day of the shop's zone."""
    cells = orders.cells("Created at")
    for cell in cells:
        if cell.missing:
            orders.problems.error(
                "sources.missing_value", cell.row, orders.header("Created at"), found=cell.text
            )
    return stamps_of(cells, orders.header("Created at"), orders.problems, order=options.date_order)


def _amounts(orders: Orders, options: ImportOptions) -> list[int | None]:
    """Total less what was paid back, in micros."""
    totals = _numbers(orders, "Total", options)
    refunds = _numbers(orders, "Refunded Amount", options)
    _check_refunds(orders)
    amounts = []
    for cell, total, refund in zip(orders.cells("Total"), totals, refunds, strict=True):
        if total is None and cell.missing:
            orders.problems.error("sources.missing_value", cell.row, orders.header("Total"), found=cell.text)
        if total is not None and refund is not None and refund > total:
            params = {"found": decimal_text(refund), "expected": decimal_text(total)}
            orders.problems.error(
                "sources.part_exceeds_whole", cell.row, orders.header("Refunded Amount"), **params
            )
        exact = None if total is None else micros(total - (refund or Fraction(0)))
        if total is not None and exact is None:
            orders.problems.error(
                "sources.too_fine", cell.row, orders.header("Total"), found=shown(cell.text)
            )
        amounts.append(exact)
    return amounts


def _check_refunds(orders: Orders) -> None:
    """An order that was paid back in part must say how much; of any other, no refund is none."""
    for cell, status in zip(orders.cells("Refunded Amount"), orders.texts("Financial Status"), strict=True):
        if cell.missing and status.casefold() == "partially_refunded":
            header = orders.header("Refunded Amount")
            orders.problems.error("sources.missing_value", cell.row, header, found=cell.text)


def _numbers(orders: Orders, column: str, options: ImportOptions) -> Sequence[Fraction | None]:
    """A column of amounts; Shopify writes a point and no groups, which a re-saved file may have changed."""
    return fractions_of(
        orders.cells(column), orders.header(column), orders.problems, mark=options.decimal_mark or "."
    )


def _currencies(orders: Orders) -> list[str | None]:
    codes = []
    for cell in orders.cells("Currency"):
        known = is_currency(cell.text)
        if not known:
            orders.problems.error(
                "sources.currency_unknown", cell.row, orders.header("Currency"), found=shown(cell.text)
            )
        codes.append(cell.text if known else None)
    return codes


def _contacts(orders: Orders) -> tuple[list[Contact | None], list[Contact | None], list[Contact | None]]:
    """E-mail, phone and company of each order; what cannot be read gives no key and a warning."""
    emails, phones, companies = [], [], []
    countries = orders.texts("Billing Country")
    own, billing = orders.cells("Phone"), orders.cells("Billing Phone")
    for index, email in enumerate(orders.cells("Email")):
        address = None if email.missing else normalise_email(email.text)
        if address is None and not email.missing:
            orders.problems.warn("sources.email_unreadable", email.row, orders.header("Email"))
        phone = billing[index] if own[index].missing else own[index]
        region = country_code(countries[index]) or "" if countries[index] else ""
        number = None if phone.missing else normalise_phone(phone.text, region)
        if number is None and not phone.missing:
            orders.problems.warn("sources.phone_unreadable", phone.row, orders.header("Phone"))
        emails.append(Contact("email", address) if address else None)
        phones.append(Contact("phone", number) if number else None)
    for company in orders.texts("Billing Company"):
        name = trim_name(company)
        companies.append(Contact("company", name) if name else None)
    return emails, phones, companies
