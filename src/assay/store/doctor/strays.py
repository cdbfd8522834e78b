"""What lies in the folder besides what the log names: leftovers, strangers, doors left open; and the room that is left."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from stat import S_IMODE

from assay.core.findings import Finding, Severity
from assay.store.doctor.chain import Chain
from assay.store.doctor.chart import Chart, warning
from assay.store.layout import OURS, THEIRS, is_litter
from assay.store.log import Commit, commit_path
from assay.store.person_keys import BATCH_DIGITS
from assay.store.sweep import more_than_one_crash
from assay.store.view import batches, live_files, live_seals

_OTHERS = 0o077
_FREE_AT_LEAST = 256 << 20
_NAMED = ("blobs", "facts", "statements", "records")


def check_absent(chart: Chart) -> None:
    """Files and keys that are not there beside a damaged log, of which a lost commit may have been the end."""
    if chart.absent:
        chart.note([warning("store.absent_files", chart.absent[0], _counted(chart.absent))])


def check_unnamed(chart: Chart, chain: Chain) -> None:
    """Files and keys that no commit names. Beside a damaged log they may be what its lost commits named."""
    names = tuple(sorted(_unnamed(chart, chain.commits)))
    removed = {path for commit in chain.commits for path in commit.removed}
    persons = {Path(name).stem for name in names if name.startswith("keys/persons/")}
    if not names:
        return
    if not chain.is_whole:
        chart.note([warning("store.unnamed_files", names[0], _counted(names))])
    elif more_than_one_crash(frozenset(names) - removed, persons):
        chart.note([Finding("store.log_behind", params={"files": str(len(names))})])
    else:
        chart.note(warning("store.stray_file", name, {"file": name}) for name in names)


def _unnamed(chart: Chart, commits: Sequence[Commit]) -> Iterator[str]:
    live = live_files(commits)
    for folder in _NAMED:
        yield from (name for name in _files_below(chart, folder) if name not in live)
    seals = set(live_seals(commits).values()) | {
        path.removeprefix("blobs/") for commit in commits for path in commit.removed
    }
    committed = {batch[:BATCH_DIGITS] for batch in batches(commits)}
    for name in _files_below(chart, "keys/files"):
        if Path(name).stem not in seals:
            yield name
    for name in _files_below(chart, "keys/persons"):
        if Path(name).stem[:BATCH_DIGITS] not in committed:
            yield name


def check_strangers(chart: Chart) -> None:
    """Entries that are none of ours: in the workspace's folder itself, among the keys, and in the log."""
    chart.note(warning("store.foreign_file", name, {"file": name}) for name in sorted(_strangers(chart)))
    leftovers = tuple(_files_below(chart, "tmp"))
    if leftovers:
        found = warning("store.leftovers", leftovers[0], _counted(leftovers))
        chart.note([Finding(found.code, found.place, found.params, Severity.INFO)])


def _strangers(chart: Chart) -> Iterator[str]:
    layout = chart.layout
    yield from (path.name for path in layout.root.iterdir() if path.name not in OURS | THEIRS)
    keys = {layout.workspace_key, layout.file_keys, layout.person_keys}
    if (layout.root / "keys").is_dir():
        yield from (layout.relative(path) for path in (layout.root / "keys").iterdir() if path not in keys)
    if layout.log.is_dir():
        yield from (layout.relative(path) for path in layout.log.iterdir() if not _is_commit(chart, path))


def _is_commit(chart: Chart, path: Path) -> bool:
    return path.stem.isdecimal() and path == commit_path(chart.layout, int(path.stem))


def check_doors(chart: Chart) -> None:
    """Keys, and other files, that other users of the machine can read or change: one finding each."""
    open_ones = [
        name for name in _entries(chart) if S_IMODE((chart.layout.root / name).lstat().st_mode) & _OTHERS
    ]
    keys = [name for name in open_ones if name.startswith("keys/") and name.endswith(".key")]
    rest = [name for name in open_ones if name not in set(keys)]
    if keys:
        chart.note([warning("store.key_readable", keys[0], _counted(keys))])
    if rest:
        chart.note([warning("store.open_to_others", rest[0], _counted(rest))])


def _entries(chart: Chart) -> Iterator[str]:
    yield "."
    for name in sorted(OURS):
        path = chart.layout.root / name
        if path.exists():
            yield name
        yield from _below(chart, name)


def check_room(chart: Chart) -> None:
    """The free bytes of the disk, which must hold at least another file as big as the biggest."""
    chart.counts["free_bytes"] = shutil.disk_usage(chart.layout.root).free
    sizes = (path.stat().st_size for path in chart.layout.blobs.glob("*") if path.is_file())
    wanted = max(_FREE_AT_LEAST, 4 * max(sizes, default=0))
    chart.counts["cache_bytes"] = sum(
        (chart.layout.root / name).stat().st_size for name in _files_below(chart, "cache")
    )
    if chart.counts["free_bytes"] < wanted:
        params = {"free": str(chart.counts["free_bytes"] >> 20), "wanted": str(wanted >> 20)}
        chart.note([warning("store.disk_low", "", params)])


def _files_below(chart: Chart, folder: str) -> Iterator[str]:
    return (name for name in _below(chart, folder) if (chart.layout.root / name).is_file())


def _below(chart: Chart, folder: str) -> Iterator[str]:
    for path in sorted((chart.layout.root / folder).rglob("*")):
        if not is_litter(path.name):
            yield chart.layout.relative(path)


def _counted(names: Iterable[str]) -> dict[str, str]:
    """The first of the names, and how many there are."""
    listed = tuple(names)
    return {"file": listed[0], "count": str(len(listed))}
