"""Orders of an export: the lines of an order stand below each other, and only its first line says what the order is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assay.sources.cells import Located, Row, header_key, is_missing
from assay.sources.problems import Problems, shown
from assay.sources.table import Grid

NEEDED = (
    "Name",
    "Financial Status",
    "Currency",
    "Subtotal",
    "Total",
    "Created at",
    "Lineitem quantity",
    "Lineitem price",
)
USED = (
    *NEEDED,
    "Email",
    "Phone",
    "Billing Phone",
    "Billing Country",
    "Billing Company",
    "Cancelled at",
    "Refunded Amount",
    "Note Attributes",
)
_FIELD_OF = {header_key(name): name for name in USED}
_STATUSES = {
    "paid": "shop_order",
    "partially_refunded": "shop_order",
    "partially_paid": "unpaid_order",
    "pending": "unpaid_order",
    "authorized": "unpaid_order",
    "expired": "cancelled",
    "voided": "cancelled",
    "refunded": "cancelled",
}


@dataclass(frozen=True, slots=True)
class Orders:
    """The first lines of the orders, and where each column is.

    Attributes:
        places: Column of the export → its index.
        rows: First line of each order, in file order.
        problems: Takes every finding.
    """

    grid: Grid
    places: Mapping[str, int]
    rows: tuple[Row, ...]
    problems: Problems

    def header(self, column: str) -> str:
        """The column's header as exported."""
        return self.grid.header.texts[self.places[column]] if column in self.places else column

    def cells(self, column: str) -> list[Located]:
        """The cells of a column, one an order; empty texts when the export has no such column."""
        index = self.places.get(column)
        return [Located(row.number, "" if index is None else row.cells[index]) for row in self.rows]

    def texts(self, column: str) -> list[str]:
        """The cells of a column as text, empty when missing."""
        return ["" if cell.missing else cell.text for cell in self.cells(column)]


def header_score(cells: Sequence[str]) -> int:
    """How many columns of an order export a row names; 0 unless all needed ones are there."""
    named = {_FIELD_OF[key] for cell in cells if (key := header_key(cell)) in _FIELD_OF}
    return len(named) if named.issuperset(NEEDED) else 0


def orders_of(grid: Grid, problems: Problems) -> Orders:
    """The orders of a table. A line without a name, or a first line that does not say the order's total, is refused."""
    places = dict(_places(grid, problems))
    first: dict[str, Row] = {}
    for row in grid.rows:
        name = row.texts[places["Name"]]
        if is_missing(name):
            problems.error("sources.missing_value", row.number, "Name", found=shown(name))
        elif name not in first:
            first[name] = row
        elif not is_missing(row.texts[places["Total"]]):
            problems.error("sources.repeated_row", row.number, found=shown(name), first=first[name].number)
    return Orders(grid, places, tuple(first.values()), problems)


def stages(orders: Orders) -> list[str]:
    """What became of each order: ``shop_order`` when paid, ``unpaid_order`` while it is not, ``cancelled``."""
    found = []
    for cell, cancelled in zip(orders.cells("Financial Status"), orders.texts("Cancelled at"), strict=True):
        stage = _STATUSES.get(cell.text.casefold(), "")
        header = orders.header("Financial Status")
        if cell.missing:
            orders.problems.error("sources.missing_value", cell.row, header, found=cell.text)
        elif not stage:
            known = ", ".join(sorted(_STATUSES))
            orders.problems.error(
                "sources.unknown_value",
                cell.row,
                orders.header("Financial Status"),
                found=shown(cell.text),
                known=known,
            )
        found.append("cancelled" if cancelled else stage)
    return found


def _places(grid: Grid, problems: Problems) -> Iterator[tuple[str, int]]:
    seen: set[str] = set()
    for index, header in enumerate(grid.header.texts):
        field = _FIELD_OF.get(header_key(header))
        if field in seen:
            problems.error("sources.duplicate_column", grid.header.number, header)
        elif field:
            seen.add(field)
            yield field, index
