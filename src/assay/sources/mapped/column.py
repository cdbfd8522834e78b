"""One column that is about to be read, with all that its values depend on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from assay.core.tables import Value
from assay.ports import ImportOptions
from assay.sources.cells import Located
from assay.sources.mapped.model import Field
from assay.sources.problems import Problems


@dataclass(frozen=True, slots=True)
class Column:
    """One column to be read.

    Attributes:
        field: What the mapping says about it.
        header: Its header as exported, for findings.
        cells: Its cells in row order.
        options: What the importing person said.
        zone: Zone of times without one; None when nobody said.
        beside: ``country``, ``currency`` and each currency column by row, for national phone numbers and currency signs.
        problems: Takes every finding.
    """

    field: Field
    header: str
    cells: Sequence[Located]
    options: ImportOptions
    zone: ZoneInfo | None
    beside: Mapping[str, Mapping[int, Value]]
    problems: Problems

    def refuse(self, code: str, cell: Located, **params: object) -> None:
        """Add a finding about a cell: a warning when the field is lenient, else an error."""
        add = self.problems.warn if self.field.lenient else self.problems.error
        add(code, cell.row, self.header, **params)
