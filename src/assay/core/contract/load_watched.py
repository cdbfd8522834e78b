"""Loading of monitors and of the plans of audit samples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from assay.core.contract.judged import ATTRIBUTION_RULES, Monitor, SamplePlan
from assay.core.contract.reader import Reader
from assay.core.findings import Severity
from assay.core.metrics.catalogue import CATALOGUE, FORMULA_RATIO
from assay.core.quantity import Quantity, QuantityError, parse_ratio

_PERIOD = re.compile(r"(?:(\d{1,2}) )?(month|week)")
_CLAIM = re.compile(r"(>=|<=|≥|≤)\s*(.+)")
_COHORT = re.compile(r"matured \d{1,4} day")
_ATTRIBUTION = ("rule", "also", "window")
_TESTS = ("peak_hour",)
_OPTIONS = ("within", "of", "deduct", "cohort", "attribution", "test", "class", "censored", "forms", "fields")
_BY_REPORT = ("forms", "fields", "class")
WATCHED = frozenset(CATALOGUE) - {FORMULA_RATIO}
"""Metrics of monitors: all but the ratio of two KPIs."""
KPI_OPTIONS = ("within", "of", "test")
"""Those that a paid measure takes too."""


def read_monitors(reader: Reader) -> dict[str, Monitor]:
    """Measures that pay nothing."""
    monitors = {}
    for name, block in reader.entries("monitors"):
        monitors[name] = _monitor(name, block)
        block.close()
    return monitors


def _monitor(name: str, block: Reader) -> Monitor:
    metric = block.text("metric")
    if metric not in WATCHED:
        block.report("contract.unknown_metric", "metric", found=metric, expected=", ".join(sorted(WATCHED)))
    written = block.text("period", "month")
    match = _PERIOD.fullmatch(written)
    if match is None:
        block.report("contract.unreadable_value", "period", found=written, expected="rhythm")
    review = block.quantity("review_below") if block.has("review_below") else None
    return Monitor(
        id=name,
        metric=metric,
        source=block.text("source", ""),
        period=match[2] if match else "month",
        every=int(match[1] or 1) if match else 1,
        limit=block.expression("limit"),
        floor_alert=block.expression("floor_alert"),
        review_below=None if review is None else review.value,
        unit="" if review is None else review.unit,
        min_n=block.number("min_n") if block.has("min_n") else None,
        sample=block.text("sample", ""),
        options=read_options(block, _OPTIONS),
        place=block.place,
    )


def read_options(block: Reader, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What else a metric takes, as written; what nobody could measure by is refused."""
    return {key: _option(block, key) for key in keys if block.has(key)}


def _option(block: Reader, key: str) -> tuple[str, ...]:
    """An option as written; ``attribution`` as ``key: value`` texts in order."""
    if key == "attribution":
        return _attribution(block.required(key))
    if key == "censored":
        block.flag(key)
    elif key == "test":
        block.choice(key, _TESTS)
    elif key == "within":
        block.deadline(key)
    elif key == "cohort" and not _COHORT.fullmatch(block.text(key)):
        block.report("contract.unreadable_value", key, found=block.text(key), expected="cohort")
    elif key in _BY_REPORT:
        block.report("contract.by_report", key, severity=Severity.INFO, what=f"{block.path}.{key}")
    return block.texts(key)


def _attribution(block: Reader) -> tuple[str, ...]:
    """The rule that counts, those that are shown beside it, and how many days before an order it looks."""
    block.choice("rule", ATTRIBUTION_RULES)
    for rule in block.texts("also"):
        if rule not in ATTRIBUTION_RULES:
            expected = ", ".join(ATTRIBUTION_RULES)
            block.report("contract.unknown_word", "also", found=rule, expected=expected)
    block.days("window")
    found = tuple(f"{name}: {', '.join(block.texts(name))}" for name in _ATTRIBUTION if block.has(name))
    block.close()
    return found


def read_samples(reader: Reader) -> dict[str, SamplePlan]:
    """Audit samples with their plans."""
    samples = {}
    for name, block in reader.entries("samples"):
        plan = block.required("plan")
        op, claim = _claim(block)
        samples[name] = SamplePlan(
            id=name,
            op=op,
            claim=claim,
            fail_at=block.share("fail_at") if block.has("fail_at") else None,
            n=plan.count("n"),
            accept=plan.count("accept"),
            every=block.choice("every", ("month", "quarter")),
            draw=block.choice("draw", ("public_seed",), "public_seed"),
            auditor=block.text("auditor", ""),
            place=block.place,
        )
        if samples[name].accept >= samples[name].n:
            plan.report("contract.plan_accepts_all", "accept", sample=name)
        plan.close()
        block.close()
    return samples


def _claim(block: Reader) -> tuple[str, Fraction]:
    written = block.text("claim")
    match = _CLAIM.fullmatch(written.strip())
    try:
        if match:
            return {"≥": ">=", "≤": "<="}.get(match[1], match[1]), parse_ratio(match[2])
    except QuantityError:
        pass
    block.report("contract.unreadable_value", "claim", found=written, expected="target")
    return ">=", Quantity(Fraction(1)).value
