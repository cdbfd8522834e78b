"""Media top-up statements: what each row moves, the balance after it, and what a unit of credit really cost."""

from datetime import date
from importlib import resources

import pytest

from assay.core.findings import Finding, Severity
from assay.ports import Parsed
from assay.sources.mapped import MappingError, load_mapping
from assay.sources.registry import detect
from tests.sources.reading import codes, fixture, only_error, read, rows_of

ACCOUNT = "google_ads/lumora-main"
HEAD = "Entry no,Date,Kind,Account currency,Amount credited,Currency paid,Amount paid,Balance after\n"
OPENING = "T-1,2027-03-01,Opening balance,USD,,,,100.00\n"


def statement(*lines: str, head: str = HEAD, currency: str = "") -> Parsed:
    return read(head + "".join(f"{line}\n" for line in lines), account=ACCOUNT, currency=currency)


def moved(parsed: Parsed) -> list[tuple[object, object]]:
    return [(row["credited_micros"], row["balance_micros"]) for row in rows_of(parsed, "media_ledger")]


def test_a_chinese_statement_in_gbk_gives_movements_with_their_sign_and_the_balance_after_each() -> None:
    parsed = read(fixture("media_ledger.gbk.csv"), account=ACCOUNT)
    assert (codes(parsed), codes(parsed, Severity.WARNING)) == ([], [])
    rows = rows_of(parsed, "media_ledger")
    # 120.50 + 1000.00 = 1120.50; + 50.00 = 1170.50; − 370.25 = 800.25; + 20.00 = 820.25; − 100.00 = 720.25
    assert [(row["kind"], row["credited_micros"], row["balance_micros"]) for row in rows] == [
        ("balance", 0, 120_500_000),
        ("top_up", 1_000_000_000, 1_120_500_000),
        ("grant", 50_000_000, 1_170_500_000),
        ("spend", -370_250_000, 800_250_000),
        ("rebate", 20_000_000, 820_250_000),
        ("refund", -100_000_000, 720_250_000),
    ]
    assert rows[1] == {
        "source": "media_ledger",
        "account": ACCOUNT,
        "entry_id": "CZ-0302",
        "day": date(2027, 3, 2),
        "kind": "top_up",
        "paid_currency": "CNY",
        "paid_micros": 7_150_000_000,
        "credited_currency": "USD",
        "credited_micros": 1_000_000_000,
        "balance_micros": 1_120_500_000,
    }
    assert "三月首充" not in repr(parsed)


def test_the_balance_of_the_file_is_a_control() -> None:
    parsed = read(fixture("media_ledger.gbk.csv"), account=ACCOUNT)
    control = next(control for control in parsed.controls if control.name == "balance")
    assert (control.column, control.stated, control.summed, control.agrees) == (
        "余额 USD",
        "720.25",
        "720.25",
        True,
    )


def test_each_row_that_breaks_the_balance_is_named_with_what_it_should_be() -> None:
    parsed = statement(
        OPENING.strip(),
        "T-2,2027-03-02,Top-up,USD,50.00,CNY,357.50,150.00",
        "T-3,2027-03-03,Spend,USD,20.00,,,129.99",  # 150.00 − 20.00 = 130.00
        "T-4,2027-03-04,Spend,USD,10.00,,,119.99",  # 129.99 − 10.00 = 119.99: right again
        "T-5,2027-03-05,Grant,USD,5.00,,,119.99",  # 119.99 + 5.00 = 124.99
    )
    errors = [finding for finding in parsed.findings if finding.severity is Severity.ERROR]
    assert [(error.code, error.place.line, error.place.path) for error in errors] == [
        ("sources.balance_disagrees", 4, "Balance after"),
        ("sources.balance_disagrees", 6, "Balance after"),
    ]
    assert errors[0].params == {"stated": "129.99", "before": "150", "moved": "-20", "expected": "130"}
    assert parsed.records == ()
    # 100 + 50 − 20 − 10 + 5 = 125
    (control,) = parsed.controls
    assert (control.stated, control.summed, control.agrees) == ("119.99", "125", False)


