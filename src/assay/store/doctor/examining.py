"""The whole examination, in the order in which one answer helps the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from assay.core.findings import Finding, FindingsError
from assay.store.doctor.chain import Chain, chain_of
from assay.store.doctor.chart import Chart, Tell
from assay.store.doctor.files import sound_files
from assay.store.doctor.identity import keyring_of
from assay.store.doctor.seals import check_blobs, check_destroyed, check_persons, no_keys
from assay.store.doctor.strays import check_absent, check_doors, check_room, check_strangers, check_unnamed
from assay.store.layout import Layout
from assay.store.lock import writer_lock
from assay.store.log import Commit
from assay.store.workspace import FactEngine

COUNTS = (
    "files",
    "bytes",
    "commits",
    "blobs",
    "fact_files",
    "rows",
    "statements",
    "records",
    "keys",
    "seals",
    "cache_bytes",
    "free_bytes",
)


@dataclass(frozen=True, slots=True)
class Examination:
    """What a look over a workspace found.

    Attributes:
        counts: Each name of ``COUNTS`` → how many were checked (``files`` read with ``bytes``, ``commits`` of the log,
            ``blobs``, ``fact_files`` with ``rows``, ``statements``, ``records``; ``keys`` that are whole; ``seals`` that
            opened), bytes of the cache, bytes that are free on the disk.
        last: The last commit that can be believed, None when there is none.
        statements: SHA-256 of every released statement.
        findings: All problems, sorted; empty when all is well.
    """

    counts: Mapping[str, int]
    last: Commit | None
    statements: frozenset[str]
    findings: tuple[Finding, ...]


def examine(
    path: Path,
    engine: FactEngine,
    *,
    tell: Tell = lambda _what, _done, _of: None,
    on_wait: Callable[[], None] = lambda: None,
) -> Examination:
    """Look a workspace over. Nothing is changed, and no writer changes anything meanwhile.

    Args:
        path: Its folder. It need not be one that can be opened.
        engine: Reads the fact files; it needs :func:`assay.store.fact_folders`.
        tell: Told how far the work is.
        on_wait: Called when another process keeps us waiting.

    Raises:
        FindingsError: ``store.not_a_workspace``: there is neither FORMAT nor log in the folder.
    """
    layout = Layout(path.resolve())
    if not (layout.format_file.exists() or layout.log.is_dir()):
        raise FindingsError([Finding("store.not_a_workspace", params={"folder": str(path)})])
    chart = Chart(layout, tell)
    with _undisturbed(layout, on_wait):
        chain = _look(chart, engine)
    statements = (file.sha256 for one in chain.commits if one.kind == "statement" for file in one.files)
    return Examination(
        {name: chart.counts[name] for name in COUNTS},
        chain.commits[-1] if chain.commits else None,
        frozenset(statements),
        tuple(sorted(chart.findings, key=Finding.sort_key)),
    )


def _look(chart: Chart, engine: FactEngine) -> Chain:
    keyless = no_keys(chart)
    if keyless:
        chart.note([Finding("store.keys_missing")])
    chain = chain_of(chart, keyring_of(chart, keyless=keyless))
    chart.is_log_whole = chain.is_whole
    sound = sound_files(chart, chain.commits)
    if not keyless:
        check_blobs(chart, chain.commits, sound)
        check_persons(chart, engine, chain.commits, sound)
    check_destroyed(chart, chain.commits)
    check_absent(chart)
    check_unnamed(chart, chain)
    check_strangers(chart)
    check_doors(chart)
    check_room(chart)
    return chain


@contextmanager
def _undisturbed(layout: Layout, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the writer's lock; where it cannot be made, as on a read-only disk, nobody can write either."""
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(writer_lock(layout.lock_file, on_wait=on_wait))
        yield
