"""Documents to keep are PDF/A-2b by an examination of our own, and that examination notices what breaks it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from assay.core.contract.model import Bilingual
from assay.core.period import Month
from assay.reports.letterhead import Letterhead, Logo
from assay.reports.paper import KINDS, page_pdf, simulation_pdf
from assay.reports.paper.sheet import sheet_pdf
from assay.services.papers import Shelf
from tests.cli.test_letterhead import JPEG
from tests.reports.damages import DAMAGES
from tests.reports.damages.change import Damage, damage
from tests.reports.pdf_a import PROFILE_IDS, RULES, violations
from tests.reports.pictures import CLEAR_SVG, clear_png
from tests.reports.sheets import pdf_of, sheet
from tests.reports.test_papers import settled as settled_case
from tests.reports.test_simulation_pdf import simulated
from tests.reports.test_statement_pdf import LANGS, RARE, settled, source

LOGOS = {
    "png": Logo(clear_png(40, 10), "png"),
    "jpeg": Logo(JPEG, "jpg"),
    "svg": Logo(CLEAR_SVG, "svg"),
}


@cache
def invoice() -> bytes:
    return page_pdf(KINDS["invoice"], source(2, "en"))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"credit-note"}))
def test_each_monthly_document_breaks_no_rule(kind: str, lang: str) -> None:
    assert violations(page_pdf(KINDS[kind], source(2, lang))) == {}


@pytest.mark.parametrize("lang", LANGS)
def test_a_credit_note_request_breaks_no_rule(lang: str) -> None:
    amended, documents = settled_case("tax/a_credit_note_is_gross")
    month = Month.parse(documents[-1]["period"])
    assert violations(Shelf(documents, amended).paper("credit-note", month, lang).data) == {}


@pytest.mark.parametrize("langs", ["zh", "en", "both"])
@pytest.mark.parametrize(
    ("kind", "name"),
    [("contract", "full"), ("contract", "demo"), ("annex", "full"), ("annex", "demo"), ("amendment", "full")],
)
def test_each_text_to_sign_breaks_no_rule(kind: str, name: str, langs: str) -> None:
    assert violations(pdf_of(kind, name, langs)) == {}


@pytest.mark.parametrize("lang", LANGS)
def test_a_simulation_breaks_no_rule(lang: str) -> None:
    assert violations(simulation_pdf(*simulated(), lang)) == {}


@pytest.mark.parametrize("logo", LOGOS.values(), ids=LOGOS)
def test_a_letterhead_breaks_no_rule(logo: Logo) -> None:
    """A logo that lets the paper through; the drawn one has a group, blending and letters too."""
    head = Letterhead(logo, "华曜照明有限公司", "电话 0574-0000 0000")
    assert violations(page_pdf(KINDS["invoice"], replace(source(2, "zh"), letterhead=head))) == {}
    assert violations(sheet_pdf(replace(sheet("annex", "demo", "zh"), letterhead=head))) == {}


@pytest.mark.parametrize("lang", LANGS)
def test_rare_characters_break_no_rule(lang: str) -> None:
    contract = replace(settled()[0].first, buyer=Bilingual(RARE, RARE))
    assert violations(page_pdf(KINDS["statement"], source(2, lang, contract))) == {}


def test_every_test_of_the_profile_has_its_rule() -> None:
    ids = [one for rule in RULES.values() for one in rule.ids]
    assert len(ids) == len(set(ids))
    assert {one for one in ids if "-" in one} == PROFILE_IDS
    assert len(PROFILE_IDS) == 144


def test_every_rule_has_a_damage_that_it_notices() -> None:
    assert {one for each in DAMAGES for one in each.ids.split()} == {
        one for rule in RULES.values() for one in rule.ids
    }


def test_writing_a_document_anew_breaks_no_rule() -> None:
    """So what a damage breaks, it breaks by itself."""
    assert violations(damage("none", "", lambda _: None).change(invoice())) == {}


@pytest.mark.parametrize("done", DAMAGES, ids=[one.name for one in DAMAGES])
def test_a_damage_is_refused_by_the_name_of_its_rule(done: Damage) -> None:
    assert set(violations(done.change(invoice()))) == set(done.ids.split())
