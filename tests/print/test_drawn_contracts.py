"""Any contract that loads can be printed, and its text cites all that the parties will be paid by."""

import re

import pytest

from assay.core.contract.document import tree_of
from assay.core.contract.load import contract_of
from assay.i18n import languages
from assay.reports.plain_text import contract_text
from tests.properties.contracts import draw_contract, draw_length
from tests.properties.dice import Dice


@pytest.mark.parametrize("seed", range(40))
def test_a_drawn_contract_is_printed_with_all_its_parts(seed: int) -> None:
    dice = Dice(f"print {seed}")
    contract, findings = contract_of(tree_of(draw_contract(dice, draw_length(dice)).document))
    assert contract is not None, findings
    cited = {*contract.kpis} | {clause.id for clause in contract.clauses} | {cap.id for cap in contract.caps}
    cited |= {payment.id for payment in contract.payments} | {rule.id for rule in contract.lead_rules}
    for lang in languages():
        text = contract_text(contract, contract.term.span.start_on, [lang])
        assert sorted(name for name in cited if f"`{name}`" not in text) == []
        assert "_" not in re.sub(r"`[^`\n]*`", "", text)


def test_an_amount_that_nobody_can_read_aloud_is_printed_in_figures() -> None:
    dice = Dice("print")
    document = draw_contract(dice, draw_length(dice)).document
    vast = f"{10**20}.00 CNY"
    contract, findings = contract_of(tree_of({**document, "fee": {**document["fee"], "total": vast}}))
    assert contract is not None, findings
    text = contract_text(contract, contract.term.span.start_on, ["zh"])
    assert "（服务期内的服务费总额）为人民币 100,000,000,000,000,000,000.00 元。" in text
