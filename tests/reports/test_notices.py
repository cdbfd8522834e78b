"""Notices that finance acts on: what waited and what came of it, which invoice is corrected, and from what an amount is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest

from assay.core.money import Money
from assay.core.settlement.tax import TaxSplit, split
from assay.i18n.statement import sheet_of, slice_of, way_of
from assay.reports.paper import KINDS
from assay.reports.paper.credit import credited_of
from assay.reports.paper.payable import Step, steps_of
from assay.reports.paper.waiting import Waited, waited_of
from tests.contracts.test_cases import CASES
from tests.reports.test_papers import page, settled
from tests.reports.test_papers import refused_contract as refused

LIFE = "lives/two_caps_and_a_late_true_up"
CAPPED = "disputes/a_line_and_the_cap_that_cut_it"
CLASS_A = "disputes/class_A_sessions_and_the_leads_behind_them"
TRUE_UPS = "tax/later_true_ups_are_credited_one_by_one"


def every_life() -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """The statements of each golden case, in order."""
    for path in CASES:
        name = f"{path.parent.name}/{path.stem}"
        if not refused(name):
            yield name, list(settled(name)[1])


def test_what_waited_what_was_taken_and_what_comes_back_stand_side_by_side() -> None:
    """1000.00 of March waited for the sales verdicts; in May 500.00 of it is taken and 500.00 paid back."""
    assert waited_of(settled(LIFE)[1][2]) == [
        Waited("C1/qualified", "2027-03", "1000.00", "0.00", "1000.00", "-500.00", "500.00", "0.00")
    ]
    for kind in ("true-up", "deductions"):
        assert (
            "此前暂扣本期转出其中扣减退付乙方仍暂扣销售合格线索数：服务费核减C1/qualified2027-031,000.001,000.00−500.00500.000.00"
            in page(kind, LIFE)
        )


def test_the_relief_of_a_cap_waits_with_its_line_and_is_decided_with_it() -> None:
    """March: 3000 in dispute, and the 1000 that a cap takes off it; April rules for the buyer: 3000 is taken, 1000 relieved."""
    march, april = settled(CAPPED)[1]
    assert waited_of(march) == [
        Waited("C3", "2027-03", "0.00", "3000.00", "0.00", "0.00", "-3000.00", "3000.00"),
        Waited("K1/C3", "2027-03", "0.00", "-1000.00", "0.00", "0.00", "1000.00", "-1000.00"),
    ]
    assert waited_of(april) == [
        Waited("C3", "2027-03", "3000.00", "0.00", "3000.00", "-3000.00", "0.00", "0.00"),
        Waited("K1/C3", "2027-03", "-1000.00", "0.00", "-1000.00", "1000.00", "0.00", "0.00"),
    ]
    assert KINDS["true-up"].refusal(march) == "paper.nothing_trued_up"
    assert "此前暂扣、本期定下" not in page("deductions", CAPPED, 0)
    assert "封顶减免：无效流量赔付K1/C32027-03−1,000.00−1,000.00" in page("deductions", CAPPED, 0)
    for kind in ("true-up", "deductions"):
        text = page(kind, CAPPED, 1)
        assert "封顶减免：无效流量赔付K1/C32027-03−1,000.00−1,000.001,000.000.000.00" in text
        assert "暂不支付的款项" not in text


def test_a_claim_that_shrinks_while_another_is_in_dispute_is_decided_by_the_ruling() -> None:
    """March: C3 waits for 8000 more, and C2 would then be 1000 less; April rules for the buyer."""
    march, april = settled(CLASS_A)[1]
    assert [(one.id, one.withheld, one.released, one.left) for one in waited_of(march)] == [
        ("C2", "-1000.00", "0.00", "-1000.00"),
        ("C3", "8000.00", "0.00", "8000.00"),
    ]
    assert [(one.id, one.before, one.withheld, one.released, one.taken) for one in waited_of(april)] == [
        ("C2", "-1000.00", "0.00", "-1000.00", "1000.00"),
        ("C3", "8000.00", "0.00", "8000.00", "-8000.00"),
    ]
    assert KINDS["true-up"].refusal(march) == "paper.nothing_trued_up"
    assert KINDS["true-up"].refusal(april) == ""


def test_an_invoice_request_counts_as_released_only_what_is_decided() -> None:
    """March: 3000 − 1000 are withheld in all; April lets go the same 2000. Of two open slices one may lower the other."""
    march, april = settled(CAPPED)[1]
    assert [(one.name, one.amount) for one in steps_of(march)[1:-1]] == [
        ("set_offs", "-2000.00"),
        ("withheld", "-2000.00"),
    ]
    assert [(one.name, one.amount) for one in steps_of(april)[1:-1]] == [
        ("set_offs", "-2000.00"),
        ("released", "2000.00"),
    ]
    relief = [{"id": "K1/C3", "exact": "1000", "amount": "1000.00"}]
    assert steps_of({**march, "suspense": relief})[2] == Step("withheld_less", "1000.00")
    undone = [{"id": "K1/C3@2027-03", "exact": "-1000", "amount": "-1000.00"}]
    assert steps_of({**april, "suspense": undone})[2] == Step("lowers_no_more", "-1000.00")


def test_a_slice_that_shrinks_and_stays_open_is_not_decided() -> None:
    """Of 4000 withheld 1000 come back and 3000 still wait; of 1500 that lowered it 500 no longer do."""
    march = settled(CAPPED)[1][0]
    moved = [{"id": "C3", "amount": "1000.00"}, {"id": "K1/C3", "amount": "-500.00"}]
    assert [way_of(item, march) for item in moved] == ["less", "lowers_less"]
    assert [(one.before, one.withheld, one.released) for one in waited_of({**march, "suspense": moved})] == [
        ("4000.00", "-1000.00", "0.00"),
        ("-1500.00", "500.00", "0.00"),
    ]


def test_what_is_withheld_now_stands_in_the_deduction_notice_and_is_none() -> None:
    """March withholds 1000.00 and nothing waited before."""
    assert waited_of(settled(LIFE)[1][0]) == [
        Waited("C1/qualified", "2027-03", "0.00", "1000.00", "0.00", "0.00", "-1000.00", "1000.00")
    ]
    text = page("deductions", LIFE, 0)
    assert (
        "不是扣款）项目期间本期暂扣仍暂扣销售合格线索数：服务费核减C1/qualified2027-031,000.001,000.00"
        in text
    )


def test_what_waited_before_is_what_the_statements_before_withheld() -> None:
    """Over every golden case: the state's remainder and the movements give the same as the statements before."""
    seen = 0
    for name, documents in every_life():
        waits: dict[tuple[str, str], Fraction] = {}
        for document in documents:
            for one in waited_of(document):
                seen += 1
                assert Fraction(one.before) == waits.get((one.id, one.period), 0), (name, one)
            for item in document["suspense"]:
                key = slice_of(item["id"], document["period"])
                waits[key] = waits.get(key, Fraction(0)) - Fraction(item["amount"])
    assert seen > 300


