"""A user's own words and letterhead for documents: a file of sentences that stand in for ours, held against them when it is read."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

from assay.core.findings import Finding, FindingsError, Place
from assay.i18n import catalogue, translate
from assay.reports.letterhead import PLAIN, Letterhead
from assay.services.letterhead import KEYS as LETTERHEAD_KEYS
from assay.services.letterhead import letterhead_of

Words = Mapping[str, str]
"""Key such as ``paper.statement.title`` → sentence with the same placeholders as ours."""

_FOLDER = "templates"
_FIXED = frozenset({"paper.word.numbering"})
"""A pattern, not a sentence."""

_DEEP = 2
"""Points in a key of a document; keys with fewer are findings, whose words are not the user's."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a user puts on her paper: words in place of ours, and a letterhead."""

    words: Words = field(default_factory=dict)
    letterhead: Letterhead = PLAIN

    def over(self, other: Own) -> Own:
        """These where there are any, else the other's."""
        return Own(
            {**other.words, **self.words}, other.letterhead if self.letterhead == PLAIN else self.letterhead
        )


def own_paper(workspace: Path, lang: str) -> Own:
    """What a workspace's folder keeps in ``templates/paper.<lang>.toml``; nothing when it keeps none.

    Raises:
        FindingsError: As of :func:`read_own`.
    """
    path = workspace / _FOLDER / f"paper.{lang}.toml"
    return read_own(path, lang) if path.is_file() else Own()


def read_own(path: Path, lang: str) -> Own:
    """The sentences and the letterhead of a file.

    Raises:
        FindingsError: ``paper.words_unreadable``; or for each key ``paper.words_unknown``, ``paper.words_not_text``,
            ``paper.words_placeholders``, all at once; what is wrong with a logo.
    """
    try:
        found = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except ValueError as error:
        params = {"found": str(error)[:200]}
        raise FindingsError([Finding("paper.words_unreadable", Place(path.name), params)]) from None
    words = {key: text for key, text in found.items() if key not in LETTERHEAD_KEYS}
    findings = [finding for key, text in words.items() for finding in _findings(key, text, path.name, lang)]
    if findings:
        raise FindingsError(findings)
    return Own(words, letterhead_of(found, path.name, path.parent))


def words_file(lang: str) -> bytes:
    """All sentences that documents use, below a letterhead that is commented out, as a file to start from."""
    lines = [
        translate(lang, "cli.template_letterhead"),
        *(f"{json.dumps(key)} = {json.dumps(text, ensure_ascii=False)}" for key, text in _ours(lang).items()),
    ]
    return ("\n".join(lines) + "\n").encode()


def _ours(lang: str) -> Words:
    return {
        key: text
        for key, text in catalogue(lang).items()
        if key.startswith("paper.") and key.count(".") >= _DEEP and key not in _FIXED
    }


def _findings(key: str, text: object, file: str, lang: str) -> Iterator[Finding]:
    ours = _ours(lang)
    place = Place(file, path=key)
    if key not in ours:
        yield Finding("paper.words_unknown", place, {"found": key})
    elif not isinstance(text, str) or not text.strip():
        yield Finding("paper.words_not_text", place, {"key": key})
    elif _placeholders(text) != _placeholders(ours[key]):
        expected = ", ".join(sorted(_placeholders(ours[key]) or ())) or "–"
        yield Finding("paper.words_placeholders", place, {"key": key, "expected": expected})


def _placeholders(text: str) -> frozenset[str] | None:
    """The names in braces, each plain; None where braces do not close or hold more than a name."""
    try:
        parts = tuple(Formatter().parse(text))
    except ValueError:
        return None
    names = [(name, spec, conversion) for _, name, spec, conversion in parts if name is not None]
    if any(not name.isidentifier() or spec or conversion for name, spec, conversion in names):
        return None
    return frozenset(name for name, _, _ in names)
