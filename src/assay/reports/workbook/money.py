"""From the fee to the payable: the formula that gives each amount, and which are taken over as the statement holds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assay.i18n.statement import MoneyRow
from assay.reports.workbook.numbers import exact_of, literal, rounding

_MOVES = ("due", "withheld", "suspense", "carry_before", "bond_drawn", "claim")
"""Rows that change the cash of the statement and are taken over."""


class Cash:
    """The formulas of a table of money.

    Args:
        document: The statement.
        rows: Its rows of money.
        at: Address of the computed amount of the row of an index.
        fee: Address of the fee in the workings.
        lines: Line id → address of its amount there.
        digits: Of the currency's minor unit.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        rows: Sequence[MoneyRow],
        *,
        at: Callable[[int], str],
        fee: str,
        lines: Mapping[str, str],
        digits: int,
    ) -> None:
        self._document = document
        self._fee = fee
        self._lines = lines
        self._digits = digits
        self._cells: dict[str, list[str]] = {}
        for index, row in enumerate(rows):
            self._cells.setdefault(row.part, []).append(at(index))

    def formula(self, row: MoneyRow) -> str:
        """What gives a row's amount; empty for one that is taken over from the statement."""
        kind, _, line = row.part.partition("/")
        made: Mapping[str, Callable[[], str]] = {
            "fee": lambda: self._fee,
            "line": lambda: self._lines[line],
            "invoice_basis": lambda: "+".join((self.cell("fee"), *self._of_lines(on_invoice=True))),
            "set_offs": lambda: f"-({'+'.join(self._of_lines(on_invoice=False)) or 0})",
            "tax": self._tax,
            "remedies_tax": self._remedies_tax,
            "carry_after": lambda: f"MIN(0,{self._balance()})",
            "payable": lambda: f"MAX(0,{self._balance()})",
        }
        return made[kind]() if kind in made else ""

    def cell(self, part: str) -> str:
        """The address of the one row of a part."""
        (cell,) = self._cells[part]
        return cell

    def _of_lines(self, *, on_invoice: bool) -> list[str]:
        heads = ("fee_reduction", "bonus")
        return [
            self.cell(f"line/{line['id']}")
            for line in self._document["lines"]
            if (line["head"] in heads) is on_invoice
        ]

    def _balance(self) -> str:
        """The cash of the statement before it is cut off at zero: what falls due, its lines, and what else moves."""
        moved = self._of(*_MOVES)
        tax = self._document.get("tax")
        if tax is not None and tax["prices"] != "inclusive":
            moved += self._of("tax", "remedies_tax")
        parts = [f"{self._invoiced()}-{self.cell('set_offs')}", *moved]
        return "+".join(parts)

    def _invoiced(self) -> str:
        """The invoice basis, as far as its fee is paid with the month.

        A payment equal to the month's fee has no row of its own: the fee on top is it.
        """
        with_month = len(self._document["due"]) - len(self._of("due"))
        if with_month == 1:
            return self.cell("invoice_basis")
        return f"{self.cell('invoice_basis')}+({with_month - 1})*{self.cell('fee')}"

    def _tax(self) -> str:
        """Tax in or on the amounts; on cash taken over while something waits, as the statement tells no part of that."""
        if self._document["tax"]["prices"] == "inclusive":
            return self._taxed(self.cell("invoice_basis"))
        return (
            self._taxed("+".join((self._invoiced(), *self._of("due", "withheld"))))
            if self._is_whole()
            else ""
        )

    def _remedies_tax(self) -> str:
        return f"-{self._taxed(self.cell('set_offs'))}" if self._is_whole() else ""

    def _is_whole(self) -> bool:
        return not self._document["suspense"]

    def _taxed(self, amount: str) -> str:
        tax = self._document["tax"]
        rate = literal(exact_of(tax["rate"]))
        share = f"{rate}/(1+{rate})" if tax["prices"] == "inclusive" else rate
        return rounding(f"({amount})*{share}", self._digits)

    def _of(self, *parts: str) -> list[str]:
        return [cell for part in parts for cell in self._cells.get(part, ())]
