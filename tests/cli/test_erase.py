"""``erase``: every trace of a person goes from every file as received; counts, money and statements stay."""

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.bootstrap import open_workspace
from tests.cli.running import Ran, assay, bytes_below
from tests.demo.shared import CONTRACT, MONTHS, DemoRun

# One buyer of April who stands in three files: the enquiry log (GBK), the order ledger (a workbook) and a chat.
EMAIL = "l.lueders75@weserbergland-solartechnik.example"
PHONE = "+49 30 23125016"
NAME = "Lothar Lueders"
FILES = {"询盘登记表.csv", "订单台账.xlsx", "_chat.txt"}
DIGITS = re.compile(rb"2[\s\0]*3[\s\0]*1[\s\0]*2[\s\0]*5[\s\0]*0[\s\0]*1[\s\0]*6")


def written_forms() -> tuple[bytes, ...]:
    """E-mail, phone and name as bytes: in the encodings of the exports, and inside base64 at each of its offsets."""
    plain = [
        text.encode(encoding)
        for text in (EMAIL, EMAIL.upper(), PHONE, PHONE.replace(" ", ""), PHONE[4:], NAME)
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "cp1252")
    ]
    hidden = [
        base64.b64encode(bytes(offset) + form)[4:-4]  # both ends depend on the neighbours
        for form in (EMAIL.encode(), PHONE.encode(), NAME.encode(), EMAIL.encode("utf-16-le"))
        for offset in range(3)
    ]
    return (*plain, *hidden)


FORMS = written_forms()


def traces_in(data: bytes) -> list[bytes]:
    return [form for form in FORMS if form in data] + DIGITS.findall(data)


def parts_of(name: str, data: bytes) -> Iterator[bytes]:
    """The name and bytes of a file, and of each member of a workbook."""
    yield name.encode()
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(member) for member in archive.namelist())


def files_with_traces(workspace: Path) -> set[str]:
    """Names of the files as received that hold a trace, opened with the keys of the workspace."""
    with open_workspace(workspace) as opened:
        blobs = {str(commit.details["blob"]) for commit in opened.store.log() if "blob" in commit.details}
        received = [(opened.store.blob_name(blob), opened.store.read_blob(blob)) for blob in sorted(blobs)]
    return {name for name, data in received if any(traces_in(part) for part in parts_of(name, data))}


def erase(workspace: Path, *more: object) -> Ran:
    return assay("erase", *more, "--workspace", workspace)


@pytest.fixture
def own(demo: DemoRun, tmp_path: Path) -> Path:
    return demo.copy(tmp_path)


def test_the_search_of_these_tests_finds_the_person_where_he_was_written(demo: DemoRun) -> None:
    assert files_with_traces(demo.workspace) == FILES
    hidden = base64.b64encode(f"xx {EMAIL} yy".encode())
    assert traces_in(hidden)


def test_a_dry_run_says_what_would_go_and_changes_nothing(own: Path) -> None:
    before = bytes_below(own)
    ran = erase(own, EMAIL, "--dry-run")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "将删除 1 人的 4 项联系方式，涉及 3 个原始文件（试运行，未写入）。\n"
    assert bytes_below(own) == before


def test_no_trace_is_left_and_every_statement_stands(own: Path, demo: DemoRun) -> None:
    leads = assay("leads", *CONTRACT, "--workspace", own, "--period", "2027-04", "--format", "csv").stdout
    ran = erase(own, PHONE, "--lang", "en")
    assert ran.exit_code == 0
    assert ran.stdout.startswith("Erased. People: 1; contact details: 4; original files: 3.")

    raw = {path: traces_in(path.read_bytes()) for path in own.rglob("*") if path.is_file()}
    assert {path: found for path, found in raw.items() if found} == {}
    assert files_with_traces(own) == set()

    assert assay("doctor", "--workspace", own).stdout.endswith("\n● 工作区完好：每个文件都与记录一致。\n")
    for month in MONTHS:
        settled = assay("settle", *CONTRACT, "--workspace", own, "--period", month, "--format", "json")
        assert settled.stdout.encode() == demo.statement(month)
    again = assay("leads", *CONTRACT, "--workspace", own, "--period", "2027-04", "--format", "csv")
    assert again.stdout == leads


def test_the_measurements_after_an_erasure_still_give_every_statement(
    own: Path, demo: DemoRun, tmp_path: Path
) -> None:
    assert erase(own, EMAIL).exit_code == 0
    file = tmp_path / "measurements.json"
    measured = assay("measure", *CONTRACT, "--workspace", own, "--period", "2027-06", "--format", "json")
    file.write_text(measured.stdout, "utf-8")
    documents = assay("settle", *CONTRACT, "--measurements", file, "--format", "json").document
    assert documents == [json.loads(demo.statement(month)) for month in MONTHS]


def test_erasing_again_finds_nobody(own: Path) -> None:
    erase(own, EMAIL)
    before = bytes_below(own)
    ran = erase(own, PHONE)
    assert (ran.exit_code, ran.stdout) == (0, "工作区里没有这个联系方式。\n")
    assert bytes_below(own) == before


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("contact", ["Lothar", "23125016", "@", "+49"])
def test_what_is_neither_mail_nor_phone_is_refused_without_being_repeated(
    contact: str, lang: str, demo: DemoRun
) -> None:
    ran = erase(demo.workspace, contact, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["cli.bad_contact"])
    assert contact not in ran.stderr.replace("+49 30 1234567", "")
