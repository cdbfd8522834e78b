"""``manifest.toml``: what each export is, whose it is, and when the buyer received it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tools.world import story

HEADING = (
    "# Which file is what, and when the buyer received it. Made with the exports; do not edit by hand.\n"
)


@dataclass(frozen=True, slots=True)
class Export:
    """One file of the world, and what a person must say when importing it. An empty option is not said."""

    path: str
    data: bytes
    known_at: str
    format: str
    account: str
    mapping: str = ""
    zone: str = "Asia/Shanghai"
    currency: str = ""
    decimal_mark: str = ""


def manifest(exports: Iterable[Export]) -> bytes:
    """The manifest: first the periods with the moment of their statements, then the files in the order of their arrival."""
    return "".join([HEADING, *map(_period, story.MONTHS), *map(_entry, exports)]).encode()


def _period(month: str) -> str:
    return f'\n[[period]]\nmonth = "{month}"\nas_of = "{story.RECEIVED[month]}-05T09:00:00+08:00"\n'


def _entry(one: Export) -> str:
    said = {
        "path": one.path,
        "known_at": one.known_at,
        "format": one.format,
        "mapping": one.mapping,
        "account": one.account,
        "zone": one.zone,
        "currency": one.currency,
        "decimal_mark": one.decimal_mark,
    }
    lines = [f'{name} = "{value}"\n' for name, value in said.items() if value]
    return "\n[[file]]\n" + "".join(lines)
