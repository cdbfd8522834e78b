"""When the leads of a workspace came: what to say where a month has none."""

from __future__ import annotations

from datetime import date, datetime

from assay.core.contract.model import Amended
from assay.core.period import Month
from assay.queries.leads import LEADS_FROM_TO
from assay.services.gather import Desk
from assay.services.settle import statement_moment
from assay.services.workspace import Workspace


def lead_days(
    workspace: Workspace, amended: Amended, month: Month, as_of: datetime | None = None
) -> tuple[date, date] | None:
    """The days of the contract's zone on which the first and the last lead came; None where there is no lead.

    Args:
        workspace: The open workspace.
        amended: The contract with its versions.
        month: The month that is asked about.
        as_of: By what was known then; the contract's statement day when None.
    """
    desk = Desk(workspace.engine, workspace.tables_as_of(as_of or statement_moment(amended, month)))
    (row,) = desk.ask(LEADS_FROM_TO, ["leads"], {})
    zone = amended.for_month(month).term.zone
    first, last = row["first_at"], row["last_at"]
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return None
    return first.astimezone(zone).date(), last.astimezone(zone).date()
