"""``retention`` on the demo's workspace: what a person reads, and that every statement stands afterwards."""

from pathlib import Path

import pytest

from tests.cli.running import Ran, assay, bytes_below
from tests.demo.shared import CONTRACT, MONTHS, DemoRun
from tests.docs.schema import problems

LATER = ("--as-of", "2030-01-01T00:00:00+00:00")


@pytest.fixture
def own(demo: DemoRun, tmp_path: Path) -> Path:
    return demo.copy(tmp_path)


def run(workspace: Path, *more: object) -> Ran:
    return assay("retention", *more, "--workspace", workspace)


def test_without_a_window_it_says_that_nothing_is_ever_destroyed(own: Path) -> None:
    before = bytes_below(own)
    ran = run(own, *LATER, "--apply")
    assert (ran.exit_code, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[1].strip() == lines[3].strip() == "没有设定期限：什么也不会销毁。用 --set 设定。"
    assert lines[4] == "没有过期的内容，什么也没有销毁。"
    assert bytes_below(own) == before


def test_everything_past_its_window_goes_and_every_statement_stands(own: Path, demo: DemoRun) -> None:
    ran = run(own, "--set", "contacts=24months", "--set", "files=24months", *LATER, "--format", "json")
    assert ran.exit_code == 0
    assert problems(ran.document, "retention.schema.json") == []
    contacts, files = ran.document["classes"]
    assert (contacts["past"], files["past"]) == (contacts["count"], files["count"])
    assert contacts["count"] > 100

    dry = run(own, *LATER, "--apply", "--dry-run", "--lang", "en")
    assert f"Would be destroyed: {contacts['count']} people" in dry.stdout
    done = run(own, *LATER, "--apply", "--format", "json")
    assert problems(done.document, "retention.schema.json") == []
    assert done.document["applied"]["persons"] == contacts["count"]
    assert assay("doctor", "--workspace", own).exit_code == 0
    for month in MONTHS:
        settled = assay("settle", *CONTRACT, "--workspace", own, "--period", month, "--format", "json")
        assert settled.stdout.encode() == demo.statement(month)
    assert run(own, *LATER, "--apply", "--format", "json").document["applied"]["commit"] is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_window_that_is_none_and_one_that_is_short_are_told(own: Path, lang: str) -> None:
    assert run(own, "--set", "contacts=soon", "--lang", lang).codes == ["retention.bad_window"]
    ran = run(own, "--set", "files=3months", "--lang", lang)
    assert (ran.exit_code, ran.codes) == (0, ["retention.short"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_open_dispute_holds_everything_and_is_named(own: Path, lang: str) -> None:
    from assay.bootstrap import SystemClock, open_workspace  # noqa: PLC0415 - one test needs them

    with open_workspace(own) as opened:
        text = b'{"disputes":["D-7"]}'
        moment = SystemClock().now()
        opened.store.save_statement("LUMORA-9", "2027-07", 1, text, pins={}, known_at=moment)
    run(own, "--set", "contacts=1month")
    ran = run(own, *LATER, "--apply", "--lang", lang)
    assert (ran.exit_code, ran.codes) == (0, ["retention.on_hold"])
    assert "D-7" in ran.stdout
    assert run(own, *LATER, "--format", "json").document["applied"] is None