def test_rows_without_a_number_are_numbered_by_what_they_say_and_named() -> None:
    parsed = statement(
        ",2027-03-01,Opening balance,USD,,,,100.00",
        "T-2,2027-03-02,Top-up,USD,50.00,CNY,357.50,150.00",
        ",2027-03-03,Spend,USD,20.00,,,130.00",
        ",2027-03-03,Spend,USD,20.00,,,110.00",  # says the same, and is another one
    )
    assert codes(parsed) == []
    assert [row["entry_id"] for row in rows_of(parsed, "media_ledger")] == [
        "2027-03-01/balance/USD/0/1",
        "T-2",
        "2027-03-03/spend/USD/-20000000/1",
        "2027-03-03/spend/USD/-20000000/2",
    ]
    (told,) = [finding for finding in parsed.findings if finding.code == "sources.rows_unnumbered"]
    assert (told.place.line, told.place.path, told.params) == (
        2,
        "Entry no",
        {"count": "3", "rows": "2, 4, 5"},
    )


def test_a_file_that_numbers_no_row_is_told_nothing() -> None:
    parsed = read("Date,Kind,Amount,Currency\n2027-03-02,Top-up,50.00,USD\n", account=ACCOUNT)
    assert "sources.rows_unnumbered" not in [finding.code for finding in parsed.findings]


def test_a_statement_that_writes_outgoing_amounts_with_a_minus_is_taken_at_its_signs() -> None:
    parsed = statement(
        OPENING.strip(),
        "T-2,2027-03-02,Spend,USD,-20.00,,,80.00",
        "T-3,2027-03-03,Spend,USD,3.00,,,83.00",  # spend taken back
        "T-4,2027-03-04,Refund,USD,-10.00,CNY,71.50,73.00",
    )
    assert codes(parsed) == []
    assert moved(parsed) == [
        (0, 100_000_000), (-20_000_000, 80_000_000), (3_000_000, 83_000_000), (-10_000_000, 73_000_000),
    ]  # fmt: skip


def test_a_statement_with_the_newest_row_first_is_followed_from_its_end() -> None:
    parsed = statement(
        "T-3,2027-03-03,Spend,USD,20.00,,,130.00",
        "T-2,2027-03-02,Top-up,USD,50.00,CNY,357.50,150.00",
        OPENING.strip(),
    )
    assert codes(parsed) == []
    assert [row["entry_id"] for row in rows_of(parsed, "media_ledger")] == ["T-3", "T-2", "T-1"]


def test_a_statement_without_balances_is_imported_with_a_warning_and_no_control() -> None:
    head = "Entry no,Date,Kind,Account currency,Amount credited,Currency paid,Amount paid\n"
    parsed = statement("T-2,2027-03-02,Top-up,USD,50.00,CNY,357.50", head=head)
    assert codes(parsed) == []
    assert codes(parsed, Severity.WARNING) == ["sources.columns_absent", "sources.balance_unstated"]
    assert (parsed.controls, moved(parsed)) == ((), [(50_000_000, None)])


def test_a_top_up_whose_payment_nobody_states_was_not_free() -> None:
    parsed = statement(OPENING.strip(), "T-2,2027-03-02,Top-up,USD,50.00,,--,150.00")
    assert codes(parsed) == []
    (_, row) = rows_of(parsed, "media_ledger")
    assert row["paid_micros"] is None


def test_spend_given_back_with_a_minus_in_a_statement_without_signs_is_told_by_its_balance() -> None:
    # 100 − 20 = 80; 80 + 3 = 83: the minus is what the platform gave back, and 20.00 went out.
    parsed = statement(
        OPENING.strip(), "T-2,2027-03-02,Spend,USD,20.00,,,80.00", "T-3,2027-03-03,Spend,USD,-3.00,,,83.00"
    )
    assert codes(parsed) == []
    assert moved(parsed) == [(0, 100_000_000), (-20_000_000, 80_000_000), (3_000_000, 83_000_000)]


def test_a_closing_balance_alone_tells_what_the_signs_mean() -> None:
    # 100 − 20 + 3 = 83 and 100 + 20 − 3 = 117
    mixed = ("T-2,2027-03-02,Spend,USD,20.00,,,", "T-3,2027-03-03,Spend,USD,-3.00,,,")
    closed = statement(OPENING.strip(), *mixed, "T-4,2027-03-31,Closing balance,USD,,,,83.00")
    assert [row["credited_micros"] for row in rows_of(closed, "media_ledger")] == [
        0,
        -20_000_000,
        3_000_000,
        0,
    ]
    closed = statement(OPENING.strip(), *mixed, "T-4,2027-03-31,Closing balance,USD,,,,117.00")
    assert [row["credited_micros"] for row in rows_of(closed, "media_ledger")] == [
        0,
        20_000_000,
        -3_000_000,
        0,
    ]


