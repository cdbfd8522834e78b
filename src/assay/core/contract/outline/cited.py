"""Where the printed contract says something: the numbers of its article and paragraph, as readers look them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assay.core.contract.model import Contract
from assay.core.contract.outline import Section, articles

_LISTS = {"clause_id": "clauses", "cap_id": "caps", "trigger_id": "triggers"}
_WHOLE = {"plain.article.force_majeure": "force_majeure", "plain.article.disputes": "disputes"}


@dataclass(frozen=True, slots=True)
class Cited:
    """An article of the printed contract, from 1; its paragraph, from 1, or 0 for the article as a whole."""

    article: int
    paragraph: int = 0


def cited_places(contract: Contract) -> Mapping[str, Cited]:
    """Path of a clause, cap or trigger, ``clauses[C1]`` → where it is printed; an article of its own by its name."""
    found: dict[str, Cited] = {}
    for number, section in enumerate(articles(contract), 1):
        for path, paragraph in _paths(section):
            found.setdefault(path, Cited(number, paragraph))
    return found


def _paths(section: Section) -> Iterator[tuple[str, int]]:
    if section.title.code in _WHOLE:
        yield _WHOLE[section.title.code], 0
    for number, node in enumerate(section.paragraphs, 1):
        for param, listed in _LISTS.items():
            if param in node.params:
                yield f"{listed}[{node.params[param]}]", number
