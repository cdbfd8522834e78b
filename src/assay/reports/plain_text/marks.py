"""Names cited inside sentences, and blanks between Chinese and Latin letters.

A cited name stands between two noncharacters, which Unicode keeps for the inside of programs, until the sentence is whole.
"""

from __future__ import annotations

import re

from assay.reports.blocks import Run, Text

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_NONE = str.maketrans("", "", _OPEN + _CLOSE)
_CITED = re.compile(f"({_OPEN}.*?{_CLOSE})")
_CJK = "\u4e00-\u9fff"
_MEETS = re.compile(rf"(?<=[{_CJK}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{_CJK}])")
_ENDS_IN_CJK = re.compile(rf"[{_CJK}]\Z")
_STARTS_WITH_CJK = re.compile(rf"[{_CJK}]")


def written(text: str) -> str:
    """A text of the writer on one line."""
    return " ".join(text.translate(_NONE).split())


def cited(name: str) -> str:
    """A name that the contract gave, marked so that it is read letter by letter."""
    return f"{_OPEN}{written(name)}{_CLOSE}"


def text_of(marked: str) -> Text:
    """A whole sentence as runs."""
    parts = (part for part in _CITED.split(marked) if part)
    return tuple(Run(part[1:-1], is_cited=True) if part.startswith(_OPEN) else Run(part) for part in parts)


def spaced(text: str) -> str:
    """Chinese text with a blank where it meets Latin letters, digits or a cited name."""
    parts = _CITED.split(text)
    done = ""
    for index, part in enumerate(parts):
        if index % 2:
            done += (" " if _ENDS_IN_CJK.search(done) else "") + part
        else:
            done += (" " if index and _STARTS_WITH_CJK.match(part) else "") + _MEETS.sub(" ", part)
    return done
