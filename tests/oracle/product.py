"""Runs the product as a stranger would, by its documented commands, and keeps what it prints."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.oracle.facts import Statement


def print_demo(example: Path, statements: list[Statement], work: Path) -> Path:
    """Fills `work` from the raw files and gives back the folder that `product_months` reads."""
    workspace, printed = work / "workspace", work / "printed"
    for folder in (printed / "statements", printed / "leads"):
        folder.mkdir(parents=True)
    assay("demo", "--example", str(example), "--workspace", str(workspace), "--lang", "en")
    for statement in statements:
        name = f"{statement.month}.json"
        shutil.copy(workspace / "demo" / f"statement-{name}", printed / "statements" / name)
        (printed / "leads" / name).write_bytes(ask("leads", example, statement, workspace))
    (printed / "measurements.json").write_bytes(ask("measure", example, statements[-1], workspace))
    return printed


def ask(command: str, example: Path, statement: Statement, workspace: Path) -> bytes:
    """What `assay leads` or `assay measure` prints of a month as it was known at its statement."""
    agreement = [str(example / "contract.yaml"), "--amendment", str(example / "supplement-1.yaml")]
    moment = ["--period", statement.month, "--as-of", f"{statement.as_of.isoformat()}+08:00"]
    return assay(command, *agreement, *moment, "--workspace", str(workspace), "--format", "json")


def assay(*arguments: str) -> bytes:
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "assay", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    if done.returncode:
        raise RuntimeError(f"assay {' '.join(arguments)}: {done.stderr.decode('utf-8', 'replace')}")
    return done.stdout
