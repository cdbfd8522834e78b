"""A simulation on paper says what the terminal says, and its charts stand where their figures are."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Contract
from assay.i18n.simulation import applied_of, fired_words, simulation_sheet
from assay.reports.paper import simulation_pdf
from assay.reports.paper.charts import calendar, curve
from assay.reports.paper.page import page_data
from assay.reports.paper.simulation import simulation_page
from assay.services.simulate import Asked, simulate, standard_suite
from assay.services.simulation_json import simulation_document

CONTRACT = Path(__file__).parents[2] / "examples" / "streetlight" / "contract.yaml"


@cache
def simulated(contract: Path = CONTRACT) -> tuple[dict[str, Any], Contract]:
    amended, _ = load_amended(contract.read_text("utf-8"), contract.name)
    assert amended is not None
    asked = Asked(suite=standard_suite(), runs=20)
    document: dict[str, Any] = simulation_document(simulate(amended, asked, lambda *_: None))
    return document, amended.latest


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_row_of_the_simulation_is_on_the_page(lang: str) -> None:
    document, contract = simulated()
    data = simulation_pdf(document, contract, lang)
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)
    sheet = simulation_sheet(document, lang)
    cash = (sheet.cash[0][1:], *sheet.cash[1:])  # the drawn calendar has no head over its months
    fired = [fired_words(item["totals"], lang) for item in applied_of(document)]
    cells = [cell for row in (*(row[:-1] for row in sheet.scenarios), *cash) for cell in row]
    cells += [cell for row in sheet.chances for cell in (row[0], *row[2:])]
    lines = [line for found in sheet.curves for line in found.lines]
    said = [*fired, *cells, *lines, *sheet.silent, *sheet.held, *(line for _, line in sheet.span)]
    assert [one for one in said if "".join(one.split()) not in text] == []
    assert simulation_pdf(document, contract, lang) == data


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_code_of_a_kpi_or_a_firing_is_on_the_page(lang: str) -> None:
    """People read metrics and months; T1 stays, for the contract on paper calls it so."""
    document, contract = simulated()
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(simulation_pdf(document, contract, lang))).pages
    )
    assert [name for name in ("valid_leads", "@2027", "qualified (", "qualified（") if name in text] == []
    assert {"zh": "T1（2027-02）", "en": "T1 (2027-02)"}[lang] in text


def test_what_is_held_back_is_marked_where_it_stands() -> None:
    """Two scenarios end with 36,000 held back: their rows bear the mark of the one note, and no other does."""
    held: dict[str, Any] = {"name": {"zh": "甲", "en": "A"}, "totals": None, "because": [], "id": "a"}
    document, _ = simulated()
    first = next(item for item in document["scenarios"] if item["totals"] is not None)
    marked = {**first, **held, "totals": {**first["totals"], "held": "36000.00"}}
    again = {**marked, "name": {"zh": "乙", "en": "B"}}
    sheet = simulation_sheet(
        {**document, "range": None, "runs": None, "scenarios": [first, marked, again]}, "zh"
    )
    assert [row[0] for row in sheet.scenarios[1:]] == [first["name"]["zh"], "甲 △", "乙 △"]
    assert [text.partition("：")[0] for text in sheet.held] == ["△ 甲；乙"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["streetlight", "full"])
def test_a_title_runs_along_a_line_and_its_figures_along_the_next(name: str, lang: str) -> None:
    """With a column for what the vendor owes, seven figures left no room beside them: titles fell apart into letters."""
    document, contract = simulated(CONTRACT.parents[1] / name / "contract.yaml")
    pages = PdfReader(io.BytesIO(simulation_pdf(document, contract, lang))).pages
    lines = [" ".join(line.split()) for page in pages for line in page.extract_text().splitlines()]
    sheet = simulation_sheet(document, lang)
    assert len(sheet.scenarios) > 20
    figures = [" ".join(row[1 : sheet.figures + 1]) for row in sheet.scenarios[1:]]
    assert [text for text in figures if text not in lines] == []
    titles = [row[0] for row in sheet.scenarios[1:]]
    assert [text for text in titles if not any(line.startswith(text) for line in lines)] == []


def test_a_month_of_the_calendar_stands_on_the_scale_of_all() -> None:
    """The greatest takes 20/23 of the room: 869 of a thousand."""
    found: Any = calendar(
        ("2027-01", "2027-02"), {"a": [("4", Fraction(4)), ("–", Fraction(0))], "b": [("2", Fraction(2))]}
    )
    assert [[month["value"] for month in case["months"]] for case in found["cases"]] == [[869, 0], [434]]


def test_a_curve_runs_from_the_least_to_the_most_and_marks_its_cliff() -> None:
    """Paid 100, 30,000 and 15,050 for 0, 5, 10 records: 0, full, half; the target at 4, the cliff at 10."""
    points = [(Fraction(0), Fraction(100)), (Fraction(5), Fraction(30000)), (Fraction(10), Fraction(15050))]
    found: Any = curve(points, Fraction(4), [Fraction(10)])
    assert found["points"] == [[0, 0], [500, 1000], [1000, 500]]
    assert (found["target"], found["cliffs"]) == (400, [1000])
    assert (found["least"], found["most"], found["last"]) == ("100", "30,000", "10")


def test_a_flat_curve_is_a_line_at_the_bottom() -> None:
    found: Any = curve([(Fraction(0), Fraction(7)), (Fraction(1), Fraction(7))], Fraction(1), [])
    assert found["points"] == [[0, 0], [1000, 0]]


def test_more_months_than_there_is_room_for_are_a_table() -> None:
    document, contract = simulated()
    long = {
        **document,
        "scenarios": [
            {
                **item,
                "totals": {
                    **item["totals"],
                    "calendar": [
                        {"period": f"20{27 + number // 12}-{number % 12 + 1:02}", "payable": "1.00"}
                        for number in range(13)
                    ],
                },
            }
            for item in document["scenarios"]
            if item["totals"] is not None
        ],
    }
    kinds = [[block["kind"] for block in _blocks(found, contract)] for found in (document, long)]
    assert ["calendar" in one for one in kinds] == [True, False]


def _blocks(document: dict[str, Any], contract: Contract) -> Any:  # noqa: ANN401  # any JSON value
    return page_data(simulation_page(document, contract, "zh"))["blocks"]
