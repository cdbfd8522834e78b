"""The settlement statement as a workbook: the page, the working of each line, and the lots that lines charge.

Every figure is the stored statement's own; beside it stands a live formula that gives it again, and a check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assay.core.money import decimal_text
from assay.core.period import Month
from assay.i18n import translate
from assay.i18n.statement import Sheet
from assay.reports.paper.ended import ended_texts
from assay.reports.paper.page import Source, facts_of
from assay.reports.workbook.book import PAGE, PAGES, Book
from assay.reports.workbook.front import Front
from assay.reports.workbook.moves import write_moves
from assay.reports.workbook.named import named_sheet
from assay.reports.workbook.numbers import check_amounts
from assay.reports.workbook.page import Page
from assay.reports.workbook.work import Working
from assay.reports.workbook.working import write_lines

Document = Mapping[str, Any]
_AMOUNTS = ("invoice_basis", "set_offs", "payable")


def statement_workbook(source: Source) -> bytes:
    """A statement as an Excel workbook.

    The contract gives names, the monthly fee and what caps cover; the statements before it the months so far, and what a
    true-up posted before.

    Raises:
        FindingsError: ``paper.too_long_for_a_cell``: a spreadsheet would change the last digits of an amount.
        ValueError: The document is no whole statement.
    """
    document = source.document
    check_amounts(_posted(document))
    if source.at.tzinfo is None:
        raise ValueError(document["as_of"])
    footer = (
        f"SHA-256 {source.digest}  {source.number}",
        source.say("word.page", page=PAGE, pages=PAGES),
    )
    book = Book(source.lang, document["currency"], source.number, footer, source.at)
    front = Front(book, source)
    work = Working(book, source, source.contract, Page(book, source))
    work.page.top()
    _write_fee(work)
    write_lines(work)
    sheet = named_sheet(source)
    write_moves(work, sheet.money)
    _write_front(front, work, source, sheet)
    tallies = [leaf.tally() for leaf in book.leaves if leaf.checks]
    checks, stated = (
        sum(found) for found in zip(*((len(leaf.checks), leaf.stated) for leaf in book.leaves), strict=True)
    )
    front.verdict(tallies, checks, stated)
    return book.bytes()


def _posted(document: Document) -> Iterator[str]:
    """The amounts that are sums or parts of sums."""
    yield from (document[key] for key in ("fee", *_AMOUNTS, "claim"))
    for key in ("lines", "suspense", "due"):
        yield from (item["amount"] for item in document[key])


def _write_fee(work: Working) -> None:
    """The month's fee: the monthly fee × days in term ÷ days of the month."""
    page, contract = work.page, work.contract
    page.title(translate(work.book.lang, "statement.fee"))
    month = Month.parse(work.document["period"])
    monthly = page.given("monthly", decimal_text(contract.fee.monthly))
    in_term = page.given("days_in_term", str(month.span.cut(contract.term.span).days))
    days = page.given("days_of_month", str(month.days))
    work.fee_exact = page.computed("fee_exact", f"{monthly}*{in_term}/{days}")
    work.fee = page.amount(work.fee_exact, work.document["fee"])


def _write_front(front: Front, work: Working, source: Source, sheet: Sheet) -> None:
    document = source.document
    front.heading(
        source.say("statement.title", period=document["period"]), source.contract.name.of(source.lang)
    )
    front.facts([*facts_of(source, source.number), [source.say("word.digest"), source.digest]])
    front.section("amounts")
    amounts_row = front.row
    front.row += 1 + len(_AMOUNTS)
    front.section("kpis")
    front.kpis(sheet)
    front.section("money")
    there = work.page.leaf.there
    lines = {f"line/{line}": cell for line, cell in work.cells.items()}
    worked = {"fee": work.fee, **lines, **work.moves}
    cash = front.money(sheet.money, {part: there(cell) for part, cell in worked.items()})
    below, front.row = front.row, amounts_row
    front.amounts(_AMOUNTS, {part: cash.cell(part) for part in _AMOUNTS})
    front.row = below
    notices = [*ended_texts(source), *sheet.notices, *sheet.matters]
    if notices:
        front.section("notices")
        front.notes(notices)
    if sheet.monitors:
        front.section("monitors")
        front.monitors(sheet)
    if work.earlier:
        front.section("so_far")
        front.so_far([*work.earlier, document])
        front.notes([source.say("word.so_far_note")])
    front.row += 1
    front.seals()
