"""One workspace for each finding of the store, and a sentence in both languages for each."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import assay.store
from assay.core.findings import Finding, FindingsError
from assay.engines.duckdb import DuckDbEngine
from assay.i18n import languages, translate
from assay.ports import ImportOptions
from assay.store import Told, examine, fact_folders
from assay.store.contents import OnDisk, digest_of
from tests.store.samples import (
    ACCOUNT,
    LINES,
    MOMENT,
    import_lines,
    log_bytes,
    opened,
    parsed_log,
    refused_log,
    without_lines,
)


def no_format(folder: Path) -> None:
    (folder / "FORMAT").unlink()


def letter_inside(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "letter.txt").write_text("hello")


def newer_format(folder: Path) -> None:
    (folder / "FORMAT").write_text('{"layout":"assay-store/9"}')


def lost_format(folder: Path) -> None:
    (folder / "FORMAT").unlink()
    raise FindingsError(examined(folder))


def lost_keys(folder: Path) -> None:
    shutil.rmtree(folder / "keys")
    raise FindingsError(examined(folder))


def other_key(folder: Path) -> None:
    shutil.copy(next((folder / "keys" / "files").iterdir()), folder / "keys" / "workspace.key")


def lost_key(folder: Path) -> None:
    next((folder / "keys" / "persons").iterdir()).unlink()


def cut_key(folder: Path) -> None:
    key = next((folder / "keys" / "files").iterdir())
    key.write_bytes(key.read_bytes()[:-1])


def readable_key(folder: Path) -> None:
    next((folder / "keys" / "persons").iterdir()).chmod(0o640)


def readable_statements(folder: Path) -> None:
    (folder / "statements").chmod(0o755)


def returned_key(folder: Path) -> None:
    """With the store open, so that nothing is swept in between."""
    with opened(folder) as store:
        keys = {path: path.read_bytes() for path in (folder / "keys" / "persons").iterdir()}
        store.erase("phone", "+4915112345678", known_at=MOMENT, without_rows=without_lines)
        for path, key in keys.items():
            path.write_bytes(key)
            path.chmod(0o600)
        raise FindingsError(store.verify())


def altered_commit(folder: Path) -> None:
    path = folder / "log" / "000000001.json"
    path.write_bytes(path.read_bytes().replace(b"import", b"export"))


def cut_log(folder: Path) -> None:
    with opened(folder) as store:
        import_lines(store, LINES[:1])
    for path in (folder / "log").iterdir():
        path.unlink()


def altered_statement(folder: Path) -> None:
    with opened(folder) as store:
        store.save_statement("lumora", "2027-01", 1, b"{}", pins={}, known_at=MOMENT)
    (folder / "statements" / "lumora" / "2027-01" / "v1.json").write_bytes(b"{ }")


def stray_file(folder: Path) -> None:
    with opened(folder) as store:
        put(folder / "records" / "note.txt")
        raise FindingsError(store.verify())


def put(path: Path) -> None:
    path.write_text("mine")
    path.chmod(0o600)


def strange_file(folder: Path) -> None:
    put(folder / "letter.txt")


def leftover(folder: Path) -> None:
    put(folder / "tmp" / "commit.json")
    raise FindingsError(examined(folder))


def swapped_keys(folder: Path) -> None:
    with opened(folder) as store:
        import_lines(store, LINES[:1])
    first, second = (folder / "keys" / "files").iterdir()
    shutil.copy(first, second)


def read_with_swapped_keys(folder: Path) -> None:
    swapped_keys(folder)
    with opened(folder) as store:
        for blob in (folder / "blobs").iterdir():
            store.read_blob(blob.name)


def written_while_read(folder: Path) -> None:
    path = folder.with_name("log.csv")
    path.write_bytes(b"before")
    content = OnDisk(path, 6, digest_of(b"before"), lambda *_: None)
    path.write_bytes(b"after!")
    with opened(folder) as store:
        store.import_file(refused_log(), name=path.name, data=content, account="", known_at=MOMENT)


def broken_middle(folder: Path) -> None:
    """Three imports; the second commit is lost, and a fact file of the first with it."""
    with opened(folder) as store:
        for line in LINES[:2]:
            import_lines(store, [line])
    (folder / "log" / "000000002.json").unlink()
    shutil.rmtree(folder / "facts" / "leads")


def lost_commit(folder: Path) -> None:
    broken_middle(folder)
    raise FindingsError([one for one in examined(folder) if one.code == "store.unnamed_files"])


def lost_facts(folder: Path) -> None:
    broken_middle(folder)
    raise FindingsError([one for one in examined(folder) if one.code == "store.absent_files"])


def two_histories(folder: Path) -> None:
    """A copy goes its own way, and its last commit is brought over."""
    copy = shutil.copytree(folder, folder.with_name("copy"))
    for workspace, line in ((folder, LINES[0]), (copy, LINES[1])):
        with opened(workspace) as store:
            import_lines(store, [line])
            store.save_record("verdicts", "k", b"v", known_at=MOMENT)
    shutil.copy(copy / "log" / "000000003.json", folder / "log")
    raise FindingsError(examined(folder))


def failing_disk(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assay.store.doctor.files.sha256_of", unreadable)
        raise FindingsError(examined(folder)[:1])


def unreadable(_path: Path) -> str:
    raise OSError(5, "Input/output error")


def nearly_full(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=7 << 20))
        raise FindingsError(examined(folder))


def back_up_inside(folder: Path) -> None:
    with opened(folder) as store:
        store.back_up(folder / "backup", None)


def back_up_elsewhere(folder: Path) -> None:
    put(folder.parent / "letter.txt")
    with opened(folder) as store:
        store.back_up(folder.parent, None)


def back_up_older(folder: Path) -> None:
    backup = shutil.copytree(folder, folder.with_name("backup"))
    with opened(backup) as store:
        import_lines(store, LINES[:1])
    shutil.rmtree(backup / "keys")
    with opened(folder) as store:
        store.back_up(backup, None)


def examined(folder: Path) -> tuple[Finding, ...]:
    with DuckDbEngine(fact_folders(folder)) as engine:
        return examine(folder, engine).findings


def erased_from(folder: Path) -> None:
    with opened(folder) as store:
        lines = LINES[:2]
        store.import_file(refused_log(), name="a", data=log_bytes(lines), account=ACCOUNT, known_at=MOMENT)
        store.erase("phone", "+4915112345678", known_at=MOMENT, without_rows=without_lines)
        store.import_file(
            parsed_log(lines), name="a", data=log_bytes(lines), account=ACCOUNT, known_at=MOMENT
        )


def released_twice(folder: Path) -> None:
    with opened(folder) as store:
        for data in (b"{}", b"[]"):
            store.save_statement("lumora", "2027-01", 1, data, pins={}, known_at=MOMENT)


def unsafe_name(folder: Path) -> None:
    with opened(folder) as store:
        store.save_record("../keys", "k", b"", known_at=MOMENT)


def no_such_commit(folder: Path) -> None:
    with opened(folder) as store:
        store.undo(9, known_at=MOMENT)


def undo_of_a_statement(folder: Path) -> None:
    with opened(folder) as store:
        saved = store.save_statement("lumora", "2027-01", 1, b"{}", pins={}, known_at=MOMENT)
        store.undo(saved.commit, known_at=MOMENT)


def undo_of_what_another_undo_holds(folder: Path) -> None:
    with opened(folder) as store:
        for number in (1, 2, 1, 3):
            store.undo(number, known_at=MOMENT)


def same_file_twice(folder: Path) -> None:
    with opened(folder) as store:
        store.undo(1, known_at=MOMENT)
        import_lines(store, LINES)
        store.undo(2, known_at=MOMENT)


def undone_below_a_statement(folder: Path) -> None:
    with opened(folder) as store:
        store.save_statement("lumora", "2027-01", 1, b"{}", pins={}, known_at=MOMENT)
        raise FindingsError(store.undo(1, known_at=MOMENT).findings)


def events_that_a_statement_saw(folder: Path) -> None:
    with opened(folder) as store:
        store.save_events(Told("lumora", "objections", b"{}", {"e1": "7"}), known_at=MOMENT)
        store.save_statement("lumora", "2027-01", 1, b"{}", pins={}, known_at=MOMENT)
        store.undo(2, known_at=MOMENT)


def delivery_that_objections_rest_on(folder: Path) -> None:
    with opened(folder) as store:
        store.save_events(Told("lumora", "delivery", b"{}", {"d1": ""}), known_at=MOMENT)
        store.save_events(
            Told("lumora", "objections", b"{1}", {"e1": "7"}, rests_on=("d1",)), known_at=MOMENT
        )
        store.undo(2, known_at=MOMENT)


def no_such_reject(folder: Path) -> None:
    with opened(folder) as store:
        store.import_file(
            parsed_log(LINES[:1]),
            name="a",
            data=log_bytes(LINES[:1]),
            account=ACCOUNT,
            known_at=MOMENT,
            options=ImportOptions(mends=1),
        )


CAUSES: dict[str, Callable[[Path], None]] = {
    "store.not_a_workspace": no_format,
    "store.folder_not_empty": letter_inside,
    "store.layout_unknown": newer_format,
    "store.key_mismatch": other_key,
    "store.key_missing": lost_key,
    "store.key_damaged": cut_key,
    "store.key_readable": readable_key,
    "store.key_not_destroyed": returned_key,
    "store.log_damaged": altered_commit,
    "store.log_behind": cut_log,
    "store.file_changed": altered_statement,
    "store.stray_file": stray_file,
    "store.seal_broken": read_with_swapped_keys,
    "store.key_wrong": swapped_keys,
    "store.keys_missing": lost_keys,
    "store.format_damaged": lost_format,
    "store.open_to_others": readable_statements,
    "store.foreign_file": strange_file,
    "store.leftovers": leftover,
    "store.unnamed_files": lost_commit,
    "store.absent_files": lost_facts,
    "store.log_forked": two_histories,
    "store.unreadable_file": failing_disk,
    "store.disk_low": nearly_full,
    "store.backup_inside": back_up_inside,
    "store.backup_other": back_up_elsewhere,
    "store.backup_ahead": back_up_older,
    "store.erased_file": erased_from,
    "store.statement_exists": released_twice,
    "store.unsafe_name": unsafe_name,
    "store.no_such_commit": no_such_commit,
    "store.not_undoable": undo_of_a_statement,
    "store.undo_without_effect": undo_of_what_another_undo_holds,
    "store.counts_already": same_file_twice,
    "store.statement_rests_on": undone_below_a_statement,
    "store.no_such_reject": no_such_reject,
    "store.file_moving": written_while_read,
    "store.events_in_statement": events_that_a_statement_saw,
    "store.events_rest_on": delivery_that_objections_rest_on,
}


def found_in(folder: Path, cause: Callable[[Path], None]) -> tuple[Finding, ...]:
    try:
        cause(folder)
        with opened(folder, create=cause is letter_inside) as store:
            return store.verify()
    except FindingsError as refused:
        return refused.findings


@pytest.mark.parametrize("code", sorted(CAUSES))
def test_each_finding_has_its_cause_and_its_words(folder: Path, code: str) -> None:
    with opened(folder, create=True) as store:
        import_lines(store, LINES)
    findings = found_in(folder, CAUSES[code])
    assert {finding.code for finding in findings} == {code}
    for lang in languages():
        for finding in findings:
            text = translate(lang, finding.code, finding.params)
            assert all(value in text for value in finding.params.values())


def test_no_finding_of_the_store_is_without_a_cause_here() -> None:
    texts = [path.read_text("utf-8") for path in Path(assay.store.__file__).parent.rglob("*.py")]
    assert set(re.findall(r'(?:Finding|warning)\(\s*"(store\.\w+)"', "".join(texts))) == set(CAUSES)
