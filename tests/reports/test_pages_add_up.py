"""What a clerk adds up: each page comes to its own total, and the papers of one statement agree with it and with each other.

Everything is worked out from the rows that stand on the page; of the product only those are asked for.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from assay.core.contract.model import Amended
from assay.core.period import Month
from assay.i18n.statement import MoneyRow, sentence_of, sheet_of
from assay.reports.paper import KINDS, REISSUE, Source
from assay.reports.paper.page import Kind
from tests.contracts.test_cases import CASES
from tests.reports.test_papers import refused_contract, second_version, settled

Document = Mapping[str, Any]

ASIDE = ("bond_held", "bond_released", "bond_drawn", "claim")
"""What stands below the payable, beside it."""
SUMS = ("To be invoiced", "Set off")


@cache
def every_statement() -> tuple[tuple[str, Source], ...]:
    """Each statement of each golden case, with its name."""
    found = []
    for path in CASES:
        name = f"{path.parent.name}/{path.stem}"
        if not refused_contract(name):
            amended, documents = settled(name)
            found += [(f"{name} {one['period']}", source_of(amended, documents, one)) for one in documents]
    return tuple(found)


def source_of(amended: Amended, documents: Sequence[Document], document: Document) -> Source:
    """What papers are made from."""
    contract = amended.for_month(Month.parse(document["period"]))
    earlier = [one for one in documents if one["period"] < document["period"]]
    return Source(document, "0" * 64, contract, earlier, "en", amended=amended)


def number(text: str) -> Fraction:
    """A figure as it is printed."""
    return Fraction(text.replace(",", "").replace("−", "-"))


def amount_at(document: Document, key: str) -> Fraction:
    return Fraction(document[key])


def lines_on_invoice(document: Document) -> Iterator[Mapping[str, Any]]:
    return (line for line in document["lines"] if line["head"] in ("fee_reduction", "bonus"))


def tables(kind: str, source: Source) -> dict[str, list[list[str]]]:
    """Heading → the rows of the table below it, as texts."""
    return table_of(KINDS[kind], source)


def flat(blocks: Iterable[Any]) -> Iterator[Any]:
    """Blocks, and those that stand together on one page."""
    for block in blocks:
        yield block
        yield from block.get("parts", ())


def table_of(kind: Kind, source: Source) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    heading = ""
    for block in kind.blocks(source):
        if block["kind"] == "heading":
            heading = str(block["text"])
        elif block["kind"] == "table":
            rows: Any = block["rows"]
            found[heading] = [[str(cell["text"]) for cell in row] for row in rows]
    return found


# ── The statement ────────────────────────────────────────────────────────────────────────────────────────────────────


def broken_sums(document: Document, rows: Sequence[MoneyRow]) -> list[str]:
    """What on the page of a statement does not come to its total, in words."""
    place = {row.part: index for index, row in enumerate(rows)}
    values = [Fraction(row.amount) for row in rows]
    inclusive = document["tax"] is not None and document["tax"]["prices"] == "inclusive"
    told = ("tax", "remedies_tax") if inclusive else ()
    basis, set_offs, payable = (place[part] for part in ("invoice_basis", "set_offs", "payable"))
    moved = sum(
        (
            value
            for row, value in zip(rows[:payable], values, strict=False)
            if place[row.part] > set_offs and row.part not in told
        ),
        Fraction(0),
    )
    beside = sum(
        (
            value
            for row, value in zip(rows, values, strict=True)
            if row.part.partition("/")[0] in ("claim", "bond_drawn")
        ),
        Fraction(0),
    )
    sums = {
        "fee and lines": (sum(values[:basis], Fraction(0)), values[basis]),
        "set-offs": (-sum(values[basis + 1 : set_offs], Fraction(0)), values[set_offs]),
        "payable": (values[basis] - values[set_offs] + moved, values[payable] - beside),
    }
    below = {row.part.partition("/")[0] for row in rows[payable + 1 :]}
    faults = [f"{name}: {come} is not {stated}" for name, (come, stated) in sums.items() if come != stated]
    return faults + [f"{part} below the payable" for part in sorted(below - set(ASIDE))]


def test_a_statement_adds_up_from_the_fee_to_the_payable() -> None:
    """Fee and lines are the invoice basis; less set-offs, with each row below, it is the payable, less what is claimed."""
    broken = {
        name: faults
        for name, source in every_statement()
        if (faults := broken_sums(source.document, sheet_of(source.document, "en").money))
    }
    assert broken == {}


def test_cash_that_is_not_the_months_fee_takes_its_place() -> None:
    """30/40/30 of 180,000: in April 62,400 fall due of the milestone, and the month's 30,000 are only invoiced."""
    documents = settled("payments/retention_from_signing_to_release")[1]
    (document,) = (one for one in documents if one["period"] == "2027-04")
    shown = [
        (row.label, row.amount)
        for row in sheet_of(document, "en").money
        if row.part in ("earned", "due/milestone")
    ]
    assert shown == [
        ("The fee itself: invoiced as earned, paid as instalments fall due", "-30000.00"),
        ("Falls due: milestone", "62400.00"),
    ]


