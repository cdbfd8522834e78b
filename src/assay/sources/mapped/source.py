"""One mapping as a source: any CSV or workbook whose headers it knows, whole or in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from assay.core.findings import has_errors
from assay.core.tables import Record
from assay.ports import ImportOptions, Parsed
from assay.sources.erase import table_without_rows, without_lines
from assay.sources.lines import NotByLinesError, Rows, read_rows, row_lines
from assay.sources.mapped.model import Mapping as TableMapping
from assay.sources.mapped.pieces import read_pieces
from assay.sources.mapped.table import read_table
from assay.sources.problems import Problems
from assay.sources.table import header_points, read_grid


class MappedTable:
    """Any CSV or workbook whose headers a mapping knows."""

    def __init__(self, mapping: TableMapping) -> None:
        self.mapping = mapping
        self.format_id = mapping.id

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the header decides, not the name
        return self.points(data) > 0

    def points(self, data: bytes) -> int:
        """How many of the mapping's fields the best header row of a file names; 0 when a required one is missing."""
        return header_points(data, self.mapping.score, self.mapping.encoding)

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        grid = read_grid(data, self._likely, problems, self.mapping.encoding, footer=self.mapping.footer)
        if grid is None:
            return Parsed(self.format_id, (), problems.findings)
        return read_table(self.mapping, grid, options, problems)

    def parse_lines(self, name: str, file: BinaryIO, options: ImportOptions) -> Parsed:
        records: list[Record] = []
        parsed = self.parse_parts(name, file, options, records.extend)
        return parsed if has_errors(parsed.findings) else replace(parsed, records=tuple(records))

    def parse_parts(
        self, name: str, file: BinaryIO, options: ImportOptions, give: Callable[[Sequence[Record]], None]
    ) -> Parsed:
        """As the port says. What has an order of its own, as rows that move a balance or are numbered, is read as a whole."""
        mapping = self.mapping
        if mapping.is_ordered or mapping.encoding not in ("", "utf-8"):
            raise NotByLinesError

        def begin(problems: Problems) -> Rows:
            return read_rows(file, self._likely, problems, footer=mapping.footer)

        return read_pieces(mapping, begin, options, Problems(name), give)

    def leave_out(self, name: str, file: BinaryIO, rows: frozenset[int]) -> Iterator[bytes]:  # noqa: ARG002 - as above
        if self.mapping.encoding not in ("", "utf-8"):
            raise NotByLinesError
        lines = row_lines(file, self._likely, rows)
        file.seek(0)
        return without_lines(file, lines)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        return table_without_rows(data, self._likely, rows, self.mapping.encoding)

    def _likely(self, headers: Sequence[str]) -> int:
        """Like the mapping's score, but a missing required column is left to a finding that names it."""
        known = {field.name for field in map(self.mapping.field_of, headers) if field}
        return self.mapping.score(headers) or (len(known) if len(known) >= 2 else 0)
