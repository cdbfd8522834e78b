"""What a status or a note says of a person who is no customer: a competitor, one of our own, a job seeker, somebody selling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from assay.core.comparison.records import Excluded, Marked
from assay.sources.lists.words import words

_BETWEEN = re.compile(r"[\s]*[，。；、,;.!！|/\\\n()（）\[\]【】:：]+[\s]*")
_OPENING = re.compile(
    r"^(?:对方|客户|此人|这人|他|她)?(?:是|为|系|属于|属)?(?:一个|个)?|^(?:is |it is )?(?:a |an |our )?",
    re.IGNORECASE,
)
_NOT = r"(?<!不是)(?<!并非)(?<!非)(?<!不属于)(?<!排除)(?<!没有)(?<!无)(?<!not )(?<!not a )(?<!not an )(?<!no )(?<!kein )(?<!keine )"
_COUNTED = re.compile(
    r"\d+\s*\+?\s*(?:多|余|来)?\s*(?:名|位|个|人)?\s*(?:员工|employees?|staff|mitarbeiter)"
    r"|(?:员工|employees?|staff|mitarbeiter)\s*(?:人数|数量|数|规模|共|count)?\s*[:：]?\s*(?:约|近|about)?\s*\d",
    re.IGNORECASE,
)
"""The size of a firm is no word on a person."""


def marked(texts: Iterable[str]) -> Marked | None:
    """What cells say of their person; a cell or a part of it that is nothing but such a word before a word among others.

    Example:
        >>> marked(["同行，套价"]), marked(["已转给员工小王"]), marked(["不是同行", "员工 50 人"])
        (Marked(who=<Excluded.COMPETITOR: 'competitor'>, alone=True), Marked(who=<Excluded.EMPLOYEE: 'employee'>, alone=False), None)
    """
    parts = [part for text in texts for part in _parts(_COUNTED.sub(" ", text))]
    alone = (words().excluded.get(part) for part in parts)
    who = next((Excluded(found) for found in alone if found), None)
    if who is not None:
        return Marked(who, alone=True)
    among = next(
        (Excluded(found.lastgroup) for part in parts if (found := _among().search(part)) and found.lastgroup),
        None,
    )
    return None if among is None else Marked(among, alone=False)


def _parts(text: str) -> Iterator[str]:
    """The parts of a text between its marks, in small letters, without the words that only lead to one."""
    for part in _BETWEEN.split(text.casefold()):
        yield part
        yield _OPENING.sub("", part).strip()


@cache
def _among() -> re.Pattern[str]:
    """Finds a word inside a text, unless it is denied or part of another word; its group is who it means."""
    groups = (
        f"(?P<{who}>{'|'.join(re.escape(text) + ('(?![a-z])' if text.isascii() else '') for text in texts)})"
        for who, texts in words().within.items()
    )
    return re.compile(rf"{_NOT}(?<![a-z])(?:{'|'.join(groups)})(?!行业|业|介绍|推荐)")
