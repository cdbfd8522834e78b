"""A small enquiry log as bytes and as records: one line per enquiry, ``lead;email;phone;name;product``."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from assay.core.findings import Finding, Place, Severity
from assay.core.tables import Contact, Record, Value
from assay.engines.duckdb import DuckDbEngine
from assay.ports import Content, Parsed
from assay.store import Store, fact_folders, open_store
from tests.store.plain_engine import PlainEngine

MOMENT = datetime(2027, 2, 3, 2, tzinfo=UTC)
ACCOUNT = "crm/huayao"
ANNA = "L-001;anna.weber@lichtwerk.example;+4915112345678;Anna Weber;pole light 60W"
BRUNO = "L-002;bruno@sonnenhof.example;+4915187654321;Bruno Keller;garden light"
CARLA = "L-003;carla@havenlight.example;+12025550143;Carla Stone;wall pack"
LINES = (ANNA, BRUNO, CARLA)


def log_bytes(lines: Sequence[str]) -> bytes:
    return "\n".join(("lead;email;phone;name;product", *lines, "")).encode()


def parsed_log(lines: Sequence[str]) -> Parsed:
    """Each line yields a lead and a qualification: two records of one row."""
    records = [record for row, line in enumerate(lines, start=2) for record in _records(row, line)]
    return Parsed("test_log", tuple(records), rows_read=len(lines), facts={"encoding": "utf-8"})


def _records(row: int, line: str) -> Iterator[Record]:
    lead, email, phone, name, product = line.split(";")
    values: dict[str, Value] = {
        "lead_id": lead,
        "created_at": MOMENT,
        "email_key": Contact("email", email) if email else None,
        "phone_key": Contact("phone", phone) if phone else None,
        "name_key": Contact("name", name) if name else None,
        "product": product,
        "quantity": 100,
        "consent": True,
    }
    yield Record("leads", row, values)
    yield Record("qualifications", row, {"lead_id": lead, "verdict": "qualified", "judged_at": MOMENT})


def parsed_spend(days: Sequence[int]) -> Parsed:
    """One campaign row per day of March 2027."""
    records = [
        Record(
            "spend",
            row,
            {
                "grain": "campaign",
                "entity": "search-de",
                "campaign": "search-de",
                "day": date(2027, 3, day),
                "currency": "USD",
                "cost_micros": day * 1_000_000,
            },
        )
        for row, day in enumerate(days, start=2)
    ]
    return Parsed("test_spend", tuple(records), rows_read=len(days))


def refused_log() -> Parsed:
    place = Place("WhatsApp +4915112345678.txt", 7, "电话")
    return Parsed(
        "test_log", (), (Finding("sources.bad_phone", place, {"found": "+4915112345678"}, Severity.ERROR),)
    )


def without_lines(_name: str, data: Content, rows: frozenset[int]) -> Content:
    assert isinstance(data, bytes)
    lines = data.split(b"\n")
    return b"\n".join(b"" if number in rows else line for number, line in enumerate(lines, start=1))


@contextmanager
def opened(folder: Path, *, create: bool = False, is_plain: bool = False) -> Iterator[Store]:
    with PlainEngine() if is_plain else DuckDbEngine(fact_folders(folder)) as engine:
        yield open_store(folder, engine, create=create)


def import_lines(
    store: Store, lines: Sequence[str], *, name: str = "log.csv", known_at: datetime = MOMENT
) -> int:
    result = store.import_file(
        parsed_log(lines), name=name, data=log_bytes(lines), account=ACCOUNT, known_at=known_at
    )
    return result.commit


def persons_with_keys(folder: Path) -> list[str]:
    """Ids of persons whose key was not destroyed: slots of 10 bytes of id, 32 of key and 8 of check, after 17 bytes."""
    found = []
    for path in sorted((folder / "keys" / "persons").iterdir()):
        data = path.read_bytes()
        slots = [data[at : at + 50] for at in range(17, len(data), 50)]
        found += [path.stem + slot[:10].hex() for slot in slots if any(slot[10:42])]
    return found
