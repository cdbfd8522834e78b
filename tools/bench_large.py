"""A large file of seeded events, requests or rows, imported in a process of its own: time, and the peak of memory of all processes.

python -m tools.bench_large [--format ga4_export|ga4_json|web_log|web_sessions|order_ledger] [--megabytes 100] [--seed N] [--erase]

The file is written to a temporary folder and goes with it. ``--erase`` then erases an address that stands on one line.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

MEGABYTE = 1_000_000
GA4_HEADER = (
    "event_date,event_timestamp,event_name,user_pseudo_id,ga_session_id,campaign,session_engaged,page_location,"
    "page_title,page_referrer,device_category,operating_system,browser,country,city,stream_id"
)
PAGE = (
    "Outdoor lamps for hotels and gardens | Lumora,https://www.google.example/search?q=outdoor+lamps+for+hotels,"
    "desktop,Windows,Chrome,Germany,Hamburg,3141592653"
)
BEGIN = 1_798_761_600
"""2027-01-01 in UTC."""

VISITS_EVERY_DAY = 20_000
EVENTS_OF_A_VISIT = 12
ROWS_OF_A_DAY = 20_000
ADDRESS = "anna.weber@lichtwerk.example"
CAMPAIGNS = ("spring-lamps", "led-panels", "brand", "")
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was measured; 1 when the file was refused."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_large")
    parser.add_argument("--format", choices=sorted(LINES), default="ga4_export")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--erase", action="store_true")
    said = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"large{_SUFFIXES.get(said.format, '.csv')}"
        rows = _write(path, LINES[said.format](random.Random(said.seed)), said.megabytes * MEGABYTE)
        print(f"{said.format}: {rows:,} lines, {path.stat().st_size / MEGABYTE:,.0f} MB")
        seconds = max(600, said.megabytes)
        return _measure(path, Path(folder) / "workspace", seconds, erases=said.erase)


def _write(path: Path, lines: Iterator[str], size: int) -> int:
    written = rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in lines:
            written += file.write(line)
            rows += 1
            if written >= size:
                return rows
    return rows


def _measure(path: Path, workspace: Path, seconds: int, *, erases: bool) -> int:
    from assay.bootstrap import open_workspace  # noqa: PLC0415 - the writing of the file does not pay for it
    from assay.ports import ImportOptions, Limits  # noqa: PLC0415 - same
    from assay.services.erase import erase_person  # noqa: PLC0415 - same
    from assay.services.imports import content_of, import_file  # noqa: PLC0415 - same

    moment = datetime(2028, 1, 1, tzinfo=UTC)
    with _Peak() as peak, open_workspace(workspace, create=True) as opened:
        begun = time.perf_counter()
        report = import_file(
            opened,
            path.name,
            content_of(path),
            ImportOptions(account="site/bench", zone="UTC"),
            known_at=moment,
            limits=Limits(seconds=seconds),
        )
        took = time.perf_counter() - begun
        print(
            f"import: {report.rows_read:,} rows, {dict(report.rows)}, {[one.code for one in report.findings]}"
        )
        print(
            f"{took:,.1f} s, {report.rows_read / took:,.0f} rows/s, {path.stat().st_size / MEGABYTE / took:,.1f} MB/s"
        )
        if erases:
            begun = time.perf_counter()
            erased = erase_person(opened, ADDRESS, known_at=moment)
            rows = [len(blob.rows) for blob in erased.blobs]
            print(f"erasure: rows {rows}, {time.perf_counter() - begun:,.1f} s")
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    used = sum(each.ru_utime + each.ru_stime for each in usages)
    print(
        f"processor: {used:,.1f} s with the writing of the file; peak of all processes: {peak.megabytes:,.0f} MB"
    )
    return 1 if report.refused else 0


class _Peak:
    """The peak of the resident memory of this process and its children, looked at ten times a second."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            children = Path("/proc/self/task").glob("*/children")
            ids = ["self", *(number for path in children for number in path.read_text("ascii").split())]
            self.megabytes = max(self.megabytes, sum(map(_resident, ids)))


def _resident(process: str) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return 0.0
    return next(
        (int(line.split()[1]) / 1_000 for line in status.splitlines() if line.startswith("VmRSS")), 0.0
    )


