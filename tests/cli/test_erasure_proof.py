"""``erase --proof``: what can be shown to the person who asked, and to an auditor, without naming anybody."""

import json
from pathlib import Path

import pytest

from assay.core.tables import TABLES
from tests.cli.running import Ran, assay, bytes_below
from tests.cli.test_erase import EMAIL, FORMS, PHONE
from tests.demo.shared import EXAMPLE, DemoRun
from tests.docs.schema import problems


@pytest.fixture
def own(demo: DemoRun, tmp_path: Path) -> Path:
    return demo.copy(tmp_path)


def proof(workspace: Path, *more: object) -> Ran:
    return assay("erase", *more, "--proof", "--format", "json", "--workspace", workspace)


def row_count(workspace: Path) -> int:
    """Rows of the canonical tables, as the log counts them."""
    commits = (json.loads(path.read_bytes()) for path in (workspace / "log").iterdir())
    return sum(file["rows"] for commit in commits for file in commit["files"] if file["table"] in TABLES)


def test_before_an_erasure_the_contact_is_found_and_every_row_gives_its_leaf(own: Path) -> None:
    ran = proof(own, EMAIL)
    assert (ran.exit_code, set(ran.codes)) == (1, {"erase.still_known", "erase.trace_left"})
    document = ran.document
    assert problems(document, "erasure-proof.schema.json") == []
    assert (document["erasures"], document["search"]["known"]) == ([], True)
    assert (
        len(document["search"]["found"]) == 2
    )  # the enquiry log and the order ledger; the chat knows the phone only
    rows = document["rows"]
    assert rows["verified"] + rows["masked"] == row_count(own)
    assert (rows["erased"], rows["wrong"]) == (0, 0)
    assert rows["verified"] > 8 * rows["masked"]


@pytest.mark.parametrize("contact", [EMAIL, PHONE])
def test_after_it_the_report_shows_what_went_and_that_nothing_is_left(own: Path, contact: str) -> None:
    before = proof(own).document["rows"]
    done = assay("erase", EMAIL, "--workspace", own, "--format", "json").document
    assert problems(done, "erasure.schema.json") == []
    files = bytes_below(own)
    ran = proof(own, contact)
    assert (ran.exit_code, ran.codes) == (0, [])
    assert {name: sha for name, sha in bytes_below(own).items() if name != "lock"} == {
        name: sha for name, sha in files.items() if name != "lock"
    }
    document = ran.document
    assert problems(document, "erasure-proof.schema.json") == []
    (erasure,) = document["erasures"]
    assert (erasure["commit"], erasure["persons"]) == (done["commit"], 1)
    assert erasure["keys_gone"] is erasure["files_as_said"] is True
    assert [file["old_gone"] for file in erasure["files"]] == [True] * 3
    assert {file["received"] for file in erasure["files"]} == {file["blob"] for file in done["files"]}
    search = document["search"]
    assert (search["known"], search["found"]) == (False, [])
    assert search["bytes"] == sum(path.stat().st_size for path in own.rglob("*") if path.is_file())
    rows = document["rows"]
    assert rows["erased"] > 0
    assert sum(rows.values()) == sum(before.values())
    assert rows["wrong"] == 0


def test_the_report_holds_no_contact(own: Path) -> None:
    assay("erase", PHONE, "--workspace", own)
    printed = (
        proof(own, EMAIL).stdout.encode()
        + assay("erase", PHONE, "--proof", "--workspace", own).stdout.encode()
    )
    assert [form for form in FORMS if form in printed] == []


@pytest.mark.parametrize(("lang", "clean"), [("zh", "● 没有留下痕迹"), ("en", "● No trace is left")])
def test_the_report_in_words(own: Path, lang: str, clean: str) -> None:
    none = assay("erase", "--proof", "--workspace", own, "--lang", lang)
    assert (none.exit_code, len(none.stdout.splitlines())) == (0, 3)
    assay("erase", EMAIL, "--workspace", own)
    ran = assay("erase", EMAIL, "--proof", "--workspace", own, "--lang", lang)
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[-1].startswith(clean)


def test_a_key_that_came_back_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {path: path.read_bytes() for path in (own / "keys" / "persons").iterdir()}
    assay("erase", EMAIL, "--workspace", own)
    monkeypatch.setattr(
        "assay.store.opening.sweep", lambda _workspace: None
    )  # opening would destroy it again
    for path, data in keys.items():
        path.write_bytes(data)
    ran = proof(own)
    assert (ran.exit_code, ran.codes) == (1, ["erase.not_gone"])
    assert ran.document["erasures"][0]["keys_gone"] is False


def test_a_row_that_does_not_give_its_leaf_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.store.proof.row_leaf", lambda _salt, _record: "")
    ran = proof(own)
    assert ran.exit_code == 1
    assert set(ran.codes) == {"erase.leaf_wrong"}


def test_somebody_who_came_again_is_told(own: Path, tmp_path: Path) -> None:
    assay("erase", EMAIL, "--workspace", own)
    file = tmp_path / "later.csv"
    file.write_bytes((EXAMPLE / "exports" / "2027-04" / "询盘登记表.csv").read_bytes() + b"\r\n")
    options = ("--mapping", "enquiry_log", "--zone", "Asia/Shanghai", "--account", "crm/huayao")
    ran = assay("import", file, *options, "--workspace", own)
    assert ran.exit_code == 0, ran.stderr
    assert set(proof(own, EMAIL).codes) == {"erase.still_known", "erase.trace_left"}


def test_without_a_contact_there_is_nothing_to_erase(own: Path) -> None:
    ran = assay("erase", "--workspace", own)
    assert (ran.exit_code, ran.codes) == (1, ["cli.bad_contact"])
