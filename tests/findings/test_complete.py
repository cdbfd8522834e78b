"""Every finding that the source can make is caused by an input in some test."""

import ast
from pathlib import Path

from assay.i18n import catalogue
from tests.findings.of_contracts import AMENDMENT_CASES, CONTRACT_CASES
from tests.findings.of_documents import DOCUMENT_CASES
from tests.findings.of_measurements import MEASUREMENTS_CASES
from tests.spoken_codes import MODULES, spoken_codes

TESTS = Path(__file__).parents[1]
ROOMS = (
    "amendment",
    "cli",
    "compare",
    "contract",
    "demo",
    "document",
    "formula",
    "leads",
    "ledger",
    "measure",
    "measurements",
    "paper",
    "parsing",
    "reconcile",
    "settlement",
    "signature",
    "simulate",
    "sources",
    "store",
)
EXPLAINED = ("explain.", "lead.")

# Findings that no input of a test causes, each with its reason.
WITHOUT_INPUT: dict[str, str] = {}


def codes_of_findings() -> set[str]:
    """Codes with a sentence that the source hands to a finding, and those that it builds from a room and a word."""
    calls = spoken_codes([module.read_text("utf-8") for module in MODULES])
    spoken = {call.code for call in calls if call.made_by not in ("translate", "progress")}
    built = {f"measurements.other_{what}" for what in ("contract", "version", "digest")}
    found = {code for code in spoken | built if not code.startswith(EXPLAINED)}
    return {code for code in found if code in catalogue("en") and code.partition(".")[0] in ROOMS}


def texts_in_tests() -> set[str]:
    """Every text constant of every test module but this one."""
    modules = [path for path in TESTS.rglob("*.py") if path != Path(__file__)]
    return {
        node.value
        for path in modules
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def words_of_cases() -> set[str]:
    """Codes that the golden cases expect where a case is refused."""
    lines = [line for path in TESTS.rglob("*.yaml") for line in path.read_text("utf-8").splitlines()]
    return {
        word.strip("[], ") for line in lines if line.startswith("refused:") for word in line[8:].split(",")
    }


def caused() -> set[str]:
    """Codes that a test expects; the tests of formulas name them without their room."""
    texts = texts_in_tests()
    short = {f"formula.{text}" for text in texts if text.isidentifier()}
    return texts | short | words_of_cases()


def test_every_finding_is_caused_by_an_input_in_the_tests() -> None:
    assert sorted(codes_of_findings() - caused() - set(WITHOUT_INPUT)) == []


def test_no_reason_is_given_for_a_finding_that_has_an_input() -> None:
    assert sorted(set(WITHOUT_INPUT) & caused()) == []
    assert sorted(set(WITHOUT_INPUT) - codes_of_findings()) == []


def test_the_sentences_of_contracts_and_figures_have_a_case_here() -> None:
    cases = (*DOCUMENT_CASES, *CONTRACT_CASES, *AMENDMENT_CASES, *MEASUREMENTS_CASES)
    here = {case.code for case in cases}
    over_time = {
        "amendment.base_digest_needed",
        "amendment.not_signed",
        "contract.by_report",
        "contract.one_priority_under_cap",
        "measurements.no_such_period",
        "measurements.nothing_open",
        "settlement.as_of_needed",
        "settlement.delivered_when",
        "settlement.earlier_month_open",
        "settlement.instalment_changed",
        "settlement.lead_claimed_twice",
        "settlement.no_table_row",
        "settlement.no_workday_row",
        "settlement.objection_late",
        "settlement.state_of_other_contract",
        "settlement.state_of_other_text",
    }
    rooms = ("amendment", "contract", "document", "measurements", "settlement")
    sentences = {code for code in catalogue("en") if code.partition(".")[0] in rooms}
    assert sentences == here | over_time
