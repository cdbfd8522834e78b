"""The glossary is the authority: the words on the screen are its words."""

import pytest

from assay.i18n import catalogue
from assay.reports.ledger.accounts import BOOKS
from tests.docs.reading import page, rows

WORDS = {row[0].strip("`"): (row[1], row[2]) for row in rows(page("glossary.md")) if len(row) == 3}
LEDGER = {f"ledger.account.{account}": account for account in BOOKS}
SCREEN = {
    "state.met": "met",
    "state.missed": "missed",
    "state.provisional": "provisional",
    "state.waiting": "waiting",
    "state.held": "held",
    "state.excluded": "excluded",
    "head.fee_reduction": "fee_reduction",
    "head.bonus": "bonus",
    "head.compensation": "compensation",
    "head.damages": "damages",
    "statement.invoice_basis": "invoice_basis",
    "relief.deemed_valid": "deemed_valid",
    "leads.column.relief": "relief",
    "comparison.group.proven": "proven",
    "comparison.group.unanswered": "unanswered",
    "comparison.group.duplicate": "duplicate",
    "comparison.group.unknown": "unknown",
    "comparison.group.known_before": "known_before",
    "comparison.group.out_of_market": "out_of_market",
    "comparison.group.undecided": "undecided",
    "metric.valid_leads": "valid_lead",
    "metric.sales_qualified_leads": "sales_qualified",
    "metric.form_completion_rate": "form_completion_rate",
    "metric.record_completeness": "record_completeness",
}


@pytest.mark.parametrize(("key", "code"), LEDGER.items())
def test_the_accounts_of_the_ledger_bear_the_names_of_the_glossary(key: str, code: str) -> None:
    english, chinese = WORDS[code]
    assert catalogue("zh")[key] == chinese.partition("（")[0]
    assert catalogue("en")[key] == english


@pytest.mark.parametrize(("key", "code"), SCREEN.items())
def test_the_screen_says_it_in_the_words_of_the_glossary(key: str, code: str) -> None:
    assert WORDS[code][1] in catalogue("zh")[key]


def test_a_code_has_one_word_in_each_language() -> None:
    codes = [row[0] for row in rows(page("glossary.md")) if row[0].startswith("`")]
    assert len(codes) == len(set(codes))
    assert all(english and chinese for english, chinese in WORDS.values())


def test_no_two_codes_share_a_chinese_word() -> None:
    chinese = [words[1] for words in WORDS.values()]
    assert sorted({word for word in chinese if chinese.count(word) > 1}) == []
