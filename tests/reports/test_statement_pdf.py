"""The statement on paper says what the stored statement says, and prints every character or refuses."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import yaml
from pypdf import PdfReader

from assay.core.contract.model import Amended, Bilingual, Contract
from assay.core.findings import FindingsError
from assay.core.period import Month
from assay.core.settlement.statement_json import statement_document
from assay.reports.paper import KINDS, Source, page_pdf
from assay.reports.paper.page import in_words, page_data, page_of
from assay.reports.paper.typeset import check_printable
from assay.services.paper_file import Paper
from assay.services.papers import Shelf, digest_of
from tests.contracts.test_cases import HERE as CASES
from tests.contracts.test_cases import read_case, steps_of_case

LANGS = ("zh", "en")
STATEMENT = KINDS["statement"]
LOOKS = frozenset(("kind", "rule", "side", "tone", "width"))
RARE = "宁波镕堃昇喆㛃机电"
Documents = tuple[dict[str, Any], ...]


@cache
def settled() -> tuple[Amended, Documents]:
    """Three months with caps, suspense and a late true-up."""
    text = (CASES / "lives" / "two_caps_and_a_late_true_up.yaml").read_text("utf-8")
    case = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # makes only strings
    amended, _, _ = read_case(case)
    pairs, refused = steps_of_case(case)
    assert amended is not None
    assert refused == []
    return amended, tuple(json.loads(json.dumps(statement_document(*pair))) for pair in pairs)


def source(number: int, lang: str, contract: Contract | None = None) -> Source:
    """What the documents of one of the three months are made from."""
    amended, documents = settled()
    document = documents[number]
    return Source(document, digest_of(document), contract or amended.first, documents[:number], lang)


def statement_paper(
    documents: Sequence[Mapping[str, Any]], month: Month, lang: str, version: int | None = None
) -> Paper:
    """The settlement statement of a month."""
    return Shelf(documents, settled()[0]).paper("statement", month, lang, version)


def pages(data: bytes) -> list[str]:
    """The text of each page without blanks and line ends: lines break where the page needs it."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def texts(data: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON value
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if key not in LOOKS:
                yield from texts(value)
    elif isinstance(data, Sequence):
        for value in data:
            yield from texts(value)


@pytest.mark.parametrize("lang", LANGS)
def test_every_word_and_figure_of_the_statement_is_on_the_page(lang: str) -> None:
    data: dict[str, Any] = dict(page_data(page_of(STATEMENT, source(2, lang))))
    for name in ("lang", "region", "words"):  # words hold patterns, and what is said of a picture
        del data[name]
    page = "".join(pages(statement_paper(settled()[1], Month(2027, 5), lang).data))
    missing = [text for text in texts(data) if "".join(text.split()) not in page]
    assert missing == []


def test_the_amount_payable_stands_in_figures_and_capitals() -> None:
    documents = settled()[1]
    page = pages(statement_paper(documents, Month(2027, 5), "zh").data)[0]
    assert documents[2]["payable"] == "20100.00"
    assert "CNY20,100.00" in page
    assert "人民币贰万零壹佰元整" in page


@pytest.mark.parametrize("lang", LANGS)
def test_each_page_bears_number_and_digest(lang: str) -> None:
    amended, documents = settled()
    found = pages(statement_paper(documents, Month(2027, 5), lang).data)
    assert len(found) > 1
    for number, page in enumerate(found, 1):
        assert f"{amended.first.id}/2027-05/v1" in page
        assert digest_of(documents[2]) in page
        of = len(found)
        assert (f"第{number}页，共{of}页" if lang == "zh" else f"Page{number}of{of}") in page


def test_the_same_statement_gives_the_same_bytes_whatever_came_later() -> None:
    documents = settled()[1]
    alone = statement_paper(documents[:2], Month(2027, 4), "zh")
    reissued = {**documents[0], "version": 2, "as_of": documents[2]["as_of"]}
    assert statement_paper((*documents, reissued), Month(2027, 4), "zh") == alone


