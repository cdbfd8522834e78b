"""How fast and how large the data door is, beside a bare read of the same bytes in the same run. Compare the ratios.

python -m tools.bench_data [--leads N --touches M --days D]

Three tables over a market (:mod:`tools.world.market`): the import of each format, one more day, and the measures of each
month. Each step runs in a process of its own. Seconds are those of its processors, which a busy machine hardly changes,
without the start of the interpreter, with the child that reads the file, start and all; memory is the peak of both added.
"""

from __future__ import annotations

import argparse
import compileall
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

Entry = Mapping[str, str]
SAID = ("account", "zone", "currency", "decimal_mark", "mapping", "ours")
JOINED = ("web_log", "ga4_export")
ROOT = Path(__file__).parents[1]
CONTRACT = ROOT / "tests" / "world" / "market_contract.yaml"
LATER = "2028-01-01T00:00:00+08:00"
LINES = "columns={'line': 'VARCHAR'}, auto_detect=false, delim='\\x1f', quote='', escape='', header=false"
TABLE = "all_varchar=true, header=true, null_padding=true, ignore_errors=true, strict_mode=false, quote='\"', escape='\"'"
ENCODINGS = {
    "meta_leads": "utf-16",
    "linkedin_ads": "utf-16",
    "baidu_search": "latin-1",
}
WITH_TITLES = (
    "google_ads_report",
    "linkedin_ads",
    "baidu_search",
    "web_log",
    "email_messages",
    "whatsapp_chat",
)
READ_BY_MEASURES = ("leads", "interactions", "qualifications", "orders", "spend", "sessions")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the three tables; 1 when one more day does not equal the full rebuild."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_data")
    for name, usual in (("leads", 2_500), ("touches", 200_000), ("days", 33)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    said = parser.parse_args(arguments)
    if said.step:
        print(json.dumps(_STEPS[said.step[0]](*said.step[1:])))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return _bench(Path(folder), said.leads, said.touches, said.days)


def _bench(folder: Path, leads: int, touches: int, days: int) -> int:
    compileall.compile_dir(
        ROOT / "src" / "assay", quiet=1
    )  # as an installation has it; a child compiles nothing to keep
    size = ("--leads", str(leads), "--touches", str(touches), "--seed", "bench", "--days", str(days))
    for name, until in (("before", days - 1), ("after", days)):
        start = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "tools.world.market",
            *size,
            "--until",
            str(until),
            str(folder / name),
        ]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own module
        print(f"market of {until} days written in {time.perf_counter() - start:.1f} s")
    _formats(folder / "after", folder)
    return _one_more_day(folder)


# ── The import of each format ──────────────────────────────────────────────────────────────────────────────────────


def _formats(market: Path, folder: Path) -> None:
    print(
        f"\n{'format':<20}{'rows':>9}{'MB':>8}{'rows/s':>10}{'seconds':>9}{'bare':>9}{'ratio':>8}{'peak MB':>9}{'bare MB':>9}"
    )
    for name, (entry, path) in sorted(_largest(market, folder).items()):
        ours = _step("import", str(path), json.dumps(entry), str(folder / f"ws-{name}"))
        bare = _step("read", str(path), name)
        seconds, base = ours["seconds"], bare["seconds"]
        print(
            f"{name:<20}{ours['rows']:>9,}{path.stat().st_size / 1e6:>8.1f}{ours['rows'] / seconds:>10,.0f}{seconds:>9.2f}"
            f"{base:>9.3f}{seconds / base:>7.0f}x{ours['peak']:>9.0f}{bare['peak']:>9.0f}"
        )


def _largest(market: Path, folder: Path) -> dict[str, tuple[Entry, Path]]:
    """Format → its largest file; the days of a site are put together to a month, as the pages ask people to do."""
    found: dict[str, tuple[Entry, Path]] = {}
    for entry in _entries(market):
        name, path = entry["format"], market / entry["path"]
        if name in JOINED:
            month = folder / f"{name}-{path.parent.name}{path.suffix}"
            with month.open("ab") as file:
                file.write(path.read_bytes())
            path = month
        if name not in found or path.stat().st_size > found[name][1].stat().st_size:
            found[name] = (entry, path)
    return found


