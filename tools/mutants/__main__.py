"""Do the tests notice when settlement or acceptance is changed? Runs mutmut's mutants; docs/mutation.md tells the rest.

python -m tools.mutants                                   # both rooms, from where the last run stopped
python -m tools.mutants --module core/settlement/caps     # one module, or all whose path holds this text
python -m tools.mutants --fresh --children 2              # forget earlier verdicts; two at a time
python -m tools.mutants --report                          # the figures so far, without trying any
python -m tools.mutants --show                            # and print each survivor that nobody has explained

mutmut makes the mutants, names them and keeps the verdicts (`mutmut show`, `mutmut browse`). Its own runner starts pytest
anew for each of more than ten thousand; here pytest collects once and each mutant is a fork that runs only the tests that
run the statement it changes, until one fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass

import pytest
from mutmut.__main__ import CatchOutput, collect_source_file_mutation_data, create_mutants
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths
from mutmut.utils.format_utils import mangled_name_from_mutant_name

from tools.mutants.explained import Change, explained
from tools.mutants.loop import KILLED, NO_TESTS, ROOT, SURVIVED, SUSPICIOUS, TIMEOUT, Loop
from tools.mutants.reach import COPY

LEAST = 90  # per cent of the mutants that tests must notice


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
        return [
            name for name, code in self.data.exit_code_by_key.items() if code not in (None, KILLED, TIMEOUT)
        ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for and print the figures; 1 when the score is too low or a survivor is not explained."""
    options = _options(arguments)
    os.chdir(ROOT)
    if options.fresh:
        shutil.rmtree(COPY, ignore_errors=True)
    if not options.report:
        _copy(options.children)
    files = list(_named(_verdicts(), options.module or [""]))
    asked = [(file.data, name) for file in files for name in _open(file.data, again=options.again)]
    if asked and not options.report:
        tests = config().pytest_add_cli_args_test_selection
        plugin = Loop(asked, children=options.children, most=options.most)
        with chdir(COPY):
            code = pytest.main([*config().pytest_add_cli_args, *tests], plugins=[plugin])
        if plugin.undone:
            print(f"pytest ended with {int(code)}: the tests must pass before they can judge")
            return 2
    return _report(files, show=options.show)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutants", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument(
        "--module", action="append", help="only modules whose path holds this, say core/settlement/caps"
    )
    parser.add_argument("--children", type=int, default=1, help="mutants tried at the same time")
    parser.add_argument(
        "--most", type=int, help="tests tried on a mutant; those that noticed others come first"
    )
    parser.add_argument("--fresh", action="store_true", help="forget the verdicts of earlier runs")
    parser.add_argument("--report", action="store_true", help="print what is known so far and try nothing")
    parser.add_argument("--again", action="store_true", help="try mutants again that survived an earlier run")
    parser.add_argument(
        "--show", action="store_true", help="print the survivors that docs/mutation.md does not explain"
    )
    return parser.parse_args(arguments)


def _copy(children: int) -> None:
    """Sources and tests in ``mutants/``: mutmut renews what has changed and keeps the verdicts of the rest.

    It never renews what is not Python, such as the sentences; so that is taken away first.
    """
    shutil.rmtree(COPY / "tests", ignore_errors=True)
    COPY.mkdir(exist_ok=True)
    for file in COPY.glob("src/**/*"):
        if file.is_file() and file.suffix not in (".py", ".meta", ".spans"):
            file.unlink()
    set_mutant_under_test("mutant_generation")
    with CatchOutput():
        copy_src_dir()
        copy_also_copy_files()
        setup_source_paths()
        create_mutants(children)


def _verdicts() -> list[Verdicts]:
    _, by_path = collect_source_file_mutation_data(mutant_names=())
    return [
        Verdicts(path.removeprefix("src/assay/").removesuffix(".py"), data)
        for path, data in sorted(by_path.items())
        if data.exit_code_by_key or not data.meta_path.exists()  # most __init__ hold no function
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


def _report(files: Sequence[Verdicts], *, show: bool) -> int:
    known = explained()
    left = [change for file in files for change in _changes(file)]
    unexplained = [change for change in left if change not in known]
    if show:
        print(*unexplained, sep="\n")
    rows = [
        (
            file.module,
            [file.count(code) for code in (KILLED, TIMEOUT, SURVIVED, NO_TESTS, SUSPICIOUS)],
            _unrun(file),
        )
        for file in files
    ]
    print(
        f"\n{'module':34}{'mutants':>9}{'killed':>9}{'timeout':>9}{'survived':>9}{'no test':>9}{'unclear':>9}{'score':>8}"
    )
    for module, counts, _ in rows:
        print(_row(module, counts))
    total = [sum(column) for column in zip(*(counts for _, counts, _ in rows), strict=True)]
    print(_row("in all", total))
    unrun = sum(count for _, _, count in rows)
    unmade = sum(not file.data.meta_path.exists() for file in files)
    if unrun or unmade:
        print(f"{unrun} mutants have not been run; of {unmade} modules none have been made")
    print(
        f"{len(left) - len(unexplained)} survivors are explained in docs/mutation.md, {len(unexplained)} are not"
    )
    enough = 100 * (total[0] + total[1]) >= LEAST * sum(total)
    return 0 if enough and not (unexplained or unrun or unmade) else 1


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
