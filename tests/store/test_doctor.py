"""The doctor names the very file that is wrong, whatever is wrong with it, and says well when all is."""

import json
import random
import shutil
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from assay.core.findings import Finding, FindingsError, Severity
from assay.engines.duckdb import DuckDbEngine
from assay.store import Examination, Store, examine, fact_folders
from assay.store.layout import Layout
from assay.store.lock import writer_lock
from tests.store.samples import (
    ACCOUNT,
    ANNA,
    BRUNO,
    CARLA,
    LINES,
    MOMENT,
    import_lines,
    log_bytes,
    opened,
    parsed_spend,
    persons_with_keys,
    refused_log,
    without_lines,
)

LAST = "log/000000009.json"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with each kind of commit and of file, an erasure included."""
    folder = tmp_path_factory.mktemp("doctor") / "buyer"
    with opened(folder, create=True) as store:
        import_lines(store, LINES)
        store.import_file(
            parsed_spend([1, 2]), name="spend.csv", data=b"spend", account=ACCOUNT, known_at=MOMENT
        )
        data = log_bytes([BRUNO])
        store.import_file(refused_log(), name="refused", data=data, account=ACCOUNT, known_at=MOMENT)
        for version in (1, 2):
            text = f'{{"version":"{version}"}}'.encode()
            store.save_statement("lumora-2027", "2027-01", version, text, pins={}, known_at=MOMENT)
        store.save_record("verdicts", "k", b"frozen", known_at=MOMENT)
        store.save_record("contract", "lumora-2027", b"id: lumora-2027", known_at=MOMENT)
        store.erase("email", "anna.weber@lichtwerk.example", known_at=MOMENT, without_rows=without_lines)
        import_lines(store, [BRUNO, CARLA.replace("L-003", "L-004")])
    return folder


@pytest.fixture
def lived_in(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "buyer")


def examined(folder: Path) -> Examination:
    with DuckDbEngine(fact_folders(folder)) as engine:
        return examine(folder, engine)


def codes(folder: Path) -> list[str]:
    return [finding.code for finding in examined(folder).findings]


def blamed(findings: Iterable[Finding]) -> set[str]:
    """The files to which errors point."""
    return {finding.place.file for finding in findings if finding.severity is Severity.ERROR}


def kept_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "lock":
            yield path.relative_to(folder).as_posix(), path


def test_a_sound_workspace_is_well_and_the_counts_say_what_was_read(lived_in: Path) -> None:
    """Nine commits. Three leads, then two: each line a lead and a qualification, two spend rows; three contacts a line.

    Facts: leads 3 + 2, qualifications 3 + 2, spend 2, leaves 6 + 2 + 4, contacts 9 + 3 (Bruno and Carla are known, and
    only an L-number is new). Bruno's three contacts are known, Carla's too: so 9 + 0.
    Blobs: three lines (re-sealed), spend, refused (re-sealed? Anna is not in it), two lines: 4.
    """
    seen = examined(lived_in)
    assert seen.findings == ()
    assert (seen.counts["commits"], seen.counts["statements"], seen.counts["records"]) == (9, 2, 2)
    assert seen.counts["blobs"] == 4
    assert seen.counts["rows"] == (3 + 2) + (3 + 2) + 2 + (6 + 2 + 4) + 9
    # the workspace key, one for each blob, one for each of Bruno and Carla
    assert seen.counts["keys"] == 1 + 4 + 2
    # four blobs, 3 contacts and 4 salts of each of Bruno and Carla
    assert seen.counts["seals"] == 4 + 2 * (3 + 4)
    # every file but those of keys: one of the workspace, one for each blob, one of persons, whom the first file brought
    assert seen.counts["files"] == sum(1 for _ in kept_files(lived_in)) - (1 + 4 + 1)
    assert seen.last is not None
    assert (seen.last.number, len(seen.statements)) == (9, 2)


def test_a_flipped_bit_in_any_file_is_found_and_that_file_is_named(lived_in: Path) -> None:
    """First bit, last bit, and three by chance, in every file there is; put right again, all is well."""
    chance = random.Random(7)  # noqa: S311 - which bit does not matter, that it is the same tomorrow does
    with DuckDbEngine(fact_folders(lived_in)) as engine:
        for name, path in kept_files(lived_in):
            data = path.read_bytes()
            drawn = [(chance.randrange(len(data)), 1 << chance.randrange(8)) for _ in range(3)]
            for place, bit in ((0, 1), (len(data) - 1, 128), *drawn):
                path.write_bytes(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :])
                assert blamed(examine(lived_in, engine).findings) == {name}, (name, place, bit)
            path.write_bytes(data)
        assert examine(lived_in, engine).findings == ()


@pytest.mark.parametrize("kept", [0, 1, -1])
def test_a_file_cut_short_is_found_and_named(lived_in: Path, kept: int) -> None:
    with DuckDbEngine(fact_folders(lived_in)) as engine:
        for name, path in kept_files(lived_in):
            data = path.read_bytes()
            path.write_bytes(data[:kept])
            assert blamed(examine(lived_in, engine).findings) == {name}
            path.write_bytes(data)


def test_a_file_that_went_missing_is_found_and_named(lived_in: Path) -> None:
    """All but the last commit: without it the workspace is as an interrupted command leaves it."""
    with DuckDbEngine(fact_folders(lived_in)) as engine:
        for name, path in kept_files(lived_in):
            aside = path.rename(lived_in.parent / "aside")
            findings = examine(lived_in, engine).findings
            if name == LAST:
                assert {finding.code for finding in findings} == {"store.stray_file"}
            else:
                assert blamed(findings) == {name}
            aside.rename(path)
        assert examine(lived_in, engine).findings == ()


def test_two_files_that_changed_places_are_both_named(lived_in: Path) -> None:
    """Every file with the next one of its folder."""
    names = [name for name, _ in kept_files(lived_in)]
    with DuckDbEngine(fact_folders(lived_in)) as engine:
        for first, second in pairwise(names):
            if Path(first).parent != Path(second).parent or first == "FORMAT":
                continue
            one, other = lived_in / first, lived_in / second
            _swap(one, other)
            assert blamed(examine(lived_in, engine).findings) == {first, second}
            _swap(one, other)
        assert examine(lived_in, engine).findings == ()


def _swap(one: Path, other: Path) -> None:
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)


def test_everything_wrong_is_said_at_once(lived_in: Path) -> None:
    """The log damaged in the middle, a fact file changed, a statement missing, a person's key gone bad."""
    damaged = lived_in / "log" / "000000002.json"
    damaged.write_bytes(damaged.read_bytes().replace(b"import", b"export"))
    (leads, _) = sorted((lived_in / "facts" / "leads").iterdir())
    leads.write_bytes(leads.read_bytes() + b"\0")
    statement = lived_in / "statements" / "lumora-2027" / "2027-01" / "v1.json"
    statement.write_bytes(b"{}")
    person = next((lived_in / "keys" / "persons").iterdir())
    person.write_bytes(person.read_bytes()[:-1])
    assert blamed(examined(lived_in).findings) == {
        "log/000000002.json",
        leads.relative_to(lived_in).as_posix(),
        "statements/lumora-2027/2027-01/v1.json",
        person.relative_to(lived_in).as_posix(),
    }


