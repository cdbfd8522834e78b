"""Contract, annex and amendment as documents to sign: their blocks, the places to sign and seal, and what stands below each page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from assay.core.contract.model import Contract
from assay.i18n import translate
from assay.reports.blocks import (
    Block,
    Box,
    Boxes,
    Foot,
    Heading,
    PageBreak,
    Paragraph,
    Rank,
    Run,
    Sheet,
    Signature,
)
from assay.reports.plain_text.amendment import Amending, amendment_blocks
from assay.reports.plain_text.annex import annex_blocks, check_blocks
from assay.reports.plain_text.compose import contract_blocks
from assay.reports.plain_text.marks import written

_FILLED_IN = ("registration", "address", "representative")
_SIGNED = ("signed", "date")


@dataclass(frozen=True, slots=True)
class _Head:
    """Which document it is: its title, its kind in the words of the foot, and the digest that it bears."""

    title: str
    kind: str
    digest: str


def contract_sheet(contract: Contract, effective_on: date, langs: Sequence[str]) -> Sheet:
    """The contract, with room for what identifies the parties before its first article."""
    blocks = [
        block for block in contract_blocks(contract, effective_on, langs) if not isinstance(block, Signature)
    ]
    begins = next(place for place, block in enumerate(blocks) if _is_article(block))
    blocks[begins:begins] = [_boxes(contract, "party", _FILLED_IN, langs)]
    head = _Head(contract.name.of(langs[0]), "contract", contract.digest)
    return _sheet(contract, effective_on, head, (*blocks, *_signing(contract, head.kind, langs)), langs)


def annex_sheet(contract: Contract, effective_on: date, main: str, langs: Sequence[str]) -> Sheet:
    """The contract as an annex to a main contract, and on pages of its own what the main contract must say."""
    blocks = (
        *annex_blocks(contract, effective_on, main, langs),
        *_signing(contract, "annex", langs),
        PageBreak(),
        *check_blocks(contract, langs),
    )
    head = _Head(translate(langs[0], "annex.title"), "annex", contract.digest)
    return _sheet(contract, effective_on, head, blocks, langs)


def amendment_sheet(amending: Amending, langs: Sequence[str]) -> Sheet:
    """The amendment; below each page stands its own digest, which both parties sign."""
    contract, amendment = amending.after, amending.amendment
    blocks = (*amendment_blocks(amending, langs), *_signing(contract, "amendment", langs))
    head = _Head(translate(langs[0], "supplement.title"), "amendment", amendment.digest)
    return _sheet(contract, amendment.effective_on, head, blocks, langs)


def _is_article(block: Block) -> bool:
    return isinstance(block, Heading) and block.rank is not Rank.TITLE


def _signing(contract: Contract, kind: str, langs: Sequence[str]) -> Iterator[Block]:
    """Where both parties sign and seal; it says of which text, so that the page does not stand alone."""
    yield Heading(Rank.HEAD, tuple((Run(translate(lang, "legal.seals")),) for lang in langs))
    which = {"number": contract.id, "version": contract.version}
    for lang in langs:
        text = (Run(translate(lang, f"legal.no_more_text.{kind}", which)),)
        yield Paragraph(text, lang, is_note=True, leads=True)
    yield _boxes(contract, "seal", _SIGNED, langs)


def _boxes(contract: Contract, kind: str, lines: Sequence[str], langs: Sequence[str]) -> Boxes:
    buyer, vendor = (
        Box(
            tuple(
                translate(lang, f"legal.{kind}.{role}", {"name": written(name.of(lang))}) for lang in langs
            ),
            tuple(tuple(translate(lang, f"legal.{kind}.{line}") for lang in langs) for line in lines),
        )
        for role, name in (("buyer", contract.buyer), ("vendor", contract.vendor))
    )
    return Boxes((buyer, vendor), is_for_seals=kind == "seal")


def _sheet(
    contract: Contract, on_day: date, head: _Head, blocks: Iterable[Block], langs: Sequence[str]
) -> Sheet:
    numbers = {"number": contract.id, "version": contract.version}
    pages = {"page": "{page}", "pages": "{pages}"}
    foot = Foot(
        number=" · ".join(translate(lang, f"legal.foot.{head.kind}", numbers) for lang in langs),
        digest_label=translate(langs[0], "legal.foot.digest"),
        digest=head.digest,
        pages=" · ".join(translate(lang, "legal.foot.page", pages) for lang in langs),
        code=f"{contract.id} {contract.version} {head.digest}",
        alt=translate(langs[0], "legal.foot.qr"),
    )
    at = datetime.combine(on_day, time(), contract.term.zone)
    author = written(contract.buyer.of(langs[0]))
    return Sheet(written(head.title), author, tuple(langs), at, foot, tuple(blocks))
