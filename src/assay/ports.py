"""The shapes of what lies outside: engine, store, source, clock. Services speak to these and never to a library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol, overload, runtime_checkable

from assay.core.findings import Finding
from assay.core.tables import Record, Value


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person says about a file when importing it. Empty means: not said.

    Attributes:
        account: Account or book, such as ``google_ads/lumora-main``.
        zone: IANA zone of naive times in the file.
        currency: ISO code of bare amounts.
        date_order: ``ymd``, ``dmy`` or ``mdy``; needed only when the file alone cannot decide.
        decimal_mark: ``.`` or ``,``; needed only when the file alone cannot decide.
        mapping: Name of a ready mapping or text of a mapping file, for the generic importer.
        format_id: Format to use instead of detecting one.
        covers: First and last day of a report that does not say them, as ``2027-03-01/2027-03-31``.
        ours: Our own e-mail addresses and domains, separated by ``;``; they decide the direction of a mail.
        mends: Number of the refused commit that the file makes good; 0 for none. No source reads it.
        replace: The file is whole: older rows of the days that it covers no longer count. No source reads it.
    """

    account: str = ""
    zone: str = ""
    currency: str = ""
    date_order: str = ""
    decimal_mark: str = ""
    mapping: str = ""
    format_id: str = ""
    covers: str = ""
    ours: str = ""
    mends: int = 0
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost; see ``docs/adr/0008-parsers-run-in-a-limited-child.md``.

    Attributes:
        memory_bytes: Of the process that reads it, all in all.
        seconds: Of processor time.
    """

    memory_bytes: int = 512_000_000
    seconds: int = 45

    @property
    def file_bytes(self) -> int:
        """The largest file that is looked at: half of the memory, because what is read takes room beside it."""
        return self.memory_bytes // 2


class Bulk(Protocol):
    """The bytes of a file that is too large to be held: gone through in pieces, as often as needed."""

    @property
    def size(self) -> int:
        """How many bytes there are."""
        ...

    def pieces(self) -> Iterator[bytes]:
        """The bytes in their order, some at a time, from the beginning."""
        ...


Content = bytes | Bulk
"""The bytes of a file: held when they are few."""


@dataclass(frozen=True, slots=True)
class Control:
    """A total that the file itself states, held against the sum of its rows.

    Attributes:
        name: The total's own label, such as ``Total: Campaigns``.
        column: What is added up.
        stated: The file's figure, as decimal text.
        summed: The rows' figure, as decimal text.
        within: Tolerance that was allowed, as decimal text.
        agrees: Whether they agree within it; None when the total covers another population by design.
    """

    name: str
    column: str
    stated: str
    summed: str
    within: str
    agrees: bool | None


class PutAside(Sequence[Record]):
    """Records that are too many to be held: they are read anew each time, and those of one row stand together.

    Attributes:
        rows: Table → how many there are.
    """

    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a source made of one file.

    Attributes:
        format_id: Id of the source, such as ``google_ads_report``.
        records: Rows for canonical tables, in file order; a tuple, unless they are :class:`PutAside`.
        findings: All problems; an error means that nothing of the file is imported.
        controls: Totals of the file against its rows.
        rows_read: Data rows seen, totals and preamble not counted.
        facts: What was decided about the file (encoding, delimiter, period, zone …), for the import report and the manifest;
            never contains contact data.
    """

    format_id: str
    records: Sequence[Record]
    findings: tuple[Finding, ...] = ()
    controls: tuple[Control, ...] = ()
    rows_read: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)


class Source(Protocol):
    """One export format."""

    format_id: str

    def recognises(self, name: str, data: bytes) -> bool:
        """Whether a file looks like this format. Cheap; must not raise."""
        ...

    def parse(self, name: str, data: bytes, options: ImportOptions) -> Parsed:
        """Turn a file into records and findings. Must not raise on any bytes."""
        ...

    def without_rows(self, name: str, data: bytes, rows: frozenset[int]) -> bytes:
        """The file with these rows' contents removed and every other row still at its row number."""
        ...


@runtime_checkable
class Streamed(Source, Protocol):
    """A format whose files may be larger than memory: what it does, it can do line by line."""

    def parse_lines(self, name: str, file: BinaryIO, options: ImportOptions) -> Parsed:
        """As :meth:`Source.parse`, of a file that is read from its beginning and may be begun again by ``seek(0)``.

        May raise :class:`~assay.sources.lines.NotByLinesError`: then the file is read as a whole where it is small enough.
        """
        ...

    def leave_out(self, name: str, file: BinaryIO, rows: frozenset[int]) -> Iterator[bytes]:
        """As :meth:`Source.without_rows`, piece by piece."""
        ...


@runtime_checkable
class Parted(Streamed, Protocol):
    """A format of lines that gives records as it goes, because there may be as many as lines."""

    def parse_parts(
        self, name: str, file: BinaryIO, options: ImportOptions, give: Callable[[Sequence[Record]], None]
    ) -> Parsed:
        """As :meth:`Streamed.parse_lines`, with the records handed on part by part, those of one row together.

        They count when none of the findings is an error; ``NotByLinesError`` comes before the first of them.
        """
        ...


@dataclass(frozen=True, slots=True)
class KeptFiles(Sequence[Path]):
    """The files of a table of which some rows no longer count.

    Attributes:
        paths: The files.
        kept: Condition in portable query text that the rows which count fulfil; an engine's view of the table has no
            other rows.
    """

    paths: tuple[Path, ...]
    kept: str

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | Sequence[Path]:
        return self.paths[index]

    def __len__(self) -> int:
        return len(self.paths)


class Engine(Protocol):
    """Runs query text over Parquet files and returns integers and text, never a division."""

    def rows(
        self, query: str, tables: Mapping[str, Sequence[Path]], parameters: Mapping[str, Value]
    ) -> Iterable[dict[str, Value]]:
        """Rows of a query, in the query's own total order.

        Each name in ``tables`` is a view over its files, less the rows that :class:`KeptFiles` leaves out.
        """
        ...


class ColumnEngine(Engine, Protocol):
    """An engine that also answers by columns, and keeps rows for several questions: what many rows are gathered with."""

    def columns(
        self, query: str, tables: Mapping[str, Sequence[Path]], parameters: Mapping[str, Value]
    ) -> Mapping[str, Sequence[Value]]:
        """The same answer as whole columns, in the query's own order of both: for many rows of one shape."""
        ...

    def keeping(
        self, name: str, query: str, tables: Mapping[str, Sequence[Path]]
    ) -> AbstractContextManager[None]:
        """While it is open, a relation of this name holds the rows of a query, worked out once for several questions."""
        ...


class Clock(Protocol):
    """The only way to know the time; commands read it once, at the door."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...
