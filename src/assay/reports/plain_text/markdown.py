"""Blocks as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assay.reports.blocks import Block, Heading, Item, Items, Paragraph, Rank, Run, Signature, Table, Text

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")
_LEVELS = {Rank.TITLE: "#", Rank.HEAD: "##", Rank.SECTION: "##"}


def markdown(blocks: Iterable[Block]) -> str:
    """A document in Markdown, ending in one line break. It has no parts, no boxes and no numbers in lists."""
    return "\n\n".join(text for text in map(_block, blocks) if text) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(rank=rank, texts=texts):
            return f"{_LEVELS[rank]} {' / '.join(map(_text, texts))}" if rank in _LEVELS else ""
        case Paragraph(text=text, mark=mark):
            return f"**{mark}** {_text(text)}" if mark else _text(text)
        case Items(items=items):
            return "\n".join(line for item in items for line in _item(item, ""))
        case Table(head=head, rows=rows):
            return "\n".join((_row(head), "|" + "---|" * len(head), *map(_row, rows)))
        case Signature(text=text):
            return _text(text)
        case _:
            return ""


def _item(item: Item, indent: str) -> Iterator[str]:
    yield f"{indent}- {_text(item.text)}"
    for below in item.below:
        yield from _item(below, f"{indent}  ")


def _row(cells: Iterable[Text]) -> str:
    return f"| {' | '.join(map(_text, cells))} |"


def _text(text: Text) -> str:
    """The text with nothing left that Markdown would read, and cited names as code."""
    return "".join(_cited(run) if run.is_cited else _SPECIAL.sub(r"\\\1", run.text) for run in text)


def _cited(run: Run) -> str:
    name = run.text.replace("|", "\\|")
    return f"`` {name} ``" if "`" in name else f"`{name}`"