def test_a_workspace_that_no_command_opens_is_still_looked_over(lived_in: Path) -> None:
    (lived_in / "FORMAT").unlink()
    (lived_in / "log" / "000000001.json").unlink()
    statement = lived_in / "statements" / "lumora-2027" / "2027-01" / "v2.json"
    statement.write_bytes(b"{}")
    seen = examined(lived_in)
    assert blamed(seen.findings) == {
        "FORMAT",
        "log/000000001.json",
        "statements/lumora-2027/2027-01/v2.json",
    }
    assert (seen.counts["commits"], seen.last and seen.last.number) == (8, 9)


def test_without_its_keys_a_copy_is_held_against_the_log_and_one_finding_says_what_to_do(
    lived_in: Path,
) -> None:
    (lived_in / "keys").rename(lived_in.parent / "keys")
    seen = examined(lived_in)
    assert [finding.code for finding in seen.findings] == ["store.keys_missing"]
    assert (seen.counts["commits"], seen.counts["blobs"], seen.counts["seals"]) == (9, 4, 0)
    (lived_in.parent / "keys").rename(lived_in / "keys")
    assert codes(lived_in) == []


def test_without_the_workspace_key_an_altered_commit_is_told_by_the_next_one(lived_in: Path) -> None:
    (lived_in / "keys" / "workspace.key").unlink()
    path = lived_in / "log" / "000000004.json"
    body = json.loads(path.read_bytes())
    body["known_at"] = "2027-02-01T02:00:00+00:00"
    path.write_text(json.dumps(body, sort_keys=True, separators=(",", ":")))
    assert blamed(examined(lived_in).findings) == {"keys/workspace.key", "log/000000004.json"}


