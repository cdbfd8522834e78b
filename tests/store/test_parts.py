"""A batch is the same, however its records come and in however many parts it is written."""

import errno
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assay.bootstrap import open_workspace
from assay.core.tables import Contact, Record, Value
from assay.engines.duckdb import DuckDbEngine
from assay.parsing import given
from assay.parsing.given import Given
from assay.parsing.wire import WireError, next_frame, opened, send
from assay.ports import ImportOptions, Parsed, PutAside
from assay.services import imports
from assay.services.staying import Known, staying
from assay.sources.digests import Digests
from assay.sources.mapped import MappedTable, ready_mapping
from assay.store import batch, contents, fact_files, fact_folders, open_store
from assay.store.owners import Owners
from tests.sources.large import large
from tests.store.samples import MOMENT

SAID = ImportOptions(account="shop/main", zone="UTC")


@pytest.fixture
def parsed() -> Parsed:
    """400 orders: 20 each of a customer, so that some 20 persons come again and again."""
    data = large("order_ledger", 401)
    read = MappedTable(ready_mapping("order_ledger")).parse("orders.csv", data, SAID)
    assert len(read.records) == 400
    return read


def frames_of(records: Sequence[Record], size: int = 30) -> Iterator[bytes]:
    for start in range(0, len(records), size):
        pipe = io.BytesIO()
        send(pipe, "given", tuple(records[start : start + size]))
        pipe.seek(0)
        yield next_frame(pipe)


def put_aside(records: Sequence[Record]) -> PutAside:
    """The records as a child would give them, more than may be held."""
    taken = Given()
    for frame in frames_of(records):
        taken.take(frame, opened(frame)[1])
    found = taken.records()
    assert isinstance(found, PutAside)
    return found


@pytest.fixture(autouse=True)
def little_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "HELD", 10_000)
    monkeypatch.setattr(contents, "HELD", 20_000)


def test_records_put_aside_are_the_records(parsed: Parsed) -> None:
    aside = put_aside(parsed.records)
    for _ in range(2):
        assert tuple(aside) == parsed.records
    assert (len(aside), aside.rows) == (400, {"orders": 400})
    assert (aside[7], aside[-1], aside[3:5]) == (parsed.records[7], parsed.records[-1], parsed.records[3:5])


def test_few_records_are_held(parsed: Parsed) -> None:
    taken = Given()
    taken.take(b"", (parsed.records,))
    assert taken.records() == parsed.records


@pytest.mark.parametrize("values", [(), (1,), ((1,),), ((), ())])
def test_what_is_no_records_is_not_taken(values: tuple[object, ...]) -> None:
    with pytest.raises(WireError):
        Given().take(b"", values)


def import_into(folder: Path, parsed: Parsed) -> tuple[bytes, list[list[tuple[Value, ...]]]]:
    """The commit and all rows of a workspace whose keys, salts and ids come from a seed."""
    numbers = iter(range(10**9))

    def entropy(count: int) -> bytes:
        return hashlib.shake_256(str(next(numbers)).encode()).digest(count)

    with DuckDbEngine(fact_folders(folder)) as engine:
        store = open_store(folder, engine, create=True, entropy=entropy)
        store.import_file(
            parsed, name="orders.csv", data=b"the file", account="shop/main", known_at=MOMENT, options=SAID
        )
        paths = sorted((folder / "facts").rglob("*.parquet"))
        rows = [
            [tuple(row.values()) for row in engine.rows('SELECT * FROM "found"', {"found": [path]}, {})]
            for path in paths
        ]
        assert store.verify() == ()
    assert not any((folder / "tmp").iterdir())
    return (folder / "log" / "000000001.json").read_bytes(), rows


def test_a_batch_is_the_same_in_one_part_and_in_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: Parsed
) -> None:
    """The commit names the digest of every file: whoever has the same commit has the same bytes."""
    _, whole = import_into(tmp_path / "whole", parsed)
    monkeypatch.setattr(batch, "PART", 30)
    monkeypatch.setattr(fact_files, "HELD", 70)
    held, rows = import_into(tmp_path / "held", parsed)
    aside, _ = import_into(tmp_path / "aside", replace(parsed, records=put_aside(parsed.records)))
    assert rows == whole
    assert [len(table) for table in whole] == [len({_mail(row) for row in parsed.records}) * 2, 400, 400]
    assert held == aside


