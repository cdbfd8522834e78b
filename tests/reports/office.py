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

_UTF_8_CSV = "Text - txt - csv (StarCalc):44,34,76,1"
_FILTERS = {"csv": f"csv:{_UTF_8_CSV}", "xlsx": "xlsx", "ods": "ods", "xls": "xls:MS Excel 97"}


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


def _convert(
    program: str,
    files: Sequence[Path],
    target: Path,
    profile: Path,
    *,
    to: str = "xlsx",
    more: Sequence[str] = (),
) -> None:
    command = [
        program,
        "--headless",
        "--norestore",
        f"-env:UserInstallation={profile.as_uri()}",
        *more,
        "--convert-to",
        to,
        "--outdir",
        str(target),
        *map(str, files),
    ]
    done = subprocess.run(command, capture_output=True, check=False, timeout=900)  # noqa: S603  # our own command
    assert done.returncode == 0, done.stderr.decode()


def resaved(files: Mapping[str, bytes], to: str, folder: Path) -> dict[str, bytes]:
    """File name → the file as LibreOffice opens it and saves it again as ``csv``, ``xlsx``, ``ods`` or ``xls``.

    A workbook becomes its first sheet; CSV is opened as when somebody double-clicks it: UTF-8, commas, every column as it
    looks.
    """
    program = soffice()
    before, after, profile = (folder / name for name in ("before", "after", "profile"))
    for made in (before, after, profile / "user"):
        made.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_CALCULATE, "utf-8")
    for name, data in files.items():
        (before / name).write_bytes(data)
    for suffix, more in ((".csv", [f"--infilter={_UTF_8_CSV}"]), (".xlsx", [])):
        some = [path for path in sorted(before.iterdir()) if path.suffix == suffix]
        if some:
            _convert(program, some, after, profile, to=_FILTERS[to], more=more)
    return {name: (after / f"{Path(name).stem}.{to}").read_bytes() for name in files}