def test_a_log_that_lost_several_commits_is_refused_and_nothing_is_swept(folder: Path) -> None:
    with opened(folder, create=True) as store:
        for line in LINES:
            import_lines(store, [line])
    for number in (2, 3):
        (folder / "log" / f"{number:09d}.json").unlink()
    before = sorted(folder.rglob("*"))
    with pytest.raises(FindingsError, match=r"store\.log_behind"), opened(folder):
        pass
    assert codes(folder) == ["store.log_behind"]
    assert sorted(folder.rglob("*")) == before


def test_a_rewritten_commit_is_found_even_with_a_right_digest(lived_in: Path) -> None:
    """The last commit has no child that knows its digest; its seal does."""
    path = lived_in / LAST
    body = json.loads(path.read_bytes())
    body["known_at"] = "2027-02-01T02:00:00+00:00"
    path.write_text(json.dumps(body, sort_keys=True, separators=(",", ":")))
    assert blamed(examined(lived_in).findings) == {LAST}


def test_a_log_put_together_from_two_copies_is_told(lived_in: Path, tmp_path: Path) -> None:
    """Both copies went on by one record each; then a commit of the one lies before a commit of the other."""
    other = shutil.copytree(lived_in, tmp_path / "other")
    for folder, key in ((lived_in, "a"), (other, "b")):
        with opened(folder) as store:
            store.save_record("verdicts", key, key.encode(), known_at=MOMENT)
            store.save_record("verdicts", key + key, b"again" + key.encode(), known_at=MOMENT)
    shutil.copy(other / "log" / "000000011.json", lived_in / "log")
    findings = examined(lived_in).findings
    assert "store.log_forked" in {finding.code for finding in findings}
    assert "log/000000011.json" in blamed(findings)


def test_another_workspaces_key_is_told_and_the_rest_is_looked_over(lived_in: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "other", create=True):
        pass
    shutil.copy(tmp_path / "other" / "keys" / "workspace.key", lived_in / "keys" / "workspace.key")
    seen = examined(lived_in)
    assert [finding.code for finding in seen.findings] == ["store.key_mismatch"]
    assert seen.counts["commits"] == 9
    with pytest.raises(FindingsError, match=r"store\.key_mismatch"), opened(lived_in):
        pass


def test_an_old_key_that_came_back_with_a_backup_is_told_and_destroyed_again(folder: Path) -> None:
    """The persons' key and the key of the file as it was before."""
    with opened(folder, create=True) as store:
        import_lines(store, [ANNA])
    keys = {path: path.read_bytes() for path in (folder / "keys").rglob("*.key")}
    with opened(folder) as store:
        store.erase("phone", "+4915112345678", known_at=MOMENT, without_rows=without_lines)
    gone = {path for path in keys if not path.exists()}
    (ring,) = (folder / "keys" / "persons").iterdir()
    ring.write_bytes(keys[ring])
    for path in gone:
        path.write_bytes(keys[path])
        path.chmod(0o600)
    assert codes(folder) == ["store.key_not_destroyed"] * 2
    with opened(folder):
        pass
    assert [path for path in gone if path.exists()] == []
    assert persons_with_keys(folder) == []
    assert codes(folder) == []