def test_signs_that_no_balance_explains_are_asked_for() -> None:
    mixed = ("T-2,2027-03-02,Spend,USD,20.00,,,", "T-3,2027-03-03,Spend,USD,-3.00,,,")
    finding = only_error(statement(*mixed, "T-4,2027-03-04,Refund,USD,0.00,,,"))
    assert (finding.code, finding.place.line, finding.place.path) == (
        "sources.signs_unclear",
        2,
        "Amount credited",
    )
    assert finding.params == {"minus": "3", "plus": "2"}


def test_signs_that_break_the_balance_both_ways_are_told_by_the_balance() -> None:
    mixed = ("T-2,2027-03-02,Spend,USD,20.00,,,90.00", "T-3,2027-03-03,Spend,USD,-3.00,,,90.00")
    assert set(codes(statement(OPENING.strip(), *mixed))) == {"sources.balance_disagrees"}


def test_every_currency_has_a_balance_of_its_own() -> None:
    parsed = statement(
        OPENING.strip(),
        "H-1,2027-03-01,Opening balance,HKD,,,,900.00",
        "T-2,2027-03-02,Spend,USD,20.00,,,80.00",
        "H-2,2027-03-02,Spend,HKD,100.00,,,800.00",
    )
    assert codes(parsed) == []
    assert [(control.column, control.stated) for control in parsed.controls] == [
        ("Balance after USD", "80"),
        ("Balance after HKD", "800"),
    ]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("T-2,2027-03-02,Top-up,USD,--,CNY,357.50,150.00", "Amount credited"),
        ("T-2,2027-03-02,Closing balance,USD,,,,", "Balance after"),
    ],
)
def test_a_row_that_must_move_or_state_something_and_does_not_is_refused(line: str, column: str) -> None:
    error = only_error(statement(OPENING.strip(), line))
    assert (error.code, error.place.line, error.place.path) == ("sources.missing_value", 3, column)


def test_the_currency_said_at_import_is_that_of_the_account_and_never_of_the_payment() -> None:
    head = "Entry no,Date,Kind,Amount credited,Currency paid,Amount paid,Balance after\n"
    parsed = statement("T-2,2027-03-02,Top-up,50.00,CNY,357.50,150.00", head=head, currency="USD")
    (row,) = rows_of(parsed, "media_ledger")
    assert (row["credited_currency"], row["paid_currency"]) == ("USD", "CNY")
    head = "Entry no,Date,Kind,Amount credited,Amount paid,Balance after\n"
    unsaid = statement("T-2,2027-03-02,Top-up,50.00,357.50,150.00", head=head, currency="USD")
    assert only_error(unsaid).code == "sources.currency_missing"


def test_the_sum_of_a_totals_row_is_held_before_amounts_get_their_sign_and_balances_are_not_added() -> None:
    lines = (
        OPENING.strip(),
        "T-2,2027-03-02,Spend,USD,20.00,,,80.00",
        "T-3,2027-03-02,Spend,USD,5.00,,,75.00",
    )
    assert codes(statement(*lines, "Total,,,,25.00,,,75.00")) == []
    assert only_error(statement(*lines, "Total,,,,26.00,,,75.00")).code == "sources.total_disagrees"


