"""The documents beside the statement: each says what the statement says, or why there is nothing to say."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from pypdf import PdfReader

from assay.cli.document import document_command
from assay.core.contract.model import Amended
from assay.core.findings import FindingsError
from assay.core.period import Month
from assay.core.settlement.statement_json import statement_document
from assay.i18n import catalogue
from assay.reports.paper import KINDS, Beside, Source
from assay.reports.paper.page import page_data, page_of
from assay.reports.paper.picture import picture_data
from assay.reports.paper.typeset import check_printable
from assay.services.papers import Shelf, paper_kinds
from tests.contracts.test_cases import CASES, HERE, _parsed, read_case, steps_of_case

LANGS = ("zh", "en")


@cache
def told(case: str) -> tuple[Amended | None, tuple[dict[str, Any], ...], tuple[str, ...]]:
    """A golden case: its contract and its statements as stored, or with what it was refused."""
    read = _parsed(HERE / f"{case}.yaml")
    pairs, refused = steps_of_case(read)
    documents = tuple(json.loads(json.dumps(statement_document(*pair))) for pair in pairs)
    return read_case(read)[0], documents, tuple(refused)


def settled(case: str) -> tuple[Amended, tuple[dict[str, Any], ...]]:
    """A golden case that is not refused: its contract and its statements as stored."""
    amended, documents, refused = told(case)
    assert amended is not None
    assert refused == ()
    return amended, documents


def refused_contract(case: str) -> bool:
    """Whether a golden case is about what is refused, so that there are no statements of it."""
    amended, _, refused = told(case)
    return amended is None or bool(refused)


def page(kind: str, case: str, number: int = -1, lang: str = "zh") -> str:
    """The text of a document's pages, without blanks."""
    amended, documents = settled(case)
    month = Month.parse(documents[number]["period"])
    made = Shelf(documents, amended).paper(kind, month, lang)
    assert made.name == f"{kind}-{month}-v{documents[number]['version']}.{lang}.pdf"
    return "".join("".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(made.data)).pages)


def refusal(kind: str, case: str, number: int = -1) -> list[tuple[str, dict[str, str]]]:
    amended, documents = settled(case)
    with pytest.raises(FindingsError) as raised:
        Shelf(documents, amended).paper(kind, Month.parse(documents[number]["period"]), "zh")
    return [(finding.code, dict(finding.params)) for finding in raised.value.findings]


def test_an_acceptance_record_counts_what_was_judged() -> None:
    """The demo's kind of month: 49 valid leads against 50, 10 qualified against 10."""
    text = page("acceptance", "tax/inclusive_lies_inside_the_basis")
    assert "本期考核结果2项：达标1项，未达标1项。" in text
    assert "有效线索数valid_leads5049■未达标" in text
    assert "销售合格线索数qualified1010●达标" in text
    assert "/2027-03/v1/AR" in text


def test_an_acceptance_record_says_that_what_is_open_comes_later() -> None:
    text = page("acceptance", "provisional/best_case_is_met", 0)
    assert "未定1项" in text
    assert "待数据终定后再下结论" in text


def test_an_acceptance_record_holds_samples() -> None:
    """60 judged, 10 wrong, 9 allowed."""
    assert "replies60109不通过" in page("acceptance", "samples/one_error_more_fails_by_its_share")


def test_a_deduction_notice_adds_up() -> None:
    """Reductions of 360.00 on the invoice, nothing set off."""
    text = page("deductions", "tax/inclusive_lies_inside_the_basis")
    assert "CNY360.00" in text
    assert "有效线索数：服务费核减C1/valid_leads2027-03−360.00" in text
    assert "人民币叁佰陆拾元整" in text
    assert text.index("扣款合计") < text.index("签章") < text.index("附：逐项算法")


def test_a_month_in_which_nothing_is_deducted_has_no_notice() -> None:
    assert refusal("deductions", "bonus/stops_at_its_cap") == [
        ("paper.nothing_deducted", {"period": "2027-03"})
    ]


def test_an_invoice_request_holds_the_tax_of_the_statement() -> None:
    """31418.40 = 29640 × 1.06, of which 381.60 are credited."""
    text = page("invoice", "seams/a_reissue_after_the_invoice")
    assert "请开票金额CNY31,800.00人民币叁万壹仟捌佰元整" in text
    assert "不含税金额29,640.00增值税（6%）1,778.40价税合计31,418.40" in text
    assert "另有此前多开的CNY381.60" in text


def test_an_invoice_request_of_a_contract_without_a_tax_rate_says_so() -> None:
    text = page("invoice", "bonus/stops_at_its_cap", lang="en")
    assert "Thecontractnamesnotaxrate" in text


def test_a_credit_note_request_holds_the_gross_amount() -> None:
    text = page("credit-note", "tax/a_credit_note_is_gross")
    assert "CNY381.60" in text
    assert "有效线索数：服务费核减C1/valid_leads2027-03−360.00" in text
    assert "税率6%" in text


