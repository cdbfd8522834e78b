"""The parent believes no child: a form that came back is read by its places only when it holds together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from assay.core.findings import Finding, Place, Severity
from assay.parsing.forms import LAST_ROW, holds_together, is_told
from assay.parsing.parser import Parser
from assay.parsing.worker import Reply
from assay.ports import Limits
from assay.sources.forms import Returned, ReturnedRow, ReturnedSheet

SHEET = ReturnedSheet("Leads", ("objections/v1", "C-1"), ("assay:key", "Lead", "Objection"))
MOMENT = datetime(2027, 2, 8)  # noqa: DTZ001  # a cell
ROW = ReturnedRow(0, 7, "lead|x", ("lead|x", Decimal("1.50"), MOMENT), is_merged=False, formulas=(2,))
FORM = Returned((SHEET,), (ROW,))


def of_row(**changed: Any) -> Returned:  # noqa: ANN401  # whatever a child may say
    return replace(FORM, rows=(replace(ROW, **changed),))


def of_cell(cell: Any) -> Returned:  # noqa: ANN401  # same
    return of_row(cells=("lead|x", cell, ""))


def of_sheet(**changed: Any) -> Returned:  # noqa: ANN401  # same
    return replace(FORM, sheets=(replace(SHEET, **changed),))


RAVINGS = {
    "a sheet that is not there": of_row(sheet=1),
    "a sheet before the first": of_row(sheet=-1),
    "truth for a number": of_row(sheet=False),
    "row nought": of_row(number=0),
    "a row below the last": of_row(number=LAST_ROW + 1),
    "a row in text": of_row(number="7"),
    "a key that is no text": of_row(key=7),
    "too few cells": of_row(cells=("lead|x", "")),
    "too many cells": of_row(cells=("lead|x", "", "", "")),
    "cells in a text": of_row(cells="abc"),
    "a formula beside the row": of_row(formulas=(3,)),
    "merged perhaps": of_row(is_merged="no"),
    "not a number": of_cell(Decimal("NaN")),
    "no end": of_cell(Decimal("-Infinity")),
    "a number that fills the memory": of_cell(Decimal("1E+999999")),
    "one that vanishes": of_cell(Decimal("1E-999999")),
    "a whole number for a cell": of_cell(1),
    "a float": of_cell(1.5),
    "nothing for a cell": of_cell(None),
    "half a character": of_cell("\ud800"),
    "a name that is no text": of_sheet(name=None),
    "a tie in one text": of_sheet(tie="objections/v1"),
    "a header that is a number": of_sheet(heads=("assay:key", "Lead", 3)),
    "no sheet but its name": replace(FORM, sheets=("Leads",)),  # type: ignore[arg-type]
    "sheets in a text": replace(FORM, sheets="Leads"),  # type: ignore[arg-type]
}


def read_from(reply: Reply, monkeypatch: pytest.MonkeyPatch) -> tuple[Returned | None, tuple[Finding, ...]]:
    class Child:
        def __init__(self, limits: Limits) -> None:
            self.pid = limits.seconds

        def ask(self, *_: object) -> Reply:
            return reply

        def close(self) -> None:
            pass

    monkeypatch.setattr("assay.parsing.parser.Worker", Child)
    return Parser(Limits()).read_returned("back.xlsx", b"x")


def sent(form: Returned, *findings: Finding) -> Reply:
    return Reply((replace(form, rows=()), findings), {"rows": list(form.rows)}, b"")


def test_a_form_that_holds_together_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_from(sent(FORM), monkeypatch) == (FORM, ())
    assert holds_together(of_cell(date(2027, 2, 8)))
    assert holds_together(of_cell(Decimal("1E+300")))


@pytest.mark.parametrize("raving", RAVINGS.values(), ids=RAVINGS)
def test_a_child_that_says_what_no_workbook_can_hold_has_failed(
    raving: Returned, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, (finding,) = read_from(sent(raving), monkeypatch)
    assert (found, finding.code, finding.params) == (None, "parsing.reader_failed", {"found": "WireError"})


@pytest.mark.parametrize(
    "reply",
    [
        Reply((replace(FORM, rows=()), ()), {"records": [ROW]}, b""),
        Reply((replace(FORM, rows=()), ()), {"rows": ["row"]}, b""),
        Reply((None, ()), {"rows": [ROW]}, b""),
        Reply((FORM,), {}, b""),
    ],
    ids=["other rows", "text for a row", "rows of nothing", "no findings"],
)
def test_an_answer_of_another_shape_is_a_failed_reader(reply: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    found, (finding,) = read_from(reply, monkeypatch)
    assert (found, finding.code) == (None, "parsing.reader_failed")


@pytest.mark.parametrize(
    ("finding", "is_fine"),
    [
        (Finding("a.b", Place("f", 1, "p"), {"n": "1"}, Severity.WARNING), True),
        (Finding("a.b", Place("f", -1)), False),
        (Finding("a.b", Place("f"), {"n": 1}), False),  # type: ignore[dict-item]
        (Finding("a.b", "f"), False),  # type: ignore[arg-type]
        (Finding("a.b", severity="error"), False),  # type: ignore[arg-type]
        (Finding(3), False),  # type: ignore[arg-type]
        (Finding("a.b", params=("n",)), False),  # type: ignore[arg-type]
    ],
)
def test_a_finding_that_cannot_be_shown_is_not_taken(finding: Finding, is_fine: bool) -> None:
    assert is_told(finding) is is_fine