def test_the_steps_between_invoice_and_payable_add_up_in_every_statement() -> None:
    seen = 0
    for name, documents in every_life():
        for document in documents:
            first, *between, last = steps_of(document)
            assert Fraction(first.amount) + sum(Fraction(step.amount) for step in between) == Fraction(
                last.amount
            ), name
            seen += len(between)
    assert seen > 800


def test_an_invoice_request_leads_from_the_invoice_to_what_is_paid() -> None:
    """January: 30000 invoiced, 2760 withheld: 27240. February: 30000 − 1200 of January + the 2400 that waited: 31200."""
    january, february, _ = settled(TRUE_UPS)[1]
    assert steps_of(january) == [
        Step("invoice", "30000.00", is_sum=True),
        Step("withheld", "-2760.00"),
        Step("payable", "27240.00", is_sum=True),
    ]
    assert steps_of(february) == [
        Step("invoice", "30000.00", is_sum=True),
        Step("credited", "-1200.00"),
        Step("released", "2400.00"),
        Step("payable", "31200.00", is_sum=True),
    ]
    text = page("invoice", TRUE_UPS, 0)
    assert "请开票金额CNY30,000.00人民币叁万元整本期应付CNY27,240.00人民币贰万柒仟贰佰肆拾元整" in text
    assert "本期暂扣−2,760.00尚未确定是否应付，发票照开，暂不支付。本期应付27,240.00" in text


