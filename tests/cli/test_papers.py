"""``document contract``, ``document amendment`` and ``annex``: files to sign, and what is refused."""

import io
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.running import Ran, assay
from tests.demo.shared import CONTRACT, DemoRun

PLAIN = CONTRACT[0]
MAIN = ("--main-contract", "HY-2026-118（2026 年 12 月 20 日签订）")


def text_of(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_contract_is_the_very_file_that_the_demo_left(
    demo: DemoRun, tmp_path: Path, lang: str, form: str
) -> None:
    target = tmp_path / "contract"
    ran = assay("document", "contract", PLAIN, "--lang", lang, "--format", form, "--output", target)
    assert (ran.exit_code, ran.stdout, ran.codes) == (0, "", [])
    assert target.read_bytes() == (demo.workspace / "demo" / f"contract-1.0.0.{lang}.{form}").read_bytes()


def test_the_amendment_is_the_very_file_that_the_demo_left(demo: DemoRun, tmp_path: Path) -> None:
    target = tmp_path / "amendment.pdf"
    ran = assay("document", "amendment", *CONTRACT, "--output", target)
    assert (ran.exit_code, ran.stdout, ran.codes) == (0, "", [])
    assert target.read_bytes() == (demo.workspace / "demo" / "amendment-1.1.0.zh.pdf").read_bytes()


def test_the_demo_leaves_both_papers_in_both_languages_and_forms(demo: DemoRun) -> None:
    kinds = ("contract", "amendment")
    papers = {path.name for path in (demo.workspace / "demo").iterdir() if path.name.startswith(kinds)}
    assert papers == {
        f"{kind}.{lang}.{form}"
        for kind in ("contract-1.0.0", "amendment-1.1.0")
        for lang in ("zh", "en")
        for form in ("pdf", "docx")
    }


def test_the_contract_as_amended_is_that_of_the_day(tmp_path: Path) -> None:
    latest, earlier = tmp_path / "latest.pdf", tmp_path / "earlier.pdf"
    assert assay("document", "contract", *CONTRACT, "--output", latest).exit_code == 0
    assert assay("document", "contract", *CONTRACT, "--on", "2027-04-30", "--output", earlier).exit_code == 0
    assert "版本：1.1.0自2027年5月1日起有效" in text_of(latest)
    assert "版本：1.0.0自2027年1月1日起有效" in text_of(earlier)


def test_the_amendment_says_what_diff_says(tmp_path: Path) -> None:
    target = tmp_path / "amendment.pdf"
    assert assay("document", "amendment", *CONTRACT, "--only", "exact", "--output", target).exit_code == 0
    told = assay("diff", *CONTRACT, "--only", "exact", "--format", "json").document
    text = text_of(target)
    (change,) = told["changes"]
    assert (change["favours"], told["scenarios"][0]["after"]) == ("neither", "180000.00")
    assert [place["path"] for place in change["places"]] == ["scope.exclude"]
    assert "合同范围/不计入的（无）广告系列：brand*" in text
    assert not change["reached"]
    assert "没有情景用到这一处，仍可能有影响" in text
    assert "恰好达标180,000.00180,000.000.00" in text
    assert "修改的原因：搜索品牌名的人本来就认识甲方，自五月起品牌词广告系列不计入本合同。" in text


def test_without_output_the_file_says_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    contract = Path(PLAIN).absolute()
    assert assay("annex", contract, *MAIN, "--lang", "both").exit_code == 0
    assert assay("document", "--lang", "en", "contract", contract, "--format", "docx").exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "annex-1.0.0.both.pdf",
        "contract-1.0.0.en.docx",
    ]


def test_the_annex_is_a_word_file_too(tmp_path: Path) -> None:
    target = tmp_path / "annex.docx"
    assert assay("annex", PLAIN, *MAIN, "--format", "docx", "--output", target).exit_code == 0
    body = zipfile.ZipFile(io.BytesIO(target.read_bytes())).read("word/document.xml").decode()
    assert "验收与结算附件" in body
    assert "HY-2026-118（2026 年 12 月 20 日签订）" in body.replace("\N{NO-BREAK SPACE}", " ")


def test_the_documents_of_a_month_keep_their_command_and_take_the_language_of_the_group() -> None:
    shown = assay("document", "statement", "--help")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert "--period" in shown.stdout
    wrong = assay("document", "statment", PLAIN)
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "'statment' is not one of 'statement'" in wrong.stderr
    english = assay(
        "document", "--lang", "en", "statement", PLAIN, "--period", "2027-01", "--workspace", "gone"
    )
    assert (english.exit_code, english.stderr[:5]) == (1, "error")


def refused(*arguments: object) -> Ran:
    ran = assay(*arguments)
    assert (ran.exit_code, ran.stdout) == (1, "")
    return ran


def test_an_annex_to_no_contract_is_refused(tmp_path: Path) -> None:
    ran = refused("annex", PLAIN, "--main-contract", " ", "--output", tmp_path / "a.pdf")
    assert ran.codes == ["paper.no_main_contract"]


def test_an_amendment_paper_needs_an_amendment(tmp_path: Path) -> None:
    assert refused("document", "amendment", PLAIN, "--output", tmp_path / "a.pdf").codes == [
        "paper.no_amendment"
    ]


def test_a_contract_with_errors_makes_no_paper(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(Path(PLAIN).read_text("utf-8").replace("assay: v1", "assay: v9"), "utf-8")
    assert refused("document", "contract", broken, "--output", tmp_path / "a.pdf").codes
    assert not (tmp_path / "a.pdf").exists()


def test_a_signed_paper_is_never_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "contract.pdf"
    target.write_bytes(b"signed")
    assert refused("document", "contract", PLAIN, "--output", target).codes == ["cli.file_exists"]
    assert target.read_bytes() == b"signed"
