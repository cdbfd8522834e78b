"""Shopify orders: one order over several lines, cash on delivery that nobody paid yet, refunds, cancellations."""

from datetime import date

import pytest

from assay.core.findings import Severity
from assay.core.tables import Contact
from assay.ports import Parsed
from assay.sources.registry import without_rows
from tests.sources.reading import codes, only_error, read, rows_of

COLUMNS = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Currency", "Subtotal", "Shipping", "Taxes", "Total",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Billing Company", "Billing Phone", "Billing Country",
    "Note Attributes", "Cancelled at", "Refunded Amount", "Id", "Phone",
)  # fmt: skip
FIRST = {
    "Name": "#1001", "Email": "Nora@Example.example", "Financial Status": "paid", "Currency": "USD", "Subtotal": "120.00",
    "Shipping": "9.50", "Taxes": "0.00", "Total": "129.50", "Created at": "2027-03-31 23:06:21 +0400",
    "Lineitem quantity": "2", "Lineitem name": "Solar lamp", "Lineitem price": "50.00", "Billing Company": "Nora Trading",
    "Billing Phone": "050 123 4567", "Billing Country": "AE", "Refunded Amount": "0.00", "Id": "5501",
    "Note Attributes": '"UTM source: facebook\nUTM medium: cpc"',
}  # fmt: skip
SECOND = {
    "Name": "#1001",
    "Email": "Nora@Example.example",
    "Lineitem quantity": "1",
    "Lineitem name": "Post",
    "Lineitem price": "20.00",
}


def orders(*lines: dict[str, str], account: str = "shop/lumora") -> Parsed:
    text = (
        ",".join(COLUMNS)
        + "\n"
        + "".join(",".join(line.get(name, "") for name in COLUMNS) + "\n" for line in lines)
    )
    return read(text, "orders_export_1.csv", account=account)


def test_orders_that_say_where_they_came_from_are_counted() -> None:
    second = {**FIRST, "Name": "#1002", "Note Attributes": ""}
    assert orders(FIRST, SECOND, second).facts["with_utm"] == "1"


def test_the_lines_of_an_order_are_one_order_with_its_total_once() -> None:
    parsed = orders(FIRST, SECOND)
    assert parsed.format_id == "shopify_orders"
    assert codes(parsed) == codes(parsed, Severity.WARNING) == []
    (row,) = rows_of(parsed, "orders")
    assert row == {
        "source": "shopify_orders",
        "account": "shop/lumora",
        "order_no": "#1001",
        "email_key": Contact("email", "nora@example.example"),
        "phone_key": Contact("phone", "+971501234567"),
        "company_key": Contact("company", "Nora Trading"),
        "ordered_on": date(2027, 3, 31),  # the shop's own day; in UTC it is 19:06 of the same
        "stage": "shop_order",
        "currency": "USD",
        "amount_micros": 129_500_000,
    }
    assert (parsed.rows_read, parsed.records[0].row, parsed.facts["orders"]) == (2, 2, "1")


@pytest.mark.parametrize(
    ("change", "stage"),
    [
        ({"Financial Status": "pending"}, "unpaid_order"),
        ({"Financial Status": "authorized"}, "unpaid_order"),
        ({"Financial Status": "voided"}, "cancelled"),
        ({"Financial Status": "refunded"}, "cancelled"),
        ({"Cancelled at": "2027-04-01 09:00:00 +0400"}, "cancelled"),
        ({"Financial Status": "partially_refunded"}, "shop_order"),
    ],
)
def test_what_nobody_paid_or_somebody_called_off_is_no_sale(change: dict[str, str], stage: str) -> None:
    (row,) = rows_of(orders({**FIRST, **change}), "orders")
    assert row["stage"] == stage


def test_what_was_paid_back_is_no_income() -> None:
    # 129.50 − 29.50 = 100.00
    (row,) = rows_of(
        orders({**FIRST, "Financial Status": "partially_refunded", "Refunded Amount": "29.50"}), "orders"
    )
    assert row["amount_micros"] == 100_000_000


def test_an_order_paid_back_in_part_must_say_how_much() -> None:
    unsaid = {"Refunded Amount": "", "Financial Status": "Partially_refunded"}
    finding = only_error(orders(FIRST | unsaid))
    assert (finding.code, finding.place.path) == ("sources.missing_value", "Refunded Amount")
    assert codes(orders(FIRST | {"Refunded Amount": ""})) == []


def test_the_phone_of_the_order_goes_before_the_one_of_the_bill() -> None:
    (row,) = rows_of(orders({**FIRST, "Phone": "+1 212 555 0141"}), "orders")
    assert row["phone_key"] == Contact("phone", "+12125550141")


def test_a_phone_or_an_address_that_cannot_be_read_gives_no_key_and_is_not_shown() -> None:
    parsed = orders({**FIRST, "Billing Phone": "call me", "Email": "nobody"})
    assert codes(parsed, Severity.WARNING) == ["sources.email_unreadable", "sources.phone_unreadable"]
    assert not any("nobody" in str(finding.params) for finding in parsed.findings)
    assert rows_of(parsed, "orders")[0]["email_key"] is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Financial Status": "maybe"}, "sources.unknown_value"),
        ({"Financial Status": ""}, "sources.missing_value"),
        ({"Refunded Amount": "129.51"}, "sources.part_exceeds_whole"),
        ({"Currency": "ABC"}, "sources.currency_unknown"),
        ({"Total": "--"}, "sources.missing_value"),
        ({"Created at": ""}, "sources.missing_value"),
        ({"Total": "0.1234567"}, "sources.too_fine"),
        ({"Name": ""}, "sources.missing_value"),
    ],
)
def test_what_cannot_be_an_order_keeps_the_file_out(change: dict[str, str], code: str) -> None:
    parsed = orders({**FIRST, **change})
    assert only_error(parsed).code == code
    assert parsed.records == ()


def test_the_same_order_told_twice_is_refused() -> None:
    assert only_error(orders(FIRST, SECOND, FIRST)).code == "sources.repeated_row"


def test_the_account_must_be_said() -> None:
    assert only_error(orders(FIRST, account="")).code == "sources.account_missing"


def test_an_export_without_orders_says_so() -> None:
    assert codes(orders(), Severity.WARNING) == ["sources.no_rows"]


def test_an_erasure_takes_both_lines_of_a_row_with_a_line_break() -> None:
    text = ",".join(COLUMNS) + "\n" + ",".join(FIRST.get(name, "") for name in COLUMNS) + "\n"
    assert without_rows("o.csv", text.encode(), frozenset({2})) == (",".join(COLUMNS) + "\n\n\n").encode()


def test_what_stands_in_a_refused_cell_is_not_shown_when_it_is_a_contact() -> None:
    assert "@" not in str(
        only_error(orders({**FIRST, "Financial Status": "pay max@lichthof.example"})).params
    )
    twice = {**FIRST, "Name": "max@lichthof.example"}
    assert "@" not in str(only_error(orders(twice, twice)).params)
