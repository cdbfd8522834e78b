"""Every finding of the sources has an input that causes it, and a sentence in both languages that shows its values."""

import gzip
import io
import json
import zipfile
from typing import Any

import pytest

from assay.core.findings import Finding
from assay.i18n import catalogue, languages, translate
from assay.ports import ImportOptions, Streamed
from assay.sources import archive, sheet
from assay.sources.forms import Form, FormFront, FormSheet, form_bytes
from assay.sources.mapped import repeating
from assay.sources.registry import choose
from assay.sources.web_log import lines as web_log_lines
from assay.sources.workbook import workbook_bytes

ADS = "Campaign report\nAll time\nDay,Campaign,Clicks,Impr.,Currency code,Cost\n"
ADS_ROW = "2027-03-01,c,1,2,USD,3.00\n"
ORDERS = "订单号,日期,阶段,币种,金额,邮箱,电话\n"
LOG = "询盘编号,询盘时间,首次回复时间,国家,数量\n"
CHAT = "WhatsApp Chat with +1 212-555-0141.txt"
RESULTS = "Top queries,Clicks,Impressions\nlamp,2,9\n"
RESULT_DAYS = "Date,Clicks,Impressions\n2027-03-01,2,9\n"
ONE = "2027/5/7 10:00 - +1 212-555-0141: hi\n"
MAPPING = 'id = "m"\nversion = "1"\n[[columns]]\nfield = "a"\ntype = "id"\nheaders = ["A"]\n[[yields]]\ntable = "orders"\nvalues = { order_no = "a" }\n'
EML = "Message-ID: <m@lichthof.example>\nDate: Fri, 5 Mar 2027 09:14:07 +0100\nFrom: max@lichthof.example\nTo: a@lumora.example\n\n"
FORM = MAPPING.replace("[[columns]]", '[mail]\nfrom = ["lichthof.example"]\n[[columns]]', 1)


