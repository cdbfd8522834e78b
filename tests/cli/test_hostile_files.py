"""Files made to hurt, given to every command in every place where it takes a file: refused with a finding, at once.

Whatever stands in the file, the command says where, what was found and what to do, in the reader's language; it
prints nothing that steers a screen, no more than a person can read of one value, and never a traceback. The limit of
time is that of a machine busy with other things: each of these takes well under a second alone.
"""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import assay
from tests.findings.causing import good_text

BUSY_SECONDS = 5
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
CONTRACT, MEASUREMENTS, AMENDMENT = map(good_text, ("contract.yaml", "measurements.yaml", "amendment.yaml"))
EVENTS = 'assay: events/v1\nevents:\n  - {id: a, kind: signing, effective: "2027-01-01", known: "2027-01-02T09:00:00+08:00"}\n'
SCENARIOS = (
    'assay: scenarios/v1\nscenarios:\n  - {id: mine, name: {zh: 我的, en: mine}, kpis: [{factor: "0.9"}]}\n'
)
RANGES = 'assay: ranges/v1\nkpis:\n  "*": {low: "0.7", mode: "1", high: "1.2"}\n'

MANY = 900_000
NINES = "9" * MANY
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
ANY_FILE = {
    "nothing": b"",
    "aliases of aliases": LAUGHS.encode(),
    "merge keys of merge keys": LAUGHS.replace("[x, x]", "{x: y}")
    .replace("[", "{<<: [")
    .replace("]", "]}")
    .encode(),
    "a tag that builds an object": b"a: !!python/object/apply:os.system [id]\n",
    "a tag of a million letters": b"!" * MANY + b" a\n",
    "a name of a million letters": b"k" * MANY + b": x\n",
    "brackets without end": b"a: " + b"[" * 500_000,
    "braces without end": b"{" * MANY,
    "indents without end": "".join(f"{' ' * depth}a:\n" for depth in range(1_200)).encode(),
    "keys that are keys": b"? " * 400_000,
    "quotes without end": b'"' * MANY,
    "a NUL": b"assay: v1\x00\n",
    "NULs only": bytes(MANY),
    "an escaped NUL": b'"\\u0000\\u001b[2J": "\\u202e"\n',
    "half a surrogate": b'a: "\\ud800"\n',
    "a letter past the last": b'a: "\\UFFFFFFFF"\n',
    "UTF-16": "assay: v1\n".encode("utf-16"),
    "Latin-1": "name: café\n".encode("latin-1"),
    "every byte": bytes(range(256)) * 1_000,
    "a million keys": b"".join(b"k%d: x\n" % n for n in range(1_000_000)),
    "as many keys as fit": b"".join(b"k%d: x\n" % n for n in range(10_000)),
    "one key again and again": b"a: x\n" * 100_000,
    "two documents": b"a: x\n---\nb: y\n",
    "a line of two megabytes": b"a: " + b"x" * 2 * 1024 * 1024,
    "a list": b"- a\n- b\n",
    "a word": b"hello\n",
    "a number of too many digits": b"[" + b"9" * 5_000 + b"]\n",
}


def with_(good: str, old: str, new: str) -> bytes:
    assert good.count(old) >= 1, old
    return good.replace(old, new, 1).encode("utf-8")


def in_the_cap(formula: str) -> bytes:
    return with_(CONTRACT, "limit: 20% of fee.month", f'limit: "{formula}"')


def with_kpis(count: int) -> bytes:
    kpis = (f'  k{n}: {{metric: valid_leads, target: ">= 50 lead", weight: "0.1"}}\n' for n in range(count))
    return with_(CONTRACT, "  cpl: {metric", f"{''.join(kpis)}  cpl: {{metric")


