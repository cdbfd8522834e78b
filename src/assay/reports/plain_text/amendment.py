"""An amendment as blocks: which text it changes, the changes paragraph by paragraph, and what they change in money."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from assay.core.contract.amendment import Amendment
from assay.core.contract.model import Contract
from assay.core.contract.outline.changes import ChangedParagraph, Spot, changed_paragraphs
from assay.core.explain import Node
from assay.i18n import catalogue, listed, translate, translate_or
from assay.i18n.figures import grouped
from assay.i18n.simulation import how_favoured, overall
from assay.reports.blocks import Block, Heading, Paragraph, Rank, Run, Table, Text
from assay.reports.plain_text.compose import section_title, tellers_of, titles
from assay.reports.plain_text.marks import cited, text_of, written
from assay.reports.plain_text.names import names_of
from assay.reports.plain_text.values import Teller

Document = Mapping[str, Any]
_BETWEEN = {"zh": "；", "en": "; "}
"""Between names of scenarios, which hold commas themselves."""


@dataclass(frozen=True, slots=True)
class Amending:
    """An amendment with the texts before and after it.

    Attributes:
        compared: The changed money, as ``docs/schemas/diff.schema.json`` describes it.
    """

    amendment: Amendment
    before: Contract
    after: Contract
    compared: Document


@dataclass(frozen=True, slots=True)
class _Voice:
    """One language: who says the text before, and who says it after."""

    before: Teller
    after: Teller

    @property
    def lang(self) -> str:
        return self.after.lang

    def say(self, key: str, **params: str) -> str:
        """A sentence of the amendment itself."""
        return translate(self.lang, f"supplement.{key}", params)


def amendment_blocks(amending: Amending, langs: Sequence[str]) -> Iterator[Block]:
    """The whole amendment."""
    voices = [
        _Voice(*pair)
        for pair in zip(tellers_of(amending.before, langs), tellers_of(amending.after, langs), strict=True)
    ]
    yield Heading(Rank.TITLE, _each(voices, Node("supplement.title")))
    name = f"{amending.after.name.zh}\n{amending.after.name.en}"
    yield Heading(Rank.SUBTITLE, _each(voices, Node("supplement.of", {"name_bilingual": name})))
    yield _section(voices, 1, Node("supplement.base"))
    yield from _numbered(voices, 1, _terms(amending))
    yield _section(voices, 2, Node("supplement.changes"))
    yield from _changes(amending, voices)
    yield _section(voices, 3, Node("supplement.money"))
    yield from _money(amending.compared, voices)
    yield _section(voices, 4, Node("supplement.rest"))
    rest = ("stands", "prevails", "numbers")
    yield from _numbered(voices, 4, [Node(f"supplement.rest.{name}") for name in rest])


def _terms(amending: Amending) -> tuple[Node, ...]:
    amendment, before, after = amending.amendment, amending.before, amending.after
    parties = {
        "buyer_bilingual": f"{after.buyer.zh}\n{after.buyer.en}",
        "vendor_bilingual": f"{after.vendor.zh}\n{after.vendor.en}",
    }
    reason = f"{amendment.reason.zh}\n{amendment.reason.en}"
    base = {"base_text": before.version, "base_id": before.digest}
    result = {"version_text": after.version, "result_id": after.digest}
    return (
        Node("supplement.between", {"contract_id": after.id} | parties),
        Node("supplement.text", base),
        Node("supplement.reason", {"reason_bilingual": reason}),
        Node("supplement.effective", {"from_day": str(amendment.effective_on)}),
        Node("supplement.result", result),
        Node("supplement.own", {"own_id": amendment.digest}),
    )


def _changes(amending: Amending, voices: Sequence[_Voice]) -> Iterator[Block]:
    index = 0
    for index, changed in enumerate(changed_paragraphs(amending.before, amending.after), 1):
        for voice in voices:
            kind = "added" if changed.before is None else "removed" if changed.after is None else "changed"
            said = voice.say(kind, where=_where(changed, voice))
            yield Paragraph(text_of(said), voice.lang, f"2.{index}")
            rows = tuple(
                (_sentence(voice.before, one, voice), _sentence(voice.after, other, voice))
                for one, other in changed.sentences
            )
            yield Table(_head(voice, "before", "after"), rows, voice.lang)
    if not index:
        for voice in voices:
            yield Paragraph(text_of(voice.say("same_text")), voice.lang, "2.1")


def _where(changed: ChangedParagraph, voice: _Voice) -> str:
    """Where the paragraph stood; and where it stands now, if its numbers changed."""
    before, after = changed.before, changed.after
    if before is None:
        return "" if after is None else _place(after, voice.after, voice)
    said = _place(before, voice.before, voice)
    if after is None or (after.number, after.index) == (before.number, before.index):
        return said
    return voice.say("where.moved", before=said, mark=_mark(after, voice.lang))


def _place(spot: Spot, teller: Teller, voice: _Voice) -> str:
    section = section_title(spot.kind, spot.number, spot.title, teller)
    return voice.say(f"where.{spot.kind}", section=section, mark=_mark(spot, voice.lang))


def _mark(spot: Spot, lang: str) -> str:
    params = {"number": str(spot.number), "index": str(spot.index)}
    return translate(lang, f"plain.{spot.kind}.mark", params)


def _sentence(teller: Teller, node: Node | None, voice: _Voice) -> Text:
    if node is None:
        return (Run(voice.say("nothing")),)
    return text_of("　".join(teller.cells(node)) or teller.say(node))


def _money(compared: Document, voices: Sequence[_Voice]) -> Iterator[Block]:
    for voice in voices:
        note = voice.say("money.note", currency=compared["currency"])
        yield Paragraph(text_of(note), voice.lang, "3.1")
        yield _by_change(compared, voice)
        yield _by_scenario(compared, voice)
    for voice in voices:
        yield Paragraph(text_of(voice.say(f"overall.{overall(compared)}")), voice.lang, "3.2")
    silent = [item["name"] for item in compared["scenarios"] if item["difference"] is None]
    for voice in voices if silent else ():
        names = _BETWEEN[voice.lang].join(name[voice.lang] for name in silent)
        yield Paragraph(text_of(voice.say("money.silent", names=names)), voice.lang, "3.3")


def _by_change(compared: Document, voice: _Voice) -> Table:
    rows = []
    for change in compared["changes"]:
        more, less = change["more"], change["less"]
        favours = voice.say(
            f"favours.{how_favoured(change)}",
            more=more["scenarios"],
            gain=_size(more["sum"]),
            less=less["scenarios"],
            loss=_size(less["sum"]),
            currency=compared["currency"],
        )
        for place in change["places"]:
            values = (place["before"], place["after"])
            cells = [
                (Run(voice.say("nothing")),) if value is None else text_of(_written(value, voice.after))
                for value in values
            ]
            rows.append(
                (part_named(place["path"], voice.after.contract, voice.lang), *cells, (Run(favours),))
            )
    change, favours = voice.say("money.change"), voice.say("money.favours")
    head = ((Run(change),), *_head(voice, "before", "after"), (Run(favours),))
    return Table(head, tuple(rows), voice.lang)


def part_named(path: str, contract: Contract, lang: str) -> Text:
    """The changed part of the contract in words, ``kpis.valid_leads.target``; a name that nobody words stays as it is."""
    names = names_of(contract, lang)
    parts = [part for part in re.split(r"[.\[\]]+", path) if part]
    words = [
        names[part]
        if part in names and parts[0] in ("kpis", "monitors")
        else translate_or(lang, f"supplement.part.{part}", cited(part))
        for part in parts
    ]
    joint = "supplement.money.place"
    return text_of(reduce(lambda left, right: translate(lang, joint, {"left": left, "right": right}), words))


def _written(value: str, teller: Teller) -> str:
    """A changed value; lists and blocks in words, as a paragraph lists them, and anything else as it was written."""
    if not value.startswith(("[", "{")):
        return written(value)
    try:
        found = json.loads(value)
    except ValueError:
        return written(value)
    return _in_words(found, teller)


def _in_words(value: Any, teller: Teller) -> str:  # noqa: ANN401  # any part of a document
    """Items one after the other, fields by their word, and names that no catalogue knows letter by letter."""
    if isinstance(value, str):
        if f"plain.word.{value}" in catalogue(teller.lang):
            return teller.word(value)
        return written(value) if value[:1].isdigit() else cited(value)
    if isinstance(value, dict):
        parts = [
            translate(
                teller.lang, "plain.with", {"word": teller.word(key), "values": _in_words(inner, teller)}
            )
            for key, inner in value.items()
        ]
    else:
        parts = [_in_words(item, teller) for item in value]
    return listed(teller.lang, parts or [teller.word("none")])


def _size(amount: str) -> str:
    """An amount of which the words say whether it is more or less."""
    return grouped(amount.removeprefix("-"))


def _by_scenario(compared: Document, voice: _Voice) -> Table:
    columns = ("scenario", "before", "after", "difference")
    head = tuple((Run(voice.say(f"money.column.{column}")),) for column in columns)
    rows = tuple(
        (
            (Run(item["name"][voice.lang]),),
            *((Run(grouped(item[column])),) for column in columns[1:]),
        )
        for item in compared["scenarios"]
        if item["difference"] is not None
    )
    return Table(head, rows, voice.lang, figures=frozenset((1, 2, 3)))


def _head(voice: _Voice, *columns: str) -> tuple[Text, ...]:
    return tuple((Run(voice.say(f"column.{column}")),) for column in columns)


def _section(voices: Sequence[_Voice], number: int, title: Node) -> Heading:
    return Heading(Rank.HEAD, titles("article", number, title, [voice.after for voice in voices]))


def _numbered(voices: Sequence[_Voice], number: int, nodes: Sequence[Node]) -> Iterator[Paragraph]:
    for index, node in enumerate(nodes, 1):
        for voice in voices:
            yield Paragraph(text_of(voice.after.say(node)), voice.lang, f"{number}.{index}")


def _each(voices: Sequence[_Voice], node: Node) -> tuple[Text, ...]:
    return tuple(text_of(voice.after.say(node)) for voice in voices)
