"""Two spellings of a company: what is taken away before they are compared, and what is not."""

import pytest

from assay.core.comparison.companies import company_of, names_inside


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Luz S.A.", "Luz SA"),
        ("LUZ, S. A.", "Luz"),
        ("Luz S A", "luz s.a."),
        ("Nordlicht GmbH & Co. KG", "NORDLICHT"),
        ("Harbor Point Co., Ltd.", "Harbor Point Limited"),
        ("Harbor Point, Inc.", "Harbor-Point LLC"),
        ("Faro S.r.l.", "Faro SRL"),
        ("Lumen S.A. de C.V.", "Lumen"),
        ("Świt sp. z o.o.", "Swit"),
        ("Solvik A/S", "Solvik"),
        ("宁波远光照明有限公司", "宁波远光照明股份有限公司"),
        ("宁波远光照明有限责任公司", "远光照明"),
        ("深圳市华强电子有限公司", "华强电子"),
        ("廣東省深圳市華強電子有限公司", "深圳华强电子"),
        ("华强电子（深圳）有限公司", "深圳市华强电子有限公司"),
        ("ＬＵＺ　ＳＡ", "Luz"),  # full width
        ("株式会社ひかり", "ひかり"),
    ],
)
def test_these_may_be_one_company(one: str, other: str) -> None:
    assert company_of(one).may_be(company_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Luz S.A.", "Lux S.A."),
        ("深圳市华强电子有限公司", "广州市华强电子有限公司"),  # the same name in two towns
        ("深圳市电子有限公司", "电子有限公司"),  # without the place nothing is left that tells
        ("深圳市科技贸易有限公司", "科技贸易有限公司"),
        ("城市照明有限公司", "照明有限公司"),  # 城市 is no town
        ("宁波远光照明", "宁波远大照明"),
        ("Sand Oil", "Sand"),  # no legal form
    ],
)
def test_these_are_two_companies(one: str, other: str) -> None:
    assert not company_of(one).may_be(company_of(other))


@pytest.mark.parametrize("text", ["", " ", "GmbH", "有限公司", "S.A."])
def test_a_legal_form_alone_is_no_name(text: str) -> None:
    assert company_of(text).name == ""


@pytest.mark.parametrize(
    ("company", "inside"),
    [
        ("Lichtwerk Hamburg GmbH", {"lichtwerk", "hamburg"}),
        (
            "Licht-Werk Hamburg",
            {"lichtwerk", "werk", "hamburg", "werkhamburg"},
        ),  # 'licht' alone is any company's
        ("Lichtwerk GmbH", set()),  # the whole name is no part of itself
        ("Global Solar Energy Group Ltd", set()),
        ("深圳市华强电子科技有限公司", {"华强", "华强电", "华强电子", "华强电子科"}),
        ("深圳市电子科技有限公司", set()),  # a place and what any company does
        ("", set()),
    ],
)
def test_a_shorter_name_stands_inside_when_it_tells(company: str, inside: set[str]) -> None:
    assert names_inside(company) == inside


@pytest.mark.parametrize("text", ["华强电子" * 16, "Lichtwerk Hamburg " * 4])
def test_a_text_longer_than_a_name_has_no_shorter_one(text: str) -> None:
    assert names_inside(text) == frozenset()
