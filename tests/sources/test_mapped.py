from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assay.core.findings import Finding, Severity
from assay.core.tables import TABLES, ColumnType, Contact
from assay.ports import Parsed
from assay.sources.registry import detect
from assay.sources.workbook import workbook_bytes
from tests.sources.reading import codes, fixture, only_error, read, rows_of

SHANGHAI = "Asia/Shanghai"


def test_one_row_of_the_enquiry_log_gives_a_lead_three_interactions_and_a_verdict() -> None:
    parsed = read(fixture("enquiry_log.gbk.csv"), zone=SHANGHAI, account="crm/log")
    assert codes(parsed) == []
    assert [(record.table, record.row) for record in parsed.records if record.row == 2] == [
        ("leads", 2),
        ("interactions", 2),
        ("interactions", 2),
        ("interactions", 2),
        ("qualifications", 2),
    ]
    assert rows_of(parsed, "leads")[0] == {
        "source": "enquiry_log",
        "account": "crm/log",
        "lead_id": "HY-001",
        "created_at": datetime(2027, 3, 1, 1, 15, tzinfo=UTC),
        "channel": "paid_search",
        "campaign": "search-us",
        "clicked_at": datetime(2027, 3, 1, 0, 58, tzinfo=UTC),
        "click_id": "Cj0KC-001",
        "ad_platform": None,
        "ad_id": None,
        "form": "quote_form",
        "email_key": Contact("email", "dana@whitlock-site.example"),
        "phone_key": Contact("phone", "+12125550141"),
        "name_key": Contact("name", "Dana Whitlock"),
        "company_key": Contact("company", "Whitlock Site Works"),
        "country": "US",
        "product": "路灯",
        "quantity": 1240,
        "action": "consult",
        "consent": True,
        "reachable": True,
        "exclusion": None,
        "salesperson": "李卓然",
    }


def test_the_interactions_are_first_message_our_reply_and_their_next_message() -> None:
    rows = rows_of(read(fixture("enquiry_log.gbk.csv"), zone=SHANGHAI), "interactions")
    assert [(row["interaction_id"], row["direction"], row["at"]) for row in rows] == [
        ("HY-001/1", "in", datetime(2027, 3, 1, 1, 15, tzinfo=UTC)),
        ("HY-001/2", "out", datetime(2027, 3, 1, 2, 5, tzinfo=UTC)),
        ("HY-001/3", "in", datetime(2027, 3, 1, 17, 40, tzinfo=UTC)),
        ("HY-002/1", "in", datetime(2027, 3, 2, 8, 40, tzinfo=UTC)),
    ]
    assert rows[0]["contact_key"] == Contact("phone", "+12125550141")
    assert {row["medium"] for row in rows} == {"log"}


def test_the_verdict_of_sales_is_open_until_it_is_given() -> None:
    rows = rows_of(read(fixture("enquiry_log.gbk.csv"), zone=SHANGHAI), "qualifications")
    assert [(row["lead_id"], row["verdict"], row["signals"]) for row in rows] == [
        ("HY-001", "qualified", "need;quotation_with_quantity"),
        ("HY-002", None, None),
    ]
    assert rows[0]["judged_at"] == datetime(2027, 3, 4, 16, 0, tzinfo=UTC)


def test_categories_national_phones_and_units_are_understood() -> None:
    second = rows_of(read(fixture("enquiry_log.gbk.csv"), zone=SHANGHAI), "leads")[1]
    assert (second["exclusion"], second["channel"], second["quantity"]) == (
        "existing_customer",
        "trade_show",
        60,
    )
    assert second["phone_key"] == Contact("phone", "+493023125001")


def test_the_note_is_dropped_at_the_gate_and_the_drop_is_reported() -> None:
    parsed = read(fixture("enquiry_log.gbk.csv"), zone=SHANGHAI)
    assert codes(parsed, Severity.INFO) == ["sources.columns_dropped"]
    assert "重点客户" not in repr(parsed)


