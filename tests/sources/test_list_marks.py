"""Words of a status or a note: who is no customer, who may be none, and what is said of something else."""

import pytest

from assay.core.comparison.records import Excluded, Marked
from assay.sources.lists.marks import marked
from assay.sources.lists.words import words

SAID = {"同行": "competitor", "员工": "employee", "求职": "job_seeker", "推销": "solicitation"}


@pytest.mark.parametrize(("word", "who"), SAID.items())
def test_a_cell_of_nothing_but_the_word_says_it(word: str, who: str) -> None:
    assert marked(["", word]) == Marked(Excluded(who), alone=True)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("同行，套价", "competitor"),
        ("对方是同行", "competitor"),
        ("无需回复（推销）", "solicitation"),
        ("公司员工测试", "employee"),
        ("Competitor.", "competitor"),
        ("It is a competitor; do not quote", "competitor"),
        ("Internal test", "employee"),
        ("JOB SEEKER", "job_seeker"),
    ],
)
def test_a_part_between_marks_says_it_too(text: str, who: str) -> None:
    assert marked([text]) == Marked(Excluded(who), alone=True)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("已转给员工小王跟进", "employee"),
        ("疑似同行来套价", "competitor"),
        ("asked whether a competitor delivers sooner", "competitor"),
        ("电话里一直推销自己的产品", "solicitation"),
    ],
)
def test_a_word_among_others_is_a_question(text: str, who: str) -> None:
    assert marked([text]) == Marked(Excluded(who), alone=False)


@pytest.mark.parametrize(
    "text",
    [
        "不是同行",
        "并非推销",
        "not a competitor",
        "员工 50 人",
        "工厂有 200 多名员工",
        "employees: 120",
        "about 40 employees",
        "同行业客户",
        "同行介绍",
        "competitors' prices are known",
        "意向明确，报价中",
        "Qualified",
        "",
    ],
)
def test_what_is_denied_or_about_something_else_says_nothing(text: str) -> None:
    assert marked([text]) is None


def test_a_whole_cell_comes_before_a_word_in_another() -> None:
    assert marked(["已转给员工小王", "推销"]) == Marked(Excluded.SOLICITATION, alone=True)


def test_every_kind_of_person_has_its_words() -> None:
    kinds = {one.value for one in Excluded}
    assert set(words().excluded.values()) == set(words().within) == kinds
