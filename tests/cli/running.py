"""The command line, run in this process: data on stdout, findings on stderr, and never a traceback."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from assay.cli import cli
from assay.i18n import languages, translate

_NOTES = {translate(lang, "severity.info") for lang in languages()}


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Any:  # noqa: ANN401  # any JSON value
        return json.loads(self.stdout)

    @property
    def codes(self) -> list[str]:
        """Codes of the errors and warnings on stderr, in the order in which they were printed."""
        return [code for word, code in self._found() if word not in _NOTES]

    @property
    def notes(self) -> list[str]:
        """Codes of the notes on stderr."""
        return [code for word, code in self._found() if word in _NOTES]

    def _found(self) -> list[tuple[str, str]]:
        lines = [line for line in self.stderr.splitlines() if line.endswith("]")]
        return [(line.split()[0], line.rpartition("[")[2].removesuffix("]")) for line in lines]


def assay(*arguments: object, typed: str | None = None) -> Ran:
    """Run a command, with what a person types when asked; anything but an orderly exit is raised here as it was."""
    result = CliRunner().invoke(
        cli, [str(argument) for argument in arguments], input=typed, prog_name="assay"
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def bytes_below(folder: Path) -> dict[str, str]:
    """Digest of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
