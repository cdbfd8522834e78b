"""How many figures of all worked cases' workbooks their formulas give again, how many are taken over, and which do not agree.

python -m tools.workbook_coverage
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from tests.reports.books import SETTLED
from tests.reports.test_statement_workbook import golden_statements, workbook

MARKS = {"✓": "computed, agree", "✗": "computed, differ", "○": "as stated"}
_SHOWN = ("agrees", "differs", "as stated")


def main() -> None:
    """Print every figure that does not agree, what is taken over, and the counts."""
    marks: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for path in SETTLED:
        for sheet, label, mark in _checks(path):
            marks[mark] += 1
            if mark == "○":
                taken[f"{sheet}: {label}"] += 1
            elif mark == "✗":
                print(f"{path.stem}: {sheet}: {label}")
    for label, count in taken.most_common():
        print(f"{count:>6}  {label}")
    whole = sum(marks.values())
    for mark, name in MARKS.items():
        hundredths = 10_000 * marks[mark] // whole
        print(f"{name:<20}{marks[mark]:>7}{hundredths // 100:>5}.{hundredths % 100:02} %")


def _checks(path: Path) -> Iterator[tuple[str, str, str]]:
    """Sheet, label and mark of each figure of a case, as they are stored."""
    documents, amended = golden_statements(path)
    for index in range(len(documents)):
        data = workbook(documents, amended, index, "en")
        for sheet in openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True):
            for row in sheet.iter_rows(min_row=3, values_only=True):
                mark = next((cell[0] for cell in row if isinstance(cell, str) and cell[2:] in _SHOWN), "")
                if mark:
                    yield sheet.title, str(row[0]), mark


if __name__ == "__main__":
    main()
