"""The ad that brought a lead, as its platform numbers it: shown beside the verdict, which does not depend on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from assay.core.contract.model import Amended
from assay.core.measuring.reach import days_of
from assay.core.period import Month
from assay.queries.leads import LEAD_ADS
from assay.services.gather import Desk
from assay.services.settle import statement_moment
from assay.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LeadAd:
    """An ad: its platform, None where no export says it, and the platform's id of it."""

    platform: str | None
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}" if self.platform else self.id


def lead_ads(
    workspace: Workspace, amended: Amended, month: Month, as_of: datetime | None = None
) -> Mapping[tuple[str, str], LeadAd]:
    """Lead, by book and number → its ad, of the leads of a month whose ad is known.

    Args:
        workspace: The open workspace.
        amended: The contract with its versions.
        month: The month.
        as_of: By what was known then; the contract's statement day when None.
    """
    contract = amended.for_month(month)
    desk = Desk(workspace.engine, workspace.tables_as_of(as_of or statement_moment(amended, month)))
    days, zone = days_of(contract, month), contract.term.zone
    created = {
        "from_at": datetime.combine(days.start_on, time(), zone),
        "to_at": datetime.combine(days.end_on, time(), zone),
    }
    return {
        (f"{row['source']}/{row['account']}", str(row["lead_id"])): LeadAd(
            None if row["ad_platform"] is None else str(row["ad_platform"]), str(row["ad_id"])
        )
        for row in desk.ask(LEAD_ADS, ["leads"], created)
    }