def test_an_invoice_request_explains_the_tax_of_set_offs_and_what_is_carried() -> None:
    """Prices without tax: 1000 net and 60 of tax are invoiced; of 500 set off the tax of 30 is set off too; 40 were carried."""
    document = {
        **settled(TRUE_UPS)[1][0],
        "fee": "1000.00",
        "invoice_basis": "1000.00",
        "set_offs": "500.00",
        "suspense": [],
        "due": [{"id": "monthly", "amount": "1000.00", "withheld": "0.00", "deferred": "0.00"}],
        "carry": {"before": "-40.00", "after": "0.00"},
        "payable": "490.00",
        "tax": {
            "rate": "0.06",
            "prices": "exclusive",
            "gross": "1060.00",
            "tax": "60.00",
            "added": "60.00",
            "remedies_tax": "30.00",
            "credit_note": "0.00",
        },
    }
    assert [(step.name, step.amount) for step in steps_of(document)] == [
        ("invoice", "1060.00"),
        ("set_offs", "-500.00"),
        ("remedies_tax", "-30.00"),
        ("carry_before", "-40.00"),
        ("payable", "490.00"),
    ]


def test_what_the_credit_note_takes_off_is_not_taken_off_the_invoice_again() -> None:
    """January was invoiced at 30000. February's credit note corrects it by 1200: 30000 − 1200 + 30000 = 28800 + 30000."""
    text = page("invoice", TRUE_UPS, 1)
    assert "请开票金额CNY30,000.00" in text
    assert (
        "价税合计28,800.00其中由本期红字发票更正的核减，不在这张发票里再减1,200.00请开票金额30,000.00" in text
    )
    assert "不含税金额28,301.89增值税（6%）1,698.11" in text
    assert "另有此前多开的CNY1,200.00" in text


def test_what_was_invoiced_before_the_settlement_is_not_asked_for_again() -> None:
    """30000 were invoiced; 29640 are earned: the credit note takes 360 off, and nothing is left to invoice. Of 29000, 640 are."""
    name = "tax/a_reduction_after_the_invoice_needs_a_credit_note"
    (march,) = settled(name)[1]
    assert KINDS["invoice"].refusal(march) == "paper.nothing_invoiced"
    (invoice,) = (event for event in march["state"]["noted"] if event["kind"] == "invoice")
    state = {**march["state"], "noted": [{**invoice, "amount": "29000.00 CNY"}], "credited": {}}
    less = {**march, "state": state, "tax": {**march["tax"], "credit_note": "0.00"}}
    assert [(step.name, step.amount) for step in steps_of(less)] == [
        ("invoice", "640.00"),
        ("invoiced", "29000.00"),
        ("payable", "29640.00"),
    ]


def test_prices_without_tax_are_credited_with_their_tax() -> None:
    """360 and 21.60 of tax are credited; 31418.40 + 381.60 = 31800 = 30000 × 1.06 are invoiced for April."""
    _, april = settled("seams/a_reissue_after_the_invoice")[1]
    assert [(step.name, step.amount) for step in steps_of(april)] == [
        ("invoice", "31800.00"),
        ("credited", "-381.60"),
        ("payable", "31418.40"),
    ]


