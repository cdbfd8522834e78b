"""Both languages say the same things, and Chinese is punctuated as Chinese."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

import assay.i18n
from assay.i18n import (
    CatalogueError,
    MissingParameterError,
    MissingTextError,
    UnknownLanguageError,
    catalogue,
    languages,
    translate,
)

FOLDER = Path(assay.i18n.__file__).parent
CJK = r"[\u4e00-\u9fff]"


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def sentences_where(lang: str, pattern: str) -> dict[str, str]:
    return {key: text for key, text in catalogue(lang).items() if re.search(pattern, text)}


def test_both_languages_have_the_same_files() -> None:
    names = {lang: {file.name for file in (FOLDER / lang).glob("*.toml")} for lang in languages()}
    assert names["zh"] == names["en"] != set()


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue("zh")) ^ set(catalogue("en")) == set()


def test_a_sentence_has_the_same_placeholders_in_both_languages() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    different = {
        key: (sorted(placeholders(zh[key])), sorted(placeholders(en[key])))
        for key in zh.keys() & en.keys()
        if placeholders(zh[key]) != placeholders(en[key])
    }
    assert different == {}


@pytest.mark.parametrize("lang", languages())
def test_placeholders_are_plain_names(lang: str) -> None:
    odd = {
        key: sorted(name for name in placeholders(text) if not name.isidentifier())
        for key, text in catalogue(lang).items()
    }
    assert {key: names for key, names in odd.items() if names} == {}


@pytest.mark.parametrize("lang", languages())
def test_no_key_stands_in_two_files(lang: str) -> None:
    counts = Counter(
        key for file in (FOLDER / lang).glob("*.toml") for key in tomllib.loads(file.read_text("utf-8"))
    )
    assert {key for key, count in counts.items() if count > 1} == set()


@pytest.mark.parametrize("lang", languages())
def test_no_sentence_is_empty_or_padded(lang: str) -> None:
    assert sentences_where(lang, r"^\s*$|^\s|\s$") == {}


def test_chinese_has_no_latin_punctuation_after_a_chinese_character() -> None:
    assert sentences_where("zh", CJK + r"[,.;:!?()]") == {}


def test_chinese_has_a_space_between_chinese_and_latin_or_digits() -> None:
    assert sentences_where("zh", f"{CJK}[A-Za-z0-9]|[A-Za-z0-9]{CJK}") == {}


def test_chinese_addresses_the_reader_politely() -> None:
    assert sentences_where("zh", "你") == {}


def test_english_has_no_chinese_punctuation() -> None:
    assert sentences_where("en", "[\uff01-\uff5e\u3000-\u303f]") == {}


def test_it_refuses_a_language_it_does_not_speak() -> None:
    with pytest.raises(UnknownLanguageError, match="'fr'"):
        translate("fr", "anything")


@pytest.fixture
def small_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder ``en`` with one file of one sentence in place of the real ones."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "money.toml").write_text('"money.owed" = "{who} owes {amount}."\n', "utf-8")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    catalogue.cache_clear()
    yield tmp_path / "en"
    catalogue.cache_clear()


@pytest.mark.usefixtures("small_catalogue")
def test_it_puts_the_values_in_their_places() -> None:
    assert (
        translate("en", "money.owed", {"who": "Acme", "amount": "3.00 CNY", "unused": 1})
        == "Acme owes 3.00 CNY."
    )


@pytest.mark.usefixtures("small_catalogue")
def test_a_value_with_braces_is_shown_as_it_is() -> None:
    assert translate("en", "money.owed", {"who": "{amount}", "amount": "{0}"}) == "{amount} owes {0}."


@pytest.mark.usefixtures("small_catalogue")
def test_it_names_the_key_that_has_no_text() -> None:
    with pytest.raises(MissingTextError, match=r"money\.lent"):
        translate("en", "money.lent")


@pytest.mark.usefixtures("small_catalogue")
def test_it_names_the_parameter_that_is_missing() -> None:
    with pytest.raises(MissingParameterError, match="'amount'"):
        translate("en", "money.owed", {"who": "Acme"})


def test_it_refuses_a_key_that_stands_in_two_files(small_catalogue: Path) -> None:
    (small_catalogue / "more.toml").write_text('"money.owed" = "Again."\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"en/more\.toml.*money\.owed"):
        catalogue("en")


def test_it_refuses_a_table_where_a_sentence_belongs(small_catalogue: Path) -> None:
    (small_catalogue / "nested.toml").write_text("[leads]\n", "utf-8")
    with pytest.raises(CatalogueError, match=r"en/nested\.toml.*leads"):
        catalogue("en")


@pytest.mark.parametrize("lang", languages())
def test_its_quick_reader_reads_what_a_toml_parser_reads(lang: str) -> None:
    parsed: dict[str, str] = {}
    for file in (FOLDER / lang).glob("*.toml"):
        parsed |= tomllib.loads(file.read_text("utf-8"))
    assert dict(catalogue(lang)) == parsed
