"""From the fee to the payable: the formula that gives each amount, and which are taken over as the statement holds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assay.core.contract.remedy import Head
from assay.core.settlement.disputed import own_line
from assay.core.settlement.month import head_of
from assay.i18n.statement import MoneyRow
from assay.reports.paper.page import Source
from assay.reports.workbook.numbers import exact_of, literal, rounding

_MOVES = ("due", "withheld", "suspense", "carry_before")
"""What changes the cash of the statement beside its lines and its tax."""


class Cash:
    """The formulas of a table of money.

    Args:
        source: The statement and its contract.
        rows: Its rows of money.
        at: Address of the computed amount of the row of an index.
        worked: Part of the settlement → address in the workings of its amount, or of a figure that its formula needs.
        digits: Of the currency's minor unit.
    """

    def __init__(
        self,
        source: Source,
        rows: Sequence[MoneyRow],
        *,
        at: Callable[[int], str],
        worked: Mapping[str, str],
        digits: int,
    ) -> None:
        self._document: Mapping[str, Any] = source.document
        self._contract = source.contract
        self._worked = worked
        self._digits = digits
        self._cells = {row.part: at(index) for index, row in enumerate(rows)}

    def formula(self, row: MoneyRow) -> str:
        """What gives a row's amount; empty for one that is taken over from the statement."""
        kind, _, name = row.part.partition("/")
        made: Mapping[str, Callable[[], str]] = {
            "invoice_basis": lambda: "+".join((self.cell("fee"), *self._of_lines(on_invoice=True))),
            "set_offs": lambda: f"-({'+'.join(self._of_lines(on_invoice=False)) or 0})",
            "tax": self._tax,
            "remedies_tax": self._remedies_tax,
            "earned": lambda: f"-{self.cell('fee')}",
            "carry_after": lambda: f"MAX(0,-({self._balance()}))",
            "payable": lambda: f"MAX(0,{self._balance()})",
            "claim": self._claim,
            "bond_drawn": lambda: self._drawn(name),
            "bond_released": lambda: f"{self._worked[f'bond/{name}']}-{self._or_zero(f'bond_drawn/{name}')}",
            "bond_held": lambda: self._held(name),
        }
        return made[kind]() if kind in made else self._worked.get(row.part, "")

    def cell(self, part: str) -> str:
        """The address of the row of a part."""
        return self._cells[part]

    def _of_lines(self, *, on_invoice: bool) -> list[str]:
        return [
            self.cell(f"line/{line['id']}")
            for line in self._document["lines"]
            if Head(line["head"]).on_invoice is on_invoice
        ]

    def _balance(self) -> str:
        """The cash of the statement before it is cut off at zero, what is claimed or drawn from bonds among it."""
        return "+".join((self._uncarried(), *self._of("claim", "bond_drawn")))

    def _uncarried(self) -> str:
        """What falls due, the lines of the statement, and what else moves its cash."""
        moved = self._of(*_MOVES)
        tax = self._document.get("tax")
        if tax is not None and tax["prices"] != "inclusive":
            moved += self._of("tax", "remedies_tax")
        parts = [f"{self._invoiced()}-{self.cell('set_offs')}", *moved]
        return "+".join(parts)

    def _debt(self) -> str:
        """What the vendor owes beyond all cash and beyond what waits, which covers a debt first."""
        waits = f"-MAX(0,{self._worked['waiting']})" if "waiting" in self._worked else ""
        return f"MAX(0,-({self._uncarried()}){waits})"

    def _claim(self) -> str:
        return "-".join((self._debt(), *self._of("bond_drawn")))

    def _drawn(self, bond: str) -> str:
        """What a bond gives: the debt that those before it left, up to what it holds."""
        drawn = [row for row in self._cells if row.startswith("bond_drawn/")]
        before = [self.cell(row) for row in drawn[: drawn.index(f"bond_drawn/{bond}")]]
        rest = "-".join((self._debt(), *before))
        return f"MIN({self._worked[f'bond/{bond}']},{rest})"

    def _held(self, bond: str) -> str:
        moved = (self._or_zero(f"bond_{word}/{bond}") for word in ("drawn", "released"))
        return "-".join((self._worked[f"bond/{bond}"], *moved))

    def _or_zero(self, part: str) -> str:
        return self.cell(part) if part in self._cells else "0"

    def _invoiced(self) -> str:
        """The invoice basis, without its fee where that is not what is paid with the month."""
        return "+".join((self.cell("invoice_basis"), *self._of("earned")))

    def _tax(self) -> str:
        """Tax in or on the amounts; of what goes into suspense or comes out, on that which is of the invoice."""
        if self._document["tax"]["prices"] == "inclusive":
            return self._taxed(self.cell("invoice_basis"))
        waits = self._suspended(on_invoice=True)
        return self._taxed("+".join((self._invoiced(), *self._of("due", "withheld"), *waits)))

    def _remedies_tax(self) -> str:
        waits = self._suspended(on_invoice=False)
        return f"-{self._taxed('-'.join((self.cell('set_offs'), *waits)))}"

    def _suspended(self, *, on_invoice: bool) -> list[str]:
        """The addresses of movements of suspense whose lines change the invoice, or of all others."""
        return [
            cell
            for row, cell in self._cells.items()
            if row.startswith("suspense/")
            and head_of(self._contract, own_line(row.partition("/")[2])).on_invoice is on_invoice
        ]

    def _taxed(self, amount: str) -> str:
        tax = self._document["tax"]
        rate = literal(exact_of(tax["rate"]))
        share = f"{rate}/(1+{rate})" if tax["prices"] == "inclusive" else rate
        return rounding(f"({amount})*{share}", self._digits)

    def _of(self, *parts: str) -> list[str]:
        """The addresses of all rows of these parts."""
        return [cell for part in parts for row, cell in self._cells.items() if row.partition("/")[0] == part]
