"""The company's letterhead: on every page of PDF and Word, and a logo that cannot be printed is refused by what is wrong with it."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from assay.core.period import Month
from assay.services.paper_words import Own, read_own
from assay.services.papers import Shelf
from tests.cli.running import Ran, assay
from tests.demo.shared import EXAMPLE
from tests.reports.pdf_a import violations
from tests.reports.pictures import with_lab
from tests.reports.test_papers import settled

CONTRACT = EXAMPLE / "contract.yaml"
HEAD, FOOT = "华曜照明有限公司　宁波市江北区示例路 1 号", "电话 0574-0000 0000"
LINES = f'"letterhead.logo" = "logo.png"\n"letterhead.header" = "{HEAD}"\n"letterhead.footer" = "{FOOT}"\n'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" fill="#0b6e69"/></svg>'
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4z"
    "NDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AKp//2Q=="
)


def png(width: int, height: int) -> bytes:
    """A picture in one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + b"\x0b\x6e\x69" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def written(folder: Path, logo: bytes, lines: str = LINES) -> Path:
    """A file of words with a letterhead, and its logo beside it."""
    folder.mkdir(exist_ok=True)
    (folder / "logo.png").write_bytes(logo)
    (folder / "paper.zh.toml").write_text(lines, "utf-8")
    return folder / "paper.zh.toml"


def contract(target: Path, *more: object) -> Ran:
    return assay("document", "contract", CONTRACT, "--output", target, *more)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("logo", [png(40, 10), png(400, 10), SVG, JPEG], ids=["png", "wide", "svg", "jpeg"])
def test_every_page_of_a_monthly_paper_bears_it(tmp_path: Path, logo: bytes) -> None:
    own = read_own(written(tmp_path, logo), "zh")
    amended, documents = settled("lives/two_caps_and_a_late_true_up")
    made = Shelf(documents, amended, letterhead=own.letterhead).paper("statement", Month(2027, 5), "zh")
    pages = PdfReader(io.BytesIO(made.data)).pages
    assert len(pages) > 1
    for page in pages:
        assert squeezed(HEAD) in squeezed(page.extract_text())
        assert squeezed(FOOT) in squeezed(page.extract_text())
    assert violations(made.data) == {}
    bare = Shelf(documents, amended).paper("statement", Month(2027, 5), "zh")
    assert squeezed(HEAD) not in squeezed(PdfReader(io.BytesIO(bare.data)).pages[0].extract_text())


def test_the_workspace_keeps_it_for_contracts_too(tmp_path: Path) -> None:
    written(tmp_path / "templates", png(40, 10))
    target = tmp_path / "contract.pdf"
    assert contract(target, "--workspace", tmp_path).exit_code == 0
    pages = PdfReader(target).pages
    assert all(squeezed(HEAD) in squeezed(page.extract_text()) for page in pages)
    english = tmp_path / "english.pdf"
    assert contract(english, "--workspace", tmp_path, "--lang", "en").exit_code == 0
    assert squeezed(HEAD) not in squeezed(PdfReader(english).pages[0].extract_text())


@pytest.mark.parametrize(
    ("logo", "kind"), [(png(40, 10), "png"), (SVG, "png"), (JPEG, "jpg")], ids=["png", "svg", "jpeg"]
)
def test_a_word_file_bears_it_in_header_and_footer(tmp_path: Path, logo: bytes, kind: str) -> None:
    """Word draws no SVG everywhere, so it becomes a PNG; four times as wide as high, 9 mm and 36 mm."""
    target = tmp_path / "contract.docx"
    assert contract(target, "--template", written(tmp_path, logo)).exit_code == 0
    section = docx.Document(str(target)).sections[0]
    assert HEAD in section.header.paragraphs[0].text
    assert section.footer.tables[0].cell(0, 0).paragraphs[-1].text == FOOT
    (part,) = (part for part in section.header.part.rels.values() if "image" in part.reltype)
    assert part.target_part.partname.endswith(kind)
    drawn = section.header.paragraphs[0]._p.xpath(".//wp:extent")[0]
    height = int(drawn.get("cy"))
    assert height == 324000
    assert logo == JPEG or abs(int(drawn.get("cx")) / height - 4) < 0.02


def test_a_wide_logo_is_no_wider_than_six_centimetres_in_word(tmp_path: Path) -> None:
    """Forty times as wide as high: 60 mm and 1.5 mm."""
    target = tmp_path / "contract.docx"
    assert contract(target, "--template", written(tmp_path, png(400, 10))).exit_code == 0
    drawn = docx.Document(str(target)).sections[0].header.paragraphs[0]._p.xpath(".//wp:extent")[0]
    assert (int(drawn.get("cx")), int(drawn.get("cy"))) == (2160000, 54000)


def test_what_template_paper_writes_is_an_example_that_works(tmp_path: Path) -> None:
    """With the marks of comments taken from its three lines, and a logo beside it."""
    file = tmp_path / "paper.zh.toml"
    assert assay("template", "paper", "--lang", "zh", "--output", file).exit_code == 0
    text = file.read_text("utf-8")
    assert read_own(file, "zh").letterhead == Own().letterhead
    (tmp_path / "logo.png").write_bytes(png(40, 10))
    file.write_text(text.replace('# "letterhead.', '"letterhead.'), "utf-8")
    own = read_own(file, "zh").letterhead
    assert own.logo is not None
    assert (own.logo.ending, own.header, own.footer[:2]) == (
        "png",
        HEAD,
        "电话",
    )


@pytest.mark.parametrize(
    ("logo", "lines", "code"),
    [
        (b"", LINES.replace("logo.png", "other.png"), "paper.logo_missing"),
        (b"", LINES.replace("logo.png", "../logo.png"), "paper.logo_missing"),
        (png(8, 8) + b"\0" * 1024 * 1024, LINES, "paper.logo_too_large"),
        (png(4001, 1), LINES, "paper.logo_too_large"),
        (b"GIF89a", LINES, "paper.logo_kind"),
        (png(8, 8)[:60], LINES, "paper.logo_unreadable"),
        (b"<svg", LINES, "paper.logo_unreadable"),
        (JPEG[:40], LINES, "paper.logo_unreadable"),
        (with_lab(png(8, 8)), LINES, "paper.logo_unreadable"),
        (png(8, 8), '"letterhead.header" = " "\n', "paper.words_not_text"),
        (png(8, 8), '"letterhead.logo" = 3\n', "paper.words_not_text"),
        (png(8, 8), '"letterhead.seal" = "x"\n', "paper.words_unknown"),
        (png(8, 8), '"letterhead.header" = "💡"\n', "paper.unprintable"),
    ],
    ids=range(13),
)
def test_what_cannot_be_printed_is_refused_by_what_is_wrong(
    tmp_path: Path, logo: bytes, lines: str, code: str
) -> None:
    target = tmp_path / "contract.pdf"
    ran = contract(target, "--template", written(tmp_path / "own", logo, lines))
    assert (ran.exit_code, ran.codes, target.exists()) == (1, [code], False)
