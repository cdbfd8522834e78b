"""The files of a market, written line by line, and the manifest that says what each is and when the buyer received it."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TextIO

RECEIVED_ON = 8
"""The day of the next month on which a month's exports arrive: whatever they hold has happened by then."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a person says of a file when importing it. An empty option is not said; a list of nobody has no format."""

    format: str = ""
    account: str = ""
    zone: str = ""
    currency: str = ""
    decimal_mark: str = ""
    mapping: str = ""
    ours: str = ""


TRUTH = Kind()


@dataclass
class Folder:
    """Open files below a root; all are closed on leaving it."""

    root: Path
    _open: dict[str, TextIO] = field(default_factory=dict)
    _kinds: dict[str, tuple[str, Kind]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for path in list(self._open):
            self.close(path)

    def table(
        self, path: str, head: Iterable[str], kind: Kind = TRUTH, *, known: str = "", encoding: str = "utf-8",
        delimiter: str = ",",
    ) -> Table:  # fmt: skip
        """A delimited file, with its header when it is new."""
        new = path not in self._open
        table = Table(csv.writer(self.lines(path, kind, known=known, encoding=encoding), delimiter=delimiter))
        if new:
            table.row(head)
        return table

    def lines(self, path: str, kind: Kind = TRUTH, *, known: str = "", encoding: str = "utf-8") -> TextIO:
        """A text file to write lines to. ``known`` is the day on which the buyer received it."""
        if path not in self._open:
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            self._open[path] = target.open("w", encoding=encoding, newline="")
            if encoding == "utf-16-le":
                self._open[path].write(codecs.BOM_UTF16_LE.decode("utf-16-le"))
            if kind.format:
                self._kinds[path] = (known, kind)
        return self._open[path]

    def close(self, path: str) -> None:
        """End a file."""
        self._open.pop(path).close()

    def manifest(self) -> None:
        """Write ``manifest.toml``: the files in the order of their arrival, with what to say of each."""
        order = sorted(self._kinds, key=lambda path: (self._kinds[path][0], path))
        text = "".join(_entry(path, *self._kinds[path]) for path in order)
        self.lines("manifest.toml").write(text)


class _Writer(Protocol):
    def writerow(self, row: Iterable[object], /) -> object: ...


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for a file; None is an empty cell."""

    _writer: _Writer

    def row(self, cells: Iterable[object]) -> None:
        """Write one row."""
        self._writer.writerow(["" if cell is None else cell for cell in cells])


def received(month: str) -> str:
    """The day on which the exports of a month arrive."""
    return (next_month(month) + timedelta(days=RECEIVED_ON - 1)).isoformat()


def next_month(month: str) -> date:
    """The first day after a month."""
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1)


def money(cents: int) -> str:
    """Hundredths as people write them."""
    return f"{cents // 100}.{cents % 100:02d}"


def _entry(path: str, known: str, kind: Kind) -> str:
    said: Mapping[str, str] = {
        "path": path, "known_at": f"{known}T10:00:00+08:00", "format": kind.format, "account": kind.account,
        "zone": kind.zone, "currency": kind.currency, "decimal_mark": kind.decimal_mark, "mapping": kind.mapping,
        "ours": kind.ours,
    }  # fmt: skip
    return "[[file]]\n" + "".join(f'{name} = "{value}"\n' for name, value in said.items() if value) + "\n"
