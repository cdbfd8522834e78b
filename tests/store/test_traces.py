"""A contact is found however it is written, and other people's are not."""

import base64
import bz2
import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import openpyxl
import pytest

from assay.core.tables import Contact
from assay.store import traces
from assay.store.traces import filled_rows, numbered_texts, traces_of, without_lines

ANNA = traces_of(
    [
        Contact("email", "anna@lichtwerk.example"),
        Contact("phone", "+4915112345678"),
        Contact("name", "Jürgen Müller"),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "mailto:Anna@LICHTWERK.example?subject=hi",
        "ａｎｎａ＠lichtwerk.example",
        "+49 151 12345678",
        "0151/1234-5678",
        "0049 (151) 123 456 78",
        "tel 4915112345678 2027-01-03 10:00",
        "\u202a+49\u00a0151\u00a01234\u20115678\u202c: hello",
        "JÜRGEN  MÜLLER wrote",
        "请联系anna@lichtwerk.example谢谢",
        "GET /danke?email=Anna%40lichtwerk.example&x=1 HTTP/1.1",
        "GET /danke?name=J%C3%BCrgen+M%C3%BCller HTTP/1.1",
        "GET /danke?tel=%2B49+151+12345678 HTTP/1.1",
    ],
)
def test_it_finds_a_contact_however_it_is_written(text: str) -> None:
    assert ANNA.found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "anna@lichtwerk.de",
        "+49 151 12345679",
        "Jürgen Meier",
        "Jürgen Müllers",
        "joanna@lichtwerk.example",
        "+49 151 123456789",
        "151 1234 56 79",
        "2027-03-01, 10:00",
        "GET /danke?email=joanna%40lichtwerk.example HTTP/1.1",
        "",
    ],
)
def test_it_leaves_what_only_looks_alike(text: str) -> None:
    assert not ANNA.found_in(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "cp1252", "utf-16", "utf-16-le"])
def test_it_finds_the_line_in_every_encoding(encoding: str) -> None:
    data = "first\r\nHerr Jürgen Müller, 60 W\r\nlast\r\n".encode(encoding)
    assert ANNA.rows_of(data) == {2}


def test_two_numbers_that_differ_only_in_the_area_are_two() -> None:
    dallas = traces_of([Contact("phone", "+12145550100")])
    assert dallas.found_in("(214) 555-0100")
    assert not dallas.found_in("+1 314-555-0100")


def test_a_short_or_odd_number_is_looked_for_by_its_digits_or_not_at_all() -> None:
    assert traces_of([Contact("phone", "0800123")]).found_in("call 0800 123")
    assert not traces_of([Contact("phone", "110")]).found_in("110 pieces")


def test_chinese_names_of_two_characters_are_looked_for_and_single_words_are_not() -> None:
    assert traces_of([Contact("name", "王芳")]).found_in("客户王芳来电")
    assert not traces_of([Contact("name", "Rose")]).found_in("Rose gold lamp")
    assert not traces_of([Contact("company", "Lichtwerk GmbH")]).found_in("Lichtwerk GmbH")


def test_emptied_lines_keep_their_ends_and_the_others_their_numbers() -> None:
    assert without_lines(b"a\r\nb\nc\rd", frozenset({2, 4})) == b"a\r\n\nc\r"


def test_a_broken_text_is_searched_all_the_same() -> None:
    name = traces_of([Contact("name", "王芳")])
    assert name.rows_of("客户\n王芳\n".encode("gb18030") + b"\x81") == {2}
    assert name.rows_of("客户\n王芳\n".encode("utf-16") + b"\x81") == {2}


def test_a_workbook_is_searched_by_sheet_rows_and_in_its_other_parts() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["B3"], sheet["C5"] = "Jürgen Müller", 4915112345678
    workbook.properties.description = "anna@lichtwerk.example"
    out = io.BytesIO()
    workbook.save(out)
    assert ANNA.rows_of(out.getvalue()) == {0, 3, 5}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_packed_text_is_searched_as_far_as_it_unpacks(pack: Callable[[bytes], bytes]) -> None:
    log = "GET /\nGET /danke?email=anna@lichtwerk.example\nHerr Jürgen Müller\n".encode("cp1252")
    assert ANNA.rows_of(pack(log)) == {0}
    assert ANNA.rows_of(pack(b"GET /\n")) == set()
    assert ANNA.rows_of(pack(log)[:-4]) <= {0}
    assert ANNA.rows_of(pack(log)[:2] + b"Z\nanna@lichtwerk.example") == {2}


def test_a_workbook_that_would_unpack_to_gigabytes_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "_UNPACKED_BYTES_AT_MOST", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sheet1.xml", "0" * 1001)
    assert [row for row, _ in numbered_texts(out.getvalue())] == [0, 0]


def test_a_broken_workbook_is_searched_as_bytes() -> None:
    assert any(
        "anna@lichtwerk.example" in text for _, text in numbered_texts(b"PK\x03\x04anna@lichtwerk.example")
    )


@dataclass(frozen=True)
class Large:
    """A file that is too large to be held."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def pieces(self) -> Iterator[bytes]:
        return (self.data[start : start + 50] for start in range(0, len(self.data), 50))


def mail(text: str) -> bytes:
    body = base64.b64encode(text.encode()).decode()
    return f"From a@b.example\nContent-Transfer-Encoding: base64\n\n{body}\n".encode()


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(b"1\nanna@lichtwerk.example\n"),
        bz2.compress(b"1\nanna@lichtwerk.example\n"),
        mail("x" * 200 + " anna@lichtwerk.example"),
        b"1\n2 anna@lichtwerk.example\n",
    ],
    ids=["gzip", "bzip2", "mail", "text"],
)
def test_a_large_file_hides_nothing_that_a_small_one_shows(
    monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(traces, "_PART", 60)
    assert ANNA.rows_of(Large(data)) == ANNA.rows_of(data) != frozenset()
    assert filled_rows(Large(data), ANNA.rows_of(data)) == filled_rows(data, ANNA.rows_of(data))
