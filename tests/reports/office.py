"""LibreOffice, to calculate workbooks anew: one run for all files, with a profile of its own, and every formula computed on opening."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

REQUIRED = os.environ.get("ASSAY_OFFICE") == "required"  # read before a test is shielded from such settings
_ALWAYS_CALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def soffice() -> str:
    """The program; without it the test is skipped, or fails where it is required."""
    found = shutil.which("soffice")
    if found is None:
        reason = "LibreOffice is not installed: apt-get install libreoffice-calc-nogui"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def calculated(files: Mapping[str, bytes], folder: Path) -> dict[str, Workbook]:
    """Name → the workbook with its results, each formula calculated from nothing.

    Args:
        files: Name without ending → bytes.
        folder: An empty one.
    """
    program = soffice()
    before, after, profile = (folder / name for name in ("before", "after", "profile"))
    for made in (before, after, profile / "user"):
        made.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_CALCULATE, "utf-8")
    for name, data in files.items():
        (before / f"{name}.xlsx").write_bytes(data)
    _convert(program, sorted(before.iterdir()), after, profile)
    return {name: openpyxl.load_workbook(after / f"{name}.xlsx", data_only=True) for name in files}


def _convert(program: str, files: Sequence[Path], target: Path, profile: Path) -> None:
    command = [
        program,
        "--headless",
        "--norestore",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(target),
        *map(str, files),
    ]
    done = subprocess.run(command, capture_output=True, check=False, timeout=900)  # noqa: S603  # our own command
    assert done.returncode == 0, done.stderr.decode()
