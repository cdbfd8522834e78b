"""What a crash left behind: half an import, or the secrets of an erasure that was committed but not carried out.

One rule covers both: what the log does not name is not there. It is run under the writer's lock only.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path, PurePosixPath

from assay.core.findings import Finding, FindingsError
from assay.store.durable import destroy, sync_folder
from assay.store.failpoints import failpoint
from assay.store.layout import is_litter
from assay.store.person_keys import BATCH_DIGITS
from assay.store.view import batches, erased_persons, live_files, live_seals
from assay.store.workspace import Workspace

_SWEPT = ("blobs", "facts", "statements", "records")


def sweep(workspace: Workspace) -> None:
    """Finish every committed erasure and remove every file that no commit names. The lock must be held.

    Raises:
        FindingsError: ``store.log_behind``: more is unnamed than one crash can leave, so the log itself has lost
            commits (an old backup?). Nothing is touched.
    """
    commits = workspace.log.commits
    erased, seals = erased_persons(commits), frozenset(live_seals(commits).values())
    unnamed = tuple(_unnamed(workspace))
    orphans = tuple(_keys_without_batch(workspace))
    alive = tuple(person for person in sorted(erased) if workspace.keyring.has_person_key(person))
    removed = {path for commit in commits for path in commit.removed}
    if more_than_one_crash(garbage := frozenset(unnamed) - removed, frozenset(key.stem for key in orphans)):
        raise FindingsError([Finding("store.log_behind", params={"files": str(len(garbage))})])
    for key in tuple(workspace.layout.file_keys.glob("*.key")):
        if key.stem not in seals:
            destroy(key)
    failpoint("sweep:file_keys")
    for key in orphans:
        destroy(key)
    workspace.keyring.destroy_persons(alive)
    workspace.keyring.sync()
    failpoint("sweep:person_keys")
    for path in unnamed:
        (workspace.layout.root / path).unlink()
        failpoint("sweep:unlinked")
    for key in workspace.layout.tmp.glob("*.key"):
        destroy(key)
    _empty(workspace.layout.tmp)
    sync_folder(workspace.layout.blobs)
    if alive:
        _empty(workspace.layout.cache)


def _empty(folder: Path) -> None:
    for path in tuple(folder.iterdir()):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _unnamed(workspace: Workspace) -> Iterator[str]:
    """Files that no commit names, as POSIX paths below the workspace."""
    live = live_files(workspace.log.commits)
    for folder in _SWEPT:
        for path in sorted((workspace.layout.root / folder).rglob("*")):
            name = workspace.layout.relative(path)
            if path.is_file() and name not in live and not is_litter(path.name):
                yield name


def _keys_without_batch(workspace: Workspace) -> Iterator[Path]:
    """Files with the keys of persons whose batch was never committed."""
    committed = {batch[:BATCH_DIGITS] for batch in batches(workspace.log.commits)}
    for key in sorted(workspace.layout.person_keys.glob("*.key")):
        if key.stem[:BATCH_DIGITS] not in committed:
            yield key


def more_than_one_crash(garbage: AbstractSet[str], persons: AbstractSet[str]) -> bool:
    """Whether more is unnamed than one crash can leave.

    One crash leaves one blob and the facts of one batch, or one document; an erasure only re-sealed copies.
    """
    paths = [PurePosixPath(path) for path in garbage]
    originals = [path for path in paths if path.parts[0] == "blobs" and not path.suffix]
    documents = [path for path in paths if path.parts[0] in ("statements", "records")]
    batch_starts = {path.stem[:BATCH_DIGITS] for path in paths if path.parts[0] == "facts"}
    batch_starts.update(person[:BATCH_DIGITS] for person in persons)
    return max(len(originals), len(documents), len(batch_starts)) > 1
