"""A user's own words for documents: a file of sentences that stand in for ours, held against them when it is read."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from string import Formatter

from assay.core.findings import Finding, FindingsError, Place
from assay.i18n import catalogue
from assay.services.workspace import Workspace

Words = Mapping[str, str]
"""Key such as ``paper.statement.title`` → sentence with the same placeholders as ours."""

_FOLDER = "templates"
_FIXED = frozenset({"paper.word.numbering"})
"""A pattern, not a sentence."""

_DEEP = 2
"""Points in a key of a document; keys with fewer are findings, whose words are not the user's."""


def own_words(workspace: Workspace, lang: str) -> Words:
    """The words that a workspace keeps in ``templates/paper.<lang>.toml``; empty when it keeps none.

    Raises:
        FindingsError: As of :func:`read_words`.
    """
    path = workspace.store.root / _FOLDER / f"paper.{lang}.toml"
    return read_words(path.read_bytes(), path.name, lang) if path.is_file() else {}


def read_words(data: bytes, file: str, lang: str) -> Words:
    """The sentences of a file.

    Raises:
        FindingsError: ``paper.words_unreadable``; or for each key ``paper.words_unknown``, ``paper.words_not_text``,
            ``paper.words_placeholders``, all at once.
    """
    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except ValueError as error:
        params = {"found": str(error)[:200]}
        raise FindingsError([Finding("paper.words_unreadable", Place(file), params)]) from None
    findings = [finding for key, text in found.items() for finding in _findings(key, text, file, lang)]
    if findings:
        raise FindingsError(findings)
    return found


def words_file(lang: str) -> bytes:
    """All sentences that documents use, as a file to start from."""
    lines = [
        f"{json.dumps(key)} = {json.dumps(text, ensure_ascii=False)}" for key, text in _ours(lang).items()
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
