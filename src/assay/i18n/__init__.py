"""The two languages: codes and parameters become sentences here, and nowhere else.

Each room keeps its sentences in ``<language>/<room>.toml``, one flat table a file: the quoted key is a
finding's code or the name of a label, the value a whole sentence with ``{named}`` placeholders. The tests hold
both languages to the same keys and the same placeholders. ``figures`` writes numbers and ``statement`` lays a
statement out in words, for whoever shows them: terminal, page or workbook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, reduce
from importlib import resources
from types import MappingProxyType

_LANGUAGES = ("zh", "en")
_PAIR = re.compile(r'("(?:[^"\\]|\\.)+") = ("(?:[^"\\]|\\.)*")')


class UnknownLanguageError(ValueError):
    """A language that has no catalogue."""

    def __init__(self, lang: str) -> None:
        super().__init__(f"no catalogue for language {lang!r}; there are {', '.join(_LANGUAGES)}")


class MissingTextError(KeyError):
    """A key without a sentence in this language."""

    def __init__(self, lang: str, key: str) -> None:
        super().__init__(f"{lang}: no text for {key!r}")


class MissingParameterError(KeyError):
    """A sentence that needs a value it was not given."""

    def __init__(self, lang: str, key: str, parameter: str) -> None:
        super().__init__(f"{lang}: {key!r} needs the parameter {parameter!r}")


class CatalogueError(ValueError):
    """A catalogue file that is not a flat table of sentences, or repeats a key of another file."""

    def __init__(self, file: str, key: str) -> None:
        super().__init__(
            f"{file}: {key!r} is repeated in another file or is not a sentence under a quoted key"
        )


def languages() -> tuple[str, ...]:
    """The languages there are, the default one first."""
    return _LANGUAGES


def translate(lang: str, key: str, params: Mapping[str, object] | None = None) -> str:
    """Say ``key`` in ``lang`` with ``params`` in their places; parameters that the sentence leaves out are ignored.

    Raises:
        UnknownLanguageError: There is no such language.
        MissingTextError: The language has no sentence under this key.
        MissingParameterError: The sentence has a placeholder that ``params`` does not fill.
    """
    sentences = catalogue(lang)
    if key not in sentences:
        raise MissingTextError(lang, key)
    try:
        return sentences[key].format_map(params or {})
    except KeyError as missing:
        raise MissingParameterError(lang, key, missing.args[0]) from None


def translate_or(lang: str, key: str, other: str) -> str:
    """The word of a key, or ``other`` where the language has none."""
    try:
        return translate(lang, key)
    except MissingTextError:
        return other


def listed(lang: str, items: Sequence[str]) -> str:
    """Several as one list, with the language's own comma; empty for none."""
    return (
        reduce(lambda left, right: translate(lang, "plain.list", {"left": left, "right": right}), items)
        if items
        else ""
    )


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """All sentences of one language, read once, in the order of file name and then of the file.

    Raises:
        UnknownLanguageError: There is no such language.
        CatalogueError: A file is not a flat table of sentences, or two files share a key.
    """
    if lang not in _LANGUAGES:
        raise UnknownLanguageError(lang)
    sentences: dict[str, str] = {}
    folder = resources.files(__package__) / lang
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml"):
            continue
        for key, sentence in _sentences(file.read_text(encoding="utf-8"), f"{lang}/{file.name}"):
            if key in sentences:
                raise CatalogueError(f"{lang}/{file.name}", key)
            sentences[key] = sentence
    return MappingProxyType(sentences)


def _sentences(text: str, file: str) -> Iterator[tuple[str, str]]:
    """Key and sentence of each line.

    The files are TOML cut down to one quoted pair a line, so that a command starts in a few milliseconds; a test holds
    this reader against tomllib.
    """
    for line in text.split("\n"):
        if not line or line.startswith("#"):
            continue
        match = _PAIR.fullmatch(line)
        if match is None:
            raise CatalogueError(file, line)
        yield json.loads(match[1]), json.loads(match[2])
