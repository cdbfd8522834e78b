"""Loading of what is judged: verdict rules on clicks, segments and leads, qualification, and KPIs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from assay.core.contract.judged import (
    ClickRule,
    Effect,
    Kpi,
    LeadRule,
    SalesJudgement,
    Scoring,
    SegmentRule,
)
from assay.core.contract.load_parts import read_hours
from assay.core.contract.load_watched import KPI_OPTIONS, read_options
from assay.core.contract.reader import Reader
from assay.core.deadlines import Deadline
from assay.core.findings import Severity
from assay.core.metrics.catalogue import AUDITED, CATALOGUE, FORMULA_RATIO, ROI_NET, Kind
from assay.core.quantity import Quantity, QuantityError, parse_quantity

_LEAD_RULES: Mapping[str, tuple[str, ...]] = {
    "duplicate": ("keys", "within", "scope"),
    "audience_excluded": (),
    "country_outside": ("of",),
    "consent_missing": (),
    "contact_unreachable": (),
    "brand_term": ("table",),
    "named_action_missing": ("actions",),
    "in_failed_segment": (),
    "no_second_interaction": ("within", "hours", "pause", "relief"),
}
_KEYS = ("email", "phone")
_NEEDS = ("all_of", "any_of", "or_three_of")
_TARGET = re.compile(r"(>=|<=|≥|≤)\s*(.+)")
_OPS = {"≥": ">=", "≤": "<="}


def read_click_rules(validity: Reader) -> tuple[ClickRule, ...]:
    """Rules on single clicks.

    The source of record of sessions applies them and states the count of class A, which is what a claim reads.
    """
    rules = []
    for click in validity.records("click"):
        click.choice("of", ("audience.markets",), "audience.markets")
        rules.append(
            ClickRule(
                click.text("id"),
                click.choice("rule", ("declared_bot", "datacentre_range", "country_outside")),
                click.choice("class", ("A",)),
                click.place,
            )
        )
        click.report("contract.by_report", severity=Severity.INFO, what=click.path)
        click.close()
    return tuple(rules)


def read_segment_rules(validity: Reader) -> tuple[SegmentRule, ...]:
    """Rules on segments of traffic."""
    rules = []
    for reader in validity.records("segment"):
        rules.append(
            SegmentRule(
                id=reader.text("id"),
                rule=reader.choice("rule", ("bounce_rate",)),
                over=reader.share("over"),
                per=reader.choice("per", ("campaign x day", "campaign x month"), "campaign x day"),
                min_n=reader.number("min_n", Fraction(0)),
                judge=reader.choice("judge", ("value", "lower_bound"), "value"),
                class_=reader.choice("class", ("A", "B"), "A"),
                place=reader.place,
            )
        )
        reader.close()
    return tuple(rules)


def read_lead_rules(validity: Reader) -> tuple[LeadRule, ...]:
    """Rules on leads, in the order in which they run."""
    return tuple(_lead_rule(reader) for reader in validity.records("lead"))


def _lead_rule(reader: Reader) -> LeadRule:
    rule = reader.choice("rule", _LEAD_RULES)
    allowed = _LEAD_RULES[rule]
    for key in reader.fields():
        if key not in ("id", "rule", *allowed):
            reader.report(
                "contract.unknown_field", key, field=key, expected=", ".join(("id", "rule", *allowed))
            )
    reader.skip(reader.fields())
    if "scope" in allowed:
        reader.choice("scope", ("buyer",), "buyer")
    if "of" in allowed:
        reader.choice("of", ("audience.markets",), "audience.markets")
    relief = reader.record("relief")
    duty, effect = "", None
    if relief:
        duty, effect = (
            relief.text("duty"),
            Effect(relief.choice("effect", ("deemed_valid", "exclude_record"))),
        )
        relief.close()
    within = _window(reader) if "within" in allowed else None
    return LeadRule(
        id=reader.text("id"),
        rule=rule,
        place=reader.place,
        keys=_keys(reader) if rule == "duplicate" else (),
        within=within,
        business_hours=read_hours(reader) if "hours" in allowed else False,
        table=reader.text("table") if rule == "brand_term" else "",
        actions=reader.texts("actions") if rule == "named_action_missing" else (),
        pause=reader.choice("pause", ("buyer_has_not_replied",), "") if "pause" in allowed else "",
        relief_duty=duty,
        relief_effect=effect,
    )


def _window(reader: Reader) -> Deadline | None:
    """How long a rule looks."""
    if not reader.has("within"):
        reader.report("contract.missing_field", "within", field="within")
        return None
    return reader.deadline("within")


def _keys(reader: Reader) -> tuple[str, ...]:
    keys = reader.texts("keys", _KEYS)
    for word in keys:
        if word not in _KEYS:
            reader.report("contract.unknown_word", "keys", found=word, expected=", ".join(_KEYS))
    return keys


def read_qualification(reader: Reader) -> tuple[Scoring | None, SalesJudgement | None]:
    """When a lead is marketing-qualified, and how sales decide that it is sales-qualified."""
    block = reader.record("qualification")
    if block is None:
        return None, None
    marketing, sales = block.record("marketing"), block.record("sales")
    found = (_scoring(marketing) if marketing else None, _sales(sales) if sales else None)
    block.close()
    return found


def _scoring(block: Reader) -> Scoring:
    points, caps, decay = block.required("points"), block.record("repeat_cap"), block.record("decay")
    scoring = Scoring(
        points={name: points.number(name) for name in points.fields()},
        repeat_cap={name: caps.count(name) for name in caps.fields()} if caps else {},
        threshold=block.number("threshold"),
        half_life_days=decay.days("half_life") if decay else None,
    )
    if decay:
        decay.text("half_life")
        decay.close()
    block.close()
    return scoring


def _sales(block: Reader) -> SalesJudgement:
    needs, silence, sample = block.record("needs"), block.record("silence"), block.record("sample")
    judgement = SalesJudgement(
        judge=block.choice("judge", ("sales",), "sales"),
        needs={name: needs.texts(name) for name in _NEEDS if needs.has(name)} if needs else {},
        within=block.deadline("within"),
        silent_with_evidence=silence.choice("with_vendor_evidence", ("deemed_qualified",), "")
        if silence
        else "",
        silent_otherwise_months=_trailing(silence) if silence else None,
        sample_share=sample.share("share") if sample else Fraction(0),
        sample_by=sample.text("by") if sample else "",
    )
    for child in (needs, silence, sample):
        if child:
            child.close()
    block.close()
    return judgement


def _trailing(silence: Reader) -> int | None:
    written = silence.text("otherwise", "")
    match = re.fullmatch(r"trailing_rate ([1-9]\d?) month", written)
    if written and match is None:
        silence.report("contract.unreadable_value", "otherwise", found=written, expected="trailing")
    return int(match[1]) if match else None


def read_kpis(reader: Reader) -> dict[str, Kpi]:
    """The paid measures, seasons resolved."""
    kpis: dict[str, Kpi] = {}
    raw: dict[str, Reader] = dict(reader.entries("kpis"))
    for name, kpi in raw.items():
        kpis[name] = _kpi(name, kpi, raw)
        kpi.close()
    return kpis


def _kpi(name: str, reader: Reader, siblings: Mapping[str, Reader]) -> Kpi:
    metric = _metric(reader)
    op, target = _target(reader)
    pool = reader.choice("below_min_n", ("pool",), "") == "pool"
    for key in ("forms", "fields"):
        if reader.has(key):
            reader.report("contract.by_report", key, severity=Severity.INFO, what=f"{reader.path}.{key}")
    return Kpi(
        id=name,
        metric=metric,
        source=reader.text("source", ""),
        period=reader.choice("period", ("month", "week")),
        op=op,
        base=target.value,
        unit=target.unit,
        season=_season(reader, siblings),
        weight=reader.share("weight"),
        min_n=reader.number("min_n") if reader.has("min_n") else None,
        pool=pool,
        gate=reader.texts("gate"),
        place=reader.place,
        forms=reader.texts("forms"),
        fields=reader.texts("fields"),
        formula=reader.expression("formula"),
        fallback=reader.text("fallback", ""),
        sample=reader.text("sample", ""),
        options=read_options(reader, KPI_OPTIONS),
    )


def _metric(reader: Reader) -> str:
    """The metric of a KPI: named, or the built-in one of a formula or of a sample."""
    if reader.has("formula") and reader.has("sample"):
        reader.report("contract.unknown_field", "sample", field="sample", expected="formula")
    for key, built_in in (("formula", FORMULA_RATIO), ("sample", AUDITED)):
        if reader.has(key):
            return reader.choice("metric", (built_in,), built_in)
    metric = reader.text("metric")
    known = CATALOGUE.get(metric)
    if known is None:
        expected = ", ".join(sorted(CATALOGUE))
        reader.report("contract.unknown_metric", "metric", found=metric, expected=expected)
    elif known.kind in (Kind.MEAN, Kind.DURATION) or metric in (FORMULA_RATIO, AUDITED, ROI_NET):
        reader.report("contract.metric_for_monitors", "metric", found=metric)
    return metric


def _target(reader: Reader) -> tuple[str, Quantity]:
    written = reader.text("target")
    match = _TARGET.fullmatch(written.strip())
    try:
        if match:
            return _OPS.get(match[1], match[1]), parse_quantity(match[2])
    except QuantityError:
        pass
    reader.report("contract.unreadable_value", "target", found=written, expected="target")
    return ">=", Quantity(Fraction(1))


def _season(reader: Reader, siblings: Mapping[str, Reader]) -> dict[int, Fraction]:
    if not reader.has("season"):
        return {}
    names = reader.texts("season") if _is_text(reader) else ()
    if names:
        other = names[0].removeprefix("same_as ").strip()
        if other not in siblings or _is_text(siblings[other]) or other == reader.path.rpartition(".")[2]:
            reader.report(
                "contract.unknown_name", "season", found=other, expected=", ".join(sorted(siblings))
            )
            return {}
        return _season(siblings[other], siblings)
    block = reader.record("season")
    factors: dict[int, Fraction] = {}
    for key in block.fields() if block else ():
        assert block is not None
        if re.fullmatch(r"0[1-9]|1[0-2]", key):
            factors[int(key)] = block.ratio(key)
        else:
            block.report("contract.unreadable_value", key, found=key, expected="month_number")
    return factors


def _is_text(reader: Reader) -> bool:
    child = reader.tree.value.get("season") if isinstance(reader.tree.value, dict) else None
    return child is not None and isinstance(child.value, str)
