"""The page of the formula language keeps its word: its examples are read, its errors are the ones there are."""

import re
from pathlib import Path

import pytest

from assay.core import formula
from assay.core.formula import FormulaError
from assay.i18n import catalogue

PAGE = (Path(__file__).parents[2] / "docs" / "language" / "formula.md").read_text("utf-8")


def first_cells(heading: str) -> list[str]:
    section = PAGE.split(f"/ {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)


@pytest.mark.parametrize("cell", first_cells("Examples"))
def test_an_example_is_written_as_the_language_writes_it(cell: str) -> None:
    text = cell.strip("`").replace("360.00", "360")
    assert formula.format(formula.parse(text)) == text


def test_the_page_names_every_error() -> None:
    named = re.findall(r"`(formula\.\w+)`", " ".join(first_cells("Limits and errors")))
    assert set(named) == {key for key in catalogue("en") if key.startswith("formula.")}


@pytest.mark.parametrize("text", ["1,234", "1e5", "50lead"])
def test_the_page_is_right_about_bad_numbers(text: str) -> None:
    assert f"`{text}`" in PAGE
    with pytest.raises(FormulaError, match="bad_number"):
        formula.parse(text)
