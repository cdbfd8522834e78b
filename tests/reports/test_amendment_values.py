"""The table of an amendment's changed money: a list or a block is said in words, never as it stands in a file."""

import pytest

from assay.core.contract.amendment import load_amended
from assay.reports.blocks import Table, plain
from assay.reports.plain_text.amendment import part_named
from assay.reports.plain_text.sheets import amendment_sheet
from assay.services.legal_papers import latest_amending
from assay.services.simulate import standard_suite, wanted
from tests.reports.sheets import AMENDMENT, LANGS, UNSIGNED

SCOPE = (
    AMENDMENT[: AMENDMENT.index("changes:")]
    + 'changes:\n  - {path: scope.exclude, to: [{campaign: "brand*"}, {campaign: "own*"}]}\n'
)
SAID = {
    "zh": ("广告系列：brand*", "广告系列：brand*、广告系列：own*", "没有情景用到这一处"),
    "en": ("campaign: brand*", "campaign: brand*, campaign: own*", "No scenario reaches this"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_campaigns_left_out_are_listed_as_a_contract_lists_them(lang: str) -> None:
    amended, findings = load_amended(UNSIGNED, "full", [(SCOPE, "amendment")])
    assert amended is not None, findings
    suite = wanted(standard_suite(), ("exact",))
    amending = latest_amending(amended, (UNSIGNED, (SCOPE,)), suite, lambda *_: None)
    rows = [
        [plain(cell) for cell in row]
        for block in amendment_sheet(amending, LANGS[lang]).blocks
        if isinstance(block, Table)
        for row in block.rows
    ]
    (row,) = (row for row in rows if row[0] == {"zh": "合同范围 / 不计入的", "en": "scope / left out"}[lang])
    before, after, told = SAID[lang]
    assert row[1:3] == [before, after]
    assert told in row[3]
    assert not any("{" in cell or "[" in cell for cell in row)


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("kpis.valid_leads.target", "考核指标 / 有效线索数 / 目标", "KPIs / Valid leads / target"),
        ("clauses[C5].rate", "条款 / C5 / 单价或比率", "clauses / C5 / rate"),
        ("duties.unheard_of", "义务 / unheard_of", "duties / unheard_of"),
    ],
)
def test_the_changed_part_is_named_in_words_and_what_has_none_by_its_name(
    path: str, zh: str, en: str
) -> None:
    amended, findings = load_amended(UNSIGNED, "full")
    assert amended is not None, findings
    assert [plain(part_named(path, amended.latest, lang)) for lang in ("zh", "en")] == [zh, en]
