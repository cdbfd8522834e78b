"""How long documents take: a statement as PDF and as a workbook, and a long export beside bare XlsxWriter.

Medians of processor time.

python -m tools.bench_documents
"""

from __future__ import annotations

import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from assay.core.period import Month
from assay.reports.workbook.rows import Cell, write_rows
from assay.services.papers import Shelf
from tests.reports.test_statement_pdf import settled

ROWS = 50_000
COLUMNS = ("file", "row", "lead_id", "name", "country", "minor", "page", "note")


def main() -> None:
    """Print documents per second, and the export's time and memory beside those of the bare library."""
    amended, documents = settled()
    for form in ("pdf", "xlsx"):
        seconds = _median(_statement(Shelf(documents, amended), form), runs=11)
        print(f"{'statement as ' + form:<34}{seconds * 1000:>9.1f} ms{1 / seconds:>9.1f} a second")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "rows.xlsx"
        ours = _median(lambda: write_rows(target, "facts", COLUMNS, map(_row, range(ROWS))), runs=3)
        bare = _median(lambda: _bare(target), runs=3)
        peak = _peak(lambda: write_rows(target, "facts", COLUMNS, map(_row, range(ROWS))))
    cells = ROWS * len(COLUMNS)
    print(f"{f'{ROWS:,} rows, {cells:,} cells':<34}{ours * 1000:>9.1f} ms{bare * 1000:>9.1f} ms bare", end="")
    print(f"{ours / bare:>7.2f}x{peak / 1e6:>8.1f} MB of Python at most")


def _statement(shelf: Shelf, form: str) -> Callable[[], object]:
    """The third month of a contract with caps and a true-up, in Chinese."""
    month = Month(2027, 5)
    return lambda: shelf.workbook(month, "zh") if form == "xlsx" else shelf.paper("statement", month, "zh")


def _row(number: int) -> tuple[Cell, ...]:
    return (
        "询盘登记表.xlsx", number, f"L-{number:07d}", f"Huayao Lighting {number % 977}", "DE", number * 137, f"/p/{number % 53}",
        "来自落地页的询盘，要求报价",
    )  # fmt: skip


def _bare(target: Path) -> None:
    """The same cells by the library alone."""
    book: Any = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    sheet = book.add_worksheet("facts")
    sheet.write_row(0, 0, COLUMNS)
    for number in range(ROWS):
        for column, cell in enumerate(_row(number)):
            if isinstance(cell, str):
                sheet.write_string(number + 1, column, cell)
            else:
                sheet.write_number(number + 1, column, cell)
    book.close()


def _median(step: Callable[[], object], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        step()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def _peak(step: Callable[[], object]) -> int:
    tracemalloc.start()
    step()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


if __name__ == "__main__":
    main()
