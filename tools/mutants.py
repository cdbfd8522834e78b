"""Do the tests notice when settlement or acceptance is changed? Runs mutmut's mutants; docs/mutation.md tells the rest.

python -m tools.mutants                                   # both rooms, from where the last run stopped
python -m tools.mutants --module core/settlement/caps     # one module, or all whose path holds this text
python -m tools.mutants --fresh --children 2              # forget earlier verdicts; two at a time
python -m tools.mutants --show                            # and print each survivor that nobody has explained

mutmut makes the mutants, names them and keeps the verdicts (`mutmut show`, `mutmut browse`). Its own runner starts pytest
anew for each of more than ten thousand; here pytest collects once and each mutant is a fork that runs only the tests that
run the statement it changes, until one fails.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import os
import re
import resource
import shutil
import signal
import sys
import textwrap
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from coverage import Coverage
from mutmut import __main__ as mutmut
from mutmut.mutation.data import MutantLineSpans, SourceFileMutationData
from mutmut.mutation.diff_apply import generated_function_names, get_diff_for_mutant
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.utils.format_utils import mangled_name_from_mutant_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mutation.md"
COPY = Path("mutants")
NOTICED = "noticed.json"  # in the copy: which tests noticed mutants before, by function, module and in all
ROOMS = ("assay.core.settlement.", "assay.core.acceptance.")
LEAST = 90  # per cent of the mutants that tests must notice

KILLED, SURVIVED, NO_TESTS, SUSPICIOUS, TIMEOUT = 1, 0, 33, 35, 36  # as mutmut writes them
_EXPLAINED = re.compile(r"^- `([\w/]+)` `([\w.]+)`: `` (.*?) `` → `` (.*?) ``$", re.MULTILINE)


@dataclass(frozen=True, order=True, slots=True)
class Change:
    """What a mutant changes, in words that outlive its number: lines of the function without their indent."""

    module: str
    function: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"- `{self.module}` `{self.function}`: `` {self.before} `` → `` {self.after} ``"


@dataclass(slots=True)
class Verdicts:
    """The exit code of every mutant of one source file, kept by mutmut beside its copy of the file."""

    module: str
    data: SourceFileMutationData

    def count(self, code: int) -> int:
        return sum(found == code for found in self.data.exit_code_by_key.values())

    @property
    def left(self) -> list[str]:
        """Mutants that no test noticed."""
        return [name for name, code in self.data.exit_code_by_key.items() if code not in (None, KILLED, TIMEOUT)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for and print the figures; 1 when the score is too low or a survivor is not explained."""
    options = _options(arguments)
    os.chdir(ROOT)
    if options.fresh:
        shutil.rmtree(COPY, ignore_errors=True)
    _copy(options.children)
    files = list(_named(_verdicts(), options.module or [""]))
    asked = [(file.data, name) for file in files for name in _open(file.data, again=options.again)]
    if asked:
        tests = mutmut.config().pytest_add_cli_args_test_selection
        plugin = _Loop(asked, children=options.children, most=options.most)
        with chdir(COPY):
            code = pytest.main([*mutmut.config().pytest_add_cli_args, *tests], plugins=[plugin])
        if plugin.undone:
            print(f"pytest ended with {int(code)}: the tests must pass before they can judge")
            return 2
    return _report(files, show=options.show)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--module", action="append", help="only modules whose path holds this, say core/settlement/caps")
    parser.add_argument("--children", type=int, default=1, help="mutants tried at the same time")
    parser.add_argument("--most", type=int, help="tests tried on a mutant; those that noticed others come first")
    parser.add_argument("--fresh", action="store_true", help="forget the verdicts of earlier runs")
    parser.add_argument("--again", action="store_true", help="try mutants again that survived an earlier run")
    parser.add_argument("--show", action="store_true", help="print the survivors that docs/mutation.md does not explain")
    return parser.parse_args(arguments)


# ── The mutated copy ────────────────────────────────────────────────────────────────────────────────────────────────


def _copy(children: int) -> None:
    """Sources and tests in ``mutants/``: mutmut renews what has changed and keeps the verdicts of the rest."""
    shutil.rmtree(COPY / "tests", ignore_errors=True)
    COPY.mkdir(exist_ok=True)
    set_mutant_under_test("mutant_generation")
    with mutmut.CatchOutput():
        mutmut.copy_src_dir()
        mutmut.copy_also_copy_files()
        mutmut.setup_source_paths()
        mutmut.create_mutants(children)


def _verdicts() -> list[Verdicts]:
    _, by_path = mutmut.collect_source_file_mutation_data(mutant_names=())
    return [
        Verdicts(path.removeprefix("src/assay/").removesuffix(".py"), data)
        for path, data in sorted(by_path.items())
        if data.exit_code_by_key
    ]


