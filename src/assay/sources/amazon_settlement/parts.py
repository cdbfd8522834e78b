"""A settlement laid out: every amount of either version with what it is for, and the totals that the file states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assay.sources.cells import Located, Row, header_key, is_missing
from assay.sources.columns import fractions_of
from assay.sources.problems import Problems, shown
from assay.sources.table import Fields, Grid

_V2 = frozenset({"settlement-id", "total-amount", "transaction-type", "order-id", "amount-type", "amount"})
_V1 = frozenset(
    {"settlement-id", "total-amount", "transaction-type", "order-id", "price-type", "price-amount"}
)
_V2_AMOUNTS = (("amount", "amount-type", "amount-description"),)
_V1_AMOUNTS = (
    ("price-amount", "ItemPrice", "price-type"),
    ("promotion-amount", "Promotion", "promotion-type"),
    ("item-related-fee-amount", "ItemFees", "item-related-fee-type"),
    ("shipment-fee-amount", "ItemFees", "shipment-fee-type"),
    ("order-fee-amount", "ItemFees", "order-fee-type"),
    ("misc-fee-amount", "ItemFees", "transaction-type"),
    ("other-fee-amount", "ItemFees", "other-fee-reason-description"),
    ("direct-payment-amount", "other", "direct-payment-type"),
    ("other-amount", "other", "transaction-type"),
)
"""Column of an amount, its type or the column that says it, and the column that says what it is for."""


class Use(StrEnum):
    """What an amount is for."""

    PRICE = "price"
    FEE = "fees"
    TAX = "taxes"
    ADS = "ads"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Part:
    """One amount of a settlement, in major units as the seller sees it: what Amazon keeps is negative."""

    row: Row
    use: Use
    amount: Fraction


@dataclass(frozen=True)
class Settlement(Fields):
    """The file with its columns found.

    Attributes:
        totals: Rows that state what was paid out, one a settlement.
        data: The other rows.
        problems: Takes every finding.
    """

    totals: tuple[Row, ...]
    data: tuple[Row, ...]
    problems: Problems


def header_score(cells: Sequence[str]) -> int:
    """How many columns of a settlement a row names; 0 unless it has those of one version."""
    names = set(map(header_key, cells))
    return len(names) if names >= _V2 or names >= _V1 else 0


def version_of(grid: Grid) -> str:
    """Which of the two layouts it is."""
    return "V2" if set(map(header_key, grid.header.texts)) >= _V2 else "V1"


def padded(row: Row, width: int) -> Row:
    """The row of the totals is often cut short behind its currency."""
    short = width - len(row.cells)
    return Row(row.number, (*row.cells, *[""] * short)) if 0 < short < width - 4 else row


def settlement_of(grid: Grid, problems: Problems) -> Settlement:
    """The columns and the rows; a column that stands twice is refused."""
    places: dict[str, int] = {}
    for index, header in enumerate(grid.header.texts):
        key = header_key(header)
        if key in places:
            problems.error("sources.duplicate_column", grid.header.number, header)
        elif key:
            places[key] = index
    total, kind = places["total-amount"], places["transaction-type"]
    totals = tuple(
        row for row in grid.rows if not is_missing(row.texts[total]) and is_missing(row.texts[kind])
    )
    data = tuple(row for row in grid.rows if row not in totals)
    return Settlement(grid, places, totals, data, problems)


def parts_of(settlement: Settlement, mark: str) -> tuple[list[Part], dict[int, Fraction | None]]:
    """Every amount, and the stated total by row; all amounts of a file have one decimal mark."""
    v2 = version_of(settlement.grid) == "V2"
    columns = [each for each in (_V2_AMOUNTS if v2 else _V1_AMOUNTS) if each[0] in settlement.places]
    stated = settlement.column("total-amount", settlement.totals)
    cells = [(cell, each) for each in columns for cell in settlement.column(each[0], settlement.data)]
    numbers = fractions_of([*stated, *(cell for cell, _ in cells)], "amount", settlement.problems, mark=mark)
    totals = {cell.row: number for cell, number in zip(stated, numbers, strict=False)}
    rows = {row.number: row for row in settlement.data}
    parts = [
        Part(rows[cell.row], _use(settlement, rows[cell.row], kind, what), number)
        for (cell, (_, kind, what)), number in zip(cells, numbers[len(stated) :], strict=True)
        if number is not None
    ]
    _refuse_empty(settlement, [cell for cell, _ in cells])
    return sorted(parts, key=lambda part: part.row.number), totals


def sums_by_use(parts: Sequence[Part]) -> Mapping[Use, Fraction]:
    """What was settled, by what it is for."""
    return {use: sum((part.amount for part in parts if part.use is use), Fraction(0)) for use in Use}


def settlements(settlement: Settlement) -> Iterator[tuple[str, Row | None]]:
    """Number of each settlement of the file and the row that states its total; None where none does."""
    stated = {settlement.text("settlement-id", row): row for row in reversed(settlement.totals)}
    numbers = dict.fromkeys(settlement.text("settlement-id", row) for row in settlement.grid.rows)
    return ((number, stated.get(number)) for number in numbers)


def _use(settlement: Settlement, row: Row, kind: str, what: str) -> Use:
    """What an amount is for. Tax that the marketplace collects and passes on is none of the seller's income."""
    said = header_key(settlement.text(kind, row) if kind in settlement.places else kind)
    text = settlement.text(what, row)
    words = header_key(text)
    if "costofadvertising" in {said, words, header_key(settlement.text("transaction-type", row))}:
        return Use.ADS
    if "tax" in said or "tax" in words or "VAT" in text:
        return Use.TAX
    if said in {"itemprice", "promotion"}:
        return Use.PRICE
    return Use.FEE if "fee" in said or "fee" in words else Use.OTHER


def _refuse_empty(settlement: Settlement, cells: Sequence[Located]) -> None:
    """A row without any amount says nothing that could be settled."""
    filled = {cell.row for cell in cells if not cell.missing}
    column = "amount" if "amount" in settlement.places else "price-amount"
    for row in settlement.data:
        if row.number not in filled:
            found = shown(row.texts[settlement.places[column]])
            settlement.problems.error("sources.missing_value", row.number, column, found=found)
