"""Several contracts over one workspace, and contracts that leave something to be said on the command line."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.running import Ran, assay, bytes_below
from tests.demo.shared import EXAMPLE

ASKED = ("--period", "2027-01", "--as-of", "2027-02-05T09:00:00+08:00")
TEXT = (EXAMPLE / "contract.yaml").read_text("utf-8")


@pytest.fixture
def own(january: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(january, tmp_path / "buyer"))


def settle(contract: str, workspace: Path, *more: object) -> Ran:
    file = workspace.parent / "contract.yaml"
    file.write_text(contract, "utf-8")
    return assay("settle", file, "--workspace", workspace, *more)


def other_contract(text: str) -> str:
    return text.replace("id: HY-FS-2027-01\n", "id: HY-FS-2027-02\n")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_contracts_never_both_pay_for_one_lead(lang: str, own: Path) -> None:
    assert settle(TEXT, own, *ASKED).exit_code == 0
    before = bytes_below(own)
    ran = settle(other_contract(TEXT), own, *ASKED, "--lang", lang)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "settlement.lead_claimed_twice" in ran.codes
    assert "HY2701-002" in ran.stderr
    assert "HY-FS-2027-01" in ran.stderr
    assert {name: digest for name, digest in bytes_below(own).items() if name != "lock"} == {
        name: digest for name, digest in before.items() if name != "lock"
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_contract_that_counted_a_lead_first_keeps_it_where_that_is_agreed(lang: str, own: Path) -> None:
    assert settle(TEXT, own, *ASKED).exit_code == 0
    second = other_contract(TEXT).replace(
        "  tie: earliest_id\n", "  tie: earliest_id\n  other_vendor: first_valid\n"
    )
    ran = settle(second, own, *ASKED, "--lang", lang, "--format", "json")
    assert ran.exit_code == 0
    # January counted 33 valid leads for the first contract; all of them are left to it, and 16 invalid ones are not.
    assert ran.codes.count("leads.claimed_first") == 33
    assert "HY2701-002" in ran.stderr
    assert "HY-FS-2027-01" in ran.stderr
    leads = json.loads(
        assay("leads", own.parent / "contract.yaml", "--workspace", own, *ASKED, "--format", "json").stdout
    )
    shown = assay("leads", own.parent / "contract.yaml", "--workspace", own, *ASKED, "--lang", lang).stdout
    assert {"zh": "另一份合同已先计为有效", "en": "another contract counted it first"}[lang] in shown
    ours = [lead for lead in leads["leads"] if lead["owner"] == "contract"]
    assert {lead["verdict"] for lead in ours} == {"invalid"}
    assert len(ours) == 16


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_with_two_contracts_explain_asks_which(lang: str, own: Path) -> None:
    elsewhere = other_contract(TEXT).replace("google_ads/huayao-main", "google_ads/huayao-other")
    assert settle(TEXT, own, *ASKED).exit_code == 0
    assert settle(elsewhere, own, *ASKED).exit_code == 0
    ran = assay("explain", "2027-01", "--workspace", own, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.several_contracts"])
    assert "HY-FS-2027-01, HY-FS-2027-02" in ran.stderr
    named = assay("explain", "2027-01", "C1/cpl", "--workspace", own, "--contract", "HY-FS-2027-01")
    assert named.stdout.startswith("C1/cpl 服务费核减  −24.15 CNY")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", ["settle", "measure", "leads"])
def test_a_contract_without_a_statement_day_needs_as_of(
    command: str, lang: str, own: Path, tmp_path: Path
) -> None:
    lines = [line for line in TEXT.splitlines() if not line.startswith("acceptance:")]
    contract = tmp_path / "contract.yaml"
    contract.write_text("\n".join(lines), "utf-8")
    asked = ("--workspace", own, "--period", "2027-01", "--lang", lang)
    ran = assay(command, contract, *asked)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["settlement.as_of_needed"])
    assert "acceptance.statement_by" in ran.stderr
    assert "--as-of" in ran.stderr
    assert assay(command, contract, *asked, "--as-of", "2027-02-05T09:00:00+08:00").exit_code == 0
