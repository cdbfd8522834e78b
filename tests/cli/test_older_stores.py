"""A workspace from before the leads had a column for their ad: every command works, and the statement is the same."""

from pathlib import Path

import pytest

from tests.cli.conftest import import_january
from tests.cli.running import assay
from tests.demo.shared import CONTRACT
from tests.store.older import older_tables

JANUARY = ("--period", "2027-01", "--as-of", "2027-02-05T09:00:00+08:00", "--format", "json")


def test_an_older_workspace_gives_the_same_statement_byte_for_byte(
    january: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / "older"
    with older_tables(monkeypatch):
        import_january(older)
    for command in ("settle", "leads"):
        dry = ("--dry-run",) if command == "settle" else ()
        then, now = (
            assay(command, *CONTRACT, "--workspace", one, *JANUARY, *dry) for one in (older, january)
        )
        assert (then.exit_code, then.stdout) == (now.exit_code, now.stdout)
        assert then.exit_code == 0, then.stderr
