"""A small market on a desk: its files, its truth as rows, and a workspace into which all of it is imported."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assay.core.findings import Finding
from assay.ports import ImportOptions, Parsed
from assay.sources.registry import choose
from tests.cli.running import assay
from tools.world.market.cheats import Cheats
from tools.world.market.market import write_market
from tools.world.market.setting import Setting, setting

SAID = ("account", "zone", "currency", "decimal_mark", "mapping", "ours")
Row = Mapping[str, str]


@dataclass(frozen=True)
class Desk:
    """A market and where its files lie."""

    what: Setting
    folder: Path

    def truth(self, name: str) -> list[Row]:
        """The rows of a file of the truth."""
        with (self.folder / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def files(self) -> list[dict[str, str]]:
        """The manifest's entries, in the order of arrival."""
        entries: list[dict[str, str]] = tomllib.loads((self.folder / "manifest.toml").read_text("utf-8"))["file"]
        return entries

    def parsed(self) -> Iterator[tuple[dict[str, str], Parsed]]:
        """Each file as the package reads it, its format found by itself."""
        for entry in self.files():
            path = self.folder / entry["path"]
            data, options = path.read_bytes(), ImportOptions(**{name: entry[name] for name in SAID if name in entry})
            source = choose(path.name, data, options)
            assert not isinstance(source, Finding), (entry, source)
            yield entry, source.parse(path.name, data, options)

    def imported(self, workspace: Path) -> Path:
        """A workspace that holds every file."""
        for entry in self.files():
            options = [part for name in SAID if name in entry for part in (f"--{name.replace('_', '-')}", entry[name])]
            path, known = self.folder / entry["path"], ("--known-at", entry["known_at"])
            ran = assay("import", path, *options, *known, "--workspace", workspace, "--lang", "en")
            assert ran.exit_code == 0, (entry, ran.stderr)
        return workspace


def small_market(folder: Path, *, seed: str, leads: int, days: int, cheating: Cheats | None = None) -> Desk:
    """A market of a few visits to each lead, written below a folder."""
    what = setting(leads=leads, touches=leads * 6, seed=seed, days=days, cheating=cheating)
    write_market(what, folder)
    return Desk(what, folder)
