"""What came back is never lost, what rests on a delivery is not taken from under it, and a reissued statement has its own round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assay.bootstrap import open_workspace
from assay.i18n import languages, translate
from tests.cli.returned import edited
from tests.cli.running import assay, bytes_below
from tests.cli.test_objections import LEAD, LINE, Desk, codes, desk, object_to, outcome, settled
from tests.contracts.test_cases import loaded  # noqa: F401

__all__ = ["desk", "settled"]  # fixtures

DELIVERED = (
    "--period",
    "2027-01",
    "--on",
    "2027-02-08",
    "--by",
    "wechat",
    "--known-at",
    "2027-02-08T18:00:00+08:00",
)
LAST = "2027-02-13T20:00:00+08:00"


def sealed(desk: Desk, commit: int) -> tuple[list[str], bytes]:
    """The codes of the findings that a commit keeps, and the file that it sealed."""
    with open_workspace(desk.folder / "buyer") as opened:
        details: Any = opened.store.log()[commit - 1].details
        blob = opened.store.read_blob(str(details["blob"]))
    return [str(one["code"]) for one in details["findings"]], blob


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    "written", [{"Note": "we called them twice"}, {"Objection": "no!"}, {}], ids=["note", "wrong", "blank"]
)
def test_a_workbook_of_which_nothing_stands_is_sealed_and_recorded_once(
    written: dict[str, str], lang: str, desk: Desk
) -> None:
    with edited(desk.out, desk.back) as pages:
        pages["Leads"].fill(LEAD, **written)
    shown = desk.bring("--dry-run", lang=lang)
    assert (shown.exit_code, len(bytes_below(desk.folder / "buyer" / "log"))) == (0, 10)
    ran = desk.bring(lang=lang)
    refused = len(written)  # a row with a note alone is no objection either
    told = translate(lang, "form.came", {"recorded": "0", "refused": str(refused), "commit": "11"})
    assert (ran.exit_code, told in ran.stdout) == (0, True)
    found, blob = sealed(desk, 11)
    assert blob == desk.back.read_bytes()
    assert found == ran.codes + ran.notes
    assert desk.february()["disputes"] == []
    again = desk.bring(lang=lang)
    assert translate(lang, "form.nothing_new", {"recorded": "0", "refused": str(refused)}) in again.stdout
    log = assay("log", *desk.where, "--format", "json").document
    assert max(one["commit"] for one in log["commits"]) == 11


def test_what_came_late_without_an_objection_is_recorded_as_well(desk: Desk) -> None:
    with edited(desk.out, desk.back) as pages:
        pages["Leads"].fill(LEAD, Note="we accept this month")
    late = desk.brought(came="2027-02-25T10:00:00+08:00")
    assert (late["refused"], late["commit"]) == (False, 11)


def test_a_delivery_on_which_an_objection_rests_is_not_undone_before_it(desk: Desk) -> None:
    # drawn on 5 February: 5 days end on the 10th; delivered on the 8th: on the 13th
    assert desk.run("objections delivered", *DELIVERED).exit_code == 0  # commit 11
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
    assert desk.brought(came=LAST)["commit"] == 12
    for lang in languages():
        refused = assay("undo", 11, *desk.where, "--lang", lang)
        assert (refused.exit_code, refused.codes) == (1, ["store.events_rest_on"])
        params = {"commit": "12", "event": "delivery/2027-01v1"}
        assert translate(lang, "store.events_rest_on", params) in refused.stderr
    assert assay("undo", 12, *desk.where).exit_code == 0
    assert assay("undo", 11, *desk.where).exit_code == 0
    assert assay("undo", 13, *desk.where).codes == ["store.events_rest_on"]  # nor does it come back alone
    assert desk.february()["disputes"] == []


def test_an_objection_that_needs_no_delivery_does_not_hold_it(desk: Desk) -> None:
    assert desk.run("objections delivered", *DELIVERED).exit_code == 0
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Leads"])
    assert desk.brought(came="2027-02-10T10:00:00+08:00")["commit"] == 12
    assert assay("undo", 11, *desk.where).exit_code == 0
    assert len(desk.february()["disputes"]) == 1


REISSUE = """assay: events/v1
events:
  - {id: i1, kind: reissue, of_period: "2027-01", reason: wrong_export, signed: true, effective: "2027-02-20", known: "2027-02-20T10:00:00+08:00",
     kpis: {valid_leads: {value: "34", n: "60", status: final}}}
