"""What both sides say, in one shape: the second reading and the JSON that the product prints.

The shapes follow language.md 8. Amounts of statements stay the printed decimals, since they must agree to the cent;
figures of measurements become fractions, since 4 and 4.00 are one figure.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.oracle.measures import Cost, Count, Lot, Measured
from tests.oracle.money import money_text
from tests.oracle.reading import MonthReading
from tests.oracle.settlement import StatementReading
from tests.oracle.verdicts import LeadReading

Figures = Mapping[str, object]


@dataclass(frozen=True)
class Comparable:
    """One month, each part by id: leads, KPIs, spend lots, events that the measurements carry, the statement."""

    month: str
    leads: Mapping[str, Figures]
    kpis: Mapping[str, object]
    lots: Mapping[str, Figures]
    events: list[Figures]
    statement: Figures


# The second reading.


def as_read(reading: MonthReading) -> Comparable:
    measured = reading.measured
    return Comparable(
        month=reading.month,
        leads={lead.id: lead_as_read(lead) for lead in measured.leads},
        kpis=kpis_as_read(measured),
        lots={lot.id: lot_as_read(lot) for lot in measured.lots if lot.cost},
        events=events_as_read(reading),
        statement=statement_as_read(reading.statement),
    )


def lead_as_read(lead: LeadReading) -> Figures:
    ours = lead.owner == "contract"
    return {
        "owner": lead.owner,
        "verdict": lead.verdict,
        "reason": lead.reason or "",
        "relief": lead.relief,
        "lot": lead.lot if ours else None,
    }


def kpis_as_read(measured: Measured) -> Mapping[str, object]:
    return {
        "valid_leads": count_as_read(measured.valid_leads),
        "qualified": count_as_read(measured.qualified),
        "cpl": cost_as_read(measured.cost_per_lead),
        "form_rate": [
            {"from": f"{week.first}", "to": f"{week.last}", "of": (week.numerator, week.denominator)}
            for week in measured.weeks
        ],
    }


def count_as_read(count: Count) -> Figures:
    return {
        "value": count.value,
        "open": count.open,
        "n": count.n,
        "status": "final" if count.final else "provisional",
        "deemed_valid": count.deemed_valid,
    }


def cost_as_read(cost: Cost) -> Figures:
    return {"numerator": cost.numerator, "denominator": cost.denominator, "deemed_valid": cost.deemed_valid}


def lot_as_read(lot: Lot) -> Figures:
    sessions = lot.sessions
    return {
        "cost": (lot.paid, lot.paid_currency),
        "failed_segment": lot.failed,
        "judged": sessions.judged if sessions else 0,
        "unjudged": sessions.sessions - sessions.judged if sessions else 0,
        "class_a": sessions.class_a if sessions else 0,
        "credited": lot.credited,
        "valid": lot.valid,
        "invalid": lot.invalid,
        "deemed_valid": lot.deemed_valid,
    }


def events_as_read(reading: MonthReading) -> list[Figures]:
    finals = [
        {"kind": "final_measurement", "of": final.month, "qualified": final.qualified.value}
        for final in reading.finals
    ]
    late = [
        {
            "kind": "late_finding",
            "of": finding.of_month,
            "reason": finding.reason,
            "records": finding.records,
            "qualified": finding.qualified,
        }
        for finding in reading.late
    ]
    return [*finals, *late]


def statement_as_read(statement: StatementReading) -> Figures:
    return {
        "fee": money_text(statement.fee),
        "lines": {
            line.id: (line.clause, line.head, money_text(line.minor), line.exact) for line in statement.lines
        },
        "invoice_basis": money_text(statement.invoice_basis),
        "set_offs": money_text(statement.set_offs),
        "suspense": {each.id: (money_text(each.minor), each.exact) for each in statement.suspense},
        "payable": money_text(statement.payable),
        "triggers": sorted(statement.triggers),
    }


# The product's JSON.


def product_months(printed: Path) -> list[Comparable]:
    """What the product printed, by month.

    Args:
        printed: Folder with `statements/<month>.json` (one statement), `leads/<month>.json`
            (`{"leads": [{id, owner, verdict, reason, relief, lot}]}`) and `measurements.json` (measurements/v1
            with every month).
    """
    measurements = load(printed / "measurements.json")
    return [
        Comparable(
            month=period["period"],
            leads={lead["id"]: lead_as_printed(lead) for lead in load(printed / "leads" / name)["leads"]},
            kpis=kpis_as_printed(period["kpis"]),
            lots={lot["id"]: lot_as_printed(lot) for lot in period["lots"]["spend"] if matters(lot)},
            events=[event_as_printed(event) for event in period["events"]],
            statement=statement_as_printed(load(printed / "statements" / name)),
        )
        for period in measurements["periods"]
        for name in [f"{period['period']}.json"]
    ]


def load(path: Path) -> Any:  # noqa: ANN401 - JSON
    return json.loads(path.read_text(encoding="utf-8"))


def lead_as_printed(lead: dict[str, Any]) -> Figures:
    ours = lead["owner"] == "contract"
    return {
        "owner": lead["owner"],
        "verdict": lead["verdict"],
        "reason": lead["reason"] or "",
        "relief": lead["relief"],
        "lot": lead["lot"] if ours else None,
    }


def kpis_as_printed(kpis: dict[str, Any]) -> Mapping[str, object]:
    cost = kpis["cpl"]
    amount, currency = cost["numerator"].split()
    if currency != "CNY":
        raise ValueError("the cost per lead is not in the contract's currency")
    return {
        "valid_leads": count_as_printed(kpis["valid_leads"]),
        "qualified": count_as_printed(kpis["qualified"]),
        "cpl": {
            "numerator": Fraction(amount),
            "denominator": int(cost["denominator"]),
            "deemed_valid": relieved(cost),
        },
        "form_rate": [
            {
                "from": week["from"],
                "to": week["to"],
                "of": (int(week["numerator"]), int(week["denominator"])),
            }
            for week in kpis["form_rate"]["weeks"]
        ],
    }


def count_as_printed(count: dict[str, Any]) -> Figures:
    return {
        "value": int(count["value"]),
        "open": int(count.get("open", "0")),
        "n": int(count["n"]),
        "status": count["status"],
        "deemed_valid": relieved(count),
    }


def relieved(figure: dict[str, Any]) -> int:
    return int(figure.get("relieved", {}).get("deemed_valid", "0"))


def matters(lot: dict[str, Any]) -> bool:
    """A lot without cost is no amount that a remedy could touch; leads without a paid lot are compared as leads."""
    return Fraction(lot["cost"].split()[0]) != 0


def lot_as_printed(lot: dict[str, Any]) -> Figures:
    amount, currency = lot["cost"].split()
    sessions = lot.get("sessions", {"judged": "0", "unjudged": "0", "invalid": {"A": "0"}})
    leads = lot.get("leads", {"credited": "0", "valid": "0", "invalid": {}})
    return {
        "cost": (Fraction(amount), currency),
        "failed_segment": lot.get("failed_segment"),
        "judged": int(sessions["judged"]),
        "unjudged": int(sessions["unjudged"]),
        "class_a": int(sessions["invalid"]["A"]),
        "credited": int(leads["credited"]),
        "valid": int(leads["valid"]),
        "invalid": {reason: int(many) for reason, many in leads["invalid"].items()},
        "deemed_valid": relieved(leads),
    }


def event_as_printed(event: dict[str, Any]) -> Figures:
    if event["kind"] == "final_measurement":
        return {
            "kind": event["kind"],
            "of": event["of_period"],
            **{kpi: int(figure["value"]) for kpi, figure in event["kpis"].items()},
        }
    return {
        "kind": event["kind"],
        "of": event["of_period"],
        "reason": event["reason"],
        "records": int(event["records"]),
        "qualified": int(event.get("qualified", "0")),
    }


def statement_as_printed(statement: dict[str, Any]) -> Figures:
    return {
        "fee": statement["fee"],
        "lines": {
            line["id"]: (line["clause"], line["head"], line["amount"], Fraction(line["exact"]))
            for line in statement["lines"]
        },
        "invoice_basis": statement["invoice_basis"],
        "set_offs": statement["set_offs"],
        "suspense": {each["id"]: (each["amount"], Fraction(each["exact"])) for each in statement["suspense"]},
        "payable": statement["payable"],
        "triggers": sorted((fired["id"], fired["period"]) for fired in statement["triggers"]),
    }
