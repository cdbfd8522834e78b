"""Records that a child gives while it still reads: held while they are few, else put aside as the frames in which they came."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import overload

from assay.core.tables import Record
from assay.parsing.wire import WireError, opened
from assay.ports import Content, PutAside
from assay.store.contents import Aside, pieces_of

HELD = 4 << 20
"""Records whose frames have no more bytes are held."""

_LENGTH = struct.Struct(">I")


class Given:
    """Records on their way in.

    Attributes:
        size: Bytes of their frames.
    """

    def __init__(self) -> None:
        self.size = 0
        self._held: list[Record] = []
        self._frames = bytearray()
        self._aside: Aside | None = None
        self._rows: Counter[str] = Counter()

    def take(self, frame: bytes, values: tuple[object, ...]) -> None:
        """The next frame, with the values in it.

        Raises:
            WireError: They are no records.
        """
        records = _records(values)
        self.size += len(frame)
        self._rows.update(record.table for record in records)
        self._frames += _LENGTH.pack(len(frame)) + frame
        if self.size <= HELD:
            self._held.extend(records)
        else:
            self._held.clear()
            self._aside = self._aside or Aside()
            self._aside.write(self._frames)
            self._frames.clear()

    def records(self) -> Sequence[Record]:
        """All of them: a tuple while they are few."""
        return Frames(self._aside, self._rows) if self._aside else tuple(self._held)


class Frames(PutAside):
    """Records in the frames that they came in."""

    def __init__(self, frames: Content, rows: Counter[str]) -> None:
        self.rows = rows
        self._frames = frames

    def __iter__(self) -> Iterator[Record]:
        kept = bytearray()
        for piece in pieces_of(self._frames):
            kept += piece
            while len(kept) >= (begin := _LENGTH.size) and len(kept) >= (
                end := begin + _LENGTH.unpack_from(kept)[0]
            ):
                _, values = opened(bytes(kept[begin:end]))
                del kept[:end]
                yield from _records(values)

    def __len__(self) -> int:
        return sum(self.rows.values())

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        places = range(len(self))[index]
        if isinstance(places, int):
            return next(islice(self, places, None))
        return tuple(record for place, record in enumerate(self) if place in places)


def _records(values: tuple[object, ...]) -> tuple[Record, ...]:
    match values:
        case (tuple(records),) if all(type(record) is Record for record in records):
            return records
    raise WireError
