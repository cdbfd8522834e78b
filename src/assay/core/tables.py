"""The canonical tables: one definition each, from which Parquet schemas, docs and exports are made.

A source turns an export into :class:`Record` values of these tables. Contact values (e-mail, phone, names) travel
as :class:`Contact` cells; the store replaces each by its keyed hash before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ColumnType(StrEnum):
    """How a value is held. Parquet: TEXT, COUNT and MICROS as BIGINT, DAY as DATE, INSTANT as TIMESTAMP (UTC), FLAG as BOOLEAN."""

    TEXT = "text"
    COUNT = "count"
    MICROS = "micros"
    DAY = "day"
    INSTANT = "instant"
    FLAG = "flag"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, type, unit (free text such as ``session``), labels, meaning. A missing value is null, never 0 or empty.

    Rows were stored before a ``later`` column existed: one that leaves it null must prove the leaf that it had without it.
    """

    name: str
    type: ColumnType
    zh: str
    en: str
    meaning: str
    unit: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table. ``key`` names the columns that identify a row; a later row with the same key replaces the earlier."""

    name: str
    key: tuple[str, ...]
    zh: str
    en: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: There is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact value in the clear, on its way to the erasable table.

    Attributes:
        kind: ``email`` (normalised), ``phone`` (E.164), ``name`` or ``company`` (trimmed, case kept).
        value: The normalised value.
    """

    kind: str
    value: str


Value = str | int | bool | date | datetime | Contact | None


@dataclass(frozen=True, slots=True)
class Record:
    """One row for a canonical table.

    Attributes:
        table: Name of the table.
        row: 1-based number of the row (line of text, or sheet row) in the file it came from.
        values: Column name → value; columns left out are null. Money in micros, instants aware (UTC), days naive.
    """

    table: str
    row: int
    values: Mapping[str, Value]


T = ColumnType
_SOURCE = (
    Column("source", T.TEXT, "来源", "source", "format id of the export, such as google_ads_report"),
    Column("account", T.TEXT, "账户", "account", "account or book the export belongs to, given at import"),
)
PROVENANCE = (
    Column("blob", T.TEXT, "原始文件摘要", "blob", "SHA-256 of the file as received"),
    Column("row", T.COUNT, "行号", "row", "1-based row in that file"),
    Column("row_leaf", T.TEXT, "行叶", "row leaf", "salted hash of the row; survives an erasure"),
)
_ENTITY = (
    Column("grain", T.TEXT, "粒度", "grain", "account, campaign, ad_group, keyword, search_term or ad; grains are never added"),
    Column("entity", T.TEXT, "对象路径", "entity", "campaign, or campaign / ad group / …"),
    Column("campaign", T.TEXT, "广告系列", "campaign", "campaign name as exported"),
    Column("campaign_type", T.TEXT, "广告系列类型", "campaign type", "search, display … as exported"),
)  # fmt: skip
_MEDIA = (
    Column("currency", T.TEXT, "币种", "currency", "ISO 4217"),
    Column("cost_micros", T.MICROS, "消耗(百万分之一)", "cost", "cost before platform credits", "currency micros"),
    Column("impressions", T.COUNT, "展示", "impressions", "impressions", "impression"),
    Column("clicks", T.COUNT, "点击", "clicks", "clicks", "click"),
)  # fmt: skip
_RESULTS = (
    Column("result_kind", T.TEXT, "成效指标", "result kind", "what the platform counted as the result, as exported; results of different kinds are never added"),
    Column("results", T.COUNT, "成效", "results", "how many the platform counted of that kind; null when the kind is not one", "result"),
)  # fmt: skip

