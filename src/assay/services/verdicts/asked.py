"""The leads that sales have not judged: who has them, and until when they could be judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assay.core.contract.judged import SalesJudgement
from assay.core.contract.model import Amended, Contract
from assay.core.findings import Finding, FindingsError, Place
from assay.core.leads.facts import LeadFacts
from assay.core.leads.verdict import LeadVerdict, Sales, Verdict, sales_due_at
from assay.core.period import Month, day_of
from assay.services.gather import Desk, gather_leads
from assay.services.known_leads import Known, known_leads
from assay.services.measure import measure
from assay.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead that waits for sales.

    Attributes:
        book: Log of the lead.
        id: Its number.
        created_on: Day of the enquiry in the contract's zone.
        salesperson: Who has it; empty when nobody is named.
        due_on: The last day to judge; None when the contract sets no time.
        is_overdue: Whether that day was over.
        verdict: Whether it counts so far: valid, still open, or invalid and yet counted.
        relief: What counts an invalid one: the buyer's lateness; empty for nothing.
        known: Channel, country and masked contact.
    """

    book: str
    id: str
    created_on: date
    salesperson: str
    due_on: date | None
    is_overdue: bool
    verdict: str
    relief: str
    known: Known

    @property
    def key(self) -> str:
        """Unique in the workbook."""
        return f"lead|{self.book}|{self.id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What sales are asked.

    Attributes:
        contract: The version of the month.
        month: Of the enquiries.
        as_of: The moment by which a lead is overdue.
        commit: The last commit that was looked at.
        leads: Overdue ones first, the longest overdue on top.
    """

    contract: Contract
    month: Month
    as_of: datetime
    commit: int
    leads: tuple[Lead, ...]


def asked(workspace: Workspace, amended: Amended, month: Month, as_of: datetime, commit: int) -> Asked:
    """The leads of the contract that counted or were open at a moment, and on which sales had said nothing.

    Args:
        workspace: The open workspace.
        amended: The contract with its versions.
        month: Of the enquiries.
        as_of: The moment.
        commit: Look at the commits up to this one.

    Raises:
        FindingsError: ``verdicts.no_sales``: the contract does not ask sales.
    """
    contract = amended.for_month(month)
    sales_of(contract)
    tables = workspace.store.tables(commit)
    desk = Desk(workspace.engine, tables)
    measured = measure(amended, month, as_of, desk=desk, account_zones=workspace.account_zones(as_of))
    facts = {(one.book, one.id): one for one in gather_leads(desk, contract, month.span, as_of)}
    known = known_leads(workspace, tables, contract, month)
    waiting = [
        _lead(verdict, facts[verdict.key], contract, as_of, known)
        for verdict in measured.verdicts
        if _waits(verdict)
    ]
    return Asked(contract, month, as_of, commit, tuple(sorted(waiting, key=urgency)))


def urgency(lead: Lead) -> tuple[bool, date, date, str, str]:
    """Overdue leads first, then by the last day to judge, the enquiry, book and number."""
    return (not lead.is_overdue, lead.due_on or date.max, lead.created_on, lead.book, lead.id)


def sales_of(contract: Contract) -> SalesJudgement:
    """How sales judge.

    Raises:
        FindingsError: ``verdicts.no_sales``.
    """
    if contract.sales is None:
        raise FindingsError([Finding("verdicts.no_sales", Place(path="qualification.sales"))])
    return contract.sales


def _waits(verdict: LeadVerdict) -> bool:
    is_ours = verdict.verdict in (Verdict.VALID, Verdict.OPEN) or verdict.counts
    return is_ours and verdict.sales in (Sales.OPEN, Sales.NONE)


def _lead(
    verdict: LeadVerdict, facts: LeadFacts, contract: Contract, as_of: datetime, known: Mapping[str, Known]
) -> Lead:
    due_at = sales_due_at(facts, contract)
    return Lead(
        book=verdict.book,
        id=verdict.id,
        created_on=verdict.created_on,
        salesperson=facts.salesperson or "",
        due_on=None if due_at is None else day_of(due_at, contract.term.zone),
        is_overdue=due_at is not None and as_of > due_at,
        verdict=verdict.verdict.value,
        relief=verdict.relief.value if verdict.relief else "",
        known=known.get(f"{verdict.book}|{verdict.id}", Known("", "", "")),
    )
