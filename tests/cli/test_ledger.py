"""``assay ledger``: from files, from the workspace, to a file."""

import json
import shutil
from pathlib import Path

import pytest
from beancount import loader

from tests.cli.running import assay
from tests.cli.test_two_contracts import ASKED, TEXT, other_contract, settle
from tests.demo.shared import MONTHS, DemoRun
from tests.reports.books import JANUARY, statement

FILE = "books.beancount"


def write(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path


def test_several_files_and_a_list_in_one_file_give_the_same_journal(tmp_path: Path) -> None:
    books = [statement("2027-01", JANUARY), statement("2027-02", JANUARY)]
    apart = [write(tmp_path / f"{index}.json", document) for index, document in enumerate(books)]
    together = write(tmp_path / "all.json", books)
    ran = assay("ledger", *apart)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert assay("ledger", together).stdout == ran.stdout
    assert loader.load_string(ran.stdout)[1] == []


@pytest.mark.parametrize("syntax", ["beancount", "hledger"])
def test_the_workspace_gives_what_its_statements_give(syntax: str, demo: DemoRun) -> None:
    files = [demo.workspace / "demo" / f"statement-{month}.json" for month in MONTHS]
    asked = ("--format", syntax, "--assume-paid")
    kept = assay("ledger", *asked, "--workspace", demo.workspace)
    assert (kept.exit_code, kept.stderr) == (0, "")
    without_digest = [line for line in kept.stdout.split("\n") if "digest:" not in line]
    assert without_digest == assay("ledger", *files, *asked).stdout.split("\n")
    assert len(without_digest) < len(kept.stdout.split("\n"))
    named = assay("ledger", *asked, "--workspace", demo.workspace, "--contract", "HY-FS-2027-01")
    assert named.stdout == kept.stdout


def test_it_writes_a_new_file_and_never_over_one(tmp_path: Path) -> None:
    source = write(tmp_path / "s.json", statement("2027-01", JANUARY))
    target = tmp_path / FILE
    ran = assay("ledger", source, "--output", target, "--lang", "en")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", f"Written to {target}\n")
    assert target.read_bytes().decode() == assay("ledger", source, "--lang", "en").stdout
    again = assay("ledger", source, "--output", target)
    assert (again.exit_code, again.codes) == (1, ["cli.file_exists"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "cli.not_json"),
        ("[]", "cli.not_a_statement"),
        ('{"assay": "statement/v1"}', "ledger.unreadable"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_written(
    lang: str, text: str, code: str, tmp_path: Path
) -> None:
    source, target = tmp_path / "bad.json", tmp_path / FILE
    source.write_text(text, "utf-8")
    ran = assay("ledger", source, "--output", target, "--lang", lang)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert set(ran.codes) == {code}
    assert "bad.json" in ran.stderr
    assert not target.exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_contract_that_the_workspace_has_not_settled_is_named(lang: str, demo: DemoRun) -> None:
    ran = assay("ledger", "--workspace", demo.workspace, "--contract", "HY-FS-1999-01", "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["ledger.no_statements"])
    assert "HY-FS-1999-01" in ran.stderr
    assert "HY-FS-2027-01" in ran.stderr


def test_files_and_a_contract_do_not_go_together(tmp_path: Path) -> None:
    source = write(tmp_path / "s.json", statement("2027-01", JANUARY))
    assert assay("ledger", source, "--contract", "HY-FS-2027-01").exit_code == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_with_two_contracts_it_asks_which(lang: str, january: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(january, tmp_path / "buyer"))
    elsewhere = other_contract(TEXT).replace("google_ads/huayao-main", "google_ads/huayao-other")
    assert settle(TEXT, own, *ASKED).exit_code == 0
    assert settle(elsewhere, own, *ASKED).exit_code == 0
    ran = assay("ledger", "--workspace", own, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["ledger.several_contracts"])
    assert "HY-FS-2027-01, HY-FS-2027-02" in ran.stderr
    one = assay("ledger", "--workspace", own, "--contract", "HY-FS-2027-02", "--assume-paid")
    assert 'contract: "HY-FS-2027-02"' in one.stdout
    assert "HY-FS-2027-01" not in one.stdout