"""
MARCH = ("--period", "2027-03", "--as-of", "2027-04-05T09:00:00+08:00", "--dry-run", "--format", "json")


@pytest.fixture
def reissued(desk: Desk) -> Desk:
    """January again, by the statement of February of 5 March: 34 valid leads instead of 33."""
    file = desk.folder / "reissue.yaml"
    file.write_text(REISSUE, "utf-8")
    done = desk.run("settle", "--period", "2027-02", "--as-of", "2027-03-05T09:00:00+08:00", "--events", file)
    assert done.exit_code == 0, done.stderr
    desk.out.unlink()
    assert desk.run("objections export", "--period", "2027-01", "--output", desk.out).exit_code == 0
    with edited(desk.out, desk.back) as pages:
        object_to(pages["Lines"], LINE)
    return desk


def test_a_reissued_statement_is_answered_within_days_of_its_own(reissued: Desk) -> None:
    # v2 came with the statement of 5 March: 5 days end on the 10th; those of v1 were over on 10 February
    shown = reissued.brought("--dry-run", came="2027-03-10T20:00:00+08:00")
    assert (shown["statement"]["version"], shown["object_until"], shown["refused"]) == (
        2,
        "2027-03-10",
        False,
    )
    late = reissued.brought("--dry-run", came="2027-03-11T00:30:00+08:00")
    assert (codes(late), late["refused"]) == (["objections.too_late"], True)


def test_a_reissued_statement_has_a_delivery_of_its_own(reissued: Desk) -> None:
    told = reissued.run("objections delivered", "--period", "2027-01", "--on", "2027-03-08", "--known-at", "2027-03-08T18:00:00+08:00")  # fmt: skip
    assert (told.exit_code, "2027-03-13" in told.stdout) == (0, True), told.stderr
    early = reissued.run("objections delivered", "--period", "2027-02", "--on", "2027-03-04", "--known-at", "2027-03-08T18:00:00+08:00")  # fmt: skip
    assert early.codes == ["settlement.delivered_when"]
    heard = reissued.brought(came="2027-03-13T20:00:00+08:00")
    assert (heard["delivered_on"], outcome(heard)) == ("2027-03-08", {"C1/valid_leads": "accepted"})
    assert heard["objections"][0]["event"]["id"] == "objection/2027-01v2/line/C1/valid_leads"


def test_an_objection_to_the_first_version_does_not_answer_the_second(reissued: Desk) -> None:
    with edited(reissued.out, reissued.back) as pages:
        for page in pages.values():
            page.sheet["A1"].value = str(page.sheet["A1"].value).replace("|v2|", "|v1|")
    ran = reissued.bring(came="2027-03-08T20:00:00+08:00")
    assert ran.codes == ["objections.other_statement"]


def test_the_correction_is_a_line_of_the_statement_that_brought_it(reissued: Desk, tmp_path: Path) -> None:
    # January: 36 wanted, 33 found, then 34: 9000 x 3/36 = 750 comes back, 9000 x 2/36 = 500 stands
    out = tmp_path / "february.xlsx"
    assert reissued.run("objections export", "--period", "2027-02", "--output", out).exit_code == 0
    with edited(out, reissued.back) as pages:
        lines = pages["Lines"]
        keys = {key: lines.choices(key) for key in lines.row_keys()}
        assert all(keys.values()), keys
        assert {"line|C1/valid_leads@2027-01v1", "line|C1/valid_leads@2027-01v2"} <= keys.keys()
        object_to(lines, "line|C1/valid_leads@2027-01v2")
    found = reissued.brought(came="2027-03-10T20:00:00+08:00")
    (one,) = found["objections"]
    assert (one["state"], one["event"]["of_period"], one["event"]["line"]) == (
        "accepted",
        "2027-02",
        "C1/valid_leads@2027-01v2",
    )
    march = reissued.run("settle", *MARCH)
    assert march.exit_code == 0, march.stderr
    waits = {item["id"]: item["amount"] for item in march.document["suspense"]}
    assert waits["C1/valid_leads@2027-01"] == "-500.00"
