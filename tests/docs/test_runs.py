"""What the pages show as printed is what the commands print."""

import re
from pathlib import Path

import pytest

from tests.demo.shared import DemoRun
from tools.docs_runs import DEMO, ROOT, blocks, pages, rewritten

WITH_RUNS = [path for path in pages() if blocks(path.read_text("utf-8"))]


@pytest.mark.parametrize("path", WITH_RUNS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_shows_what_its_commands_print(path: Path, demo: DemoRun, tmp_path: Path) -> None:
    (tmp_path / DEMO).symlink_to(demo.workspace)
    text = path.read_text("utf-8")
    assert rewritten(text, tmp_path) == text, "run: python -m tools.docs_runs"


def test_the_statement_of_the_readme_is_in_what_the_demo_prints(demo: DemoRun) -> None:
    readme = (ROOT / "README.zh-CN.md").read_text("utf-8")
    shown = next(block.text for block in blocks(readme) if block.kind == "statement")
    assert shown in demo.stdout


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readmes_say_what_the_example_holds(name: str) -> None:
    exports = ROOT / "examples" / "streetlight" / "exports"
    files = [path for path in exports.rglob("*") if path.is_file() and path.name != "manifest.toml"]
    said = re.search(r"(\d+) (?:export files|个导出文件)", (ROOT / name).read_text("utf-8"))
    assert said
    assert int(said[1]) == len(files)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readmes_read_the_figures_that_the_statement_shows(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    shown = next(block.text for block in blocks(text) if block.kind == "statement")
    explained = re.findall(r"\d+,\d{3}\.\d{2}", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    assert explained
    assert [figure for figure in explained if figure not in shown] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readmes_open_with_what_the_demo_says_of_march(name: str, demo: DemoRun) -> None:
    claimed = re.search(r"^2027-03：.*$", demo.stdout, re.MULTILINE)
    opening = (ROOT / name).read_text("utf-8").partition("\n## ")[0]
    assert claimed
    assert re.findall(r"\d+", claimed[0])[2:5] == re.findall(r"\b\d{2,3}\b", opening, re.ASCII)
