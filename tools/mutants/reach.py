"""Which tests can notice a mutant: those that run the statement it changes, the likeliest first."""

from __future__ import annotations

import ast
import json
import textwrap
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from mutmut.mutation.data import MutantLineSpans
from mutmut.mutation.diff_apply import generated_function_names
from mutmut.utils.format_utils import mangled_name_from_mutant_name

COPY = Path("mutants")


@dataclass(slots=True)
class Reach:
    """Which tests run which line of the mutated files, how long each takes, and which have noticed something before."""

    tests: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    noticed: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def in_order(self, path: str, name: str) -> list[str]:
        """The tests that run what a mutant changes.

        Those come first that noticed a mutant of this function, then of this module, then of any, then the quickest.
        """
        lines = self.tests.get(str((COPY / path).resolve()), {})
        tests = {test for line in _changed_lines(path, name) for test in lines.get(line, ()) if test}
        before = [self.noticed[scope] for scope in _scopes(mangled_name_from_mutant_name(name))]
        return sorted(tests, key=lambda test: (*(-scope[test] for scope in before), self.seconds[test]))

    def credit(self, function: str, test: str) -> None:
        for scope in _scopes(function):
            self.noticed[scope][test] += 1

    def remember(self, path: Path) -> None:
        if path.exists():
            self.noticed |= {
                scope: Counter(tests) for scope, tests in json.loads(path.read_text("utf-8")).items()
            }

    def keep(self, path: Path) -> None:
        path.write_text(json.dumps(self.noticed, indent=1), "utf-8")


def _changed_lines(path: str, name: str) -> range:
    """The lines, in the copy, of the statement of the original that a mutant changes; all when it is the signature."""
    spans = MutantLineSpans.load(path)
    if spans is None:
        return range(0)
    original, mutant = generated_function_names(name)
    span = spans.span_by_function_name[original]
    before, after = spans.read_function_sources([original, mutant])
    pairs = enumerate(zip(before.splitlines(), after.splitlines(), strict=False), 1)
    # the first line that differs is the name, which mutmut gives to each
    changed = [number for number, (one, other) in pairs if one != other and original not in one]
    statement = _statement(before, changed[0] if changed else before.count("\n"))
    return range(span.start + statement.start - 1, span.start + statement.stop - 1)


def _statement(function: str, line: int) -> range:
    """The lines of the innermost statement around a line of a function; of an if, for, with or match its head."""
    (tree,) = ast.parse(textwrap.dedent(function)).body
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node is not tree and node.lineno <= line <= (node.end_lineno or 0)
    ]
    if not around:
        return range(1, function.count("\n") + 2)
    found = max(around, key=lambda node: node.lineno)
    inner = [node.lineno for node in ast.walk(found) if isinstance(node, ast.stmt) and node is not found]
    end = min(inner, default=(found.end_lineno or found.lineno) + 1)
    return range(found.lineno, max(end, found.lineno + 1))


def _scopes(function: str) -> tuple[str, str, str]:
    return function, function.rpartition(".")[0], ""
