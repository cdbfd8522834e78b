"""What a monitor is measured from, and what measuring one gives: a figure, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assay.core.acceptance.measurements import Figure, Reason
from assay.core.contract.judged import Monitor
from assay.core.contract.model import Contract
from assay.core.findings import Finding
from assay.core.leads.facts import LeadFacts
from assay.core.leads.scope import CampaignScope
from assay.core.measuring.figures import Material
from assay.core.measuring.spend import Spend
from assay.core.metrics.catalogue import Facts
from assay.core.period import Month, Span, day_of


@dataclass(frozen=True, slots=True)
class Ground:
    """What monitors are measured from.

    Attributes:
        material: The month's material, as for KPIs.
        month: The month.
        campaigns: The contract's scope beside the campaigns that the reports know.
        past_leads: Leads of the term before those of the material.
        past_spend: Spend of record of the term before that of the material.
        last_order_on: Newest day of any order ledger; None when none was imported.
        present: Facts of which the month has any row.
        inbound: Moment → messages that came in then, of everybody; empty unless a peak hour is asked for.
    """

    material: Material
    month: Month
    campaigns: CampaignScope
    past_leads: Sequence[LeadFacts] = ()
    past_spend: Sequence[Spend] = ()
    last_order_on: date | None = None
    present: frozenset[Facts] = field(default_factory=frozenset)
    inbound: Mapping[datetime, int] = field(default_factory=dict)

    @property
    def contract(self) -> Contract:
        """The version in force for the month."""
        return self.material.contract

    @property
    def as_of_on(self) -> date:
        """The day of measuring in the contract's zone."""
        return day_of(self.material.as_of, self.contract.term.zone)

    def leads(self) -> tuple[LeadFacts, ...]:
        """All leads of the term so far, without anything later than the moment of measuring."""
        as_of = self.material.as_of
        return tuple(lead.as_of(as_of) for lead in (*self.past_leads, *self.material.leads.values()))


@dataclass(frozen=True, slots=True)
class Watched:
    """A figure, the same by channel where the metric knows channels, and by the other rules of attribution asked for."""

    figure: Figure
    channels: Mapping[str, Figure] = field(default_factory=dict)
    also: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """Why there is no figure, with what its sentence needs, and what is wrong with the data behind it."""

    reason: Reason
    params: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()


Measure = Callable[[Monitor, Ground, Span], Watched | Gap]