CONTRACTS = {
    "a million terms": in_the_cap("1 + " * 999_999 + "1"),
    "as many terms as fit": in_the_cap("1+" * 500_000 + "1"),
    "parentheses in parentheses": in_the_cap("(" * 900 + "1" + ")" * 900),
    "powers of powers": in_the_cap("9**9**9**9**9"),
    "a power in the other sign": in_the_cap("9^999999999"),
    "a call": in_the_cap("__import__('os').system('id')"),
    "percents of percents": in_the_cap("1" + "%" * 900),
    "an exponent in a formula": in_the_cap("1e999999999"),
    "an exponent as money": with_(CONTRACT, "total: 180000.00 CNY", "total: 1e999999999 CNY"),
    "a million digits as money": with_(CONTRACT, "total: 180000.00 CNY", f"total: {NINES} CNY"),
    "a million decimals": with_(CONTRACT, "total: 180000.00 CNY", f"total: 0.{NINES} CNY"),
    "an exponent as weight": with_(CONTRACT, 'weight: "0.6"', 'weight: "1e999999999"'),
    "not a number": with_(CONTRACT, 'weight: "0.6"', 'weight: "nan"'),
    "a fraction of zero": with_(CONTRACT, 'weight: "0.6"', 'weight: "1/0"'),
    "ages of months": with_(CONTRACT, "within: 24 month", "within: 99999999999 month"),
    "ages of hours": with_(CONTRACT, "within: 72 h", "within: 99999999999999999999 h"),
    "a day that is not there": with_(CONTRACT, '"2027-06-30"', '"2027-02-30"'),
    "the year ten thousand": with_(CONTRACT, '"2027-06-30"', '"10000-01-01"'),
    "the last day of all": with_(CONTRACT, '"2027-06-30"', '"9999-12-31"'),
    "the year zero": with_(CONTRACT, '"2027-01-01"', '"0000-01-01"'),
    "an id that clears the screen": with_(CONTRACT, "id: FD-2027-01", 'id: "FD\\u001b[2J\\u0007"'),
    "an id written backwards": with_(CONTRACT, "id: FD-2027-01", 'id: "FD\\u202e10"'),
    "an id of two lines": with_(CONTRACT, "id: C1,", 'id: "C1\\nK9",'),
    "a KPI written backwards": CONTRACT.replace("form_rate", "\u202eetar").encode(),
    "a KPI that clears the screen": CONTRACT.replace("form_rate:", '"form\\u001b[2J":').encode(),
    "a zone with a NUL": with_(CONTRACT, "tz: Asia/Shanghai, week", 'tz: "Asia\\0", week'),
    "a name of a million letters": with_(CONTRACT, "id: FD-2027-01", f"id: {'n' * MANY}"),
    "a path of a million letters": with_(CONTRACT, "for: kpis", f"for: {'a.' * 400_000}"),
    "a key twice": with_(CONTRACT, "{code: CNY", "{code: USD, code: CNY"),
    "a hundred thousand KPIs": with_kpis(100_000),
    "as many KPIs as fit": with_kpis(1_500),
}
AMENDMENTS = {
    "a path of a million letters": with_(AMENDMENT, "clauses[C2].tolerance", "a." * 400_000),
    "a path of brackets": with_(AMENDMENT, "clauses[C2].tolerance", "[" * 400_000),
    "a value of twenty levels": with_(AMENDMENT, "to: 20%", f"to: {'[' * 19}{']' * 19}"),
    "the last day of all": with_(AMENDMENT, "2027-03-01", "9999-12-31"),
    "the first day of all": with_(AMENDMENT, "2027-03-01", "0001-01-01"),
    "a version of a million letters": with_(AMENDMENT, "1.1.0", "1." * 400_000),
}
FIGURES = {
    "a million digits": with_(MEASUREMENTS, 'value: "45"', f'value: "{NINES}"'),
    "an exponent": with_(MEASUREMENTS, 'value: "45"', 'value: "1e999999999"'),
    "a denominator of a million digits": with_(MEASUREMENTS, 'denominator: "24"', f'denominator: "{NINES}"'),
    "a cost of a million digits": with_(MEASUREMENTS, "cost: 300.10 USD", f"cost: {NINES} USD"),
    "the last moment of all": with_(MEASUREMENTS, "2027-02-05T09:00:00+08:00", "9999-12-31T23:59:59-23:59"),
    "the first moment of all": with_(MEASUREMENTS, "2027-02-05T09:00:00+08:00", "0001-01-01T00:00:00+14:00"),
    "all days lost": with_(
        MEASUREMENTS, 'from: "2027-01-18", to: "2027-01-18"', 'from: "0001-01-01", to: "9999-12-31"'
    ),
    "a week of ages": with_(
        MEASUREMENTS, 'from: "2027-01-01", to: "2027-01-03"', 'from: "0001-01-01", to: "9999-12-31"'
    ),
    "a lot of a million letters": with_(MEASUREMENTS, "search/2027-01-20", "s" * MANY),
    "a lot on no day": with_(MEASUREMENTS, "search/2027-01-20", "search/9999-99-99"),
    "a state of a million digits": with_(MEASUREMENTS, "opening: none", f"opening: {{carry: {NINES}}}"),
    "a kind that clears the screen": with_(MEASUREMENTS, "kind: signing", 'kind: "\\u001b[2J\\u202e"'),
}
HAPPENINGS = {
    "a day that is not there": with_(EVENTS, "2027-01-01", "9999-99-99"),
    "a kind that clears the screen": with_(EVENTS, "kind: signing", 'kind: "\\u001b[2J\\u202e"'),
}
PLAYS = {
    "a factor of a million digits": with_(SCENARIOS, '"0.9"', f'"{NINES}"'),
    "a factor with an exponent": with_(SCENARIOS, '"0.9"', '"1e999999999"'),
    "a month of ages": with_(SCENARIOS, 'factor: "0.9"', 'months: ["999999999999"], factor: "0.9"'),
    "a name that clears the screen": with_(SCENARIOS, "id: mine", 'id: "m\\u001b[2J\\u202e"'),
}
DRAWS = {
    "a bound of a million digits": with_(RANGES, '"0.7"', f'"{NINES}"'),
    "a bound with an exponent": with_(RANGES, '"1.2"', '"1e999999999"'),
    "a bound below zero": with_(RANGES, '"0.7"', '"-1"'),
}

