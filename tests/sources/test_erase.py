"""After an erasure a file holds nothing of the person, and every other row stands where it stood."""

import io
import zipfile

import pytest

from assay.core.findings import Finding
from assay.sources.registry import detect, without_rows
from assay.sources.templates import template_bytes
from assay.sources.workbook import workbook_bytes
from tests.sources.reading import FIXTURES, Said, fixture, read

SAID: Said = {
    "account": "whatsapp/Li Na; 李娜",
    "zone": "Asia/Shanghai",
    "ours": "lumora.example",
}


def erased(name: str, rows: set[int]) -> bytes:
    source = detect(name, fixture(name))
    assert not isinstance(source, Finding)
    return source.without_rows(name, fixture(name), frozenset(rows))


@pytest.mark.parametrize(
    "name",
    [
        "campaigns.en.csv",
        "campaigns.zh.utf16.csv",
        "enquiry_log.gbk.csv",
        "webform.cp1252.csv",
        "sessions.csv",
    ],
)
def test_nothing_else_of_a_text_changes(name: str) -> None:
    assert erased(name, set()) == fixture(name)


def test_a_row_goes_and_the_others_keep_their_numbers_and_bytes() -> None:
    left = erased("enquiry_log.gbk.csv", {2})
    lines, before = left.split(b"\r\n"), fixture("enquiry_log.gbk.csv").split(b"\r\n")
    assert lines == [before[0], b"", *before[2:]]
    kept = [record for record in read(fixture("enquiry_log.gbk.csv"), **SAID).records if record.row == 3]
    assert list(read(left, **SAID).records) == kept


def test_a_row_of_several_lines_goes_whole() -> None:
    left = erased("webform.cp1252.csv", {2})
    assert b"bitte ein Angebot" not in left
    assert left.count(b"\r\n") == fixture("webform.cp1252.csv").count(b"\r\n")
    assert {record.row for record in read(left, **SAID).records} == {4}


def test_a_line_inside_a_row_takes_the_whole_row() -> None:
    assert erased("webform.cp1252.csv", {3}) == erased("webform.cp1252.csv", {2})


def test_a_wide_text_keeps_its_mark_and_lines() -> None:
    left = erased("campaigns.zh.utf16.csv", {4})
    assert left.startswith(b"\xff\xfe")
    before, after = (
        data[2:].decode("utf-16-le").split("\r\n") for data in (fixture("campaigns.zh.utf16.csv"), left)
    )
    assert after == [*before[:3], "", *before[4:]]


def test_a_chat_is_emptied_and_keeps_its_line_count() -> None:
    for name in ("_chat.txt", "WhatsApp Chat with +1 212-555-0141.txt"):
        left = erased(name, {2})
        assert set(left) <= set(b"\r\n")
        assert left.count(b"\n") == fixture(name).count(b"\n")


def test_a_workbook_loses_the_row_and_keeps_the_rest() -> None:
    data = template_bytes("enquiry_log", "zh")
    source = detect("log.xlsx", data)
    assert not isinstance(source, Finding)
    left = source.without_rows("log.xlsx", data, frozenset({3}))
    whole, rest = read(data, "log.xlsx", **SAID), read(left, "log.xlsx", **SAID)
    assert rest.records == tuple(record for record in whole.records if record.row != 3)
    assert source.without_rows("log.xlsx", data, frozenset({3})) == left
    assert b"Reuter" not in unpacked(left)
    assert b"Whitlock" in unpacked(left)


def test_a_file_of_no_known_format_loses_its_lines_too() -> None:
    data = b'who;what\r\nDana;1\r\n"Jonas\r\nReuter";2\r\nPriya;3\r\n'
    assert without_rows("own.csv", data, frozenset({3})) == b"who;what\r\nDana;1\r\n\r\n\r\nPriya;3\r\n"
    assert without_rows("own.csv", b"\x81\xff\n\x82\xfe\n", frozenset({1})) == b"\n\x82\xfe\n"
    book = workbook_bytes("own", [("who", "what"), ("Dana", "x"), ("Jonas", "y")])
    left = unpacked(without_rows("own.xlsx", book, frozenset({2})))
    assert (b"Dana" in left, b"Jonas" in left) == (False, True)


def test_odd_sheet_names_and_control_characters_do_not_stop_an_erasure() -> None:
    book = workbook_bytes("a/b[1]:?*" + "x" * 40, [("who",), ("Dana\x07 Whitlock",)])
    assert b"Dana Whitlock" in unpacked(without_rows("own.xlsx", book, frozenset({9})))


def unpacked(workbook: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return b"".join(package.read(name) for name in package.namelist())


def test_every_fixture_survives_the_loss_of_every_row() -> None:
    for file in sorted(FIXTURES.iterdir()):
        rows = {record.row for record in read(file.read_bytes(), file.name, **SAID).records}
        assert rows, file.name
        left = erased(file.name, rows)
        assert left.count(b"\n") == file.read_bytes().count(b"\n")
