"""What every ad report comes to: one line per entity and day, or per entity and period when the report is not daily.

A line of a day becomes a row of ``spend``; a line of a period becomes a row of ``spend_totals``, which nothing that
measures daily spend reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from assay.core.money import decimal_text
from assay.core.period import Span
from assay.core.tables import Record, Value
from assay.ports import Control
from assay.sources.mapped.rows import check_keys
from assay.sources.numbers import micros
from assay.sources.problems import Problems, shown

MEASURES = ("cost", "impressions", "clicks")
GRAINS = ("search_term", "keyword", "ad", "ad_group", "campaign")
"""From the finest: the first whose column is there is the grain of the report. One without any is of the account."""
_CENT = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a report. Cost in major units; a count of None is not stated.

    Attributes:
        row: Its number in the file.
        entity: Path of the entity.
        campaign: Its campaign; None when the report has none.
        period: The days of its figures.
        daily: Whether they are figures of one day.
        result_kind: What ``results`` counts, as exported.
    """

    row: int
    entity: str
    campaign: str | None
    campaign_type: str | None
    period: Span
    daily: bool
    currency: str
    cost: Fraction
    impressions: int | None
    clicks: int | None
    result_kind: str | None = None
    results: int | None = None

    def plus(self, other: Line) -> Line:
        """This line with another's figures added; a figure that one of them does not state stays unstated.

        Results of two kinds are no sum.
        """
        same = self.result_kind == other.result_kind
        return replace(
            self,
            cost=self.cost + other.cost,
            impressions=_sum(self.impressions, other.impressions),
            clicks=_sum(self.clicks, other.clicks),
            result_kind=self.result_kind if same else None,
            results=_sum(self.results, other.results) if same else None,
        )


def sums_of(lines: Sequence[Line]) -> dict[str, Fraction]:
    """The sum of the rows by measure; a measure that some row does not state has none, nor has a cost in two currencies."""
    sums = {}
    if len({line.currency for line in lines}) <= 1:
        sums["cost"] = sum((line.cost for line in lines), Fraction(0))
    for measure in ("impressions", "clicks"):
        counts = [getattr(line, measure) for line in lines]
        if None not in counts:
            sums[measure] = Fraction(sum(counts))
    return sums


def added_up(lines: Sequence[Line], problems: Problems) -> list[Line]:
    """One line per entity and period: what a report splits by device, region or hour is added up at its first row."""
    added: dict[tuple[str, date, date, str], Line] = {}
    for line in lines:
        key = (line.entity, line.period.start_on, line.period.end_on, line.currency)
        added[key] = added[key].plus(line) if key in added else line
    if len(added) < len(lines):
        problems.report("sources.rows_added_up", found=len(lines), kept=len(added))
    return list(added.values())


def records_of(
    lines: Sequence[Line], *, source: str, account: str, grain: str, problems: Problems
) -> tuple[Record, ...]:
    """The rows for ``spend`` and ``spend_totals``, with a warning when some are totals of a period.

    An entity with two currencies on one day is refused: one row would silently replace the other.
    """
    totals = [line for line in lines if not line.daily]
    if totals:
        first = min(line.period.start_on for line in totals)
        last = max(line.period.last_on for line in totals)
        problems.warn("sources.kept_as_totals", rows=len(totals), first=first, last=last)
    said: dict[str, Value] = {"source": source, "account": account, "grain": grain}
    records = tuple(_record(line, said) for line in lines)
    check_keys(records, problems)
    return records


def control_of(
    label: str, measure: str, stated: Fraction, summed: Fraction, rows: int, *, covers: bool
) -> Control:
    """A stated figure against the sum of its rows.

    Rows are rounded to the cent each, so a cost may differ by 0.01 a row; counts may not differ. A total that covers
    other rows too (``covers`` is false) only informs.
    """
    within = _CENT * rows if measure == "cost" else Fraction(0)
    agrees = abs(stated - summed) <= within
    return Control(
        name=label,
        column=measure,
        stated=decimal_text(stated),
        summed=decimal_text(summed),
        within=decimal_text(within),
        agrees=agrees if covers or agrees else None,
    )


def control_params(control: Control) -> Mapping[str, str]:
    """What ``sources.total_disagrees`` says of a control."""
    return {
        "total": shown(control.name),
        "stated": control.stated,
        "summed": control.summed,
        "within": control.within,
    }


def _record(line: Line, said: Mapping[str, Value]) -> Record:
    values: dict[str, Value] = {
        **said,
        "entity": line.entity,
        "campaign": line.campaign,
        "campaign_type": line.campaign_type,
        "currency": line.currency,
        "cost_micros": micros(line.cost),
        "impressions": line.impressions,
        "clicks": line.clicks,
        "result_kind": line.result_kind,
        "results": line.results,
    }
    if line.daily:
        return Record("spend", line.row, {**values, "day": line.period.start_on})
    period = {"start_on": line.period.start_on, "end_on": line.period.end_on}
    return Record("spend_totals", line.row, {**values, **period})


def _sum(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left + right
