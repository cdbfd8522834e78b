"""Every finding and explanation that the source can make has a sentence in both languages, and the values that sentence needs."""

from string import Formatter

import pytest

from assay.i18n import catalogue, languages
from tests.spoken_codes import MODULES, SpokenCode, spoken_codes

CALLS = spoken_codes([module.read_text("utf-8") for module in MODULES])


def test_the_search_sees_findings_and_their_kin() -> None:
    source = """
Finding("a.b", place, {"found": x})
Finding("a.c", place, params)
Node("n.o", {"at": x}, exact)
problems.error(code="d.e", row=1, found=x, **more)
reader.report("a.f", key, limit="3")
self._surprise("a.g_h")
print("q.r")
"""
    assert spoken_codes([source]) == [
        SpokenCode("a.b", "Finding", frozenset({"found"})),
        SpokenCode("a.c", "Finding", None),
        SpokenCode("n.o", "Node", frozenset({"at"})),
        SpokenCode("d.e", "error", None),
        SpokenCode("a.f", "report", frozenset({"limit"})),
        SpokenCode("a.g_h", "_surprise", None),
    ]


@pytest.mark.parametrize("lang", languages())
def test_every_code_has_a_sentence(lang: str) -> None:
    assert sorted({call.code for call in CALLS} - set(catalogue(lang))) == []


@pytest.mark.parametrize("lang", languages())
def test_a_code_comes_with_every_value_that_its_sentence_needs(lang: str) -> None:
    sentences = catalogue(lang)
    needed = {
        key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in sentences.items()
    }
    lacking = {
        call.code: sorted(needed[call.code] - call.parameters)
        for call in CALLS
        if call.parameters is not None and call.code in needed and needed[call.code] - call.parameters
    }
    assert lacking == {}
