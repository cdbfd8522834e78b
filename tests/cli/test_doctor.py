"""``doctor``: what a person reads of a workspace, and whether a statement in hand was released there."""

import threading
from pathlib import Path

import pytest

from assay.cli.progress import says_waiting
from assay.store.layout import Layout
from assay.store.lock import writer_lock
from tests.cli.running import Ran, assay, bytes_below
from tests.demo.shared import DemoRun


@pytest.fixture
def own(demo: DemoRun, tmp_path: Path) -> Path:
    return demo.copy(tmp_path)


def doctor(workspace: Path, *more: object) -> Ran:
    return assay("doctor", "--workspace", workspace, *more)


def test_a_sound_workspace_is_told_with_what_was_read(own: Path) -> None:
    before = bytes_below(own)
    ran = doctor(own, "--lang", "en")
    assert (ran.exit_code, ran.stderr) == (0, "")
    first, second, last = ran.stdout.splitlines()
    files = len([name for name in before if name.partition("/")[0] not in ("keys", "demo", "lock")])
    of_persons = list((own / "keys" / "persons").iterdir())
    others = [name for name in before if name.startswith("keys/") and not name.startswith("keys/persons/")]
    keys = len(others) + sum(
        (path.stat().st_size - 17) // 50 for path in of_persons
    )  # a head of 17 bytes, slots of 50
    commits = len([name for name in before if name.startswith("log/")])
    assert first.startswith(f"Read {files} files (")
    assert f": {commits} commits, 6 statements, " in first
    assert f" rows, {keys} keys. " in first
    assert second.startswith(
        f"The last commit is number {commits}, known since 2027-07-05T01:00+00:00, digest "
    )
    assert last == "● The workspace is sound: every file agrees with its log."
    assert bytes_below(own) == before


def test_every_problem_is_told_with_what_to_do_and_the_exit_code_is_1(own: Path) -> None:
    (own / "statements" / "HY-FS-2027-01" / "2027-03" / "v1.json").write_bytes(b"{}")
    (own / "log" / "000000004.json").unlink()
    ran = doctor(own)
    assert ran.exit_code == 1
    assert "store.log_damaged" in ran.codes
    assert "store.file_changed" in ran.codes
    assert "statements/HY-FS-2027-01/2027-03/v1.json" in ran.stderr
    assert ran.stdout.splitlines()[-1].startswith("错误 2 项，警告 ")


def test_a_warning_alone_is_no_failure(own: Path) -> None:
    (own / "letter.txt").write_text("hello")
    ran = doctor(own)
    assert (ran.exit_code, ran.codes) == (0, ["store.foreign_file"])
    assert ran.stdout.splitlines()[-1] == "错误 0 项，警告 1 项，说明 0 项。每一项都在上面写明了该怎么办。"


def test_a_statement_in_hand_is_known_or_not(own: Path, demo: DemoRun, tmp_path: Path) -> None:
    ours, other = tmp_path / "ours.json", tmp_path / "other.json"
    ours.write_bytes(demo.statement("2027-05"))
    other.write_bytes(demo.statement("2027-05").replace(b"2027-05", b"2027-08"))
    ran = doctor(own, "--statement", ours, "--statement", other)
    assert (ran.exit_code, ran.codes) == (1, ["store.statement_unknown"])
    assert "other.json: other.json 不是这个工作区出具过的结算单" in ran.stderr
    assert "ours.json：正是这里出具过的结算单。" in ran.stdout.splitlines()


def test_an_older_copy_is_sound_in_itself_and_a_later_statement_shows_that_it_is_old(
    own: Path, demo: DemoRun, tmp_path: Path
) -> None:
    """The copy ends before June was settled: nothing in it can say so."""
    june = max((own / "statements").rglob("v1.json"))
    assert june.parent.name == "2027-06"
    commits = sorted((own / "log").iterdir())
    first = next(
        place for place, path in enumerate(commits) if "statements/HY-FS-2027-01/2027-06" in path.read_text()
    )
    for path in commits[first:]:
        path.unlink()
    june.unlink()
    statement = tmp_path / "june.json"
    statement.write_bytes(demo.statement("2027-06"))
    assert doctor(own).exit_code == 0
    assert doctor(own, "--statement", statement).codes == ["store.statement_unknown"]


def test_a_folder_that_is_no_workspace_is_told(tmp_path: Path) -> None:
    ran = doctor(tmp_path / "nowhere")
    assert (ran.exit_code, ran.codes) == (1, ["store.not_a_workspace"])
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_waits_reads_which_process_writes_since_when_and_how_to_look(
    own: Path, lang: str, capfd: pytest.CaptureFixture[str]
) -> None:
    says_waiting(lang, own)()
    assert "ps" not in capfd.readouterr().err
    with writer_lock(Layout(own).lock_file, on_wait=lambda: None):
        process = int((own / "lock").read_text())
        says_waiting(lang, own)()
    said = capfd.readouterr().err
    assert f"ps -fp {process}" in said
    assert "Ctrl-C" in said
    assert (own / "lock").read_bytes() == b""


def test_doctor_waits_for_a_command_that_writes(own: Path) -> None:
    entered, leave = threading.Event(), threading.Event()

    def write() -> None:
        with writer_lock(Layout(own).lock_file, on_wait=lambda: None):
            entered.set()
            leave.wait(1.5)

    writer = threading.Thread(target=write)
    writer.start()
    entered.wait()
    ran = doctor(own, "--lang", "en")
    writer.join()
    assert ran.exit_code == 0
    assert "has been writing to this workspace since" in ran.stderr
