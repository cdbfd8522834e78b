"""Reading the pages: their blocks, tables and sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tools.docs_runs import ROOT

Plain = Any
"""Strings, lists, mappings and what else JSON knows."""

DOCS = ROOT / "docs"


def page(name: str) -> str:
    """Text of a page below docs."""
    return (DOCS / name).read_text("utf-8")


def marked(text: str, mark: str) -> Iterator[tuple[str, str]]:
    """Each fenced block under ``<!-- mark: about -->``, as (about, text)."""
    pattern = rf"<!-- {mark}: ([^>]*?) -->\n```\w*\n(.*?)\n```\n"
    for match in re.finditer(pattern, text, re.DOTALL):
        yield match[1], match[2]


def section(text: str, title: str) -> str:
    """What stands under the heading of the second level that begins with ``title``."""
    found = re.search(rf"^## {re.escape(title)}.*?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, heads and rules left out."""
    lines = [line for line in text.split("\n") if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = {index for index, row in enumerate(cells) if all(re.fullmatch(r":?-+:?", cell) for cell in row)}
    heads = {index - 1 for index in rules}
    return [row for index, row in enumerate(cells) if index not in rules | heads]


def plain(text: str) -> Plain:
    """YAML as strings, lists and mappings."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader makes only strings


def written(document: Plain) -> str:
    """Strings, lists and mappings as YAML."""
    return yaml.safe_dump(document, allow_unicode=True, default_style='"', sort_keys=False)


def pages() -> list[Path]:
    """Every page of the repository that people read first, and those below docs."""
    names = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md")
    return [*(ROOT / name for name in names), *sorted(DOCS.rglob("*.md"))]