def test_what_is_carried_to_the_next_month_is_taken_out_of_this_one() -> None:
    """20,000 less 25,000 set off: 5,000 wait for the next month, and nothing is paid."""
    march, april = settled("payments/set_offs_above_the_cash_are_carried")[1]
    carried = [
        (row.part, row.amount)
        for document in (march, april)
        for row in sheet_of(document, "en").money
        if row.part.startswith("carry")
    ]
    assert carried == [("carry_after", "5000.00"), ("carry_before", "-5000.00")]


def test_months_so_far_are_those_of_their_own_statements() -> None:
    for name, source in every_statement():
        if source.earlier:
            rows = tables("statement", source)["The months so far"]
            keys = ("fee", "invoice_basis", "set_offs", "payable")
            months = (*source.earlier, source.document)
            assert [row[0] for row in rows] == [one["period"] for one in months], name
            assert [list(map(number, row[1:])) for row in rows] == [
                [amount_at(one, key) for key in keys] for one in months
            ], name


def nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A node and all below it."""
    yield node
    for child in node["children"]:
        yield from nodes(child)


def test_the_product_that_gives_a_fee_lot_is_one() -> None:
    """Of a week its part of the month is named, and of a month in which force majeure gave back days what that leaves."""
    parts = set()
    for name, source in every_statement():
        for line in source.document["lines"]:
            for node in nodes(line["explain"]):
                if node["code"] == "explain.fee_lot":
                    told = sentence_of(node, "en", figure=str)
                    product, lot = re.findall(r": (.*?) = (\S+);", told)[0]
                    factors = [Fraction(factor) for factor in re.findall(r"[\d./]+", product)]
                    assert math.prod(factors, start=Fraction(1)) == Fraction(lot), (name, told)
                    parts |= set(factors[3:])
    assert {Fraction(1, 4), Fraction(1, 5)} <= parts


# ── What goes with it ────────────────────────────────────────────────────────────────────────────────────────────────


def lost(document: Document) -> tuple[Fraction, Fraction]:
    """What a statement takes off the invoice, bonus that is taken back among it, and what it sets off."""
    bonuses: dict[str, Fraction] = defaultdict(Fraction)
    for line in document["lines"]:
        if line["head"] == "bonus":
            bonuses[line["period"]] += Fraction(line["amount"])
    reduced = [Fraction(line["amount"]) for line in document["lines"] if line["head"] == "fee_reduction"]
    back = [amount for amount in bonuses.values() if amount < 0]
    return -sum(reduced + back, Fraction(0)), amount_at(document, "set_offs")


def test_a_deduction_notice_agrees_with_its_statement() -> None:
    """What it lists, less what it says is given back, is what the statement takes off the invoice and sets off."""
    for name, source in every_statement():
        if KINDS["deductions"].refusal(source.document):
            continue
        found = tables("deductions", source)
        listed = -sum(number(row[2]) for row in found["Deductions"])
        reduced, set_off = lost(source.document)
        agreement = found.get("How it agrees with the statement")
        if agreement is None:
            assert listed == reduced + set_off, name
        else:
            by_notice, back, stated = (list(map(number, row[1:])) for row in agreement)
            assert by_notice[2] == listed, name
            assert [a + b for a, b in zip(by_notice, back, strict=True)] == stated, name
            assert stated == [reduced, set_off, reduced + set_off], name


def test_the_relief_of_a_line_that_is_given_back_is_no_deduction() -> None:
    """C2 of March was 500, all of it relieved by a cap: both are taken out, which takes nothing from the vendor."""
    line = {"head": "compensation", "period": "2027-03", "explain": {"code": "explain.true_up"}}
    given = {**line, "id": "C2@2027-03", "clause": "C2", "amount": "500.00"}
    undone = {**line, "id": "K4/C2@2027-03", "clause": "K4", "amount": "-500.00"}
    beside = {**line, "id": "C3", "clause": "C3", "amount": "-7.00", "period": "2027-04"}
    document = {"period": "2027-04", "lines": [given, undone]}
    assert KINDS["deductions"].refusal(document) == "paper.nothing_deducted"
    assert KINDS["deductions"].refusal({**document, "lines": [given, undone, beside]}) == ""
    more = {**undone, "amount": "-500.01"}
    assert KINDS["deductions"].refusal({**document, "lines": [given, more]}) == ""


def wanted(source: Source) -> Fraction:
    """What is left to invoice: the statement's amount, and of each month what a credit note takes off its invoice."""
    document, tax = source.document, source.document["tax"]
    gross = amount_at(document, "invoice_basis") if tax is None else Fraction(tax["gross"])
    out = sum(
        Fraction(event["amount"].partition(" ")[0])
        for event in document["state"]["noted"]
        if (event["kind"], event.get("of_period")) == ("invoice", document["period"])
        and event.get("valid", "true") == "true"
    )
    before = source.earlier[-1]["state"]["credited"] if source.earlier else {}
    credited = Fraction(0)
    for month, minor in document["state"]["credited"].items():
        now = Fraction(int(minor) - int(before.get(month, "0")), 100)
        taken = -sum(
            Fraction(line["amount"]) for line in lines_on_invoice(document) if line["period"] == month
        )
        if tax["prices"] == "exclusive":
            taken *= 1 + Fraction(tax["rate"])
        credited += now if month == document["period"] else min(now, max(Fraction(0), taken))
    return gross + credited - out


