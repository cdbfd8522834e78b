"""What the drawn cases use of the language, and where it had an effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from assay.core.acceptance.outcomes import Outcome, State
from assay.core.contract.judged import Effect
from assay.core.contract.remedy import Clause
from assay.core.metrics.catalogue import CATALOGUE, Kind
from assay.core.settlement.caps import exempt_names
from assay.core.settlement.month import Settled
from tests.properties.cases import Case

Document = dict[str, Any]
Test = Callable[[Case], bool]


def shares(cases: Sequence[Case]) -> dict[str, tuple[Fraction, Fraction]]:
    """Feature → the share of cases that have it, and the share in which it had an effect."""
    found = {}
    for name, (has, works) in FEATURES.items():
        used = [case for case in cases if has(case)]
        effective = sum(works(case) for case in used)
        found[name] = (Fraction(len(used), len(cases)), Fraction(effective, len(cases)))
    return found


def _figures(case: Case) -> Iterator[Document]:
    """Every figure as it first came, weeks apart."""
    for period in case.life.periods:
        for kpi in period["kpis"].values():
            yield from kpi.get("weeks", [kpi])


def _outcomes(case: Case) -> Iterator[tuple[Case, Outcome]]:
    for step in case.steps:
        for settled in step.settled:
            yield from ((case, outcome) for outcome in settled.outcomes)


def _kpi(period: str, kind: Kind) -> tuple[Test, Test]:
    """A KPI of that period and kind; it works where its shortfall cost the vendor something."""

    def fits(case: Case, kpi_id: str) -> bool:
        kpi = case.amended.first.kpis[kpi_id]
        return kpi.period == period and CATALOGUE[kpi.metric].kind is kind

    def works(case: Case) -> bool:
        return any(
            part.claim.lot.outcome and fits(case, part.claim.lot.outcome.kpi) for part in case.granted()
        )

    return (lambda case: any(fits(case, kpi_id) for kpi_id in case.amended.first.kpis)), works


def _weekly() -> tuple[Test, Test]:
    ratio, count = _kpi("week", Kind.RATIO), _kpi("week", Kind.COUNT)
    return (lambda case: ratio[0](case) or count[0](case)), (lambda case: ratio[1](case) or count[1](case))


def _clause(fits: Callable[[Clause], bool]) -> tuple[Test, Test]:
    """A clause on lots; it works where it took something."""
    return (
        lambda case: any(fits(clause) for clause in case.amended.first.clauses),
        lambda case: any(fits(part.claim.clause) for part in case.granted()),
    )


def _raw(case: Case, clause_id: str, key: str) -> str:
    return next((str(item.get(key, "")) for item in case.document["clauses"] if item["id"] == clause_id), "")


def _principal(word: str) -> tuple[Test, Test]:
    def ids(case: Case) -> list[str]:
        return [name for name in ("C3", "C3s") if _raw(case, name, "includes_principal") == word]

    return (
        lambda case: bool(ids(case)),
        lambda case: any(part.claim.clause.id in ids(case) for part in case.granted()),
    )


def _excepted(case: Case) -> bool:
    """A lot that C2 looked at lost a lead to a reason that is not charged."""
    return any(
        part.claim.clause.kind == "cost_share"
        and part.claim.lot.spend is not None
        and any(part.claim.lot.spend.leads.invalid.get(reason) for reason in part.claim.clause.except_reasons)
        for part in case.granted()
    )


def _bonus(case: Case) -> Clause | None:
    return next((clause for clause in case.amended.first.clauses if clause.kind == "bonus"), None)


def _posted(case: Case, fits: Callable[[Settled, str], bool]) -> bool:
    return any(fits(settled, line.draft.id) for settled in case.settled() for line in settled.new_lines)


def _blocked(case: Case, *, by_gate: bool) -> bool:
    """A closed month above target, without its bonus: a gate was missed, or none was and a requirement failed."""
    gates = {kpi.id for kpi in case.amended.first.kpis.values() if kpi.gate}
    for settled in case.settled():
        bonus = _bonus(case)
        if bonus is None or not settled.record.closed or bonus.id in settled.record.posted:
            continue
        above = any(
            item.kpi == bonus.subject and (item.value or 0) > item.target.value > 0
            for item in settled.outcomes
        )
        missed = any(item.kpi in gates and item.state is State.MISSED for item in settled.outcomes)
        if above and missed is by_gate:
            return True
    return False


def _clawed_back(case: Case) -> bool:
    return any(
        line.draft.head.value == "bonus"
        and line.amount.minor < 0
        and settled.record.month != step.statement.month
        for step in case.steps
        for settled in step.settled
        for line in settled.new_lines
    )


def _cap(span: str) -> tuple[Test, Test]:
    def ids(case: Case) -> set[str]:
        return {cap.id for cap in case.amended.first.caps if cap.per == span and cap.limit is not None}

    return (
        lambda case: bool(ids(case)),
        lambda case: any(
            line.draft.clause in ids(case) for settled in case.settled() for line in settled.new_lines
        ),
    )


def _exempt(case: Case) -> bool:
    """A clause that a cap exempts took something."""
    contract = case.amended.first
    exempt = {name for cap in contract.caps if cap.limit is not None for name in exempt_names(contract, cap)}
    return any(part.claim.clause.id in exempt for part in case.granted())


def _added(case: Case) -> bool:
    """A missing lead and an invalid one were charged beside each other."""
    for settled in case.settled():
        parts = [part for draft, _ in settled.lines.values() for part in draft.parts if part.share]
        kpis = {part.claim.lot.outcome.kpi for part in parts if part.claim.lot.outcome is not None}
        if "valid_leads" in kpis and any(part.claim.clause.kind == "cost_share" for part in parts):
            return True
    return False


def _relieved(effect: Effect) -> tuple[Test, Test]:
    def has(case: Case) -> bool:
        return any(figure.get("relieved", {}).get(effect.value, "0") != "0" for figure in _figures(case))

    return has, has


def _events(case: Case, kind: str) -> list[Document]:
    return [event for event in case.life.events if event["kind"] == kind]


def _relief_days(case: Case, event: Document) -> tuple[int, int]:
    """How many days of an event relieve, and how many it has."""
    first, last = date.fromisoformat(event["from"]), date.fromisoformat(event["to"])
    relieved = {day for record in case.end.records for day in record.relief_days}
    return sum(first <= day <= last for day in relieved), (last - first).days + 1


def _storms(case: Case) -> list[Document]:
    return [event for event in _events(case, "force_majeure") if event["party"] == "vendor"]


def _late_storms(case: Case) -> list[Document]:
    storms = [event for event in _storms(case) if event["cause"] == "natural_disaster"]
    return [
        event for event in storms if datetime.fromisoformat(event["notice"][:10]).date() > _deadline(event)
    ]


def _deadline(event: Document) -> date:
    return date.fromordinal(date.fromisoformat(event["from"]).toordinal() + 1)


def _cut_short(case: Case) -> bool:
    found = [_relief_days(case, event) for event in _late_storms(case)]
    return any(relieved < days for relieved, days in found)


def _late_duties(case: Case) -> list[Document]:
    return [event for event in _events(case, "late_duty") if event.get("duty") == "product_data"]


def _missing(party: str) -> tuple[Test, Test]:
    def has(case: Case) -> bool:
        return any(figure.get("fault") == party for figure in _figures(case))

    return has, has


def _payments(plan: str) -> tuple[Test, Test]:
    def has(case: Case) -> bool:
        return "/".join(item["share"].rstrip("%") for item in case.document["payments"]) == plan

    return has, lambda case: any(
        due.id in ("milestone", "monthly") for step in case.steps for due in step.statement.dues
    )


def _same(has: Test) -> tuple[Test, Test]:
    return has, has


FEATURES: Mapping[str, tuple[Test, Test]] = {
    "C1 monthly count": _kpi("month", Kind.COUNT),
    "C1 weekly": _weekly(),
    "C1 ratio": _kpi("month", Kind.RATIO),
    "C1 cost per unit": _kpi("month", Kind.COST_PER_UNIT),
    "C2": _clause(lambda clause: clause.kind == "cost_share"),
    "C2 tolerance": _clause(lambda clause: clause.tolerance > 0),
    "C2 except": (lambda case: bool(_raw(case, "C2", "except")), _excepted),
    "C3 click": _clause(lambda clause: clause.subject == "click.class_A"),
    "C3 segment": _clause(lambda clause: clause.subject.startswith("segment")),
    "C3 principal included": _principal("true"),
    "C3 principal beside": _principal("false"),
    "stacking": (
        lambda case: len({clause.id for clause in case.amended.first.clauses if clause.lot == "spend"}) > 1,
        lambda case: any(
            part.lost
            for settled in case.settled()
            for draft, _ in settled.lines.values()
            for part in draft.parts
        ),
    ),
    "C5": (lambda case: _bonus(case) is not None, lambda case: _posted(case, lambda _, line: line == "C5")),
    "C5 cap": (
        lambda case: bool(_raw(case, "C5", "cap")),
        lambda case: _posted(case, lambda _, line: line == "C5/cap"),
    ),
    "C5 requires": (
        lambda case: bool(_raw(case, "C5", "requires")),
        lambda case: _blocked(case, by_gate=False),
    ),
    "C5 clawback": (lambda case: bool(_raw(case, "C5", "clawback")), _clawed_back),
    "cap per lot": _cap("lot"),
    "cap per month": _cap("month"),
    "cap per quarter": _cap("quarter"),
    "cap per term": _cap("term"),
    "cap not_for": (lambda case: any(cap.get("not_for") for cap in case.document["caps"]), _exempt),
    "gate": (
        lambda case: any("gate" in kpi for kpi in case.document["kpis"].values()),
        lambda case: _blocked(case, by_gate=True),
    ),
    "same_cause max": (
        lambda case: case.amended.first.same_cause == "max",
        lambda case: any(part.shifted for part in case.granted()),
    ),
    "same_cause add": (lambda case: case.amended.first.same_cause == "add", _added),
    "at-risk share": (
        lambda case: case.amended.first.fee.at_risk < 1,
        lambda case: any(part.claim.lot.kind == "fee" for part in case.granted()),
    ),
    "season": (
        lambda case: any("season" in kpi for kpi in case.document["kpis"].values()),
        lambda case: any(outcome.target.season != 1 for _, outcome in _outcomes(case)),
    ),
    "term cut in a month": (
        lambda case: any(
            step.statement.fee.exact not in (case.amended.first.fee.monthly, 0) for step in case.steps
        ),
        lambda case: bool(case.steps),
    ),
    "FX lots": (
        lambda case: bool(case.amended.first.fx_table),
        lambda case: any(part.claim.lot.rate_source for part in case.granted()),
    ),
    "deemed_valid": _relieved(Effect.DEEMED_VALID),
    "exclude_record": _relieved(Effect.EXCLUDE_RECORD),
    "exclude_days": (
        lambda case: bool(_late_duties(case)),
        lambda case: any(_relief_days(case, event)[0] for event in _late_duties(case)),
    ),
    "force majeure": (
        lambda case: bool(_storms(case)),
        lambda case: any(_relief_days(case, event)[0] for event in _storms(case)),
    ),
    "force majeure, late notice": (lambda case: bool(_late_storms(case)), _cut_short),
    "missing by the vendor": _missing("vendor"),
    "missing by the buyer": _missing("buyer"),
    "missing by neither": _missing("neither"),
    "pooling": (
        lambda case: any("below_min_n" in kpi for kpi in case.document["kpis"].values()),
        lambda case: any(len(outcome.pooled) > 1 for _, outcome in _outcomes(case)),
    ),
    "provisional, then final": (
        lambda case: bool(_events(case, "final_measurement")),
        lambda case: any(item.amount.minor > 0 for step in case.steps for item in step.statement.suspense),
    ),
    "late finding": (lambda case: bool(_events(case, "late_finding")), _clawed_back),
    "trigger": (lambda case: bool(case.amended.first.triggers), lambda case: bool(case.end.firings)),
    "30/40/30": _payments("30/40/30"),
    "30/50/20": _payments("30/50/20"),
    "each_month": _payments("100"),
    "retention": (
        lambda case: "retention" in case.document,
        lambda case: any(due.withheld for step in case.steps for due in step.statement.dues),
    ),
    "amendment": _same(lambda case: bool(case.amended.later)),
}
