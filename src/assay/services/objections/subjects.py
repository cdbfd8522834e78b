"""What a statement can be objected to, and the dispute that each objection would be.

The contract language knows disputes of a line, and of records of a spend lot by their reason. So the service provider can
object to any line, say that traffic of class A was good, that a lot did not fail its segment, and that a lead counts; the
buyer can say that the vendor gained by a line for nothing, that more traffic was of class A, and that a lead does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from assay.core.acceptance.measurements import SpendLot
from assay.core.contract.model import Party
from assay.core.leads.credit import Owner
from assay.core.leads.verdict import LeadVerdict, Sales, Verdict
from assay.core.settlement.readings import CLASS_A, FAILED_SEGMENT
from assay.services.objections.answered import Answered
from assay.services.objections.lines import line_disputes
from assay.sources.cells import Cell

FAILS = "fails/"
"""How the choice begins by which the buyer says that a lead does not count; the rule that it fails follows."""


class Kind(StrEnum):
    """What an objection is about."""

    LINE = "line"
    LOT = "lot"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of the workbook.

    Attributes:
        kind: What it is.
        name: Id of the line, the lot or the lead.
        key: Unique in the workbook.
        told: What the statement says of it, column by column, in codes and figures.
        disputes: What can be chosen → the fields of the dispute that it is, by whom and of which month left out.
        most: The greatest number of records that a dispute of traffic can be about.
    """

    kind: Kind
    name: str
    key: str
    told: Mapping[str, Cell]
    disputes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    most: int = 0


def subjects(answered: Answered, by: Party) -> tuple[Subject, ...]:
    """The statement's lines, the lots with traffic in question, and the leads credited to the contract, each in its order.

    Args:
        answered: The statement.
        by: Who objects.
    """
    return (*_lines(answered, by), *_lots(answered, by), *_leads(answered, by))


def _lines(answered: Answered, by: Party) -> Iterator[Subject]:
    for line in answered.document["lines"]:
        line_id = str(line["id"])
        told: dict[str, Cell] = {"id": line_id, "amount": Decimal(line["amount"])}
        yield Subject(Kind.LINE, line_id, f"line|{line_id}", told, line_disputes(answered, line, by))


def _lots(answered: Answered, by: Party) -> Iterator[Subject]:
    rules = [rule.id for rule in answered.contract.lead_rules if rule.rule == "in_failed_segment"]
    for lot in answered.figures.lots:
        disputes: dict[str, Mapping[str, str]] = {}
        good = lot.sessions.judged - lot.sessions.invalid_a
        most = lot.sessions.invalid_a if by is Party.VENDOR else good
        if most:
            disputes[CLASS_A if by is Party.VENDOR else f"{FAILS}{CLASS_A}"] = {
                "lot": lot.id,
                "reason": CLASS_A,
            }
        if lot.failed_segment and by is Party.VENDOR:
            leads = sum((lot.leads.invalid.get(name, Fraction(0)) for name in rules), Fraction(0))
            disputes[FAILED_SEGMENT] = {"lot": lot.id, "reason": FAILED_SEGMENT, "records": str(leads)}
        if disputes:
            yield Subject(Kind.LOT, lot.id, f"lot|{lot.id}", _told_of_lot(lot), disputes, int(most))


def _told_of_lot(lot: SpendLot) -> dict[str, Cell]:
    figures = {
        "cost": None if lot.cost is None else lot.cost - lot.platform_credit,
        "judged": lot.sessions.judged,
        "invalid_a": lot.sessions.invalid_a,
        "credited": lot.leads.credited,
    }
    told: dict[str, Cell] = {
        name: "" if value is None else Decimal(value.numerator) / value.denominator
        for name, value in figures.items()
    }
    return {"id": lot.id, "currency": lot.currency, "segment": lot.failed_segment, **told}


def _leads(answered: Answered, by: Party) -> Iterator[Subject]:
    rules = answered.contract.lead_rules
    in_segment = {rule.id for rule in rules if rule.rule == "in_failed_segment"}
    lots = {lot.id for lot in answered.figures.lots}
    for verdict in sorted(answered.verdicts, key=lambda one: (one.created_at, *one.key)):
        if verdict.owner is Owner.CONTRACT:
            reasons: dict[str, str] = {}
            if by is Party.BUYER and verdict.verdict is Verdict.VALID:
                reasons = {f"{FAILS}{rule.id}": rule.id for rule in rules if rule.id not in in_segment}
            elif by is Party.VENDOR and _is_lost(verdict) and verdict.reason not in in_segment:
                reasons = {"counts": verdict.reason}
            disputes = {code: _of_lead(verdict, reason, lots) for code, reason in reasons.items()}
            key = f"lead|{verdict.book}|{verdict.id}"
            yield Subject(Kind.LEAD, verdict.id, key, _told_of_lead(verdict), disputes)


def _is_lost(verdict: LeadVerdict) -> bool:
    return verdict.verdict is Verdict.INVALID and not verdict.counts


def _of_lead(verdict: LeadVerdict, reason: str, lots: set[str]) -> dict[str, str]:
    fields = {"reason": reason, "records": "1"}
    if verdict.lot in lots:
        fields["lot"] = verdict.lot
    if verdict.sales is Sales.QUALIFIED:
        fields["qualified"] = "1"
    return fields


def _told_of_lead(verdict: LeadVerdict) -> dict[str, Cell]:
    return {
        "id": verdict.id,
        "created": verdict.created_on,
        "verdict": verdict.verdict.value,
        "reason": verdict.reason,
        "relief": verdict.relief.value if verdict.relief else "",
        "lot": verdict.lot,
        "blob": verdict.node.params.get("blob", ""),
        "row": verdict.node.params.get("row", ""),
    }
