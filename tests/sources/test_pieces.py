"""A table that is not held gives what it gives when it is: the same records, findings, controls and facts."""

import io
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from assay.core.findings import Severity, has_errors
from assay.core.tables import Record
from assay.ports import ImportOptions
from assay.sources import problems
from assay.sources.lines import NotByLinesError
from assay.sources.mapped import MappedTable, pieces, ready_mapping, ready_names, repeating
from tests.sources.drawn import table

NAMES = tuple(name for name in ready_names() if not ready_mapping(name).running)
SAID = (
    ImportOptions(account="shop/main", zone="Europe/Berlin", currency="EUR"),
    ImportOptions(account="shop/main", zone="Asia/Shanghai"),
    ImportOptions(account="shop/main", date_order="dmy", decimal_mark=","),
    ImportOptions(zone="Mars/Base"),
)


@pytest.fixture(autouse=True)
def parts_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows at a time, and of a kind of finding no more than four listed."""
    monkeypatch.setattr(pieces, "PART", 3)
    monkeypatch.setattr(problems, "MOST_OF_A_KIND", 4)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_read_in_pieces_is_the_table_read_whole(name: str) -> None:
    source = MappedTable(ready_mapping(name))
    seen: Counter[str] = Counter()
    for number in range(150):
        chance = Random(f"{name} {number}")  # noqa: S311 - a seed, not a secret
        data, said = table(source.mapping, chance), chance.choice(SAID)
        whole = source.parse("a.csv", data, said)
        with suppress(NotByLinesError):
            assert source.parse_lines("a.csv", io.BytesIO(data), said) == whole, (name, number)
            seen["read"] += 1
        seen["imported" if whole.records else "refused" if has_errors(whole.findings) else "empty"] += 1
        seen["capped"] += any(finding.code == "sources.more_of_a_kind" for finding in whole.findings)
    assert seen["read"] > 120, seen
    assert min(seen["imported"], seen["refused"], seen["capped"]) > 2, seen


HEADER = "Date,Campaign,Sessions\n"
ROW = "2027-03-{day:02},spring,7\n"


def sessions(*lines: str) -> tuple[bytes, MappedTable]:
    return "".join((HEADER, *lines)).encode(), MappedTable(ready_mapping("web_sessions"))


def test_records_are_given_until_an_error_is_met() -> None:
    """Parts of three rows: the second holds a count that is none, and from it on nothing is given."""
    days = [ROW.format(day=day) for day in range(1, 10)]
    data, source = sessions(*days[:4], "2027-03-05,spring,many\n", *days[5:])
    taken: list[Record] = []
    parsed = source.parse_parts("a.csv", io.BytesIO(data), SAID[0], taken.extend)
    assert [record.row for record in taken] == [2, 3, 4]
    assert [finding.code for finding in parsed.findings if finding.severity is Severity.ERROR] == [
        "sources.not_a_number"
    ]
    assert (parsed.records, parsed.rows_read) == ((), 9)


def test_a_day_far_down_decides_the_order_of_all() -> None:
    """5/12 may be either; 13/12 in the last row says that the day comes first."""
    data, source = sessions(
        *(f"5/{month}/2027,spring,7\n" for month in range(1, 12)), "13/12/2027,spring,7\n"
    )
    parsed = source.parse_lines("a.csv", io.BytesIO(data), SAID[0])
    assert [record.values["day"] for record in parsed.records[:2]] == [date(2027, 1, 5), date(2027, 2, 5)]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows that came before are borne, the third is one too many."""
    monkeypatch.setattr(repeating, "MOST_AGAIN", 2)


@pytest.mark.usefixtures("impatient")
def test_what_says_the_same_over_and_over_is_not_read_to_its_end() -> None:
    """Rows 2 and 3 come again as 4, 5 and 6; that row 8 has no count is not looked at any more."""
    first, second = ROW.format(day=1), ROW.format(day=2)
    data, source = sessions(first, second, first, second, first, second, ROW.replace("7", "x").format(day=3))
    parsed = source.parse_lines("a.csv", io.BytesIO(data), SAID[1])
    found = [(item.code, item.place.line, dict(item.params)) for item in parsed.findings]
    assert [each[:2] for each in found if each[0] == "sources.repeated_row"] == [
        ("sources.repeated_row", 4),
        ("sources.repeated_row", 5),
        ("sources.repeated_row", 6),
    ]
    assert ("sources.not_read_on", 6, {"most": "2"}) in found
    assert parsed.rows_read == 5  # rows 2 to 6
    assert {each[1] for each in found} <= {0, 1, 4, 5, 6}
    assert (parsed.records, has_errors(parsed.findings)) == ((), True)


