"""Rows of documents say in words what they are, with the code beside; workings show lots as a table; an early end stands on top."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from assay.core.period import Month
from assay.core.settlement.statement_json import statement_document
from assay.i18n.statement import sheet_of
from assay.reports.called import Called, Names
from assay.reports.paper import KINDS, Source
from assay.reports.paper.ended import ended_texts
from assay.reports.paper.page import page_data, page_of
from assay.reports.paper.spoken import node_words
from tests.contracts.test_cases import HERE, _parsed, read_case, steps_of_case
from tests.reports.test_papers import page, settled

VENDOR_ENDS = "termination/principal_on_top_makes_it_three_times"
CAPPED = "disputes/a_line_and_the_cap_that_cut_it"
CLASS_A = "disputes/class_A_sessions_and_the_leads_behind_them"
PREPAID = "termination/unearned_prepayment_comes_back"
BUYER_ENDS = "termination/by_the_buyer_after_a_failed_cure"


def source(case: str, number: int = -1, lang: str = "zh") -> Source:
    amended, documents = settled(case)
    contract = amended.for_month(Month.parse(documents[number]["period"]))
    return Source(documents[number], "0" * 64, contract, documents[:number], lang, amended=amended)


def rows(case: str, number: int, lang: str) -> dict[str, Called]:
    """Part of the settlement → what its row is called."""
    found = source(case, number, lang)
    return {row.part: Names(found.contract, lang).row(row) for row in sheet_of(found.document, lang).money}


@pytest.mark.parametrize(
    ("case", "number", "part", "zh", "en", "code"),
    [
        ("caps/on_fee_reductions", 0, "line/C1/valid_leads", "有效线索数：服务费核减", "Valid leads: fee reduction", "C1/valid_leads"),
        ("caps/on_fee_reductions", 0, "line/K1/C1", "封顶减免：服务费核减", "Relief by the cap: fee reduction", "K1/C1"),
        ("bonus/stops_at_its_cap", 0, "line/C5/cap", "奖金封顶：有效线索数", "Cap of the bonus: Valid leads", "C5/cap"),
        ("interest/six_days_late", 1, "line/C9/buyer@2027-01", "甲方逾期付款利息（2027-01）", "Interest on late payment by the buyer (2027-01)", "C9/buyer"),
        ("reissue/a_second_reissue_counts_on", 2, "line/C1/valid_leads@2027-03v2", "有效线索数：服务费核减（2027-03）", "Valid leads: fee reduction (2027-03)", "C1/valid_leads@2027-03v2"),
        ("bonds/waits_for_what_is_open", 1, "suspense/C1/valid_leads", "有效线索数：服务费核减，待定，暂不支付", "Valid leads: fee reduction, undecided and not paid yet", "C1/valid_leads"),
        (CAPPED, 0, "suspense/C3", "无效流量赔付，待定，暂不支付", "Compensation for invalid traffic, undecided and not paid yet", "C3"),
        (CAPPED, 0, "suspense/K1/C3", "封顶减免：无效流量赔付，待定，冲减暂扣", "Relief by the cap: compensation for invalid traffic, undecided, lowers what is withheld", "K1/C3"),
        (CAPPED, 1, "suspense/C3@2027-03", "无效流量赔付（2027-03），已定，转出暂扣", "Compensation for invalid traffic (2027-03), decided and no longer withheld", "C3"),
        (CAPPED, 1, "suspense/K1/C3@2027-03", "封顶减免：无效流量赔付（2027-03），已定，不再冲减暂扣", "Relief by the cap: compensation for invalid traffic (2027-03), decided, no longer lowers what is withheld", "K1/C3"),
        (CLASS_A, 0, "suspense/C2", "无效线索所占消耗的分担，待定，冲减暂扣", "Share of the cost of invalid leads, undecided, lowers what is withheld", "C2"),
        (CLASS_A, 1, "suspense/C2@2027-03", "无效线索所占消耗的分担（2027-03），已定，不再冲减暂扣", "Share of the cost of invalid leads (2027-03), decided, no longer lowers what is withheld", "C2"),
        (PREPAID, 0, "due/advance", "本期到期：预付款（advance）", "Falls due: prepayment (advance)", ""),
        ("force-majeure/part_of_the_fee_comes_back", 0, "line/force_majeure", "不可抗力期间的服务费退还", "Fee back for days of force majeure", "force_majeure"),
    ],
)  # fmt: skip
def test_a_row_says_in_words_what_it_is_and_keeps_its_code(  # one row of the table each
    case: str, number: int, part: str, zh: str, en: str, code: str
) -> None:
    assert rows(case, number, "zh")[part] == Called(zh, code)
    assert rows(case, number, "en")[part] == Called(en, code)


def test_every_line_of_every_clause_has_words() -> None:
    """No row of the books' heads is left with its code for a name."""
    for case in (
        VENDOR_ENDS,
        "caps/causes_of_one_clause_count_apart_in_later_months",
        "disputes/same_cause_turns_a_slice_round",
    ):
        amended, documents = settled(case)
        for document in documents:
            names = Names(amended.for_month(Month.parse(document["period"])), "zh")
            for line in document["lines"]:
                assert names.line(line["id"]).words[0] > "\u4e00", line["id"]