def two_sheets() -> bytes:
    import openpyxl  # noqa: PLC0415 - only here

    book = openpyxl.Workbook()
    book.worksheets[0].append(["日期", "广告系列", "会话数"])
    book.worksheets[0].append(["2027-03-01", "c", 5])
    book.create_sheet("旧").append(["x"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ads(text: str, **said: Any) -> tuple[str, bytes, ImportOptions]:  # noqa: ANN401  # any option
    return "r.csv", text.encode(), ImportOptions(**{"account": "google_ads/main", "zone": "UTC", **said})


def order(line: str, **said: Any) -> tuple[str, bytes, ImportOptions]:  # noqa: ANN401  # any option
    return "o.csv", (ORDERS + line).encode(), ImportOptions(**said)


def log(line: str, zone: str = "Europe/Berlin") -> tuple[str, bytes, ImportOptions]:
    return "l.csv", (LOG + line).encode(), ImportOptions(zone=zone)


def chat(
    text: str, name: str = CHAT, zone: str = "Europe/Berlin", account: str = "whatsapp/Li Na"
) -> tuple[str, bytes, ImportOptions]:
    return name, text.encode(), ImportOptions(zone=zone, account=account, format_id="whatsapp_chat")


def top_up(lines: str) -> tuple[str, bytes, ImportOptions]:
    head = "Entry no,Date,Kind,Account currency,Amount credited,Balance after\n"
    return "t.csv", (head + lines).encode(), ImportOptions(account="google_ads/main")


def settlement(lines: str) -> tuple[str, bytes, ImportOptions]:
    head = "settlement-id\ttotal-amount\tcurrency\ttransaction-type\torder-id\tamount-type\tamount-description\tamount\tposted-date\n"
    return "s.txt", (head + f"7\t\tUSD\t{lines}").encode(), ImportOptions(account="amazon/a")


def raw(data: bytes, **said: Any) -> tuple[str, bytes, ImportOptions]:  # noqa: ANN401  # any option
    return "f.csv", data, ImportOptions(**said)


def mail(
    text: str = EML, ours: str = "lumora.example", mapping: str = ""
) -> tuple[str, bytes, ImportOptions]:
    said = ImportOptions(account="email/a", ours=ours, mapping=mapping, format_id="email_messages")
    return "m.eml", text.encode(), said


def mapped(table: str, **column: str) -> tuple[str, bytes, ImportOptions]:
    text = MAPPING
    for old, new in column.items():
        text = text.replace(f'{old} = "id"', new)
    return raw(table.encode(), mapping=text)


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in members.items():
            package.writestr(f"{name}.csv", text)
    return buffer.getvalue()


def zipped_as(*names_and_texts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in zip(names_and_texts[::2], names_and_texts[1::2], strict=True):
            package.writestr(name, text)
    return buffer.getvalue()


def locked_zip() -> bytes:
    """A zip whose member says that it is encrypted, at its own head and in the directory."""
    data = bytearray(zipped(Queries=RESULTS))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def results(data: bytes | str, **said: Any) -> tuple[str, bytes, ImportOptions]:  # noqa: ANN401  # any option
    content = data if isinstance(data, bytes) else data.encode()
    return "p.zip", content, ImportOptions(**{"account": "s", "format_id": "search_console", **said})


def hook(kind: str, tail: str = "", **update: object) -> tuple[str, bytes, ImportOptions]:
    """One body of the WhatsApp Cloud API with one update."""
    changes = [{"field": "messages", "value": {kind: [update]}}]
    body = {"object": "whatsapp_business_account", "entry": [{"changes": changes}]}
    options = ImportOptions(account="w", format_id="whatsapp_webhook")
    return "b.jsonl", (json.dumps(body) + tail).encode(), options


META = "Reporting starts,Reporting ends,Campaign name,Impressions,Link clicks,Amount spent (USD)\n"
META_ROW = "2027-03-01,2027-03-31,c,9,2,3.00\n"
LINKEDIN = 'Campaign Performance Report (in UTC)\n"Report Start: 03/01/2027, Report End: 03/31/2027"\n\nStart Date (in UTC),Currency,Campaign Name,Total Spent,Impressions,Clicks\n'
OCEAN = "时间,广告组,展示数,点击数,总消耗"


def platform(text: str, **said: Any) -> tuple[str, bytes, ImportOptions]:  # noqa: ANN401  # any option
    return "ads.csv", text.encode(), ImportOptions(**{"account": "ads/main", "zone": "UTC", **said})


CAUSES: dict[str, tuple[str, bytes, ImportOptions]] = {
    "sources.account_missing": ads(ADS + ADS_ROW, account=""),
    "sources.account_zone_unknown": ads(ADS + ADS_ROW, zone=""),
    "sources.aggregated_not_daily": ads(ADS.replace("Day,", "") + ADS_ROW[11:]),
    "sources.archive_broken": results(zipped(Queries=RESULTS)[:-4] + b"....", covers="2027-03-01/2027-03-01"),
    "sources.archive_locked": results(locked_zip()),
    "sources.archive_too_many": results(zipped(**{f"n{number}": "" for number in range(1_001)})),
    "sources.balance_disagrees": top_up(
        "T-1,2027-03-01,Balance,USD,,9.00\nT-2,2027-03-02,Spend,USD,1.00,7.00\n"
    ),
    "sources.rows_unnumbered": top_up(",2027-03-01,Balance,USD,9.00,9.00\n"),
    "sources.balance_unstated": top_up("T-1,2027-03-01,Top-up,USD,9.00,\n"),
    "sources.signs_unclear": top_up("T-1,2027-03-01,Spend,USD,9.00,\nT-2,2027-03-02,Spend,USD,-1.00,\n"),
    "sources.broken_quotes": order('PI-1,2027/3/9,"大货,USD,1.50,,\n'),
    "sources.broken_text": raw("询盘编号".encode()[:-1]),
    "sources.cell_error": order("PI-1,2027/3/9,大货,USD,#REF!,,\n"),
    "sources.chat_order_unknown": chat("05/04/2027, 10:00 - +1 212-555-0141: hi\n"),
    "sources.columns_absent": log("HY-1,2027-03-01 09:00,,DE,5\n"),
    "sources.columns_dropped": raw("日期,广告系列,会话数,心情\n2027-03-01,c,5,good\n".encode()),
    "sources.columns_missing": raw("订单号,日期\nPI-1,2027-03-01\n".encode(), mapping="order_ledger"),
    "sources.cost_parts_differ": platform(f"{OCEAN},现金消耗,赠款消耗\n2027-03-01,c,9,2,5.00,3.00,1.00\n"),
    "sources.country_unknown": log("HY-1,2027-03-01 09:00,,Atlantis,\n"),
    "sources.covers_differ": ads(
        ADS.replace("Day,", "").replace("All time", "2027-03-01 - 2027-03-31") + ADS_ROW[11:],
        covers="2027-03-01/2027-03-30",
    ),
    "sources.covers_unreadable": results(RESULTS, covers="March"),
    "sources.currency_differs": order("PI-1,2027/3/9,大货,USD,€1.50,,\n"),
    "sources.currency_missing": order("PI-1,2027/3/9,大货,,1.50,,\n"),
    "sources.currency_unknown": order("PI-1,2027/3/9,大货,ABC,1.50,,\n"),
    "sources.date_order_unknown": order("PI-1,5/12/2027,大货,USD,1.50,,\n"),
    "sources.day_may_be_start": platform(LINKEDIN + "03/01/2027,EUR,c,3.00,9,2\n"),
    "sources.day_outside_report": platform(LINKEDIN + "04/01/2027,EUR,c,3.00,9,2\n"),
    "sources.decimal_mark_unknown": order('PI-1,2027/3/9,大货,USD,"1,500",,\n'),
    "sources.duplicate_column": raw("日期,广告系列,会话数,Sessions\n2027-03-01,c,1,2\n".encode()),
    "sources.email_unreadable": order("PI-1,2027/3/9,大货,USD,1.50,nobody,\n"),
    "sources.empty_file": raw(b"\n"),
    "sources.encoding_unknown": raw("詢盤編號,國家,業務員\n".encode("big5")),
    "sources.form_no_mails": mail(EML.replace("max@lichthof", "max@other"), mapping=FORM),
    "sources.form_other_mails": mail(
        "".join(f"From - Fri Mar  5 09:14:07 2027\n{EML}\n" for _ in range(2)), mapping=FORM
    ),
    "sources.form_unreadable": mail(EML.replace("5 Mar", "35 Mar"), mapping=FORM),
    "sources.grain_column_missing": ads((ADS + ADS_ROW).replace("Campaign report", "Ad group report")),
    "sources.items_left_out": raw(
        b'{"data": [{"item": "person", "data": null}]}', format_id="pipedrive_items"
    ),
    "sources.json_answer_broken": raw(b'{"data": [', format_id="pipedrive_items"),
    "sources.mail_date_unreadable": mail(EML.replace("5 Mar", "35 Mar")),
    "sources.mail_left_out": mail("Auto-Submitted: auto-replied\n" + EML),
    "sources.mail_many_receivers": mail(
        EML.replace("To:", "To: " + "".join(f"b{number}@b.example, " for number in range(21))),
        ours="lichthof.example",
    ),
    "sources.mail_no_messages": mail("hello\n"),
    "sources.mail_ours_absent": mail(ours="lumura.example"),
    "sources.mail_ours_missing": mail(ours=""),
    "sources.mail_sender_unreadable": mail(EML.replace("max@", "max at ")),
    "sources.ends_before_start": platform(META + META_ROW.replace("03-31", "02-28")),
    "sources.export_narrowed": results(
        zipped(Chart=RESULT_DAYS, Filters="Filter,Value\nSearch type,Web\nCountry,Germany\n")
    ),
    "sources.grants_unknown": platform(f"{OCEAN}\n2027-03-01,c,9,2,5.00\n"),
    "sources.kept_as_totals": platform(META + META_ROW),
    "sources.mapping_mismatch": raw(b"A\n1\n", mapping=MAPPING.replace('"id"\nh', '"day"\nh')),
    "sources.mapping_missing": raw(b"A\n1\n", mapping=MAPPING.replace('version = "1"\n', "")),
    "sources.mapping_syntax": raw(b"A\n1\n", mapping="id ="),
    "sources.mapping_twice": raw(b"A\n1\n", mapping=MAPPING.replace('["A"]', '["A", "a"]')),
    "sources.mapping_unknown": raw(b"A\n1\n", mapping=MAPPING.replace('"id"\nh', '"ids"\nh')),
    "sources.members_left_out": results(zipped(Chart=RESULT_DAYS, notes="see chart")),
    "sources.merged_left_out": raw(
        b"id,property_email,property_createdate,property_hs_merged_object_ids\n"
        b"1,a@b.example,2027-03-01 10:00,2\n2,a@b.example,2027-03-01 10:00,\n",
        account="crm/a",
    ),
    "sources.missing_value": order("PI-1,2027/3/9,大货,USD,--,,\n"),
    "sources.mixed_decimal_marks": order('PI-1,2027/3/9,大货,USD,"1,50",,\nPI-2,2027/3/9,大货,USD,2.50,,\n'),
    "sources.no_control_total": ads(ADS + ADS_ROW),
    "sources.no_header": raw(b"a,b\n", mapping="order_ledger"),
    "sources.no_last_line_break": order("PI-1,2027/3/9,大货,USD,1.50,,"),
    "sources.no_such_format": raw(b"a,b\n1,2\n", format_id="baidu"),
    "sources.no_rows": order(""),
    "sources.not_a_count": raw("日期,广告系列,会话数\n2027-03-01,c,-5\n".encode()),
    "sources.not_a_date": order("PI-1,2027/2/30,大货,USD,1.50,,\n"),
    "sources.not_read_on": raw(("日期,广告系列,会话数,可判定会话\n" + "2027-03-01,c,5,5\n" * 4).encode()),
    "sources.not_a_number": order("PI-1,2027/3/9,大货,USD,many,,\n"),
    "sources.nul_byte": raw(b"a\0b\n"),
    "sources.other_sheets": raw(two_sheets()),
    "sources.out_of_order": log("HY-1,2027-03-01 09:00,2027-03-01 08:00,,\n"),
    "sources.part_exceeds_whole": raw("日期,广告系列,会话数,可判定会话\n2027-03-01,c,5,6\n".encode()),
    "sources.phone_unreadable": order("PI-1,2027/3/9,大货,USD,1.50,,call me\n"),
    "sources.ragged_row": order("PI-1,2027/3/9\n"),
    "sources.range_totals_differ": results(
        zipped(Chart=RESULT_DAYS, Devices="Device,Clicks,Impressions\nMobile,3,9\n")
    ),
    "sources.range_unknown": results(RESULTS),
    "sources.repeated_row": order("PI-1,2027/3/9,大货,USD,1.50,,\n" * 2),
    "sources.rows_added_up": ads(ADS + ADS_ROW * 2),
    "sources.rows_without_figures": platform(META + META_ROW + "2027-03-01,2027-03-31,d,,,\n"),
    "sources.ruined_id": order("1.20253E+17,2027/3/9,大货,USD,1.50,,\n"),
    "sources.salesforce_id_broken": mapped("A\n00Q1G\n", type='type = "salesforce_id"'),
    "sources.several_accounts": ads(
        ADS.replace("Day,", "Day,Account,") + "".join(f"2027-03-01,{each}{ADS_ROW[10:]}" for each in "AB")
    ),
    "sources.several_ids": mapped("A\n12;13\n", type='type = "id"\nsingle = true'),
    "sources.several_reports": (
        "ads.zip",
        zipped(a=META + META_ROW, b=META + META_ROW),
        ImportOptions(account="ads/main"),
    ),
    "sources.time_missing": log("HY-1,2027-03-01,,,\n"),
    "sources.time_skipped": log("HY-1,2027-03-28 02:30,,,\n"),
    "sources.time_twice": log("HY-1,2027-10-31 02:30,,,\n"),
    "sources.time_twice_first_taken": chat("2027/10/31 02:30 - +1 212-555-0141: hi\n"),
    "sources.too_fine": order("PI-1,2027/3/9,大货,USD,0.1234567,,\n"),
    "sources.too_large": raw(workbook_bytes("x", [("日期",)]), mapping="web_sessions"),
    "sources.total_disagrees": ads(ADS + ADS_ROW + "Total: Campaigns,--,1,2,USD,4.00\n"),
    "sources.unknown_format": raw(b"a,b\n1,2\n"),
    "sources.unknown_value": order("PI-1,2027/3/9,框架合同,USD,1.50,,\n"),
    "sources.values_missing": raw("日期,广告系列,会话数,可判定会话\n2027-03-01,c,5,--\n".encode()),
    "sources.values_not_named": mapped(
        "A\nmaybe\n", type='type = "choice"\nrest = true\nvalues = { yes = ["ja"] }'
    ),
    "sources.whatsapp_account_absent": chat("2027/5/7 10:00 - A: 1\n2027/5/7 10:01 - B: 2\n"),
    "sources.whatsapp_group": chat(
        "2027/5/7 10:00 - A: 1\n2027/5/7 10:01 - B: 2\n2027/5/7 10:02 - Li Na: 3\n"
    ),
    "sources.whatsapp_no_messages": chat("hello\n"),
    "sources.whatsapp_phone_unknown": chat("2027/5/7 10:00 - Dana: hi\n", name="_chat.txt"),
    "sources.whatsapp_side_unknown": chat(ONE, name="_chat.txt", account=""),
    "sources.workbook_broken": raw(b"PK\x03\x04 broken", mapping="order_ledger"),
    "sources.workbook_locked": raw(b"", mapping="order_ledger"),
    "sources.zone_missing": chat(ONE, zone=""),
    "sources.zone_unknown": chat(ONE, zone="Asia/Nowhere"),
}


CAUSES |= {
    "sources.json_broken": hook("messages", id="a", timestamp="1803891600", tail="\n{"),
    "sources.lead_answers_absent": (
        "b.jsonl",
        b'{"object":"page","entry":[{"changes":[{"field":"leadgen","value":{"leadgen_id":1,"created_time":1803891600}}]}]}',
        ImportOptions(account="m", format_id="meta_lead_webhook"),
    ),
    "sources.lead_campaign_unknown": hook(
        "messages", "", id="a", timestamp="1803891600", referral={"ctwa_clid": "x"}, **{"from": "12125550141"}
    ),
    "sources.not_a_unix_time": hook("messages", id="a", timestamp="noon"),
    "sources.webhook_contact_unknown": hook("messages", id="a", timestamp="1803891600"),
    "sources.webhook_errors": hook("errors", code=131000),
    "sources.webhook_incomplete": hook("messages", timestamp="1803891600"),
    "sources.webhook_nothing": hook("calls", id="c"),
}


def far_book(sheet_xml: str) -> bytes:
    """A workbook whose one sheet is this text."""
    buffer = io.BytesIO()
    whole = io.BytesIO(workbook_bytes("x", [("订单号",)]))
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, sheet_xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return buffer.getvalue()


def tight() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("Queries.csv", bytes(21 * 1024 * 1024))
    return buffer.getvalue()


CAUSES |= {
    "sources.more_of_a_kind": raw((ORDERS + "PI\n" * 1_001).encode(), mapping="order_ledger"),
    "sources.packed_too_tight": results(tight()),
    "sources.sheet_too_wide": raw(
        far_book('<worksheet><sheetData><row><c r="XFD1048576"/></row></sheetData></worksheet>'),
        mapping="order_ledger",
    ),
    "sources.workbook_entities": raw(
        far_book('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'), mapping="order_ledger"
    ),
}

HIT = '192.0.2.1 - - [01/Mar/2027:10:00:00 +0000] "GET / HTTP/1.1" 200 5'


def weblog(data: bytes | str, zone: str = "UTC") -> tuple[str, bytes, ImportOptions]:
    content = data.encode() if isinstance(data, str) else data
    return "access.log", content, ImportOptions(account="site", zone=zone, format_id="web_log")


CAUSES |= {
    "sources.day_zone_missing": weblog(HIT, zone=""),
    "sources.log_days_partial": weblog(HIT),
    "sources.log_lines_odd": weblog(f'{HIT} "-" "no end'),
    "sources.log_lines_unread": weblog(f"{HIT}\n{HIT}\nwhat\n"),
    "sources.log_no_agent": weblog(HIT),
    "sources.log_unknown": weblog("what is this\n"),
    "sources.packed_broken": weblog(gzip.compress(f"{HIT}\n".encode() * 9_000)[:-9]),
    "sources.packed_too_large": weblog(gzip.compress(HIT.encode())),
}

CAUSES["sources.ga4_events_without_session"] = (
    "events.csv",
    b"event_name,event_date,event_timestamp,user_pseudo_id,event_params\npage_view,20270301,1,,[]\n",
    ImportOptions(account="ga4", zone="UTC"),
)
CAUSES["sources.returned_form"] = (
    "objections.xlsx",
    form_bytes(
        Form(
            ("lines", "C-1"),
            (FormSheet("Lines", "Objections", (), (), (), ""),),
            FormFront("Read me", "", ()),
        )
    ),
    ImportOptions(account="a", zone="UTC"),
)
CAUSES["sources.whatsapp_archive"] = (
    "chat.zip",
    zipped_as("a.txt", ONE, "b.txt", ONE),
    ImportOptions(account="whatsapp/Li Na", zone="UTC", format_id="whatsapp_chat"),
)
NTH = "Nth day,Session campaign,Sessions\n0000,a,7\n"


def analytics(text: str, head: str = "# Start date: 20270301\n") -> tuple[str, bytes, ImportOptions]:
    options = ImportOptions(account="ga4", zone="UTC", format_id="ga4_report")
    return "download.csv", (head + text).encode(), options


CAUSES |= {
    "sources.ga4_no_daily_sessions": analytics("Session campaign,Users\na,7\n"),
    "sources.sessions_kept_as_totals": analytics(
        "Session campaign,Sessions\na,7\n", head="# Start date: 20270301\n# End date: 20270331\n"
    ),
    "sources.ga4_not_addable": analytics("Nth day,Session campaign,Page,Sessions\n0000,a,x,7\n0000,a,y,7\n"),
    "sources.ga4_several_tables": analytics(f"{NTH}\n{NTH}"),
    "sources.ga4_start_missing": analytics(NTH, head="# Sessions\n"),
    "sources.ga4_tables_left_out": analytics(f"{NTH}\nCountry,Sessions\n"),
    "sources.chat_campaign_unknown": chat(
        "2027/5/7 10:00 - 此聊天从 Facebook 广告发起\n" + ONE + "2027/5/7 10:01 - Li Na: hello\n"
    ),
    "sources.days_without_time": raw(
        b"Lead ID,Lead Status,Lead Source,Create Date\n00Q1G00000nDnM5,New,Web,2027-03-05\n",
        account="crm/a",
        zone="UTC",
    ),
    "sources.format_nearly": raw("日期,金额,币种\n2027-03-01,5,USD\n".encode()),
    "sources.no_such_mapping": raw(b"a,b\n", mapping="order_leger"),
    "sources.table_of_names": raw(b"id,created_time,name,currency,last_modified_time,version_tag\n"),
    "sources.table_of_parts": raw(b"stage_id,pipeline_id,closed_won,probability\n"),
    "sources.table_without_place": raw(b"canonical,email_template_id,drop_message,drop_reason,bcc,cc\n"),
    "sources.platform_not_read": raw(b"approval_status,entity_status,line_item_id,tweet_id,updated_at\n"),
    "sources.settlement_left_out": settlement("Order\to-1\tItemFees\tCommission\t-1.00\t2027-03-02\n"),
    "sources.settlement_without_total": settlement("Order\to-1\tItemPrice\tPrincipal\t9.00\t2027-03-02\n"),
}


BY_LIMIT = {
    "sources.not_read_on",
    "sources.packed_too_large",
    "sources.too_large",
    "sources.workbook_locked",
}
"""Caused only where a limit is lowered or a password is feigned: each has a test of its own."""


def findings_of(name: str, data: bytes, options: ImportOptions) -> tuple[Finding, ...]:
    found = choose(name, data, options)
    return (found,) if isinstance(found, Finding) else found.parse(name, data, options).findings


def test_every_finding_of_the_sources_has_a_cause_here() -> None:
    assert set(CAUSES) == {code for code in catalogue("en") if code.startswith("sources.")}


@pytest.mark.parametrize("code", sorted(set(CAUSES) - BY_LIMIT))
def test_its_input_causes_it_and_both_languages_show_its_values(code: str) -> None:
    finding = next(finding for finding in findings_of(*CAUSES[code]) if finding.code == code)
    for lang in languages():
        text = translate(lang, code, finding.params)
        assert "{" not in text


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 1000)


def test_a_log_that_unpacks_to_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_log_lines, "LARGEST_LOG", 9)
    found = [finding.code for finding in findings_of(*CAUSES["sources.packed_too_large"])]
    assert found == ["sources.packed_too_large"]


@pytest.mark.usefixtures("small_limit")
def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked() -> None:
    (finding,) = findings_of(*CAUSES["sources.too_large"])
    assert finding.code == "sources.too_large"
    assert "1000" in translate("zh", finding.code, finding.params)


def test_a_large_table_that_says_the_same_over_and_over_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeating, "MOST_AGAIN", 2)
    name, data, options = CAUSES["sources.not_read_on"]
    source = choose(name, data, options)
    assert isinstance(source, Streamed)
    found = source.parse_lines(name, io.BytesIO(data), options).findings
    (told,) = [finding for finding in found if finding.code == "sources.not_read_on"]
    assert told.place.line == 5
    assert source.parse_lines(name, io.BytesIO(data), options).rows_read == 4  # lines 2 to 5
    assert all("2" in translate(lang, told.code, told.params) for lang in languages())


def test_a_zip_that_is_no_workbook_is_broken() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("hello.txt", "hello")
    assert [finding.code for finding in findings_of(*raw(buffer.getvalue(), mapping="order_ledger"))] == [
        "sources.workbook_broken"
    ]


def test_a_workbook_with_a_password_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    import python_calamine  # noqa: PLC0415 - only here

    def locked(_: object) -> None:
        raise python_calamine.PasswordError

    monkeypatch.setattr(python_calamine, "load_workbook", locked)
    sheet._opened.cache_clear()
    found = findings_of(*raw(workbook_bytes("x", [("日期",)]), mapping="order_ledger"))
    sheet._opened.cache_clear()
    assert [finding.code for finding in found] == ["sources.workbook_locked"]
