"""The buyer's own books as exported each month: enquiry log, German form, order ledger, sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from tools.world import story
from tools.world.cast import folded
from tools.world.enquiry import Enquiry
from tools.world.files import Cell, delimited, workbook
from tools.world.labels import DE, FORM_HEADER, LEDGER_HEADER, LOG_HEADER, SESSION_HEADER, ZH
from tools.world.ledger import Order
from tools.world.media import CampaignDay
from tools.world.talk import NOTES

LOG_AS_CSV = ("2027-02", "2027-04", "2027-06")
LEDGER_WITH_TEXT_AMOUNTS = ("2027-02", "2027-05")
APOSTROPHE = 7  # the row whose phone somebody typed with a leading apostrophe, as one does in a spreadsheet


def log_rows(enquiries: Sequence[Enquiry], month: str) -> list[Enquiry]:
    """What a month's export of the log holds, as the log knew it then: corrected rows of earlier months come first."""
    mine = [one for one in enquiries if one.book == story.LOG_BOOK]
    return [_as_corrected(one) for one in mine if _restated_in(one) == month] + [
        _as_first_known(one) for one in mine if one.slot.month == month
    ]


def enquiry_log(rows: Sequence[Enquiry], month: str) -> tuple[str, bytes]:
    """File name and bytes of the log: a workbook, or GBK text with a blank column at the end."""
    if month in LOG_AS_CSV:
        texts = [[*map(_text, row), ""] for row in (LOG_HEADER, *map(_log_row, rows))]
        return "询盘登记表.csv", delimited(texts, encoding="gbk")
    cells = [_with_apostrophe(_log_row(one), place) for place, one in enumerate(rows)]
    return "询盘登记表.xlsx", workbook("询盘登记", [LOG_HEADER, *cells])


def german_form(enquiries: Iterable[Enquiry], month: str) -> tuple[str, bytes]:
    """File name and bytes of the German form's export: Windows-1252, semicolons."""
    rows = [one for one in enquiries if one.book == story.FORM_BOOK and one.slot.month == month]
    lines = [FORM_HEADER, *(_form_row(one) for one in rows)]
    return "anfragen-webformular.csv", delimited(lines, encoding="cp1252", delimiter=";")


def order_ledger(orders: Iterable[Order], month: str) -> tuple[str, bytes]:
    """File name and bytes of the ledger: in some months amounts are text with thousands separators."""
    rows = [_ledger_row(order, as_text=month in LEDGER_WITH_TEXT_AMOUNTS) for order in orders]
    return "订单台账.xlsx", workbook("订单", [LEDGER_HEADER, *rows])


def sessions(days: Iterable[CampaignDay]) -> tuple[str, bytes]:
    """File name and bytes of the sessions by campaign and day: UTF-8 with its mark."""
    lines = [SESSION_HEADER, *(_session_row(one) for one in days)]
    return "会话日报.csv", delimited(lines, encoding="utf-8-sig")


def _restated_in(one: Enquiry) -> str:
    if one.judged_late:
        return story.RECEIVED[one.slot.month]
    return "2027-06" if one.corrected else ""


def _as_first_known(one: Enquiry) -> Enquiry:
    return replace(one, verdict=None) if one.judged_late else one


def _as_corrected(one: Enquiry) -> Enquiry:
    if one.corrected is None:
        return one
    return replace(one, person=one.corrected, note=NOTES["hamburg_corrected"][0])


def _log_row(one: Enquiry) -> list[Cell]:
    click, verdict = one.click, one.verdict
    return [
        one.number,
        one.created,
        ZH[one.channel],
        click.campaign if click else None,
        click.at if click else None,
        click.id if click else None,
        one.form,
        folded(one.person.name),
        folded(one.person.company),
        one.person.email,
        one.person.phone,
        ZH[one.person.country],
        one.product,
        int(one.quantity) if one.quantity.isdigit() else one.quantity,
        ZH[one.action],
        "是",
        ZH[one.reach],
        ZH[one.category],
        one.salesperson,
        None if "replied" in one.unlogged else one.replied,
        None if "answered" in one.unlogged else one.answered,
        ZH[verdict.word if verdict else ""],
        verdict.at if verdict else None,
        ";".join(ZH[signal] for signal in verdict.signals) if verdict else None,
        one.note,
    ]


def _with_apostrophe(row: list[Cell], place: int) -> list[Cell]:
    return [
        f"'{cell}" if place == APOSTROPHE and column == 10 and cell else cell
        for column, cell in enumerate(row)
    ]


def _form_row(one: Enquiry) -> list[str]:
    click, verdict = one.click, one.verdict
    return [
        one.number,
        _german_time(one.created),
        DE[one.channel],
        click.campaign if click else "",
        _german_time(click.at) if click else "",
        click.id if click else "",
        one.form,
        one.person.name,
        one.person.company,
        one.person.email,
        one.person.phone,
        DE[one.person.country],
        one.product,
        one.quantity.replace(",", "."),
        DE[one.action],
        "ja",
        DE[one.reach],
        DE[one.category],
        story.LATIN[one.salesperson],
        _german_time(one.replied),
        _german_time(one.answered),
        DE[verdict.word if verdict else ""],
        _german_time(verdict.at if verdict else None),
        ", ".join(DE[signal] for signal in verdict.signals) if verdict else "",
        "",
    ]


def _ledger_row(order: Order, *, as_text: bool) -> list[Cell]:
    whole, cents = divmod(order.cents, 100)
    amount: Cell = whole if not cents and not as_text else f"{whole:,}.{cents:02d}"
    who = order.customer
    return [
        order.number,
        order.enquiry,
        folded(who.company),
        who.email,
        who.phone,
        _midnight(order.on),
        ZH[order.stage],
        "USD",
        amount,
    ]


def _session_row(one: CampaignDay) -> list[str]:
    counts = (one.sessions, one.judged, one.bounced, one.invalid_a, one.form_starts, one.form_submits)
    return [_slashed(one.on), one.campaign, *map(str, counts)]


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{_slashed(cell)} {cell.hour}:{cell.minute:02d}"
    return "" if cell is None else str(cell)


def _slashed(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def _german_time(moment: datetime | None) -> str:
    return f"{moment:%d.%m.%Y %H:%M}" if moment else ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
