"""Every leaf of a contract's document, every small change of it, and what the printed text makes of that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from assay.core.contract.document import tree_of
from assay.core.contract.load import contract_of
from assay.core.contract.model import Contract
from assay.core.contract.outline import annexes_of, articles, heading
from assay.core.explain import Node
from assay.core.findings import Finding, Severity
from assay.i18n import languages
from assay.reports.plain_text.names import names_of
from assay.reports.plain_text.values import Teller

Plain = Any
"""Strings, lists and mappings."""

Path = tuple[str | int, ...]
_NUMBER = re.compile(r"(?<![A-Za-z0-9])\d+(?:\.\d+)?")
_OTHER_WAY = {">=": "<=", "<=": ">="}
_NAMING = ("contract.unknown_word", "contract.unknown_name", "contract.unknown_metric")
_OTHERS = {
    "tz": ("Europe/Madrid",),
    "period": ("month", "week"),
    "per": ("2 month", "week"),
    "every": ("month",),
    "formula": ("valid_leads / qualified",),
    "amount": ("2 x actual_cost",),
}
"""Texts that a field takes and no finding names."""
_DAY = date(2027, 1, 1)


@dataclass(frozen=True)
class Change:
    """One change of one leaf that still makes a contract.

    Attributes:
        how: What was done, for people who read a failure.
        changed: Languages whose text is another one now.
        same_meaning: Whether the typed contract is the same as before.
    """

    path: str
    how: str
    changed: frozenset[str]
    same_meaning: bool


def leaves(document: Plain, path: Path = ()) -> Iterator[Path]:
    """Paths to every text of a document, in its order."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            yield from leaves(value, (*path, key))
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from leaves(value, (*path, index))
    else:
        yield path


def at(document: Plain, path: Path) -> Plain:
    """What stands at a path."""
    for step in path:
        document = document[step]
    return document


def said(document: Plain, path: Path) -> str:
    """A path as people write it: entries of lists by their id, where they have one."""
    text = ""
    for index, step in enumerate(path):
        if isinstance(step, int):
            item = at(document, path[: index + 1])
            text += f"[{item['id'] if isinstance(item, Mapping) and 'id' in item else step}]"
        else:
            text += f".{step}" if text else step
    return text


def with_changed(document: Plain, path: Path, to: str | None) -> Plain:
    """A copy with another text at a path; with None, without what stood there."""
    if not path:
        return to
    step, rest = path[0], path[1:]
    if isinstance(document, Mapping):
        if not rest and to is None:
            return {key: value for key, value in document.items() if key != step}
        return {
            key: with_changed(value, rest, to) if key == step else value for key, value in document.items()
        }
    if not rest and to is None:
        return [value for index, value in enumerate(document) if index != step]
    return [with_changed(value, rest, to) if index == step else value for index, value in enumerate(document)]


def loaded(document: Plain) -> tuple[Contract | None, Sequence[Finding]]:
    """The contract that a document makes, or the findings that say why it makes none."""
    contract, findings = contract_of(tree_of(document))
    return contract, [finding for finding in findings if finding.severity is Severity.ERROR]


def texts(contract: Contract, known: dict[Any, Any]) -> dict[str, str]:
    """The text in each language, but for the digest, which any change changes.

    Args:
        contract: The contract.
        known: Sentences said before, with all that a sentence depends on; a changed field changes few of them.
    """
    nodes = tuple(_nodes(contract))
    keys = [(node.code, tuple(node.params.items())) for node in nodes]
    return {
        lang: "\n".join(_sentences(contract, lang, zip(nodes, keys, strict=True), known))
        for lang in languages()
    }


def _sentences(
    contract: Contract, lang: str, nodes: Iterable[tuple[Node, Any]], known: dict[Any, Any]
) -> Iterator[str]:
    names = names_of(contract, lang)
    teller = Teller(lang, contract, names)
    context = (
        lang,
        tuple(names.items()),
        tuple(contract.tables),
        tuple(clause.id for clause in contract.clauses),
        tuple(rule.id for rule in contract.lead_rules),
    )
    in_context = known.setdefault(context, {})
    for node, key in nodes:
        if key not in in_context:
            in_context[key] = teller.say(node)
        yield in_context[key]


