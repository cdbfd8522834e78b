"""Contracts made to hurt: refused with findings, in bounded time and memory, never with a traceback.

The time limits are those of a machine that is busy with other things; each of these takes well under a second alone.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.core.contract.document import MAX_BYTES, MAX_VALUES
from assay.core.contract.load import load_contract
from tests.findings.causing import good_text

GENEROUS_SECONDS = 30
GOOD = good_text("contract.yaml")
CAP = "limit: 20% of fee.month"


def in_the_cap(formula: str) -> str:
    assert GOOD.count(CAP) == 1
    return GOOD.replace(CAP, f'limit: "{formula}"')


def many(block: str, entry: Callable[[int], str], count: int) -> str:
    """The good contract with a block of many entries in place of its own."""
    head, _, rest = GOOD.partition(f"{block}:\n")
    own = rest.splitlines(keepends=True)
    after = next(index for index, line in enumerate(own) if not line.startswith(" "))
    return f"{head}{block}:\n{''.join(map(entry, range(count)))}{''.join(own[after:])}"


BILLION_LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = {
    "aliases of aliases": (BILLION_LAUGHS, {"document.anchor"}),
    "an alias to itself": ("a: &a [*a]\n", {"document.anchor"}),
    "a tag that builds an object": (
        "a: !!python/object/apply:os.system [id]\n",
        {"document.tag"},
    ),
    "a merge key": (GOOD.replace("fee: {", "fee: {<<: *other, "), {"document.alias"}),
    "a tag that makes a float": (GOOD.replace('version: "1.0.0"', "version: !!float 1.0"), {"document.tag"}),
    "half a million brackets": ("a: " + "[" * 500_000, {"document.too_deep"}),
    "brackets and keys in turn": ("{a: [" * 200_000, {"document.too_deep"}),
    "indents without end": (
        "".join(f"{' ' * depth}a:\n" for depth in range(1_200)),
        {"document.too_deep"},
    ),
    "keys that are lists": ("? " * 200_000 + "a\n", {"document.too_deep", "document.key_not_text"}),
    "more bytes than are read": ("#" * (MAX_BYTES + 1), {"document.too_large"}),
    "many bytes in few letters": ("# " + "试" * (MAX_BYTES // 3 + 1), {"document.too_large"}),
    "more values than are read": (f"a: [{'x,' * MAX_VALUES}x]\n", {"document.too_many"}),
    "more fields than are read": ("".join(f"k{n}: x\n" for n in range(MAX_VALUES)), {"document.too_many"}),
    "many unknown fields": (
        GOOD + "".join(f"k{n}: x\n" for n in range(9_000)),
        {"contract.unknown_field"},
    ),
    "many clauses that all conflict": (
        many(
            "clauses",
            lambda n: (
                f"  - {{id: C{n}, priority: '1', head: {('compensation', 'damages')[n % 2]}, kind: cost_share, "
                "for: lead.invalid, lot: spend, multiple: '1'}\n"
            ),
            1_200,
        ),
        {"contract.conflict"},
    ),
    "many names that are not there": (
        many(
            "triggers",
            lambda n: (
                f"  - {{id: T{n}, when: {{kpi: k{n}, below: 80% of target}}, for: 2 consecutive month, then: [x]}}\n"
            ),
            1_200,
        ),
        {"contract.unknown_name"},
    ),
    "a sum of a million terms": (in_the_cap("1 + " * 999_999 + "1"), {"document.too_large"}),
    "a sum of as many terms as fit": (in_the_cap("1+" * 4_900 + "1"), {"formula.too_long"}),
    "brackets in a formula": (in_the_cap("(" * 190 + "1" + ")" * 190), {"formula.too_deep"}),
    "minus signs in a formula": (in_the_cap("-" * 390 + "1"), {"formula.too_deep"}),
    "powers by multiplication": (
        in_the_cap(" x ".join(["9" * 30] * 60) + " x fee.month"),
        set(),
    ),
    "a number of as many digits as fit": (
        GOOD.replace("total: 180000.00 CNY", f"total: {'9' * 9_900} CNY"),
        {"contract.unreadable_value"},
    ),
    "a rate per as many digits as fit": (
        GOOD.replace("rate: 300.00 CNY/lead", f"rate: 300.00 CNY/{'9' * 9_900}"),
        {"contract.wrong_unit"},
    ),
    "redelivery per as many digits as fit": (
        GOOD.replace("combine:", "monitors: {seen: {metric: delivered_share}}\ncombine:").replace(
            "  - {id: C2,",
            "  - {id: C4, priority: '40', head: make_good, kind: redelivery, for: seen, "
            f"rate: 1 CNY/{'9' * 9_900}}}\n  - {{id: C2,",
        ),
        {"contract.unreadable_value"},
    ),
    "a deadline of ten thousand years": (
        GOOD.replace("day 5 of next month}", "day 5 of next month, pay_within: 9999 year}"),
        {"contract.unreadable_value"},
    ),
    "a week without a workday": (
        GOOD.replace(
            "  brand:\n",
            '  cn: {kind: workdays, rows: [{from: "2027-01-01", rest: [mon, tue, wed, thu, fri, sat, sun]}]}\n  brand:\n',
        ),
        {"contract.unknown_word"},
    ),
    "a zone outside the database": (
        GOOD.replace("tz: Asia/Shanghai, week", "tz: ../../../etc/passwd, week"),
        {"contract.unknown_zone"},
    ),
    "a zone of as many letters as fit": (
        GOOD.replace("tz: Asia/Shanghai, week", f"tz: {'A' * 9_900}, week"),
        {"contract.unknown_zone"},
    ),
    "seasons that copy each other": (
        GOOD.replace('season: {"01": "0.9"}', "season: same_as qualified"),
        {"contract.unknown_name"},
    ),
    "a text longer than is read": (
        GOOD.replace("en: The sheet", f"en: {'x' * 500_000}"),
        {"document.too_long"},
    ),
    "a NUL": ("assay: v1\x00\n", {"document.not_yaml"}),
    "half a surrogate": ("assay: \ud800\n", {"document.not_yaml"}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_refused_with_a_finding(kind: str) -> None:
    text, expected = HOSTILE[kind]
    _, findings = load_contract(text, "contract.yaml")
    codes = {finding.code for finding in findings}
    assert expected & codes or not expected
    assert all(len(value) < 4_000_000 for finding in findings for value in finding.params.values())


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own interpreter, with arguments of this test
        [sys.executable, "-m", "assay", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=GENEROUS_SECONDS,
        check=False,
    )


def test_fifty_megabytes_are_not_read_to_be_refused(tmp_path: Path) -> None:
    contract = tmp_path / "contract.yaml"
    contract.write_bytes(b"# " + b"x" * (50 * 1024 * 1024))
    ran = run("lint", contract, "--lang", "en")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "larger than 1 MiB" in ran.stderr
    assert "[document.too_large]" in ran.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_that_never_ends_is_read_no_further_than_a_contract_may_be(tmp_path: Path) -> None:
    pipe = tmp_path / "contract.yaml"
    os.mkfifo(pipe)
    written = 0

    def pour() -> None:
        nonlocal written
        try:
            with pipe.open("wb", buffering=0) as out:
                while written < 50 * MAX_BYTES:
                    written += out.write(b"#" * 65_536) or 0
        except BrokenPipeError:
            pass

    thread = threading.Thread(target=pour, daemon=True)
    thread.start()
    ran = run("lint", pipe)
    thread.join(GENEROUS_SECONDS)
    assert (ran.returncode, "[document.too_large]" in ran.stderr) == (1, True)
    assert written < 3 * MAX_BYTES


@pytest.mark.parametrize(
    "kind",
    [
        "many unknown fields",
        "a sum of as many terms as fit",
        "half a million brackets",
        "many names that are not there",
    ],
)
def test_the_command_says_so(kind: str, tmp_path: Path) -> None:
    text, expected = HOSTILE[kind]
    contract = tmp_path / "contract.yaml"
    contract.write_text(text, "utf-8")
    ran = run("settle", contract, "--period", "2027-01", "--workspace", tmp_path / "none")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert any(f"[{code}]" in ran.stderr for code in expected)
    assert not (tmp_path / "none").exists()