def test_open_doors_are_told_once_for_keys_and_once_for_the_rest(lived_in: Path) -> None:
    """As after a copy over a disk that knows no permissions."""
    for path in (lived_in, *lived_in.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert codes(lived_in) == ["store.open_to_others", "store.key_readable"]


def test_what_desktops_leave_in_folders_is_no_trouble(lived_in: Path) -> None:
    """Finder and Explorer write such files into every folder that somebody looks into; a sweep leaves them alone."""
    for path in (lived_in, *lived_in.rglob("*")):
        if path.is_dir():
            for name in (".DS_Store", "Thumbs.db", "._LEADS"):
                (path / name).write_bytes(b"x")
    with opened(lived_in) as store:
        assert [one for one in store.verify() if one.code != "store.foreign_file"] == []
    assert (lived_in / "blobs" / ".DS_Store").exists()


def test_leftovers_and_strangers_are_told_apart(lived_in: Path) -> None:
    for name in ("tmp/commit.json", "records/note.txt", "letter.txt", "log/1.json", "keys/old.key"):
        (lived_in / name).write_bytes(b"x")
        (lived_in / name).chmod(0o600)
    found = {finding.place.file: finding.code for finding in examined(lived_in).findings}
    assert found == {
        "tmp/commit.json": "store.leftovers",
        "records/note.txt": "store.stray_file",
        "letter.txt": "store.foreign_file",
        "log/1.json": "store.foreign_file",
        "keys/old.key": "store.foreign_file",
    }


def test_a_file_that_the_system_does_not_give_is_told(
    lived_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unreadable sector, at any of the ways by which the doctor reads."""
    bad = next((lived_in / "blobs").iterdir())
    opening = Path.open

    def failing(path: Path, mode: str = "r") -> object:
        if path == bad:
            raise OSError(5, "Input/output error", str(path))
        return opening(path, mode)

    monkeypatch.setattr(Path, "open", failing)
    (finding,) = examined(lived_in).findings
    assert (finding.code, finding.params["problem"]) == ("store.unreadable_file", "Input/output error")


def test_a_nearly_full_disk_is_told(lived_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(lived_in)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: replace_free(usage))
    (finding,) = examined(lived_in).findings
    assert (finding.code, finding.severity, finding.params) == (
        "store.disk_low",
        Severity.WARNING,
        {"free": "7", "wanted": "256"},
    )


def replace_free(usage: "shutil._ntuple_diskusage") -> "shutil._ntuple_diskusage":
    return usage._replace(free=7 << 20)


def test_an_examination_changes_nothing_and_waits_for_a_writer(lived_in: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in lived_in.rglob("*") if path.name != "lock"}
    examined(lived_in)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    waits: list[str] = []

    def finished() -> None:
        waits.append("waited")
        held.close()

    held = writer_lock(Layout(lived_in).lock_file, on_wait=lambda: None).gen
    next(held)
    with DuckDbEngine(fact_folders(lived_in)) as engine:
        assert examine(lived_in, engine, on_wait=finished).findings == ()
    assert waits == ["waited"]


def test_progress_is_told_to_the_end(lived_in: Path) -> None:
    told: dict[str, tuple[int, int]] = {}

    def tell(what: str, done: int, of: int) -> None:
        told[what] = (done, of)

    with DuckDbEngine(fact_folders(lived_in)) as engine:
        examine(lived_in, engine, tell=tell)
    assert set(told) == {"commits", "files", "seals", "values"}
    assert told["commits"] == (9, 9)
    assert told["seals"] == (4, 4)


def test_a_folder_that_never_was_a_workspace_is_not_looked_over(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("hello")
    with pytest.raises(FindingsError, match=r"store\.not_a_workspace"):
        examined(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_newer_layout_is_refused(folder: Path) -> None:
    with opened(folder, create=True):
        pass
    (folder / "FORMAT").write_text('{"layout":"assay-store/9"}')
    assert "store.layout_unknown" in codes(folder)
    with pytest.raises(FindingsError, match=r"store\.layout_unknown"), opened(folder):
        pass


def test_changed_facts_are_not_computed_with(folder: Path, store: Store) -> None:
    import_lines(store, LINES)
    (file,) = (folder / "facts" / "leads").iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(FindingsError, match=r"store\.file_changed"):
        store.tables()
