"""How long the main steps take, each beside a named reference of the same run. Medians; compare the ratios.

python -m tools.bench
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from assay.advice.monte_carlo import Runs, monte_carlo
from assay.core.acceptance.read import load_measurements
from assay.core.contract.amendment import load_amended
from assay.core.scenarios.scenario import Assumed
from assay.core.settlement.fold import fold
from assay.core.settlement.state import State
from assay.services.simulate import standard_ranges
from tests.lives.check import Shares, check_life
from tools.world import lists

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "contracts"
CONTRACT = CASES / "bases" / "worked-month.yaml"
MONTH = CASES / "worked-month" / "as_worked.yaml"
EXAMPLE = ROOT / "examples" / "streetlight"
SCENARIOS = 10_000


def main() -> None:
    """Print one row per step: median of the step, median of the reference, ratio."""
    with tempfile.TemporaryDirectory() as folder:
        lists.write(Path(folder))
        measurements = Path(folder) / "measurements.yaml"
        measurements.write_text(worked_month(), "utf-8")
        rows = [
            ("assay --help, process", _process("-m", "assay", "--help"), "python -c pass"),
            ("settle --measurements, process", _process(*_settle(measurements)), "python -c pass"),
            (
                "one step of the fold, worked month",
                _in_process(_one_step(measurements)),
                "json round trip of its figures",
            ),
            ("load and validate the example", _in_process(_load_contract), "yaml.safe_load of the same text"),
            (
                "a drawn life of 24 periods, checked",
                _in_process(lambda: check_life(1, 0, Shares()), runs=5),
                "json round trip of its figures",
            ),
            (
                "10,000 scenarios of the example, 2 cores",
                _in_process(_scenarios, runs=1),
                "10,000 json round trips of a month's figures",
            ),
            (
                "compare 5,000 claims, Excel written, process",
                _process(*_compared(folder), "--output", f"{folder}/c{{}}.xlsx", runs=3),
                "bare read and join of both lists",
            ),
            (
                "compare 5,000 claims, process",
                _process(*_compared(folder), runs=3),
                "bare read and join of both lists",
            ),
            (
                "demo, process",
                _process("-m", "assay", "demo", "--workspace", f"{folder}/w{{}}", runs=3),
                "python -c pass",
            ),
            (
                "32 importers race with one file: one batch",
                _race(Path(folder) / "raced", 32),
                "one import of that file, process",
            ),
        ]
        round_trip = _in_process(_json_reference(measurements))
        references = {
            "python -c pass": _process("-c", "pass"),
            "yaml.safe_load of the same text": _in_process(_yaml_reference),
            "json round trip of its figures": round_trip,
            "10,000 json round trips of a month's figures": SCENARIOS * round_trip,
            "one import of that file, process": _process(*_import(Path(folder) / "one{}"), runs=3),
            "bare read and join of both lists": _in_process(lambda: _bare_join(Path(folder)), runs=5),
        }
    print(f"{'step':<42}{'median':>12}{'reference':>12}{'ratio':>9}   reference")
    for name, seconds, reference in rows:
        base = references[reference]
        print(
            f"{name:<42}{seconds * 1000:>9.2f} ms{base * 1000:>9.2f} ms{seconds / base:>8.1f}x   {reference}"
        )


def worked_month() -> str:
    """The measurements file of the worked month, from its golden case."""
    case: dict[str, Any] = yaml.load(MONTH.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # makes only strings
    contract: dict[str, Any] = yaml.load(CONTRACT.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # makes only strings
    head = {"assay": "measurements/v1", "contract": {key: contract[key] for key in ("id", "version")}}
    return yaml.safe_dump(head | case["measurements"], allow_unicode=True, default_style='"')


def _settle(measurements: Path) -> tuple[str, ...]:
    return ("-m", "assay", "settle", str(CONTRACT), "--measurements", str(measurements))


def _process(*arguments: str, runs: int = 11) -> float:
    """Median wall time of a fresh interpreter; ``{}`` in an argument is the number of the run."""
    seconds = []
    for run in range(runs):
        command = [sys.executable, *(argument.replace("{}", str(run)) for argument in arguments)]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own interpreter
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def _import(workspace: Path) -> tuple[str, ...]:
    exports = EXAMPLE / "exports" / "2027-01"
    said = ("--mapping", "enquiry_log", "--zone", "Asia/Shanghai", "--account", "crm/huayao")
    return ("-m", "assay", "import", str(exports / "询盘登记表.xlsx"), *said, "--workspace", str(workspace))


def _race(workspace: Path, importers: int) -> float:
    """Wall time of so many importers of one file, until the last is done; all must agree on one commit, sound to the doctor."""
    start = time.perf_counter()
    command = [sys.executable, *_import(workspace)]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    running = [subprocess.Popen(command, **quiet) for _ in range(importers)]  # noqa: S603  # our own interpreter
    told = [importer.communicate()[1].decode() for importer in running]
    seconds = time.perf_counter() - start
    failed = [text for importer, text in zip(running, told, strict=True) if importer.returncode]
    commits = len(list((workspace / "log").iterdir()))
    doctor = [sys.executable, "-m", "assay", "doctor", "--workspace", str(workspace)]
    if failed or commits != 1 or subprocess.run(doctor, capture_output=True, check=False).returncode:  # noqa: S603  # our own interpreter
        raise SystemExit(f"{importers} importers of one file made {commits} commits; failed: {failed}")
    return seconds


def _in_process(step: Callable[[], object], runs: int = 101) -> float:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def _load_contract() -> object:
    text = (EXAMPLE / "contract.yaml").read_text("utf-8")
    return load_amended(
        text, "contract.yaml", [((EXAMPLE / "supplement-1.yaml").read_text("utf-8"), "supplement")]
    )


def _scenarios() -> object:
    """Ten thousand terms of the example, drawn by chance and settled by the fold."""
    amended, _ = load_amended((EXAMPLE / "contract.yaml").read_text("utf-8"), "contract")
    if amended is None:
        raise SystemExit("the example does not load")
    return monte_carlo(amended, Assumed(), standard_ranges(), Runs(SCENARIOS, seed=1, processes=2))


def _yaml_reference() -> object:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((EXAMPLE / "contract.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506  # a safe loader


def _one_step(measurements: Path) -> Callable[[], object]:
    amended, _ = load_amended(CONTRACT.read_text("utf-8"), "contract")
    read, _ = load_measurements(measurements.read_text("utf-8"), "measurements")
    if amended is None or read is None:
        raise SystemExit("the worked month does not load")
    return lambda: fold(amended, State(amended.first.id), read.periods)


def _compared(folder: str) -> tuple[str, ...]:
    return (
        "-m",
        "assay",
        "compare",
        f"{folder}/claims.xlsx",
        f"{folder}/enquiries.csv",
        "--market",
        "DE,GB,US",
    )


def _bare_join(folder: Path) -> object:
    """Both lists read and joined by the e-mail as it is typed: no phone, no person, no reason."""
    import csv  # noqa: PLC0415  # the reference alone needs it

    import python_calamine  # noqa: PLC0415  # same

    claims = python_calamine.load_workbook(folder / "claims.xlsx").get_sheet_by_index(0).to_python()
    with (folder / "enquiries.csv").open(encoding="utf-8-sig", newline="") as file:
        ours = {row[3].strip().lower(): row for row in csv.reader(file)}
    return [(claim, ours.get(str(claim[3]).strip().lower())) for claim in claims]


def _json_reference(measurements: Path) -> Callable[[], object]:
    import json  # noqa: PLC0415  # the reference alone needs it

    document = yaml.load(measurements.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # makes only strings
    return lambda: json.loads(json.dumps(document))


if __name__ == "__main__":
    main()
