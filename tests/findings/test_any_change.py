"""Whatever is changed in a file by hand, the answer is a statement or findings, never a traceback."""

import random
import re
from pathlib import Path

import pytest

from tests.cli.running import assay
from tests.findings.causing import FILES, good_text

VALUES = (
    '""',
    "null",
    "-1",
    '"0"',
    "[]",
    "{}",
    "[a, b]",
    "{a: b}",
    "2027-13",
    "2027-02-30",
    '"2027-01"',
    "9999-12-31",
    "0001-01-01",
    '"9999-12-31T23:59:59+00:00"',
    "999999999999999999999999",
    "1e9",
    "1/3",
    "-50%",
    "0 lead",
    "0.00 CNY",
    "-5 day",
    "日",
)
CHANGES_A_RUN = 100


def with_one_change(text: str, dice: random.Random) -> str:
    """A value replaced, a line lost or doubled, or a field renamed."""
    lines = text.splitlines(keepends=True)
    at = dice.randrange(len(lines))
    match dice.choice(("value", "value", "value", "lost", "doubled", "renamed")):
        case "lost":
            return "".join(lines[:at] + lines[at + 1 :])
        case "doubled":
            return "".join([*lines[: at + 1], *lines[at:]])
        case "renamed":
            field = dice.choice(list(re.finditer(r"\b([a-z_]+):", text)))
            return f"{text[: field.start(1)]}{dice.choice(('x', 'id', 'kind'))}{text[field.end(1) :]}"
        case _:
            value = dice.choice(list(re.finditer(r': ("[^"]*"|[^,{}\[\]\n"]+)', text)))
            return f"{text[: value.start(1)]}{dice.choice(VALUES)}{text[value.end(1) :]}"


@pytest.mark.parametrize("seed", range(5))
def test_no_change_of_a_file_ends_in_a_traceback(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)  # noqa: S311  # seeded, so that a failure comes back
    contract, measurements, amendment = (tmp_path / name for name in FILES)
    for _ in range(CHANGES_A_RUN):
        changed = dice.choice(FILES)
        for name in FILES:
            text = good_text(name)
            (tmp_path / name).write_text(with_one_change(text, dice) if name == changed else text, "utf-8")
        more = ("--amendment", amendment) if changed == "amendment.yaml" else ()
        ran = assay(
            "settle", contract, "--measurements", measurements, *more, "--lang", dice.choice(("zh", "en"))
        )
        assert ran.exit_code in (0, 1)
        assert bool(ran.stdout) == (ran.exit_code == 0)
        assert bool(ran.codes) or ran.exit_code == 0
