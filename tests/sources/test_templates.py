import pytest

from assay.core.findings import Finding, Severity
from assay.sources.registry import detect
from assay.sources.templates import LANGUAGES, UnknownTemplateError, template_bytes, template_names
from tests.sources.reading import codes, read
from tools.templates import template


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", template_names())
def test_a_filled_template_imports_without_a_problem(name: str, lang: str) -> None:
    data = template_bytes(name, lang)
    found = detect("template.xlsx", data)
    assert not isinstance(found, Finding)
    assert found.format_id == name
    parsed = read(data, "template.xlsx", zone="Asia/Shanghai")
    assert (codes(parsed), codes(parsed, Severity.WARNING)) == ([], [])
    assert 3 <= parsed.rows_read <= 5


@pytest.mark.parametrize("name", template_names())
def test_both_languages_say_the_same(name: str) -> None:
    zh, en = (read(template_bytes(name, lang), "t.xlsx", zone="Asia/Shanghai").records for lang in LANGUAGES)
    assert zh == en


@pytest.mark.parametrize("name", template_names())
def test_a_template_is_what_the_script_writes(name: str) -> None:
    assert [template_bytes(name, lang) for lang in LANGUAGES] == [template(name, at) for at in range(2)]


def test_the_tables_that_a_person_keeps_have_templates_and_no_other_name_does() -> None:
    assert template_names() == ("enquiry_log", "media_ledger", "order_ledger", "web_sessions")
    with pytest.raises(UnknownTemplateError):
        template_bytes("enquiry_log", "fr")
    with pytest.raises(UnknownTemplateError):
        template_bytes("../secrets", "zh")
