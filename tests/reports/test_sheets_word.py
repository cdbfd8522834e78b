"""Contract, annex and amendment as Word files: the same text in real styles, the same bytes, and nothing from outside but text."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table as WordTable

from assay.core.contract.model import Bilingual
from assay.core.findings import FindingsError
from assay.reports.blocks import Heading, plain
from assay.reports.plain_text.sheets import contract_sheet
from assay.reports.word import sheet_docx
from assay.reports.word.tables import WIDTH
from tests.reports import sheets
from tests.reports.office import REQUIRED
from tests.reports.sheets import (
    LANGS,
    contract_of,
    docx_of,
    docx_text_of,
    foot_of_page,
    missing,
    pdf_pages,
    sheet,
    squeezed,
    word,
    word_text,
)

OFFICE = shutil.which("soffice")
WRITER = OFFICE is not None and any(Path(OFFICE).resolve().parent.glob("*swlo*"))  # Calc may be there alone
EVERY = [
    ("contract", "full", "zh"),
    ("contract", "full", "en"),
    ("contract", "demo", "both"),
    ("annex", "full", "both"),
    ("amendment", "full", "both"),
]


@pytest.mark.parametrize("langs", LANGS)
@pytest.mark.parametrize("name", sheets.TEXTS)
def test_everything_that_print_says_is_in_the_file(name: str, langs: str) -> None:
    assert missing(sheets.print_blocks(name, langs), docx_text_of("contract", name, langs)) == []


@pytest.mark.parametrize(("kind", "name", "langs"), EVERY)
def test_every_block_is_in_the_file(kind: str, name: str, langs: str) -> None:
    assert missing(sheet(kind, name, langs).blocks, docx_text_of(kind, name, langs)) == []


def test_headings_are_headings_and_bear_their_numbers_as_text() -> None:
    """So a reference to 第九条 stays right whatever is done to the file."""
    paragraphs = word(docx_of("contract", "demo", "zh")).paragraphs
    parts = [each.text for each in paragraphs if each.style and each.style.name == "Heading 1"]
    articles = [each.text for each in paragraphs if each.style and each.style.name == "Heading 2"]
    assert parts == [
        "第一章　总则",
        "第二章　费用与付款",
        "第三章　考核与验收",
        "第四章　核减、赔付与解除",
        "第五章　履约与协作",
        "第六章　争议解决与其他",
        "附件一　验收指标表",
        "附件二　数值附表",
        "附件三　工作日表",
        "签章",
    ]
    assert articles[0] == "第一条　合同双方与通知"
    assert articles[-1] == "第二十条　合同的变更"
    assert len(articles) == 20


def test_items_are_numbered_as_chinese_contracts_are() -> None:
    paragraphs = word(docx_of("contract", "demo", "zh")).paragraphs
    begins = next(place for place, each in enumerate(paragraphs) if each.text.startswith("15.4\t"))
    styles = [
        (each.style.name, each.text.split("\t")[0]) for each in paragraphs[begins : begins + 7] if each.style
    ]
    assert styles == [
        ("Clause", "15.4"),
        ("Item", "（一）"),
        ("Item", "（二）"),
        ("Item", "（三）"),
        ("Inner Item", "1."),
        ("Inner Item", "2."),
        ("Item", "（四）"),
    ]


def test_every_style_names_a_chinese_font_and_none_leaves_it_to_a_theme() -> None:
    document = word(docx_of("contract", "demo", "both"))
    used = {each.style.name for each in document.paragraphs if each.style}
    assert {"Title", "Heading 1", "Heading 2", "Clause", "Clause 2", "Item"} <= used
    fonts = list(document.styles.element.iter(qn("w:rFonts")))
    assert {font.get(qn("w:eastAsia")) for font in fonts} == {"宋体", "黑体"}
    assert not [key for font in fonts for key in font.attrib if "Theme" in key]


def test_the_foot_counts_pages_with_fields_and_names_the_text() -> None:
    foot = word(docx_of("contract", "demo", "zh")).sections[0].footer._element
    codes = [code.text.strip() for code in foot.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    text = "".join(node.text or "" for node in foot.iter(qn("w:t")))
    assert (
        text
        == f"合同编号 HY-FS-2027-01　版本 1.0.0文本摘要 SHA-256 {contract_of('demo').digest}第 1 页，共 1 页"
    )
    (picture,) = foot.iter(qn("wp:docPr"))
    assert picture.get("descr") == "编号、版本与文本摘要的二维码"


@pytest.mark.parametrize("langs", LANGS)
def test_tables_fit_the_page_whatever_stands_in_them(langs: str) -> None:
    contract = replace(contract_of("full"), buyer=Bilingual("极" * 300, "x" * 300))
    found = contract_sheet(contract, contract.term.span.start_on, LANGS[langs])
    document = word(sheet_docx(found))
    tables = [part for part in document.iter_inner_content() if isinstance(part, WordTable)]
    assert len(tables) > 10
    for table in tables:
        assert sum(column.width or 0 for column in table.columns) <= WIDTH + Mm(0.1)  # twips are coarser
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_text_from_outside_is_text_and_nothing_else() -> None:
    name = '</w:t><w:p/> R&D {{ x }} <b> "q" \' ]]> &amp;'
    contract = replace(contract_of("demo"), vendor=Bilingual(name, name))
    document = word(sheet_docx(contract_sheet(contract, contract.term.span.start_on, ("en",))))
    assert squeezed(f"Service provider: {name}") in word_text(document)
    same = word(docx_of("contract", "demo", "en"))
    assert len(document.paragraphs) == len(same.paragraphs)


def test_what_has_no_place_in_a_word_file_is_refused_by_name() -> None:
    contract = replace(contract_of("demo"), name=Bilingual("合同\x08书", "Contract"))
    with pytest.raises(FindingsError) as raised:
        sheet_docx(contract_sheet(contract, contract.term.span.start_on, ("zh",)))
    assert {(finding.code, finding.params["code"]) for finding in raised.value.findings} == {
        ("paper.unprintable", "U+0008")
    }


_DIGESTS = """
import hashlib
from assay.reports.paper.sheet import sheet_pdf
from assay.reports.word import sheet_docx
from tests.reports.sheets import sheet
for draw in (sheet_docx, sheet_pdf):
    print(hashlib.sha256(draw(sheet("annex", "demo", "zh"))).hexdigest())
