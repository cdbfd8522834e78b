"""Papers of drawn lives: pages that are counted right, and workbooks in which every formula gives the statement's amount."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from assay.core.contract.model import Amended
from assay.core.period import Month
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State
from assay.core.settlement.statement_json import statement_document
from assay.services.papers import Shelf
from tests.lives.story import draw_story
from tests.properties.cases import CONTRACT_ID

WORKBOOKS = [
    ("77/10", "2026-06"),  # the cap in a bonus clause, and a bonus that is no whole number of cents
    ("77/28", "2026-09"),  # a bonus and its cap are taken back in one
    ("77/28", "2027-08"),  # a bonus of the month before is posted late, and its cap
    ("77/63", "2028-04"),  # a refund of a month of which force majeure gave back a part
    ("77/66", "2027-04"),  # an early end: retention is withheld and released in one statement
]


@cache
def lived(life: str) -> tuple[Amended, tuple[dict[str, Any], ...]]:
    """A drawn contract, and its statements as they are stored."""
    story = draw_story(life)
    figures = [seen.figures for seen in story.steps()]
    pairs = steps(story.amended, State(CONTRACT_ID), figures)
    return story.amended, tuple(json.loads(json.dumps(statement_document(*pair))) for pair in pairs)


@pytest.mark.parametrize(("life", "month"), WORKBOOKS)
def test_every_formula_of_a_drawn_months_workbook_gives_what_is_stated(life: str, month: str) -> None:
    amended, documents = lived(life)
    data = Shelf(documents, amended).workbook(Month.parse(month), "en").data
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    differ = [
        f"{sheet.title} {cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows(min_row=3)
        for cell in row
        if str(cell.value).startswith("✗")
    ]
    assert differ == []
    assert str(book.worksheets[0]["A2"].value).startswith("✓")


@pytest.mark.parametrize(("month", "lang"), [("2027-07", "en"), ("2027-08", "zh")])
def test_a_page_knows_how_many_there_are_wherever_the_annex_begins(month: str, lang: str) -> None:
    amended, documents = lived("77/7")
    data = Shelf(documents, amended).paper("statement", Month.parse(month), lang).data
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    counted = [re.findall(r"(?:Page|第) (\d+) (?:of|页，共) (\d+)", text) for text in texts]
    assert counted == [[(str(place), str(len(texts)))] for place in range(1, len(texts) + 1)]