def test_a_totals_row_of_two_currencies_paid_only_informs() -> None:
    lines = (
        OPENING.strip(),
        "T-2,2027-03-02,Top-up,USD,10.00,CNY,71.50,110.00",
        "T-3,2027-03-03,Top-up,USD,10.00,HKD,78.00,120.00",
    )
    parsed = statement(*lines, "Total,,,,20.00,,149.50,")
    assert codes(parsed) == []
    assert {control.column: control.agrees for control in parsed.controls} == {
        "Amount credited": True, "Amount paid": None, "Balance after USD": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "reason", "at"),
    [
        ("[running]", "[run]", "unknown", "run"),
        ('amount = "credited"', 'amount = "lost"', "unknown", "running"),
        ('amount = "credited"\n', "", "missing", "running.amount"),
        ('out = ["refund", "spend"]', 'out = "refund"', "wrong_type", "running.out"),
        ('stated = ["balance"]', 'stated = ["balance"]\nsign = "-"', "unknown", "running.sign"),
        ('currency = "paid_currency"', 'currency = "money"', "unknown", "columns[6]"),
    ],
)
def test_a_running_balance_that_does_not_hold_together_is_refused(
    old: str, new: str, reason: str, at: str
) -> None:
    text = (resources.files("assay.sources") / "mappings" / "media_ledger.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(MappingError) as refused:
        load_mapping(text.replace(old, new, 1))
    assert (refused.value.reason, refused.value.at) == (reason, at)


def test_the_import_says_that_no_real_file_of_the_format_was_seen() -> None:
    assert read(fixture("media_ledger.gbk.csv")).facts["seen"] == "no"


SIMPLE = "日期,类型,金额,币种\n"


def test_a_simple_statement_of_four_columns_is_a_media_ledger() -> None:
    text = SIMPLE + (
        "2027-03-01,余额,100.00,USD\n"
        "2027-03-02,充值,1000.00,USD\n"
        "2027-03-02,赠款,50.00,USD\n"
        "2027-03-05,返点,20.00,USD\n"
        "2027-03-06,退款,70.00,USD\n"
        "2027-03-31,余额,1100.00,USD\n"
    )
    found = detect("流水.csv", text.encode())
    assert not isinstance(found, Finding)
    assert found.format_id == "media_ledger"
    parsed = read(text, account=ACCOUNT)
    assert codes(parsed) == []
    assert [
        (row["entry_id"], row["kind"], row["credited_micros"], row["balance_micros"])
        for row in rows_of(parsed, "media_ledger")
    ] == [
        ("2027-03-01/balance/USD/0/1", "balance", 0, 100_000_000),
        ("2027-03-02/top_up/USD/1000000000/1", "top_up", 1_000_000_000, None),
        ("2027-03-02/grant/USD/50000000/1", "grant", 50_000_000, None),
        ("2027-03-05/rebate/USD/20000000/1", "rebate", 20_000_000, None),
        ("2027-03-06/refund/USD/-70000000/1", "refund", -70_000_000, None),
        ("2027-03-31/balance/USD/0/1", "balance", 0, 1_100_000_000),
    ]
    # 100 + 1000 + 50 + 20 − 70 = 1100
    (control,) = [each for each in parsed.controls if each.name == "balance"]
    assert (control.stated, control.summed, control.agrees) == ("1100", "1100", True)


def test_a_simple_statement_whose_balance_is_not_the_sum_is_refused() -> None:
    text = SIMPLE + "2027-03-01,余额,100.00,USD\n2027-03-02,现金,10.00,USD\n2027-03-31,余额,111.00,USD\n"
    finding = only_error(read(text, account=ACCOUNT))
    assert (finding.code, finding.place.line, finding.params["expected"]) == (
        "sources.balance_disagrees",
        4,
        "110",
    )


def test_two_rows_that_say_the_same_have_two_numbers_and_keep_them_in_a_longer_statement() -> None:
    rows = "2027-03-02,充值,500.00,USD\n2027-03-02,充值,500.00,USD\n"
    short = [row["entry_id"] for row in rows_of(read(SIMPLE + rows, account=ACCOUNT), "media_ledger")]
    more = SIMPLE + rows + "2027-03-09,充值,500.00,USD\n"
    longer = [row["entry_id"] for row in rows_of(read(more, account=ACCOUNT), "media_ledger")]
    assert short == ["2027-03-02/top_up/USD/500000000/1", "2027-03-02/top_up/USD/500000000/2"]
    assert longer[:2] == short
    assert len(set(longer)) == 3


def test_a_simple_statement_without_a_currency_asks_for_it() -> None:
    text = "日期,类型,金额\n2027-03-02,充值,500.00\n"
    assert only_error(read(text, account=ACCOUNT)).code == "sources.currency_missing"
    assert codes(read(text, account=ACCOUNT, currency="CNY")) == []
