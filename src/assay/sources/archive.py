"""Zip archives of exports: members as files of their own. Names are labels, never paths, and nothing is unpacked to disk."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assay.core.leads.identity import visible
from assay.sources.problems import Problems, shown

_ZIP = b"PK\x03\x04"
_OF_WORKBOOKS = frozenset({"[Content_Types].xml", "mimetype"})
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 1_000
MOST_PARTS = 10_000
"""Entries of any zip, a workbook with its pictures among them."""

_SMALL_UNPACKED, _HIGHEST_RATIO = 20 * 1024 * 1024, 100
"""Text shrinks to a tenth, a very even workbook to a fiftieth of its size; what shrinks further is made to hurt."""

_UTF8_NAME = 0x800
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, ValueError, OSError,
)  # fmt: skip
"""All that the library raises at an archive that is cut, damaged, locked or packed in a way it does not know."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    Attributes:
        name: Its name without folders.
        bare_name: Its name without folders as it is; may hold a contact and stands in no finding.
        first_row: Rows that the members before it may hold: row 5 of this member is row ``first_row`` + 5 of the archive.
    """

    name: str
    data: bytes
    first_row: int
    bare_name: str = ""


def is_bomb(data: bytes, problems: Problems) -> bool:
    """Whether a zip says that it unpacks to too much or too many; a finding then. Of other bytes and broken zips, no."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except BROKEN_ZIP:
        return False
    size = sum(entry.file_size for entry in entries)
    if size > LARGEST_UNPACKED:
        problems.error("sources.too_large", found=size, expected=LARGEST_UNPACKED)
    elif size > _SMALL_UNPACKED and size > _HIGHEST_RATIO * len(data):
        problems.error("sources.packed_too_tight", found=size // len(data), expected=_HIGHEST_RATIO)
    elif len(entries) > MOST_PARTS:
        problems.error("sources.archive_too_many", found=len(entries), expected=MOST_PARTS)
    else:
        return False
    return True


@lru_cache(maxsize=1)
def is_archive(data: bytes) -> bool:
    """Whether the bytes are a zip archive of files, and not a workbook (which is a zip archive too)."""
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return not _OF_WORKBOOKS.intersection(archive.namelist())
    except BROKEN_ZIP:
        return False


def member_names(data: bytes) -> tuple[str, ...]:
    """Names of the files of an archive, without folders; none when it cannot be opened. Unpacks nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return tuple(_label(entry) for entry in archive.infolist()[:MOST_MEMBERS] if not entry.is_dir())
    except BROKEN_ZIP:
        return ()


def read_members(data: bytes, problems: Problems, suffix: str = "") -> tuple[Member, ...]:
    """The files of an archive in their order; empty after a finding when it is broken, locked or a bomb.

    Sizes and counts are checked before anything is unpacked. What macOS adds beside each file is left out, and so are
    files whose names do not end in ``suffix``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if _is_file(entry, suffix)]
            if is_bomb(data, problems) or not _is_sound(entries, problems):
                return ()
            return tuple(_members(archive, entries))
    except BROKEN_ZIP:
        problems.error("sources.archive_broken")
        return ()


def _is_sound(entries: list[zipfile.ZipInfo], problems: Problems) -> bool:
    locked = next((entry for entry in entries if entry.flag_bits & 1), None)
    if len(entries) > MOST_MEMBERS:
        problems.error("sources.archive_too_many", found=len(entries), expected=MOST_MEMBERS)
    if locked is not None:
        problems.error("sources.archive_locked", found=_label(locked))
    return not problems.has_error()


def _members(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[Member]:
    first_row = 0
    for entry in entries:
        with archive.open(entry) as packed:
            content = packed.read(entry.file_size)  # no more than it says, however much comes
        yield Member(_label(entry), content, first_row, _bare_name(entry))
        first_row += content.count(b"\n") + content.count(b"\r") + 1


def _is_file(entry: zipfile.ZipInfo, suffix: str) -> bool:
    name = entry.filename
    return not entry.is_dir() and not name.startswith("__MACOSX/") and name.lower().endswith(suffix)


def _label(entry: zipfile.ZipInfo) -> str:
    """The name without contacts, shortened."""
    return shown(_bare_name(entry))


def _bare_name(entry: zipfile.ZipInfo) -> str:
    """The name without folders and unseen signs. A name without the UTF-8 mark that is one is read as such (Windows and Chinese tools)."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return visible(name.replace("\\", "/").rsplit("/", 1)[-1])
