"""What can be wrong with a formula."""

from __future__ import annotations

from assay.core.findings import Finding, Place

_LONGEST_EXCERPT = 40


class FormulaError(ValueError):
    """A formula that cannot be read or computed.

    Attributes:
        code: Key of the sentence in the message catalogue, such as ``formula.unexpected``.
        column: 1-based character of the formula where the problem begins.
        params: Values of the sentence, the column among them.
    """

    def __init__(self, code: str, column: int, **params: str) -> None:
        self.code = code
        self.column = column
        self.params = {"column": str(column), **params}
        super().__init__(code, column)

    def __str__(self) -> str:
        return f"{self.code} at column {self.column}"

    def finding(self, place: Place) -> Finding:
        """The same problem as a finding at the field that holds the formula."""
        return Finding(self.code, place, dict(self.params))


def excerpt(text: str) -> str:
    """A piece of a formula for a message: at most 40 characters, invisible ones as ``U+200B``."""
    visible = "".join(
        char if char.isprintable() else f"U+{ord(char):04X}" for char in text[:_LONGEST_EXCERPT]
    )
    return visible if len(text) <= _LONGEST_EXCERPT else f"{visible}…"