@pytest.mark.usefixtures("impatient")
def test_equal_rows_that_repeat_no_record_are_read_to_the_end() -> None:
    """Rows without the number that they must have replace nothing; all that is wrong with them is told, as when held."""
    rows = [
        "Order no.,Order date,Stage,Amount,Currency\n",
        *[",2027-03-01,paid,7.00,EUR\n"] * 5,
        "A-1,x,paid,7.00,EUR\n",
    ]
    source, data = MappedTable(ready_mapping("order_ledger")), "".join(rows).encode()
    whole = source.parse("a.csv", data, SAID[1])
    assert source.parse_lines("a.csv", io.BytesIO(data), SAID[1]) == whole
    assert max(finding.place.line for finding in whole.findings) == 7


def test_a_repeated_row_far_below_names_the_first_one() -> None:
    data, source = sessions(*(ROW.format(day=day) for day in (*range(1, 20), 2, 2)))
    (first, second) = [
        finding
        for finding in source.parse_lines("a.csv", io.BytesIO(data), SAID[0]).findings
        if finding.severity is Severity.ERROR
    ]
    assert (first.code, first.place.line, first.params["first"]) == ("sources.repeated_row", 21, "3")
    assert (second.place.line, second.params["first"]) == (22, "3")


def test_a_file_that_holds_itself_twice_is_refused_however_many_rows_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of nine days that stand twice three keys are held, those of lines 2 to 4: lines 11 to 13 repeat them."""
    monkeypatch.setattr(pieces, "MOST_REPEATED", 3)
    data, source = sessions(*(ROW.format(day=day) for day in (*range(1, 10), *range(1, 10))))
    parsed = source.parse_lines("a.csv", io.BytesIO(data), SAID[0])
    assert [finding.place.line for finding in parsed.findings if finding.code == "sources.repeated_row"] == [
        11,
        12,
        13,
    ]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("web_sessions", [HEADER, *["Total,,7\n"] * 1_001]),
        (
            "salesforce_leads",
            ["Lead ID,Created Date,Lead Status,Lead Source\n", *["\n"] * 10_001, "a,b,c,d\n"],
        ),
        (
            "hubspot_contacts",
            [
                "Record ID,Create Date,Email,Lifecycle Stage\n",
                *(f"{n},2027-03-01,,s{n}\n" for n in range(5_001)),
            ],
        ),
        ("media_ledger", ["Entry no,Date,Kind,Amount credited\n"]),
    ],
)
def test_what_would_have_to_be_held_to_its_end_is_read_whole(name: str, lines: list[str]) -> None:
    """More totals, lines that may be a footer, or unnamed values than are held; and a balance that has an order of its own."""
    source = MappedTable(ready_mapping(name))
    assert source.points(lines[0].encode())
    with pytest.raises(NotByLinesError):
        source.parse_lines("a.csv", io.BytesIO("".join(lines).encode()), SAID[0])


@pytest.mark.parametrize("last", ["2027-03-09", "2027-03-09 10:00"])
def test_whether_a_column_holds_days_only_is_decided_over_all_of_its_parts(last: str) -> None:
    rows = [f"00Q1G00000nDnM{number},New,Web,2027-03-0{number}\n" for number in range(1, 9)]
    text = (
        "Lead ID,Lead Status,Lead Source,Create Date\n" + "".join(rows) + f"00Q1G00000nDnM9,New,Web,{last}\n"
    )
    source, said = MappedTable(ready_mapping("salesforce_leads")), ImportOptions(account="crm/a", zone="UTC")
    whole = source.parse("a.csv", text.encode(), said)
    assert source.parse_lines("a.csv", io.BytesIO(text.encode()), said) == whole
    told = {finding.code for finding in whole.findings}
    assert ("sources.days_without_time" in told) == (last == "2027-03-09")
    assert ("sources.time_missing" in told) == (last != "2027-03-09")


def test_rows_numbered_by_what_they_say_are_read_as_a_whole() -> None:
    """Which of the rows that say the same a row is would begin anew with each piece."""
    mapping = ready_mapping("media_ledger")
    source = MappedTable(replace(mapping, running=None))
    with pytest.raises(NotByLinesError):
        source.parse_lines("a.csv", io.BytesIO(b"Date,Kind,Amount\n"), SAID[0])
