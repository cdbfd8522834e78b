"""What the pages show as printed is what the commands print."""

import re
from pathlib import Path

import pytest

from tools.docs_runs import DEMO, ROOT, blocks, pages, rewritten

WITH_RUNS = [path for path in pages() if blocks(path.read_text("utf-8"))]


@pytest.mark.parametrize("path", WITH_RUNS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_shows_what_its_commands_print(path: Path, demo_folder: Path, tmp_path: Path) -> None:
    (tmp_path / DEMO).symlink_to(demo_folder / DEMO)
    text = path.read_text("utf-8")
    assert rewritten(text, tmp_path) == text, "run: python -m tools.docs_runs"


def test_the_statement_of_the_readme_is_in_what_the_demo_prints(demo_folder: Path) -> None:
    readme = (ROOT / "README.zh-CN.md").read_text("utf-8")
    shown = next(block.text for block in blocks(readme) if block.kind == "statement")
    assert shown in (demo_folder / "demo.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readmes_say_what_the_example_holds(name: str) -> None:
    exports = ROOT / "examples" / "streetlight" / "exports"
    files = [path for path in exports.rglob("*") if path.is_file() and path.name != "manifest.toml"]
    said = re.search(r"(\d+) (?:export files|个导出文件)", (ROOT / name).read_text("utf-8"))
    assert said
    assert int(said[1]) == len(files)