def test_lots_stand_as_rows_of_one_table() -> None:
    """Each lot of a line once, in its order, with the net amount under a head that names the currency."""
    found = source("lives/two_caps_and_a_late_true_up", 0)
    data: Any = page_data(page_of(KINDS["statement"], found))
    (annex,) = [block for block in data["blocks"] if block["kind"] == "working"]
    drawn = [
        (line["code"], step) for line in annex["lines"] for step in line["steps"] if step["kind"] == "lots"
    ]
    lines = {line["id"]: line for line in found.document["lines"]}
    assert [code for code, _ in drawn] == ["C2"]
    for code, table in drawn:
        lots = [node for node in lines[code]["explain"]["children"] if node["code"].endswith("_lot")]
        shown = [row[0]["text"] for row in table["rows"] if row[0]["span"] == 1]
        assert shown == [lot["params"]["lot"] for lot in lots]
        assert "净额\n（CNY）" in [column["head"] for column in table["columns"]]


def lot_rows(case: str, number: int) -> list[list[str]]:
    """Every lot in the workings of a statement, its cells as text."""
    data: Any = page_data(page_of(KINDS["statement"], source(case, number)))
    (annex,) = [block for block in data["blocks"] if block["kind"] == "working"]
    tables = [step for line in annex["lines"] for step in line["steps"] if step["kind"] == "lots"]
    return [[one["text"] for one in row] for table in tables for row in table["rows"] if row[0]["span"] == 1]


def test_a_platform_credit_names_the_currency_of_its_lot() -> None:
    """(1,000 − 100) USD × 7.12 = 6,408 CNY; nothing credited, or a credit in the contract's currency, stands bare."""
    april = lot_rows("platform-credit/in_dollars_at_the_lots_rate", 1)
    assert [row[1:5] for row in april] == [
        ["1,000 USD", "0", "7.05", "7,050"],
        ["1,000 USD", "100 USD", "7.12", "6,408"],
    ]
    own = lot_rows("lots/platform_credit_comes_off_first", 0)
    assert [row[1:5] for row in own] == [["6,000 CNY", "1,500", "1", "4,500"]] * 2


def test_formulas_of_the_contract_are_said_in_words() -> None:
    text = page("statement", "caps/on_fee_reductions")
    assert "fee.month" not in text
    assert "当月服务费的" in text


def test_a_contract_that_runs_says_nothing_of_an_end() -> None:
    assert ended_texts(source("caps/on_fee_reductions", 0)) == ()
    assert ended_texts(source(BUYER_ENDS, 0)) == ()


def test_an_early_end_says_who_when_why_and_what_follows() -> None:
    """The vendor ends in May: 30000 earned, damages of 90000; 30000 payable less 90000 leaves 60000 to claim."""
    assert ended_texts(source(VENDOR_ENDS)) == (
        "乙方提前终止了本合同，最后服务日为 2027-05-31。理由：丧失偿付能力。此事于 2027-05-31 记录在案。",
        "当月服务费按服务天数计算，算到 2027-05-31：CNY 30,000.00。",
        "乙方提前解约的违约金：CNY 90,000.00。",
        "本期应付不够抵减，另向乙方追索：CNY 60,000.00。",
        "此后不再计服务费。以前各月后来查清的差额，仍在以后的结算单里多退少补。",
    )


def test_an_early_end_tells_of_the_prepayment_that_comes_back() -> None:
    """20 of 30 days of 30000 are 20000; 126000 fell due and 110000 were earned."""
    assert ended_texts(source(PREPAID, lang="en"))[1:3] == (
        "The fee of the month is counted by days, to 2027-04-20: CNY 20,000.00.",
        "The service provider returns the prepayment that was not earned: CNY 16,000.00.",
    )


def test_an_early_end_on_a_trigger_cites_the_contract_and_is_told_in_later_months_too() -> None:
    first, *after = ended_texts(source(BUYER_ENDS))
    assert "触发条件 T1 已成立，见合同第" in first
    assert after == ["此后不再计服务费。以前各月后来查清的差额，仍在以后的结算单里多退少补。"]