def test_without_an_invoice_above_the_basis_there_is_no_credit_note() -> None:
    assert refusal("credit-note", "tax/an_invalid_invoice_needs_no_credit_note") == [
        ("paper.no_credit_note", {"period": "2027-03"})
    ]
    assert refusal("credit-note", "bonus/stops_at_its_cap")[0][0] == "paper.no_credit_note"


def test_a_true_up_note_shows_before_now_and_between() -> None:
    """March: C2 was 3800 and is 4200, C1 was open and is 500, K1 gives 200 back: 700 more, and 1000 no longer wait."""
    text = page("true-up", "lives/two_caps_and_a_late_true_up")
    assert "CNY−700.00" in text
    assert "销售合格线索数：服务费核减C1/qualified@2027-032027-030.00−500.00−500.00" in text
    assert "无效线索所占消耗的分担C2@2027-032027-03−3,800.00−4,200.00−400.00" in text
    assert "封顶减免：无效线索所占消耗的分担K1/C2@2027-032027-030.00200.00200.00" in text
    # of the 1000 withheld in March all is let go, the line above takes 500 of it, 500 comes back, nothing waits
    assert "C1/qualified2027-031,000.001,000.00−500.00500.000.00" in text


def test_lines_of_a_month_settled_anew_are_taken_out_and_put_in() -> None:
    """March: 1200 and 1200 had been posted and are taken out; 1600 and 1000 stand instead: 200 more in all."""
    text = page("true-up", "reissue/a_line_that_vanishes_and_one_that_appears")
    for row in (
        "有效线索数：服务费核减C1/valid_leads@2027-03v12027-03−1,200.000.001,200.00",
        "销售合格线索数：服务费核减C1/qualified@2027-03v22027-030.00−1,600.00−1,600.00",
        "无效线索所占消耗的分担C2@2027-03v12027-03−1,200.000.001,200.00",
        "无效线索所占消耗的分担C2@2027-03v22027-030.00−1,000.00−1,000.00",
    ):
        assert row in text
    assert "CNY−200.00" in text
    assert "2027-03第2版：wrong_export" in text


def test_a_bonus_that_is_taken_back_is_deducted() -> None:
    """The bonus itself and the cap on it are none: see above."""
    documents = settled("clawback/late_duplicates_take_part_back")[1]
    assert KINDS["deductions"].refusal(documents[-1]) == ""


def test_a_month_that_corrects_none_has_no_note() -> None:
    assert refusal("true-up", "lives/two_caps_and_a_late_true_up", 0) == [
        ("paper.nothing_trued_up", {"period": "2027-03"})
    ]


def test_what_waited_and_comes_back_whole_has_a_note_too() -> None:
    """No line takes anything of it: the vendor still wants to see where the money comes from."""
    documents = settled("lives/two_caps_and_a_late_true_up")[1]
    alone = {**documents[2], "lines": []}
    assert KINDS["true-up"].refusal(alone) == ""
    assert KINDS["true-up"].refusal({**alone, "suspense": []}) == "paper.nothing_trued_up"


def test_a_statement_without_lines_has_no_empty_annex() -> None:
    """July of this contract settles its last instalment alone."""
    assert "附：逐项算法" not in page("statement", "payments/retention_from_signing_to_release", 6)


def test_a_contract_without_kpis_has_no_acceptance_record() -> None:
    documents = settled("bonus/stops_at_its_cap")[1]
    assert KINDS["acceptance"].refusal({**documents[0], "kpis": []}) == "paper.nothing_accepted"
    assert KINDS["invoice"].refusal({**documents[0], "invoice_basis": "0.00"}) == "paper.nothing_invoiced"
    assert KINDS["invoice"].refusal({**documents[0], "invoice_basis": "-1.00"}) == "paper.nothing_invoiced"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_statement_can_be_set(path: Path, lang: str) -> None:
    """Every document of every golden case has its words, and the fonts have every character of it."""
    amended, documents, _ = told(f"{path.parent.name}/{path.stem}")
    if amended is None:
        return  # the contract itself is refused
    for document in documents:
        source = Source(document, "0" * 64, amended.for_month(Month.parse(document["period"])), (), lang)
        for kind in KINDS.values():
            if not kind.refusal(document):
                check_printable(page_data(page_of(kind, source)))
        check_printable(picture_data(source, Beside(orders=None, leads=0, unanswered={})))


def test_the_command_offers_every_kind() -> None:
    (kind, *_) = document_command.params
    assert isinstance(kind.type, click.Choice)
    assert tuple(kind.type.choices) == paper_kinds()


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_has_its_title(lang: str) -> None:
    assert {f"paper.{kind}.title" for kind in paper_kinds()} <= set(catalogue(lang))


def test_all_documents_of_a_month_are_those_that_it_gives_rise_to() -> None:
    amended, documents = settled("tax/a_credit_note_is_gross")
    made = [
        one.name.replace("-2027-03-v1.en", "")
        for one in Shelf(documents, amended).all_of(Month(2027, 3), "en")
    ]
    assert made == [
        "statement.xlsx",
        "statement.pdf",
        "acceptance.pdf",
        "deductions.pdf",
        "credit-note.pdf",
        "review.pdf",
        "picture.png",
    ]


