"""A KPI from month to month: by what is known of each now, marked where its own statement said something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assay.core.period import Month
from assay.i18n.figures import fraction_of, short
from assay.i18n.statement import is_month
from assay.reports.paper.blocks import Block, note, paragraph, section, table
from assay.reports.paper.blocks import Column as TableColumn
from assay.reports.paper.charts import Column, trend
from assay.reports.paper.judged import kpi_title, own_kpis, shown_value, value_of
from assay.reports.paper.page import Source

_LONGEST = 13
"""Months of a trend: a year, and the same month of the year before."""

_BESIDE = {"before": -1, "last_year": -12}
"""What a month stands beside, and how many months away that is."""

_CORRECTED, _OPEN = "*", "†"
_FINAL = ("met", "missed", "excluded")


@dataclass(frozen=True, slots=True)
class Told:
    """What statements say of a KPI of one month.

    Attributes:
        first: By the month's own statement.
        now: By the latest statement that speaks of it.
        told_in: The month of that one.
    """

    first: Mapping[str, Any]
    now: Mapping[str, Any]
    told_in: str

    @property
    def is_corrected(self) -> bool:
        """Whether a later statement gave another figure."""
        return bool(self.now["value"] != self.first["value"])

    @property
    def text(self) -> str:
        """The figure, marked where it was corrected, or is open for all that is told."""
        mark = _CORRECTED if self.is_corrected else "" if self.now["state"] in _FINAL else _OPEN
        return f"{shown_value(self.now)}{mark}"


def told(kpi_id: str, period: str, source: Source) -> Told | None:
    """What the statements up to this one say of a KPI of a whole month; None where they do not speak of it."""
    found = [
        (kpi, document["period"])
        for document in (*source.earlier, source.document)
        for kpi in document["kpis"]
        if kpi["id"] == kpi_id and kpi["period"] == period and is_month(kpi)
    ]
    return Told(found[0][0], *found[-1]) if found else None


def months_sections(source: Source) -> Iterator[Block]:
    """The heaviest KPI month by month, and each beside the month before and last year."""
    led = _led(source)
    periods = sorted({one["period"] for one in (*source.earlier, source.document)})[-_LONGEST:]
    if led is not None and len(periods) > 1:
        seen = [told(led["id"], period, source) for period in periods]
        months = _columns(periods, seen, source)
        ring = any(month.year_before is not None for month in months)
        title = source.say("review.trend", name=kpi_title(led, source))
        notes = [
            source.say("review.trend_note_year" if ring else "review.trend_note"),
            *_marks(filter(None, seen[:-1]), source),
        ]
        yield from section(title, trend(months), *map(note, notes))
    yield from _changes_section(source)


def _changes_section(source: Source) -> Iterator[Block]:
    """Beside which months the figures stand; where there is none of them, that there is none."""
    kpis = [kpi for kpi in own_kpis(source.document) if is_month(kpi)]
    others = {
        name: [told(kpi["id"], _moved(source.document["period"], months), source) for kpi in kpis]
        for name, months in _BESIDE.items()
    }
    beside = [name for name, found in others.items() if any(found)]
    missing = [source.say(f"review.no_{name}") for name in _BESIDE if name not in beside]
    marked = _marks([one for found in zip(*others.values(), strict=True) for one in found if one], source)
    body = (
        [
            _change_table(kpis, {name: others[name] for name in beside}, source),
            *map(note, (*marked, *missing)),
        ]
        if beside
        else [paragraph(source.say("review.no_other"))]
    )
    yield from section(source.say("review.changes"), *body, filled=kpis)


def _led(source: Source) -> Mapping[str, Any] | None:
    """The KPI that the trend shows: of those of the whole month the one with the greatest weight."""
    found = {kpi["id"]: kpi for kpi in own_kpis(source.document) if is_month(kpi)}
    weighed = [kpi for kpi in source.contract.kpis.values() if kpi.id in found]
    return found[max(weighed, key=lambda kpi: kpi.weight).id] if weighed else None


def _columns(periods: Sequence[str], seen: Sequence[Told | None], source: Source) -> list[Column]:
    months = []
    for period, one in zip(periods, seen, strict=True):
        now = None if one is None else one.now
        before = None if one is None else told(one.now["id"], _moved(period, -12), source)
        months.append(
            Column(
                name=period,
                text="–" if one is None else shown_value(one.now) if period == periods[-1] else one.text,
                value=value_of(now),
                target=None if now is None else fraction_of(now["target"]),
                year_before=None if before is None else value_of(before.now),
                is_now=period == source.document["period"],
            )
        )
    return months


def _moved(period: str, months: int) -> str:
    return str(Month.parse(period).plus(months))


def _compared(kpi: Mapping[str, Any], other: Told | None) -> list[str]:
    """The other month's value, and the change since: of a ratio in points, else in percent of that value."""
    value, then = value_of(kpi), None if other is None else value_of(other.now)
    if other is None or then is None:
        return ["–", "–"]
    if value is None:
        return [other.text, "–"]
    if kpi["kind"] == "ratio":
        return [other.text, _signed((value - then) * 100, "")]
    return [other.text, _signed((value - then) / then * 100, "%") if then else "–"]


def _signed(change: Fraction, unit: str) -> str:
    """A change with its sign, to one decimal."""
    text = short(str(change), 1).lstrip("≈")
    return f"{'+' if change > 0 else ''}{text}{unit}"


def _change_table(
    kpis: Sequence[Mapping[str, Any]], others: Mapping[str, Sequence[Told | None]], source: Source
) -> Block:
    names = ("now", *(column for name in others for column in (name, "change")))
    columns = [
        TableColumn(source.say("review.kpi"), "wide"),
        *(TableColumn(source.say(f"review.{name}"), side="right") for name in names),
    ]
    rows = [
        [
            kpi_title(kpi, source),
            shown_value(kpi),
            *(cell for found in others.values() for cell in _compared(kpi, found[place])),
        ]
        for place, kpi in enumerate(kpis)
    ]
    return table(columns, rows)


def _marks(seen: Iterator[Told] | Sequence[Told], source: Source) -> Iterator[str]:
    """What each mark means: the figure that the month's own statement bears; once, that a figure was never decided."""
    shown = tuple(seen)
    for one in shown:
        if one.is_corrected:
            params = {"period": one.first["period"], "was": shown_value(one.first), "told_in": one.told_in}
            name = kpi_title(one.first, source)
            yield source.say("review.corrected", name=name, now=shown_value(one.now), **params)
    if any(one.text.endswith(_OPEN) for one in shown):
        yield source.say("review.still_open")
