"""The words of papers: what a code stands for, by which rule, in which currency; whole sentences in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest

from assay.core.contract.model import Bilingual
from assay.core.period import Month
from assay.i18n import translate
from assay.i18n.statement import sentence_of, sheet_of
from assay.reports.blocks import Heading, Items, Paragraph, Run, Table, before_last_entry, before_seals
from assay.reports.paper import KINDS, Source
from assay.reports.paper.ended import ended_texts
from assay.reports.paper.page import page_data, page_of
from assay.reports.paper.spoken import node_words
from assay.reports.paper.statement import kpi_called
from assay.reports.unbroken import unbroken
from assay.reports.workbook.named import named_sheet
from tests.contracts.test_cases import CASES
from tests.reports import sheets
from tests.reports.test_papers import refused_contract, settled
from tests.reports.test_statement_pdf import texts

LANGS = ("zh", "en")
SAMPLED = "samples/as_many_errors_as_accepted_pass"
FAILED = "samples/more_errors_than_accepted_fail_a_short_sample"
TRIGGERED = "termination/a_cure_in_which_nothing_was_measured_is_none"


def source(case: str, number: int = -1, lang: str = "zh") -> Source:
    amended, documents = settled(case)
    document = documents[number]
    contract = amended.for_month(Month.parse(document["period"]))
    return Source(document, "0" * 64, contract, (), lang, amended=amended)


def said(kind: str, case: str, number: int = -1, lang: str = "zh") -> list[str]:
    """Every text of a document."""
    return list(texts(dict(page_data(page_of(KINDS[kind], source(case, number, lang))))))


def workings(case: str, number: int = -1, lang: str = "zh") -> Iterator[str]:
    found = source(case, number, lang)

    def words(node: Mapping[str, Any], line: Mapping[str, Any]) -> Iterator[str]:
        yield node_words(node, line, found)
        for child in node["children"]:
            yield from words(child, line)

    for line in found.document["lines"]:
        yield from words(line["explain"], line)


def test_a_gate_says_what_must_not_be_missed() -> None:
    assert "把关指标“销售合格线索数”不得未达标：满足。" in list(workings("bonus/deemed_leads_earn_it_too"))
    assert 'Gate of the bonus, "Sales-qualified leads" not missed: holds.' in list(
        workings("bonus/deemed_leads_earn_it_too", lang="en")
    )


def test_a_formula_and_an_event_are_told_in_words() -> None:
    """50000 of orders lost, by the margin of the industry: 9000."""
    case = "caps/a_ruling_moves_what_a_cap_cuts_to_another_cause"
    lost = [one for number in (0, 1) for one in workings(case, number) if "可得利润" in one and "→" in one]
    assert any(
        "事件“造假（fr）”，损失的订单金额 50,000，按“损失的订单金额 × 附表 industry_margin 的当期数值”计算"
        in one
        for one in lost
    )
    assert not any("lost_orders" in one for one in lost)


def test_what_no_longer_applies_is_named_by_its_words() -> None:
    case = "disputes/a_part_refund_struck_is_at_risk_again"
    told = [one for number in range(len(settled(case)[1])) for one in workings(case, number)]
    assert any(one.startswith("2027-04 的“不可抗力期间的服务费退还”不再成立") for one in told)


def test_the_same_cause_names_the_clause_with_its_code_in_brackets() -> None:
    case = "disputes/same_cause_turns_a_slice_round"
    told = [one for number in range(len(settled(case)[1])) for one in workings(case, number)]
    assert any("有效线索数：同一条线索不两罚，从条款“服务费核减（C1）”中" in one for one in told)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", ["cost_share_lot", "invalid_traffic_lot"])
def test_the_credit_of_a_lot_has_its_currency(kind: str, lang: str) -> None:
    params = dict.fromkeys(("lot", "rate", "value", "units", "share", "multiple"), "1")
    params |= {"cost": "4000", "credit": "400", "currency": "USD"}
    node: dict[str, Any] = {"code": f"explain.{kind}", "params": params, "exact": None, "children": []}
    assert "400 USD" in sentence_of(node, lang).replace("4000 USD", "")


def test_rates_and_differences_are_percentages() -> None:
    interest = list(workings("interest/a_due_day_on_sunday_is_kept"))
    assert any("日利率 0.05%" in one for one in interest)
    audit = list(workings("disputes/the_audit_is_paid_by_the_loser"))
    assert any("差异 2.1% 超过 2%" in one for one in audit)


def test_one_more_of_a_price_per_thousand_is_a_thousand_impressions() -> None:
    case = "costs/a_thousand_impressions_are_paid_by_the_thousand"
    assert any("再多 1 个千次展示" in one for one in workings(case, 0))
    assert any("one thousand impressions more" in one for one in workings(case, 0, "en"))


def test_blanks_of_texts_from_outside_stay() -> None:
    """A blank goes only where Chinese words stand in for a code."""
    found = source("bonus/deemed_leads_earn_it_too")
    line = {"id": "C5", "period": found.document["period"]}
    node: dict[str, Any] = {
        "code": "settlement.no_ground",
        "params": {"id": "华曜 照明", "trigger": "远帆 数字"},
        "exact": None,
        "children": [],
    }
    assert "“华曜 照明”" in node_words(node, line, found)
    assert "“远帆 数字”" in node_words(node, line, found)
    named = replace(found.contract, buyer=Bilingual("华曜 照明", "Huayao Lighting"))
    page = page_of(KINDS["statement"], replace(found, contract=named, amended=None))
    assert ["甲方", "华曜 照明"] in [list(fact) for fact in page.facts]


def test_a_trigger_is_told_by_what_was_promised_with_its_article_and_its_code_behind() -> None:
    page: Any = page_of(KINDS["statement"], source(TRIGGERED, 0))
    (notices,) = [block["items"] for block in page.blocks if block["kind"] == "items"]
    (right,) = [item for item in notices if "▲" in item["text"]]
    assert re.fullmatch(r"▲ 发出整改通知、甲方有权解约：.+（2027-03 触发，第十五条 15\.1）", right["text"])
    assert right["aside"] == "T5"
    (english,) = [one for one in said("statement", TRIGGERED, 0, "en") if "▲" in one]
    assert re.fullmatch(r"▲ [A-Z].+: .+ \(arose in 2027-03, Article 15\.1\)", english)


def test_a_channel_is_named_before_what_it_did() -> None:
    case = "monitors/each_channel_fires_for_itself_after_the_first_month"
    told = [one for number in range(len(settled(case)[1])) for one in said("statement", case, number)]
    assert any(one.startswith("▲ 复核该渠道：搜索广告，净投资回报率") for one in told)


def test_limits_of_monitors_are_told_as_the_contract_says_them() -> None:
    case = "monitors/limits_and_alerts_of_a_week"
    told = [one for number in range(len(settled(case)[1])) for one in said("review", case, number)]
    assert "每次点击成本：超出界线。应当不高于 1.2 × 附表 benchmark_cpc 的当期数值。" in told
    assert "每次点击成本：预警。低于 0.7 × 附表 benchmark_cpc 的当期数值时预警。" in told
    for kind in ("statement", "review"):
        assert not any("<=" in one for one in said(kind, case))
    (row,) = named_sheet(source(case)).monitors[:1]
    assert row[0].startswith("每次点击成本")
    assert row[0].endswith("cpc")
    assert "benchmark_cpc 的当期数值" in row[2]


def test_a_review_line_without_a_limit_leaves_no_empty_brackets() -> None:
    case = "monitors/a_review_below_its_line"
    told = [one for number in range(len(settled(case)[1])) for one in said("review", case, number)]
    assert "访问量：需复盘。低于 5,000 次访问时，双方复盘。" in told


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_english_notice_begins_as_a_sentence_does(path: Any) -> None:  # noqa: ANN401  # a path
    case = f"{path.parent.name}/{path.stem}"
    if refused_contract(case):
        return
    for document in settled(case)[1]:
        sheet = sheet_of(document, "en")
        for text in (*sheet.notices, *sheet.matters):
            first = text.removeprefix("▲ ")[0]
            assert first == first.upper(), text


def test_units_owed_are_grouped_and_named_by_their_month() -> None:
    told = said("statement", "bonds/a_late_make_good_is_an_open_claim", 0)
    assert "2027-01 的补量（C4）还欠 50,000 个单位，不得晚于 2027-03-04 补足" in told


def test_a_credit_note_owed_has_its_currency() -> None:
    case = "lives/invoice_tax_late_money_and_a_debt"
    told = [one for number in range(len(settled(case)[1])) for one in said("statement", case, number)]
    assert any(one.startswith("须开红字发票 CNY 636.00：") for one in told)


def test_a_sample_that_passes_below_its_target_says_by_which_rule() -> None:
    """51 of 60 is 85% and the claim 90%: 9 wrong are as many as are allowed."""
    rule = "按抽样判定，样本 60 个，不符 9 个，不多于允许的 9 个"
    assert rule in said("statement", SAMPLED)
    assert rule in said("acceptance", SAMPLED)
    assert any(f"指标 answers：{rule}，不看比率。" in one for one in said("review", SAMPLED))
    assert "达标（抽样）" in said("review", SAMPLED)
    assert any(f"answers\n{rule}" in row.name for row in named_sheet(source(SAMPLED)).kpis)
    assert "9 errors in a sample of 60, at most 9 allowed" in said("statement", SAMPLED, lang="en")
    assert any("多于允许的" in one and "不多于" not in one for one in said("statement", FAILED))


def test_results_of_the_month_leave_zeros_out() -> None:
    assert not any(re.search(r"(?<!\d)0 项", one) for one in said("acceptance", SAMPLED))
    assert translate("en", "paper.review.count.open", {"count": "1"}) == "1 not final"


def test_the_id_stands_behind_words_that_do_not_name_it() -> None:
    found = source("bonus/deemed_leads_earn_it_too", lang="en")
    qualified = next(kpi for kpi in found.document["kpis"] if kpi["id"] == "qualified")
    assert kpi_called(qualified, found).code == "qualified"
    sampled = source(SAMPLED, lang="en")
    answers = next(kpi for kpi in sampled.document["kpis"] if kpi["id"] == "answers")
    assert kpi_called(answers, sampled).code == ""


def test_a_workbook_names_days_before_the_code() -> None:
    names = [row.name for row in named_sheet(source("lives/small_weeks_through_a_quarter", 0)).kpis]
    assert "表单填写完成率（01-01 至 01-03）  form_rate" in names
    assert "有效线索数  valid_leads" in names


def test_what_the_notice_leaves_out_is_not_said_to_stand_above() -> None:
    """The ruling takes 8000 for the sessions, and gives back 1000 for the leads behind them: the latter is no deduction."""
    case = "disputes/class_A_sessions_and_the_leads_behind_them"
    (notice,) = [one for one in said("deductions", case) if one.startswith("本期转出，减去其中扣减")]
    assert "其中扣减，就是上表同名的一行。" not in notice
    assert "上表列有同名一行的，其中扣减就是那一行。上表没有列的，是更正以前月份、不是扣款的金额" in notice
    (note,) = [one for one in said("true-up", case) if one.startswith("本期转出，减去其中扣减")]
    assert "其中扣减，就是上表同名的一行。" in note


def test_a_prepayment_due_with_the_early_end_says_both_ways() -> None:
    """60000 falls due in January, 30000 of it is earned: the buyer pays 30000, nothing comes back."""
    told = ended_texts(source("termination/prepaid_above_the_loss_leaves_no_damages", 0))
    assert (
        "本期到期 CNY 60,000.00，其中未挣得的 CNY 30,000.00 不再支付，余下 CNY 30,000.00 计入本期应付。"
        in told
    )
    paid_before = ended_texts(source("termination/unearned_prepayment_comes_back"))
    assert "未挣得的预付款由乙方退回：CNY 16,000.00。" in paid_before


def test_dates_are_not_parted() -> None:
    assert unbroken("from 9 February 2027, 10 leads") == "from 9\N{NO-BREAK SPACE}February 2027, 10 leads"
    assert unbroken("自 2027 年 5 月 3 日起 10 条") == "自 2027\xa0年 5\xa0月\xa03\xa0日起 10 条"


def test_the_last_paragraphs_stay_with_the_seals() -> None:
    """Four paragraphs before the seals: the last three stay; of a list or a table it alone, with what leads up to the seals."""
    blocks = sheets.sheet("contract", "full", "zh").blocks
    seals = max(before_seals(blocks)) + 1
    tail = blocks[seals - 2 : seals + 1]  # the heading of the seals, its note, the seals
    text = tuple(Paragraph((Run(str(number)),), "zh") for number in range(4))
    assert before_seals((*text, *tail)) == frozenset((1, 2, 3, 4, 5))
    table = Table(((Run("a"),),), (((Run("b"),),),), "zh")
    assert before_seals((*text, table, *tail)) == frozenset((4, 5, 6))


@pytest.mark.parametrize("lang", LANGS)
def test_word_keeps_the_last_paragraphs_with_the_seals(lang: str) -> None:
    paragraphs = sheets.word(sheets.docx_of("amendment", "streetlight", lang)).paragraphs
    words = "增加或者删除条款之后" if lang == "zh" else "Where paragraphs are added or removed"
    place = next(number for number, one in enumerate(paragraphs) if words in one.text)
    assert all(one.paragraph_format.keep_with_next for one in paragraphs[place - 2 : place + 1])


@pytest.mark.parametrize("lang", LANGS)
def test_no_page_bears_the_seals_alone(lang: str) -> None:
    """The amendment's last article stands on the page of its seals."""
    pages = sheets.pages_of("amendment", "streetlight", lang)
    (sealed,) = [
        page for page in pages if sheets.squeezed("签章" if lang == "zh" else "Signatures and seals") in page
    ]
    last = "其后各款的编号以修改后的文本为准" if lang == "zh" else "numbered as in the changed text"
    assert sheets.squeezed(last) in sealed


@pytest.mark.parametrize("lang", LANGS)
def test_the_last_entry_of_the_checklist_stands_on_no_page_alone(lang: str) -> None:
    blocks = sheets.sheet("annex", "full", lang).blocks
    (place,) = before_last_entry(blocks)
    assert isinstance(blocks[place], Items)
    assert isinstance(blocks[place + 1], Heading)
    paragraphs = sheets.word(sheets.docx_of("annex", "full", lang)).paragraphs
    last = next(
        one for one in reversed(paragraphs) if one.style is not None and one.style.name == "Heading 3"
    )
    place = next(number for number, one in enumerate(paragraphs) if one._p is last._p)  # no other door
    assert paragraphs[place - 1].paragraph_format.keep_with_next


def test_english_quotation_marks_are_as_wide_as_latin_ones() -> None:
    """The font's own are as wide as a Chinese character."""
    folder = resources.files("assay.reports.paper")
    for name in ("page.typ", "sheet.typ", "picture.typ"):
        assert "#show: body => narrow-quotes(data.lang, body)" in (folder / name).read_text("utf-8")
