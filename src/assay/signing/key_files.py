"""Key files: the private key for its owner's eyes only, the public key beside it. Neither is ever overwritten."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE_MODE = 0o600


def public_path(private: Path) -> Path:
    """Where the public key of a private key lies."""
    return private.with_name(private.name + ".pub")


def write_keys(private: Path, pem: bytes, public_text: str) -> None:
    """Write both files; when the second fails, the first is taken back.

    Raises:
        FileExistsError: One of them is there already.
        OSError: The system will not write.
    """
    descriptor = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with public_path(private).open("x", encoding="utf-8", newline="\n") as file:
            file.write(public_text)
    except OSError:
        private.unlink(missing_ok=True)
        raise


def others_can_read(private: Path) -> bool:
    """Whether the file's mode lets anyone but its owner read it; on Windows modes say nothing."""
    return os.name == "posix" and bool(private.stat().st_mode & 0o044)
