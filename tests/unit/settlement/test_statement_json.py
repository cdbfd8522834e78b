"""The statement as JSON, whole: one in yen, which has no smaller unit, with every kind of thing that a statement tells."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from assay.core.acceptance.measurements import Reason
from assay.core.acceptance.monitors import Reading, Watch
from assay.core.acceptance.outcomes import Outcome
from assay.core.acceptance.outcomes import State as KpiState
from assay.core.acceptance.samples import SampleVerdict, Verdict
from assay.core.acceptance.targets import Target
from assay.core.acceptance.triggers import Firing
from assay.core.contract.model import Party
from assay.core.contract.remedy import Clause, Head, Tax
from assay.core.explain import Node
from assay.core.findings import Place
from assay.core.period import Month
from assay.core.settlement.closing import BondMove, Closing
from assay.core.settlement.ledger import Posting
from assay.core.settlement.make_good import MakeGood, Owing
from assay.core.settlement.obligation import Obligation, Standing
from assay.core.settlement.payments import Due
from assay.core.settlement.postings import Amount
from assay.core.settlement.statement import Line, Reissue, Slice, Statement, sorted_lines
from assay.core.settlement.statement_json import statement_document
from assay.core.settlement.tax import TaxNote

FEBRUARY, MARCH = Month(2027, 2), Month(2027, 3)
HERE = Place("contract.yaml", 30, "clauses[C2]")


def line(name: str, head: Head, minor: int, month: Month = MARCH, *, clause: str = "") -> Line:
    exact = Amount(Fraction(minor) + Fraction(1, 4), minor)
    return Line(name, clause or name, head, exact, month, HERE, Node("explain.x"))


def line_json(name: str, head: str, amount: str, exact: str, period: str) -> dict[str, object]:
    return {
        "id": name,
        "clause": name,
        "head": head,
        "period": period,
        "amount": amount,
        "exact": exact,
        "place": {"file": "contract.yaml", "line": "30", "path": "clauses[C2]"},
        "explain": {"code": "explain.x", "params": {}, "exact": None, "children": []},
    }


def reading(value: Fraction | None, reason: Reason | None, state: Watch) -> Reading:
    also = (("last_touch", Fraction(5, 2)), ("first_touch", None))
    return Reading("roi", "roi_net", MARCH, MARCH.span, "search", value, ">= 2", state, reason, also)


def reading_json(value: str | None, reason: str | None, state: str) -> dict[str, object]:
    return {
        "id": "roi",
        "metric": "roi_net",
        "period": "2027-03",
        "from": "2027-03-01",
        "to": "2027-03-31",
        "channel": "search",
        "value": value,
        "limit": ">= 2",
        "state": state,
        "reason": reason,
        "also": {"last_touch": "5/2", "first_touch": None},
    }


def note(*, inclusive: bool) -> TaxNote:
    terms = Tax(Fraction("0.06"), inclusive=inclusive, credit_note=True, remedies_taxed=True, place=Place())
    return TaxNote(terms, 100, 6, 106, 7, 3, 20, {FEBRUARY: 20})


def statement(tax: TaxNote | None) -> Statement:
    """The fee is 1,000: basis 1,000 - 100, set off 40, waiting 25, carried 5 before and 2 after; 300 due less 30."""
    target = Target(Fraction(40), Fraction(40), Fraction(1), 31, 31, Fraction(0))
    clause = Clause("G1", "redelivery", Head.MAKE_GOOD, 40, "impressions", Place())
    again = (line("C1", Head.FEE_REDUCTION, -90, FEBRUARY), line("C2", Head.COMPENSATION, -70, FEBRUARY))
    return Statement(
        contract_id="A",
        contract_version="1.0.0",
        contract_digest="sha256:0",
        month=MARCH,
        as_of=datetime.fromisoformat("2027-04-05T09:00:00+08:00"),
        number=1,
        currency="JPY",
        fee=Amount(Fraction(1000), 1000),
        lines=(line("C1", Head.FEE_REDUCTION, -100), line("C2", Head.COMPENSATION, -40)),
        dues=(Due("monthly", 300, 30, 8),),
        suspense=(Slice("C3", Amount(Fraction(-51, 2), -25), Head.COMPENSATION),),
        carry_before=-5,
        carry_after=-2,
        outcomes=(
            Outcome(
                "leads",
                MARCH,
                MARCH.span,
                KpiState.MISSED,
                target,
                Fraction(30),
                Fraction(1, 4),
                Fraction(1, 2),
            ),
            Outcome(
                "fill",
                MARCH,
                MARCH.span,
                KpiState.MISSED,
                target,
                None,
                Fraction(0),
                Fraction(0),
                numerator=Fraction(0),
                denominator=Fraction(7, 2),
                pooled=(FEBRUARY.span, MARCH.span),
            ),
        ),
        metrics=(("fill", "record_completeness"), ("leads", "valid_leads")),
        triggers=(Firing("T1", FEBRUARY, date(2027, 2, 28), ("review", "termination_right")),),
        postings=(Posting("fee", 1000, "fee"), Posting("payable", -1000, "C2")),
        spend_notes=(Node("explain.cost_without_lead", {"lot": "search/2027-03-01"}, Fraction(7)),),
        closing=Closing(11, (BondMove("B1", 50, 9, 4, 37),)),
        disputes=("d1", "d2"),
        reissues=(Reissue(FEBRUARY, 2, "wrong file", "x1", Amount(Fraction(900), 900), again),),
        tax=tax,
        monitors=(
            reading(Fraction(3, 2), None, Watch.REVIEW),
            reading(None, Reason.NO_ROWS, Watch.UNKNOWN),
        ),
        samples=(SampleVerdict("content", MARCH, Verdict.PASS, 80, 2, 5, final=True),),
        make_goods=(MakeGood(clause, FEBRUARY, Fraction(5, 2), date(2027, 4, 30), Owing.OWED),),
        obligations=(Obligation("reviews", Party.VENDOR, date(2027, 3, 14), Standing.LATE),),
    )


def test_every_amount_is_in_the_statements_currency_and_every_field_is_told() -> None:
    # cash: 300 - 30 due, -100 -40 in lines, -25 waits, -5 carried: 100; tax adds 7 and takes 3: 104;
    # 11 are claimed and 9 drawn, 2 are carried on: 104 + 11 + 9 + 2 = 126
    kpi = {"period": "2027-03", "from": "2027-03-01", "to": "2027-03-31", "state": "missed", "target": "40"}
    assert statement_document(statement(note(inclusive=False))) == {
        "assay": "statement/v1",
        "contract": {"id": "A", "version": "1.0.0", "digest": "sha256:0"},
        "period": "2027-03",
        "version": "1",
        "as_of": "2027-04-05T09:00:00+08:00",
        "currency": "JPY",
        "fee": "1000",
        "lines": [
            line_json("C1", "fee_reduction", "-100", "-399/4", "2027-03"),
            line_json("C2", "compensation", "-40", "-159/4", "2027-03"),
        ],
        "invoice_basis": "900",
        "set_offs": "40",
        "suspense": [{"id": "C3", "exact": "-51/2", "amount": "-25"}],
        "due": [{"id": "monthly", "amount": "300", "withheld": "30", "deferred": "8"}],
        "carry": {"before": "-5", "after": "-2"},
        "payable": "126",
        "claim": "11",
        "bonds": [{"id": "B1", "held": "37", "drawn": "9", "released": "4"}],
        "kpis": [
            kpi
            | {"id": "leads", "metric": "valid_leads", "kind": "count", "value": "30"}
            | {"numerator": None, "denominator": None, "shortfall": "1/4", "worst": "1/2", "pooled": []},
            kpi
            | {"id": "fill", "metric": "record_completeness", "kind": "ratio", "value": None}
            | {"numerator": "0", "denominator": "3.5", "shortfall": "0", "worst": "0"}
            | {"pooled": ["2027-02-01/2027-02-28", "2027-03-01/2027-03-31"]},
        ],
        "triggers": [{"id": "T1", "period": "2027-02", "then": ["review", "termination_right"]}],
        "tax": {
            "rate": "0.06",
            "prices": "exclusive",
            "net": "100",
            "tax": "6",
            "gross": "106",
            "added": "7",
            "remedies_tax": "3",
            "credit_note": "20",
        },
        "monitors": [reading_json("3/2", None, "review"), reading_json(None, "no_rows", "unknown")],
        "samples": [
            {"id": "content", "period": "2027-03", "state": "pass", "n": "80", "errors": "2", "accept": "5"}
        ],
        "make_good": [{"id": "G1@2027-02", "owed": "2.5", "due_on": "2027-04-30", "state": "owed"}],
        "duties": [{"id": "reviews", "party": "vendor", "due_on": "2027-03-14", "state": "late"}],
        "disputes": ["d1", "d2"],
        "reissues": [
            {
                "period": "2027-02",
                "version": "2",
                "reason": "wrong file",
                "event": "x1",
                "fee": "900",
                "lines": [
                    line_json("C1", "fee_reduction", "-90", "-359/4", "2027-02"),
                    line_json("C2", "compensation", "-70", "-279/4", "2027-02"),
                ],
                "invoice_basis": "810",
                "set_offs": "70",
            }
        ],
        "notes": [
            {
                "code": "explain.cost_without_lead",
                "params": {"lot": "search/2027-03-01"},
                "exact": "7",
                "children": [],
            }
        ],
        "postings": [
            {"account": "fee", "amount": "1000", "ref": "fee"},
            {"account": "payable", "amount": "-1000", "ref": "C2"},
        ],
    }


def test_prices_that_hold_the_tax_are_told_so_and_without_terms_there_is_no_tax() -> None:
    assert statement_document(statement(None))["tax"] is None
    found = statement_document(statement(note(inclusive=True)))["tax"]
    assert isinstance(found, dict)
    assert found["prices"] == "inclusive"


def test_a_line_is_found_by_its_id_and_a_missing_one_is_named() -> None:
    given = statement(None)
    assert given.line("C2") is given.lines[1]
    with pytest.raises(KeyError, match="'C9'"):
        given.line("C9")


def test_lines_stand_by_month_and_priority_and_what_no_clause_names_last() -> None:
    wanted = [
        line("Z", Head.FEE_REDUCTION, -1),  # the month of the statement: priority 5 before 10
        line("A", Head.COMPENSATION, -1),
        line("B/1", Head.COMPENSATION, -1, clause="A"),
        line("K1/A", Head.COMPENSATION, 1, clause="K1"),
        line("disputes/audit_cost", Head.DAMAGES, -1, clause="disputes"),
        line("Z@2027-01", Head.FEE_REDUCTION, -1, Month(2027, 1), clause="Z"),
        line("A@2027-02", Head.FEE_REDUCTION, -1, FEBRUARY, clause="A"),
        line("J1@2027-02", Head.FEE_REDUCTION, 1, FEBRUARY, clause="J1"),
    ]
    found = sorted_lines(wanted[::-1], MARCH, {"A": 10, "Z": 5})
    assert [item.id for item in found] == [item.id for item in wanted]
