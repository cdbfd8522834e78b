"""Amazon's settlement as a source: what each order brought, what was paid back, and what was taken for ads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from assay.core.money import decimal_text, is_currency
from assay.core.tables import Record
from assay.ports import Control, ImportOptions, Parsed
from assay.sources.amazon_settlement.parts import (
    Part,
    Settlement,
    Use,
    header_score,
    padded,
    parts_of,
    settlement_of,
    settlements,
    sums_by_use,
    version_of,
)
from assay.sources.cells import is_ruined
from assay.sources.columns import stamps_of
from assay.sources.erase import table_without_rows
from assay.sources.numbers import micros
from assay.sources.problems import Problems, shown
from assay.sources.table import header_points, read_grid

FORMAT_ID = "amazon_settlement"


class AmazonSettlement:
    """Payments → Reports repository → flat file of a settlement."""

    format_id = FORMAT_ID

    def recognises(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the header decides, not the name
        return header_points(data, header_score) > 0

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        problems = Problems(name)
        grid = read_grid(data, header_score, problems, mend=padded)
        if grid is None:
            return Parsed(FORMAT_ID, (), problems.findings)
        if not options.account:
            problems.error("sources.account_missing")
        settlement = settlement_of(grid, problems)
        if not settlement.data:
            problems.warn("sources.no_rows", grid.header.number)
        _check_ids(settlement)
        parts, stated = parts_of(settlement, options.decimal_mark)
        currencies = _currencies(settlement, options)
        days = _days(settlement, options)
        records = () if problems.has_error() else _records(settlement, parts, currencies, days, options)
        controls = _controls(settlement, parts, stated)
        facts = {**grid.facts, "version": version_of(grid), "seen": "no", **_left_out(settlement, parts)}
        kept = () if problems.has_error() else records
        return Parsed(FORMAT_ID, kept, problems.findings, controls, len(settlement.data), facts)

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:  # noqa: ARG002 - as above
        return table_without_rows(data, header_score, rows)


def _check_ids(settlement: Settlement) -> None:
    for row in settlement.grid.rows:
        at = settlement.places["settlement-id"]
        if is_ruined(row.cells[at]):
            settlement.problems.error(
                "sources.ruined_id", row.number, "settlement-id", found=shown(row.texts[at])
            )
        elif not settlement.text("settlement-id", row):
            settlement.problems.error("sources.missing_value", row.number, "settlement-id", found="")


def _currencies(settlement: Settlement, options: ImportOptions) -> dict[str, str]:
    """Settlement → its currency, which stands in the row of its total, and in the others where somebody filled it in."""
    found: dict[str, str] = {}
    for row in settlement.grid.rows:
        number, code = settlement.text("settlement-id", row), settlement.text("currency", row).upper()
        known = found.get(number) or options.currency
        if code and not is_currency(code):
            settlement.problems.error("sources.currency_unknown", row.number, "currency", found=shown(code))
        elif code and known and code != known:
            settlement.problems.error(
                "sources.currency_differs", row.number, "currency", found=code, expected=known
            )
        elif code or options.currency:
            found[number] = code or options.currency
    for number, stated in settlements(settlement):
        if number not in found and not settlement.problems.has_error():
            at = settlement.grid.rows[0] if stated is None else stated
            settlement.problems.error("sources.currency_missing", at.number, rows=at.number)
    return found


def _days(settlement: Settlement, options: ImportOptions) -> dict[int, date | None]:
    """Row → the day on which Amazon posted it, as written."""
    cells = settlement.column("posted-date", settlement.data)
    if not cells and settlement.data:
        settlement.problems.error(
            "sources.columns_missing", settlement.grid.header.number, columns="posted-date"
        )
    for cell in cells:
        if cell.missing:
            settlement.problems.error(
                "sources.missing_value", cell.row, "posted-date", found=shown(cell.text)
            )
    stamps = stamps_of(cells, "posted-date", settlement.problems, order=options.date_order) if cells else []
    return {cell.row: stamp.day if stamp else None for cell, stamp in zip(cells, stamps, strict=True)}


def _records(
    settlement: Settlement,
    parts: Sequence[Part],
    currencies: Mapping[str, str],
    days: Mapping[int, date | None],
    options: ImportOptions,
) -> tuple[Record, ...]:
    own = {"source": FORMAT_ID, "account": options.account}
    sold: defaultdict[tuple[str, str], list[Part]] = defaultdict(list)
    taken: defaultdict[str, list[Part]] = defaultdict(list)
    for part in parts:
        number, order = settlement.text("settlement-id", part.row), settlement.text("order-id", part.row)
        if part.use is Use.PRICE and order:
            sold[order, number].append(part)
        elif part.use is Use.ADS:
            taken[number].append(part)
    orders = [
        Record("orders", rows[0].row.number, {**own, **_order(settlement, key, rows, currencies, days)})
        for key, rows in sold.items()
    ]
    ads = [
        Record(
            "media_ledger",
            part.row.number,
            {**own, **_charge(part, f"{number}/{at}", currencies[number], days)},
        )
        for number, rows in taken.items()
        for at, part in enumerate(rows, 1)
    ]
    return tuple(sorted((*orders, *ads), key=lambda record: record.row))


def _order(
    settlement: Settlement,
    key: tuple[str, str],
    parts: Sequence[Part],
    currencies: Mapping[str, str],
    days: Mapping[int, date | None],
) -> dict[str, str | int | date | None]:
    """What an order brought in one settlement.

    Its number is of the settlement too: what a later one pays back must not take the place of what an earlier one paid.
    """
    order, number = key
    amount = sum((part.amount for part in parts), Fraction(0))
    whole = any(part.amount > 0 for part in parts)
    exact = micros(amount)
    if exact is None:
        found = decimal_text(amount)
        settlement.problems.error("sources.too_fine", parts[0].row.number, "amount", found=found)
    return {
        "order_no": f"{order}/{number}",
        "ordered_on": min(day for part in parts if (day := days[part.row.number])),
        "stage": "cancelled" if whole and amount == 0 else "shop_order",
        "currency": currencies[number],
        "amount_micros": exact,
    }


def _charge(
    part: Part, entry: str, currency: str, days: Mapping[int, date | None]
) -> dict[str, str | int | date | None]:
    """What was taken for ads, as an entry of the media ledger: it lowers what is left, as spend does."""
    return {
        "entry_id": entry,
        "day": days[part.row.number],
        "kind": "spend",
        "credited_currency": currency,
        "credited_micros": micros(part.amount),
    }


def _controls(
    settlement: Settlement, parts: Sequence[Part], stated: Mapping[int, Fraction | None]
) -> tuple[Control, ...]:
    """What each settlement says that it paid out, against all of its amounts: equal to the cent."""
    controls = []
    for number, row in settlements(settlement):
        total = stated.get(row.number) if row else None
        if row is None or total is None:
            settlement.problems.warn(
                "sources.settlement_without_total", 0, "total-amount", found=shown(number)
            )
            continue
        summed = sum(
            (part.amount for part in parts if settlement.text("settlement-id", part.row) == number),
            Fraction(0),
        )
        control = Control(
            f"settlement {number}", "amount", decimal_text(total), decimal_text(summed), "0", total == summed
        )
        controls.append(control)
        if not control.agrees and not settlement.problems.has_error():
            params = {
                "total": shown(number),
                "stated": control.stated,
                "summed": control.summed,
                "within": "0",
            }
            settlement.problems.error("sources.total_disagrees", row.number, "total-amount", **params)
    return tuple(controls)


def _left_out(settlement: Settlement, parts: Sequence[Part]) -> dict[str, str]:
    """What was settled by what it is for; fees, taxes and the rest go into no table, and are told."""
    sums = {use: decimal_text(total) for use, total in sums_by_use(parts).items()}
    if any(sums[use] != "0" for use in (Use.FEE, Use.TAX, Use.OTHER)):
        params = {use: sums[use] for use in (Use.FEE, Use.TAX, Use.OTHER)}
        settlement.problems.report("sources.settlement_left_out", settlement.grid.header.number, **params)
    return {use.value: total for use, total in sums.items()}
