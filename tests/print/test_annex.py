"""The annex to a stamped contract: how the two stand to each other, and what the main contract must say."""

from dataclasses import replace

from assay.core.contract.outline.annexed import demands, relation
from assay.core.contract.undertakings import Law
from assay.i18n import languages, translate
from assay.reports.blocks import Heading, Items, Paragraph, Rank, plain
from assay.reports.plain_text.annex import annex_blocks, check_blocks
from tests.reports.sheets import MAIN, contract_of

TOPICS = [
    "order", "entire", "changes", "roles", "term", "price", "payment", "invoice", "acceptance", "data",
    "confidentiality", "liability", "ending", "law", "signing",
]  # fmt: skip


def test_the_list_covers_every_term_that_could_defeat_the_annex() -> None:
    for name in ("full", "demo"):
        found = demands(contract_of(name))
        assert [node.code for node in found] == [f"annex.must.{topic}" for topic in TOPICS]
        assert all(node.children[0].code == f"{node.code}.clash" for node in found)
        assert all(len(node.children) > 1 for node in found)


def test_the_wording_bears_the_figures_of_the_contract() -> None:
    text = "\n".join(
        plain(item.text)
        for block in check_blocks(contract_of("demo"), ("zh",))
        if isinstance(block, Items)
        for item in block.items
    )
    assert (
        "服务费总额为人民币 180,000.00 元（大写：人民币壹拾捌万元整），"
        "每月服务费为人民币 30,000.00 元（大写：人民币叁万元整）。每月服务费的 50% 为对赌部分" in text
    )
    assert "服务期自 2027 年 1 月 1 日起，至 2027 年 6 月 30 日止。" in text
    assert "甲方为华曜照明（甲方），乙方为远帆数字营销（乙方）" in text


def test_law_and_forum_must_agree_with_the_annex_or_be_one_where_it_is_silent() -> None:
    def law_of(law: Law) -> list[str]:
        node = next(
            node for node in demands(replace(contract_of("full"), law=law)) if node.code.endswith(".law")
        )
        return [child.code for child in node.children]

    assert law_of(contract_of("full").law) == [
        "annex.must.law.clash",
        "plain.law.governing",
        "plain.law.forum",
        "plain.law.prevails_zh",
        "annex.must.law.same",
    ]
    assert law_of(Law()) == ["annex.must.law.clash", "annex.must.law.silent"]


def test_access_to_data_is_asked_for_only_where_the_contract_has_it() -> None:
    def data_of(name: str) -> list[str]:
        contract = contract_of(name)
        bare = replace(contract, access=type(contract.access)())
        return [
            node.children[-1].code.rpartition(".")[2]
            for one in (contract, bare)
            for node in demands(one)
            if node.code == "annex.must.data"
        ]

    assert data_of("demo") == ["access", "say"]


def test_each_entry_of_the_list_can_be_ticked_off() -> None:
    for lang in languages():
        blocks = list(check_blocks(contract_of("full"), (lang,)))
        points = [block for block in blocks if isinstance(block, Heading) and block.rank is Rank.POINT]
        lists = [block for block in blocks if isinstance(block, Items)]
        assert len(points) == len(lists) == len(TOPICS)
        found = translate(lang, "annex.check.found")
        assert all(plain(block.items[-1].text) == found for block in lists)


def test_the_annex_names_its_main_contract_and_keeps_every_term() -> None:
    contract = contract_of("demo")
    blocks = list(annex_blocks(contract, contract.term.span.start_on, MAIN, ("zh",)))
    text = [plain(block.text) for block in blocks if isinstance(block, Paragraph)]
    assert (
        f"本附件是双方签订的 {MAIN}（以下称“主合同”）的附件，是主合同的组成部分，与主合同具有同等效力。"
        in text
    )
    headings = [plain(block.texts[0]) for block in blocks if isinstance(block, Heading)]
    assert headings[:3] == ["验收与结算附件", "海外获客服务合同", "本附件与主合同的关系"]
    assert "第二十条　合同的变更" in headings
    assert len(relation(contract, MAIN)) == 6
