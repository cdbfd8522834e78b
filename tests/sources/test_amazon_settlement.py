"""Amazon's settlement: orders with what was paid back, ads, and the file's own total; tax and fees are no income."""

from datetime import date

from assay.core.findings import Severity
from assay.ports import Parsed
from tests.sources.reading import codes, fixture, only_error, read, rows_of

V2 = "amazon_settlement.v2.txt"


def parsed_of(name: str = V2, **said: str) -> Parsed:
    return read(fixture(name), name, account=said.get("account", "amazon/lumora"))


def settlement(old: str, new: str) -> Parsed:
    text = fixture(V2).decode()
    assert old in text
    return read(text.replace(old, new, 1), V2, account="amazon/lumora")


def test_an_order_is_its_price_without_tax_and_fees_less_what_was_promised_and_paid_back() -> None:
    parsed = parsed_of()
    assert (parsed.format_id, codes(parsed), codes(parsed, Severity.WARNING)) == ("amazon_settlement", [], [])
    assert [
        (row["order_no"], row["ordered_on"], row["stage"], row["currency"], row["amount_micros"])
        for row in rows_of(parsed, "orders")
    ] == [
        # 100 + 5 shipping − 5 promotion; the tax of 8 goes through
        ("111-1000001-0000001/17770001231", date(2027, 3, 2), "shop_order", "USD", 100_000_000),
        # 40 − 40
        ("111-1000002-0000002/17770001231", date(2027, 3, 3), "cancelled", "USD", 0),
        # an order of an earlier settlement: only what was paid back
        ("111-0900003-0000003/17770001231", date(2027, 3, 9), "shop_order", "USD", -20_000_000),
    ]


def test_what_was_taken_for_ads_lowers_the_media_ledger() -> None:
    assert rows_of(parsed_of(), "media_ledger") == [
        {
            "source": "amazon_settlement",
            "account": "amazon/lumora",
            "entry_id": "17770001231/1",
            "day": date(2027, 3, 10),
            "kind": "spend",
            "credited_currency": "USD",
            "credited_micros": -12_350_000,
        }
    ]


def test_the_total_of_the_file_is_the_sum_of_all_its_amounts() -> None:
    (control,) = parsed_of().controls
    # 100 + 5 + 8 − 8 − 5 − 15 − 4.50 + 40 − 6 − 40 + 6 − 20 + 3 − 12.35 + 35
    assert (control.stated, control.summed, control.within, control.agrees) == ("86.15", "86.15", "0", True)


def test_a_total_that_is_a_cent_off_keeps_the_file_out() -> None:
    parsed = settlement("86.15", "86.16")
    finding = only_error(parsed)
    assert (finding.code, finding.place.line, finding.params["summed"]) == (
        "sources.total_disagrees",
        2,
        "86.15",
    )
    assert parsed.records == ()


def test_fees_taxes_and_the_rest_are_told_and_left_out() -> None:
    parsed = parsed_of()
    told = {finding.code: finding.params for finding in parsed.findings}["sources.settlement_left_out"]
    # fees −15 − 4.50 − 6 + 6 + 3; taxes 8 − 8; a reimbursement of 35
    assert told == {"fees": "-16.5", "taxes": "0", "other": "35"}
    assert parsed.facts["seen"] == "no"


def test_decimal_commas_and_days_of_europe_are_read() -> None:
    parsed = parsed_of("amazon_settlement.eu.cp1252.txt")
    assert (codes(parsed), parsed.facts["encoding"]) == ([], "cp1252")
    (row,) = rows_of(parsed, "orders")
    assert (row["ordered_on"], row["currency"], row["amount_micros"]) == (
        date(2027, 3, 14),
        "EUR",
        1_200_000_000,
    )
    # 1200 + 228 − 228 − 152.35
    assert [(control.stated, control.agrees) for control in parsed.controls] == [("1047.65", True)]


def test_the_older_layout_has_several_amounts_in_a_row() -> None:
    parsed = parsed_of("amazon_settlement.v1.txt")
    assert (codes(parsed), parsed.facts["version"]) == ([], "V1")
    (row,) = rows_of(parsed, "orders")
    # 90 − 10 promotion, without 7.20 of tax
    assert (row["ordered_on"], row["amount_micros"]) == (date(2027, 2, 3), 80_000_000)
    (charge,) = rows_of(parsed, "media_ledger")
    assert charge["credited_micros"] == -6_500_000
    # 90 − 13.50 + 7.20 − 10 − 1.15 − 6.50
    assert [(control.stated, control.agrees) for control in parsed.controls] == [("66.05", True)]


def test_a_file_without_its_total_is_told_to_be_unheld() -> None:
    text = fixture(V2).decode().splitlines(keepends=True)
    parsed = read("".join([text[0], *text[2:]]), V2, account="amazon/lumora", currency="USD")
    assert (codes(parsed), codes(parsed, Severity.WARNING)) == ([], ["sources.settlement_without_total"])
    assert len(rows_of(parsed, "orders")) == 3


def test_a_row_of_the_total_may_be_cut_short() -> None:
    text = fixture(V2).decode().splitlines(keepends=True)
    parsed = read("".join([text[0], text[1].rstrip() + "\r\n", *text[2:]]), V2, account="amazon/lumora")
    assert codes(parsed) == []


def test_what_is_missing_or_ruined_keeps_the_file_out() -> None:
    assert only_error(parsed_of(account="")).code == "sources.account_missing"
    assert only_error(settlement("\t100.00\t", "\t--\t")).code == "sources.missing_value"
    assert only_error(settlement("\t100.00\t", "\tabc\t")).code == "sources.not_a_number"
    assert only_error(settlement("\tUSD\t", "\tUSDD\t")).code == "sources.currency_unknown"
    assert only_error(settlement("\tUSD\t", "\t\t")).code == "sources.currency_missing"
    assert only_error(settlement("17770001231", "1.7777E+10")).code == "sources.ruined_id"
    assert only_error(settlement("\t2027-03-02\t", "\t\t")).code == "sources.missing_value"


def test_a_settlement_in_two_currencies_is_refused() -> None:
    lines = fixture(V2).decode().splitlines(keepends=True)
    cells = lines[3].split("\t")
    cells[5] = "EUR"
    parsed = read("".join([*lines[:3], "\t".join(cells), *lines[4:]]), V2, account="amazon/lumora")
    assert only_error(parsed).code == "sources.currency_differs"
