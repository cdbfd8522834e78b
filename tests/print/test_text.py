"""The printed text: every kind of clause in both languages, no code words, no number from nowhere, money written out."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from assay.core.contract.load import load_contract
from assay.core.contract.load_clauses import _READERS as CLAUSES
from assay.core.contract.load_rules import _LEAD_RULES as LEAD_RULES
from assay.core.contract.model import Contract
from assay.core.period import parse_day
from assay.i18n import catalogue, languages, translate
from assay.reports.plain_text import contract_text
from tests.docs.reading import plain
from tests.print.walking import at, leaves

HERE = Path(__file__).parent
FULL = (HERE / "full.yaml").read_text("utf-8")
DEMO = (HERE.parents[1] / "examples" / "streetlight" / "contract.yaml").read_text("utf-8")
BASES = sorted((HERE.parent / "contracts" / "bases").glob("*.yaml"))

SENTENCES_WITH_NUMBERS = {
    "plain.month.": "months by their number",
    "plain.word.b2b_platform": "a name",
    "plain.segment.lower_bound": "the language fixes the interval at one-sided 95%",
}

DERIVED = {
    "181": "days of the term: 31 + 28 + 31 + 30 + 31 + 30",
    "18000": "fixed part of the month: 30000 × 60%",
    "12000": "part at risk: 30000 × 40%",
    "54000": "advance and tail: 180000 × 30%",
    "45000": "milestone: 180000 × 25%",
    "27000": "second milestone: 180000 × 15%",
    "36000": "retention: 180000 × 20%",
    "6000": "valid leads: 12000 × 0.5",
    "1800": "qualified: 12000 × 0.15",
    "600": "quality, occupation and cost: 12000 × 0.05",
    "1200": "form rate and CRM: 12000 × 0.1",
    "45": "valid leads in January: 50 × 0.9",
    "55": "in March, April and June: 50 × 1.1",
    "60": "in May: 50 × 1.2",
    "6": "qualified in February: 10 × 0.6",
    "50": "weight 0.5",
    "200": "return of 2, in per cent",
}
"""Numbers of the text that no field holds → how they come about. Weights and shares of one are said in per cent."""


def contract_of(text: str) -> Contract:
    contract, findings = load_contract(text)
    assert contract is not None, findings
    return contract


def printed(text: str, *langs: str) -> str:
    contract = contract_of(text)
    return contract_text(contract, contract.term.span.start_on, langs)


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", text)


def numbers(text: str) -> Iterator[Fraction]:
    for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text):
        yield Fraction(found.replace(",", "").rstrip("."))


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("kind", CLAUSES)
def test_every_kind_of_clause_is_printed(kind: str, lang: str) -> None:
    clause = next(item for item in contract_of(FULL).clauses if item.kind == kind)
    title = translate(lang, f"plain.word.kind_{kind}")
    line = next(
        line for line in printed(FULL, lang).splitlines() if f"`{clause.id}`" in line and title in line
    )
    assert translate(lang, f"plain.word.{clause.head}") in line


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("rule", LEAD_RULES)
def test_every_kind_of_rule_on_leads_is_printed(rule: str, lang: str) -> None:
    item = next(item for item in contract_of(FULL).lead_rules if item.rule == rule)
    sentence = catalogue(lang)[f"plain.lead.{rule}"].rpartition("}")[2]
    assert any(
        line.startswith(f"- `{item.id}`") and line.endswith(sentence)
        for line in printed(FULL, lang).splitlines()
    )


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("text", [FULL, DEMO, *(base.read_text("utf-8") for base in BASES)])
def test_no_code_word_is_left(text: str, lang: str) -> None:
    assert [line for line in without_code(printed(text, lang)).splitlines() if "_" in line] == []


def test_the_chinese_text_has_no_english_word_that_chinese_has() -> None:
    text = re.sub(r"（Asia.*?）", "", without_code(printed(FULL, "zh")))
    words = set(re.findall(r"[A-Za-z][A-Za-z-]+", text))
    assert words == {"CRM", "NPS", "CSV", "XLSX", "CNY", "USD", "SHA-", "AB", "CC-", "mingwan", "solar"}


@pytest.mark.parametrize("lang", languages())
def test_every_number_comes_from_a_field_or_is_derived_and_listed(lang: str) -> None:
    document = plain(FULL)
    known = {number for path in leaves(document) for number in numbers(at(document, path))}
    known |= {Fraction(month) for month in range(1, 7)}  # months of the term, in the tables of targets
    shares = {number * 100 for number in known if number < 1}
    derived = set(map(Fraction, DERIVED))
    text = re.sub(r"^(## .*|\*\*\S+\*\*)", "", without_code(printed(FULL, lang)), flags=re.MULTILINE)
    text = text.replace("SHA-256", "").replace("95%", "").replace("0–10", "")
    unknown = set(numbers(text)) - known - shares - derived
    assert sorted(map(str, unknown)) == []


@pytest.mark.parametrize("lang", languages())
def test_sentences_hold_no_number_of_their_own(lang: str) -> None:
    found = {
        key
        for key, text in catalogue(lang).items()
        if key.startswith("plain.") and re.search(r"\d", re.sub(r"SHA-256|\{\w+\}", "", text))
    }
    assert {key for key in found if not key.startswith(tuple(SENTENCES_WITH_NUMBERS))} == set()


@pytest.mark.parametrize("lang", languages())
def test_the_same_contract_prints_the_same_text(lang: str) -> None:
    assert printed(FULL, lang) == printed(FULL, lang)


def test_remarks_and_layout_of_the_file_do_not_matter() -> None:
    assert printed(f"# a remark\n\n{FULL}", "zh") == printed(FULL, "zh")


def test_both_languages_stand_under_each_other_paragraph_by_paragraph() -> None:
    both = printed(FULL, "zh", "en").splitlines()
    marks = [line.partition(" ")[0].strip("*") for line in both if line.startswith("**")]
    chinese = marks[::2]
    english = [mark.replace("A", "附") for mark in marks[1::2]]
    assert chinese == english
    assert len(chinese) > 150
    assert both[0] == "# 海外获客服务合同 / Overseas lead generation services"
    assert "## 第一条　合同双方与通知 / Article 1. Parties and notices" in both


def test_each_language_of_both_says_what_it_says_alone() -> None:
    both = printed(FULL, "zh", "en").splitlines()
    for lang in languages():
        alone = [line for line in printed(FULL, lang).splitlines() if not line.startswith("#")]
        assert [line for line in alone if line not in both] == []


def test_renminbi_is_written_out_in_chinese_only() -> None:
    assert "每月服务费为人民币 30,000.00 元（大写：人民币叁万元整）。" in printed(FULL, "zh")
    assert "The monthly fee is CNY 30,000.00." in printed(FULL, "en")
    assert "叁万" not in printed(FULL, "en")


def test_other_currencies_print_their_code_and_are_not_written_out() -> None:
    text = DEMO.replace("CNY/", "USD/").replace(" CNY", " USD").replace("code: CNY", "code: USD")
    chinese = printed(text, "zh")
    assert "每月服务费为USD" not in chinese
    assert "每月服务费为 USD 30,000.00。" in chinese
    assert "大写" not in chinese
    assert "The monthly fee is USD 30,000.00." in printed(text, "en")


def test_an_amount_finer_than_a_fen_shows_its_rounding() -> None:
    # 16 of 31 days of January: 30000 × 16 ÷ 31 × 100% × 0.5 = 240000 ÷ 31 = 7741.935…
    mid_month = next(base for base in BASES if base.stem == "mid-month").read_text("utf-8")
    assert "| 2027 年 1 月 | 50 条线索 | 人民币 7,741.94 元（四舍五入，精确值 240000/31） |" in printed(
        mid_month, "zh"
    )
    assert "| January 2027 | 50 leads | CNY 7,741.94 (rounded; exactly 240000/31) |" in printed(
        mid_month, "en"
    )


def test_figures_follow_the_season_and_the_weight() -> None:
    # March: 50 × 1.1 = 55 leads; 30000 × 40% × 0.5 = 6000
    assert "| 2027 年 3 月 | 55 条线索 | 人民币 6,000.00 元 |" in printed(FULL, "zh")
    assert "| March 2027 | 55 leads | CNY 6,000.00 |" in printed(FULL, "en")


def test_a_clause_says_which_caps_bind_it() -> None:
    lines = printed(FULL, "en").splitlines()
    capped = {}
    clause = ""
    for line in lines:
        if match := re.match(r"\*\*17\.\d+\*\* `(\w+)`: ", line):
            clause = match[1]
        if line.startswith(("- Capped by", "- No cap")):
            capped[clause] = line
    assert capped["C2"] == "- Capped by: `K1`, `K2`, `K4`."
    assert capped["C6"] == "- No cap limits it."  # K0 names it
    assert capped["C7"] == "- No cap limits it."  # K0 names fraud and wilful, and nothing else brings C7
    assert capped["C8"] == "- No cap limits it."  # K0 names data_incident


def test_texts_of_the_writer_cannot_change_the_layout() -> None:
    text = FULL.replace("zh: 明湾太阳能有限公司", 'zh: "明湾 | **太阳能** # `公司`"')
    assert "甲方（委托方）：明湾 \\| \\*\\*太阳能\\*\\* \\# \\`公司\\`。" in printed(text, "zh")


def test_two_kpis_of_one_metric_are_told_apart() -> None:
    assert "每条有效线索成本（`cost`）" in printed(FULL, "zh")
    assert "每条有效线索成本（`cpl`）" in printed(FULL, "zh")


def test_formulas_are_said_in_words() -> None:
    assert "- 计算公式：销售合格线索数 ÷ 有效线索数。" in printed(FULL, "zh")
    assert "- It must be at most 1.2 × the value of the table `benchmark_cpc`." in printed(FULL, "en")
    assert "赔付每月合计不超过当月服务费的 20%。" in printed(FULL, "zh")


def test_the_heading_says_which_text_it_is() -> None:
    contract = contract_of(DEMO)
    text = contract_text(contract, parse_day("2027-05-01"), ["en"])
    assert f"in force from 1 May 2027. Digest of the text (SHA-256): `{contract.digest}`" in text
