"""Write the filled templates of the ready mappings. The same bytes every time.

    python -m tools.templates

The words come from the mappings: the first header and the first word of a value are Chinese, the second English.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from assay.sources.cells import Cell
from assay.sources.mapped import ready_mapping
from assay.sources.mapped.model import Field
from assay.sources.workbook import workbook_bytes

FOLDER = Path(__file__).parents[1] / "src" / "assay" / "sources" / "templates"
SHEETS = {
    "enquiry_log": ("询盘登记表", "Enquiry log"),
    "order_ledger": ("订单台账", "Order ledger"),
    "web_sessions": ("会话日报", "Web sessions"),
    "media_ledger": ("媒体充值台账", "Media top-ups"),
}
NOTES = {
    "overwrite": ("示例行，请覆盖", "Sample row, write over it"),
    "trade": ("展会名片，未点击广告", "Trade-show card, no ad click"),
    "no_reply": ("尚未回复", "Not answered yet"),
}
Sample = Cell | tuple[str, ...]
Row = dict[str, Sample]


def enquiry(day: int, number: int, **said: Sample) -> Row:
    """One enquiry of the sample: what most have in common, and what this one says."""
    return {
        "lead_id": f"XP2701-{number:03}",
        "created_at": datetime(2027, 1, day, 9, 15),  # noqa: DTZ001 - a sheet holds local time
        "form": "quote_form",
        "action": "consult",
        "consent": "true",
        "reachable": "true",
        "exclusion": "",
        **said,
    }


def at(day: int, hour: int, minute: int) -> datetime:
    """A local moment of January 2027, as a sheet holds it."""
    return datetime(2027, 1, day, hour, minute)  # noqa: DTZ001 - a sheet holds local time


ENQUIRIES: list[Row] = [
    enquiry(
        4, 1, channel="paid_search", campaign="search-us", clicked_at=at(4, 9, 2), click_id="Cj0KCQiA-sample-001",
        name="Dana Whitlock", company="Whitlock Site Works", email="dana@whitlock-site.example",
        phone="+1 212-555-0141", country="US", product="80W", quantity=Decimal(240), salesperson="Li Zhuoran",
        first_reply_at=at(4, 10, 5), next_message_at=at(5, 1, 40), verdict="qualified", judged_at=at(8, 17, 0),
        signals=("need", "quotation_with_quantity"), note="overwrite",
    ),
    enquiry(
        6, 2, channel="organic", name="Jonas Reuter", company="Reuter Wegebau GmbH", email="j.reuter@reuter-wegebau.example",
        phone="+49 30 23125001", country="DE", product="60W", quantity=Decimal(60), salesperson="Wu Siqi",
        first_reply_at=at(6, 16, 30), next_message_at=at(8, 15, 12), verdict="not_qualified", judged_at=at(12, 11, 0),
        note="overwrite",
    ),
    enquiry(
        9, 3, channel="trade_show", name="Priya Menon", company="Menon Street Light Traders", phone="+91 98450 10203",
        country="IN", product="30W", quantity=Decimal(500), salesperson="Li Zhuoran", first_reply_at=at(9, 11, 0), note="trade",
    ),
    enquiry(
        12, 4, channel="paid_display", campaign="display-remarketing", clicked_at=at(12, 8, 58), name="Sam Okafor",
        email="sam.okafor@freemail.example", country="NG", product="30W", quantity=Decimal(1), salesperson="Wu Siqi",
        exclusion="below_minimum_order", note="no_reply",
    ),
]  # fmt: skip
ORDERS: list[Row] = [
    {"order_no": "PI2701-01", "lead_id": "XP2701-001", "customer": "Whitlock Site Works", "email": "dana@whitlock-site.example",
     "phone": "+1 212-555-0141", "ordered_on": date(2027, 1, 18), "stage": "proforma_invoice", "currency": "USD",
     "amount": Decimal("18432.50"), "note": "overwrite"},
    {"order_no": "SO2701-02", "lead_id": "XP2701-002", "customer": "Reuter Wegebau GmbH", "email": "j.reuter@reuter-wegebau.example",
     "ordered_on": date(2027, 1, 21), "stage": "sample_order", "currency": "EUR", "amount": Decimal("186.40"), "note": "overwrite"},
    {"order_no": "SO2701-03", "customer": "Menon Street Light Traders", "phone": "+91 98450 10203",
     "ordered_on": date(2027, 1, 25), "stage": "cancelled", "currency": "USD", "amount": Decimal(920), "note": "overwrite"},
]  # fmt: skip
SESSIONS: list[Row] = [
    {"day": date(2027, 1, day), "campaign": campaign, "sessions": Decimal(total), "judged": Decimal(judged),
     "bounced": Decimal(bounced), "invalid_a": Decimal(bots), "form_starts": Decimal(starts), "form_submits": Decimal(sent)}
    for day, campaign, total, judged, bounced, bots, starts, sent in (
        (4, "search-us", 61, 58, 24, 1, 9, 4),
        (4, "display-remarketing", 143, 131, 88, 6, 3, 0),
        (5, "search-us", 57, 55, 21, 0, 8, 3),
    )
]  # fmt: skip
_MOVES: list[tuple[int, str, str, str, Row]] = [
    (4, "top_up", "1000", "1000", {"paid_currency": "CNY", "paid": Decimal(7150), "note": "overwrite"}),
    (4, "grant", "50", "1050", {}),
    (5, "spend", "164.20", "885.80", {}),
    (18, "top_up", "500", "1385.80", {"paid_currency": "CNY", "paid": Decimal(3560)}),
    (29, "refund", "100", "1285.80", {"paid_currency": "CNY", "paid": Decimal(712)}),
]
LEDGER: list[Row] = [
    {"entry_id": f"TL2701-{number:02}", "day": date(2027, 1, day), "kind": kind, "credited_currency": "USD",
     "credited": Decimal(credited), "balance": Decimal(balance), **said}
    for number, (day, kind, credited, balance, said) in enumerate(_MOVES, 1)
]  # fmt: skip
SAMPLES = {"enquiry_log": ENQUIRIES, "order_ledger": ORDERS, "web_sessions": SESSIONS, "media_ledger": LEDGER}


def main() -> None:
    """Write every template into the package."""
    for name in SAMPLES:
        for at_, lang in enumerate(("zh", "en")):
            (FOLDER / f"{name}.{lang}.xlsx").write_bytes(template(name, at_))


def template(name: str, lang: int) -> bytes:
    """One template; ``lang`` is 0 for Chinese, 1 for English."""
    fields = [
        field for field in ready_mapping(name).fields if any(field.name in row for row in SAMPLES[name])
    ]
    headers = [field.headers[lang] for field in fields]
    rows = [[word(field, row.get(field.name, ""), lang) for field in fields] for row in SAMPLES[name]]
    widths = {letter(index): max(12, 2 * len(header) + 2, 20 * (field.type in {"instant", "email", "company"}))
              for index, (field, header) in enumerate(zip(fields, headers, strict=True))}  # fmt: skip
    return workbook_bytes(SHEETS[name][lang], [headers, *rows], widths, head=1)


def word(field: Field, value: object, lang: int) -> Cell:
    """A sample value as people of that language write it."""
    if field.name == "note" and value:
        return NOTES[str(value)][lang]
    if isinstance(value, tuple):
        return "; ".join(str(word(field, each, lang)) for each in value)
    if field.type == "flag" and value and not field.values:
        return ("是", "Yes")[lang]
    if isinstance(value, str) and value in field.values and (value or field.name == "exclusion"):
        return field.values[value][lang]
    return value if isinstance(value, str | Decimal | date) else ""


def letter(index: int) -> str:
    """The letter of a column, counted from 0; templates have fewer than 53."""
    return chr(65 + index) if index < 26 else "A" + chr(39 + index)


if __name__ == "__main__":
    main()