def test_a_german_web_form_in_windows_1252_keeps_its_letters_and_its_row_numbers() -> None:
    parsed = read(fixture("webform.cp1252.csv"), zone="Europe/Berlin")
    assert codes(parsed) == []
    assert parsed.facts["encoding"] == "cp1252"
    leads = [record for record in parsed.records if record.table == "leads"]
    assert [
        (lead.row, lead.values["name_key"], lead.values["country"], lead.values["quantity"]) for lead in leads
    ] == [
        (2, Contact("name", "Katrin Böhm"), "DE", 300),
        (4, Contact("name", "Björn Weiß"), "AT", 1200),
    ]
    assert leads[0].values["created_at"] == datetime(2027, 1, 3, 21, 42, tzinfo=UTC)
    assert rows_of(parsed, "qualifications") == []


def test_daily_sessions_are_counts_and_a_dash_stays_unknown() -> None:
    parsed = read(fixture("sessions.csv"))
    assert codes(parsed) == []
    assert codes(parsed, Severity.WARNING) == ["sources.values_missing"]
    assert rows_of(parsed, "sessions") == [
        {"source": "web_sessions", "account": "web_sessions", "campaign": "search-us", "day": date(2027, 3, 1),
         "sessions": 1061, "judged": 958, "bounced": 424, "invalid_a": 1, "form_starts": 109, "form_submits": 54},
        {"source": "web_sessions", "account": "web_sessions", "campaign": "search-us", "day": date(2027, 3, 2),
         "sessions": 57, "judged": 55, "bounced": 21, "invalid_a": 0, "form_starts": 8, "form_submits": None},
    ]  # fmt: skip


def test_a_totals_row_is_a_control_and_no_record() -> None:
    parsed = read(fixture("sessions.csv"))
    assert parsed.rows_read == 2
    assert {control.column: control.agrees for control in parsed.controls}["会话数"] is True
    broken = fixture("sessions.csv").replace(b"1,118", b"1,119")
    assert only_error(read(broken)).code == "sources.total_disagrees"


LEDGER = "订单号,询盘编号,客户,邮箱,电话,日期,阶段,币种,金额\n"


def test_an_order_has_its_stage_currency_and_exact_amount() -> None:
    parsed = read(
        LEDGER + 'PI-1,HY-001,Whitlock,a@b.example,+1 212-555-0141,2027/3/9,形式发票,美元,"18,432.50"\n'
    )
    assert codes(parsed) == []
    row = rows_of(parsed, "orders")[0]
    assert (row["order_no"], row["ordered_on"], row["stage"]) == (
        "PI-1",
        date(2027, 3, 9),
        "proforma_invoice",
    )
    assert (row["currency"], row["amount_micros"]) == ("USD", 18_432_500_000)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("PI-1,,,,,2027/3/9,大货,USD,--\n", "sources.missing_value"),
        (",,,,,2027/3/9,大货,USD,1.50\n", "sources.missing_value"),
        ("1.20253E+17,,,,,2027/3/9,大货,USD,1.50\n", "sources.ruined_id"),
        ("PI-1,,,,,5/12/2027,大货,USD,1.50\n", "sources.date_order_unknown"),
        ("PI-1,,,,,2027/2/30,大货,USD,1.50\n", "sources.not_a_date"),
        ('PI-1,,,,,2027/3/9,大货,USD,"1,500"\n', "sources.decimal_mark_unknown"),
        ("PI-1,,,,,2027/3/9,大货,USD,many\n", "sources.not_a_number"),
        ("PI-1,,,,,2027/3/9,大货,USD,0.1234567\n", "sources.too_fine"),
        ("PI-1,,,,,2027/3/9,大货,USD,€1.50\n", "sources.currency_differs"),
        ("PI-1,,,,,2027/3/9,大货,ABC,1.50\n", "sources.currency_unknown"),
        ("PI-1,,,,,2027/3/9,大货,,1.50\n", "sources.currency_missing"),
        ("PI-1,,,,,2027/3/9,框架合同,USD,1.50\n", "sources.unknown_value"),
        ("PI-1,,,,,2027/3/9,大货,USD,#REF!\n", "sources.cell_error"),
        ("PI-1,,,,,2027/3/9,大货,USD\n", "sources.ragged_row"),
        ('PI-1,,"客户,,,2027/3/9,大货,USD,1.50\n', "sources.broken_quotes"),
        ("PI-1,,,,,2027/3/9,大货,USD,1.50\nPI-1,,,,,2027/3/9,大货,USD,2.50\n", "sources.repeated_row"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(line: str, code: str) -> None:
    parsed = read(LEDGER + line)
    assert only_error(parsed).code == code
    assert parsed.records == ()


def test_a_refusal_says_row_column_and_what_was_found() -> None:
    finding = only_error(read(LEDGER + "\nPI-1,,,,,2027/3/9,框架合同,USD,1.50\n"))
    assert (finding.place.file, finding.place.line, finding.place.path) == ("file.csv", 3, "阶段")
    assert finding.params["found"] == "框架合同"
    assert finding.params["known"].startswith("形式发票, 样品单")


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("Stage", "Proforma invoice, Sample order"),
        ("Stufe", "Proforma invoice, Sample order"),
        ("状态", "形式发票, 样品单"),
    ],
)
def test_a_refusal_names_known_values_in_the_script_of_the_header(header: str, known: str) -> None:
    finding = only_error(read(f"Order no,Date,{header},Currency,Amount\nPI-1,2027-03-09,frame,USD,1.50\n"))
    assert finding.code == "sources.unknown_value"
    assert finding.params["known"].startswith(known)