SPEND = Table(
    "spend", ("source", "account", "grain", "entity", "day"), "消耗", "media spend",
    (*_SOURCE,
     *_ENTITY,
     Column("day", T.DAY, "日期", "day", "day of the ad account's zone"),
     *_MEDIA,
     *_RESULTS),
)  # fmt: skip
SESSIONS = Table(
    "sessions", ("source", "account", "campaign", "day"), "会话", "web sessions",
    (*_SOURCE,
     Column("campaign", T.TEXT, "广告系列", "campaign", "campaign that the session came from"),
     Column("day", T.DAY, "日期", "day", "day of the contract's zone"),
     Column("sessions", T.COUNT, "会话数", "sessions", "all sessions", "session"),
     Column("judged", T.COUNT, "可判定会话", "judged sessions", "sessions that could be judged", "session"),
     Column("bounced", T.COUNT, "跳出会话", "bounced sessions", "judged sessions that bounced", "session"),
     Column("invalid_a", T.COUNT, "A 类无效会话", "class A invalid", "sessions of declared bots or data centres", "session"),
     Column("form_starts", T.COUNT, "表单开始", "form starts", "sessions that began the form", "session"),
     Column("form_submits", T.COUNT, "表单提交", "form submits", "sessions that sent the form", "session")),
)  # fmt: skip
LEADS = Table(
    "leads", ("source", "account", "lead_id"), "线索", "leads",
    (*_SOURCE,
     Column("lead_id", T.TEXT, "询盘编号", "lead id", "number in the log"),
     Column("created_at", T.INSTANT, "询盘时间", "created at", "the lead's first message"),
     Column("channel", T.TEXT, "来源渠道", "channel", "paid_search, paid_display, paid_social, organic, direct, referral, trade_show, b2b_platform, email"),
     Column("campaign", T.TEXT, "广告系列", "campaign", "campaign of the last paid click, null when none"),
     Column("clicked_at", T.INSTANT, "点击时间", "clicked at", "when that click happened, null when unknown"),
     Column("click_id", T.TEXT, "点击编号", "click id", "gclid, fbclid …"),
     Column("form", T.TEXT, "表单", "form", "form or inbox that received it"),
     Column("email_key", T.CONTACT, "邮箱键", "e-mail key", "keyed hash of the e-mail"),
     Column("phone_key", T.CONTACT, "电话键", "phone key", "keyed hash of the phone or messenger number"),
     Column("name_key", T.CONTACT, "姓名键", "name key", "keyed hash of the name"),
     Column("company_key", T.CONTACT, "公司键", "company key", "keyed hash of the company name"),
     Column("country", T.TEXT, "国家", "country", "ISO 3166-1 alpha-2"),
     Column("product", T.TEXT, "产品", "product", "product asked for"),
     Column("quantity", T.COUNT, "数量", "quantity", "pieces asked for", "piece"),
     Column("action", T.TEXT, "动作", "action", "register, leave_details or consult"),
     Column("consent", T.FLAG, "授权", "consent", "whether consent to contact was recorded"),
     Column("reachable", T.FLAG, "可联系", "reachable", "false when mail bounced or the number is dead"),
     Column("exclusion", T.TEXT, "排除类别", "exclusion", "existing_customer, competitor, employee, job_seeker, solicitation, below_minimum_order"),
     Column("salesperson", T.TEXT, "业务员", "salesperson", "who answers"),
     Column("ad_platform", T.TEXT, "广告平台", "ad platform", "platform that the ad or its form stands on: meta, google …; null when unknown", later=True),
     Column("ad_id", T.TEXT, "广告编号", "ad id", "the platform's id of the ad that was clicked, null when unknown", later=True)),
)  # fmt: skip
INTERACTIONS = Table(
    "interactions", ("source", "account", "interaction_id"), "往来", "interactions",
    (*_SOURCE,
     Column("interaction_id", T.TEXT, "往来编号", "interaction id", "unique within source and account"),
     Column("lead_id", T.TEXT, "询盘编号", "lead id", "the lead, when the export says which"),
     Column("contact_key", T.CONTACT, "联系键", "contact key", "keyed hash of the other side's phone or e-mail"),
     Column("at", T.INSTANT, "时间", "at", "when"),
     Column("direction", T.TEXT, "方向", "direction", "in (from the lead) or out (from us)"),
     Column("medium", T.TEXT, "媒介", "medium", "whatsapp, email, log …"),
     Column("salesperson", T.TEXT, "业务员", "salesperson", "our side, when known")),
)  # fmt: skip
QUALIFICATIONS = Table(
    "qualifications", ("source", "account", "lead_id"), "销售判定", "qualifications",
    (*_SOURCE,
     Column("lead_id", T.TEXT, "询盘编号", "lead id", "the lead judged"),
     Column("verdict", T.TEXT, "销售判定", "sales verdict", "qualified, not_qualified or null while open"),
     Column("judged_at", T.INSTANT, "判定时间", "judged at", "when sales judged"),
     Column("signals", T.TEXT, "判定依据", "signals", "need, quotation_with_quantity, drawings … joined by ;"),
     Column("salesperson", T.TEXT, "业务员", "salesperson", "who judged")),
)  # fmt: skip
VERDICT_SHEET = "verdict_sheet"
"""Source of the verdicts that came back in a sheet for sales; their account is ``source|account`` of the lead."""
ORDERS = Table(
    "orders", ("source", "account", "order_no"), "订单", "orders",
    (*_SOURCE,
     Column("order_no", T.TEXT, "订单号", "order no", "number of the order or PI"),
     Column("lead_id", T.TEXT, "询盘编号", "lead id", "the enquiry it came from, when known"),
     Column("email_key", T.CONTACT, "邮箱键", "e-mail key", "keyed hash of the customer's e-mail"),
     Column("phone_key", T.CONTACT, "电话键", "phone key", "keyed hash of the customer's phone"),
     Column("company_key", T.CONTACT, "公司键", "company key", "keyed hash of the customer's name"),
     Column("ordered_on", T.DAY, "下单日期", "ordered on", "date of the PI or order"),
     Column("stage", T.TEXT, "阶段", "stage", "proforma_invoice, sample_order, trial_order, bulk_order, repeat_order, shop_order (paid in a shop), unpaid_order, cancelled"),
     Column("currency", T.TEXT, "币种", "currency", "ISO 4217"),
     Column("amount_micros", T.MICROS, "金额(百万分之一)", "amount", "order amount", "currency micros")),
)  # fmt: skip
RANKINGS = Table(
    "rankings", ("source", "account", "search_type", "dimension", "value", "start_on", "end_on"), "搜索表现", "search results",
    (*_SOURCE,
     Column("search_type", T.TEXT, "搜索类型", "search type", "web, image, video, news, or as exported"),
     Column("dimension", T.TEXT, "维度", "dimension", "query, page, country, device, search_appearance or day; dimensions are never added"),
     Column("value", T.TEXT, "取值", "value", "the query, the page …; of a day the date"),
     Column("start_on", T.DAY, "开始日期", "start on", "first day of the figures"),
     Column("end_on", T.DAY, "结束日期(不含)", "end on", "day after their last day; figures of a range are never spread over its days"),
     Column("impressions", T.COUNT, "展示", "impressions", "times shown in search results", "impression"),
     Column("clicks", T.COUNT, "点击", "clicks", "clicks on a result", "click"),
     Column("position_micros", T.MICROS, "平均排名(百万分之一)", "average position", "mean of the best position, as exported; not addable", "position micros")),
)  # fmt: skip
SPEND_TOTALS = Table(
    "spend_totals", ("source", "account", "grain", "entity", "start_on", "end_on"), "时段消耗合计", "media spend of a period",
    (*_SOURCE,
     *_ENTITY,
     Column("start_on", T.DAY, "开始日期", "start on", "first day of the figures, of the ad account's zone"),
     Column("end_on", T.DAY, "结束日期(不含)", "end on", "day after their last day; never spread over its days, never read as daily spend, and periods may overlap"),
     *_MEDIA,
     *_RESULTS),
)  # fmt: skip
SESSION_TOTALS = Table(
    "session_totals", ("source", "account", "dimension", "value", "start_on", "end_on"), "时段会话合计", "web sessions of a period",
    (*_SOURCE,
     Column("dimension", T.TEXT, "维度", "dimension", "channel, campaign, source_medium, country …, several joined by /; dimensions are never added"),
     Column("value", T.TEXT, "取值", "value", "the channel, the campaign …"),
     Column("start_on", T.DAY, "开始日期", "start on", "first day of the figures, of the property's zone"),
     Column("end_on", T.DAY, "结束日期(不含)", "end on", "day after their last day; never spread over its days, and nothing is settled by it"),
     Column("sessions", T.COUNT, "会话数", "sessions", "all sessions", "session"),
     Column("judged", T.COUNT, "可判定会话", "judged sessions", "sessions that could be judged", "session"),
     Column("bounced", T.COUNT, "跳出会话", "bounced sessions", "judged sessions that bounced", "session")),
)  # fmt: skip
MEDIA_LEDGER = Table(
    "media_ledger", ("source", "account", "entry_id"), "媒体充值台账", "media ledger",
    (*_SOURCE,
     Column("entry_id", T.TEXT, "流水号", "entry no", "number of the entry in the statement"),
     Column("day", T.DAY, "日期", "day", "day of the entry, as the statement says it"),
     Column("kind", T.TEXT, "类型", "kind", "top_up, grant, rebate, refund (credit paid back to the buyer), spend, or balance (states one and moves nothing)"),
     Column("paid_currency", T.TEXT, "付款币种", "currency paid", "ISO 4217"),
     Column("paid_micros", T.MICROS, "实付金额(百万分之一)", "amount paid", "what the buyer paid for it, or got back; null when nothing was paid or nobody says", "currency micros"),
     Column("credited_currency", T.TEXT, "账户币种", "currency credited", "ISO 4217, of the ads account"),
     Column("credited_micros", T.MICROS, "到账金额(百万分之一)", "amount credited", "what the entry adds to the balance; negative where it lowers it", "currency micros"),
     Column("balance_micros", T.MICROS, "余额(百万分之一)", "balance after", "balance after the entry, as the statement says it", "currency micros")),
)  # fmt: skip

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        SPEND,
        SESSIONS,
        LEADS,
        INTERACTIONS,
        QUALIFICATIONS,
        ORDERS,
        RANKINGS,
        SPEND_TOTALS,
        MEDIA_LEDGER,
        SESSION_TOTALS,
    )
}
