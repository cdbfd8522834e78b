"""The page of mutation testing: each survivor that it explains is still a line of the code."""

from pathlib import Path

import pytest

from tools.mutants.explained import Change, explained

PACKAGE = Path(__file__).parents[2] / "src" / "assay"


def without_blanks(text: str) -> str:
    return "".join(text.split())


def test_the_page_explains_survivors() -> None:
    assert explained()


@pytest.mark.parametrize("change", sorted(explained()), ids=str)
def test_what_is_explained_is_there(change: Change) -> None:
    source = (PACKAGE / f"{change.module}.py").read_text("utf-8")
    assert f"def {change.function.rpartition('.')[2]}(" in source
    assert without_blanks(change.before) in without_blanks(source)
    assert change.before != change.after
