"""The sheet of spend lots that lines charge: cost, rate, leads or sessions, share and amount, a row for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.reports.workbook.book import HEAD, INPUT, SECOND, Book, Leaf, lines_of
from assay.reports.workbook.numbers import exact_format, exact_of

Node = Mapping[str, Any]

_COLUMNS = (
    ("line", 9), ("lot", 30), ("cost", 10), ("credit", 9), ("currency", 7), ("rate", 8), ("rate_source", 20), ("net", 11),
    ("counted", 9), ("charged", 9), ("lost", 11), ("share", 11), ("multiple", 8), ("shifted", 12), ("amount", 14),
    ("stated", 14), ("check", 12),
)  # fmt: skip
_AT = {key: index for index, (key, _) in enumerate(_COLUMNS)}
_TEXTS = ("line", "lot", "currency", "rate_source")


class Lots:
    """The sheet, made with the first lot that is charged."""

    def __init__(self, book: Book, leaf: Leaf) -> None:
        self.leaf = leaf
        self.row = 1
        heads = {key: book.word(f"lots.{key}", currency=book.currency) for key, _ in _COLUMNS}
        for column, (key, width) in enumerate(_COLUMNS):
            leaf.sheet.set_column(column, column, width)
            align = "left" if key in _TEXTS else "center" if key == "check" else "right"
            look: dict[str, Any] = {
                "bold": True,
                "bg_color": HEAD,
                "bottom": 1,
                "align": align,
                "text_wrap": True,
            }
            look["indent"] = 1 if key in _TEXTS else 0
            leaf.words(0, column, heads[key], **look)
        leaf.sheet.set_row(0, 16 * max(lines_of(heads[key], width) for key, width in _COLUMNS) + 4)
        leaf.sheet.set_landscape()
        leaf.sheet.freeze_panes(1, 2)
        leaf.sheet.repeat_rows(0)
        leaf.colour_checks(_AT["check"])

    def rows(self, line: str, lots: Sequence[tuple[Node, Mapping[str, Any]]], factor: str) -> str:
        """Write the lots of a line.

        Args:
            line: The line's id.
            lots: Node of each lot, and the lot as measured; that is empty where the statement does not hold it.
            factor: Address of the part beyond the tolerance; empty for a line that has none.

        Returns:
            The address of their amounts, for formulas of another sheet.
        """
        first = self.row
        for node, measured in lots:
            self._row(line, node, measured, factor)
            self.row += 1
        return self.leaf.there(f"{self._cell('amount', first)}:{self._cell('amount', self.row - 1)}")

    def _row(self, line: str, node: Node, measured: Mapping[str, Any], factor: str) -> None:
        params = node["params"]
        for key in ("lot", "currency", "rate_source"):
            self._text(key, params[key])
        self._text("line", line)
        for key in ("cost", "credit", "rate", "multiple"):
            self._given(key, params[key])
        net = f"({self._cell('cost')}-{self._cell('credit')})*{self._cell('rate')}"
        self._formula("net", net, params["value"])
        lost = _child(node, "explain.lost")
        shifted = _child(node, "explain.same_cause")
        if lost is not None:
            self._given("lost", lost["params"]["lost"])
        if shifted is not None:
            self._given("shifted", shifted["exact"])
        self._share(node, measured, factor)
        amount = (
            f"-({self._cell('net')}*{self._cell('share')}*{self._cell('multiple')}-{self._cell('shifted')})"
        )
        self._formula("amount", amount, node["exact"])
        self.leaf.exact(self.row, _AT["stated"], node["exact"])
        self.leaf.check_exact(self.row, _AT["check"], self._cell("amount"), self._cell("stated"))

    def _share(self, node: Node, measured: Mapping[str, Any], factor: str) -> None:
        """The share of the lot: counted anew where the statement holds what it was counted from, else as it stands."""
        charged, counted = counts(node, measured, with_factor=bool(factor))
        share = node["params"]["share"]
        if not counted:
            self._given("share", share)
            return
        self._given("counted", counted)
        self._given("charged", charged)
        formula = f"{self._cell('charged')}/{self._cell('counted')}"
        if factor:
            formula = f"{factor}*{formula}"
        self._formula("share", f"{formula}-{self._cell('lost')}", share)

    def _text(self, key: str, text: str) -> None:
        colour = SECOND if key == "rate_source" else INPUT
        self.leaf.words(self.row, _AT[key], text, font_color=colour, indent=1)

    def _given(self, key: str, text: str) -> None:
        self.leaf.exact(self.row, _AT[key], text, font_color=INPUT)

    def _formula(self, key: str, formula: str, stated: str) -> None:
        self.leaf.formula(self.row, _AT[key], formula, num_format=exact_format(exact_of(stated)))

    def _cell(self, key: str, row: int | None = None) -> str:
        return self.leaf.here(self.row if row is None else row, _AT[key])


def counts(node: Node, measured: Mapping[str, Any], *, with_factor: bool) -> tuple[str, str]:
    """What a lot was charged for and what it was counted among: leads, or sessions; empty for a lot charged whole."""
    if with_factor:
        leads = measured.get("leads", {})
        counted = exact_of(leads.get("credited", "0")) - exact_of(
            leads.get("relieved", {}).get("exclude_record", "0")
        )
        return node["params"]["units"], str(counted) if counted else ""
    sessions = measured.get("sessions")
    if sessions is None or "failed_segment" in measured:
        return "", ""
    return sessions["invalid"]["A"], sessions["judged"] if exact_of(sessions["judged"]) else ""


def _child(node: Node, code: str) -> Node | None:
    return next((child for child in node["children"] if child["code"] == code), None)
