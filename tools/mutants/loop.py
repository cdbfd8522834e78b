"""A pytest plugin that tries mutants: pytest collects once, and each mutant is a fork that runs its tests until one fails."""

from __future__ import annotations

import gc
import os
import resource
import signal
import time
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

import pytest
from coverage import Coverage
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.utils.format_utils import mangled_name_from_mutant_name

from tools.mutants.places import Places, forget
from tools.mutants.reach import COPY, Reach

ROOT = Path(__file__).parents[2]
NOTICED = "noticed.json"  # in the copy: which tests noticed mutants before, by function, module and in all
KILLED, SURVIVED, NO_TESTS, SUSPICIOUS, TIMEOUT = 1, 0, 33, 35, 36  # as mutmut writes them


class Loop:
    """A pytest plugin in the place of pytest's own loop: every test once as it is, then the mutants, each in a fork."""

    def __init__(
        self, asked: Sequence[tuple[SourceFileMutationData, str]], *, children: int, most: int | None
    ) -> None:
        self.asked = asked
        self.children = children
        self.most = most
        self.undone = True
        self.reach = Reach()
        self.items: dict[str, pytest.Item] = {}
        self.running: dict[int, tuple[SourceFileMutationData, str, int]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self._learn()
        if session.testsfailed:
            return True
        self.places = Places()
        with chdir(ROOT):
            self.reach.remember(COPY / NOTICED)
            self._try_all(session)
            self.reach.keep(COPY / NOTICED)
        self.undone = False
        return True

    def _learn(self) -> None:
        """Run every test once on the originals."""
        set_mutant_under_test("")
        rooms = [f"{(ROOT / COPY).resolve()}/{pattern}" for pattern in config().only_mutate]
        measured = Coverage(data_file=None, config_file=False, include=rooms)
        measured.start()
        for name, item in self.items.items():
            forget()
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
        print(
            f"\r{len(self.asked)} mutants in {time.monotonic() - start:.0f} s, {cpu:.0f} s of them computing"
        )

    def _start(
        self, session: pytest.Session, data: SourceFileMutationData, name: str, tests: list[str]
    ) -> None:
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
        forget()
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


def _keep(data: SourceFileMutationData, name: str, code: int) -> None:
    data.exit_code_by_key[name] = code
    data.save()
