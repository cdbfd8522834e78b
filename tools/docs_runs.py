"""The pages' examples: files and commands in them are real, and what a command prints is pasted by this tool.

In a page, a comment before a fenced block says what the block is:

- ``<!-- file: contract.yaml -->``: a file that the following commands of the page find in their folder;
- ``<!-- run -->``: commands (``$ assay …``) with what they print; a line with only ``⋮`` stands for lines left out,
  and digits of signing keys, which are random, are printed as x;
- ``<!-- statement: 2027-03 en -->``: the demo's statement of that month.

python -m tools.docs_runs    # writes what the commands print today into the pages
"""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from assay.bootstrap import open_workspace
from assay.cli import cli
from assay.cli.statement_text import statement_lines
from assay.services.explain import find_statement

ROOT = Path(__file__).parents[1]
EXAMPLES = ("streetlight", "compare")
DEMO = "demo-data"
LEFT_OUT = "⋮"
_KEY = re.compile(r"[0-9a-f]{4}( [0-9a-f]{4}){3,}|\b[0-9a-f]{16}\b")
_BLOCK = re.compile(r"(<!-- (file|run|statement)(?:: ([^>]*?))? -->\n```\w*\n)(.*?)(\n```\n)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page that means something: its kind, what its comment says, its text, where the text lies."""

    kind: str
    about: str
    text: str
    start: int


def pages() -> tuple[Path, ...]:
    """The pages for people, in order of path."""
    return (ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md")))


def blocks(page: str) -> tuple[Block, ...]:
    """The meaningful blocks of a page's text."""
    return tuple(Block(match[2], match[3] or "", match[4], match.start(4)) for match in _BLOCK.finditer(page))


def rewritten(page: str, folder: Path) -> str:
    """The page with what its commands print now.

    Args:
        page: Text of the page.
        folder: An empty folder, or one with a demo workspace under ``demo-data``; the page's files go here.
    """
    for example in EXAMPLES:
        link = folder / "examples" / example
        if not link.exists():
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(ROOT / "examples" / example)
    done, position = [], 0
    with chdir(folder):
        for block in blocks(page):
            done += [page[position : block.start], _WRITERS[block.kind](block)]
            position = block.start + len(block.text)
    return "".join([*done, page[position:]])


def make_demo(folder: Path) -> Result:
    """Run the demo into ``demo-data`` of a folder."""
    with chdir(folder):
        return CliRunner().invoke(cli, ["demo", "--workspace", DEMO], catch_exceptions=False)


def _file(block: Block) -> str:
    path = Path(block.about)
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(block.text + "\n", "utf-8")
    return block.text


def _statement(block: Block) -> str:
    period, lang = block.about.split()
    with open_workspace(Path(DEMO)) as opened:
        document = find_statement(opened, period)
    return "\n".join(statement_lines(document, lang))


def _run(block: Block) -> str:
    return "\n".join(_printed(*command) for command in _commands(block.text))


_WRITERS: dict[str, Callable[[Block], str]] = {"file": _file, "run": _run, "statement": _statement}


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command line with what the page shows below it."""
    for part in re.split(r"^(?=\$ )", text, flags=re.MULTILINE):
        if part:
            line, _, shown = part.partition("\n")
            yield line, shown.rstrip("\n")


def _printed(line: str, shown: str) -> str:
    """The command line and its output, cut where the page cuts it; a ``>`` sends the output to a file."""
    command, _, target = line.removeprefix("$ ").partition(" > ")
    arguments = shlex.split(command, comments=True)
    result = CliRunner().invoke(cli, arguments[1:], catch_exceptions=False)
    if target:
        Path(target.strip()).write_text(result.stdout, "utf-8")
    printed = _KEY.sub(_masked, result.stderr if target else result.output)
    return "\n".join([line, *_cut(printed.rstrip("\n"), shown)])


def _masked(key: re.Match[str]) -> str:
    return re.sub(r"[0-9a-f]", "x", key[0])


def _cut(printed: str, shown: str) -> list[str]:
    """The output with the head and the tail that the page shows, the rest left out."""
    lines, before = printed.split("\n") if printed else [], shown.split("\n")
    marks = [index for index, text in enumerate(before) if text.strip() == LEFT_OUT]
    if not marks:
        return lines
    tail = len(before) - marks[-1] - 1
    return [*lines[: marks[0]], before[marks[0]], *lines[len(lines) - tail :]]


def main() -> None:
    """Rewrite every page that holds commands."""
    for name in [name for name in os.environ if name.startswith("ASSAY_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as demo:
        make_demo(Path(demo))
        for path in pages():
            page = path.read_text("utf-8")
            if blocks(page):
                with tempfile.TemporaryDirectory() as folder:
                    (Path(folder) / DEMO).symlink_to(Path(demo) / DEMO)
                    path.write_text(rewritten(page, Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
