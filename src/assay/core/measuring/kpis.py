"""The KPIs of a month: each from its source of record, else from the agreed fallback, else missing with a party."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assay.core.acceptance.measurements import Figure, KpiFigures, Reason, Status
from assay.core.contract.judged import Kpi, Monitor
from assay.core.contract.model import Contract, Party, SourceOfRecord
from assay.core.findings import Finding, Severity
from assay.core.measuring.figures import FIGURES
from assay.core.measuring.ground import Gap, Ground
from assay.core.measuring.monitors import MEASURES
from assay.core.measuring.prepared import Prepared
from assay.core.measuring.reach import weeks_in
from assay.core.metrics.catalogue import AUDITED, FORMULA_RATIO, Facts, Metric, metric
from assay.core.period import Month, Span

_OWNERS = {"buyer": Party.BUYER, "vendor": Party.VENDOR}
_BY_OTHERS = (FORMULA_RATIO, AUDITED)

StandIn = Callable[[str, frozenset[Facts]], Prepared]
"""From a fallback source and what is absent to the month prepared with its rows."""
Grounds = Callable[[Prepared], Ground]
"""From a prepared month to what the metrics of monitors are measured from."""


def measure_kpis(
    own: Prepared, stand_in: StandIn, ground: Grounds
) -> tuple[dict[str, KpiFigures], tuple[Finding, ...]]:
    """The figures of every KPI that reports can give; formulas and samples are made of other figures, later."""
    kpis: dict[str, KpiFigures] = {}
    findings: list[Finding] = []
    for kpi in own.material.contract.kpis.values():
        if kpi.metric not in _BY_OTHERS:
            kpis[kpi.id], found = _measured(kpi, own, stand_in, ground)
            findings += found
    return kpis, tuple(findings)


def _measured(
    kpi: Kpi, own: Prepared, stand_in: StandIn, ground: Grounds
) -> tuple[KpiFigures, tuple[Finding, ...]]:
    contract = own.material.contract
    if not metric(kpi.metric).evaluated:
        params = {"kpi": kpi.id, "metric": kpi.metric, "month": str(own.month)}
        finding = Finding("measure.metric_not_measured", kpi.place, params, Severity.WARNING)
        return _missing(kpi, own, _fault(contract.sources.get(kpi.source))), (finding,)
    used = own
    notes: tuple[Finding, ...] = ()
    absent = _absent(kpi, own)
    if absent and _may_stand_in(kpi, contract, absent):
        other = stand_in(kpi.fallback, absent)
        if not _absent(kpi, other):
            used, absent, notes = other, frozenset(), (_fallback_finding(kpi, own, absent),)
    if absent:
        first = next(fact for fact in _needs(metric(kpi.metric), contract) if fact in absent)
        finding = _missing_finding(contract, kpi, first, own.month)
        return _missing(kpi, own, fault_for(contract, kpi, first)), (finding,)
    made = [(span, *_figure(kpi, used, span, ground)) for span in _spans(kpi, own)]
    source = "" if used is own else kpi.fallback
    figures = tuple((span, replace(figure, source=source)) for span, figure, _ in made)
    problems = (problem for _, _, found in made for problem in found)
    return _shaped(kpi, figures), (*notes, *problems)


def _spans(kpi: Kpi, own: Prepared) -> tuple[Span, ...]:
    return weeks_in(own.material.contract, own.month) if kpi.period == "week" else (own.days,)


def _figure(kpi: Kpi, used: Prepared, span: Span, ground: Grounds) -> tuple[Figure, tuple[Finding, ...]]:
    """A figure by the KPI's own computation, else by the one that monitors of its metric have."""
    figure_of = FIGURES.get(kpi.metric)
    if figure_of is not None:
        figure, problems = figure_of(used.material, span)
        return (
            _unknown(kpi, used, Gap(figure.reason, problems=problems))
            if figure.reason
            else (figure, problems)
        )
    found = MEASURES[kpi.metric](_watched(kpi), ground(used), span)
    return _unknown(kpi, used, found) if isinstance(found, Gap) else (found.figure, ())


