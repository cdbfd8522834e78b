"""A hostile file: what is handed to an import, and what is said about it."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assay.ports import ImportOptions

EMAIL, PHONE = "geheim.person@kunde.example", "+49 30 90182077"
"""Stand in every file that can hold them, and in no finding."""

SAID = ImportOptions(account="google_ads/main", zone="Europe/Berlin", currency="USD", ours="lumora.example")


def said(**more: str) -> ImportOptions:
    """What a person says who names the account, the zone, the currency, and more."""
    return ImportOptions(
        **{name: getattr(SAID, name) for name in ("account", "zone", "currency", "ours")} | more
    )


@dataclass(frozen=True)
class Hostile:
    """One file.

    Attributes:
        label: What is hostile about it.
        name: File name as received.
        data: Its bytes, or how to make them when that takes long; of a huge one nothing, because it is written by ``write``.
        options: What a person says about it.
        write: Writes a huge file without holding it.
    """

    label: str
    name: str
    data: bytes | Callable[[], bytes] = b""
    options: ImportOptions = SAID
    write: Callable[[Path], None] | None = field(default=None, compare=False)

    def content(self) -> bytes:
        """Its bytes."""
        return self.data if isinstance(self.data, bytes) else self.data()


Family = Callable[[random.Random], Iterator[Hostile]]
