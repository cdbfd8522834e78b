"""The words that tell what a column of a list is, read from ``words.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assay.core.comparison.chinese import simplified
from assay.sources.cells import header_key

FIELDS = (
    "email", "phone", "messenger", "contact", "name", "first_name", "last_name", "company", "country", "time", "product",
    "id", "answered_at", "answered", "category", "status", "note",
)  # fmt: skip
"""What a column may be, in the order in which it is shown."""

IDENTITIES = ("email", "phone", "messenger", "contact")
"""Fields of which a list may have several columns."""

OURS_ONLY = ("answered_at", "answered", "category")
"""Fields that only the buyer's own log is asked for."""

_PEOPLE = (*IDENTITIES, "name", "company")
_MARKS = re.compile(r"[\W_]")


def list_key(header: str) -> str:
    """A header as it is compared with those that are known: also without marks, and in simplified characters.

    Example:
        >>> list_key("國家／地區"), list_key("Phone_Number:"), list_key("#")
        ('国家地区', 'phonenumber', '#')
    """
    key = simplified(header_key(header))
    return _MARKS.sub("", key) or key


@dataclass(frozen=True, slots=True)
class Words:
    """What is known about the columns.

    Attributes:
        ranked: Header as it is compared → its field and its rank there, 0 being the best.
        parts: Field → texts that occur in longer headers.
        or_name: Headers of a company that may be a person's too, as they are compared.
        others: ``people`` and ``country`` → texts in a header that say that the column is about somebody else.
        values: Meaning of a cell (``answered``, ``unanswered``, ``known``) → how lists write it, in lower case.
        excluded: Word, in lower case → the kind of person who is no customer.
        within: Kind of such a person → words that may mean it inside a longer text, in lower case.
    """

    ranked: Mapping[str, tuple[str, int]]
    parts: Mapping[str, tuple[str, ...]]
    or_name: frozenset[str]
    others: Mapping[str, tuple[str, ...]]
    values: Mapping[str, frozenset[str]]
    excluded: Mapping[str, str]
    within: Mapping[str, tuple[str, ...]]

    def part_of(self, header: str) -> tuple[str, ...]:
        """The fields of which a part occurs in a header."""
        key = simplified(header_key(header))
        return tuple(
            field
            for field, parts in self.parts.items()
            if any(header_key(part) in key for part in parts) and not self.of_others(field, header)
        )

    def of_others(self, field: str, header: str) -> bool:
        """Whether a header says that the column is not about the person of the row, such as the e-mail of our salesman."""
        key = simplified(header_key(header))
        about = self.others.get("people" if field in _PEOPLE else field, ())
        return any(header_key(word) in key for word in about)


@cache
def words() -> Words:
    """The words that come with the package."""
    text = (resources.files("assay.sources.lists") / "words.toml").read_text("utf-8")
    document = tomllib.loads(text)
    ranked: dict[str, tuple[str, int]] = {}
    for field in FIELDS:
        for rank, header in enumerate(document[field]["headers"]):
            ranked.setdefault(list_key(header), (field, rank))
    return Words(
        ranked,
        {field: tuple(document[field].get("parts", ())) for field in FIELDS if "parts" in document[field]},
        frozenset(map(list_key, document["company"]["or_name"])),
        {about: tuple(texts) for about, texts in document["others"].items()},
        {name: frozenset(text.casefold() for text in texts) for name, texts in document["values"].items()},
        {text.casefold(): who for who, texts in document["excluded"].items() for text in texts},
        {who: tuple(text.casefold() for text in texts) for who, texts in document["within"].items()},
    )
