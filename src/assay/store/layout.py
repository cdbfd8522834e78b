"""Where everything of a workspace lies. One folder holds one buyer; copying it is a backup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assay.core.findings import Finding, FindingsError
from assay.store.durable import make_folder

LAYOUT = "assay-store/1"
_FOLDERS = ("keys/files", "keys/persons", "blobs", "facts", "statements", "records", "log", "cache", "tmp")
OURS = frozenset({"FORMAT", "lock", *(name.partition("/")[0] for name in _FOLDERS)})
"""Names in a workspace's folder."""
THEIRS = frozenset({"demo", "templates"})
"""What may lie beside them: what ``assay demo`` leaves to look at, and the user's own words for documents."""
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_SAFE_NAME = re.compile(r"\w[\w.@-]{0,99}")


class UnsafeNameError(FindingsError):
    """A contract id, period or kind that cannot be a folder's name."""

    def __init__(self, name: str) -> None:
        super().__init__([Finding("store.unsafe_name", params={"name": name})])


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of a workspace. Relative names in the log are POSIX paths below ``root``."""

    root: Path

    @property
    def format_file(self) -> Path:
        return self.root / "FORMAT"

    @property
    def lock_file(self) -> Path:
        return self.root / "lock"

    @property
    def workspace_key(self) -> Path:
        return self.root / "keys" / "workspace.key"

    @property
    def file_keys(self) -> Path:
        return self.root / "keys" / "files"

    @property
    def person_keys(self) -> Path:
        return self.root / "keys" / "persons"

    @property
    def blobs(self) -> Path:
        return self.root / "blobs"

    @property
    def facts(self) -> Path:
        return self.root / "facts"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def tmp(self) -> Path:
        return self.root / "tmp"

    def make_folders(self) -> None:
        """Create what is missing, 0700."""
        for name in _FOLDERS:
            make_folder(self.root / name)

    def fact_file(self, table: str, batch: str) -> Path:
        return self.facts / table / f"{batch}.parquet"

    def statement_file(self, contract_id: str, period: str, version: int) -> Path:
        """Raises UnsafeNameError for a contract or period that cannot be a folder."""
        return self.root / "statements" / safe_name(contract_id) / safe_name(period) / f"v{version}.json"

    def record_file(self, kind: str, digest: str) -> Path:
        """Raises UnsafeNameError for a kind that cannot be a folder."""
        return self.root / "records" / safe_name(kind) / digest

    def relative(self, path: Path) -> str:
        """The path as the log names it."""
        return path.relative_to(self.root).as_posix()


def is_litter(name: str) -> bool:
    """Whether a file's name is one that desktops leave in every folder that somebody looks into or copies."""
    return name in _LITTER or name.startswith("._")


def safe_name(name: str) -> str:
    """The name itself, when it can be a folder everywhere.

    Raises:
        UnsafeNameError: It cannot.
    """
    if not _SAFE_NAME.fullmatch(name):
        raise UnsafeNameError(name)
    return name