def _nodes(contract: Contract) -> Iterator[Node]:
    roots = [*heading(replace(contract, digest=""), _DAY)]
    for section in (*articles(contract), *annexes_of(contract)):
        roots += [section.title, *section.paragraphs]
    for root in roots:
        yield from (node for _, node in root.walk())


@dataclass(frozen=True)
class Walk:
    """A document whose leaves are changed one by one.

    Attributes:
        thorough: Whether every number of a leaf is changed and every leaf is left out; else one change of each is enough.
        known: Sentences said before.
    """

    document: Plain
    before: Contract
    thorough: bool
    known: dict[Any, Any] = field(default_factory=dict)

    def changes(self, path: Path) -> Iterator[Change]:
        """Changes of a leaf that still make a contract: each of its numbers, its word for another, its text, its absence."""
        found = False
        for ways in _other_texts(self.document, path):
            change = next(self._made(path, ways), None)
            if change is not None:
                found = True
                yield change
                if not self.thorough:
                    return
        if self.thorough or not found:
            yield from self._made(path, [("left out", None)])

    def _made(self, path: Path, ways: Iterable[tuple[str, str | None]]) -> Iterator[Change]:
        for how, to in ways:
            if to != at(self.document, path):
                contract, _ = loaded(with_changed(self.document, path, to))
                if contract is not None:
                    yield self._compared(path, how if to is None else f"{how}: {to}", contract)

    @cached_property
    def _text_before(self) -> dict[str, str]:
        return texts(self.before, self.known)

    @cached_property
    def _fields_before(self) -> dict[str, object]:
        return _fields(self.before)

    def together(self, steps: Mapping[str, str]) -> Change:
        """Several leaves changed at once, where one alone would make no contract."""
        paths = {said(self.document, path): path for path in leaves(self.document)}
        changed = self.document
        for name, to in steps.items():
            changed = with_changed(changed, paths[name], to)
        contract, findings = loaded(changed)
        assert contract is not None, [(finding.code, str(finding.place)) for finding in findings]
        return self._compared(paths[next(iter(steps))], "together", contract)

    def _compared(self, path: Path, how: str, contract: Contract) -> Change:
        text = texts(contract, self.known)
        changed = frozenset(lang for lang in languages() if text[lang] != self._text_before[lang])
        same = _fields(contract) == self._fields_before
        return Change(said(self.document, path), how, changed, same)


def _other_texts(document: Plain, path: Path) -> Iterator[Iterable[tuple[str, str]]]:
    """Ways to change a text; of each list the first that still makes a contract is enough."""
    text = at(document, path)
    days = list(re.finditer(r"\d{4}-\d{2}-\d{2}", text))
    for match in days:
        day = date.fromisoformat(match[0])
        yield [
            ("another day", text[: match.start()] + str(day + timedelta(days=step)) + text[match.end() :])
            for step in (1, -1, 31)
        ]
    for match in () if days else _NUMBER.finditer(text):
        yield [
            ("counted", text[: match.start()] + number + text[match.end() :]) for number in _beside(match[0])
        ]
    for operator, other in _OTHER_WAY.items():
        if text.startswith(operator):
            yield [("turned", other + text.removeprefix(operator))]
    if not days and not _NUMBER.search(text):
        others = _OTHERS.get(str(path[-1]), ())
        yield _written(document, path, others)


def _written(document: Plain, path: Path, others: Sequence[str]) -> Iterator[tuple[str, str]]:
    text = at(document, path)
    yield "written on", f"{text}x"
    yield from (("another", other) for other in others if other != text)
    yield from _words(document, path)


def _beside(number: str) -> Iterator[str]:
    """The number one more, one less."""
    whole, point, rest = number.partition(".")
    for step in (1, -1):
        yield str(max(0, int(whole) + step)).rjust(len(whole), "0") + point + rest


def _words(document: Plain, path: Path) -> Iterator[tuple[str, str]]:
    """Words that the loader says it would take instead of one that it does not know."""
    nonsense = f"{at(document, path)}x"
    for finding in loaded(with_changed(document, path, nonsense))[1]:
        for word in finding.params.get("expected", "").split(", "):
            if word and finding.code in _NAMING:
                yield "another word", word


def _fields(contract: Contract) -> dict[str, object]:
    """All that a typed contract means, without its text and digest; the record itself is equal only to itself."""
    compared = (item.name for item in fields(contract) if item.compare and item.name != "digest")
    return {name: getattr(contract, name) for name in compared}