def test_a_give_back_of_an_earlier_month_is_no_deduction() -> None:
    """Of the reissue's lines only what is taken counts: 1600 off the invoice; C2 of April 1000 and of March anew 1000."""
    text = page("deductions", "reissue/a_line_that_vanishes_and_one_that_appears")
    assert "C1/valid_leads@2027-03v1" not in text
    assert "CNY1,600.00" in text
    assert "CNY2,000.00" in text
    assert "CNY3,600.00" in text


def test_a_notice_is_signed_for_receipt_alone() -> None:
    for kind in ("deductions", "invoice"):
        assert "只证明收到，不表示没有异议" in page(kind, "tax/inclusive_lies_inside_the_basis")
    assert "乙方（盖章处）" in page("acceptance", "tax/inclusive_lies_inside_the_basis")


def test_figures_of_earlier_months_that_are_decided_now_are_counted_apart() -> None:
    text = page("acceptance", "provisional/best_case_is_met")
    assert "另有以前月份的1项，现在有了结论" in text


REISSUED = "reissue/a_line_that_vanishes_and_one_that_appears"


def second_version(case: str) -> dict[str, Any]:
    """March's second version, as settling April keeps it: lines, sums and the note; all else is the first one's."""
    documents = settled(case)[1]
    (item,) = documents[1]["reissues"]
    changed = {key: item[key] for key in ("version", "lines", "invoice_basis", "set_offs")}
    note = {"reason": item["reason"], "event": item["event"], "posted_in": "2027-04"}
    return {**documents[0], **changed, "reissue": note}


def test_what_came_later_changes_no_paper_of_the_first_version() -> None:
    """Its money is posted in a later month; the months so far stand as they were released."""
    amended, documents = settled(REISSUED)
    again = second_version(REISSUED)
    alone = Shelf(documents, amended).paper("statement", Month(2027, 4), "zh")
    assert Shelf((*documents, again), amended).paper("statement", Month(2027, 4), "zh") == alone
    first = Shelf(documents[:1], amended).paper("statement", Month(2027, 3), "zh")
    assert Shelf((again, *documents), amended).paper("statement", Month(2027, 3), "zh") == first
    assert Shelf((again, *documents), amended).latest_version(Month(2027, 3)) == 2
    assert Shelf(documents, amended).latest_version(Month(2027, 3)) == 1


def test_a_later_version_of_a_statement_stands_beside_the_one_before() -> None:
    """C1 on valid leads 1200 is gone and C1 on qualified 1600 is new; C2 was 1200 and is 1000: 18400 and 1000 in all."""
    amended, documents = settled(REISSUED)
    made = Shelf((second_version(REISSUED), *documents), amended).paper("statement", Month(2027, 3), "zh", 2)
    assert made.name == "statement-2027-03-v2.zh.pdf"
    text = "".join("".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(made.data)).pages)
    for row in (
        "第1版第2版服务费20,000.0020,000.00",
        "销售合格线索数：服务费核减C1/qualified0.00−1,600.00",
        "有效线索数：服务费核减C1/valid_leads−1,200.000.00",
        "本期开票金额18,800.0018,400.00",
        "无效线索所占消耗的分担C2−1,200.00−1,000.00",
        "本期抵销1,200.001,000.00",
        "原因：wrong_export",
        "更正产生的差额，其间各期已记的除外，记在2027-04的结算单里",
        "当时的应付金额CNY17,600.00不变",
        "/2027-03/v2",
    ):
        assert row in text, row
    assert text.count("/2027-03/v1") == 0


@pytest.mark.parametrize("kind", [*(kind for kind in paper_kinds() if kind not in ("statement", "biweekly"))])
def test_other_papers_of_a_later_version_are_those_of_the_month_that_posts_it(kind: str) -> None:
    """Its KPIs, tax and payable are the first version's still: nothing else can be told from it."""
    amended, documents = settled(REISSUED)
    shelf = Shelf((second_version(REISSUED), *documents), amended)
    with pytest.raises(FindingsError) as of_pages:
        shelf.paper(kind, Month(2027, 3), "zh", 2)
    with pytest.raises(FindingsError) as of_workbook:
        shelf.workbook(Month(2027, 3), "zh", 2)
    expected = [("paper.reissued", {"period": "2027-03", "version": "2", "posted_in": "2027-04"})]
    for raised in (of_pages, of_workbook):
        assert [(one.code, dict(one.params)) for one in raised.value.findings] == expected


def test_a_later_version_without_the_one_before_is_refused() -> None:
    amended, documents = settled(REISSUED)
    with pytest.raises(FindingsError) as raised:
        Shelf((second_version(REISSUED), documents[1]), amended).paper("statement", Month(2027, 3), "zh", 2)
    assert [(one.code, dict(one.params)) for one in raised.value.findings] == [
        ("paper.version_missing", {"period": "2027-03", "version": "2", "before": "1"})
    ]