ENQUIRIES = "询盘编号,询盘时间\nHY-1,2027-03-01 09:00\nHY-2,2027-03-02 09:00\n"


@pytest.mark.parametrize("line", ["共 2 条", "共2条记录", "合计：2 条询盘。", "2 records in total"])
def test_a_line_that_counts_the_rows_is_a_control(line: str) -> None:
    parsed = read(f"{ENQUIRIES}{line},\n", zone=SHANGHAI)
    assert codes(parsed) == []
    assert [row["lead_id"] for row in rows_of(parsed, "leads")] == ["HY-1", "HY-2"]
    assert [(each.column, each.stated, each.summed, each.agrees) for each in parsed.controls] == [
        ("records", "2", "2", True)
    ]


def test_a_line_that_counts_other_rows_refuses_the_file() -> None:
    finding = only_error(read(f"{ENQUIRIES}共 3 条,\n", zone=SHANGHAI))
    assert (finding.code, finding.place.line) == ("sources.total_disagrees", 4)
    assert (finding.params["stated"], finding.params["summed"]) == ("3", "2")


@pytest.mark.parametrize("line", ["共 2 条,2027-03-03 09:00", "共和2号,2027-03-03 09:00"])
def test_a_row_with_more_than_a_count_is_a_row(line: str) -> None:
    assert len(rows_of(read(f"{ENQUIRIES}{line}\n", zone=SHANGHAI), "leads")) == 3


@pytest.mark.parametrize("line", [f"共 {'9' * 5000} 条", f"Total records: {'9' * 5000}"])
def test_a_number_that_counts_no_rows_is_no_control(line: str) -> None:
    parsed = read(f"{ENQUIRIES}{line},\n", zone=SHANGHAI)
    assert parsed.controls == ()


def test_all_rows_are_refused_at_once() -> None:
    parsed = read(LEDGER + "PI-1,,,,,2027/2/30,大货,USD,many\nPI-2,,,,,2027/3/9,框架合同,USD,1.50\n")
    assert codes(parsed) == ["sources.not_a_date", "sources.not_a_number", "sources.unknown_value"]


