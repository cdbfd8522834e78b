"""Files that are not held: sealed, opened, searched and erased from piece by piece, and never in the clear on the disk."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assay.core.findings import Severity
from assay.core.tables import Contact
from assay.parsing.parser import Parser
from assay.ports import Content, ImportOptions, Limits
from assay.store import Store, contents, seal, traces
from assay.store.contents import Aside, Made, content_of, digest_of, pieces_of, size_of
from assay.store.seal import SealBrokenError
from tests.sources.large import Pieces, large
from tests.store.samples import opened
from tools.bench_large import ADDRESS

NOON = datetime(2028, 1, 1, 12, tzinfo=UTC)
SAID = ImportOptions(account="site/main", zone="UTC")
ROW_OF_ADDRESS = {"ga4_export": 11, "ga4_json": 10, "order_ledger": 11, "web_log": 10}
"""The generators put the address into their tenth event or order; a table has a header above."""


@pytest.fixture(autouse=True)
def held_is_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is more than 100,000 bytes is large here, so that the tests need no large files."""
    monkeypatch.setattr(contents, "HELD", 100_000)
    monkeypatch.setattr(seal, "HELD", 100_000)
    monkeypatch.setattr(traces, "_PART", 300_000)


@pytest.fixture
def parser() -> Iterator[Parser]:
    made = Parser(Limits())
    yield made
    made.close()


def bytes_of(content: Content) -> bytes:
    return b"".join(pieces_of(content))


def take_in(store: Store, path: Path, parser: Parser) -> str:
    content = content_of(path, lambda *_: None)
    assert not isinstance(content, bytes)
    parsed = parser.parse(path.name, content, SAID)
    assert parsed.records
    store.import_file(parsed, name=path.name, data=content, account="site/main", known_at=NOON, options=SAID)
    return str(store.log()[-1].details["blob"])


@pytest.mark.parametrize("name", sorted(ROW_OF_ADDRESS))
def test_a_person_is_erased_from_a_large_file_and_every_other_line_stays(
    tmp_path: Path, folder: Path, parser: Parser, name: str
) -> None:
    data = large(name)
    path = tmp_path / "large.csv"
    path.write_bytes(data)
    with opened(folder, create=True) as store:
        blob = take_in(store, path, parser)
        assert blob == hashlib.sha256(data).hexdigest()
        assert bytes_of(store.content(blob)) == data
        result = store.erase("email", ADDRESS, known_at=NOON, without_rows=parser.without_rows)
        row = ROW_OF_ADDRESS[name]
        assert [part.rows for part in result.blobs] == [(row,)]
        lines = data.splitlines(keepends=True)
        assert ADDRESS.encode() in lines[row - 1]
        lines[row - 1] = b"\n"
        assert bytes_of(store.content(blob)) == b"".join(lines)
        assert store.verify() == ()
        assert store.erase("email", ADDRESS, known_at=NOON, without_rows=parser.without_rows).blobs == ()


ORDER = "PI-X{n},,,,,2027-03-01,Bulk order,EUR,{amount},\n"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (ORDER.format(n=1, amount="many"), "sources.not_a_number"),
        (ORDER.format(n=1, amount="9" * 18), "parsing.number_too_large"),
        (ORDER.format(n=1, amount="1") * 2, "sources.repeated_row"),
    ],
)
def test_a_table_with_an_error_in_its_last_line_gives_no_record(parser: Parser, line: str, code: str) -> None:
    """The records of the thousands of rows before it were given already."""
    data = large("order_ledger") + line.encode()
    for content in (data, Pieces(data)):
        parsed = parser.parse("orders.csv", content, SAID)
        assert parsed.records == ()
        assert [finding.code for finding in parsed.findings if finding.severity is Severity.ERROR] == [code]


def test_a_large_file_that_was_refused_is_kept_and_gives_no_rows(
    tmp_path: Path, folder: Path, parser: Parser
) -> None:
    data = large("ga4_export") + b"20270301,1,page_view\n"
    path = tmp_path / "large.csv"
    path.write_bytes(data)
    with opened(folder, create=True) as store:
        content = content_of(path, lambda *_: None)
        parsed = parser.parse(path.name, content, SAID)
        result = store.import_file(parsed, name=path.name, data=content, account="", known_at=NOON)
        assert (result.refused, result.rows, parsed.records) == (True, {}, ())
        assert bytes_of(store.content(digest_of(data))) == data
        assert not any(store.tables().values())


def test_a_large_file_that_was_tampered_with_hands_nothing_out(
    tmp_path: Path, folder: Path, parser: Parser
) -> None:
    path = tmp_path / "large.log"
    path.write_bytes(large("web_log"))
    with opened(folder, create=True) as store:
        blob = take_in(store, path, parser)
        sealed = folder / "blobs" / blob
        changed = bytearray(sealed.read_bytes())
        for damage in (changed[:-1], changed[:20], changed[:-20] + bytes(4) + changed[-16:]):
            sealed.write_bytes(damage)
            with pytest.raises(SealBrokenError):
                store.content(blob)


def test_a_content_put_aside_comes_back_as_often_as_it_is_asked_for() -> None:
    data = large("web_log", 30_000)
    made = Made()
    for piece in Pieces(data).pieces():
        made.write(piece)
    content = made.content()
    assert isinstance(content, Aside)
    assert (size_of(content), digest_of(content)) == (len(data), hashlib.sha256(data).hexdigest())
    begun = content.pieces()
    next(begun)
    assert bytes_of(content) == data


def test_what_is_put_aside_is_not_in_the_clear() -> None:
    aside = Aside()
    aside.write(ADDRESS.encode() * 1_000)
    aside._file.seek(0)
    assert ADDRESS.encode() not in aside._file.read()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_traces_are_found_in_a_large_text_at_the_lines_of_a_small_one(end: str) -> None:
    lines = large("web_log").decode().splitlines()
    for number, written in ((2_000, "Anna%20Weber"), (4_000, "anna\u00a0weber"), (7_000, "ANNA  WEBER")):
        lines[number - 1] += written
    data = end.join(lines).encode()
    anna = traces.traces_of([Contact("name", "Anna Weber")])
    assert anna.rows_of(Pieces(data)) == anna.rows_of(data) == {2_000, 4_000, 7_000}
    left = traces.without_lines(Pieces(data), frozenset({2_000, 7_000}))
    assert bytes_of(left) == bytes_of(traces.without_lines(data, frozenset({2_000, 7_000})))
    assert anna.rows_of(left) == {4_000}
    asked = frozenset({1, 2_000, 8_001})
    assert traces.filled_rows(Pieces(data), asked) == traces.filled_rows(data, asked) == asked
    assert traces.filled_rows(left, asked) == {1, 8_001}


def test_how_far_a_large_file_is_read_is_told(tmp_path: Path) -> None:
    data = large("web_log", 30_000)
    path = tmp_path / "large.log"
    path.write_bytes(data)
    told: list[tuple[int, int]] = []
    content = content_of(path, lambda done, of: told.append((done, of)))
    steps = [*range(contents.PIECE, len(data), contents.PIECE), len(data)]
    assert told == [(done, len(data)) for done in steps]
    assert bytes_of(content) == data
    assert told == [(done, len(data)) for done in steps] * 2