def _named(files: Sequence[Verdicts], parts: Sequence[str]) -> Iterator[Verdicts]:
    """The files whose module holds one of the parts, in the order of the parts."""
    given = set()
    for part in parts:
        for file in files:
            if part in file.module and file.module not in given:
                given.add(file.module)
                yield file


def _open(data: SourceFileMutationData, *, again: bool) -> Iterator[str]:
    for name, code in data.exit_code_by_key.items():
        if code is None or (again and code != KILLED):
            yield name


# ── Running the tests ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Reach:
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
            self.noticed |= {scope: Counter(tests) for scope, tests in json.loads(path.read_text("utf-8")).items()}

    def keep(self, path: Path) -> None:
        path.write_text(json.dumps(self.noticed, indent=1), "utf-8")


def _changed_lines(path: str, name: str) -> range:
    """The lines, in the copy, of the statement of the original that a mutant changes; all when it is the signature."""
    spans = MutantLineSpans.load(path)
    assert spans is not None
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


class _Places:
    """Where each mutated function is held.

    mutmut puts a trampoline before each function that asks with every call which mutant is meant. Once it is known which
    tests reach what, the originals take the trampolines' places, and a fork puts its mutant into those of one function.
    """

    def __init__(self) -> None:
        self.mutants: dict[str, dict[str, Any]] = {}
        self.holders: dict[str, list[tuple[Any, str]]] = defaultdict(list)
        functions: dict[int, str] = {}
        modules = [module for name, module in sys.modules.items() if name.startswith(("assay", "tests"))]
        for module in modules:
            for key, table in list(vars(module).items()):
                if key.startswith("mutants_x"):
                    mangled = key.removeprefix("mutants_").removesuffix("__mutmut")
                    self.mutants[f"{module.__name__}.{mangled}"] = table
                    if mangled.startswith("xǁ"):
                        _, owner, method = mangled.split("ǁ")
                        self._hold(f"{module.__name__}.{mangled}", vars(module)[owner], method)
                    else:
                        trampoline = vars(module)[mangled.removeprefix("x_")]
                        functions[id(trampoline)] = f"{module.__name__}.{mangled}"
        self.kept = [  # so that no other object gets the identity of a trampoline
            (functions[id(value)], module, key, value)
            for module in modules
            for key, value in vars(module).items()
            if id(value) in functions
        ]
        for function, module, key, _ in self.kept:
            self._hold(function, module, key)

    def _hold(self, function: str, holder: Any, key: str) -> None:  # noqa: ANN401  # a module or a class
        if isinstance(vars(holder)[key], FunctionType):
            self.holders[function].append((holder, key))
            setattr(holder, key, self.mutants[function]["_mutmut_orig"])

    def put(self, name: str) -> None:
        """Put one mutant into the places of its function."""
        function = mangled_name_from_mutant_name(name)
        for holder, key in self.holders[function]:
            setattr(holder, key, self.mutants[function][name.rpartition(".")[2]])


