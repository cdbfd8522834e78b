"""One workspace for each finding of the store, and a sentence in both languages for each."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import assay.store
from assay.core.findings import Finding, FindingsError
from assay.i18n import languages, translate
from assay.ports import ImportOptions
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


def other_key(folder: Path) -> None:
    (person,) = list((folder / "keys" / "persons").iterdir())[:1]
    shutil.copy(person, folder / "keys" / "workspace.key")


def lost_key(folder: Path) -> None:
    next((folder / "keys" / "persons").iterdir()).unlink()


def cut_key(folder: Path) -> None:
    key = next((folder / "keys" / "files").iterdir())
    key.write_bytes(key.read_bytes()[:-1])


def readable_key(folder: Path) -> None:
    next((folder / "keys" / "persons").iterdir()).chmod(0o640)


def returned_key(folder: Path) -> None:
    """With the store open, so that nothing is swept in between."""
    with opened(folder) as store:
        keys = {path: path.read_bytes() for path in (folder / "keys" / "persons").iterdir()}
        store.erase("phone", "+4915112345678", known_at=MOMENT, without_rows=without_lines)
        for path, key in keys.items():
            path.write_bytes(key)
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
        (folder / "records" / "note.txt").write_text("mine")
        raise FindingsError(store.verify())


def swapped_keys(folder: Path) -> None:
    with opened(folder) as store:
        import_lines(store, LINES[:1])
    first, second = (folder / "keys" / "files").iterdir()
    shutil.copy(first, second)


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
    "store.seal_broken": swapped_keys,
    "store.erased_file": erased_from,
    "store.statement_exists": released_twice,
    "store.unsafe_name": unsafe_name,
    "store.no_such_commit": no_such_commit,
    "store.not_undoable": undo_of_a_statement,
    "store.undo_without_effect": undo_of_what_another_undo_holds,
    "store.counts_already": same_file_twice,
    "store.statement_rests_on": undone_below_a_statement,
    "store.no_such_reject": no_such_reject,
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
    texts = [path.read_text("utf-8") for path in Path(assay.store.__file__).parent.glob("*.py")]
    assert set(re.findall(r'Finding\(\s*"(store\.\w+)"', "".join(texts))) == set(CAUSES)