def test_what_a_person_said_settles_what_the_file_leaves_open() -> None:
    parsed = read(
        LEDGER + 'PI-1,,,,,5/12/2027,大货,,"1,500"\n', date_order="dmy", decimal_mark=",", currency="EUR"
    )
    row = rows_of(parsed, "orders")[0]
    assert (row["ordered_on"], row["amount_micros"], row["currency"]) == (date(2027, 12, 5), 1_500_000, "EUR")


def test_a_contact_that_cannot_be_read_is_left_out_with_a_warning_that_does_not_show_it() -> None:
    parsed = read(LEDGER + "PI-1,,,dana(at)b.example,call me,2027/3/9,大货,USD,1.50\n")
    assert codes(parsed) == []
    assert codes(parsed, Severity.WARNING) == ["sources.phone_unreadable", "sources.email_unreadable"]
    assert "dana" not in repr(parsed.findings)
    assert rows_of(parsed, "orders")[0]["email_key"] is None


def test_a_contact_in_the_wrong_column_is_not_shown_either() -> None:
    parsed = read(LEDGER + "PI-1,,,,,2027/3/9,call +1 212-555-0141 or dana@b.example,USD,1.50\n")
    assert only_error(parsed).params["found"] == "call … or …"


LOG = "询盘编号,询盘时间,首次回复时间,数量\n"


def enquiries(lines: str, zone: str = "Europe/Berlin") -> Parsed:
    return read(LOG + lines, zone=zone)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("HY-1,2027-03-28 02:30,,\n", "sources.time_skipped"),
        ("HY-1,2027-10-31 02:30,,\n", "sources.time_twice"),
        ("HY-1,2027-03-01,,\n", "sources.time_missing"),
    ],
)
def test_a_time_that_is_no_moment_is_refused(line: str, code: str) -> None:
    assert only_error(enquiries(line)).code == code


def test_naive_times_need_a_zone_and_times_with_an_offset_do_not() -> None:
    assert only_error(enquiries("HY-1,2027-03-01 09:00,,\n", zone="")).code == "sources.zone_missing"
    parsed = enquiries("HY-1,2027-03-01T09:00+08:00,,\n", zone="")
    assert rows_of(parsed, "leads")[0]["created_at"] == datetime(2027, 3, 1, 1, 0, tzinfo=UTC)


def test_a_reply_before_its_enquiry_is_worth_a_look() -> None:
    parsed = enquiries("HY-1,2027-03-01 09:00,2027-03-01 08:00,\n")
    assert (codes(parsed), codes(parsed, Severity.WARNING)) == (
        [],
        ["sources.columns_absent", "sources.out_of_order"],
    )


def test_a_quantity_in_words_stays_unknown() -> None:
    parsed = enquiries('HY-1,2027-03-01 09:00,,one container\nHY-2,2027-03-01 09:00,,"1,200 pcs"\n')
    assert (codes(parsed), codes(parsed, Severity.WARNING)) == (
        [],
        ["sources.columns_absent", "sources.not_a_number"],
    )
    assert [row["quantity"] for row in rows_of(parsed, "leads")] == [None, 1200]


def test_a_part_cannot_exceed_its_whole() -> None:
    parsed = read("日期,广告系列,会话数,可判定会话,跳出会话\n2027-03-01,c,50,40,41\n")
    finding = only_error(parsed)
    assert (finding.code, finding.params) == ("sources.part_exceeds_whole", {"found": "41", "expected": "40"})


def test_one_campaign_has_one_row_a_day() -> None:
    parsed = read("日期,广告系列,会话数\n2027-03-01,c,50\n2027-03-01,c,60\n")
    assert only_error(parsed).params == {"found": "c / 2027-03-01", "first": "2"}


def test_a_missing_column_is_named_when_the_mapping_was_chosen() -> None:
    parsed = read("订单号,日期,金额\nPI-1,2027/3/9,1.50\n", mapping="order_ledger", currency="USD")
    assert only_error(parsed).params == {"columns": "阶段"}