class _Loop:
    """A pytest plugin in the place of pytest's own loop: every test once as it is, then the mutants, each in a fork."""

    def __init__(
        self, asked: Sequence[tuple[SourceFileMutationData, str]], *, children: int, most: int | None
    ) -> None:
        self.asked = asked
        self.children = children
        self.most = most
        self.undone = True
        self.reach = _Reach()
        self.items: dict[str, pytest.Item] = {}
        self.running: dict[int, tuple[SourceFileMutationData, str, int]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            return False
        self.items = {item.nodeid: item for item in session.items}
        self._learn()
        if session.testsfailed:
            return True
        self.places = _Places()
        with chdir(ROOT):
            self.reach.remember(COPY / NOTICED)
            self._try_all(session)
            self.reach.keep(COPY / NOTICED)
        self.undone = False
        return True

    def _learn(self) -> None:
        """Run every test once on the originals."""
        set_mutant_under_test("")
        rooms = [f"{(ROOT / COPY).resolve()}/{pattern}" for pattern in mutmut.config().only_mutate]
        measured = Coverage(data_file=None, config_file=False, include=rooms)
        measured.start()
        for name, item in self.items.items():
            _forget()
            measured.switch_context(name)
            start = time.process_time()
            _run(item)
            self.reach.seconds[name] = time.process_time() - start
        measured.stop()
        found = measured.get_data()
        self.reach.tests = {file: found.contexts_by_lineno(file) for file in found.measured_files()}

    def _try_all(self, session: pytest.Session) -> None:
        gc.freeze()
        start = time.monotonic()
        for done, (data, name) in enumerate(self.asked):
            tests = self.reach.in_order(str(data.path), name)[: self.most]
            if not tests:
                _keep(data, name, NO_TESTS)
                continue
            while len(self.running) >= self.children:
                self._wait()
            self._start(session, data, name, tests)
            if done % 100 == 0:
                self.reach.keep(COPY / NOTICED)
                print(f"\r{done} of {len(self.asked)}, {time.monotonic() - start:.0f} s", end="", flush=True)
        while self.running:
            self._wait()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = used.ru_utime + used.ru_stime
        print(f"\r{len(self.asked)} mutants in {time.monotonic() - start:.0f} s, {cpu:.0f} s of them computing")

    def _start(self, session: pytest.Session, data: SourceFileMutationData, name: str, tests: list[str]) -> None:
        read, write = os.pipe()
        pid = os.fork()
        if pid:
            os.close(write)
            self.running[pid] = (data, name, read)
            return
        try:
            os.close(read)
            noticed = self._judge(session, name, tests)
            os.write(write, noticed.encode())
            os._exit(KILLED if noticed else SURVIVED)
        except BaseException:  # noqa: BLE001  # a fault of this tool must not count as noticed by a test
            os._exit(SUSPICIOUS)

    def _judge(self, session: pytest.Session, name: str, tests: list[str]) -> str:
        """The first test that fails under the mutant, in the fork; empty when none does."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        set_mutant_under_test(name)
        self.places.put(name)
        _forget()
        os.chdir(COPY)
        for test in tests:
            signal.setitimer(signal.ITIMER_PROF, 1 + 20 * self.reach.seconds[test])  # then the fork is ended
            _run(self.items[test])
            if session.testsfailed:
                return test
        return ""

    def _wait(self) -> None:
        pid, status = os.wait()
        data, name, read = self.running.pop(pid)
        with os.fdopen(read) as pipe:
            test = pipe.read()
        if test:
            self.reach.credit(mangled_name_from_mutant_name(name), test)
        code = os.waitstatus_to_exitcode(status)
        _keep(data, name, TIMEOUT if code == -signal.SIGPROF else code if code >= 0 else SUSPICIOUS)


def _run(item: pytest.Item) -> None:
    item.ihook.pytest_runtest_protocol(item=item, nextitem=None)


def _forget() -> None:
    """Empty what the mutated rooms remember between calls, so that a mutant is really run."""
    for name, module in list(sys.modules.items()):
        if name.startswith(ROOMS):
            for value in vars(module).values():
                clear: Callable[[], None] | None = getattr(value, "cache_clear", None)
                if clear is not None:
                    clear()


def _keep(data: SourceFileMutationData, name: str, code: int) -> None:
    data.exit_code_by_key[name] = code
    data.save()


# ── What came of it ─────────────────────────────────────────────────────────────────────────────────────────────────


def _report(files: Sequence[Verdicts], *, show: bool) -> int:
    explained = {Change(*found) for found in _EXPLAINED.findall(PAGE.read_text("utf-8"))}
    left = [change for file in files for change in _changes(file)]
    unexplained = [change for change in left if change not in explained]
    if show:
        print(*unexplained, sep="\n")
    rows = [
        (file.module, [file.count(code) for code in (KILLED, TIMEOUT, SURVIVED, NO_TESTS, SUSPICIOUS)], _unrun(file))
        for file in files
    ]
    print(f"\n{'module':34}{'mutants':>9}{'killed':>9}{'timeout':>9}{'survived':>9}{'no test':>9}{'unclear':>9}{'score':>8}")
    for module, counts, _ in rows:
        print(_row(module, counts))
    total = [sum(column) for column in zip(*(counts for _, counts, _ in rows), strict=True)]
    print(_row("in all", total))
    unrun = sum(count for _, _, count in rows)
    if unrun:
        print(f"{unrun} mutants have not been run")
    print(f"{len(left) - len(unexplained)} survivors are explained in docs/mutation.md, {len(unexplained)} are not")
    enough = 100 * (total[0] + total[1]) >= LEAST * sum(total)
    return 0 if enough and not unexplained and not unrun else 1


def _unrun(file: Verdicts) -> int:
    return sum(code is None for code in file.data.exit_code_by_key.values())


def _row(name: str, counts: Sequence[int]) -> str:
    mutants = sum(counts)
    score = f"{100 * (counts[0] + counts[1]) / mutants:.1f} %" if mutants else "–"
    return f"{name:34}{mutants:>9}" + "".join(f"{count:>9}" for count in counts) + f"{score:>8}"


def _changes(file: Verdicts) -> Iterator[Change]:
    for name in file.left:
        lines = get_diff_for_mutant(name, path=file.data.path).splitlines()[2:]
        function = mangled_name_from_mutant_name(name).rpartition(".")[2]
        function = function.removeprefix("x_").replace("xǁ", "").replace("ǁ", ".")
        yield Change(file.module, function, _of(lines, "-"), _of(lines, "+"))


def _of(lines: Iterable[str], sign: str) -> str:
    return " ".join(line[1:].strip() for line in lines if line.startswith(sign))


if __name__ == "__main__":
    sys.exit(main())
