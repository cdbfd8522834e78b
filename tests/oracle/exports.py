"""Each export format to its records. Words of the three logs are translated here, once."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import get_args

from tests.oracle.facts import Channel, Enquiry, ExportFile, Order, SessionDay, SpendDay
from tests.oracle.people import email_key, phone_key
from tests.oracle.tables import (
    Row,
    csv_rows,
    decode,
    moment,
    moment_or_none,
    text_or_none,
    whole,
    workbook_rows,
)

ENQUIRY_COLUMNS: Mapping[str, tuple[str, str]] = {  # field: (Chinese log, German web form)
    "id": ("询盘编号", "Anfrage-Nr"),
    "created": ("询盘时间", "Eingang"),
    "channel": ("来源渠道", "Kanal"),
    "campaign": ("广告系列", "Kampagne"),
    "clicked": ("点击时间", "Klickzeit"),
    "form": ("表单/邮箱", "Formular"),
    "email": ("邮箱", "E-Mail"),
    "phone": ("电话/WhatsApp", "Telefon"),
    "country": ("国家", "Land"),
    "reachable": ("联系状态", "Erreichbar"),
    "category": ("客户类别", "Kategorie"),
    "replied": ("首次回复时间", "Erste Antwort"),
    "wrote_again": ("客户再次回复时间", "Nächste Nachricht"),
    "sales": ("销售判定", "Bewertung"),
    "judged": ("判定时间", "Bewertet am"),
}
CHANNELS: Mapping[str, str] = {
    "谷歌搜索": "paid_search",
    "Google Suche": "paid_search",
    "谷歌展示": "paid_display",
    "Google Display": "paid_display",
    "自然搜索": "organic_search",
    "直接访问": "direct",
    "邮件": "email",
    "转介绍": "referral",
    "展会": "trade_show",
    "阿里国际站": "b2b_platform",
}
COUNTRIES = {
    "美国": "US",
    "德国": "DE",
    "Deutschland": "DE",
    "法国": "FR",
    "加拿大": "CA",
    "澳大利亚": "AU",
    "英国": "GB",
}
REACHABLE = {"可联系": True, "ja": True, "退信": False, "空号": False, "nein": False}
CATEGORIES = {
    "正常": "normal",
    "Neukunde": "normal",
    "同行": "competitor",
    "求职": "job_seeker",
    "推销": "solicitation",
    "低于起订量": "below_minimum_order",
    "老客户": "existing_customer",
    "员工": "employee",
}
SALES: Mapping[str, bool | None] = {
    "合格": True,
    "Qualifiziert": True,
    "不合格": False,
    "Nicht qualifiziert": False,
    "待定": None,
    "Offen": None,
}


def read_enquiries(file: ExportFile) -> list[Enquiry]:
    if file.path.suffix == ".xlsx":
        rows = workbook_rows(file.path)
    else:
        data = file.path.read_bytes()
        word = "Nächste Nachricht" if b"Anfrage-Nr" in data else "询盘编号"
        rows = csv_rows(decode(data, word), header_word=word)
    return [one_enquiry(row, file) for row in rows]


def one_enquiry(row: Row, file: ExportFile) -> Enquiry:
    cells = {
        field: row[chinese] if chinese in row else row[german]
        for field, (chinese, german) in ENQUIRY_COLUMNS.items()
    }
    country = COUNTRIES[str(cells["country"]).strip()]
    channel = CHANNELS[str(cells["channel"]).strip()]
    sales = text_or_none(cells["sales"])
    return Enquiry(
        account=file.account,
        id=str(cells["id"]).strip(),
        known_at=file.known_at,
        created_at=moment(cells["created"]),
        channel=as_channel(channel),
        campaign=text_or_none(cells["campaign"]),
        clicked_at=moment_or_none(cells["clicked"]),
        form=text_or_none(cells["form"]),
        email=email_key(text_or_none(cells["email"])),
        phone=phone_key(text_or_none(cells["phone"]), country),
        country=country,
        reachable=REACHABLE[str(cells["reachable"]).strip()],
        category=CATEGORIES[str(cells["category"]).strip()],
        replied_at=moment_or_none(cells["replied"]),
        wrote_again_at=moment_or_none(cells["wrote_again"]),
        sales=SALES[sales] if sales else None,
        judged_at=moment_or_none(cells["judged"]),
    )


def as_channel(word: str) -> Channel:
    for channel in get_args(Channel):
        if word == channel:
            found: Channel = channel
            return found
    raise ValueError(f"unknown channel {word!r}")


def read_orders(file: ExportFile) -> list[Order]:
    return [
        Order(
            account=file.account,
            id=str(row["订单号"]).strip(),
            on=moment(row["日期"]).date(),
            email=email_key(text_or_none(row["邮箱"])),
            phone=phone_key(text_or_none(row["电话"]), None),
        )
        for row in workbook_rows(file.path)
    ]


def read_sessions(file: ExportFile) -> list[SessionDay]:
    rows = csv_rows(decode(file.path.read_bytes(), "广告系列"), header_word="广告系列")
    return [
        SessionDay(
            campaign=str(row["广告系列"]).strip(),
            day=moment(row["日期"]).date(),
            sessions=whole(row["会话数"]),
            judged=whole(row["可判定会话"]),
            bounced=whole(row["跳出会话"]),
            class_a=whole(row["A类无效会话"]),
            form_starts=whole(row["表单开始"]),
            form_submits=whole(row["表单提交"]),
        )
        for row in rows
    ]


def read_spend(file: ExportFile) -> list[SpendDay]:
    """The rows of a Google Ads campaign report by day; its own total is held against their sum (formats.md 3.1)."""
    rows = csv_rows(decode(file.path.read_bytes(), "Currency code"), header_word="Currency code")
    found: list[SpendDay] = []
    control: Fraction | None = None
    for row in rows:
        words = [str(cell).strip() for cell in row.values()]
        if "Total: Campaigns" in words:
            control = Fraction(str(row["Cost"]).strip())
        if not any(word.startswith("Total:") for word in words):
            found.append(
                SpendDay(
                    account=file.account,
                    campaign=str(row["Campaign"]).strip(),
                    day=date.fromisoformat(str(row["Day"]).strip()),
                    cost=Fraction(str(row["Cost"]).strip()),
                    currency=str(row["Currency code"]).strip(),
                )
            )
    if control is None or sum((each.cost for each in found), Fraction(0)) != control:
        raise ValueError(f"{file.path}: the rows do not add up to the report's own total {control}")
    return found