def test_a_batch_is_the_same_with_few_ciphers_and_keys_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: Parsed
) -> None:
    """Some 20 persons with two contacts each, of whom three may be at hand."""
    sizes = []

    class Watched(dict[Any, Any]):
        def __setitem__(self, key: object, value: object) -> None:
            super().__setitem__(key, value)
            sizes.append(len(self))

    whole = import_into(tmp_path / "whole", parsed)
    monkeypatch.setattr(batch, "AT_HAND", 3)
    monkeypatch.setattr(batch, "_Maker", partial(batch._Maker, boxes=Watched(), contact_keys=Watched()))
    assert import_into(tmp_path / "few", parsed) == whole
    assert max(sizes) == 3


def test_what_waits_in_parts_is_gone_when_a_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: Parsed
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(batch, "PART", 30)
    monkeypatch.setattr(fact_files, "HELD", 70)
    monkeypatch.setattr(DuckDbEngine, "join_parquet", full)
    with pytest.raises(OSError, match="full"):
        import_into(tmp_path / "own", parsed)
    left = [
        path for folder in ("facts", "blobs", "log", "tmp") for path in (tmp_path / "own" / folder).rglob("*")
    ]
    assert [path for path in left if path.is_file()] == []


@pytest.mark.parametrize("replace_older", [False, True])
def test_older_rows_that_a_report_leaves_out_are_told_alike(tmp_path: Path, *, replace_older: bool) -> None:
    """Nine days of sessions, then a report of the same days without the third: one row stays, or is replaced."""
    data = "".join(("Date,Campaign,Sessions\n", *(f"2027-03-0{day},spring,7\n" for day in range(1, 10))))
    source = MappedTable(ready_mapping("web_sessions"))
    older = source.parse("a.csv", data.encode(), SAID)
    newer = source.parse("b.csv", data.replace("2027-03-03,spring,7\n", "").encode(), SAID)
    aside = replace(newer, records=put_aside(list(newer.records) * 20))  # again and again the same
    with open_workspace(tmp_path / "own", create=True) as own:
        own.store.import_file(
            older, name="a.csv", data=data.encode(), account="shop/main", known_at=MOMENT, options=SAID
        )
        known = Known(own.store.log(), 2)
        told = [staying(own, read, replace(SAID, replace=replace_older), known) for read in (newer, aside)]
    assert told[0] == told[1]
    (finding,) = told[0]
    assert (finding.code, finding.params["rows"]) == (
        "store.rows_replaced" if replace_older else "store.rows_stay",
        "1",
    )


def test_a_preview_counts_records_that_are_put_aside(monkeypatch: pytest.MonkeyPatch, parsed: Parsed) -> None:
    aside = replace(parsed, records=put_aside(parsed.records))
    monkeypatch.setattr(imports, "parse_file", lambda *_: aside)
    assert imports.preview_file("orders.csv", b"the file", SAID).rows == {"orders": 400}


def _mail(record: Record) -> str:
    contact = record.values["email_key"]
    assert isinstance(contact, Contact)
    return contact.value


def test_owners_are_told_by_row() -> None:
    owners = Owners()
    for row, person in ((2, "a"), (3, "b"), (10**15, "a")):
        owners.put(row, person)
    assert [owners.get(row) for row in (1, 2, 3, 4, 5_000, 10**15)] == [None, "a", "b", None, None, "a"]


def test_digests_know_what_was_noted_and_what_was_noted_twice() -> None:
    digests = Digests()
    for key in (*range(100_000), *range(500, 700)):
        digests.add(("orders", str(key)))
    assert ("orders", "99999") in digests
    assert ("orders", "100000") not in digests
    digests.leave_repeated()
    assert [key for key in range(100_000) if ("orders", str(key)) in digests] == [*range(500, 700)]
