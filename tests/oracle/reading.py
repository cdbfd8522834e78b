"""A slow second reading of the demo: raw files and contract in, verdicts, measures and money out.

Written from the language's page and the formats alone, in straight loops, so that two people who never saw each
other's work compute the same amount. `python -m tests.oracle.reading examples/streetlight` prints it.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from tests.oracle.facts import ExportFile, read_manifest
from tests.oracle.measures import Measured, measure
from tests.oracle.money import money_text
from tests.oracle.record import Known, known_at
from tests.oracle.settlement import Books, LateFinding, StatementReading
from tests.oracle.terms import Agreement, read_agreement
from tests.oracle.verdicts import LeadReading


@dataclass(frozen=True)
class MonthReading:
    """One month: what is measured at its statement, earlier months that became final, late findings, the money."""

    measured: Measured
    finals: tuple[Measured, ...]
    late: tuple[LateFinding, ...]
    statement: StatementReading

    @property
    def month(self) -> str:
        return self.measured.month


def read_demo(folder: Path) -> list[MonthReading]:
    """The months of a demo folder in order. `folder` holds contract.yaml, supplement-1.yaml and exports/."""
    agreement = read_agreement(folder)
    statements, files = read_manifest(folder / "exports")
    books = Books(agreement)
    readings: list[MonthReading] = []
    previous: datetime | None = None
    for statement in statements:
        known = known_at(files, statement.as_of)
        measured = measure(statement.month, known, agreement)
        finals = now_final(books, known, agreement)
        late = late_findings(books, finals, known, files, agreement, since=previous)
        money = books.settle(measured, finals=finals, late=late)
        readings.append(MonthReading(measured, tuple(finals), tuple(late), money))
        previous = statement.as_of
    return readings


def now_final(books: Books, known: Known, agreement: Agreement) -> list[Measured]:
    """Earlier months that were provisional and of which nothing is open any more."""
    again = [measure(month, known, agreement) for month, before in books.months.items() if not before.final]
    return [each for each in again if each.final]


def late_findings(
    books: Books,
    finals: list[Measured],
    known: Known,
    files: list[ExportFile],
    agreement: Agreement,
    *,
    since: datetime | None,
) -> list[LateFinding]:
    """Leads of closed months that had counted and are now invalid by a rule, by month and reason.

    Months that become final in this statement are judged anew and have no late findings. A finding is known when
    the last file is that came since the statement before.
    """
    found: list[LateFinding] = []
    came = [
        file.known_at
        for file in files
        if (since is None or file.known_at > since) and file.known_at <= known.as_of
    ]
    for month, before in books.months.items():
        if not before.final or month in [final.month for final in finals]:
            continue
        now = {lead.id: lead for lead in measure(month, known, agreement).leads}
        fallen = [(lead, now[lead.id].reason) for lead in before.leads if has_fallen(lead, now[lead.id])]
        for reason in sorted({reason for _, reason in fallen if reason is not None}):
            leads = [lead for lead, why in fallen if why == reason]
            found.append(
                LateFinding(
                    of_month=month,
                    reason=reason,
                    records=len(leads),
                    qualified=sum(lead.qualified is True for lead in leads),
                    known_at=max(came),
                )
            )
    return found


def has_fallen(before: LeadReading, now: LeadReading) -> bool:
    counted = before.verdict == "valid" or before.relief == "deemed_valid"
    return counted and now.verdict == "invalid" and now.relief is None


# What a person reads.


def printed(readings: list[MonthReading]) -> Iterator[str]:
    for reading in readings:
        yield f"== {reading.month}  as of {reading.measured.as_of:%Y-%m-%d %H:%M}"
        yield from printed_leads(reading.measured)
        yield from printed_measures(reading.measured)
        for final in reading.finals:
            yield f"   now final: {final.month} qualified {final.qualified.value}"
        for late in reading.late:
            yield f"   late: {late.records} {late.reason} of {late.of_month}, {late.qualified} had been qualified"
        yield from printed_money(reading.statement)
        yield ""


def printed_leads(measured: Measured) -> Iterator[str]:
    owners = Counter(lead.owner for lead in measured.leads)
    verdicts = Counter(
        " ".join(filter(None, (lead.verdict, lead.reason, lead.relief)))
        for lead in measured.leads
        if lead.owner == "contract"
    )
    yield "   leads: " + ", ".join(f"{owner} {many}" for owner, many in sorted(owners.items()))
    yield "   ours: " + ", ".join(f"{what} {many}" for what, many in sorted(verdicts.items()))


def printed_measures(measured: Measured) -> Iterator[str]:
    for name, count in (("valid_leads", measured.valid_leads), ("qualified", measured.qualified)):
        yield f"   {name}: {count.value}, open {count.open}, deemed valid {count.deemed_valid}, n {count.n}"
    cost = measured.cost_per_lead
    yield f"   cpl: {decimal(cost.numerator)} CNY / {cost.denominator} (+ {cost.deemed_valid} deemed valid)"
    yield "   form_rate: " + ", ".join(
        f"{week.first:%m-%d}..{week.last:%m-%d} {week.numerator}/{week.denominator}"
        for week in measured.weeks
    )
    with_leads = sum(lot.credited > 0 for lot in measured.lots)
    yield f"   lots: {len(measured.lots)}, {with_leads} with leads; leads without a lot: {measured.leads_without_lot}"
    for lot in measured.lots:
        if lot.failed and lot.sessions:
            bounced = f"{lot.sessions.bounced}/{lot.sessions.judged}"
            yield f"   failed: {lot.id} {bounced} bounced, {decimal(lot.cost)} CNY, {lot.credited} leads"


def printed_money(statement: StatementReading) -> Iterator[str]:
    yield f"   fee {money_text(statement.fee)}"
    for line in statement.lines:
        yield f"   {line.id:<24}{money_text(line.minor):>12}   {line.exact}"
    yield f"   invoice basis {money_text(statement.invoice_basis)}, set off {money_text(statement.set_offs)}"
    for slice_ in statement.suspense:
        yield f"   suspense {slice_.id:<24}{money_text(slice_.minor):>12}   {slice_.exact}"
    yield f"   payable {money_text(statement.payable)}, carried {money_text(statement.carry)}"
    yield f"   triggers {', '.join(f'{name} ({month})' for name, month in statement.triggers) or 'none'}"


def decimal(value: Fraction) -> str:
    """Six places at most; this demo's costs are exact in them."""
    return f"{float(value):.6f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    sys.stdout.write("\n".join(printed(read_demo(Path(sys.argv[1])))))
