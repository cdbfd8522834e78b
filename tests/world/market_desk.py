"""A small market on a desk: its files, its truth as rows, and a workspace into which all of it is imported."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assay.bootstrap import open_workspace
from assay.core.findings import Finding
from assay.ports import ImportOptions, Parsed
from assay.services.imports import import_file
from assay.sources.registry import choose
from tools.world.market.cheats import Cheats
from tools.world.market.market import write_market
from tools.world.market.setting import Setting, setting

SAID = ("account", "zone", "currency", "decimal_mark", "mapping", "ours")
TOUCHES_PER_LEAD = 4
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
        entries: list[dict[str, str]] = tomllib.loads((self.folder / "manifest.toml").read_text("utf-8"))[
            "file"
        ]
        return entries

    def parsed(self) -> Iterator[tuple[dict[str, str], Parsed]]:
        """Each file as the package reads it, its format found by itself."""
        for entry in self.files():
            path = self.folder / entry["path"]
            data, options = path.read_bytes(), options_of(entry)
            source = choose(path.name, data, options)
            assert not isinstance(source, Finding), (entry, source)
            yield entry, source.parse(path.name, data, options)

    def imported(self, workspace: Path) -> Path:
        """A workspace that holds every file, each received when the manifest says."""
        with open_workspace(workspace, create=True) as opened:
            for entry in self.files():
                path, known_at = self.folder / entry["path"], datetime.fromisoformat(entry["known_at"])
                report = import_file(
                    opened, path.name, path.read_bytes(), options_of(entry), known_at=known_at
                )
                assert (report.format_id, report.refused) == (entry["format"], False), (
                    entry,
                    report.findings,
                )
        return workspace


def options_of(entry: Mapping[str, str]) -> ImportOptions:
    """What the manifest says of a file."""
    said: dict[str, Any] = {name: entry[name] for name in SAID if name in entry}
    return ImportOptions(**said)


def small_market(
    folder: Path,
    *,
    seed: str,
    leads: int,
    days: int,
    cheating: Cheats | None = None,
    touches: int | None = None,
) -> Desk:
    """A market of a few visits to each lead, written below a folder."""
    visits = leads * TOUCHES_PER_LEAD if touches is None else touches
    what = setting(leads=leads, touches=visits, seed=seed, days=days, cheating=cheating)
    write_market(what, folder)
    return Desk(what, folder)
