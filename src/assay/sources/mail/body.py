"""What a form's mail says: lines of text, and the values that stand behind its labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from email import policy
from email.parser import BytesParser
from html.parser import HTMLParser

from assay.core.leads.identity import visible
from assay.sources.cells import header_key
from assay.sources.mail.box import Mail
from assay.sources.mail.envelope import FAULTS

MOST_PARTS = 40
LARGEST = 4 * 1024 * 1024
_BREAKS = frozenset(
    "address article blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table tbody td th tr ul".split()
)
_UNSEEN = frozenset({"script", "style", "head", "title"})
_COLON = re.compile(r"[:：]")
_MARKS = "*_ \t"


def is_readable(mail: Mail) -> bool:
    """Whether a message is small and flat enough for its body to be read: forms send no others."""
    return len(mail.data) <= LARGEST and mail.data.lower().count(b"boundary") <= MOST_PARTS


def lines_of_body(mail: Mail) -> tuple[str, ...]:
    """The visible lines of a message's text, of its HTML when it has no plain text; none when it cannot be read."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(mail.data)
        part = message.get_body(("plain", "html"))
        content = part.get_content() if part is not None else ""
        html = part is not None and part.get_content_subtype() == "html"
    except FAULTS:
        return ()
    text = str(content)
    lines = _Html(text).lines if html else text.splitlines()
    return tuple(visible(line) for line in lines)


def values_of(lines: Sequence[str], labels: Collection[str]) -> dict[str, str]:
    """Label (as compared) → what stands behind it, or on the next line that is not blank.

    The first of several counts: what the enquirer typed comes last, and may look like a label.

    Example:
        >>> values_of(["Name: Max Muster", "E-Mail:", "max@lichthof.example"], {"name", "e-mail"})
        {'name': 'Max Muster', 'e-mail': 'max@lichthof.example'}
    """
    found: dict[str, str] = {}
    waiting = ""
    for line in filter(None, lines):
        label, value = _split(line, labels)
        if label:
            waiting = label if label not in found and not value else ""
            if value:
                found.setdefault(label, value)
        elif waiting:
            found[waiting] = line.strip(_MARKS)
            waiting = ""
    return found


def _split(line: str, labels: Collection[str]) -> tuple[str, str]:
    """A label and its value; no label when the line has none that is known."""
    bare = line.strip(_MARKS)
    if header_key(bare) in labels:
        return header_key(bare), ""
    for colon in _COLON.finditer(bare):
        label = header_key(bare[: colon.start()].strip(_MARKS))
        if label in labels:
            return label, bare[colon.end() :].strip(_MARKS)
    return "", ""


class _Html(HTMLParser):
    """Lines of a page: what stands in one block or cell is one line."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._unseen = 0
        try:
            self.feed(text)
            self.close()
        except FAULTS:
            self._pieces = []

    @property
    def lines(self) -> Iterator[str]:
        """The lines, blank ones too."""
        return iter("".join(self._pieces).splitlines())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class's
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BREAKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._pieces.append(" ".join(data.split("\n")))
