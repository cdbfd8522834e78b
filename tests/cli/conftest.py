import tomllib
from pathlib import Path

import pytest

from tests.cli.running import assay
from tests.demo.shared import EXAMPLE, demo, once, shared_root

__all__ = ["demo"]


def import_january(folder: Path) -> None:
    """A workspace with the seven exports of January, imported as a person would from the command line."""
    manifest = tomllib.loads((EXAMPLE / "exports" / "manifest.toml").read_text("utf-8"))
    for entry in manifest["file"]:
        if not entry["path"].startswith("2027-01/"):
            continue
        said = {
            "--account": "account",
            "--zone": "zone",
            "--decimal-mark": "decimal_mark",
            "--mapping": "mapping",
        }
        options = [part for option, key in said.items() if key in entry for part in (option, entry[key])]
        path = EXAMPLE / "exports" / entry["path"]
        ran = assay("import", path, "--workspace", folder, "--known-at", entry["known_at"], *options)
        assert ran.exit_code == 0, ran.stderr


@pytest.fixture(scope="session")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that holds January and no statement. Read it; change only a copy."""
    return once(shared_root(tmp_path_factory), "january", import_january)
