"""The limits as a person meets them: options of the commands, and the memory of the command itself."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assay.i18n import languages
from assay.parsing.parser import parser_with
from assay.ports import ImportOptions, Limits
from tests.cli.running import assay, bytes_below
from tests.hostile.importing import high_water
from tests.hostile.tables import LOG, sparse

MEGABYTES = 512


@pytest.mark.parametrize("lang", languages())
def test_a_file_that_is_too_large_is_named_and_nothing_of_it_is_kept(tmp_path: Path, lang: str) -> None:
    sparse(tmp_path / "big.csv", LOG.encode(), 33_000_000)
    asked = ("import", tmp_path / "big.csv", "--memory", 64, "--workspace", tmp_path / "w", "--lang", lang)
    ran = assay(*asked)
    assert (ran.exit_code, ran.codes) == (1, ["parsing.file_too_large"])
    assert "33 MB" in ran.stderr
    assert "32 MB" in ran.stderr
    assert "--memory" in ran.stderr
    assert not any("blobs" in name for name in bytes_below(tmp_path / "w"))
    assert assay(*asked, "--dry-run").codes == ["parsing.file_too_large"]


def test_a_list_that_is_too_large_is_not_compared(tmp_path: Path) -> None:
    sparse(tmp_path / "big.csv", LOG.encode(), 33_000_000)
    ran = assay("compare", tmp_path / "big.csv", tmp_path / "big.csv", "--memory", 64)
    assert (ran.exit_code, ran.codes) == (1, ["parsing.file_too_large"] * 2)


def test_what_a_file_needs_can_be_allowed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(LOG + "x" * 15_000_000, "utf-8")
    asked = ("import", tmp_path / "a.csv", "--workspace", tmp_path / "w")
    assert assay(*asked, "--memory", 64).codes == ["parsing.needs_memory"]
    assert "parsing.needs_memory" not in assay(*asked).codes


def test_a_number_that_no_table_holds_is_refused_at_its_row() -> None:
    table = "订单号,日期,阶段,币种,金额,邮箱,电话\nPI-1,2027/3/9,大货,USD,9223372036854.775807,,\nPI-2,2027/3/9,大货,USD,9223372036854.775808,,\n"
    parsed = parser_with(Limits()).parse("o.csv", table.encode(), ImportOptions(mapping="order_ledger"))
    (error,) = [finding for finding in parsed.findings if finding.code == "parsing.number_too_large"]
    assert (error.place.line, error.place.path) == (3, "amount_micros")
    assert parsed.records == ()


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is looked up in /proc")
@pytest.mark.parametrize("size", [250_000_000, 1_000_000_000])
def test_the_command_itself_stays_small(tmp_path: Path, size: int) -> None:
    sparse(tmp_path / "big.csv", LOG.encode(), size)
    command = [sys.executable, "-m", "assay", "import", "big.csv", "--workspace", "w", "--lang", "en"]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    began, peak = time.monotonic(), 0.0
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    ) as process:
        while process.poll() is None and time.monotonic() - began < 60:
            peak = max(peak, high_water(process.pid))
            time.sleep(0.01)
        process.kill()
        said = process.stderr.read().decode() if process.stderr else ""
    assert process.returncode == 1, said
    assert "[sources.nul_byte]" in said or "[parsing." in said
    assert 0 < peak <= MEGABYTES