def test_a_credit_note_for_what_the_vendor_invoiced_too_high_leaves_the_next_invoice_alone() -> None:
    """January's statement took 600 off before it was invoiced, at 31800 all the same: February is invoiced whole."""
    february = settled("lives/invoice_tax_late_money_and_a_debt")[1][1]
    assert february["tax"]["credit_note"] == "636.00"
    assert steps_of(february)[0] == Step("invoice", "31800.00", is_sum=True)


def test_a_credit_note_request_names_month_and_invoice_and_splits_the_tax() -> None:
    """1200 × 6/106 = 67.92; then 360 × 6/106 = 20.38, with 1200 credited before: 30000 − 1200 − 360 = 28440 should be invoiced."""
    text = page("credit-note", TRUE_UPS, 1)
    assert "2027-0130,000.0028,800.000.001,132.0867.921,200.00" in text
    assert "2027-01v12027-02-0830,000.00" in text
    text = page("credit-note", TRUE_UPS, 2)
    assert "2027-0130,000.0028,440.001,200.00339.6220.38360.00" in text
    assert "有效线索数：服务费核减C1/valid_leads@2027-012027-01−339.62−20.38−360.00" in text
    assert "没有税务系统的发票号码，请对照原发票填写" in text
    assert "写明红字冲哪一张" not in text


def test_months_and_invoices_are_those_of_the_states_before_and_after() -> None:
    documents = settled(TRUE_UPS)[1]
    (found,) = credited_of(documents[2], documents[:2])
    assert (found.period, found.before.decimal, found.now.decimal) == ("2027-01", "1200.00", "360.00")
    assert [(one.id, one.on_day, one.amount.decimal) for one in found.invoices] == [
        ("v1", "2027-02-08", "30000.00")
    ]
    assert found.should_be.decimal == "28440.00"


def test_without_the_statements_before_the_invoice_is_not_guessed() -> None:
    """The state of March says 1560 in all; without February's nobody can tell that 360 of it are new."""
    document = settled(TRUE_UPS)[1][2]
    assert credited_of(document, ()) == []


def test_two_invoices_of_one_month_are_both_named() -> None:
    documents = settled(TRUE_UPS)[1]
    state = documents[1]["state"]
    (invoice,) = (event for event in state["noted"] if event["kind"] == "invoice")
    void = {**invoice, "id": "v0", "valid": "false"}
    noted = [void, {**invoice, "amount": "10000.00 CNY"}, {**invoice, "id": "v2", "amount": "20000.00 CNY"}]
    (found,) = credited_of({**documents[1], "state": {**state, "noted": noted}}, documents[:1])
    assert [one.id for one in found.invoices] == ["v1", "v2"]
    assert found.invoiced.decimal == "30000.00"


@pytest.mark.parametrize(
    ("inclusive", "expected"),
    [(True, ("-339.62", "-20.38", "-360.00")), (False, ("-360.00", "-21.60", "-381.60"))],
)
def test_tax_is_in_or_on_an_amount(*, inclusive: bool, expected: tuple[str, str, str]) -> None:
    """In: 360 × 6/106 = 20.377. On: 360 × 6% = 21.60."""
    found = split(Money(-36000, "CNY"), Fraction(6, 100), inclusive=inclusive)
    assert isinstance(found, TaxSplit)
    assert (found.net.decimal, found.tax.decimal, found.gross.decimal) == expected


@pytest.mark.parametrize(("tax", "shown"), [("30.00", "-30.00"), ("-30.00", "30.00")])
def test_the_tax_of_set_offs_that_are_taken_back_raises_what_is_paid(tax: str, shown: str) -> None:
    """30 of tax on what is set off lowers the payable by 30; on what is given back it raises it."""
    document = settled(TRUE_UPS)[1][0]
    rows = sheet_of({**document, "tax": {**document["tax"], "remedies_tax": tax}}, "zh").money
    assert [row.amount for row in rows if row.part == "remedies_tax"] == [shown]
