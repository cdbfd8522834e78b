"""Files as received, sealed. A blob is named by the digest of the original, and keeps that name when re-sealed."""

from __future__ import annotations

from assay.store.durable import place, sync_folder, write_pieces_aside
from assay.store.failpoints import failpoint
from assay.store.log import CommittedFile
from assay.store.seal import ReceivedFile, new_nonce, open_file, sealed_pieces
from assay.store.view import live_seals
from assay.store.workspace import Workspace


class UnknownBlobError(KeyError):
    """No file with this digest was ever received."""


def write_seal(workspace: Workspace, seal: str, received: ReceivedFile) -> CommittedFile:
    """Seal a file under a new key, both durable, neither committed.

    Args:
        workspace: Where.
        seal: Name of the sealed copy: the digest, followed by ``.<commit>`` when it is a re-sealed one.
        received: What goes in.
    """
    failpoint("seal:before")
    key = workspace.keyring.make_file_key(seal)
    failpoint("seal:key")
    pieces = sealed_pieces(key, seal, received, nonce=new_nonce(workspace.entropy))
    aside = workspace.layout.tmp / "blob"
    digest = write_pieces_aside(aside, pieces)
    place(aside, workspace.layout.blobs / seal)
    sync_folder(workspace.layout.blobs)
    failpoint("seal:durable")
    return CommittedFile(f"blobs/{seal}", digest)


def read_seal(workspace: Workspace, seal: str) -> ReceivedFile:
    """Open a sealed copy.

    Raises:
        SealBrokenError: Its bytes or its key were altered.
        KeyDamagedError: Its key is no whole key.
        KeyMissingError: Its key is not there.
    """
    return open_file(workspace.keyring.file_key(seal), seal, workspace.layout.blobs / seal)


def read_blob(workspace: Workspace, digest: str) -> ReceivedFile:
    """The file with its name, less the rows that were erased from it since.

    Raises:
        UnknownBlobError: There is none.
    """
    seal = live_seals(workspace.log.commits).get(digest)
    if seal is None:
        raise UnknownBlobError(digest)
    return read_seal(workspace, seal)
