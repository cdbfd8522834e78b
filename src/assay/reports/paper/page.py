"""A document on paper: what stands in its head, its blocks, its foot, from one stored statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assay.core.contract.model import Amended, Contract
from assay.core.money import Money
from assay.core.period import Month
from assay.i18n import translate
from assay.i18n.chinese_numbers import NotWritableError, cny_words
from assay.i18n.figures import fraction_of, grouped
from assay.reports.called import Names
from assay.reports.letterhead import PLAIN, Letterhead
from assay.reports.paper.blocks import Amount, Block, Cell, cell, seals
from assay.reports.paper.typeset import Json, pdf
from assay.reports.qr import qr_svg

FRAME = ("date", "digest", "numbering", "page", "qr", "seals", "signed", "working", "working_note")
"""Words of every page's frame."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a document is made from, and in which language.

    Attributes:
        document: The stored statement's JSON.
        digest: SHA-256 of its stored bytes.
        contract: The contract's version of that month, for names.
        earlier: The statements before it, oldest first.
        lang: ``zh`` or ``en``.
        words: Sentences that stand in for ours, by key.
        so_far: The moment up to which figures are known, of a month that has no statement yet; None for a statement.
        amended: Every version of the contract, for lines of months that had another; only this one where it is None.
        letterhead: The company's, on every page.
    """

    document: Mapping[str, Any]
    digest: str
    contract: Contract
    earlier: Sequence[Mapping[str, Any]]
    lang: str
    words: Mapping[str, str] = field(default_factory=dict)
    so_far: datetime | None = None
    amended: Amended | None = None
    letterhead: Letterhead = PLAIN

    @property
    def at(self) -> datetime:
        """When the document stands: the statement's moment, or the one up to which figures are known."""
        return self.so_far or datetime.fromisoformat(self.document["as_of"])

    @property
    def number(self) -> str:
        """The statement's number; of a month without one, the month and the day."""
        contract, period = self.document["contract"]["id"], self.document["period"]
        return f"{contract}/{period}/{f'{self.at:%m-%d}' if self.so_far else 'v' + str(self.document['version'])}"

    @property
    def parties(self) -> tuple[str, str]:
        """Buyer and vendor by name."""
        return self.contract.buyer.of(self.lang), self.contract.vendor.of(self.lang)

    def text_of(self, period: str) -> Contract:
        """The version of the contract in force in a month."""
        return self.contract if self.amended is None else self.amended.for_month(Month.parse(period))

    def names_in(self, period: str) -> Names:
        """What rows are called by the text of a month."""
        return Names(self.text_of(period), self.lang)

    def line_cell(self, line_id: str, period: str, *, indented: bool = False) -> Cell:
        """A line in words, its code beside; its month stands in a column of its own."""
        called = self.names_in(period).line(line_id, with_month=False)
        return cell(called.words, aside=called.code, indented=indented)

    def say(self, key: str, **params: str) -> str:
        """A sentence of the paper in this language."""
        own = self.words.get(f"paper.{key}")
        return own.format_map(params) if own else translate(self.lang, f"paper.{key}", params)

    def money(self, amount: str) -> str:
        """An amount with its currency."""
        return f"{self.document['currency']} {grouped(amount)}"

    def total(self, label: str, amount: str) -> Amount:
        """The amount to act on; in Chinese also in capital figures."""
        words = in_words(amount, self.document["currency"]) if self.lang == "zh" else ""
        return Amount(label, self.money(amount), words, total=True)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    Attributes:
        id: As a person asks for it, and the beginning of its file's name.
        mark: Stands behind the statement's number; empty for the statement itself.
        blocks: What stands on it.
        refusal: Says why there is nothing to set; empty when there is something.
    """

    id: str
    mark: str
    blocks: Callable[[Source], Iterable[Block]]
    refusal: Callable[[Mapping[str, Any]], str] = lambda _: ""


@dataclass(frozen=True, slots=True)
class Page:
    """A document laid out: its head, its blocks and its foot.

    Attributes:
        lang: ``zh`` or ``en``.
        title, under_title: What it is, and of what.
        number, digest: Of what it was made from; on every page, and in the QR code.
        author: Who issues it.
        facts: Names and values of the head.
        words: Words of the frame, by key.
        at: The document's date.
        letterhead: The company's, on every page.
    """

    lang: str
    title: str
    under_title: str
    number: str
    digest: str
    author: str
    facts: Sequence[Sequence[str]]
    blocks: tuple[Block, ...]
    words: Mapping[str, str]
    at: datetime
    letterhead: Letterhead = PLAIN


def page_pdf(kind: Kind, source: Source) -> bytes:
    """A document of a statement as PDF.

    Raises:
        FindingsError: A character cannot be printed, or the fonts are missing.
    """
    if source.at.tzinfo is None:
        raise ValueError(source.document["as_of"])
    return set_page(page_of(kind, source))


def set_page(page: Page) -> bytes:
    """A page as PDF; errors as of :func:`page_pdf`."""
    pictures = {"qr.svg": qr_svg(f"{page.number} {page.digest}"), **logo_of(page.letterhead)}
    return pdf("page.typ", page_data(page), pictures, at=page.at)


def page_data(page: Page) -> dict[str, Json]:
    """All words and figures of a page."""
    return {
        "lang": page.lang,
        "region": "CN" if page.lang == "zh" else "US",
        "title": page.title,
        "under_title": page.under_title,
        "number": page.number,
        "digest": page.digest,
        "author": page.author,
        "facts": page.facts,
        "blocks": page.blocks,
        "words": page.words,
        "letterhead": letterhead_data(page.letterhead),
    }


def letterhead_data(letterhead: Letterhead) -> dict[str, Json]:
    """A letterhead as a layout reads it."""
    logo = "" if letterhead.logo is None else letterhead.logo.file
    return {"logo": logo, "header": letterhead.header, "footer": letterhead.footer}


def logo_of(letterhead: Letterhead) -> dict[str, bytes]:
    """The picture of a letterhead by its name; none where it has none."""
    return {} if letterhead.logo is None else {letterhead.logo.file: letterhead.logo.data}


def page_of(kind: Kind, source: Source) -> Page:
    """A document of a statement, laid out."""
    words = {word: source.say(f"word.{word}", page="{page}", pages="{pages}") for word in FRAME}
    if source.so_far:
        words["digest"] = source.say("word.digest_so_far")
    return Page(
        lang=source.lang,
        title=source.say(f"{kind.id}.title", period=source.document["period"]),
        under_title=source.contract.name.of(source.lang),
        number=f"{source.number}/{kind.mark}" if kind.mark else source.number,
        digest=source.digest,
        author=source.parties[0],
        facts=facts_of(source, source.number if kind.mark and not source.so_far else ""),
        blocks=tuple(kind.blocks(source)),
        words=words,
        at=source.at,
        letterhead=source.letterhead,
    )


def facts_of(source: Source, number: str) -> list[list[str]]:
    """Who, what and when, each with its name; the statement's number where one is given."""
    document = source.document
    contract = document["contract"]
    values = {
        "buyer": source.parties[0],
        "vendor": source.parties[1],
        "contract": f"{contract['id']} {contract['version']}",
        "period": document["period"],
        "as_of": moment_text(source.at),
        "currency": document["currency"],
        "statement": number,
    }
    return [[source.say(f"fact.{name}"), value] for name, value in values.items() if value]


def moment_text(moment: datetime) -> str:
    """A moment to the minute with its offset, as statements print it."""
    text = moment.isoformat(timespec="minutes")
    return f"{text[:16].replace('T', ' ')} {text[16:]}"


def in_words(amount: str, currency: str) -> str:
    """An amount of renminbi in capital figures; empty where there are none for it."""
    try:
        return cny_words(Money.exactly(fraction_of(amount), currency))
    except NotWritableError:
        return ""


def both_seal(source: Source, sealed: Amount) -> Block:
    """The seal area of buyer and vendor."""
    buyer, vendor = source.parties
    return seals((source.say("seal.buyer", name=buyer), source.say("seal.vendor", name=vendor)), sealed)


def notice_seals(source: Source, sealed: Amount) -> Block:
    """The buyer's seal, and where the vendor signs that it came: a notice needs no consent."""
    buyer, vendor = source.parties
    return seals((source.say("seal.buyer", name=buyer), source.say("seal.received", name=vendor)), sealed)