def test_it_is_a_tagged_pdf_a_2b() -> None:
    documents = settled()[1]
    reader = PdfReader(io.BytesIO(statement_paper(documents, Month(2027, 3), "zh").data))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None
    assert root["/Lang"] == "zh-CN"
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata


def test_rare_characters_of_names_are_printed() -> None:
    amended = settled()[0]
    contract = replace(amended.first, buyer=Bilingual(RARE, RARE))
    data = page_pdf(STATEMENT, source(0, "zh", contract))
    assert RARE in pages(data)[0]


def test_what_the_fonts_lack_is_named_and_nothing_is_printed() -> None:
    with pytest.raises(FindingsError) as raised:
        check_printable({"name": "灯具\U0001f4a1有限公司", "rows": ["\u0e01 and more", "plain"]})
    assert [(finding.code, finding.params) for finding in raised.value.findings] == [
        ("paper.unprintable", {"char": "\u0e01", "code": "U+0E01", "found": "\u0e01 and more"}),
        ("paper.unprintable", {"char": "\U0001f4a1", "code": "U+1F4A1", "found": "灯具\U0001f4a1有限公司"}),
    ]


def test_markup_in_a_name_is_text() -> None:
    """What the layout language would read as code or emphasis prints as it is."""
    name = "*R&D* #pagebreak() $x$ @a <b> _c_ \\ [d]"
    amended = settled()[0]
    contract = replace(amended.first, vendor=Bilingual(name, name))
    found = pages(page_pdf(STATEMENT, source(0, "en", contract)))
    assert "".join(name.split()) in found[0]
    assert len(found) == len(pages(page_pdf(STATEMENT, source(0, "en"))))


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("20100.00", "CNY", "人民币贰万零壹佰元整"),
        ("0.05", "CNY", "人民币伍分"),
        ("20100.00", "USD", ""),
        ("-3.00", "CNY", ""),
    ],
)
def test_only_renminbi_has_capitals(amount: str, currency: str, words: str) -> None:
    assert in_words(amount, currency) == words


def refusal(
    documents: Sequence[Mapping[str, Any]], month: Month, version: int | None = None
) -> list[tuple[str, dict[str, str]]]:
    with pytest.raises(FindingsError) as raised:
        statement_paper(documents, month, "zh", version)
    return [(finding.code, dict(finding.params)) for finding in raised.value.findings]


def test_a_month_without_a_statement_is_refused_with_those_there_are() -> None:
    documents = settled()[1]
    expected = "2027-03, 2027-04, 2027-05"
    assert refusal(documents, Month(2027, 6)) == [
        ("paper.no_statement", {"period": "2027-06", "expected": expected})
    ]
    assert refusal((), Month(2027, 3)) == [("paper.no_statement", {"period": "2027-03", "expected": "–"})]


@pytest.mark.parametrize("version", [0, 2, 9])
def test_a_version_that_nobody_drew_is_refused_with_those_there_are(version: int) -> None:
    told = {"period": "2027-03", "version": str(version), "expected": "v1"}
    assert refusal(settled()[1], Month(2027, 3), version) == [("paper.no_version", told)]


def test_a_statement_of_another_text_is_refused() -> None:
    amended, documents = settled()
    other = {**documents[0], "contract": {**documents[0]["contract"], "digest": "0" * 64}}
    assert refusal([other], Month(2027, 3)) == [("paper.other_text", {"contract": amended.first.id})]


def test_statements_of_another_contract_are_left_aside() -> None:
    documents = settled()[1]
    other = {**documents[1], "contract": {**documents[1]["contract"], "id": "OTHER"}, "version": 9}
    alone = statement_paper(documents[:2], Month(2027, 4), "zh")
    assert statement_paper((*documents, other), Month(2027, 4), "zh") == alone
