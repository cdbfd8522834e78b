"""Papers cite the contract by the numbers that the printed contract bears."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader

from assay.core.contract.model import Amended
from assay.core.contract.outline.cited import cited_places
from assay.reports.paper import Source
from assay.reports.paper.cited import cited
from assay.services.legal_papers import contract_paper
from tests.reports import sheets
from tests.reports.sheets import contract_of, squeezed
from tests.reports.test_papers import page, settled

LIFE = "lives/two_caps_and_a_late_true_up"
HEADINGS = {
    "zh": "第(.+)条(?:不可抗力|异议与争议的处理)",
    "en": r"(Article\d+)\.(?:Forcemajeure|Objectionsanddisputes)",
}


@cache
def printed(name: str, lang: str) -> str:
    """The contract as ``assay document contract`` prints it, without blanks."""
    pdf = contract_paper(Amended(contract_of(name)), (lang,), "pdf").data
    return squeezed("".join(found.extract_text() for found in PdfReader(io.BytesIO(pdf)).pages))


def source_of(amended: Amended, period: str, lang: str) -> Source:
    contract = amended.on(amended.first.term.span.start_on) if period == "2027-03" else amended.latest
    return Source({}, "", contract, (), lang, amended=amended)


def line_at(path: str, period: str = "2027-03") -> dict[str, Any]:
    return {"period": period, "clause": path, "place": {"path": path if "[" in path else ""}}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sheets.TEXTS)
def test_every_clause_and_cap_is_cited_by_the_number_that_the_printed_contract_bears(
    name: str, lang: str
) -> None:
    found = source_of(Amended(contract_of(name)), "2027-03", lang)
    contract = contract_of(name)
    paths = [
        *(f"clauses[{one.id}]" for one in contract.clauses),
        *(f"caps[{one.id}]" for one in contract.caps),
    ]
    assert len(paths) > 5
    for path in paths:
        article, _, mark = cited(line_at(path), found).partition(" ")
        own = path.partition("[")[2].rstrip("]")
        assert re.search(rf"{re.escape(mark)}(?:封顶|约定|Cap|Exemption)?{own}[^0-9]", printed(name, lang)), (
            path
        )
        number = mark.partition(".")[0]
        heading = rf"{article}[^0-9一二三四五六七八九十]" if lang == "zh" else rf"Article{number}\.[A-Z]"
        assert re.search(
            rf"{heading}.{{0,9000}}?{re.escape(mark)}(?:封顶|约定|Cap|Exemption)?{own}[^0-9]",
            printed(name, lang),
            re.DOTALL,
        )


@pytest.mark.parametrize(
    ("lang", "expected"), [("zh", ["第二十三条", "第二十五条"]), ("en", ["Article 23", "Article 25"])]
)
def test_money_without_a_clause_is_cited_by_its_article(lang: str, expected: list[str]) -> None:
    """The article on force majeure, and that on disputes, as the printed contract heads them."""
    found = source_of(Amended(contract_of("full")), "2027-03", lang)
    told = [cited(line_at(name), found) for name in ("force_majeure", "disputes")]
    assert told == expected
    for text, title in zip(
        told, {"zh": ("不可抗力", "异议"), "en": (".Forcemajeure", ".")}[lang], strict=True
    ):
        assert f"{squeezed(text)}{title}" in printed("full", lang)


def test_a_line_of_a_month_under_another_version_names_it() -> None:
    """April's amendment drops an article on revisions: C1 of March is cited as March's text has it."""
    amended = sheets.amended()
    found = source_of(amended, "2027-04", "zh")
    before, after = (cited_places(text)["clauses[C1]"] for text in (amended.first, amended.latest))
    assert (before.article, after.article) == (17, 17)
    assert cited(line_at("clauses[C1]", "2027-03"), found) == "第十七条 17.1，1.0.0 版"
    assert cited(line_at("clauses[C1]", "2027-04"), found) == "第十七条 17.1"
    assert cited(line_at("disputes", "2027-04"), found) == "第二十四条"
    assert cited(line_at("disputes", "2027-03"), found) == "第二十五条，1.0.0 版"


def test_what_the_contract_does_not_print_is_not_cited() -> None:
    found = source_of(Amended(contract_of("full")), "2027-03", "zh")
    assert cited(line_at("clauses[C99]"), found) == ""


def test_a_deduction_notice_cites_article_and_keeps_the_line_of_the_file() -> None:
    """C2 is the second clause of its article; a cap stands in the article behind it."""
    amended, documents = settled(LIFE)
    places = cited_places(amended.first)
    text = page("deductions", LIFE, 0)
    for line in documents[0]["lines"]:
        found = places[line["place"]["path"]]
        assert f"条{found.article}.{found.paragraph}{line['place']['file']}:{line['place']['line']}" in text
