"""The settlement statement as a workbook: the page, the working of each line, and the lots that lines charge.

Every figure is the stored statement's own; beside it stands a live formula that gives it again, and a check.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from assay.core.contract.model import Contract
from assay.core.money import decimal_text
from assay.core.period import Month
from assay.i18n import translate
from assay.i18n.statement import sheet_of
from assay.reports.paper.statement import facts_of, in_words
from assay.reports.workbook.book import Book
from assay.reports.workbook.front import Front
from assay.reports.workbook.numbers import check_amounts
from assay.reports.workbook.page import Page
from assay.reports.workbook.work import Working
from assay.reports.workbook.working import write_lines

Document = Mapping[str, Any]
_AMOUNTS = ("invoice_basis", "set_offs", "payable")


def statement_workbook(
    document: Document,
    digest: str,
    contract: Contract,
    earlier: Sequence[Document],
    lang: str,
) -> bytes:
    """A statement as an Excel workbook.

    Args:
        document: The stored statement's JSON.
        digest: SHA-256 of its stored bytes.
        contract: The contract's version of that month: names, the monthly fee, what caps cover.
        earlier: The statements before it, oldest first: the months so far, and what a true-up posted before.
        lang: ``zh`` or ``en``.

    Raises:
        FindingsError: ``paper.too_long_for_a_cell``: a spreadsheet would change the last digits of an amount.
        ValueError: The document is no whole statement.
    """
    check_amounts(_posted(document))
    at = datetime.fromisoformat(document["as_of"])
    if at.tzinfo is None:
        raise ValueError(document["as_of"])
    number = f"{document['contract']['id']}/{document['period']}/v{document['version']}"
    book = Book(lang, document["currency"], number, digest, at)
    front = Front(book, document, contract)
    work = Working(book, document, contract, earlier, Page(book))
    work.page.top()
    _write_fee(work)
    write_lines(work)
    _write_front(front, work, digest, number)
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
    """The month's fee: the monthly fee × days in term ÷ days of the month; taken over once a termination cuts the term."""
    page, contract = work.page, work.contract
    page.title(translate(work.book.lang, "statement.fee"))
    month = Month.parse(work.document["period"])
    ended = any(event.get("kind") == "termination" for event in work.document["state"]["noted"])
    if ended:
        work.fee = work.fee_exact = page.taken_amount(work.document["fee"])
        return
    monthly = page.given("monthly", decimal_text(contract.fee.monthly))
    in_term = page.given("days_in_term", str(month.span.cut(contract.term.span).days))
    days = page.given("days_of_month", str(month.days))
    work.fee_exact = page.computed("fee_exact", f"{monthly}*{in_term}/{days}")
    work.fee = page.amount(work.fee_exact, work.document["fee"])


def _write_front(front: Front, work: Working, digest: str, number: str) -> None:
    document, contract, lang = work.document, work.contract, work.book.lang
    sheet = sheet_of(document, lang)
    buyer, vendor = contract.buyer.of(lang), contract.vendor.of(lang)
    front.heading(
        translate(lang, "paper.statement.title", {"period": document["period"]}), contract.name.of(lang)
    )
    digest_name = translate(lang, "paper.word.digest")
    front.facts(
        [
            *facts_of(document, (buyer, vendor), lang),
            [work.book.word("number"), number],
            [digest_name, digest],
        ]
    )
    front.section("amounts")
    front.head(
        {1: work.book.word("head.engine"), 2: work.book.word("head.figure"), 6: work.book.word("head.check")}
    )
    amounts_row = front.row
    front.row += len(_AMOUNTS)
    front.section("kpis")
    front.kpis(sheet)
    front.section("money")
    there = work.page.leaf.there
    lines = {line: there(cell) for line, cell in work.cells.items()}
    cash = front.money(sheet.money, there(work.fee), lines)
    _amounts(front, amounts_row, {part: cash.cell(part) for part in _AMOUNTS})
    if sheet.notices or sheet.matters:
        front.section("notices")
        front.notes([*sheet.notices, *sheet.matters])
    if sheet.monitors:
        front.section("monitors")
        front.monitors(sheet)
    if work.earlier:
        front.section("so_far")
        front.so_far([*work.earlier, document])
        front.notes([translate(lang, "paper.word.so_far_note")])
    front.section("seals")
    front.seals(
        [
            translate(lang, f"paper.seal.{key}", {"name": name})
            for key, name in (("buyer", buyer), ("vendor", vendor))
        ]
    )


def _amounts(front: Front, row: int, at: Mapping[str, str]) -> None:
    """The three amounts, on their place above the table that gives them."""
    document, lang = front.document, front.book.lang
    below, front.row = front.row, row
    rows = [(translate(lang, f"paper.amount.{part}"), part, document[part]) for part in _AMOUNTS]
    words = in_words(document["payable"], document["currency"]) if lang == "zh" else ""
    front.amounts(rows, words, at)
    front.row = below
