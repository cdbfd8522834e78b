"""An open workspace: the store with its engine, as the use cases need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assay.core.tables import MEDIA_LEDGER
from assay.ports import ColumnEngine
from assay.store import Holder, Store, counting, lock_holder

_CHANGES = ("import", "replacement", "undo")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A store and the engine that reads its facts; both closed by whoever opened them."""

    store: Store
    engine: ColumnEngine

    def tables_as_of(self, moment: datetime) -> Mapping[str, Sequence[Path]]:
        """Canonical table → files, as known at a moment."""
        return self.store.tables(self.store.commit_as_of(moment))

    def news_at(self, until: datetime, after: datetime | None) -> datetime | None:
        """When the last change of facts up to a moment became known, None when nothing came after the other moment."""
        known = [
            commit.known_at
            for commit in self.store.log()[: self.store.commit_as_of(until)]
            if commit.kind in _CHANGES and (after is None or commit.known_at > after)
        ]
        return max(known, default=None)

    def file_names(self) -> Mapping[str, str]:
        """First 12 digits of a file's digest, as people cite it → its name as received."""
        blobs = {str(commit.details["blob"]) for commit in self.store.log() if "blob" in commit.details}
        return {blob[:12]: self.store.blob_name(blob) for blob in sorted(blobs)}

    def account_zones(self, moment: datetime | None = None) -> Mapping[str, str]:
        """Account of ads or sessions → the zone that its last import named, of those that count; as known at a moment.

        A media ledger says nothing of an ads account's days.
        """
        log = self.store.log()
        zones = {}
        for commit in counting(log if moment is None else log[: self.store.commit_as_of(moment)]):
            facts = commit.details.get("facts")
            if any(file.table == MEDIA_LEDGER.name for file in commit.files):
                continue
            if commit.kind == "import" and isinstance(facts, Mapping) and facts.get("zone"):
                zones[str(commit.details["account"])] = str(facts["zone"])
        return zones


def writer_of(folder: Path) -> Holder | None:
    """Who writes to a workspace, as far as its lock tells."""
    return lock_holder(folder)