def _visits(chance: random.Random) -> Iterator[tuple[int, int, int, str]]:
    """Event by event in the order of time: second, visitor, second in which the visit began, campaign."""
    gap = 86_400 / VISITS_EVERY_DAY / EVENTS_OF_A_VISIT
    open_: list[tuple[int, int, str]] = []
    number = 0
    while True:
        second = BEGIN + int(number * gap)
        if len(open_) < 400 or chance.random() < 1 / EVENTS_OF_A_VISIT:
            open_.append((chance.getrandbits(40), second, chance.choice(CAMPAIGNS)))
        at = chance.randrange(len(open_))
        visitor, began, campaign = open_[at]
        if len(open_) > 500:
            open_[at] = open_[-1]
            open_.pop()
        yield second, visitor, began, campaign
        number += 1


def _ga4_lines(chance: random.Random) -> Iterator[str]:
    yield f"{GA4_HEADER}\n"
    for number, (second, visitor, began, campaign) in enumerate(_visits(chance)):
        day = time.strftime("%Y%m%d", time.gmtime(second))
        page = f"https://www.lumora.example/lamps/{visitor % 997}?q={ADDRESS if number == 9 else visitor}"
        event = f"{day},{second}{number % 10**6:06},page_view,{visitor}.{began},{began},{campaign},1"
        yield f"{event},{page},{PAGE}\n"


def _ga4_json(chance: random.Random) -> Iterator[str]:
    for number, (second, visitor, began, campaign) in enumerate(_visits(chance)):
        said = {"ga_session_id": began, "campaign": campaign, "session_engaged": "1"}
        page = ADDRESS if number == 9 else f"https://www.lumora.example/lamps/{visitor % 997}"
        event: Mapping[str, object] = {
            "event_date": time.strftime("%Y%m%d", time.gmtime(second)),
            "event_timestamp": f"{second}{number % 10**6:06}",
            "event_name": "page_view",
            "user_pseudo_id": f"{visitor}.{began}",
            "event_params": [
                {
                    "key": key,
                    "value": {"string_value": value} if isinstance(value, str) else {"int_value": value},
                }
                for key, value in {**said, "page_location": page}.items()
            ],
        }
        yield f"{json.dumps(event)}\n"


def _log_lines(chance: random.Random) -> Iterator[str]:
    for number, (second, visitor, _, campaign) in enumerate(_visits(chance)):
        at = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(second))
        client = f"10.{visitor >> 16 & 255}.{visitor >> 8 & 255}.{visitor & 255}"
        asked = f"?q={ADDRESS}" if number == 9 else f"?utm_campaign={campaign}" if campaign else ""
        yield f'{client} - - [{at}] "GET /lamps/{visitor % 997}{asked} HTTP/1.1" 200 5120 "-" "{AGENT}"\n'


def _session_lines(chance: random.Random) -> Iterator[str]:
    """A row per campaign and day, as a shop with thousands of campaigns reports them."""
    yield "Date,Campaign,Sessions,Judged sessions,Bounced sessions,Class A invalid sessions,Form starts,Form submits\n"
    for number in itertools.count():
        day = time.strftime("%Y-%m-%d", time.gmtime(BEGIN + number // ROWS_OF_A_DAY * 86_400))
        campaign = (
            ADDRESS if number == 9 else f"outdoor-lamps-{number % ROWS_OF_A_DAY:05}-{CAMPAIGNS[number % 3]}"
        )
        judged = chance.randrange(1_000)
        part = chance.randrange(judged + 1)
        yield f"{day},{campaign},{judged + 20},{judged},{part},{judged - part},{part},{part // 3}\n"


def _order_lines(chance: random.Random) -> Iterator[str]:
    """An order a row; a customer orders twenty times."""
    yield "Order no,Lead ID,Customer,Email,Phone,Date,Stage,Currency,Amount,Note\n"
    for number in itertools.count():
        day = time.strftime("%Y-%m-%d", time.gmtime(BEGIN + number * 60))
        buyer = chance.randrange(number // 20 + 1)
        email = ADDRESS if number == 9 else f"buyer{buyer}@kontor{buyer % 997}.example"
        name = f"Kontor {buyer} GmbH"
        amount = f"{chance.randrange(100, 90_000)}.{chance.randrange(100):02}"
        yield f"PI-{number:09},L-{number // 3},{name},{email},,{day},Bulk order,EUR,{amount},wall lamps in three parts: the third follows by sea in spring\n"


LINES: Mapping[str, Callable[[random.Random], Iterator[str]]] = {
    "ga4_export": _ga4_lines,
    "ga4_json": _ga4_json,
    "web_log": _log_lines,
    "web_sessions": _session_lines,
    "order_ledger": _order_lines,
}
_SUFFIXES = {"ga4_json": ".json", "web_log": ".log"}
"""Format → how its files end, where not in ``.csv``."""

if __name__ == "__main__":
    sys.exit(main())
