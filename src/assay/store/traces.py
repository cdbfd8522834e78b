"""Finding a person's contacts in the text of any file, however they are written there."""

from __future__ import annotations

import bz2
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote_plus

from python_calamine import CalamineError, CalamineWorkbook

from assay.core.leads.identity import visible
from assay.core.tables import Contact
from assay.ports import Content
from assay.store.contents import made_of, pieces_of
from assay.store.encoded import decoded_texts
from assay.store.phones import national_digits

_LINE_END = re.compile(r"\r\n|\r|\n")
_END = re.compile(rb"\r\n|\r|\n")
_PART = 8 << 20
_LINE_WITH_END = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|$)")
_SINGLE_BYTE_OR_CJK = ("utf-8-sig", "gb18030", "latin-1")
_ZIP_START = b"PK\x03\x04"
_WORKBOOK_STARTS = (_ZIP_START, b"\xd0\xcf\x11\xe0")
_GZIP_START, _BZIP2_START = b"\x1f\x8b", b"BZh"
_UNPACKED_BYTES_AT_MOST = 1 << 29
_LONGEST_LINE = 1 << 20
_BETWEEN_DIGITS = r"[ ().\-/]{0,2}"
_LATIN = r"[a-z0-9\u00df-\u024f]"
_NOTHING = r"(?!)"
_HYPHENS = dict.fromkeys(range(0x2010, 0x2016), "-")
_MAIL = re.compile(rb"\AFrom |^Content-Transfer-Encoding:", re.IGNORECASE | re.MULTILINE)
_CJK_NAME = re.compile(r"[\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Traces:
    """What to look for.

    Attributes:
        pattern: Matches any of the contacts in folded text (see ``_folded``).
    """

    pattern: re.Pattern[str]

    def found_in(self, text: str) -> bool:
        """Whether a text holds any of them: case, width, spaces and dashes do not matter, nor how an address of the web spells them."""
        spellings = (text, unquote_plus(text)) if "%" in text else (text,)
        return any(self.pattern.search(_folded(spelling)) for spelling in spellings)

    def rows_of(self, content: Content) -> frozenset[int]:
        """Numbers of the lines or sheet rows that hold any; 0 stands for elsewhere in a workbook and in a packed text."""
        content = _held(content)
        return frozenset(
            before + row if row else 0
            for before, part in _parts_of(content)
            if isinstance(content, bytes) or self._may_be_in(part)
            for row, text in numbered_texts(part)
            if self.found_in(text)
        )

    def _may_be_in(self, part: bytes) -> bool:
        """Whether a part of a large text is worth looking at line by line; folding leaves no match out that a line has."""
        encoded = any(True for _ in decoded_texts(part))
        return encoded or any(
            self.found_in(part.decode(encoding, "replace")) for encoding in _encodings(part)
        )


def _held(content: Content) -> Content:
    """The bytes themselves of what is packed and of mail, whose parts hide what they hold; it was read whole, so it has room."""
    if isinstance(content, bytes):
        return content
    head = next(pieces_of(content), b"")
    is_packed = head.startswith((*_WORKBOOK_STARTS, _GZIP_START, _BZIP2_START))
    return b"".join(pieces_of(content)) if is_packed or _MAIL.search(head) else content


def traces_of(contacts: Iterable[Contact]) -> Traces:
    """What to look for so that no trace of these contacts is missed, and no longer name or address is taken for it.

    E-mails and phones always; phones by their national digits. Names of two words, or of two Chinese characters
    and more; a single word such as "Rose" would take other people's lines along. Companies are no persons.
    """
    patterns = sorted({pattern for contact in contacts if (pattern := _pattern(contact))})
    return Traces(re.compile("|".join(patterns) or _NOTHING))


def _pattern(contact: Contact) -> str:
    """A regular expression for one contact; empty when it is not looked for."""
    if contact.kind == "phone":
        digits = national_digits(contact.value)
        return rf"{_BETWEEN_DIGITS.join(digits)}(?!\d)" if digits else ""
    if contact.kind == "email" or (contact.kind == "name" and _is_full_name(contact.value)):
        return rf"(?<!{_LATIN}){re.escape(_folded(contact.value))}(?!{_LATIN})"
    return ""


def _folded(text: str) -> str:
    """Without invisible marks, double blanks and width, case-folded, every hyphen plain."""
    return visible(text).translate(_HYPHENS).casefold()


def numbered_texts(data: bytes) -> Iterator[tuple[int, str]]:
    """Every line of a text, read in every encoding it may be in, or every row of every sheet, with its 1-based number.

    A workbook's parts follow as row 0, so that nothing hides in a comment or a property; so do the lines that a text
    packed by gzip or bzip2 holds. What a mail has encoded follows with the line on which it begins.
    """
    if data.startswith(_WORKBOOK_STARTS):
        yield from _workbook_texts(data)
        return
    yield from ((0, text) for text in _packed_texts(data))
    for encoding in _encodings(data):
        yield from enumerate(_LINE_END.split(data.decode(encoding, "replace")), start=1)
    for number, piece in decoded_texts(data):
        yield from ((number, piece.decode(encoding, "replace")) for encoding in _encodings(piece))


def filled_rows(content: Content, rows: Iterable[int]) -> frozenset[int]:
    """Those of ``rows`` that hold anything but blanks, with those that are no line: inside an archive, or a line's further people."""
    wanted = frozenset(rows)
    filled: dict[int, bool] = {}
    content = _held(content)
    for row, text in _all_texts(content) if wanted else ():
        if row in wanted:
            filled[row] = filled.get(row, False) or bool(text.strip())
    further = wanted - filled.keys()
    if further and any(piece.strip() for piece in pieces_of(content)):
        filled |= dict.fromkeys(further, True)
    return frozenset(row for row, is_filled in filled.items() if is_filled)


def without_lines(content: Content, lines: frozenset[int]) -> Content:
    """A text with these lines emptied, their line ends kept. Not for UTF-16 and workbooks: those come back as they are."""
    if isinstance(content, bytes):
        return _without_lines(content, lines)
    return made_of(
        _without_lines(part, frozenset(line - before for line in lines))
        for before, part in _parts_of(content)
    )


def _all_texts(content: Content) -> Iterator[tuple[int, str]]:
    """The texts of :func:`numbered_texts`, of a large file part by part."""
    for before, part in _parts_of(content):
        yield from ((before + row if row else 0, text) for row, text in numbered_texts(part))


def _parts_of(content: Content) -> Iterator[tuple[int, bytes]]:
    """A content in parts of whole lines, each with the number of lines before it; a small one, and a line of any length, is one.

    Only texts of lines are so large that they are cut (``docs/adr/0010-large-files-come-in-pieces.md``).
    """
    if isinstance(content, bytes):
        yield 0, content
        return
    before, kept = 0, bytearray()
    for piece in pieces_of(content):
        kept += piece
        if len(kept) >= _PART and (end := kept.rfind(b"\n") + 1):
            part = bytes(kept[:end])
            yield before, part
            before += len(_END.findall(part))
            del kept[:end]
    yield before, bytes(kept)


def _without_lines(data: bytes, lines: frozenset[int]) -> bytes:
    if data.startswith((*_WORKBOOK_STARTS, b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
        return data
    kept = []
    for number, line in enumerate(_LINE_WITH_END.findall(data), start=1):
        kept.append(line[len(line.rstrip(b"\r\n")) :] if number in lines else line)
    return b"".join(kept)


def _is_full_name(name: str) -> bool:
    return len(name.split()) > 1 or bool(_CJK_NAME.fullmatch(name))


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\x00" in data:
        return ("utf-16-le", "utf-16-be", "latin-1")
    return ("latin-1",) if data.isascii() else _SINGLE_BYTE_OR_CJK


def _packed_texts(data: bytes) -> Iterator[str]:
    """Every line of a packed text, as far as it unpacks, in every encoding it may be in; none of what is not packed."""
    if not data.startswith((_GZIP_START, _BZIP2_START)):
        return
    packed = io.BytesIO(data)
    stream = gzip.GzipFile(fileobj=packed) if data.startswith(_GZIP_START) else bz2.BZ2File(packed)
    with suppress(EOFError, OSError, zlib.error), stream:
        while line := stream.readline(_LONGEST_LINE):
            yield from (line.decode(encoding, "replace") for encoding in _SINGLE_BYTE_OR_CJK)


def _workbook_texts(data: bytes) -> Iterator[tuple[int, str]]:
    parts = _parts(data) if data.startswith(_ZIP_START) else ()
    if parts or not data.startswith(_ZIP_START):
        yield from _sheet_rows(data)
    for text in parts or (data.decode("latin-1"), data.decode("utf-16-le", "replace")):
        yield 0, text


def _sheet_rows(data: bytes) -> Iterator[tuple[int, str]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield from ((number, "\t".join(map(_cell, row))) for number, row in enumerate(rows, start=1))
    except CalamineError:
        return


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _parts(data: bytes) -> tuple[str, ...]:
    """Texts of a workbook's parts; none of what is no sound zip, or would unpack to more than anyone's workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _UNPACKED_BYTES_AT_MOST:
                return ()
            return tuple(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError):
        return ()
