"""Every line of the demo's statements can be objected to, each as the dispute that the language has for it; the buyer's, too."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.returned import Sheet, edited
from tests.cli.running import assay
from tests.cli.test_objections import codes, outcome
from tests.demo.shared import CONTRACT, DemoRun

CAME = ("--known-at", "2027-07-09T10:00:00+08:00")


@pytest.fixture(scope="module")
def desk(demo: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo.copy(tmp_path_factory.mktemp("lines"))


def exported(desk: Path, folder: Path, period: str, *more: object) -> Path:
    out = folder / "out.xlsx"
    where = ("--workspace", desk, "--lang", "en")
    ran = assay("objections", "export", *CONTRACT, "--period", period, "--output", out, *more, *where)
    assert ran.exit_code == 0, ran.stderr
    return out


def tried(desk: Path, back: Path) -> Any:  # noqa: ANN401  # any JSON value
    where = ("--workspace", desk, "--lang", "en", "--dry-run", "--format", "json")
    return assay("objections", "import", CONTRACT[0], back, *CONTRACT[1:], *CAME, *where).document


def choose(page: Sheet, key: str, place: int = 0, **more: Any) -> None:  # noqa: ANN401  # any cell
    page.fill(key, Objection=page.choices(key)[place], **more)


def disputes(found: Any) -> list[Mapping[str, str]]:  # noqa: ANN401  # any JSON value
    """What is disputed, without when."""
    events = (one["event"] for one in found["objections"] if one["event"])
    return [
        {key: event[key] for key in ("by", "of_period", "line", "lot", "reason", "records") if key in event}
        for event in events
    ]


@pytest.mark.parametrize(
    ("period", "line", "choice", "disputed"),
    [
        ("2027-03", "C3", "I do not accept this line", "C3"),
        ("2027-03", "K1/C3", "I do not accept C3 that it cuts", "C3"),
        ("2027-02", "C1/qualified@2027-01", "I do not accept this line", "C1/qualified@2027-01"),
        ("2027-05", "C5", "I do not accept this line", "C5"),
        ("2027-06", "C5@2027-05", "I do not accept this line", "C5@2027-05"),
    ],
    ids=["own", "cap", "earlier month", "bonus", "clawback"],
)
def test_a_line_of_every_kind_has_its_dispute(
    period: str, line: str, choice: str, disputed: str, desk: Path, tmp_path: Path
) -> None:
    back = tmp_path / "back.xlsx"
    with edited(exported(desk, tmp_path, period), back) as pages:
        lines = pages["Lines"]
        assert all(map(lines.choices, lines.row_keys()))
        assert lines.choices(f"line|{line}") == [choice]
        choose(lines, f"line|{line}")
    found = tried(desk, back)
    assert (codes(found), outcome(found), found["by"]) == ([], {line: "accepted"}, "vendor")
    assert disputes(found) == [{"by": "vendor", "of_period": period, "line": disputed}]


def test_a_cap_and_the_line_that_it_cuts_are_one_dispute(desk: Path, tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    with edited(exported(desk, tmp_path, "2027-03"), back) as pages:
        for key in ("line|K1/C3", "line|C3"):
            choose(pages["Lines"], key)
    assert outcome(tried(desk, back)) == {"C3": "accepted", "K1/C3": "recorded"}


def test_the_buyer_objects_in_a_workbook_of_its_own(desk: Path, tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    with edited(exported(desk, tmp_path, "2027-05", "--by", "buyer"), back) as pages:
        assert str(pages["Lines"].sheet["B1"].value).endswith("(filled in by the buyer)")
        lines, traffic, leads = pages["Lines"], pages["Traffic"], pages["Leads"]
        choose(lines, "line|C5")
        lot = traffic.row_keys()[0]
        assert traffic.choices(lot) == ["more sessions are invalid of class A"]
        choose(traffic, lot, Further_sessions_that_should_not_count=3)
        lead = next(key for key in leads.row_keys() if leads.choices(key))
        reasons = leads.choices(lead)
        choose(leads, lead, reasons.index("should not count: duplicate"))
    found = tried(desk, back)
    assert (codes(found), found["by"]) == ([], "buyer")
    assert set(outcome(found).values()) == {"accepted"}
    line, clicks, record = disputes(found)
    assert line == {"by": "buyer", "of_period": "2027-05", "line": "C5"}
    assert (clicks["by"], clicks["reason"], clicks["records"]) == ("buyer", "class_A", "3")
    assert (record["by"], record["reason"], record["records"]) == ("buyer", "duplicate", "1")
    ids = [one["event"]["id"] for one in found["objections"]]
    assert all(name.startswith("objection/2027-05v1/buyer/") for name in ids)


def test_the_buyer_has_no_choice_in_a_line_that_it_charges_itself(desk: Path, tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    with edited(exported(desk, tmp_path, "2027-03", "--by", "buyer"), back) as pages:
        lines = pages["Lines"]
        assert not any(map(lines.choices, lines.row_keys()))
        lines.fill("line|C3", Objection="I do not accept this line")
    found = tried(desk, back)
    assert (codes(found), outcome(found)) == (["objections.row_closed"], {"C3": "refused"})


def test_a_workbook_of_the_vendor_cannot_be_made_the_buyers_by_its_mark(desk: Path, tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    with edited(exported(desk, tmp_path, "2027-05"), back) as pages:
        choose(pages["Lines"], "line|C5")
        for page in pages.values():
            page.sheet["A1"].value = f"{page.sheet['A1'].value}|vendor"
    assert codes(tried(desk, back)) == ["returned.no_tie"]
