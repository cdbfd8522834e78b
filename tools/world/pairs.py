"""Three pairs of small lists, written by hand: an agency's claims and the buyer's own log, in Excel, GBK and UTF-16.

``python -m tools.world.pairs examples/compare`` writes them. What each row is, is told in ``tests/cli/test_compare.py``.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from tools.world.files import Cell, delimited, timeless

at = datetime.fromisoformat
"""A naive moment, as a spreadsheet holds it."""

CLAIM_HEAD = ["序号", "日期", "客户", "公司", "邮箱", "电话/WhatsApp", "国家", "备注"]
FIRST_WEEK: Sequence[Sequence[Cell]] = [
    [1, at("2027-03-01"), "Max Lichter", "Elbtal Kommunaltechnik GmbH", "max.lichter@elbtal.example", "+49 30 23125001", "德国", "路灯 120 套"],
    [2, at("2027-03-02"), "Beth Norwood", "Blue Mesa Solar Contractors", "BETH.NORWOOD@bluemesa.example", None, "美国", None],
    [3, at("2027-03-03"), "M. Lichter", "Elbtal Kommunaltechnik", None, "0049 (0)30 23125001", "DE", '=HYPERLINK("http://farsail.example")'],
    [4, at("2027-03-04"), "Grant Ogden", "Lone Elm Paving", "grant@loneelm.example", "+1 312-555-0142", "United States", None],
    [5, at("2027-03-05"), "Heike Brandt", "Nordlicht Lichtmasten GmbH", "heike.brandt@nordlicht.example", None, "Deutschland", None],
    [6, at("2027-03-06"), "Ravi Menon", "Kaveri Lighting", "ravi@kaveri.example", "+91 99 0000 0101", "印度", None],
]  # fmt: skip
SECOND_WEEK: Sequence[Sequence[Cell]] = [
    [7, at("2027-03-08"), "Owen Redmond", "Silver Creek Infrastructure", None, "1.20253E+17", "美国", None],
    [8, at("2027-03-09"), "Laura Vance", "Granite Bay Energy Partners", "lvance@mailbox.example", None, "美国", None],
    [9, at("2027-03-10"), "Ian", None, None, None, "美国", None],
    [10, at("2027-03-11"), "Sören Jäger", "Eifel Tiefbau GmbH", None, 4922147101234, "德国", None],
    [11, at("2027-03-12"), "Fiona Abbott", "Stone Arch Electrical Supply", "fiona@stonearch.example", None, "美国", None],
    [12, None, "Keith Barlow", "Harbor Point Lighting Wholesale", "keith@harborpoint.example", None, "美国", None],
]  # fmt: skip
"""The day of the 11th stands in a cell merged with the one below."""

OURS_HEAD = [
    "询盘编号",
    "询盘时间",
    "客户姓名",
    "公司",
    "邮箱",
    "电话/WhatsApp",
    "国家",
    "客户类别",
    "首次回复时间",
    "报价差额",
]
OURS: Sequence[Sequence[Cell]] = [
    ["HY-001", at("2026-11-20 09:00"), "Heike Brandt", "Nordlicht Lichtmasten", "heike.brandt@nordlicht.example", "+49 40 66969001", "德国", "新客户", at("2026-11-20 10:00"), None],
    ["HY-101", at("2027-03-01 09:30"), "Max Lichter", "Elbtal Kommunaltechnik GmbH", "Max.Lichter@Elbtal.example", "030 23125001", "德国", "新客户", at("2027-03-01 11:00"), -120],
    ["HY-102", at("2027-03-02 14:05"), "Beth Norwood", "Blue Mesa", "beth.norwood@bluemesa.example", None, "美国", "新客户", None, None],
    ["HY-103", at("2027-03-05 08:00"), "Heike Brandt", "Nordlicht Lichtmasten GmbH", "heike.brandt@nordlicht.example", None, "德国", "新客户", at("2027-03-05 09:00"), None],
    ["HY-104", at("2027-03-06 16:00"), "Ravi Menon", "Kaveri Lighting", "ravi@kaveri.example", None, "印度", "新客户", at("2027-03-07 09:00"), None],
    ["HY-105", at("2027-03-10 10:00"), "Laura Vance", "Granite Bay Energy Partners", "laura.vance@granitebay.example", "+1 415-555-0117", "美国", "新客户", at("2027-03-10 12:00"), None],
    ["HY-106", at("2027-03-11 11:00"), "Sören Jäger", "Eifel Tiefbau GmbH", "s.jaeger@eifel.example", "+49 221 47101234", "德国", "新客户", at("2027-03-11 15:00"), "-75.50"],
    ["HY-107", at("2027-03-12 09:00"), "Fiona Abbott", "Stone Arch Electrical Supply", "fiona@stonearch.example", None, "美国", "新客户", at("2027-03-12 09:40"), None],
    ["HY-108", at("2027-03-12 10:00"), "Keith Barlow", "Harbor Point Lighting Wholesale", "keith@harborpoint.example", None, "美国", "老客户", at("2027-03-12 11:00"), None],
]  # fmt: skip

GBK_CLAIM = [
    ["提交时间", "姓名", "公司名称", "手机", "微信", "邮箱"],
    ["2027/4/1 09:12", "林晓", "远港贸易有限公司", "", "lx_harbor88", ""],
    ["2027/4/2", "陈默", "北岭照明", "＋１ ２１２－５５５－０１４１", "", ""],
    ["2027/4/3", "周舟", "东屿灯具有限公司", "'+44 7700 900123", "", ""],
    ["2027/4/3", "周舟", "东屿灯具", "", "", "zhou@dongyu.example"],
    ["2027/4/5", "吴桐", "青石工程", "", "wutong_qs", ""],
    ["2027/4/7", "何川", "海角光电", "", "", "hechuan@haijiao.example"],
    ["四月上旬", "沈星", "云岭太阳能", "", "", "shen@yunling.example"],
    ["2027/4/9", "许诺", "玉泉电气", "", "", "xu@yuquan.example"],
    ["合计", "8", "", "", "", ""],
]
GBK_OURS = [
    ["客户登记表", "", "", "", ""],
    ["创建时间", "联系人", "公司", "联系方式", "跟进状态"],
    ["2027-03-01", "许诺", "玉泉电气有限公司", "xu@yuquan.example", "已跟进"],
    ["2027-04-01", "林晓", "远港贸易", "微信：LX_Harbor88", "已跟进"],
    ["2027-04-03", "陈默", "北岭照明有限公司", "001 212 555 0141", "未跟进"],
    ["2027-04-03", "周舟", "东屿灯具有限公司", "+447700900123 / zhou@dongyu.example", "跟进中"],
    ["2027-04-06", "吴桐", "青石工程有限公司", "+49 89 99998123", "已跟进"],
    ["2027-04-08", "沈星", "云岭太阳能", "shen@yunling.example", "已跟进"],
]

META_CLAIM = [
    ["id", "created_time", "ad_id", "campaign_name", "platform", "full_name", "phone_number", "email", "company_name", "lead_status"],
    ["l:105", "2027-05-09T08:15:00-05:00", "ag:1202050001", "spring", "fb", "Ann Harbor", "p:+12125550143", "ann.harbor@quay.example", "Quay Lighting", "complete"],
    ["l:104", "2027-05-08T19:02:11-05:00", "ag:1202050001", "spring", "ig", "Max Lichter", "p:+493023125001", "max@elbtal.example", "Elbtal", "complete"],
    ["l:103", "2027-05-06T10:00:00-05:00", "ag:1202050001", "spring", "fb", "Ole Brun", "p:call me", "", "Brun", "complete"],
    ["l:102", "2027-05-04T10:00:00-05:00", "ag:1202050001", "spring", "fb", "Test", "p:<test lead>", "test@meta.example", "Test", "complete"],
    ["l:101", "2027-05-02T09:30:00-05:00", "ag:1202050001", "spring", "fb", "Max Lichter", "p:+493023125001", "Max@Elbtal.example", "Elbtal", "complete"],
    ["l:100", "2027-05-01T12:00:00-05:00", "ag:1202050001", "spring", "ig", "Vera Noll", "p:+33199001217", "vera@noll.example", "Noll", "complete"],
    ["l:99", "2027-05-01T11:00:00-05:00", "ag:1202050001", "spring", "fb", "O. P.", "p:+447700900456", "olga@prinz.example", "", "complete"],
]  # fmt: skip
HUBSPOT_OURS = [
    ["Record ID", "First Name", "Last Name", "Email", "Phone Number", "Create Date", "Associated Company", "Lead Status", "Last contacted"],
    ["901", "Max", "Lichter", "max@elbtal.example", "", "5/2/2027 17:01", "Elbtal", "Open", "5/3/2027"],
    ["902", "Olga", "Prinz", "olga@prinz.example", "", "5/3/2027 8:00", "Prinz", "New", "5/3/2027"],
    ["903", "Paul", "Weber", "", "+44 7700 900456", "5/4/2027 9:00", "Weber", "New", ""],
    ["904", "Ann", "Harbor", "", "212-555-0143", "5/9/2027 15:20", "Quay Lighting", "New", "5/10/2027"],
]  # fmt: skip


def files() -> Mapping[str, bytes]:
    """File name → bytes, of all six."""
    return {
        "1-agency.xlsx": _agency_workbook(),
        "1-ours.xlsx": _workbook({"询盘登记": [OURS_HEAD, *OURS]}),
        "2-agency.gbk.csv": delimited(GBK_CLAIM, encoding="gbk"),
        "2-ours.gbk.csv": delimited(GBK_OURS, encoding="gbk"),
        "3-agency.utf16.csv": delimited(META_CLAIM, encoding="utf-16-le", delimiter="\t"),
        "3-ours.utf16.txt": delimited(HUBSPOT_OURS, encoding="utf-16-le", delimiter="\t"),
    }


def write(folder: Path) -> None:
    """Write all six into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (folder / name).write_bytes(data)


def _agency_workbook() -> bytes:
    """Two weeks on a sheet each, below a title; a total at the end; a sheet of remarks."""
    title: list[Sequence[Cell]] = [["远帆数字 2027 年 3 月线索清单"], []]
    return _workbook(
        {
            "第1周": [*title, CLAIM_HEAD, *FIRST_WEEK],
            "第2周": [*title, CLAIM_HEAD, *SECOND_WEEK, [], ["合计", "12 条"]],
            "说明": [["本表由远帆数字整理"]],
        },
        merged={"第1周": "A1:H1", "第2周": "B8:B9"},
    )


def _workbook(
    sheets: Mapping[str, Sequence[Sequence[Cell]]], merged: Mapping[str, str] | None = None
) -> bytes:
    book = Workbook()
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
        if merged and name in merged:
            sheet.merge_cells(merged[name])
    raw = io.BytesIO()
    book.save(raw)
    return timeless(raw.getvalue())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
