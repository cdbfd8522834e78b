"""Texts of the writer inside Markdown, and blanks between Chinese and Latin letters."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")
_CODE = re.compile(r"(`+ ?.+? ?`+)")
_CJK = "\u4e00-\u9fff"
_MEETS = re.compile(rf"(?<=[{_CJK}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{_CJK}])")
_ENDS_IN_CJK = re.compile(rf"[{_CJK}]\Z")
_STARTS_WITH_CJK = re.compile(rf"[{_CJK}]")


def escaped(text: str) -> str:
    """A text of the writer on one line, with nothing left that Markdown would read."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def cited(name: str) -> str:
    """A name that the contract gave, as code, so that it is read letter by letter."""
    name = " ".join(name.split()).replace("|", "\\|")
    return f"`` {name} ``" if "`" in name else f"`{name}`"


def spaced(text: str) -> str:
    """Chinese text with a blank where it meets Latin letters, digits or a cited name."""
    parts = _CODE.split(text)
    done = ""
    for index, part in enumerate(parts):
        if index % 2:
            done += (" " if _ENDS_IN_CJK.search(done) else "") + part
        else:
            done += (" " if index and _STARTS_WITH_CJK.match(part) else "") + _MEETS.sub(" ", part)
    return done