def test_an_end_that_is_announced_lies_ahead() -> None:
    text = ended_texts(source("termination/announced_early_it_cuts_its_own_month", 0))
    assert text[0].startswith("乙方已提出提前终止本合同，最后服务日为 2027-04-20。")
    assert len(text) == 2


def test_damages_of_an_early_end_are_told_after_the_cap() -> None:
    """C6 takes 2 × 60,000 = 120,000 and K2 gives 31,000 of it back: 89,000; with C3 1,000, 90,000 less 30,000 is claimed."""
    capped = "damages/leaving_is_cut_where_the_cap_names_no_exemption"
    assert ended_texts(source(capped))[2:4] == (
        "乙方提前解约的违约金，封顶后：CNY 89,000.00（封顶前 CNY 120,000.00）。",
        "本期应付不够抵减，另向乙方追索：CNY 60,000.00。",
    )
    assert ended_texts(source(capped, lang="en"))[2] == (
        "The service provider owes damages for the early end: after the cap CNY 89,000.00, before it CNY 120,000.00."
    )


def ended_on(case: str, day: str) -> Source:
    """The last statement of a golden case whose termination names another day."""
    told = deepcopy(_parsed(HERE / f"{case}.yaml"))
    periods = told["measurements"]["periods"]
    for event in (
        event for period in periods for event in period["events"] if event["kind"] == "termination"
    ):
        event["effective"] = day
    amended, pairs = read_case(told)[0], steps_of_case(told)[0]
    assert amended is not None
    documents = [json.loads(json.dumps(statement_document(*pair))) for pair in pairs]
    contract = amended.for_month(Month.parse(documents[-1]["period"]))
    return Source(documents[-1], "0" * 64, contract, documents[:-1], "zh", amended=amended)


@pytest.mark.parametrize(
    ("case", "day", "is_early"),
    [
        ("damages/leaving_is_neither_cut_nor_counted", "2027-06-29", True),
        ("damages/leaving_is_neither_cut_nor_counted", "2027-06-30", False),
        ("damages/leaving_is_neither_cut_nor_counted", "2027-07-15", False),
        ("termination/an_added_month_is_cut_too", "2027-03-30", True),
        ("termination/an_added_month_is_cut_too", "2027-03-31", False),
    ],
)
def test_an_end_on_the_last_day_or_later_is_not_early(case: str, day: str, *, is_early: bool) -> None:
    """The first term ends on 30 June; the second on 28 February, and an excluded January adds all of March."""
    assert bool(ended_texts(ended_on(case, day))) is is_early


def test_an_end_in_a_month_without_a_fee_says_nothing_of_a_fee_by_days() -> None:
    """March was added by an exclusion: its fee is 0."""
    first, *after = ended_texts(source("termination/an_added_month_is_cut_too"))
    assert "最后服务日为 2027-03-10" in first
    assert after == ["此后不再计服务费。以前各月后来查清的差额，仍在以后的结算单里多退少补。"]


@pytest.mark.parametrize(
    ("case", "amount", "kept"),
    [
        ("termination/by_the_vendor_for_breach_with_retention_and_bond", "36,000.00", "18,000.00"),
        ("termination/retention_takes_at_most_the_payment", "25,354.84", "25,354.84"),
    ],
)
def test_what_falls_due_with_an_early_end_tells_what_is_kept_of_it(case: str, amount: str, kept: str) -> None:
    """90,000 earned less 54,000 advanced, 10% of 180,000 kept; 79,354.84 less 54,000 is below what may be kept."""
    march = [one["period"] for one in settled(case)[1]].index("2027-03")
    assert f"已挣得、此前尚未到期的款项随之到期：CNY {amount}，其中扣留质保金 CNY {kept}。" in ended_texts(
        source(case, march)
    )
    assert (
        f"What was earned and had not yet fallen due falls due: CNY {amount}, of which CNY {kept} is kept as retention."
        in ended_texts(source(case, march, "en"))
    )


def test_an_early_end_stands_above_the_amounts() -> None:
    text = page("statement", VENDOR_ENDS)
    assert text.index("合同提前终止") < text.index("三个金额")


def test_the_fee_that_comes_back_names_the_days_of_service_of_the_month() -> None:
    """3 of the 30 days of April: 30,000 × 3/30 = 3,000."""
    found = source("force-majeure/part_of_the_fee_comes_back", 0, "en")
    (line,) = [one for one in found.document["lines"] if one["id"] == "force_majeure"]
    said = node_words(line["explain"], line, found)
    assert said.startswith(
        "Force majeure: days without service 3, of 30 days of service in the month; the month's fee comes back by days"
    )