def _unknown(kpi: Kpi, used: Prepared, gap: Gap) -> tuple[Figure, tuple[Finding, ...]]:
    """A figure that the data do not give: missing, with the party whose report should have given it.

    What is wrong with the data is told and no error: no figure comes out wrong by it.
    """
    params = {"kpi": kpi.id, "month": str(used.month), **gap.params}
    finding = Finding(f"measure.kpi_unknown.{gap.reason}", kpi.place, params, Severity.WARNING)
    first = Facts.SPEND if gap.reason is Reason.COST_UNSTATED else metric(kpi.metric).facts[0]
    fault = fault_for(used.material.contract, kpi, first)
    told = (replace(problem, severity=Severity.WARNING) for problem in gap.problems)
    return Figure(Status.MISSING, fault=fault, reason=gap.reason), (finding, *told)


def _watched(kpi: Kpi) -> Monitor:
    """The KPI as a monitor without limits, which is measured the same way."""
    return Monitor(
        id=kpi.id,
        metric=kpi.metric,
        source=kpi.source,
        period=kpi.period,
        every=1,
        limit=None,
        floor_alert=None,
        review_below=None,
        unit="",
        min_n=None,
        sample="",
        options=kpi.options,
        place=kpi.place,
    )


def _missing(kpi: Kpi, own: Prepared, fault: Party) -> KpiFigures:
    return _shaped(kpi, tuple((span, Figure(Status.MISSING, fault=fault)) for span in _spans(kpi, own)))


def _shaped(kpi: Kpi, figures: tuple[tuple[Span, Figure], ...]) -> KpiFigures:
    weekly = kpi.period == "week"
    return KpiFigures(kpi.id, None if weekly else figures[0][1], figures if weekly else ())


def _absent(kpi: Kpi, prepared: Prepared) -> frozenset[Facts]:
    needed = _needs(metric(kpi.metric), prepared.material.contract)
    return frozenset(fact for fact in needed if fact not in prepared.present)


def _may_stand_in(kpi: Kpi, contract: Contract, absent: frozenset[Facts]) -> bool:
    """Whether the KPI names a fallback that is of record for all that is absent."""
    fallback = contract.sources.get(kpi.fallback)
    return fallback is not None and all(_wanted(fact) in fallback.of_record_for for fact in absent)


def _fallback_finding(kpi: Kpi, own: Prepared, absent: frozenset[Facts]) -> Finding:
    params = {
        "kpi": kpi.id,
        "month": str(own.month),
        "source": kpi.source,
        "fallback": kpi.fallback,
        "facts": ", ".join(sorted(absent)),
    }
    return Finding("measure.fallback_used", kpi.place, params, Severity.WARNING)


def _needs(measure: Metric, contract: Contract) -> tuple[Facts, ...]:
    """Facts without which a metric has no figure; leads need the ads' campaigns when the contract names accounts."""
    if contract.scope.accounts and Facts.LEADS in measure.facts:
        return (*measure.facts, Facts.CAMPAIGNS)
    return measure.facts


def source_for(contract: Contract, kpi: Kpi, fact: Facts) -> SourceOfRecord | None:
    """Whose report is missing: the KPI's own source if it is of record for the fact, else the first that is."""
    wanted = _wanted(fact)
    own = contract.sources.get(kpi.source)
    if own is not None and wanted in own.of_record_for:
        return own
    others = (source for source in contract.sources.values() if wanted in source.of_record_for)
    return next(others, own)


def fault_for(contract: Contract, kpi: Kpi, fact: Facts) -> Party:
    """The party at fault: the owner of the missing report; a platform or a third party is neither."""
    return _fault(source_for(contract, kpi, fact))


def _fault(source: SourceOfRecord | None) -> Party:
    return _OWNERS.get(source.owner, Party.NEITHER) if source else Party.NEITHER


def _wanted(fact: Facts) -> str:
    """What a source is of record for when it reports a fact; who reports spend says which account runs a campaign."""
    return Facts.SPEND.value if fact is Facts.CAMPAIGNS else fact.value


def _missing_finding(contract: Contract, kpi: Kpi, fact: Facts, month: Month) -> Finding:
    source = source_for(contract, kpi, fact)
    params = {
        "kpi": kpi.id,
        "month": str(month),
        "source": source.id if source else "",
    }
    return Finding(f"measure.no_rows.{fact}", kpi.place, params, Severity.WARNING)