"""


def test_another_process_zone_locale_and_hash_seed_give_the_same_bytes() -> None:
    root = str(sheets.ROOT)
    outputs = set()
    for zone, seed in (("UTC", "0"), ("America/St_Johns", "4711")):
        environment = os.environ | {
            "TZ": zone,
            "PYTHONHASHSEED": seed,
            "LC_ALL": "C",
            "PYTHONPATH": os.pathsep.join([root, str(Path(root) / "src")]),
        }
        command = [sys.executable, "-c", _DIGESTS]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603  # our own
        outputs.add(done.stdout)
    here = hashlib.sha256(sheet_docx(sheet("annex", "demo", "zh"))).hexdigest()
    assert len(outputs) == 1
    assert outputs.pop().startswith(here)


def test_the_file_tells_no_time_and_no_program_of_its_making() -> None:
    data = sheet_docx(sheet("contract", "demo", "zh"))
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = word(data).core_properties
    assert (properties.title, properties.author, properties.comments) == (
        "海外获客服务合同",
        "华曜照明（甲方）",
        "",
    )
    # The first day of the term in Shanghai, 2027-01-01 00:00 +08:00.
    assert str(properties.created) == str(properties.modified) == "2026-12-31 16:00:00+00:00"
    assert not [name for name in archive.namelist() if "thumbnail" in name or "customXml" in name]


def office_pages(files: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    """The text of each page as LibreOffice shows it, with the fonts of the package and in a profile of its own."""
    if OFFICE is None or not WRITER:
        assert not REQUIRED, "LibreOffice Writer is required here"
        pytest.skip("LibreOffice Writer is not installed")
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    (folder / "data").mkdir()
    (folder / "data" / "fonts").symlink_to(sheets.ROOT / "src" / "assay" / "reports" / "fonts")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    command += [str(folder / f"{name}.docx") for name in files]
    environment = os.environ | {"XDG_DATA_HOME": str(folder / "data")}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)  # noqa: S603  # found on the path
    return {name: pdf_pages((folder / f"{name}.pdf").read_bytes()) for name in files}


def test_libreoffice_opens_each_with_every_heading_and_counts_its_pages(tmp_path: Path) -> None:
    found = {
        "contract": sheet("contract", "demo", "zh"),
        "annex": sheet("annex", "demo", "zh"),
        "amendment": sheet("amendment", "full", "both"),
    }
    shown = office_pages({name: sheet_docx(one) for name, one in found.items()}, tmp_path)
    for name, pages in shown.items():
        for number, page in enumerate(pages, 1):
            assert foot_of_page(found[name], number, len(pages)) in page
            assert found[name].foot.digest in page
        headings = [block for block in found[name].blocks if isinstance(block, Heading)]
        texts = [squeezed(plain(text)) for heading in headings for text in heading.texts]
        assert [text for text in texts if text not in "".join(pages)] == []
