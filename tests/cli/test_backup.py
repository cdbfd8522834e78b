"""``backup``, and coming back from one: every statement is settled again to the same bytes."""

import errno
import shutil
from pathlib import Path

import pytest

from assay.i18n import translate
from assay.store.durable import place
from tests.cli.running import assay, bytes_below
from tests.demo.shared import CONTRACT, MONTHS, DemoRun


@pytest.fixture
def own(demo: DemoRun, tmp_path: Path) -> Path:
    return demo.copy(tmp_path)


def settled(workspace: Path, month: str) -> bytes:
    ran = assay("settle", *CONTRACT, "--workspace", workspace, "--period", month, "--format", "json")
    assert ran.exit_code == 0, ran.stderr
    return ran.stdout.encode()


def test_a_copied_folder_is_sound_elsewhere_and_settles_every_month_to_the_same_bytes(
    own: Path, demo: DemoRun, tmp_path: Path
) -> None:
    restored = shutil.copytree(own, tmp_path / "elsewhere" / "restored")
    assert assay("erase", "k.brandt@brandt-energie.example", "--workspace", own).exit_code == 0
    shutil.rmtree(own)
    assert assay("doctor", "--workspace", restored).exit_code == 0
    assert [settled(restored, month) for month in MONTHS] == [demo.statement(month) for month in MONTHS]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_backup_without_keys_says_so_and_with_them_it_settles_as_before(
    own: Path, demo: DemoRun, tmp_path: Path, lang: str
) -> None:
    target, keys = tmp_path / "backup", tmp_path / "safe"
    ran = assay("backup", target, "--workspace", own, "--lang", lang)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "--keys FOLDER" in ran.stdout
    examined = assay("doctor", "--workspace", target, "--lang", lang)
    assert (examined.exit_code, examined.codes) == (1, ["store.keys_missing"])
    refused = assay("settle", *CONTRACT, "--workspace", target, "--period", "2027-01", "--lang", lang)
    assert (refused.exit_code, refused.codes) == (1, ["store.key_missing"])

    ran = assay("backup", target, "--keys", keys, "--workspace", own, "--lang", lang)
    assert ran.exit_code == 0
    assert str(keys) in ran.stdout
    shutil.copytree(keys, target / "keys", dirs_exist_ok=True)
    assert assay("doctor", "--workspace", target).exit_code == 0
    assert settled(target, "2027-06") == demo.statement("2027-06")


def test_the_workspace_is_not_changed_by_a_backup(own: Path, tmp_path: Path) -> None:
    before = bytes_below(own)
    assert assay("backup", tmp_path / "backup", "--workspace", own).exit_code == 0
    assert bytes_below(own) == before


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("stopped", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_backup_that_stopped_halfway_says_so_and_the_same_command_finishes_it(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: BaseException, lang: str
) -> None:
    """It holds the first commits whole; doctor, without keys, finds nothing else wrong with it."""
    target, copied = tmp_path / "backup", 0

    def place_a_few(aside: Path, there: Path) -> None:
        nonlocal copied
        copied += 1
        if copied > 12:
            raise stopped
        place(aside, there)

    with monkeypatch.context() as patched:
        patched.setattr("assay.store.backup.place", place_a_few)
        ran = assay("backup", target, "--workspace", own, "--lang", lang)
    done, of = len([*(target / "log").iterdir()]), len([*(own / "log").iterdir()])
    assert 0 < done < of
    said = {"target": str(target), "done": str(done), "of": str(of)}
    assert ran.exit_code == 1
    assert translate(lang, "backup.unfinished", said) in ran.stderr
    assert assay("backup", target, "--workspace", own).exit_code == 0
    assert len([*(target / "log").iterdir()]) == of
    assert assay("doctor", "--workspace", target).codes == ["store.keys_missing"]


def test_a_backup_of_a_damaged_workspace_names_the_file_and_fails(own: Path, tmp_path: Path) -> None:
    (own / "statements" / "HY-FS-2027-01" / "2027-03" / "v1.json").write_bytes(b"{}")
    ran = assay("backup", tmp_path / "backup", "--workspace", own)
    assert (ran.exit_code, ran.codes) == (1, ["store.file_changed"])