# ── Measures, and one more day ─────────────────────────────────────────────────────────────────────────────────────


def _one_more_day(folder: Path) -> int:
    before, after = folder / "before", folder / "after"
    contract, months = _contract(after, folder), sorted({path.name for path in (after / "exports").iterdir()})
    old = {entry["path"]: _digest(before / entry["path"]) for entry in _entries(before)}
    news = [entry for entry in _entries(after) if old.get(entry["path"]) != _digest(after / entry["path"])]
    grown, whole = folder / "grown", folder / "whole"
    first = _step("all", str(before), json.dumps(_entries(before)), str(grown))
    day = _step("all", str(after), json.dumps(news), str(grown))
    rebuilt = _step("all", str(after), json.dumps(_entries(after)), str(whole))
    print(f"\n{'step':<44}{'seconds':>9}{'peak MB':>9}")
    for text, step in (
        (f"import of all but the last day, {len(old)} files", first), (f"import of one more day, {len(news)} files", day),
        (f"import of everything, {len(_entries(after))} files", rebuilt),
    ):  # fmt: skip
        print(f"{text:<44}{step['seconds']:>9.2f}{step['peak']:>9.0f}")
    print(f"{'one more day ÷ everything':<44}{day['seconds'] / rebuilt['seconds']:>9.3f}")
    return _measures([month for month in months if month > "2026-12"], contract, grown, whole)


def _measures(months: Iterable[str], contract: Path, grown: Path, whole: Path) -> int:
    print(
        f"\n{'measures':<12}{'leads':>9}{'seconds':>9}{'bare scan':>11}{'ratio':>8}{'peak MB':>9}{'bare MB':>9}   one more day = rebuild"
    )
    differ = 0
    for month in months:
        ours, bare = _step("measure", str(whole), str(contract), month), _step("scan", str(whole))
        same = ours["figures"] == _step("measure", str(grown), str(contract), month)["figures"]
        differ += not same
        print(
            f"{month:<12}{ours['leads']:>9,}{ours['seconds']:>9.2f}{bare['seconds']:>11.3f}"
            f"{ours['seconds'] / bare['seconds']:>7.0f}x{ours['peak']:>9.0f}{bare['peak']:>9.0f}   {'yes' if same else 'NO'}"
        )
    return 1 if differ else 0


def _contract(market: Path, folder: Path) -> Path:
    """The contract with the vendor who runs Google, for as long as the market lasts."""
    told: dict[str, Any] = json.loads((market / "truth" / "market.json").read_text("utf-8"))
    text = CONTRACT.read_text("utf-8").replace('end: "2027-03-31"', 'end: "2027-12-31"')
    text = text.replace("total: 90000.00 CNY", "total: 360000.00 CNY")
    filled = {
        "MARKETS": ", ".join(told["buyer"]["markets"]),
        "ACCOUNTS": ", ".join(told["vendors"][0]["accounts"]),
        "BRAND": told["buyer"]["name"].lower(),
    }
    for blank, words in filled.items():
        text = text.replace(blank, words)
    path = folder / "contract.yaml"
    path.write_text(text, "utf-8")
    return path


# ── Steps, each in a process of its own ────────────────────────────────────────────────────────────────────────────


