"""Documents to sign as Word files: every block in its style. Text from outside goes in as text and as nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from assay.core.findings import Finding, FindingsError
from assay.reports.blocks import (
    Block,
    Boxes,
    Heading,
    Item,
    Items,
    PageBreak,
    Paragraph,
    Rank,
    Sheet,
    Table,
    before_last_entry,
    before_seals,
    plain,
)
from assay.reports.word.foot import add_foot
from assay.reports.word.letterhead import add_head
from assay.reports.word.package import empty_document, file_bytes
from assay.reports.word.styles import SECOND, set_styles
from assay.reports.word.tables import add_boxes, add_table, write

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no place for."""

_HEADINGS = {
    Rank.TITLE: "Title",
    Rank.SUBTITLE: "Subtitle",
    Rank.PART: "Heading 1",
    Rank.HEAD: "Heading 1",
    Rank.SECTION: "Heading 2",
    Rank.POINT: "Heading 3",
}

_STACKED = (Rank.TITLE, Rank.PART)
"""Headings whose languages stand below each other."""


def sheet_docx(sheet: Sheet) -> bytes:
    """A document as a Word file; the same document gives the same bytes.

    Raises:
        FindingsError: ``paper.unprintable``: a character has no place in a Word file.
    """
    _check_writable(sheet)
    document = empty_document()
    set_styles(document)
    add_head(document, sheet.letterhead, sheet.author)
    add_foot(document, sheet.foot, sheet.letterhead.footer)
    before: Block | None = None
    kept = before_seals(sheet.blocks) | before_last_entry(sheet.blocks)
    for place, block in enumerate(sheet.blocks):
        if isinstance(block, Heading):
            _add_heading(document, block, begins_page=isinstance(before, PageBreak))
        else:
            following = sheet.blocks[place + 1] if place + 1 < len(sheet.blocks) else None
            _add(document, block, following, sheet.langs[0], keeps=place in kept)
        before = block
    return file_bytes(document, sheet.title, sheet.author, sheet.at)


def _add(document: Document, block: Block, following: Block | None, leading: str, *, keeps: bool) -> None:
    match block:
        case Paragraph():
            leads = keeps or block.leads or isinstance(following, (Items, Table))
            _add_paragraph(document, block, _second(block.lang, leading), leads=leads)
        case Items():
            for number, item in enumerate(block.items, 1):
                leads = keeps or (isinstance(following, Table) and number == len(block.items))
                _add_item(document, item, _second(block.lang, leading), leads=leads)
        case Table():
            add_table(document, block, _second(block.lang, leading), leads=keeps)
        case Boxes():
            add_boxes(document, block)


def _second(lang: str, leading: str) -> str:
    return "" if lang == leading else SECOND


def _add_heading(document: Document, block: Heading, *, begins_page: bool) -> None:
    paragraph = document.add_paragraph(style=_HEADINGS[block.rank])
    if begins_page:
        paragraph.paragraph_format.page_break_before = True
    if block.rank is Rank.PART:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(paragraph, block.texts[0])
    for text in block.texts[1:]:
        if block.rank in _STACKED:
            paragraph.add_run().add_break()
        else:
            paragraph.add_run(" / ")
        write(paragraph, text, second=True)


def _add_paragraph(document: Document, block: Paragraph, second: str, *, leads: bool) -> None:
    name = "Note" if block.is_note else "Clause" if block.mark else "Body Text"
    paragraph = document.add_paragraph(style=name + second)
    if block.mark:
        paragraph.add_run(f"{block.mark}\t").bold = True
    write(paragraph, block.text)
    if leads:
        paragraph.paragraph_format.keep_with_next = True


def _add_item(
    document: Document, item: Item, second: str, style: str = "Item", *, leads: bool = False
) -> None:
    """An entry of a list; one that leads stays on the page of the table behind it, with what stands below it."""
    paragraph = document.add_paragraph(style=style + second)
    paragraph.add_run(f"{item.mark}\t")
    write(paragraph, item.text)
    if leads:
        paragraph.paragraph_format.keep_with_next = True
    for below in item.below:
        _add_item(document, below, second, "Inner Item", leads=leads)


def _check_writable(sheet: Sheet) -> None:
    findings = []
    for text in _texts(sheet):
        if found := _UNWRITABLE.search(text):
            params = {"char": "", "code": f"U+{ord(found[0]):04X}", "found": text[:60]}
            findings.append(Finding("paper.unprintable", params=params))
    if findings:
        raise FindingsError(findings)


def _texts(sheet: Sheet) -> Iterator[str]:
    yield from (
        sheet.title,
        sheet.author,
        sheet.foot.number,
        sheet.letterhead.header,
        sheet.letterhead.footer,
    )
    for block in sheet.blocks:
        match block:
            case Heading(texts=texts):
                yield from map(plain, texts)
            case Paragraph(text=text):
                yield plain(text)
            case Items(items=items):
                yield from (plain(entry.text) for item in items for entry in (item, *item.below))
            case Table(head=head, rows=rows):
                yield from (plain(cell) for row in (head, *rows) for cell in row)
            case Boxes(boxes=boxes):
                yield from (title for box in boxes for title in box.titles)
