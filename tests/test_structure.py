"""The house keeps its own rules: no float decides, every module speaks, what is packed is what is here."""

import ast
import re
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.spoken_codes import MODULES, PACKAGE, called_name

ROOT = Path(__file__).parents[1]


def floats(source: str) -> Iterator[int]:
    """Lines with a float literal or a call to ``float``."""
    for node in ast.walk(ast.parse(source)):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        conversion = isinstance(node, ast.Call) and called_name(node) == "float"
        if isinstance(node, ast.expr) and (literal or conversion):
            yield node.lineno


def files_under(folder: Path) -> set[str]:
    return {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def dependency_names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^a-z0-9-]", line)[0] for line in requirements if line}


def project() -> dict[str, list[str]]:
    declared: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return declared


def test_the_search_for_floats_sees_literals_and_conversions() -> None:
    assert list(floats("a = 1\nb = 1.5\nc = float(a)\nd = isinstance(a, float)")) == [2, 3]


def test_core_holds_no_float() -> None:
    found = {
        f"{module.relative_to(ROOT)}:{line}"
        for module in (PACKAGE / "core").rglob("*.py")
        for line in floats(module.read_text("utf-8"))
    }
    assert found == set()


def test_every_module_says_what_it_is_for() -> None:
    silent = {
        str(module.relative_to(ROOT))
        for module in MODULES
        if not ast.get_docstring(ast.parse(module.read_text("utf-8")))
    }
    assert silent == set()


def test_the_wheel_holds_every_file_of_the_package_the_example_and_the_schemas(tmp_path: Path) -> None:
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("assay/")}
    example = ROOT / "examples" / "streetlight"
    here = {
        *(f"assay/{name}" for name in files_under(PACKAGE)),
        *(f"assay/example/{name}" for name in files_under(example)),
        *(f"assay/schemas/{name}" for name in files_under(ROOT / "docs" / "schemas")),
    }
    assert packed == here
    assert {"assay/py.typed", "assay/i18n/zh/cli.toml", "assay/example/README.md"} <= packed


def test_the_lock_starts_from_what_the_project_declares() -> None:
    wanted = (ROOT / "requirements" / "runtime.in").read_text("utf-8").splitlines()
    assert dependency_names(project()["dependencies"]) == dependency_names(wanted)


@pytest.mark.parametrize("lock", ["runtime.txt", "test.txt"])
def test_a_lock_pins_by_hash_and_names_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    pins = re.findall(r"^\S+==\S+(?: ;.*)? \\$", text, re.MULTILINE)
    hashed = re.findall(r"==.*\\\n    --hash=sha256:[0-9a-f]{64}", text)
    assert "://" not in text
    assert len(pins) == len(hashed) > 0


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    pins = {
        lock: set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / lock).read_text("utf-8"), re.MULTILINE))
        for lock in ("runtime.txt", "test.txt")
    }
    assert pins["runtime.txt"] <= pins["test.txt"]


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/adr/0002-libraries.md"])
def test_a_page_for_developers_names_only_files_that_exist(page: str) -> None:
    named = re.findall(
        r"`((?:src|tests|docs|tools|requirements|\.ci)/[\w./-]*)`", (ROOT / page).read_text("utf-8")
    )
    assert [path for path in named if not (ROOT / path).exists()] == []
