"""Making a workspace, opening one, and picking up after a crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from assay.core.findings import Finding, FindingsError, Place
from assay.store.durable import make_folder, write_durably
from assay.store.keys import Keyring, make_workspace_key
from assay.store.layout import LAYOUT, OURS, Layout, is_litter
from assay.store.lock import Holder, holder, lock_if_free, writer_lock
from assay.store.log import Log, canonical
from assay.store.seal import Entropy
from assay.store.sweep import sweep
from assay.store.workspace import FactEngine, Workspace


def fact_folders(path: Path) -> tuple[Path, Path]:
    """The only two folders of a workspace that an engine must reach: fact files, and where they are made."""
    layout = Layout(path)
    return layout.facts, layout.tmp


def lock_holder(path: Path) -> Holder | None:
    """Who holds the lock of the workspace in a folder, as far as its file tells."""
    return holder(Layout(path).lock_file)


def open_workspace(
    path: Path, engine: FactEngine, *, create: bool, entropy: Entropy, on_wait: Callable[[], None]
) -> Workspace:
    """See :func:`assay.store.store.open_store`."""
    layout = Layout(path.resolve())
    if not layout.format_file.exists():
        if not create:
            raise FindingsError([Finding("store.not_a_workspace", params={"folder": str(path)})])
        _make(layout, entropy, on_wait, shown=str(path))
    keyring = Keyring(layout, entropy)
    _check_format(layout, keyring)
    layout.make_folders()
    workspace = Workspace(layout, keyring, Log(layout, keyring), engine, entropy, on_wait)
    _recover(workspace)
    return workspace


def _make(layout: Layout, entropy: Entropy, on_wait: Callable[[], None], *, shown: str) -> None:
    """FORMAT comes last: without it the folder is no workspace yet, and making it starts again."""
    if layout.root.exists() and any(_is_foreign(entry.name) for entry in layout.root.iterdir()):
        raise FindingsError([Finding("store.folder_not_empty", params={"folder": shown})])
    make_folder(layout.root)
    with writer_lock(layout.lock_file, on_wait=on_wait):
        if layout.format_file.exists():
            return
        layout.make_folders()
        make_workspace_key(layout, entropy)
        data = format_bytes(Keyring(layout, entropy))
        write_durably(layout.format_file, data, aside=layout.tmp / "FORMAT")


def _is_foreign(name: str) -> bool:
    return name not in OURS and not is_litter(name)


def format_bytes(keyring: Keyring) -> bytes:
    """What FORMAT holds: the layout, and a check that tells this workspace's key from another's."""
    return canonical({"layout": LAYOUT, "workspace_key_check": keyring.check()})


def _check_format(layout: Layout, keyring: Keyring) -> None:
    data = layout.format_file.read_bytes()
    if data == format_bytes(keyring):
        return
    try:
        found = json.loads(data)["layout"]
    except (ValueError, KeyError, TypeError):
        found = ""
    if found == LAYOUT:
        raise FindingsError([Finding("store.key_mismatch", Place("FORMAT"))])
    params = {"found": str(found)[:40], "expected": LAYOUT}
    raise FindingsError([Finding("store.layout_unknown", Place("FORMAT"), params)])


def _recover(workspace: Workspace) -> None:
    """Sweep, unless a writer is at work: then what looks like garbage is theirs."""
    with lock_if_free(workspace.layout.lock_file) as held:
        if held:
            workspace.log.refresh()
            sweep(workspace)
