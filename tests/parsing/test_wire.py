"""What may cross the pipe, and what may not."""

import io
import struct
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assay.core.comparison.records import Claim, Key, Trouble
from assay.core.findings import Finding, Place, Severity
from assay.core.tables import Contact, Record
from assay.parsing.wire import WireError, decode, encode, receive, send

VALUES = [
    "询盘", "\ud800", "\x00", 10**30, True, None,
    datetime(2027, 3, 1, 10, 0, 0, 1, UTC), date(2027, 3, 1), Decimal("-1E+3"),
    ("a", ("b", 1)), {"a": "b", "c": None},
    Finding("sources.no_rows", Place("a.csv", 3, "Day"), {"found": "x"}, Severity.INFO),
    (Record("leads", 2, {"email_key": Contact("email", "a@kunde.example"), "quantity": 3, "consent": False}),),
    (
        Record("leads", 2, {"lead_id": "L-1", "day": date(2027, 3, 1), "name": None}),
        Record("sessions", 2, {}),
        Record("leads", 3, {"lead_id": "\ud800", "day": None, "name": Contact("name", "李娜")}),
        Record("leads", 4, {"at": datetime(2027, 3, 1, 10, 0, 0, 1, UTC)}),
        Record("leads", 5, {"lead_id": date(2027, 3, 1), "day": "2027-03-01", "name": True}),
        Record("sessions", 9, {}),
    ),
    Claim("", 2, (Key("email", "a@kunde.example"),), day=date(2027, 3, 1), trouble=Trouble.RUINED),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_out_as_it_went_in(value: object) -> None:
    pipe = io.BytesIO()
    send(pipe, "done", value)
    length = pipe.tell()
    pipe.seek(0)
    assert receive(pipe) == ("done", (value,), length - 4)
    assert type(decode(encode(value))) is type(value)


@pytest.mark.parametrize("value", [1.5, b"x", object(), {1, 2}, [open]])
def test_anything_else_stays_where_it_is(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


@pytest.mark.parametrize(
    "node",
    [
        1.5, [], [[]], {}, ["os.system", "true"], ["Finding"], ["Severity", "fatal"], ["on", "2027-13-01"],
        ["rows", [["leads", ["a"]]], [0], [2], [[["", [1.5]]]]], ["rows", [["leads", ["a"]]], [0, 0], [2, 3], [[["", ["x"]]]]],
        ["rows", [["leads", [1]]], [0], [2], [[["", ["x"]]]]], ["rows", [["leads", ["a"]]], [0], ["2"], [[["", ["x"]]]]],
        ["rows", [["leads", ["a"]]], [1], [2], [[["", ["x"]]]]], ["rows", [["leads", ["a"]]], [0], [2], [[["who", [[1, 2]]]]]],
        ["rows", [["leads", ["a"]]], [0], [2], [[["os.system", ["true"]]]]], ["rows"], ["rows", 1, 2, 3, 4],
        ["n", "x"], ["m", 1], ["at", 5], ["Key", "a"], ["Severity"], ["m", ["t", ["m"]], 1],
    ],
)  # fmt: skip
def test_a_node_that_is_no_value_of_ours_is_refused(node: object) -> None:
    with pytest.raises(WireError):
        decode(node)


@pytest.mark.parametrize(
    "frame",
    [b"", b"{}", b"[]", b"[1]", b"[" * 100_000, b"\xff", b'"done"', b'["done", NaN]', b'["done", ["x"]]'],
)
def test_a_frame_that_is_none_is_refused(frame: bytes) -> None:
    with pytest.raises(WireError):
        receive(io.BytesIO(struct.pack(">I", len(frame)) + frame))


def test_a_frame_longer_than_any_is_not_waited_for() -> None:
    with pytest.raises(WireError):
        receive(io.BytesIO(struct.pack(">I", 2**32 - 1)))


def test_a_pipe_that_ends_within_a_frame_has_ended() -> None:
    with pytest.raises(EOFError):
        receive(io.BytesIO(struct.pack(">I", 9) + b"[1"))


def test_a_value_nested_without_end_is_no_frame() -> None:
    node: object = 1
    for _ in range(900):
        node = ["t", node]
    with pytest.raises(WireError):
        decode(node)
