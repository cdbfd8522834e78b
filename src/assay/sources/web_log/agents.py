"""Browsers that say themselves that they are none: the public list of declared bots, and which edition of it.

The list (crawler-user-agents, MIT) is wrapped here alone. It names those who do not hide; it says nothing of the others.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version

_LIST = "crawler-user-agents"
_CACHED = 65_536
_LETTERS_READ = 1_000


@lru_cache(maxsize=_CACHED)
def is_declared_bot(agent: str) -> bool:
    """Whether a browser names itself a bot, by its first thousand letters; upper and lower case are told apart."""
    from crawleruseragents import (  # type: ignore[import-untyped]  # noqa: PLC0415 - its list is large, few files are logs
        is_crawler,
    )

    return bool(is_crawler(agent[:_LETTERS_READ]))


def bot_list() -> str:
    """Name and edition of the list, as the import report and the log of the workspace keep it."""
    return f"{_LIST} {version(_LIST)}"
