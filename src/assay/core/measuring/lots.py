"""Spend lots: what each campaign cost on each day, with the leads and the sessions that hang on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from assay.core.acceptance.measurements import LotLeads, LotSessions, Relieved, SpendLot
from assay.core.contract.judged import Effect
from assay.core.findings import Finding
from assay.core.leads.credit import Owner
from assay.core.leads.verdict import LeadVerdict, Verdict
from assay.core.measuring.spend import Spend
from assay.core.traffic.segments import Traffic


def spend_lots(
    spend: Sequence[Spend],
    verdicts: Iterable[LeadVerdict],
    traffic: Iterable[Traffic],
    *,
    failed: Mapping[str, str],
    currency: str,
) -> tuple[tuple[SpendLot, ...], tuple[Finding, ...]]:
    """The lots of a month, in order of their id.

    Args:
        spend: The month's spend of record, in scope.
        verdicts: Leads of the month; those credited to the contract hang on the lot of their last paid touch.
        traffic: The month's sessions, in scope.
        failed: Lot → segment rule that it failed.
        currency: Of a lot that has leads and no spend in this month, and so costs 0.

    Returns:
        A lot for every campaign and day with cost or credited leads, its cost None where a report leaves it unsaid; errors
        for lots in two currencies.
    """
    costs, findings = _costs(spend)
    leads: defaultdict[str, list[LeadVerdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.owner is Owner.CONTRACT:
            leads[verdict.lot].append(verdict)
    sessions: defaultdict[str, list[Traffic]] = defaultdict(list)
    for row in traffic:
        sessions[row.lot].append(row)
    ids = {lot for lot, (_, cost) in costs.items() if cost != 0} | set(leads)
    lots = []
    for lot in sorted(ids):
        lot_currency, cost = costs.get(lot, (currency, Fraction(0)))
        lots.append(
            SpendLot(
                id=lot,
                cost=cost,
                currency="" if cost is None else lot_currency,
                sessions=_sessions(sessions[lot]),
                leads=lot_leads(leads[lot]),
                failed_segment=failed.get(lot, ""),
            )
        )
    return tuple(lots), findings


def lot_leads(verdicts: Iterable[LeadVerdict]) -> LotLeads:
    """Counts of credited leads by verdict; open ones are credited and neither valid nor invalid."""
    credited = tuple(verdicts)
    invalid = Counter(verdict.reason for verdict in credited if verdict.verdict is Verdict.INVALID)
    return LotLeads(
        credited=Fraction(len(credited)),
        valid=Fraction(sum(verdict.verdict is Verdict.VALID for verdict in credited)),
        invalid={reason: Fraction(n) for reason, n in sorted(invalid.items())},
        relieved=relieved(credited),
    )


def relieved(verdicts: Iterable[LeadVerdict]) -> Relieved:
    """Invalid leads by what their relief does."""
    effects = Counter(verdict.relief for verdict in verdicts)
    return Relieved(Fraction(effects[Effect.DEEMED_VALID]), Fraction(effects[Effect.EXCLUDE_RECORD]))


def _costs(spend: Iterable[Spend]) -> tuple[dict[str, tuple[str, Fraction | None]], tuple[Finding, ...]]:
    costs: dict[str, tuple[str, Fraction | None]] = {}
    findings = []
    for row in spend:
        currency, cost = costs.get(row.lot, (row.currency, Fraction(0)))
        if currency == row.currency:
            costs[row.lot] = (currency, None if cost is None or row.cost is None else cost + row.cost)
        else:
            params = {"lot": row.lot, "found": row.currency, "expected": currency}
            findings.append(Finding("measure.lot_two_currencies", params=params))
    return costs, tuple(findings)


def _sessions(rows: Sequence[Traffic]) -> LotSessions:
    """Sessions of which nobody says whether they are invalid are not judged."""
    known = [row for row in rows if row.clicks_known]
    judged = sum(row.judged or 0 for row in known)
    return LotSessions(
        judged=Fraction(judged),
        unjudged=Fraction(sum(row.sessions for row in rows) - judged),
        invalid_a=Fraction(sum(row.invalid_a or 0 for row in known)),
    )
