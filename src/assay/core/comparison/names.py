"""Names of people, brought to forms that two spellings share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from assay.core.comparison.chinese import simplified
from assay.core.comparison.records import Listed
from assay.core.leads.identity import visible

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l"}
)
_WORD = re.compile(r"[^\W_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_CHINESE_TITLE = re.compile(r"(?:先生|女士|小姐|太太|总经理|经理|总监|总|老板|老师)$")
_TITLES = frozenset("mr mrs ms miss dr prof herr frau mme monsieur sr sra ing dipl".split())


@lru_cache(maxsize=65_536)
def name_tokens(name: str) -> frozenset[str]:
    """The words of a person's name without titles; a Chinese name is one word.

    Example:
        >>> sorted(name_tokens("Dr. Müller, Jörg")), sorted(name_tokens("王 小明 先生"))
        (['joerg', 'mueller'], ['王小明'])
    """
    words = words_of(_BETWEEN_CHINESE.sub("", simplified(visible(name))))
    bare = (_CHINESE_TITLE.sub("", word) if _CHINESE.search(word) else word for word in words)
    return frozenset(word for word in bare if word and word not in _TITLES)


def names_agree(one: str, other: str) -> bool:
    """Whether two names may be one person's: a word in common, or a Chinese surname alone that begins the other.

    Example:
        >>> names_agree("Max Muster", "M. Muster"), names_agree("王总", "王小明"), names_agree("王伟", "王小明")
        (True, True, False)
    """
    mine, theirs = name_tokens(one), name_tokens(other)
    if mine & theirs:
        return True
    surnames = {word for word in mine | theirs if len(word) == 1 and _CHINESE.match(word)}
    return any(word[0] in surnames for word in mine) and any(word[0] in surnames for word in theirs)


def names_differ(one: str, other: str) -> bool:
    """Whether both names are given and cannot be one person's."""
    return bool(name_tokens(one) and name_tokens(other)) and not names_agree(one, other)


@lru_cache(maxsize=65_536)
def name_form(name: str) -> str:
    """The words of a name in alphabetical order; empty when there is none."""
    return " ".join(sorted(name_tokens(name)))


def is_full_name(name: str) -> bool:
    """Whether a name tells one person from others fairly well: two words, or a Chinese name of two characters.

    Example:
        >>> is_full_name("Max Muster"), is_full_name("M. Muster"), is_full_name("王总"), is_full_name("王伟")
        (True, False, False, True)
    """
    words = [word for word in name_tokens(name) if len(word) > 1]
    return len(words) > 1 or any(_CHINESE.match(word) for word in words)


def contradict(one: Listed, other: Listed) -> bool:
    """Whether two rows that share an identity are nevertheless two people, such as colleagues with one switchboard.

    They are when both names are given and have no word in common, and each has an identity of a kind that the other has
    too, with another value: then the shared one belongs to an office and not to a person.
    """
    kinds = ("email", "phone", "messenger")
    return names_differ(one.name, other.name) and any(kind_differs(one, other, kind) for kind in kinds)


def kind_differs(one: Listed, other: Listed, kind: str) -> bool:
    """Whether both rows give an identity of a kind and have none in common."""
    mine = {key.value for key in one.keys if key.kind == kind}
    theirs = {key.value for key in other.keys if key.kind == kind}
    return bool(mine and theirs) and not mine & theirs


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without accents and marks."""
    folded = visible(text).casefold().translate(_UMLAUTS)
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(mark))
    return _WORD.findall(plain)