Arguments = Callable[[Path, Path], tuple[object, ...]]
"""A command's arguments, from the folder of good files and the hostile file."""
PLACES: dict[str, tuple[Arguments, dict[str, bytes]]] = {
    "lint": (lambda _, file: ("lint", file), CONTRACTS),
    "print": (lambda _, file: ("print", file), CONTRACTS),
    "simulate": (lambda _, file: ("simulate", file, "--runs", "0"), CONTRACTS),
    "diff": (lambda good, file: ("diff", good / "contract.yaml", file), CONTRACTS),
    "settle": (lambda good, file: ("settle", file, "--measurements", good / "measurements.yaml"), CONTRACTS),
    "sign": (lambda good, file: ("sign", file, "--key", good / "buyer.key"), CONTRACTS),
    "keys check": (lambda _, file: ("keys", "check", file), {}),
    "lint an amendment": (
        lambda good, file: ("lint", good / "contract.yaml", "--amendment", file),
        AMENDMENTS,
    ),
    "diff an amendment": (
        lambda good, file: ("diff", good / "contract.yaml", "--amendment", file),
        AMENDMENTS,
    ),
    "sign an amendment": (
        lambda good, file: ("sign", file, "--contract", good / "contract.yaml", "--key", good / "buyer.key"),
        AMENDMENTS,
    ),
    "settle measurements": (
        lambda good, file: ("settle", good / "contract.yaml", "--measurements", file),
        FIGURES,
    ),
    "settle events": (
        lambda good, file: (
            "settle",
            good / "contract.yaml",
            "--period",
            "2027-01",
            "--workspace",
            good / "none",
            "--events",
            file,
        ),
        HAPPENINGS,
    ),
    "simulate scenarios": (
        lambda good, file: ("simulate", good / "contract.yaml", "--scenarios", file),
        PLAYS,
    ),
    "simulate ranges": (lambda good, file: ("simulate", good / "contract.yaml", "--ranges", file), DRAWS),
    "lint a signature": (lambda good, file: ("lint", good / "contract.yaml", "--signature", file), {}),
    "sign with a key": (lambda good, file: ("sign", good / "contract.yaml", "--key", file), {}),
    "keys show": (lambda _, file: ("keys", "show", file), {}),
    "explain": (lambda _, file: ("explain", file), {}),
    "ledger": (lambda _, file: ("ledger", file), {}),
}
WHOLE = ("lint", "settle measurements", "explain")
"""Places that get every file; the others read by the same door and get a few."""
FEW = (
    "nothing",
    "aliases of aliases",
    "brackets without end",
    "an escaped NUL",
    "UTF-16",
    "a list",
    "a million keys",
)
FEW_CONTRACTS = (
    "a million terms",
    "powers of powers",
    "ages of months",
    "the last day of all",
    "a KPI written backwards",
)


def given(place: str) -> dict[str, bytes]:
    own = PLACES[place][1]
    files = ANY_FILE if place in WHOLE else {kind: ANY_FILE[kind] for kind in FEW}
    if own is CONTRACTS and place not in WHOLE:
        own = {kind: own[kind] for kind in FEW_CONTRACTS}
    return {f"any: {kind}": data for kind, data in files.items()} | own


GIVEN = [(place, kind, data) for place in PLACES for kind, data in given(place).items()]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    for name in ("contract.yaml", "measurements.yaml"):
        (folder / name).write_text(good_text(name), "utf-8")
    made = assay("keys", "new", "--party", "buyer", "--name", "甲", "--output", folder / "buyer.key")
    assert made.exit_code == 0
    return folder


@pytest.mark.parametrize(
    ("place", "kind", "data"), GIVEN, ids=[f"{place}, {kind}" for place, kind, _ in GIVEN]
)
def test_it_is_refused_with_a_finding_at_once(
    place: str, kind: str, data: bytes, good: Path, tmp_path: Path
) -> None:
    file = tmp_path / "given"
    file.write_bytes(data)
    lang = ("zh", "en")[len(kind) % 2]
    started = time.process_time()
    ran = assay(*PLACES[place][0](good, file), "--lang", lang)
    assert time.process_time() - started < BUSY_SECONDS
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.codes
    assert not STEERING.search(ran.stderr)
    assert max(map(len, ran.stderr.splitlines())) < 5_000
    shutil.rmtree(tmp_path)