def _step(name: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tools.bench_data", "--step", name, *arguments]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # our own module
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def _timed(step: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    start = time.process_time()
    found = step()
    seconds = time.process_time() - start
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    seconds += children.ru_utime + children.ru_stime
    return {**found, "seconds": seconds, "peak": (own.ru_maxrss + children.ru_maxrss) / 1024}


def _import_one(path: str, entry: str, workspace: str) -> dict[str, Any]:
    said = {**json.loads(entry), "path": Path(path).name}
    return _import_all(str(Path(path).parent), json.dumps([said]), workspace)


def _import_all(market: str, entries: str, workspace: str) -> dict[str, Any]:
    from assay.bootstrap import open_workspace  # noqa: PLC0415  # a step of another kind does not pay for it
    from assay.parsing.parser import parser_with  # noqa: PLC0415  # same
    from assay.ports import ImportOptions  # noqa: PLC0415  # same
    from assay.services.imports import STANDARD, content_of, import_file  # noqa: PLC0415  # same

    def step() -> dict[str, Any]:
        rows = 0
        for entry in json.loads(entries):
            path, options = (
                Path(market, entry["path"]),
                ImportOptions(**{key: entry[key] for key in SAID if key in entry}),
            )
            known_at = datetime.fromisoformat(entry["known_at"])
            report = import_file(opened, path.name, content_of(path), options, known_at=known_at)
            if report.refused:
                raise SystemExit(f"{path}: {[finding.code for finding in report.findings]}")
            rows += report.rows_read
        parser_with(STANDARD).close()  # what a child has used is known when it has ended
        return {"rows": rows}

    with open_workspace(Path(workspace), create=True) as opened:
        return _timed(step)


def _read_bare(path: str, name: str) -> dict[str, Any]:
    """Every cell of a file as text; every line where it is no plain table."""
    import duckdb  # noqa: PLC0415  # same

    encoding = f", encoding='{ENCODINGS[name]}'" if name in ENCODINGS else ""
    reader = f"read_csv('{path}', {LINES if name in WITH_TITLES else TABLE}{encoding})"
    if name == "ga4_export":
        reader = f"read_json('{path}', format='newline_delimited')"
    question = f"SELECT MIN(COLUMNS(*)) FROM {reader}"  # noqa: S608  # our own names
    with duckdb.connect(config={"threads": 2}) as connection:
        return _timed(lambda: {"found": str(connection.execute(question).fetchone())[:0]})


def _measure(workspace: str, contract: str, month: str) -> dict[str, Any]:
    from assay.bootstrap import open_workspace  # noqa: PLC0415  # same
    from assay.core.contract.amendment import load_amended  # noqa: PLC0415  # same
    from assay.core.period import Month  # noqa: PLC0415  # same
    from assay.services.settle import measure_now, measurements_with  # noqa: PLC0415  # same

    amended, findings = load_amended(Path(contract).read_text("utf-8"), contract)
    if amended is None:
        raise SystemExit(str(findings))
    with open_workspace(Path(workspace)) as opened:

        def step() -> dict[str, Any]:
            year, number = map(int, month.split("-"))
            measured = measure_now(opened, amended, Month(year, number), datetime.fromisoformat(LATER))
            document = measurements_with(opened, amended, measured.figures)
            verdicts = sorted(
                (each.book, each.id, each.verdict.value, each.reason) for each in measured.verdicts
            )
            figures = hashlib.sha256(json.dumps([document, verdicts], sort_keys=True).encode()).hexdigest()
            return {"leads": len(verdicts), "figures": figures}

        return _timed(step)


def _scan(workspace: str) -> dict[str, Any]:
    """Every column of the tables that measures read."""
    import duckdb  # noqa: PLC0415  # same

    from assay.bootstrap import open_workspace  # noqa: PLC0415  # same

    with open_workspace(Path(workspace)) as opened:
        tables = opened.tables_as_of(datetime.fromisoformat(LATER))
        paths = [[str(path) for path in tables[name]] for name in READ_BY_MEASURES if tables.get(name)]
    with duckdb.connect(config={"threads": 2}) as connection:

        def step() -> dict[str, Any]:
            for files in paths:
                connection.execute(
                    "SELECT MIN(COLUMNS(*)) FROM read_parquet(?, union_by_name=true)", [files]
                ).fetchone()
            return {}

        return _timed(step)


def _entries(market: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = tomllib.loads((market / "manifest.toml").read_text("utf-8"))["file"]
    return entries


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


_STEPS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "import": _import_one, "all": _import_all, "read": _read_bare, "measure": _measure, "scan": _scan,
}  # fmt: skip

if __name__ == "__main__":
    raise SystemExit(main())