def test_an_invoice_request_leads_to_the_payable_and_leaves_out_what_is_credited() -> None:
    for name, source in every_statement():
        left = wanted(source)
        assert bool(KINDS["invoice"].refusal(source.document)) == (left <= 0), name
        if left > 0:
            first, *between, last = tables("invoice", source)["From the invoice to what is paid"]
            assert abs(number(first[1]) - left) < Fraction(1, 100), name
            assert number(first[1]) + sum(number(row[1]) for row in between) == number(last[1]), name
            assert number(last[1]) == amount_at(source.document, "payable"), name


def test_a_true_up_note_lists_every_line_of_an_earlier_month() -> None:
    for name, source in every_statement():
        late = [line for line in source.document["lines"] if line["period"] != source.document["period"]]
        if late:
            rows = tables("true-up", source)["Corrections"]
            assert [(row[1], number(row[4])) for row in rows] == [
                (line["period"], Fraction(line["amount"])) for line in late
            ], name
            assert all(number(row[3]) - number(row[2]) == number(row[4]) for row in rows), name


def test_what_stood_before_is_what_earlier_statements_posted() -> None:
    """Of a month that is settled anew its old line is taken out, and the new one stands beside it from nothing."""
    for name, source in every_statement():
        late = [line for line in source.document["lines"] if line["period"] != source.document["period"]]
        if not late:
            continue
        for line, row in zip(late, tables("true-up", source)["Corrections"], strict=True):
            own, _, suffix = line["id"].partition("@")
            posted = sum(
                Fraction(one["amount"])
                for document in source.earlier
                for one in document["lines"]
                if (one["id"].partition("@")[0], one["period"]) == (own, line["period"])
            )
            if "v" not in suffix:
                assert number(row[2]) == posted, (name, line["id"])


def test_a_bonus_that_is_taken_back_below_its_cap_names_the_cap_that_stands() -> None:
    """9000 of bonus less 3000 of its cap were posted; 6000 come back: 3000 less 3000 are left."""
    amended, documents = settled("disputes/a_bonus_the_buyer_disputes_waits")
    source = source_of(amended, documents, documents[-1])
    (row,) = tables("true-up", source)["Corrections"]
    assert row[2:] == ["9,000.00", "3,000.00", "−6,000.00"]
    notes = [block["text"] for block in KINDS["true-up"].blocks(source) if block["kind"] == "note"]
    assert source.say("true-up.capped") in notes


@pytest.mark.parametrize("kind", ["true-up", "deductions"])
def test_of_what_waited_the_rows_add_up(kind: str) -> None:
    """Withheld − released = still waits; released + taken of it = paid back."""
    for name, source in every_statement():
        if not KINDS[kind].refusal(source.document):
            for row in tables(kind, source).get("Withheld before, decided now", ()):
                before, released, taken, back, left = map(number, row[2:])
                assert (before - released, released + taken) == (left, back), name


def test_both_versions_of_a_month_add_up_without_the_lines_of_other_months() -> None:
    """March's first version is given a line of February: it stays, is left out, and the note says so."""
    amended, (march, _) = settled("reissue/a_line_that_vanishes_and_one_that_appears")
    again = {**second_version("reissue/a_line_that_vanishes_and_one_that_appears"), "version": "2"}
    other = {**march["lines"][-1], "id": "C2@2027-02", "period": "2027-02", "amount": "-70.00"}
    first = {**march, "lines": [*march["lines"], other], "set_offs": "1270.00"}
    source = Source(again, "0" * 64, amended.first, [first], "en", amended=amended)
    rows = [list(map(number, row[1:])) for row in table_of(REISSUE, source)["Both versions"]]
    sums = [place for place, row in enumerate(table_of(REISSUE, source)["Both versions"]) if row[0] in SUMS]
    basis, set_off = sums
    for column in (0, 1):
        assert sum(row[column] for row in rows[:basis]) == rows[basis][column]
        assert -sum(row[column] for row in rows[basis + 1 : set_off]) == rows[set_off][column]
    assert rows[set_off] == [1200, amount_at(again, "set_offs")]
    texts = [item["text"] for block in flat(REISSUE.blocks(source)) for item in block.get("items", ())]
    assert source.say("reissue.others", before="1") in texts
