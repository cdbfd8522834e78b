"""Contract, annex and amendment as pages: all that assay print says is on them, and they can be signed as they come."""

import io
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from assay.core.contract.model import Bilingual
from assay.core.findings import FindingsError
from assay.reports.blocks import Run, Table
from assay.reports.paper.sheet import sheet_pdf
from assay.reports.plain_text.sheets import contract_sheet
from tests.reports import sheets
from tests.reports.sheets import (
    LANGS,
    contract_of,
    missing,
    pages_of,
    pdf_of,
    pdf_pages,
    sheet,
    squeezed,
    text_above_foot,
)

EVERY = [
    ("contract", "full", "zh"),
    ("contract", "full", "en"),
    ("contract", "demo", "both"),
    ("annex", "full", "zh"),
    ("annex", "demo", "both"),
    ("amendment", "full", "both"),
    ("amendment", "full", "en"),
]


@pytest.mark.parametrize("langs", LANGS)
@pytest.mark.parametrize("name", sheets.TEXTS)
def test_everything_that_print_says_is_on_the_pages(name: str, langs: str) -> None:
    text = text_above_foot(pages_of("contract", name, langs), sheet("contract", name, langs))
    assert missing(sheets.print_blocks(name, langs), text) == []


@pytest.mark.parametrize(("kind", "name", "langs"), EVERY)
def test_every_block_is_on_the_pages_and_each_page_says_which_text_it_is(
    kind: str, name: str, langs: str
) -> None:
    found = sheet(kind, name, langs)
    assert missing(found.blocks, text_above_foot(pages_of(kind, name, langs), found)) == []


@pytest.mark.parametrize(("kind", "name", "langs"), EVERY)
def test_both_parties_sign_on_one_page_that_says_what_is_signed(kind: str, name: str, langs: str) -> None:
    """Both boxes, with the heading and the line that names the text, are never split over pages."""
    contract = contract_of(name)
    party = {"zh": ("甲方（盖章）", "乙方（盖章）"), "en": ("Buyer(seal)", "Serviceprovider(seal)")}
    marks = [mark for lang in LANGS[langs] for mark in party[lang]]
    pages = [page for page in pages_of(kind, name, langs) if any(mark in page for mark in marks)]
    assert len(pages) == 1
    assert all(mark in pages[0] for mark in marks)
    assert pages[0].count("授权代表（签字）：" if "zh" in LANGS[langs] else "Signedby:") == 2
    ending = "（以下无正文" if "zh" in LANGS[langs] else "(Endofthetext"
    assert f"{contract.id}" in pages[0].partition(ending)[2][:40]


def test_the_pages_of_an_amendment_bear_the_digest_that_is_signed_and_name_both_texts() -> None:
    amendment = sheet("amendment", "full", "zh")
    amended = sheets.amended()
    assert amendment.foot.digest not in (amended.first.digest, amended.latest.digest)
    assert amendment.foot.code == f"MW-2027-014 1.1.0 {amendment.foot.digest}"
    text = text_above_foot(pages_of("amendment", "full", "zh"), amendment)
    assert f"所修改的文本为版本1.0.0，文本摘要（SHA-256）：{amended.first.digest}" in text
    assert f"修改后的文本为版本1.1.0，文本摘要（SHA-256）：{amended.latest.digest}" in text


@pytest.mark.parametrize(("kind", "name", "langs"), EVERY[2:6:3])
def test_the_same_document_gives_the_same_bytes(kind: str, name: str, langs: str) -> None:
    assert sheet_pdf(sheet(kind, name, langs)) == pdf_of(kind, name, langs)


def test_it_is_a_tagged_pdf_a_2b() -> None:
    reader = PdfReader(io.BytesIO(pdf_of("contract", "demo", "zh")))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None
    assert root["/Lang"] == "zh-CN"
    assert "<pdfaid:part>2</pdfaid:part>" in root["/Metadata"].get_object().get_data().decode()


def test_a_character_that_the_fonts_lack_is_named_and_nothing_is_printed() -> None:
    contract = replace(contract_of("demo"), buyer=Bilingual("灯具\U0001f4a1公司", "Lamps"))
    with pytest.raises(FindingsError) as raised:
        sheet_pdf(contract_sheet(contract, contract.term.span.start_on, ("zh",)))
    (finding,) = raised.value.findings
    assert finding.code == "paper.unprintable"
    assert (finding.params["char"], finding.params["code"]) == ("\U0001f4a1", "U+1F4A1")


def test_rare_characters_of_names_are_printed() -> None:
    contract = replace(contract_of("demo"), vendor=Bilingual("宁波镕堃昇喆㛃营销", "Ningbo"))
    pages = pdf_pages(sheet_pdf(contract_sheet(contract, contract.term.span.start_on, ("zh",))))
    assert "乙方（盖章）：宁波镕堃昇喆㛃营销" in pages[-1]


def test_markup_in_a_name_is_text() -> None:
    name = "*R&D* #pagebreak() $x$ @a <b> _c_ \\ [d]"
    contract = replace(contract_of("demo"), vendor=Bilingual(name, name))
    pages = pdf_pages(sheet_pdf(contract_sheet(contract, contract.term.span.start_on, ("en",))))
    assert "".join(f"Service provider: {name}".split()) in pages[0]
    assert len(pages) == len(pages_of("contract", "demo", "en"))


def test_a_name_longer_than_its_column_breaks_instead_of_running_into_the_next() -> None:
    """A name of 23 letters in a fifth of the width, beside three long texts."""
    name, long = (Run("kpis.valid_leads.target", is_cited=True),), (Run("长" * 60),)
    head = ((Run("甲"),),) * 5
    table = Table(head, ((name, (Run(">= 50 lead"),), long, long, long),), "zh")
    pages = PdfReader(io.BytesIO(sheet_pdf(replace(sheet("amendment", "full", "zh"), blocks=(table,))))).pages
    text = "".join(page.extract_text() for page in pages)
    assert "kpis.valid_leads.target>=50lead" in squeezed(text)
    assert "kpis.valid_leads.target" not in text


def test_a_list_that_leads_to_a_table_stays_on_its_page() -> None:
    """Annex 2.2 of the demo in Chinese: its only item stood at the end of one page, its table on the next."""
    pages = pdf_pages(sheet_pdf(sheet("contract", "demo", "zh")))
    (found,) = (page for page in pages if "附2.2附表brand_terms" in page)
    assert "附件三品牌词表" in found
