"""Pages from data: a layout, its data and nothing else in, PDF or PNG out. The same input gives the same bytes.

Typst and the fonts' tables are wrapped here alone. Fonts come with the package; those of the machine are not looked at.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, TypeAlias

import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from assay.core.findings import Finding, FindingsError

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"
_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
_PDF: Literal["a-2b"] = "a-2b"
_POINTS_PER_INCH = 72.0
_SHARP = 600.0


def pdf(layout: str, data: Mapping[str, Json], pictures: Mapping[str, bytes], *, at: datetime) -> bytes:
    """A tagged PDF/A-2b.

    Args:
        layout: Name of a Typst file beside this module.
        data: What it reads as ``data.json``.
        pictures: File name → bytes of what it shows.
        at: The document's date; nothing else in the file tells a time.

    Raises:
        FindingsError: ``paper.no_fonts``, or ``paper.unprintable``: characters that the fonts do not have.
    """
    with _laid_out(data, pictures) as root:
        return bytes(
            typst.compile(
                root / layout,
                root=root,
                font_paths=[_font_folder()],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=[_PDF],
                timestamp=int(at.timestamp()),
            )
        )


def png(layout: str, data: Mapping[str, Json]) -> bytes:
    """A picture of one page, a pixel for each point of the layout's width; arguments and errors as of :func:`pdf`."""
    with _laid_out(data, {}) as root:
        return bytes(
            typst.compile(
                root / layout,
                root=root,
                font_paths=[_font_folder()],
                ignore_system_fonts=True,
                format="png",
                ppi=_POINTS_PER_INCH,
            )
        )


def can_draw(file: str, picture: bytes) -> bool:
    """Whether a picture can stand on a page of the kind that :func:`pdf` makes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / file).write_bytes(picture)
        (root / "page.typ").write_text(f'#image("{file}", width: 10mm, alt: "-")', "utf-8")
        try:
            typst.compile(
                root / "page.typ", root=root, ignore_system_fonts=True, format="pdf", pdf_standards=[_PDF]
            )
        except typst.TypstError:
            return False
    return True


def as_png(file: str, picture: bytes) -> bytes:
    """A picture as PNG, sharp in the height of a letterhead, for what cannot draw its kind."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / file).write_bytes(picture)
        page = f'#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image("{file}", height: 9mm)'
        (root / "page.typ").write_text(page, "utf-8")
        drawn = typst.compile(
            root / "page.typ",
            root=root,
            font_paths=[_font_folder()],
            ignore_system_fonts=True,
            format="png",
            ppi=_SHARP,
        )
        return bytes(drawn)


@contextmanager
def _laid_out(data: Mapping[str, Json], pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with the layouts, the data, and the pictures; every text is one that the fonts can print."""
    check_printable(data)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for file in resources.files(__package__).iterdir():
            if file.name.endswith(".typ"):
                (root / file.name).write_bytes(file.read_bytes())
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        for name, picture in pictures.items():
            (root / name).write_bytes(picture)
        yield root


def check_printable(data: Json) -> None:
    """Hold every text against the fonts before it is set: a missing character would print as a blank, in silence.

    Raises:
        FindingsError: ``paper.unprintable`` for each character, with a text in which it stands.
    """
    known = _characters()
    missing: dict[str, str] = {}
    for text in _texts(data):
        for char in text:
            if ord(char) not in known and char != "\n":
                missing.setdefault(char, text)
    if missing:
        raise FindingsError(
            [
                Finding(
                    "paper.unprintable",
                    params={"char": char, "code": f"U+{ord(char):04X}", "found": text[:60]},
                )
                for char, text in sorted(missing.items())
            ]
        )


def _texts(data: Json) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, Sequence):
        for value in data:
            yield from _texts(value)


@cache
def _characters() -> frozenset[int]:
    """Code points that every weight has."""
    sets = []
    for name in _FONTS:
        with TTFont(_font_folder() / name, lazy=True) as font:
            sets.append(frozenset(font["cmap"].getBestCmap()))
    return frozenset.intersection(*sets)


def _font_folder() -> Path:
    folder = Path(str(resources.files("assay.reports") / "fonts"))
    if not all((folder / name).exists() for name in _FONTS):
        raise FindingsError([Finding("paper.no_fonts")])
    return folder
