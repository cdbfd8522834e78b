"""The metric catalogue: one entry per metric that a contract may name. An entry is never edited once released.

Labels for people stand in the message catalogue under ``metric.<id>`` and ``metric.<id>.meaning``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """How a metric is made of integers, and so how its target is adjusted."""

    COUNT = "count"
    RATIO = "ratio"
    COST_PER_UNIT = "cost_per_unit"
    MEAN = "mean"
    DURATION = "duration"


class Facts(StrEnum):
    """What a metric is measured from; a source is of record for it. ``campaigns``: which ads account runs which."""

    LEADS = "leads"
    SESSIONS = "sessions"
    FORMS = "forms"
    SPEND = "spend"
    CAMPAIGNS = "campaigns"
    VERDICTS = "verdicts"
    ORDERS = "orders"


class Clock(StrEnum):
    """Which moment puts a record into a period."""

    LEAD_CREATED = "lead_created"
    SESSION_DAY = "session_day"
    SPEND_DAY = "spend_day"
    ORDER_DAY = "order_day"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Attributes:
        id: Name in contracts.
        version: Of the definition; a statement pins ``id@version``.
        kind: Count, ratio, cost per unit, mean or duration.
        unit: Unit of a target: ``lead``, ``visit``, ``CNY/lead`` with the contract's currency written ``money``,
            empty for a ratio.
        direction: The good side, ``>=`` or ``<=``; empty where the contract says it.
        clock: What puts a record into a period.
        facts: The facts that must not be missing; a month without any row of them has no figure.
        evaluated: Whether it is measured from the reports; otherwise its figure must be stated.
        counts_valid_leads: Whether one more valid lead is one more unit of it (the same-cause rule looks at these).
    """

    id: str
    version: str
    kind: Kind
    unit: str
    direction: str
    clock: Clock
    facts: tuple[Facts, ...]
    evaluated: bool
    counts_valid_leads: bool = False

    @property
    def name(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"

    @property
    def per(self) -> int:
        """How many of what is counted make one unit of the denominator: 1000 for a cost per thousand, else 1."""
        return 1000 if self.unit.endswith("/1000") else 1


VALID_LEADS = "valid_leads"
SALES_QUALIFIED_LEADS = "sales_qualified_leads"
FORM_COMPLETION_RATE = "form_completion_rate"
RECORD_COMPLETENESS = "record_completeness"
COST_PER_VALID_LEAD = "cost_per_valid_lead"
VISITORS = "visitors"
FORMULA_RATIO = "formula_ratio"
AUDITED = "sample_pass"
DELIVERED_SHARE = "delivered_share"
CPM = "cpm"
CPC = "cpc"
ROI_NET = "roi_net"
MQL_SHARE = "mql_share"
REPLIED_WITHIN = "replied_within"
SALES_CYCLE_MEDIAN = "sales_cycle_median"
AUTO_REPLY_ACCURACY = "auto_reply_accuracy"
SATISFACTION = "satisfaction_mean_0_10"
IMPRESSIONS = "impressions"
ORDERS = "orders"
BRAND_SEARCHES = "brand_searches"

_EVALUATED = (
    Metric(
        VALID_LEADS, "1", Kind.COUNT, "lead", ">=", Clock.LEAD_CREATED, (Facts.LEADS,),
        evaluated=True, counts_valid_leads=True,
    ),
    Metric(
        SALES_QUALIFIED_LEADS, "1", Kind.COUNT, "lead", ">=", Clock.LEAD_CREATED, (Facts.LEADS, Facts.VERDICTS),
        evaluated=True,
    ),
    Metric(
        FORM_COMPLETION_RATE, "1", Kind.RATIO, "", ">=", Clock.SESSION_DAY, (Facts.SESSIONS, Facts.FORMS),
        evaluated=True,
    ),
    Metric(
        RECORD_COMPLETENESS, "1", Kind.RATIO, "", ">=", Clock.LEAD_CREATED, (Facts.LEADS,), evaluated=True
    ),
    Metric(
        COST_PER_VALID_LEAD, "1", Kind.COST_PER_UNIT, "money/lead", "<=", Clock.SPEND_DAY,
        (Facts.SPEND, Facts.LEADS), evaluated=True,
    ),
    Metric(VISITORS, "1", Kind.COUNT, "visit", ">=", Clock.SESSION_DAY, (Facts.SESSIONS,), evaluated=True),
    Metric(CPM, "1", Kind.COST_PER_UNIT, "money/1000", "<=", Clock.SPEND_DAY, (Facts.SPEND,), evaluated=True),
    Metric(CPC, "1", Kind.COST_PER_UNIT, "money/click", "<=", Clock.SPEND_DAY, (Facts.SPEND,), evaluated=True),
    Metric(ROI_NET, "1", Kind.RATIO, "", ">=", Clock.LEAD_CREATED, (Facts.CAMPAIGNS,), evaluated=True),
    Metric(MQL_SHARE, "1", Kind.RATIO, "", ">=", Clock.LEAD_CREATED, (Facts.LEADS,), evaluated=True),
    Metric(REPLIED_WITHIN, "1", Kind.RATIO, "", ">=", Clock.LEAD_CREATED, (Facts.LEADS,), evaluated=True),
    Metric(DELIVERED_SHARE, "1", Kind.RATIO, "", ">=", Clock.SPEND_DAY, (Facts.SPEND,), evaluated=True),
    Metric(
        SALES_CYCLE_MEDIAN, "1", Kind.DURATION, "day", "<=", Clock.LEAD_CREATED, (Facts.CAMPAIGNS,), evaluated=True
    ),
    Metric(
        IMPRESSIONS, "1", Kind.COUNT, "impression", ">=", Clock.SPEND_DAY, (Facts.SPEND,), evaluated=True
    ),
    Metric(
        ORDERS, "1", Kind.COUNT, "order", ">=", Clock.ORDER_DAY, (Facts.ORDERS, Facts.CAMPAIGNS), evaluated=True
    ),
    Metric(FORMULA_RATIO, "1", Kind.RATIO, "", "", Clock.LEAD_CREATED, (), evaluated=False),
    Metric(AUDITED, "1", Kind.RATIO, "", ">=", Clock.LEAD_CREATED, (), evaluated=False),
)  # fmt: skip


def _known(metric_id: str, kind: Kind, unit: str, direction: str, clock: Clock) -> Metric:
    """A metric of the language that no report measures: a person states its figure."""
    return Metric(metric_id, "0", kind, unit, direction, clock, (), evaluated=False)


_NOT_EVALUATED = (
    _known(AUTO_REPLY_ACCURACY, Kind.RATIO, "", ">=", Clock.LEAD_CREATED),
    _known(SATISFACTION, Kind.MEAN, "", ">=", Clock.LEAD_CREATED),
    _known(BRAND_SEARCHES, Kind.COUNT, "search", ">=", Clock.SPEND_DAY),
)

CATALOGUE: Mapping[str, Metric] = MappingProxyType(
    {metric.id: metric for metric in (*_EVALUATED, *_NOT_EVALUATED)}
)


def metric(metric_id: str) -> Metric:
    """The metric of that id.

    Raises:
        KeyError: The language has no such metric.
    """
    return CATALOGUE[metric_id]
