"""Documents to sign, as tests make and read them: contracts and an amendment, the texts of their blocks, and those of their files."""

import io
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import docx
from docx.document import Document
from docx.table import Table as WordTable
from pypdf import PdfReader

from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Amended, Contract
from assay.reports.blocks import Block, Boxes, Heading, Items, Paragraph, Sheet, Signature, Table, plain
from assay.reports.paper.sheet import sheet_pdf
from assay.reports.plain_text import contract_blocks
from assay.reports.plain_text.sheets import amendment_sheet, annex_sheet, contract_sheet
from assay.reports.word import sheet_docx
from assay.services.legal_papers import latest_amending
from assay.services.simulate import standard_suite, wanted

ROOT = Path(__file__).parents[2]
FULL = (ROOT / "tests" / "print" / "full.yaml").read_text("utf-8")
DEMO = (ROOT / "examples" / "streetlight" / "contract.yaml").read_text("utf-8")
TEXTS = {"full": FULL, "demo": DEMO}
LANGS = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}
MAIN = "HY-2026-118 号《海外推广服务合同》（2026 年 12 月 20 日签订）"

UNSIGNED = FULL.replace(", signatures: required}", "}")
AMENDMENT = """
assay: amendment/v1
contract: {id: MW-2027-014, version: "1.0.0"}
version: "1.1.0"
effective: "2027-04-01"
reason: {zh: 四月起目标上调，容忍度放宽。, en: Higher targets and more tolerance from April.}
signed: {buyer: "2027-03-20", vendor: "2027-03-21"}
changes:
  - {path: kpis.valid_leads.target, to: ">= 60 lead"}
  - {path: "clauses[C2].tolerance", to: 25%}
  - {path: revision, to: null}
"""


@cache
def contract_of(name: str) -> Contract:
    """A contract by its name."""
    amended, findings = load_amended(TEXTS[name], name)
    assert amended is not None, findings
    return amended.first


@cache
def amended() -> Amended:
    """The full contract with an amendment of a target, a clause and a whole article."""
    found, findings = load_amended(UNSIGNED, "full", [(AMENDMENT, "amendment")])
    assert found is not None, findings
    return found


@cache
def sheet(kind: str, name: str, langs: str) -> Sheet:
    """A document: contract, annex or amendment."""
    if kind == "amendment":
        suite = wanted(standard_suite(), ("exact", "nil", "double"))
        amending = latest_amending(amended(), (UNSIGNED, (AMENDMENT,)), suite, lambda *_: None)
        return amendment_sheet(amending, LANGS[langs])
    contract = contract_of(name)
    start = contract.term.span.start_on
    if kind == "annex":
        return annex_sheet(contract, start, MAIN, LANGS[langs])
    return contract_sheet(contract, start, LANGS[langs])


@cache
def pdf_of(kind: str, name: str, langs: str) -> bytes:
    """The document set on pages, once for all who read them."""
    return sheet_pdf(sheet(kind, name, langs))


@cache
def pages_of(kind: str, name: str, langs: str) -> tuple[str, ...]:
    """The text of each of these pages, squeezed."""
    return tuple(pdf_pages(pdf_of(kind, name, langs)))


@cache
def docx_of(kind: str, name: str, langs: str) -> bytes:
    """The document as a Word file, written once for all who read it."""
    return sheet_docx(sheet(kind, name, langs))


@cache
def docx_text_of(kind: str, name: str, langs: str) -> str:
    """The text of that file's body, squeezed."""
    return word_text(word(docx_of(kind, name, langs)))


def print_blocks(name: str, langs: str) -> tuple[Block, ...]:
    """What ``assay print`` draws."""
    contract = contract_of(name)
    return tuple(contract_blocks(contract, contract.term.span.start_on, LANGS[langs]))


def squeezed(text: str) -> str:
    """A text without blanks and line ends: lines break where the page needs it."""
    return "".join(text.split())


def texts_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Every text of the blocks; of a line to sign, its labels."""
    for block in blocks:
        match block:
            case Heading(texts=texts):
                yield from map(plain, texts)
            case Paragraph(text=text, mark=mark):
                yield f"{mark}{plain(text)}"
            case Items(items=items):
                for item in items:
                    yield from (plain(entry.text) for entry in (item, *item.below))
            case Table(head=head, rows=rows):
                yield from ("".join(map(plain, row)) for row in (head, *rows))
            case Signature(text=text):
                yield from filter(None, plain(text).replace("\u3000", "…").split("…"))
            case Boxes(boxes=boxes):
                for box in boxes:
                    yield from (*box.titles, *(label for line in box.lines for label in line))


def missing(blocks: tuple[Block, ...], page: str) -> list[str]:
    """Texts of the blocks that a file does not have."""
    return [text for text in texts_of(blocks) if squeezed(text) not in page]


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page, squeezed."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def foot_of_page(of: Sheet, number: int, count: int) -> str:
    """How a page counts itself, squeezed."""
    return squeezed(of.foot.pages.replace("{page}", str(number)).replace("{pages}", str(count)))


def text_above_foot(pages: Sequence[str], of: Sheet) -> str:
    """The text of all pages without what stands below each of them."""
    foot = of.foot
    found = ""
    for number, page in enumerate(pages, 1):
        count = foot_of_page(of, number, len(pages))
        below = squeezed(f"{foot.number}{foot.digest_label}{foot.digest}") + count
        assert page.count(below) == 1, page
        found += page.replace(below, "")
    return found


def word(data: bytes) -> Document:
    """A Word file."""
    return docx.Document(io.BytesIO(data))


def word_text(document: Document) -> str:
    """The text of a Word file's body, squeezed."""
    found = ""
    for part in document.iter_inner_content():
        if isinstance(part, WordTable):
            found += "".join(cell.text for row in part.rows for cell in row.cells)
        else:
            found += part.text
    return squeezed(found)
