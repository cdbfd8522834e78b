"""What is read line by line is what is read as a whole; and what cannot be read so is read as before, or told."""

import io
import random
from collections.abc import Callable, Sequence

import pytest

from assay.core.findings import Finding
from assay.ports import ImportOptions, Streamed
from assay.sources.erase import table_without_rows, without_lines
from assay.sources.ga4_export import Ga4Export
from assay.sources.mapped import ready_mapping
from assay.sources.registry import choose
from assay.sources.streams import HEAD, File, file_without_rows, parse_file
from assay.sources.web_log import WebLog
from tests.sources.large import large

SAID = ImportOptions(account="site/main", zone="UTC")
FORMATS = ("ga4_export", "ga4_json", "order_ledger", "web_log")
ENOUGH = 100_000_000
LATE = '192.0.2.10 - - [{day}/Mar/2027:09:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "Mozilla/5.0"\n'


def as_file(data: bytes) -> File:
    return File("large", len(data), io.BytesIO(data))


def source_of(data: bytes) -> Streamed:
    found = choose("large", data, SAID)
    assert isinstance(found, Streamed)
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_a_large_file_read_by_its_lines_is_the_file_read_as_a_whole(name: str) -> None:
    data = large(name)
    assert len(data) > HEAD
    whole = source_of(data).parse("large", data, SAID)
    assert whole.records
    assert parse_file(as_file(data), SAID, file_bytes=ENOUGH) == whole


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_larger_than_what_may_be_held_is_read_by_its_lines(name: str) -> None:
    data = large(name)
    assert parse_file(as_file(data), SAID, file_bytes=len(data) - 1).rows_read >= 7_999


def test_a_large_file_of_another_format_is_refused_unread() -> None:
    """A statement with a running balance has an order of its own, and is not read in pieces."""
    columns = [field.headers[0] for field in ready_mapping("media_ledger").fields if field.required]
    data = ",".join(columns).encode() + b"\n" + b"%s\n" % (b"x" * 2_000) * 600
    parsed = parse_file(as_file(data), SAID, file_bytes=len(data) - 1)
    assert [finding.code for finding in parsed.findings] == ["parsing.file_too_large"]
    assert parse_file(as_file(data), SAID, file_bytes=len(data)).format_id == "media_ledger"


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "half a character": lambda data: data + b"20270301,1,page_view,v,1,\xe6\x98,1" + b"," * 9 + b"\n",
    "a NUL": lambda data: data + b"20270301,1,page_view,v,1,\0,1" + b"," * 9 + b"\n",
    "a quote that does not close": lambda data: data + b'20270301,1,page_view,v,1,"x,1' + b"," * 9 + b"\n",
    "UTF-16": lambda data: data.decode().encode("utf-16"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_what_cannot_be_read_by_its_lines_is_read_as_a_whole_with_the_same_findings(how: str) -> None:
    data = BROKEN[how](large("ga4_export"))
    found = choose("large", data, SAID)
    expected = [found] if isinstance(found, Finding) else list(found.parse("large", data, SAID).findings)
    read = parse_file(as_file(data), SAID, file_bytes=ENOUGH)
    assert list(read.findings) == expected
    refused = parse_file(as_file(data), SAID, file_bytes=len(data) - 1)
    assert [finding.code for finding in refused.findings] == ["parsing.file_too_large"]


def test_a_ragged_row_and_a_missing_last_line_break_are_told_as_ever() -> None:
    data = large("ga4_export") + b"20270301,1,page_view\n" + large("ga4_export").splitlines()[-1]
    whole = source_of(data).parse("large", data, SAID)
    assert {finding.code for finding in whole.findings} == {
        "sources.ragged_row",
        "sources.no_last_line_break",
    }
    assert parse_file(as_file(data), SAID, file_bytes=ENOUGH) == whole


def test_a_log_in_no_order_gives_the_same_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eleven days of lines; shuffled, most are more than a day late, and the file is begun again with all sessions kept."""
    monkeypatch.setattr("tools.bench_large.VISITS_EVERY_DAY", 60)
    ordered = large("web_log").splitlines(keepends=True)
    shuffled = random.Random(2).sample(ordered, len(ordered))  # noqa: S311 - a seed, not a secret
    told = [
        [(record.table, record.values) for record in WebLog().parse("large", b"".join(lines), SAID).records]
        for lines in (ordered, shuffled)
    ]
    assert len({values["day"] for _, values in told[0]}) > 10
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((1, 9), [(1, 2), (1, 3)]),
        ((1, 9, 1), [(1, 2), (1, 3)]),
        ((9, 1, 1, 9), [(1, 3), (1, 2)]),
    ],
)
def test_an_event_a_week_late_belongs_to_its_session(
    days: Sequence[int], expected: list[tuple[int, int]]
) -> None:
    """Google numbers a session by its first second; each day's events are one session: how many, and their first row."""
    header = "event_date,event_timestamp,event_name,user_pseudo_id,ga_session_id\n"
    begins = {day: 1_803_859_200 + 86_400 * day for day in days}
    rows = [f"202703{day:02},{begins[day]}000000,page_view,v,{begins[day]}\n" for day in days]
    records = Ga4Export().parse("large", (header + "".join(rows)).encode(), SAID).records
    assert [(record.values["sessions"], record.row) for record in records] == expected


def test_a_line_a_week_late_joins_the_session_that_it_lies_in() -> None:
    """A visit of 1 March, one of 9 March, and another line of the first: two sessions, not three."""
    data = "".join(LATE.format(day=day) for day in ("01", "09", "01")).encode()
    (first, second) = source_of(data).parse("a.log", data, SAID).records
    assert (first.values["sessions"], first.row, second.values["sessions"], second.row) == (1, 1, 1, 2)


@pytest.mark.parametrize("name", FORMATS)
def test_rows_are_left_out_of_a_large_file_as_of_a_small_one(name: str) -> None:
    data = large(name)
    rows = frozenset({1, 2, 5_000, 7_999})
    assert b"".join(file_without_rows(as_file(data), rows)) == source_of(data).without_rows(
        "large", data, rows
    )


def test_rows_are_left_out_of_a_table_that_is_not_read_by_its_lines() -> None:
    """In Latin letters of one byte, and the note of the last row has two lines: both go."""
    data = large("order_ledger") + 'PI-X,L-1,K,,,2027-03-01,Bulk order,EUR,1.00,"für\nuns"\nlast\n'.encode(
        "cp1252"
    )
    left = b"".join(file_without_rows(as_file(data), frozenset({8_001})))
    assert left == data[: data.index(b"PI-X")] + b"\n\nlast\n"


def test_a_row_of_several_lines_is_left_out_whole() -> None:
    data = large("ga4_export") + b'20270301,1,page_view,v,1,"a\nb",1,,,,,,,,,\nlast\n'
    left = b"".join(file_without_rows(as_file(data), frozenset({8_002})))
    assert left == data.replace(b'20270301,1,page_view,v,1,"a\nb",1,,,,,,,,,', b"\n")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_are_emptied_wherever_a_piece_ends(end: bytes) -> None:
    data = end.join([b"", b"a" * (HEAD - 1), b"b" * (HEAD - 2), b"", b"c", b"d" * HEAD * 2, b"e"])
    for rows in ({2}, {3}, {4, 5}, {6}, {1, 7}):
        assert b"".join(without_lines(io.BytesIO(data), rows)) == table_without_rows(
            data, lambda _: 0, frozenset(rows)
        )
