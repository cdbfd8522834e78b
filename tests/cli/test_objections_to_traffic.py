"""An objection to sessions of class A says how many: all of them unless a figure is written, and never more than there are."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import LotLeads, LotSessions, PeriodFigures, SpendLot
from assay.core.contract.model import Amended, Party
from assay.core.period import Month
from assay.core.settlement.state import MonthRecord, State
from assay.services.objections.answered import Answered
from assay.services.objections.reading import objections_in
from assay.services.objections.subjects import subjects
from assay.sources.cells import Cell
from assay.sources.forms import (
    KEY,
    Form,
    FormColumn,
    FormFront,
    FormRow,
    FormSheet,
    Returned,
    ReturnedRow,
    ReturnedSheet,
)
from assay.sources.problems import Problems
from tests.contracts.test_cases import loaded

LOT = "search/2027-03-01"
DRAWN = datetime.fromisoformat("2027-04-05T09:00:00+08:00")
CAME = datetime.fromisoformat("2027-04-08T09:00:00+08:00")
NO_FRONT = FormFront("", "", ())
ASKED = ("objection", "claimed", "evidence", "raised_on", "note")


def answered() -> Answered:
    """March: one lot with 100 of 400 sessions of class A."""
    contract = loaded("disputes")
    lot = SpendLot(
        LOT,
        Fraction(6000),
        "CNY",
        sessions=LotSessions(judged=Fraction(400), invalid_a=Fraction(100)),
        leads=LotLeads(Fraction(60), Fraction(60)),
    )
    figures = PeriodFigures(Month(2027, 3), DRAWN, {}, (lot,))
    state = State(contract.id, as_of=DRAWN, records=(MonthRecord(figures, closed=True),))
    document = {"as_of": DRAWN.isoformat(), "lines": []}
    told = (Amended(contract), figures.month, 1, "0" * 64, document, DRAWN, state.records)
    return Answered(*told, verdicts=(), state=state, recorded=())


def came_back(
    statement: Answered, by: Party = Party.VENDOR, **written: Cell
) -> tuple[list[tuple[str, str]], list[str]]:
    """State and records of what is read from a row with these cells, and the codes of the findings."""
    (subject,) = subjects(statement, by)
    assert subject.disputes.keys() == {"class_A" if by is Party.VENDOR else "fails/class_A"}
    columns = tuple(FormColumn(name, name, 10, is_open=True) for name in ASKED)
    sheet = FormSheet("Traffic", "", (), columns, (FormRow(subject.key, {}, ("class_A",)),), "objection")
    cells = (subject.key, *(written.get(name, "") for name in ASKED))
    back = Returned((ReturnedSheet("Traffic", (), (KEY, *ASKED)),), (ReturnedRow(0, 7, subject.key, cells),))
    problems = Problems("o.xlsx")
    read = objections_in(statement, by, Form((), (sheet,), NO_FRONT), back, problems, CAME)
    told = [(one.state.value, one.event.fields["records"] if one.event else "") for one in read]
    return told, [finding.code for finding in problems.findings]


@pytest.mark.parametrize(
    ("claimed", "records"),
    [("", "100"), (Decimal(60), "60"), ("60", "60"), ("1,00", ""), (Decimal(100), "100"), ("60 ", "60")],
)
def test_a_figure_says_how_many_sessions_are_disputed(claimed: Cell, records: str) -> None:
    told, codes = came_back(answered(), objection="class_A", claimed=claimed)
    if records:
        assert (told, codes) == ([("accepted", records)], [])
    else:
        assert (told, codes) == ([("refused", "")], ["objections.row_claimed"])


@pytest.mark.parametrize("claimed", [Decimal(101), Decimal(0), Decimal(-5), Decimal("2.5"), "many"])
def test_more_sessions_than_there_are_and_what_is_no_number_are_refused(claimed: Cell) -> None:
    told, codes = came_back(answered(), objection="class_A", claimed=claimed)
    assert (told, codes) == ([("refused", "")], ["objections.row_claimed"])


@pytest.mark.parametrize("chosen", ["class_A", "这些会话应算有效", "these sessions should count as good"])
def test_a_choice_is_read_in_either_language_and_by_its_code(chosen: str) -> None:
    assert came_back(answered(), objection=chosen)[0] == [("accepted", "100")]


MORE = "more sessions are invalid of class A"


@pytest.mark.parametrize(
    ("claimed", "records", "code"),
    [
        (Decimal(300), "300", ""),  # 400 judged less the 100 that are invalid already
        (Decimal(301), "", "objections.row_claimed"),
        ("", "", "objections.row_how_many"),
    ],
)
def test_the_buyer_says_how_many_more_sessions_are_invalid(claimed: Cell, records: str, code: str) -> None:
    told, codes = came_back(answered(), Party.BUYER, objection=MORE, claimed=claimed)
    assert told == ([("accepted", records)] if records else [("refused", "")])
    assert codes == ([code] if code else [])


def test_nobody_chooses_what_the_other_side_may_say() -> None:
    told, codes = came_back(answered(), Party.VENDOR, objection=MORE, claimed=Decimal(10))
    assert (told, codes) == ([("refused", "")], ["objections.row_choice"])
