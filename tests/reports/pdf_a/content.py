"""What a content stream says: its operations in order, with what each needs of the graphics state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pypdf.generic import DictionaryObject

from tests.reports.pdf_a.syntax import Token, bytes_of, name_of, tokens

_VALUES = (b"true", b"false", b"null")
_END_OF_IMAGE = re.compile(rb"[\x00\t\n\f\r ]EI(?=[\x00\t\n\f\r ]|\Z)")
SHOWING = frozenset(("Tj", "TJ", "'", '"'))

_FEW = {
    0: "b B b* B* BI BT BX EI EMC ET EX f F f* h n q Q s S T* W W*",
    1: "BMC CS cs Do g G gs i j J M MP ri sh Tc Tj TJ TL Tr Ts Tw Tz w '",
    2: "BDC d d0 DP l m Td TD Tf",
    3: 'rg RG "',
    4: "k K re v y",
    6: "c cm d1 Tm",
}
OPERANDS: dict[str, int | None] = {name: count for count, names in _FEW.items() for name in names.split()}
"""How many operands an operator of ISO 32000-1 has; none where a colour space or a dictionary decides."""
OPERANDS |= dict.fromkeys(("sc", "SC", "scn", "SCN", "ID"))


@dataclass(frozen=True)
class Operation:
    """An operator with what stands before it; of an inline image, the pieces of its dictionary."""

    operator: str
    tokens: tuple[Token, ...]

    @property
    def operands(self) -> int:
        """How many operands there are: an array and a dictionary count as one."""
        depth = count = 0
        for token in self.tokens:
            closes = token.kind == "mark" and token.raw in (b"]", b">>")
            depth -= closes
            count += depth == 0 and not closes
            depth += token.kind == "mark" and not closes
        return count

    def name(self, number: int = 0) -> str:
        """An operand that is a name."""
        return name_of(self.tokens[number]).decode("latin-1") if len(self.tokens) > number else ""


@dataclass(frozen=True)
class Content:
    """A content stream with the resources that it names itself."""

    place: str
    operations: tuple[Operation, ...]
    resources: DictionaryObject | None

    def uses(self, *operators: str) -> Iterator[Operation]:
        """The operations of some operators."""
        return (operation for operation in self.operations if operation.operator in operators)

    def shown(self) -> Iterator[tuple[str, bytes]]:
        """The name of a font, and codes shown in it."""
        font, kept = "", []
        for operation in self.operations:
            match operation.operator:
                case "q":
                    kept.append(font)
                case "Q":
                    font = kept.pop() if kept else font
                case "Tf":
                    font = operation.name()
                case operator if operator in SHOWING:
                    for token in operation.tokens:
                        if token.kind in ("string", "hex"):
                            yield font, bytes_of(token)


def operations(data: bytes) -> tuple[Operation, ...]:
    """The operations of a stream."""
    found: list[Operation] = []
    at = 0
    while at < len(data):
        at = _run(data, at, found)
    return tuple(found)


def _run(data: bytes, at: int, found: list[Operation]) -> int:
    """Read up to the data of an inline image or to the end; where to go on."""
    before: list[Token] = []
    for token in tokens(data, at):
        if token.kind != "word" or token.raw in _VALUES:
            before.append(token)
            continue
        operator = token.raw.decode("latin-1")
        found.append(Operation(operator, tuple(before)))
        before = []
        if operator == "ID":
            end = _END_OF_IMAGE.search(data, token.at + 2)
            return end.end() - 2 if end else len(data)
    if before:
        found.append(Operation("", tuple(before)))
    return len(data)