def test_a_column_that_occurs_twice_is_refused() -> None:
    assert (
        only_error(read("日期,广告系列,会话数,Sessions\n2027-03-01,c,1,2\n")).code
        == "sources.duplicate_column"
    )


def test_an_unknown_zone_is_refused() -> None:
    assert "sources.zone_unknown" in codes(enquiries("HY-1,2027-03-01 09:00,,\n", zone="Asia/Nowhere"))


def local(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, minute)  # noqa: DTZ001 - a sheet holds local time


def workbook(*rows: tuple[str | Decimal | date | datetime, ...]) -> bytes:
    return workbook_bytes("询盘", [("登记表",), ("询盘编号", "询盘时间", "首次回复时间", "数量"), *rows])


def test_a_workbook_gives_typed_cells_and_the_rows_that_excel_shows() -> None:
    parsed = read(
        workbook(("HY-1", local(1, 9, 15), "", Decimal(240)), ("HY-2", local(2), "", "")),
        "log.xlsx",
        zone=SHANGHAI,
    )
    assert codes(parsed) == []
    leads = [record for record in parsed.records if record.table == "leads"]
    assert [(lead.row, lead.values["created_at"], lead.values["quantity"]) for lead in leads] == [
        (3, datetime(2027, 3, 1, 1, 15, tzinfo=UTC), 240),
        (4, datetime(2027, 3, 1, 16, 0, tzinfo=UTC), None),
    ]


def test_a_long_number_as_id_has_lost_digits_in_a_workbook() -> None:
    parsed = read(
        workbook((Decimal(120253000000000000), local(1, 9), "", "")),
        "log.xlsx",
        zone=SHANGHAI,
    )
    assert only_error(parsed).code == "sources.ruined_id"


def test_a_number_as_id_is_kept_as_its_digits() -> None:
    parsed = read(workbook((Decimal(270301), local(1, 9), "", "")), "log.xlsx", zone=SHANGHAI)
    assert rows_of(parsed, "leads")[0]["lead_id"] == "270301"


def test_a_cut_workbook_is_refused() -> None:
    whole = workbook(("HY-1", local(1, 9), "", ""))
    for length in (10, len(whole) // 2, len(whole) - 5):
        assert codes(read(whole[:length], "log.xlsx", mapping="enquiry_log")) == ["sources.workbook_broken"]


@pytest.mark.parametrize("name", ["enquiry_log.gbk.csv", "sessions.csv", "webform.cp1252.csv"])
def test_every_value_has_the_type_of_its_canonical_column(name: str) -> None:
    kinds = {
        ColumnType.TEXT: str, ColumnType.COUNT: int, ColumnType.MICROS: int, ColumnType.DAY: date,
        ColumnType.INSTANT: datetime, ColumnType.FLAG: bool, ColumnType.CONTACT: Contact,
    }  # fmt: skip
    records = read(fixture(name), zone=SHANGHAI).records
    assert records
    for record in records:
        for column, value in record.values.items():
            assert value is None or isinstance(value, kinds[TABLES[record.table].column(column).type])


def test_an_order_ledger_may_call_its_number_and_its_stage_otherwise() -> None:
    text = "订单编号,日期,状态,币种,金额\nPO-1,2027-03-02,大货,USD,120.50\n"
    found = detect("台账.csv", text.encode())
    assert not isinstance(found, Finding)
    assert found.format_id == "order_ledger"
    (row,) = rows_of(read(text), "orders")
    assert (row["order_no"], row["stage"], row["amount_micros"]) == ("PO-1", "bulk_order", 120_500_000)


def test_a_ledger_without_its_number_is_not_told_that_rows_repeat_each_other() -> None:
    text = "日期,阶段,币种,金额\n2027-03-02,大货,USD,120.50\n2027-03-03,大货,USD,20.00\n"
    parsed = read(text, format_id="order_ledger")
    assert codes(parsed) == ["sources.columns_missing"]
