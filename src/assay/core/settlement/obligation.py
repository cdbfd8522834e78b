"""Obligations: a duty with its day and how it stands, and what the duties of a statement depend on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assay.core.acceptance.measurements import Event
from assay.core.contract.model import Contract, Party
from assay.core.period import Month
from assay.core.settlement.receivables import Receivable


class Standing(StrEnum):
    """How a duty stands."""

    MET = "met"
    LATE = "late"
    OPEN = "open"
    UNREPORTED = "unreported"


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty with its day. ``due_on`` is the day it was due, or until which it lasts."""

    id: str
    party: Party
    due_on: date
    state: Standing


@dataclass(frozen=True, slots=True)
class DutyCase:
    """What the duties of a statement depend on.

    Attributes:
        contract: The version in force.
        month: The month settled.
        noted: All events seen.
        owed: What either side is to pay by the statements so far, this one included.
        term_last_on: Last day of the term as grown or ended.
        today: Day of the statement.
        before: When the statement before was drawn; None for the first.
        owed_before: What the sides were to pay as that statement knew it.
    """

    contract: Contract
    month: Month
    noted: Sequence[Event]
    owed: Sequence[Receivable]
    term_last_on: date
    today: date
    before: datetime | None = None
    owed_before: Sequence[Receivable] = ()
