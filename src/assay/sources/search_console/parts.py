"""The tables of one export: each a part with its dimension, read from a csv file, a workbook or the zip as downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assay.sources.archive import is_archive, read_members
from assay.sources.problems import Problems
from assay.sources.search_console.words import (
    column_of,
    dimension_of,
    filter_score,
    header_score,
    narrows,
    search_type_of,
)
from assay.sources.sheet import is_workbook
from assay.sources.table import Grid, header_points, read_grid, read_grids


@dataclass(frozen=True, slots=True)
class Part:
    """One table.

    Attributes:
        name: Name of its file or sheet.
        dimension: What its first column names.
        grid: The table.
        first_row: Added to a row's number, it is the row's number in the whole file.
        problems: Takes its findings, with its own row numbers.
    """

    name: str
    dimension: str
    grid: Grid
    first_row: int
    problems: Problems

    @property
    def places(self) -> dict[str, int]:
        """Measure → index of its column; the first of two of one name."""
        found: dict[str, int] = {}
        for index, header in enumerate(self.grid.header.texts):
            if index and column_of(header):
                found.setdefault(column_of(header), index)
        return found


@dataclass(frozen=True, slots=True)
class Export:
    """All parts of one file.

    Attributes:
        search_type: The search type that its filters name; ``web`` when they name none.
        narrowed_by: Names of the filters that leave a part of the site out.
    """

    parts: tuple[Part, ...]
    search_type: str = "web"
    narrowed_by: tuple[str, ...] = ()


def read_export(name: str, data: bytes, problems: Problems) -> Export:
    """The parts of a file of any of the three kinds. What is no table of Search Console is left out and named."""
    if is_archive(data):
        return _of_archive(name, data, problems)
    if is_workbook(data):
        tables = tuple(_parts_of_workbook(data, problems))
        return _export(tables, [grid for _, grid in read_grids(data, filter_score, Problems(""))])
    grid = read_grid(data, header_score, problems)
    return Export((_part(name, grid, 0, problems),) if grid else ())


def _of_archive(name: str, data: bytes, problems: Problems) -> Export:
    parts, filters, others = [], [], []
    for member in read_members(data, problems):
        own = Problems(f"{name}/{member.name}")
        if header_points(member.data, header_score):
            grid = read_grid(member.data, header_score, own)
            if grid:
                parts.append(_part(member.name, grid, member.first_row, own))
        elif header_points(member.data, filter_score):
            grid = read_grid(member.data, filter_score, own)
            filters += [grid] if grid else []
        elif member.data.strip():
            others.append(member.name)
        problems.take(own)
    if others:
        problems.warn("sources.members_left_out", found=len(others))
    return _export(tuple(parts), filters)


def _parts_of_workbook(data: bytes, problems: Problems) -> Iterator[Part]:
    first_row = 0
    for name, grid in read_grids(data, header_score, problems):
        yield _part(name, grid, first_row, problems)
        first_row += max((row.number for row in grid.rows), default=grid.header.number)


def _part(name: str, grid: Grid, first_row: int, problems: Problems) -> Part:
    return Part(name, dimension_of(grid.header.texts[0]), grid, first_row, problems)


def _export(parts: tuple[Part, ...], filters: Sequence[Grid]) -> Export:
    rows = [row.texts[:2] for grid in filters for row in grid.rows if len(row.texts) > 1]
    types = (found for name, value in rows if (found := search_type_of(name, value)))
    return Export(parts, next(types, "web"), tuple(name for name, _ in rows if narrows(name)))
