"""Files that people give in place of a list, told by how they begin: what they are called, so that a refusal can say it."""

from __future__ import annotations

import io
import json
import re
import zipfile

from assay.sources.archive import BROKEN_ZIP

_BEGINNINGS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
)
_PARTS = (("word/", "Word"), ("ppt/", "PowerPoint"), ("Index/", "Numbers"))
"""Folders of a zip that is a document of another program."""

_MARKUP = re.compile(
    rb"(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|table|meta|head|body)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(rb"<\?xml\b")
_JSON = re.compile(rb'[{\[]\s*(?:[{\[\]}"]|$)')
_MARKS = b"\xef\xbb\xbf \t\r\n"
_HEAD = 4_096


def kind_of(data: bytes) -> str:
    """What a file is when it is no workbook and no text of rows; empty when it may be a list.

    Example:
        >>> kind_of(b"%PDF-1.7 ..."), kind_of(b'[{"email": "max@lichthof.example"}]'), kind_of(b"Email,Phone")
        ('PDF', 'JSON', '')
    """
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_package(data)
    binary = next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), "")
    if binary == "BMP" and b"\0" not in data[:_HEAD]:
        binary = ""
    return binary or _kind_of_text(data)


def _kind_of_package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
    except BROKEN_ZIP:
        return ""
    return next((kind for part, kind in _PARTS if any(name.startswith(part) for name in names)), "")


def _kind_of_text(data: bytes) -> str:
    head = data[:_HEAD].lstrip(_MARKS)
    if _MARKUP.match(head):
        return "HTML"
    if _XML.match(head):
        return "HTML" if b"<html" in head.lower() else "XML"
    return "JSON" if _JSON.match(head) and _is_json(data, head) else ""


def _is_json(data: bytes, head: bytes) -> bool:
    """Whether text that begins like JSON is it; a file of a record per line likewise, and one that is cut off."""
    if head[:1] == b"{" or len(data) > _HEAD:
        return b'"' in head and b":" in head
    try:
        json.loads(data.lstrip(_MARKS))
    except (ValueError, RecursionError):
        return b'":' in head
    return True
