"""Whatever a file does to its reader, the parent gets a finding: which limit, what was found, what to do."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from assay.core.findings import Finding
from assay.i18n import languages, translate
from assay.parsing import watch
from assay.parsing.parser import Parser, parser_with
from assay.parsing.worker import Reply
from assay.ports import ImportOptions, Limits, Parsed
from assay.sources.lists import ListOptions
from assay.sources.registry import choose
from assay.sources.streams import size_finding
from assay.sources.templates import template_bytes

SMALL = Limits(memory_bytes=150_000_000, seconds=30)
HASTY = Limits(memory_bytes=150_000_000, seconds=2)
BROKEN_SOURCE = '''
"""A source of another package that does what its file says."""
import os, socket, subprocess, sys, time

class Obedient:
    format_id = "obedient"

    def recognises(self, name, data):
        return data.startswith(b"do:")

    def parse(self, name, data, options):
        exec(data[3:].decode())

    without_rows = parse
'''


@pytest.fixture
def obedient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parser]:
    """A parser that knows a format whose files are programs."""
    (tmp_path / "obedient.py").write_text(BROKEN_SOURCE, "utf-8")
    told = tmp_path / "obedient-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: obedient\nVersion: 1\n", "utf-8")
    (told / "entry_points.txt").write_text("[assay.sources]\nobedient = obedient:Obedient\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    parser = Parser(SMALL)
    yield parser
    parser.close()


@pytest.fixture
def hasty(obedient: Parser) -> Iterator[Parser]:
    """The same with two seconds for each file."""
    obedient.close()
    parser = Parser(HASTY)
    yield parser
    parser.close()


@pytest.fixture
def parser() -> Iterator[Parser]:
    parser = Parser(SMALL)
    yield parser
    parser.close()


def finding_of(parsed: Parsed) -> Finding:
    (finding,) = parsed.findings
    for lang in languages():
        text = translate(lang, finding.code, finding.params)
        assert all(value in text for value in finding.params.values())
        assert "{" not in text
    return finding


def done(parser: Parser, program: str) -> tuple[str, dict[str, str]]:
    finding = finding_of(parser.parse("program.txt", f"do:{program}".encode(), ImportOptions()))
    assert finding.place.file == "program.txt"
    return finding.code, finding.params


def test_what_a_child_reads_is_what_the_source_reads() -> None:
    data = template_bytes("enquiry_log", "zh")
    options = ImportOptions(mapping="enquiry_log", account="log", zone="Asia/Shanghai")
    source = choose("log.xlsx", data, options)
    assert not isinstance(source, Finding)
    expected = source.parse("log.xlsx", data, options)
    assert expected.records
    assert parser_with(Limits()).parse("log.xlsx", data, options) == expected


def test_rows_taken_out_by_a_child_are_those_that_the_source_takes_out() -> None:
    left = parser_with(Limits()).without_rows("a.csv", "a,b\n1,2\n3,4\n".encode("utf-16"), frozenset({2}))
    assert isinstance(left, bytes)
    assert left.decode("utf-16") == "a,b\n\n3,4\n"


def test_an_unknown_format_is_told_as_before() -> None:
    assert finding_of(parser_with(Limits()).parse("a.bin", b"\x01\x02", ImportOptions())).code == (
        "sources.unknown_format"
    )


def test_a_file_that_needs_more_memory_is_refused(obedient: Parser) -> None:
    code, params = done(obedient, "x = bytes(400_000_000)")
    assert (code, params) == ("parsing.needs_memory", {"found": "1", "expected": "150"})


def test_memory_that_fills_bit_by_bit_is_limited_too(obedient: Parser) -> None:
    assert done(obedient, "x = [str(n) for n in range(10 ** 8)]")[0] == "parsing.needs_memory"


@pytest.mark.skipif(sys.platform != "linux", reason="processor time is limited by the system")
def test_a_file_that_takes_too_long_is_refused(hasty: Parser) -> None:
    code, params = done(hasty, "while True: pass")
    assert (code, params) == ("parsing.takes_too_long", {"found": "1", "expected": "2"})


def test_a_child_that_sleeps_is_not_waited_for(hasty: Parser) -> None:
    assert done(hasty, "time.sleep(600)")[0] == "parsing.takes_too_long"


TRICKLE = "for _ in range({}): time.sleep(0.2); sum(range(200_000))\n1/0"
"""Works a little and waits a lot, as a child does on a busy machine."""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much a process works")
def test_a_child_that_works_is_waited_for_beyond_its_seconds_by_the_clock(
    hasty: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SLACK_SECONDS", 0)
    began = monotonic()
    assert done(hasty, TRICKLE.format(20)) == ("parsing.reader_failed", {"found": "ZeroDivisionError"})
    assert monotonic() - began > 2 + 1  # beyond its two seconds, and a look of the watch


def test_a_child_that_works_a_little_for_ever_is_ended(
    hasty: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SLACK_SECONDS", 0)
    monkeypatch.setattr(watch, "PATIENCE", 2)
    assert done(hasty, TRICKLE.format(10**6))[0] == "parsing.takes_too_long"


def test_where_the_system_does_not_tell_the_clock_alone_decides(
    hasty: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "processor_seconds", lambda _: None)
    monkeypatch.setattr(watch, "SLACK_SECONDS", 0)
    assert done(hasty, TRICKLE.format(10**6))[0] == "parsing.takes_too_long"


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("os.kill(os.getpid(), 11)", "SIGSEGV"),
        ("os.abort()", "SIGABRT"),
        ("raise RecursionError", "RecursionError"),
        ("raise ValueError('+49 30 901820')", "ValueError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("os._exit(0)", "EOFError"),
        ("1/0", "ZeroDivisionError"),
    ],
)
def test_a_reader_that_breaks_down_is_named_without_its_words(
    obedient: Parser, program: str, found: str
) -> None:
    assert done(obedient, program) == ("parsing.reader_failed", {"found": found})


WRONG = [
    Reply((), {}, b""),  # the frame ["done", 0]
    Reply((0,), {}, b""),
    Reply((Parsed("", ()), 1), {}, b""),
    Reply((Parsed("", ()),), {"lines": []}, b""),
    Reply((Parsed("", ()),), {"records": ["spend"]}, b""),
    Reply((None,), {}, b""),
    Reply((None, ("wrong",)), {}, b""),
    Reply((None, ()), {"records": []}, b""),
]


@pytest.mark.parametrize("reply", WRONG, ids=range(len(WRONG)))
def test_an_answer_of_another_shape_is_a_failed_reader(reply: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []

    class Raving:
        def __init__(self, limits: Limits) -> None:
            self.pid = limits.seconds

        def ask(self, *_: object) -> Reply:
            return reply

        def close(self) -> None:
            closed.append(self.pid)

    monkeypatch.setattr("assay.parsing.parser.Worker", Raving)
    raving = Parser(SMALL)
    failed = ("parsing.reader_failed", {"found": "WireError"})
    finding = finding_of(raving.parse("a.csv", b"a", ImportOptions()))
    assert (finding.code, finding.params) == failed
    read, (finding,) = raving.read_list("a.csv", b"a", ListOptions("claim"), lambda *_: None)
    assert (read, finding.code, finding.params) == (None, *failed)
    assert (raving.child, len(closed)) == (0, 2)  # such a child is asked nothing more


@pytest.mark.parametrize(
    "program",
    [
        "os.fork()",
        "subprocess.Popen(['true'])",
        "os.system('true')",
        "socket.create_connection(('127.0.0.1', 9))",
        "open('assay-was-here', 'w')",
        "os.open('assay-was-here', os.O_CREAT | os.O_WRONLY)",
        "os.remove('assay-was-here')",
    ],
)
def test_a_reader_starts_nothing_calls_nobody_and_writes_nothing(obedient: Parser, program: str) -> None:
    assert done(obedient, program) == ("parsing.reader_failed", {"found": "ForbiddenError"})


def test_a_reader_opens_a_few_files_and_no_more(obedient: Parser) -> None:
    code, params = done(obedient, "x = [open('/dev/null') for _ in range(100)]")
    assert (code, params) == ("parsing.reader_failed", {"found": "OSError"})


def test_what_a_reader_prints_is_lost_and_disturbs_nothing(obedient: Parser) -> None:
    assert done(obedient, "print('x' * 100_000, flush=True); os.write(1, b'\\xff' * 9); 1/0") == (
        "parsing.reader_failed",
        {"found": "ZeroDivisionError"},
    )


def test_a_child_knows_no_setting_of_the_parent(obedient: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_KEY_PASSPHRASE", "secret")
    obedient.close()
    assert done(obedient, "1/0 if 'ASSAY_KEY_PASSPHRASE' not in os.environ else os.abort()")[1] == {
        "found": "ZeroDivisionError"
    }


def test_after_a_failure_the_next_file_is_read(obedient: Parser) -> None:
    done(obedient, "os.abort()")
    assert (
        finding_of(obedient.parse("a.csv", b"a,b\n1,2\n", ImportOptions())).code == "sources.unknown_format"
    )


def test_one_child_serves_many_small_files_and_a_large_one_gets_its_own(parser: Parser) -> None:
    parser.parse("a.csv", b"a,b\n", ImportOptions())
    first = parser.child
    parser.parse("b.csv", b"a,b\n", ImportOptions())
    assert parser.child == first != 0
    parser.parse("c.csv", b"a" * 5_000_000, ImportOptions())
    assert parser.child == 0


def test_a_child_that_was_killed_from_outside_is_replaced(parser: Parser) -> None:
    parser.parse("a.csv", b"a,b\n", ImportOptions())
    os.kill(parser.child, signal.SIGKILL)
    assert finding_of(parser.parse("b.csv", b"a,b\n", ImportOptions())).code == "sources.unknown_format"


def test_a_file_larger_than_half_of_the_memory_is_not_read() -> None:
    finding = size_finding("a.csv", 75_000_001, SMALL)
    assert finding is not None
    assert (finding.code, finding.params) == ("parsing.file_too_large", {"found": "76", "expected": "75"})
    assert size_finding("a.csv", 75_000_000, SMALL) is None
    assert finding_of(Parser(SMALL).parse("a.csv", bytes(75_000_001), ImportOptions())) == finding


def test_rows_of_a_file_that_cannot_be_read_go_with_all_of_it() -> None:
    assert Parser(SMALL).without_rows("a.csv", bytes(75_000_001), frozenset({1})) == b""


def test_a_list_is_read_with_its_progress_and_its_findings(parser: Parser) -> None:
    told: list[tuple[int, int]] = []
    data = b"Email,Name\na@kunde.example,A\nb@kunde.example,B\n"
    options = ListOptions("claim")
    read, findings = parser.read_list("a.csv", data, options, lambda *rows: told.append(rows))
    assert read is not None
    assert [claim.name for claim in read.claims] == ["A", "B"]
    assert told == [(0, 2), (2, 2)]
    assert all(finding.place.file == "a.csv" for finding in findings)


def test_an_interrupt_ends_the_child_too(parser: Parser) -> None:
    children = []

    def interrupted(*_: int) -> None:
        children.append(parser.child)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parser.read_list("a.csv", b"Email\na@kunde.example\n", ListOptions("claim"), interrupted)
    assert parser.child == 0
    with pytest.raises(ProcessLookupError):
        os.kill(children[0], 0)
